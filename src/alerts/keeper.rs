//! Keeps a running bot up to its corpus: takes in what changes within a second, and deletes what is
//! no longer to be kept.
//!
//! The system tells of changed files; a look through the folder now and then is the net below, for
//! file systems that tell nothing.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecursiveMode, Watcher as _};
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::alerts::ingest::{Error, Ingest, Passed};
use crate::config::AlertsConfig;
use crate::corpus;
use crate::domain::clock::Clock;
use crate::index;
use crate::store::{self, Store};

/// Files are read when nothing has changed for so long: a file that is being copied is not whole.
const QUIET: Duration = Duration::from_millis(100);
/// But no later than this after the first change.
const LATEST: Duration = Duration::from_millis(600);
/// How soon a pass is made again that found another process writing.
const SOON: Duration = Duration::from_secs(1);
/// How often is looked for what is no longer to be kept.
const SWEEP: SignedDuration = SignedDuration::from_hours(1);
/// Defects that are logged.
const MOST_DEFECTS: usize = 20;

/// Keeps a running bot up to its corpus.
#[derive(Debug)]
pub struct Keeper {
    ingest: Ingest,
    store: Store,
    folder: Option<PathBuf>,
    config: AlertsConfig,
    bell: Arc<Notify>,
    /// What failed last, so that it is said once.
    failed: String,
    swept_at: Timestamp,
}

impl Keeper {
    /// Keeps up by `ingest`; `folder` is the corpus folder, when there is one that can change.
    pub fn new(
        ingest: Ingest,
        store: Store,
        folder: Option<PathBuf>,
        config: AlertsConfig,
        bell: Arc<Notify>,
    ) -> Self {
        Keeper {
            ingest,
            store,
            folder,
            config,
            bell,
            failed: String::new(),
            swept_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// Keeps up until `stop`.
    pub async fn run(mut self, clock: Arc<dyn Clock>, stop: CancellationToken) {
        let (sender, mut events) = mpsc::channel(1);
        let watcher = self.watcher(sender);
        let scan = Duration::from_secs(u64::from(self.config.scan_seconds.max(1)));
        loop {
            let again = self.pass().await;
            self.sweep(clock.now()).await;
            let pause = if again { SOON } else { scan };
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(pause) => {}
                Some(()) = events.recv() => settle(&mut events).await,
            }
        }
        drop(watcher);
    }

    /// What tells of changes in the folder.
    fn watcher(&self, sender: mpsc::Sender<()>) -> Option<notify::RecommendedWatcher> {
        let folder = self.folder.as_ref()?;
        let told = move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| changes(event.kind)) {
                // One that waits already says as much.
                sender.try_send(()).ok();
            }
        };
        let watcher = notify::recommended_watcher(told).and_then(|mut watcher| {
            watcher.watch(folder, RecursiveMode::Recursive)?;
            Ok(watcher)
        });
        watcher
            .inspect_err(|error| {
                tracing::warn!(folder = %folder.display(), %error, "changes of the corpus folder are not told of by the system; it is looked through instead");
            })
            .ok()
    }

    /// Takes in what is new; true when it must be done again soon.
    async fn pass(&mut self) -> bool {
        match self.ingest.pass().await {
            Ok(passed) => {
                self.failed.clear();
                tell(&passed);
                if passed.n_matches > 0 || passed.n_removed > 0 {
                    self.bell.notify_one();
                }
                passed.again.is_some()
            }
            Err(error) => {
                let said = error.to_string();
                if said != self.failed {
                    complain(&error);
                    self.failed = said;
                }
                false
            }
        }
    }

    async fn sweep(&mut self, now: Timestamp) {
        if now.duration_since(self.swept_at) < SWEEP {
            return;
        }
        self.swept_at = now;
        let kept = SignedDuration::from_hours(24 * i64::from(self.config.days_kept));
        let before = now - kept;
        match self.forget(before).await {
            Ok(0) => {}
            Ok(n) => tracing::info!(n, "what was kept long enough is deleted"),
            Err(error) => tracing::error!(%error, "what was kept long enough could not be deleted"),
        }
    }

    async fn forget(&self, before: Timestamp) -> Result<u64, store::Error> {
        Ok(self.store.forget_left(before).await? + self.store.purge(before).await?)
    }
}

/// Waits until nothing has changed for a while.
async fn settle(events: &mut mpsc::Receiver<()>) {
    let latest = Instant::now() + LATEST;
    while Instant::now() < latest
        && matches!(tokio::time::timeout(QUIET, events.recv()).await, Ok(Some(())))
    {}
}

/// False for a file that was only read.
fn changes(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

fn tell(passed: &Passed) {
    if passed.first_load {
        tracing::info!(statements = passed.n_statements, "the corpus is read for the first time; nobody is notified of what it holds");
    } else if passed.n_statements > 0 || passed.n_removed > 0 {
        tracing::info!(
            statements = passed.n_statements,
            removed = passed.n_removed,
            notices = passed.n_matches,
            "taken in"
        );
    }
    if let Some(why) = &passed.again {
        tracing::info!(why, "the corpus is looked at again");
    }
}

fn complain(error: &Error) {
    if let Error::Index(index::Error::Corpus(corpus::Error::Defects(defects))) = error {
        tracing::error!(n = defects.len(), "the corpus has defects; what was there before stays");
        for defect in defects.iter().take(MOST_DEFECTS) {
            tracing::error!("{defect}");
        }
        return;
    }
    tracing::error!(%error, "the corpus could not be taken in; what was there before stays");
}
