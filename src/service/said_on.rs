//! Passages that speak of a topic: by their own words, or because they are tagged with a norm that
//! answers it.

use std::collections::HashMap;

use crate::domain::statement::Strength;
use crate::index::{Asked, Clause, DocAddress, Evidence, Has, View};
use crate::service::by_words::{COVERS_NEIGHBOUR, MOST_NEAR_A_TEXT, Worth};
use crate::service::desk::Desk;
use crate::service::norm::CANDIDATES;
use crate::service::passage::PassageShown;
use crate::service::rank::AS_KIN;
use crate::service::refusal::Failure;
use crate::service::topic::{Topic, Weighted};

/// A passage that has less of the topic than this is not shown for its words.
const SAYS: f64 = 0.45;
const SAYS_IN_FIELD: f64 = 0.3;
/// What a tag adds to a passage, of the norm's own score: it was judged to bear on it.
const TAG_ANSWERS: f64 = 0.7;
const TAG_RELATED: f64 = 0.25;
/// A tagged passage with less than this is on a norm that is itself beside the point.
const TAGGED: f64 = 0.15;
/// What it adds that the topic's words follow each other in a passage as they were asked.
const AS_ASKED: f64 = 0.4;
/// The part of a text's known words that a passage near it has.
const SAYS_THE_SAME: f64 = 0.35;
const MOST_PASSAGES: usize = 10;
/// [`AS_KIN`] for scores of the index.
const AS_KIN_SCORE: f32 = 0.7;

/// A passage that may be shown, with what it is worth.
type Candidate = (f64, DocAddress);

impl Desk {
    /// Passages that have the words, and those tagged with the norms that say something.
    pub(super) fn passages(
        &self,
        topic: &Topic,
        norms: &[Worth],
    ) -> Result<Vec<(f64, PassageShown)>, Failure> {
        let says = match (topic.of_a_neighbour, topic.of_the_field) {
            (true, _) => COVERS_NEIGHBOUR,
            (_, true) => SAYS_IN_FIELD,
            _ => SAYS,
        };
        let view = self.index.view();
        let mut found: Vec<Candidate> = Vec::new();
        for (address, tag, said) in judged(&view, topic, norms, &topic.words)? {
            if said.share >= says || (tag > 0.0 && said.share + tag >= TAGGED) {
                found.push((said.share + AS_ASKED * said.adjacent + tag, address));
            }
        }
        self.best_first(&view, found, MOST_PASSAGES)
    }

    /// Passages that say much of what a long text says, or answer its norms.
    pub(super) fn near_passages(
        &self,
        topic: &Topic,
        norms: &[Worth],
    ) -> Result<Vec<(f64, PassageShown)>, Failure> {
        let known = topic.words.iter().filter(|word| word.known);
        let known: Vec<Weighted> = known.cloned().collect();
        let view = self.index.view();
        let mut found: Vec<Candidate> = Vec::new();
        for (address, tag, said) in judged(&view, topic, norms, &known)? {
            let the_same = topic.of_the_field && said.share >= SAYS_THE_SAME;
            if the_same || tag >= TAG_ANSWERS / 2.0 {
                found.push((said.share + tag, address));
            }
        }
        self.best_first(&view, found, MOST_NEAR_A_TEXT)
    }

    fn best_first(
        &self,
        view: &View<'_>,
        found: Vec<Candidate>,
        most: usize,
    ) -> Result<Vec<(f64, PassageShown)>, Failure> {
        let mut shown = Vec::new();
        for (worth, address) in view.ordered(found, most)? {
            let passage = view.passage(address)?;
            shown.extend(passage.map(|passage| (worth, self.shown(passage))));
        }
        Ok(shown)
    }
}

/// Every passage that may speak of the topic, with what its tags add and what it has of `words`.
fn judged(
    view: &View<'_>,
    topic: &Topic,
    norms: &[Worth],
    words: &[Weighted],
) -> Result<Vec<(DocAddress, f64, Said)>, Failure> {
    let mut tags = tagged_with(view, norms)?;
    if !topic.words.is_empty() {
        for (_, address) in view.best(&any_of(&topic.words), CANDIDATES)? {
            tags.entry(address).or_insert(0.0);
        }
    }
    let (addresses, tags): (Vec<DocAddress>, Vec<f64>) = tags.into_iter().unzip();
    let asked: Vec<Asked> = words.iter().map(asked).collect();
    let evidence = view.evidence(&addresses, &asked)?;
    let judged = addresses.into_iter().zip(tags).zip(evidence);
    let judged = judged.map(|((address, tag), evidence)| (address, tag, said(&evidence, words)));
    Ok(judged.collect())
}

/// What the tags add to each passage that bears on any of the norms.
fn tagged_with(view: &View<'_>, norms: &[Worth]) -> Result<HashMap<DocAddress, f64>, Failure> {
    let mut tags: HashMap<DocAddress, f64> = HashMap::new();
    for (norm, worth) in norms {
        for (address, strength) in view.bearing_on(norm, CANDIDATES)? {
            let tag = match strength {
                Strength::Answers => TAG_ANSWERS,
                Strength::Related => TAG_RELATED,
            };
            let best = tags.entry(address).or_default();
            *best = best.max(worth * tag);
        }
    }
    Ok(tags)
}

/// Passages that have any of the words, or one of like meaning.
fn any_of(words: &[Weighted]) -> Clause {
    let mut any = Vec::new();
    for weighted in words {
        any.push(Clause::Word(weighted.word.clone()));
        if !weighted.kin.is_empty() {
            let mut kin = weighted.word.clone();
            kin.terms.clone_from(&weighted.kin);
            any.push(Clause::Weighted(Box::new(Clause::Word(kin)), AS_KIN_SCORE));
        }
    }
    Clause::Any(any)
}

fn asked(word: &Weighted) -> Asked {
    Asked {
        terms: word.word.terms.clone(),
        kin: word.kin.clone(),
    }
}

/// How much of a topic a passage has.
struct Said {
    /// The part of its weight that stands in the passage, itself or in words of like meaning.
    share: f64,
    /// The part of its neighbouring words that are neighbours in the passage.
    adjacent: f64,
}

fn said(evidence: &Evidence, words: &[Weighted]) -> Said {
    let total: f64 = words.iter().map(|word| word.weight).sum();
    let earned = |(has, word): (&Has, &Weighted)| match has {
        Has::Itself => word.weight,
        Has::Kin => word.weight * AS_KIN,
        Has::Not => 0.0,
    };
    let covered: f64 = evidence.has.iter().zip(words).map(earned).sum();
    let beside = |distance: &&Option<u32>| **distance == Some(1);
    let n = evidence.distance.iter().filter(beside).count();
    let part = |of: f64, all: f64| if all > 0.0 { of / all } else { 0.0 };
    Said {
        share: part(covered, total),
        adjacent: part(count(n), count(evidence.distance.len())),
    }
}

/// A number of words; a topic has fewer than 65,536.
fn count(n: usize) -> f64 {
    f64::from(u16::try_from(n).unwrap_or(u16::MAX))
}
