//! What is told of its own accord: notices, corrections and words; `list` has digests and summaries.
//!
//! Each message has a button whose line ends with the number of its delivery, by which it is
//! known again.

use serde_json::{Value, json};

use crate::alerts::{CorrectionShown, NoticeShown, StatementShown, Telling};
use crate::discord::components::{Button, Component, Place, clipped, length};
use crate::discord::layout::{Message, Tone, divider};
use crate::discord::markdown::{bold, escaped, linked};
use crate::discord::place::marker;
use crate::discord::render::{LINE, LONGEST_LINK, counted, list, listed, shortened};
use crate::domain::alert::Alert;
use crate::domain::chat::RoleId;
use crate::domain::date::minute;
use crate::domain::delivery::DeliveryId;
use crate::domain::difference::Part;
use crate::domain::quotation::Sentences;
use crate::service::passage::PassageShown;

/// Characters of a paragraph in a notice; a longer one is cut with the cut shown.
const ROOM: usize = 800;
/// Characters of the text of a correction, of each paragraph.
const CHANGE: usize = 900;
/// Paragraphs whose changes are shown.
const MOST_CHANGES: usize = 3;
/// Discord's limit for the name of a post.
const NAME: usize = 100;

/// The message.
pub(in crate::discord) fn message(telling: &Telling) -> Message {
    match telling {
        Telling::Notice(notice) => of_notice(notice),
        Telling::List(list) => list::message(list, 1),
        Telling::Correction(correction) => of_correction(correction),
        Telling::Word(delivery, text) => of_word(*delivery, text),
        Telling::NotHere => of_word(DeliveryId(0), "This statement is not here yet."),
        Telling::Nothing(why) => of_word(DeliveryId(0), why),
    }
}

/// The message as it is kept to be sent: the name of its post in a forum, and its data with the
/// roles that it mentions.
pub(in crate::discord) fn body(telling: &Telling, mut data: Value) -> Value {
    let roles = mentions(telling);
    if !roles.is_empty() {
        let text: Vec<String> = roles.iter().map(|role| format!("<@&{role}>")).collect();
        let text = json!({ "type": 10, "content": text.join(" ") });
        if let Some(components) = data["components"].as_array_mut() {
            components.insert(0, text);
        }
        let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
        data["allowed_mentions"]["roles"] = json!(roles);
    }
    json!({ "name": name(telling), "message": data })
}

fn mentions(telling: &Telling) -> Vec<RoleId> {
    match telling {
        Telling::Notice(notice) => notice.alert.order.mention.into_iter().collect(),
        Telling::List(list) => list.mentions.clone(),
        _ => Vec::new(),
    }
}

/// What a post in a forum is called.
fn name(telling: &Telling) -> String {
    let of = |statement: &StatementShown| format!("{}: {}", statement.party, statement.title);
    let name = match telling {
        Telling::Notice(notice) => of(&notice.statement),
        Telling::Correction(correction) => format!("Corrected: {}", of(&correction.statement)),
        Telling::List(list) => list::heading_of(list),
        Telling::Word(..) | Telling::NotHere | Telling::Nothing(_) => "Rapporteur".to_owned(),
    };
    clipped(&name.replace('\n', " "), NAME)
}

fn of_notice(notice: &NoticeShown) -> Message {
    let statement = &notice.statement;
    let counts = format!(
        "{} of {} match your alert",
        notice.n_matching,
        counted(statement.n_numbered as usize, "paragraph")
    );
    let added = statement.added.map(|added| {
        let time = minute(added);
        format!("added to the corpus {time} · ")
    });
    let sample = match notice.delivery {
        Some(_) => "",
        None => "-# This is a sample: so a notice of this alert looks. Nothing new was added.\n",
    };
    let text = format!(
        "{sample}### {}\n{}\n-# {}{counts}",
        escaped(&clipped(&statement.title, 300)),
        source(statement),
        added.unwrap_or_default(),
    );
    let open = Button::new(
        "Open",
        Place::Private,
        format!("/statement {}", statement.id),
    );
    let mut components = vec![Component::Section(text, open)];
    for shown in &notice.passages {
        components.push(Component::Separator { divider: false });
        components.push(paragraph(shown));
    }
    components.push(divider());
    components.push(Component::Text(because(notice)));
    components.push(Component::Buttons(steps(notice)));
    Message::new(Tone::Notice, components)
}

/// A paragraph that matched. Who said it, and where, stands above all of them.
fn paragraph(shown: &PassageShown) -> Component {
    let text = shortened(shown, &Sentences::of(&shown.text), ROOM);
    let mark = shown.mark().unwrap_or_default();
    let numbering = shown.numbering().map(|numbering| format!(" ({numbering})"));
    let small = mark + &numbering.unwrap_or_default();
    let small = match length(&shown.url) <= LONGEST_LINK {
        true => linked(&small, &shown.url),
        false => escaped(&small),
    };
    let text = format!("{text}\n-# {small}");
    let Some(number) = shown.paragraph else {
        return Component::Text(text);
    };
    let line = format!("/quote {} {number}", shown.statement);
    Component::Section(
        text,
        Button::new(format!("Quote ¶ {number}"), Place::Private, line),
    )
}

/// `**Estonia**, Ms A. Example · First Committee, 79th session · 21 October 2024`.
fn source(statement: &StatementShown) -> String {
    let speaker = statement
        .speaker
        .as_ref()
        .map(|speaker| format!(", {}", clipped(speaker, LINE)));
    let behalf = match statement.on_behalf_of.as_slice() {
        [] => String::new(),
        parties => format!(", on behalf of {}", clipped(&listed(parties, 6), LINE)),
    };
    let session = match statement.session.as_str() {
        "" => String::new(),
        session => format!(", {}", clipped(session, 60)),
    };
    format!(
        "**{}**{} · {}{} · {}",
        escaped(&clipped(&statement.party, LINE)),
        escaped(&(speaker.unwrap_or_default() + &behalf)),
        escaped(&clipped(&statement.forum, LINE)),
        escaped(&session),
        escaped(&statement.date),
    )
}

/// Why this came.
fn because(notice: &NoticeShown) -> String {
    let alert = &notice.alert;
    let also = match notice.also.as_slice() {
        [] => String::new(),
        also => format!(
            "\n-# Also watched for: {}",
            escaped(&clipped(&listed(also, 12), 300))
        ),
    };
    format!(
        "-# You get this because of {}, set by <@{}>{also}",
        named(alert),
        alert.owner
    )
}

/// `alert 12, **critical infrastructure party:EU**`.
pub(super) fn named(alert: &Alert) -> String {
    let query = escaped(&clipped(&alert.order.query, 200));
    format!("alert {}, **{query}**", alert.id)
}

fn steps(notice: &NoticeShown) -> Vec<Button> {
    let mut buttons = Vec::new();
    let numbers: Vec<String> = notice
        .passages
        .iter()
        .filter_map(|passage| passage.paragraph.map(|number| number.to_string()))
        .collect();
    if !numbers.is_empty() {
        let line = format!("/cite {} {}", notice.statement.id, numbers.join(","));
        buttons.push(Button::new("Cite", Place::Private, line));
    }
    if let Some(delivery) = notice.delivery {
        buttons.push(pause(notice.alert.id.0, delivery));
    }
    buttons
}

pub(super) fn pause(alert: i64, delivery: DeliveryId) -> Button {
    let line = format!("/alerts pause {alert}{}", marker(delivery));
    Button::new("Pause this alert", Place::Private, line).with_emoji("⏸️")
}

pub(super) fn mine(delivery: DeliveryId) -> Button {
    let line = format!("/alerts list{}", marker(delivery));
    Button::new("My alerts", Place::Private, line)
}

fn of_correction(correction: &CorrectionShown) -> Message {
    let statement = &correction.statement;
    let before = match link(correction) {
        Some(link) => format!("[an earlier notice]({link})"),
        None => "an earlier notice".to_owned(),
    };
    let text = format!(
        "### Corrected: {}\n{}\n-# The text that {before} quoted reads otherwise in revision {} of the statement.",
        escaped(&clipped(&statement.title, 300)),
        source(statement),
        correction.revision,
    );
    let open = Button::new(
        "Open",
        Place::Private,
        format!("/statement {}", statement.id),
    );
    let mut components = vec![Component::Section(text, open)];
    for (number, parts) in correction.changes.iter().take(MOST_CHANGES) {
        components.push(Component::Separator { divider: false });
        components.push(changed(statement, *number, parts.as_deref()));
    }
    let more = correction.changes.len().saturating_sub(MOST_CHANGES);
    if more > 0 {
        components.push(Component::Text(format!(
            "-# {} more changed.",
            counted(more, "paragraph")
        )));
    }
    components.push(divider());
    let why = format!("-# You get this because of {}", named(&correction.alert));
    components.push(Component::Text(why));
    components.push(Component::Buttons(vec![pause(
        correction.alert.id.0,
        correction.delivery,
    )]));
    Message::new(Tone::Notice, components)
}

fn link(correction: &CorrectionShown) -> Option<String> {
    if correction.message.is_empty() {
        return None;
    }
    let server = correction.alert.order.server;
    let server = server.map_or_else(|| "@me".to_owned(), |server| server.to_string());
    Some(format!(
        "https://discord.com/channels/{server}/{}",
        correction.message
    ))
}

/// A paragraph with what is gone struck out and what is new in bold.
fn changed(statement: &StatementShown, number: u32, parts: Option<&[Part]>) -> Component {
    let Some(parts) = parts else {
        return Component::Text(format!("¶ {number} is no longer in the statement."));
    };
    let mut text = String::from("> ");
    for part in parts {
        let next = match part {
            Part::Same(same) => escaped(same),
            Part::Gone(gone) => styled(gone, "~~"),
            // Struck out and new side by side would read as one word.
            Part::New(new) if text.ends_with("~~") => format!(" {}", styled(new, "**")),
            Part::New(new) => styled(new, "**"),
            Part::Left => " […] ".to_owned(),
        };
        if text.len() + next.len() > CHANGE {
            text += " […]";
            break;
        }
        text += &next.replace('\n', "\n> ");
    }
    let button = Button::new(
        format!("Quote ¶ {number}"),
        Place::Private,
        format!("/quote {} {number}", statement.id),
    );
    Component::Section(format!("{text}\n-# ¶ {number}"), button)
}

/// `text` in a style, the spaces at its ends outside, where Discord's signs would not bind.
fn styled(text: &str, sign: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let start = text.len() - text.trim_start().len();
    let (before, after) = (&text[..start], &text[start + inner.len()..]);
    format!("{before}{sign}{}{sign}{after}", bold(inner, &[]))
}

fn of_word(delivery: DeliveryId, text: &str) -> Message {
    // Our own sentence: it names channels by their mention.
    let components = vec![
        Component::Text(text.to_owned()),
        Component::Buttons(vec![mine(delivery)]),
    ];
    Message::new(Tone::Notice, components)
}
