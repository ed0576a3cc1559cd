//! Owns the rules for a message as a whole: content, mentions, attachments, components v2 flag.

use serde_json::Value;

use super::components::check_components;
use super::embeds::check_embeds;
use super::{is_blank, length, list, text};

pub(crate) const EPHEMERAL: u64 = 1 << 6;
pub(crate) const LOADING: u64 = 1 << 7;
pub(crate) const COMPONENTS_V2: u64 = 1 << 15;

/// Where a message goes, since some rules hold in one place only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    Channel,
    /// The first message of a forum post.
    Forum,
    /// An answer or a follow-up to an interaction.
    Interaction,
    /// The message as it will be after an edit; old attachments are still there.
    Edited,
}

/// Holds a whole message against the rules; `uploads` are the names of all its files.
pub(crate) fn check_message(message: &Value, place: Place, uploads: &[&str]) -> Vec<String> {
    let mut findings = Vec::new();
    let flags = message["flags"].as_u64().unwrap_or_default();
    let v2 = flags & COMPONENTS_V2 != 0;
    let length = length(text(message, "content"));
    if length > 2000 {
        findings.push(format!("content: {length} characters, at most 2000"));
    }
    check_presence(message, v2, uploads, &mut findings);
    check_embeds(message, uploads, &mut findings);
    check_mentions(&message["allowed_mentions"], &mut findings);
    check_components(list(message, "components"), v2, uploads, &mut findings);
    if v2 {
        check_uploads_shown(message, uploads, &mut findings);
    }
    match place {
        Place::Channel | Place::Forum => check_for_channel(message, flags, place, &mut findings),
        Place::Interaction | Place::Edited => {}
    }
    if place != Place::Edited {
        for attachment in list(message, "attachments") {
            let id = attachment["id"]
                .as_u64()
                .or_else(|| text(attachment, "id").parse().ok());
            if id.is_none_or(|id| id >= uploads.len() as u64) {
                findings.push(format!(
                    "attachments: no upload files[{}]",
                    attachment["id"]
                ));
            }
        }
    }
    findings
}

fn check_presence(message: &Value, v2: bool, uploads: &[&str], findings: &mut Vec<String>) {
    let has = |key: &str| !list(message, key).is_empty();
    if v2 {
        for key in ["content", "embeds", "poll", "sticker_ids"] {
            let empty = message[key].is_null()
                || message[key] == ""
                || message[key] == Value::Array(Vec::new());
            if !empty {
                findings.push(format!("{key}: not with the components v2 flag"));
            }
        }
        if !has("components") {
            findings.push("message: empty".to_owned());
        }
    } else if is_blank(text(message, "content"))
        && !has("embeds")
        && !has("sticker_ids")
        && !message["poll"].is_object()
        && uploads.is_empty()
    {
        findings.push("message: empty".to_owned());
    }
}

fn check_for_channel(message: &Value, flags: u64, place: Place, findings: &mut Vec<String>) {
    // Nobody asked for it just now, so that it may ping nobody but roles that it names.
    if message["allowed_mentions"]["parse"] != Value::Array(Vec::new()) {
        findings.push("allowed_mentions: parse is not an empty list".to_owned());
    }
    if place == Place::Forum && !message["nonce"].is_null() {
        findings.push("nonce: a forum post has none".to_owned());
    }
    if flags & EPHEMERAL != 0 {
        findings.push("flags: a message to a channel cannot be ephemeral".to_owned());
    }
    if length(text(message, "nonce")) > 25 {
        findings.push("nonce: over 25 characters".to_owned());
    }
    if message["enforce_nonce"] == true && message["nonce"].is_null() {
        findings.push("enforce_nonce: without a nonce".to_owned());
    }
}

fn check_mentions(mentions: &Value, findings: &mut Vec<String>) {
    for key in ["users", "roles"] {
        let parsed = list(mentions, "parse").iter().any(|parse| parse == key);
        if parsed && !list(mentions, key).is_empty() {
            findings.push(format!("allowed_mentions: {key} both parsed and listed"));
        }
    }
}

/// In a v2 message a file that no component names is invisible.
fn check_uploads_shown(message: &Value, uploads: &[&str], findings: &mut Vec<String>) {
    let components = message["components"].to_string();
    for name in uploads {
        if !components.contains(&format!("\"attachment://{name}\"")) {
            findings.push(format!("uploads: {name} is shown by no component"));
        }
    }
}

mod tests {
    use serde_json::json;

    use super::super::assert_finding;
    use super::*;

    #[track_caller]
    fn check(message: &Value, expected: &str) {
        check_at(Place::Channel, message, expected);
    }

    /// With mentions switched off where the message says nothing of them.
    #[track_caller]
    fn check_at(place: Place, message: &Value, expected: &str) {
        let mut message = message.clone();
        if message["allowed_mentions"].is_null() {
            message["allowed_mentions"] = json!({"parse": []});
        }
        assert_finding(&check_message(&message, place, &[]), expected);
    }

    #[track_caller]
    fn check_with_upload(message: &Value, expected: &str) {
        assert_finding(
            &check_message(message, Place::Interaction, &["a.txt"]),
            expected,
        );
    }

    #[test]
    fn messages_have_something_to_show() {
        check(&json!({"content": "x"}), "");
        check(&json!({"content": " \n"}), "message: empty");
        check(&json!({}), "message: empty");
        check(&json!({"poll": {}}), "");
        check(&json!({"flags": COMPONENTS_V2}), "message: empty");
        check_with_upload(&json!({"attachments": [{"id": 0}]}), "");
    }

    #[test]
    fn content_is_counted_in_code_points() {
        check(&json!({"content": "é".repeat(2000)}), "");
        check(
            &json!({"content": "é".repeat(2001)}),
            "content: 2001 characters",
        );
    }

    #[test]
    fn mentions_do_not_contradict_themselves() {
        let check = |mentions: Value, expected: &str| {
            let message = json!({"content": "x", "allowed_mentions": mentions});
            check_at(Place::Interaction, &message, expected);
        };
        check(json!({"parse": []}), "");
        check(json!({"parse": ["users"], "users": ["1"]}), "both parsed");
        check(json!({"parse": ["users"], "roles": ["1"]}), "");
    }

    #[test]
    fn posts_ping_nobody_but_roles_that_they_name() {
        let check = |mentions: Value, expected: &str| {
            let message = json!({"content": "x", "allowed_mentions": mentions});
            check_at(Place::Channel, &message, expected);
            check_at(Place::Forum, &message, expected);
        };
        check(json!({"parse": [], "roles": ["1"]}), "");
        check(json!({"parse": ["everyone"]}), "not an empty list");
        check(json!({"roles": ["1"]}), "not an empty list");
        let nonce = json!({"content": "x", "nonce": "n"});
        check_at(Place::Forum, &nonce, "nonce: a forum post has none");
    }

    #[test]
    fn channel_messages_are_public_and_have_short_nonces() {
        check(
            &json!({"content": "x", "flags": EPHEMERAL}),
            "cannot be ephemeral",
        );
        check(
            &json!({"content": "x", "nonce": "x".repeat(26)}),
            "nonce: over 25",
        );
        check(
            &json!({"content": "x", "enforce_nonce": true}),
            "without a nonce",
        );
        check(
            &json!({"content": "x", "enforce_nonce": true, "nonce": 7}),
            "",
        );
    }

    #[test]
    fn v2_messages_are_components_only() {
        let body = json!([{"type": 10, "content": "x"}]);
        check(&json!({"flags": COMPONENTS_V2, "components": body}), "");
        check(
            &json!({"flags": COMPONENTS_V2, "components": body, "content": ""}),
            "",
        );
        check(
            &json!({"flags": COMPONENTS_V2, "components": body, "content": "x"}),
            "content: not with",
        );
        check(
            &json!({"flags": COMPONENTS_V2, "components": body, "embeds": [{"title": "x"}]}),
            "embeds: not with",
        );
        check_with_upload(
            &json!({"flags": COMPONENTS_V2, "components": body}),
            "a.txt is shown by no component",
        );
    }
}
