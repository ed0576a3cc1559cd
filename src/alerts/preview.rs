//! What an alert would have matched, shown before it is set.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::alerts::ingest::Error;
use crate::alerts::tell::{StatementShown, shown};
use crate::alerts::watch::read_query;
use crate::domain::alert::Order;
use crate::domain::date::PartialDate;
use crate::domain::query::Query;
use crate::index::Clause;
use crate::service::Desk;
use crate::service::passage::PassageShown;
use crate::service::search_request::SearchRequest;

/// Statements that are shown.
const NEWEST: usize = 3;
/// Of fewer statements it cannot be said whether an alert fires on most.
const FEW: usize = 5;

/// What an alert would have matched.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The order.
    pub order: Order,
    /// Statements of the last twelve months that match, of how many.
    pub in_year: (usize, usize),
    /// Statements of all times that match, of how many.
    pub in_all: (usize, usize),
    /// The newest that match, each with its first paragraph that does.
    pub newest: Vec<(StatementShown, PassageShown)>,
    /// What is watched for besides the words as typed.
    pub also: Vec<String>,
    /// Words that nothing has, and what they were most likely meant for.
    pub mended: Vec<(String, String)>,
}

impl Preview {
    /// How many of how many it would have fired on, when that is most of them.
    pub fn broad(&self) -> Option<(usize, usize)> {
        let counted = [self.in_year, self.in_all];
        let (n, of) = counted.into_iter().find(|(_, of)| *of >= FEW)?;
        (n * 2 > of).then_some((n, of))
    }
}

/// Looks at what `order` would have matched by `today`.
///
/// # Errors
/// A refusal when the query cannot be read, or when the index fails.
pub fn preview(desk: &Desk, order: &Order, today: Date) -> Result<Preview, Error> {
    let query = read_query(&order.query)?;
    let watched = desk.watched(&query)?;
    let year = Clause::Date {
        from: Some(PartialDate::from(today.saturating_sub(1.year())).first_day()),
        to: None,
    };
    let all = desk.statements_with(&watched, None, NEWEST)?;
    let recent = desk.statements_with(&watched, Some(year.clone()), 0)?;
    let n_of = |clause: &Clause| desk.index().n_statements(clause);
    let mut newest = Vec::new();
    for passage in all.newest {
        let held = desk.index().record(passage.record.id.as_str());
        if let Some(held) = held? {
            newest.push((shown(desk, &held, None), desk.marked(&watched, passage)));
        }
    }
    Ok(Preview {
        order: order.clone(),
        in_year: (recent.n, n_of(&year)?),
        in_all: (all.n, n_of(&Clause::All(Vec::new()))?),
        newest,
        also: watched.also(),
        mended: mended(desk, query)?,
    })
}

/// An alert is never mended: the word that nothing has may be in the next statement.
fn mended(desk: &Desk, query: Query) -> Result<Vec<(String, String)>, Error> {
    Ok(desk.search(&SearchRequest::new(query))?.mended)
}
