//! What stands in an index folder, for people.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::corpus::{self, Files};
use crate::index::directory::Folder;
use crate::index::manifest::{Changes, SCHEMA_VERSION, counted};
use crate::index::schema::Fields;
use crate::index::{Error, Index};

/// What stands in an index folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    folder: PathBuf,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Missing,
    OtherVersion(u32),
    Made {
        statements: usize,
        passages: usize,
        changes: Changes,
    },
}

impl Status {
    /// True when nothing need be written.
    pub fn is_up_to_date(&self) -> bool {
        matches!(&self.state, State::Made { changes, .. } if changes.is_empty())
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = self.folder.display();
        match &self.state {
            State::Missing => write!(
                f,
                "{folder}: no index yet; `rapporteur index build` makes it."
            ),
            State::OtherVersion(version) => write!(
                f,
                "{folder}: version {version}, and this program writes version {SCHEMA_VERSION}; \
                 `rapporteur index build` makes it anew."
            ),
            State::Made {
                statements,
                passages,
                changes,
            } => {
                let statements = counted(*statements, "statement");
                let passages = counted(*passages, "passage");
                write!(
                    f,
                    "{folder}: version {SCHEMA_VERSION}, {statements}, {passages}; {changes}."
                )
            }
        }
    }
}

/// What stands in `folder`, without changing it.
///
/// # Errors
/// When the folder cannot be read.
pub fn status(folder: &Path, files: &Files) -> Result<Status, Error> {
    let state = state(&folder.join("engine"), files)?;
    Ok(Status {
        folder: folder.to_owned(),
        state,
    })
}

fn state(engine: &Path, files: &Files) -> Result<State, Error> {
    if !engine.join("meta.json").exists() {
        return Ok(State::Missing);
    }
    let index = Index::new(tantivy::Index::open(Folder::open(engine)?)?, Fields::new())?;
    let manifest = index.manifest()?;
    if !matches!(manifest.schema_version, 0 | SCHEMA_VERSION) {
        return Ok(State::OtherVersion(manifest.schema_version));
    }
    Ok(State::Made {
        statements: manifest.n_statements(),
        passages: index.n_passages()?,
        changes: manifest.changes_to(files, &corpus::reference(files)?)?,
    })
}
