//! The index follows its corpus, outlives a kill, and shares itself with other processes.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Child;

use rapporteur::corpus::{self, Files};
use rapporteur::index::{self, Changes};

use crate::program::Program;

/// A statement of `party` with two paragraphs.
fn statement(id: &str, text: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Statement {id}\"\nkind = \"statement\"\nparty = \"FRA\"\n\
         forum = \"CD\"\nlanguage = \"en\"\nnumbering = \"ours\"\n\n[date]\nvalue = \"2016\"\n\n\
         [source]\naddress = \"https://example.org/{id}\"\nformat = \"html\"\n+++\n\n\
         [1] {text}\n\n[2] The law applies to behaviour in cyberspace.\n"
    )
}

/// The same as a line of a collection.
pub(crate) fn line(id: &str, text: &str) -> String {
    let line = serde_json::json!({
        "id": id, "title": format!("Statement {id}"), "kind": "statement", "party": "FRA",
        "forum": "CD", "language": "en", "numbering": "ours", "date": { "value": "2016" },
        "source": { "address": format!("https://example.org/{id}"), "format": "html" },
        "paragraphs": [
            { "text": "Mr. President," },
            { "number": 1, "printed_number": "45", "text": text },
            { "number": 2, "text": "The law applies to behaviour in cyberspace." },
        ],
    });
    format!("{line}\n")
}

/// A folder of statements added to the shipped corpus, and the program that reads it.
struct Added {
    program: Program,
    folder: PathBuf,
}

impl Added {
    fn new() -> Self {
        let program = Program::new();
        let folder = program.folder().join("added");
        std::fs::create_dir_all(folder.join("statements")).unwrap();
        Added { program, folder }
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("statements/{id}.md"))
    }

    fn put(&self, id: &str, text: &str) {
        std::fs::write(self.path(id), statement(id, text)).unwrap();
    }

    fn with_corpus<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        [&["--corpus", self.folder.to_str().unwrap()], arguments].concat()
    }

    #[track_caller]
    fn build(&self) -> String {
        self.program
            .run(&self.with_corpus(&["index", "build"]))
            .answered()
    }

    /// Paths of files that a build would read, and what else it would do.
    fn changes(&self) -> (Vec<String>, Changes) {
        let files = Files::shipped().with(Files::in_folder(&self.folder).unwrap());
        let reference = corpus::reference(&files).unwrap();
        // The shipped files alone differ from what is there, so nothing may be written here.
        let held = held_lock(&self.program.index());
        let opened = index::open(&self.program.index(), &Files::shipped(), &mut |_| {}).unwrap();
        drop(held);
        let manifest = opened.index.manifest().unwrap();
        let changes = manifest.changes_to(&files, &reference).unwrap();
        let paths = changes.read.iter().map(|file| file.path.clone());
        (paths.collect(), changes)
    }

    /// A collection of `n` statements, with other words in those numbered `other`.
    fn put_collection(&self, name: &str, n: usize, other: &[usize]) {
        let line = |i: usize| {
            let word = if other.contains(&i) {
                "photon"
            } else {
                "quantum"
            };
            line(
                &format!("fra-{name}-{i}"),
                &format!("A {word} numbered {i}."),
            )
        };
        let text: String = (0..n).map(line).collect();
        let path = self.folder.join(format!("statements/{name}.jsonl"));
        std::fs::write(path, text).unwrap();
    }

    /// How many passages have this word.
    fn found(&self, words: &str) -> u64 {
        let line = format!("search {words} party:France");
        let run = self
            .program
            .run(&self.with_corpus(&["ask", "--json", &line]));
        let answer: serde_json::Value = serde_json::from_str(&run.answered()).unwrap();
        answer["total"].as_u64().unwrap()
    }
}

/// The lock that a writer holds.
fn held_lock(index: &Path) -> File {
    let path = index.join("writer.lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .unwrap();
    file.lock().unwrap();
    file
}

#[test]
fn a_change_of_one_statement_touches_only_that_one() {
    let added = Added::new();
    added.put("fra-cd-2016-a", "Alpha.");
    added.put("fra-cd-2016-b", "Beta.");
    assert!(
        added
            .build()
            .contains(" 3 statements, 14 passages; up to date")
    );
    assert!(added.changes().1.is_empty());

    added.put("fra-cd-2016-b", "Gamma.");
    let (written, changes) = added.changes();
    assert_eq!(
        (written, changes.removed, changes.reference),
        (
            vec!["statements/fra-cd-2016-b.md".to_owned()],
            vec![],
            false
        )
    );

    added.put("fra-cd-2016-c", "Delta.");
    std::fs::remove_file(added.path("fra-cd-2016-a")).unwrap();
    let (written, changes) = added.changes();
    assert_eq!(
        written,
        ["statements/fra-cd-2016-b.md", "statements/fra-cd-2016-c.md"]
    );
    assert_eq!(
        (changes.removed, changes.reference),
        (vec!["statements/fra-cd-2016-a.md".to_owned()], false)
    );

    let told = added.build();
    assert!(
        told.contains(" 3 statements, 14 passages; up to date"),
        "{told}"
    );
    assert!(
        told.ends_with("2 statements written, 1 removed.\n"),
        "{told}"
    );
    assert!(added.changes().1.is_empty());
}

#[test]
fn an_answer_comes_from_the_corpus_as_it_is_now() {
    let added = Added::new();
    added.put("fra-cd-2016-a", "Quantum.");
    assert_eq!(added.found("quantum"), 1);
    added.put("fra-cd-2016-a", "Photon.");
    assert_eq!((added.found("quantum"), added.found("photon")), (0, 1));
    std::fs::remove_file(added.path("fra-cd-2016-a")).unwrap();
    assert_eq!(added.found("photon"), 0);
}

#[test]
fn an_index_of_another_version_is_made_anew_and_that_is_told() {
    let program = Program::new();
    program.run(&["index", "build"]).answered();
    let meta = program.index().join("engine/meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    let other = text.replace(r#"schema_version\":"#, r#"schema_version\":9"#);
    assert_ne!(text, other);
    std::fs::write(&meta, other).unwrap();
    let status = program.run(&["index", "status"]).answered();
    assert!(status.contains("this program writes version"), "{status}");
    let run = program.run(&["ask", "/quote chn-cd-2015-cyber 5"]);
    assert!(
        run.stderr.starts_with("The index was of version 9"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.ends_with("it was made anew.\n"),
        "{}",
        run.stderr
    );
    assert!(run.answered().contains("China"));
    assert!(
        program
            .run(&["index", "status"])
            .answered()
            .contains("up to date")
    );
}

#[test]
fn an_index_that_cannot_be_opened_is_made_anew_and_that_is_told() {
    let program = Program::new();
    program.run(&["index", "build"]).answered();
    let engine = program.index().join("engine");
    for (extension, bytes) in [
        ("json", &b"{"[..]),
        ("term", &[]),
        ("store", b"not a store"),
    ] {
        for path in files(&engine, extension) {
            std::fs::write(path, bytes).unwrap();
        }
        let run = program.run(&["ask", "/quote chn-cd-2015-cyber 5"]);
        let told =
            run.stderr.contains("could not be opened") && run.stderr.ends_with("made anew.\n");
        assert!(told, "{extension}: {run:?}");
        assert!(run.answered().contains("China"));
    }
}

/// Waits for `reached` without sleeping; false when the process ended before.
fn waits(child: &mut Child, reached: impl Fn() -> bool) -> bool {
    loop {
        if reached() {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let of_kind = |path: &PathBuf| path.extension().is_some_and(|own| own == extension);
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(of_kind)
        .collect()
}

#[test]
fn a_build_that_is_killed_at_any_moment_is_completed_by_the_next() {
    const STATEMENTS: usize = 2_000;
    let added = Added::new();
    for n in 0..STATEMENTS {
        let words = format!("Statement {n} on norm {}. ", n * 7919 % 1000).repeat(10);
        added.put(&format!("fra-cd-2016-{n}"), &words);
    }
    let engine = added.program.index().join("engine");
    let moments: [(&str, &dyn Fn() -> bool); 5] = [
        ("the writer has signed", &|| {
            added.program.index().join("writer.json").exists()
        }),
        ("the engine is there", &|| engine.join("meta.json").exists()),
        ("a first segment is begun", &|| {
            !files(&engine, "store").is_empty()
        }),
        ("a first segment is written", &|| {
            !files(&engine, "term").is_empty()
        }),
        ("several segments are written", &|| {
            files(&engine, "term").len() > 1
        }),
    ];
    for (moment, reached) in moments {
        std::fs::remove_dir_all(added.program.index()).ok();
        let mut child = added.program.spawn(&added.with_corpus(&["index", "build"]));
        let in_time = waits(&mut child, reached);
        assert!(in_time, "the build ended before {moment}");
        child.kill().unwrap();
        child.wait().unwrap();
        // What a kill left must be readable as it is.
        added
            .program
            .run(&added.with_corpus(&["index", "status"]))
            .answered();
    }
    assert!(
        added
            .build()
            .contains(" 2001 statements, 4010 passages; up to date")
    );
    let status = added
        .program
        .run(&added.with_corpus(&["index", "status"]))
        .answered();
    assert!(status.contains("up to date with the corpus"), "{status}");
}

#[test]
fn while_another_process_writes_questions_are_answered_and_builds_are_refused() {
    let added = Added::new();
    added.build();
    added.put("fra-cd-2016-a", "Quantum.");
    let lock = held_lock(&added.program.index());
    let holder = r#"{"process":4242,"command":"rapporteur serve"}"#;
    std::fs::write(added.program.index().join("writer.json"), holder).unwrap();

    let run = added
        .program
        .run(&added.with_corpus(&["ask", "/quote chn-cd-2015-cyber 5"]));
    let told = "The index is being brought up to date by process 4242 (`rapporteur serve`); \
                this answer comes from what it held before.\n";
    assert_eq!(run.stderr, told);
    assert!(run.answered().contains("China"));

    let run = added.program.run(&added.with_corpus(&["index", "build"]));
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(
        run.stderr.contains("process 4242 (`rapporteur serve`)"),
        "{}",
        run.stderr
    );

    let run = added.program.run(&added.with_corpus(&["doctor"]));
    assert!(
        run.stdout
            .contains("--  index writer: The index is being written by process 4242"),
        "{}",
        run.stdout
    );

    drop(lock);
    assert!(added.build().contains("up to date"));
}

#[test]
fn an_index_that_is_up_to_date_needs_no_lock() {
    let program = Program::new();
    program.run(&["index", "build"]).answered();
    let _lock = held_lock(&program.index());
    let run = program.run(&["ask", "about"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_collection_is_answered_from_like_single_files() {
    let added = Added::new();
    added.put("fra-cd-2016-a", "A quantum alone.");
    added.put_collection("many", 3, &[1]);
    let told = added.build();
    assert!(
        told.contains(" 5 statements, 18 passages; up to date"),
        "{told}"
    );
    assert_eq!((added.found("quantum"), added.found("photon")), (3, 1));
    let run = added
        .program
        .run(&added.with_corpus(&["ask", "quote fra-many-1 1"]));
    let text = run.answered();
    assert!(text.contains("A photon numbered 1."), "{text}");
    assert!(text.contains("our numbering, printed 45"), "{text}");
}

#[test]
fn a_changed_line_of_a_collection_rewrites_one_statement() {
    let added = Added::new();
    added.put_collection("many", 50, &[]);
    assert!(
        added
            .build()
            .ends_with("51 statements written, 0 removed.\n")
    );
    added.put_collection("many", 50, &[7]);
    assert!(added.build().ends_with("1 statement written, 0 removed.\n"));
    assert_eq!((added.found("quantum"), added.found("photon")), (49, 1));
    added.put_collection("many", 48, &[7]);
    assert!(
        added
            .build()
            .ends_with("0 statements written, 2 removed.\n")
    );
    assert_eq!((added.found("quantum"), added.found("photon")), (47, 1));
}

#[test]
fn a_collection_that_is_gone_takes_its_statements_along() {
    let added = Added::new();
    added.put_collection("many", 20, &[]);
    added.put_collection("few", 2, &[0, 1]);
    added.build();
    std::fs::remove_file(added.folder.join("statements/many.jsonl")).unwrap();
    assert!(
        added
            .build()
            .ends_with("0 statements written, 20 removed.\n")
    );
    assert_eq!((added.found("quantum"), added.found("photon")), (0, 2));
}

#[test]
fn a_statement_that_moves_to_another_file_is_held_once() {
    let added = Added::new();
    added.put_collection("many", 5, &[]);
    added.build();
    let folder = added.folder.join("statements");
    std::fs::rename(folder.join("many.jsonl"), folder.join("moved.jsonl")).unwrap();
    assert!(
        added
            .build()
            .ends_with("5 statements written, 0 removed.\n")
    );
    assert_eq!(added.found("quantum"), 5);
}

#[test]
fn an_id_that_a_file_read_long_ago_has_is_a_defect() {
    let added = Added::new();
    added.put_collection("many", 3, &[]);
    added.build();
    added.put("fra-many-2", "A photon.");
    let run = added.program.run(&added.with_corpus(&["index", "build"]));
    assert_eq!(run.code, Some(2), "{run:?}");
    let expected = "statements/fra-many-2.md:1: id `fra-many-2` is also that of a statement in \
                    statements/many.jsonl\n";
    assert!(run.stderr.starts_with(expected), "{}", run.stderr);
    std::fs::remove_file(added.path("fra-many-2")).unwrap();
    assert_eq!((added.found("quantum"), added.found("photon")), (3, 0));
}

#[test]
fn a_broken_line_leaves_the_index_as_it_was() {
    let added = Added::new();
    added.put_collection("many", 3, &[]);
    added.build();
    let before = std::fs::read(added.program.index().join("engine/meta.json")).unwrap();
    let path = added.folder.join("statements/many.jsonl");
    let mut text = std::fs::read_to_string(&path).unwrap();
    text += &line("fra-many-3", "A photon.").replace("FRA", "FRX");
    text += "{\"id\": 1}\n";
    std::fs::write(&path, text).unwrap();
    let run = added.program.run(&added.with_corpus(&["index", "build"]));
    assert_eq!(run.code, Some(2), "{run:?}");
    let unknown = "statements/many.jsonl:4: `party` names `FRX`, which is no code of parties.toml";
    assert!(run.stderr.contains(unknown), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("statements/many.jsonl:5: `title` is missing"),
        "{}",
        run.stderr
    );
    let after = std::fs::read(added.program.index().join("engine/meta.json")).unwrap();
    assert_eq!(before, after);
}

#[test]
fn a_file_that_only_looks_changed_is_not_read_again() {
    let added = Added::new();
    added.put_collection("many", 3, &[]);
    added.build();
    let path = added.folder.join("statements/many.jsonl");
    std::fs::write(&path, std::fs::read(&path).unwrap()).unwrap();
    let (read, changes) = added.changes();
    assert_eq!(read, Vec::<String>::new());
    let looks: Vec<&str> = changes
        .restamped
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(looks, ["statements/many.jsonl"]);
}

#[test]
fn a_change_of_the_names_has_every_statement_checked_again() {
    let added = Added::new();
    added.put_collection("many", 3, &[]);
    added.build();
    let names =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/parties.toml"));
    let without = names.unwrap().replace("code = \"FRA\"", "code = \"FRB\"");
    std::fs::write(added.folder.join("parties.toml"), without).unwrap();
    let run = added.program.run(&added.with_corpus(&["index", "build"]));
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("There are 3 defects"), "{}", run.stderr);
}
