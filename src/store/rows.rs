//! Rows to values of the domain, and values of the domain to what columns hold.

use std::fmt::Display;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::domain::alert::{Alert, AlertId, Order, State};
use crate::domain::chat::{PersonId, RoleId, ServerId};
use crate::domain::delivery::{Delivery, DeliveryId, DeliveryState, Kind};

/// What a column holds and no program of ours has written.
pub(super) fn unreadable(column: &str, held: &dyn Display) -> sqlx::Error {
    sqlx::Error::Decode(format!("`{held}` in the column {column} cannot be read").into())
}

/// The number in the first column.
pub(super) fn int(row: &AnyRow) -> Result<i64, sqlx::Error> {
    row.try_get(0)
}

/// The number in the first column, which may be empty.
pub(super) fn maybe_int(row: &AnyRow) -> Result<Option<i64>, sqlx::Error> {
    row.try_get(0)
}

/// The text in the first column.
pub(super) fn text(row: &AnyRow) -> Result<String, sqlx::Error> {
    row.try_get(0)
}

/// A moment, of milliseconds.
pub(super) fn moment(row: &AnyRow, column: &str) -> Result<Timestamp, sqlx::Error> {
    let at: i64 = row.try_get(column)?;
    Timestamp::from_millisecond(at).map_err(|_| unreadable(column, &at))
}

/// A moment, when there is one.
pub(super) fn maybe_moment(row: &AnyRow, column: &str) -> Result<Option<Timestamp>, sqlx::Error> {
    let at: Option<i64> = row.try_get(column)?;
    let moment = |at| Timestamp::from_millisecond(at).map_err(|_| unreadable(column, &at));
    at.map(moment).transpose()
}

/// A moment as columns hold it.
pub(super) fn stored(moment: Timestamp) -> i64 {
    moment.as_millisecond()
}

/// The moment this long behind another; the last there is when that would be later.
pub(super) fn after(moment: Timestamp, wait: SignedDuration) -> Timestamp {
    moment.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// The moment this long before another; the first there is when that would be earlier.
pub(super) fn before(moment: Timestamp, wait: SignedDuration) -> Timestamp {
    moment.checked_sub(wait).unwrap_or(Timestamp::MIN)
}

/// A text that is parsed.
pub(super) fn parsed<T: std::str::FromStr>(row: &AnyRow, column: &str) -> Result<T, sqlx::Error> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| unreadable(column, &text))
}

fn json<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T, sqlx::Error> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|_| unreadable(column, &text))
}

/// A value as JSON. Only values of `domain::delivery` are written, none of which can fail.
pub(super) fn as_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A row of `alerts`.
pub(super) fn alert(row: &AnyRow) -> Result<Alert, sqlx::Error> {
    let server: Option<i64> = row.try_get("server")?;
    let mention: Option<i64> = row.try_get("mention")?;
    let state: String = row.try_get("state")?;
    let reason: String = row.try_get("reason")?;
    Ok(Alert {
        id: AlertId(row.try_get("id")?),
        owner: PersonId::from_signed(row.try_get("owner")?),
        order: Order {
            query: row.try_get("query")?,
            server: server.map(ServerId::from_signed),
            destination: parsed(row, "destination")?,
            cadence: parsed(row, "cadence")?,
            mention: mention.map(RoleId::from_signed),
        },
        state: State::named(&state, &reason).ok_or_else(|| unreadable("state", &state))?,
        made_at: moment(row, "made_at")?,
        next_at: maybe_moment(row, "next_at")?,
    })
}

/// A row of `deliveries`.
pub(super) fn delivery(row: &AnyRow) -> Result<Delivery, sqlx::Error> {
    let kind: String = row.try_get("kind")?;
    let state: String = row.try_get("state")?;
    let alert: Option<i64> = row.try_get("alert")?;
    let part_of: Option<i64> = row.try_get("part_of")?;
    let attempts: i64 = row.try_get("attempts")?;
    let revision: Option<i64> = row.try_get("revision")?;
    let statement = match revision {
        Some(revision) => Some((parsed(row, "statement")?, revision)),
        None => None,
    };
    Ok(Delivery {
        id: DeliveryId(row.try_get("id")?),
        kind: Kind::named(&kind).ok_or_else(|| unreadable("kind", &kind))?,
        alert: alert.map(AlertId),
        destination: row.try_get("destination")?,
        statement,
        matter: json(row, "matter")?,
        state: DeliveryState::named(&state).ok_or_else(|| unreadable("state", &state))?,
        reason: row.try_get("reason")?,
        made_at: moment(row, "made_at")?,
        due_at: moment(row, "due_at")?,
        attempts: u32::try_from(attempts).map_err(|_| unreadable("attempts", &attempts))?,
        first_attempt_at: maybe_moment(row, "first_attempt_at")?,
        part_of: part_of.map(DeliveryId),
        body: row.try_get("body")?,
        quoted: json(row, "quoted")?,
        message: row.try_get("message")?,
        sent_at: maybe_moment(row, "sent_at")?,
    })
}
