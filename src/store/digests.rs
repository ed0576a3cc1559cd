//! Digests: what was held for an alert's hour is put together when the hour has come.

use jiff::Timestamp;

use crate::domain::alert::{Alert, AlertId, State};
use crate::domain::delivery::{DeliveryId, Kind as Told, Matter};
use crate::store::notices::{New, record};
use crate::store::work::Work;
use crate::store::{Error, Kind, Store, rows};

impl Store {
    /// The alerts whose hour has come.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_digests(&self, now: Timestamp) -> Result<Vec<Alert>, Error> {
        let query = sqlx::query(
            "SELECT * FROM alerts WHERE state = 'active' AND next_at <= $1 ORDER BY next_at, id",
        );
        self.list(query.bind(rows::stored(now)), rows::alert).await
    }

    /// Puts together what is held for an alert and turns to its next hour. Nothing happens when
    /// another process was first; none comes back when there is nothing to tell.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_digest(
        &self,
        alert: &Alert,
        now: Timestamp,
    ) -> Result<Option<DeliveryId>, Error> {
        let mut work = self.begin_several().await?;
        let Some(held) = locked(&mut work, alert.id).await? else {
            return Ok(None);
        };
        let Some(period) = held.next_at.filter(|_| held.state == State::Active) else {
            return Ok(None);
        };
        if alert.next_at.map(rows::stored) != Some(rows::stored(period)) || period > now {
            return Ok(None);
        }
        let query = sqlx::query("UPDATE alerts SET next_at = $2 WHERE id = $1");
        let next = held.order.cadence.next(now).map(rows::stored);
        work.run(query.bind(held.id.0).bind(next)).await?;
        let digest = join(&mut work, &held, period, now).await?;
        work.commit().await?;
        Ok(digest)
    }
}

/// The alert, which stays as it is until the transaction ends.
async fn locked(work: &mut Work, id: AlertId) -> Result<Option<Alert>, Error> {
    let query = match work.kind() {
        Kind::Sqlite => "SELECT * FROM alerts WHERE id = $1",
        Kind::Postgres => "SELECT * FROM alerts WHERE id = $1 FOR NO KEY UPDATE",
    };
    work.first(sqlx::query(query).bind(id.0), rows::alert).await
}

/// Records the digest when something is held for it.
async fn join(
    work: &mut Work,
    alert: &Alert,
    period: Timestamp,
    now: Timestamp,
) -> Result<Option<DeliveryId>, Error> {
    let query = sqlx::query(
        "SELECT COUNT(*) FROM deliveries
         WHERE alert = $1 AND kind = 'notice' AND state = 'held' AND attempts = 0",
    );
    let n_held = work.first(query.bind(alert.id.0), rows::int).await?;
    if n_held.unwrap_or(0) == 0 {
        return Ok(None);
    }
    let new = New {
        kind: Told::Digest,
        alert: Some(alert.id),
        destination: alert.order.destination.key(alert.owner),
        server: alert.order.server,
        statement: None,
        period: Some(period),
        matter: Matter::default(),
        state: "waiting",
        reason: String::new(),
        due: now,
        part_of: None,
    };
    // A digest of this hour is there already when the clock was put back; these go with the next.
    let Some(digest) = record(work, &new, now).await? else {
        return Ok(None);
    };
    let query = sqlx::query(
        "UPDATE deliveries SET state = 'joined', reason = '', part_of = $2
         WHERE alert = $1 AND kind = 'notice' AND state = 'held' AND attempts = 0",
    );
    work.run(query.bind(alert.id.0).bind(digest.0)).await?;
    Ok(Some(digest))
}
