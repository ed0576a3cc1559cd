//! `add` and `import` at the terminal, with and without `--backfill`.

use rapporteur::domain::alert::{Destination, Order};
use rapporteur::domain::cadence::Cadence;
use rapporteur::domain::chat::PersonId;
use rapporteur::store::{How, Limits, Store};

use crate::alerts::office::statement;
use crate::program::Program;

/// A collection of one statement.
const LINE: &str = r#"{"id":"chn-cd-2026-a","title":"A","kind":"statement","party":"CHN","forum":"CD","language":"en","numbering":"ours","date":{"value":"2026-11-20"},"source":{"address":"https://example.org/a","format":"html"},"paragraphs":[{"number":1,"text":"Cyberspace."}]}"#;

fn write(program: &Program, name: &str, text: &str) {
    std::fs::write(program.folder().join(name), text).unwrap();
}

#[test]
fn statements_are_added_all_or_none() {
    let program = Program::new();
    write(
        &program,
        "chn-cd-2026-a.md",
        &statement("chn-cd-2026-a", "CHN", &["Cyberspace is calm."]),
    );
    write(
        &program,
        "chn-cd-2026-b.md",
        &statement("chn-cd-2026-b", "Nowhere", &["Cyberspace."]),
    );
    let refused = program.run(&[
        "add",
        "chn-cd-2026-a.md",
        "chn-cd-2026-b.md",
        "--into",
        "corpus",
    ]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.stderr.contains("chn-cd-2026-b.md:")
            && refused.stderr.contains("Nothing was added."),
        "{refused:?}"
    );
    assert!(
        !program
            .folder()
            .join("corpus/statements/chn-cd-2026-a.md")
            .exists()
    );

    write(
        &program,
        "chn-cd-2026-b.md",
        &statement("chn-cd-2026-b", "CHN", &["Cyberspace."]),
    );
    let added = program
        .run(&[
            "add",
            "chn-cd-2026-a.md",
            "chn-cd-2026-b.md",
            "--into",
            "corpus",
        ])
        .answered();
    assert_eq!(
        added,
        "2 statements with 2 passages were added to corpus: chn-cd-2026-a, chn-cd-2026-b.\n"
    );
    let found = program
        .run(&["--corpus", "corpus", "ask", "search", "calm"])
        .answered();
    assert!(found.contains("Cyberspace is calm."), "{found}");
}

#[test]
fn a_statement_that_is_there_is_revised() {
    let program = Program::new();
    let file = "chn-cd-2026-a.md";
    let add = ["add", file, "--into", "corpus"];
    write(
        &program,
        file,
        &statement("chn-cd-2026-a", "CHN", &["Cyberspace is calm."]),
    );
    program.run(&add).answered();
    write(
        &program,
        "chn-cd-2026-a.md",
        &statement("chn-cd-2026-a", "CHN", &["Cyberspace is calmer."]),
    );
    let revised = program
        .run(&["add", "chn-cd-2026-a.md", "--into", "corpus"])
        .answered();
    assert!(
        revised.contains("1 of them took the place of an earlier text."),
        "{revised}"
    );
}

#[test]
fn an_id_that_a_collection_has_is_a_defect() {
    let program = Program::new();
    write(&program, "all.jsonl", LINE);
    let imported = program.run(&["import", "all.jsonl", "--into", "corpus"]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    write(
        &program,
        "chn-cd-2026-a.md",
        &statement("chn-cd-2026-a", "CHN", &["Cyberspace."]),
    );
    let refused = program.run(&["add", "chn-cd-2026-a.md", "--into", "corpus"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused
            .stderr
            .contains("is also that of a statement in statements/all.jsonl.gz"),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_notifies_nobody_and_says_whom_it_would_have() {
    let program = Program::new();
    let store = Store::open(&program.folder().join("data")).await.unwrap();
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    for query in ["cyberspace", "\"outer space\"", "whales"] {
        let order = Order {
            query: query.to_owned(),
            server: None,
            destination: Destination::Direct,
            cadence: Cadence::AtOnce,
            mention: None,
        };
        let limits = Limits {
            per_person: 9,
            per_server: 9,
        };
        store
            .add_alert(PersonId::new(5), &order, limits, now)
            .await
            .unwrap()
            .ok()
            .unwrap();
    }
    let texts = [("a", "Cyberspace."), ("b", "Cyberspace and outer space.")];
    for (name, text) in texts {
        let id = format!("chn-cd-2026-{name}");
        write(
            &program,
            &format!("{id}.md"),
            &statement(&id, "CHN", &[text]),
        );
    }
    let arguments = [
        "add",
        "chn-cd-2026-a.md",
        "chn-cd-2026-b.md",
        "--into",
        "corpus",
        "--backfill",
    ];
    let run = tokio::task::block_in_place(|| program.run(&arguments));
    let said = run.answered();
    assert!(
        said.contains("nobody is notified. It would have met 2 alerts with 3 notices."),
        "{said}"
    );
    let id = "chn-cd-2026-b".parse().unwrap();
    assert_eq!(
        store.seen_at(&id).await.unwrap().unwrap().how,
        How::Backfill
    );
    store.close().await;
}

#[test]
fn an_import_can_be_a_backfill() {
    let program = Program::new();
    write(&program, "all.jsonl", LINE);
    let arguments = ["import", "all.jsonl", "--into", "corpus", "--backfill"];
    let said = program.run(&arguments).answered();
    assert!(
        said.contains("nobody is notified. It would have met 0 alerts with 0 notices."),
        "{said}"
    );
}
