//! The folder of the engine's files: mapped into memory, but for the stored texts.
//!
//! Postings are read in many places for every query, so they are mapped. Of the stored texts an
//! answer reads ten short runs; mapped, each would take its surroundings into the memory of the
//! process, until all texts are there.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};
use tantivy_common::file_slice::WrapFile;

/// Ending of the files that hold stored texts.
const STORE: &str = "store";

/// The files of an index.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
    mapped: MmapDirectory,
}

impl Folder {
    /// The folder at `path`, which must exist.
    pub(super) fn open(path: &Path) -> tantivy::Result<Self> {
        Ok(Folder {
            path: path.to_owned(),
            mapped: MmapDirectory::open(path)?,
        })
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if path.extension().is_none_or(|ending| ending != STORE) {
            return self.mapped.get_file_handle(path);
        }
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        };
        let file = File::open(self.path.join(path)).map_err(failed)?;
        Ok(Arc::new(WrapFile::new(file).map_err(failed)?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> std::io::Result<()> {
        self.mapped.atomic_write(path, data)
    }

    fn sync_directory(&self) -> std::io::Result<()> {
        self.mapped.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.mapped.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}
