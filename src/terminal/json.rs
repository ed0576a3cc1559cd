//! Answers, errors, alerts and deliveries as JSON, one object a line.
//!
//! Ids of the chat service are written as text: they are too large for the numbers of many readers.

use serde_json::{Value, json};

use crate::domain::alert::Alert;
use crate::domain::delivery::Delivery;
use crate::service::{Answer, Failure};
use crate::store::Attempt;

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

/// An alert.
pub fn alert(alert: &Alert) -> Value {
    let order = &alert.order;
    json!({
        "id": alert.id,
        "owner": alert.owner.to_string(),
        "query": order.query,
        "server": order.server.map(|server| server.to_string()),
        "destination": order.destination.to_string(),
        "cadence": order.cadence.to_string(),
        "mention": order.mention.map(|role| role.to_string()),
        "state": alert.state.name(),
        "reason": alert.state.reason(),
        "made_at": alert.made_at.to_string(),
        "next_at": alert.next_at.map(|moment| moment.to_string()),
    })
}

/// A delivery.
pub fn delivery(delivery: &Delivery) -> Value {
    let statement = delivery.statement.as_ref();
    json!({
        "id": delivery.id,
        "kind": delivery.kind.name(),
        "alert": delivery.alert,
        "destination": delivery.destination,
        "statement": statement.map(|(id, _)| id),
        "revision": statement.map(|(_, revision)| revision),
        "matter": delivery.matter,
        "state": delivery.state.name(),
        "reason": delivery.reason,
        "made_at": delivery.made_at.to_string(),
        "due_at": delivery.due_at.to_string(),
        "n_attempts": delivery.attempts,
        "first_attempt_at": delivery.first_attempt_at.map(|moment| moment.to_string()),
        "part_of": delivery.part_of,
        "message": delivery.message,
        "sent_at": delivery.sent_at.map(|moment| moment.to_string()),
    })
}

/// A delivery with its attempts and the deliveries that are told in it.
pub fn delivery_in_full(shown: &Delivery, attempts: &[Attempt], parts: &[Delivery]) -> Value {
    let mut value = delivery(shown);
    value["attempts"] = attempts.iter().map(attempt).collect();
    value["parts"] = parts.iter().map(|part| json!(part.id)).collect();
    value
}

fn attempt(attempt: &Attempt) -> Value {
    json!({
        "number": attempt.number,
        "begun_at": attempt.begun_at.to_string(),
        "ended_at": attempt.ended_at.map(|moment| moment.to_string()),
        "process": attempt.process,
        "outcome": attempt.outcome,
    })
}
