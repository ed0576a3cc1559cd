//! Owns what becomes of messages: callbacks, follow-ups, edits, deletions.

use serde_json::{Value, json};

use super::clock::timestamp;
use super::interactions::{Open, Refusal, Reply, UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK};
use super::rest::Answer;
use super::rules::messages::{COMPONENTS_V2, EPHEMERAL, LOADING, Place, check_message};
use super::state::{Recorded, State};
use super::{fixtures, schema};

const UNKNOWN_MESSAGE: Refusal = (404, 10008, "Unknown Message");

impl State {
    pub(super) fn interaction(&self, token: &str) -> Option<&Open> {
        self.interactions.get(token)
    }

    fn interaction_mut(&mut self, token: &str) -> Option<&mut Open> {
        self.interactions.get_mut(token)
    }

    fn refuse(&mut self, request: &Recorded, (status, code, message): Refusal) -> Answer {
        self.defects
            .push(format!("{}: {status}, {message} ({code})", request.line()));
        (status, json!({"message": message, "code": code}))
    }

    /// Stores a message made from `body` and its files, or replaces the one with this id.
    pub(super) fn store(
        &mut self,
        id: &str,
        channel: &str,
        body: &Value,
        request: &Recorded,
    ) -> Value {
        let mut message = fixtures::message(id, channel, body);
        let kept = body["attachments"].as_array().cloned().unwrap_or_default();
        let mut attachments: Vec<Value> = kept
            .into_iter()
            .filter(|it| it["url"].is_string())
            .collect();
        for (name, bytes) in &request.files {
            attachments.push(fixtures::attachment(&self.fresh_id(), name, bytes.len()));
        }
        message["attachments"] = attachments.into();
        if let Ok(number) = id.parse() {
            message["timestamp"] = timestamp(number).into();
            let ephemeral = message["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
            if !ephemeral {
                let standing = self.standing.entry(channel.to_owned()).or_default();
                standing.insert(number);
            }
        }
        self.keep_message(id, &message);
        message
    }
}

pub(super) fn uploads(request: &Recorded) -> Vec<&str> {
    request
        .files
        .iter()
        .map(|(name, _)| name.as_str())
        .collect()
}

pub(super) fn callback(state: &mut State, request: &Recorded, id: &str, token: &str) -> Answer {
    let now = state.now();
    let Some(open) = state
        .interaction(token)
        .filter(|open| open.id == id)
        .cloned()
    else {
        return state.refuse(request, UNKNOWN_INTERACTION);
    };
    if let Err(refusal) = open.may_answer(now) {
        return state.refuse(request, refusal);
    }
    let body = &request.body;
    let updated = open
        .clicked
        .as_ref()
        .map(|clicked| merged(clicked, &body["data"]));
    let names = updated
        .as_ref()
        .map_or_else(|| uploads(request), |updated| all_files(updated, request));
    let findings = open.check_callback(body, updated.as_ref().unwrap_or(&Value::Null), &names);
    if let Some(refusal) = state.refuse_invalid(request, findings) {
        return refusal;
    }
    let callback_type = body["type"].as_u64().unwrap_or_default();
    let original = match (callback_type, updated) {
        (4 | 5, _) => {
            let mut data = if body["data"].is_object() {
                body["data"].clone()
            } else {
                json!({})
            };
            if callback_type == 5 {
                data["flags"] = (data["flags"].as_u64().unwrap_or_default() | LOADING).into();
            }
            let id = state.fresh_id();
            state.store(&id, &open.channel, &data, request);
            Some(id)
        }
        (6 | 7, Some(updated)) => {
            let id = updated["id"].as_str().unwrap_or_default().to_owned();
            state.store(&id, &open.channel, &updated, request);
            Some(id)
        }
        (_, _) => None,
    };
    let open = state.interaction_mut(token).expect("it was there above");
    open.original = original;
    open.thinking = callback_type == 5;
    open.reply = Some(Reply {
        callback_type,
        data: body["data"].clone(),
        files: request.files.clone(),
        elapsed: now.saturating_sub(open.sent),
        token: token.to_owned(),
    });
    (204, Value::Null)
}

/// A message with what an edit changes; the components v2 flag can be set, and stays.
fn merged(message: &Value, edit: &Value) -> Value {
    let mut merged = message.clone();
    for (key, value) in edit.as_object().into_iter().flatten() {
        merged[key] = value.clone();
    }
    let flags = |value: &Value| value["flags"].as_u64().unwrap_or_default();
    merged["flags"] = ((flags(message) & !LOADING) | (flags(edit) & COMPONENTS_V2)).into();
    if let Some(kept) = edit["attachments"].as_array() {
        let old = message["attachments"].as_array().into_iter().flatten();
        merged["attachments"] = old
            .filter(|old| kept.iter().any(|it| it["id"] == old["id"]))
            .cloned()
            .collect();
    }
    merged
}

/// The names of the files that a message keeps and of those that the request adds.
fn all_files<'a>(merged: &'a Value, request: &'a Recorded) -> Vec<&'a str> {
    let kept = merged["attachments"].as_array().into_iter().flatten();
    kept.filter_map(|attachment| attachment["filename"].as_str())
        .chain(uploads(request))
        .collect()
}

pub(super) fn follow_up(state: &mut State, request: &Recorded, token: &str) -> Answer {
    let open = match followed(state, request, token) {
        Ok(open) => open,
        Err(refusal) => return refusal,
    };
    let mut findings = schema::check(schema::FOLLOW_UP, &request.body);
    findings.extend(check_message(
        &request.body,
        Place::Interaction,
        &uploads(request),
    ));
    if let Some(refusal) = state.refuse_invalid(request, findings) {
        return refusal;
    }
    // The first follow-up to a deferral takes the place of "is thinking".
    let id = open
        .original
        .filter(|_| open.thinking)
        .unwrap_or_else(|| state.fresh_id());
    settle(state, token);
    (200, state.store(&id, &open.channel, &request.body, request))
}

fn followed(state: &mut State, request: &Recorded, token: &str) -> Result<Open, Answer> {
    let now = state.now();
    let Some(open) = state.interaction(token).cloned() else {
        return Err(state.refuse(request, UNKNOWN_WEBHOOK));
    };
    match open.may_follow_up(now) {
        Ok(()) => Ok(open),
        Err(refusal) => Err(state.refuse(request, refusal)),
    }
}

fn settle(state: &mut State, token: &str) {
    if let Some(open) = state.interaction_mut(token) {
        open.thinking = false;
    }
}

/// GET, PATCH and DELETE of a message that the interaction made; `id` may be `@original`.
pub(super) fn on_message(state: &mut State, request: &Recorded, token: &str, id: &str) -> Answer {
    let open = match followed(state, request, token) {
        Ok(open) => open,
        Err(refusal) => return refusal,
    };
    let id = if id == "@original" {
        open.original.unwrap_or_default()
    } else {
        id.to_owned()
    };
    let Some(message) = state.message(&id) else {
        return state.refuse(request, UNKNOWN_MESSAGE);
    };
    match request.method.as_str() {
        "GET" => (200, message),
        "DELETE" => {
            state.remove_message(&id);
            settle(state, token);
            (204, Value::Null)
        }
        "PATCH" => {
            let merged = merged(&message, &request.body);
            let mut findings = schema::check(schema::EDIT, &request.body);
            findings.extend(check_message(
                &merged,
                Place::Edited,
                &all_files(&merged, request),
            ));
            if let Some(refusal) = state.refuse_invalid(request, findings) {
                return refusal;
            }
            settle(state, token);
            (200, state.store(&id, &open.channel, &merged, request))
        }
        _ => state.refuse(request, (405, 0, "405: Method Not Allowed")),
    }
}
