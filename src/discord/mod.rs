//! The Discord front end: the only code that names serenity.
//!
//! It wants the one gateway intent that tells which servers it is in: slash commands and presses
//! are all else that it is sent. Every answer is a callback to its interaction; nothing about a
//! message is kept in memory. `courier` sends what nobody asked for at this moment, by `rest`.

mod alerts;
mod commands;
mod components;
mod cooldown;
mod courier;
mod custom_id;
mod handler;
mod layout;
mod markdown;
mod place;
mod register;
mod render;
mod respond;
mod rest;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use serenity::all::{ApplicationId, GatewayIntents, HttpBuilder, HttpError};
use serenity::client::ClientBuilder;
use serenity::gateway::GatewayError;
use serenity::http::Http;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::{AlertsConfig, DiscordConfig, Token};
use crate::discord::alerts::Alerts;
use crate::discord::cooldown::Cooldown;
use crate::discord::courier::Courier;
use crate::discord::handler::Handler;
use crate::discord::rest::Rest;
use crate::domain::clock::Clock;
use crate::service::{Answer, Desk};
use crate::store::Store;

/// How long answers in flight are waited for at the end; Discord waits three seconds for each.
const PATIENCE: Duration = Duration::from_secs(10);
/// First and longest pause between tries to reach Discord at the start.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Why the bot does not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The token is wrong.
    #[error(
        "Discord refuses the token in DISCORD_TOKEN; copy it anew from the Bot page of https://discord.com/developers/applications"
    )]
    Token,
    /// The connection ended for good.
    #[error("the connection to Discord ended: {0}")]
    Ended(String),
}

/// What the bot needs to run.
pub struct Bot {
    /// Answers requests; another takes its place when the corpus gets other norms or names.
    pub desk: watch::Receiver<Desk>,
    /// Keeps alerts, what is to be told, and what buttons cannot carry.
    pub store: Store,
    /// Rings when something may have become due.
    pub bell: Arc<Notify>,
    /// Bounds of alerts.
    pub alerts: AlertsConfig,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Names this process among those that share the store.
    pub process: String,
    /// Settings.
    pub config: DiscordConfig,
    /// The secret.
    pub token: Token,
}

impl Bot {
    /// Runs until `shutdown` resolves, then finishes what is in flight.
    ///
    /// # Errors
    /// A wrong token, or a connection that ended for good.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
        let http = rest(&self.token, &self.config);
        let tasks = TaskTracker::new();
        tokio::pin!(shutdown);
        let application = tokio::select! {
            application = application(&http) => application?,
            () = &mut shutdown => return Ok(()),
        };
        http.set_application_id(application);
        if let Err(error) = register::register(&http, application, &self.config.servers).await {
            tracing::error!(error = %plain(&error), "the commands could not be registered; those registered before still work");
        }
        let rest = Arc::new(Rest::new(&self.token, &self.config).map_err(Error::Ended)?);
        let stop = CancellationToken::new();
        let courier = tokio::spawn(self.courier(&rest).run(stop.clone()));
        let handler = self.handler(rest, tasks.clone());
        let client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
            .event_handler(handler)
            .await;
        let mut client = client.map_err(|error| Error::Ended(plain(&error)))?;
        if let Some(gateway) = &self.config.gateway {
            gateway.clone_into(&mut *client.ws_url.lock().await);
        }
        let shards = Arc::clone(&client.shard_manager);
        let ended = tokio::select! {
            ended = client.start_autosharded() => ended.map_err(|error| refused(&error)),
            () = &mut shutdown => {
                tracing::info!("shutting down");
                shards.shutdown_all().await;
                Ok(())
            }
        };
        stop.cancel();
        tasks.close();
        if tokio::time::timeout(PATIENCE, tasks.wait()).await.is_err() {
            tracing::warn!("some answers were still in flight at the end");
        }
        if tokio::time::timeout(PATIENCE, courier).await.is_err() {
            tracing::warn!(
                "a notice was still being sent at the end; it is looked after at the next start"
            );
        }
        ended
    }
}

impl Bot {
    fn courier(&self, rest: &Arc<Rest>) -> Courier {
        Courier {
            store: self.store.clone(),
            rest: Arc::clone(rest),
            desk: self.desk.clone(),
            clock: Arc::clone(&self.clock),
            process: self.process.clone(),
            bell: Arc::clone(&self.bell),
        }
    }

    fn handler(&self, rest: Arc<Rest>, tasks: TaskTracker) -> Handler {
        let config = &self.config;
        Handler {
            desk: self.desk.clone(),
            store: self.store.clone(),
            alerts: Alerts {
                store: self.store.clone(),
                rest,
                clock: Arc::clone(&self.clock),
                config: self.alerts.clone(),
                bell: Arc::clone(&self.bell),
            },
            clock: Arc::clone(&self.clock),
            cooldown: Cooldown::new(config.cooldown_commands, config.cooldown_seconds),
            tasks,
        }
    }
}

/// A number, another each time; nothing that must be kept from guessing hangs on it.
fn random() -> u32 {
    use std::hash::{BuildHasher, RandomState};
    u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or(0)
}

/// Discord's REST API, or what stands before it.
fn rest(token: &Token, config: &DiscordConfig) -> Http {
    let builder = HttpBuilder::new(token.expose());
    match &config.api_base {
        // serenity heeds another address only without its own rate limiter.
        Some(address) => builder
            .proxy(address.trim_end_matches('/'))
            .ratelimiter_disabled(true)
            .build(),
        None => builder.build(),
    }
}

/// Asks Discord who we are, again and again while it cannot be reached.
async fn application(http: &Http) -> Result<ApplicationId, Error> {
    let mut pause = FIRST_PAUSE;
    loop {
        let error = match http.get_current_application_info().await {
            Ok(application) => return Ok(application.id),
            Err(error) => error,
        };
        if status(&error) == Some(401) {
            return Err(Error::Token);
        }
        tracing::warn!(error = %plain(&error), pause_s = pause.as_secs(), "Discord cannot be reached; trying again");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn status(error: &serenity::Error) -> Option<u16> {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            Some(response.status_code.as_u16())
        }
        _ => None,
    }
}

fn refused(error: &serenity::Error) -> Error {
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => Error::Token,
        other => Error::Ended(plain(other)),
    }
}

/// An error without addresses, which may hold tokens.
fn plain(error: &serenity::Error) -> String {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            format!("{} {}", response.status_code, response.error.message)
        }
        serenity::Error::Http(HttpError::Request(_)) => "the request could not be sent".to_owned(),
        other => other.to_string(),
    }
}

/// Asks Discord whether the token is good, and says who it belongs to.
///
/// # Errors
/// A sentence on what is wrong.
pub async fn check_token(token: &Token, config: &DiscordConfig) -> Result<String, String> {
    let http = rest(token, config);
    match http.get_current_application_info().await {
        Ok(application) => Ok(application.name),
        Err(error) if status(&error) == Some(401) => Err(Error::Token.to_string()),
        Err(error) => Err(format!("Discord could not be asked: {}", plain(&error))),
    }
}

/// The message that an answer becomes, as JSON: for benchmarks, pictures and tests.
pub fn message_json(answer: &Answer) -> serde_json::Value {
    render::message(answer).written(false).data
}
