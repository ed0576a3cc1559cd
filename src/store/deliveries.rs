//! Deliveries, for those who ask what became of them.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::domain::alert::AlertId;
use crate::domain::delivery::{Delivery, DeliveryId, DeliveryState};
use crate::domain::id::StatementId;
use crate::store::{Error, Store, rows};

/// Which deliveries are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Only those in this state.
    pub state: Option<DeliveryState>,
    /// Only those of this alert.
    pub alert: Option<AlertId>,
    /// Only those on this statement.
    pub statement: Option<StatementId>,
    /// At most so many.
    pub most: u32,
}

/// One try to send a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1, 2, 3 and so on.
    pub number: u32,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When its outcome was known; none while it is under way.
    pub ended_at: Option<Timestamp>,
    /// Which process made it.
    pub process: String,
    /// What came of it, in words.
    pub outcome: String,
}

impl Store {
    /// The deliveries that are asked for, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries(&self, asked: &Asked) -> Result<Vec<Delivery>, Error> {
        let query = sqlx::query(
            "SELECT * FROM deliveries
             WHERE ($1 IS NULL OR state = $1) AND ($2 IS NULL OR alert = $2)
             AND ($3 IS NULL OR statement = $3)
             ORDER BY id DESC LIMIT $4",
        )
        .bind(asked.state.map(DeliveryState::name))
        .bind(asked.alert.map(|alert| alert.0))
        .bind(asked.statement.as_ref().map(ToString::to_string))
        .bind(i64::from(asked.most));
        self.list(query, rows::delivery).await
    }

    /// The delivery of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>, Error> {
        let query = sqlx::query("SELECT * FROM deliveries WHERE id = $1");
        self.first(query.bind(id.0), rows::delivery).await
    }

    /// The tries to send a delivery, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempts(&self, id: DeliveryId) -> Result<Vec<Attempt>, Error> {
        let query = sqlx::query("SELECT * FROM attempts WHERE delivery = $1 ORDER BY number");
        self.list(query.bind(id.0), attempt).await
    }

    /// What an alert told or will tell of a statement, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_alert_on(
        &self,
        alert: AlertId,
        statement: &StatementId,
    ) -> Result<Vec<Delivery>, Error> {
        let query =
            sqlx::query("SELECT * FROM deliveries WHERE alert = $1 AND statement = $2 ORDER BY id");
        let query = query.bind(alert.0).bind(statement.to_string());
        self.list(query, rows::delivery).await
    }

    /// How many deliveries there are in each state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts(&self) -> Result<Vec<(DeliveryState, i64)>, Error> {
        let query = "SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state ORDER BY state";
        self.list(sqlx::query(query), count).await
    }
}

fn attempt(row: &AnyRow) -> Result<Attempt, sqlx::Error> {
    let number: i64 = row.try_get("number")?;
    Ok(Attempt {
        number: u32::try_from(number).map_err(|_| rows::unreadable("number", &number))?,
        begun_at: rows::moment(row, "begun_at")?,
        ended_at: rows::maybe_moment(row, "ended_at")?,
        process: row.try_get("process")?,
        outcome: row.try_get("outcome")?,
    })
}

fn count(row: &AnyRow) -> Result<(DeliveryState, i64), sqlx::Error> {
    let state: String = row.try_get("state")?;
    let known = DeliveryState::named(&state).ok_or_else(|| rows::unreadable("state", &state))?;
    Ok((known, row.try_get("n")?))
}
