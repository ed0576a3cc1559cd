//! How well `/norm` finds what real questions ask for, held to floors.
//!
//! Two sets of questions, both graded by hand against the eleven norms and the first statement:
//! one of our own, always run, and one kept outside the repository, run where it is found.
//! `cargo test retrieval -- --nocapture` prints the table and the misses.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rapporteur::corpus::{self, Files};
use rapporteur::domain::clock::FixedClock;
use rapporteur::index;
use rapporteur::service::Desk;
use serde::Deserialize;

const OWN: &str = include_str!("fixtures/questions.jsonl");

/// How deep a ranked list is looked at by nDCG; what a reader sees without paging.
const DEPTH: usize = 5;
const RECALL_DEPTH: usize = 3;

/// A question with what answers it: 2 answers, 1 is related.
#[derive(Debug, Deserialize)]
struct Question {
    id: String,
    q: String,
    norms: BTreeMap<String, u32>,
    paras: BTreeMap<String, u32>,
}

/// What the desk found for a question.
struct Outcome {
    norms: Vec<String>,
    paras: Vec<String>,
    nothing: bool,
}

/// Means over the questions that each measure applies to.
#[derive(Debug, Clone, Copy)]
struct Scores {
    norms_ndcg: f64,
    norms_recall: f64,
    norms_reciprocal: f64,
    paras_ndcg: f64,
    paras_recall: f64,
    paras_reciprocal: f64,
    recognised: f64,
    refused: f64,
}

/// The shipped corpus, indexed in memory.
pub(crate) fn desk() -> Desk {
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let opened = index::open_in_memory(corpus).unwrap();
    Desk::new(
        opened,
        Arc::new(FixedClock("2026-01-15T12:00:00Z".parse().unwrap())),
    )
}

fn ask(desk: &Desk, question: &Question) -> Outcome {
    let answer = desk.norm(&question.q, 1).unwrap();
    let letter = |id: &str| id.strip_prefix("gge-2015/").map(str::to_owned);
    Outcome {
        norms: answer
            .norms
            .iter()
            .filter_map(|norm| letter(&norm.id))
            .collect(),
        paras: answer
            .passages
            .iter()
            .filter_map(|passage| passage.paragraph)
            .map(|n| n.to_string())
            .collect(),
        nothing: answer.nothing_found,
    }
}

/// Discounted gain with gains 2^grade - 1 (Burges et al. 2005), as a share of the best possible.
fn ndcg(found: &[String], grades: &BTreeMap<String, u32>) -> f64 {
    let sum = |grades: &[u32]| -> f64 {
        let ranked = grades.iter().take(DEPTH).zip(2_u32..);
        ranked
            .map(|(grade, place)| (f64::from(2_u32.pow(*grade)) - 1.0) / f64::from(place).log2())
            .sum()
    };
    let got: Vec<u32> = found
        .iter()
        .map(|one| grades.get(one).copied().unwrap_or(0))
        .collect();
    let mut best: Vec<u32> = grades.values().copied().collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    sum(&got) / sum(&best)
}

#[expect(clippy::cast_precision_loss, reason = "a handful")]
fn recall(found: &[String], grades: &BTreeMap<String, u32>) -> f64 {
    let hit = grades
        .keys()
        .filter(|one| found.iter().take(RECALL_DEPTH).any(|found| found == *one));
    hit.count() as f64 / grades.len().min(RECALL_DEPTH) as f64
}

#[expect(clippy::cast_precision_loss, reason = "a handful")]
fn reciprocal(found: &[String], grades: &BTreeMap<String, u32>) -> f64 {
    let place = found.iter().position(|one| grades.contains_key(one));
    place.map_or(0.0, |place| 1.0 / (place + 1) as f64)
}

#[expect(clippy::cast_precision_loss, reason = "a handful")]
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / (values.len().max(1)) as f64
}

fn share(values: impl Iterator<Item = bool>) -> f64 {
    mean(values.map(|value| f64::from(u8::from(value))))
}

fn measure(name: &str, lines: &str) -> Scores {
    let desk = desk();
    let questions: Vec<Question> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let asked: Vec<(Question, Outcome)> = questions
        .into_iter()
        .map(|question| {
            let outcome = ask(&desk, &question);
            (question, outcome)
        })
        .collect();
    for (question, outcome) in &asked {
        report_miss(question, outcome);
    }
    let norms = || {
        asked
            .iter()
            .filter(|(question, _)| !question.norms.is_empty())
    };
    let paras = || {
        asked
            .iter()
            .filter(|(question, _)| !question.paras.is_empty())
    };
    let empty = |question: &Question| question.norms.is_empty() && question.paras.is_empty();
    let scores = Scores {
        norms_ndcg: mean(norms().map(|(q, found)| ndcg(&found.norms, &q.norms))),
        norms_recall: mean(norms().map(|(q, found)| recall(&found.norms, &q.norms))),
        norms_reciprocal: mean(norms().map(|(q, found)| reciprocal(&found.norms, &q.norms))),
        paras_ndcg: mean(paras().map(|(q, found)| ndcg(&found.paras, &q.paras))),
        paras_recall: mean(paras().map(|(q, found)| recall(&found.paras, &q.paras))),
        paras_reciprocal: mean(paras().map(|(q, found)| reciprocal(&found.paras, &q.paras))),
        recognised: share(
            asked
                .iter()
                .filter(|(q, _)| empty(q))
                .map(|(_, found)| found.nothing),
        ),
        refused: share(
            asked
                .iter()
                .filter(|(q, _)| !empty(q))
                .map(|(_, found)| found.nothing),
        ),
    };
    print_table(name, asked.len(), &scores);
    scores
}

#[expect(clippy::print_stdout, reason = "shown with --nocapture")]
fn report_miss(question: &Question, outcome: &Outcome) {
    let empty = question.norms.is_empty() && question.paras.is_empty();
    let norms = if question.norms.is_empty() {
        1.0
    } else {
        ndcg(&outcome.norms, &question.norms)
    };
    let paras = if question.paras.is_empty() {
        1.0
    } else {
        ndcg(&outcome.paras, &question.paras)
    };
    if outcome.nothing != empty || (!empty && norms.min(paras) < 0.8) {
        println!(
            "{} {:?}\n    norms {norms:.2} {:?} wanted {:?}\n    paras {paras:.2} {:?} wanted {:?}{}",
            question.id,
            question.q,
            outcome.norms,
            question.norms,
            outcome.paras,
            question.paras,
            if outcome.nothing { "  REFUSED" } else { "" },
        );
    }
}

#[expect(clippy::print_stdout, reason = "shown with --nocapture")]
fn print_table(name: &str, n: usize, scores: &Scores) {
    println!("\n{name}: {n} questions     nDCG@5  recall@3  reciprocal rank");
    println!(
        "  norms                     {:.3}   {:.3}     {:.3}",
        scores.norms_ndcg, scores.norms_recall, scores.norms_reciprocal
    );
    println!(
        "  paragraphs                {:.3}   {:.3}     {:.3}",
        scores.paras_ndcg, scores.paras_recall, scores.paras_reciprocal
    );
    println!("  unanswerable recognised   {:.3}", scores.recognised);
    println!("  answerable refused        {:.3}", scores.refused);
}

#[track_caller]
fn hold(scores: &Scores) {
    assert!(scores.norms_ndcg >= 0.95, "{scores:?}");
    assert!(scores.paras_ndcg >= 0.90, "{scores:?}");
    assert!(scores.recognised >= 0.85, "{scores:?}");
    assert!(scores.refused <= 0.03, "{scores:?}");
}

#[test]
fn our_own_questions_are_answered_well() {
    hold(&measure("own", OWN));
}

#[test]
fn the_questions_kept_outside_are_answered_well() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/questions.jsonl");
    match std::fs::read_to_string(&path) {
        Ok(lines) => hold(&measure("outside", &lines)),
        Err(error) => eprintln!(
            "{} is not read ({error}); only our own questions are run",
            path.display()
        ),
    }
}
