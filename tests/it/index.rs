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

    /// Ids that a build would write, and what else it would do.
    fn changes(&self) -> (Vec<String>, Changes) {
        let files = Files::shipped().with(Files::in_folder(&self.folder).unwrap());
        let corpus = corpus::read(&files).unwrap();
        // The shipped files alone differ from what is there, so nothing may be written here.
        let held = held_lock(&self.program.index());
        let opened = index::open(&self.program.index(), &Files::shipped(), &mut |_, _| {}).unwrap();
        drop(held);
        let changes = opened.index.manifest().unwrap().changes_to(&corpus);
        let id = |place: &usize| corpus.statements[*place].statement.record.id.to_string();
        (changes.written.iter().map(id).collect(), changes)
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
        (vec!["fra-cd-2016-b".to_owned()], vec![], false)
    );

    added.put("fra-cd-2016-c", "Delta.");
    std::fs::remove_file(added.path("fra-cd-2016-a")).unwrap();
    let (written, changes) = added.changes();
    assert_eq!(written, ["fra-cd-2016-b", "fra-cd-2016-c"]);
    assert_eq!(
        (changes.removed, changes.reference),
        (vec!["fra-cd-2016-a".to_owned()], false)
    );

    assert!(
        added
            .build()
            .contains(" 3 statements, 14 passages; up to date")
    );
    assert!(added.changes().1.is_empty());
}

#[test]
fn an_answer_comes_from_the_corpus_as_it_is_now() {
    let added = Added::new();
    let search = |words: &str| {
        let line = format!("search {words} party:France");
        let run = added
            .program
            .run(&added.with_corpus(&["ask", "--json", &line]));
        let answer: serde_json::Value = serde_json::from_str(&run.answered()).unwrap();
        answer["total"].as_u64().unwrap()
    };
    added.put("fra-cd-2016-a", "Quantum.");
    assert_eq!(search("quantum"), 1);
    added.put("fra-cd-2016-a", "Photon.");
    assert_eq!((search("quantum"), search("photon")), (0, 1));
    std::fs::remove_file(added.path("fra-cd-2016-a")).unwrap();
    assert_eq!(search("photon"), 0);
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
