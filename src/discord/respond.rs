//! Sends a callback, and tries again while Discord still waits for one.

use std::time::{Duration, Instant};

use serde_json::Value;
use serenity::all::{CreateAttachment, HttpError, InteractionId};
use serenity::http::Http;

/// How long an interaction may wait for its first answer: Discord says three seconds.
const DEADLINE: Duration = Duration::from_millis(2_800);
/// Pause before the second try; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// How long one try may take; a lost request leaves time for another.
const ONE_TRY: Duration = Duration::from_millis(1_200);

/// The answer to an interaction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Callback {
    /// Type and data.
    pub(super) body: Value,
    /// Uploads.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

/// What came of a try.
enum Outcome {
    Sent,
    /// Worth another try.
    Again(String),
    /// Nobody waits any more, or the answer was refused.
    Over(String),
}

/// Answers the interaction that arrived at `started`. A failure is logged, for there is nobody
/// left to tell.
pub(super) async fn respond(
    http: &Http,
    id: InteractionId,
    token: &str,
    callback: &Callback,
    started: Instant,
) {
    let mut pause = FIRST_PAUSE;
    loop {
        let left = DEADLINE.saturating_sub(started.elapsed());
        let sending = tokio::time::timeout(left.min(ONE_TRY), send(http, id, token, callback));
        let problem = match sending.await {
            Ok(Outcome::Sent) => {
                let duration_ms = started.elapsed().as_millis();
                tracing::debug!(duration_ms, "answered");
                return;
            }
            Ok(Outcome::Over(problem)) => {
                tracing::warn!(problem, "an answer could not be delivered");
                return;
            }
            Ok(Outcome::Again(problem)) => problem,
            Err(_) => "no answer in time".to_owned(),
        };
        if started.elapsed() + pause >= DEADLINE {
            tracing::warn!(problem, "an answer could not be delivered in time");
            return;
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
}

async fn send(http: &Http, id: InteractionId, token: &str, callback: &Callback) -> Outcome {
    let files = callback
        .files
        .iter()
        .map(|(name, bytes)| CreateAttachment::bytes(bytes.clone(), name.clone()));
    let sent = http
        .create_interaction_response(id, token, &callback.body, files.collect())
        .await;
    match sent {
        Ok(()) => Outcome::Sent,
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(response))) => {
            let status = response.status_code.as_u16();
            let problem = format!("{status} {}", response.error.message);
            // 40060: an earlier try arrived after all, and only its answer was lost.
            match (status, response.error.code) {
                (_, 40_060) => Outcome::Sent,
                (429 | 500..=599, _) => Outcome::Again(problem),
                _ => Outcome::Over(problem),
            }
        }
        Err(serenity::Error::Http(HttpError::Request(error))) => {
            Outcome::Again(error.without_url().to_string())
        }
        // The message of any other error could carry the address, which holds the token of the
        // interaction.
        Err(_) => Outcome::Over("it could not be sent".to_owned()),
    }
}
