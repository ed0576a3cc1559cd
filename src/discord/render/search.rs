//! The reply to `/search`: a page of passages, counts, and the way to the others.

use crate::discord::components::{Button, Component, Place, clipped, length, limit};
use crate::discord::layout::{Message, Tone, turns};
use crate::discord::markdown::escaped;
use crate::discord::render::{code_kept, counted, shortened};
use crate::domain::quotation::Sentences;
use crate::index::Order;
use crate::service::passage::PassageShown;
use crate::service::search::{NARROW, SearchAnswer, Share};
use crate::service::search_request::SearchRequest;

/// Characters of a passage and of its citation, tried in turn until a page of ten fits.
const ROOMS: [(usize, usize); 5] = [(280, 180), (200, 140), (130, 110), (70, 50), (40, 30)];
/// Characters of a line that tells how the query was read, and of all such lines.
const NOTE: usize = 400;
const NOTES: usize = 900;

/// The message.
pub(super) fn message(answer: &SearchAnswer) -> Message {
    if answer.total == 0 {
        return nothing(answer);
    }
    let (heading, counts) = (heading(answer), counts(answer));
    let room = limit::TEXT - length(&heading) - length(&counts);
    let mut components = vec![Component::Text(heading)];
    components.extend(passages(&answer.passages, room));
    if answer.passages.is_empty() {
        components.push(Component::Text(format!(
            "There is no page {}; the last is page {}.",
            answer.page, answer.pages
        )));
    }
    components.push(Component::Text(counts));
    components.push(Component::Buttons(steps(answer)));
    Message::new(Tone::Answer, components)
}

fn heading(answer: &SearchAnswer) -> String {
    let page = if answer.pages > 1 {
        format!(
            " · page {} of {}{}",
            answer.page,
            more_than(answer),
            answer.pages
        )
    } else {
        String::new()
    };
    let order = if answer.request.order == Order::Newest {
        " · newest first"
    } else {
        ""
    };
    format!(
        "## {}\n-# {}{}{page}{order}{}",
        escaped(&clipped(&answer.query, 200)),
        more_than(answer),
        counted(answer.total, "passage"),
        notes(answer)
    )
}

/// How the query was read, a line of small print each, as many as there is room for.
fn notes(answer: &SearchAnswer) -> String {
    let mut shown = String::new();
    for note in answer.notes() {
        let line = format!("\n-# {}", code_kept(&clipped(&note, NOTE)));
        if length(&shown) + length(&line) <= NOTES {
            shown += &line;
        }
    }
    shown
}

/// What stands before a number that counting stopped at.
fn more_than(answer: &SearchAnswer) -> &'static str {
    if answer.more { "more than " } else { "" }
}

/// The passages, each as long as all of them fit into `space`.
fn passages(passages: &[PassageShown], space: usize) -> Vec<Component> {
    let parted: Vec<Sentences<'_>> = passages
        .iter()
        .map(|one| Sentences::of(&one.text))
        .collect();
    let mut shown = Vec::new();
    let smallest = ROOMS[ROOMS.len() - 1];
    for (room, citation) in ROOMS {
        let least = |(one, sentences)| least(one, sentences, room, citation);
        let all: usize = passages.iter().zip(&parted).map(least).sum();
        // Signs that are escaped only make it longer.
        if all > space && (room, citation) != smallest {
            continue;
        }
        shown = passages
            .iter()
            .zip(&parted)
            .map(|(one, sentences)| block(one, sentences, room, citation))
            .collect::<Vec<_>>();
        let text: usize = shown.iter().map(Component::text_length).sum();
        if text <= space {
            break;
        }
    }
    shown
}

/// How many units of text the block of a passage has at the least.
fn least(passage: &PassageShown, sentences: &Sentences<'_>, room: usize, citation: usize) -> usize {
    let shown = sentences.snippet(&passage.marks, room).span;
    length(&passage.text[shown]) + length(&passage.citation).min(citation)
}

fn block(
    passage: &PassageShown,
    sentences: &Sentences<'_>,
    room: usize,
    citation: usize,
) -> Component {
    let text = format!(
        "{}\n-# {}",
        shortened(passage, sentences, room),
        escaped(&clipped(&passage.citation, citation))
    );
    match passage.paragraph {
        Some(number) => {
            let line = format!("/quote {} {number}", passage.statement);
            Component::Section(
                text,
                Button::new(format!("¶ {number}"), Place::Private, line),
            )
        }
        None => Component::Text(text),
    }
}

/// `By party: China 4, France 2 · By year: 2016 1, 2015 5`.
fn counts(answer: &SearchAnswer) -> String {
    const MOST: usize = 6;
    if answer.more {
        return format!("-# {NARROW}");
    }
    let shares = |shares: &[Share]| {
        let shown: Vec<String> = shares
            .iter()
            .take(MOST)
            .map(|share| format!("{} {}", escaped(&clipped(&share.name, 30)), share.n))
            .collect();
        let more = shares.len().saturating_sub(MOST);
        let more = if more > 0 {
            format!(", {more} more")
        } else {
            String::new()
        };
        format!("{}{more}", shown.join(", "))
    };
    format!(
        "-# By party: {}\n-# By year: {}",
        shares(&answer.by_party),
        shares(&answer.by_year)
    )
}

fn steps(answer: &SearchAnswer) -> Vec<Button> {
    let with = |change: SearchRequest| format!("/search {change}");
    let request = &answer.request;
    let number = answer.page.min(answer.pages + 1);
    let mut buttons = turns(number, answer.pages, |page| {
        with(SearchRequest {
            page,
            ..request.clone()
        })
    });
    if answer.total > 1 {
        let (label, order) = match request.order {
            Order::Rank => ("Newest first", Order::Newest),
            Order::Newest => ("Best first", Order::Rank),
        };
        buttons.push(Button::new(
            label,
            Place::Here,
            with(SearchRequest {
                order,
                page: 1,
                ..request.clone()
            }),
        ));
    }
    if let Some(request) = answer.as_typed() {
        let line = format!("/search {request}");
        buttons.push(Button::new("Exactly as typed", Place::Here, line));
    }
    buttons.push(Button::new(
        "What is in the corpus",
        Place::Private,
        "/about",
    ));
    buttons
}

fn nothing(answer: &SearchAnswer) -> Message {
    let coverage: Vec<String> = answer
        .coverage
        .iter()
        .map(|line| escaped(&clipped(line, 300)))
        .collect();
    let title = format!(
        "## No passage has “{}”",
        escaped(&clipped(&answer.query, 200))
    );
    let mut buttons = Vec::new();
    let free = answer.request.query.words();
    if let Some(free) = free.filter(|free| *free != answer.request.query) {
        buttons.push(Button::new(
            "Search without limits",
            Place::Here,
            format!("/search {free}"),
        ));
    }
    buttons.push(Button::new(
        "What is in the corpus",
        Place::Private,
        "/about",
    ));
    Message::new(
        Tone::Nothing,
        vec![
            Component::Text(format!("{title}{}\n{}", notes(answer), coverage.join("\n"))),
            Component::Buttons(buttons),
        ],
    )
}
