//! All alerts, ready to be held against what enters: a copy in memory of what the store has,
//! compiled once a query, however many alerts share it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::alert::{Alert, AlertId, State};
use crate::domain::query::Query;
use crate::domain::statement::Statement;
use crate::index::{Analysed, ClauseId, Percolator};
use crate::service::search_request::SearchRequest;
use crate::service::watched::Watched;
use crate::service::{Desk, Failure, Refusal};

/// Forgotten clauses beyond this are thrown out, when they are more than those that are held.
const MOST_FORGOTTEN: usize = 10_000;

/// All alerts.
#[derive(Debug, Default)]
pub struct Watch {
    /// The store's count of changes that this copy is of.
    pub version: i64,
    percolator: Percolator,
    /// Who watches for what, by the query's written form.
    watched: HashMap<String, Watching>,
    query_of: HashMap<AlertId, String>,
    by_clause: HashMap<ClauseId, String>,
}

/// A query that is watched for.
#[derive(Debug)]
struct Watching {
    alerts: BTreeSet<AlertId>,
    clause: ClauseId,
    /// True when it has beginnings of words: the clause then only says what may match.
    begins: bool,
}

/// An alert that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// The alert.
    pub alert: AlertId,
    /// Numbers of the paragraphs, in order.
    pub paragraphs: Vec<u32>,
}

/// An alert whose query cannot be read any more, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The alert.
    pub alert: AlertId,
    /// Why, in a sentence.
    pub why: String,
}

/// Reads the written form of an alert's query.
///
/// # Errors
/// A refusal that says where it is wrong.
pub fn read_query(written: &str) -> Result<Query, Refusal> {
    Ok(written.parse::<SearchRequest>()?.query)
}

impl Watch {
    /// Takes changed alerts in. Those that are broken are not watched for.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn take(
        &mut self,
        desk: &Desk,
        changed: &[Alert],
        version: i64,
    ) -> Result<Vec<Broken>, Failure> {
        let mut broken = Vec::new();
        for alert in changed {
            self.forget(alert.id);
            if alert.state == State::Removed {
                continue;
            }
            if let Err(failure) = self.add(desk, alert) {
                match failure {
                    Failure::Refused(refusal) => broken.push(Broken {
                        alert: alert.id,
                        why: refusal.message,
                    }),
                    failure @ Failure::Index(_) => return Err(failure),
                }
            }
        }
        self.version = version;
        self.tidy(desk)?;
        Ok(broken)
    }

    fn add(&mut self, desk: &Desk, alert: &Alert) -> Result<(), Failure> {
        let written = &alert.order.query;
        if !self.watched.contains_key(written) {
            let watching = self.compile(desk, written)?;
            self.watched.insert(written.clone(), watching);
        }
        if let Some(watching) = self.watched.get_mut(written) {
            watching.alerts.insert(alert.id);
            self.query_of.insert(alert.id, written.clone());
        }
        Ok(())
    }

    fn compile(&mut self, desk: &Desk, written: &str) -> Result<Watching, Failure> {
        let watched = desk.watched(&read_query(written)?)?;
        let relaxed = watched.clause.without_beginnings();
        let clause = relaxed.as_ref().unwrap_or(&watched.clause);
        let id = self.percolator.add(clause, desk.index());
        self.by_clause.insert(id, written.to_owned());
        Ok(Watching {
            alerts: BTreeSet::new(),
            clause: id,
            begins: relaxed.is_some(),
        })
    }

    fn forget(&mut self, alert: AlertId) {
        let Some(written) = self.query_of.remove(&alert) else {
            return;
        };
        let Some(watching) = self.watched.get_mut(&written) else {
            return;
        };
        watching.alerts.remove(&alert);
        if watching.alerts.is_empty() {
            self.percolator.remove(watching.clause);
            self.by_clause.remove(&watching.clause);
            self.watched.remove(&written);
        }
    }

    /// Begins anew when most of what the percolator has was forgotten.
    fn tidy(&mut self, desk: &Desk) -> Result<(), Failure> {
        let (held, forgotten) = self.percolator.n_clauses();
        if forgotten < MOST_FORGOTTEN.max(held) {
            return Ok(());
        }
        self.percolator = Percolator::default();
        self.by_clause.clear();
        let queries: Vec<String> = self.watched.keys().cloned().collect();
        for written in queries {
            let fresh = self.compile(desk, &written)?;
            if let Some(watching) = self.watched.get_mut(&written) {
                watching.clause = fresh.clause;
            }
        }
        Ok(())
    }

    /// The alerts that `statement` matches, by number.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn matching(&self, desk: &Desk, statement: &Statement) -> Result<Vec<Matching>, Failure> {
        let analysed = Analysed::new(statement);
        let candidates = self.percolator.matches(&analysed);
        let (mut found, mut begun): (BTreeMap<AlertId, Vec<u32>>, Vec<&str>) = Default::default();
        for (clause, paragraphs) in candidates {
            let Some((written, watching)) = self.watching(clause) else {
                continue;
            };
            match watching.begins {
                true => begun.push(written),
                false => {
                    let own = |alert: &AlertId| (*alert, paragraphs.clone());
                    found.extend(watching.alerts.iter().map(own));
                }
            }
        }
        self.add_begun(desk, &analysed, &begun, &mut found)?;
        let matching = |(alert, paragraphs)| Matching { alert, paragraphs };
        Ok(found.into_iter().map(matching).collect())
    }

    /// Adds those whose query has beginnings of words, read anew for what begins so today.
    fn add_begun(
        &self,
        desk: &Desk,
        analysed: &Analysed,
        begun: &[&str],
        found: &mut BTreeMap<AlertId, Vec<u32>>,
    ) -> Result<(), Failure> {
        let mut percolator = Percolator::default();
        let mut watching = HashMap::new();
        for written in begun {
            let Watched { clause, .. } = desk.watched(&read_query(written)?)?;
            let id = percolator.add(&clause, desk.index());
            watching.insert(id, *written);
        }
        for (id, paragraphs) in percolator.matches(analysed) {
            let own = watching.get(&id).and_then(|written| self.watched.get(*written));
            for alert in own.into_iter().flat_map(|own| &own.alerts) {
                found.insert(*alert, paragraphs.clone());
            }
        }
        Ok(())
    }

    fn watching(&self, clause: ClauseId) -> Option<(&str, &Watching)> {
        let written = self.by_clause.get(&clause)?;
        Some((written, self.watched.get(written)?))
    }

    /// How many alerts there are.
    pub fn n_alerts(&self) -> usize {
        self.query_of.len()
    }
}
