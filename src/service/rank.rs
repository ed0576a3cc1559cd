//! How well a provision answers a topic: a share of what was asked, weighted by rarity.
//!
//! Each word of the topic weighs its inverse document frequency (the BM25 form,
//! `ln(1 + (N - n + 0.5) / (n + 0.5))`), over passages and provisions together. A provision gets
//! of each weight the part that its best field earns. A name of several words that stands whole
//! in the topic is evidence beyond its words.

use std::collections::{HashMap, HashSet};

use crate::domain::id::ProvisionId;
use crate::domain::instrument::{Catalogue, Provision};
use crate::domain::words::{QueryWord, analyse, query_words};

/// What a word earns by where it is found: a title is chosen with care, an alias was written to
/// be found, a summary mentions much in passing.
const IN_TITLE: f64 = 1.0;
const IN_WHOLE_ALIAS: f64 = 1.0;
const IN_TOPIC: f64 = 0.8;
const IN_SUMMARY: f64 = 0.6;
const IN_PART_OF_ALIAS: f64 = 0.4;

/// How much a name that stands whole in the topic adds to its words.
const WHOLE_NAME: f64 = 0.5;

/// The catalogue, analysed once.
#[derive(Debug)]
pub(crate) struct Ranking {
    provisions: HashMap<ProvisionId, Analysed>,
    /// Words as people write them, for mending typing errors.
    vocabulary: HashSet<String>,
}

#[derive(Debug)]
struct Analysed {
    title: HashSet<String>,
    topics: HashSet<String>,
    summary: HashSet<String>,
    /// Each name as its terms, common words left out.
    names: Vec<Vec<String>>,
}

/// A word of a topic with its weight.
#[derive(Debug, Clone)]
pub(super) struct Weighted {
    pub(super) word: QueryWord,
    pub(super) weight: f64,
    /// False when neither passages nor provisions have it.
    pub(super) known: bool,
}

/// How well a provision answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    /// Share of the topic that it covers, 0 to 1.
    pub(super) share: f64,
    /// The share, and what whole names add.
    pub(super) total: f64,
    /// True when a name of two words or more stands whole in the topic.
    pub(super) named: bool,
}

impl Ranking {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let mut vocabulary = HashSet::new();
        let provisions = catalogue.provisions().map(|(_, provision)| {
            for text in texts(provision) {
                vocabulary.extend(query_words(text).into_iter().map(|word| word.surface.to_lowercase()));
            }
            (provision.id.clone(), Analysed::new(provision))
        });
        let provisions = provisions.collect();
        Ranking {
            provisions,
            vocabulary,
        }
    }

    /// How well `provision` answers the words.
    pub(super) fn score(&self, provision: &ProvisionId, words: &[Weighted]) -> Score {
        let total: f64 = words.iter().map(|word| word.weight).sum();
        let Some(analysed) = self.provisions.get(provision).filter(|_| total > 0.0) else {
            return Score { share: 0.0, total: 0.0, named: false };
        };
        let whole = analysed.whole_names(words);
        let in_whole = |word: &Weighted| whole.iter().any(|name| name.iter().any(|term| word.word.terms.contains(term)));
        let mut covered = 0.0;
        for word in words {
            let earned = if in_whole(word) { IN_WHOLE_ALIAS } else { analysed.earned(&word.word) };
            covered += word.weight * earned;
        }
        let named = whole.iter().any(|name| name.len() > 1);
        let longest = whole.iter().map(|name| weight_of(name, words)).fold(0.0, f64::max);
        let share = covered / total;
        Score {
            share,
            total: share + WHOLE_NAME * longest / total,
            named,
        }
    }

    /// The word of the catalogue that a typing error was meant to be, when there is one.
    pub(super) fn mended(&self, typed: &str) -> Option<&str> {
        let typed = typed.to_lowercase();
        let allowed = match typed.chars().count() {
            0..=4 => return None,
            5..=7 => 1,
            _ => 2,
        };
        let distance = |word: &&String| strsim::damerau_levenshtein(word, &typed);
        let near = self.vocabulary.iter().min_by_key(|word| (distance(word), (*word).clone()))?;
        (distance(&near) <= allowed).then_some(near)
    }
}

fn texts(provision: &Provision) -> impl Iterator<Item = &str> {
    let own = [provision.title.as_str(), provision.summary.as_str()];
    let names = provision.aliases.iter().chain(&provision.topics).map(String::as_str);
    own.into_iter().chain(names)
}

fn weight_of(name: &[String], words: &[Weighted]) -> f64 {
    let in_name = |word: &&Weighted| name.iter().any(|term| word.word.terms.contains(term));
    words.iter().filter(in_name).map(|word| word.weight).sum()
}

impl Analysed {
    fn new(provision: &Provision) -> Self {
        let terms = |text: &str, language: &str| -> Vec<String> {
            let tokens = analyse(text, language);
            tokens.into_iter().map(|token| token.term).collect()
        };
        let content = |text: &str, language: &str| -> Vec<String> {
            let words = query_words(text);
            let terms = terms(text, language).into_iter();
            let kept = terms.zip(words).filter(|(_, word)| !word.common);
            kept.map(|(term, _)| term).collect()
        };
        let mut names = vec![content(&provision.title, "en")];
        names.extend(provision.aliases.iter().chain(&provision.topics).map(|alias| content(alias, "en")));
        for (language, aliases) in &provision.aliases_in {
            names.extend(aliases.iter().map(|alias| content(alias, language)));
        }
        names.retain(|name| !name.is_empty());
        Analysed {
            title: terms(&provision.title, "en").into_iter().collect(),
            topics: provision.topics.iter().flat_map(|topic| terms(topic, "en")).collect(),
            summary: terms(&provision.summary, "en").into_iter().collect(),
            names,
        }
    }

    /// Names all of whose terms are in the topic.
    fn whole_names(&self, words: &[Weighted]) -> Vec<&[String]> {
        let asked = |term: &String| words.iter().any(|word| word.word.terms.contains(term));
        let whole = |name: &&Vec<String>| name.iter().all(asked);
        self.names.iter().filter(whole).map(Vec::as_slice).collect()
    }

    fn earned(&self, word: &QueryWord) -> f64 {
        let in_names = |term: &String| self.names.iter().any(|name| name.contains(term));
        let earned = word.terms.iter().map(|term| {
            if self.title.contains(term) {
                IN_TITLE
            } else if self.topics.contains(term) {
                IN_TOPIC
            } else if self.summary.contains(term) {
                IN_SUMMARY
            } else if in_names(term) {
                IN_PART_OF_ALIAS
            } else {
                0.0
            }
        });
        earned.fold(0.0, f64::max)
    }
}
