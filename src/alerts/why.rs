//! Why a statement did or did not reach an alert: each stage, and the one that stopped it.

use crate::alerts::ingest::Error;
use crate::alerts::tell::{StatementShown, shown};
use crate::alerts::watch::read_query;
use crate::domain::alert::{Alert, State};
use crate::domain::date::minute;
use crate::domain::delivery::{Delivery, DeliveryState, Kind};
use crate::domain::query::Query;
use crate::domain::statement::Statement;
use crate::index::{Analysed, Clause, Percolator};
use crate::service::Desk;
use crate::store::{How, SeenAt, Store};

/// Why a statement did or did not reach an alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The alert.
    pub alert: Alert,
    /// The statement.
    pub statement: StatementShown,
    /// The stages, in order; those behind the one that stopped it were not reached.
    pub stages: Vec<Stage>,
}

/// A stage on the way from corpus to channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What was found, in a sentence.
    pub finding: String,
    /// False for the one that stopped it.
    pub passed: bool,
}

impl Stage {
    fn passed(finding: impl Into<String>) -> Self {
        Stage {
            finding: finding.into(),
            passed: true,
        }
    }

    fn stopped(finding: impl Into<String>) -> Self {
        Stage {
            finding: finding.into(),
            passed: false,
        }
    }
}

/// Looks into why `typed`, the id of a statement, did or did not reach `alert`.
///
/// # Errors
/// A refusal when there is no such statement, or when index or store fail.
pub async fn why(store: &Store, desk: &Desk, alert: Alert, typed: &str) -> Result<Why, Error> {
    let held = desk.held(typed)?;
    let id = held.record.id.clone();
    let seen = store.seen_at(&id).await?;
    let told = store.of_alert_on(alert.id, &id).await?;
    let statement = desk.index().statement(&id)?;
    let added = seen.as_ref().map(|seen| seen.seen_at);
    let mut stages = Vec::new();
    if let Some(statement) = statement {
        stages = stages_of(desk, &alert, &statement, seen.as_ref(), &told)?;
    }
    Ok(Why {
        statement: shown(desk, &held, added),
        alert,
        stages,
    })
}

fn stages_of(
    desk: &Desk,
    alert: &Alert,
    statement: &Statement,
    seen: Option<&SeenAt>,
    told: &[Delivery],
) -> Result<Vec<Stage>, Error> {
    let mut stages = vec![entered(seen)];
    stages.extend(parts(desk, alert, statement)?);
    // What was decided then holds, whatever the query matches today.
    if told.is_empty() {
        stages.extend(seen.map(|seen| timely(alert, seen)));
        stages.push(match alert.state {
            State::Active => Stage::stopped("No notice was recorded for it."),
            _ => Stage::stopped(format!("The alert is {}.", alert.state.name())),
        });
    }
    stages.extend(told.iter().map(fate));
    let stop = stages.iter().position(|stage| !stage.passed);
    if let (true, Some(stop)) = (told.is_empty(), stop) {
        stages.truncate(stop + 1);
    }
    Ok(stages)
}

fn entered(seen: Option<&SeenAt>) -> Stage {
    let Some(seen) = seen else {
        return Stage::stopped("It was not taken in yet; a running bot does that within a second.");
    };
    let time = minute(seen.seen_at);
    match seen.how {
        How::Added => Stage::passed(format!("It was added to the corpus on {time}.")),
        How::FirstLoad => Stage::stopped(format!(
            "It was in the corpus when the bot first read it, on {time}; of those nobody is notified."
        )),
        How::Backfill => Stage::stopped(format!(
            "It was added as a backfill on {time}; of those nobody is notified."
        )),
    }
}

fn timely(alert: &Alert, seen: &SeenAt) -> Stage {
    let time = minute(alert.made_at);
    match alert.made_at <= seen.changed_at {
        true => Stage::passed(format!("The alert had been set by then, on {time}.")),
        false => Stage::stopped(format!("The alert was set later, on {time}.")),
    }
}

/// Whether the statement has each part of the query, and all of them in one paragraph.
fn parts(desk: &Desk, alert: &Alert, statement: &Statement) -> Result<Vec<Stage>, Error> {
    let query = match read_query(&alert.order.query) {
        Ok(query) => query,
        Err(refusal) => {
            let finding = format!("The query can no longer be read: {}", refusal.message);
            return Ok(vec![Stage::stopped(finding)]);
        }
    };
    let analysed = Analysed::new(statement);
    let mut stages = Vec::new();
    for part in query.parts() {
        let (wanted, inner) = match part {
            Query::Not(inner) => (false, inner.as_ref()),
            part => (true, part),
        };
        let found = paragraphs(desk, &analysed, inner)?;
        stages.push(match (wanted, found.is_empty()) {
            (true, true) => Stage::stopped(format!("No paragraph has `{part}`.")),
            (true, false) => Stage::passed(format!("`{part}` is in ¶ {}.", listed(&found))),
            (false, true) => Stage::passed(format!("Nothing stands in the way of `{part}`.")),
            (false, false) => Stage::passed(format!("`{part}` shuts out ¶ {}.", listed(&found))),
        });
    }
    let watched = desk.watched(&query)?;
    let whole = holding(desk, &analysed, &watched.clause);
    if !whole.is_empty() {
        stages.push(Stage::passed(format!(
            "The whole query matches ¶ {}.",
            listed(&whole)
        )));
        return Ok(stages);
    }
    let procedural = paragraphs(desk, &analysed, &query)?;
    stages.push(match procedural.is_empty() {
        true => Stage::stopped("No single paragraph has all of it."),
        false => Stage::stopped(format!(
            "It is only in ¶ {}, which is procedural: thanks, salutations and housekeeping match no alert.",
            listed(&procedural)
        )),
    });
    Ok(stages)
}

/// Paragraphs that `query` holds for, procedural ones among them.
fn paragraphs(desk: &Desk, analysed: &Analysed, query: &Query) -> Result<Vec<u32>, Error> {
    let clause = match desk.watched(query)?.clause {
        Clause::All(parts) => Clause::All(
            parts
                .into_iter()
                .filter(|part| *part != Clause::Substance)
                .collect(),
        ),
        clause => clause,
    };
    Ok(holding(desk, analysed, &clause))
}

fn holding(desk: &Desk, analysed: &Analysed, clause: &Clause) -> Vec<u32> {
    let mut percolator = Percolator::default();
    let id = percolator.add(clause, desk.index());
    percolator.matches(analysed).remove(&id).unwrap_or_default()
}

fn listed(numbers: &[u32]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = numbers.iter().take(MOST).map(ToString::to_string).collect();
    match numbers.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What became of a delivery.
fn fate(delivery: &Delivery) -> Stage {
    let what = match delivery.kind {
        Kind::Correction => "A correction",
        _ => "A notice",
    };
    let because = match delivery.reason.as_str() {
        "" => String::new(),
        reason => format!(": {reason}"),
    };
    match delivery.state {
        DeliveryState::Sent => {
            let at = delivery.sent_at.map(minute).unwrap_or_default();
            let within = match delivery.part_of {
                Some(_) => " within a list",
                None => "",
            };
            Stage::passed(format!("{what} was sent{within} on {at}."))
        }
        DeliveryState::Leased => Stage::passed(format!("{what} is being sent.")),
        DeliveryState::Waiting => Stage::passed(format!(
            "{what} waits; it is tried next on {}, after {} attempts{because}.",
            minute(delivery.due_at),
            delivery.attempts
        )),
        DeliveryState::Joined => Stage::passed(format!("{what} goes with the next list.")),
        DeliveryState::Held => Stage::stopped(match because.as_str() {
            "" => format!("{what} waits for the next digest."),
            because => format!("{what} is held{because}."),
        }),
        DeliveryState::Cancelled => Stage::stopped(format!("{what} was not sent{because}.")),
        DeliveryState::Failed => Stage::stopped(format!("{what} was refused{because}.")),
    }
}
