//! How well the rules tag paragraphs: on sentences of our own, always, and on labelled paragraphs
//! of the general debate, where that file is found.
//!
//! `cargo test tagging -- --nocapture` prints the tables. What the labels mean and how they came
//! about: `fixtures/labels.md`.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use lzma_rust2::XzReader;
use rapporteur::corpus::{self, Digest, Files};
use rapporteur::domain::id::ProvisionId;
use rapporteur::domain::statement::{Origin, Strength};
use rapporteur::domain::tagging::Tagging;
use rapporteur::evaluate::tags::{Counts, Judged, Report, measure};
use serde::Deserialize;

const OWN: &str = include_str!("fixtures/tagging.jsonl");
const LABELS: &str = include_str!("fixtures/labels.jsonl");

fn tagging() -> Tagging {
    corpus::read(&Files::shipped()).unwrap().reference.tagging
}

fn judged(tagging: &Tagging, text: &str, language: &str) -> Judged {
    let found = tagging.found(text, language).into_iter();
    found
        .map(|found| (found.provision, found.strength))
        .collect()
}

#[derive(Deserialize)]
struct Sentence {
    language: String,
    text: String,
    norms: BTreeMap<ProvisionId, Strength>,
}

#[test]
fn sentences_on_a_norm_are_tagged_with_it_and_others_with_nothing() {
    let tagging = tagging();
    let mut wrong = Vec::new();
    for line in OWN.lines() {
        let sentence: Sentence = serde_json::from_str(line).unwrap();
        let found = judged(&tagging, &sentence.text, &sentence.language);
        let has = |(norm, strength): (&ProvisionId, &Strength)| found.get(norm) == Some(strength);
        let nothing = sentence.norms.is_empty() && !found.is_empty();
        if nothing || !sentence.norms.iter().all(has) {
            wrong.push(format!("{}\n    found {found:?}", sentence.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_eleven_norms_and_all_six_languages_have_a_sentence() {
    let sentences: Vec<Sentence> = OWN
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for letter in 'a'..='k' {
        let norm: ProvisionId = format!("gge-2015/{letter}").parse().unwrap();
        assert!(
            sentences.iter().any(|own| own.norms.contains_key(&norm)),
            "{norm}"
        );
    }
    for language in ["en", "fr", "es", "ru", "ar", "zh"] {
        let own = |empty| {
            let fits = |s: &&Sentence| s.language == language && s.norms.is_empty() == empty;
            sentences.iter().filter(fits).count()
        };
        assert!(own(false) > 0 && own(true) > 0, "{language}");
    }
}

/// The seed was tagged by hand: with its tags taken away, the rules find again what they can.
#[test]
fn the_rules_agree_with_the_hand_on_the_letters_of_the_seed() {
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let tagging = &corpus.reference.tagging;
    let seed = "statements/chn-cd-2015-cyber.md";
    let file = corpus.statements.iter().find(|file| file.path == seed);
    let mut statement = file.unwrap().statement.clone();
    let by_hand = std::mem::take(&mut statement.tags);
    let by_rule = tagging.tags(&statement, |_| true);
    assert!(by_rule.iter().all(|tag| tag.origin != Origin::Person));
    let answers = |tags: &[rapporteur::domain::statement::Tag], letter: &str, paragraph: u32| {
        let norm = format!("gge-2015/{letter}");
        tags.iter().any(|tag| {
            tag.paragraph == paragraph
                && tag.provision.as_str() == norm
                && tag.strength == Strength::Answers
        })
    };
    for (letter, paragraph) in [("c", 5), ("f", 5), ("i", 5), ("f", 7), ("h", 7), ("k", 7)] {
        for tags in [&by_hand, &by_rule] {
            assert!(answers(tags, letter, paragraph), "{letter} {paragraph}");
        }
    }
    let together = tagging.tags(&file.unwrap().statement, |_| true);
    assert_eq!(together[..by_hand.len()], by_hand);
}

#[derive(Deserialize)]
struct Label {
    statement: String,
    bytes: (usize, usize),
    sha256: String,
    part: String,
    norms: BTreeMap<ProvisionId, u32>,
}

#[derive(Deserialize)]
struct Speech {
    id: String,
    text: String,
}

impl Label {
    fn judged(&self) -> Judged {
        let strength = |grade: u32| match grade {
            2 => Strength::Answers,
            _ => Strength::Related,
        };
        let norms = self.norms.iter();
        norms
            .map(|(norm, grade)| (norm.clone(), strength(*grade)))
            .collect()
    }

    /// The paragraph, its white space made one, if it is still what was labelled.
    #[track_caller]
    fn text(&self, speech: &str) -> String {
        let (from, to) = self.bytes;
        let words: Vec<&str> = speech[from..to].split_whitespace().collect();
        let text = words.join(" ");
        let digest = serde_json::to_string(&Digest::of(text.as_bytes())).unwrap();
        assert!(
            digest.trim_matches('"').starts_with(&self.sha256),
            "{} at {from}: {text}",
            self.statement
        );
        text
    }
}

fn debate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ungdc.jsonl.xz")
}

/// What the labels and the rules say of every labelled paragraph, by part.
fn pairs(file: File) -> HashMap<String, Vec<(Judged, Judged)>> {
    let tagging = tagging();
    let mut labels: HashMap<String, Vec<Label>> = HashMap::new();
    for line in LABELS.lines() {
        let label: Label = serde_json::from_str(line).unwrap();
        let own = labels.entry(label.statement.clone()).or_default();
        own.push(label);
    }
    let mut pairs: HashMap<String, Vec<(Judged, Judged)>> = HashMap::new();
    for line in BufReader::new(XzReader::new(file, true)).lines() {
        let speech: Speech = serde_json::from_str(&line.unwrap()).unwrap();
        for label in labels.remove(&speech.id).unwrap_or_default() {
            let tags = judged(&tagging, &label.text(&speech.text), "en");
            let own = pairs.entry(label.part.clone()).or_default();
            own.push((label.judged(), tags));
        }
    }
    assert!(labels.is_empty(), "speeches that the file does not have");
    pairs
}

#[expect(clippy::print_stdout, reason = "shown with --nocapture")]
fn report(part: &str, pairs: &[(Judged, Judged)]) -> Report {
    let report = measure(pairs.iter().map(|(labels, tags)| (labels, tags)));
    println!("\n{part}: {report}");
    report
}

#[track_caller]
fn hold(counts: Counts, precision: f64, recall: f64) {
    assert!(counts.precision() >= precision, "{counts:?}");
    assert!(counts.recall() >= recall, "{counts:?}");
}

#[test]
fn labelled_paragraphs_of_the_general_debate_are_tagged_well() {
    let path = debate();
    let Ok(file) = File::open(&path) else {
        eprintln!(
            "{} is not there; only sentences of our own are run",
            path.display()
        );
        return;
    };
    let pairs = pairs(file);
    let held_out = report("held out", &pairs["held-out"]);
    let development = report("development", &pairs["development"]);
    hold(held_out.all.any, 0.80, 0.72);
    hold(held_out.all.answers, 0.68, 0.68);
    hold(development.all.any, 0.83, 0.85);
    hold(development.all.answers, 0.68, 0.76);
}
