//! Answers and errors as JSON, one object a line.

use serde_json::{Value, json};

use crate::service::{Answer, Failure};

/// An answer or a failure as JSON.
pub fn reply(result: &Result<Answer, Failure>) -> Value {
    match result {
        Ok(answer) => serde_json::to_value(answer).unwrap_or_else(|error| failed(&error)),
        Err(Failure::Refused(refusal)) => json!({ "error": refusal }),
        Err(Failure::Index(error)) => failed(error),
    }
}

/// A failure that is nobody's mistake at the keyboard, as JSON.
pub fn failed(error: &dyn std::fmt::Display) -> Value {
    json!({ "error": {
        "kind": "internal",
        "message": error.to_string(),
        "hint": "Run `rapporteur doctor`, which checks the index and the disk.",
    }})
}
