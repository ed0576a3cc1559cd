//! Why a request has no answer: what the asker can mend, and what only we can.

use serde::Serialize;

use crate::index;

/// Something that the asker can mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// A word for programs.
    pub kind: RefusalKind,
    /// What happened, with what was received.
    pub message: String,
    /// What to do next.
    pub hint: String,
}

/// What sort of mistake it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// No command of this name.
    UnknownCommand,
    /// Something is missing or cannot be read.
    BadRequest,
    /// No statement of this id.
    UnknownStatement,
    /// The statement has no such paragraph.
    UnknownParagraph,
    /// No party or forum of this name.
    UnknownName,
    /// Longer than is read.
    TooLong,
}

impl Refusal {
    /// A refusal.
    pub fn new(kind: RefusalKind, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Refusal {
            kind,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The asker can mend it.
    #[error("{} {}", .0.message, .0.hint)]
    Refused(Refusal),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] index::Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}
