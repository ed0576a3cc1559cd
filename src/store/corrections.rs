//! What was quoted reads otherwise now: whoever was shown the old text is shown the new one.
//!
//! Compared is with what an alert's messages said last, corrections among them, so that a text that
//! changes twice is corrected twice, also when it changes back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::domain::alert::{Alert, AlertId, State};
use crate::domain::chat::ServerId;
use crate::domain::delivery::{Changed, Delivery, Kind, Matter};
use crate::domain::id::StatementId;
use crate::store::enter::Entry;
use crate::store::notices::{New, record};
use crate::store::work::Work;
use crate::store::{Error, alerts, rows};

/// A message that quotes the statement.
struct Message {
    delivery: Delivery,
    alert: AlertId,
    server: Option<ServerId>,
}

/// What an alert's messages said last of a paragraph.
struct Said {
    text: String,
    /// It was said to be gone.
    gone: bool,
}

/// Records the corrections that follow from a changed statement, and tells how many.
pub(super) async fn record_all(
    work: &mut Work,
    entry: &Entry,
    revision: i64,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut by_alert: BTreeMap<AlertId, Vec<Message>> = BTreeMap::new();
    for message in quoting(work, &entry.id).await? {
        by_alert.entry(message.alert).or_default().push(message);
    }
    let mut n_recorded = 0;
    for (alert, messages) in by_alert {
        let Some(alert) = alerts::by_id(work, alert).await? else {
            continue;
        };
        let Some(new) = correction(&alert, &messages, entry, revision, now) else {
            continue;
        };
        n_recorded += usize::from(record(work, &new, now).await?.is_some());
    }
    Ok(n_recorded)
}

/// The messages that quote the statement and were sent or may have been, oldest first. A summary
/// counts for the first alert that it told of the statement.
async fn quoting(work: &mut Work, statement: &StatementId) -> Result<Vec<Message>, Error> {
    let query = sqlx::query(
        "SELECT deliveries.*, COALESCE(alert, (
             SELECT MIN(part.alert) FROM deliveries AS part
             JOIN alerts ON alerts.id = part.alert
             WHERE part.part_of = deliveries.id AND part.statement = $1
             AND alerts.state <> 'removed')) AS whose
         FROM deliveries
         WHERE (statement = $1 OR id IN (
             SELECT part_of FROM deliveries WHERE statement = $1 AND part_of IS NOT NULL))
         AND (quoted <> '[]' OR kind = 'correction')
         AND (state IN ('sent', 'leased') OR state IN ('waiting', 'held') AND attempts > 0)
         ORDER BY id",
    );
    let messages = work
        .list(query.bind(statement.to_string()), message)
        .await?;
    Ok(messages.into_iter().flatten().collect())
}

fn message(row: &AnyRow) -> Result<Option<Message>, sqlx::Error> {
    let whose: Option<i64> = row.try_get("whose")?;
    let server: Option<i64> = row.try_get("server")?;
    let Some(whose) = whose else {
        return Ok(None);
    };
    Ok(Some(Message {
        delivery: rows::delivery(row)?,
        alert: AlertId(whose),
        server: server.map(ServerId::from_signed),
    }))
}

/// The correction to an alert's messages; none when they say what the statement says.
fn correction(
    alert: &Alert,
    messages: &[Message],
    entry: &Entry,
    revision: i64,
    now: Timestamp,
) -> Option<New> {
    let (state, reason) = match &alert.state {
        State::Active | State::Paused => ("waiting", String::new()),
        State::Suspended(reason) => ("held", reason.clone()),
        State::Removed => return None,
    };
    let last = messages.last()?;
    let said = said(messages, &entry.id);
    let wrong = |(number, said): &(&u32, &Said)| {
        let is = entry.texts.get(number);
        is != (!said.gone).then_some(&said.text)
    };
    let wrong: Vec<(&u32, &Said)> = said.iter().filter(wrong).collect();
    if wrong.is_empty() {
        return None;
    }
    let changed = wrong.iter().map(|(number, said)| Changed {
        paragraph: **number,
        was: said.text.clone(),
        is: entry.texts.get(number).cloned(),
    });
    Some(New {
        kind: Kind::Correction,
        alert: Some(alert.id),
        destination: last.delivery.destination.clone(),
        server: last.server,
        statement: Some((entry.id.clone(), revision)),
        period: None,
        matter: Matter {
            changed: changed.collect(),
            ..Matter::default()
        },
        state,
        reason,
        due: now,
        part_of: None,
    })
}

/// What the messages said last of each paragraph they quoted.
fn said(messages: &[Message], statement: &StatementId) -> BTreeMap<u32, Said> {
    let mut said: BTreeMap<u32, Said> = BTreeMap::new();
    for message in messages {
        let delivery = &message.delivery;
        for quoted in delivery
            .quoted
            .iter()
            .filter(|it| it.statement == *statement)
        {
            let text = quoted.text.clone();
            let gone = false;
            said.insert(quoted.paragraph, Said { text, gone });
        }
        for changed in &delivery.matter.changed {
            let gone = changed.is.is_none();
            let text = changed.is.as_ref().unwrap_or(&changed.was).clone();
            said.insert(changed.paragraph, Said { text, gone });
        }
    }
    said
}
