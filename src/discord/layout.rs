//! Fits components into messages: pages by construction, so that no limit is ever met.

use serde_json::{Value, json};

use crate::discord::components::{Button, Component, Place, length, limit};
use crate::discord::custom_id::encode;

/// `IS_COMPONENTS_V2` of Discord's message flags.
const COMPONENTS_V2: u64 = 1 << 15;
/// `EPHEMERAL` of Discord's message flags.
const EPHEMERAL: u64 = 1 << 6;

/// Room kept for what every page carries besides its blocks: the container, the row of buttons
/// with pages and Share, a second row, a menu.
const COMPONENTS_BESIDE: usize = 16;
/// Text kept for the line that says which page this is.
const TEXT_BESIDE: usize = 120;

/// The colour of the bar beside an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Answer,
    /// What nobody asked for at this moment.
    Notice,
    Nothing,
    Refusal,
}

impl Tone {
    fn colour(self) -> u32 {
        match self {
            Tone::Answer => 0x004B_929B,
            Tone::Notice => 0x00D9_A441,
            Tone::Nothing => 0x0080_8080,
            Tone::Refusal => 0x00B0_3A2E,
        }
    }
}

/// A message, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    pub(super) tone: Tone,
    pub(super) components: Vec<Component>,
    /// Name and content of uploads.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

/// A message as Discord reads it, and the lines its buttons need kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) data: Value,
    pub(super) stored: Vec<(String, String)>,
}

impl Message {
    pub(super) fn new(tone: Tone, components: Vec<Component>) -> Self {
        Message {
            tone,
            components,
            files: Vec::new(),
        }
    }

    /// Adds the button by which a private answer is shown to the channel.
    pub(super) fn with_share(mut self, line: &str) -> Self {
        let share = Button::new("Share", Place::Channel, line).with_emoji("📣");
        let room = self
            .components
            .iter_mut()
            .rev()
            .find_map(|component| match component {
                Component::Buttons(buttons) if buttons.len() < limit::ROW => Some(buttons),
                _ => None,
            });
        match room {
            Some(buttons) => buttons.push(share),
            None => self.components.push(Component::Buttons(vec![share])),
        }
        self
    }

    /// The JSON of the message, private or not.
    pub(super) fn written(&self, private: bool) -> Written {
        let mut stored = Vec::new();
        let mut number = 0;
        let mut custom_id = |action: &_| {
            let (id, kept) = encode(action, number);
            number += 1;
            stored.extend(kept);
            id
        };
        let components: Vec<Value> = self
            .components
            .iter()
            .map(|one| one.json(&mut custom_id))
            .collect();
        let attachment =
            |(id, (name, _)): (usize, &(String, Vec<u8>))| json!({ "id": id, "filename": name });
        let attachments: Vec<Value> = self.files.iter().enumerate().map(attachment).collect();
        let mut data = json!({
            "flags": COMPONENTS_V2 | if private { EPHEMERAL } else { 0 },
            "components": [{ "type": 17, "accent_color": self.tone.colour(), "components": components }],
            "allowed_mentions": { "parse": [] },
        });
        if !attachments.is_empty() {
            data["attachments"] = Value::Array(attachments);
        }
        Written { data, stored }
    }
}

/// Blocks laid out over as many pages as they need; a block is never split.
pub(super) fn pages(heading: &str, blocks: Vec<Component>) -> Vec<Vec<Component>> {
    let room_text = limit::TEXT - TEXT_BESIDE - length(heading);
    let room_count = limit::COMPONENTS - COMPONENTS_BESIDE;
    let mut pages: Vec<Vec<Component>> = vec![Vec::new()];
    let (mut text, mut count) = (0, 0);
    for block in blocks {
        let fits = text + block.text_length() <= room_text && count + block.count() <= room_count;
        if !fits {
            pages.push(Vec::new());
            (text, count) = (0, 0);
        }
        text += block.text_length();
        count += block.count();
        if let Some(page) = pages.last_mut() {
            page.push(block);
        }
    }
    for page in &mut pages {
        tidy(page);
    }
    pages.retain(|page| !page.is_empty());
    pages
}

/// No line at the edge of a page.
fn tidy(page: &mut Vec<Component>) {
    let separator =
        |component: Option<&Component>| matches!(component, Some(Component::Separator { .. }));
    while separator(page.last()) {
        page.pop();
    }
    while separator(page.first()) {
        page.remove(0);
    }
}

/// The page that is wanted, with its number and how many there are; the last when there are fewer.
pub(super) fn page(pages: Vec<Vec<Component>>, wanted: usize) -> (Vec<Component>, usize, usize) {
    let total = pages.len().max(1);
    let number = wanted.clamp(1, total);
    let page = pages.into_iter().nth(number - 1).unwrap_or_default();
    (page, number, total)
}

/// Buttons to the pages before and behind; none when there is one page.
pub(super) fn turns(number: usize, total: usize, line: impl Fn(usize) -> String) -> Vec<Button> {
    let mut buttons = Vec::new();
    if number > 1 {
        buttons.push(
            Button::new(
                format!("Page {}", number - 1),
                Place::Here,
                line(number - 1),
            )
            .with_emoji("◀️"),
        );
    }
    if number < total {
        buttons.push(
            Button::new(
                format!("Page {} of {total}", number + 1),
                Place::Here,
                line(number + 1),
            )
            .with_emoji("▶️"),
        );
    }
    buttons
}

/// A line between parts.
pub(super) fn divider() -> Component {
    Component::Separator { divider: true }
}
