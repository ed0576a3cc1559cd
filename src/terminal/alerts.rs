//! `alerts`: shows alerts to whoever runs the bot, and pauses, resumes or removes them.

use std::io::{self, Write};

use anyhow::bail;
use jiff::Timestamp;

use crate::cli::alerts::{AlertsCommand, AlertsList};
use crate::config::Config;
use crate::domain::alert::{Alert, AlertId, State};
use crate::domain::chat::{ChannelId, PersonId, ServerId};
use crate::domain::clock::{Clock, SystemClock};
use crate::store::{Of, Store};
use crate::terminal::stored::{change_each, number, with_store};
use crate::terminal::text::screen::Screen;
use crate::terminal::{json, text};

const REMOVED: &str = "the alert was removed by whoever runs the bot";

/// What is done to an alert.
#[derive(Clone, Copy)]
enum Change {
    Pause,
    /// What was held is told one by one, or when it is more than so many, in one summary.
    Resume(u32),
    Remove,
}

/// Does what was asked; false when one of the alerts does not exist.
///
/// # Errors
/// When something that was typed cannot be read, or the store fails.
pub fn run(config: &Config, asked: &AlertsCommand) -> anyhow::Result<bool> {
    match asked {
        AlertsCommand::List(asked) => list(config, asked),
        AlertsCommand::Show { id, json } => show(config, id, *json),
        AlertsCommand::Pause(asked) => change(config, &asked.ids, Change::Pause),
        AlertsCommand::Resume(asked) => {
            let most = config.alerts.most_in_ten_minutes;
            change(config, &asked.ids, Change::Resume(most))
        }
        AlertsCommand::Remove(asked) => change(config, &asked.ids, Change::Remove),
    }
}

/// Which alerts are asked for; what is not told is all the same.
struct Wanted {
    owner: Option<PersonId>,
    server: Option<ServerId>,
    channel: Option<ChannelId>,
}

impl Wanted {
    fn read(asked: &AlertsList) -> anyhow::Result<Self> {
        Ok(Wanted {
            owner: asked.owner.as_deref().map(str::parse).transpose()?,
            server: asked.server.as_deref().map(str::parse).transpose()?,
            channel: asked.channel.as_deref().map(str::parse).transpose()?,
        })
    }

    /// What the store is asked for; [`Wanted::has`] does the rest.
    fn of(&self) -> Of {
        match (self.owner, self.channel, self.server) {
            (Some(owner), ..) => Of::Owner(owner),
            (None, Some(channel), _) => Of::Channel(channel),
            (None, None, Some(server)) => Of::Server(server),
            (None, None, None) => Of::Everyone,
        }
    }

    fn has(&self, alert: &Alert) -> bool {
        let order = &alert.order;
        let of_channel = |channel| order.destination.channel() == Some(channel);
        self.owner.is_none_or(|owner| alert.owner == owner)
            && self
                .server
                .is_none_or(|server| order.server == Some(server))
            && self.channel.is_none_or(of_channel)
    }
}

fn list(config: &Config, asked: &AlertsList) -> anyhow::Result<bool> {
    let wanted = Wanted::read(asked)?;
    let mut alerts = with_store(config, async |store| Ok(store.alerts(wanted.of()).await?))?;
    alerts.retain(|alert| wanted.has(alert));
    if !asked.json {
        let screen = Screen::of_stdout();
        screen.print(&text::alerts::list(&alerts, screen))?;
        return Ok(true);
    }
    let mut out = io::stdout().lock();
    for alert in &alerts {
        writeln!(out, "{}", json::alert(alert))?;
    }
    Ok(true)
}

fn show(config: &Config, typed: &str, as_json: bool) -> anyhow::Result<bool> {
    let id = AlertId(number(typed, "alerts")?);
    let found = with_store(config, async |store| Ok(store.alert(id).await?))?;
    let Some(alert) = found else {
        bail!("{}", missing(id));
    };
    if as_json {
        writeln!(io::stdout(), "{}", json::alert(&alert))?;
        return Ok(true);
    }
    let screen = Screen::of_stdout();
    screen.print(&text::alerts::one(&alert, screen))?;
    Ok(true)
}

fn missing(id: AlertId) -> String {
    format!("There is no alert {id}; `rapporteur alerts list` shows those there are.")
}

fn change(config: &Config, typed: &[String], change: Change) -> anyhow::Result<bool> {
    let now = SystemClock.now();
    change_each(config, typed, "alerts", async |store, id| {
        changed(store, AlertId(id), change, now).await
    })
}

/// Changes one alert; what became of it, or why nothing did, as a sentence.
async fn changed(
    store: &Store,
    id: AlertId,
    change: Change,
    now: Timestamp,
) -> anyhow::Result<Result<String, String>> {
    let Some(alert) = store.alert(id).await? else {
        return Ok(Err(missing(id)));
    };
    if alert.state == State::Removed {
        return Ok(Err(format!(
            "Alert {id} was removed and cannot be changed any more."
        )));
    }
    Ok(Ok(match (change, &alert.state) {
        (Change::Pause, State::Paused) => format!("Alert {id} is paused already."),
        (Change::Pause, _) => {
            store.pause(id, now).await?;
            format!("Alert {id} is paused; what enters meanwhile is not told later.")
        }
        (Change::Resume(_), State::Active) => format!("Alert {id} watches already."),
        (Change::Resume(most), _) => {
            store.resume(id, most, now).await?;
            format!("Alert {id} watches again.")
        }
        (Change::Remove, _) => {
            store.remove(id, REMOVED, now).await?;
            format!("Alert {id} is removed.")
        }
    }))
}
