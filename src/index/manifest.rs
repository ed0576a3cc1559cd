//! What an index was made from, kept in its commit, and what it lacks of a corpus.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::corpus::{CorpusFile, Digest, Files, Reference, Stamp};
use crate::index::Error;

/// Raised when documents are written in another way, so that older indexes are made anew.
pub(super) const SCHEMA_VERSION: u32 = 7;

/// What an index was made from: files, so that it stays small however much they hold. Which
/// statements came from which file stands in the index itself, on their records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// The version of the schema it was written with.
    pub schema_version: u32,
    /// Digest of everything but the statements.
    pub reference: Option<Digest>,
    /// Digest of what decides how statements are written.
    pub rules: Option<Digest>,
    /// The files of statements, by path.
    pub files: BTreeMap<String, Entry>,
}

/// A file of statements that is in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its size and time, where these are enough to know it again.
    pub stamp: Option<Stamp>,
    /// Its digest.
    pub digest: Digest,
    /// How many statements it holds.
    pub n_statements: usize,
}

/// What must be done to bring an index up to its corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// True when all files are to be read again, because what they are checked against changed.
    pub reference: bool,
    /// True when all statements are to be written again, changed or not.
    pub rules: bool,
    /// Files to read: new, changed, or all of them.
    pub read: Vec<CorpusFile>,
    /// Paths of files that are gone.
    pub removed: Vec<String>,
    /// Files that only look changed: their bytes are what they were.
    pub restamped: Vec<CorpusFile>,
}

impl Changes {
    /// True when what the index says is what the corpus says.
    pub fn is_empty(&self) -> bool {
        !self.reference && !self.rules && self.read.is_empty() && self.removed.is_empty()
    }
}

impl Manifest {
    /// How many statements the index holds.
    pub fn n_statements(&self) -> usize {
        self.files.values().map(|entry| entry.n_statements).sum()
    }

    /// What an index with this manifest lacks of the corpus in `files`.
    ///
    /// A file of the size and time that it had is taken for what it was; another one is hashed.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn changes_to(&self, files: &Files, reference: &Reference) -> Result<Changes, Error> {
        let mut changes = Changes {
            reference: self.reference != reference.digest,
            rules: self.rules != reference.rules,
            ..Changes::default()
        };
        let all = changes.reference || changes.rules;
        for file in files.statements() {
            let Some(entry) = self.files.get(&file.path).filter(|_| !all) else {
                changes.read.push(file);
                continue;
            };
            if entry.stamp.is_some() && entry.stamp == file.stamp() {
                continue;
            }
            if file.digest()? != entry.digest {
                changes.read.push(file);
            } else if file.stamp().is_some() {
                changes.restamped.push(file);
            }
        }
        let present: std::collections::BTreeSet<String> =
            files.statements().map(|file| file.path).collect();
        let gone = self.files.keys().filter(|path| !present.contains(*path));
        changes.removed = gone.cloned().collect();
        Ok(changes)
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("up to date with the corpus");
        }
        let read = counted(self.read.len(), "file");
        let why = if self.rules {
            " (the rules of tagging changed)"
        } else if self.reference {
            " (the catalogue or the names changed)"
        } else {
            ""
        };
        let removed = self.removed.len();
        write!(
            f,
            "{read} to read{why}, {removed} to remove; `rapporteur index build` does it"
        )
    }
}

/// `1 file`, `2 files`.
pub(super) fn counted(n: usize, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {one}{plural}")
}
