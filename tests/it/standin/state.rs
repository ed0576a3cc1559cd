//! Owns what the stand-in remembers and how its tasks and the test wait for each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::Fault;
use super::chaos::{Mishaps, Turmoil};
use super::clock::Clock;
use super::interactions::Open;
use super::world::World;

/// A request as it arrived; `path` is without `/api/v10` and without the query.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    /// JSON; of multipart requests the `payload_json` part.
    pub(crate) body: Value,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(super) authorization: Option<String>,
}

impl Recorded {
    /// What faults and waiting tests name a request by: a part of it is enough.
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn head(&self) -> Recorded {
        Recorded {
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            body: Value::Null,
            files: Vec::new(),
            authorization: None,
        }
    }
}

pub(super) struct Session {
    pub(super) id: String,
    /// Whether its intents let it hear of servers.
    pub(super) hears_of_servers: bool,
    /// Every event sent or to be sent; its sequence number is its place, from 1.
    pub(super) events: Vec<Value>,
}

#[derive(Default)]
pub(super) struct Gateway {
    pub(super) heartbeat: Duration,
    pub(super) session: Option<Session>,
    /// Of the connection that came last; older ones are left alone.
    pub(super) connection: usize,
    pub(super) faults: VecDeque<Fault>,
    pub(super) identifies: usize,
    pub(super) resumes: usize,
    pub(super) heartbeats: usize,
    /// How many READY and RESUMED went out, and how many of them the test has waited for.
    pub(super) ready: usize,
    pub(super) awaited: usize,
    pub(super) shut: bool,
}

pub(super) struct State {
    pub(super) address: String,
    pub(super) defects: Vec<String>,
    pub(super) requests: Vec<Recorded>,
    /// Whether the bodies of requests are kept.
    pub(super) keeps_bodies: bool,
    /// For each request whether `next_request` has returned it.
    pub(super) awaited: Vec<bool>,
    pub(super) faults: Vec<Fault>,
    pub(super) turmoil: Option<Turmoil>,
    pub(super) impatient: usize,
    pub(super) mishaps: Mishaps,
    pub(super) gateway: Gateway,
    /// By token.
    pub(super) interactions: BTreeMap<String, Open>,
    /// By path, thus by scope.
    pub(super) commands: BTreeMap<String, Vec<Value>>,
    /// By id, in written form, which takes a fraction of the memory.
    messages: BTreeMap<String, Box<str>>,
    /// By channel: the messages that anybody there can read.
    pub(super) standing: BTreeMap<String, BTreeSet<u64>>,
    /// Messages that the bot posted of its own accord, with the roles that each pinged.
    pub(super) posted: BTreeMap<String, Vec<String>>,
    pub(super) world: World,
    /// By channel and nonce: which message was made, and when.
    pub(super) nonces: BTreeMap<(String, String), (String, Duration)>,
    pub(super) clock: Clock,
}

/// How many of the last requests are shown to a test that waited in vain.
const SUMMED_UP: usize = 200;
impl State {
    pub(super) fn new(address: String, heartbeat: Duration) -> State {
        State {
            address,
            defects: Vec::new(),
            requests: Vec::new(),
            keeps_bodies: true,
            awaited: Vec::new(),
            faults: Vec::new(),
            turmoil: None,
            impatient: 0,
            mishaps: Mishaps::new(),
            gateway: Gateway {
                heartbeat,
                ..Gateway::default()
            },
            interactions: BTreeMap::new(),
            commands: BTreeMap::new(),
            messages: BTreeMap::new(),
            standing: BTreeMap::new(),
            posted: BTreeMap::new(),
            world: World::furnished(),
            nonces: BTreeMap::new(),
            clock: Clock::start(),
        }
    }

    /// A fresh snowflake.
    pub(super) fn fresh_id(&mut self) -> String {
        self.clock.fresh_id().to_string()
    }

    /// Time since the start, with what the test has skipped.
    pub(super) fn now(&self) -> Duration {
        self.clock.passed()
    }

    pub(super) fn message(&self, id: &str) -> Option<Value> {
        let written = self.messages.get(id)?;
        Some(serde_json::from_str(written).expect("it was written from JSON"))
    }

    pub(super) fn keep_message(&mut self, id: &str, message: &Value) {
        let written = message.to_string().into_boxed_str();
        self.messages.insert(id.to_owned(), written);
    }

    /// Removes a message; false when there was none.
    pub(super) fn remove_message(&mut self, id: &str) -> bool {
        if let Ok(id) = id.parse::<u64>() {
            let channels = self.standing.values_mut();
            channels.for_each(|standing| {
                standing.remove(&id);
            });
        }
        self.messages.remove(id).is_some()
    }

    /// Keeps a request, without its body when bodies are not kept.
    pub(super) fn record(&mut self, request: &Recorded) {
        self.requests.push(match self.keeps_bodies {
            true => request.clone(),
            false => request.head(),
        });
        self.awaited.push(false);
    }

    /// The first request from the one numbered `from` that was not returned before and whose line
    /// contains `route`; with none, `from` moves past those that there are.
    pub(super) fn take_request(&mut self, route: &str, from: &mut usize) -> Option<Recorded> {
        let fits =
            |index: &usize| !self.awaited[*index] && self.requests[*index].line().contains(route);
        let found = (*from..self.requests.len()).find(fits);
        *from = self.requests.len();
        let index = found?;
        self.awaited[index] = true;
        Some(self.requests[index].clone())
    }

    /// What a test that waited in vain wants to know.
    fn summary(&self) -> String {
        let mut summary = String::new();
        let last = self.requests.len().saturating_sub(SUMMED_UP);
        for request in &self.requests[last..] {
            writeln!(summary, "  {} {}", request.line(), request.body).unwrap();
        }
        for defect in &self.defects {
            writeln!(summary, "  defect: {defect}").unwrap();
        }
        let Gateway {
            identifies,
            resumes,
            connection,
            ..
        } = self.gateway;
        format!(
            "connections {connection}, IDENTIFY {identifies}, RESUME {resumes}, requests:\n{summary}"
        )
    }
}

/// The state, and a bell that rings whenever it changes.
pub(super) struct Shared {
    state: Mutex<State>,
    bell: watch::Sender<()>,
}

impl Shared {
    pub(super) fn new(state: State) -> Shared {
        Shared {
            state: Mutex::new(state),
            bell: watch::Sender::new(()),
        }
    }

    /// A panic in one task must not hide its cause behind a poisoned lock in the others.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.bell.send_replace(());
        changed
    }

    pub(super) fn listen(&self) -> watch::Receiver<()> {
        self.bell.subscribe()
    }

    /// Waits until `ready` gives something; panics after `limit`, naming `what` was waited for and
    /// by whom.
    pub(super) async fn wait<T>(
        &self,
        limit: Duration,
        what: &str,
        caller: &Location<'_>,
        mut ready: impl FnMut(&mut State) -> Option<T>,
    ) -> T {
        let mut bell = self.listen();
        let waiting = async {
            loop {
                let found = ready(&mut self.lock());
                if let Some(found) = found {
                    return found;
                }
                bell.changed().await.expect("the sender is ours");
            }
        };
        let found = tokio::time::timeout(limit, waiting).await;
        found.unwrap_or_else(|_| {
            panic!(
                "{caller}: no {what} within {limit:?}; {}",
                self.lock().summary()
            )
        })
    }
}
