//! Tells quickly, term by term, that a paragraph has no word of the field.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::domain::query::matching::Needed;

/// What of a paragraph must be there for it to be of the field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Bit of each term. Terms above 128 have none and are taken to be there.
    terms: HashMap<String, u128, FixedState>,
    /// Bits of terms one set of which must be there as a whole.
    sets: Vec<u128>,
    /// First bytes of the terms: most terms of a text begin otherwise.
    first: [u64; 4],
    /// Beginnings of forms.
    beginnings: Vec<String>,
}

/// What of the hints a paragraph has.
#[derive(Debug, Clone)]
pub struct Hinted<'a> {
    hints: &'a Hints,
    seen: u128,
    begun: bool,
}

impl Hints {
    /// For a paragraph of which nothing is read yet.
    pub fn start(&self) -> Hinted<'_> {
        Hinted {
            hints: self,
            seen: 0,
            begun: false,
        }
    }

    pub(super) fn add(&mut self, needed: Option<Vec<Needed>>) {
        for needed in needed.unwrap_or_default() {
            match needed {
                Needed::Terms(terms) => {
                    let set = terms.into_iter().fold(0, |set, term| set | self.bit(term));
                    self.sets.push(set);
                }
                Needed::Beginning(start) => self.beginnings.push(start),
            }
        }
    }

    fn bit(&mut self, term: String) -> u128 {
        let first = first(&term);
        self.first[usize::from(first / 64)] |= 1 << (first % 64);
        let next = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        let bit = 1_u128.checked_shl(next).unwrap_or_default();
        *self.terms.entry(term).or_insert(bit)
    }
}

impl Hinted<'_> {
    /// Takes in a token: its term and its form, as [`Token`](crate::domain::words::Token) has
    /// them.
    pub fn add(&mut self, term: &str, form: &str) {
        let hints = self.hints;
        let first = first(term);
        if hints.first[usize::from(first / 64)] & (1 << (first % 64)) != 0
            && let Some(bit) = hints.terms.get(term)
        {
            self.seen |= bit;
        }
        self.begun |= hints.beginnings.iter().any(|start| form.starts_with(start));
    }

    /// True when the paragraph may be of the field.
    pub fn may(&self) -> bool {
        let whole = |set: &u128| self.seen & set == *set;
        self.begun || self.hints.sets.iter().any(whole)
    }
}

fn first(term: &str) -> u8 {
    term.bytes().next().unwrap_or_default()
}
