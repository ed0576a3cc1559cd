//! How well `/norm` finds what real questions ask for, held to floors.
//!
//! Two sets of questions, graded by hand: one of our own, always run, and one kept outside the
//! repository, run where it is found. `cargo test retrieval -- --nocapture` prints the tables.

use std::path::Path;
use std::sync::Arc;

use rapporteur::corpus::{self, Files};
use rapporteur::domain::clock::FixedClock;
use rapporteur::evaluate::{self, Scores};
use rapporteur::index;
use rapporteur::service::Desk;

const OWN: &str = include_str!("fixtures/questions.jsonl");

/// The shipped corpus, indexed in memory.
pub(crate) fn desk() -> Desk {
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let opened = index::open_in_memory(corpus).unwrap();
    Desk::new(
        opened,
        Arc::new(FixedClock("2026-01-15T12:00:00Z".parse().unwrap())),
    )
}

#[expect(clippy::print_stdout, reason = "shown with --nocapture")]
fn measured(path: &str, lines: &str) -> Scores {
    let questions = evaluate::read(path, lines).unwrap();
    let outcomes = evaluate::asked(&desk(), questions).unwrap();
    println!(
        "{path}\n{}",
        evaluate::table(&evaluate::by_language(&outcomes))
    );
    evaluate::scores(&outcomes)
}

#[track_caller]
fn hold(scores: &Scores) {
    assert!(scores.norms.ndcg >= 0.95, "{scores:?}");
    assert!(scores.paras.ndcg >= 0.90, "{scores:?}");
    assert!(scores.recognised >= Some(0.85), "{scores:?}");
    assert!(scores.refused <= Some(0.03), "{scores:?}");
}

#[test]
fn our_own_questions_are_answered_well() {
    hold(&measured("fixtures/questions.jsonl", OWN));
}

#[test]
fn the_questions_kept_outside_are_answered_well() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/questions.jsonl");
    match std::fs::read_to_string(&path) {
        Ok(lines) => hold(&measured(&path.display().to_string(), &lines)),
        Err(error) => eprintln!(
            "{} is not read ({error}); only our own questions are run",
            path.display()
        ),
    }
}
