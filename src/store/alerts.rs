//! Alerts: set, changed, found again.
//!
//! Each change counts up one counter in its own transaction and leaves the count in the row, so
//! that whoever keeps alerts in memory fetches what changed and knows whether it has all of it.
//! On PostgreSQL the counter's row is also the lock that changes wait for each other at.

use jiff::Timestamp;

use crate::domain::alert::{Alert, AlertId, Order, State};
use crate::domain::chat::{ChannelId, PersonId, RoleId, ServerId};
use crate::store::work::Work;
use crate::store::{Error, Kind, Store, rows};

/// How many alerts there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of one person.
    pub per_person: u32,
    /// For one server.
    pub per_server: u32,
}

/// Why an alert was not set or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAdded {
    /// The person has this one, which watches for the same and tells it in the same place.
    Same(AlertId),
    /// The person has as many as one may have.
    PersonFull {
        /// How many.
        most: u32,
    },
    /// The server has as many as one may have.
    ServerFull {
        /// How many.
        most: u32,
    },
}

/// Whose alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// All.
    Everyone,
    /// Those of a person.
    Owner(PersonId),
    /// Those that are told in a channel.
    Channel(ChannelId),
    /// Those for a server.
    Server(ServerId),
}

impl Store {
    /// Sets an alert, unless the person has the same one or there are too many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_alert(
        &self,
        owner: PersonId,
        order: &Order,
        limits: Limits,
        now: Timestamp,
    ) -> Result<Result<Alert, NotAdded>, Error> {
        let mut work = self.begin().await?;
        let version = count_up(&mut work).await?;
        if let Some(same) = same(&mut work, owner, order).await? {
            return Ok(Err(NotAdded::Same(same)));
        }
        if let Some(full) = full(&mut work, owner, order, limits).await? {
            return Ok(Err(full));
        }
        let query = sqlx::query(
            "INSERT INTO alerts (owner, server, destination, query, cadence, mention, state,
                made_at, changed_at, version, next_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $7, $8, $9) RETURNING *",
        )
        .bind(owner.signed())
        .bind(order.server.map(ServerId::signed))
        .bind(order.destination.to_string())
        .bind(order.query.clone())
        .bind(order.cadence.to_string())
        .bind(order.mention.map(RoleId::signed))
        .bind(rows::stored(now))
        .bind(version)
        .bind(order.cadence.next(now).map(rows::stored));
        let alert = work.first(query, rows::alert).await?;
        work.commit().await?;
        alert.map_or_else(
            || Err(self.failed(sqlx::Error::RowNotFound)),
            |it| Ok(Ok(it)),
        )
    }

    /// Changes what an alert watches for, where that goes or how often. What was found already and
    /// not begun to be sent goes to the new place at the new time.
    ///
    /// # Errors
    /// [`Error::NoAlert`] when it was removed, and when the database fails.
    pub async fn change_alert(
        &self,
        id: AlertId,
        order: &Order,
        now: Timestamp,
    ) -> Result<Result<Alert, NotAdded>, Error> {
        let mut work = self.begin_several().await?;
        let version = count_up(&mut work).await?;
        let alert = by_id(&mut work, id).await?;
        let alert = alert.filter(|alert| alert.state != State::Removed);
        let was = alert.ok_or(Error::NoAlert(id))?;
        let same = same(&mut work, was.owner, order).await?;
        if let Some(same) = same.filter(|same| *same != id) {
            return Ok(Err(NotAdded::Same(same)));
        }
        let query = sqlx::query(
            "UPDATE alerts SET server = $2, destination = $3, query = $4, cadence = $5,
                mention = $6, changed_at = $7, version = $8, next_at = $9
             WHERE id = $1 RETURNING *",
        )
        .bind(id.0)
        .bind(order.server.map(ServerId::signed))
        .bind(order.destination.to_string())
        .bind(order.query.clone())
        .bind(order.cadence.to_string())
        .bind(order.mention.map(RoleId::signed))
        .bind(rows::stored(now))
        .bind(version)
        .bind(order.cadence.next(now).map(rows::stored));
        let changed = work.first(query, rows::alert).await?;
        let changed = changed.ok_or(Error::NoAlert(id))?;
        redirect(&mut work, &changed).await?;
        retime(&mut work, &was, &changed, now).await?;
        work.commit().await?;
        Ok(Ok(changed))
    }

    /// The alert, also one that was removed and is still known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alert(&self, id: AlertId) -> Result<Option<Alert>, Error> {
        let query = sqlx::query("SELECT * FROM alerts WHERE id = $1");
        self.first(query.bind(id.0), rows::alert).await
    }

    /// The alerts that were not removed, by their numbers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alerts(&self, of: Of) -> Result<Vec<Alert>, Error> {
        let query = match of {
            Of::Everyone => {
                sqlx::query("SELECT * FROM alerts WHERE state <> 'removed' ORDER BY id")
            }
            Of::Owner(person) => sqlx::query(
                "SELECT * FROM alerts WHERE state <> 'removed' AND owner = $1 ORDER BY id",
            )
            .bind(person.signed()),
            Of::Channel(channel) => sqlx::query(
                "SELECT * FROM alerts WHERE state <> 'removed'
                 AND (destination IN ($1, $2) OR destination LIKE $3) ORDER BY id",
            )
            .bind(format!("channel:{channel}"))
            .bind(format!("forum:{channel}"))
            .bind(format!("forum:{channel}:%")),
            Of::Server(server) => sqlx::query(
                "SELECT * FROM alerts WHERE state <> 'removed' AND server = $1 ORDER BY id",
            )
            .bind(server.signed()),
        };
        self.list(query, rows::alert).await
    }

    /// The alerts that were changed after `version`, removed and forgotten ones too, and the
    /// version that a copy with them is of.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alerts_since(&self, version: i64) -> Result<(i64, Vec<Alert>), Error> {
        // The counter first: what is changed in between is told now and once more the next time.
        let query = sqlx::query("SELECT value FROM counters WHERE name = 'alerts'");
        let now = self.first(query, rows::int).await?.unwrap_or(0);
        let query = sqlx::query("SELECT * FROM alerts WHERE version > $1 ORDER BY version, id");
        let alerts = self.list(query.bind(version), rows::alert).await?;
        Ok((now, alerts))
    }
}

/// Counts up for a change of alerts. Other changes wait until this one is made.
pub(super) async fn count_up(work: &mut Work) -> Result<i64, Error> {
    let query = "UPDATE counters SET value = value + 1 WHERE name = 'alerts' RETURNING value";
    let version = work.first(sqlx::query(query), rows::int).await?;
    Ok(version.unwrap_or(0))
}

/// The version of the alerts, which stays so until the transaction ends.
pub(super) async fn version_held(work: &mut Work) -> Result<i64, Error> {
    let query = match work.kind() {
        Kind::Sqlite => "SELECT value FROM counters WHERE name = 'alerts'",
        Kind::Postgres => "SELECT value FROM counters WHERE name = 'alerts' FOR SHARE",
    };
    let version = work.first(sqlx::query(query), rows::int).await?;
    Ok(version.unwrap_or(0))
}

/// The alert, within a transaction.
pub(super) async fn by_id(work: &mut Work, id: AlertId) -> Result<Option<Alert>, Error> {
    let query = sqlx::query("SELECT * FROM alerts WHERE id = $1");
    work.first(query.bind(id.0), rows::alert).await
}

async fn same(work: &mut Work, owner: PersonId, order: &Order) -> Result<Option<AlertId>, Error> {
    let query = sqlx::query(
        "SELECT id FROM alerts
         WHERE owner = $1 AND destination = $2 AND query = $3 AND state <> 'removed'",
    );
    let query = query
        .bind(owner.signed())
        .bind(order.destination.to_string())
        .bind(order.query.clone());
    Ok(work.first(query, rows::int).await?.map(AlertId))
}

async fn full(
    work: &mut Work,
    owner: PersonId,
    order: &Order,
    limits: Limits,
) -> Result<Option<NotAdded>, Error> {
    let query = "SELECT COUNT(*) FROM alerts WHERE owner = $1 AND state <> 'removed'";
    let query = sqlx::query(query).bind(owner.signed());
    let n_alerts = work.first(query, rows::int).await?.unwrap_or(0);
    let most = limits.per_person;
    if n_alerts >= i64::from(most) {
        return Ok(Some(NotAdded::PersonFull { most }));
    }
    let Some(server) = order.server else {
        return Ok(None);
    };
    let query = "SELECT COUNT(*) FROM alerts WHERE server = $1 AND state <> 'removed'";
    let query = sqlx::query(query).bind(server.signed());
    let n_alerts = work.first(query, rows::int).await?.unwrap_or(0);
    let most = limits.per_server;
    Ok((n_alerts >= i64::from(most)).then_some(NotAdded::ServerFull { most }))
}

/// Sends what was not begun to be sent to the place that the alert names now. Corrections stay:
/// they belong to a message that stands where it stands.
async fn redirect(work: &mut Work, alert: &Alert) -> Result<(), Error> {
    let query = sqlx::query(
        "UPDATE deliveries SET destination = $2, server = $3
         WHERE alert = $1 AND kind IN ('notice', 'digest') AND state IN ('held', 'waiting')
         AND attempts = 0",
    );
    let query = query
        .bind(alert.id.0)
        .bind(alert.order.destination.key(alert.owner))
        .bind(alert.order.server.map(ServerId::signed));
    work.run(query).await?;
    Ok(())
}

/// Lets notices wait for the digest, or go at once, when the alert has changed from one to the
/// other. Those of a paused or suspended alert do so when it is resumed.
async fn retime(work: &mut Work, was: &Alert, is: &Alert, now: Timestamp) -> Result<(), Error> {
    let digest = is.order.cadence.is_digest();
    if was.order.cadence.is_digest() == digest || is.state != State::Active {
        return Ok(());
    }
    let query = match digest {
        true => sqlx::query(
            "UPDATE deliveries SET state = 'held', due_at = $2
             WHERE alert = $1 AND kind = 'notice' AND state = 'waiting' AND attempts = 0",
        ),
        false => sqlx::query(
            "UPDATE deliveries SET state = 'waiting', reason = '', due_at = $2
             WHERE alert = $1 AND kind = 'notice' AND state = 'held'",
        ),
    };
    work.run(query.bind(is.id.0).bind(rows::stored(now)))
        .await?;
    Ok(())
}
