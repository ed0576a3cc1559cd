//! Statements enter: whoever asked for them is recorded as to be told, in the same transaction.
//!
//! Whatever dies afterwards, each notice is recorded once or the statement counts as not seen, and
//! enters again. Over all processes one of these transactions runs at a time, and the alerts that
//! it goes by cannot change meanwhile.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use crate::domain::alert::{Alert, AlertId};
use crate::domain::delivery::{DeliveryId, Kind, Matter};
use crate::domain::id::StatementId;
use crate::store::notices::{New, beginning, record};
use crate::store::statements::Seen;
use crate::store::work::Work;
use crate::store::{
    Error, How, Kind as Database, Store, alerts, corrections, rows, statements, summaries,
    supersede,
};

/// An alert that a statement matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Which.
    pub alert: AlertId,
    /// By what.
    pub found: Vec<u32>,
}

/// A statement that is new or reads otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub id: StatementId,
    /// Of its text.
    pub fingerprint: u64,
    /// When the corpus was looked at in which it reads so, or some time before.
    pub looked_at: Timestamp,
    /// The alerts it matches.
    pub matches: Vec<Match>,
    /// Its paragraphs by their numbers.
    pub texts: BTreeMap<u32, String>,
}

/// How many notices one destination gets before they are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flood {
    /// So many by themselves.
    pub most: u32,
    /// Within this time.
    pub within: SignedDuration,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// It is recorded.
    Done {
        /// Notices that wait, are held or joined, and corrections.
        n_recorded: usize,
    },
    /// Nothing is recorded: the alerts are not those of that version any more. Match again.
    AlertsChanged,
    /// Nothing is recorded: another process recorded a change of one of the statements after this
    /// one looked at the corpus, and what this one has may be the older text. Look again.
    Overtaken,
}

impl Store {
    /// Records that statements entered and who is to be told. One that is known with this text is
    /// skipped. `version` is that of the alerts they were matched with.
    ///
    /// # Errors
    /// When the database fails; nothing is recorded then.
    pub async fn enter(
        &self,
        entries: &[Entry],
        version: i64,
        flood: Flood,
        now: Timestamp,
    ) -> Result<Entered, Error> {
        let mut work = self.begin_several().await?;
        if alerts::version_held(&mut work).await? != version {
            return Ok(Entered::AlertsChanged);
        }
        if overtaken(&mut work, entries).await? {
            return Ok(Entered::Overtaken);
        }
        let ids: Vec<StatementId> = entries.iter().map(|entry| entry.id.clone()).collect();
        let mut entering = Entering {
            seen: statements::known(&mut work, &ids).await?,
            alerts: HashMap::new(),
            told: HashMap::new(),
            flood,
            now,
        };
        let mut n_recorded = 0;
        for entry in entries {
            n_recorded += entering.entry(&mut work, entry).await?;
        }
        summaries::give_up_empty(&mut work).await?;
        work.commit().await?;
        Ok(Entered::Done { n_recorded })
    }
}

/// True when one of the statements was changed after the corpus was looked at.
async fn overtaken(work: &mut Work, entries: &[Entry]) -> Result<bool, Error> {
    if work.kind() == Database::Sqlite {
        // One process serves from a file, and nobody can be ahead of it.
        return Ok(false);
    }
    for entry in entries {
        let query = sqlx::query(
            "SELECT fingerprint FROM statements
             WHERE id = $1 AND changed_at > $2 AND fingerprint <> $3",
        );
        let query = query
            .bind(entry.id.to_string())
            .bind(rows::stored(entry.looked_at))
            .bind(entry.fingerprint.cast_signed());
        if work.first(query, rows::int).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is known in the midst of a transaction.
struct Entering {
    seen: HashMap<StatementId, Seen>,
    alerts: HashMap<AlertId, Option<Alert>>,
    told: HashMap<String, Told>,
    flood: Flood,
    now: Timestamp,
}

/// How much a destination is told.
struct Told {
    n_notices: i64,
    summary: Option<DeliveryId>,
}

impl Entering {
    /// Records one statement and tells how many deliveries that gave.
    async fn entry(&mut self, work: &mut Work, entry: &Entry) -> Result<usize, Error> {
        let known = self.seen.get(&entry.id).copied();
        if known.is_some_and(|seen| seen.fingerprint == entry.fingerprint && !seen.removed) {
            return Ok(0);
        }
        let revision = known.map_or(1, |seen| seen.revision + 1);
        keep(work, entry, revision, self.now).await?;
        let seen = Seen {
            fingerprint: entry.fingerprint,
            revision,
            removed: false,
        };
        self.seen.insert(entry.id.clone(), seen);
        let replaced = match revision {
            1 => HashMap::new(),
            _ => supersede::older(work, &entry.id, revision).await?,
        };
        let mut n_recorded = 0;
        for found in &entry.matches {
            let place = replaced.get(&found.alert);
            let recorded = self.matched(work, entry, revision, found, place).await?;
            n_recorded += usize::from(recorded);
        }
        // Without texts nothing is known to have changed.
        if revision > 1 && !entry.texts.is_empty() {
            n_recorded += corrections::record_all(work, entry, revision, self.now).await?;
        }
        Ok(n_recorded)
    }

    /// Records a notice, unless the alert has one on this statement; false when nothing is to be
    /// told.
    async fn matched(
        &mut self,
        work: &mut Work,
        entry: &Entry,
        revision: i64,
        found: &Match,
        replaced: Option<&supersede::Place>,
    ) -> Result<bool, Error> {
        let Some(alert) = self.alert(work, found.alert).await? else {
            return Ok(false);
        };
        let Some((state, reason)) = beginning(&alert) else {
            return Ok(false);
        };
        if told_already(work, alert.id, &entry.id).await? {
            return Ok(false);
        }
        let mut new = New {
            kind: Kind::Notice,
            alert: Some(alert.id),
            destination: alert.order.destination.key(alert.owner),
            server: alert.order.server,
            statement: Some((entry.id.clone(), revision)),
            period: None,
            matter: Matter {
                found: found.found.clone(),
                ..Matter::default()
            },
            state,
            reason,
            due: self.now,
            part_of: None,
        };
        match replaced {
            Some(place) => place.keep(&mut new),
            None if state == "waiting" => self.stem(work, &mut new).await?,
            None => {}
        }
        let recorded = record(work, &new, self.now).await?;
        Ok(recorded.is_some() && new.state != "cancelled")
    }

    async fn alert(&mut self, work: &mut Work, id: AlertId) -> Result<Option<Alert>, Error> {
        if let Some(alert) = self.alerts.get(&id) {
            return Ok(alert.clone());
        }
        let alert = alerts::by_id(work, id).await?;
        self.alerts.insert(id, alert.clone());
        Ok(alert)
    }

    /// Lets a notice go with the summary of its destination when there is one, or when it would be
    /// one too many by itself.
    async fn stem(&mut self, work: &mut Work, new: &mut New) -> Result<(), Error> {
        let destination = new.destination.as_str();
        if !self.told.contains_key(destination) {
            let told = told(work, destination, rows::before(self.now, self.flood.within)).await?;
            self.told.insert(destination.to_owned(), told);
        }
        let Some(told) = self.told.get_mut(destination) else {
            return Ok(());
        };
        if told.summary.is_none() {
            told.n_notices += 1;
            if told.n_notices <= i64::from(self.flood.most) {
                return Ok(());
            }
            let due = rows::after(self.now, self.flood.within);
            let summary =
                summaries::open_or_new(work, destination, new.server, due, self.now).await?;
            summaries::join_waiting(work, destination, summary).await?;
            told.summary = Some(summary);
        }
        new.state = "joined";
        new.part_of = told.summary;
        Ok(())
    }
}

/// How much a destination was told since, and the summary that waits for it.
async fn told(work: &mut Work, destination: &str, since: Timestamp) -> Result<Told, Error> {
    let query = sqlx::query(
        "SELECT COUNT(*) FROM deliveries
         WHERE destination = $1 AND made_at >= $2 AND kind = 'notice' AND part_of IS NULL
         AND state IN ('waiting', 'leased', 'sent')",
    );
    let query = query.bind(destination.to_owned()).bind(rows::stored(since));
    Ok(Told {
        n_notices: work.first(query, rows::int).await?.unwrap_or(0),
        summary: summaries::open(work, destination).await?,
    })
}

/// True when an alert has a notice on this statement, of whichever revision.
async fn told_already(
    work: &mut Work,
    alert: AlertId,
    statement: &StatementId,
) -> Result<bool, Error> {
    let query = sqlx::query(
        "SELECT id FROM deliveries WHERE alert = $1 AND statement = $2 AND kind = 'notice'
         AND state <> 'cancelled' LIMIT 1",
    );
    let query = query.bind(alert.0).bind(statement.to_string());
    Ok(work.first(query, rows::int).await?.is_some())
}

/// Keeps the statement with its new revision.
async fn keep(work: &mut Work, entry: &Entry, revision: i64, now: Timestamp) -> Result<(), Error> {
    let query = sqlx::query(
        "INSERT INTO statements (id, fingerprint, revision, how, seen_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint,
            revision = excluded.revision, changed_at = excluded.changed_at, removed_at = NULL",
    )
    .bind(entry.id.to_string())
    .bind(entry.fingerprint.cast_signed())
    .bind(revision)
    .bind(How::Added.name())
    .bind(rows::stored(now));
    work.run(query).await?;
    Ok(())
}
