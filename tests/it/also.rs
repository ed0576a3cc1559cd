//! What a search looks for besides the words as typed: like meanings, and what a typing error was
//! meant to be.

use rapporteur::service::search::SearchAnswer;
use rapporteur::service::{Answer, Desk, Request};
use serde_json::json;

use crate::harness::{TestBot, corpus_with, desk, desk_over, message};
use crate::program::Program;
use crate::standin::fixtures::{button, slash};

const THESAURUS: &str = r#"
[[same]]
terms = ["critical infrastructure", "CNI", "vital facility", "critical national infrastructure"]
terms_in = { fr = ["infrastructure critique"], zh = ["关键基础设施"] }
weight = 0.9

[[one_way]]
from = ["hospital"]
to = ["critical infrastructure", "clinic"]
weight = 0.5

[[same]]
terms = ["quantum", "qubit"]
"#;

/// A desk over one statement of these paragraphs, beside the shipped one, and a small thesaurus.
fn desk_with(paragraphs: &[&str]) -> Desk {
    let paragraphs: Vec<String> = paragraphs.iter().map(|one| (*one).to_owned()).collect();
    let mut files = corpus_with(&paragraphs);
    files.put("thesaurus.toml", THESAURUS.as_bytes().to_vec());
    desk_over(&files)
}

#[track_caller]
fn search(desk: &Desk, query: &str) -> SearchAnswer {
    let request: Request = format!("/search {query}").parse().unwrap();
    match desk.answer(&request) {
        Ok(Answer::Search(answer)) => answer,
        other => panic!("{query}: {other:?}"),
    }
}

/// Paragraphs of the made-up statement that are found, best first, and what was also searched.
#[track_caller]
fn found(desk: &Desk, query: &str) -> (Vec<u32>, String) {
    let answer = search(desk, query);
    assert!(!answer.widened, "{query}");
    let own = answer.passages.iter();
    let own = own.filter(|passage| passage.statement == "hostile");
    let numbers = own.filter_map(|passage| passage.paragraph).collect();
    (numbers, answer.also.join(", "))
}

const SECTORS: &[&str] = &[
    "No State should harm a vital facility of another.",
    "The hospital was closed for a week by ransomware.",
    "Every clinic was closed for a week by ransomware.",
    "Cooperation on CNI is needed by all.",
    "Our infrastructure is old, and that is critical.",
    "保护关键基础设施是各国的责任。",
    "The facility is vital to a hospital and to an airport.",
];

#[test]
fn what_the_thesaurus_leads_to_is_found_behind_the_words_themselves() {
    let desk = desk_with(SECTORS);
    for (query, numbers, also) in [
        (
            "hospital",
            &[2, 7, 3][..],
            "critical infrastructure, clinic",
        ),
        (
            "hospitals closed",
            &[2, 3],
            "critical infrastructure, clinic",
        ),
        (
            "Critical infrastructure",
            &[5, 6, 4, 1],
            "CNI, vital facility, 关键基础设施",
        ),
        (
            "关键基础设施",
            &[6, 4, 1],
            "critical infrastructure, CNI, vital facility",
        ),
        (
            "ransomware (airport OR hospital)",
            &[2, 3],
            "critical infrastructure, clinic",
        ),
        ("infrastructure critical", &[5], ""),
        ("old infrastructure", &[5], ""),
    ] {
        let (mut found, searched) = found(&desk, query);
        let best = found.first().copied();
        found.sort_unstable();
        let mut expected = numbers.to_vec();
        expected.sort_unstable();
        assert_eq!((&found, searched.as_str()), (&expected, also), "{query}");
        assert_eq!(best, numbers.first().copied(), "{query}");
    }
}

#[test]
fn marks_and_signs_switch_it_off() {
    let desk = desk_with(SECTORS);
    for (query, numbers) in [
        ("=hospital", &[2, 7][..]),
        ("\"hospital\"", &[2, 7]),
        ("hospital*", &[2, 7]),
        ("hospital near/3 closed", &[2]),
        ("week -hospital", &[3]),
        ("=(hospital closed)", &[2]),
        ("=(critical infrastructure)", &[5]),
        ("=critical infrastructure", &[5]),
        ("title:hospital", &[]),
    ] {
        let (mut found, searched) = found(&desk, query);
        found.sort_unstable();
        assert_eq!(
            (found.as_slice(), searched.as_str()),
            (numbers, ""),
            "{query}"
        );
    }
}

#[test]
fn what_the_query_asks_for_elsewhere_does_not_count_twice() {
    let desk = desk_with(SECTORS);
    let answer = search(&desk, "hospital clinic");
    assert_eq!(answer.also, ["critical infrastructure"]);
    assert!(answer.widened, "{:?}", answer.passages);
    assert_eq!(
        search(&desk, "clinic OR hospital").also,
        ["critical infrastructure"]
    );
}

#[test]
fn only_what_was_found_as_it_leads_is_bold() {
    let desk = desk_with(SECTORS);
    let reply = message(&desk, "/search critical infrastructure").to_string();
    assert!(reply.contains("harm a **vital facility** of"), "{reply}");
    assert!(reply.contains("Cooperation on **CNI** is"), "{reply}");
    assert!(reply.contains("保护**关键基础设施**是"), "{reply}");
    let reply = message(&desk, "/search hospital").to_string();
    assert!(
        reply.contains("The facility is vital to a **hospital**"),
        "{reply}"
    );
}

#[test]
fn at_most_twelve_are_searched_and_the_answer_says_that_there_are_more() {
    let names: Vec<String> = (0..40).map(|n| format!("name{}", letters(n))).collect();
    let mut files = corpus_with(&[names.join(" "), "Origin of all.".to_owned()]);
    let thesaurus = format!(
        "[[one_way]]\nfrom = [\"origin\"]\nto = {names:?}\n[[one_way]]\nfrom = [\"origin\"]\nto = [\"paramount\"]\nweight = 0.99\n"
    );
    files.put("thesaurus.toml", thesaurus.into_bytes());
    let answer = search(&desk_over(&files), "origin");
    assert_eq!((answer.total, answer.also), (2, names[..12].to_vec()));
    let note = answer_note(&desk_over(&files), "origin");
    assert!(note.contains("namealx; others were left out."), "{note}");
}

fn letters(n: u8) -> String {
    [b'a' + n / 26, b'a' + n % 26, b'x']
        .map(char::from)
        .iter()
        .collect()
}

/// What the heading of the reply says in small print.
fn answer_note(desk: &Desk, query: &str) -> String {
    let reply = message(desk, &format!("/search {query}"));
    let heading = &reply["components"][0]["components"][0]["content"];
    heading.as_str().unwrap().to_owned()
}

#[test]
fn a_typing_error_in_a_word_that_nothing_has_is_mended_and_said() {
    let desk = desk();
    for (query, typed, read) in [
        ("terrotory", "terrotory", "territory"),
        ("cyber terorism -charter", "terorism", "terrorism"),
        ("Infrastrcture OR zebra", "infrastrcture", "infrastructure"),
        ("cyberatack", "atack", "attack"),
        ("soverignty party:CHN", "soverignty", "sovereignty"),
    ] {
        let answer = search(&desk, query);
        assert!(answer.total > 0 && !answer.widened, "{query}");
        assert_eq!(
            answer.mended,
            [(typed.to_owned(), read.to_owned())],
            "{query}"
        );
        let note = format!("Nothing has `{typed}`; searched for `{read}`.");
        assert!(answer_note(&desk, query).contains(&note), "{query}");
    }
}

#[test]
fn what_is_known_or_no_word_is_not_mended() {
    let desk = desk();
    for query in [
        "=terrotory",
        "=(terrotory)",
        "\"terrotory\"",
        "terrotory*",
        "cyber -terrotory",
        "cyber near/5 terrotory",
        "A/70/175",
        "2016123",
        "水络空间安",
        "cyb",
        "Malaysia",
        "ransomware",
        "hospital",
        "territories",
        "zebra",
    ] {
        assert_eq!(search(&desk, query).mended, [], "{query}");
    }
}

#[test]
fn a_word_that_the_thesaurus_has_is_not_mended() {
    let desk = desk_with(&["The quantrum of it.", "A qubit is small."]);
    assert_eq!(search(&desk, "quantum").mended, []);
    assert_eq!(search(&desk, "quantums").also, ["qubit"]);
    assert_eq!(search(&desk, "quantrun").mended.len(), 1);
}

#[test]
fn norms_and_passages_are_mended_alike_from_the_words_of_both() {
    let paragraphs = ["Telemedicine matters to islands.".to_owned()];
    let desk = desk_over(&corpus_with(&paragraphs));
    for line in ["/norm telemedcine", "/search telemedcine"] {
        let reply = message(&desk, line).to_string();
        assert!(reply.contains("telemedicine"), "{line}: {reply}");
    }
}

#[test]
fn a_mistyped_word_leads_on_as_the_right_one() {
    let desk = desk_with(SECTORS);
    let answer = search(&desk, "hosptal");
    assert_eq!(answer.also, ["critical infrastructure", "clinic"]);
    assert_eq!(answer.query, "hosptal");
}

#[test]
fn a_terminal_says_what_was_searched_and_how_to_do_without() {
    let program = Program::new();
    let shown = program.run(&["ask", "/search terrotory"]).stdout;
    let (first, last) = (
        shown.split_once("\n\n").unwrap().0,
        shown.lines().last().unwrap(),
    );
    let readme = include_str!("../../README.md");
    assert!(
        readme.contains(&format!("{first}\n[…]\n{last}\n")),
        "{shown}"
    );
    insta::assert_snapshot!(shown);
    let (_, answer) = program.json("/search terrotory");
    assert_eq!(
        (&answer["also"], &answer["mended"], &answer["query"]),
        (
            &json!(["soil"]),
            &json!([["terrotory", "territory"]]),
            &json!("terrotory")
        )
    );
    let shown = program.run(&["ask", "/search =terrotory party:AU"]).stdout;
    insta::assert_snapshot!("a_search_as_typed_finds_nothing", shown);
}

#[tokio::test]
async fn a_button_searches_for_the_words_alone() {
    let bot = TestBot::start().await;
    let reply = bot
        .ask(slash(
            "search",
            &json!({"query": "hospital OR terrotory", "party": "China"}),
        ))
        .await;
    assert!(
        reply
            .text()
            .contains("Also searched: soil, critical infrastructure."),
        "{}",
        reply.text()
    );
    let ids = reply.custom_ids();
    let exact = ids.iter().find(|id| id.contains("=hospital")).unwrap();
    assert!(
        exact.ends_with("~/search (=hospital OR =terrotory) party:China"),
        "{exact}"
    );
    let reply = bot.ask(button(exact)).await;
    assert!(reply.text().contains("No passage has"), "{}", reply.text());
    bot.finish().await;
}

#[test]
fn words_that_more_passages_have_than_are_counted_are_searched_alone() {
    let many: Vec<String> = (0..5_001)
        .map(|n| format!("Hospital number {n}."))
        .chain(["A clinic.".to_owned()])
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let desk = desk_with(&many);
    assert!(search(&desk, "hospital").also.is_empty());
    let narrowed = search(&desk, "hospital (\"number 7\" OR clinic)");
    assert_eq!(
        (narrowed.total, narrowed.also),
        (1, vec!["critical infrastructure".to_owned()])
    );
}

#[test]
fn pages_keep_the_query_as_it_was_written() {
    let many: Vec<String> = (0..30)
        .map(|n| format!("Clinic {} was closed by malware.", letters(n)))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let desk = desk_with(&many);
    let reply = message(&desk, "/search hospital closed").to_string();
    assert!(reply.contains("/search hospital closed page:2"), "{reply}");
    assert!(
        reply.contains("/search hospital closed order:newest"),
        "{reply}"
    );
    let last = search(&desk, "hospital closed page:3");
    assert_eq!((last.total, last.passages.len()), (30, 10));
    assert!(
        message(&desk, "/search hospital closed page:3")
            .to_string()
            .contains("Also searched: critical infrastructure, clinic.")
    );
}

#[test]
fn a_language_finds_its_regions_and_a_region_only_itself() {
    let mut files = corpus_with(&["O Brasil condena ataques.".to_owned()]);
    let path = "statements/hostile.md";
    let file = files.iter().find(|file| file.path == path).unwrap();
    let text = String::from_utf8(file.bytes().unwrap()).unwrap();
    let other = text
        .replace("\"hostile\"", "\"other\"")
        .replace("\"en\"", "\"pt\"");
    files.put(path, text.replace("\"en\"", "\"pt-BR\"").into_bytes());
    files.put("statements/other.md", other.into_bytes());
    let desk = desk_over(&files);
    for (query, n) in [
        ("lang:pt", 2),
        ("lang:Portuguese", 2),
        ("lang:pt-BR", 1),
        ("lang:pt-br ataques", 1),
        ("kind:statement -lang:pt", 10),
        ("lang:pt-AO", 0),
    ] {
        assert_eq!(search(&desk, query).total, n, "{query}");
    }
    assert_eq!(
        search(&desk, "lang:pt-AO").coverage,
        ["The corpus holds nothing in Portuguese (pt-AO)."]
    );
}

#[test]
fn a_code_that_could_be_read_otherwise_is_shown_with_its_name() {
    let desk = desk();
    for (query, note) in [
        ("cyber party:AU", "`party:AU` is African Union."),
        (
            "cyber -party:(RU OR CHN)",
            "`party:RU` is Russian Federation.",
        ),
        (
            "cyber forum:CD norm:13f",
            "`forum:CD` is Conference on Disarmament, `norm:13f` is UN GGE 2015 13 (f).",
        ),
        ("cyber party:PRC", "`party:PRC` is China."),
    ] {
        assert!(answer_note(&desk, query).contains(note), "{query}");
    }
    for query in [
        "cyber party:CHN",
        "cyber party:china",
        "cyber forum:\"Conference on Disarmament\"",
    ] {
        assert_eq!(search(&desk, query).named, [], "{query}");
    }
}
