//! `rapporteur evaluate`: the table, the misses, and lines that are no questions.

use crate::program::Program;

const QUESTIONS: &str = r#"{"id": "t1", "q": "critical infrastructure", "lang": "en", "norms": {"f": 2, "g": 1}, "paras": {"5": 2}}
{"id": "t2", "q": "zebra farming", "lang": "en", "norms": {}, "paras": {}}
{"id": "t3", "q": "инфраструктура", "lang": "ru", "norms": {"gge-2015/k": 2}, "paras": {"chn-cd-2015-cyber/1": 2}}
"#;

fn evaluate(lines: &str, options: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("questions.jsonl");
    std::fs::write(&path, lines).unwrap();
    let path = path.to_str().unwrap();
    let output = Program::new().run(&[&["evaluate", path], options].concat());
    (
        output.code,
        output.stdout,
        output.stderr.replace(path, "questions.jsonl"),
    )
}

#[test]
fn each_language_has_a_row_and_all_have_one() {
    let (code, table, _) = evaluate(QUESTIONS, &[]);
    assert_eq!(code, Some(0));
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    let rows: Vec<_> = table.lines().skip(2).filter_map(first).collect();
    assert_eq!(rows, ["en", "ru", "all"]);
    let english = table.lines().nth(2).unwrap();
    assert!(english.starts_with("en                 2 "), "{table}");
    assert!(english.contains(" 1.000    0.000"), "{table}");
}

#[test]
fn a_miss_shows_what_was_wanted_and_what_was_found() {
    let (_, shown, _) = evaluate(QUESTIONS, &["--misses"]);
    assert!(shown.contains("t3 [ru] инфраструктура"), "{shown}");
    assert!(shown.contains("norms wanted: gge-2015/k (2)"), "{shown}");
    assert!(!shown.contains("t2 [en]"), "{shown}");
}

#[test]
fn lines_that_are_no_questions_are_listed() {
    let lines = "{\"id\": \"t1\"}\n\n{\"id\": \"t2\", \"q\": \"x\", \"lang\": \"en\", \"norms\": {\"f\": 3}, \"paras\": {}}\n";
    let (code, _, told) = evaluate(lines, &[]);
    assert_eq!(code, Some(2));
    assert!(
        told.contains("questions.jsonl:1: this is no question: missing field `q`"),
        "{told}"
    );
    assert!(
        told.contains("questions.jsonl:3: `f` has the grade 3"),
        "{told}"
    );
}
