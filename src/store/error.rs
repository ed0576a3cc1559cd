//! Why the store cannot serve, each cause in one sentence that says what to do.

use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::alert::AlertId;

/// Why the store cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It may not be written.
    #[error(
        "the store {store} cannot be written: it is read-only; give the user that runs the program the right to write it and its folder"
    )]
    ReadOnly {
        /// The file or the address.
        store: Arc<str>,
    },
    /// Somebody else writes it and does not end.
    #[error(
        "the store {store} is locked by another program; wait until that is done, or end it, and try again"
    )]
    Locked {
        /// The file or the address.
        store: Arc<str>,
    },
    /// There is no room.
    #[error(
        "the disk that the store {store} is on is full; make room and try again: what was kept before is still there"
    )]
    Full {
        /// The file or the address.
        store: Arc<str>,
    },
    /// The file cannot be read as a database.
    #[error(
        "the store {store} is damaged or not a database ({source}); restore a backup, or move the file away to begin with an empty one"
    )]
    Damaged {
        /// The file.
        store: Arc<str>,
        /// Why.
        source: sqlx::Error,
    },
    /// No connection.
    #[error(
        "the store {store} cannot be reached ({source}); see that the database server runs, and that address, user and password are right"
    )]
    Unreachable {
        /// The address, without the password.
        store: Arc<str>,
        /// Why.
        source: sqlx::Error,
    },
    /// The file cannot be opened.
    #[error(
        "the store {store} cannot be opened ({source}); see that the folder is there and that the user that runs the program may read and write it"
    )]
    Unopened {
        /// The file.
        store: Arc<str>,
        /// Why.
        source: sqlx::Error,
    },
    /// The database failed.
    #[error("the store {store} failed: {source}; `rapporteur doctor` looks into it")]
    Database {
        /// The file or the address.
        store: Arc<str>,
        /// Why.
        source: sqlx::Error,
    },
    /// A folder or a file failed.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was to be done: `make the folder`.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A newer program has used it.
    #[error(
        "the store {store} is of version {found}, and this program knows versions up to {known}; use the newer program"
    )]
    Newer {
        /// The file or the address.
        store: Arc<str>,
        /// Its version.
        found: usize,
        /// The newest version known here.
        known: usize,
    },
    /// A backup by an older program.
    #[error(
        "the backup {} is of version {found}, and this program restores version {known}; put it into an empty folder as store.sqlite, start the program there once, and restore that file", path.display()
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: usize,
        /// The version of this program.
        known: usize,
    },
    /// The name of a backup is taken.
    #[error("{} exists already, and a backup never writes over a file; name another", .0.display())]
    Exists(PathBuf),
    /// There is nothing to restore from.
    #[error("there is no backup {}; name a file that `backup` made", .0.display())]
    NoBackup(PathBuf),
    /// Restoring would mix two stores.
    #[error(
        "the store {store} has {n_alerts} alerts already, and a backup is restored into an empty store only"
    )]
    NotEmpty {
        /// The file or the address.
        store: Arc<str>,
        /// How many it has.
        n_alerts: i64,
    },
    /// An alert is no more.
    #[error("there is no alert {0} any more")]
    NoAlert(AlertId),
}

impl Error {
    /// What this failure of `store` means.
    pub(super) fn of(store: &Arc<str>, source: sqlx::Error) -> Self {
        let store = Arc::clone(store);
        match meaning(&source) {
            Meaning::ReadOnly => Error::ReadOnly { store },
            Meaning::Locked => Error::Locked { store },
            Meaning::Full => Error::Full { store },
            Meaning::Damaged => Error::Damaged { store, source },
            Meaning::Unreachable if store.starts_with("postgres://") => {
                Error::Unreachable { store, source }
            }
            Meaning::Unreachable => Error::Unopened { store, source },
            Meaning::Other => Error::Database { store, source },
        }
    }
}

enum Meaning {
    ReadOnly,
    Locked,
    Full,
    Damaged,
    Unreachable,
    Other,
}

fn meaning(source: &sqlx::Error) -> Meaning {
    match source {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut => {
            Meaning::Unreachable
        }
        sqlx::Error::Database(error) => match error.code() {
            Some(code) => by_code(&code),
            None => Meaning::Other,
        },
        _ => Meaning::Other,
    }
}

/// SQLite gives numbers, the low byte of which is the kind; PostgreSQL five characters, the
/// first two of which are the class.
fn by_code(code: &str) -> Meaning {
    match code {
        "25006" => Meaning::ReadOnly,
        "55P03" => Meaning::Locked,
        "53100" => Meaning::Full,
        "XX001" | "XX002" => Meaning::Damaged,
        "3D000" | "53300" => Meaning::Unreachable,
        _ if code.len() == 5 => match code.get(..2) {
            Some("08" | "28" | "57") => Meaning::Unreachable,
            _ => Meaning::Other,
        },
        _ => match code.parse::<u32>().map(|code| code & 0xFF) {
            Ok(5 | 6) => Meaning::Locked,
            Ok(8) => Meaning::ReadOnly,
            Ok(11 | 26) => Meaning::Damaged,
            Ok(13) => Meaning::Full,
            Ok(14) => Meaning::Unreachable,
            _ => Meaning::Other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// What is said when this cannot be written on a connection that is so prepared.
    async fn said(prepared: &str, line: &str) -> Error {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let mut work = store.begin().await.unwrap();
        work.script(prepared.to_owned()).await.unwrap();
        let query = sqlx::query("INSERT INTO lines (key, line, made_at) VALUES ('a', $1, 0)");
        work.run(query.bind(line.to_owned())).await.unwrap_err()
    }

    #[tokio::test]
    async fn a_database_without_room_is_full() {
        // No test may fill a disk; a limit of its own is met by the database in the same way.
        let limit = "PRAGMA max_page_count = 1";
        let error = said(limit, &"x".repeat(1_000_000)).await;
        assert!(matches!(error, Error::Full { .. }), "{error:?}");
        assert!(error.to_string().contains("is full; make room"), "{error}");
    }

    #[tokio::test]
    async fn a_database_that_takes_no_changes_is_read_only() {
        let error = said("PRAGMA query_only = ON", "x").await;
        assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
        assert!(error.to_string().contains("is read-only; give"), "{error}");
    }

    #[test]
    fn codes_of_a_server_have_the_same_meanings() {
        assert!(matches!(by_code("53100"), Meaning::Full));
        assert!(matches!(by_code("25006"), Meaning::ReadOnly));
        assert!(matches!(by_code("55P03"), Meaning::Locked));
        assert!(matches!(by_code("57P01"), Meaning::Unreachable));
        assert!(matches!(by_code("23505"), Meaning::Other));
        // 1032: read-only because the file was moved away; 517: busy with an older snapshot.
        assert!(matches!(by_code("1032"), Meaning::ReadOnly));
        assert!(matches!(by_code("517"), Meaning::Locked));
    }
}
