//! The form in which a query is adjusted before its alert is set: what it shows, and what comes of
//! it.

use serde_json::{Value, json};
use serenity::all::{ActionRowComponent, ModalInteraction};

use crate::alerts::{AlertRequest, Confirmed};
use crate::discord::alerts::Alerts;
use crate::discord::alerts::asker::Asker;
use crate::discord::alerts::no_reply::NoReply;
use crate::discord::layout::Message;
use crate::domain::alert::Order;
use crate::service::Desk;
use crate::service::search_request::SearchRequest;

/// Discord's limit for what is typed into a form, in characters.
const LONGEST: usize = 4_000;
/// The custom id of the input.
const QUERY: &str = "query";

/// The form for `line`, when it asks to adjust an alert; `custom_id` is what it carries.
pub(in crate::discord) fn form(line: &str, custom_id: &str) -> Option<Value> {
    let AlertRequest::Adjust(_, order) = line.parse().ok()? else {
        return None;
    };
    let value: String = order.query.chars().take(LONGEST).collect();
    let input = json!({
        "type": 4,
        "custom_id": QUERY,
        "label": "What to watch for, as in /search",
        "style": 2,
        "value": value,
        "min_length": 1,
        "max_length": LONGEST,
        "required": true,
    });
    Some(json!({
        "type": 9,
        "data": {
            "custom_id": custom_id,
            "title": "Adjust the alert",
            "components": [{ "type": 1, "components": [input] }],
        },
    }))
}

impl Alerts {
    /// Answers a form that was sent: what the adjusted alert would have matched.
    pub(in crate::discord) async fn adjusted(
        &self,
        desk: Desk,
        modal: &ModalInteraction,
        line: &str,
    ) -> Result<Message, NoReply> {
        let asker = Asker::of_modal(modal);
        let typed: SearchRequest = typed(modal).parse()?;
        let query = typed.query.to_string();
        let request = match line.parse()? {
            AlertRequest::Adjust(None, order) => {
                AlertRequest::Add(Order { query, ..order }, Confirmed::No)
            }
            AlertRequest::Adjust(Some(alert), order) => {
                AlertRequest::Edit(alert, Order { query, ..order }, Confirmed::No)
            }
            other => other,
        };
        self.answer(desk, &asker, request).await
    }
}

/// What was typed into the form.
fn typed(modal: &ModalInteraction) -> &str {
    let rows = modal.data.components.iter();
    let inputs = rows.flat_map(|row| &row.components);
    let mut value = inputs.filter_map(|input| match input {
        ActionRowComponent::InputText(input) if input.custom_id == QUERY => input.value.as_deref(),
        _ => None,
    });
    value.next().unwrap_or_default()
}
