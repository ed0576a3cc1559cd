//! What rules do, on rules and statements made for it.

use super::*;
use crate::domain::statement::Veto;

fn queries(texts: &[&str]) -> Vec<Query> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn rule(norm: &str, weight: i32, asked: &Asked) -> Rule {
    Rule::new(norm.parse().unwrap(), "en", weight, asked).unwrap()
}

fn asked(texts: &[&str]) -> Asked {
    Asked {
        queries: queries(texts),
        ..Asked::default()
    }
}

fn tagging(rules: Vec<Rule>) -> Tagging {
    let limits = Limits {
        related: 4,
        answers: 8,
        about: 50,
    };
    let gate = Gate::new(
        "en",
        &queries(&["cyber", "\"information security\"", "telem*"]),
    );
    Tagging::new(limits, vec![gate.unwrap()], rules)
}

fn strength(tagging: &Tagging, text: &str) -> Option<Strength> {
    tagging
        .found(text, "en")
        .first()
        .map(|found| found.strength)
}

#[test]
fn weights_add_up_and_a_rule_counts_once() {
    let tagging = tagging(vec![
        rule("n/f", 4, &asked(&["attack", "hospital"])),
        rule("n/f", 4, &asked(&["refrain"])),
        rule("n/f", -2, &asked(&["film"])),
    ]);
    let strength = |text| strength(&tagging, text);
    assert_eq!(
        strength("cyber attack, attack on a hospital"),
        Some(Strength::Related)
    );
    assert_eq!(
        strength("refrain from a cyber attack"),
        Some(Strength::Answers)
    );
    assert_eq!(strength("a film of a cyber attack"), None);
    assert_eq!(strength("refrain from an attack"), None, "not of the field");
}

#[test]
fn evidence_is_the_words_as_they_stand_and_how_strong_they_are() {
    let tagging = tagging(vec![rule("n/f", 4, &asked(&["attack", "hospital"]))]);
    let found = tagging.found("Cyber-Attacks on hospitals,\nhospitals!", "en");
    let evidence = &found[0].evidence;
    assert_eq!(evidence.words, ["Attacks", "hospitals"]);
    assert_eq!(evidence.points, 4);
}

#[test]
fn a_find_must_have_its_company_and_be_within_reach_of_the_field() {
    let near = Asked {
        beside: Some((queries(&["hospital"]), 3)),
        ..asked(&["attack"])
    };
    let beside = tagging(vec![rule("n/f", 4, &near)]);
    assert!(strength(&beside, "cyber attack on a hospital").is_some());
    assert!(strength(&beside, "cyber attack on what was once a hospital").is_none());
    let reach = Asked {
        reach: Some(2),
        ..asked(&["privacy"])
    };
    let reach = tagging(vec![rule("n/e", 4, &reach)]);
    assert!(strength(&reach, "privacy in cyber space").is_some());
    assert!(strength(&reach, "privacy at home, and a word on cyber").is_none());
}

#[test]
fn a_field_has_no_place_in_a_rule() {
    let norm = "n/f".parse().unwrap();
    let refused = Rule::new(norm, "en", 4, &asked(&["party:CHN attack"]));
    assert_eq!(refused, Err(Unfit::Field));
}

#[test]
fn hints_miss_no_paragraph_of_the_field() {
    let tagging = tagging(Vec::new());
    let hints = tagging.hints("en-GB").unwrap();
    let may = |text: &str| {
        let mut hinted = hints.start();
        for token in analyse(text, "en") {
            hinted.add(&token.term, &token.form);
        }
        hinted.may()
    };
    for text in ["Cyberspace", "information security", "telematics"] {
        assert!(may(text), "{text}");
    }
    assert!(!may("peace and development for all"));
    assert!(!may("information for all"));
    assert_eq!(tagging.hints("xx"), None);
}

/// A statement with a number on each of these paragraphs.
fn statement(title: &str, texts: &[&str]) -> Statement {
    let record = serde_json::json!({
        "id": "s", "title": title, "kind": "statement", "party": "P", "forum": "F",
        "language": "en", "numbering": "ours",
        "date": {"value": "2015", "inferred": false, "note": ""},
        "source": {"address": "https://example.org", "format": "html"},
    });
    let paragraph = |(at, text): (u32, &&str)| Paragraph {
        ordinal: at,
        number: Some(at),
        heading: false,
        printed_number: None,
        text: (*text).to_owned(),
    };
    Statement {
        record: serde_json::from_value(record).unwrap(),
        paragraphs: (1..).zip(texts).map(paragraph).collect(),
        tags: Vec::new(),
        vetoes: Vec::new(),
    }
}

fn numbers(tags: &[Tag]) -> Vec<u32> {
    tags.iter().map(|tag| tag.paragraph).collect()
}

#[test]
fn a_statement_about_the_field_opens_the_gate_for_all_its_paragraphs() {
    let tagging = tagging(vec![rule("n/f", 8, &asked(&["hospital"]))]);
    let texts = ["cyber hospital", "a hospital", "peace", "thanks"];
    let tags = |title: &str| numbers(&tagging.tags(&statement(title, &texts), |_| true));
    assert_eq!(tags("On health"), [1]);
    assert_eq!(tags("On cyber security"), [1, 2]);
    let half = statement("On health", &texts[..2]);
    assert_eq!(numbers(&tagging.tags(&half, |_| true)), [1, 2]);
    let unseen = tagging.tags(&half, |at| at == 1);
    assert!(unseen.is_empty(), "nobody saw the field");
}

#[test]
fn what_a_person_judged_stands() {
    let tagging = tagging(vec![rule("n/f", 8, &asked(&["hospital"]))]);
    let text = "a cyber hospital";
    let mut own = statement("Talk", &[text, text, text]);
    let by_hand = Tag {
        paragraph: 1,
        provision: "n/f".parse().unwrap(),
        strength: Strength::Related,
        remark: "Read by a person.".to_owned(),
        origin: Origin::Person,
    };
    own.tags.push(by_hand.clone());
    own.vetoes.push(Veto {
        paragraph: 2,
        provision: "n/f".parse().unwrap(),
    });
    let tags = tagging.tags(&own, |_| true);
    assert_eq!(tags[0], by_hand);
    assert_eq!(numbers(&tags), [1, 3]);
    assert!(matches!(tags[1].origin, Origin::Rules(_)));
}

#[test]
fn a_language_without_rules_has_only_what_people_judged() {
    let tagging = tagging(vec![rule("n/f", 8, &asked(&["hospital"]))]);
    let mut own = statement("Talk", &["cyber hospital"]);
    own.record.language = "fi".to_owned();
    assert_eq!(tagging.tags(&own, |_| true), []);
}
