//! The search index: the only code that names tantivy.
//!
//! One index holds passages (one paragraph each), the records of their statements, and the
//! provisions of the catalogue. Its commit carries a manifest of what it was made from, so that
//! texts and manifest change together or not at all: a kill at any moment leaves the last commit,
//! and the next start compares the manifest with the corpus and does what is missing.

mod breakdown;
mod lock;
mod manifest;
mod read;
mod schema;
mod search;
mod write;

use std::path::PathBuf;

pub use crate::index::lock::{Holder, writer};
pub use crate::index::manifest::{Changes, Manifest};
pub use crate::index::read::{Held, Index, StoredPassage};
pub use crate::index::search::{Counts, Filters, Found, Hit, Order, Text};
pub use crate::index::write::{Opened, Progress, Status, build, open, open_in_memory, status};

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
