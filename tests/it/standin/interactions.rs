//! Owns the life of an interaction: one fitting callback within 3 s, follow-ups within 15 minutes.

use std::time::Duration;

use serde_json::Value;

use super::rules::components::flatten;
use super::rules::messages::{Place, check_message};
use super::rules::modals::check_modal;
use super::schema;

pub(super) const CALLBACK_LIMIT: Duration = Duration::from_secs(3);
pub(super) const TOKEN_LIMIT: Duration = Duration::from_mins(15);

/// What the bot sent in answer to an interaction.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// 4 message, 5 deferred, 6 deferred update, 7 update, 8 choices, 9 modal; 0 for an edit of the
    /// answer.
    pub(crate) callback_type: u64,
    /// The `data` of the callback, or the whole body of an edit.
    pub(crate) data: Value,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// From the interaction going out to the answer coming in.
    pub(crate) elapsed: Duration,
    pub(crate) token: String,
}

impl Reply {
    pub(crate) fn is_ephemeral(&self) -> bool {
        self.data["flags"].as_u64().unwrap_or_default() & super::rules::messages::EPHEMERAL != 0
    }

    /// All that a person reads, from top to bottom, one part a line.
    pub(crate) fn text(&self) -> String {
        text(&self.data)
    }

    /// Of all buttons, selects and inputs, in order.
    pub(crate) fn custom_ids(&self) -> Vec<&str> {
        custom_ids(&self.data)
    }
}

/// All that a person reads of a message, from top to bottom, one part a line.
pub(super) fn text(message: &Value) -> String {
    let mut parts = vec![&message["content"]];
    for embed in message["embeds"].as_array().into_iter().flatten() {
        parts.extend([
            &embed["author"]["name"],
            &embed["title"],
            &embed["description"],
        ]);
        for field in embed["fields"].as_array().into_iter().flatten() {
            parts.extend([&field["name"], &field["value"]]);
        }
        parts.push(&embed["footer"]["text"]);
    }
    let components = components(message);
    parts.extend(
        components
            .into_iter()
            .map(|component| &component["content"]),
    );
    let parts = parts.into_iter().filter_map(Value::as_str);
    let parts = parts.filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}

/// Of all buttons, selects and inputs of a message, in order.
pub(super) fn custom_ids(message: &Value) -> Vec<&str> {
    components(message)
        .into_iter()
        .filter_map(|component| component["custom_id"].as_str())
        .collect()
}

/// All components of a message, outer ones first.
pub(super) fn components(message: &Value) -> Vec<&Value> {
    let mut all = Vec::new();
    let own = message["components"].as_array();
    flatten(own.map_or(&[], Vec::as_slice), &mut all);
    all
}

/// An interaction that was sent.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) id: String,
    pub(super) token: String,
    /// The interaction's type: 2 command, 3 component, 4 autocomplete, 5 modal.
    pub(super) kind: u64,
    pub(super) channel: String,
    pub(super) sent: Duration,
    /// The message that a component is on.
    pub(super) clicked: Option<Value>,
    pub(super) reply: Option<Reply>,
    /// The message that `@original` stands for.
    pub(super) original: Option<String>,
    /// Deferred, and neither edited nor followed up yet.
    pub(super) thinking: bool,
}

/// Why Discord turns a request down: status, error code, message.
pub(super) type Refusal = (u16, u32, &'static str);

pub(super) const UNKNOWN_INTERACTION: Refusal = (404, 10062, "Unknown interaction");
pub(super) const UNKNOWN_WEBHOOK: Refusal = (404, 10015, "Unknown Webhook");
pub(super) const EXPIRED_TOKEN: Refusal = (401, 50027, "Invalid Webhook Token");
const ALREADY_ACKNOWLEDGED: Refusal = (400, 40060, "Interaction has already been acknowledged.");

impl Open {
    /// Whether a callback may come at `now`.
    pub(super) fn may_answer(&self, now: Duration) -> Result<(), Refusal> {
        if self.reply.is_some() {
            return Err(ALREADY_ACKNOWLEDGED);
        }
        if now.saturating_sub(self.sent) > CALLBACK_LIMIT {
            return Err(UNKNOWN_INTERACTION);
        }
        Ok(())
    }

    /// Whether follow-ups and edits may come at `now`.
    pub(super) fn may_follow_up(&self, now: Duration) -> Result<(), Refusal> {
        if self.reply.is_none() {
            return Err(UNKNOWN_WEBHOOK);
        }
        if now.saturating_sub(self.sent) > TOKEN_LIMIT {
            return Err(EXPIRED_TOKEN);
        }
        Ok(())
    }

    /// Holds the body of a callback against the description and the rules; `message` is what an
    /// update results in.
    pub(super) fn check_callback(
        &self,
        body: &Value,
        message: &Value,
        uploads: &[&str],
    ) -> Vec<String> {
        let kind = body["type"].as_u64().unwrap_or_default();
        let data = &body["data"];
        let (name, fits) = match kind {
            1 => (schema::PONG, false),
            4 | 5 => (schema::ANSWER, self.kind != 4),
            6 | 7 => (schema::UPDATE, self.clicked.is_some()),
            8 => (schema::AUTOCOMPLETE, self.kind == 4),
            9 => (schema::MODAL, matches!(self.kind, 2 | 3)),
            _ => return vec![format!("type: no callback is of type {}", body["type"])],
        };
        let mut findings = schema::check(name, body);
        if !fits {
            findings.push(format!(
                "type: {kind} does not answer an interaction of type {}",
                self.kind
            ));
        }
        if matches!(kind, 4 | 7) && !data.is_object() {
            findings.push("data: missing".to_owned());
            return findings;
        }
        findings.extend(match kind {
            4 => check_message(data, Place::Interaction, uploads),
            5 => check_deferral(data),
            7 => check_message(message, Place::Edited, uploads),
            8 => check_choices(data),
            9 => check_modal(data),
            _ => Vec::new(),
        });
        findings
    }
}

/// Of the data of a deferral only the flags count; the rest is lost without a word.
fn check_deferral(data: &Value) -> Vec<String> {
    let lost = |key: &&str| {
        !(data[key].is_null() || data[key] == "" || data[key] == Value::Array(Vec::new()))
    };
    let lost = ["content", "embeds", "components", "attachments"]
        .into_iter()
        .filter(lost);
    lost.map(|key| format!("data.{key}: lost in a deferral"))
        .collect()
}

fn check_choices(data: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, choice) in data["choices"].as_array().into_iter().flatten().enumerate() {
        for key in ["name", "value"] {
            let length = choice[key].as_str().map_or(1, |text| text.chars().count());
            if !(1..=100).contains(&length) {
                findings.push(format!(
                    "choices[{index}].{key}: {length} characters, 1 to 100"
                ));
            }
        }
    }
    findings
}

mod tests {
    use serde_json::json;

    use super::super::rules::assert_finding;
    use super::*;

    fn open(kind: u64) -> Open {
        let clicked = (kind == 3).then(|| json!({"content": "x"}));
        let [id, token, channel] = ["1", "t", "2"].map(str::to_owned);
        let sent = Duration::ZERO;
        Open {
            id,
            token,
            kind,
            channel,
            sent,
            clicked,
            reply: None,
            original: None,
            thinking: false,
        }
    }

    #[track_caller]
    fn check(kind: u64, body: &Value, expected: &str) {
        assert_finding(
            &open(kind).check_callback(body, &body["data"], &[]),
            expected,
        );
    }

    #[test]
    fn callbacks_fit_the_interaction() {
        let message = json!({"content": "x"});
        check(2, &json!({"type": 4, "data": message}), "");
        check(2, &json!({"type": 4}), "data: missing");
        check(2, &json!({"type": 5}), "");
        check(2, &json!({"type": 5, "data": {"flags": 64}}), "");
        check(
            2,
            &json!({"type": 5, "data": message}),
            "data.content: lost",
        );
        check(2, &json!({"type": 7, "data": message}), "7 does not answer");
        check(3, &json!({"type": 7, "data": message}), "");
        check(3, &json!({"type": 6}), "");
        check(4, &json!({"type": 4, "data": message}), "4 does not answer");
        check(2, &json!({"type": 1}), "1 does not answer");
        check(2, &json!({"type": 3}), "no callback is of type 3");
        let input = json!({"type": 4, "custom_id": "a", "style": 1, "label": "x"});
        let rows = json!([{"type": 1, "components": [input]}]);
        check(
            5,
            &json!({"type": 9, "data": {"custom_id": "m", "title": "x", "components": rows}}),
            "9 does not answer",
        );
    }

    #[test]
    fn choices_are_short() {
        let choices =
            |value: Value| json!({"type": 8, "data": {"choices": [{"name": "x", "value": value}]}});
        check(4, &choices("x".repeat(100).into()), "");
        check(
            4,
            &choices("x".repeat(101).into()),
            "choices[0].value: 101 characters",
        );
        check(4, &json!({"type": 8, "data": {"choices": []}}), "");
    }

    #[test]
    fn answers_come_once_and_in_time() {
        let mut open = open(2);
        assert_eq!(open.may_answer(CALLBACK_LIMIT), Ok(()));
        assert_eq!(
            open.may_answer(CALLBACK_LIMIT + Duration::from_millis(1)),
            Err(UNKNOWN_INTERACTION)
        );
        assert_eq!(open.may_follow_up(Duration::ZERO), Err(UNKNOWN_WEBHOOK));
        let (data, elapsed) = (Value::Null, Duration::ZERO);
        open.reply = Some(Reply {
            callback_type: 5,
            data,
            files: Vec::new(),
            elapsed,
            token: "t".to_owned(),
        });
        assert_eq!(open.may_answer(Duration::ZERO), Err(ALREADY_ACKNOWLEDGED));
        assert_eq!(open.may_follow_up(TOKEN_LIMIT), Ok(()));
        assert_eq!(
            open.may_follow_up(TOKEN_LIMIT + Duration::from_millis(1)),
            Err(EXPIRED_TOKEN)
        );
    }
}
