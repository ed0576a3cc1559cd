//! The reply to `/norm` and to "Find norms in this message".

use crate::discord::components::{Button, Component, Place, clipped};
use crate::discord::layout::{Message, Tone, divider, page, pages, turns};
use crate::discord::markdown::{escaped, linked};
use crate::discord::render::{LINE, counted, listed, passage};
use crate::domain::statement::Strength;
use crate::service::about::Searched;
use crate::service::norm::{CounterpartShown, InstrumentShown, NormAnswer, NormShown};

/// Characters of a passage in this reply; two of them and two norms fit a phone.
const SNIPPET: usize = 520;
/// Characters of a summary or a remark; the catalogue's are far shorter.
const SUMMARY: usize = 700;

/// The message.
pub(super) fn message(answer: &NormAnswer) -> Message {
    if answer.nothing_found {
        return nothing(answer);
    }
    let heading = heading(answer);
    let mut blocks = Vec::new();
    blocks.extend(answer.instrument.as_ref().map(instrument));
    let answering = norms_of(answer, Strength::Answers);
    let alone = answering.len() == 1 && answer.instrument.is_none();
    blocks.extend(answering.iter().map(|norm| norm_block(norm, alone)));
    blocks.push(divider());
    blocks.push(Component::Text(said(answer)));
    blocks.extend(answer.passages.iter().map(|one| {
        let shown = answer.norms.iter().map(|norm| norm.id.as_str());
        passage(one, SNIPPET, &one.rule_words(shown))
    }));
    if let ([norm], true) = (answering.as_slice(), alone) {
        blocks.extend(counterparts(norm));
    }
    blocks.extend(related(answer));
    let (mut components, number, total) = page(pages(&heading, blocks), answer.page);
    components.insert(0, Component::Text(heading));
    let command = if answer.to_a_text { "nearest" } else { "norm" };
    let mut buttons = match answer.to_a_text {
        true => Vec::new(),
        false => turns(number, total, |page| {
            format!("/{command} {}{}", answer.topic, paged(page))
        }),
    };
    if !answer.to_a_text {
        buttons.push(Button::new(
            "Search these words",
            Place::Private,
            format!("/search {}", answer.topic),
        ));
    }
    if !buttons.is_empty() {
        components.push(Component::Buttons(buttons));
    }
    Message::new(Tone::Answer, components)
}

fn paged(page: usize) -> String {
    match page {
        1 => String::new(),
        page => format!(" page:{page}"),
    }
}

fn norms_of(answer: &NormAnswer, relation: Strength) -> Vec<&NormShown> {
    answer
        .norms
        .iter()
        .filter(|norm| norm.relation == relation)
        .collect()
}

fn heading(answer: &NormAnswer) -> String {
    let n_norms = norms_of(answer, Strength::Answers).len();
    let norms = match n_norms {
        0 => "no norm answers directly".to_owned(),
        1 => "1 norm answers".to_owned(),
        n => format!("{n} norms answer"),
    };
    let title = match answer.to_a_text {
        true => "Nearest to this message".to_owned(),
        false => escaped(&clipped(&answer.topic, LINE)),
    };
    let mut heading = format!("## {title}\n-# {norms} · {}", speaking(answer));
    for (typed, read) in answer.mended.iter().take(3) {
        heading += &format!(
            "\n-# “{}” was read as “{}”",
            escaped(&clipped(typed, 40)),
            escaped(&clipped(read, 40))
        );
    }
    heading
}

fn speaking(answer: &NormAnswer) -> String {
    let statements: std::collections::BTreeSet<&str> = answer
        .passages
        .iter()
        .map(|one| one.statement.as_str())
        .collect();
    match statements.len() {
        0 => "no statement in the corpus speaks to it".to_owned(),
        1 => "1 statement in the corpus speaks to it".to_owned(),
        n => format!("{n} statements in the corpus speak to it"),
    }
}

/// A norm at a glance, with its counterparts one press away unless they are listed below.
fn norm_block(norm: &NormShown, alone: bool) -> Component {
    let silent = if norm.silent {
        " · **the corpus is silent on this norm**"
    } else {
        ""
    };
    let text = format!(
        "### {}  {}\n{}{}\n-# {} · summary ours{}{silent}",
        escaped(&clipped(&norm.label, 40)),
        escaped(&clipped(&norm.title, LINE)),
        escaped(&clipped(&norm.summary, SUMMARY)),
        note(&norm.note),
        source(norm),
        unverified(norm.verified),
    );
    match norm.counterparts.len() {
        0 => Component::Text(text),
        _ if alone => Component::Text(text),
        n => {
            let button = Button::new(
                format!("Counterparts · {n}"),
                Place::Private,
                format!("/norm {}", norm.id),
            );
            Component::Section(text, button)
        }
    }
}

fn source(norm: &NormShown) -> String {
    let mut parts = vec![linked(&clipped(&norm.instrument, LINE), &norm.address)];
    if !norm.symbol.is_empty() {
        parts.push(escaped(&clipped(&norm.symbol, LINE)));
    }
    parts.push(escaped(&standing(&norm.status)));
    parts.join(" · ")
}

/// The first part of an instrument's standing; all of it is in the reply to the instrument.
pub(super) fn standing(status: &str) -> String {
    clipped(status.split(';').next().unwrap_or(status), 100)
}

fn note(note: &str) -> String {
    match note {
        "" => String::new(),
        note => format!("\n-# Note: {}", escaped(&clipped(note, SUMMARY / 2))),
    }
}

fn unverified(verified: bool) -> &'static str {
    if verified { "" } else { " · *not verified*" }
}

fn counterparts(norm: &NormShown) -> Vec<Component> {
    if norm.counterparts.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![divider(), Component::Text("### Counterparts".to_owned())];
    // A few to a block: a line each would spend the message's components on separators.
    for few in norm.counterparts.chunks(3) {
        let lines: Vec<String> = few.iter().map(counterpart).collect();
        blocks.push(Component::Text(lines.join("\n")));
    }
    blocks
}

fn counterpart(one: &CounterpartShown) -> String {
    let mut line = format!(
        "**{} {}** {}\n-# {}{}",
        escaped(&clipped(&one.instrument, 80)),
        escaped(&clipped(&one.label, 40)),
        escaped(&clipped(&one.title, 80)),
        escaped(&standing(&one.status)),
        unverified(one.verified),
    );
    if !one.remark.is_empty() {
        line += &format!(" · {}", escaped(&clipped(&one.remark, 240)));
    }
    line
}

fn said(answer: &NormAnswer) -> String {
    let silent: Vec<String> = norms_of(answer, Strength::Answers)
        .iter()
        .filter(|norm| norm.silent)
        .map(|norm| escaped(&clipped(&norm.label, 40)))
        .collect();
    let mut text = "### What States said".to_owned();
    if answer.passages.is_empty() {
        text += "\nNothing in the corpus speaks to this.";
    }
    if !silent.is_empty() {
        text += &format!("\n-# The corpus is silent on {}.", listed(&silent, 8));
    }
    text
}

fn related(answer: &NormAnswer) -> Vec<Component> {
    let named: Vec<String> = norms_of(answer, Strength::Related)
        .iter()
        .map(|norm| {
            let instrument = if norm.id.starts_with("gge-2015/") {
                ""
            } else {
                &norm.instrument
            };
            let name = format!("{instrument} {} {}", norm.label, norm.title);
            escaped(&clipped(name.trim(), 90))
        })
        .collect();
    let mut lines = Vec::new();
    if !named.is_empty() {
        lines.push(format!("-# Related: {}", listed(&named, 6)));
    }
    lines.extend(unknown(answer).map(|words| format!("-# {words}")));
    match lines.is_empty() {
        true => Vec::new(),
        false => vec![divider(), Component::Text(lines.join("\n"))],
    }
}

fn instrument(one: &InstrumentShown) -> Component {
    let field = |name: &str, values: &[String]| match values {
        [] => String::new(),
        values => format!(
            "\n-# {name}: {}",
            escaped(&clipped(&listed(values, 12), 2 * LINE))
        ),
    };
    let symbol = if one.symbol.is_empty() {
        String::new()
    } else {
        format!(" · {}", escaped(&clipped(&one.symbol, 80)))
    };
    Component::Text(format!(
        "**{}**{symbol}\n{} · {}{}\n-# Made by: {}{}{}{}{}",
        linked(&clipped(&one.title, 300), &one.address),
        escaped(&clipped(&one.date, 80)),
        escaped(&clipped(&one.standing, LINE)),
        unverified(one.verified),
        escaped(&clipped(&one.made_by, LINE)),
        field("Put forward by", &one.sponsors),
        field("Followed", &one.follows),
        field("Was followed by", &one.followed_by),
        note(&one.note),
    ))
}

/// The words of a topic that nothing held here has; of a longer text they would say nothing.
fn unknown(answer: &NormAnswer) -> Option<String> {
    let words: Vec<String> = answer
        .unknown
        .iter()
        .map(|word| escaped(&clipped(word, 40)))
        .collect();
    let sentence = format!("No text held here has: {}.", listed(&words, 8));
    (!words.is_empty() && !answer.to_a_text).then_some(sentence)
}

/// What was searched, what comes nearest, and what to do next.
fn nothing(answer: &NormAnswer) -> Message {
    let title = match answer.to_a_text {
        true => "## Nothing in the corpus is near to this message".to_owned(),
        false => format!(
            "## Nothing in the corpus answers “{}”",
            escaped(&clipped(&answer.topic, LINE))
        ),
    };
    let mut components = vec![Component::Text(format!(
        "{title}\n{}",
        searched(&answer.searched)
    ))];
    components.extend(unknown(answer).map(Component::Text));
    let near: Vec<String> = answer
        .nearest
        .iter()
        .map(|near| {
            format!(
                "{}\n-# `{}`",
                escaped(&clipped(&near.what, LINE)),
                near.command.replace('`', "'")
            )
        })
        .collect();
    if !near.is_empty() {
        components.push(Component::Text(format!(
            "**Nearest that is held**\n{}",
            near.join("\n")
        )));
    }
    components.push(Component::Buttons(vec![
        Button::new("What is in the corpus", Place::Private, "/about"),
        Button::new("How to ask", Place::Private, "/help"),
    ]));
    Message::new(Tone::Nothing, components)
}

/// `Searched: 124 norms of 18 instruments, and 1 statement (1 party, 1 forum, August 2015).`
fn searched(searched: &Searched) -> String {
    let period = match &searched.period {
        Some((from, to)) if from == to => format!(", {from}"),
        Some((from, to)) => format!(", {from} to {to}"),
        None => String::new(),
    };
    let parties = match searched.parties {
        1 => "1 party".to_owned(),
        n => format!("{n} parties"),
    };
    format!(
        "Searched: {} of {}, and {} ({parties}, {}{period}).",
        counted(searched.provisions, "norm"),
        counted(searched.instruments, "instrument"),
        counted(searched.statements, "statement"),
        counted(searched.forums, "forum"),
    )
}
