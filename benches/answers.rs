//! How long an answer takes, without Discord's own network: `cargo bench --bench answers`.
//!
//! First from a typed line to the message that would be sent, over the shipped corpus and an index
//! on disk; then from the interaction's frame on the gateway to the callback's request, over
//! loopback, with the tests' stand-in for Discord.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop where it likes")]
#![allow(clippy::print_stdout, reason = "the figures are its output")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rapporteur::config::DiscordConfig;
use rapporteur::corpus::Files;
use rapporteur::domain::clock::SystemClock;
use rapporteur::index;
use rapporteur::service::{Desk, Request};
use serde_json::json;
use tempfile::TempDir;

use crate::harness::TestBot;
use crate::standin::fixtures::slash;

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

const RUNS: usize = 1_000;
const INTERACTIONS: usize = 200;
/// Runs before the clock counts: pages of the index are read, caches are filled.
const WARM_UP: usize = 20;

const LINES: [&str; 7] = [
    "/norm critical infrastructure",
    "/norm GGE 13f",
    "/quote chn-cd-2015-cyber 5",
    "/search cyber terrorism",
    "/statement chn-cd-2015-cyber",
    "/cite chn-cd-2015-cyber 7",
    "/norm nuclear test ban treaty",
];

fn main() {
    let folder = TempDir::new().unwrap();
    let desk = desk_on_disk(&folder);
    heading(&format!("line to message, {RUNS} runs each"));
    for line in LINES {
        report(line, line_to_message(&desk, line));
    }
    heading(&format!(
        "gateway to callback, {INTERACTIONS} interactions each"
    ));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(over_loopback(desk));
}

fn desk_on_disk(folder: &TempDir) -> Desk {
    let opened = index::open(&folder.path().join("index"), &Files::shipped(), &mut |_| {}).unwrap();
    Desk::new(opened, Arc::new(SystemClock))
}

/// Parses a line, answers it, and makes the message as it would be sent.
fn line_to_message(desk: &Desk, line: &str) -> Vec<Duration> {
    let once = || {
        let started = Instant::now();
        let request: Request = line.parse().unwrap();
        let answer = desk.answer(&request).unwrap();
        let message = rapporteur::discord::message_json(&answer).to_string();
        black_box(message);
        started.elapsed()
    };
    for _ in 0..WARM_UP {
        once();
    }
    (0..RUNS).map(|_| once()).collect()
}

async fn over_loopback(desk: Desk) {
    let config = DiscordConfig {
        cooldown_commands: 0,
        ..DiscordConfig::default()
    };
    let bot = TestBot::start_with(desk, config).await;
    let asked = [
        (
            LINES[0],
            "norm",
            json!({"topic": "critical infrastructure"}),
        ),
        (
            LINES[2],
            "quote",
            json!({"statement": "chn-cd-2015-cyber", "paragraph": "5"}),
        ),
    ];
    for (line, command, options) in asked {
        for _ in 0..WARM_UP {
            bot.ask(slash(command, &options)).await;
        }
        let mut times = Vec::new();
        for _ in 0..INTERACTIONS {
            times.push(bot.ask(slash(command, &options)).await.elapsed);
        }
        report(line, times);
    }
    bot.finish().await;
}

fn heading(title: &str) {
    println!(
        "\n{title:<48} {:>9} {:>9} {:>9}  µs",
        "median", "p99", "worst"
    );
}

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at =
        |per_cent: usize| times[(times.len() * per_cent / 100).min(times.len() - 1)].as_micros();
    println!("{name:<48} {:>9} {:>9} {:>9}", at(50), at(99), at(100));
}
