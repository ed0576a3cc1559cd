//! A query as an alert holds it: what a paragraph must be, decided by the query, the thesaurus and
//! the catalogue, and not by what the corpus holds today.
//!
//! It is what `/search` looks for, but for what `/search` does when it finds little or much: no
//! word is mended, none left out, and words of like meaning are always watched for.

use crate::domain::query::Query;
use crate::domain::thesaurus::Expansion;
use crate::index::{Clause, Statements, StoredPassage};
use crate::service::also::{MOST, Runs};
use crate::service::asked::Asking;
use crate::service::desk::Desk;
use crate::service::passage::{Marked, PassageShown, marks_of};
use crate::service::refusal::Failure;
use crate::service::run::{Run, runs};

/// A query, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    /// What a paragraph must be.
    pub clause: Clause,
    /// Beginnings of words; what they stand for changes with the corpus.
    pub beginnings: Vec<String>,
    expansions: Vec<Expansion>,
}

impl Watched {
    /// What is watched for besides the words as typed, the worthiest first.
    pub fn also(&self) -> Vec<String> {
        let also = self.expansions.iter();
        also.map(|one| one.written.clone()).collect()
    }
}

impl Desk {
    /// Reads `query` for an alert.
    ///
    /// # Errors
    /// A refusal when a value names nothing, or no word is one that could be found.
    pub fn watched(&self, query: &Query) -> Result<Watched, Failure> {
        let mut read = Runs::new();
        for words in runs(query) {
            let run = Run::new(&words);
            read.insert(words, run);
        }
        let mut expansions: Vec<Expansion> = Vec::new();
        for (typed, expansion) in self.candidates(query, &read) {
            let known = expansions.iter().any(|one| one.terms == expansion.terms);
            if !known && expansions.len() == MOST {
                continue;
            }
            if let Some(run) = read.get_mut(&typed) {
                run.expand(expansion.clone());
            }
            if !known {
                expansions.push(expansion);
            }
        }
        let mut asking = Asking::new(self, query, read);
        let all = asking.sound_parts()?.all();
        Ok(Watched {
            clause: Clause::All(vec![all, Clause::Substance]),
            beginnings: asking.beginnings(),
            expansions,
        })
    }

    /// Statements with a paragraph that is what `watched` looks for and within `limits`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn statements_with(
        &self,
        watched: &Watched,
        limit: Option<Clause>,
        newest: usize,
    ) -> Result<Statements, Failure> {
        let clauses = std::iter::once(watched.clause.clone()).chain(limit);
        Ok(self
            .index
            .statements_with(&Clause::All(clauses.collect()), newest)?)
    }

    /// A stored paragraph as it is shown, with what was looked for marked.
    pub fn marked(&self, watched: &Watched, passage: StoredPassage) -> PassageShown {
        let sequences = watched.expansions.iter();
        let marked = Marked {
            words: watched.clause.words(),
            beginnings: &watched.beginnings,
            sequences: sequences.map(|one| one.terms.as_slice()).collect(),
        };
        marks_of(self.shown(passage), &marked)
    }
}
