//! `/search`: ranked passages with filters, counts, and empty answers that say what is held.

use serde::Serialize;

use crate::domain::date::PartialDate;
use crate::domain::names::{Name, Names};
use crate::domain::words::QueryWord;
use crate::index::{Clause, Counts, Found, Search};
use crate::service::desk::Desk;
use crate::service::passage::{PassageShown, marks};
use crate::service::refusal::{Failure, Refusal, RefusalKind};
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
    /// A refusal when a party or forum is not known.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, Failure> {
        let filters = self.filters(request)?;
        let words = request.words(true);
        let clause = Clause::All(words.into_iter().chain(filters.clone()).collect());
        if !request.clauses.is_empty() && request.words(true) == [Clause::All(Vec::new())] {
            return Err(no_words(request).into());
        }
        let mut found = self.found(request, &clause)?;
        let several = clause.words().iter().filter(|word| !word.common).count() > 1;
        let widened = found.total.n == 0 && several;
        if widened {
            let any = request.words(false).into_iter().chain(filters.clone());
            found = self.found(request, &Clause::All(any.collect()))?;
        }
        let looked_for: Vec<QueryWord> = clause.words().into_iter().cloned().collect();
        let hits = found.hits.into_iter();
        let passages = hits
            .map(|hit| marks(self.shown(hit.passage), &looked_for))
            .collect();
        let coverage = match found.total.n {
            0 => self.coverage(request, &filters)?,
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
            widened: widened && found.total.n > 0,
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
        Ok(self.index.search(&Search {
            clause,
            norms: &[],
            order: request.order,
            skip: (request.page - 1) * PAGE,
            most: PAGE,
        })?)
    }

    /// The limits that were set, each with the codes behind the names that were typed.
    fn filters(&self, request: &SearchRequest) -> Result<Vec<Clause>, Refusal> {
        let limits = self.limits(request)?;
        Ok(limits.into_iter().map(|(_, limit)| limit).collect())
    }

    /// One sentence for each limit, telling whether anything is held within it.
    fn coverage(
        &self,
        request: &SearchRequest,
        filters: &[Clause],
    ) -> Result<Vec<String>, Failure> {
        let mut sentences = Vec::new();
        for (what, limit) in self.limits(request)? {
            sentences.push(held(self.index.n_within(&limit)?, &what));
        }
        if sentences.len() > 1 {
            let n = self.index.n_within(&Clause::All(filters.to_vec()))?;
            sentences.push(held(n, "within all of these limits"));
        }
        if sentences.is_empty() {
            sentences.push(held(self.index.n_passages()?, "in all"));
        }
        Ok(sentences)
    }

    /// Each limit that was set, in words, and what it limits to.
    fn limits(&self, request: &SearchRequest) -> Result<Vec<(String, Clause)>, Refusal> {
        let mut limits = Vec::new();
        if let Some(typed) = &request.party {
            let party = named(&self.reference.parties, "party", typed)?;
            let what = format!("from {}", party.name);
            limits.push((what, Clause::Party(party.code.clone())));
        }
        if let Some(typed) = &request.forum {
            let forum = named(&self.reference.forums, "forum", typed)?;
            let what = format!("made in the {}", forum.name);
            limits.push((what, Clause::Forum(forum.code.clone())));
        }
        if let Some(name) = &request.speaker {
            let what = format!("by a speaker named {name}");
            limits.push((what, Clause::Speaker(name.clone())));
        }
        if let Some(tag) = &request.language {
            let what = format!("in the language `{tag}`");
            limits.push((what, Clause::Language(tag.to_lowercase())));
        }
        if let Some(what) = period(request) {
            let from = request.from.map(PartialDate::first_day);
            let to = request.to.map(PartialDate::last_day);
            limits.push((what, Clause::Date { from, to }));
        }
        Ok(limits)
    }
}

/// Signs alone would match everything, which nobody means by them.
fn no_words(request: &SearchRequest) -> Refusal {
    let typed: Vec<String> = request.clauses.iter().map(ToString::to_string).collect();
    let typed: String = typed.join(" ").chars().take(60).collect();
    Refusal::new(
        RefusalKind::BadRequest,
        format!("`{typed}` has no word to look for."),
        "Write words, \"phrases\" or -without; to list all that is held, set a limit alone, such as party:CHN.",
    )
}

fn held(n: usize, what: &str) -> String {
    match n {
        0 => format!("The corpus holds nothing {what}."),
        1 => format!("The corpus holds 1 passage {what}; it does not match."),
        n => format!("The corpus holds {n} passages {what}; none matches."),
    }
}

fn period(request: &SearchRequest) -> Option<String> {
    match (request.from, request.to) {
        (Some(from), Some(to)) => Some(format!("from {} to {}", from.long(), to.long())),
        (Some(from), None) => Some(format!("from {} on", from.long())),
        (None, Some(to)) => Some(format!("up to {}", to.long())),
        (None, None) => None,
    }
}

fn named<'a>(names: &'a Names, what: &str, typed: &str) -> Result<&'a Name, Refusal> {
    names.find(typed).ok_or_else(|| {
        let near = names
            .iter()
            .max_by(|one, other| alike(one, typed).total_cmp(&alike(other, typed)));
        let hint = match near {
            Some(near) if alike(near, typed) > 0.8 => {
                format!("Did you mean {what}:{} ({})?", near.code, near.name)
            }
            _ => format!(
                "Write a code or a name, such as {what}:{}.",
                names.iter().next().map_or("CHN", |name| &name.code)
            ),
        };
        Refusal::new(
            RefusalKind::UnknownName,
            format!("No {what} is known as `{typed}`."),
            hint,
        )
    })
}

fn alike(name: &Name, typed: &str) -> f64 {
    let typed = typed.to_lowercase();
    strsim::jaro_winkler(&name.name.to_lowercase(), &typed)
}
