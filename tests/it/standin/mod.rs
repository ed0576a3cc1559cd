//! Owns the stand-in for Discord that the tests connect the bot to: REST and gateway on loopback.
//!
//! It keeps state as Discord does, and takes down as a defect whatever Discord would turn down or a
//! person would stumble over. A test ends with `finish`, which panics on defects and leftovers.
//!
//! # Layout `rest` answers requests, `gateway` sends events, `state` is what both share, `world` the
//! servers and channels in it, `scene` what a test sees and changes of them. `interactions` says
//! when which answer may come, `posts` and `channels` answer what the bot asks of its own accord,
//! `rules` and `schema` say what a body may hold, `fixtures` is the JSON that Discord sends.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(crate) use self::chaos::Chaos;
pub(crate) use self::fault::Fault;
pub(crate) use self::interactions::Reply;
use self::interactions::{CALLBACK_LIMIT, Open};
pub(crate) use self::scene::Shown;
pub(crate) use self::state::Recorded;
use self::state::{Shared, State};
use self::wire::{Scissors, Wires};

mod asking;
mod channels;
pub(crate) mod chaos;
mod clock;
mod fault;
pub(crate) mod fixtures;
mod gateway;
mod interactions;
mod messaging;
mod posts;
mod registry;
mod rest;
mod rules;
pub(crate) mod scene;
mod schema;
mod selftest;
mod state;
mod wire;
pub(crate) mod world;

/// Past Discord's limit of 3 s, so that a late answer is reported as late and not as missing.
const REPLY_TIMEOUT: Duration = Duration::from_secs(5);
/// serenity waits about 5 s before a fresh IDENTIFY.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

pub(crate) struct StandIn {
    shared: Arc<Shared>,
    address: String,
    server: JoinHandle<()>,
    finished: bool,
}

impl StandIn {
    /// In the form of a bot token; its first part is the application's id.
    pub(crate) const TOKEN: &str = "MTAwMDAwMDAwMDAwMDAwMDAwMQ.stand-in.for-tests-only";

    pub(crate) async fn start() -> StandIn {
        StandIn::start_with_heartbeat(Duration::from_secs(45)).await
    }

    pub(crate) async fn start_with_heartbeat(interval: Duration) -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared::new(State::new(
            format!("ws://{address}/gateway-ws"),
            interval,
        )));
        let app = Router::new()
            .route("/gateway-ws", any(gateway::upgrade))
            .route("/gateway-ws/", any(gateway::upgrade))
            .fallback(rest::serve)
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&shared));
        let app = app.into_make_service_with_connect_info::<Scissors>();
        let listener = Wires(listener);
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        StandIn {
            shared,
            address,
            server,
            finished: false,
        }
    }

    /// For `HttpBuilder::proxy`, which needs `ratelimiter_disabled(true)` beside it.
    pub(crate) fn api_base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for one more READY or RESUMED than the last call waited for.
    #[track_caller]
    pub(crate) fn connected(&self) -> impl Future<Output = ()> {
        let caller = Location::caller();
        self.shared
            .wait(CONNECT_TIMEOUT, "READY or RESUMED", caller, |state| {
                (state.gateway.ready > state.gateway.awaited).then(|| state.gateway.awaited += 1)
            })
    }

    pub(crate) fn identifies(&self) -> usize {
        self.shared.lock().gateway.identifies
    }

    pub(crate) fn resumes(&self) -> usize {
        self.shared.lock().gateway.resumes
    }

    /// Waits until this many heartbeats have come in all.
    #[track_caller]
    pub(crate) fn heartbeats(&self, count: usize) -> impl Future<Output = ()> {
        let caller = Location::caller();
        self.shared
            .wait(CONNECT_TIMEOUT, "heartbeat", caller, move |state| {
                (state.gateway.heartbeats >= count).then_some(())
            })
    }

    /// Sends an interaction and waits for its first valid callback.
    #[track_caller]
    pub(crate) fn interact(&self, interaction: impl Into<Value>) -> impl Future<Output = Reply> {
        let caller = Location::caller();
        let interaction = interaction.into();
        async move {
            let token = self.send(interaction, caller).await;
            let what = format!("valid callback for the interaction with token {token}");
            self.shared
                .wait(REPLY_TIMEOUT, &what, caller, |state| {
                    state.interaction(&token)?.reply.clone()
                })
                .await
        }
    }

    /// Sends an interaction, whatever becomes of it, and returns its token.
    #[track_caller]
    pub(crate) fn interact_unanswered(
        &self,
        interaction: impl Into<Value>,
    ) -> impl Future<Output = String> {
        let caller = Location::caller();
        let interaction = interaction.into();
        async move { self.send(interaction, caller).await }
    }

    async fn send(&self, mut interaction: Value, caller: &Location<'_>) -> String {
        let connected = |state: &mut State| state.gateway.session.is_some().then_some(());
        self.shared
            .wait(CONNECT_TIMEOUT, "connected client", caller, connected)
            .await;
        self.shared.change(|state| {
            let id = state.fresh_id();
            let token = format!("interaction-token-{id}");
            interaction["id"] = id.as_str().into();
            interaction["token"] = token.as_str().into();
            asking::complete(state, &mut interaction);
            let message = &interaction["message"];
            let open = Open {
                id,
                token: token.clone(),
                kind: interaction["type"]
                    .as_u64()
                    .expect("an interaction has a type"),
                channel: interaction["channel_id"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                sent: state.now(),
                clicked: message.is_object().then(|| message.clone()),
                reply: None,
                original: None,
                thinking: false,
            };
            state.interactions.insert(token.clone(), open);
            gateway::dispatch(state, "INTERACTION_CREATE", &interaction);
            token
        })
    }

    /// Waits for the next edit of the answer to an interaction, such as the one that ends a
    /// deferral.
    #[track_caller]
    pub(crate) fn edit_of(&self, reply: &Reply) -> impl Future<Output = Reply> {
        let caller = Location::caller();
        let route = format!(
            "PATCH /webhooks/{}/{}/messages/@original",
            fixtures::APPLICATION_ID,
            reply.token
        );
        let token = reply.token.clone();
        async move {
            let edit = self.wait_for_request(&route, caller).await;
            let state = self.shared.lock();
            let elapsed = state
                .interaction(&token)
                .map_or(Duration::ZERO, |open| state.now().saturating_sub(open.sent));
            Reply {
                callback_type: 0,
                data: edit.body,
                files: edit.files,
                elapsed,
                token,
            }
        }
    }

    /// Waits for a request whose "METHOD /path" contains `route`; each is returned once.
    #[track_caller]
    pub(crate) fn next_request(&self, route: &str) -> impl Future<Output = Recorded> {
        let caller = Location::caller();
        self.wait_for_request(route, caller)
    }

    async fn wait_for_request(&self, route: &str, caller: &Location<'_>) -> Recorded {
        let what = format!("request {route}");
        let mut from = 0;
        self.shared
            .wait(REPLY_TIMEOUT, &what, caller, |state| {
                state.take_request(route, &mut from)
            })
            .await
    }

    /// Lets time pass on the clock that callbacks, tokens and nonces are held against.
    pub(crate) fn skip(&self, time: Duration) {
        self.shared.change(|state| state.clock.skip(time));
    }

    /// Lets the interactions sent so far be too old to be answered.
    pub(crate) fn skip_callback_limit(&self) {
        self.skip(CALLBACK_LIMIT + Duration::from_millis(1));
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.shared.change(|state| match fault.route() {
            Some(_) => state.faults.push(fault),
            None => state.gateway.faults.push_back(fault),
        });
    }

    /// What broke a rule or the description so far.
    pub(crate) fn defects(&self) -> Vec<String> {
        self.shared.lock().defects.clone()
    }

    /// For a test that provoked defects: `finish` no longer minds them.
    pub(crate) fn take_defects(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.lock().defects)
    }

    /// For a test with very many requests: keeps no bodies of requests from now on.
    pub(crate) fn forget_bodies(&self) {
        self.shared.change(|state| state.keeps_bodies = false);
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.shared.lock().requests.clone()
    }

    /// Shuts down; panics on defects, deferrals that never ended and faults that never happened.
    #[track_caller]
    pub(crate) fn finish(mut self) {
        self.finished = true;
        self.shared.change(|state| state.gateway.shut = true);
        let leftovers = self.leftovers();
        assert!(leftovers.is_empty(), "{leftovers:#?}");
    }

    fn leftovers(&self) -> Vec<String> {
        let state = self.shared.lock();
        let mut leftovers = state.defects.clone();
        let thinking = state.interactions.values().filter(|open| open.thinking);
        leftovers
            .extend(thinking.map(|open| format!("{}: deferred and never answered", open.token)));
        let unused = state.faults.iter().chain(&state.gateway.faults);
        leftovers.extend(unused.map(|fault| format!("{fault:?}: never happened")));
        leftovers
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.server.abort();
        assert!(
            self.finished || std::thread::panicking(),
            "the test did not call StandIn::finish"
        );
    }
}
