//! A process of the real program, which is killed and started again.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::process::{Child, Command};

use crate::standin::StandIn;

/// A place where the program runs: its folder, its settings, and the process of the moment.
pub(super) struct Process {
    folder: PathBuf,
    database: Option<String>,
    child: Option<Child>,
    pub(super) n_starts: usize,
}

impl Process {
    pub(super) fn new(folder: PathBuf, settings: &str, database: Option<String>) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("config.toml"), settings).unwrap();
        Process {
            folder,
            database,
            child: None,
            n_starts: 0,
        }
    }

    /// Its data folder.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(super) fn start(&mut self) {
        assert!(self.child.is_none(), "it runs");
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command
            .arg("serve")
            .current_dir(&self.folder)
            .env("DISCORD_TOKEN", StandIn::TOKEN)
            .env_remove("RAPPORTEUR_CORPUS")
            .env_remove("RAPPORTEUR_DATABASE_URL")
            .env("RAPPORTEUR_CONFIG", self.folder.join("config.toml"))
            .env("RAPPORTEUR_DATA_DIR", self.data())
            .env("RAPPORTEUR_LOG", "rapporteur=debug,warn")
            .stdout(self.said())
            .stderr(self.said());
        if let Some(database) = &self.database {
            command.env("RAPPORTEUR_DATABASE_URL", database);
        }
        self.child = Some(command.spawn().unwrap());
        self.n_starts += 1;
    }

    /// Kills it, which it must not have come to by itself.
    pub(super) fn kill(&mut self) {
        self.must_run();
        let mut child = self.child.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Panics with what it said when it has ended by itself.
    pub(super) fn must_run(&mut self) {
        let ended = self
            .child
            .as_mut()
            .and_then(|child| child.try_wait().unwrap());
        if let Some(status) = ended {
            self.child = None;
            panic!("it ended by itself, {status}:\n{}", self.all_said());
        }
    }

    pub(super) fn all_said(&self) -> String {
        std::fs::read_to_string(self.folder.join("said.txt")).unwrap_or_default()
    }

    /// The file that all it says goes to.
    fn said(&self) -> File {
        let path = self.folder.join("said.txt");
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}
