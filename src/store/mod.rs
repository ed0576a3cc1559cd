//! What must outlive the process and is not in the corpus: the only code that names sqlx.
//!
//! A store is `store.sqlite` in a folder, or a PostgreSQL database; the queries are the same, and
//! where the two differ `Kind` is asked. A public function is one transaction: it happens whole
//! or not at all, also when the process dies in the midst of it.
//!
//! - `place`, `error`: where a store is, and why it cannot serve.
//! - `migrate`: the schema, brought up to date when a store is opened.
//! - `work`: a transaction; `rows`: rows to values of the domain.
//! - `alerts`, `switches`, `statements`, `enter`: who wants what, what was seen, and what follows
//!   when a statement enters; `notices`, `supersede`, `corrections`, `summaries` are steps of that.
//! - `outbox`, `outcomes`, `digests`: what is to be sent, by whom it is being sent, what came of it.
//! - `deliveries`, `servers`, `people`: for those who ask about them.
//! - `backup`, `tables`: a copy of all of it, and back.

mod alerts;
mod backup;
mod corrections;
mod deliveries;
mod digests;
mod enter;
mod error;
mod lines;
mod migrate;
mod notices;
mod outbox;
mod outcomes;
mod people;
mod place;
mod rows;
mod servers;
mod statements;
mod summaries;
mod supersede;
mod switches;
mod tables;
mod work;

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, Connection};
use tokio::sync::Mutex;

pub use alerts::{Limits, NotAdded, Of};
pub use deliveries::{Asked, Attempt};
pub use enter::{Entered, Entry, Flood, Match};
pub use error::Error;
pub use people::Kept;
pub use place::{Place, Url, UrlError};
pub use statements::{How, Seen, SeenAt};

/// How long to wait for a connection before a store counts as unreachable.
const WAIT: Duration = Duration::from_secs(15);

/// A file has one writer; a server answers claims, commands and the corpus side by side.
const CONNECTIONS: u32 = 6;

/// Set on each connection to a file. FULL, because WAL with NORMAL loses the last transactions when
/// the power fails, and what was sent would then be sent again.
const PRAGMAS: &str =
    "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";

/// Set on a file once; it stays so.
const WAL: &str = "PRAGMA journal_mode = WAL";

/// How long somebody else's lock on a file is waited for; as in [`PRAGMAS`].
const BUSY: Duration = Duration::from_secs(5);

/// After which time WAL is set anew.
const BETWEEN: Duration = Duration::from_millis(50);

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    kind: Kind,
    /// The file, or the address without its password.
    name: Arc<str>,
    /// Whose turn it is, within this process, to write a file or to change several deliveries on a
    /// server. Those who wait for the lock of a file sleep, and may do so for ever while others come
    /// and go; those who wait for one on a server hold a connection.
    turn: Arc<Mutex<()>>,
}

impl Store {
    /// Opens the store in `folder`, making or migrating it as needed.
    ///
    /// # Errors
    /// When the file cannot be used, or a newer program has written it.
    pub async fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(|source| Error::Io {
            doing: "make the folder",
            path: folder.to_owned(),
            source,
        })?;
        Self::open_file(&folder.join("store.sqlite")).await
    }

    /// Opens the store at `place`, making or migrating it as needed.
    ///
    /// # Errors
    /// When the database cannot be used or reached, or a newer program has written it.
    pub async fn open_at(place: &Place) -> Result<Self, Error> {
        match place {
            Place::Folder(folder) => Self::open(folder).await,
            Place::Server(url) => {
                let name = Arc::from(url.to_string());
                let store = Self::connect(Kind::Postgres, name, url.secret(), "").await?;
                store.migrate().await?;
                Ok(store)
            }
        }
    }

    /// Opens the store that is this file.
    async fn open_file(path: &Path) -> Result<Self, Error> {
        /// The smallest page of SQLite's file format; it takes a shorter file for an empty one.
        const LEAST: u64 = 512;
        let name: Arc<str> = Arc::from(path.display().to_string());
        // One that is not there is made, and one that cannot be looked at cannot be opened.
        let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        if (1..LEAST).contains(&length) {
            let source = sqlx::Error::Protocol(format!("it has {length} bytes"));
            return Err(Error::Damaged {
                store: name,
                source,
            });
        }
        let store = Self::connect(Kind::Sqlite, name, &file_url(path, "rwc"), WAL).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Connects, with `first` run once before.
    async fn connect(
        kind: Kind,
        name: Arc<str>,
        url: &str,
        first: &'static str,
    ) -> Result<Self, Error> {
        sqlx::any::install_default_drivers();
        let failed = |source| Error::of(&name, source);
        let options = AnyConnectOptions::from_str(url).map_err(failed)?;
        // Once without the pool, which tries again and again and does not say what fails.
        let tried = tokio::time::timeout(WAIT, prepare(&name, kind, &options, first)).await;
        tried.unwrap_or_else(|_| Err(failed(sqlx::Error::PoolTimedOut)))?;
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(BUSY)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    let each = sqlx::raw_sql(for_each(kind));
                    each.execute(connection).await.map(drop)
                })
            })
            .connect_lazy_with(options);
        Ok(Store {
            pool,
            kind,
            turn: Arc::new(Mutex::new(())),
            name,
        })
    }

    /// True when several processes may serve from it.
    pub fn is_shared(&self) -> bool {
        self.kind == Kind::Postgres
    }

    /// Finishes what is being written and closes the store.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    fn failed(&self, source: sqlx::Error) -> Error {
        Error::of(&self.name, source)
    }
}

/// Connects once. Setting WAL while another process does is tried again for a while, because there
/// the database itself does not wait.
async fn prepare(
    name: &Arc<str>,
    kind: Kind,
    options: &AnyConnectOptions,
    first: &'static str,
) -> Result<(), Error> {
    let begun = Instant::now();
    loop {
        let tried = try_once(kind, options, first).await;
        match tried.map_err(|source| Error::of(name, source)) {
            Err(Error::Locked { .. }) if begun.elapsed() < BUSY => {
                tokio::time::sleep(BETWEEN).await;
            }
            tried => return tried,
        }
    }
}

async fn try_once(
    kind: Kind,
    options: &AnyConnectOptions,
    first: &'static str,
) -> sqlx::Result<()> {
    let mut connection = AnyConnection::connect_with(options).await?;
    for statements in [for_each(kind), first] {
        sqlx::raw_sql(statements).execute(&mut connection).await?;
    }
    connection.close().await
}

/// What each connection begins with.
fn for_each(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => PRAGMAS,
        Kind::Postgres => "",
    }
}

/// The address of a file. Each byte that may mean something in an address is escaped, the slashes
/// too: otherwise `..` in a path would be resolved without asking the file system.
fn file_url(path: &Path, mode: &str) -> String {
    let path: String = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|byte| match byte.is_ascii_alphanumeric() {
            true => char::from(*byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect();
    format!("sqlite:{path}?mode={mode}")
}
