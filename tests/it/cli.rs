//! The command line: what is printed where, and how it ends.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::Program;

const PARAGRAPH_3: &str = "/quote chn-cd-2015-cyber 3";

fn texts(answer: &Value) -> Vec<&str> {
    let passages = answer["passages"].as_array().unwrap();
    passages
        .iter()
        .map(|passage| passage["text"].as_str().unwrap())
        .collect()
}

#[track_caller]
fn has_strings(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(value[*key].is_string(), "{key} of {value}");
    }
}

#[test]
fn a_norm_as_json_has_norms_passages_and_silence() {
    let (code, answer) = Program::new().json("/norm critical infrastructure");
    assert_eq!(code, Some(0));
    let norms = answer["norms"].as_array().unwrap();
    for norm in norms {
        has_strings(norm, &["id", "label", "instrument", "title"]);
    }
    assert_eq!(
        (&norms[0]["id"], &norms[0]["label"]),
        (&json!("gge-2015/f"), &json!("13 (f)"))
    );
    let passages = answer["passages"].as_array().unwrap();
    for passage in passages {
        has_strings(passage, &["statement", "text", "citation", "url"]);
        assert!(passage["paragraph"].is_u64());
    }
    assert_eq!(passages[0]["paragraph"], json!(5));
    assert!(
        answer["silent"]
            .as_array()
            .unwrap()
            .contains(&json!("gge-2015/g"))
    );
    assert_eq!(answer["nothing_found"], json!(false));
}

#[test]
fn a_topic_that_nothing_answers_is_an_answer_and_says_so() {
    let (code, answer) = Program::new().json("/norm zebra farming");
    assert_eq!(code, Some(0));
    assert_eq!(
        (&answer["nothing_found"], &answer["norms"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(answer["unknown"], json!(["zebra"]));
}

#[test]
fn a_search_as_json_has_a_total() {
    let (code, answer) = Program::new().json("/search cyber terrorism party:China");
    assert_eq!((code, &answer["total"]), (Some(0), &json!(3)));
    assert_eq!(texts(&answer).len(), 3);
    has_strings(
        &answer["passages"][0],
        &["statement", "text", "citation", "url"],
    );
}

#[test]
fn a_quote_as_json_has_its_passages() {
    let (code, answer) = Program::new().json("quote chn-cd-2015-cyber 5-7");
    assert_eq!((code, texts(&answer).len()), (Some(0), 3));
    has_strings(
        &answer["passages"][0],
        &["statement", "text", "citation", "url"],
    );
}

#[test]
fn a_mistake_as_json_has_kind_message_and_hint() {
    let (code, answer) = Program::new().json("/quote chn-cd-2015-cyber 99");
    assert_eq!(code, Some(1));
    assert_eq!(answer["error"]["kind"], json!("unknown_paragraph"));
    has_strings(&answer["error"], &["message", "hint"]);
}

#[test]
fn a_mistake_is_told_on_standard_error() {
    let run = Program::new().run(&["ask", "/nrom critical infrastructure"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert_eq!(
        run.stderr,
        "`nrom` is not a command.\nDid you mean `/norm`?\n"
    );
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let program = Program::new();
    for arguments in [&["ask"][..], &["tell", "x"], &["ask", "--stdin", "x"], &[]] {
        let run = program.run(arguments);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn an_option_behind_the_question_is_not_taken_for_a_part_of_it() {
    let run = Program::new().run(&["ask", "norm", "x", "--corpus", "y"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr.starts_with("`--corpus` would be read"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_file_of_settings_that_was_named_must_be_there() {
    let run = Program::new().run(&["ask", "--config", "none.toml", "about"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr
            .starts_with("cannot read the configuration none.toml"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_quoted_paragraph_reaches_a_pipe_byte_for_byte() {
    let program = Program::new();
    let (_, answer) = program.json("/quote chn-cd-2015-cyber 3,5");
    let shown = program
        .run(&["ask", "quote", "chn-cd-2015-cyber", "3,5"])
        .answered();
    for text in texts(&answer) {
        assert!(shown.lines().any(|line| line == text), "{shown}");
    }
}

#[test]
fn a_quotation_comes_first_then_who_where_and_when() {
    assert_snapshot!(Program::new().run(&["ask", PARAGRAPH_3]).answered());
}

#[test]
fn a_norm_tells_what_states_said_and_where_the_corpus_is_silent() {
    let shown = Program::new().run(&["ask", "/norm GGE 13g"]).answered();
    assert_snapshot!(shown);
}

#[test]
fn an_instrument_is_shown_with_its_record() {
    let shown = Program::new().run(&["ask", "/norm ASEAN 2018"]).answered();
    assert_snapshot!(shown);
}

#[test]
fn nothing_found_names_what_was_searched() {
    let shown = Program::new()
        .run(&["ask", "/norm zebra farming"])
        .answered();
    assert_snapshot!(shown);
}

#[test]
fn a_search_without_matches_names_what_is_held() {
    let shown = Program::new()
        .run(&["ask", "search", "cyber", "party:France"])
        .answered();
    assert_snapshot!(shown);
}

#[test]
fn a_search_shortens_at_sentence_ends_and_shows_the_cut() {
    let shown = Program::new()
        .run(&["ask", "search", "\"militarization of cyber space\""])
        .answered();
    assert_snapshot!(shown);
}

#[test]
fn a_statement_shows_record_outline_and_text() {
    let shown = Program::new()
        .run(&["ask", "statement", "chn-cd-2015-cyber"])
        .answered();
    let end = shown.find("\nText\n").unwrap();
    assert_snapshot!(&shown[..end]);
    let (_, answer) = Program::new().json("statement chn-cd-2015-cyber");
    for text in texts(&answer) {
        assert!(shown[end..].lines().any(|line| line == text), "{text}");
    }
}

#[test]
fn one_style_of_citation_comes_with_nothing_around_it() {
    let program = Program::new();
    let shown = program
        .run(&["ask", "cite chn-cd-2015-cyber 7 style:bibtex"])
        .answered();
    assert!(
        shown.starts_with("@misc{chn-cd-2015-cyber,\n") && shown.ends_with("}\n"),
        "{shown}"
    );
}

#[test]
fn answers_without_a_terminal_have_no_colours() {
    let program = Program::new();
    for line in [
        "norm attribution",
        "search cyber",
        "help",
        "about",
        "cite chn-cd-2015-cyber 7",
    ] {
        assert!(
            !program.run(&["ask", line]).answered().contains('\u{1b}'),
            "{line}"
        );
    }
}

#[test]
fn every_command_teaches_by_example() {
    let program = Program::new();
    assert_snapshot!(program.run(&["--help"]).answered());
    for command in [
        "ask",
        "chat",
        "serve",
        "alerts",
        "deliveries",
        "backup",
        "restore",
        "index",
        "check",
        "import",
        "doctor",
    ] {
        let help = program.run(&[command, "--help"]).answered();
        assert!(
            help.contains(&format!("Examples:\n  rapporteur {command}")) || command == "serve",
            "{help}"
        );
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let program = Program::new();
    program.run(&["index", "build"]).answered();
    for arguments in [
        &["ask", "about"][..],
        &["ask", "--json", "about"],
        &["index", "status"],
        &["doctor"],
        &["check"],
    ] {
        let mut child = program.spawn(arguments);
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn lines_of_standard_input_get_one_line_of_json_each() {
    let mut input = b"/norm GGE 13f\r\n\r\n\n\xff\xfe\nnorm ".to_vec();
    input.extend(std::iter::repeat_n(b'x', 1_000_000));
    input.extend_from_slice(b"\nhelp");
    let run = Program::new().run_with(&["ask", "--stdin"], &input);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let answers: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["topic"], json!("GGE 13f"));
    assert_eq!(answers[1]["error"]["kind"], json!("bad_request"));
    assert_eq!(answers[2]["error"]["kind"], json!("too_long"));
    assert!(answers[3]["commands"].is_array());
}

#[test]
fn lines_that_are_all_answered_end_with_0() {
    let run = Program::new().run_with(&["ask", "--stdin"], b"help\nabout\n");
    assert_eq!((run.code, run.stdout.lines().count()), (Some(0), 2));
}

#[test]
fn a_conversation_from_a_pipe_goes_on_after_a_mistake() {
    let run = Program::new().run_with(
        &["chat"],
        b"nonsense\n\n/quote chn-cd-2015-cyber 3\nquit\nabout\n",
    );
    assert_eq!(run.code, Some(0));
    assert!(
        run.stderr.starts_with("`nonsense` is not a command."),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("China, Ambassador Fu Cong") && !run.stdout.contains("Rapporteur 0"),
        "{}",
        run.stdout
    );
}

#[test]
fn doctor_finds_a_new_installation_sound() {
    let program = Program::new();
    program.run(&["index", "build"]).answered();
    let run = program.run(&["doctor"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    for line in [
        "ok  corpus: ",
        "ok  index: ",
        "ok  index writer: ",
        "ok  store: ",
        "--  token: DISCORD_TOKEN is not set",
    ] {
        assert!(run.stdout.contains(line), "{}", run.stdout);
    }
}

#[test]
fn doctor_never_prints_the_token() {
    let program = Program::new();
    let mut command = program.command(&["doctor"]);
    let output = command
        .env("DISCORD_TOKEN", "not.a.real.token")
        .output()
        .unwrap();
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(
        told.contains("token") && !told.contains("not.a.real.token"),
        "{told}"
    );
}

#[test]
fn doctor_names_the_remedy_for_a_broken_index() {
    let program = Program::new();
    program.run(&["index", "build"]).answered();
    std::fs::write(program.index().join("engine/meta.json"), "{").unwrap();
    let run = program.run(&["doctor"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stdout.contains("!!  index: ") && run.stdout.contains("index build --fresh"),
        "{}",
        run.stdout
    );
}

#[test]
fn doctor_names_a_folder_that_cannot_be_written() {
    let program = Program::new();
    std::fs::write(program.folder().join("data"), "a file in its place").unwrap();
    let run = program.run(&["doctor"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stdout.contains("!!  store: ") && run.stdout.contains("--data-dir"),
        "{}",
        run.stdout
    );
}
