//! Whatever is killed, every notice that was due arrives and nobody sees it twice.
//!
//! The real program runs against the stand-in and is killed by SIGKILL at random moments while
//! statements enter; what stands in the channels in the end is counted against what had to. The
//! long form is
//! `RAPPORTEUR_CRASH=long cargo test --release --test it crash -- --nocapture --test-threads=1`.

mod count;
mod experiment;
mod plan;
mod process;

use crate::standin::Chaos;
use plan::Plan;

/// An experiment of the size that the environment asks for.
fn plan(name: &'static str, seed: u64) -> Plan {
    let long = std::env::var("RAPPORTEUR_CRASH").is_ok_and(|size| size == "long");
    let (n_statements, n_kills) = if long { (1_000, 200) } else { (120, 20) };
    Plan {
        name,
        n_statements,
        n_alerts: 50,
        n_kills,
        seed,
        chaos: None,
        n_processes: 1,
        on_server: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn crash_on_a_file_loses_nothing_and_shows_nothing_twice() {
    experiment::run(plan("a file", 1), None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn crash_in_chaos_loses_nothing_and_shows_nothing_twice() {
    let chaos = Some(Chaos {
        seed: 2,
        ..Chaos::default()
    });
    let plan = Plan {
        chaos,
        ..plan("a file in chaos", 2)
    };
    experiment::run(plan, None).await;
}
