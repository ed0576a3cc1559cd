//! Where the files of a corpus come from: the copy inside the binary, a folder, or both.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::corpus::{Digest, Error};

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpus");

/// A file of a corpus, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusFile {
    /// Path below the corpus folder, with forward slashes.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// The files of a corpus, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Vec<u8>>);

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
        self.0.insert(path.to_owned(), bytes);
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
        let file = |(path, bytes): (&String, &Vec<u8>)| CorpusFile {
            path: path.clone(),
            bytes: bytes.clone(),
        };
        self.0.iter().map(file)
    }

    /// Digest of everything but the statements.
    pub(super) fn reference_digest(&self) -> Digest {
        let mut all = Vec::new();
        for (path, bytes) in self
            .0
            .iter()
            .filter(|(path, _)| !path.starts_with("statements/"))
        {
            all.extend_from_slice(path.as_bytes());
            all.extend_from_slice(&bytes.len().to_le_bytes());
            all.extend_from_slice(bytes);
        }
        Digest::of(&all)
    }

    fn add_shipped(&mut self, folder: &Dir<'_>) {
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            self.put(&path, file.contents().to_vec());
        }
        for folder in folder.dirs() {
            self.add_shipped(folder);
        }
    }

    fn add_folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Error> {
        let failed = |source| Error::Io {
            path: folder.display().to_string(),
            source,
        };
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.path().is_dir() {
                self.add_folder(&entry.path(), &format!("{path}/"))?;
                continue;
            }
            let bytes = std::fs::read(entry.path()).map_err(|source| Error::Io {
                path: entry.path().display().to_string(),
                source,
            })?;
            self.put(&path, bytes);
        }
        Ok(())
    }
}
