//! `deliveries`: shows what was told and is to be told, sends again and cancels.

use std::io::{self, Write};

use anyhow::{anyhow, bail};

use crate::cli::deliveries::{DeliveriesCommand, DeliveriesList};
use crate::config::Config;
use crate::domain::alert::AlertId;
use crate::domain::clock::{Clock, SystemClock};
use crate::domain::delivery::{DeliveryId, DeliveryState};
use crate::domain::id::StatementId;
use crate::store::{Asked, Store};
use crate::terminal::stored::{change_each, number, with_store};
use crate::terminal::text::screen::Screen;
use crate::terminal::{json, text};

const CANCELLED: &str = "it was cancelled by whoever runs the bot";

/// What is done to a delivery.
#[derive(Clone, Copy)]
enum Change {
    Requeue,
    Cancel,
}

/// Does what was asked; false when one of the deliveries does not exist or is past changing.
///
/// # Errors
/// When something that was typed cannot be read, or the store fails.
pub fn run(config: &Config, asked: &DeliveriesCommand) -> anyhow::Result<bool> {
    match asked {
        DeliveriesCommand::List(asked) => list(config, asked),
        DeliveriesCommand::Show { id, json } => show(config, id, *json),
        DeliveriesCommand::Requeue { failed: true, .. } => requeue_failed(config),
        DeliveriesCommand::Requeue { ids, failed: false } => change(config, ids, Change::Requeue),
        DeliveriesCommand::Cancel { ids } => change(config, ids, Change::Cancel),
    }
}

fn read(asked: &DeliveriesList) -> anyhow::Result<Asked> {
    let alert = asked.alert.as_deref();
    let alert = alert.map(|typed| number(typed, "alerts")).transpose()?;
    let statement = asked.statement.as_deref().map(str::parse::<StatementId>);
    Ok(Asked {
        state: asked.state.as_deref().map(state).transpose()?,
        alert: alert.map(AlertId),
        statement: statement.transpose()?,
        most: asked.most,
    })
}

fn state(typed: &str) -> anyhow::Result<DeliveryState> {
    DeliveryState::named(typed).ok_or_else(|| {
        anyhow!(
            "`{typed}` is not a state of deliveries; they are held, joined, waiting, leased, sent, \
             cancelled or failed."
        )
    })
}

fn list(config: &Config, asked: &DeliveriesList) -> anyhow::Result<bool> {
    let wanted = read(asked)?;
    let found = with_store(config, async |store| Ok(store.deliveries(&wanted).await?))?;
    if !asked.json {
        let screen = Screen::of_stdout();
        screen.print(&text::deliveries::list(&found, asked.most, screen))?;
        return Ok(true);
    }
    let mut out = io::stdout().lock();
    for delivery in &found {
        writeln!(out, "{}", json::delivery(delivery))?;
    }
    Ok(true)
}

fn show(config: &Config, typed: &str, as_json: bool) -> anyhow::Result<bool> {
    let id = DeliveryId(number(typed, "deliveries")?);
    let (found, attempts, parts) = with_store(config, async |store| {
        let found = store.delivery(id).await?;
        Ok((found, store.attempts(id).await?, store.parts(id).await?))
    })?;
    let Some(delivery) = found else {
        bail!("{}", missing(id));
    };
    if as_json {
        let shown = json::delivery_in_full(&delivery, &attempts, &parts);
        writeln!(io::stdout(), "{shown}")?;
        return Ok(true);
    }
    let screen = Screen::of_stdout();
    screen.print(&text::deliveries::one(&delivery, &attempts, &parts, screen))?;
    Ok(true)
}

fn missing(id: DeliveryId) -> String {
    format!("There is no delivery {id}; `rapporteur deliveries list` shows those there are.")
}

fn requeue_failed(config: &Config) -> anyhow::Result<bool> {
    let failed = Asked {
        state: Some(DeliveryState::Failed),
        alert: None,
        statement: None,
        most: u32::MAX,
    };
    let now = SystemClock.now();
    let n_requeued = with_store(config, async |store| {
        let mut n_requeued = 0;
        for delivery in store.deliveries(&failed).await? {
            n_requeued += usize::from(store.requeue(delivery.id, now).await?);
        }
        Ok(n_requeued)
    })?;
    let said = match n_requeued {
        0 => "No delivery has failed.".to_owned(),
        1 => "1 delivery that had failed waits to be sent again.".to_owned(),
        n => format!("{n} deliveries that had failed wait to be sent again."),
    };
    writeln!(io::stdout(), "{said}")?;
    Ok(true)
}

fn change(config: &Config, typed: &[String], change: Change) -> anyhow::Result<bool> {
    change_each(config, typed, "deliveries", async |store, id| {
        changed(store, DeliveryId(id), change).await
    })
}

/// Changes one delivery; what became of it, or why nothing did, as a sentence.
async fn changed(
    store: &Store,
    id: DeliveryId,
    change: Change,
) -> anyhow::Result<Result<String, String>> {
    let now = SystemClock.now();
    let done = match change {
        Change::Requeue => store.requeue(id, now).await?,
        Change::Cancel => store.cancel(id, CANCELLED, now).await?,
    };
    if done {
        return Ok(Ok(match change {
            Change::Requeue => format!("Delivery {id} waits to be sent."),
            Change::Cancel => format!("Delivery {id} is cancelled."),
        }));
    }
    // Asked afterwards, so that this tells of the state that stood against it.
    Ok(Err(match store.delivery(id).await? {
        None => missing(id),
        Some(delivery) => refused(id, change, delivery.state),
    }))
}

fn refused(id: DeliveryId, change: Change, state: DeliveryState) -> String {
    let state = state.name();
    let may = match change {
        Change::Requeue => "only what is failed, cancelled or held is sent again",
        Change::Cancel => "only what is held, joined or waiting can be cancelled",
    };
    format!("Delivery {id} is {state}; {may}.")
}
