//! What is kept on a person, and that it can be forgotten.
//!
//! A forgotten alert leaves a removed one without anything in it, so that whoever keeps alerts in
//! memory hears that it is gone; `purge` takes that away too.

use jiff::Timestamp;

use crate::domain::alert::{Alert, Destination};
use crate::domain::chat::PersonId;
use crate::store::alerts::count_up;
use crate::store::work::Work;
use crate::store::{Error, Store, rows, summaries};

/// What is kept on a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Their alerts, also those that were removed.
    pub alerts: Vec<Alert>,
    /// How many deliveries of these there are, with words to the person.
    pub n_deliveries: i64,
}

impl Store {
    /// What is kept on a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_on(&self, person: PersonId) -> Result<Kept, Error> {
        let query = sqlx::query("SELECT * FROM alerts WHERE owner = $1 ORDER BY id");
        let alerts = self.list(query.bind(person.signed()), rows::alert).await?;
        let query = sqlx::query(
            "SELECT COUNT(*) FROM deliveries
             WHERE destination = $2 OR alert IN (SELECT id FROM alerts WHERE owner = $1)",
        );
        let query = query
            .bind(person.signed())
            .bind(Destination::Direct.key(person));
        let n_deliveries = self.first(query, rows::int).await?.unwrap_or(0);
        Ok(Kept {
            alerts,
            n_deliveries,
        })
    }

    /// Deletes what is kept on a person, and tells how many alerts and deliveries that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_person(&self, person: PersonId) -> Result<u64, Error> {
        let mut work = self.begin_several().await?;
        let version = count_up(&mut work).await?;
        let query = sqlx::query("SELECT * FROM alerts WHERE owner = $1 ORDER BY id");
        let alerts = work.list(query.bind(person.signed()), rows::alert).await?;
        let mut n_deleted = alerts.len() as u64;
        for alert in &alerts {
            n_deleted += scrub(&mut work, alert, version).await?;
        }
        let query = sqlx::query("DELETE FROM deliveries WHERE destination = $1");
        n_deleted += work
            .run(query.bind(Destination::Direct.key(person)))
            .await?;
        summaries::give_up_empty(&mut work).await?;
        work.commit().await?;
        Ok(n_deleted)
    }

    /// Deletes alerts that were removed, and deliveries that came to an end, before then; tells how
    /// many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge(&self, before: Timestamp) -> Result<u64, Error> {
        let mut work = self.begin_several().await?;
        let query = sqlx::query("DELETE FROM alerts WHERE state = 'removed' AND changed_at < $1");
        let mut n_deleted = work.run(query.bind(rows::stored(before))).await?;
        let query = sqlx::query(
            "DELETE FROM deliveries WHERE state IN ('sent', 'cancelled', 'failed')
             AND COALESCE(sent_at, due_at) < $1 AND made_at < $1",
        );
        n_deleted += work.run(query.bind(rows::stored(before))).await?;
        work.commit().await?;
        Ok(n_deleted)
    }
}

/// Empties an alert and deletes its deliveries; tells how many these were.
pub(super) async fn scrub(work: &mut Work, alert: &Alert, version: i64) -> Result<u64, Error> {
    let query = sqlx::query(
        "UPDATE alerts SET owner = 0, server = NULL, destination = 'direct', query = '',
            cadence = 'at-once', mention = NULL, state = 'removed', reason = '', version = $2,
            next_at = NULL
         WHERE id = $1",
    );
    work.run(query.bind(alert.id.0).bind(version)).await?;
    let query = sqlx::query("DELETE FROM deliveries WHERE alert = $1");
    work.run(query.bind(alert.id.0)).await
}
