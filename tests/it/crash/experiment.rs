//! The experiment: statements enter while processes are killed, until nothing is left to be told.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rapporteur::corpus::{self, Files};
use rapporteur::domain::alert::{AlertId, Destination, Order};
use rapporteur::domain::cadence::Cadence;
use rapporteur::domain::chat::PersonId;
use rapporteur::domain::delivery::DeliveryState;
use rapporteur::domain::id::StatementId;
use rapporteur::store::{Limits, Place, Store};
use tempfile::TempDir;

use super::count::Count;
use super::plan::{Plan, Revision, channels, marker, place_of, revision_of, statement_id};
use super::process::Process;
use crate::standin::StandIn;
use crate::standin::chaos::Dice;
use crate::standin::fixtures::GUILD_ID;
use crate::standin::world::Channel;

/// How often it is looked whether something has come to be.
const GLANCE: Duration = Duration::from_millis(100);
/// In the end everything must have settled within this time: in chaos one place takes hundreds of
/// messages one after the other, and a few of them ten seconds each.
const PATIENCE: Duration = Duration::from_mins(20);

/// An experiment under way.
struct Experiment {
    plan: Plan,
    dice: Dice,
    folder: TempDir,
    discord: StandIn,
    /// Where the further processes keep their connections: a stand-in has room for one.
    gateways: Vec<StandIn>,
    processes: Vec<Process>,
    store: Store,
    alerts: Vec<AlertId>,
    /// The statements that entered, by whether they were revised.
    entered: Vec<bool>,
}

/// Runs an experiment; panics when anything is lost or shown twice.
pub(super) async fn run(plan: Plan, database: Option<String>) {
    let started = Instant::now();
    let mut experiment = Experiment::begin(plan, database).await;
    let n_rounds = experiment.plan.n_kills;
    for round in 0..n_rounds {
        experiment.burst(round);
        experiment.kill(round % experiment.processes.len()).await;
    }
    experiment.settle().await;
    experiment.end(started).await;
}

impl Experiment {
    async fn begin(plan: Plan, database: Option<String>) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir_all(folder.path().join("corpus/statements")).unwrap();
        let discord = StandIn::start().await;
        discord.forget_bodies();
        for (channel, destination) in channels(plan.n_alerts) {
            let is_new = matches!(destination, Destination::Channel(_))
                && channel != crate::standin::fixtures::THREAD_ID;
            if is_new {
                discord.channel(Channel::text(&channel, "alerts"));
            }
        }
        let mut gateways = Vec::new();
        let mut processes = Vec::new();
        for n in 0..plan.n_processes {
            let mut gateway = String::new();
            if n > 0 {
                gateways.push(StandIn::start().await);
                let base = gateways[n - 1].api_base().replace("http://", "ws://");
                gateway = format!("gateway = \"{base}/gateway-ws\"\n");
            }
            let settings = settings(folder.path(), &discord.api_base(), &gateway);
            let home = folder.path().join(format!("process-{n}"));
            processes.push(Process::new(home, &settings, database.clone()));
        }
        processes[0].start();
        let place = match &database {
            Some(database) => Place::Server(database.parse().unwrap()),
            None => Place::Folder(processes[0].data()),
        };
        let store = Store::open_at(&place).await.unwrap();
        until("the first load", &mut processes, async || {
            !store.seen().await.unwrap().is_empty()
        })
        .await;
        let mut experiment = Experiment {
            dice: Dice(plan.seed),
            plan,
            folder,
            discord,
            gateways,
            processes,
            store,
            alerts: Vec::new(),
            entered: Vec::new(),
        };
        experiment.set_alerts().await;
        experiment.processes[1..]
            .iter_mut()
            .for_each(Process::start);
        if let Some(chaos) = &experiment.plan.chaos {
            experiment.discord.chaos(chaos.clone());
        }
        experiment
    }

    async fn set_alerts(&mut self) {
        for j in 0..self.plan.n_alerts {
            let (destination, owner, _) = place_of(j);
            let order = Order {
                query: format!("\"{}\"", marker(j)),
                server: (destination != Destination::Direct).then(|| GUILD_ID.parse().unwrap()),
                destination,
                cadence: Cadence::AtOnce,
                mention: None,
            };
            let limits = Limits {
                per_person: 1_000,
                per_server: 1_000,
            };
            let added = self
                .store
                .add_alert(PersonId::new(owner), &order, limits, now())
                .await;
            self.alerts.push(added.unwrap().unwrap().id);
        }
    }

    /// Puts the statements of a round into the corpus, and revises some of earlier rounds.
    fn burst(&mut self, round: usize) {
        let first = self.entered.len();
        let last = self.plan.n_statements * (round + 1) / self.plan.n_kills;
        for i in first..last {
            self.write(i, None);
            self.entered.push(false);
        }
        // Some that entered just now, some long ago.
        for i in 0..first {
            let revision = revision_of(i);
            if revision != Revision::None && !self.entered[i] && self.dice.roll().is_multiple_of(4)
            {
                self.revise(i);
            }
        }
    }

    fn revise(&mut self, i: usize) {
        self.write(i, Some(revision_of(i)));
        self.entered[i] = true;
    }

    /// Writes a statement elsewhere and moves it in, so that it is there whole or not at all.
    fn write(&self, i: usize, revised: Option<Revision>) {
        let name = format!("{}.md", statement_id(i));
        let elsewhere = self.folder.path().join(&name);
        std::fs::write(&elsewhere, self.plan.statement(i, revised)).unwrap();
        std::fs::rename(elsewhere, self.corpus().join("statements").join(name)).unwrap();
    }

    fn corpus(&self) -> PathBuf {
        self.folder.path().join("corpus")
    }

    /// Kills a process at a moment that the dice choose, and starts it again.
    async fn kill(&mut self, which: usize) {
        let soon = Duration::from_millis(self.dice.within(&(0..400)));
        let some = usize::try_from(self.dice.within(&(1..60))).unwrap();
        if self.dice.roll().is_multiple_of(2) {
            tokio::time::sleep(soon).await;
        } else {
            let n_requests = self.discord.n_requests() + some;
            let reached = self.discord.requests_reach(n_requests);
            // When there is no more to do it is killed all the same.
            tokio::time::timeout(Duration::from_secs(2), reached)
                .await
                .ok();
        }
        self.processes[which].kill();
        self.discord.told_the_dead();
        self.processes[which].start();
    }

    /// Waits until all that entered was taken in and nothing is left to be told.
    async fn settle(&mut self) {
        for i in 0..self.entered.len() {
            if revision_of(i) != Revision::None && !self.entered[i] {
                self.revise(i);
            }
        }
        let files = Files::in_folder(&self.corpus()).unwrap();
        let files = Files::shipped().with(files);
        let read = corpus::read(&files).unwrap();
        let fingerprint =
            |file: corpus::StatementFile| (file.statement.record.id, file.fingerprint);
        let texts: HashMap<StatementId, u64> =
            read.statements.into_iter().map(fingerprint).collect();
        let store = self.store.clone();
        until("an empty outbox", &mut self.processes, async || {
            let seen = store.seen().await.unwrap();
            let is_in = |(id, text): (&StatementId, &u64)| {
                seen.get(id)
                    .is_some_and(|seen| seen.fingerprint == *text && !seen.removed)
            };
            let counts = store.counts().await.unwrap();
            texts.iter().all(is_in) && counts.iter().all(|(state, _)| is_settled(*state))
        })
        .await;
    }

    #[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
    async fn end(mut self, started: Instant) {
        let seconds = started.elapsed().as_secs_f64();
        self.processes.iter_mut().for_each(Process::must_run);
        let n_starts: usize = self.processes.iter().map(|process| process.n_starts).sum();
        let n_processes = self.processes.len();
        self.processes.clear();
        let count = Count::take(&self.plan, &self.discord, &self.store, &self.alerts).await;
        let mishaps = self.discord.mishaps();
        println!(
            "{}: {} statements, {} alerts; {} kills, {} restarts, {} attempts cut \
             short; {} messages, {} of them corrections; {} requests, {} impatient, mishaps {mishaps:?}; {seconds:.1} s; \
             {} missing, {} twice, {} unexpected, {} uncorrected, {} unsettled",
            self.plan.name,
            self.plan.n_statements,
            self.plan.n_alerts,
            self.plan.n_kills,
            n_starts - n_processes,
            count.n_cut_short,
            count.n_messages,
            count.n_corrections,
            self.discord.n_requests(),
            self.discord.impatient(),
            count.missing.len(),
            count.twice.len(),
            count.unexpected.len(),
            count.uncorrected.len(),
            count.unsettled.len(),
        );
        assert!(
            count.is_right(),
            "what it left is in {}: {count:#?}",
            self.folder.keep().display()
        );
        if self.plan.chaos.is_some() {
            assert!(
                mishaps.len() >= 5,
                "too little went wrong in the chaos: {mishaps:?}"
            );
            assert_eq!(
                self.discord.impatient(),
                0,
                "rate limits were not waited for"
            );
        }
        self.store.close().await;
        self.discord.finish();
        self.gateways.into_iter().for_each(StandIn::finish);
    }
}

fn settings(folder: &Path, api_base: &str, gateway: &str) -> String {
    format!(
        "[corpus]\npath = \"{}\"\n[discord]\napi_base = \"{api_base}\"\n{gateway}[alerts]\n\
         most_in_ten_minutes = 1000000\nscan_seconds = 1\n",
        folder.join("corpus").display()
    )
}

fn is_settled(state: DeliveryState) -> bool {
    matches!(
        state,
        DeliveryState::Sent | DeliveryState::Cancelled | DeliveryState::Failed
    )
}

/// Waits until `reached`; panics when that takes too long or a process ends by itself.
async fn until(what: &str, processes: &mut [Process], reached: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    let mut ticks = tokio::time::interval(GLANCE);
    while !reached().await {
        ticks.tick().await;
        processes.iter_mut().for_each(Process::must_run);
        if begun.elapsed() > PATIENCE {
            let said: Vec<String> = processes.iter().map(Process::all_said).collect();
            panic!(
                "no {what} within {PATIENCE:?}; the processes said:\n{}",
                said.join("\n\n")
            );
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the processes have the system's clock, and so must the alerts that they find"
)]
fn now() -> Timestamp {
    Timestamp::now()
}
