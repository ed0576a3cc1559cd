//! The query language at the boundary: what it finds, how mistakes are answered, what buttons keep.

use rapporteur::service::about::HelpAnswer;
use rapporteur::service::{Answer, Desk, Failure, Refusal, Request};
use serde_json::json;

use crate::harness::{TestBot, corpus_with, desk, desk_over, message};
use crate::limits::within_limits;
use crate::program::Program;
use crate::standin::fixtures::{button, slash};

/// The numbers of the paragraphs that are found, in order.
#[track_caller]
fn found(desk: &Desk, query: &str) -> Vec<u32> {
    let request: Request = format!("/search {query}")
        .parse()
        .unwrap_or_else(|error| panic!("{query}: {error:?}"));
    let Ok(Answer::Search(answer)) = desk.answer(&request) else {
        panic!("{query} is no search");
    };
    assert!(!answer.widened, "{query}");
    let mut numbers: Vec<u32> = answer
        .passages
        .iter()
        .filter_map(|passage| passage.paragraph)
        .collect();
    numbers.sort_unstable();
    numbers
}

fn refused(desk: &Desk, query: &str) -> Refusal {
    let refusal = match format!("/search {query}").parse::<Request>() {
        Ok(request) => match desk.answer(&request) {
            Err(Failure::Refused(refusal)) => refusal,
            other => panic!("{query}: {other:?}"),
        },
        Err(refusal) => refusal,
    };
    assert!(
        refusal.message.ends_with('.') && !refusal.hint.is_empty(),
        "{refusal:?}"
    );
    refusal
}

const TERRORISM: &[u32] = &[2, 5, 6];

#[test]
fn words_and_signs_find_what_they_say() {
    let desk = desk();
    for (query, expected) in [
        ("terrorism", TERRORISM),
        ("\"supply chain\"", &[5]),
        ("«supply chain» OR privacy", &[2, 5]),
        ("cyber terrorism -chain", &[2, 6]),
        ("terrorism NOT (chain OR charter)", &[2]),
        ("security (surveillance | wellbeing)", &[2, 3]),
        ("security surveillance OR wellbeing", &[2, 3]),
        ("attacks near/3 infrastructure", &[5]),
        ("infrastructure near/3 attacks", &[5]),
        ("attacks near/2 infrastructure", &[]),
        ("attacks near/3 (infrastr* OR terrorism)", &[5]),
        ("\"critical infrastructure\" near/6 attacks", &[5]),
        ("militariz*", &[2, 6]),
        ("cyberterr*", &[2, 5, 6]),
        ("cyberterrorism", TERRORISM),
        ("=terrorism", TERRORISM),
        ("U.S.", &[7]),
        ("US attack", &[7]),
        ("?? terrorism & !", TERRORISM),
    ] {
        assert_eq!(found(&desk, query), expected, "{query}");
    }
}

#[test]
fn fields_take_names_as_people_write_them() {
    let desk = desk();
    let everything: Vec<u32> = (1..=10).collect();
    for name in [
        "CHN",
        "CN",
        "China",
        "PRC",
        "中国",
        "Китай",
        "Chine",
        "\"people’s republic of china\"",
    ] {
        assert_eq!(found(&desk, &format!("party:{name}")), everything, "{name}");
    }
    for field in [
        "forum:CD",
        "forum:\"Conference on Disarmament\"",
        "forum:裁军谈判会议",
        "lang:English",
        "lang:EN",
        "language:anglais",
        "date:2015",
        "date:2015-08..",
        "date:..2015-08",
        "date:2014..2016",
        "from:2015 to:2015-08",
        "speaker:Cong",
        "speaker:\"fu cong\"",
        "group:China",
        "kind:statement",
        "party:(RUS OR China)",
        "-party:RU party:CHN",
    ] {
        assert_eq!(
            found(&desk, &format!("{field} terrorism")),
            TERRORISM,
            "{field}"
        );
    }
    for field in [
        "party:RU",
        "party:\"Russian Federation\"",
        "forum:\"First Committee\"",
        "lang:français",
        "date:..2014",
        "speaker:Kerry",
        "group:EU",
        "kind:instrument",
        "title:hospital",
        "party:AU",
    ] {
        assert_eq!(
            found(&desk, &format!("terrorism {field}")),
            [0_u32; 0],
            "{field}"
        );
    }
}

#[test]
fn a_norm_is_known_by_its_labels() {
    let desk = desk();
    let tagged = found(&desk, "norm:\"UN GGE 2015 13 (f)\"");
    assert!(tagged.contains(&5), "{tagged:?}");
    for label in [
        "13f",
        "f",
        "13(f)",
        "\"GGE 13f\"",
        "gge-2015/f",
        "\"A/70/174 13 (f)\"",
        "(13 (f))",
    ] {
        assert_eq!(found(&desk, &format!("norm:{label}")), tagged, "{label}");
    }
    let instrument = found(&desk, "norm:\"GGE 2015\"");
    assert!(
        tagged.iter().all(|number| instrument.contains(number)) && instrument.len() > tagged.len()
    );
}

#[test]
fn every_state_is_known_by_its_code_of_two_letters() {
    let desk = desk();
    for (code, name) in [
        ("RU", "RUS"),
        ("GB", "GBR"),
        ("KP", "PRK"),
        ("CD", "COD"),
        ("GA", "GAB"),
        ("GM", "GMB"),
        ("SC", "SYC"),
        ("AU", "AU"),
    ] {
        let Ok(Answer::Search(answer)) =
            desk.answer(&format!("/search x party:{code}").parse().unwrap())
        else {
            panic!("{code}");
        };
        let Ok(Answer::Search(other)) =
            desk.answer(&format!("/search x party:{name}").parse().unwrap())
        else {
            panic!("{name}");
        };
        assert_eq!(answer.coverage, other.coverage);
    }
}

#[test]
fn a_name_that_nothing_bears_is_answered_with_a_query_to_copy() {
    let desk = desk();
    for (typed, piece, instead) in [
        ("cyber party:Chima", "party:Chima", "cyber party:China"),
        (
            "cyber -party:(CHN OR Rusia2)",
            "Rusia2",
            "cyber -party:(CHN OR \"Russian Federation\")",
        ),
        (
            "forum:\"Frist Committee\"",
            "forum:\"Frist Committee\"",
            "forum:\"First Committee\"",
        ),
        (
            "forum:Russia",
            "forum:Russia",
            "party:\"Russian Federation\"",
        ),
        ("x party:C1", "party:C1", "x forum:\"First Committee\""),
        (
            "(x lang:Frensh) OR y",
            "lang:Frensh",
            "(x lang:French) OR y",
        ),
        (
            "norm:\"suply chain\"",
            "norm:\"suply chain\"",
            "norm:\"UN GGE 2015 13 (i)\"",
        ),
    ] {
        let refusal = refused(&desk, typed);
        let place = refusal.place.unwrap();
        let letters: Vec<char> = place.query.chars().collect();
        let marked: String = letters[place.start..place.end].iter().collect();
        assert_eq!(
            (marked.as_str(), refusal.instead.as_deref()),
            (piece, Some(instead)),
            "{typed}"
        );
        assert!(
            refusal
                .hint
                .ends_with(&format!("Did you mean `{instead}`?")),
            "{}",
            refusal.hint
        );
        assert!(
            desk.answer(&format!("/search {instead}").parse().unwrap())
                .is_ok(),
            "{instead}"
        );
    }
}

#[test]
fn hostile_queries_end_in_a_clear_sentence() {
    let desk = desk();
    let words: Vec<String> = (0..900).map(|n| format!("w{n}")).collect();
    for (query, sentence) in [
        (
            "x".repeat(6_001),
            "The query is 6001 characters long, and at most 6000 are read.",
        ),
        (
            words[..700].join(" OR "),
            "The query has more than 64 words and fields.",
        ),
        (
            words.join(" "),
            "The query has more than 64 words and fields.",
        ),
        (
            "a*".to_owned(),
            "`a*` is too short a beginning to look for (character 1).",
        ),
        (
            format!("{}a{}", "(".repeat(1_000), ")".repeat(1_000)),
            "Brackets stand more than 8 deep within one another (character 9, at `((((((((((((((((((((((((…`).",
        ),
        ("\0".repeat(500), "has no word to look for."),
        ("\u{202e}".repeat(500), "has no word to look for."),
        ("-".repeat(5_000), "has no word to look for."),
        (
            "\"".repeat(5_001),
            "There is no word between these quotation marks",
        ),
        ("a near/5 ".repeat(600), "`near/5` has nothing on one side"),
    ] {
        let refusal = refused(&desk, &query);
        assert!(refusal.message.contains(sentence), "{}", refusal.message);
    }
    for query in [
        "x".repeat(6_000),
        "x ".repeat(3_000),
        "cy*".to_owned(),
        "网*".to_owned(),
        "a\0b\u{202e}c".to_owned(),
        "-a ".repeat(1_999) + "b",
    ] {
        let request: Request = format!("/search {query}").parse().unwrap();
        let line = request.to_string();
        assert_eq!(line.parse::<Request>().unwrap(), request);
        match desk.answer(&request) {
            Ok(Answer::Search(_)) | Err(Failure::Refused(_)) => {}
            other => panic!("{query}: {other:?}"),
        }
    }
}

/// Queries that ask for as much as the language allows.
#[test]
fn words_that_stand_everywhere_are_not_looked_for_side_by_side() {
    let desk = desk();
    for query in [
        "\"of the\"",
        "the near/5 of",
        "cyber \"of the\"",
        "-\"of the\" cyber",
    ] {
        let refusal = refused(&desk, query);
        assert!(
            refusal.message.contains("too common"),
            "{query}: {refusal:?}"
        );
    }
    assert!(!found(&desk, "\"the Conference\"").is_empty());
    assert!(!found(&desk, "the near/5 Conference").is_empty());
}

fn greedy() -> Vec<String> {
    let letters = |n: u8| [b'a' + n / 26, b'a' + n % 26].map(char::from);
    let pair = |n: u8| letters(n).iter().collect::<String>();
    let each = |n: u8, word: &dyn Fn(u8) -> String| (0..n).map(word).collect::<Vec<_>>();
    let sector = |n: u8| {
        ["hospital", "CNI", "ICT", "internet", "cyberattack"][usize::from(n % 5)].to_owned()
    };
    vec![
        each(60, &|n| format!("{}*", pair(n))).join(" "),
        each(60, &|n| format!("{}*", pair(n))).join(" OR "),
        each(64, &|n| format!("{}x{}", sector(n), pair(n))).join(" "),
        each(64, &|n| format!("{}-{}", sector(n), sector(n / 5))).join(" OR "),
        each(60, &|n| format!("terrotory{}", pair(n))).join(" "),
        format!(
            "({}) near/50 co*",
            each(8, &|n| format!("{}*", pair(n))).join(" OR ")
        ),
        format!("{}cyber{}", "(x OR (y ".repeat(4), "))".repeat(4)),
        format!("=({})", each(64, &sector).join(" OR ")),
        "x".repeat(5_999) + "*",
        "\u{202e}\0terrotory\u{202e}".to_owned(),
        format!("x{} cyber `terrotory`", "_~`".repeat(900)),
    ]
}

#[test]
fn greedy_queries_are_answered_within_limits() {
    let desk = desk();
    for query in greedy() {
        let request: Request = format!("/search {query}")
            .parse()
            .unwrap_or_else(|error| panic!("{query}: {error:?}"));
        let line = request.to_string();
        assert_eq!(line.parse::<Request>().unwrap(), request);
        let Ok(Answer::Search(answer)) = desk.answer(&request) else {
            panic!("{query}");
        };
        assert!(
            answer.also.len() <= 12 && answer.mended.len() <= 8,
            "{query}"
        );
        within_limits(&message(&desk, &line), &line);
    }
}

#[test]
fn a_beginning_of_too_many_words_is_cut_and_said_to_be() {
    let word = |n: u32| format!("qu{}", char::from_u32(0x4d0 + n).unwrap());
    let words: Vec<String> = (0..400)
        .map(|n| format!("{0} {0}", word(n)).replace(' ', "k "))
        .collect();
    let desk = desk_over(&corpus_with(&[words.join(" "), "quay".to_owned()]));
    for (query, note) in [
        (
            "qu*",
            "Of the words that begin with `qu`, 128 were looked for, the commonest.",
        ),
        (
            "(qu* OR qua* OR quo* OR quu* OR co* OR cy*)",
            "Of the words that begin with `qu`, 85 were looked for, the commonest.",
        ),
    ] {
        let reply = message(&desk, &format!("/search {query}")).to_string();
        assert!(reply.contains(note), "{reply}");
    }
    let reply = message(&desk, "/search qua*").to_string();
    assert!(!reply.contains("were looked for"), "{reply}");
}

#[test]
fn every_example_of_the_help_and_the_readme_is_answered() {
    let desk = desk();
    let help = HelpAnswer::default();
    let mut examples: Vec<String> = help
        .query
        .iter()
        .map(|(example, _)| (*example).to_owned())
        .collect();
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once("## The query language\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let table = section.lines().filter(|line| line.starts_with("| `"));
    examples.extend(
        table
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .map(|code| code.replace("\\|", "|")),
    );
    assert!(examples.len() > 40, "{}", examples.len());
    for example in examples
        .iter()
        .filter(|example| !["RUS", "RU"].contains(&example.as_str()))
    {
        let request: Request = format!("/search {example}")
            .parse()
            .unwrap_or_else(|error| panic!("{example}: {error:?}"));
        assert!(desk.answer(&request).is_ok(), "{example}");
    }
}

#[test]
fn the_terminal_points_at_the_place() {
    let program = Program::new();
    let run = program.run(&["ask", "search", "attack (hospital OR clinic"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&run.stderr), "{}", run.stderr);
    let (code, answer) = program.json("/search attack (hospital OR clinic");
    assert_eq!(code, Some(1));
    assert_eq!(
        answer["error"]["place"],
        json!({"query": "attack (hospital OR clinic", "start": 7, "end": 8})
    );
    assert_eq!(
        answer["error"]["instead"],
        json!("attack (hospital OR clinic)")
    );
}

/// The command lines of the buttons that turn pages or change the order.
fn lines(reply: &crate::standin::Reply) -> Vec<String> {
    let ids = reply.custom_ids().into_iter();
    ids.filter(|id| id.contains("/search "))
        .map(|id| id.split_once('~').unwrap().1.to_owned())
        .collect()
}

#[tokio::test]
async fn options_and_fields_get_one_answer_and_keep_their_scope() {
    let bot = TestBot::start().await;
    let options = json!({"query": "cyber OR icts", "party": "PRC", "forum": "CD", "from": "2014", "to": "2016", "norm": "", "kind": "statement", "language": "en"});
    let by_options = bot.ask(slash("search", &options)).await;
    let typed = "(cyber OR icts) kind:statement party:PRC language:en from:2014 to:2016 forum:CD";
    let by_fields = bot.ask(slash("search", &json!({"query": typed}))).await;
    let canonical = "(cyber OR icts) party:PRC forum:CD lang:en date:2014..2016 kind:statement";
    assert_eq!(by_options.data, by_fields.data);
    assert!(
        by_options.text().contains(canonical),
        "{}",
        by_options.text()
    );
    let exact = canonical.replace("cyber OR icts", "=cyber OR =icts");
    let mut turned = lines(&by_options);
    assert_eq!(
        turned,
        [
            format!("/search {canonical} order:newest"),
            format!("/search {exact}")
        ]
    );
    let newest = turned.remove(0);
    let id = format!("1u00~{newest}");
    let reply = bot.ask(button(&id)).await;
    assert!(reply.text().contains(canonical), "{}", reply.text());
    assert_eq!(lines(&reply)[0], format!("/search {canonical}"));
    bot.finish().await;
}
