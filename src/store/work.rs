//! A transaction, and the ways to ask the database; every failure names the store.

use std::sync::Arc;

use sqlx::any::{Any, AnyArguments, AnyRow};
use sqlx::{AssertSqlSafe, Transaction};
use tokio::sync::OwnedMutexGuard;

use crate::store::{Error, Kind, Store};

/// A query with its values.
pub(super) type Query = sqlx::query::Query<'static, Any, AnyArguments>;

/// Reads a value out of a row.
pub(super) type Read<T> = fn(&AnyRow) -> Result<T, sqlx::Error>;

/// One at a time, over all processes: bringing up the schema.
pub(super) const MIGRATING: i64 = 0x5261_7070_0001;
/// One at a time, over all processes: changing several deliveries together. Two that did so at once
/// could each hold what the other waits for. Whoever changes a single one needs no turn.
const SEVERAL: i64 = 0x5261_7070_0002;
/// One at a time, over all processes: claiming, so that two never claim for one destination.
pub(super) const CLAIMING: i64 = 0x5261_7070_0003;

/// A transaction that writes. Dropped without `commit` it leaves no trace.
pub(super) struct Work {
    transaction: Transaction<'static, Any>,
    kind: Kind,
    name: Arc<str>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Store {
    /// Begins a transaction that writes.
    pub(super) async fn begin(&self) -> Result<Work, Error> {
        match self.kind {
            // One that begins by reading could not write when another has written meanwhile.
            Kind::Sqlite => {
                let turn = Arc::clone(&self.turn).lock_owned().await;
                self.begin_with("BEGIN IMMEDIATE", Some(turn)).await
            }
            Kind::Postgres => self.begin_with("BEGIN", None).await,
        }
    }

    /// Begins a transaction that changes several deliveries, or statements.
    pub(super) async fn begin_several(&self) -> Result<Work, Error> {
        match self.kind {
            Kind::Sqlite => self.begin().await,
            // The turn within this process first: whoever waits for it needs no connection.
            Kind::Postgres => {
                let turn = Arc::clone(&self.turn).lock_owned().await;
                let mut work = self.begin_with("BEGIN", Some(turn)).await?;
                work.lock(SEVERAL).await?;
                Ok(work)
            }
        }
    }

    /// Begins a transaction that reads the whole as it is at one moment.
    pub(super) async fn snapshot(&self) -> Result<Work, Error> {
        let begin = match self.kind {
            Kind::Sqlite => "BEGIN",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.begin_with(begin, None).await
    }

    async fn begin_with(
        &self,
        begin: &'static str,
        turn: Option<OwnedMutexGuard<()>>,
    ) -> Result<Work, Error> {
        let transaction = self.pool.begin_with(begin).await;
        Ok(Work {
            transaction: transaction.map_err(|source| self.failed(source))?,
            kind: self.kind,
            name: Arc::clone(&self.name),
            _turn: turn,
        })
    }

    /// All rows, read.
    pub(super) async fn list<T>(&self, query: Query, read: Read<T>) -> Result<Vec<T>, Error> {
        let rows = query.fetch_all(&self.pool).await;
        let list = rows.and_then(|rows| rows.iter().map(read).collect());
        list.map_err(|source| self.failed(source))
    }

    /// The first row, read.
    pub(super) async fn first<T>(&self, query: Query, read: Read<T>) -> Result<Option<T>, Error> {
        Ok(self.list(query, read).await?.into_iter().next())
    }
}

impl Work {
    /// Which database it is.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Waits until no other process holds this lock, and holds it to the end. A file has one writer
    /// in any case.
    pub(super) async fn lock(&mut self, what: i64) -> Result<(), Error> {
        match self.kind {
            Kind::Sqlite => Ok(()),
            Kind::Postgres => {
                let query = sqlx::query("SELECT pg_advisory_xact_lock($1)");
                self.run(query.bind(what)).await?;
                Ok(())
            }
        }
    }

    /// Takes the turn of those who change several deliveries, once it turns out that there are.
    pub(super) async fn lock_several(&mut self) -> Result<(), Error> {
        self.lock(SEVERAL).await
    }

    /// Runs a statement and tells how many rows it changed.
    pub(super) async fn run(&mut self, query: Query) -> Result<u64, Error> {
        let result = query.execute(&mut *self.transaction).await;
        let result = result.map_err(|source| Error::of(&self.name, source))?;
        Ok(result.rows_affected())
    }

    /// Runs several statements without values. They are ours, not typed by anybody.
    pub(super) async fn script(&mut self, statements: String) -> Result<(), Error> {
        let script = sqlx::raw_sql(AssertSqlSafe(statements));
        let result = script.execute(&mut *self.transaction).await;
        result.map_err(|source| Error::of(&self.name, source))?;
        Ok(())
    }

    /// All rows, read.
    pub(super) async fn list<T>(&mut self, query: Query, read: Read<T>) -> Result<Vec<T>, Error> {
        let rows = query.fetch_all(&mut *self.transaction).await;
        let list = rows.and_then(|rows| rows.iter().map(read).collect());
        list.map_err(|source| Error::of(&self.name, source))
    }

    /// The first row, read. The others are read as well: a statement that writes is only done once
    /// its last row was taken.
    pub(super) async fn first<T>(
        &mut self,
        query: Query,
        read: Read<T>,
    ) -> Result<Option<T>, Error> {
        Ok(self.list(query, read).await?.into_iter().next())
    }

    /// What a failure in this transaction means.
    pub(super) fn failed(&self, source: sqlx::Error) -> Error {
        Error::of(&self.name, source)
    }

    /// Makes it last.
    pub(super) async fn commit(self) -> Result<(), Error> {
        let committed = self.transaction.commit().await;
        committed.map_err(|source| Error::of(&self.name, source))
    }
}

/// `($1, $2), ($3, $4)`: as many rows of as many values, numbered from `first`.
pub(super) fn values(n_rows: usize, n_values: usize, first: usize) -> String {
    let row = |row: usize| {
        let numbers: Vec<String> = (0..n_values)
            .map(|i| format!("${}", first + row * n_values + i))
            .collect();
        format!("({})", numbers.join(", "))
    };
    let rows: Vec<String> = (0..n_rows).map(row).collect();
    rows.join(", ")
}
