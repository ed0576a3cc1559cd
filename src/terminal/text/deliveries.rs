//! Deliveries and their attempts as text.

use crate::domain::delivery::{Delivery, DeliveryState};
use crate::store::Attempt;
use crate::terminal::text::page::{Page, bold, dim, plain};
use crate::terminal::text::screen::Screen;
use crate::terminal::text::{counted, listed, moment};

/// Deliveries one below the other; `most` were asked for.
pub fn list(deliveries: &[Delivery], most: u32, screen: Screen) -> String {
    let mut page = Page::new(screen);
    for delivery in deliveries {
        write(&mut page, delivery);
    }
    page.gap();
    let said = match deliveries.len() {
        0 => "No deliveries.".to_owned(),
        n if n as u64 == u64::from(most) => {
            format!("These are the newest {n}; --most N shows more of them.")
        }
        n => format!("{}.", counted(n, "delivery", "deliveries")),
    };
    page.line(0, &[plain(said)]);
    page.finished()
}

/// One delivery with its attempts and what is told in it.
pub fn one(
    delivery: &Delivery,
    attempts: &[Attempt],
    parts: &[Delivery],
    screen: Screen,
) -> String {
    let mut page = Page::new(screen);
    write(&mut page, delivery);
    matter(&mut page, delivery);
    if !parts.is_empty() {
        let ids: Vec<String> = parts.iter().map(|part| part.id.to_string()).collect();
        let parts = counted(ids.len(), "delivery is", "deliveries are");
        let said = format!("{parts} told in it: {}.", listed(&ids));
        page.line(4, &[plain(said)]);
    }
    for attempt in attempts {
        page.hanging(4, 8, &[plain(tried(attempt))]);
    }
    page.finished()
}

fn write(page: &mut Page, delivery: &Delivery) {
    let name = format!("Delivery {}", delivery.id);
    let what = format!(", {}: {}", delivery.state.name(), subject(delivery));
    page.hanging(0, 4, &[bold(name), plain(what)]);
    let line = format!("To {}, {}.", delivery.destination, standing(delivery));
    page.line(4, &[plain(line)]);
    let recorded = format!("Recorded at {}.", moment(delivery.made_at));
    page.line(4, &[dim(recorded)]);
    if !delivery.reason.is_empty() {
        page.line(4, &[plain(format!("Reason: {}.", delivery.reason))]);
    }
}

/// `notice of alert 1 on chn-cd-2015-cyber, revision 2`.
fn subject(delivery: &Delivery) -> String {
    let alert = delivery.alert.map(|alert| format!(" of alert {alert}"));
    let statement = delivery.statement.as_ref();
    let statement = statement.map(|(id, revision)| format!(" on {id}, revision {revision}"));
    let kind = delivery.kind.name();
    format!(
        "{kind}{}{}",
        alert.unwrap_or_default(),
        statement.unwrap_or_default()
    )
}

/// How far it is: `sent at … as 5/77`, `due at …, 2 attempts so far`.
fn standing(delivery: &Delivery) -> String {
    let attempts = match delivery.attempts {
        0 => "no attempt so far".to_owned(),
        n => counted(n as usize, "attempt so far", "attempts so far"),
    };
    match (delivery.state, delivery.part_of) {
        (DeliveryState::Held, _) => "kept until its digest is due or its alert resumed".to_owned(),
        (DeliveryState::Joined, Some(whole)) => format!("told in delivery {whole}"),
        (DeliveryState::Joined, None) => "told in another delivery".to_owned(),
        (DeliveryState::Waiting, _) => {
            format!("due at {}, {attempts}", moment(delivery.due_at))
        }
        (DeliveryState::Leased, _) => format!("being sent, {attempts}"),
        (DeliveryState::Sent, _) => {
            let sent = delivery.sent_at.map(moment).unwrap_or_default();
            format!("sent at {sent} as {}", delivery.message)
        }
        (DeliveryState::Cancelled | DeliveryState::Failed, _) => format!("not sent, {attempts}"),
    }
}

fn matter(page: &mut Page, delivery: &Delivery) {
    let matter = &delivery.matter;
    let found = matter.found.iter().map(ToString::to_string);
    let changed = matter
        .changed
        .iter()
        .map(|changed| changed.paragraph.to_string());
    for (what, paragraphs) in [("matched", found.collect()), ("changed", changed.collect())] {
        let paragraphs: Vec<String> = paragraphs;
        if !paragraphs.is_empty() {
            let said = format!("Paragraphs that {what}: {}.", listed(&paragraphs));
            page.line(4, &[plain(said)]);
        }
    }
    if !matter.text.is_empty() {
        page.line(4, &[plain(format!("Says: {}", matter.text))]);
    }
}

/// `Attempt 2 at … by host-1: the server answered 500 (ended …)`.
fn tried(attempt: &Attempt) -> String {
    let begun = moment(attempt.begun_at);
    let (number, process) = (attempt.number, &attempt.process);
    match attempt.ended_at {
        Some(ended) => format!(
            "Attempt {number}, begun at {begun} by {process}, ended at {}: {}.",
            moment(ended),
            attempt.outcome
        ),
        None => format!("Attempt {number}, begun at {begun} by {process}, is under way."),
    }
}
