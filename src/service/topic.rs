//! Reading a topic: its words, what they weigh, what they may stand for, and typing errors.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::domain::thesaurus::Lexicon;
use crate::domain::words::{QueryWord, query_words};
use crate::service::desk::Desk;
use crate::service::refusal::Failure;

/// The most that a word weighs that nearly every topic of the field has.
const LIGHT: f64 = 0.5;
/// Every Han character but the last starts a pair, and about every other pair straddles two
/// words; one that nothing has is likely such a pair and says half as much.
const UNKNOWN_PAIR: f64 = 0.5;

/// A word that nothing has weighs most of all, and nearly rightly so when a topic has strayed
/// here. One of the field has unknown words for other reasons: a name, a place, a turn of phrase.
const UNKNOWN: f64 = 0.7;
const UNKNOWN_IN_FIELD: f64 = 0.3;
/// The most that a word of every kind of talk weighs, and what it weighs when nothing has it.
const EVERYDAY: f64 = 1.5;
const UNKNOWN_EVERYDAY: f64 = 0.05;

/// A topic as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Topic {
    /// Its words, those too common left out.
    pub(super) words: Vec<Weighted>,
    /// Typing errors that were mended: as typed, as read.
    pub(super) mended: Vec<(String, String)>,
    /// True when it says that it is about ICTs, so that `hospitals` in it means attacks on them.
    pub(super) of_the_field: bool,
    /// True when it is about a neighbouring field, such as nuclear weapons, and not about ICTs.
    pub(super) of_a_neighbour: bool,
}

/// A word of a topic with its weight.
#[derive(Debug, Clone)]
pub(super) struct Weighted {
    pub(super) word: QueryWord,
    /// Terms of like meaning.
    pub(super) kin: Vec<String>,
    pub(super) weight: f64,
    /// True for a word of every kind of talk.
    pub(super) everyday: bool,
    /// False when neither passages nor provisions have it or its kin.
    pub(super) known: bool,
}

impl Topic {
    /// The words themselves.
    pub(super) fn words(&self) -> Vec<QueryWord> {
        self.words.iter().map(|word| word.word.clone()).collect()
    }

    /// The words, each with the terms of like meaning among its own.
    pub(super) fn words_and_kin(&self) -> Vec<QueryWord> {
        let mut words = self.words();
        for (word, weighted) in words.iter_mut().zip(&self.words) {
            word.terms.extend(weighted.kin.iter().cloned());
        }
        words
    }

    /// The same with every word once, where it stood first.
    pub(super) fn without_repetitions(mut self) -> Self {
        let mut seen: HashSet<Vec<String>> = HashSet::new();
        self.words
            .retain(|word| seen.insert(word.word.terms.clone()));
        self
    }

    /// Words that nothing held here has.
    pub(super) fn unknown(&self) -> Vec<String> {
        let unknown = self.words.iter().filter(|word| !word.known);
        unknown.map(|word| word.word.surface.clone()).collect()
    }
}

impl Desk {
    /// The different words of a topic with their weights; errors mended where a word is unknown.
    pub(super) fn topic(&self, text: &str) -> Result<Topic, Failure> {
        Ok(self.read(text, true)?.without_repetitions())
    }

    /// The words of a longer text in their order, repetitions and errors and all.
    pub(super) fn text(&self, text: &str) -> Result<Topic, Failure> {
        self.read(text, false)
    }

    fn read(&self, text: &str, mend: bool) -> Result<Topic, Failure> {
        let all = self.index.n_passages()? + self.reference.catalogue.n_provisions();
        let lexicons = &self.reference.thesaurus.lexicons;
        let asked = query_words(text);
        let idle = |word: &QueryWord| word.common || lexicons.asking.has(&word.surface);
        let only_idle = asked.iter().all(idle);
        let mut topic = Topic::default();
        // A long text says many of its words again.
        let mut known: HashMap<String, (Weighted, Option<(String, String)>)> = HashMap::new();
        for word in asked.into_iter().filter(|word| only_idle || !idle(word)) {
            let own = word.terms.clone();
            let surface = word.surface.clone();
            let (word, mended) = match known.entry(surface) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(new) => new.insert(self.weighted(word, all, mend)?).clone(),
            };
            let read = mended
                .as_ref()
                .map_or(&word.word.surface, |(_, meant)| meant);
            let listed =
                |lexicon: &Lexicon| lexicon.has(read) || own.iter().any(|term| lexicon.has(term));
            topic.of_the_field |= listed(&lexicons.field) || self.ranking.is_proper(&word.word);
            topic.of_a_neighbour |= listed(&lexicons.neighbour);
            topic.mended.extend(mended);
            topic.words.push(word);
        }
        let both = topic.of_a_neighbour && topic.of_the_field;
        topic.of_a_neighbour &= !both;
        // What is of both may be either: `nuclear plant hacked`, `software engineer salary`. A
        // long text has words of all fields.
        topic.of_the_field &= !both || !mend;
        let unknown = topic.words.iter_mut().filter(|word| !word.known);
        let worth = if topic.of_the_field {
            UNKNOWN_IN_FIELD
        } else {
            UNKNOWN
        };
        unknown.for_each(|word| word.weight *= worth);
        Ok(topic)
    }

    fn weighted(
        &self,
        mut word: QueryWord,
        all: usize,
        mend: bool,
    ) -> Result<(Weighted, Option<(String, String)>), Failure> {
        let everyday = self.reference.thesaurus.lexicons.is_everyday(&word);
        word.terms
            .extend(self.reference.thesaurus.translations(&word));
        let mut n = self.n_having(&word.terms)?;
        let mut kin = self.reference.thesaurus.kin(&word);
        if n == 0 {
            n = self.n_having(&kin)?;
        }
        let mut mended = None;
        if n == 0
            && mend
            && !everyday
            && !self
                .reference
                .thesaurus
                .lexicons
                .neighbour
                .has(&word.surface)
            && let Some(meant) = self.meant(
                &word,
                self.ranking
                    .words_like(&self.reference.catalogue, &word.form),
            )?
        {
            mended = Some((word.surface.clone(), meant.form));
            word.terms = meant.terms;
            word.languages = meant.languages;
            kin = self.reference.thesaurus.kin(&word);
            n = self.n_having(&word.terms)?;
        }
        let mut weight = rarity(n, all);
        if self.reference.thesaurus.lexicons.light.has(&word.surface)
            || self.is_speaking_party(&word.surface)?
        {
            weight = weight.min(LIGHT);
        } else if everyday {
            weight = weight.min(if n == 0 { UNKNOWN_EVERYDAY } else { EVERYDAY });
        } else if n == 0 && is_han(&word) {
            weight *= UNKNOWN_PAIR;
        }
        let weighted = Weighted {
            weight,
            everyday,
            known: n > 0,
            kin,
            word,
        };
        Ok((weighted, mended))
    }

    /// In how many passages and provisions any of `terms` occurs.
    pub(super) fn n_having(&self, terms: &[String]) -> Result<u64, Failure> {
        Ok(self.index.n_with(terms)? + self.ranking.n_with(terms))
    }

    /// True for a party that has spoken: whose position is asked for is not what it is about.
    fn is_speaking_party(&self, word: &str) -> Result<bool, Failure> {
        let code_or_name = word.len() > 3 || word.chars().all(char::is_uppercase);
        // `GA` is the General Assembly before it is Gabon.
        if !code_or_name || self.reference.forums.find(word).is_some() {
            return Ok(false);
        }
        let Some(party) = self.reference.parties.find(word) else {
            return Ok(false);
        };
        Ok(self.index.has_spoken(&party.code)?)
    }
}

/// The weight of a word that `n` of `all` texts have.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn rarity(n: u64, all: usize) -> f64 {
    let (n, all) = (n as f64, (all as f64).max(n as f64));
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln()
}

fn is_han(word: &QueryWord) -> bool {
    word.terms
        .iter()
        .any(|term| term.chars().any(|c| matches!(c, '\u{3400}'..='\u{9FFF}')))
}
