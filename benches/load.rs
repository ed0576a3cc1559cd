//! Many people at once: 200 commands a second for a minute through the gateway, over the index
//! that the benchmark `engines` made: `cargo bench --bench load -- FOLDER [SECONDS]`.
//!
//! The tests' stand-in for Discord sends interactions at a steady pace, whether or not earlier
//! ones are answered, and each is timed from its frame on the gateway to the callback's request.
//! The stand-in holds every request against Discord's description meanwhile, on the same cores.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop where it likes")]
#![allow(clippy::print_stdout, reason = "the figures are its output")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rapporteur::config::DiscordConfig;
use rapporteur::corpus::Files;
use rapporteur::domain::clock::SystemClock;
use rapporteur::index;
use rapporteur::service::Desk;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::harness::TestBot;
use crate::standin::fixtures::{Interaction, slash};

#[allow(dead_code, reason = "shared with the tests, which use more of it")]
#[path = "../tests/it/harness.rs"]
mod harness;
#[allow(
    dead_code,
    unused_imports,
    clippy::wildcard_imports,
    reason = "shared with the tests, which use more of it"
)]
#[path = "../tests/it/standin/mod.rs"]
mod standin;

const A_SECOND: u32 = 200;
const SECONDS: u32 = 60;
/// What people ask for besides `/search`.
const TOPICS: [&str; 6] = [
    "critical infrastructure",
    "attacks on hospitals",
    "letting hackers operate from your soil",
    "militarisation of cyberspace",
    "GGE 13f",
    "nuclear test ban treaty",
];

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|one| one != "--bench");
    let folder = PathBuf::from(arguments.next().expect("the folder that `engines` made"));
    let seconds = arguments.next().map_or(SECONDS, |n| n.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(load(&folder, seconds));
}

async fn load(folder: &Path, seconds: u32) {
    let desk = desk(folder);
    println!("{} passages", desk_size(folder));
    let config = DiscordConfig {
        cooldown_commands: 0,
        ..DiscordConfig::default()
    };
    let bot = Arc::new(TestBot::start_with(desk, config).await);
    let asked = interactions(folder);
    for interaction in asked.iter().take(50) {
        bot.ask(interaction.clone()).await;
    }
    let mut pace = interval(Duration::from_secs(1) / A_SECOND);
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut answers = JoinSet::new();
    let started = Instant::now();
    for interaction in asked.iter().cycle().take((A_SECOND * seconds) as usize) {
        pace.tick().await;
        let (bot, interaction) = (Arc::clone(&bot), interaction.clone());
        answers.spawn(async move { bot.ask(interaction).await.elapsed });
    }
    let sent = started.elapsed();
    let times = answers.join_all().await;
    report(times, sent);
    Arc::into_inner(bot).unwrap().finish().await;
}

fn files(folder: &Path) -> Files {
    Files::shipped().with(Files::in_folder(&folder.join("corpus")).unwrap())
}

fn desk(folder: &Path) -> Desk {
    let index = folder.join("rapporteur/index");
    let opened = index::open(&index, &files(folder), &mut |_| {}).unwrap();
    Desk::new(opened, Arc::new(SystemClock))
}

fn desk_size(folder: &Path) -> usize {
    let opened = index::open(
        &folder.join("rapporteur/index"),
        &files(folder),
        &mut |_| {},
    );
    opened.unwrap().index.n_passages().unwrap()
}

/// Of ten commands eight are searches from the mixed queries of `engines`, one a topic, one a
/// quotation.
fn interactions(folder: &Path) -> Vec<Interaction> {
    let queries = std::fs::read(folder.join("queries.json")).unwrap();
    let queries: Vec<Value> = serde_json::from_slice(&queries).unwrap();
    let mut asked = Vec::new();
    for (place, query) in queries.iter().enumerate() {
        asked.push(match place % 10 {
            8 => slash(
                "norm",
                &json!({ "topic": TOPICS[place / 10 % TOPICS.len()] }),
            ),
            9 => slash(
                "quote",
                &json!({ "statement": "chn-cd-2015-cyber", "paragraph": "5" }),
            ),
            _ => slash("search", &json!({ "query": line(query) })),
        });
    }
    asked
}

fn line(query: &Value) -> String {
    let words: Vec<&str> = query["words"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut line = match query["phrase"] == true {
        true => format!("\"{}\"", words.join(" ")),
        false => words.join(" "),
    };
    if let Some(party) = query["party"].as_str() {
        line += &format!(" party:{party}");
    }
    if let (Some(from), Some(to)) = (query["years"][0].as_i64(), query["years"][1].as_i64()) {
        line += &format!(" date:{from}..{to}");
    }
    line
}

fn report(mut times: Vec<Duration>, sent: Duration) {
    times.sort_unstable();
    let at = |per_cent: usize| {
        let place = (times.len() * per_cent / 100).min(times.len() - 1);
        times[place].as_secs_f64() * 1e3
    };
    let n = f64::from(u32::try_from(times.len()).unwrap());
    let rate = n / sent.as_secs_f64();
    println!(
        "{} commands, {rate:.0} a second: median {:.1} ms, 99th percentile {:.1}, worst {:.1}",
        times.len(),
        at(50),
        at(99),
        at(100)
    );
}
