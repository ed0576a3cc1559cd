//! A statement changed before what was recorded of it was sent: the older is given up, and its
//! place in the queue goes to what is recorded anew.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::domain::alert::AlertId;
use crate::domain::delivery::{DeliveryId, DeliveryState};
use crate::domain::id::StatementId;
use crate::store::notices::New;
use crate::store::work::Work;
use crate::store::{Error, Kind, rows};

/// Where a notice that was given up stood.
pub(super) struct Place {
    alert: AlertId,
    state: DeliveryState,
    reason: String,
    due: Timestamp,
    part_of: Option<DeliveryId>,
}

impl Place {
    /// Puts a new notice there.
    pub(super) fn keep(&self, new: &mut New) {
        new.state = self.state.name();
        new.reason.clone_from(&self.reason);
        new.due = self.due;
        new.part_of = self.part_of;
    }
}

/// Cancels what was recorded of older revisions and not begun to be sent, and tells where the
/// notices stood. What is being sent without its text being written yet is marked, so that the old
/// text is not written into it.
pub(super) async fn older(
    work: &mut Work,
    statement: &StatementId,
    revision: i64,
) -> Result<HashMap<AlertId, Place>, Error> {
    let places = waiting(work, statement).await?;
    let query = sqlx::query(
        "UPDATE deliveries SET state = 'cancelled', reason = $2
         WHERE statement = $1 AND attempts = 0 AND kind IN ('notice', 'correction')
         AND (state IN ('waiting', 'held') OR state = 'joined' AND part_of IN (
             SELECT id FROM deliveries WHERE kind IN ('digest', 'summary') AND attempts = 0))",
    );
    let reason = format!("superseded by revision {revision}");
    work.run(query.bind(statement.to_string()).bind(reason))
        .await?;
    let query = sqlx::query(
        "UPDATE deliveries SET stale = 1
         WHERE state = 'leased' AND body = '' AND (statement = $1 OR id IN (
             SELECT part_of FROM deliveries WHERE statement = $1 AND part_of IS NOT NULL))",
    );
    work.run(query.bind(statement.to_string())).await?;
    Ok(places
        .into_iter()
        .map(|place| (place.alert, place))
        .collect())
}

/// The notices that will be given up.
async fn waiting(work: &mut Work, statement: &StatementId) -> Result<Vec<Place>, Error> {
    // On a server they are locked, so that none is begun to be sent in between.
    let query = match work.kind() {
        Kind::Sqlite => {
            "SELECT * FROM deliveries
             WHERE statement = $1 AND attempts = 0 AND kind = 'notice'
             AND (state IN ('waiting', 'held') OR state = 'joined' AND part_of IN (
                 SELECT id FROM deliveries WHERE kind IN ('digest', 'summary') AND attempts = 0))
             ORDER BY id"
        }
        Kind::Postgres => {
            "SELECT * FROM deliveries
             WHERE statement = $1 AND attempts = 0 AND kind = 'notice'
             AND (state IN ('waiting', 'held') OR state = 'joined' AND part_of IN (
                 SELECT id FROM deliveries WHERE kind IN ('digest', 'summary') AND attempts = 0))
             ORDER BY id FOR UPDATE"
        }
    };
    work.list(sqlx::query(query).bind(statement.to_string()), place)
        .await
}

fn place(row: &AnyRow) -> Result<Place, sqlx::Error> {
    let state: String = row.try_get("state")?;
    let part_of: Option<i64> = row.try_get("part_of")?;
    Ok(Place {
        alert: AlertId(row.try_get("alert")?),
        state: DeliveryState::named(&state).ok_or_else(|| rows::unreadable("state", &state))?,
        reason: row.try_get("reason")?,
        due: rows::moment(row, "due_at")?,
        part_of: part_of.map(DeliveryId),
    })
}
