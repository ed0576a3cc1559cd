//! What is due is claimed by a process, with a lease; and what it will say is written down first.
//!
//! An attempt is counted before anything is sent. When the process dies the lease lapses, and
//! another process sends the same message again: at least once is what is promised here, and
//! Discord's nonce, made from the delivery's number, keeps most repetitions from being shown.
//!
//! A correction waits until it is known whether the message that it corrects has arrived.
//!
//! One destination gets one message at a time. Looked at are the [`WINDOW`] oldest that are due;
//! when those are of too few destinations, because one has that many waiting, the oldest of each
//! destination is looked up, which costs a look into the index for each destination.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::domain::delivery::{Delivery, DeliveryId, Quoted};
use crate::store::work::{CLAIMING, Work};
use crate::store::{Error, Kind, Store, rows};

/// How many of the oldest are looked at.
const WINDOW: usize = 400;

/// A post that was on its way when its process died may still be made. Posts have no nonce, so
/// that nobody looks for one sooner than this.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_secs(5);

/// What became of an attempt that nobody lived to tell of.
const ITS_PROCESS_ENDED: &str = "no outcome was recorded; its process ended";

/// One that could be claimed.
struct Due {
    id: DeliveryId,
    destination: String,
}

impl Store {
    /// Claims what is due for a process, at most one delivery for a destination and `most` in all,
    /// oldest first. Until the lease ends nobody else gets them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(
        &self,
        process: &str,
        now: Timestamp,
        lease: SignedDuration,
        most: u32,
    ) -> Result<Vec<Delivery>, Error> {
        let mut work = self.begin().await?;
        work.lock(CLAIMING).await?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let mut claimed = Vec::new();
        for due in due(&mut work, now, most).await? {
            if claimed.len() == most {
                break;
            }
            let until = rows::after(now, lease);
            claimed.extend(begin(&mut work, &due, process, now, until).await?);
        }
        work.commit().await?;
        Ok(claimed)
    }

    /// How many attempts failed, but for those whose process ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures(&self, id: DeliveryId) -> Result<u32, Error> {
        let query = sqlx::query(
            "SELECT COUNT(*) FROM attempts
             WHERE delivery = $1 AND ended_at IS NOT NULL AND outcome <> $2",
        );
        let query = query.bind(id.0).bind(ITS_PROCESS_ENDED);
        let n_failures = self.first(query, rows::int).await?.unwrap_or(0);
        Ok(u32::try_from(n_failures).unwrap_or(u32::MAX))
    }

    /// Prolongs the lease of one that takes long; false when another process has it by now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew(
        &self,
        id: DeliveryId,
        process: &str,
        until: Timestamp,
    ) -> Result<bool, Error> {
        let mut work = self.begin().await?;
        // One that was held or cancelled meanwhile has no lease, and is still this process's.
        let query = sqlx::query(
            "UPDATE deliveries
             SET lease_until = CASE WHEN state = 'leased' THEN $3 ELSE lease_until END
             WHERE id = $1 AND lease_by = $2",
        );
        let query = query.bind(id.0).bind(process.to_owned());
        let renewed = work.run(query.bind(rows::stored(until))).await? > 0;
        work.commit().await?;
        Ok(renewed)
    }

    /// Ends the leases of dead processes: those whose names begin with `home`, and in a file all,
    /// because one process at a time serves from it. To be called by whoever holds `home`, before
    /// it claims anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_over(&self, home: &str, now: Timestamp) -> Result<(), Error> {
        let whose = match self.kind {
            Kind::Sqlite => "%".to_owned(),
            Kind::Postgres => format!("{home}/%"),
        };
        let mut work = self.begin_several().await?;
        let query = sqlx::query(
            "UPDATE deliveries
             SET lease_until = CASE WHEN destination LIKE 'forum:%' THEN $3 ELSE $2 END
             WHERE state = 'leased' AND lease_by LIKE $1
             AND lease_until > CASE WHEN destination LIKE 'forum:%' THEN $3 ELSE $2 END",
        );
        let later = rows::after(now, ON_ITS_WAY);
        let query = query.bind(whose).bind(rows::stored(now));
        work.run(query.bind(rows::stored(later))).await?;
        work.commit().await
    }

    /// Writes what will be sent, before it is sent; it stays the same in every attempt. False when
    /// it must not be sent: a statement in it has changed since it was claimed, or it was
    /// cancelled, held or forgotten meanwhile. Give it back then; it will be claimed again if it
    /// is still to be told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_body(
        &self,
        id: DeliveryId,
        body: &str,
        quoted: &[Quoted],
    ) -> Result<bool, Error> {
        let mut work = self.begin().await?;
        let query = sqlx::query(
            "UPDATE deliveries SET body = $2, quoted = $3
             WHERE id = $1 AND state = 'leased' AND stale = 0",
        );
        let query = query
            .bind(id.0)
            .bind(body.to_owned())
            .bind(rows::as_json(&quoted));
        let written = work.run(query).await? > 0;
        work.commit().await?;
        Ok(written)
    }

    /// The earliest moment at which there is something to do: a delivery is due, a lease lapses or
    /// a digest is to be made. What waits behind a delivery to the same destination that is being
    /// sent does not count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, Error> {
        let query = sqlx::query(
            "SELECT MIN(at) AS at FROM (
                SELECT * FROM (SELECT due_at AS at FROM deliveries
                    WHERE state = 'waiting' AND NOT EXISTS (
                        SELECT 1 FROM deliveries AS other
                        WHERE other.state = 'leased'
                        AND other.destination = deliveries.destination)
                    AND NOT (kind = 'correction' AND EXISTS (
                        SELECT 1 FROM deliveries AS told
                        WHERE told.alert = deliveries.alert
                        AND told.statement = deliveries.statement
                        AND told.id < deliveries.id AND told.attempts > 0
                        AND told.state IN ('waiting', 'leased')))
                    ORDER BY due_at, id LIMIT 1) AS waiting
                UNION ALL
                SELECT MIN(lease_until) AS at FROM deliveries WHERE state = 'leased'
                UNION ALL
                SELECT MIN(next_at) AS at FROM alerts
                    WHERE state = 'active' AND next_at IS NOT NULL) AS moments",
        );
        let next = self
            .first(query, |row| rows::maybe_moment(row, "at"))
            .await?;
        Ok(next.flatten())
    }
}

/// What could be claimed, oldest first and one for each destination; some more than `most`, because
/// another transaction may be busy with some.
async fn due(work: &mut Work, now: Timestamp, most: usize) -> Result<Vec<Due>, Error> {
    let busy = sqlx::query(
        "SELECT id, destination FROM deliveries WHERE state = 'leased' AND lease_until > $1",
    );
    let busy = work.list(busy.bind(rows::stored(now)), read).await?;
    let mut taken: HashSet<String> = busy.into_iter().map(|due| due.destination).collect();
    let lapsed = sqlx::query(
        "SELECT id, destination FROM deliveries WHERE state = 'leased' AND lease_until <= $1
         ORDER BY due_at, id",
    );
    let mut found = work.list(lapsed.bind(rows::stored(now)), read).await?;
    let oldest = sqlx::query(
        "SELECT id, destination FROM deliveries WHERE state = 'waiting' AND due_at <= $1
         AND NOT (kind = 'correction' AND EXISTS (
            SELECT 1 FROM deliveries AS told
            WHERE told.alert = deliveries.alert AND told.statement = deliveries.statement
            AND told.id < deliveries.id AND told.attempts > 0
            AND told.state IN ('waiting', 'leased')))
         ORDER BY due_at, id LIMIT $2",
    );
    let window = i64::try_from(WINDOW).unwrap_or(i64::MAX);
    let oldest = oldest.bind(rows::stored(now)).bind(window);
    let oldest = work.list(oldest, read).await?;
    let all_seen = oldest.len() < WINDOW;
    found.extend(oldest);
    found.retain(|due| taken.insert(due.destination.clone()));
    if found.len() < most && !all_seen {
        let more = of_each_destination(work, now).await?;
        found.extend(
            more.into_iter()
                .filter(|due| taken.insert(due.destination.clone())),
        );
    }
    Ok(found)
}

/// The oldest that is due of each destination. The destinations are found one after the other in
/// the index, which the databases do not do for DISTINCT.
async fn of_each_destination(work: &mut Work, now: Timestamp) -> Result<Vec<Due>, Error> {
    let query = sqlx::query(
        "WITH RECURSIVE places (destination) AS (
            SELECT MIN(destination) FROM deliveries WHERE state = 'waiting'
            UNION ALL
            SELECT (SELECT MIN(later.destination) FROM deliveries AS later
                WHERE later.state = 'waiting' AND later.destination > places.destination)
            FROM places WHERE places.destination IS NOT NULL)
         SELECT deliveries.id, deliveries.destination FROM places
         JOIN deliveries ON deliveries.id = (
            SELECT oldest.id FROM deliveries AS oldest
            WHERE oldest.state = 'waiting' AND oldest.destination = places.destination
            AND oldest.due_at <= $1
            AND NOT (oldest.kind = 'correction' AND EXISTS (
                SELECT 1 FROM deliveries AS told
                WHERE told.alert = oldest.alert AND told.statement = oldest.statement
                AND told.id < oldest.id AND told.attempts > 0
                AND told.state IN ('waiting', 'leased')))
            ORDER BY oldest.due_at, oldest.id LIMIT 1)
         ORDER BY deliveries.due_at, deliveries.id",
    );
    work.list(query.bind(rows::stored(now)), read).await
}

fn read(row: &AnyRow) -> Result<Due, sqlx::Error> {
    Ok(Due {
        id: DeliveryId(row.try_get("id")?),
        destination: row.try_get("destination")?,
    })
}

/// Leases one and begins an attempt; none when another transaction has it in hand.
async fn begin(
    work: &mut Work,
    due: &Due,
    process: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Delivery>, Error> {
    let free = match work.kind() {
        Kind::Sqlite => "SELECT id FROM deliveries WHERE id = $1",
        Kind::Postgres => {
            "SELECT id FROM deliveries
             WHERE id = $1 AND (state = 'waiting' AND due_at <= $2
                OR state = 'leased' AND lease_until <= $2)
             FOR UPDATE SKIP LOCKED"
        }
    };
    let mut free = sqlx::query(free).bind(due.id.0);
    if work.kind() == Kind::Postgres {
        free = free.bind(rows::stored(now));
    }
    if work.first(free, rows::int).await?.is_none() {
        return Ok(None);
    }
    let ended = sqlx::query(
        "UPDATE attempts SET ended_at = $2, outcome = $3
         WHERE delivery = $1 AND ended_at IS NULL",
    );
    let ended = ended.bind(due.id.0).bind(rows::stored(now));
    work.run(ended.bind(ITS_PROCESS_ENDED)).await?;
    let leased = sqlx::query(
        "UPDATE deliveries SET state = 'leased', reason = '', lease_until = $2, lease_by = $3,
            stale = 0, attempts = attempts + 1, first_attempt_at = COALESCE(first_attempt_at, $4)
         WHERE id = $1 RETURNING *",
    );
    let leased = leased
        .bind(due.id.0)
        .bind(rows::stored(until))
        .bind(process.to_owned())
        .bind(rows::stored(now));
    let leased = work.first(leased, rows::delivery).await?;
    let attempt = sqlx::query(
        "INSERT INTO attempts (delivery, number, begun_at, process)
         SELECT id, attempts, $2, $3 FROM deliveries WHERE id = $1",
    );
    let attempt = attempt
        .bind(due.id.0)
        .bind(rows::stored(now))
        .bind(process.to_owned());
    work.run(attempt).await?;
    Ok(leased)
}
