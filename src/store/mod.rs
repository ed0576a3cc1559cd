//! What must outlive the process and is not in the corpus: the only code that names sqlx.
//!
//! SQLite in WAL mode. The version of the schema is `PRAGMA user_version`; each migration runs
//! once, in a transaction of its own.

use std::path::{Path, PathBuf};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, Executor, Row, SqliteConnection};

const MIGRATIONS: [&str; 1] = [include_str!("migrations/0001_lines.sql")];

/// How long a writer waits for another before it gives up.
const BUSY: std::time::Duration = std::time::Duration::from_secs(5);

/// Why the store cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("the store {} failed: {source}; `rapporteur doctor` looks into it", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        source: sqlx::Error,
    },
    /// The folder cannot be made.
    #[error("cannot make the folder {}: {source}", path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A newer program has used it.
    #[error("the store {} is of version {found}, and this program knows versions up to {known}; use the newer program", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: usize,
        /// The newest version known here.
        known: usize,
    },
}

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
    path: PathBuf,
}

impl Store {
    /// Opens the store in `folder`, making or migrating it as needed.
    ///
    /// # Errors
    /// When the file cannot be used, or a newer program has written it.
    pub async fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(|source| Error::Io {
            path: folder.to_owned(),
            source,
        })?;
        let path = folder.join("store.sqlite");
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await;
        let pool = pool.map_err(|source| Error::Database {
            path: path.clone(),
            source,
        })?;
        let store = Store { pool, path };
        store.migrate().await?;
        Ok(store)
    }

    /// Keeps a command line under its key. Keeping it again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_line(
        &self,
        key: &str,
        line: &str,
        now: jiff::Timestamp,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO lines (key, line, made_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
        )
        .bind(key)
        .bind(line)
        .bind(now.as_second())
        .execute(&self.pool)
        .await
        .map_err(|source| self.failed(source))?;
        Ok(())
    }

    /// The command line kept under `key`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn line(&self, key: &str) -> Result<Option<String>, Error> {
        sqlx::query_scalar("SELECT line FROM lines WHERE key = ?")
            .bind(key)
            .fetch_optional(&self.pool)
            .await
            .map_err(|source| self.failed(source))
    }

    /// Finishes what is being written and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn migrate(&self) -> Result<(), Error> {
        let mut connection = self
            .pool
            .acquire()
            .await
            .map_err(|source| self.failed(source))?;
        loop {
            match self.migrate_once(&mut connection).await? {
                true => {}
                false => return Ok(()),
            }
        }
    }

    /// Runs the next migration; false when there is none.
    async fn migrate_once(&self, connection: &mut SqliteConnection) -> Result<bool, Error> {
        let failed = |source| self.failed(source);
        let mut transaction = connection
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(failed)?;
        let row = transaction
            .fetch_one("PRAGMA user_version")
            .await
            .map_err(failed)?;
        let version: i64 = row.get(0);
        let version = usize::try_from(version).unwrap_or(usize::MAX);
        let Some(migration) = MIGRATIONS.get(version) else {
            let known = MIGRATIONS.len();
            let newer = Error::Newer {
                path: self.path.clone(),
                found: version,
                known,
            };
            return if version == known {
                Ok(false)
            } else {
                Err(newer)
            };
        };
        transaction.execute(*migration).await.map_err(failed)?;
        let stamp = format!("PRAGMA user_version = {}", version + 1);
        transaction
            .execute(sqlx::AssertSqlSafe(stamp))
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(true)
    }

    fn failed(&self, source: sqlx::Error) -> Error {
        Error::Database {
            path: self.path.clone(),
            source,
        }
    }
}
