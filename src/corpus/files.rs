//! Where the files of a corpus come from: the copy inside the binary, a folder, or both.
//!
//! Only names, sizes and times are held; content is read when it is asked for.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use crate::corpus::{Digest, Error, has_extension};

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpus");

/// Names that the file of a collection ends with.
pub const COLLECTIONS: [&str; 3] = [".jsonl", ".jsonl.gz", ".jsonl.xz"];

/// A file of a corpus, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusFile {
    /// Path below the corpus folder, with forward slashes.
    pub path: String,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Shipped(&'static [u8]),
    Memory(Vec<u8>),
    Disk(PathBuf, Stamp),
}

/// What a file on disk is told from a changed one by, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970; none where the system does not tell.
    pub modified: Option<u64>,
}

impl Stamp {
    /// The stamp of a file or folder.
    ///
    /// # Errors
    /// When the system does not let it be seen.
    pub fn of(path: &Path) -> std::io::Result<Self> {
        let metadata = path.metadata()?;
        let modified = metadata.modified().ok();
        let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Ok(Stamp {
            size: metadata.len(),
            modified: since.and_then(|since| u64::try_from(since.as_nanos()).ok()),
        })
    }
}

/// What a file of a corpus is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One statement, as Markdown.
    Statement,
    /// Statements, one a line.
    Collection,
    /// Anything else.
    Reference,
}

impl CorpusFile {
    /// What it is for, by its path.
    pub fn holds(&self) -> Holds {
        match self.path.strip_prefix("statements/") {
            Some(name) if has_extension(name, "md") => Holds::Statement,
            Some(name) if COLLECTIONS.iter().any(|end| name.ends_with(end)) => Holds::Collection,
            _ => Holds::Reference,
        }
    }

    /// Size and time, for a file on disk.
    pub fn stamp(&self) -> Option<Stamp> {
        match self.content {
            Content::Disk(_, stamp) => Some(stamp),
            Content::Shipped(_) | Content::Memory(_) => None,
        }
    }

    /// How many bytes it had when it was found.
    pub fn size(&self) -> u64 {
        match &self.content {
            Content::Disk(_, stamp) => stamp.size,
            Content::Shipped(bytes) => bytes.len() as u64,
            Content::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Opens it for reading, as it is stored.
    ///
    /// # Errors
    /// [`Error::Io`] with its path.
    pub fn open(&self) -> Result<Box<dyn Read + Send + '_>, Error> {
        Ok(match &self.content {
            Content::Shipped(bytes) => Box::new(*bytes),
            Content::Memory(bytes) => Box::new(bytes.as_slice()),
            Content::Disk(path, _) => Box::new(File::open(path).map_err(|e| self.failed(e))?),
        })
    }

    /// Its bytes, as they are stored.
    ///
    /// # Errors
    /// [`Error::Io`] with its path.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let read = self.open()?.read_to_end(&mut bytes);
        read.map_err(|error| self.failed(error))?;
        Ok(bytes)
    }

    /// The digest of its bytes.
    ///
    /// # Errors
    /// [`Error::Io`] with its path.
    pub fn digest(&self) -> Result<Digest, Error> {
        let read = Digest::of_all(&mut self.open()?);
        read.map_err(|error| self.failed(error))
    }

    pub(super) fn failed(&self, source: std::io::Error) -> Error {
        let path = match &self.content {
            Content::Disk(path, _) => path.display().to_string(),
            Content::Shipped(_) | Content::Memory(_) => self.path.clone(),
        };
        Error::Io { path, source }
    }
}

/// The files of a corpus, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Content>);

impl Files {
    /// The corpus inside the binary.
    pub fn shipped() -> Self {
        let mut files = Files::default();
        files.add_shipped(&SHIPPED);
        files
    }

    /// The files below `folder`, hidden ones left out.
    ///
    /// # Errors
    /// [`Error::Io`] with the path that cannot be read.
    pub fn in_folder(folder: &Path) -> Result<Self, Error> {
        let mut files = Files::default();
        files.add_folder(folder, "")?;
        Ok(files)
    }

    /// These files and `other`'s, whose files replace those of the same path.
    #[must_use]
    pub fn with(mut self, other: Files) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Adds or replaces one file.
    pub fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.0.insert(path.to_owned(), Content::Memory(bytes));
    }

    /// Leaves one file out.
    pub fn remove(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = CorpusFile> {
        let file = |(path, content): (&String, &Content)| CorpusFile {
            path: path.clone(),
            content: content.clone(),
        };
        self.0.iter().map(file)
    }

    /// The files that hold statements, in the order of their paths.
    pub fn statements(&self) -> impl Iterator<Item = CorpusFile> {
        self.iter().filter(|file| file.holds() != Holds::Reference)
    }

    fn add_shipped(&mut self, folder: &Dir<'static>) {
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            self.0.insert(path, Content::Shipped(file.contents()));
        }
        for folder in folder.dirs() {
            self.add_shipped(folder);
        }
    }

    fn add_folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Error> {
        let failed = |path: &Path, source| Error::Io {
            path: path.display().to_string(),
            source,
        };
        for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, error))? {
            let entry = entry.map_err(|error| failed(folder, error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            let place = entry.path();
            if place.is_dir() {
                self.add_folder(&place, &format!("{path}/"))?;
                continue;
            }
            let stamp = Stamp::of(&place).map_err(|error| failed(&place, error))?;
            self.0.insert(path, Content::Disk(place, stamp));
        }
        Ok(())
    }
}
