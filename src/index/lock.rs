//! One writer at a time: a lock file that says who holds it.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::index::Error;

/// Who holds the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Process id.
    pub process: u32,
    /// Its command line.
    pub command: String,
}

impl Holder {
    fn this_process() -> Self {
        // Only the program and its subcommand: a command line may quote what a person asked.
        let command: Vec<String> = std::env::args().take(2).collect();
        Holder {
            process: std::process::id(),
            command: command.join(" "),
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} (`{}`)", self.process, self.command)
    }
}

/// The right to write, given back when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct WriterLock(#[expect(dead_code, reason = "held for its lock")] File);

impl WriterLock {
    /// Takes the lock, or tells who has it.
    pub(super) fn take(folder: &Path) -> Result<Self, Error> {
        let (path, file) = lock_file(folder)?;
        match file.try_lock() {
            Ok(()) => signed(&path, file),
            Err(TryLockError::WouldBlock) => Err(Error::Held(holder(folder))),
            Err(TryLockError::Error(source)) => Err(Error::Io { path, source }),
        }
    }

    /// Takes the lock, waiting for whoever has it.
    pub(super) fn wait(folder: &Path) -> Result<Self, Error> {
        let (path, file) = lock_file(folder)?;
        match file.lock() {
            Ok(()) => signed(&path, file),
            Err(source) => Err(Error::Io { path, source }),
        }
    }
}

fn lock_file(folder: &Path) -> Result<(PathBuf, File), Error> {
    let path = folder.join("writer.lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path);
    match file {
        Ok(file) => Ok((path, file)),
        Err(source) => Err(Error::Io { path, source }),
    }
}

/// Writes the holder beside the lock, where others can read it on every platform.
fn signed(path: &Path, file: File) -> Result<WriterLock, Error> {
    let beside = path.with_file_name("writer.json");
    let holder = serde_json::to_vec(&Holder::this_process())?;
    let written = File::create(&beside).and_then(|mut file| file.write_all(&holder));
    match written {
        Ok(()) => Ok(WriterLock(file)),
        Err(source) => Err(Error::Io {
            path: beside,
            source,
        }),
    }
}

/// Who writes the index in `folder` now, if anybody does.
///
/// # Errors
/// When the lock file is there and cannot be opened.
pub fn writer(folder: &Path) -> Result<Option<Holder>, Error> {
    let path = folder.join("writer.lock");
    if !path.exists() {
        return Ok(None);
    }
    let file = File::open(&path).map_err(|source| Error::Io {
        path: path.clone(),
        source,
    })?;
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(holder(folder))),
        Err(TryLockError::Error(source)) => Err(Error::Io { path, source }),
    }
}

/// Who signed last; between lock and signature that may be nobody yet.
fn holder(folder: &Path) -> Holder {
    let signature = std::fs::read(folder.join("writer.json"));
    let read = signature
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    read.unwrap_or_else(|| Holder {
        process: 0,
        command: "another rapporteur".to_owned(),
    })
}
