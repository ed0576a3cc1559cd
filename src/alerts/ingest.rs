//! Takes in what entered the corpus: index first, then, in one transaction each, that a statement
//! was seen and to whom it is to be told.
//!
//! The corpus is the truth of texts, the store the truth of what was seen and sent, and the index
//! is made of the corpus. A pass compares the three and does what is missing, so it does not
//! matter at which moment an earlier one was ended, or which process made it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::alerts::backfill::spared;
use crate::alerts::watch::Watch;
use crate::corpus::{self, Digest, Files, Stamp};
use crate::domain::clock::Clock;
use crate::domain::id::StatementId;
use crate::domain::statement::Statement;
use crate::index::{self, Opened, Written};
use crate::service::{Desk, Failure, Refusal};
use crate::store::{self, Entered, Entry, Flood, How, Match, Of, Seen, Store};

/// Statements that are recorded in one transaction.
const TOGETHER: usize = 50;
/// A statement that another process saw so short a time ago may still be on its way to this one's
/// corpus, and is not taken for removed.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(10);

/// Why a pass is made again that another process was ahead of.
const OVERTAKEN: &str = "another process has taken in a change that this one did not see";

/// Why a pass could not be made. What was there before stays.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Corpus or index.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A query, or the index.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// The work was ended from outside.
    #[error("the work was ended: {0}")]
    Ended(#[from] tokio::task::JoinError),
}

impl From<corpus::Error> for Error {
    fn from(error: corpus::Error) -> Self {
        Error::Index(error.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Failure(refusal.into())
    }
}

/// What a pass did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passed {
    /// Statements that are new, or whose text changed.
    pub n_statements: usize,
    /// Statements that are gone.
    pub n_removed: usize,
    /// Notices that were recorded.
    pub n_matches: usize,
    /// When nobody was notified because it was the first load: how many alerts it would have met.
    pub first_load: Option<usize>,
    /// Why the pass has to be made again soon: another process writes the index, or was ahead.
    pub again: Option<String>,
}

/// What takes in.
pub struct Ingest {
    store: Store,
    /// The folder of the index.
    folder: PathBuf,
    source: Source,
    desk: watch::Sender<Desk>,
    clock: Arc<dyn Clock>,
    flood: Flood,
    watch: Watch,
    /// The files as they were when the last pass looked at them.
    stamps: Vec<(String, Option<Stamp>)>,
    /// The files that were taken in, by path.
    known: BTreeMap<String, Digest>,
    /// False until everything was compared once.
    compared: bool,
    /// When the files were listed that are taken in.
    looked_at: Timestamp,
}

/// Where the corpus is found.
type Source = Box<dyn Fn() -> Result<Files, corpus::Error> + Send + Sync>;

impl std::fmt::Debug for Ingest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ingest").finish_non_exhaustive()
    }
}

/// Statements that differ from what the store has seen.
#[derive(Default)]
struct Differing {
    new: Vec<(StatementId, u64)>,
    changed: Vec<(StatementId, u64)>,
    removed: Vec<StatementId>,
    /// True when some are gone and may still be on their way here.
    undecided: bool,
    first_load: bool,
}

impl Ingest {
    /// Takes in for the desk in `desk`, whose index stands in `folder`.
    pub fn new(
        store: Store,
        folder: PathBuf,
        files: impl Fn() -> Result<Files, corpus::Error> + Send + Sync + 'static,
        desk: watch::Sender<Desk>,
        clock: Arc<dyn Clock>,
        flood: Flood,
    ) -> Self {
        Ingest {
            store,
            folder,
            source: Box::new(files),
            desk,
            clock,
            flood,
            watch: Watch::default(),
            stamps: Vec::new(),
            known: BTreeMap::new(),
            compared: false,
            looked_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// Compares corpus, index and store, and does what is missing.
    ///
    /// # Errors
    /// When one of the three cannot be used; the corpus with every defect.
    pub async fn pass(&mut self) -> Result<Passed, Error> {
        self.looked_at = self.clock.now();
        let files = (self.source)()?;
        let stamps: Vec<_> = files
            .iter()
            .map(|file| (file.path.clone(), file.stamp()))
            .collect();
        if self.compared && stamps == self.stamps {
            return Ok(Passed::default());
        }
        let again = self.bring_up(files)?;
        let desk = self.desk.borrow().clone();
        let manifest = desk.index().manifest()?;
        let now: BTreeMap<String, Digest> = manifest
            .files
            .into_iter()
            .map(|(path, entry)| (path, entry.digest))
            .collect();
        let differing = self.differing(&desk, &now).await?;
        let undecided = differing.undecided;
        let mut passed = self.take_in(&desk, differing).await?;
        passed.again = again.or(passed.again);
        if passed.again.is_none() {
            (self.stamps, self.known, self.compared) = (stamps, now, !undecided);
        }
        Ok(passed)
    }

    /// Brings the index up to `files`, and the desk to their norms and names.
    fn bring_up(&mut self, files: Files) -> Result<Option<String>, Error> {
        let desk = self.desk.borrow().clone();
        let folder = self.folder.clone();
        let clock = Arc::clone(&self.clock);
        let work = move || -> Result<_, Error> {
            let reference = corpus::reference(&files)?;
            let (_, again) = index::refresh(&folder, desk.index(), &files, &reference)?;
            let same = reference.digest == desk.reference().digest;
            let fresh = (!same).then(|| {
                let index = desk.index().clone();
                let opened = Opened {
                    index,
                    reference,
                    written: Written::default(),
                    notices: Vec::new(),
                };
                Desk::new(opened, clock)
            });
            Ok((fresh, again))
        };
        let (fresh, again) = tokio::task::block_in_place(work)?;
        if let Some(fresh) = fresh {
            // What is watched for was read by the names that were.
            self.watch = Watch::default();
            self.desk.send_replace(fresh);
        }
        Ok(again)
    }

    /// What the store has not seen as the index has it.
    async fn differing(
        &self,
        desk: &Desk,
        now: &BTreeMap<String, Digest>,
    ) -> Result<Differing, Error> {
        let gone = self.known.keys().any(|path| !now.contains_key(path));
        let other = |(path, digest): &(&String, &Digest)| self.known.get(*path) != Some(digest);
        let reread = now
            .iter()
            .filter(other)
            .any(|(path, _)| self.known.contains_key(path));
        // A file that is gone or reads otherwise may have taken statements with it.
        let whole = !self.compared || gone || reread;
        let paths = now
            .iter()
            .filter(|one| whole || other(one))
            .map(|(path, _)| path);
        let held = desk.index().fingerprints(paths)?;
        let seen = if whole {
            self.store.seen().await?
        } else {
            let ids: Vec<StatementId> = held.keys().cloned().collect();
            self.store.seen_of(&ids).await?
        };
        let mut differing = Differing {
            first_load: whole && seen.is_empty(),
            ..Differing::default()
        };
        for (id, fingerprint) in &held {
            match seen.get(id) {
                None => differing.new.push((id.clone(), *fingerprint)),
                Some(seen) if seen.fingerprint != *fingerprint || seen.removed => {
                    differing.changed.push((id.clone(), *fingerprint));
                }
                Some(_) => {}
            }
        }
        if whole {
            self.removed(&held, &seen, &mut differing).await?;
        }
        differing.new.sort();
        differing.changed.sort();
        Ok(differing)
    }

    /// What was seen and is held no more.
    async fn removed(
        &self,
        held: &HashMap<StatementId, u64>,
        seen: &HashMap<StatementId, Seen>,
        differing: &mut Differing,
    ) -> Result<(), Error> {
        let missing = seen
            .iter()
            .filter(|(id, seen)| !seen.removed && !held.contains_key(*id));
        let certain = self.compared || !self.store.is_shared();
        let since = self.clock.now() - ON_ITS_WAY;
        for (id, _) in missing {
            match certain || self.seen_before(id, since).await? {
                true => differing.removed.push(id.clone()),
                false => differing.undecided = true,
            }
        }
        Ok(())
    }

    async fn seen_before(&self, id: &StatementId, moment: Timestamp) -> Result<bool, Error> {
        let at = self.store.seen_at(id).await?;
        Ok(at.is_some_and(|at| at.seen_at < moment))
    }

    async fn take_in(&mut self, desk: &Desk, differing: Differing) -> Result<Passed, Error> {
        let now = self.clock.now();
        let mut passed = Passed {
            n_removed: differing.removed.len(),
            ..Passed::default()
        };
        if !differing.removed.is_empty() {
            let removed = &differing.removed;
            self.store
                .mark_removed(removed, self.looked_at, now)
                .await?;
        }
        if differing.first_load {
            passed.n_statements = differing.new.len();
            self.store
                .mark_seen(&differing.new, How::FirstLoad, now)
                .await?;
            passed.first_load = Some(self.spared(desk, &differing.new).await?);
            return Ok(passed);
        }
        // What is new to this process may be known by the time it is recorded.
        let new = differing.new.chunks(TOGETHER);
        for some in new.chain(differing.changed.chunks(TOGETHER)) {
            match self.enter(desk, some).await? {
                Some(n_recorded) => {
                    passed.n_matches += n_recorded;
                    passed.n_statements += some.len();
                }
                None => passed.again = Some(OVERTAKEN.to_owned()),
            }
        }
        Ok(passed)
    }

    /// How many alerts these statements would have met.
    async fn spared(&self, desk: &Desk, statements: &[(StatementId, u64)]) -> Result<usize, Error> {
        if self.store.alerts(Of::Everyone).await?.is_empty() {
            return Ok(0);
        }
        Ok(spared(&self.store, desk, statements).await?.n_alerts)
    }

    /// Records statements with what they match and tells how much; again with what is watched for
    /// by then, when an alert was changed meanwhile. None when another process was ahead.
    async fn enter(
        &mut self,
        desk: &Desk,
        statements: &[(StatementId, u64)],
    ) -> Result<Option<usize>, Error> {
        let read = |(id, fingerprint): &(StatementId, u64)| -> Result<_, index::Error> {
            let statement = desk.index().statement(id)?;
            Ok(statement.map(|statement| (statement, *fingerprint)))
        };
        let read: Result<Vec<Option<(Statement, u64)>>, index::Error> =
            tokio::task::block_in_place(|| statements.iter().map(read).collect());
        let read: Vec<(Statement, u64)> = read?.into_iter().flatten().collect();
        let looked_at = self.looked_at;
        loop {
            self.sync(desk).await?;
            let entry = |(statement, fingerprint): &(Statement, u64)| {
                Ok(Entry {
                    id: statement.record.id.clone(),
                    fingerprint: *fingerprint,
                    looked_at,
                    matches: matches(&self.watch, desk, statement)?,
                    texts: texts(statement),
                })
            };
            let entries: Result<Vec<Entry>, Failure> =
                tokio::task::block_in_place(|| read.iter().map(entry).collect());
            let (version, now) = (self.watch.version, self.clock.now());
            match self
                .store
                .enter(&entries?, version, self.flood, now)
                .await?
            {
                Entered::Done { n_recorded } => return Ok(Some(n_recorded)),
                Entered::Overtaken => return Ok(None),
                Entered::AlertsChanged => {}
            }
        }
    }

    /// Brings what is watched for up to the store. An alert that cannot be read is suspended, and
    /// its owner told.
    async fn sync(&mut self, desk: &Desk) -> Result<(), Error> {
        let (version, changed) = self.store.alerts_since(self.watch.version).await?;
        let watch = &mut self.watch;
        let broken = tokio::task::block_in_place(|| watch.take(desk, &changed, version))?;
        for one in broken {
            let reason = format!("its query can no longer be read: {}", one.why);
            let word = format!(
                "Your alert {} is suspended: {reason} Mend it with `/alerts edit`.",
                one.alert
            );
            let now = self.clock.now();
            self.store
                .suspend(one.alert, &reason, Some(&word), now)
                .await?;
        }
        Ok(())
    }
}

/// The alerts that a statement matches, and by what.
fn matches(watch: &Watch, desk: &Desk, statement: &Statement) -> Result<Vec<Match>, Failure> {
    let matches = watch
        .matching(desk, statement)?
        .into_iter()
        .map(|one| Match {
            alert: one.alert,
            found: one.paragraphs,
        });
    Ok(matches.collect())
}

/// The paragraphs of a statement by their numbers.
fn texts(statement: &Statement) -> BTreeMap<u32, String> {
    let paragraphs = statement.paragraphs.iter();
    paragraphs
        .filter_map(|one| Some((one.number?, one.text.clone())))
        .collect()
}
