//! Owns the proof that the stand-in is to serenity as Discord is, with the smallest possible bot.

use std::sync::Arc;

use serde_json::{Value, json};
use serenity::all::{
    ClientBuilder, Context, EventHandler, GatewayIntents, Http, HttpBuilder, Interaction,
};
use serenity::async_trait;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{StandIn, fixtures};

mod answers;
mod choices;
mod connections;
mod crowds;
mod lookups;
mod mishaps;
mod posts;
mod refusals;
mod requests;
mod servers;

/// Asks as the bot's own REST client does.
struct Caller {
    client: reqwest::Client,
    base: String,
}

impl Caller {
    fn new(stand_in: &StandIn) -> Caller {
        Caller {
            client: reqwest::Client::new(),
            base: format!("{}/api/v10", stand_in.api_base()),
        }
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.client.get(format!("{}{path}", self.base)))
            .await
            .unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.try_post(path, body).await.unwrap()
    }

    async fn try_post(&self, path: &str, body: &Value) -> reqwest::Result<(u16, Value)> {
        let request = self.client.post(format!("{}{path}", self.base));
        self.send(request.json(body)).await
    }

    /// Posts a text to a channel.
    async fn say(&self, channel: &str, content: &str) -> (u16, Value) {
        let path = format!("/channels/{channel}/messages");
        self.post(&path, &text(content)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<(u16, Value)> {
        let token = format!("Bot {}", StandIn::TOKEN);
        let answer = request.header("Authorization", token).send().await?;
        let status = answer.status().as_u16();
        // Not every error has a body.
        let body = serde_json::from_slice(&answer.bytes().await?).unwrap_or_default();
        Ok((status, body))
    }
}

fn text(content: &str) -> Value {
    json!({"content": content, "allowed_mentions": {"parse": []}})
}

/// Fails unless the answer is this refusal.
#[track_caller]
fn assert_refused(answer: &(u16, Value), status: u16, code: u32) {
    assert_eq!(answer.0, status, "{answer:?}");
    assert_eq!(answer.1["code"], code, "{answer:?}");
}

/// Answers every interaction with `answers`, one after the other.
struct Handler {
    answers: Vec<Value>,
    results: mpsc::UnboundedSender<String>,
}

#[async_trait]
impl EventHandler for Handler {
    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        for answer in &self.answers {
            let id = interaction.id();
            let result = context
                .http
                .create_interaction_response(id, interaction.token(), answer, Vec::new())
                .await;
            self.results.send(format!("{result:?}")).unwrap();
        }
    }
}

struct Bot {
    http: Arc<Http>,
    results: mpsc::UnboundedReceiver<String>,
    running: JoinHandle<Result<(), serenity::Error>>,
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.running.abort();
    }
}

fn http(stand_in: &StandIn, token: &str) -> Http {
    let http = HttpBuilder::new(token)
        .proxy(stand_in.api_base())
        .ratelimiter_disabled(true);
    http.application_id(fixtures::APPLICATION_ID.parse().unwrap())
        .build()
}

async fn start(stand_in: &StandIn, token: &str, answers: &[Value]) -> Bot {
    let (sender, results) = mpsc::unbounded_channel();
    let handler = Handler {
        answers: answers.to_vec(),
        results: sender,
    };
    let client = ClientBuilder::new_with_http(http(stand_in, token), GatewayIntents::empty());
    let mut client = client.event_handler(handler).await.unwrap();
    let http = Arc::clone(&client.http);
    let running = tokio::spawn(async move { client.start().await });
    Bot {
        http,
        results,
        running,
    }
}

/// A stand-in with a bot connected that gives these answers.
async fn connect(answers: &[Value]) -> (StandIn, Bot) {
    let stand_in = StandIn::start().await;
    let bot = start(&stand_in, StandIn::TOKEN, answers).await;
    stand_in.connected().await;
    (stand_in, bot)
}

fn message(content: &str) -> Value {
    json!({"type": 4, "data": {"content": content, "flags": 64}})
}

/// Fails unless `text` holds `part`.
#[track_caller]
fn assert_holds(text: &str, part: &str) {
    assert!(text.contains(part), "no {part:?} in {text:?}");
}

/// Fails unless the one defect holds `part`; no defect is left.
#[track_caller]
fn assert_defect(stand_in: &StandIn, part: &str) {
    assert_eq!(stand_in.defects().len(), 1, "{:#?}", stand_in.defects());
    assert_holds(&stand_in.take_defects()[0], part);
}
