//! Makes a collection of a ready-made file, one record after another.
//!
//! A file that has a defect makes no collection: every defect is listed with its line, and what
//! was made of the file is taken away. A kill at any moment leaves the corpus as it was, and the
//! next run goes on where the last one stopped. `add` takes in files that are statements already.

pub mod add;
mod debate;
mod layout;
mod paragraphs;
mod part;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::corpus::lines::{self, lines, unpacked};
use crate::corpus::{self, Defect, Defects, Files, Ids, Reference, Stamp, StatementSource};
use crate::domain::id::StatementId;
use crate::import::part::Part;
use crate::index;

/// Told of statements, each with its fingerprint, right before the corpus sees them.
pub type Before<'a> = &'a mut dyn FnMut(&[(StatementId, u64)]) -> anyhow::Result<()>;

/// What to make of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The ready-made file.
    pub source: PathBuf,
    /// The corpus folder that the collection goes into.
    pub into: PathBuf,
    /// The collection's name; that of the source up to its first dot when absent.
    pub name: Option<String>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The collection.
    pub path: PathBuf,
    /// Statements in it.
    pub n_statements: usize,
    /// Paragraphs of them that can be cited.
    pub n_passages: usize,
    /// Statements that an earlier run had made.
    pub n_resumed: usize,
    /// True when there was a collection of this name before.
    pub replaced: bool,
    /// The statements, each with the fingerprint of its line.
    pub statements: Vec<(StatementId, u64)>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Records done.
    pub n_records: usize,
    /// Bytes of the source that were read, compressed as it is.
    pub bytes: u64,
    /// Bytes of the source.
    pub of_bytes: u64,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The name of the collection cannot be a file's.
    #[error(
        "`{0}` cannot name a collection; give letters, digits, hyphens and underscores with --name"
    )]
    Name(String),
    /// The first record is of no known shape.
    #[error(
        "{}: the first record is {found}; expected is a statement as corpus/README.md describes it \
         (with `id`, `paragraphs` and so on), or a speech of the UN General Debate Corpus (with \
         `iso3`, `session`, `year` and `text`), one JSON object a line", path.display()
    )]
    Shape {
        /// The file.
        path: PathBuf,
        /// What was found.
        found: String,
    },
    /// Another process makes the same collection.
    #[error("{} is being made by another process; wait for it to finish", .0.display())]
    Held(PathBuf),
    /// The file or the corpus around it has defects.
    #[error(transparent)]
    Corpus(#[from] corpus::Error),
    /// The index, which says which ids are taken, cannot be read.
    #[error(transparent)]
    Index(#[from] Box<index::Error>),
    /// What was to be done before it becomes visible could not be done.
    #[error("{0}")]
    Before(anyhow::Error),
    /// The journal cannot be written.
    #[error("the journal of the import cannot be written: {0}")]
    Journal(#[from] serde_json::Error),
}

impl From<index::Error> for Error {
    fn from(error: index::Error) -> Self {
        Error::Index(Box::new(error))
    }
}

impl Error {
    fn io(path: &Path, source: std::io::Error) -> Self {
        Error::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// The shapes that a record may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A statement, as collections have it.
    Statement,
    /// A speech of the general-debate corpus.
    Speech,
}

/// Statements that make a batch: few enough to lose little, enough to compress well.
const BATCH: usize = 200;

/// Makes a collection as planned; `files` are those of the corpus that it is to be a part of.
/// `before` is told of its statements right before the corpus sees them.
///
/// # Errors
/// [`corpus::Error::Defects`] with every defect of the source, and see [`Error`].
pub fn import(
    plan: &Plan,
    files: &Files,
    progress: &mut dyn FnMut(Step),
    before: Before<'_>,
) -> Result<Imported, Error> {
    let folder = plan.into.join("statements");
    std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    let file_name = format!("{}.jsonl.gz", name(plan)?);
    let whole = folder.join(&file_name);
    let stamp = Stamp::of(&plan.source).map_err(|error| Error::io(&plan.source, error))?;
    let mut part = Part::open(&whole, stamp)?;
    let n_resumed = part.journal.n_statements;
    let reference = corpus::reference(files)?;
    let ids = taken(files, &format!("statements/{file_name}"), &reference)?;
    let mut run = Run {
        plan,
        reference: &reference,
        ids,
        defects: Defects::default(),
        batch: Batch::default(),
        statements: Vec::new(),
    };
    run.all(&mut part, stamp.size, progress)?;
    if let Err(error) = run.defects.none() {
        part.discard()?;
        return Err(error.into());
    }
    before(&run.statements).map_err(Error::Before)?;
    let journal = part.journal.clone();
    Ok(Imported {
        replaced: part.finish()?,
        path: whole,
        n_statements: journal.n_statements,
        n_passages: journal.n_passages,
        n_resumed,
        statements: run.statements,
    })
}

fn name(plan: &Plan) -> Result<String, Error> {
    let own = || {
        let name = plan
            .source
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        name.split('.').next().unwrap_or_default().to_owned()
    };
    let name = plan.name.clone().unwrap_or_else(own);
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_');
    match !name.is_empty() && name.chars().all(plain) {
        true => Ok(name),
        false => Err(Error::Name(name)),
    }
}

/// The ids of all statements but those of the collection that is being made.
fn taken(files: &Files, but: &str, reference: &Reference) -> Result<Ids, Error> {
    let mut ids = Ids::default();
    let mut defects = Defects::default();
    for file in files.statements().filter(|file| file.path != but) {
        let path = file.path.as_str().into();
        for source in file.sources()? {
            let read = source.and_then(|source| ids.take(&path, &source.read(reference)?));
            defects.extend(read.err().into_iter().flatten());
        }
    }
    defects.none()?;
    Ok(ids)
}

/// One pass over the source.
struct Run<'a> {
    plan: &'a Plan,
    reference: &'a Reference,
    ids: Ids,
    defects: Defects,
    batch: Batch,
    statements: Vec<(StatementId, u64)>,
}

/// Lines that wait to be written.
#[derive(Default)]
struct Batch {
    lines: Vec<u8>,
    n: usize,
    n_passages: usize,
}

impl Run<'_> {
    fn all(
        &mut self,
        part: &mut Part,
        of_bytes: u64,
        progress: &mut dyn FnMut(Step),
    ) -> Result<(), Error> {
        let source = &self.plan.source;
        let opened = std::fs::File::open(source).map_err(|error| Error::io(source, error))?;
        let bytes = Arc::new(AtomicU64::new(0));
        let name = source.to_string_lossy();
        let counted = Counted {
            source: opened,
            bytes: Arc::clone(&bytes),
        };
        let path: Arc<str> = name.as_ref().into();
        let mut shape = None;
        let mut last = part.journal.line;
        for (done, read) in lines(unpacked(&name, counted)).enumerate() {
            let lines::Line {
                number,
                bytes: line,
            } = match read {
                Ok(line) => line,
                Err(lines::Error::Io(error)) => return Err(Error::io(source, error)),
                Err(error @ lines::Error::Long(line)) => {
                    self.defect(line, error.to_string());
                    break;
                }
            };
            let shape = match shape {
                Some(shape) => shape,
                None => *shape.insert(self.shape(&line)?),
            };
            self.take(shape, &path, number, line, number > part.journal.line);
            last = last.max(number);
            if self.batch.n == BATCH {
                self.write(part, last)?;
            }
            progress(Step {
                n_records: done + 1,
                bytes: bytes.load(Ordering::Relaxed),
                of_bytes,
            });
        }
        self.write(part, last)
    }

    fn shape(&self, line: &[u8]) -> Result<Shape, Error> {
        let wrong = |found: String| Error::Shape {
            path: self.plan.source.clone(),
            found,
        };
        let record: serde_json::Value =
            serde_json::from_slice(line).map_err(|error| wrong(format!("not JSON ({error})")))?;
        let Some(record) = record.as_object() else {
            return Err(wrong("JSON, and no object".to_owned()));
        };
        if debate::KEYS.iter().all(|key| record.contains_key(*key)) {
            Ok(Shape::Speech)
        } else if record.contains_key("id") && record.contains_key("paragraphs") {
            Ok(Shape::Statement)
        } else {
            let keys: Vec<String> = record.keys().map(|key| format!("`{key}`")).collect();
            Err(wrong(format!(
                "an object with the keys {}",
                keys.join(", ")
            )))
        }
    }

    /// Reads one record, and keeps its line when it is `new` and nothing was wrong so far.
    fn take(&mut self, shape: Shape, path: &Arc<str>, number: usize, line: Vec<u8>, new: bool) {
        let read = match shape {
            Shape::Statement => Ok(line),
            Shape::Speech => speech(&line, self.reference),
        };
        let line = match read {
            Ok(line) => line,
            Err(problem) => return self.defect(number, problem),
        };
        let source = StatementSource::of_line(path, number, line);
        let statement = source.read(self.reference).and_then(|read| {
            self.ids.take(path, &read)?;
            let id = read.statement.record.id.clone();
            self.statements.push((id, read.fingerprint));
            Ok(read.statement)
        });
        match statement {
            Ok(statement) if new && self.defects.is_empty() => {
                self.batch.lines.extend_from_slice(source.bytes());
                self.batch.lines.push(b'\n');
                self.batch.n += 1;
                self.batch.n_passages += statement.n_numbered();
            }
            Ok(_) => {}
            Err(defects) => self.defects.extend(defects),
        }
    }

    /// Writes the batch, unless something is wrong: the journal then stays before the first
    /// defect, so that a run after a kill finds it again.
    fn write(&mut self, part: &mut Part, last: usize) -> Result<(), Error> {
        let Batch {
            lines,
            n,
            n_passages,
        } = std::mem::take(&mut self.batch);
        if n == 0 || !self.defects.is_empty() {
            return Ok(());
        }
        part.add(&lines, last, n, n_passages)
    }

    fn defect(&mut self, line: usize, problem: String) {
        let path = self.plan.source.display().to_string();
        self.defects.extend([Defect {
            path,
            line,
            problem,
        }]);
    }
}

fn speech(line: &[u8], reference: &Reference) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(line).map_err(|error| format!("this is not UTF-8: {error}"))?;
    debate::line(text, reference).map(String::into_bytes)
}

/// Counts what is read through it.
struct Counted<R> {
    source: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
