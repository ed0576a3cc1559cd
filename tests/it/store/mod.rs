//! The store, each claim on a file and on a server.
//!
//! The server is named by `RAPPORTEUR_TEST_POSTGRES`; each test makes a database of its own there.

mod alerts;
mod backup;
mod changes;
mod deliveries;
mod digests;
mod enter;
mod failures;
mod flood;
mod migrate;
mod outbox;
mod people;
mod servers;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp};
use rapporteur::domain::alert::{Alert, AlertId, Order};
use rapporteur::domain::chat::PersonId;
use rapporteur::domain::delivery::{Delivery, DeliveryId, DeliveryState, Quoted};
use rapporteur::domain::id::StatementId;
use rapporteur::store::{Asked, Entered, Entry, Flood, Limits, Match, NotAdded, Place, Store};
use sqlx::{AssertSqlSafe, Connection as _};
use tempfile::TempDir;

/// Where a test keeps its store.
pub(crate) struct Home {
    pub(crate) place: Place,
    folder: TempDir,
}

impl Home {
    /// A folder.
    pub(crate) fn file() -> Self {
        let folder = TempDir::new().unwrap();
        let place = Place::Folder(folder.path().join("data"));
        Home { place, folder }
    }

    /// A new database on the server; none when no server is named.
    pub(crate) async fn server() -> Option<Self> {
        let server = server()?;
        let name = new_name();
        on_server(&server, format!("CREATE DATABASE {name}")).await;
        let place = Place::Server(with_database(&server, &name).parse().unwrap());
        let folder = TempDir::new().unwrap();
        Some(Home { place, folder })
    }

    /// Opens the store, once more each time.
    pub(crate) async fn open(&self) -> Store {
        Store::open_at(&self.place)
            .await
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// A path for another file.
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

/// The server that is named; when none is, the output says so once.
fn server() -> Option<String> {
    static SAID: Once = Once::new();
    let named = std::env::var("RAPPORTEUR_TEST_POSTGRES").ok();
    if named.is_none() {
        SAID.call_once(|| {
            // Not by a macro, whose output is hidden when tests pass.
            std::io::stderr()
                .write_all(b"PostgreSQL half not run: set RAPPORTEUR_TEST_POSTGRES=postgres://... (see .ci/run)\n")
                .unwrap();
        });
    }
    named
}

fn new_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("rapporteur_test_{}_{next}", std::process::id())
}

/// The address of another database on the same server.
fn with_database(server: &str, name: &str) -> String {
    let (before, parameters) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = before.rsplit_once('/').unwrap();
    format!("{host}/{name}?{parameters}")
}

async fn on_server(server: &str, statement: String) {
    let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    statement.execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Runs a test on a file and on a server.
pub(crate) async fn on_both(test: impl AsyncFn(Store, &Home)) {
    let home = Home::file();
    let store = home.open().await;
    test(store.clone(), &home).await;
    store.close().await;
    on_server_only(test).await;
}

/// Runs a test on a server.
pub(crate) async fn on_server_only(test: impl AsyncFn(Store, &Home)) {
    let Some(home) = Home::server().await else {
        return;
    };
    let store = home.open().await;
    test(store.clone(), &home).await;
    store.close().await;
    drop_database(&home).await;
}

/// A database of a test that failed stays, to be looked at.
pub(crate) async fn drop_database(home: &Home) {
    let Place::Server(url) = &home.place else {
        return;
    };
    let shown = url.to_string();
    let name = shown.rsplit('/').next().unwrap();
    let drop = format!("DROP DATABASE {name} WITH (FORCE)");
    on_server(&server().unwrap(), drop).await;
}

/// Monday, 23 November 2026, noon, and so many seconds.
pub(crate) fn at(seconds: i64) -> Timestamp {
    let noon: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    noon + SignedDuration::from_secs(seconds)
}

pub(crate) const MINUTE: SignedDuration = SignedDuration::from_secs(60);

pub(crate) fn plenty() -> Limits {
    Limits {
        per_person: 100,
        per_server: 100,
    }
}

/// An order to a channel, at once.
pub(crate) fn order(query: &str, channel: u64) -> Order {
    Order {
        query: query.to_owned(),
        server: Some(rapporteur::domain::chat::ServerId::new(70)),
        destination: format!("channel:{channel}").parse().unwrap(),
        cadence: "at-once".parse().unwrap(),
        mention: None,
    }
}

/// The same, every day at 8 in Vienna.
pub(crate) fn daily(query: &str, channel: u64) -> Order {
    Order {
        cadence: "daily 08 Europe/Vienna".parse().unwrap(),
        ..order(query, channel)
    }
}

pub(crate) fn person(number: u64) -> PersonId {
    PersonId::new(number)
}

/// Sets an alert of some person, if it may be.
pub(crate) async fn try_set(
    store: &Store,
    owner: u64,
    order: &Order,
    limits: Limits,
) -> Result<Alert, NotAdded> {
    let added = store.add_alert(person(owner), order, limits, at(0)).await;
    added.unwrap()
}

/// Sets an alert of person 1.
pub(crate) async fn set(store: &Store, order: &Order) -> Alert {
    try_set(store, 1, order, plenty()).await.unwrap()
}

pub(crate) fn id(text: &str) -> StatementId {
    text.parse().unwrap()
}

/// A statement with this text in its first paragraph, that matches these alerts.
pub(crate) fn entry(statement: &str, text: &str, alerts: &[AlertId]) -> Entry {
    let found = vec![1];
    Entry {
        id: id(statement),
        fingerprint: fingerprint(text),
        looked_at: Timestamp::MAX,
        matches: alerts
            .iter()
            .map(|alert| Match {
                alert: *alert,
                found: found.clone(),
            })
            .collect(),
        texts: BTreeMap::from([(1, text.to_owned())]),
    }
}

/// Different texts of the tests have different ones, some beyond 63 bits.
pub(crate) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(u64::MAX, |sum, byte| {
        sum.rotate_left(7).wrapping_mul(31) ^ u64::from(byte)
    })
}

pub(crate) fn calm() -> Flood {
    Flood {
        most: 1000,
        within: MINUTE,
    }
}

/// Lets statements enter by the alerts of now, and tells how many deliveries that recorded.
pub(crate) async fn enter(store: &Store, entries: &[Entry], now: Timestamp) -> usize {
    enter_with(store, entries, calm(), now).await
}

pub(crate) async fn enter_with(
    store: &Store,
    entries: &[Entry],
    flood: Flood,
    now: Timestamp,
) -> usize {
    let (version, _) = store.alerts_since(0).await.unwrap();
    match store.enter(entries, version, flood, now).await.unwrap() {
        Entered::Done { n_recorded } => n_recorded,
        other => panic!("nothing was recorded: {other:?}"),
    }
}

/// All deliveries, oldest first.
pub(crate) async fn all(store: &Store) -> Vec<Delivery> {
    let asked = Asked {
        state: None,
        alert: None,
        statement: None,
        most: 100_000,
    };
    let mut all = store.deliveries(&asked).await.unwrap();
    all.reverse();
    all
}

/// Kind, state and reason of all deliveries, oldest first: `notice waiting`.
pub(crate) async fn told(store: &Store) -> Vec<String> {
    let words = |it: &Delivery| {
        let words = format!("{} {} {}", it.kind.name(), it.state.name(), it.reason);
        words.trim().to_owned()
    };
    all(store).await.iter().map(words).collect()
}

pub(crate) async fn claim(store: &Store, process: &str, now: Timestamp) -> Vec<Delivery> {
    store.claim(process, now, MINUTE, 100).await.unwrap()
}

/// Claims what is due and records it as sent, each quoting paragraph 1 of `statement` as `text`.
pub(crate) async fn send_all(store: &Store, statement: &str, text: &str, now: Timestamp) -> usize {
    let claimed = claim(store, "sender", now).await;
    for delivery in &claimed {
        let quoted = quoted(statement, text);
        assert!(store.write_body(delivery.id, "{}", &quoted).await.unwrap());
        store.sent(delivery.id, "5/9", now).await.unwrap();
    }
    claimed.len()
}

pub(crate) fn quoted(statement: &str, text: &str) -> Vec<Quoted> {
    vec![Quoted {
        statement: id(statement),
        paragraph: 1,
        text: text.to_owned(),
    }]
}

pub(crate) async fn state(store: &Store, id: DeliveryId) -> DeliveryState {
    store.delivery(id).await.unwrap().unwrap().state
}
