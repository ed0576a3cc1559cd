//! `/norm` and `/nearest` as text: the norms, what States said, counterparts, and silence.

use crate::domain::statement::Strength;
use crate::service::norm::{InstrumentShown, NormAnswer, NormShown};
use crate::terminal::text::page::{Page, bold, command, dim, plain};
use crate::terminal::text::{counted, counterparts, either, listed, statements};

/// Longer topics are shortened in the heading.
const HEADING: usize = 70;

pub(super) fn write(page: &mut Page, answer: &NormAnswer) {
    if answer.nothing_found {
        return nothing(page, answer);
    }
    heading(page, answer);
    if let Some(instrument) = &answer.instrument {
        record(page, instrument);
    }
    let mut told: Vec<&str> = Vec::new();
    for norm in answering(answer) {
        page.gap();
        let in_full = first(&mut told, &norm.instrument);
        match answer.instrument {
            // Its record has just told what it is.
            Some(_) => summary(page, norm, ""),
            None => summary(page, norm, &standing(norm, in_full)),
        }
    }
    said(page, answer);
    counterparts::write(page, answer, &mut told);
    related(page, answer);
}

/// True the first time that `name` comes; what is said of an instrument is said once in full.
pub(super) fn first<'a>(told: &mut Vec<&'a str>, name: &'a str) -> bool {
    let new = !told.contains(&name);
    told.extend(new.then_some(name));
    new
}

fn heading(page: &mut Page, answer: &NormAnswer) {
    page.line(0, &[bold(title(answer))]);
    let n_norms = answering(answer).count();
    let mut parts = Vec::new();
    parts.push(match n_norms {
        0 => "no norm answers".to_owned(),
        1 => "1 norm answers".to_owned(),
        n => format!("{n} norms answer"),
    });
    let them = if n_norms > 1 { "them" } else { "it" };
    parts.push(match n_statements(answer) {
        0 => format!("no statement in the corpus speaks to {them}"),
        1 => format!("1 statement in the corpus speaks to {them}"),
        n => format!("{n} statements in the corpus speak to {them}"),
    });
    page.line(0, &[dim(parts.join(" · "))]);
    readings(page, answer);
}

fn title(answer: &NormAnswer) -> String {
    let topic = topic(answer);
    if answer.to_a_text {
        format!("Nearest to “{topic}”")
    } else {
        topic
    }
}

/// The topic on one line, cut visibly when it is long.
fn topic(answer: &NormAnswer) -> String {
    let topic = answer
        .topic
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    match topic.char_indices().nth(HEADING) {
        Some((end, _)) => format!("{} […]", &topic[..end]),
        None => topic,
    }
}

/// How the words of the topic were read.
fn readings(page: &mut Page, answer: &NormAnswer) {
    for (typed, read) in &answer.mended {
        page.line(
            0,
            &[plain(format!(
                "No text held here has “{typed}”; it was read as “{read}”."
            ))],
        );
    }
    let mended = |word: &&String| answer.mended.iter().all(|(typed, _)| typed != *word);
    let unknown: Vec<String> = answer
        .unknown
        .iter()
        .filter(mended)
        .map(|word| format!("“{word}”"))
        .collect();
    if !unknown.is_empty() {
        page.line(
            0,
            &[plain(format!(
                "No text held here mentions {}.",
                either(&unknown)
            ))],
        );
    }
}

fn record(page: &mut Page, one: &InstrumentShown) {
    page.gap();
    page.line(0, &[bold(&one.title)]);
    let known = [&one.symbol, &one.date, &one.standing];
    let known: Vec<&str> = known
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    page.line(2, &[dim(known.join(" · "))]);
    let sponsors = one.sponsors.join(", ");
    let (follows, followed_by) = (one.follows.join(", "), one.followed_by.join(", "));
    let unverified = if one.verified {
        ""
    } else {
        "not yet checked against the source"
    };
    let lines = [
        ("Made by", one.made_by.as_str()),
        ("Put forward by", &sponsors),
        ("Follows", &follows),
        ("Followed by", &followed_by),
        ("Note", &one.note),
        ("Facts", unverified),
        ("Text", &one.address),
    ];
    for (name, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
        page.hanging(2, 4, &[dim(format!("{name}: ")), plain(value)]);
    }
}

fn summary(page: &mut Page, norm: &NormShown, told: &str) {
    page.hanging(0, 2, &[bold(format!("{}  {}", norm.label, norm.title))]);
    page.line(2, &[plain(&norm.summary)]);
    let mut parts = vec![told, "summary ours"];
    parts.retain(|part| !part.is_empty());
    parts.extend((!norm.verified).then_some("unverified"));
    let apparatus = parts.join(" · ");
    if norm.silent {
        page.line(
            2,
            &[
                dim(apparatus + " · "),
                bold("the corpus is silent on this norm"),
            ],
        );
    } else {
        page.line(2, &[dim(apparatus)]);
    }
    if !norm.note.is_empty() {
        page.line(2, &[dim(format!("Note: {}", norm.note))]);
    }
}

/// Instrument, symbol and standing; of the standing only the first part when it was told before.
fn standing(norm: &NormShown, in_full: bool) -> String {
    let mut parts = vec![norm.instrument.as_str(), norm.symbol.as_str()];
    parts.push(match norm.status.split_once(';') {
        Some((short, _)) if !in_full => short,
        _ => &norm.status,
    });
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn said(page: &mut Page, answer: &NormAnswer) {
    page.gap();
    page.line(0, &[bold("What States said")]);
    for passage in &answer.passages {
        page.gap();
        page.passage(passage);
        let shown = answer.norms.iter().map(|norm| norm.id.as_str());
        let words = passage.rule_words(shown);
        if !words.is_empty() {
            page.line(2, &[dim(format!("tagged by rule: {}", words.join(", ")))]);
        }
    }
    silence(page, answer);
}

fn silence(page: &mut Page, answer: &NormAnswer) {
    let silent: Vec<String> = answering(answer)
        .filter(|norm| norm.silent)
        .map(|norm| named(norm, answer))
        .collect();
    if !silent.is_empty() {
        let them = if silent.len() == 1 { "it" } else { "them" };
        let silent = listed(&silent);
        page.gap();
        page.line(
            2,
            &[plain(format!(
                "The corpus is silent on {silent}: no statement held here speaks to {them}."
            ))],
        );
    } else if answer.passages.is_empty() {
        page.gap();
        match answering(answer).next() {
            // Tagged as related only, and too far from the words of the topic.
            Some(norm) => page.line(
                2,
                &[
                    plain("Paragraphs held here touch it at most: "),
                    command(format!("/norm {} {}", norm.instrument, norm.label)),
                ],
            ),
            None => page.line(2, &[plain("No paragraph held here speaks to it.")]),
        }
    }
}

/// `13 (f)`, with its instrument where several are spoken of.
pub(super) fn named(norm: &NormShown, answer: &NormAnswer) -> String {
    if answering(answer).all(|other| other.instrument == norm.instrument) {
        norm.label.clone()
    } else {
        format!("{} {}", norm.instrument, norm.label)
    }
}

fn related(page: &mut Page, answer: &NormAnswer) {
    let norms: Vec<&NormShown> = answer
        .norms
        .iter()
        .filter(|norm| norm.relation == Strength::Related)
        .collect();
    if norms.is_empty() {
        return;
    }
    page.gap();
    page.line(0, &[bold("Related")]);
    for norm in norms {
        let name = format!("/norm {} {}", norm.instrument, norm.label);
        page.hanging(2, 4, &[command(name), plain(format!("  {}", norm.title))]);
    }
}

fn nothing(page: &mut Page, answer: &NormAnswer) {
    page.line(
        0,
        &[bold(if answer.to_a_text {
            format!("Nothing in the corpus is near to “{}”.", topic(answer))
        } else {
            format!("Nothing in the corpus answers “{}”.", topic(answer))
        })],
    );
    let searched = &answer.searched;
    let norms = counted(searched.provisions, "norm", "norms");
    let instruments = counted(searched.instruments, "instrument", "instruments");
    page.line(
        0,
        &[plain(format!(
            "Searched: {norms} of {instruments}, and {}.",
            statements(searched)
        ))],
    );
    readings(page, answer);
    if !answer.nearest.is_empty() {
        page.gap();
        page.line(0, &[bold("Nearest that is held")]);
    }
    for near in &answer.nearest {
        page.hanging(2, 4, &[dim(&near.what)]);
        page.line(4, &[command(&near.command)]);
    }
    page.gap();
    page.line(
        0,
        &[command("/about"), dim(" tells what is in the corpus.")],
    );
}

pub(super) fn answering(answer: &NormAnswer) -> impl Iterator<Item = &NormShown> {
    answer
        .norms
        .iter()
        .filter(|norm| norm.relation == Strength::Answers)
}

fn n_statements(answer: &NormAnswer) -> usize {
    let mut ids: Vec<&str> = answer
        .passages
        .iter()
        .map(|passage| passage.statement.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}
