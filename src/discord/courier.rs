//! Sends what is due: takes deliveries from the outbox, writes their messages, and records what
//! came of each.
//!
//! # How nothing is shown twice
//!
//! An attempt is counted, and the message written down, before it is sent; every attempt sends the
//! same. Discord shows messages with one nonce once, for some minutes. An attempt that comes later
//! than that after one of which nothing is known, and any to a forum, whose posts have no nonce,
//! first looks in the channel whether the message stands there: each carries the number of its
//! delivery.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::alerts::{self, Abreast, Telling, abreast, tell};
use crate::discord::place::{self, Placed};
use crate::discord::random;
use crate::discord::render::notice;
use crate::discord::rest::{Denial, NoAnswer, Rest};
use crate::domain::alert::{Alert, AlertId};
use crate::domain::clock::Clock;
use crate::domain::delivery::{Delivery, DeliveryState, Kind, pause};
use crate::service::Desk;
use crate::store::{self, Store};

/// Messages that are sent at the same time; each to another place.
const AT_ONCE: usize = 8;
/// How long a process may take for one message before another may think it dead.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often a lease is prolonged while its message is being sent.
const RENEWAL: Duration = Duration::from_secs(20);
/// How often the outbox is looked at when nobody says that something is in it.
const GLANCE: Duration = Duration::from_millis(500);
/// Discord knows a nonce for some minutes; after this many seconds we do not rely on it.
const NONCE_LIFE: SignedDuration = SignedDuration::from_secs(100);
/// A post of which nothing is known may still be made; nobody looks for it sooner than this.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_secs(5);
/// How long to wait for a statement that this process has not taken in.
const NOT_HERE: SignedDuration = SignedDuration::from_secs(3);

/// Sends what is due.
#[derive(Clone)]
pub(super) struct Courier {
    pub(super) store: Store,
    pub(super) rest: Arc<Rest>,
    pub(super) desk: watch::Receiver<Desk>,
    pub(super) clock: Arc<dyn Clock>,
    /// Names this process in leases and attempts.
    pub(super) process: String,
    /// Rings when something may have become due.
    pub(super) bell: Arc<Notify>,
}

/// What came of trying to send.
enum Outcome {
    /// It stands at `channel/message`.
    Sent(String),
    /// To be tried again then, and why.
    Later(Timestamp, String),
    /// To be tried again after a pause that grows with each failure, and why.
    Again(String),
    /// Later, for everything that goes to this place.
    AllLater(Timestamp, String),
    /// Not an attempt: something is not here yet.
    NotYet(String),
    /// It will never be sent, and why.
    Over(DeliveryState, String),
    /// Its place cannot be written to.
    Barred(Denial),
}

impl Courier {
    /// Sends until `stop`, then finishes what is under way.
    pub(super) async fn run(self, stop: CancellationToken) {
        let mut under_way = JoinSet::new();
        while !stop.is_cancelled() {
            if let Err(error) = self.fill(&mut under_way).await {
                tracing::error!(%error, "the outbox cannot be read; trying again");
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.bell.notified() => {}
                Some(ended) = under_way.join_next() => log(ended),
                () = tokio::time::sleep(GLANCE) => {}
            }
        }
        while let Some(ended) = under_way.join_next().await {
            log(ended);
        }
    }

    /// Begins as many deliveries as there is room for.
    async fn fill(&self, under_way: &mut JoinSet<()>) -> Result<usize, store::Error> {
        let now = self.clock.now();
        for alert in self.store.due_digests(now).await? {
            self.store.open_digest(&alert, now).await?;
        }
        let room = u32::try_from(AT_ONCE.saturating_sub(under_way.len())).unwrap_or(0);
        if room == 0 {
            return Ok(0);
        }
        let claimed = self.store.claim(&self.process, now, LEASE, room).await?;
        let n = claimed.len();
        for delivery in claimed {
            let courier = self.clone();
            under_way.spawn(async move { courier.deliver(delivery).await });
        }
        Ok(n)
    }

    async fn deliver(&self, delivery: Delivery) {
        let id = delivery.id;
        let attempt = tokio::select! {
            attempt = self.attempt(&delivery) => attempt,
            () = self.taken(&delivery) => {
                tracing::warn!(delivery = %id, "another process has taken a notice over; it is left to that");
                return;
            }
        };
        let recorded = match attempt {
            Ok(outcome) => self.record(&delivery, outcome).await,
            Err(error) => {
                let reason = format!("it could not be written: {error}");
                tracing::error!(delivery = %id, %error, "a notice could not be written");
                self.record(&delivery, Outcome::Again(reason)).await
            }
        };
        if let Err(error) = recorded {
            // The lease lapses, and whoever claims it next looks whether it was sent.
            tracing::error!(delivery = %id, %error, "what came of a notice could not be recorded");
        }
    }

    /// Prolongs the lease of `delivery` again and again; resolves when another process has it.
    async fn taken(&self, delivery: &Delivery) {
        loop {
            tokio::time::sleep(RENEWAL).await;
            let until = self.clock.now() + LEASE;
            match self.store.renew(delivery.id, &self.process, until).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(delivery = %delivery.id, %error, "a lease could not be prolonged");
                }
            }
        }
    }

    async fn attempt(&self, delivery: &Delivery) -> Result<Outcome, alerts::Error> {
        let alert = match delivery.alert {
            Some(id) => self.store.alert(id).await?,
            None => None,
        };
        let body = match delivery.body.is_empty() {
            false => delivery.body.clone(),
            true => match self.write(delivery, alert.clone()).await? {
                Ok(body) => body,
                Err(outcome) => return Ok(outcome),
            },
        };
        let body: Value = serde_json::from_str(&body).unwrap_or_default();
        let sent = self.send(delivery, alert.as_ref(), body).await;
        Ok(sent.unwrap_or_else(|no_answer| self.outcome(no_answer)))
    }

    /// Writes the message of `delivery` down, or says why there is none.
    async fn write(
        &self,
        delivery: &Delivery,
        alert: Option<Alert>,
    ) -> Result<Result<String, Outcome>, alerts::Error> {
        let desk = self.desk.borrow().clone();
        let telling = tell(&self.store, &desk, delivery, alert).await?;
        if let Some(outcome) = self.not_abreast(delivery, &desk).await? {
            return Ok(Err(outcome));
        }
        match &telling {
            Telling::NotHere => {
                let why = "its statement is not in this process's index".to_owned();
                return Ok(Err(Outcome::NotYet(why)));
            }
            Telling::Nothing(why) => {
                return Ok(Err(Outcome::Over(DeliveryState::Cancelled, why.clone())));
            }
            _ => {}
        }
        let message = notice::message(&telling);
        let written = message.written(false);
        for (key, line) in &written.stored {
            self.store.keep_line(key, line, self.clock.now()).await?;
        }
        let body = notice::body(&telling, written.data);
        let quoted = telling.quoted();
        let text = body.to_string();
        if !self.store.write_body(delivery.id, &text, &quoted).await? {
            let why = "it changed while it was being written".to_owned();
            return Ok(Err(Outcome::NotYet(why)));
        }
        Ok(Ok(text))
    }

    /// Why what was read of the statement in the index must not be told.
    async fn not_abreast(
        &self,
        delivery: &Delivery,
        desk: &Desk,
    ) -> Result<Option<Outcome>, alerts::Error> {
        let Some((statement, _)) = &delivery.statement else {
            return Ok(None);
        };
        Ok(match abreast(&self.store, desk, statement).await? {
            Abreast::Same => None,
            Abreast::NotYet => {
                let why = "its statement is being taken in".to_owned();
                Some(Outcome::NotYet(why))
            }
            Abreast::Gone => {
                let why = "the statement was taken out of the corpus before this was sent";
                Some(Outcome::Over(DeliveryState::Cancelled, why.to_owned()))
            }
        })
    }

    async fn send(
        &self,
        delivery: &Delivery,
        alert: Option<&Alert>,
        body: Value,
    ) -> Result<Outcome, NoAnswer> {
        let place = place::of(&self.rest, delivery, alert).await?;
        if self.may_stand(delivery, &place)
            && let Some(message) = place::find(&self.rest, delivery, &place).await?
        {
            return Ok(Outcome::Sent(message));
        }
        let mut message = body["message"].clone();
        let answer = match &place {
            Placed::Channel(channel) => {
                message["nonce"] = json!(format!("delivery-{}", delivery.id));
                message["enforce_nonce"] = json!(true);
                let path = format!("/channels/{channel}/messages");
                self.rest.post(&path, &message).await?
            }
            Placed::Forum { forum, tags, .. } => {
                let post = json!({
                    "name": body["name"],
                    "applied_tags": tags.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "message": message,
                });
                let path = format!("/channels/{forum}/threads");
                self.rest.post(&path, &post).await?
            }
        };
        Ok(Outcome::Sent(place::stands_at(&place, &answer)))
    }

    /// True when an earlier attempt may have arrived and the nonce does not tell.
    fn may_stand(&self, delivery: &Delivery, place: &Placed) -> bool {
        let Some(first) = delivery.first_attempt_at.filter(|_| delivery.attempts > 1) else {
            return false;
        };
        let is_old = self.clock.now().duration_since(first) > NONCE_LIFE;
        is_old || matches!(place, Placed::Forum { .. })
    }

    fn outcome(&self, no_answer: NoAnswer) -> Outcome {
        match no_answer {
            NoAnswer::Wait { pause, everywhere } => {
                let pause = SignedDuration::try_from(pause).unwrap_or(LEASE);
                let until = self.clock.now() + pause;
                let seconds = pause.as_secs_f64();
                let reason = format!("Discord asks to wait {seconds:.1} s");
                match everywhere {
                    true => Outcome::Later(until, reason),
                    false => Outcome::AllLater(until, reason),
                }
            }
            NoAnswer::Unclear(reason) => Outcome::Again(reason),
            // The token may be mended by the time the program is started again.
            NoAnswer::Denied(denial) if denial.status == 401 => {
                tracing::error!("Discord refuses the token; notices wait");
                Outcome::Again(denial.to_string())
            }
            NoAnswer::Denied(denial) if denial.is_about_the_place() => Outcome::Barred(denial),
            NoAnswer::Denied(denial) => Outcome::Over(DeliveryState::Failed, denial.to_string()),
        }
    }

    /// When to try again. That earlier processes died is no reason to wait longer.
    async fn again(&self, delivery: &Delivery) -> Result<Timestamp, store::Error> {
        let n_failures = self.store.failures(delivery.id).await?;
        let now = self.clock.now();
        let again = now + pause(n_failures.saturating_add(1), share());
        Ok(match delivery.destination.starts_with("forum:") {
            true => again.max(now + ON_ITS_WAY),
            false => again,
        })
    }

    async fn record(&self, delivery: &Delivery, outcome: Outcome) -> Result<(), store::Error> {
        let (store, id, now) = (&self.store, delivery.id, self.clock.now());
        match outcome {
            Outcome::Sent(message) => {
                tracing::debug!(delivery = %id, message, "sent");
                store.sent(id, &message, now).await
            }
            Outcome::Later(until, reason) => {
                tracing::warn!(delivery = %id, reason, "a notice waits");
                store.postpone(id, until, &reason, now).await
            }
            Outcome::Again(reason) => {
                tracing::warn!(delivery = %id, reason, "a notice waits");
                let until = self.again(delivery).await?;
                store.postpone(id, until, &reason, now).await
            }
            Outcome::AllLater(until, reason) => {
                store.postpone(id, until, &reason, now).await?;
                store
                    .postpone_destination(&delivery.destination, until)
                    .await
            }
            Outcome::NotYet(reason) => store.give_back(id, now + NOT_HERE, &reason, now).await,
            Outcome::Over(state, reason) => {
                tracing::error!(delivery = %id, reason, "a notice is not sent");
                store.settle(id, state, &reason, now).await
            }
            Outcome::Barred(denial) => self.barred(delivery, &denial).await,
        }
    }

    /// Suspends the alerts whose place cannot be written to, and tells their owners.
    async fn barred(&self, delivery: &Delivery, denial: &Denial) -> Result<(), store::Error> {
        let (store, now) = (&self.store, self.clock.now());
        if delivery.kind == Kind::Word {
            let reason = format!("the person cannot be written to: {denial}");
            return store
                .settle(delivery.id, DeliveryState::Failed, &reason, now)
                .await;
        }
        let mut alerts: BTreeSet<AlertId> = delivery.alert.into_iter().collect();
        let parts = store.parts(delivery.id).await?;
        alerts.extend(parts.iter().filter_map(|part| part.alert));
        let reason = place::reason(&delivery.destination, denial);
        for alert in alerts {
            let word = place::word(alert, &delivery.destination, &reason);
            store.suspend(alert, &reason, word.as_deref(), now).await?;
        }
        if matches!(delivery.kind, Kind::Digest | Kind::Summary) {
            return store.dissolve(delivery.id, &reason, now).await;
        }
        store
            .settle(delivery.id, DeliveryState::Held, &reason, now)
            .await
    }
}

fn log(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "sending ended by itself; it is tried again when its lease lapses");
    }
}

/// A number from 0 to 1, another each time.
fn share() -> f64 {
    f64::from(random()) / f64::from(u32::MAX)
}
