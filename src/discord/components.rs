//! Components v2 as typed structs, with the numbers that Discord counts.
//!
//! serenity has no builders for them. What a type allows here, Discord accepts; how much fits
//! into one message is the concern of `layout`.

use serde::Serialize;
use serde_json::{Value, json};

/// Text that Discord renders as Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Component {
    /// Markdown text.
    Text(String),
    /// Text with a button beside it.
    Section(String, Button),
    /// A line, or only space.
    Separator { divider: bool },
    /// Up to five buttons.
    Buttons(Vec<Button>),
    /// A menu.
    Select(Select),
    /// An uploaded file, by name.
    File(String),
}

/// A button that asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Button {
    pub(super) label: String,
    pub(super) emoji: Option<&'static str>,
    pub(super) primary: bool,
    pub(super) action: Action,
}

/// A menu whose choice completes a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Select {
    pub(super) placeholder: String,
    pub(super) action: Action,
    /// What is shown, and what is put behind the command line.
    pub(super) options: Vec<(String, String)>,
}

/// What a press does: answer a command line somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) place: Place,
    pub(super) line: String,
}

/// Where the answer to a press goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Into the message that was pressed.
    Here,
    /// To the one who pressed, alone.
    Private,
    /// Into the channel.
    Channel,
}

/// Discord's limits, from its documentation of components and messages.
pub(super) mod limit {
    /// Components of a message, nested ones counted.
    pub(crate) const COMPONENTS: usize = 40;
    /// Characters of all text components of a message.
    pub(crate) const TEXT: usize = 4_000;
    /// Characters of a button's label.
    pub(crate) const LABEL: usize = 80;
    /// Characters of a menu option's label or value.
    pub(crate) const OPTION: usize = 100;
    /// Options of a menu.
    pub(crate) const OPTIONS: usize = 25;
    /// Characters of a menu's placeholder.
    pub(crate) const PLACEHOLDER: usize = 150;
    /// Characters of a custom id.
    pub(crate) const CUSTOM_ID: usize = 100;
    /// Buttons in a row.
    pub(crate) const ROW: usize = 5;
}

impl Component {
    /// How many components Discord counts.
    pub(super) fn count(&self) -> usize {
        match self {
            Component::Text(_) | Component::Separator { .. } | Component::File(_) => 1,
            Component::Section(..) => 3,
            Component::Buttons(buttons) => 1 + buttons.len(),
            Component::Select(_) => 2,
        }
    }

    /// How many characters of text Discord counts.
    pub(super) fn text_length(&self) -> usize {
        match self {
            Component::Text(text) | Component::Section(text, _) => length(text),
            Component::Separator { .. }
            | Component::Buttons(_)
            | Component::Select(_)
            | Component::File(_) => 0,
        }
    }

    /// The component as Discord reads it; `custom_id` turns an action into an id.
    pub(super) fn json(&self, custom_id: &mut impl FnMut(&Action) -> String) -> Value {
        match self {
            Component::Text(text) => text_json(text),
            Component::Section(text, button) => json!({
                "type": 9,
                "components": [text_json(text)],
                "accessory": button.json(custom_id),
            }),
            Component::Separator { divider } => {
                json!({ "type": 14, "divider": divider, "spacing": 1 })
            }
            Component::Buttons(buttons) => {
                let buttons: Vec<Value> = buttons
                    .iter()
                    .take(limit::ROW)
                    .map(|button| button.json(custom_id))
                    .collect();
                json!({ "type": 1, "components": buttons })
            }
            Component::Select(select) => {
                json!({ "type": 1, "components": [select.json(custom_id)] })
            }
            Component::File(name) => {
                json!({ "type": 13, "file": { "url": format!("attachment://{name}") } })
            }
        }
    }
}

impl Button {
    pub(super) fn new(label: impl Into<String>, place: Place, line: impl Into<String>) -> Self {
        Button {
            label: label.into(),
            emoji: None,
            primary: false,
            action: Action {
                place,
                line: line.into(),
            },
        }
    }

    pub(super) fn with_emoji(self, emoji: &'static str) -> Self {
        Button {
            emoji: Some(emoji),
            ..self
        }
    }

    pub(super) fn primary(self) -> Self {
        Button {
            primary: true,
            ..self
        }
    }

    fn json(&self, custom_id: &mut impl FnMut(&Action) -> String) -> Value {
        let mut json = json!({
            "type": 2,
            "style": if self.primary { 1 } else { 2 },
            "label": clipped(&self.label, limit::LABEL),
            "custom_id": custom_id(&self.action),
        });
        if let Some(emoji) = self.emoji {
            json["emoji"] = json!({ "name": emoji });
        }
        json
    }
}

impl Select {
    fn json(&self, custom_id: &mut impl FnMut(&Action) -> String) -> Value {
        let option = |(label, value): &(String, String)| SelectOption {
            label: clipped(label, limit::OPTION),
            value: value.clone(),
        };
        let fits = |(_, value): &&(String, String)| length(value) <= limit::OPTION;
        let options: Vec<SelectOption> = self
            .options
            .iter()
            .filter(fits)
            .take(limit::OPTIONS)
            .map(option)
            .collect();
        json!({
            "type": 3,
            "custom_id": custom_id(&self.action),
            "placeholder": clipped(&self.placeholder, limit::PLACEHOLDER),
            "options": options,
        })
    }
}

#[derive(Serialize)]
struct SelectOption {
    label: String,
    value: String,
}

fn text_json(text: &str) -> Value {
    json!({ "type": 10, "content": text })
}

/// Length as Discord may count it: UTF-16 units, never less than characters.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `text`, cut with a visible sign when it is longer than `room`.
pub(super) fn clipped(text: &str, room: usize) -> String {
    if length(text) <= room {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut used = 1;
    for letter in text.chars() {
        used += letter.len_utf16();
        if used > room {
            break;
        }
        clipped.push(letter);
    }
    clipped.push('…');
    clipped
}
