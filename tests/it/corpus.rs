//! What a corpus must be, and what is told of one that is not.

use std::path::{Path, PathBuf};

use rapporteur::corpus::{self, Files};

use crate::program::{Program, copy_corpus};

const STATEMENT: &str = "statements/chn-cd-2015-cyber.md";
const INSTRUMENT: &str = "instruments/asean-2018.toml";

/// A copy of the shipped corpus that a test breaks.
struct Copy {
    program: Program,
    folder: PathBuf,
}

impl Copy {
    fn new() -> Self {
        let program = Program::new();
        let folder = program.folder().join("corpus");
        copy_corpus(&folder);
        Copy { program, folder }
    }

    #[track_caller]
    fn replace(&self, path: &str, from: &str, to: &str) {
        let path = self.folder.join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in {}", path.display());
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        std::fs::write(self.folder.join(path), bytes).unwrap();
    }

    /// The defects that `check` lists, which must end with 2.
    #[track_caller]
    fn defects(&self) -> Vec<String> {
        let run = self.program.run(&["check", self.folder.to_str().unwrap()]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        let mut lines: Vec<String> = run.stderr.lines().map(str::to_owned).collect();
        let last = lines.pop().unwrap();
        assert!(
            last.starts_with("There ") && last.contains(&format!(" {} defect", lines.len())),
            "{last}"
        );
        lines
    }
}

/// One change of the shipped corpus, and the one defect it makes.
#[track_caller]
fn check(path: &str, from: &str, to: &str, expected: &str) {
    let shipped = Files::shipped();
    let file = shipped.iter().find(|file| file.path == path).unwrap();
    let text = String::from_utf8(file.bytes().unwrap()).unwrap();
    let before = text.split(from).next().unwrap();
    let line = before.matches('\n').count() + 1;
    let copy = Copy::new();
    copy.replace(path, from, to);
    assert_eq!(
        copy.defects(),
        [expected.replace("{line}", &line.to_string())]
    );
}

#[test]
fn the_shipped_corpus_has_no_defects() {
    let told = Program::new().run(&["check"]).answered();
    assert!(
        told.starts_with("The corpus inside the program: 1 statement with 10 passages,")
            && told.ends_with("no defects.\n"),
        "{told}"
    );
}

#[test]
fn the_shipped_statement_has_ten_numbered_paragraphs() {
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let file = corpus
        .statements
        .iter()
        .find(|file| file.path == STATEMENT)
        .unwrap();
    let numbers: Vec<u32> = file
        .statement
        .paragraphs
        .iter()
        .filter_map(|one| one.number)
        .collect();
    assert_eq!(numbers, (1..=10).collect::<Vec<u32>>());
    let unnumbered = file
        .statement
        .paragraphs
        .iter()
        .filter(|one| one.number.is_none());
    let salutations: Vec<&str> = unnumbered.map(|one| one.text.as_str()).collect();
    let president = "Mr. President,";
    assert_eq!(
        salutations,
        [president, president, president, "Thank you, Mr. President."]
    );
}

#[test]
fn the_shipped_statement_is_its_source_byte_for_byte() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/seed-statement.txt");
    // The source lies beside the project on some machines only.
    let Ok(source) = std::fs::read_to_string(path) else {
        return;
    };
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let file = corpus
        .statements
        .iter()
        .find(|file| file.path == STATEMENT)
        .unwrap();
    let mut behind = 0;
    for paragraph in &file.statement.paragraphs {
        let at = source[behind..].find(&paragraph.text);
        behind += at.unwrap_or_else(|| {
            panic!(
                "not in the source, or not in this place: {}",
                paragraph.text
            )
        });
        behind += paragraph.text.len();
    }
}

#[test]
fn a_file_that_is_not_toml_is_a_defect() {
    check(
        STATEMENT,
        "language = \"en\"",
        "language = en",
        "statements/chn-cd-2015-cyber.md:10: string values must be quoted, expected literal string",
    );
}

#[test]
fn a_missing_key_is_a_defect() {
    check(
        STATEMENT,
        "party = \"CHN\"\n",
        "",
        "statements/chn-cd-2015-cyber.md:2: `party` is missing",
    );
}

#[test]
fn an_empty_key_is_a_defect() {
    check(
        STATEMENT,
        "language = \"en\"",
        "language = \"\"",
        "statements/chn-cd-2015-cyber.md:10: `language` is empty",
    );
}

#[test]
fn a_key_of_another_name_is_a_defect() {
    check(
        STATEMENT,
        "place = \"Geneva\"",
        "palce = \"Geneva\"",
        "statements/chn-cd-2015-cyber.md:9: `palce` is not a key that belongs here; see corpus/README.md",
    );
}

#[test]
fn a_key_of_another_type_is_a_defect() {
    check(
        STATEMENT,
        "title = \"Statement by Ambassador Fu Cong on Cyber Security at the Informal Meetings of the Conference on Disarmament\"",
        "title = 7",
        "statements/chn-cd-2015-cyber.md:3: `title` must be a text in quotation marks, and is of type integer",
    );
}

#[test]
fn a_date_that_does_not_exist_is_a_defect() {
    check(
        STATEMENT,
        "value = \"2015-08\"",
        "value = \"2015-02-30\"",
        "statements/chn-cd-2015-cyber.md:18: `value`: `2015-02-30` is not a date; write 2015, 2015-08 or 2015-08-21",
    );
}

#[test]
fn an_inferred_date_without_a_note_is_a_defect() {
    let copy = Copy::new();
    let text = std::fs::read_to_string(copy.folder.join(STATEMENT)).unwrap();
    let start = text.find("note = \"The text names no day.").unwrap();
    let end = start + text[start..].find('\n').unwrap();
    copy.replace(STATEMENT, &text[start..end], "");
    assert_eq!(
        copy.defects(),
        [
            "statements/chn-cd-2015-cyber.md:17: `date` is inferred and has no note; say in `note` how it was worked out"
        ]
    );
}

#[test]
fn a_party_or_forum_that_nobody_knows_is_a_defect() {
    check(
        STATEMENT,
        "party = \"CHN\"",
        "party = \"CHX\"",
        "statements/chn-cd-2015-cyber.md:5: `party` names `CHX`, which is no code of parties.toml",
    );
    check(
        STATEMENT,
        "forum = \"CD\"",
        "forum = \"XX\"",
        "statements/chn-cd-2015-cyber.md:7: `forum` is `XX`, which is no code of forums.toml",
    );
}

#[test]
fn a_source_that_is_no_web_address_is_a_defect() {
    check(
        STATEMENT,
        "address = \"http://www",
        "address = \"www",
        "statements/chn-cd-2015-cyber.md:22: `address` must begin with http:// or https://, and is `www.china-un.ch/eng/dbtyw/cjjk_1/cjthsm/t1291132.htm`",
    );
}

#[test]
fn a_tag_that_leads_nowhere_is_a_defect() {
    check(
        STATEMENT,
        "paragraph = 8\n",
        "paragraph = 88\n",
        "statements/chn-cd-2015-cyber.md:{line}: a tag names paragraph 88, which this statement does not have",
    );
    check(
        STATEMENT,
        "provision = \"code-2015/13\"",
        "provision = \"code-2015/99\"",
        "statements/chn-cd-2015-cyber.md:{line}: `code-2015/99` is no provision of this corpus",
    );
}

#[test]
fn numbers_that_do_not_rise_are_a_defect() {
    check(
        STATEMENT,
        "[10] Peace",
        "[9] Peace",
        "statements/chn-cd-2015-cyber.md:{line}: paragraph number 9 stands behind 9; numbers must rise",
    );
}

#[test]
fn a_paragraph_without_text_is_a_defect() {
    check(
        STATEMENT,
        "Thank you, Mr. President.\n",
        "[11] \n",
        "statements/chn-cd-2015-cyber.md:{line}: this paragraph has a mark and no text",
    );
}

#[test]
fn a_statement_without_a_head_is_a_defect() {
    check(
        STATEMENT,
        "+++\nid",
        "id",
        "statements/chn-cd-2015-cyber.md:1: the file must begin with a line of three plus signs, `+++`, and the front matter",
    );
}

#[test]
fn an_id_that_is_not_the_name_of_its_file_is_a_defect() {
    check(
        STATEMENT,
        "id = \"chn-cd-2015-cyber\"",
        "id = \"chn-cd-2015\"",
        "statements/chn-cd-2015-cyber.md:2: `id` is `chn-cd-2015` and the file is named `chn-cd-2015-cyber`; they must be the same",
    );
}

#[test]
fn a_provision_or_a_code_given_twice_is_a_defect() {
    check(
        INSTRUMENT,
        "related = [\"asean-2018/norms\"]",
        "related = []\n[[provisions]]\nid = \"norms\"\nlabel = \"x\"\ntitle = \"x\"\nsummary = \"x\"",
        "instruments/asean-2018.toml:19: provision `norms` is given twice",
    );
    check(
        "parties.toml",
        "code = \"ALB\"",
        "code = \"AFG\"",
        "parties.toml:5: code `AFG` is given twice",
    );
}

#[test]
fn a_link_between_provisions_that_do_not_exist_is_a_defect() {
    check(
        "crosswalk.toml",
        "[\"gge-2015/a\", \"code-2015/2\"]",
        "[\"gge-2015/a\", \"code-2015/222\"]",
        "crosswalk.toml:2: `code-2015/222` is no provision of this corpus",
    );
    check(
        "crosswalk.toml",
        "[\"gge-2015/a\", \"code-2015/2\"]",
        "[\"gge-2015/a\"]",
        "crosswalk.toml:1: `between` must name at least two provisions",
    );
}

#[test]
fn an_instrument_that_follows_none_is_a_defect() {
    check(
        INSTRUMENT,
        "follows = [\"gge-2015\"]",
        "follows = [\"gge-1915\"]",
        "instruments/asean-2018.toml:13: `follows` names `gge-1915`, which is no instrument of this corpus",
    );
}

#[test]
fn a_file_that_is_not_utf_8_is_a_defect() {
    let copy = Copy::new();
    copy.write("forums.toml", b"# one\n# two \xff\n");
    let defects = copy.defects();
    assert!(
        defects.contains(&"forums.toml:2: this is not UTF-8; save the file as UTF-8".to_owned()),
        "{defects:?}"
    );
}

#[test]
fn a_file_that_does_not_belong_is_a_defect() {
    let copy = Copy::new();
    copy.write("statements/notes.txt", b"x");
    let expected = "statements/notes.txt:1: no file of this name belongs in a corpus; see corpus/README.md for those that do";
    assert_eq!(copy.defects(), [expected]);
}

#[test]
fn all_defects_are_listed_at_once_in_the_order_of_files_and_lines() {
    let copy = Copy::new();
    copy.replace(STATEMENT, "place = ", "palce = ");
    copy.replace(STATEMENT, "value = \"2015-08\"", "value = \"2015-13\"");
    copy.replace(
        INSTRUMENT,
        "follows = [\"gge-2015\"]",
        "follows = [\"gge-1915\"]",
    );
    let defects = copy.defects();
    assert_eq!(
        defects,
        [
            "instruments/asean-2018.toml:13: `follows` names `gge-1915`, which is no instrument of this corpus",
            "statements/chn-cd-2015-cyber.md:9: `palce` is not a key that belongs here; see corpus/README.md",
            "statements/chn-cd-2015-cyber.md:18: `value`: `2015-13` is not a date; write 2015, 2015-08 or 2015-08-21"
        ]
    );
}

#[test]
fn a_question_to_a_corpus_with_defects_lists_them_and_ends_with_2() {
    let copy = Copy::new();
    copy.replace(STATEMENT, "party = \"CHN\"", "party = \"CHX\"");
    let folder = copy.folder.to_str().unwrap();
    let run = copy.program.run(&["ask", "--corpus", folder, "about"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr
            .starts_with("statements/chn-cd-2015-cyber.md:5: "),
        "{}",
        run.stderr
    );
    let run = copy
        .program
        .run(&["ask", "--json", "--corpus", folder, "about"]);
    assert!(run.stdout.starts_with("{\"error\":{"), "{}", run.stdout);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let run = Program::new().run(&["check", "nowhere"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(
        run.stderr.starts_with("cannot read nowhere: "),
        "{}",
        run.stderr
    );
}
