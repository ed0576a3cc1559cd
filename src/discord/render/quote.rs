//! The reply to `/quote`: nothing but the text, then who, where and when, then the small print.

use crate::discord::components::{Action, Button, Component, Place, Select, clipped, limit};
use crate::discord::layout::{Message, Tone, page, pages, turns};
use crate::discord::markdown::{escaped, linked};
use crate::discord::render::{LINE, listed, whole};
use crate::service::passage::PassageShown;
use crate::service::quote::QuoteAnswer;

/// The message.
pub(super) fn message(answer: &QuoteAnswer) -> Message {
    let source = source(answer);
    let mut blocks = Vec::new();
    for passage in &answer.passages {
        let mut parts = whole(&passage.text);
        if answer.passages.len() > 1
            && let (Some(mark), Some(Component::Text(first))) = (passage.mark(), parts.first_mut())
        {
            *first = format!("-# {}\n{first}", escaped(&mark));
        }
        blocks.extend(parts);
    }
    let (mut components, number, total) = page(pages(&source, blocks), answer.page);
    let part = if total > 1 {
        format!("\n-# page {number} of {total}")
    } else {
        String::new()
    };
    components.push(Component::Text(format!("{source}{part}")));
    let line = |page: usize| match page {
        1 => format!("/quote {} {}", answer.statement, answer.paragraphs),
        page => format!(
            "/quote {} {} page:{page}",
            answer.statement, answer.paragraphs
        ),
    };
    let turns = turns(number, total, line);
    if !turns.is_empty() {
        components.push(Component::Buttons(turns));
    }
    components.extend(norms(answer));
    components.push(Component::Buttons(steps(answer)));
    Message::new(Tone::Answer, components)
}

/// Who, where, when; then id, paragraph and link.
fn source(answer: &QuoteAnswer) -> String {
    let Some(first) = answer.passages.first() else {
        return String::new();
    };
    let speaker = first
        .speaker
        .as_ref()
        .map(|speaker| format!(", {}", escaped(&clipped(speaker, LINE))));
    let behalf = match first.on_behalf_of.as_slice() {
        [] => String::new(),
        parties => format!(
            ", on behalf of {}",
            escaped(&clipped(&listed(parties, 12), LINE))
        ),
    };
    format!(
        "**{}**{}{behalf}\n{}\n-# {} · {} of {}{} · {} · copied from the source letter for letter",
        escaped(&clipped(&first.party, LINE)),
        speaker.unwrap_or_default(),
        occasion(answer, first),
        escaped(&answer.statement),
        numbers(&answer.paragraphs),
        answer.last_number,
        numbering(answer, first),
        open(first),
    )
}

/// `, our numbering`, with the printed number where one paragraph is shown.
fn numbering(answer: &QuoteAnswer, first: &PassageShown) -> String {
    match first.numbering() {
        Some(_) if answer.passages.len() > 1 => ", our numbering".to_owned(),
        Some(numbering) => format!(", {}", escaped(&numbering)),
        None => String::new(),
    }
}

fn numbers(paragraphs: &str) -> String {
    let several = paragraphs.contains([',', '-']);
    let shown = paragraphs.replace(',', ", ").replace('-', "–");
    format!(
        "{} {}",
        if several { "paras." } else { "para." },
        escaped(&clipped(&shown, 80))
    )
}

fn occasion(answer: &QuoteAnswer, first: &PassageShown) -> String {
    let mut parts = Vec::new();
    if !answer.meeting.is_empty() {
        parts.push(escaped(&clipped(&answer.meeting, LINE)));
    }
    if !answer.meeting.contains(&first.forum) {
        parts.push(escaped(&clipped(&first.forum, LINE)));
    }
    parts.push(escaped(&first.date));
    parts.join(", ")
}

fn open(first: &PassageShown) -> String {
    // Longer addresses than this exist only in a made-up corpus; the source is in /statement too.
    const LONGEST: usize = 1_000;
    match first.url.len() <= LONGEST {
        true => linked("open at this paragraph", &first.url),
        false => "the address is in /statement".to_owned(),
    }
}

/// A menu of the norms that the paragraphs bear on.
fn norms(answer: &QuoteAnswer) -> Option<Component> {
    let mut options: Vec<(String, String)> = Vec::new();
    for norm in answer.passages.iter().flat_map(|passage| &passage.norms) {
        if options.iter().all(|(_, id)| *id != norm.id) {
            options.push((
                match norm.rule_words() {
                    Some(_) => format!("{} {} (tagged by rule)", norm.instrument, norm.label),
                    None => format!("{} {}", norm.instrument, norm.label),
                },
                norm.id.clone(),
            ));
        }
    }
    // The eleven norms first: they are what most readers look for.
    options.sort_by_key(|(_, id)| !id.starts_with("gge-2015/"));
    let any = !options.is_empty();
    let placeholder = match options.len() {
        1 => "The norm this bears on".to_owned(),
        n if n > limit::OPTIONS => format!("{} of the {n} norms these bear on", limit::OPTIONS),
        n => format!("The {n} norms this bears on"),
    };
    let action = Action {
        place: Place::Private,
        line: "/norm".to_owned(),
    };
    let select = Select {
        placeholder,
        action,
        options,
    };
    Some(Component::Select(select)).filter(|_| any)
}

fn steps(answer: &QuoteAnswer) -> Vec<Button> {
    let quote = |number: u32| format!("/quote {} {number}", answer.statement);
    let mut buttons = Vec::new();
    if let Some(before) = answer.before {
        buttons
            .push(Button::new(format!("¶ {before}"), Place::Here, quote(before)).with_emoji("◀️"));
    }
    if let Some(after) = answer.after {
        buttons.push(Button::new(format!("¶ {after}"), Place::Here, quote(after)).with_emoji("▶️"));
    }
    let cite = format!("/cite {} {}", answer.statement, answer.paragraphs);
    buttons.push(Button::new("Cite", Place::Private, cite).primary());
    buttons.push(Button::new(
        "Statement",
        Place::Private,
        format!("/statement {}", answer.statement),
    ));
    buttons
}
