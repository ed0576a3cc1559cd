//! The search index: the only code that names tantivy.
//!
//! One index holds passages (one paragraph each) and the records of their statements. Its commit
//! carries a manifest of what it was made from, so that texts and manifest change together or not
//! at all: a kill at any moment leaves the last commit, and the next start compares the manifest
//! with the corpus and does what is missing.
//!
//! Written by `bulk` (`documents` says how a statement becomes documents, `analysis` carries its
//! terms over); asked by `search` (`compile` makes a query of a `Clause`, `gather` looks at it
//! once, `evidence` and `coverage` put the best in order). `sequence`, `either` and `beside` are
//! queries that the engine has not.
//!
//! `percolator` holds many clauses against one statement in memory, each made small by `compact`.

mod analysis;
mod beside;
mod bulk;
mod clause;
mod columns;
mod compact;
mod compile;
mod counts;
mod coverage;
mod directory;
mod documents;
mod either;
mod evidence;
mod gather;
mod ledger;
mod lock;
mod manifest;
mod order;
mod percolator;
mod read;
mod schema;
mod search;
mod sequence;
mod statements;
mod status;
mod view;
mod vocabulary;
mod write;

use std::path::PathBuf;

pub use tantivy::DocAddress;

pub use crate::index::bulk::{Progress, Written};
pub use crate::index::clause::Clause;
pub use crate::index::counts::{MOST_COUNTED, Total};
pub use crate::index::evidence::{Asked, Evidence, Has};
pub use crate::index::lock::{Holder, writer};
pub use crate::index::manifest::{Changes, Entry, Manifest};
pub use crate::index::percolator::{Analysed, ClauseId, Percolator, threads};
pub use crate::index::read::{Held, Holdings, Index, StoredPassage};
pub use crate::index::search::{Counts, Found, Hit, Order, Search};
pub use crate::index::statements::Statements;
pub use crate::index::status::{Status, status};
pub use crate::index::view::View;
pub use crate::index::vocabulary::{Begun, Form};
pub use crate::index::write::{Opened, build, open, open_in_memory, refresh};

/// How far the work on an index is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Bytes of the changed files that were read, compressed as they are.
    pub bytes: u64,
    /// Bytes of the changed files.
    pub of_bytes: u64,
    /// Statements that were taken in.
    pub n_statements: usize,
    /// Paragraphs of them that can be cited.
    pub n_passages: usize,
}

/// Why the index cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// tantivy failed.
    #[error("the index failed: {0}; `rapporteur index build --fresh` makes it anew")]
    Engine(#[from] tantivy::TantivyError),
    /// The index folder cannot be made, read or written.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Something stored does not read as what was written.
    #[error(
        "the index holds something it should not: {0}; `rapporteur index build --fresh` makes it anew"
    )]
    Stored(#[from] serde_json::Error),
    /// Another process writes.
    #[error("the index is being written by {0}; wait for it to finish, or stop it")]
    Held(Holder),
    /// The corpus has defects.
    #[error(transparent)]
    Corpus(#[from] crate::corpus::Error),
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        Error::Engine(source.into())
    }
}
