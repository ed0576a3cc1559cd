//! A clause made small, so that many can be held in memory, and whether it holds for a paragraph.
//!
//! It says of a paragraph in memory what `compile` makes the engine say of it in the index:
//! `tests/it/alerts/percolator.rs` holds the two against each other.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::domain::label::squeeze;
use crate::domain::words::{Languages, QueryWord};
use crate::index::clause::Clause;
use crate::index::schema::kind_name;

/// A term or a key, by its place in [`Terms`].
pub(super) type TermId = u32;

/// What a text is a term of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Body,
    Title,
    Norm,
    Party,
    Group,
    Forum,
    Language,
    Kind,
    Speaker,
    Substance,
}

/// The one written form of a term: what it is of, then the text.
pub(super) fn key(of: Of, text: &str) -> String {
    let sign = char::from(b'a' + of as u8);
    let mut key = String::with_capacity(1 + text.len());
    key.push(sign);
    match of {
        Of::Language => key.push_str(&text.to_ascii_lowercase()),
        _ => key.push_str(text),
    }
    key
}

/// How many paragraphs have a term, for choosing the rarest.
pub(super) type Frequency<'a> = &'a dyn Fn(Of, &str) -> u64;

/// Terms that clauses ask for, numbered.
#[derive(Debug, Default)]
pub(super) struct Terms {
    ids: HashMap<String, TermId, FixedState>,
    /// How many paragraphs had each when it was first met, and how many clauses name it: a word
    /// that many ask for is common, whatever the corpus holds so far.
    frequencies: Vec<u64>,
}

impl Terms {
    pub(super) fn len(&self) -> usize {
        self.frequencies.len()
    }

    pub(super) fn get(&self, key: &str) -> Option<TermId> {
        self.ids.get(key).copied()
    }

    fn take(&mut self, of: Of, text: &str, frequency: Frequency<'_>) -> TermId {
        let key = key(of, text);
        if let Some(id) = self.ids.get(&key) {
            self.frequencies[*id as usize] += 1;
            return *id;
        }
        let id = TermId::try_from(self.frequencies.len()).unwrap_or(TermId::MAX);
        self.frequencies.push(frequency(of, text).saturating_add(1));
        self.ids.insert(key, id);
        id
    }
}

/// A word: any of these terms, each for texts in these languages.
type Slot = Box<[(TermId, Languages)]>;

/// A clause made small.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Compact {
    Word(Slot),
    Phrase(Box<[Slot]>),
    Near(Box<[Slot]>, Box<[Slot]>, u32),
    Date(Option<i64>, Option<i64>),
    All(Box<[Compact]>),
    Any(Box<[Compact]>),
    Not(Box<Compact>),
}

/// What can be said of a paragraph quickly: where each term stands in it.
pub(super) trait Paragraph {
    /// True when it has the term.
    fn has(&self, term: TermId) -> bool;
    /// Where the term stands, rising.
    fn positions(&self, term: TermId) -> &[u32];
    /// The language of the text.
    fn language(&self) -> Languages;
    /// First and last day that the statement's date can mean.
    fn days(&self) -> (i64, i64);
}

impl Compact {
    /// Makes `clause` small.
    pub(super) fn new(clause: &Clause, terms: &mut Terms, frequency: Frequency<'_>) -> Self {
        let mut one = |of, text: &str| -> Compact {
            let id = terms.take(of, text, frequency);
            Compact::Word(Box::new([(id, Languages::ALL)]))
        };
        match clause {
            Clause::Word(word) => Compact::Word(slot(Of::Body, word, terms, frequency)),
            Clause::Prefix(begun) => {
                let ids = begun
                    .iter()
                    .map(|term| terms.take(Of::Body, term, frequency));
                Compact::Word(ids.map(|id| (id, Languages::ALL)).collect())
            }
            Clause::Phrase(words) => Compact::Phrase(slots(words, terms, frequency)),
            Clause::Near {
                left,
                right,
                within,
            } => {
                let left = slots(left, terms, frequency);
                Compact::Near(left, slots(right, terms, frequency), *within)
            }
            Clause::Title(words) => {
                let word = |word| Compact::Word(slot(Of::Title, word, terms, frequency));
                Compact::All(words.iter().map(word).collect())
            }
            Clause::Norm(norm) => one(Of::Norm, norm.as_str()),
            Clause::Party(code) => one(Of::Party, code),
            Clause::Group(code) => one(Of::Group, code),
            Clause::Forum(code) => one(Of::Forum, code),
            Clause::Language(tag) => one(Of::Language, tag),
            Clause::Kind(kind) => one(Of::Kind, kind_name(*kind)),
            Clause::Substance => one(Of::Substance, ""),
            Clause::Speaker(name) => {
                let parts = name.split_whitespace();
                Compact::All(parts.map(|part| one(Of::Speaker, &squeeze(part))).collect())
            }
            Clause::Date { from, to } => Compact::Date(*from, *to),
            Clause::Weighted(clause, _) => Compact::new(clause, terms, frequency),
            Clause::All(clauses) => Compact::All(each(Clause::of_all(clauses), terms, frequency)),
            Clause::Any(clauses) | Clause::Question { any: clauses, .. } => {
                Compact::Any(each(Clause::of_any(clauses), terms, frequency))
            }
            Clause::Not(clause) => Compact::Not(Box::new(Compact::new(clause, terms, frequency))),
        }
    }

    /// Terms of which a paragraph must have at least one, the rarest that will do; none when it
    /// may hold without.
    pub(super) fn needs(&self, terms: &Terms) -> Option<(u64, Vec<TermId>)> {
        let slot = |slot: &Slot| {
            let ids: Vec<TermId> = slot.iter().map(|(id, _)| *id).collect();
            let costs = ids.iter().map(|id| terms.frequencies[*id as usize]);
            let cost = costs.fold(0, u64::saturating_add);
            (cost, ids)
        };
        match self {
            Compact::Word(word) => Some(slot(word)),
            Compact::Phrase(words) => words.iter().map(slot).min(),
            Compact::Near(left, right, _) => left.iter().chain(right).map(slot).min(),
            Compact::All(parts) => parts.iter().filter_map(|part| part.needs(terms)).min(),
            Compact::Any(parts) => {
                let mut all = (0_u64, Vec::new());
                for part in parts {
                    let (cost, ids) = part.needs(terms)?;
                    all.0 = all.0.saturating_add(cost);
                    all.1.extend(ids);
                }
                Some(all)
            }
            Compact::Date(..) | Compact::Not(_) => None,
        }
    }

    /// True when it holds for `paragraph`.
    pub(super) fn holds(&self, paragraph: &impl Paragraph) -> bool {
        match self {
            Compact::Word(word) => {
                let own = |(id, languages): &(TermId, Languages)| {
                    paragraph.has(*id) && languages.meets(paragraph.language())
                };
                word.iter().any(own)
            }
            Compact::Phrase(words) => !starts(words, paragraph).is_empty(),
            Compact::Near(left, right, within) => near(left, right, *within, paragraph),
            Compact::Date(from, to) => {
                let (first, last) = paragraph.days();
                from.is_none_or(|from| last >= from) && to.is_none_or(|to| first <= to)
            }
            Compact::All(parts) => parts.iter().all(|part| part.holds(paragraph)),
            Compact::Any(parts) => parts.iter().any(|part| part.holds(paragraph)),
            Compact::Not(part) => !part.holds(paragraph),
        }
    }
}

fn each<'a>(
    clauses: impl Iterator<Item = &'a Clause>,
    terms: &mut Terms,
    frequency: Frequency<'_>,
) -> Box<[Compact]> {
    clauses
        .map(|clause| Compact::new(clause, terms, frequency))
        .collect()
}

fn slots(words: &[QueryWord], terms: &mut Terms, frequency: Frequency<'_>) -> Box<[Slot]> {
    let slot = |word| slot(Of::Body, word, terms, frequency);
    words.iter().map(slot).collect()
}

fn slot(of: Of, word: &QueryWord, terms: &mut Terms, frequency: Frequency<'_>) -> Slot {
    let own = word.terms_by_language();
    own.map(|(term, languages)| (terms.take(of, term, frequency), languages))
        .collect()
}

/// Where all of `words` follow each other, rising.
fn starts(words: &[Slot], paragraph: &impl Paragraph) -> Vec<u32> {
    let mut starts: Option<Vec<u32>> = None;
    for (offset, word) in (0_u32..).zip(words) {
        let mut at: Vec<u32> = Vec::new();
        for (id, languages) in word {
            if languages.meets(paragraph.language()) {
                let begin = |at: &u32| at.checked_sub(offset);
                at.extend(paragraph.positions(*id).iter().filter_map(begin));
            }
        }
        at.sort_unstable();
        let fitting = match starts {
            None => at,
            Some(mut before) => {
                before.retain(|start| at.binary_search(start).is_ok());
                before
            }
        };
        if fitting.is_empty() {
            return fitting;
        }
        starts = Some(fitting);
    }
    starts.unwrap_or_default()
}

fn near(left: &[Slot], right: &[Slot], within: u32, paragraph: &impl Paragraph) -> bool {
    let length = |words: &[Slot]| u32::try_from(words.len()).unwrap_or(u32::MAX);
    let (first, second) = (starts(left, paragraph), starts(right, paragraph));
    let is_near = |end: u32, next: u32| next >= end && next - end < within;
    let pair = |one: u32, other: u32| {
        is_near(one + length(left), other) || is_near(other + length(right), one)
    };
    first
        .iter()
        .any(|one| second.iter().any(|other| pair(*one, *other)))
}
