//! How long one new statement takes against 100,000 alerts, and how many deliveries a second pass
//! through the outbox.
//!
//! `cargo bench --bench alerts`; for the outbox on `PostgreSQL` set `RAPPORTEUR_TEST_POSTGRES` to
//! the address of an empty database.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rapporteur::alerts::Watch;
use rapporteur::corpus::{self, Files};
use rapporteur::domain::alert::{Alert, AlertId, Destination, Order, State};
use rapporteur::domain::cadence::Cadence;
use rapporteur::domain::chat::{ChannelId, PersonId};
use rapporteur::domain::clock::FixedClock;
use rapporteur::domain::statement::{Paragraph, Statement};
use rapporteur::index;
use rapporteur::service::Desk;
use rapporteur::store::{Entered, Entry, Flood, Limits, Match, Place, Store};
use tokio::task::JoinSet;

const ALERTS: usize = 100_000;
const PARAGRAPHS: usize = 20;
const DELIVERIES: usize = 2_000;
const RUNS: usize = 51;

fn main() {
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let statement = twenty(&corpus.statements[0].statement);
    let words = words(&corpus.statements[0].statement);
    let parties: Vec<String> = corpus
        .reference
        .parties
        .iter()
        .map(|party| party.code.clone())
        .collect();
    let desk = Desk::new(
        index::open_in_memory(corpus).unwrap(),
        Arc::new(FixedClock(now)),
    );
    matching(&desk, &statement, &words, &parties, now);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(outboxes(now));
}

/// The statement with twenty numbered paragraphs.
fn twenty(statement: &Statement) -> Statement {
    let numbered = statement
        .paragraphs
        .iter()
        .filter(|one| one.number.is_some());
    let numbers = (1_u32..).zip(numbered.cycle().take(PARAGRAPHS));
    let paragraphs = numbers.map(|(number, paragraph)| Paragraph {
        ordinal: number,
        number: Some(number),
        ..paragraph.clone()
    });
    Statement {
        paragraphs: paragraphs.collect(),
        ..statement.clone()
    }
}

/// Words that alerts are made of: those of the statement, and as many of other texts.
fn words(statement: &Statement) -> Vec<String> {
    let texts = statement.paragraphs.iter().map(|one| one.text.as_str());
    let others = [
        include_str!("../README.md"),
        include_str!("../corpus/README.md"),
    ];
    let letters = |word: &str| {
        word.chars()
            .filter(|c| c.is_alphabetic())
            .collect::<String>()
    };
    let all = texts
        .chain(others)
        .flat_map(str::split_whitespace)
        .map(letters);
    all.filter(|word| word.chars().count() > 3).collect()
}

/// A generator that gives the same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % n
    }
}

/// A query as people set them: two or three words, some in a phrase, near each other or with a
/// party; a few with the beginning of a word.
fn query(words: &[String], parties: &[String], numbers: &mut Numbers) -> String {
    let mut word = || words[numbers.below(words.len())].to_lowercase();
    let (one, two, three) = (word(), word(), word());
    let party = &parties[numbers.below(parties.len())];
    match numbers.below(20) {
        0..=4 => format!("{one} {two}"),
        5..=8 => format!("{one} {two} party:{party}"),
        9..=12 => format!("\"{one} {two}\""),
        13 | 14 => format!("{one} {two} {three}"),
        15 => format!("{one} near/5 {two}"),
        16 => format!("({one} OR {two}) {three}"),
        17 => format!("{one} -{two} party:{party}"),
        18 => format!("norm:13f {one}"),
        _ => format!("{}* {two}", one.chars().take(5).collect::<String>()),
    }
}

fn matching(
    desk: &Desk,
    statement: &Statement,
    words: &[String],
    parties: &[String],
    now: Timestamp,
) {
    let mut numbers = Numbers(88_172_645_463_325_252);
    let alert = |id: i64, query: String| Alert {
        id: AlertId(id),
        owner: PersonId::new(1),
        order: Order {
            query,
            server: None,
            destination: Destination::Direct,
            cadence: Cadence::AtOnce,
            mention: None,
        },
        state: State::Active,
        made_at: now,
        next_at: None,
    };
    let alerts: Vec<Alert> = (1..=i64::try_from(ALERTS).unwrap())
        .map(|id| alert(id, query(words, parties, &mut numbers)))
        .collect();
    let distinct: std::collections::HashSet<&str> = alerts
        .iter()
        .map(|alert| alert.order.query.as_str())
        .collect();
    let mut watch = Watch::default();
    let before = resident();
    let started = Instant::now();
    let broken = watch.take(desk, &alerts, 1).unwrap();
    println!(
        "{ALERTS} alerts ({} distinct queries, {} unreadable) read in {:.1} s, {} MB",
        distinct.len(),
        broken.len(),
        started.elapsed().as_secs_f64(),
        resident().saturating_sub(before) / 1_000_000,
    );
    let mut n = 0;
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            n = watch.matching(desk, statement).unwrap().len();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "one statement of {PARAGRAPHS} paragraphs: median {:.1} ms, worst {:.1} ms of {RUNS}; {n} alerts match",
        millis(times[RUNS / 2]),
        millis(times[RUNS - 1]),
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Bytes of memory in use, where the system tells.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4_096
}

async fn outboxes(now: Timestamp) {
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    outbox("SQLite", &store, now).await;
    match std::env::var("RAPPORTEUR_TEST_POSTGRES") {
        Ok(url) => {
            let store = Store::open_at(&Place::Server(url.parse().unwrap()))
                .await
                .unwrap();
            outbox("PostgreSQL", &store, now).await;
        }
        Err(_) => println!("PostgreSQL: not run; RAPPORTEUR_TEST_POSTGRES is not set"),
    }
}

/// Sets fifty alerts, each for a channel of its own.
async fn alerts(store: &Store, now: Timestamp) -> Vec<AlertId> {
    let limits = Limits {
        per_person: u32::MAX,
        per_server: u32::MAX,
    };
    let mut alerts = Vec::new();
    for n in 1..=50 {
        let order = Order {
            query: format!("word{n}"),
            server: None,
            destination: Destination::Channel(ChannelId::new(n)),
            cadence: Cadence::AtOnce,
            mention: None,
        };
        let added = store.add_alert(PersonId::new(1), &order, limits, now).await;
        alerts.push(added.unwrap().unwrap_or_else(|_| panic!("not added")).id);
    }
    alerts
}

/// Records deliveries as ingest does; how many.
async fn record(store: &Store, alerts: &[AlertId], now: Timestamp) -> usize {
    let (version, _) = store.alerts_since(0).await.unwrap();
    let flood = Flood {
        most: u32::MAX,
        within: SignedDuration::from_mins(10),
    };
    let matching = |alert: &AlertId| Match {
        alert: *alert,
        found: vec![1, 2],
    };
    let matches: Vec<Match> = alerts.iter().map(matching).collect();
    let n = DELIVERIES / alerts.len();
    for n in 0..n {
        let entry = Entry {
            id: format!("statement-{n}").parse().unwrap(),
            fingerprint: 1,
            looked_at: now,
            matches: matches.clone(),
            texts: std::collections::BTreeMap::new(),
        };
        let entered = store.enter(&[entry], version, flood, now).await.unwrap();
        assert!(matches!(entered, Entered::Done { .. }));
    }
    n * alerts.len()
}

/// Claims, writes and settles each delivery as the courier does, with nothing between; how many.
async fn settle(store: &Store, now: Timestamp) -> usize {
    let (body, lease) = ("x".repeat(3_000), SignedDuration::from_secs(60));
    let mut n = 0;
    loop {
        let claimed = store.claim("bench", now, lease, 8).await.unwrap();
        if claimed.is_empty() {
            return n;
        }
        let mut settled = JoinSet::new();
        for delivery in claimed {
            let (store, body) = (store.clone(), body.clone());
            settled.spawn(async move {
                store.write_body(delivery.id, &body, &[]).await.unwrap();
                store.sent(delivery.id, "1/1", now).await.unwrap();
            });
        }
        n += settled.join_all().await.len();
    }
}

async fn outbox(name: &str, store: &Store, now: Timestamp) {
    let alerts = alerts(store, now).await;
    let started = Instant::now();
    let recorded = per_second(record(store, &alerts, now).await, started.elapsed());
    let started = Instant::now();
    let n = settle(store, now).await;
    let settled = per_second(n, started.elapsed());
    println!(
        "{name}: {recorded:.0} deliveries a second recorded; {settled:.0} a second claimed, written and settled ({n} in all)"
    );
}

fn per_second(n: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(n).unwrap()) / time.as_secs_f64()
}
