//! Runs the bot: opens what it needs, starts it, and owns its end.

use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};

use crate::config::{Config, TOKEN_VARIABLE, Token};
use crate::discord::Bot;
use crate::domain::clock::SystemClock;
use crate::service::Desk;
use crate::store::Store;

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
    let store = Store::open_at(&config.store_place()?).await?;
    let bot = Bot {
        desk,
        store: store.clone(),
        clock: Arc::new(SystemClock),
        config: config.discord.clone(),
        token,
    };
    let ended = bot.run(asked_to_end()).await;
    store.close().await;
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
