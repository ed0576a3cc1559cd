//! A ready-made file becomes a collection: whole, once, and with its wording untouched.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use rapporteur::corpus::{self, Files};
use serde_json::json;

use crate::index::line;
use crate::program::{Program, Run};

/// A corpus folder and the program that imports into it.
struct Import {
    program: Program,
    folder: PathBuf,
}

impl Import {
    fn new() -> Self {
        let program = Program::new();
        let folder = program.folder().join("added");
        Import { program, folder }
    }

    fn source(&self, name: &str, text: &str) -> PathBuf {
        let path = self.program.folder().join(name);
        let bytes = if Path::new(name).extension().is_some_and(|end| end == "gz") {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap()
        } else {
            text.as_bytes().to_vec()
        };
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn arguments<'a>(&'a self, source: &'a Path) -> [&'a str; 4] {
        let [folder, source] = [self.folder.as_path(), source].map(|path| path.to_str().unwrap());
        ["--corpus", folder, "import", source]
    }

    #[track_caller]
    fn run(&self, source: &Path) -> Run {
        self.program.run(&self.arguments(source))
    }

    /// Names of the files beside the collection, hidden ones included.
    fn left(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.join("statements")).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| {
            entry.unwrap().file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    fn statements(&self) -> Vec<corpus::StatementFile> {
        let files = Files::shipped().with(Files::in_folder(&self.folder).unwrap());
        let mut statements = corpus::read(&files).unwrap().statements;
        statements.retain(|file| file.path != "statements/chn-cd-2015-cyber.md");
        statements
    }
}

/// A speech as the data set has it.
fn speech(iso3: &str, year: i16, text: &str) -> String {
    let record = json!({
        "id": format!("ungdc-{iso3}-1-{year}"), "iso3": iso3, "country": "Somewhere ",
        "session": year - 1945, "year": year, "speaker": " Mr. Arce ", "post": null,
        "forum": "UN General Assembly, general debate", "lang": "en", "source": "UNGDC v13 (CC0)",
        "path": format!("TXT/{iso3}.txt"), "text": text,
    });
    format!("{record}\n")
}

#[test]
fn a_speech_becomes_a_statement() {
    let import = Import::new();
    let text =
        "We meet.\nMr. President,\n45.\tThe law binds.\n46.\tIt binds all.\n47.\tThank you.\n";
    let source = import.source("debate.jsonl.gz", &speech("CSK", 1966, text));
    let told = import.run(&source).answered();
    assert!(
        told.ends_with("debate.jsonl.gz: 1 statement with 4 passages.\n"),
        "{told}"
    );
    let statements = import.statements();
    let statement = &statements[0].statement;
    let record = &statement.record;
    assert_eq!(record.id.as_str(), "ungdc-csk-1966");
    assert_eq!(
        record.title,
        "Statement by Czechoslovakia in the general debate, 1966"
    );
    assert_eq!(
        (record.forum.as_str(), record.session.as_str()),
        ("GADEB", "21st session")
    );
    assert_eq!(record.speaker.as_ref().unwrap().to_string(), "Mr. Arce");
    let shown: Vec<_> = statement
        .paragraphs
        .iter()
        .map(|one| (one.number, one.printed_number.as_deref(), one.text.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (Some(1), None, "We meet."),
            (None, None, "Mr. President,"),
            (Some(2), Some("45"), "The law binds."),
            (Some(3), Some("46"), "It binds all."),
            (Some(4), Some("47"), "Thank you."),
        ]
    );
    assert_eq!(import.left(), ["debate.jsonl.gz"]);
}

#[test]
fn a_collection_is_taken_as_it_is() {
    let import = Import::new();
    let lines: String = (0..3)
        .map(|n| line(&format!("fra-x-{n}"), "  As it is. "))
        .collect();
    let source = import.source("own.v2.jsonl", &format!("\u{feff}{lines}"));
    import.run(&source).answered();
    assert_eq!(import.left(), ["own.jsonl.gz"]);
    let statements = import.statements();
    assert_eq!(statements.len(), 3);
    assert_eq!(statements[2].statement.paragraphs[1].text, "  As it is. ");
}

#[test]
fn a_file_with_defects_makes_no_collection_and_all_are_listed() {
    let import = Import::new();
    let sound = speech("FRA", 1946, "We meet.");
    let source = [
        sound.as_str(),
        &speech("XXX", 1947, "We meet."),
        "{}\n",
        &sound,
    ]
    .concat();
    let source = import.source("debate.jsonl", &source);
    let run = import.run(&source);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    let path = source.display();
    let expected = [
        format!("{path}:2: `party` names `XXX`, which is no code of parties.toml"),
        format!(
            "{path}:3: this is no record of the general-debate corpus: missing field `iso3` at line 1 column 2"
        ),
        format!("{path}:4: id `ungdc-fra-1946` is also that of {path}:1"),
        format!("There are 3 defects in {path}."),
        "Nothing was imported.".to_owned(),
    ];
    assert_eq!(run.stderr.lines().collect::<Vec<_>>(), expected);
    assert_eq!(import.left(), Vec::<String>::new());
}

#[test]
fn an_id_that_the_corpus_has_is_a_defect() {
    let import = Import::new();
    let source = import.source("one.jsonl", &line("chn-cd-2015-cyber", "Again."));
    let run = import.run(&source);
    assert_eq!(run.code, Some(2));
    let expected = "id `chn-cd-2015-cyber` is also that of statements/chn-cd-2015-cyber.md:1";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
}

#[test]
fn a_file_of_another_shape_is_refused_with_what_was_expected() {
    let import = Import::new();
    let source = import.source("other.jsonl", "{\"name\": 1}\n");
    let run = import.run(&source);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("an object with the keys `name`"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("`iso3`, `session`, `year` and `text`"),
        "{}",
        run.stderr
    );
}

#[test]
fn without_a_corpus_folder_the_way_to_name_one_is_told() {
    let import = Import::new();
    let source = import.source("one.jsonl", &line("fra-x-1", "One."));
    let run = import.program.run(&["import", source.to_str().unwrap()]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--into FOLDER"), "{}", run.stderr);
}

#[test]
fn importing_again_replaces_the_collection() {
    let import = Import::new();
    let source = import.source("one.jsonl", &line("fra-x-1", "One."));
    import.run(&source).answered();
    import.source("one.jsonl", &line("fra-x-2", "Two, and longer."));
    let told = import.run(&source).answered();
    assert!(
        told.contains("It replaces the collection of that name."),
        "{told}"
    );
    let ids: Vec<String> = import
        .statements()
        .iter()
        .map(|file| file.statement.record.id.to_string())
        .collect();
    assert_eq!(ids, ["fra-x-2"]);
}

#[test]
fn an_import_that_is_killed_goes_on_and_makes_the_same_collection() {
    const SPEECHES: i16 = 3_000;
    let text = "The law binds all States in all they do, at home and abroad. ".repeat(20);
    let parties = ["FRA", "CHN", "BRA"];
    let speech = |n: i16| {
        let party = parties[usize::try_from(n % 3).unwrap()];
        speech(party, 1946 + n / 3, &format!("{text}\n{n} were there."))
    };
    let source: String = (0..SPEECHES).map(speech).collect();

    let unbroken = Import::new();
    unbroken
        .run(&unbroken.source("debate.jsonl", &source))
        .answered();

    let import = Import::new();
    let file = import.source("debate.jsonl", &source);
    let journal = import.folder.join("statements/.debate.jsonl.gz.journal");
    let mut child = import.program.spawn(&import.arguments(&file));
    while !journal.exists() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "the import ended before it could be killed"
        );
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        !import.left().contains(&"debate.jsonl.gz".to_owned()),
        "{:?}",
        import.left()
    );

    // What a kill in the middle of a write leaves behind the last good batch.
    let part = import.folder.join("statements/.debate.jsonl.gz.part");
    let mut bytes = std::fs::read(&part).unwrap();
    bytes.extend_from_slice(b"half a batch");
    std::fs::write(&part, bytes).unwrap();

    let told = import.run(&file).answered();
    assert!(told.contains("had been made by an earlier run"), "{told}");
    assert_eq!(import.left(), ["debate.jsonl.gz"]);
    let bytes =
        |import: &Import| std::fs::read(import.folder.join("statements/debate.jsonl.gz")).unwrap();
    assert!(bytes(&import) == bytes(&unbroken), "the collections differ");
}
