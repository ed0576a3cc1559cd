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
    assert_eq!(answer["unknown"], json!(["zebra", "farming"]));
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
    assert_snapshot!(Program::new().run(&["ask", PARAGRAPH_3]).answered(), @r"
    Security, stability and prosperity in cyber space are essential to the wellbeing of the entire human race and should be viewed in the context of the overall policy of international and regional security. Cyber security is of a global nature and crosses over multiple domains, and no country can cope with it alone. International cooperation is the only effective means for addressing this issue.

    China, Ambassador Fu Cong
    Informal meetings of the Conference on Disarmament, August 2015 (inferred)
    chn-cd-2015-cyber · para. 3 of 10, our numbering · copied from the source letter
    for letter
    http://www.china-un.ch/eng/dbtyw/cjjk_1/cjthsm/t1291132.htm#:~:text=Security%2C%20stability%20and%20prosperity%20in%20cyber,effective%20means%20for%20addressing%20this%20issue.
    Touches UN GGE 2015 13 (a)

    Before: /quote chn-cd-2015-cyber 2
    After:  /quote chn-cd-2015-cyber 4
    Cite:   /cite chn-cd-2015-cyber 3
    ");
}

#[test]
fn a_norm_tells_what_states_said_and_where_the_corpus_is_silent() {
    let shown = Program::new().run(&["ask", "/norm GGE 13g"]).answered();
    assert_snapshot!(shown, @r"
    GGE 13g
    1 norm answers · no statement in the corpus speaks to it

    13 (g)  Protect critical infrastructure
      Each State should take suitable measures to shield its own critical
      infrastructure from ICT threats, taking account of General Assembly resolution
      58/199 and other relevant resolutions.
      UN GGE 2015 · A/70/174 · consensus, voluntary and non-binding; the General
      Assembly called on States to be guided by it (A/RES/70/237) · summary ours ·
      the corpus is silent on this norm

    What States said

      The corpus is silent on 13 (g): no statement held here speaks to it.

    Counterparts in other instruments

      Beside 13 (g)  Protect critical infrastructure
        Code of Conduct 2015 · proposal, circulated as a General Assembly document,
          never put to a vote; adherence meant to be voluntary and open to all
          pledge 6  Rights and duties to protect the information space · unverified
            The code speaks of information space as well, and of rights; the norm
            only of protecting critical infrastructure.
        Code of Conduct 2011 · proposal, circulated as a General Assembly document,
          never put to a vote; adherence meant to be voluntary and open to all
          pledge (e)  Rights and duties to protect the information space ·
            unverified
        UN GGE 2021 · consensus, voluntary and non-binding guidance on the norms of
          2015
          paras 47-50  Protection of critical infrastructure · unverified
            Guidance of 2021 on this norm; it does not replace the norm.
        Resolution 73/27 · adopted by vote, by vote, 119 in favour in plenary; it
          set up the first Open-ended Working Group
          1.7  Protection of critical infrastructure · unverified
            The wording was changed in places.
        Paris Call · multistakeholder, voluntary
          principle 1  Protect individuals and infrastructure
            The Paris Call also speaks of recovery.
        GCSC 2019 · multistakeholder, proposals of a civil-society commission; no
          State is bound
          norm 7  Cyber hygiene
            Loose: cyber hygiene in general.
        OSCE CBMs · regional, consensus of 57 States; voluntary
          CBM 15  Critical infrastructure
            The measure asks for regional collaboration of authorities; the norm for
            protection at home.
        OEWG 2021 · consensus, taken up by General Assembly decision 75/564;
          non-binding
          on critical infrastructure  Health care as critical infrastructure ·
            unverified
            The norm names no sector.

    Related
      /norm UN GGE 2015 13 (f)  Do not damage critical infrastructure
      /norm UN GGE 2015 13 (h)  Respond to requests for assistance
      /norm UN GGE 2015 13 (i)  Ensure supply chain security
    ");
}

#[test]
fn an_instrument_is_shown_with_its_record() {
    let shown = Program::new().run(&["ask", "/norm ASEAN 2018"]).answered();
    assert_snapshot!(shown, @r"
    ASEAN 2018
    2 norms answer · no statement in the corpus speaks to them

    ASEAN Leaders' Statement on Cybersecurity Cooperation, and the subscription to
    the eleven norms (2018)
      28 April 2018 · regional, subscription to the norms in principle; voluntary
      Made by: Leaders of ASEAN, 32nd Summit; then the ASEAN Ministerial Conference
        on Cybersecurity
      Follows: UN GGE 2015
      Note: The crosswalk joins this instrument to norm (a) only, but the
        subscription covers all eleven norms.
      Text: https://database.cyberpolicyportal.org/en/entity/l3ctu66bcxt

    AMCC 2018  Subscription to the eleven norms
      The ministers agreed in principle to subscribe to the eleven norms of 2015, as
      the first regional organization to do so.
      summary ours · the corpus is silent on this norm
      Note: The month, September 2018, is not verified.

    checklist of 2024  Checklist for applying the norms
      A checklist for applying the norms, prepared under the lead of Malaysia and
      Singapore, was published in 2024 by Singapore on behalf of ASEAN.
      summary ours · the corpus is silent on this norm

    What States said

      The corpus is silent on AMCC 2018 and checklist of 2024: no statement held
      here speaks to them.

    Counterparts in other instruments
      AMCC 2018: UN GGE 2015 13 (a)
      /norm ASEAN 2018 AMCC 2018 tells where they differ.
    ");
}

#[test]
fn nothing_found_names_what_was_searched() {
    let shown = Program::new()
        .run(&["ask", "/norm zebra farming"])
        .answered();
    assert_snapshot!(shown, @r"
    Nothing in the corpus answers “zebra farming”.
    Searched: 124 norms of 18 instruments, and 1 statement (1 party, 1 forum, August
    2015).
    No text held here mentions “zebra” or “farming”.

    /about tells what is in the corpus.
    ");
}

#[test]
fn a_search_without_matches_names_what_is_held() {
    let shown = Program::new()
        .run(&["ask", "search", "cyber", "party:France"])
        .answered();
    assert_snapshot!(shown, @r"
    Nothing in the corpus matches “cyber party:France”.
    The corpus holds nothing from France.

    Without the limits: /search cyber
    /about tells what is in the corpus.
    ");
}

#[test]
fn a_search_shortens_at_sentence_ends_and_shows_the_cut() {
    let shown = Program::new()
        .run(&["ask", "search", "\"militarization of cyber space\""])
        .answered();
    assert_snapshot!(shown, @r#"
    "militarization of cyber space"
    2 passages · China 2 · 2015 2

        […] S&T development has brought about tremendous improvement to the life of mankind, but new challenges to international security at the same time. Cyber security is especially a case in point. Cybercrimes and cyber terrorism are on the increase. Mass data surveillance over the Internet by certain countries has grossly violated the sovereignty of other countries and the right to privacy of their citizens. Cyber attacks and a tendency towards militarization of cyber space have undermined international security and mutual trust.
      China, Ambassador Fu Cong · Conference on Disarmament · August 2015 (inferred)
      · para. 2 (our numbering)
      /quote chn-cd-2015-cyber 2

        […] This is the first international document which comprehensively and systematically elaborates on norms of conduct for cyber space. It covers adherence to the UN Charter and the basic norms of international relations, the prevention of cyber war and the militarization of cyber space, the protection of citizens’ rights and interests, opposition to interference in other countries’ internal affairs through cyber means, the combat against cyber crimes and cyber terrorism, the promotion of equitable governance of internet, obtaining support from many countries.
      China, Ambassador Fu Cong · Conference on Disarmament · August 2015 (inferred)
      · para. 6 (our numbering)
      /quote chn-cd-2015-cyber 6
    "#);
}

#[test]
fn a_statement_shows_record_outline_and_text() {
    let shown = Program::new()
        .run(&["ask", "statement", "chn-cd-2015-cyber"])
        .answered();
    let end = shown.find("\nText\n").unwrap();
    assert_snapshot!(&shown[..end], @r"
    Statement by Ambassador Fu Cong on Cyber Security at the Informal Meetings of
    the Conference on Disarmament

      Id           chn-cd-2015-cyber
      Kind         statement
      Party        China
      Speaker      Ambassador Fu Cong
      Forum        Conference on Disarmament
      Meeting      Informal meetings of the Conference on Disarmament
      Place        Geneva
      Date         August 2015 (inferred). The text names no day. The running number
                   of the page falls between pages of about 21 August and 1
                   September 2015, so the page is of about 24 or 25 August, and the
                   speech no later. The third part of the session of the Conference
                   began on 3 August, and the salutation fits the presidency that
                   ended about 21 August. The report of the experts (June 2015) and
                   Mr. Kerry's speech (18 May) are spoken of as recent. The day
                   cannot be determined.
      Language     en
      Numbering    paragraph numbers are ours; the source has none
      Source       http://www.china-un.ch/eng/dbtyw/cjjk_1/cjthsm/t1291132.htm
      Source note  Copied from the page by the project's user; the day on which it
                   was copied was not recorded. Navigation and page furniture are
                   left out, the wording is untouched, misprints included.

    Outline
        1  At the outset, the Chinese delegation […]
        2  70 years after the victory of […] · 13 (e)
        3  Security, stability and prosperity in cyber […] · 13 (a)
        4  Over recent years, governance in cyber […] · 13 (a)
        5  According to the report adopted by […] · 13 (a), 13 (c), 13 (d), 13 (f),
           13 (i), pledge 2, 4 more
        6  It should be pointed out that […] · pledge 1, pledge 2, pledge 3,
           pledge 4, pledge 7, pledge 8, 9 more
        7  We have also noted that not […] · principle 1, principle 2, principle 3,
           principle 4, principle 5, 13 (f), 5 more
        8  The above facts show that in […] · 13 (a)
        9  The cyber issue touches upon strategic […]
       10  Peace, cooperation and development are the […]
    ");
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
    assert_snapshot!(program.run(&["--help"]).answered(), @r#"
    A Discord bot and terminal tool that quotes what States have said on behaviour in cyberspace,
    verbatim and cited

    Usage: rapporteur [OPTIONS] <COMMAND>

    Commands:
      ask     Answer one command, or one a line
      chat    Answer commands at a prompt, with history and completion
      serve   Run the Discord bot
      index   Make the index or look at it
      check   Check a corpus and list every defect
      doctor  Check corpus, index, store, disk and token, each with a remedy
      help    Print this message or the help of the given subcommand(s)

    Options:
          --config <FILE>      Configuration file [env: RAPPORTEUR_CONFIG]
          --corpus <FOLDER>    Corpus folder, added to the corpus inside the program [env:
                               RAPPORTEUR_CORPUS]
          --data-dir <FOLDER>  Folder for the index and the store [env: RAPPORTEUR_DATA_DIR]
      -h, --help               Print help
      -V, --version            Print version

    Examples:
      rapporteur ask /norm critical infrastructure
      rapporteur ask "quote chn-cd-2015-cyber 5-7"
      rapporteur ask --json /search cyber terrorism party:China
      printf 'norm GGE 13f\nabout\n' | rapporteur ask --stdin
      rapporteur chat
      rapporteur serve          (with DISCORD_TOKEN set)

    `rapporteur COMMAND --help` shows examples of each.
    "#);
    for command in ["ask", "chat", "serve", "index", "check", "doctor"] {
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
