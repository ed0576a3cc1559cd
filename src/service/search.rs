//! `/search`: ranked passages with filters, counts, and empty answers that say what is held.

use serde::Serialize;

use crate::domain::words::QueryWord;
use crate::index::{Clause, Counts, Found, Search};
use crate::service::desk::Desk;
use crate::service::passage::{PassageShown, marks_of};
use crate::service::refusal::Failure;
use crate::service::search_request::SearchRequest;

/// Passages on a page.
pub const PAGE: usize = 10;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchAnswer {
    /// The request in its written form, without the page.
    pub query: String,
    /// How many passages match.
    pub total: usize,
    /// True when there are more than were counted.
    pub more: bool,
    /// Which page this is, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// True when no passage had all the words and those with some are shown.
    pub widened: bool,
    /// The passages of this page, in order.
    pub passages: Vec<PassageShown>,
    /// How many of them which party said.
    pub by_party: Vec<Share>,
    /// How many are of which year.
    pub by_year: Vec<Share>,
    /// When nothing was found: what is held within each limit that was set.
    pub coverage: Vec<String>,
    /// The request itself, for links to other pages.
    #[serde(skip)]
    pub request: SearchRequest,
}

/// Said in place of counts when there are more passages than are counted.
pub const NARROW: &str =
    "Too many to count by party and year; narrow it with party:, forum: or date:.";

/// A part of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Party or year.
    pub name: String,
    /// Passages.
    pub n: usize,
}

impl Desk {
    /// Looks for passages.
    ///
    /// # Errors
    /// A refusal when a value of the query names nothing that is known.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, Failure> {
        let asked = self.asked(&request.query)?;
        let mut found = self.found(request, &asked.clause)?;
        let mut widened = false;
        if let Some(wider) = asked.widened.as_ref().filter(|_| found.total.n == 0) {
            found = self.found(request, wider)?;
            widened = found.total.n > 0;
        }
        let words = asked.widened.as_ref().unwrap_or(&asked.clause).words();
        let hits = found.hits.into_iter();
        let passages = hits
            .map(|hit| marks_of(self.shown(hit.passage), &words, &asked.beginnings))
            .collect();
        let coverage = match found.total.n {
            0 => self.coverage(&asked.limits)?,
            _ => Vec::new(),
        };
        let (by_party, by_year) = self.shares(found.counts);
        Ok(SearchAnswer {
            query: SearchRequest {
                page: 1,
                ..request.clone()
            }
            .to_string(),
            total: found.total.n,
            more: found.total.more,
            page: request.page,
            pages: found.total.n.div_ceil(PAGE),
            widened,
            passages,
            by_party,
            by_year,
            coverage,
            request: request.clone(),
        })
    }

    fn shares(&self, counts: Counts) -> (Vec<Share>, Vec<Share>) {
        let party = |(code, n): (String, usize)| Share {
            name: self.reference.parties.of(&code).to_owned(),
            n,
        };
        let year = |(year, n): (i64, usize)| Share {
            name: year.to_string(),
            n,
        };
        (
            counts.by_party.into_iter().map(party).collect(),
            counts.by_year.into_iter().map(year).collect(),
        )
    }

    fn found(&self, request: &SearchRequest, clause: &Clause) -> Result<Found, Failure> {
        let words: Vec<&QueryWord> = clause.words();
        Ok(self.index.search(&Search {
            clause,
            norms: &self.ranking.called(&words),
            order: request.order,
            skip: (request.page - 1) * PAGE,
            most: PAGE,
        })?)
    }

    /// One sentence for each limit, telling whether anything is held within it.
    fn coverage(&self, limits: &[(String, Clause)]) -> Result<Vec<String>, Failure> {
        let mut sentences = Vec::new();
        for (what, limit) in limits {
            sentences.push(held(self.index.n_within(limit)?, what));
        }
        if sentences.len() > 1 {
            let all = limits.iter().map(|(_, limit)| limit.clone());
            let n = self.index.n_within(&Clause::All(all.collect()))?;
            sentences.push(held(n, "within all of these limits"));
        }
        if sentences.is_empty() {
            sentences.push(held(self.index.n_passages()?, "in all"));
        }
        Ok(sentences)
    }
}

fn held(n: usize, what: &str) -> String {
    match n {
        0 => format!("The corpus holds nothing {what}."),
        1 => format!("The corpus holds 1 passage {what}; it does not match."),
        n => format!("The corpus holds {n} passages {what}; none matches."),
    }
}
