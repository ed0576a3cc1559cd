//! Runs the bot: opens what it needs, starts it, and owns its end.

use std::sync::Arc;

use jiff::SignedDuration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::alerts::{Ingest, Keeper};
use crate::config::{Config, TOKEN_VARIABLE, Token};
use crate::discord::Bot;
use crate::domain::clock::{Clock, SystemClock};
use crate::hold::Hold;
use crate::service::Desk;
use crate::store::{Flood, Store};

/// Serves until SIGTERM or SIGINT; a second signal ends at once.
///
/// # Errors
/// What kept it from running, in a sentence.
pub fn serve(config: &Config, desk: Desk) -> anyhow::Result<()> {
    let Some(token) = Token::from_environment() else {
        anyhow::bail!(
            "There is no bot token: put {TOKEN_VARIABLE}=… into the environment or into a file named .env here. The README says where to get one."
        );
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(config, desk, token))
}

async fn run(config: &Config, desk: Desk, token: Token) -> anyhow::Result<()> {
    let hold = Hold::take(&config.data_dir()?)?;
    let store = Store::open_at(&config.store_place()?).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    store.take_over(hold.name(), clock.now()).await?;
    let bell = Arc::new(Notify::new());
    let (desk, current) = watch::channel(desk);
    let flood = Flood {
        most: config.alerts.most_in_ten_minutes,
        within: SignedDuration::from_mins(10),
    };
    let source = config.clone();
    let ingest = Ingest::new(
        store.clone(),
        config.data_dir()?.join("index"),
        move || source.corpus_files(),
        desk,
        Arc::clone(&clock),
        flood,
    );
    let folder = config.corpus.path.clone();
    let keeper = Keeper::new(
        ingest,
        store.clone(),
        folder,
        config.alerts.clone(),
        Arc::clone(&bell),
    );
    let stop = CancellationToken::new();
    let keeping = tokio::spawn(keeper.run(Arc::clone(&clock), stop.clone()));
    let bot = Bot {
        desk: current,
        store: store.clone(),
        bell,
        alerts: config.alerts.clone(),
        clock,
        process: hold.process(),
        config: config.discord.clone(),
        token,
    };
    let ended = bot.run(asked_to_end()).await;
    stop.cancel();
    keeping.await?;
    store.close().await;
    drop(hold);
    Ok(ended?)
}

/// Resolves at the first signal; from then on another one ends the process.
async fn asked_to_end() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        tracing::error!("signals cannot be heard; stop the process by other means");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::warn!("ending at once");
        std::process::exit(1);
    });
}
