//! Replies to `/alerts` and `/privacy`.

use crate::alerts::{AlertRequest, Confirmed, Preview, Scope, Stage, Why};
use crate::discord::components::{Button, Component, Place, clipped};
use crate::discord::layout::{Message, Tone, divider, page, pages, turns};
use crate::discord::markdown::escaped;
use crate::discord::render::{code_kept, counted, listed, passage};
use crate::domain::alert::{Alert, AlertId, Destination, Order, State};
use crate::domain::date::minute;

/// Characters of a query in a list.
const QUERY: usize = 300;
/// Characters of a paragraph in a preview.
const ROOM: usize = 350;

/// Where an order goes: `<#5>`, `posts in <#5>`, `your direct messages`.
fn place(destination: &Destination) -> String {
    match destination {
        Destination::Channel(channel) => format!("<#{channel}>"),
        Destination::Forum(channel, _) => format!("posts in <#{channel}>"),
        Destination::Direct => "direct messages".to_owned(),
    }
}

/// `to <#5>, daily at 08:00 (Europe/Vienna), mentions <@&7>`.
fn how(order: &Order) -> String {
    let mention = order.mention.map(|role| format!(", mentions <@&{role}>"));
    format!(
        "to {}, {}{}",
        place(&order.destination),
        escaped(&order.cadence.words()),
        mention.unwrap_or_default()
    )
}

fn query(order: &Order) -> String {
    escaped(&clipped(&order.query, QUERY))
}

/// What an alert would have matched, before it is set or changed.
pub(in crate::discord) fn preview(preview: &Preview, changes: Option<AlertId>) -> Message {
    let order = &preview.order;
    let heading = match changes {
        None => "## A new alert?".to_owned(),
        Some(alert) => format!("## Change alert {alert}?"),
    };
    let (n, of) = preview.in_year;
    let (n_all, of_all) = preview.in_all;
    let mut text = format!(
        "{heading}\n**{}**\n{}\nOf the last twelve months it would have matched {n} of {}; of all times {n_all} of {of_all}.",
        query(order),
        how(order),
        counted(of, "statement"),
    );
    if let Some((n, of)) = preview.broad() {
        text += &format!(
            "\n⚠️ It is so broad that it would have fired on {n} of {of} statements. Add a word, a party or a forum to narrow it."
        );
    }
    for (typed, meant) in &preview.mended {
        text += &format!(
            "\n⚠️ No statement has `{}` so far; did you mean `{}`? An alert is taken letter for letter.",
            code(typed),
            code(meant)
        );
    }
    if !preview.also.is_empty() {
        let also = escaped(&clipped(&listed(&preview.also, 12), 400));
        text += &format!(
            "\n-# Also watched for: {also}. A word with `=` before it is watched for alone."
        );
    }
    let mut components = vec![Component::Text(text)];
    if !preview.newest.is_empty() {
        components.push(divider());
        components.push(Component::Text("-# The newest that match:".to_owned()));
    }
    for (_, shown) in &preview.newest {
        components.push(passage(shown, ROOM, &[]));
    }
    let adjust = AlertRequest::Adjust(changes, order.clone());
    components.push(Component::Buttons(vec![
        sure(order, changes),
        act("Adjust the query", &adjust),
    ]));
    Message::new(Tone::Notice, components)
}

fn code(text: &str) -> String {
    clipped(&text.replace('`', ""), 60)
}

fn sure(order: &Order, changes: Option<AlertId>) -> Button {
    let (label, request) = match changes {
        None => (
            "Set this alert",
            AlertRequest::Add(order.clone(), Confirmed::Yes),
        ),
        Some(alert) => (
            "Change it",
            AlertRequest::Edit(alert, order.clone(), Confirmed::Yes),
        ),
    };
    Button::new(label, Place::Here, request.to_string()).primary()
}

/// An alert was set or changed.
pub(in crate::discord) fn done(alert: &Alert, what: &str) -> Message {
    let text = format!(
        "### Alert {} {what}\n**{}**\n{}",
        alert.id,
        query(&alert.order),
        how(&alert.order)
    );
    let components = vec![
        Component::Text(text),
        Component::Buttons(vec![
            ask("Show a sample", &AlertRequest::Test(alert.id)),
            ask("My alerts", &AlertRequest::List(Scope::Mine, 1)),
        ]),
    ];
    Message::new(Tone::Notice, components)
}

fn ask(label: &str, request: &AlertRequest) -> Button {
    Button::new(label, Place::Private, request.to_string())
}

/// A button that changes something, in the message that was pressed.
fn act(label: &str, request: &AlertRequest) -> Button {
    Button::new(label, Place::Here, request.to_string())
}

/// A page of alerts.
pub(in crate::discord) fn list(alerts: &[Alert], scope: Scope, wanted: usize) -> Message {
    let whose = match scope {
        Scope::Mine => "Your alerts",
        Scope::Channel => "Alerts of this channel",
        Scope::Server => "Alerts of this server",
    };
    if alerts.is_empty() {
        let text = format!("## {whose}\nThere are none. `/alerts add` sets one.");
        return Message::new(Tone::Nothing, vec![Component::Text(text)]);
    }
    let heading = format!("## {whose}\n-# {}", counted(alerts.len(), "alert"));
    let blocks = alerts.iter().map(|alert| block(alert, scope)).collect();
    let (mut components, number, total) = page(pages(&heading, blocks), wanted);
    components.insert(0, Component::Text(heading));
    let turns = turns(number, total, |page| {
        AlertRequest::List(scope, page).to_string()
    });
    if !turns.is_empty() {
        components.push(Component::Buttons(turns));
    }
    Message::new(Tone::Notice, components)
}

fn block(alert: &Alert, scope: Scope) -> Component {
    let by = match scope {
        Scope::Mine => String::new(),
        Scope::Channel | Scope::Server => format!(", set by <@{}>", alert.owner),
    };
    let (state, button) = match &alert.state {
        State::Active => {
            let next = alert
                .next_at
                .map(|next| format!("next on {}. ", minute(next)));
            (
                next.unwrap_or_default(),
                act("Pause", &AlertRequest::Pause(alert.id)),
            )
        }
        State::Paused => (
            "**paused**".to_owned(),
            act("Resume", &AlertRequest::Resume(alert.id)),
        ),
        State::Suspended(reason) => (
            format!("**suspended**: {}", escaped(&clipped(reason, 300))),
            act("Resume", &AlertRequest::Resume(alert.id)),
        ),
        State::Removed => (
            "removed".to_owned(),
            ask("My alerts", &AlertRequest::List(Scope::Mine, 1)),
        ),
    };
    let state = match state.as_str() {
        "" => String::new(),
        state => format!("\n-# {state}"),
    };
    let text = format!(
        "**{}** · {}\n-# {}{by}{state}",
        alert.id,
        query(&alert.order),
        how(&alert.order)
    );
    Component::Section(text, button)
}

/// One alert, after something was done to it.
pub(in crate::discord) fn changed(alert: &Alert, what: &str) -> Message {
    let text = format!("Alert {} {what}", alert.id);
    let next = match alert.state {
        State::Active => act("Pause", &AlertRequest::Pause(alert.id)),
        _ => act("Resume", &AlertRequest::Resume(alert.id)),
    };
    let buttons = match alert.state {
        State::Removed => vec![ask("My alerts", &AlertRequest::List(Scope::Mine, 1))],
        _ => vec![next, ask("My alerts", &AlertRequest::List(Scope::Mine, 1))],
    };
    let shown = format!("{text}\n-# {} · {}", query(&alert.order), how(&alert.order));
    Message::new(
        Tone::Notice,
        vec![Component::Text(shown), Component::Buttons(buttons)],
    )
}

/// Asks before an alert is removed.
pub(in crate::discord) fn remove(alert: &Alert) -> Message {
    let text = format!(
        "### Remove alert {}?\n**{}**\n{}\n-# What waits to be sent for it is not sent.",
        alert.id,
        query(&alert.order),
        how(&alert.order)
    );
    let sure = AlertRequest::Remove(alert.id, Confirmed::Yes);
    let buttons = vec![
        act("Remove it", &sure),
        act("Pause it instead", &AlertRequest::Pause(alert.id)),
    ];
    Message::new(
        Tone::Notice,
        vec![Component::Text(text), Component::Buttons(buttons)],
    )
}

/// Why a statement did or did not reach an alert.
pub(in crate::discord) fn why(why: &Why) -> Message {
    let statement = &why.statement;
    let line = |stage: &Stage| {
        let sign = if stage.passed { "✓" } else { "✗" };
        format!("{sign} {}", code_kept(&clipped(&stage.finding, 300)))
    };
    let stages: Vec<String> = why.stages.iter().map(line).collect();
    let text = format!(
        "### Alert {} and {}\n-# **{}** · {}, {}, {}\n{}",
        why.alert.id,
        escaped(statement.id.as_str()),
        query(&why.alert.order),
        escaped(&clipped(&statement.title, 200)),
        escaped(&statement.party),
        escaped(&statement.date),
        clipped(&stages.join("\n"), 2_500)
    );
    let open = Button::new(
        "Open the statement",
        Place::Private,
        format!("/statement {}", statement.id),
    );
    Message::new(
        Tone::Answer,
        vec![Component::Text(text), Component::Buttons(vec![open])],
    )
}

/// What is kept on somebody.
pub(in crate::discord) fn privacy(alerts: &[Alert], n_deliveries: i64) -> Message {
    let n_removed = alerts
        .iter()
        .filter(|alert| alert.state == State::Removed)
        .count();
    let lines: Vec<String> = alerts
        .iter()
        .take(10)
        .map(|alert| {
            format!(
                "-# {} · {} · {}",
                alert.id,
                clipped(&query(&alert.order), 120),
                how(&alert.order)
            )
        })
        .collect();
    let more = alerts.len().saturating_sub(lines.len());
    let more = if more > 0 {
        format!("\n-# and {more} more")
    } else {
        String::new()
    };
    let text = format!(
        "## What is kept on you\n\
         Your number on Discord, with {} that you set ({n_removed} of them removed), and {} of what they matched, when it was sent and where. \
         Nothing else: no message of yours, no question, no name.\n{}{more}\n\
         -# Removed alerts and what was sent go by themselves after a while. Deleting it all now ends your alerts.",
        counted(alerts.len(), "alert"),
        counted(usize::try_from(n_deliveries).unwrap_or(0), "record"),
        lines.join("\n"),
    );
    let mut components = vec![Component::Text(text)];
    if !alerts.is_empty() || n_deliveries > 0 {
        components.push(Component::Buttons(vec![Button::new(
            "Delete all of it",
            Place::Here,
            "/privacy delete",
        )]));
    }
    Message::new(Tone::Answer, components)
}

/// Asks before all of it is deleted.
pub(in crate::discord) fn forget() -> Message {
    let text = "### Delete all that is kept on you?\nYour alerts end, those for channels among them, and what waits to be sent for them is not sent. This cannot be taken back.";
    let button = Button::new("Delete it", Place::Here, "/privacy delete confirmed");
    Message::new(
        Tone::Notice,
        vec![
            Component::Text(text.to_owned()),
            Component::Buttons(vec![button]),
        ],
    )
}
