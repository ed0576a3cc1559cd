//! Deliveries that tell other deliveries: a summary takes them in, and is given up when it is empty.

use jiff::Timestamp;

use crate::domain::alert::{Alert, AlertId};
use crate::domain::chat::ServerId;
use crate::domain::delivery::{DeliveryId, Kind as Told, Matter};
use crate::store::notices::{New, record};
use crate::store::work::Work;
use crate::store::{Error, Kind, rows};

/// The summary of a destination that waits and was not begun to be sent.
pub(super) async fn open(work: &mut Work, destination: &str) -> Result<Option<DeliveryId>, Error> {
    let query = match work.kind() {
        Kind::Sqlite => {
            "SELECT id FROM deliveries WHERE destination = $1 AND kind = 'summary'
             AND state = 'waiting' AND attempts = 0 ORDER BY id LIMIT 1"
        }
        // Whoever is claiming it now is waited for, and then it is no longer among them.
        Kind::Postgres => {
            "SELECT id FROM deliveries WHERE destination = $1 AND kind = 'summary'
             AND state = 'waiting' AND attempts = 0 ORDER BY id LIMIT 1 FOR UPDATE"
        }
    };
    let query = sqlx::query(query).bind(destination.to_owned());
    Ok(work.first(query, rows::int).await?.map(DeliveryId))
}

/// The open summary of a destination, made if there is none; due at `due` at the latest. It is no
/// alert's own, because notices of several may be told in it.
pub(super) async fn open_or_new(
    work: &mut Work,
    destination: &str,
    server: Option<ServerId>,
    due: Timestamp,
    now: Timestamp,
) -> Result<DeliveryId, Error> {
    if let Some(id) = open(work, destination).await? {
        let query = "UPDATE deliveries SET due_at = $2 WHERE id = $1 AND due_at > $2";
        let query = sqlx::query(query).bind(id.0).bind(rows::stored(due));
        work.run(query).await?;
        return Ok(id);
    }
    let new = New {
        kind: Told::Summary,
        alert: None,
        destination: destination.to_owned(),
        server,
        statement: None,
        period: None,
        matter: Matter::default(),
        state: "waiting",
        reason: String::new(),
        due,
        part_of: None,
    };
    let id = record(work, &new, now).await?;
    id.ok_or_else(|| work.failed(sqlx::Error::RowNotFound))
}

/// Lets all notices to a destination that wait and were not begun to be sent go with `summary`.
pub(super) async fn join_waiting(
    work: &mut Work,
    destination: &str,
    summary: DeliveryId,
) -> Result<(), Error> {
    let query = sqlx::query(
        "UPDATE deliveries SET state = 'joined', part_of = $2
         WHERE destination = $1 AND kind = 'notice' AND state = 'waiting' AND attempts = 0",
    );
    work.run(query.bind(destination.to_owned()).bind(summary.0))
        .await?;
    Ok(())
}

/// Lets the held notices of an alert go: each by itself, or when they are more than `most` in one
/// summary.
pub(super) async fn release(
    work: &mut Work,
    alert: &Alert,
    most: u32,
    now: Timestamp,
) -> Result<(), Error> {
    let n_held = sqlx::query(
        "SELECT COUNT(*) FROM deliveries
         WHERE alert = $1 AND kind = 'notice' AND state = 'held' AND attempts = 0",
    );
    let n_held = work.first(n_held.bind(alert.id.0), rows::int).await?;
    if n_held.unwrap_or(0) <= i64::from(most) {
        let query = sqlx::query(
            "UPDATE deliveries SET state = 'waiting', reason = '', due_at = $2
             WHERE alert = $1 AND kind = 'notice' AND state = 'held' AND attempts = 0",
        );
        work.run(query.bind(alert.id.0).bind(rows::stored(now)))
            .await?;
        return Ok(());
    }
    let destination = alert.order.destination.key(alert.owner);
    let summary = open_or_new(work, &destination, alert.order.server, now, now).await?;
    let query = sqlx::query(
        "UPDATE deliveries SET state = 'joined', reason = '', part_of = $2
         WHERE alert = $1 AND kind = 'notice' AND state = 'held' AND attempts = 0",
    );
    work.run(query.bind(alert.id.0).bind(summary.0)).await?;
    Ok(())
}

/// Takes the notices of an alert out of summaries that were not begun to be sent.
pub(super) async fn take_out(
    work: &mut Work,
    alert: AlertId,
    state: &'static str,
    reason: &str,
) -> Result<(), Error> {
    let query = sqlx::query(
        "UPDATE deliveries SET state = $2, reason = $3, part_of = NULL
         WHERE alert = $1 AND state = 'joined' AND part_of IN (
             SELECT id FROM deliveries WHERE kind = 'summary' AND attempts = 0
             AND state IN ('waiting', 'held'))",
    );
    work.run(query.bind(alert.0).bind(state).bind(reason.to_owned()))
        .await?;
    give_up_empty(work).await
}

/// Cancels digests and summaries that wait with nothing left to tell.
pub(super) async fn give_up_empty(work: &mut Work) -> Result<(), Error> {
    let query = sqlx::query(
        "UPDATE deliveries SET state = 'cancelled', reason = 'nothing is left to tell in it'
         WHERE kind IN ('digest', 'summary') AND state IN ('waiting', 'held') AND attempts = 0
         AND NOT EXISTS (
             SELECT 1 FROM deliveries AS part
             WHERE part.part_of = deliveries.id AND part.state = 'joined')",
    );
    work.run(query).await?;
    Ok(())
}
