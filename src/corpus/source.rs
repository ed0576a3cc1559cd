//! The statements of a file, one at a time: what stands there, then what it says.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Read;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::corpus::lines::{self, Line, unpacked};
use crate::corpus::{
    CorpusFile, Defect, Error, Holds, Lines, Reference, StatementFile, as_text, check, collection,
    statement,
};

/// The source of a statement, unread: a file of its own, or a line of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementSource {
    /// The file, below the corpus folder.
    pub path: Arc<str>,
    /// The line of a collection; 1 in a file of its own.
    pub line: usize,
    bytes: Vec<u8>,
    holds: Holds,
}

impl StatementSource {
    /// A line of a collection.
    pub fn of_line(path: &Arc<str>, line: usize, bytes: Vec<u8>) -> Self {
        StatementSource {
            path: Arc::clone(path),
            line,
            bytes,
            holds: Holds::Collection,
        }
    }

    /// A file of its own.
    pub fn of_file(path: &str, bytes: Vec<u8>) -> Self {
        StatementSource {
            path: path.into(),
            line: 1,
            bytes,
            holds: Holds::Statement,
        }
    }

    /// Its bytes, as they stand.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads it and checks it beside the reference files.
    ///
    /// # Errors
    /// Every defect.
    pub fn read(&self, reference: &Reference) -> Result<StatementFile, Vec<Defect>> {
        let (path, line) = (&*self.path, self.line);
        let text = as_text(path, &self.bytes).map_err(|defects| {
            let moved = |defect: Defect| Defect {
                line: line + defect.line - 1,
                ..defect
            };
            defects.into_iter().map(moved).collect::<Vec<_>>()
        })?;
        let statement = match self.holds {
            Holds::Collection => collection::parse(path, line, text)?,
            Holds::Statement | Holds::Reference => statement::parse(path, text)?,
        };
        let file = StatementFile {
            path: path.to_owned(),
            line,
            fingerprint: self.fingerprint(),
            statement,
        };
        let mut lines = Lines {
            other: line,
            ..Lines::default()
        };
        if self.holds == Holds::Statement {
            lines.texts.insert(path.to_owned(), text.to_owned());
        }
        let mut defects = Vec::new();
        check::statement(reference, &file, &lines, &mut defects);
        match defects.is_empty() {
            true => Ok(file),
            false => Err(defects),
        }
    }

    /// The first eight bytes of the source's SHA-256.
    pub fn fingerprint(&self) -> u64 {
        let hash = Sha256::digest(&self.bytes);
        let first = hash.iter().take(8);
        first.fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// The sources in a file; those that cannot be had are defects.
type Sources<'a> = Box<dyn Iterator<Item = Result<StatementSource, Vec<Defect>>> + Send + 'a>;

impl CorpusFile {
    /// The sources of the statements in this file.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be opened.
    pub fn sources(&self) -> Result<Sources<'_>, Error> {
        Ok(self.sources_in(self.open()?))
    }

    /// The sources in `content`, which is what this file holds.
    pub fn sources_in<'a>(&'a self, content: impl Read + Send + 'a) -> Sources<'a> {
        let path: Arc<str> = self.path.as_str().into();
        let holds = self.holds();
        let source = move |line, bytes| StatementSource {
            path: Arc::clone(&path),
            line,
            bytes,
            holds,
        };
        if holds == Holds::Collection {
            let lines = lines::lines(unpacked(&self.path, content));
            let mut last = 0;
            return Box::new(lines.map(move |read| {
                let read = read.map_err(|error| vec![self.broken(last + 1, &error)]);
                let Line { number, bytes } = read?;
                last = number;
                Ok(source(number, bytes))
            }));
        }
        let mut content = content;
        Box::new(std::iter::once_with(move || {
            let mut bytes = Vec::new();
            let read = content.read_to_end(&mut bytes);
            read.map_err(|error| vec![self.broken(1, &error)])?;
            Ok(source(1, bytes))
        }))
    }

    fn broken(&self, line: usize, error: &dyn std::fmt::Display) -> Defect {
        Defect {
            path: self.path.clone(),
            line,
            problem: format!("the file cannot be read from here on: {error}"),
        }
    }
}

/// The ids that have been seen, and where.
#[derive(Debug, Default)]
pub struct Ids(HashMap<Box<str>, (Arc<str>, usize)>);

impl Ids {
    /// Takes the id of a statement.
    ///
    /// # Errors
    /// The defect that another statement has it.
    pub fn take(&mut self, path: &Arc<str>, file: &StatementFile) -> Result<(), Vec<Defect>> {
        let id = file.statement.record.id.as_str();
        match self.0.entry(id.into()) {
            Entry::Vacant(free) => {
                free.insert((Arc::clone(path), file.line));
                Ok(())
            }
            Entry::Occupied(taken) => {
                let (other, line) = taken.get();
                Err(vec![Defect {
                    path: file.path.clone(),
                    line: file.line,
                    problem: format!("id `{id}` is also that of {other}:{line}"),
                }])
            }
        }
    }

    /// True when a statement has this id.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
