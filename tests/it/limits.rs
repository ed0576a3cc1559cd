//! Whatever the corpus holds, no reply exceeds a limit, and every quotation is verbatim.

use proptest::prelude::*;
use rapporteur::corpus::Files;
use rapporteur::domain::locator::ParagraphList;
use rapporteur::service::{Answer, Desk, Request};
use serde_json::Value;

use crate::harness::{corpus_with, desk, desk_over, message};

const SEED: &str = "statements/chn-cd-2015-cyber.md";

/// What Discord counts: components, nested ones included, and units of text.
fn counted(value: &Value) -> (usize, usize) {
    let mut total = (0, 0);
    match value {
        Value::Object(fields) => {
            if fields.get("type").is_some_and(Value::is_number) {
                total.0 += 1;
            }
            let content = fields
                .get("content")
                .and_then(Value::as_str)
                .unwrap_or_default();
            total.1 += content.encode_utf16().count();
            for value in ["components", "accessory"]
                .iter()
                .filter_map(|key| fields.get(*key))
            {
                let inner = counted(value);
                total = (total.0 + inner.0, total.1 + inner.1);
            }
        }
        Value::Array(values) => {
            for value in values {
                let inner = counted(value);
                total = (total.0 + inner.0, total.1 + inner.1);
            }
        }
        _ => {}
    }
    total
}

#[track_caller]
pub(crate) fn within_limits(message: &Value, line: &str) {
    let (components, text) = counted(&message["components"]);
    assert!(components <= 40, "{line}: {components} components");
    assert!(text <= 4_000, "{line}: {text} units of text");
    for component in message["components"][0]["components"].as_array().unwrap() {
        let content = component.get("content").and_then(Value::as_str);
        assert!(
            content.is_none_or(|content| !content.trim().is_empty()),
            "{line}: empty text"
        );
    }
}

/// Every reply about the made-up statement, all pages of each.
fn every_reply_fits(desk: &Desk, last: usize) {
    let mut lines = vec![
        "/norm cyber".to_owned(),
        "/search cyber".to_owned(),
        "/search forum:CD".to_owned(),
        "/search forum:CD order:newest page:2".to_owned(),
        "/search hospital OR terrotory OR co* OR ICT party:PRC forum:CD".to_owned(),
        format!("/search cyber OR x{}", "_~`".repeat(60)),
        "/nearest cyber attack on a power grid".to_owned(),
        format!("/cite hostile 1-{last}"),
        "/statement hostile as:file".to_owned(),
        "/about".to_owned(),
    ];
    for page in 1..=6 {
        lines.push(format!("/quote hostile 1-{last} page:{page}"));
        lines.push(format!("/statement hostile page:{page}"));
    }
    for line in lines {
        within_limits(&message(desk, &line), &line);
    }
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,400}",
        "\\PC{1,300}",
        Just("`".repeat(9_999)),
        Just("> ".repeat(5_000)),
        Just(format!("cyber {}", "*_~|@".repeat(2_000))),
        Just("@everyone @here <@&1> <@1> <#1> </norm:1> <t:1:R>".to_owned()),
        Just("||spoiler|| ```fence``` [x](https://example.org) https://example.org/_a_".to_owned()),
        Just(format!(
            "{} نص من اليمين إلى اليسار \u{202e}cyber",
            "الفضاء السيبراني ".repeat(300)
        )),
        Just("网络空间".repeat(2_500)),
        Just("cyber word ".repeat(900)),
        Just("line\nline\n# heading\n- list".repeat(200)),
    ]
    .prop_map(|text| {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    })
    .prop_filter("a paragraph has letters", |text| {
        !text.trim().is_empty() && !text.contains('\u{feff}')
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_reply_exceeds_a_limit(paragraphs in prop::collection::vec(hostile(), 1..14)) {
        let desk = desk_over(&corpus_with(&paragraphs));
        every_reply_fits(&desk, paragraphs.len());
    }

    #[test]
    fn a_quotation_is_the_paragraph_byte_for_byte(paragraphs in prop::collection::vec(hostile(), 1..6)) {
        let desk = desk_over(&corpus_with(&paragraphs));
        let request: Request = format!("/quote hostile 1-{}", paragraphs.len()).parse().unwrap();
        let Ok(Answer::Quote(answer)) = desk.answer(&request) else { panic!("not a quote") };
        let quoted: Vec<String> = answer.passages.into_iter().map(|passage| passage.text).collect();
        prop_assert_eq!(quoted, paragraphs);
    }

    #[test]
    fn all_pages_of_a_quote_join_to_the_whole_text(paragraph in hostile()) {
        let desk = desk_over(&corpus_with(std::slice::from_ref(&paragraph)));
        let first = message(&desk, "/quote hostile 1").to_string();
        let total = first.split("page 1 of ").nth(1).map_or(1, |rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap());
        let mut seen = Vec::new();
        for page in 1..=total {
            let page = message(&desk, &format!("/quote hostile 1 page:{page}"));
            let blocks = page["components"][0]["components"].as_array().unwrap().clone();
            let quotes = blocks.iter().filter_map(|block| block["content"].as_str()).filter(|text| text.starts_with("> "));
            seen.extend(quotes.map(shown));
        }
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>();
        prop_assert_eq!(letters(&seen.concat()), letters(&paragraph));
    }

    #[test]
    fn a_locator_survives_display_and_parse(ranges in prop::collection::vec((1u32..500, 0u32..20), 1..8)) {
        let typed: Vec<String> = ranges.iter().map(|(first, more)| format!("{first}-{}", first + more)).collect();
        let list: ParagraphList = typed.join(",").parse().unwrap();
        prop_assert_eq!(list.to_string().parse::<ParagraphList>(), Ok(list));
    }

    #[test]
    fn a_command_line_survives_display_and_parse(line in "(/?(norm|search|quote|statement|cite|nearest) )?[ -~äб网\"“:-]{0,60}") {
        if let Ok(request) = line.parse::<Request>() {
            prop_assert_eq!(request.to_string().parse::<Request>(), Ok(request), "{}", line);
        }
    }
}

#[test]
fn a_record_of_any_length_fits() {
    let mut files = corpus_with(&["cyber *word* ".repeat(700), "cyber".to_owned()]);
    let path = "statements/hostile.md";
    let file = files.iter().find(|file| file.path == path).unwrap();
    let mut text = String::from_utf8(file.bytes().unwrap()).unwrap();
    for key in ["title", "meeting", "place", "name", "role", "note"] {
        let long = "*_`|@everyone ".repeat(400);
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("{key} = ")))
            .unwrap()
            .to_owned();
        text = text.replace(&line, &format!("{key} = \"{long}\""));
    }
    let address = format!("https://example.org/{}", "a_b/".repeat(900));
    text = text.replace(
        "http://www.china-un.ch/eng/dbtyw/cjjk_1/cjthsm/t1291132.htm",
        &address,
    );
    files.put(path, text.into_bytes());
    every_reply_fits(&desk_over(&files), 2);
}

/// What a reader sees of a block quote: Discord drops the quote marks and the backslashes.
fn shown(quote: &str) -> String {
    let mut shown = String::new();
    let lines: Vec<&str> = quote
        .lines()
        .map(|line| line.strip_prefix("> ").unwrap_or(line))
        .collect();
    let text = lines.join("\n");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => shown.extend(letters.next()),
            _ => shown.push(letter),
        }
    }
    shown
}

#[test]
fn every_quotation_in_every_reply_occurs_in_the_corpus() {
    let desk = desk();
    let seed = Files::shipped()
        .iter()
        .find(|file| file.path == SEED)
        .unwrap();
    let seed = String::from_utf8(seed.bytes().unwrap()).unwrap();
    let lines = [
        "/norm critical infrastructure",
        "/norm GGE 13f",
        "/norm privacy",
        "/norm code of conduct",
        "/search cyber",
        "/search \"cyber space\"",
        "/quote chn-cd-2015-cyber 1-10",
        "/statement chn-cd-2015-cyber page:2",
        "/nearest no State may attack the supply chain of another",
    ];
    let mut n_quotations = 0;
    for line in lines {
        let message = message(&desk, line);
        within_limits(&message, line);
        for quotation in quotations(&message["components"]) {
            assert!(
                seed.contains(&quotation),
                "{line} quotes what the corpus does not hold: {quotation}"
            );
            n_quotations += 1;
        }
    }
    assert!(
        n_quotations > 20,
        "{n_quotations} quotations were looked at"
    );
}

/// The quoted runs of a message, bold and signs of a cut taken off.
fn quotations(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(text) = value.get("content").and_then(Value::as_str) {
        let quoted: Vec<&str> = text.lines().filter(|line| line.starts_with("> ")).collect();
        let quoted = quoted.join("\n").replace("**", "");
        let quoted = shown(&quoted);
        let quoted = quoted
            .trim_start_matches("[…] ")
            .trim_end_matches(" […]")
            .to_owned();
        found.extend(Some(quoted).filter(|text| !text.is_empty()));
    }
    let inner: Vec<&Value> = match value {
        Value::Array(values) => values.iter().collect(),
        Value::Object(fields) => fields
            .values()
            .filter(|value| value.is_array() || value.is_object())
            .collect(),
        _ => Vec::new(),
    };
    found.extend(inner.into_iter().flat_map(quotations));
    found
}
