//! Files to values: reads a corpus, checks all of it, and lists every defect it finds.
//!
//! A corpus with a defect is refused whole; nothing half-read leaves this module.

mod check;
mod collection;
mod defects;
mod fields;
mod files;
mod instrument;
pub mod lines;
mod source;
mod statement;
mod tagging;
mod thesaurus;
mod value;

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::domain::id::StatementId;
use crate::domain::instrument::{Catalogue, Instrument, Link};
use crate::domain::names::Names;
use crate::domain::statement::Statement;
use crate::domain::tagging::Tagging;
use crate::domain::thesaurus::Thesaurus;

pub use crate::corpus::collection::line as collection_line;
pub use crate::corpus::defects::{Defect, Defects};
pub use crate::corpus::files::{COLLECTIONS, CorpusFile, Files, Holds, Stamp};
pub use crate::corpus::source::{Ids, StatementSource};
pub use crate::corpus::statement::parse as parse_statement;

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
    #[error(transparent)]
    Defects(Defects),
}

/// What a file's content is, for telling whether it changed: SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Digest(String);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Digest::from(Sha256::new_with_prefix(bytes))
    }

    /// The digest of all that `source` gives.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_all(source: &mut impl Read) -> std::io::Result<Self> {
        let mut hashed = Sha256::new();
        std::io::copy(source, &mut hashed)?;
        Ok(Digest::from(hashed))
    }
}

impl From<Sha256> for Digest {
    fn from(hashed: Sha256) -> Self {
        let hash = hashed.finalize();
        Digest(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A statement and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// The file, below the corpus folder.
    pub path: String,
    /// The line of a collection; 1 in a file of its own.
    pub line: usize,
    /// Tells whether its source changed: the first eight bytes of the SHA-256 of file or line.
    pub fingerprint: u64,
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
    /// Digest of those among them that decide how statements are written.
    pub rules: Option<Digest>,
}

/// A whole corpus, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    /// Norms, parties, forums and the thesaurus.
    pub reference: Reference,
    /// The statements, by path.
    pub statements: Vec<StatementFile>,
}

/// Reads and checks all of `files`, statements included, into memory: for corpora that fit.
///
/// # Errors
/// [`Error::Defects`] with every defect, in the order of path and line.
pub fn read(files: &Files) -> Result<Corpus, Error> {
    let mut statements = Vec::new();
    let checked = check_each(files, &mut |file| statements.push(file))?;
    Ok(Corpus {
        reference: checked.reference,
        statements,
    })
}

/// What a sound corpus holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Everything but the statements.
    pub reference: Reference,
    /// Files, those of reference included.
    pub n_files: usize,
    /// Statements in them.
    pub n_statements: usize,
    /// Paragraphs that can be cited.
    pub n_passages: usize,
}

/// Checks all of `files`, one statement after another; of each only the id is kept.
///
/// # Errors
/// [`Error::Defects`] with every defect, in the order of path and line.
pub fn check(files: &Files) -> Result<Checked, Error> {
    check_each(files, &mut drop)
}

fn check_each(files: &Files, each: &mut dyn FnMut(StatementFile)) -> Result<Checked, Error> {
    let mut defects = Defects::default();
    let reference = Reading::of(files, &mut defects)?;
    let mut checked = Checked {
        n_files: files.len(),
        ..Checked::default()
    };
    let mut ids = Ids::default();
    for file in files.statements() {
        let path: Arc<str> = file.path.as_str().into();
        for source in file.sources()? {
            let read = source.and_then(|source| {
                let read = source.read(&reference)?;
                ids.take(&path, &read)?;
                Ok(read)
            });
            match read {
                Ok(read) => {
                    checked.n_statements += 1;
                    checked.n_passages += read.statement.n_numbered();
                    each(read);
                }
                Err(found) => defects.extend(found),
            }
        }
    }
    checked.reference = reference;
    defects.none().map(|()| checked)
}

/// Reads and checks all of `files` but the statements.
///
/// # Errors
/// [`Error::Defects`] with every defect of these files.
pub fn reference(files: &Files) -> Result<Reference, Error> {
    let mut defects = Defects::default();
    let reference = Reading::of(files, &mut defects)?;
    defects.none().map(|()| reference)
}

/// What has been read so far of the reference files.
#[derive(Default)]
struct Reading {
    instruments: Vec<Instrument>,
    links: Vec<Link>,
    parties: Vec<crate::domain::names::Name>,
    forums: Vec<crate::domain::names::Name>,
    tagging: Tagging,
    thesaurus: Thesaurus,
    defects: Vec<Defect>,
    lines: Lines,
}

/// The text of files, to find the line that a defect stands on.
#[derive(Default)]
struct Lines {
    texts: HashMap<String, String>,
    /// The line of everything in a file whose text is not kept.
    other: usize,
}

impl Lines {
    /// The first line of `path` that holds all of `needles`.
    fn of(&self, path: &str, needles: &[&str]) -> usize {
        let Some(text) = self.texts.get(path) else {
            return self.other.max(1);
        };
        let holds = |line: &str| needles.iter().all(|needle| line.contains(needle));
        text.lines().position(holds).map_or(1, |at| at + 1)
    }
}

impl Reading {
    fn of(files: &Files, defects: &mut Defects) -> Result<Reference, Error> {
        let mut reading = Reading::default();
        let (mut hashed, mut rules) = (Sha256::new(), Sha256::new());
        for file in files.iter().filter(|file| file.holds() == Holds::Reference) {
            let bytes = file.bytes()?;
            hash(&mut hashed, &file.path, &bytes);
            if RULES.contains(&file.path.as_str()) {
                hash(&mut rules, &file.path, &bytes);
            }
            reading.take(&file.path, &bytes);
        }
        let catalogue = Catalogue::new(reading.instruments, reading.links.clone());
        let reference = Reference {
            catalogue,
            parties: Names::new(reading.parties),
            forums: Names::new(reading.forums),
            tagging: reading.tagging,
            thesaurus: reading.thesaurus,
            digest: Some(Digest::from(hashed)),
            rules: Some(Digest::from(rules)),
        };
        check::reference(
            &reference,
            &reading.links,
            &reading.lines,
            &mut reading.defects,
        );
        defects.extend(reading.defects);
        Ok(reference)
    }

    fn take(&mut self, path: &str, bytes: &[u8]) {
        let read = as_text(path, bytes).and_then(|text| {
            self.lines.texts.insert(path.to_owned(), text.to_owned());
            self.take_text(path, text)
        });
        if let Err(defects) = read {
            self.defects.extend(defects);
        }
    }

    fn take_text(&mut self, path: &str, text: &str) -> Result<(), Vec<Defect>> {
        match path.split_once('/') {
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
            _ => self.defects.push(Defect {
                path: path.to_owned(),
                line: 1,
                problem: "no file of this name belongs in a corpus; see corpus/README.md for those that do".to_owned(),
            }),
        }
        Ok(())
    }
}

/// Files that decide how statements are written: when one changes, all statements are.
const RULES: [&str; 1] = ["tagging.toml"];

fn hash(hashed: &mut Sha256, path: &str, bytes: &[u8]) {
    hashed.update(path.as_bytes());
    hashed.update(bytes.len().to_le_bytes());
    hashed.update(bytes);
}

/// The text of a file, or the line on which it stops being text.
fn as_text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Vec<Defect>> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        vec![Defect {
            path: path.to_owned(),
            line: 1 + String::from_utf8_lossy(valid).matches('\n').count(),
            problem: "this is not UTF-8; save the file as UTF-8".to_owned(),
        }]
    })
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
