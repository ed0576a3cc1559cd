//! `/search`: ranked passages with filters, counts, and empty answers that say what is held.

use serde::Serialize;

use crate::domain::words::QueryWord;
use crate::index::{Clause, Counts, Found, Search};
use crate::service::desk::Desk;
use crate::service::limit;
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
    /// What was searched besides the words as typed, the worthiest first.
    pub also: Vec<String>,
    /// True when the thesaurus leads to more than was searched.
    pub also_more: bool,
    /// Typing errors that were mended: as typed, as read.
    pub mended: Vec<(String, String)>,
    /// Beginnings for which not all words were looked for, and for how many they were.
    pub cut: Vec<(String, usize)>,
    /// Fields whose value is not the name that it stands for, and that name.
    pub named: Vec<(String, String)>,
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

impl SearchAnswer {
    /// How the query was read, where that is not as it was typed; a sentence each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(mended(&self.mended));
        if !self.also.is_empty() {
            let more = if self.also_more {
                "; others were left out"
            } else {
                ""
            };
            notes.push(format!("Also searched: {}{more}.", self.also.join(", ")));
        }
        notes.extend(cut(&self.cut));
        let named = self.named.iter();
        let named: Vec<String> = named
            .map(|(field, name)| format!("`{field}` is {name}"))
            .collect();
        notes.extend((!named.is_empty()).then(|| format!("{}.", named.join(", "))));
        if self.widened {
            notes.push("No passage has all of these words; these have some of them.".to_owned());
        }
        notes
    }

    /// The request with every word meant exactly, when another was read besides or instead.
    pub fn as_typed(&self) -> Option<SearchRequest> {
        if self.also.is_empty() && self.mended.is_empty() {
            return None;
        }
        // The marks make it longer, perhaps too long.
        let query = self.request.query.clone().exact().checked().ok()?;
        Some(SearchRequest {
            query,
            page: 1,
            ..self.request.clone()
        })
    }
}

/// What nothing has, and what was searched for in its place.
fn mended(mended: &[(String, String)]) -> Option<String> {
    let listed = |word: fn(&(String, String)) -> &String, joint: &str| {
        let words: Vec<String> = mended
            .iter()
            .map(|one| format!("`{}`", word(one)))
            .collect();
        words.join(joint)
    };
    let typed = listed(|(typed, _)| typed, " or ");
    let read = listed(|(_, read)| read, " and ");
    let note = format!("Nothing has {typed}; searched for {read}.");
    (!mended.is_empty()).then_some(note)
}

/// That not all words with these beginnings are looked for.
fn cut(cut: &[(String, usize)]) -> Option<String> {
    const MOST: usize = 4;
    let (_, n) = cut.iter().max_by_key(|(_, n)| n)?;
    let starts = cut.iter().take(MOST).map(|(start, _)| format!("`{start}`"));
    let mut starts = starts.collect::<Vec<_>>().join(", ");
    if cut.len() > MOST {
        starts += &format!(" and {} more", cut.len() - MOST);
    }
    let of_each = if cut.len() > 1 { " of each" } else { "" };
    Some(format!(
        "Of the words that begin with {starts}, {n}{of_each} were looked for, the commonest."
    ))
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
        let marked = asked.marked();
        let hits = found.hits.into_iter();
        let passages = hits
            .map(|hit| marks_of(self.shown(hit.passage), &marked))
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
            also: asked.also.written(),
            also_more: asked.also.more,
            named: limit::named_otherwise(&self.reference, &request.query),
            passages,
            by_party,
            by_year,
            coverage,
            request: request.clone(),
            mended: asked.also.mended,
            cut: asked.cut,
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
