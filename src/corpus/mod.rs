//! Files to values: reads a corpus, checks all of it, and lists every defect it finds.
//!
//! A corpus with a defect is refused whole; nothing half-read leaves this module.

mod check;
mod fields;
mod files;

mod instrument;
mod statement;
mod tagging;
mod thesaurus;

use std::collections::HashMap;
use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::domain::id::StatementId;
use crate::domain::instrument::{Catalogue, Instrument, Link};
use crate::domain::names::Names;
use crate::domain::statement::Statement;
use crate::domain::tagging::Tagging;
use crate::domain::thesaurus::Thesaurus;

pub use crate::corpus::files::{CorpusFile, Files};
pub use crate::corpus::statement::parse as parse_statement;

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    /// The file, below the corpus folder.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, what was found, and what is expected.
    pub problem: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.problem)
    }
}

/// Why there is no corpus.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// What was being read.
        path: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// It was read, and is not sound.
    #[error("the corpus has {} defects; the first is {}", .0.len(), .0.first().map_or_else(String::new, ToString::to_string))]
    Defects(Vec<Defect>),
}

/// What a file's content is, for telling whether it changed: SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Digest(String);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let hash = Sha256::digest(bytes);
        Digest(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A statement with the digest of the file it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// The file, below the corpus folder.
    pub path: String,
    /// Digest of the file's bytes.
    pub digest: Digest,
    /// What it holds.
    pub statement: Statement,
}

/// The small part of a corpus, held in memory: everything but the statements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// The norms.
    pub catalogue: Catalogue,
    /// States, groups and observers.
    pub parties: Names,
    /// Bodies.
    pub forums: Names,
    /// The rules by which paragraphs are tagged; none where there is no file of them.
    pub tagging: Tagging,
    /// What else words may be written as.
    pub thesaurus: Thesaurus,
    /// Digest of all the files these were read from.
    pub digest: Option<Digest>,
}

/// A whole corpus, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    /// Norms, parties, forums and the thesaurus.
    pub reference: Reference,
    /// The statements, by path.
    pub statements: Vec<StatementFile>,
}

/// Reads and checks all of `files`.
///
/// # Errors
/// [`Error::Defects`] with every defect, in the order of path and line.
pub fn read(files: &Files) -> Result<Corpus, Error> {
    let mut reading = Reading::default();
    for file in files.iter() {
        reading.take(&file);
    }
    let Reading {
        instruments,
        links,
        parties,
        forums,
        tagging,
        thesaurus,
        statements,
        mut defects,
        lines,
    } = reading;
    let catalogue = Catalogue::new(instruments, links.clone());
    let reference = Reference {
        catalogue,
        parties: Names::new(parties),
        forums: Names::new(forums),
        tagging,
        thesaurus,
        digest: Some(files.reference_digest()),
    };
    check::check(&reference, &links, &statements, &lines, &mut defects);
    if defects.is_empty() {
        return Ok(Corpus {
            reference,
            statements,
        });
    }
    defects.sort();
    defects.dedup();
    Err(Error::Defects(defects))
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    instruments: Vec<Instrument>,
    links: Vec<Link>,
    parties: Vec<crate::domain::names::Name>,
    forums: Vec<crate::domain::names::Name>,
    tagging: Tagging,
    thesaurus: Thesaurus,
    statements: Vec<StatementFile>,
    defects: Vec<Defect>,
    lines: Lines,
}

/// The text of every file, to find the line that a defect stands on.
#[derive(Default)]
struct Lines(HashMap<String, String>);

impl Lines {
    /// The first line of `path` that holds all of `needles`; 1 when none does.
    fn of(&self, path: &str, needles: &[&str]) -> usize {
        let text = self.0.get(path).map_or("", String::as_str);
        let holds = |line: &str| needles.iter().all(|needle| line.contains(needle));
        text.lines().position(holds).map_or(1, |at| at + 1)
    }
}

impl Reading {
    fn take(&mut self, file: &CorpusFile) {
        let text = match std::str::from_utf8(&file.bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = &file.bytes[..error.valid_up_to()];
                let line = 1 + String::from_utf8_lossy(valid).matches('\n').count();
                return self.defect(
                    &file.path,
                    line,
                    "this is not UTF-8; save the file as UTF-8",
                );
            }
        };
        self.lines.0.insert(file.path.clone(), text.to_owned());
        if let Err(defects) = self.take_text(file, text) {
            self.defects.extend(defects);
        }
    }

    fn take_text(&mut self, file: &CorpusFile, text: &str) -> Result<(), Vec<Defect>> {
        let path = file.path.as_str();
        match path.split_once('/') {
            Some(("statements", name)) if has_extension(name, "md") => {
                let statement = statement::parse(path, text)?;
                self.statements.push(StatementFile {
                    path: path.to_owned(),
                    digest: Digest::of(&file.bytes),
                    statement,
                });
            }
            Some(("instruments", name)) if has_extension(name, "toml") => {
                self.instruments.push(instrument::parse(path, text)?);
            }
            None if path == "crosswalk.toml" => {
                self.links.extend(instrument::parse_links(path, text)?);
            }
            None if path == "parties.toml" => {
                self.parties.extend(instrument::parse_parties(path, text)?);
            }
            None if path == "forums.toml" => {
                self.forums.extend(instrument::parse_forums(path, text)?);
            }
            None if path == "tagging.toml" => {
                self.tagging = tagging::parse(path, text)?;
            }
            None if path == "thesaurus.toml" => self.thesaurus = thesaurus::parse(path, text)?,
            None if path == "README.md" => {}
            _ => self.defect(
                path,
                1,
                "no file of this name belongs in a corpus; see corpus/README.md for those that do",
            ),
        }
        Ok(())
    }

    fn defect(&mut self, path: &str, line: usize, problem: &str) {
        self.defects.push(Defect {
            path: path.to_owned(),
            line,
            problem: problem.to_owned(),
        });
    }
}

/// The path a statement's file has below the corpus folder.
pub fn statement_path(id: &StatementId) -> String {
    format!("statements/{id}.md")
}

/// True when `name` ends in `.extension`, letter for letter: other systems tell cases apart.
fn has_extension(name: &str, extension: &str) -> bool {
    std::path::Path::new(name)
        .extension()
        .is_some_and(|own| own == extension)
}
