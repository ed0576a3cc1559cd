//! Answers as plain text of the terminal's width.

use crate::service::{Answer, Failure};

/// An answer.
pub fn answer(answer: &Answer) -> String {
    format!("{answer:#?}\n")
}

/// A failure, with what to do next.
pub fn failure(failure: &Failure) -> String {
    format!("{failure}\n")
}
