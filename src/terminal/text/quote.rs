//! `/quote` as text: nothing but the paragraphs, then who, where and when, then the small print.

use crate::domain::statement::Strength;
use crate::service::passage::PassageShown;
use crate::service::quote::QuoteAnswer;
use crate::terminal::text::page::{Page, bold, command, dim, plain};
use crate::terminal::text::unbroken;

pub(super) fn write(page: &mut Page, answer: &QuoteAnswer) {
    let several = answer.passages.len() > 1;
    for passage in &answer.passages {
        page.gap();
        if let Some(mark) = passage.mark().filter(|_| several) {
            page.line(0, &[dim(mark)]);
        }
        page.paragraph(&passage.text);
    }
    page.gap();
    if let Some(first) = answer.passages.first() {
        apparatus(page, answer, first);
    }
    for passage in &answer.passages {
        norms(page, passage, several);
    }
    page.gap();
    next(page, answer);
}

fn apparatus(page: &mut Page, answer: &QuoteAnswer, first: &PassageShown) {
    match &first.speaker {
        Some(speaker) => page.line(0, &[bold(&first.party), plain(format!(", {speaker}"))]),
        None => page.line(0, &[bold(&first.party)]),
    }
    page.line(
        0,
        &[plain(format!(
            "{}, {}",
            occasion(answer, first),
            first.date
        ))],
    );
    let numbering = match first.numbering() {
        Some(_) if answer.passages.len() > 1 => "our numbering".to_owned(),
        Some(numbering) => numbering,
        None => "numbered in the source".to_owned(),
    };
    let shown = answer.paragraphs.replace(',', ", ").replace('-', "–");
    let para = if answer.passages.len() > 1 {
        "paras."
    } else {
        "para."
    };
    page.line(
        0,
        &[dim(format!(
            "{} · {para} {shown} of {}, {numbering} · copied from the source letter for letter",
            answer.statement, answer.last_number
        ))],
    );
    page.line(0, &[dim(&first.url)]);
}

/// The meeting and its forum, each once.
fn occasion(answer: &QuoteAnswer, first: &PassageShown) -> String {
    match answer.meeting.as_str() {
        "" => first.forum.clone(),
        meeting if meeting.contains(&first.forum) => meeting.to_owned(),
        meeting => format!("{meeting}, {}", first.forum),
    }
}

/// `Speaks to UN GGE 2015 13 (a), 13 (c)`: what the paragraph was tagged with.
fn norms(page: &mut Page, passage: &PassageShown, several: bool) {
    let place = match passage.paragraph {
        Some(number) if several => format!("¶ {number} "),
        _ => String::new(),
    };
    for (strength, verb) in [
        (Strength::Answers, "speaks to"),
        (Strength::Related, "touches"),
    ] {
        let labels = labels(passage, strength);
        if !labels.is_empty() {
            let verb = if several {
                verb.to_owned()
            } else {
                capital(verb)
            };
            page.hanging(0, 2, &[dim(format!("{place}{verb} {labels}"))]);
        }
    }
}

fn labels(passage: &PassageShown, strength: Strength) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut before = "";
    let mut by_rule: Vec<&str> = Vec::new();
    for norm in passage
        .norms
        .iter()
        .filter(|norm| norm.strength == strength)
    {
        if norm.instrument == before {
            parts.push(unbroken(&norm.label));
        } else {
            parts.push(format!("{} {}", norm.instrument, unbroken(&norm.label)));
            before = &norm.instrument;
        }
        by_rule.extend(
            norm.rule_words()
                .unwrap_or_default()
                .iter()
                .map(String::as_str),
        );
        if let (Some(_), Some(last)) = (norm.rule_words(), parts.last_mut()) {
            last.push('*');
        }
    }
    let words = listed(by_rule);
    if words.is_empty() {
        return parts.join(", ");
    }
    format!("{} (* tagged by rule: {words})", parts.join(", "))
}

/// Each word once.
fn listed(words: Vec<&str>) -> String {
    let mut once: Vec<&str> = Vec::new();
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once.join(", ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn next(page: &mut Page, answer: &QuoteAnswer) {
    let id = &answer.statement;
    let neighbours = [("Before: ", answer.before), ("After:  ", answer.after)];
    for (name, number) in neighbours {
        if let Some(number) = number {
            page.line(0, &[dim(name), command(format!("/quote {id} {number}"))]);
        }
    }
    page.line(
        0,
        &[
            dim("Cite:   "),
            command(format!("/cite {id} {}", answer.paragraphs)),
        ],
    );
}
