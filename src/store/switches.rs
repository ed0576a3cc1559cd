//! Alerts are paused, suspended, resumed and removed, and what waits for them follows.

use jiff::Timestamp;

use crate::domain::alert::{Alert, AlertId, Destination, State};
use crate::domain::delivery::{Kind, Matter};
use crate::store::alerts::{by_id, count_up};
use crate::store::notices::{New, record};
use crate::store::summaries;
use crate::store::work::Work;
use crate::store::{Error, Store, rows};

impl Store {
    /// Stops an alert. What waits is not told, what is held for a digest stays held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pause(&self, id: AlertId, now: Timestamp) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        let version = count_up(&mut work).await?;
        let query = sqlx::query(
            "UPDATE alerts SET state = 'paused', reason = '', changed_at = $2, version = $3
             WHERE id = $1 AND state IN ('active', 'suspended')",
        );
        let query = query.bind(id.0).bind(rows::stored(now)).bind(version);
        if work.run(query).await? == 0 {
            return Ok(());
        }
        let reason = "the alert was paused before this was sent";
        let query = sqlx::query(
            "UPDATE deliveries SET state = 'cancelled', reason = $2
             WHERE alert = $1 AND kind = 'notice' AND state = 'waiting' AND attempts = 0",
        );
        work.run(query.bind(id.0).bind(reason)).await?;
        summaries::take_out(&mut work, id, "cancelled", reason).await?;
        work.commit().await
    }

    /// Lets an alert watch again. What is held for it is told now, in one summary when it is more
    /// than `most`; of a digest, with the next one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resume(&self, id: AlertId, most: u32, now: Timestamp) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        let version = count_up(&mut work).await?;
        let alert = by_id(&mut work, id).await?;
        if let Some(alert) = alert {
            resume(&mut work, &alert, version, most, now).await?;
        }
        work.commit().await
    }

    /// Holds an alert that cannot be delivered, with the reason; `word` is said to its owner. An
    /// alert that is suspended already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn suspend(
        &self,
        id: AlertId,
        reason: &str,
        word: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        let version = count_up(&mut work).await?;
        let alert = by_id(&mut work, id).await?;
        if let Some(alert) = alert
            && suspend(&mut work, &alert, reason, version, now).await?
            && let Some(word) = word
        {
            say(&mut work, &alert, word, now).await?;
        }
        work.commit().await
    }

    /// Removes an alert; what was not sent is not sent any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove(&self, id: AlertId, reason: &str, now: Timestamp) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        let version = count_up(&mut work).await?;
        let query = sqlx::query(
            "UPDATE alerts SET state = 'removed', reason = '', changed_at = $2, version = $3,
                next_at = NULL
             WHERE id = $1 AND state <> 'removed'",
        );
        let query = query.bind(id.0).bind(rows::stored(now)).bind(version);
        if work.run(query).await? == 0 {
            return Ok(());
        }
        // What is in a summary that is being sent now is told with it.
        let query = sqlx::query(
            "UPDATE deliveries SET state = 'cancelled', reason = $2, lease_until = NULL
             WHERE alert = $1 AND (state IN ('held', 'waiting', 'leased') OR state = 'joined'
                 AND part_of NOT IN (
                     SELECT id FROM deliveries WHERE kind = 'summary' AND attempts > 0))",
        );
        work.run(query.bind(id.0).bind(reason.to_owned())).await?;
        summaries::give_up_empty(&mut work).await?;
        work.commit().await
    }
}

/// Lets an alert that is paused or suspended watch again.
pub(super) async fn resume(
    work: &mut Work,
    alert: &Alert,
    version: i64,
    most: u32,
    now: Timestamp,
) -> Result<(), Error> {
    match alert.state {
        State::Paused | State::Suspended(_) => {}
        State::Active | State::Removed => return Ok(()),
    }
    let query = sqlx::query(
        "UPDATE alerts SET state = 'active', reason = '', changed_at = $2, version = $3,
            next_at = $4
         WHERE id = $1",
    )
    .bind(alert.id.0)
    .bind(rows::stored(now))
    .bind(version)
    .bind(alert.order.cadence.next(now).map(rows::stored));
    work.run(query).await?;
    // Whatever was written already, and notices that may have arrived: as they are.
    let query = sqlx::query(
        "UPDATE deliveries SET state = 'waiting', reason = '', due_at = $2
         WHERE state = 'held' AND (alert = $1 AND (kind <> 'notice' OR attempts > 0)
             OR kind = 'summary' AND id IN (
                 SELECT part_of FROM deliveries WHERE alert = $1 AND part_of IS NOT NULL))",
    );
    work.run(query.bind(alert.id.0).bind(rows::stored(now)))
        .await?;
    if !alert.order.cadence.is_digest() {
        return summaries::release(work, alert, most, now).await;
    }
    let query = "UPDATE deliveries SET reason = '' WHERE alert = $1 AND state = 'held'";
    work.run(sqlx::query(query).bind(alert.id.0)).await?;
    Ok(())
}

/// Suspends an alert; false when it is suspended already or removed.
pub(super) async fn suspend(
    work: &mut Work,
    alert: &Alert,
    reason: &str,
    version: i64,
    now: Timestamp,
) -> Result<bool, Error> {
    match alert.state {
        State::Active | State::Paused => {}
        State::Suspended(_) | State::Removed => return Ok(false),
    }
    let query = sqlx::query(
        "UPDATE alerts SET state = 'suspended', reason = $2, changed_at = $3, version = $4
         WHERE id = $1",
    )
    .bind(alert.id.0)
    .bind(reason.to_owned())
    .bind(rows::stored(now))
    .bind(version);
    work.run(query).await?;
    let query = sqlx::query(
        "UPDATE deliveries SET state = 'held', reason = $2, lease_until = NULL
         WHERE alert = $1 AND state IN ('waiting', 'leased')",
    );
    work.run(query.bind(alert.id.0).bind(reason.to_owned()))
        .await?;
    summaries::take_out(work, alert.id, "held", reason).await?;
    Ok(true)
}

/// Records a word to the owner of an alert. It is not the alert's own, which is suspended.
async fn say(work: &mut Work, alert: &Alert, word: &str, now: Timestamp) -> Result<(), Error> {
    let new = New {
        kind: Kind::Word,
        alert: None,
        destination: Destination::Direct.key(alert.owner),
        server: None,
        statement: None,
        period: None,
        matter: Matter {
            text: word.to_owned(),
            ..Matter::default()
        },
        state: "waiting",
        reason: String::new(),
        due: now,
        part_of: None,
    };
    record(work, &new, now).await?;
    Ok(())
}
