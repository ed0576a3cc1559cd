//! Digests and summaries: statements by forum and party, over as many pages as they need.

use crate::alerts::{LineShown, ListShown};
use crate::discord::components::{Action, Component, Place, Select, clipped, limit};
use crate::discord::layout::{Message, Tone, page, pages, turns};
use crate::discord::markdown::escaped;
use crate::discord::render::notice::{mine, named, pause};
use crate::discord::render::{LINE, counted, listed};
use crate::domain::delivery::Kind;

pub(super) fn heading_of(list: &ListShown) -> String {
    let day = list.made_at.strftime("%-d %B %Y");
    let n = counted(list.lines.len(), "statement");
    match list.kind {
        Kind::Summary => format!("{n} at once, {day}"),
        _ => format!("Digest of {day}: {n}"),
    }
}

/// A page of a list.
pub(in crate::discord) fn message(list: &ListShown, wanted: usize) -> Message {
    let why = match (&list.alert, list.kind) {
        (Some(alert), _) => format!(
            "-# You get this because of {}, {}, set by <@{}>",
            named(alert),
            escaped(&alert.order.cadence.words()),
            alert.owner
        ),
        (None, _) => format!(
            "-# So many statements matched alerts of this place within a short time that they come together. Alerts: {}",
            escaped(&clipped(&listed(&queries(list), 6), 400))
        ),
    };
    let heading = format!("## {}\n{why}", heading_of(list));
    let (mut components, number, total) = page(pages(&heading, blocks(list)), wanted);
    let shown = shown_on(list, &components);
    components.insert(0, Component::Text(heading));
    let line = |page: usize| format!("/alerts told {} page:{page}", list.delivery);
    let options = shown.into_iter().map(option).collect();
    components.push(Component::Select(Select {
        placeholder: "Open a statement".to_owned(),
        action: Action {
            place: Place::Private,
            line: "/statement".to_owned(),
        },
        options,
    }));
    let mut buttons = turns(number, total, line);
    match &list.alert {
        Some(alert) => buttons.push(pause(alert.id.0, list.delivery)),
        None => buttons.push(mine(list.delivery)),
    }
    components.push(Component::Buttons(buttons));
    Message::new(Tone::Notice, components)
}

fn queries(list: &ListShown) -> Vec<String> {
    let mut queries: Vec<String> = Vec::new();
    for query in list.lines.iter().flat_map(|line| &line.queries) {
        if !queries.contains(query) {
            queries.push(query.clone());
        }
    }
    queries
}

/// The statements, a block for each, a forum's name before its first.
fn blocks(list: &ListShown) -> Vec<Component> {
    let mut forum = None;
    let mut blocks = Vec::new();
    for line in &list.lines {
        let own = Some(&line.statement.forum);
        let head = match forum == own {
            true => String::new(),
            false => format!("### {}\n", escaped(&clipped(&line.statement.forum, LINE))),
        };
        forum = own;
        blocks.push(Component::Text(format!("{head}{}", block(line))));
    }
    blocks
}

fn block(line: &LineShown) -> String {
    let statement = &line.statement;
    let speaker = statement
        .speaker
        .as_ref()
        .map(|speaker| format!(", {}", clipped(speaker, LINE)));
    let numbers: Vec<String> = line.paragraphs.iter().map(ToString::to_string).collect();
    format!(
        "**{}**{} · {}\n{}\n-# {} · ¶ {}",
        escaped(&clipped(&statement.party, LINE)),
        escaped(&speaker.unwrap_or_default()),
        escaped(&statement.date),
        escaped(&clipped(&statement.title, 200)),
        statement.id,
        listed(&numbers, 12),
    )
}

/// The statements whose blocks stand on a page.
fn shown_on<'a>(list: &'a ListShown, page: &[Component]) -> Vec<&'a LineShown> {
    let has = |line: &&LineShown| {
        let own = block(line);
        page.iter()
            .any(|one| matches!(one, Component::Text(text) if text.ends_with(&own)))
    };
    list.lines.iter().filter(has).take(limit::OPTIONS).collect()
}

fn option(line: &LineShown) -> (String, String) {
    let statement = &line.statement;
    (
        format!("{}: {}", statement.party, statement.title),
        statement.id.to_string(),
    )
}
