//! How well `/norm` and `/search` find what real questions ask for, held to floors.
//!
//! Three sets, graded by hand: questions of our own, always run; some kept outside the repository,
//! run where they are found; and known items, paragraphs of the general debate that somebody
//! remembers, run where an imported corpus is named. `cargo test retrieval -- --nocapture` prints
//! the tables.

use std::path::Path;
use std::sync::Arc;

use rapporteur::corpus::{self, Files};
use rapporteur::domain::clock::FixedClock;
use rapporteur::evaluate::{self, By, Scores};
use rapporteur::index;
use rapporteur::service::Desk;

const OWN: &str = include_str!("fixtures/questions.jsonl");
const KNOWN_ITEMS: &str = include_str!("fixtures/known-items.jsonl");
/// Names a folder into which the general debate was imported.
const DEBATE: &str = "RAPPORTEUR_GENERAL_DEBATE";

/// The shipped corpus, indexed in memory.
pub(crate) fn desk() -> Desk {
    desk_of(&Files::shipped())
}

fn desk_of(files: &Files) -> Desk {
    let corpus = corpus::read(files).unwrap();
    let opened = index::open_in_memory(corpus).unwrap();
    Desk::new(
        opened,
        Arc::new(FixedClock("2026-01-15T12:00:00Z".parse().unwrap())),
    )
}

#[expect(clippy::print_stdout, reason = "shown with --nocapture")]
fn measured(desk: &Desk, path: &str, lines: &str, by: By) -> Scores {
    let questions = evaluate::read(path, lines).unwrap();
    let outcomes = evaluate::asked(desk, questions, by).unwrap();
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
    assert!(scores.refused <= Some(0.02), "{scores:?}");
}

#[test]
fn our_own_questions_are_answered_well() {
    hold(&measured(
        &desk(),
        "fixtures/questions.jsonl",
        OWN,
        By::Norm,
    ));
}

#[test]
fn the_questions_kept_outside_are_answered_well() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/questions.jsonl");
    match std::fs::read_to_string(&path) {
        Ok(lines) => {
            let path = path.display().to_string();
            hold(&measured(&desk(), &path, &lines, By::Norm));
        }
        Err(error) => eprintln!(
            "{} is not read ({error}); only our own questions are run",
            path.display()
        ),
    }
}

/// Known items are looked for among 290,000 paragraphs. To run them:
///
/// ```console
/// $ cargo run --release -- import ../shared/data/ungdc.jsonl.xz --into /tmp/debate
/// $ RAPPORTEUR_GENERAL_DEBATE=/tmp/debate cargo test --release known_items -- --nocapture
/// ```
#[test]
fn known_items_of_the_general_debate_are_found() {
    let Some(folder) = std::env::var_os(DEBATE) else {
        eprintln!("{DEBATE} names no imported corpus; known items are not looked for");
        return;
    };
    let files = Files::shipped().with(Files::in_folder(Path::new(&folder)).unwrap());
    let desk = desk_of(&files);
    let search = measured(&desk, "known items by /search", KNOWN_ITEMS, By::Search);
    assert!(search.paras.reciprocal >= 0.33, "{search:?}");
    assert!(search.paras.on_page >= 0.46, "{search:?}");
    let norm = measured(&desk, "known items by /norm", KNOWN_ITEMS, By::Norm);
    assert!(norm.paras.reciprocal >= 0.25, "{norm:?}");
    assert!(norm.paras.on_page >= 0.36, "{norm:?}");
}
