//! Takes statement files into a corpus folder: all of them or, when one has a defect, none.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::corpus::{Defect, Defects, Ids, Reference, StatementSource, statement_path};
use crate::domain::id::StatementId;
use crate::import::{Before, Error};
use crate::index::Index;

/// What was taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// The statements, each with the fingerprint of its file.
    pub statements: Vec<(StatementId, u64)>,
    /// Paragraphs of them that can be cited.
    pub n_passages: usize,
    /// How many of them took the place of an earlier text.
    pub n_revised: usize,
}

/// A file that is sound.
struct Sound {
    id: StatementId,
    bytes: Vec<u8>,
}

/// Takes `sources` into the corpus folder `into`. `index` is up to the corpus and tells which ids
/// are taken; a statement that came from a file of its own is revised by one of the same id.
///
/// # Errors
/// [`crate::corpus::Error::Defects`] with every defect of all files, and nothing is taken in then.
pub fn add(
    sources: &[PathBuf],
    into: &Path,
    index: &Index,
    reference: &Reference,
    before: Before<'_>,
) -> Result<Added, Error> {
    let mut added = Added::default();
    let mut sound = Vec::new();
    let (mut ids, mut defects) = (Ids::default(), Defects::default());
    for path in sources {
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        let name = path.display().to_string();
        let source = StatementSource::of_file(&name, bytes);
        let read = source.read(reference).and_then(|read| {
            ids.take(&source.path, &read)?;
            Ok(read)
        });
        let read = match read {
            Ok(read) => read,
            Err(found) => {
                defects.extend(found);
                continue;
            }
        };
        let id = read.statement.record.id.clone();
        match index.file_of(&id)? {
            Some(other) if other != statement_path(&id) => defects.extend([Defect {
                path: name,
                line: 1,
                problem: format!("id `{id}` is also that of a statement in {other}"),
            }]),
            other => {
                added.n_revised += usize::from(other.is_some());
                added.n_passages += read.statement.n_numbered();
                added.statements.push((id.clone(), read.fingerprint));
                let bytes = source.bytes().to_vec();
                sound.push(Sound { id, bytes });
            }
        }
    }
    defects.none()?;
    place(&sound, into, before, &added.statements)?;
    Ok(added)
}

/// Writes the files beside where they go, and moves them there when all are written.
fn place(
    sound: &[Sound],
    into: &Path,
    before: Before<'_>,
    statements: &[(StatementId, u64)],
) -> Result<(), Error> {
    let folder = into.join("statements");
    std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    let mut written = Vec::new();
    for one in sound {
        // Hidden files are not of the corpus.
        let hidden = folder.join(format!(".{}.md.part", one.id));
        write(&hidden, &one.bytes).map_err(|error| Error::io(&hidden, error))?;
        written.push((hidden, folder.join(format!("{}.md", one.id))));
    }
    before(statements).map_err(Error::Before)?;
    for (hidden, whole) in &written {
        std::fs::rename(hidden, whole).map_err(|error| Error::io(whole, error))?;
    }
    // The names, too, must outlive a power cut.
    let synced = File::open(&folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| Error::io(&folder, error))
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
