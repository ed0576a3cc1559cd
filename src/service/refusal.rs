//! Why a request has no answer: what the asker can mend, and what only we can.

use std::ops::Range;

use serde::Serialize;

use crate::domain::query::{Mistake, Problem};
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
    /// For a query: where in it the mistake is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// For a query: the nearest one that is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// A place in a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The query as it was read.
    pub query: String,
    /// Its first wrong character, from 0.
    pub start: usize,
    /// The first character behind it that is right.
    pub end: usize,
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
    /// No party, forum, norm or language of this name.
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
            place: None,
            instead: None,
        }
    }

    /// The same, with the place in the query and the nearest query that is right.
    #[must_use]
    pub fn in_query(self, query: &str, at: &Range<usize>, instead: Option<String>) -> Self {
        // What is too long to be read at a glance is no help.
        const LONGEST_HINT: usize = 300;
        let short = instead
            .as_ref()
            .filter(|query| query.chars().count() <= LONGEST_HINT);
        let hint = short.map(|query| format!("{} Did you mean `{query}`?", self.hint));
        Refusal {
            hint: hint.unwrap_or(self.hint),
            place: (!at.is_empty()).then(|| Place {
                query: query.to_owned(),
                start: at.start,
                end: at.end,
            }),
            instead,
            ..self
        }
    }
}

impl From<Mistake> for Refusal {
    fn from(mistake: Mistake) -> Self {
        let kind = match mistake.problem {
            Problem::TooLong(_) | Problem::TooMany => RefusalKind::TooLong,
            _ => RefusalKind::BadRequest,
        };
        let refusal = Refusal::new(kind, mistake.to_string(), mistake.problem.expected());
        refusal.in_query(&mistake.query, &mistake.at, mistake.instead)
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
