//! How well a provision answers a topic: a share of what was asked, weighted by rarity.
//!
//! Each word of the topic weighs its inverse document frequency in the BM25 form,
//! `ln(1 + (N - n + 0.5) / (n + 0.5))` (Robertson and Zaragoza 2009, made positive as Lucene
//! does), over passages and provisions together. A provision gets of each weight the part that
//! its best field earns. A name that stands whole in the topic is evidence beyond its words.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use crate::domain::id::{InstrumentId, ProvisionId};
use crate::domain::instrument::{Catalogue, Instrument, Provision};
use crate::domain::words::{QueryWord, analyse, first_letter, query_words};
use crate::service::topic::Weighted;

/// What a word earns by where it is found. Words of a name that stands whole earn all; loose
/// words less, a title's more than those of a summary, which mentions much in passing.
const IN_WHOLE_NAME: f64 = 1.0;
const IN_TITLE: f64 = 0.7;
const IN_TOPIC: f64 = 0.6;
const IN_SUMMARY: f64 = 0.5;
const IN_PART_OF_NAME: f64 = 0.4;
/// What a word of like meaning earns, of what the word itself would.
pub(super) const AS_KIN: f64 = 0.8;

/// How much the longest whole name adds to the share that its words have.
const WHOLE_NAME: f64 = 0.5;

/// In a long text a name of one word, such as `transport`, may be there by chance.
const ONE_WORD: f64 = 0.5;

/// What a name must weigh to stand for an instrument; `UN norms` is one, but `norms` is not.
const MENTION: f64 = 1.0;

/// The catalogue, analysed once.
#[derive(Debug)]
pub(crate) struct Ranking {
    provisions: Vec<(ProvisionId, Analysed)>,
    /// Names of two words or more, by their first term, each with the place of its provision.
    called: HashMap<String, Vec<(Vec<String>, usize)>>,
    /// In how many of them each term occurs, summaries and names counted apart.
    n_with: HashMap<String, u64>,
    /// What instruments are called, each name as its terms.
    instruments: Vec<(InstrumentId, Vec<Vec<String>>)>,
    /// Terms of names of one word that are written with a capital or a digit: `Stuxnet`, `5G`.
    proper: HashSet<String>,
    /// Forms of words, by first letter, for mending typing errors.
    vocabulary: OnceLock<HashMap<char, BTreeSet<String>>>,
}

#[derive(Debug)]
struct Analysed {
    title: HashSet<String>,
    topics: HashSet<String>,
    summary: HashSet<String>,
    /// Each name as its terms, common words left out.
    names: Vec<Vec<String>>,
    in_names: HashSet<String>,
    /// Terms of aliases and topics, common ones among them.
    in_aliases: HashSet<String>,
}

/// How well a provision answers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Score {
    /// Share of the topic that it covers, 0 to 1.
    pub(super) share: f64,
    /// The share, and what whole names add.
    pub(super) total: f64,
    /// Share of the topic that stands in whole names.
    pub(super) whole: f64,
    /// True when a name of two words or more stands whole in the topic.
    pub(super) named: bool,
}

impl Ranking {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let provisions = catalogue.provisions();
        let provisions: Vec<(ProvisionId, Analysed)> = provisions
            .map(|(_, one)| (one.id.clone(), Analysed::new(one)))
            .collect();
        let instruments = catalogue.instruments().iter();
        Ranking {
            called: by_first_term(&provisions),
            n_with: n_with(&provisions),
            provisions,
            instruments: instruments
                .map(|one| (one.id.clone(), names(one)))
                .collect(),
            proper: catalogue
                .provisions()
                .flat_map(|(_, one)| proper(one))
                .collect(),
            vocabulary: OnceLock::new(),
        }
    }

    /// In how many provisions any of `terms` occurs, summaries and names counted apart.
    pub(super) fn n_with(&self, terms: &[String]) -> u64 {
        let n = |term: &String| self.n_with.get(term).copied().unwrap_or(0);
        terms.iter().map(n).max().unwrap_or(0)
    }

    /// True for an incident, a product or an acronym of the field.
    pub(super) fn is_proper(&self, word: &QueryWord) -> bool {
        word.terms.iter().any(|term| self.proper.contains(term))
    }

    /// Provisions that have any of the words, best first.
    pub(super) fn scored(&self, words: &[Weighted]) -> Vec<(ProvisionId, Score)> {
        let present: HashSet<&String> = words.iter().flat_map(|word| &word.word.terms).collect();
        let scored = self
            .provisions
            .iter()
            .map(|(id, analysed)| (id.clone(), analysed.score(words, &present)));
        let mut scored: Vec<_> = scored.filter(|(_, score)| score.share > 0.0).collect();
        scored.sort_by(|(id, one), (other_id, other)| {
            other.total.total_cmp(&one.total).then(id.cmp(other_id))
        });
        scored
    }

    /// Provisions that have a name of two words or more whose words are all among `words`.
    pub(super) fn called(&self, words: &[&QueryWord]) -> Vec<ProvisionId> {
        let present: HashSet<&String> = words.iter().flat_map(|word| &word.terms).collect();
        let names = present.iter().filter_map(|term| self.called.get(*term));
        let whole =
            |(name, _): &&(Vec<String>, usize)| name.iter().all(|term| present.contains(term));
        let places: BTreeSet<usize> = names
            .flatten()
            .filter(whole)
            .map(|(_, place)| *place)
            .collect();
        let called = places
            .into_iter()
            .filter_map(|place| self.provisions.get(place));
        called.map(|(id, _)| id.clone()).collect()
    }

    /// How much of a long text's words are names of a provision, by weight, most first.
    ///
    /// Only names whose words follow each other count: in two hundred words nearly every pair of
    /// words stands somewhere.
    pub(super) fn named_in(&self, text: &[Weighted]) -> Vec<(ProvisionId, f64)> {
        let present: HashSet<&String> = text.iter().flat_map(|word| &word.word.terms).collect();
        let mut found: Vec<(ProvisionId, f64)> = Vec::new();
        for (id, analysed) in &self.provisions {
            let evidence = analysed.evidence(text, &present);
            found.extend((evidence > 0.0).then(|| (id.clone(), evidence)));
        }
        found.sort_by(|(id, one), (other_id, other)| other.total_cmp(one).then(id.cmp(other_id)));
        found
    }

    /// The instrument that a topic speaks of by its longest name, and where the words of its
    /// names stand in the topic.
    pub(super) fn mentioned(&self, words: &[Weighted]) -> Option<(&InstrumentId, Vec<bool>)> {
        let mut best: Option<(usize, &InstrumentId, &Vec<Vec<String>>)> = None;
        for (id, names) in &self.instruments {
            let named =
                |name: &&Vec<String>| stands_in(name, words) && weight_of(name, words) >= MENTION;
            let whole = names.iter().filter(named).map(Vec::len).max();
            if let Some(length) =
                whole.filter(|length| best.is_none_or(|(most, ..)| *length > most))
            {
                best = Some((length, id, names));
            }
        }
        let (_, id, names) = best?;
        let own = |word: &Weighted| {
            names
                .iter()
                .flatten()
                .any(|term| word.word.terms.contains(term))
        };
        Some((id, words.iter().map(own).collect()))
    }

    /// Words of `catalogue` that a typing error may have been meant to be.
    pub(super) fn words_like(
        &self,
        catalogue: &Catalogue,
        form: &str,
    ) -> impl Iterator<Item = &str> {
        let vocabulary = self.vocabulary.get_or_init(|| vocabulary(catalogue));
        let words = first_letter(form).and_then(|first| vocabulary.get(&first));
        words.into_iter().flatten().map(String::as_str)
    }
}

/// The words of all that the catalogue says, by first letter.
fn vocabulary(catalogue: &Catalogue) -> HashMap<char, BTreeSet<String>> {
    let mut vocabulary: HashMap<char, BTreeSet<String>> = HashMap::new();
    let provisions = catalogue.provisions();
    let texts = provisions.flat_map(|(_, provision)| texts(provision));
    for word in texts.flat_map(query_words).filter(|word| !word.common) {
        if let Some(first) = first_letter(&word.form) {
            vocabulary.entry(first).or_default().insert(word.form);
        }
    }
    vocabulary
}

fn by_first_term(
    provisions: &[(ProvisionId, Analysed)],
) -> HashMap<String, Vec<(Vec<String>, usize)>> {
    let mut called: HashMap<String, Vec<(Vec<String>, usize)>> = HashMap::new();
    for (place, (_, analysed)) in provisions.iter().enumerate() {
        for name in analysed.names.iter().filter(|name| name.len() > 1) {
            let own = called.entry(name[0].clone()).or_default();
            own.push((name.clone(), place));
        }
    }
    called
}

fn n_with(provisions: &[(ProvisionId, Analysed)]) -> HashMap<String, u64> {
    let mut n_with: HashMap<String, u64> = HashMap::new();
    for (_, one) in provisions {
        for term in one.summary.iter().chain(&one.in_aliases) {
            *n_with.entry(term.clone()).or_default() += 1;
        }
    }
    n_with
}

fn texts(provision: &Provision) -> impl Iterator<Item = &str> {
    let own = [provision.title.as_str(), provision.summary.as_str()];
    let names = provision
        .aliases
        .iter()
        .chain(&provision.topics)
        .map(String::as_str);
    let foreign = provision.aliases_in.values().flatten().map(String::as_str);
    own.into_iter().chain(names).chain(foreign)
}

fn proper(provision: &Provision) -> impl Iterator<Item = String> {
    let capital = |name: &&String| name.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    let names = provision
        .aliases
        .iter()
        .filter(capital)
        .map(|name| content(name, "en"));
    names.filter(|name| name.len() == 1).flatten()
}

fn names(instrument: &Instrument) -> Vec<Vec<String>> {
    let names = instrument.aliases.iter().map(String::as_str);
    let names = names.chain([instrument.short.as_str(), instrument.symbol.as_str()]);
    names
        .map(|name| content(name, language_of(name)))
        .filter(|name| !name.is_empty())
        .collect()
}

/// The language whose endings fit the script; English stands for all in Latin letters, because a
/// query's words are stemmed as English whatever they are.
fn language_of(name: &str) -> &'static str {
    match name.chars().find(|c| c.is_alphabetic()) {
        Some('\u{0400}'..='\u{04FF}') => "ru",
        Some('\u{0600}'..='\u{06FF}') => "ar",
        _ => "en",
    }
}

/// The terms of a name, common words left out.
fn content(name: &str, language: &str) -> Vec<String> {
    let terms = analyse(name, language).into_iter().zip(query_words(name));
    let kept = terms.filter(|(_, word)| !word.common);
    kept.map(|(token, _)| token.term).collect()
}

fn terms(text: &str) -> impl Iterator<Item = String> {
    analyse(text, "en").into_iter().map(|token| token.term)
}

/// True when all of the name is in the topic, in any order.
fn stands_in(name: &[String], words: &[Weighted]) -> bool {
    name.iter()
        .all(|term| words.iter().any(|word| word.word.terms.contains(term)))
}

fn weight_of(name: &[String], words: &[Weighted]) -> f64 {
    let in_name = |word: &&Weighted| name.iter().any(|term| word.word.terms.contains(term));
    words.iter().filter(in_name).map(|word| word.weight).sum()
}

impl Analysed {
    fn new(provision: &Provision) -> Self {
        let own = provision
            .aliases
            .iter()
            .chain(&provision.topics)
            .chain([&provision.title]);
        let mut names: Vec<Vec<String>> = own.map(|name| content(name, "en")).collect();
        for (language, aliases) in &provision.aliases_in {
            names.extend(aliases.iter().map(|alias| content(alias, language)));
        }
        names.retain(|name| !name.is_empty());
        let called = provision.aliases.iter().chain(&provision.topics);
        let mut in_aliases: HashSet<String> = called.flat_map(|name| terms(name)).collect();
        for (language, aliases) in &provision.aliases_in {
            let foreign = aliases.iter().flat_map(|alias| analyse(alias, language));
            in_aliases.extend(foreign.map(|token| token.term));
        }
        Analysed {
            in_aliases,
            title: terms(&provision.title).collect(),
            topics: provision
                .topics
                .iter()
                .flat_map(|topic| terms(topic))
                .collect(),
            summary: terms(&provision.summary).collect(),
            in_names: names.iter().flatten().cloned().collect(),
            names,
        }
    }

    /// Its score for `words`, whose terms are `present`.
    fn score(&self, words: &[Weighted], present: &HashSet<&String>) -> Score {
        let all: f64 = words.iter().map(|word| word.weight).sum();
        if all <= 0.0 {
            return Score::default();
        }
        let names: Vec<&Vec<String>> = self
            .names
            .iter()
            .filter(|name| name.iter().all(|term| present.contains(term)))
            .collect();
        let in_whole = |word: &QueryWord| {
            names
                .iter()
                .any(|name| name.iter().any(|term| word.terms.contains(term)))
        };
        let (mut covered, mut whole) = (0.0, 0.0);
        for word in words {
            if in_whole(&word.word) {
                whole += word.weight;
                covered += word.weight * IN_WHOLE_NAME;
            } else {
                covered += word.weight * self.earned(word);
            }
        }
        let longest = names
            .iter()
            .map(|name| weight_of(name, words))
            .fold(0.0, f64::max);
        Score {
            share: covered / all,
            total: (covered + WHOLE_NAME * longest) / all,
            whole: whole / all,
            named: names.iter().any(|name| name.len() > 1),
        }
    }

    /// What a word earns outside whole names, itself or by its kin; one of every kind of talk
    /// earns nothing there, because idioms are made of such.
    fn earned(&self, word: &Weighted) -> f64 {
        if word.everyday {
            return 0.0;
        }
        let best = |terms: &[String]| {
            terms
                .iter()
                .map(|term| self.worth(term))
                .fold(0.0, f64::max)
        };
        best(&word.word.terms).max(AS_KIN * best(&word.kin))
    }

    fn worth(&self, term: &String) -> f64 {
        if self.title.contains(term) {
            IN_TITLE
        } else if self.topics.contains(term) {
            IN_TOPIC
        } else if self.summary.contains(term) {
            IN_SUMMARY
        } else if self.in_names.contains(term) {
            IN_PART_OF_NAME
        } else {
            0.0
        }
    }

    /// The weight of the different words of `text` that are in names standing there as phrases.
    fn evidence(&self, text: &[Weighted], present: &HashSet<&String>) -> f64 {
        let mut terms: HashMap<&String, f64> = HashMap::new();
        let possible = |name: &&Vec<String>| name.iter().all(|term| present.contains(term));
        for name in self.names.iter().filter(possible) {
            let worth = if name.len() > 1 { 1.0 } else { ONE_WORD };
            let fits = |at: &&[Weighted]| {
                at.iter()
                    .zip(name)
                    .all(|(word, term)| word.word.terms.contains(term))
            };
            let Some(at) = text.windows(name.len()).find(fits) else {
                continue;
            };
            for (word, term) in at.iter().zip(name) {
                let best = terms.entry(term).or_default();
                *best = best.max(worth * word.weight);
            }
        }
        terms.values().sum()
    }
}
