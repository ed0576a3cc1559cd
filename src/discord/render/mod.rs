//! Answers as Discord messages: one file a command, and what they share.
//!
//! The quotation is the loudest thing; the apparatus is small print, always in one order: party
//! and speaker, forum, date, paragraph.

mod about;
pub(super) mod alerts;
mod cite;
pub(super) mod list;
mod norm;
pub(super) mod notice;
mod quote;
mod search;
mod statement;

use crate::discord::components::{Button, Component, Place, clipped, length};
use crate::discord::layout::{Message, Tone};
use crate::discord::markdown::{escaped, escaped_but_mentions, linked, quoted};
use crate::domain::quotation::{Sentences, pages};
use crate::service::passage::PassageShown;
use crate::service::{Answer, Refusal};

/// Units of text in one block at most, so that two always fit a page.
const BLOCK: usize = 1_700;
/// Characters of a line of apparatus, before escaping.
const LINE: usize = 200;
/// A longer address is left out of a list; `/quote` shows it.
const LONGEST_LINK: usize = 500;

/// The message for an answer.
pub(super) fn message(answer: &Answer) -> Message {
    match answer {
        Answer::Norm(answer) => norm::message(answer),
        Answer::Quote(answer) => quote::message(answer),
        Answer::Search(answer) => search::message(answer),
        Answer::Statement(answer) => statement::message(answer),
        Answer::Cite(answer) => cite::message(answer),
        Answer::Help(answer) => about::help(answer),
        Answer::About(answer) => about::about(answer),
    }
}

/// The message for a refusal.
pub(super) fn refusal(refusal: &Refusal) -> Message {
    refusal_in(refusal, escaped)
}

/// The same for one that names channels and roles by mention.
pub(super) fn refusal_with_mentions(refusal: &Refusal) -> Message {
    refusal_in(refusal, escaped_but_mentions)
}

fn refusal_in(refusal: &Refusal, shown: fn(&str) -> String) -> Message {
    let line = |text: &str| but_code(&clipped(text, 600), shown);
    let text = format!("{}\n{}", line(&refusal.message), line(&refusal.hint));
    Message::new(Tone::Refusal, vec![Component::Text(text)])
}

/// A sentence of ours.
pub(super) fn sentence(tone: Tone, text: &str) -> Message {
    Message::new(tone, vec![Component::Text(text.to_owned())])
}

/// Escapes all but what stands between single backticks, which our own sentences set as code.
fn code_kept(text: &str) -> String {
    but_code(text, escaped)
}

/// Shows by `shown` all but what stands between single backticks.
fn but_code(text: &str, shown: fn(&str) -> String) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return shown(text);
    }
    let part = |(i, part): (usize, &&str)| match i % 2 {
        0 => shown(part),
        _ if part.is_empty() => String::new(),
        _ => format!("`{}`", part.replace('\n', " ")),
    };
    parts.iter().enumerate().map(part).collect()
}

/// A passage in a list, with a button that quotes it in full. `rule_words` are those by which the
/// rules tagged it with a norm of this answer.
fn passage(passage: &PassageShown, room: usize, rule_words: &[&str]) -> Component {
    let sentences = Sentences::of(&passage.text);
    let shown = shortened(passage, &sentences, room);
    let mut text = format!("{shown}\n-# {}", citation(passage));
    if !rule_words.is_empty() {
        let words = escaped(&clipped(&rule_words.join(", "), LINE));
        text += &format!("\n-# tagged by rule: {words}");
    }
    let Some(number) = passage.paragraph else {
        return Component::Text(text);
    };
    let line = format!("/quote {} {number}", passage.statement);
    Component::Section(
        text,
        Button::new(format!("Quote ¶ {number}"), Place::Private, line),
    )
}

/// The sentences around the marks, quoted, with every cut shown.
fn shortened(passage: &PassageShown, sentences: &Sentences<'_>, room: usize) -> String {
    let cut = sentences.snippet(&passage.marks, room);
    let inside =
        |mark: &&std::ops::Range<usize>| mark.start >= cut.span.start && mark.end <= cut.span.end;
    let shift =
        |mark: &std::ops::Range<usize>| mark.start - cut.span.start..mark.end - cut.span.start;
    let marks: Vec<_> = passage.marks.iter().filter(inside).map(shift).collect();
    let text = quoted(&passage.text[cut.span.clone()], &marks);
    let before = if cut.cut_before { "> […] " } else { "> " };
    let after = if cut.cut_after { " […]" } else { "" };
    format!("{before}{}{after}", text.trim_start_matches("> "))
}

/// The citation, linked to the paragraph where the address allows.
fn citation(passage: &PassageShown) -> String {
    let line = clipped(&passage.citation, LINE);
    match length(&passage.url) <= LONGEST_LINK {
        true => linked(&line, &passage.url),
        false => escaped(&line),
    }
}

/// A paragraph in full, over as many blocks as it needs; their texts join to the paragraph.
fn whole(text: &str) -> Vec<Component> {
    // Each line break brings the mark of a quote with it.
    let cost = |run: &str| length(&escaped(run)) + 2 * run.matches('\n').count();
    let runs = pages(text, BLOCK, cost);
    runs.into_iter()
        .map(|span| Component::Text(quoted(&text[span], &[])))
        .collect()
}

/// A list of short things, clipped visibly.
fn listed(items: &[String], most: usize) -> String {
    let shown = items
        .iter()
        .take(most)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match items.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// `1 statement`, `2 statements`.
pub(super) fn counted(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}
