//! What a delivery says: a statement with the paragraphs that matched, a list of statements, or how
//! a text that was quoted reads now.

use std::collections::hash_map::Entry as MapEntry;
use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use crate::alerts::ingest::Error;
use crate::alerts::watch::read_query;
use crate::domain::alert::{Alert, AlertId};
use crate::domain::chat::RoleId;
use crate::domain::delivery::{Changed, Delivery, DeliveryId, DeliveryState, Kind, Quoted};
use crate::domain::difference::{Part, difference, shortened};
use crate::domain::id::StatementId;
use crate::index::{Held, StoredPassage};
use crate::service::Desk;
use crate::service::passage::PassageShown;
use crate::store::Store;

/// Paragraphs that a notice quotes at most.
const MOST_QUOTED: usize = 3;
/// Characters of unchanged text that are shown around a change.
const AROUND: usize = 60;

/// What is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Telling {
    /// A statement that matches.
    Notice(Box<NoticeShown>),
    /// Several.
    List(Box<ListShown>),
    /// A text that was quoted and changed.
    Correction(Box<CorrectionShown>),
    /// A word of ours.
    Word(DeliveryId, String),
    /// Its statement is not in this process's index.
    NotHere,
    /// There is nothing left to tell, and why.
    Nothing(String),
}

/// A statement, in the words of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementShown {
    /// Its id.
    pub id: StatementId,
    /// Its title.
    pub title: String,
    /// The party's name.
    pub party: String,
    /// What the parties are called that it says it speaks for.
    pub on_behalf_of: Vec<String>,
    /// The speaker with role, when known.
    pub speaker: Option<String>,
    /// The forum's name.
    pub forum: String,
    /// The forum's session, when known.
    pub session: String,
    /// When it was made.
    pub date: String,
    /// When it was added; none for one that was not seen to enter.
    pub added: Option<Timestamp>,
    /// Paragraphs that can be cited.
    pub n_numbered: u32,
}

/// A statement that matches an alert.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeShown {
    /// The delivery; none for a sample.
    pub delivery: Option<DeliveryId>,
    /// The alert.
    pub alert: Alert,
    /// The statement.
    pub statement: StatementShown,
    /// The first of the paragraphs that match, with what was looked for marked.
    pub passages: Vec<PassageShown>,
    /// How many match in all.
    pub n_matching: usize,
    /// What was watched for besides the words as typed.
    pub also: Vec<String>,
}

/// Statements that match, in a digest or in place of a notice each.
#[derive(Debug, Clone, PartialEq)]
pub struct ListShown {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The alert, when all are its matches.
    pub alert: Option<Alert>,
    /// [`Kind::Digest`] or [`Kind::Summary`].
    pub kind: Kind,
    /// When it was made.
    pub made_at: Timestamp,
    /// Roles that are mentioned.
    pub mentions: Vec<RoleId>,
    /// The statements, by forum and party.
    pub lines: Vec<LineShown>,
}

/// A statement in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct LineShown {
    /// The statement.
    pub statement: StatementShown,
    /// Numbers of the paragraphs that match.
    pub paragraphs: Vec<u32>,
    /// Queries of the alerts that it matches.
    pub queries: Vec<String>,
}

/// A text that was quoted and reads otherwise now.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectionShown {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The alert.
    pub alert: Alert,
    /// The statement.
    pub statement: StatementShown,
    /// Which revision this is.
    pub revision: i64,
    /// Where the message stands that quoted the old text: `channel/message`; empty when unknown.
    pub message: String,
    /// What changed, by paragraph; nothing for a paragraph that is gone.
    pub changes: Vec<(u32, Option<Vec<Part>>)>,
}

impl Telling {
    /// The paragraphs that it quotes.
    pub fn quoted(&self) -> Vec<Quoted> {
        let Telling::Notice(notice) = self else {
            return Vec::new();
        };
        let quoted = |passage: &PassageShown| {
            Some(Quoted {
                statement: notice.statement.id.clone(),
                paragraph: passage.paragraph?,
                text: passage.text.clone(),
            })
        };
        notice.passages.iter().filter_map(quoted).collect()
    }
}

/// What `delivery`, of `alert`, says.
///
/// # Errors
/// When index or store cannot be read.
pub async fn tell(
    store: &Store,
    desk: &Desk,
    delivery: &Delivery,
    alert: Option<Alert>,
) -> Result<Telling, Error> {
    match delivery.kind {
        Kind::Word => Ok(Telling::Word(delivery.id, delivery.matter.text.clone())),
        Kind::Digest | Kind::Summary => list(store, desk, delivery, alert).await,
        Kind::Notice | Kind::Correction => {
            let (Some(alert), Some((id, revision))) = (alert, &delivery.statement) else {
                return Ok(Telling::Nothing("its alert is gone".to_owned()));
            };
            let added = store.seen_at(id).await?.map(|seen| seen.seen_at);
            let Some(held) = desk.index().record(id.as_str())? else {
                return Ok(Telling::NotHere);
            };
            let statement = shown(desk, &held, added);
            if delivery.kind == Kind::Notice {
                let found = &delivery.matter.found;
                let notice = notice(desk, &alert, &held, found)?;
                let delivery = Some(delivery.id);
                return Ok(Telling::Notice(Box::new(NoticeShown {
                    delivery,
                    statement,
                    ..notice
                })));
            }
            let told = store.of_alert_on(alert.id, id).await?.into_iter();
            let message = told
                .map(|one| one.message)
                .find(|message| !message.is_empty());
            Ok(Telling::Correction(Box::new(CorrectionShown {
                delivery: delivery.id,
                alert,
                statement,
                revision: *revision,
                message: message.unwrap_or_default(),
                changes: delivery.matter.changed.iter().map(change).collect(),
            })))
        }
    }
}

/// What is said of a statement that matches `alert`, but for the day it was added.
///
/// # Errors
/// When the index cannot be read.
pub fn notice(
    desk: &Desk,
    alert: &Alert,
    held: &Held,
    found: &[u32],
) -> Result<NoticeShown, Error> {
    let watched = desk.watched(&read_query(&alert.order.query)?)?;
    let mut passages = Vec::new();
    for number in found.iter().take(MOST_QUOTED) {
        let paragraph = desk.index().paragraph(&held.record.id, *number);
        if let Some(paragraph) = paragraph? {
            let passage = StoredPassage {
                record: held.record.clone(),
                paragraph,
                tags: held.tags.clone(),
            };
            passages.push(desk.marked(&watched, passage));
        }
    }
    Ok(NoticeShown {
        delivery: None,
        alert: alert.clone(),
        statement: shown(desk, held, None),
        passages,
        n_matching: found.len(),
        also: watched.also(),
    })
}

/// A statement in the words of a notice.
pub fn shown(desk: &Desk, held: &Held, added: Option<Timestamp>) -> StatementShown {
    let record = &held.record;
    let parties = &desk.reference().parties;
    let behalf = record.on_behalf_of.iter();
    StatementShown {
        id: record.id.clone(),
        title: record.title.clone(),
        party: parties.of(&record.party).to_owned(),
        on_behalf_of: behalf.map(|code| parties.of(code).to_owned()).collect(),
        speaker: record.speaker.as_ref().map(ToString::to_string),
        forum: desk.reference().forums.of(&record.forum).to_owned(),
        session: record.session.clone(),
        date: record.date.to_string(),
        added,
        n_numbered: held.n_numbered,
    }
}

fn change(changed: &Changed) -> (u32, Option<Vec<Part>>) {
    let is = changed.is.as_ref();
    let parts = is.map(|is| shortened(difference(&changed.was, is), AROUND));
    (changed.paragraph, parts)
}

/// Gives a part of a list up whose statement was taken out after the list was begun; the others are
/// told without it. False when the statement may still come to this process's index.
async fn given_up(store: &Store, part: &Delivery, id: &StatementId) -> Result<bool, Error> {
    let seen = store.seen_at(id).await?;
    let Some(at) = seen.and_then(|seen| seen.removed_at) else {
        return Ok(false);
    };
    let gone = "the statement was taken out of the corpus before this was sent";
    store
        .settle(part.id, DeliveryState::Cancelled, gone, at)
        .await?;
    Ok(true)
}

async fn list(
    store: &Store,
    desk: &Desk,
    delivery: &Delivery,
    alert: Option<Alert>,
) -> Result<Telling, Error> {
    let mut lines: Vec<LineShown> = Vec::new();
    let mut alerts: HashMap<AlertId, Option<Alert>> = HashMap::new();
    for part in store.parts(delivery.id).await? {
        let (Some((id, _)), Some(own)) = (&part.statement, part.alert) else {
            continue;
        };
        let known = match alerts.entry(own) {
            MapEntry::Occupied(known) => known.into_mut(),
            MapEntry::Vacant(unknown) => unknown.insert(store.alert(own).await?),
        };
        let query = known
            .as_ref()
            .map(|alert| alert.order.query.clone())
            .unwrap_or_default();
        if let Some(line) = lines.iter_mut().find(|line| line.statement.id == *id) {
            line.queries.push(query);
            line.paragraphs.extend(&part.matter.found);
            line.paragraphs.sort_unstable();
            line.paragraphs.dedup();
            continue;
        }
        let Some(held) = desk.index().record(id.as_str())? else {
            if given_up(store, &part, id).await? {
                continue;
            }
            return Ok(Telling::NotHere);
        };
        lines.push(LineShown {
            statement: shown(desk, &held, Some(part.made_at)),
            paragraphs: part.matter.found,
            queries: vec![query],
        });
    }
    if lines.is_empty() {
        return Ok(Telling::Nothing("nothing of it is left to tell".to_owned()));
    }
    let order = |line: &LineShown| {
        let own = &line.statement;
        (own.forum.clone(), own.party.clone(), own.id.clone())
    };
    lines.sort_by_cached_key(order);
    let alerts = alerts.into_values().flatten();
    let mentions: BTreeSet<RoleId> = alerts.filter_map(|one| one.order.mention).collect();
    Ok(Telling::List(Box::new(ListShown {
        mentions: mentions.into_iter().collect(),
        delivery: delivery.id,
        alert: alert.filter(|_| delivery.kind == Kind::Digest),
        kind: delivery.kind,
        made_at: delivery.made_at,
        lines,
    })))
}
