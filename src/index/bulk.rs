//! Takes changed files into the index: one thread reads, several take statements apart, and the
//! engine's own threads analyse and write. All of it becomes visible in one commit, or none.
//!
//! Between the threads stands a short queue, so that memory does not grow with the files. Of a
//! file that was read before, only statements that are new, changed or gone are written.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};
use tantivy::merge_policy::LogMergePolicy;
use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::corpus::{
    CorpusFile, Defect, Defects, Digest, Ids, Reference, StatementFile, StatementSource,
};
use crate::index::ledger::{self, Known};
use crate::index::manifest::{Changes, Entry, Manifest, SCHEMA_VERSION};
use crate::index::{Error, Index, Step};

/// What a run wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Statements that are new or changed.
    pub statements: usize,
    /// Statements that are gone.
    pub removed: usize,
}

/// Told now and then how far the work is.
pub type Progress<'a> = dyn FnMut(Step) + 'a;

/// More bytes than this to read are a build; fewer are a change, which must be fast.
const BUILD: u64 = 1_000_000;

/// Sources that wait to be taken apart, for each thread.
const QUEUE: usize = 16;

/// An engine's writer that suits the work.
pub(super) fn writer(index: &Index, bytes: u64) -> Result<IndexWriter<TantivyDocument>, Error> {
    /// Bytes of memory for a thread of a build; a segment is as large as this allows.
    const BUILD_HEAP: usize = 100_000_000;
    /// For a change, little more than the engine's least.
    const CHANGE_HEAP: usize = 20_000_000;
    /// Documents of a segment that a change may merge with others: a second's work at most.
    const SMALL_SEGMENT: usize = 5_000;
    if bytes > BUILD {
        let n = n_threads();
        return Ok(index.engine().writer_with_num_threads(n, n * BUILD_HEAP)?);
    }
    let writer = index.engine().writer_with_num_threads(1, CHANGE_HEAP)?;
    let mut policy = LogMergePolicy::default();
    policy.set_max_docs_before_merge(SMALL_SEGMENT);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

fn n_threads() -> usize {
    /// More threads make more segments than they gain time.
    const MOST: usize = 8;
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(MOST)
}

/// Writes `changes` in one commit, manifest included.
///
/// `now` is a file time that is known to be of this moment; a file changed just before it may
/// change again within the same tick of the clock, so its time is not trusted.
pub(super) fn write(
    index: &Index,
    reference: &Reference,
    changes: &Changes,
    now: Option<u64>,
    progress: &mut Progress<'_>,
) -> Result<Written, Error> {
    let mut manifest = index.manifest()?;
    let bytes = changes.read.iter().map(CorpusFile::size).sum();
    let read = changes.read.iter().map(|file| &file.path);
    let reread: HashSet<String> = read.chain(&changes.removed).cloned().collect();
    let known = ledger::known(index, &reread)?;
    let run = Run {
        index,
        reference,
        writer: writer(index, bytes)?,
        standing: manifest.files.keys().any(|path| !reread.contains(path)),
        reread,
        known,
        rewrite: changes.rules,
        state: Mutex::default(),
        stop: AtomicBool::new(false),
        bytes: AtomicU64::new(0),
        n_statements: AtomicUsize::new(0),
        n_passages: AtomicUsize::new(0),
    };
    let digests = run.files(&changes.read, bytes, progress)?;
    let written = run.settle();
    manifest.schema_version = SCHEMA_VERSION;
    manifest.reference.clone_from(&reference.digest);
    manifest.rules.clone_from(&reference.rules);
    manifest
        .files
        .retain(|path, _| !changes.removed.contains(path));
    for (file, (digest, n_statements)) in changes.read.iter().zip(digests) {
        let entry = Entry {
            stamp: trusted(file, now),
            digest,
            n_statements,
        };
        manifest.files.insert(file.path.clone(), entry);
    }
    commit(index, run.writer, &manifest)?;
    Ok(written)
}

/// The stamp of a file that had been at rest for a while when it was read.
pub(super) fn trusted(file: &CorpusFile, now: Option<u64>) -> Option<crate::corpus::Stamp> {
    /// The coarsest clock of the file systems in use ticks every two seconds.
    const TICK: u64 = 2_000_000_000;
    let stamp = file.stamp()?;
    let rested = stamp.modified?.checked_add(TICK)? < now?;
    rested.then_some(stamp)
}

/// Commits what was written, with this manifest.
pub(super) fn commit(
    index: &Index,
    mut writer: IndexWriter<TantivyDocument>,
    manifest: &Manifest,
) -> Result<(), Error> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&serde_json::to_string(manifest)?);
    commit.commit()?;
    writer.wait_merging_threads()?;
    index.reload()
}

/// One run over changed files, shared by its threads.
struct Run<'a> {
    index: &'a Index,
    reference: &'a Reference,
    writer: IndexWriter<TantivyDocument>,
    /// True when the index holds files that are not read in this run.
    standing: bool,
    /// Paths of the files that are read or gone.
    reread: HashSet<String>,
    /// What the index holds of the files that are read or gone.
    known: HashMap<String, Known>,
    rewrite: bool,
    state: Mutex<State>,
    stop: AtomicBool,
    bytes: AtomicU64,
    n_statements: AtomicUsize,
    n_passages: AtomicUsize,
}

#[derive(Default)]
struct State {
    ids: Ids,
    defects: Defects,
    failure: Option<Error>,
    written: Written,
    n_by_file: BTreeMap<String, usize>,
}

impl Run<'_> {
    /// Reads the files; for each its digest and how many statements it holds.
    fn files(
        &self,
        files: &[CorpusFile],
        of_bytes: u64,
        progress: &mut Progress<'_>,
    ) -> Result<Vec<(Digest, usize)>, Error> {
        let n = n_threads();
        let (sender, receiver) = sync_channel(n * QUEUE);
        let receiver = Mutex::new(receiver);
        let digests = std::thread::scope(|scope| {
            for _ in 0..n {
                scope.spawn(|| self.work(&receiver));
            }
            let read = |file| self.read(file, &sender, of_bytes, progress);
            let digests: Result<Vec<Digest>, Error> = files.iter().map(read).collect();
            drop(sender);
            digests
        })?;
        let mut state = self.state();
        if let Some(failure) = state.failure.take() {
            return Err(failure);
        }
        std::mem::take(&mut state.defects).none()?;
        let n_of = |file: &CorpusFile| state.n_by_file.get(&file.path).copied().unwrap_or(0);
        Ok(digests
            .into_iter()
            .zip(files)
            .map(|(digest, file)| (digest, n_of(file)))
            .collect())
    }

    /// Reads one file to its end and hands its statements on; its digest.
    fn read(
        &self,
        file: &CorpusFile,
        sender: &SyncSender<StatementSource>,
        of_bytes: u64,
        progress: &mut Progress<'_>,
    ) -> Result<Digest, Error> {
        let hash = Arc::new(Mutex::new(Sha256::new()));
        let content = Watched {
            source: file.open()?,
            hash: Arc::clone(&hash),
            bytes: &self.bytes,
        };
        for source in file.sources_in(content) {
            match source {
                Ok(source) => {
                    if self.stop.load(Ordering::Relaxed) || sender.send(source).is_err() {
                        break;
                    }
                }
                Err(defects) => self.state().defects.extend(defects),
            }
            progress(self.step(of_bytes));
        }
        let hash = locked(&hash).clone();
        Ok(Digest::from(hash))
    }

    fn step(&self, of_bytes: u64) -> Step {
        Step {
            bytes: self.bytes.load(Ordering::Relaxed),
            of_bytes,
            n_statements: self.n_statements.load(Ordering::Relaxed),
            n_passages: self.n_passages.load(Ordering::Relaxed),
        }
    }

    /// Takes statements apart until there are no more.
    fn work(&self, receiver: &Mutex<Receiver<StatementSource>>) {
        loop {
            let source = locked(receiver).recv();
            let Ok(source) = source else {
                return;
            };
            if self.stop.load(Ordering::Relaxed) {
                continue;
            }
            if let Err(failure) = self.take(&source) {
                self.state().failure.get_or_insert(failure);
                self.stop.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Checks one statement and writes it where it is not held as it is.
    fn take(&self, source: &StatementSource) -> Result<(), Error> {
        let read = match source.read(self.reference) {
            Ok(read) => read,
            Err(defects) => {
                self.state().defects.extend(defects);
                return Ok(());
            }
        };
        self.n_statements.fetch_add(1, Ordering::Relaxed);
        self.n_passages
            .fetch_add(read.statement.n_numbered(), Ordering::Relaxed);
        let clash = self.clash(&read)?;
        let known = self.known.get(read.statement.record.id.as_str());
        let held = known.is_some_and(|known| {
            known.file == read.path && known.fingerprint == read.fingerprint && !self.rewrite
        });
        let mut state = self.state();
        if let Err(defects) = state.ids.take(&source.path, &read) {
            state.defects.extend(defects);
        }
        state.defects.extend(clash);
        *state.n_by_file.entry(read.path.clone()).or_default() += 1;
        if held || !state.defects.is_empty() {
            return Ok(());
        }
        state.written.statements += 1;
        drop(state);
        self.add(&read, known.is_some())
    }

    /// The defect that a file which is not read in this run has the statement's id.
    fn clash(&self, read: &StatementFile) -> Result<Option<Defect>, Error> {
        let id = read.statement.record.id.as_str();
        if !self.standing || self.known.contains_key(id) {
            return Ok(None);
        }
        let other = ledger::file_of(self.index, id)?;
        let other = other.filter(|path| !self.reread.contains(path));
        Ok(other.map(|other| Defect {
            path: read.path.clone(),
            line: read.line,
            problem: format!("id `{id}` is also that of a statement in {other}"),
        }))
    }

    fn add(&self, read: &StatementFile, known: bool) -> Result<(), Error> {
        let fields = self.index.fields();
        if known {
            let id = read.statement.record.id.as_str();
            self.writer
                .delete_term(Term::from_field_text(fields.id, id));
        }
        for document in fields.documents(read, &self.reference.tagging)? {
            self.writer.add_document(document)?;
        }
        Ok(())
    }

    /// Takes away what is gone; what was written in all.
    fn settle(&self) -> Written {
        let state = self.state();
        let mut written = state.written;
        for id in self.known.keys().filter(|id| !state.ids.has(id)) {
            let term = Term::from_field_text(self.index.fields().id, id);
            self.writer.delete_term(term);
            written.removed += 1;
        }
        written
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }
}

/// A lock that a thread died with says no more than one that it gave back: the run fails anyway,
/// because the scope passes the panic on.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hashes and counts what is read through it.
struct Watched<'a, R> {
    source: R,
    hash: Arc<Mutex<Sha256>>,
    bytes: &'a AtomicU64,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.source.read(buffer)?;
        locked(&self.hash).update(&buffer[..n]);
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
