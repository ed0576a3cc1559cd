//! Passages that speak of a topic: by their own words, or because a person tagged them with a
//! norm that answers it.

use std::collections::HashMap;

use crate::domain::statement::Strength;
use crate::domain::words::analyse;
use crate::index::{Filters, Order, StoredPassage, Text};
use crate::service::by_words::{COVERS_NEIGHBOUR, MOST_NEAR_A_TEXT, Worth};
use crate::service::desk::Desk;
use crate::service::norm::CANDIDATES;
use crate::service::passage::PassageShown;
use crate::service::rank::AS_KIN;
use crate::service::refusal::Failure;
use crate::service::topic::{Topic, Weighted};

/// A passage that has less of the topic than this is not shown for its words.
const SAYS: f64 = 0.5;
const SAYS_IN_FIELD: f64 = 0.42;
/// What a tag adds to a passage, of the norm's own score: a person judged that it bears on it.
const TAG_ANSWERS: f64 = 0.7;
const TAG_RELATED: f64 = 0.25;
/// A tagged passage with less than this is on a norm that is itself beside the point.
const TAGGED: f64 = 0.15;
/// What it adds that the topic's words follow each other in a passage as they were asked.
const AS_ASKED: f64 = 0.4;
/// The part of a text's known words that a passage near it has.
const SAYS_THE_SAME: f64 = 0.35;
const MOST_PASSAGES: usize = 10;

impl Desk {
    /// Passages that have the words, and those tagged with the norms that say something.
    pub(super) fn passages(
        &self,
        topic: &Topic,
        norms: &[Worth],
    ) -> Result<Vec<(f64, PassageShown)>, Failure> {
        let tagged = self.tagged_with(norms)?;
        let says = match (topic.of_a_neighbour, topic.of_the_field) {
            (true, _) => COVERS_NEIGHBOUR,
            (_, true) => SAYS_IN_FIELD,
            _ => SAYS,
        };
        let mut shown = Vec::new();
        for (passage, tag) in self.candidates(topic, tagged)? {
            let Some(passage) = self.shown(passage)? else {
                continue;
            };
            let said = said(&passage, &topic.words);
            if said.share >= says || (tag > 0.0 && said.share + tag >= TAGGED) {
                shown.push((said.share + AS_ASKED * said.adjacent + tag, passage));
            }
        }
        Ok(best_first(shown, MOST_PASSAGES))
    }

    /// Passages that say much of what a long text says, or answer its norms.
    pub(super) fn near_passages(
        &self,
        topic: &Topic,
        norms: &[Worth],
    ) -> Result<Vec<(f64, PassageShown)>, Failure> {
        let tagged = self.tagged_with(norms)?;
        let known: Vec<Weighted> = topic
            .words
            .iter()
            .filter(|word| word.known)
            .cloned()
            .collect();
        let mut shown = Vec::new();
        for (passage, tag) in self.candidates(topic, tagged)? {
            let Some(passage) = self.shown(passage)? else {
                continue;
            };
            let share = said(&passage, &known).share;
            if (topic.of_the_field && share >= SAYS_THE_SAME) || tag >= TAG_ANSWERS / 2.0 {
                shown.push((share + tag, passage));
            }
        }
        Ok(best_first(shown, MOST_NEAR_A_TEXT))
    }

    /// What the tags add to each passage that bears on any of the norms.
    fn tagged_with(&self, norms: &[Worth]) -> Result<Vec<(StoredPassage, f64)>, Failure> {
        let mut tagged: Vec<(StoredPassage, f64)> = Vec::new();
        for (norm, worth) in norms {
            for (passage, strength) in self.index.tagged(norm, CANDIDATES)? {
                let tag = worth
                    * if strength == Strength::Answers {
                        TAG_ANSWERS
                    } else {
                        TAG_RELATED
                    };
                match tagged.iter_mut().find(|(known, _)| *known == passage) {
                    Some((_, best)) => *best = best.max(tag),
                    None => tagged.push((passage, tag)),
                }
            }
        }
        Ok(tagged)
    }

    /// The tagged passages, and those that have any of the words.
    fn candidates(
        &self,
        topic: &Topic,
        tagged: Vec<(StoredPassage, f64)>,
    ) -> Result<Vec<(StoredPassage, f64)>, Failure> {
        let key =
            |passage: &StoredPassage| (passage.statement.to_string(), passage.paragraph.ordinal);
        let mut candidates: HashMap<(String, u32), (StoredPassage, f64)> = HashMap::new();
        for (passage, tag) in tagged {
            candidates.insert(key(&passage), (passage, tag));
        }
        if !topic.words.is_empty() {
            let text = Text {
                words: topic.words_and_kin(),
                ..Text::default()
            };
            for hit in self
                .index
                .search(&text, &Filters::default(), Order::Rank, 0, CANDIDATES)?
                .hits
            {
                candidates
                    .entry(key(&hit.passage))
                    .or_insert((hit.passage, 0.0));
            }
        }
        Ok(candidates.into_values().collect())
    }
}

fn best_first(mut shown: Vec<(f64, PassageShown)>, most: usize) -> Vec<(f64, PassageShown)> {
    shown.sort_by(|(score, one), (other_score, other)| {
        let place = |passage: &PassageShown| (passage.statement.clone(), passage.paragraph);
        other_score
            .total_cmp(score)
            .then_with(|| place(one).cmp(&place(other)))
    });
    shown.truncate(most);
    shown
}

/// How much of a topic a passage has.
struct Said {
    /// The part of its weight that stands in the passage, itself or in words of like meaning.
    share: f64,
    /// The part of its neighbouring words that are neighbours in the passage.
    adjacent: f64,
}

fn said(passage: &PassageShown, words: &[Weighted]) -> Said {
    let tokens: Vec<String> = analyse(&passage.text, &passage.language)
        .into_iter()
        .map(|token| token.term)
        .collect();
    let has = |terms: &[String]| terms.iter().any(|term| tokens.contains(term));
    let (mut total, mut covered) = (0.0, 0.0);
    for word in words {
        total += word.weight;
        covered += match (has(&word.word.terms), has(&word.kin)) {
            (true, _) => word.weight,
            (false, true) => word.weight * AS_KIN,
            (false, false) => 0.0,
        };
    }
    let (mut pairs, mut adjacent) = (0.0, 0.0);
    for pair in words.windows(2) {
        let fits = |at: &[String]| {
            at.iter()
                .zip(pair)
                .all(|(term, word)| word.word.terms.contains(term))
        };
        pairs += 1.0;
        adjacent += f64::from(u8::from(tokens.windows(2).any(fits)));
    }
    let part = |of: f64, all: f64| if all > 0.0 { of / all } else { 0.0 };
    Said {
        share: part(covered, total),
        adjacent: part(adjacent, pairs),
    }
}
