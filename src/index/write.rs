//! Opening the index, making it where there is none, and keeping it up to its corpus.

use std::path::Path;

use tantivy::IndexSettings;

use crate::corpus::{self, Corpus, CorpusFile, Files, Reference, Stamp};
use crate::index::bulk::{self, Progress, Written, trusted};
use crate::index::directory::Folder;
use crate::index::lock::WriterLock;
use crate::index::manifest::{Changes, Entry, Manifest, SCHEMA_VERSION};
use crate::index::schema::Fields;
use crate::index::{Error, Holder, Index};

/// An index that serves, and what happened when it was opened.
#[derive(Debug)]
pub struct Opened {
    /// The index.
    pub index: Index,
    /// Norms, parties and forums of the corpus.
    pub reference: Reference,
    /// What had to be written first.
    pub written: Written,
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
    let reference = corpus::reference(files)?;
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
    let written = update(folder, &index, files, &reference, progress, &mut notices)?;
    Ok(Opened {
        index,
        reference,
        written,
        notices,
    })
}

/// Brings `index`, which stands open in `folder`, up to the corpus in `files`; what was written
/// and a sentence when another process is at it.
///
/// # Errors
/// A corpus with defects, and what was there before stays; or an index that cannot be written.
pub fn refresh(
    folder: &Path,
    index: &Index,
    files: &Files,
    reference: &Reference,
) -> Result<(Written, Option<String>), Error> {
    let mut notices = Vec::new();
    let written = update(folder, index, files, reference, &mut |_| {}, &mut notices)?;
    // Another process may have written what this one only finds done.
    index.reload()?;
    Ok((written, notices.pop()))
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
    let reference = corpus::reference(files)?;
    let mut notices = Vec::new();
    make_folder(folder)?;
    let lock = WriterLock::take(folder)?;
    if fresh {
        wipe(folder)?;
    }
    let index = good_or_new(folder, &mut notices)?;
    let written = bring_up(folder, &index, files, &reference, progress)?;
    drop(lock);
    Ok(Opened {
        index,
        reference,
        written,
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
    let writer = bulk::writer(&index, 0)?;
    let mut manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        reference: corpus.reference.digest.clone(),
        rules: corpus.reference.rules.clone(),
        ..Manifest::default()
    };
    for file in &corpus.statements {
        for document in index.fields().documents(file, &corpus.reference.tagging)? {
            writer.add_document(document)?;
        }
        let none = || Entry {
            stamp: None,
            digest: corpus::Digest::of(&file.fingerprint.to_be_bytes()),
            n_statements: 0,
        };
        let entry = manifest.files.entry(file.path.clone());
        entry.or_insert_with(none).n_statements += 1;
    }
    bulk::commit(&index, writer, &manifest)?;
    Ok(Opened {
        index,
        reference: corpus.reference,
        written: Written {
            statements: corpus.statements.len(),
            removed: 0,
        },
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
    let opened = Folder::open(&engine)
        .and_then(tantivy::Index::open)
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
    /// Bytes of texts that are stored, and read, together: a few passages.
    const BLOCK: usize = 4_096;
    let engine = folder.join("engine");
    make_folder(&engine)?;
    let fields = Fields::new();
    let settings = IndexSettings {
        docstore_blocksize: BLOCK,
        ..IndexSettings::default()
    };
    let builder = tantivy::Index::builder().schema(fields.schema.clone());
    let folder = Folder::open(&engine)?;
    let engine = builder.settings(settings).open_or_create(folder)?;
    Index::new(engine, fields)
}

/// Writes what is missing, unless another process is at it.
fn update(
    folder: &Path,
    index: &Index,
    files: &Files,
    reference: &Reference,
    progress: &mut Progress<'_>,
    notices: &mut Vec<String>,
) -> Result<Written, Error> {
    let manifest = index.manifest()?;
    let changes = manifest.changes_to(files, reference)?;
    if changes.is_empty() {
        remember(folder, index, &changes)?;
        return Ok(Written::default());
    }
    let lock = match WriterLock::take(folder) {
        Err(Error::Held(_)) if manifest.reference.is_none() => WriterLock::wait(folder)?,
        Err(Error::Held(holder)) => {
            notices.push(stale(&holder));
            return Ok(Written::default());
        }
        lock => lock?,
    };
    let written = bring_up(folder, index, files, reference, progress)?;
    drop(lock);
    Ok(written)
}

/// Writes what is missing. The writer's lock must be held.
fn bring_up(
    folder: &Path,
    index: &Index,
    files: &Files,
    reference: &Reference,
    progress: &mut Progress<'_>,
) -> Result<Written, Error> {
    index.reload()?;
    // Whoever held the lock may have done the work meanwhile.
    let changes = index.manifest()?.changes_to(files, reference)?;
    if changes.is_empty() {
        return Ok(Written::default());
    }
    bulk::write(index, reference, &changes, signed_at(folder), progress)
}

/// Notes the times of files that had to be hashed and were found as they were, so that they need
/// not be hashed again; unless another process writes, which has better to do.
fn remember(folder: &Path, index: &Index, changes: &Changes) -> Result<(), Error> {
    /// Fewer bytes are hashed sooner than noted.
    const WORTH: u64 = 1_000_000;
    if changes.restamped.iter().map(CorpusFile::size).sum::<u64>() < WORTH {
        return Ok(());
    }
    let lock = match WriterLock::take(folder) {
        Err(Error::Held(_)) => return Ok(()),
        lock => lock?,
    };
    let before = index.manifest()?;
    let mut manifest = before.clone();
    let now = signed_at(folder);
    for file in &changes.restamped {
        if let Some(entry) = manifest.files.get_mut(&file.path) {
            entry.stamp = trusted(file, now);
        }
    }
    if manifest != before {
        bulk::commit(index, bulk::writer(index, 0)?, &manifest)?;
    }
    drop(lock);
    Ok(())
}

/// The time at which the lock was signed, by the clock of the file system: the present moment,
/// while the lock is held.
fn signed_at(folder: &Path) -> Option<u64> {
    Stamp::of(&folder.join("writer.json")).ok()?.modified
}

fn stale(holder: &Holder) -> String {
    format!(
        "The index is being brought up to date by {holder}; this answer comes from what it held before."
    )
}
