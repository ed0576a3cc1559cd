//! Requests of our own accord: messages that nobody asked for at this moment, and look-ups.
//!
//! serenity answers interactions; its client keeps to itself how long Discord asks to wait, which
//! whoever sends notices must know.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;
use tokio::time::Instant;

use crate::config::{DiscordConfig, Token};

const DISCORD: &str = "https://discord.com";
/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// A shorter wait is slept through; for a longer one the caller has better to do.
const SHORT: Duration = Duration::from_secs(2);
/// Discord's code for a post without a tag in a forum that wants one.
pub(super) const TAG_REQUIRED: u64 = 40_067;
/// When Discord asks to wait and does not say how long.
const SOME_TIME: Duration = Duration::from_secs(5);

/// Discord's REST API, for the bot.
pub(super) struct Rest {
    client: Client,
    base: String,
    token: Token,
    waits: Mutex<Waits>,
}

/// Until when Discord asked to wait.
#[derive(Default)]
struct Waits {
    everywhere: Option<Instant>,
    /// By route.
    by_route: HashMap<String, Instant>,
}

/// Why a request has no good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// Discord asks to wait; it had no effect.
    Wait {
        /// How long.
        pause: Duration,
        /// True when no request at all may be made meanwhile.
        everywhere: bool,
    },
    /// It failed on the way or on Discord's side, and may have had its effect all the same.
    Unclear(String),
    /// Discord refuses it.
    Denied(Denial),
}

/// What Discord says when it refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Denial {
    pub(super) status: u16,
    /// Discord's own code; 0 when it gave none.
    pub(super) code: u64,
    pub(super) message: String,
}

impl Denial {
    /// True when it is the place or the permission that is missing, and not a mistake of ours.
    pub(super) fn is_about_the_place(&self) -> bool {
        matches!(self.status, 403 | 404) || self.code == TAG_REQUIRED
    }
}

impl std::fmt::Display for Denial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.message)?;
        match self.code {
            0 => Ok(()),
            code => write!(f, " (Discord's code {code})"),
        }
    }
}

impl Rest {
    /// # Errors
    /// A sentence, when the system's network cannot be used.
    pub(super) fn new(token: &Token, config: &DiscordConfig) -> Result<Self, String> {
        let base = config.api_base.as_deref().unwrap_or(DISCORD);
        let agent = concat!("DiscordBot (rapporteur, ", env!("CARGO_PKG_VERSION"), ")");
        let client = Client::builder()
            .timeout(PATIENCE)
            .user_agent(agent)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| error.without_url().to_string())?;
        Ok(Rest {
            client,
            base: format!("{}/api/v10", base.trim_end_matches('/')),
            token: token.clone(),
            waits: Mutex::default(),
        })
    }

    /// Gets what stands at `path`, such as `/channels/5`.
    pub(super) async fn get(&self, path: &str) -> Result<Value, NoAnswer> {
        self.call(Method::GET, path, None).await
    }

    /// Posts `body` to `path`.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, NoAnswer> {
        self.call(Method::POST, path, Some(body)).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, NoAnswer> {
        let route = format!("{method} {}", path.split('?').next().unwrap_or(path));
        self.wait_for(&route).await?;
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header("Authorization", format!("Bot {}", self.token.expose()));
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.map_err(unclear)?;
        self.read(&route, answer).await
    }

    /// Sleeps when Discord asked to, and not for long; again when it asked for more meanwhile.
    async fn wait_for(&self, route: &str) -> Result<(), NoAnswer> {
        loop {
            let (pause, everywhere) = self.pause(route);
            if pause.is_zero() {
                return Ok(());
            }
            if pause > SHORT {
                return Err(NoAnswer::Wait { pause, everywhere });
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// How long Discord asked to wait before a request to `route`, and whether before any.
    fn pause(&self, route: &str) -> (Duration, bool) {
        let waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        let own = waits.by_route.get(route).copied();
        let everywhere = waits.everywhere > own;
        let until = own.max(waits.everywhere);
        let pause = until.map_or(Duration::ZERO, |until| {
            until.saturating_duration_since(Instant::now())
        });
        (pause, everywhere)
    }

    async fn read(&self, route: &str, answer: Response) -> Result<Value, NoAnswer> {
        let status = answer.status();
        let headers = answer.headers().clone();
        let bytes = answer.bytes().await.map_err(unclear)?;
        let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let everywhere = body["global"] == true || headers.contains_key("x-ratelimit-global");
            let pause = body["retry_after"].as_f64().and_then(seconds);
            let pause = pause.or_else(|| header(&headers, "retry-after"));
            let pause = pause.unwrap_or(SOME_TIME);
            self.hold_back(route, pause, everywhere);
            return Err(NoAnswer::Wait { pause, everywhere });
        }
        if headers
            .get("x-ratelimit-remaining")
            .is_some_and(|left| left == "0")
            && let Some(pause) = header(&headers, "x-ratelimit-reset-after")
        {
            self.hold_back(route, pause, false);
        }
        let message = body["message"].as_str().unwrap_or_default().to_owned();
        match status {
            status if status.is_success() => Ok(body),
            status if status.is_server_error() => {
                Err(NoAnswer::Unclear(format!("{} {message}", status.as_u16())))
            }
            status => Err(NoAnswer::Denied(Denial {
                status: status.as_u16(),
                code: body["code"].as_u64().unwrap_or_default(),
                message,
            })),
        }
    }

    fn hold_back(&self, route: &str, pause: Duration, everywhere: bool) {
        let now = Instant::now();
        let until = now + pause;
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        if everywhere {
            waits.everywhere = waits.everywhere.max(Some(until));
            return;
        }
        waits.by_route.retain(|_, until| *until > now);
        let own = waits.by_route.entry(route.to_owned()).or_insert(until);
        *own = until.max(*own);
    }
}

/// The address, which is left out, says nothing that is not known.
fn unclear(error: reqwest::Error) -> NoAnswer {
    let what = match () {
        () if error.is_timeout() => "there was no answer in time",
        () if error.is_connect() => "Discord could not be reached",
        () => "the connection broke",
    };
    tracing::debug!(error = %error.without_url(), "a request failed");
    NoAnswer::Unclear(what.to_owned())
}

fn header(headers: &HeaderMap, name: &str) -> Option<Duration> {
    let text = headers.get(name)?.to_str().ok()?;
    text.parse().ok().and_then(seconds)
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}
