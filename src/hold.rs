//! The hold of a running bot on its data folder: one process at a time has it, for its life.
//!
//! Whoever gets it knows that earlier processes of this folder are dead, and takes over what they
//! were sending. The folder has a name for that, which outlives processes.

use std::fs::{File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Digits of a folder's name.
const DIGITS: usize = 16;

/// Why a folder cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process has it.
    #[error(
        "another `rapporteur serve` (process {process}) runs on the folder {}; end it first, or give this one a folder of its own with --data-dir", folder.display()
    )]
    Held {
        /// The folder.
        folder: PathBuf,
        /// Who has it.
        process: String,
    },
    /// The file system failed.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file or the folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The hold on a folder, given back when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct Hold {
    name: String,
    #[expect(dead_code, reason = "held for its lock")]
    file: File,
}

impl Hold {
    /// Takes the hold on `folder`, which is made when it is not there.
    ///
    /// # Errors
    /// When another process has it, or the folder cannot be written.
    pub fn take(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("serve.lock");
        let failed = |source| Error::Io {
            path: path.clone(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let (_, process) = signature(&mut file);
                let folder = folder.to_owned();
                return Err(Error::Held { folder, process });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let (name, _) = signature(&mut file);
        let name = name.unwrap_or_else(|| format!("{:0DIGITS$x}", RandomState::new().hash_one(0)));
        sign(&mut file, &name).map_err(failed)?;
        Ok(Hold { name, file })
    }

    /// The folder's name, the same for every process that has it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names this process among all that share a store.
    pub fn process(&self) -> String {
        let random = RandomState::new().hash_one(0) >> 32;
        format!("{}/{}-{random:08x}", self.name, std::process::id())
    }
}

/// The folder's name, when it has one, and the process that signed last.
fn signature(file: &mut File) -> (Option<String>, String) {
    let mut text = String::new();
    // What cannot be read is no signature.
    let read = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.read_to_string(&mut text));
    let text = read.map_or("", |_| text.as_str());
    let (name, process) = text.trim_end().split_once(' ').unwrap_or_default();
    let is_name = name.len() == DIGITS && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_name.then(|| name.to_owned()), process.to_owned())
}

/// Writes over what is there instead of emptying the file first: the name is to survive a process
/// that dies in between.
fn sign(file: &mut File, name: &str) -> std::io::Result<()> {
    let text = format!("{name} {}\n", std::process::id());
    file.seek(SeekFrom::Start(0))?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_once_and_keeps_its_name() {
        let folder = tempfile::TempDir::new().unwrap();
        let hold = Hold::take(folder.path()).unwrap();
        let refused = Hold::take(folder.path()).unwrap_err().to_string();
        let process = format!("(process {})", std::process::id());
        assert!(refused.contains(&process), "{refused}");
        let name = hold.name().to_owned();
        drop(hold);
        let again = Hold::take(folder.path()).unwrap();
        assert_eq!(again.name(), name);
        assert!(again.process().starts_with(&format!("{name}/")));
    }
}
