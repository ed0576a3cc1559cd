//! Alerts as text.

use crate::domain::alert::{Alert, Destination, State};
use crate::terminal::text::page::{Page, bold, command, dim, plain};
use crate::terminal::text::screen::Screen;
use crate::terminal::text::{counted, moment};

/// Alerts one below the other, and how many they are.
pub fn list(alerts: &[Alert], screen: Screen) -> String {
    let mut page = Page::new(screen);
    for alert in alerts {
        write(&mut page, alert);
    }
    page.gap();
    let said = match alerts.len() {
        0 => "No alerts.".to_owned(),
        n => format!("{}.", number(n)),
    };
    page.line(0, &[plain(said)]);
    page.finished()
}

/// One alert, and the command that shows what it told.
pub fn one(alert: &Alert, screen: Screen) -> String {
    let mut page = Page::new(screen);
    write(&mut page, alert);
    page.gap();
    let next = format!("rapporteur deliveries list --alert {}", alert.id);
    page.line(0, &[command(next), plain(" shows what it told.")]);
    page.finished()
}

/// `no alerts`, `1 alert`, `2 alerts`.
pub fn number(n: usize) -> String {
    match n {
        0 => "no alerts".to_owned(),
        n => counted(n, "alert", "alerts"),
    }
}

fn write(page: &mut Page, alert: &Alert) {
    let name = format!("Alert {}", alert.id);
    let query = format!(", {}: {}", alert.state.name(), alert.order.query);
    page.hanging(0, 4, &[bold(name), plain(query)]);
    page.line(4, &[plain(told(alert))]);
    let set = format!(
        "Set by person {} at {}.",
        alert.owner,
        moment(alert.made_at)
    );
    page.line(4, &[dim(set)]);
    if let State::Suspended(reason) = &alert.state {
        page.line(4, &[plain(format!("Suspended: {reason}."))]);
    }
}

/// `Told in channel 5 of server 3, mentioning role 7, at once.`
fn told(alert: &Alert) -> String {
    let order = &alert.order;
    let place = match &order.destination {
        Destination::Channel(channel) => format!("in channel {channel}"),
        Destination::Forum(channel, tags) => {
            let tags: String = tags.iter().map(|tag| format!(", tag {tag}")).collect();
            format!("in posts of forum {channel}{tags}")
        }
        Destination::Direct => "in direct messages".to_owned(),
    };
    let server = order.server.map(|server| format!(" of server {server}"));
    let mention = order
        .mention
        .map(|role| format!(", mentioning role {role}"));
    let next = match (&alert.state, alert.next_at) {
        (State::Active, Some(next)) => format!("; next at {}", moment(next)),
        (State::Active, None) | (State::Paused | State::Suspended(_) | State::Removed, _) => {
            String::new()
        }
    };
    format!(
        "Told {place}{}{}, {}{next}.",
        server.unwrap_or_default(),
        mention.unwrap_or_default(),
        order.cadence.words()
    )
}
