//! Why there is no answer to what was asked of alerts, from wherever it was met.

use crate::alerts;
use crate::discord::alerts::rights::Problem;
use crate::service::{Failure, Refusal};
use crate::store;

/// Why there is no answer.
pub(in crate::discord) enum NoReply {
    /// The asker can mend it.
    Refused(Refusal),
    /// What failed.
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl From<Refusal> for NoReply {
    fn from(refusal: Refusal) -> Self {
        NoReply::Refused(refusal)
    }
}

impl From<store::Error> for NoReply {
    fn from(error: store::Error) -> Self {
        NoReply::Failed(error.into())
    }
}

impl From<Failure> for NoReply {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => NoReply::Refused(refusal),
            Failure::Index(error) => NoReply::Failed(error.into()),
        }
    }
}

impl From<alerts::Error> for NoReply {
    fn from(error: alerts::Error) -> Self {
        match error {
            alerts::Error::Failure(failure) => failure.into(),
            error => NoReply::Failed(error.into()),
        }
    }
}

impl From<Problem> for NoReply {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Refused(refusal) => NoReply::Refused(refusal),
            Problem::Store(error) => error.into(),
        }
    }
}
