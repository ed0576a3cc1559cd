//! Making the index and keeping it up to its corpus, one statement at a time.

use std::fmt;
use std::path::{Path, PathBuf};

use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::corpus::{self, Corpus, Files, Reference, StatementFile};
use crate::domain::tagging::Tagging;
use crate::index::lock::WriterLock;
use crate::index::manifest::{Changes, Manifest, SCHEMA_VERSION};
use crate::index::schema::Fields;
use crate::index::{Error, Holder, Index};

/// Heap of the writer, in bytes; tantivy asks for at least 15 MB a thread.
const WRITER_HEAP: usize = 64_000_000;
const WRITER_THREADS: usize = 2;

/// Told after each statement: how many of how many are written.
pub type Progress<'a> = dyn FnMut(usize, usize) + 'a;

/// An index that serves, and what happened when it was opened.
#[derive(Debug)]
pub struct Opened {
    /// The index.
    pub index: Index,
    /// Norms, parties and forums of the corpus.
    pub reference: Reference,
    /// Sentences for the person who started the program.
    pub notices: Vec<String>,
}

/// Opens the index in `folder` and brings it up to the corpus in `files`.
///
/// While another process writes, the index is opened as it was last committed and a notice says
/// so; only an index that was never made is waited for.
///
/// # Errors
/// A corpus with defects, a folder that cannot be used, or an index that cannot be made.
pub fn open(folder: &Path, files: &Files, progress: &mut Progress<'_>) -> Result<Opened, Error> {
    let corpus = corpus::read(files)?;
    let mut notices = Vec::new();
    make_folder(folder)?;
    let index = match standing(folder) {
        Standing::Good(index) => index,
        // Only who holds the lock may throw an index away; whoever held it before may have made
        // a good one meanwhile.
        Standing::Absent | Standing::Useless(_) => {
            let lock = WriterLock::wait(folder)?;
            let index = good_or_new(folder, &mut notices)?;
            drop(lock);
            index
        }
    };
    update(folder, &index, &corpus, progress, &mut notices)?;
    let reference = corpus.reference;
    Ok(Opened {
        index,
        reference,
        notices,
    })
}

/// Makes the index in `folder` what the corpus says, from nothing when `fresh`.
///
/// # Errors
/// As [`open`], and [`Error::Held`] when another process writes.
pub fn build(
    folder: &Path,
    files: &Files,
    fresh: bool,
    progress: &mut Progress<'_>,
) -> Result<Opened, Error> {
    let corpus = corpus::read(files)?;
    let mut notices = Vec::new();
    make_folder(folder)?;
    let lock = WriterLock::take(folder)?;
    if fresh {
        wipe(folder)?;
    }
    let index = good_or_new(folder, &mut notices)?;
    let changes = index.manifest()?.changes_to(&corpus);
    write(&index, &corpus, &changes, progress)?;
    drop(lock);
    let reference = corpus.reference;
    Ok(Opened {
        index,
        reference,
        notices,
    })
}

/// An index in memory, for tests and benchmarks.
///
/// # Errors
/// As [`open`].
pub fn open_in_memory(corpus: Corpus) -> Result<Opened, Error> {
    let fields = Fields::new();
    let engine = tantivy::Index::create_in_ram(fields.schema.clone());
    let index = Index::new(engine, fields)?;
    let changes = index.manifest()?.changes_to(&corpus);
    write(&index, &corpus, &changes, &mut |_, _| {})?;
    Ok(Opened {
        index,
        reference: corpus.reference,
        notices: Vec::new(),
    })
}

/// What stands in a folder.
enum Standing {
    /// An index that this version reads.
    Good(Index),
    Absent,
    /// Something else, and a sentence on what.
    Useless(String),
}

fn standing(folder: &Path) -> Standing {
    let engine = folder.join("engine");
    if !engine.join("meta.json").exists() {
        return Standing::Absent;
    }
    let opened = tantivy::Index::open_in_dir(&engine)
        .map_err(Error::from)
        .and_then(|engine| Index::new(engine, Fields::new()))
        .and_then(|index| Ok((index.manifest()?.schema_version, index)));
    match opened {
        // 0: made and never written to, because the process was killed in between.
        Ok((version, index)) if version == SCHEMA_VERSION || version == 0 => Standing::Good(index),
        Ok((other, _)) => Standing::Useless(format!(
            "The index was of version {other} and this program writes version {SCHEMA_VERSION}; it was made anew."
        )),
        Err(error) => Standing::Useless(format!(
            "The index could not be opened ({error}); it was made anew."
        )),
    }
}

/// The index in `folder`, made anew where there is none of use. The writer's lock must be held.
fn good_or_new(folder: &Path, notices: &mut Vec<String>) -> Result<Index, Error> {
    match standing(folder) {
        Standing::Good(index) => return Ok(index),
        Standing::Absent => {}
        Standing::Useless(why) => notices.push(why),
    }
    wipe(folder)?;
    create(folder)
}

fn make_folder(folder: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(folder).map_err(|source| Error::Io {
        path: folder.to_owned(),
        source,
    })
}

/// Removes the engine's files; the lock file beside them stays.
fn wipe(folder: &Path) -> Result<(), Error> {
    let engine = folder.join("engine");
    match std::fs::remove_dir_all(&engine) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(Error::Io {
            path: engine,
            source,
        }),
        _ => Ok(()),
    }
}

fn create(folder: &Path) -> Result<Index, Error> {
    let engine = folder.join("engine");
    make_folder(&engine)?;
    let fields = Fields::new();
    let directory =
        tantivy::directory::MmapDirectory::open(&engine).map_err(tantivy::TantivyError::from)?;
    let engine = tantivy::Index::open_or_create(directory, fields.schema.clone())?;
    Index::new(engine, fields)
}

/// Writes what is missing, unless another process is at it.
fn update(
    folder: &Path,
    index: &Index,
    corpus: &Corpus,
    progress: &mut Progress<'_>,
    notices: &mut Vec<String>,
) -> Result<(), Error> {
    if index.manifest()?.changes_to(corpus).is_empty() {
        return Ok(());
    }
    let never_made = index.manifest()?.reference.is_none();
    let lock = match WriterLock::take(folder) {
        Err(Error::Held(_)) if never_made => WriterLock::wait(folder)?,
        Err(Error::Held(holder)) => {
            notices.push(stale(&holder));
            return Ok(());
        }
        lock => lock?,
    };
    index.reload()?;
    // Whoever held the lock may have done the work meanwhile.
    let changes = index.manifest()?.changes_to(corpus);
    if !changes.is_empty() {
        write(index, corpus, &changes, progress)?;
    }
    drop(lock);
    Ok(())
}

fn stale(holder: &Holder) -> String {
    format!(
        "The index is being brought up to date by {holder}; this answer comes from what it held before."
    )
}

/// Writes `changes` in one commit, manifest included.
fn write(
    index: &Index,
    corpus: &Corpus,
    changes: &Changes,
    progress: &mut Progress<'_>,
) -> Result<(), Error> {
    let fields = index.fields();
    let mut writer: IndexWriter<TantivyDocument> = index
        .engine()
        .writer_with_num_threads(WRITER_THREADS, WRITER_HEAP)?;
    for id in &changes.removed {
        writer.delete_term(Term::from_field_text(fields.id, id));
    }
    let total = changes.written.len();
    let places = changes
        .written
        .iter()
        .filter_map(|place| corpus.statements.get(*place));
    for (done, file) in places.enumerate() {
        write_statement(&writer, fields, file, &corpus.reference.tagging)?;
        progress(done + 1, total);
    }
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&serde_json::to_string(&Manifest::of(corpus))?);
    commit.commit()?;
    writer.wait_merging_threads()?;
    index.reload()
}

fn write_statement(
    writer: &IndexWriter<TantivyDocument>,
    fields: &Fields,
    file: &StatementFile,
    tagging: &Tagging,
) -> Result<(), Error> {
    let id = file.statement.record.id.as_str();
    writer.delete_term(Term::from_field_text(fields.id, id));
    for document in fields.statement(&file.statement, tagging)? {
        writer.add_document(document)?;
    }
    Ok(())
}

/// What stands in an index folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    folder: PathBuf,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Missing,
    OtherVersion(u32),
    Made {
        statements: usize,
        passages: usize,
        changes: Changes,
    },
}

impl Status {
    /// True when nothing need be written.
    pub fn is_up_to_date(&self) -> bool {
        matches!(&self.state, State::Made { changes, .. } if changes.is_empty())
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = self.folder.display();
        match &self.state {
            State::Missing => write!(
                f,
                "{folder}: no index yet; `rapporteur index build` makes it."
            ),
            State::OtherVersion(version) => write!(
                f,
                "{folder}: version {version}, and this program writes version {SCHEMA_VERSION}; \
                 `rapporteur index build` makes it anew."
            ),
            State::Made {
                statements,
                passages,
                changes,
            } => {
                let statements = counted(*statements, "statement");
                let passages = counted(*passages, "passage");
                write!(
                    f,
                    "{folder}: version {SCHEMA_VERSION}, {statements}, {passages}; {changes}."
                )
            }
        }
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("up to date with the corpus");
        }
        let written = counted(self.written.len(), "statement");
        let catalogue = if self.reference {
            ", and the catalogue to write"
        } else {
            ""
        };
        let removed = self.removed.len();
        write!(
            f,
            "{written} to write, {removed} to remove{catalogue}; `rapporteur index build` does it"
        )
    }
}

fn counted(n: usize, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {one}{plural}")
}

/// What stands in `folder`, without changing it.
///
/// # Errors
/// When the folder cannot be read.
pub fn status(folder: &Path, corpus: &Corpus) -> Result<Status, Error> {
    let state = state(&folder.join("engine"), corpus)?;
    Ok(Status {
        folder: folder.to_owned(),
        state,
    })
}

fn state(engine: &Path, corpus: &Corpus) -> Result<State, Error> {
    if !engine.join("meta.json").exists() {
        return Ok(State::Missing);
    }
    let index = Index::new(tantivy::Index::open_in_dir(engine)?, Fields::new())?;
    let manifest = index.manifest()?;
    if !matches!(manifest.schema_version, 0 | SCHEMA_VERSION) {
        return Ok(State::OtherVersion(manifest.schema_version));
    }
    Ok(State::Made {
        statements: manifest.statements.len(),
        passages: index.n_passages()?,
        changes: manifest.changes_to(corpus),
    })
}
