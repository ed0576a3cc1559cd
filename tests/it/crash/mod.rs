//! Whatever is killed, every notice that was due arrives and nobody sees it twice.
//!
//! The real program runs against the stand-in and is killed by SIGKILL at random moments while
//! statements enter; what stands in the channels in the end is counted against what had to. The
//! long form, with 200 kills each, is
//! `RAPPORTEUR_CRASH=long cargo test --release --test it crash_ -- --nocapture --test-threads=1`,
//! and the server is named by `RAPPORTEUR_TEST_POSTGRES`.

mod count;
mod database;
mod experiment;
mod plan;
mod process;

use crate::standin::Chaos;
use database::Database;
use plan::Plan;

/// An experiment of the size that the environment asks for.
fn plan(name: &'static str, seed: u64) -> Plan {
    let (n_statements, n_kills) = match is_long() {
        true => (1_000, 200),
        false => (120, 20),
    };
    Plan {
        name,
        n_statements,
        n_alerts: 50,
        n_kills,
        seed,
        chaos: None,
        n_processes: 1,
    }
}

fn is_long() -> bool {
    std::env::var("RAPPORTEUR_CRASH").is_ok_and(|size| size == "long")
}

#[tokio::test(flavor = "multi_thread")]
async fn crash_on_a_file_loses_nothing_and_shows_nothing_twice() {
    experiment::run(plan("a file", 1), None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn crash_in_chaos_loses_nothing_and_shows_nothing_twice() {
    let mut plan = plan("a file in chaos", 2);
    let mut chaos = Chaos::default();
    if !is_long() {
        // Each request that is never answered holds a place for ten seconds.
        (chaos.hang, chaos.hang_after) = (0.002, 0.003);
        plan.n_statements = 80;
    }
    plan.chaos = Some(chaos);
    experiment::run(plan, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn crash_of_three_processes_on_a_server_loses_nothing_and_shows_nothing_twice() {
    let Some(database) = Database::create().await else {
        return;
    };
    let mut plan = plan("three processes on a server", 3);
    plan.n_processes = 3;
    if !is_long() {
        plan.n_kills = 12;
    }
    experiment::run(plan, Some(database.address.clone())).await;
    database.drop().await;
}
