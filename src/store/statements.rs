//! Which statements were seen, with which text, and when.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::domain::id::StatementId;
use crate::store::work::{Query, Work, values};
use crate::store::{Error, Kind, Store, rows, summaries};

/// How many rows go into one statement. More would be slower: SQLite compares each value's number
/// with all those before it.
const AT_ONCE: usize = 100;

/// How a statement came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It was there when the store was new.
    FirstLoad,
    /// Whoever put it in wanted nobody to be told.
    Backfill,
    /// It entered.
    Added,
}

impl How {
    /// `first-load`, `backfill` or `added`.
    pub fn name(self) -> &'static str {
        match self {
            How::FirstLoad => "first-load",
            How::Backfill => "backfill",
            How::Added => "added",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [How::FirstLoad, How::Backfill, How::Added]
            .into_iter()
            .find(|how| how.name() == name)
    }
}

/// What is known of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Of its text as it was seen last.
    pub fingerprint: u64,
    /// 1, and one more with each change.
    pub revision: i64,
    /// True when it was taken out of the corpus.
    pub removed: bool,
}

/// When a statement was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenAt {
    /// How it came to be known.
    pub how: How,
    /// When it was first seen.
    pub seen_at: Timestamp,
    /// When this revision was first seen.
    pub changed_at: Timestamp,
    /// 1, and one more with each change.
    pub revision: i64,
    /// When it was taken out of the corpus.
    pub removed_at: Option<Timestamp>,
}

impl Store {
    /// All statements that were ever seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen(&self) -> Result<HashMap<StatementId, Seen>, Error> {
        let query = sqlx::query("SELECT id, fingerprint, revision, removed_at FROM statements");
        let seen = self.list(query, seen).await?;
        Ok(seen.into_iter().collect())
    }

    /// Those of these statements that were seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen_of(&self, ids: &[StatementId]) -> Result<HashMap<StatementId, Seen>, Error> {
        let mut found = HashMap::new();
        for some in ids.chunks(AT_ONCE) {
            found.extend(self.list(of_these(some), seen).await?);
        }
        Ok(found)
    }

    /// When and how a statement came to be known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen_at(&self, id: &StatementId) -> Result<Option<SeenAt>, Error> {
        let query = sqlx::query("SELECT * FROM statements WHERE id = $1");
        self.first(query.bind(id.to_string()), seen_at).await
    }

    /// Marks statements, with the fingerprints of their texts, as seen. Nobody is told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_seen(
        &self,
        statements: &[(StatementId, u64)],
        how: How,
        now: Timestamp,
    ) -> Result<(), Error> {
        // Each once: a statement named twice would be changed twice by one INSERT.
        let once: HashMap<&StatementId, u64> =
            statements.iter().map(|(id, text)| (id, *text)).collect();
        let mut once: Vec<(&StatementId, u64)> = once.into_iter().collect();
        once.sort_unstable();
        let mut work = self.begin_several().await?;
        for some in once.chunks(AT_ONCE) {
            mark(&mut work, some, how, now).await?;
        }
        work.commit().await
    }

    /// Marks statements as taken out of the corpus, and cancels what was to be told of them; but
    /// not those that another process recorded after the corpus was looked at, at `looked_at`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_removed(
        &self,
        ids: &[StatementId],
        looked_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        // One process serves from a file, and nobody can be ahead of it.
        let looked_at = match self.kind {
            Kind::Sqlite => Timestamp::MAX,
            Kind::Postgres => looked_at,
        };
        for id in ids {
            let query = sqlx::query(
                "UPDATE statements SET removed_at = $2
                 WHERE id = $1 AND removed_at IS NULL AND changed_at <= $3",
            );
            let query = query.bind(id.to_string()).bind(rows::stored(now));
            if work.run(query.bind(rows::stored(looked_at))).await? == 0 {
                continue;
            }
            let query = sqlx::query(
                "UPDATE deliveries SET state = 'cancelled',
                    reason = 'the statement was taken out of the corpus before this was sent'
                 WHERE statement = $1 AND kind = 'notice' AND attempts = 0
                 AND (state IN ('waiting', 'held') OR state = 'joined' AND part_of IN (
                     SELECT id FROM deliveries WHERE kind IN ('digest', 'summary')
                     AND attempts = 0))",
            );
            work.run(query.bind(id.to_string())).await?;
        }
        summaries::give_up_empty(&mut work).await?;
        work.commit().await
    }
}

/// What is known of these statements, within a transaction.
pub(super) async fn known(
    work: &mut Work,
    ids: &[StatementId],
) -> Result<HashMap<StatementId, Seen>, Error> {
    let mut found = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        found.extend(work.list(of_these(some), seen).await?);
    }
    Ok(found)
}

fn of_these(ids: &[StatementId]) -> Query {
    let select = format!(
        "SELECT id, fingerprint, revision, removed_at FROM statements WHERE id IN {}",
        values(1, ids.len(), 1)
    );
    let mut query = sqlx::query(AssertSqlSafe(select));
    for id in ids {
        query = query.bind(id.to_string());
    }
    query
}

async fn mark(
    work: &mut Work,
    statements: &[(&StatementId, u64)],
    how: How,
    now: Timestamp,
) -> Result<(), Error> {
    let values: Vec<String> = (0..statements.len())
        .map(|i| format!("(${}, ${}, 1, $1, $2, $2)", 2 * i + 3, 2 * i + 4))
        .collect();
    let insert = format!(
        "INSERT INTO statements (id, fingerprint, revision, how, seen_at, changed_at)
         VALUES {}
         ON CONFLICT (id) DO UPDATE SET
            revision = statements.revision
                + CASE WHEN statements.fingerprint = excluded.fingerprint THEN 0 ELSE 1 END,
            changed_at = CASE WHEN statements.fingerprint = excluded.fingerprint
                THEN statements.changed_at ELSE excluded.changed_at END,
            fingerprint = excluded.fingerprint,
            removed_at = NULL",
        values.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(insert))
        .bind(how.name())
        .bind(rows::stored(now));
    for (id, fingerprint) in statements {
        query = query.bind(id.to_string()).bind(fingerprint.cast_signed());
    }
    work.run(query).await?;
    Ok(())
}

fn seen(row: &AnyRow) -> Result<(StatementId, Seen), sqlx::Error> {
    let fingerprint: i64 = row.try_get("fingerprint")?;
    let removed_at: Option<i64> = row.try_get("removed_at")?;
    let seen = Seen {
        fingerprint: fingerprint.cast_unsigned(),
        revision: row.try_get("revision")?,
        removed: removed_at.is_some(),
    };
    Ok((rows::parsed(row, "id")?, seen))
}

fn seen_at(row: &AnyRow) -> Result<SeenAt, sqlx::Error> {
    let how: String = row.try_get("how")?;
    Ok(SeenAt {
        how: How::named(&how).ok_or_else(|| rows::unreadable("how", &how))?,
        seen_at: rows::moment(row, "seen_at")?,
        changed_at: rows::moment(row, "changed_at")?,
        revision: row.try_get("revision")?,
        removed_at: rows::maybe_moment(row, "removed_at")?,
    })
}
