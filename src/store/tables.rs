//! The tables and their columns, for whoever copies all of them.

/// What a column holds.
#[derive(Clone, Copy)]
pub(super) enum Column {
    Number(&'static str),
    Text(&'static str),
}

use Column::{Number, Text};

/// A table, the columns that name and order its rows, and all of them.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) order: &'static str,
    pub(super) columns: &'static [Column],
}

/// All tables, those first that others refer to.
pub(super) const TABLES: [Table; 7] = [
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

impl Column {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Number(name) | Text(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;
    use crate::store::{Store, rows};

    #[tokio::test]
    async fn every_table_and_every_column_is_named() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let made = sqlx::query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
             ORDER BY name",
        );
        let mut named: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        named.sort_unstable();
        assert_eq!(store.list(made, rows::text).await.unwrap(), named);
        for table in &TABLES {
            let made = sqlx::query("SELECT name, type FROM pragma_table_info($1)");
            let made = store.list(made.bind(table.name), |row| {
                Ok(format!(
                    "{} {}",
                    row.try_get::<String, _>(0)?,
                    row.try_get::<String, _>(1)?
                ))
            });
            let named = table.columns.iter().map(|column| match column {
                Number(name) => format!("{name} INTEGER"),
                Text(name) => format!("{name} TEXT"),
            });
            assert_eq!(
                made.await.unwrap(),
                named.collect::<Vec<_>>(),
                "{}",
                table.name
            );
        }
    }
}
