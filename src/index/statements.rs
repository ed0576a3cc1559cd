//! Statements with a paragraph that matches: how many, and the newest.

use std::collections::HashMap;

use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocSet as _, TERMINATED};

use crate::index::read::{Index, StoredPassage};
use crate::index::{Clause, Error};

/// Statements that have what was looked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statements {
    /// How many, to the last.
    pub n: usize,
    /// Of the newest the first paragraph that matches.
    pub newest: Vec<StoredPassage>,
}

impl Index {
    /// The statements with a paragraph that matches `clause`, and at most `newest` of them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn statements_with(&self, clause: &Clause, newest: usize) -> Result<Statements, Error> {
        let searcher = self.searcher();
        let compiler = self.compiler(&searcher)?;
        let query = compiler.passages(clause)?;
        let weight = query.weight(EnableScoring::disabled_from_searcher(&searcher))?;
        let mut first: HashMap<u64, (i64, u64, DocAddress)> = HashMap::new();
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let Some(columns) = compiler.columns.segment(reader.segment_id()) else {
                continue;
            };
            let mut scorer = weight.scorer(reader, 1.0)?;
            let mut document = scorer.doc();
            while document != TERMINATED {
                if !reader.is_deleted(document)
                    && let Some(tie) = columns.tie.first(document)
                {
                    let day = columns.first_day.first(document).unwrap_or_default();
                    let own = (day, tie, DocAddress::new(segment, document));
                    // A tie is the statement in its upper bits, and the paragraph in its lower.
                    let before = first.entry(tie >> 16).or_insert(own);
                    if own.1 < before.1 {
                        *before = own;
                    }
                }
                document = scorer.advance();
            }
        }
        let n = first.len();
        let mut found: Vec<_> = first.into_values().collect();
        found.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut statements = Statements {
            n,
            newest: Vec::new(),
        };
        for (_, _, address) in found.into_iter().take(newest) {
            statements.newest.extend(self.stored(&searcher, address)?);
        }
        Ok(statements)
    }
}
