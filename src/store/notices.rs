//! Recording deliveries, and which state a new notice begins in.

use jiff::Timestamp;

use crate::domain::alert::{Alert, AlertId, State};
use crate::domain::chat::ServerId;
use crate::domain::delivery::{DeliveryId, Kind, Matter};
use crate::domain::id::StatementId;
use crate::store::work::Work;
use crate::store::{Error, rows};

/// A delivery that is not recorded yet.
pub(super) struct New {
    pub(super) kind: Kind,
    pub(super) alert: Option<AlertId>,
    pub(super) destination: String,
    pub(super) server: Option<ServerId>,
    pub(super) statement: Option<(StatementId, i64)>,
    /// Of a digest: when it was due.
    pub(super) period: Option<Timestamp>,
    pub(super) matter: Matter,
    pub(super) state: &'static str,
    pub(super) reason: String,
    pub(super) due: Timestamp,
    pub(super) part_of: Option<DeliveryId>,
}

/// Records a delivery; none when it is recorded already.
pub(super) async fn record(
    work: &mut Work,
    new: &New,
    now: Timestamp,
) -> Result<Option<DeliveryId>, Error> {
    let (statement, revision) = new.statement.clone().unzip();
    let query = sqlx::query(
        "INSERT INTO deliveries (kind, alert, destination, server, statement, revision, period,
            matter, state, reason, made_at, due_at, part_of)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind(new.kind.name())
    .bind(new.alert.map(|alert| alert.0))
    .bind(new.destination.clone())
    .bind(new.server.map(ServerId::signed))
    .bind(statement.map(|statement| statement.to_string()))
    .bind(revision)
    .bind(new.period.map(rows::stored))
    .bind(rows::as_json(&new.matter))
    .bind(new.state)
    .bind(new.reason.clone())
    .bind(rows::stored(now))
    .bind(rows::stored(new.due))
    .bind(new.part_of.map(|whole| whole.0));
    Ok(work.first(query, rows::int).await?.map(DeliveryId))
}

/// The state that a notice of this alert begins in, and why; none when it is not recorded at all.
pub(super) fn beginning(alert: &Alert) -> Option<(&'static str, String)> {
    match &alert.state {
        State::Active if alert.order.cadence.is_digest() => Some(("held", String::new())),
        State::Active => Some(("waiting", String::new())),
        State::Paused => {
            let reason = "the alert was paused when this entered";
            Some(("cancelled", reason.to_owned()))
        }
        State::Suspended(reason) => Some(("held", reason.clone())),
        State::Removed => None,
    }
}
