//! A copy of the whole store as one file, taken while others write, and the way back.
//!
//! A backup is a SQLite file of the same schema, whichever kind of store it was taken from, so
//! that it opens as a store and moves from one kind to the other. It is written under another name
//! and renamed when it is whole.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::store::migrate::VERSION;
use crate::store::work::{Query, Work, values};
use crate::store::{Error, Kind, Store, file_url, rows};

/// How many rows are read at once.
const AT_ONCE: usize = 2000;

/// How many values are written at once. More would be slower: SQLite compares each value's number
/// with all those before it.
const VALUES: usize = 250;

/// What a column holds.
#[derive(Clone, Copy)]
enum Column {
    Number(&'static str),
    Text(&'static str),
}

use Column::{Number, Text};

/// A table, its columns, the first of which order its rows.
struct Table {
    name: &'static str,
    order: &'static str,
    columns: &'static [Column],
}

/// All tables, those first that others refer to.
const TABLES: [Table; 7] = [
    Table {
        name: "lines",
        order: "key",
        columns: &[Text("key"), Text("line"), Number("made_at")],
    },
    Table {
        name: "counters",
        order: "name",
        columns: &[Text("name"), Number("value")],
    },
    Table {
        name: "servers",
        order: "server",
        columns: &[Number("server"), Number("role"), Number("left_at")],
    },
    Table {
        name: "alerts",
        order: "id",
        columns: &[
            Number("id"),
            Number("owner"),
            Number("server"),
            Text("destination"),
            Text("query"),
            Text("cadence"),
            Number("mention"),
            Text("state"),
            Text("reason"),
            Number("made_at"),
            Number("changed_at"),
            Number("version"),
            Number("next_at"),
        ],
    },
    Table {
        name: "statements",
        order: "id",
        columns: &[
            Text("id"),
            Number("fingerprint"),
            Number("revision"),
            Text("how"),
            Number("seen_at"),
            Number("changed_at"),
            Number("removed_at"),
        ],
    },
    Table {
        name: "deliveries",
        order: "id",
        columns: &[
            Number("id"),
            Text("kind"),
            Number("alert"),
            Text("destination"),
            Number("server"),
            Text("statement"),
            Number("revision"),
            Number("period"),
            Text("matter"),
            Text("state"),
            Text("reason"),
            Number("made_at"),
            Number("due_at"),
            Number("lease_until"),
            Text("lease_by"),
            Number("stale"),
            Number("attempts"),
            Number("first_attempt_at"),
            Number("part_of"),
            Text("body"),
            Text("quoted"),
            Text("message"),
            Number("sent_at"),
        ],
    },
    Table {
        name: "attempts",
        order: "delivery, number",
        columns: &[
            Number("delivery"),
            Number("number"),
            Number("begun_at"),
            Number("ended_at"),
            Text("process"),
            Text("outcome"),
        ],
    },
];

impl Store {
    /// Writes a copy of everything to a new file, as it is at one moment, while others write on.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is such a file, and when the database or the file fails.
    pub async fn backup(&self, to: &Path) -> Result<(), Error> {
        if to.exists() {
            return Err(Error::Exists(to.to_owned()));
        }
        let beside = beside(to);
        // What an earlier try has left.
        remove(&beside)?;
        match self.kind {
            Kind::Sqlite => self.vacuum_into(&beside).await?,
            Kind::Postgres => self.copy_into(&beside).await?,
        }
        put_in_place(&beside, to)
    }

    /// Puts everything of a backup into this store, which may hold no alerts.
    ///
    /// # Errors
    /// [`Error::NotEmpty`] when it does, [`Error::NoBackup`], [`Error::Older`] and
    /// [`Error::Newer`] when it is no backup for this program, and when the database fails.
    pub async fn restore(&self, from: &Path) -> Result<(), Error> {
        if !from.is_file() {
            return Err(Error::NoBackup(from.to_owned()));
        }
        let backup = Store::connect(
            Kind::Sqlite,
            from.display().to_string().into(),
            &file_url(from, "ro"),
            "",
        )
        .await?;
        let found = backup.version().await?;
        let known = VERSION;
        match found.cmp(&known) {
            std::cmp::Ordering::Less => {
                let path = from.to_owned();
                return Err(Error::Older { path, found, known });
            }
            std::cmp::Ordering::Greater => {
                let store = backup.name.clone();
                return Err(Error::Newer {
                    store,
                    found,
                    known,
                });
            }
            std::cmp::Ordering::Equal => {}
        }
        let mut work = self.begin().await?;
        self.must_be_empty(&mut work).await?;
        let mut source = backup.snapshot().await?;
        copy_all(&mut source, &mut work).await?;
        work.commit().await?;
        drop(source);
        backup.close().await;
        Ok(())
    }

    async fn must_be_empty(&self, work: &mut Work) -> Result<(), Error> {
        if work.kind() == Kind::Postgres {
            // Nobody sets an alert between this look and the end.
            work.run(sqlx::query("LOCK TABLE alerts IN EXCLUSIVE MODE"))
                .await?;
        }
        let query = sqlx::query("SELECT COUNT(*) FROM alerts");
        match work.first(query, rows::int).await?.unwrap_or(0) {
            0 => Ok(()),
            n_alerts => Err(Error::NotEmpty {
                store: self.name.clone(),
                n_alerts,
            }),
        }
    }

    async fn vacuum_into(&self, beside: &Path) -> Result<(), Error> {
        // The name is given as it is on the disk: sqlx takes text only.
        let path = beside.to_string_lossy().into_owned();
        let query = sqlx::query("VACUUM INTO $1").bind(path);
        let done = query.execute(&self.pool).await;
        done.map_err(|source| self.failed(source))?;
        Ok(())
    }

    async fn copy_into(&self, beside: &Path) -> Result<(), Error> {
        let copy = Store::open_file(beside).await?;
        let mut source = self.snapshot().await?;
        let mut work = copy.begin().await?;
        copy_all(&mut source, &mut work).await?;
        work.commit().await?;
        drop(source);
        copy.close().await;
        // One file, without a second beside it, once nobody else has it open.
        let whole = "PRAGMA journal_mode = DELETE";
        let copy = Store::connect(Kind::Sqlite, copy.name, &file_url(beside, "rw"), whole).await?;
        copy.close().await;
        Ok(())
    }
}

/// Copies all rows; what the target holds gives way.
async fn copy_all(source: &mut Work, target: &mut Work) -> Result<(), Error> {
    for table in TABLES.iter().rev() {
        target.script(format!("DELETE FROM {}", table.name)).await?;
    }
    for table in &TABLES {
        copy(source, target, table).await?;
    }
    if target.kind() == Kind::Postgres {
        for table in ["alerts", "deliveries"] {
            let behind = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'),
                    (SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"
            );
            target.script(behind).await?;
        }
    }
    Ok(())
}

async fn copy(source: &mut Work, target: &mut Work, table: &Table) -> Result<(), Error> {
    let names: Vec<&str> = table.columns.iter().map(Column::name).collect();
    let names = names.join(", ");
    for done in (0..).step_by(AT_ONCE) {
        let select = format!(
            "SELECT {names} FROM {} ORDER BY {} LIMIT {AT_ONCE} OFFSET {done}",
            table.name, table.order
        );
        let some = source
            .list(sqlx::query(AssertSqlSafe(select)), |row| Ok(row.clone()))
            .await?;
        if some.is_empty() {
            break;
        }
        for rows in some.chunks(VALUES / table.columns.len()) {
            let query = insert(table, &names, rows).map_err(|error| source.failed(error))?;
            target.run(query).await?;
        }
    }
    Ok(())
}

fn insert(table: &Table, names: &str, rows: &[AnyRow]) -> Result<Query, sqlx::Error> {
    let insert = format!(
        "INSERT INTO {} ({names}) VALUES {}",
        table.name,
        values(rows.len(), table.columns.len(), 1)
    );
    let mut query = sqlx::query(AssertSqlSafe(insert));
    for row in rows {
        for (i, column) in table.columns.iter().enumerate() {
            query = match column {
                Number(_) => query.bind(row.try_get::<Option<i64>, _>(i)?),
                Text(_) => query.bind(row.try_get::<Option<String>, _>(i)?),
            };
        }
    }
    Ok(query)
}

impl Column {
    fn name(&self) -> &'static str {
        match self {
            Number(name) | Text(name) => name,
        }
    }
}

/// The name under which a backup is written until it is whole.
fn beside(to: &Path) -> PathBuf {
    let mut name = to.file_name().map_or_else(OsString::new, ToOwned::to_owned);
    name.push(".part");
    to.with_file_name(name)
}

fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(Error::Io {
            doing: "remove",
            path: path.to_owned(),
            source,
        }),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Gives the whole backup its name, unless somebody has taken that meanwhile.
fn put_in_place(beside: &Path, to: &Path) -> Result<(), Error> {
    let failed = |doing| {
        let path = to.to_owned();
        move |source| Error::Io {
            doing,
            path,
            source,
        }
    };
    let file = std::fs::File::open(beside).map_err(failed("read"))?;
    file.sync_all().map_err(failed("write"))?;
    // A rename would write over a file; a link does not.
    match std::fs::hard_link(beside, to) {
        Ok(()) => remove(beside),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::Exists(to.to_owned()))
        }
        // Some file systems know no links.
        Err(_) => std::fs::rename(beside, to).map_err(failed("write")),
    }
}
