//! In which order passages come, and how many are counted.

use std::fmt::Write as _;

use rapporteur::corpus::Files;
use rapporteur::service::search::SearchAnswer;
use rapporteur::service::{Answer, Desk};

use crate::harness::{desk_over, message};

/// A statement's file; `tags` stand in its front matter.
fn statement(id: &str, tags: &str, paragraphs: &[&str]) -> String {
    let mut text = format!(
        "+++\nid = \"{id}\"\ntitle = \"Remarks\"\nkind = \"statement\"\nparty = \"FRA\"\n\
         forum = \"CD\"\nlanguage = \"en\"\nnumbering = \"ours\"\n\n[date]\nvalue = \"2020-01-01\"\n\n\
         {tags}[source]\naddress = \"https://example.org/{id}\"\nformat = \"html\"\n+++\n"
    );
    for (number, paragraph) in (1..).zip(paragraphs) {
        write!(text, "\n[{number}] {paragraph}\n").unwrap();
    }
    text
}

/// A desk over the shipped corpus and statements of these paragraphs.
fn desk_with(statements: &[(&str, &[&str])]) -> Desk {
    let mut files = Files::shipped();
    for (id, paragraphs) in statements {
        let text = statement(id, "", paragraphs);
        files.put(&format!("statements/{id}.md"), text.into_bytes());
    }
    desk_over(&files)
}

fn search(desk: &Desk, query: &str) -> SearchAnswer {
    match desk.answer(&format!("/search {query}").parse().unwrap()) {
        Ok(Answer::Search(answer)) => answer,
        other => panic!("{query}: {other:?}"),
    }
}

fn places(answer: &SearchAnswer) -> Vec<String> {
    let place = |one: &rapporteur::service::passage::PassageShown| {
        format!("{} {}", one.statement, one.paragraph.unwrap())
    };
    answer.passages.iter().map(place).collect()
}

#[test]
fn words_that_stand_together_come_before_words_apart() {
    let apart = "The orchard of the village stood at the far end of a long and dusty lane, and behind it was a mill.";
    let together = "The village orchard stood at the far end of a long and dusty lane, and behind it there was a mill.";
    let desk = desk_with(&[("fra-cd-2020-a", &[apart, together])]);
    assert_eq!(
        places(&search(&desk, "village orchard")),
        ["fra-cd-2020-a 2", "fra-cd-2020-a 1"]
    );
}

#[test]
fn a_tag_with_the_norm_that_is_asked_for_counts() {
    const SAID: &str =
        "On supply chain integrity we heard the chairman speak at some length in the afternoon.";
    const TAGS: &str =
        "[[tags]]\nparagraph = 1\nprovision = \"gge-2015/i\"\nstrength = \"answers\"\n\n";
    for (tagged, other) in [
        ("fra-cd-2020-a", "fra-cd-2020-b"),
        ("fra-cd-2020-b", "fra-cd-2020-a"),
    ] {
        let mut files = Files::shipped();
        for (id, tags) in [(tagged, TAGS), (other, "")] {
            let text = statement(id, tags, &[SAID]);
            files.put(&format!("statements/{id}.md"), text.into_bytes());
        }
        let found = places(&search(
            &desk_over(&files),
            "supply chain integrity chairman",
        ));
        assert_eq!(found, [format!("{tagged} 1"), format!("{other} 1")]);
    }
}

#[test]
fn near_identical_passages_do_not_stand_in_a_row() {
    let same = "The orchard treaty was signed by all neighbours in the spring and nobody has broken it since, \
        which the delegation of the valley welcomes with great satisfaction on this occasion.";
    let again = "The orchard treaty was signed by all neighbours in the spring and nobody has broken it since, \
        which the delegation of the valley welcomes with great satisfaction on this happy day.";
    let other = "My delegation has planted a second orchard beside the treaty's own, although the soil there is poor \
        and the wind from the sea is strong, and it asks others to do likewise.";
    let desk = desk_with(&[
        ("fra-cd-2020-a", &[same]),
        ("fra-cd-2020-b", &[again]),
        ("fra-cd-2020-c", &[other]),
    ]);
    let found = places(&search(&desk, "orchard treaty"));
    assert_eq!(found[1], "fra-cd-2020-c 1", "{found:?}");
}

#[test]
fn near_identical_passages_on_a_norm_do_not_stand_in_a_row() {
    const TAGS: &str =
        "[[tags]]\nparagraph = 1\nprovision = \"gge-2015/j\"\nstrength = \"answers\"\n\n";
    let same = "Vulnerabilities must be reported to those who can mend them, which my delegation has said \
        in this room every year since the first of these meetings, and says again";
    let mut files = Files::shipped();
    let said = [
        ("fra-cd-2020-a", format!("{same} today.")),
        ("fra-cd-2020-b", format!("{same} now.")),
        (
            "fra-cd-2020-c",
            "Who finds a vulnerability should tell its maker.".to_owned(),
        ),
    ];
    for (id, text) in said {
        let text = statement(id, TAGS, &[&text]);
        files.put(&format!("statements/{id}.md"), text.into_bytes());
    }
    let desk = desk_over(&files);
    for topic in ["GGE 13j", "vulnerabilities reported"] {
        let Ok(Answer::Norm(answer)) = desk.answer(&format!("/norm {topic}").parse().unwrap())
        else {
            panic!("{topic}");
        };
        let found: Vec<&str> = answer
            .passages
            .iter()
            .map(|one| one.statement.as_str())
            .collect();
        let alike = |id: &&str| ["fra-cd-2020-a", "fra-cd-2020-b"].contains(id);
        let n_alike = found.iter().filter(|id| alike(id)).count();
        assert_eq!(n_alike, 2, "{topic}: {found:?}");
        assert!(
            !found.windows(2).any(|two| two.iter().all(alike)),
            "{topic}: {found:?}"
        );
    }
}

#[test]
fn equal_passages_come_in_the_same_order_on_every_page_and_in_every_index() {
    let texts: Vec<String> = (0..25).map(|n| format!("Orchard number {n}x.")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let desk = desk_with(&[("fra-cd-2020-a", &texts)]);
    let pages = |desk: &Desk| -> Vec<String> {
        let pages = (1..=3).map(|page| search(desk, &format!("orchard page:{page}")));
        pages.flat_map(|page| places(&page)).collect()
    };
    let found = pages(&desk);
    assert_eq!(found, pages(&desk_with(&[("fra-cd-2020-a", &texts)])));
    let mut different = found.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 25, "{found:?}");
}

#[test]
fn a_great_many_passages_are_not_counted_to_the_last() {
    let texts = vec!["Orchards."; 5_001];
    let desk = desk_with(&[("fra-cd-2020-a", &texts)]);
    let answer = search(&desk, "orchards");
    assert_eq!((answer.total, answer.more), (5_000, true));
    let shown = message(&desk, "/search orchards").to_string();
    assert!(shown.contains("more than 5000 passages"), "{shown}");
    assert!(shown.contains("Too many to count"), "{shown}");
    let exact = search(&desk, "orchards party:CHN");
    assert_eq!((exact.total, exact.more), (0, false));
}
