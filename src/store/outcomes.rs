//! What came of an attempt: it was sent, it is tried again, or it is given up.
//!
//! An outcome is recorded whatever has become of the delivery meanwhile, but only what is still
//! leased changes its state by it, and what was sent stays sent.

use jiff::Timestamp;

use crate::domain::delivery::{Delivery, DeliveryId, DeliveryState};
use crate::store::work::Work;
use crate::store::{Error, Store, rows, summaries};

impl Store {
    /// It was sent and stands at `message`, and so do its parts. That is so in whichever state it
    /// has come to be meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sent(&self, id: DeliveryId, message: &str, now: Timestamp) -> Result<(), Error> {
        let mut work = self.begin().await?;
        wait_for_parts(&mut work, id).await?;
        let parts = sqlx::query(
            "UPDATE deliveries SET state = 'sent', reason = '', message = $2, sent_at = $3
             WHERE part_of = $1 AND state = 'joined'",
        );
        let parts = parts
            .bind(id.0)
            .bind(message.to_owned())
            .bind(rows::stored(now));
        work.run(parts).await?;
        let whole = sqlx::query(
            "UPDATE deliveries SET state = 'sent', reason = '', message = $2, sent_at = $3,
                lease_until = NULL
             WHERE id = $1 AND state <> 'sent'",
        );
        let whole = whole
            .bind(id.0)
            .bind(message.to_owned())
            .bind(rows::stored(now));
        work.run(whole).await?;
        end_attempt(&mut work, id, "sent", now).await?;
        work.commit().await
    }

    /// It failed for now and is tried again from `until` on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postpone(
        &self,
        id: DeliveryId,
        until: Timestamp,
        outcome: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut work = self.begin().await?;
        let query = sqlx::query(
            "UPDATE deliveries SET state = 'waiting', due_at = $2, lease_until = NULL
             WHERE id = $1 AND state = 'leased'",
        );
        work.run(query.bind(id.0).bind(rows::stored(until))).await?;
        end_attempt(&mut work, id, outcome, now).await?;
        work.commit().await
    }

    /// Nothing was sent at all: it waits again, and the attempt does not count. One that was never
    /// attempted otherwise is composed anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_back(
        &self,
        id: DeliveryId,
        until: Timestamp,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut work = self.begin().await?;
        let query = sqlx::query(
            "UPDATE deliveries SET attempts = attempts - 1 WHERE id = $1 AND EXISTS (
                SELECT 1 FROM attempts WHERE delivery = $1 AND ended_at IS NULL)",
        );
        if work.run(query.bind(id.0)).await? == 0 {
            return Ok(());
        }
        let attempt = sqlx::query("DELETE FROM attempts WHERE delivery = $1 AND ended_at IS NULL");
        work.run(attempt.bind(id.0)).await?;
        let query = sqlx::query(
            "UPDATE deliveries SET first_attempt_at = NULL, body = '', quoted = '[]'
             WHERE id = $1 AND attempts = 0 AND state <> 'sent'",
        );
        work.run(query.bind(id.0)).await?;
        let query = sqlx::query(
            "UPDATE deliveries SET state = 'waiting', reason = $3, due_at = $2, lease_until = NULL
             WHERE id = $1 AND state = 'leased'",
        );
        let query = query
            .bind(id.0)
            .bind(rows::stored(until.max(now)))
            .bind(reason.to_owned());
        work.run(query).await?;
        work.commit().await
    }

    /// Nothing is sent to a destination before `until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postpone_destination(
        &self,
        destination: &str,
        until: Timestamp,
    ) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        let query = sqlx::query(
            "UPDATE deliveries SET due_at = $2
             WHERE destination = $1 AND state = 'waiting' AND due_at < $2",
        );
        work.run(query.bind(destination.to_owned()).bind(rows::stored(until)))
            .await?;
        work.commit().await
    }

    /// It is given up for good or for now: cancelled, failed or held, with the reason. Parts of a
    /// digest or a summary that is cancelled or failed are so with it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle(
        &self,
        id: DeliveryId,
        state: DeliveryState,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut work = self.begin().await?;
        wait_for_parts(&mut work, id).await?;
        if matches!(state, DeliveryState::Cancelled | DeliveryState::Failed) {
            let parts = sqlx::query(
                "UPDATE deliveries SET state = $2, reason = $3
                 WHERE part_of = $1 AND state = 'joined'",
            );
            let parts = parts.bind(id.0).bind(state.name());
            work.run(parts.bind(reason.to_owned())).await?;
        }
        let query = sqlx::query(
            "UPDATE deliveries SET state = $2, reason = $3, lease_until = NULL
             WHERE id = $1 AND state IN ('leased', 'waiting', 'held', 'joined')",
        );
        let query = query.bind(id.0).bind(state.name());
        work.run(query.bind(reason.to_owned())).await?;
        end_attempt(&mut work, id, reason, now).await?;
        work.commit().await
    }

    /// A digest or a summary whose place cannot be written to is given up; its notices are held,
    /// each for itself, until their alerts are resumed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dissolve(
        &self,
        id: DeliveryId,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut work = self.begin_several().await?;
        let parts = sqlx::query(
            "UPDATE deliveries SET state = 'held', reason = $2, part_of = NULL
             WHERE part_of = $1 AND state = 'joined'",
        );
        work.run(parts.bind(id.0).bind(reason.to_owned())).await?;
        let whole = sqlx::query(
            "UPDATE deliveries SET state = 'cancelled', reason = $2, lease_until = NULL
             WHERE id = $1 AND state IN ('leased', 'waiting', 'held')",
        );
        work.run(whole.bind(id.0).bind(reason.to_owned())).await?;
        end_attempt(&mut work, id, reason, now).await?;
        work.commit().await
    }

    /// The notices that are told in a digest or a summary.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn parts(&self, id: DeliveryId) -> Result<Vec<Delivery>, Error> {
        let query = sqlx::query(
            "SELECT * FROM deliveries WHERE part_of = $1 AND state <> 'cancelled' ORDER BY id",
        );
        self.list(query.bind(id.0), rows::delivery).await
    }

    /// Sends again what was cancelled, failed or is held, now; false when it is in another state.
    /// What was written is kept when an attempt may have arrived, so that it is the same message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn requeue(&self, id: DeliveryId, now: Timestamp) -> Result<bool, Error> {
        let mut work = self.begin_several().await?;
        let query = sqlx::query(
            "UPDATE deliveries SET state = 'waiting', reason = '', due_at = $2, part_of = NULL
             WHERE id = $1 AND state IN ('cancelled', 'failed', 'held') RETURNING id",
        );
        let query = query.bind(id.0).bind(rows::stored(now));
        if work.first(query, rows::int).await?.is_none() {
            return Ok(false);
        }
        // A digest takes along what was given up with it.
        let parts = sqlx::query(
            "UPDATE deliveries SET state = 'joined', reason = ''
             WHERE part_of = $1 AND state IN ('cancelled', 'failed')",
        );
        work.run(parts.bind(id.0)).await?;
        let body = sqlx::query(
            "UPDATE deliveries SET body = '', quoted = '[]' WHERE id = $1 AND attempts = 0",
        );
        work.run(body.bind(id.0)).await?;
        work.commit().await?;
        Ok(true)
    }

    /// Cancels what is held, joined or waiting; false when it is in another state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel(
        &self,
        id: DeliveryId,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let mut work = self.begin_several().await?;
        let query = sqlx::query(
            "UPDATE deliveries SET state = 'cancelled', reason = $2
             WHERE id = $1 AND state IN ('held', 'joined', 'waiting')",
        );
        let query = query.bind(id.0).bind(reason.to_owned());
        if work.run(query).await? == 0 {
            return Ok(false);
        }
        let parts = sqlx::query(
            "UPDATE deliveries SET state = 'cancelled', reason = $2
             WHERE part_of = $1 AND state = 'joined'",
        );
        work.run(parts.bind(id.0).bind(reason.to_owned())).await?;
        end_attempt(&mut work, id, reason, now).await?;
        summaries::give_up_empty(&mut work).await?;
        work.commit().await?;
        Ok(true)
    }
}

/// Takes the turn of those who change several deliveries when this one has parts.
async fn wait_for_parts(work: &mut Work, id: DeliveryId) -> Result<(), Error> {
    let query = sqlx::query("SELECT id FROM deliveries WHERE part_of = $1 LIMIT 1");
    match work.first(query.bind(id.0), rows::int).await? {
        Some(_) => work.lock_several().await,
        None => Ok(()),
    }
}

/// Ends the attempt that is under way.
async fn end_attempt(
    work: &mut Work,
    id: DeliveryId,
    outcome: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let query = sqlx::query(
        "UPDATE attempts SET ended_at = $2, outcome = $3
         WHERE delivery = $1 AND ended_at IS NULL",
    );
    let query = query.bind(id.0).bind(rows::stored(now));
    work.run(query.bind(outcome.to_owned())).await?;
    Ok(())
}
