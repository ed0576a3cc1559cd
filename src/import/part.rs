//! The collection while it is being made: a hidden file that grows by whole batches, and a journal
//! beside it that says how far it is good.
//!
//! A batch is one compressed member, written and synced before the journal names its end. After a
//! kill at any moment the file is cut to the length that the journal has and goes on from there,
//! so nothing is doubled and nothing is missing. The corpus sees the collection when it is whole.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use crate::corpus::Stamp;
use crate::import::Error;

/// Raised when records become lines in another way: what an older program began is begun anew.
const RULES: u32 = 1;

/// How far a collection is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    rules: u32,
    source: Option<Stamp>,
    /// The last line of the source that is in the collection.
    pub(super) line: usize,
    /// Bytes of the collection that hold up to there.
    length: u64,
    pub(super) n_statements: usize,
    pub(super) n_passages: usize,
}

/// A collection in the making. Held by one process at a time.
pub(super) struct Part {
    file: File,
    path: PathBuf,
    whole: PathBuf,
    pub(super) journal: Journal,
}

impl Part {
    /// Begins the collection `whole`, or goes on with what was begun from the same source.
    pub(super) fn open(whole: &Path, source: Stamp) -> Result<Self, Error> {
        let path = hidden(whole, "part");
        let opened = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path);
        let file = opened.map_err(|error| Error::io(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(Error::Held(whole.to_owned())),
            Err(std::fs::TryLockError::Error(error)) => return Err(Error::io(&path, error)),
        }
        let new = Journal {
            rules: RULES,
            source: Some(source),
            ..Journal::default()
        };
        let mut part = Part {
            file,
            path,
            whole: whole.to_owned(),
            journal: new.clone(),
        };
        part.journal = part.begun().unwrap_or(new);
        part.cut()?;
        Ok(part)
    }

    /// The journal of what was begun, when it fits.
    fn begun(&self) -> Option<Journal> {
        let bytes = std::fs::read(hidden(&self.whole, "journal")).ok()?;
        let begun: Journal = serde_json::from_slice(&bytes).ok()?;
        let length = self.file.metadata().ok()?.len();
        let same = (begun.rules, begun.source) == (self.journal.rules, self.journal.source);
        (same && begun.length <= length).then_some(begun)
    }

    fn cut(&mut self) -> Result<(), Error> {
        let length = self.journal.length;
        let cut = self
            .file
            .set_len(length)
            .and_then(|()| self.file.seek(SeekFrom::Start(length)));
        cut.map(drop).map_err(|error| Error::io(&self.path, error))
    }

    /// Adds whole lines, the last of which is line `line` of the source.
    pub(super) fn add(
        &mut self,
        lines: &[u8],
        line: usize,
        n: usize,
        n_passages: usize,
    ) -> Result<(), Error> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        let packed = packed.write_all(lines).and_then(|()| packed.finish());
        let written = packed.and_then(|packed| {
            self.file.write_all(&packed)?;
            self.file.sync_data()?;
            Ok(packed.len() as u64)
        });
        self.journal.length += written.map_err(|error| Error::io(&self.path, error))?;
        self.journal.line = line;
        self.journal.n_statements += n;
        self.journal.n_passages += n_passages;
        self.note()
    }

    /// Replaces the journal in one step.
    fn note(&self) -> Result<(), Error> {
        let path = hidden(&self.whole, "journal");
        let new = hidden(&self.whole, "journal-new");
        let bytes = serde_json::to_vec(&self.journal)?;
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&new)?;
            file.write_all(&bytes)?;
            file.sync_data()?;
            std::fs::rename(&new, &path)
        };
        write().map_err(|error| Error::io(&path, error))
    }

    /// Puts the whole collection in its place; true when it replaced another.
    pub(super) fn finish(self) -> Result<bool, Error> {
        let replaced = self.whole.exists();
        let write = || -> std::io::Result<()> {
            self.file.sync_all()?;
            std::fs::rename(&self.path, &self.whole)?;
            let journal = hidden(&self.whole, "journal");
            if journal.exists() {
                std::fs::remove_file(journal)?;
            }
            Ok(())
        };
        write().map_err(|error| Error::io(&self.whole, error))?;
        Ok(replaced)
    }

    /// Takes away what was made.
    pub(super) fn discard(self) -> Result<(), Error> {
        for path in [self.path.clone(), hidden(&self.whole, "journal")] {
            if path.exists() {
                std::fs::remove_file(&path).map_err(|error| Error::io(&path, error))?;
            }
        }
        Ok(())
    }
}

/// A file beside `whole` that no corpus reads, because its name begins with a dot.
fn hidden(whole: &Path, role: &str) -> PathBuf {
    let name = whole.file_name().unwrap_or_default().to_string_lossy();
    whole.with_file_name(format!(".{name}.{role}"))
}
