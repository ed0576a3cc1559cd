//! Whether this process's index says of a statement what the store has seen last.
//!
//! The index is ahead for a moment, between taking a change in and recording it, and behind when
//! another process was sooner. What is written meanwhile would quote the one text for the other.

use crate::alerts::ingest::Error;
use crate::domain::id::StatementId;
use crate::service::Desk;
use crate::store::Store;

/// How the index stands to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Abreast {
    /// Both have the same text.
    Same,
    /// The one or the other is behind; not for long.
    NotYet,
    /// The statement was taken out of the corpus.
    Gone,
}

/// How the index stands to the store on `statement`. To be asked after reading from the index,
/// which never goes back: what it has now it had before, unless it was another text then.
///
/// # Errors
/// When index or store cannot be read.
pub async fn abreast(
    store: &Store,
    desk: &Desk,
    statement: &StatementId,
) -> Result<Abreast, Error> {
    let held = desk.index().fingerprint(statement)?;
    let seen = store.seen_of(std::slice::from_ref(statement)).await?;
    Ok(match seen.get(statement) {
        Some(seen) if seen.removed => Abreast::Gone,
        Some(seen) if held == Some(seen.fingerprint) => Abreast::Same,
        _ => Abreast::NotYet,
    })
}
