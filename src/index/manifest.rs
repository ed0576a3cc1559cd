//! What an index was made from, kept in its commit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::corpus::{Corpus, Digest};

/// Raised when documents are written in another way, so that older indexes are made anew.
pub(super) const SCHEMA_VERSION: u32 = 4;

/// What an index was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the schema it was written with.
    pub schema_version: u32,
    /// Digest of catalogue, parties and forums.
    pub reference: Option<Digest>,
    /// Digest of each statement's file, by statement id.
    pub statements: BTreeMap<String, Digest>,
}

/// What must be written to bring an index up to its corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// True when the provisions are to be written again.
    pub reference: bool,
    /// Places in the corpus of statements that are new or changed.
    pub written: Vec<usize>,
    /// Ids of statements that are gone.
    pub removed: Vec<String>,
}

impl Changes {
    /// True when there is nothing to do.
    pub fn is_empty(&self) -> bool {
        !self.reference && self.written.is_empty() && self.removed.is_empty()
    }
}

impl Manifest {
    /// The manifest of an index that holds `corpus`.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let entry = |file: &crate::corpus::StatementFile| {
            (file.statement.record.id.to_string(), file.digest.clone())
        };
        Manifest {
            schema_version: SCHEMA_VERSION,
            reference: corpus.reference.digest.clone(),
            statements: corpus.statements.iter().map(entry).collect(),
        }
    }

    /// What an index with this manifest lacks of `corpus`.
    pub fn changes_to(&self, corpus: &Corpus) -> Changes {
        let wanted = Manifest::of(corpus);
        // The rules of tagging are among the reference files, and every statement is tagged by them.
        let reference = self.reference != wanted.reference;
        let outdated = |(_, file): &(usize, &crate::corpus::StatementFile)| {
            let id = file.statement.record.id.as_str();
            reference || self.statements.get(id) != Some(&file.digest)
        };
        let gone = |id: &&String| !wanted.statements.contains_key(*id);
        let files = corpus.statements.iter().enumerate();
        Changes {
            reference,
            written: files.filter(outdated).map(|(place, _)| place).collect(),
            removed: self.statements.keys().filter(gone).cloned().collect(),
        }
    }
}
