//! `/search`: ranked passages with filters, counts, and empty answers that say what is held.

use serde::Serialize;

use crate::domain::date::PartialDate;
use crate::domain::names::{Name, Names};
use crate::domain::words::QueryWord;
use crate::index::{Counts, Filters};
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
        let skip = (request.page - 1) * PAGE;
        let text = request.text(true);
        if text.is_empty() && !request.clauses.is_empty() {
            return Err(no_words(request).into());
        }
        let mut found = self
            .index
            .search(&text, &filters, request.order, skip, PAGE)?;
        let several = text.words.iter().filter(|word| !word.common).count() > 1;
        let widened = found.total == 0 && several;
        if widened {
            let any = request.text(false);
            found = self
                .index
                .search(&any, &filters, request.order, skip, PAGE)?;
        }
        let looked_for: Vec<QueryWord> = text
            .words
            .into_iter()
            .chain(text.phrases.into_iter().flatten())
            .collect();
        let mut passages = Vec::new();
        for hit in found.hits {
            let passage = self.shown(hit.passage)?;
            passages.extend(passage.map(|passage| marks(passage, &looked_for)));
        }
        let coverage = match found.total {
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
            total: found.total,
            page: request.page,
            pages: found.total.div_ceil(PAGE),
            widened: widened && found.total > 0,
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

    /// The codes behind the names that were typed.
    fn filters(&self, request: &SearchRequest) -> Result<Filters, Refusal> {
        let code = |names: &Names, what: &str, typed: &Option<String>| {
            let named = typed.as_ref().map(|typed| named(names, what, typed));
            named
                .transpose()
                .map(|name| name.map(|name| name.code.clone()))
        };
        Ok(Filters {
            party: code(&self.reference.parties, "party", &request.party)?,
            forum: code(&self.reference.forums, "forum", &request.forum)?,
            speaker: request.speaker.clone(),
            language: request
                .language
                .as_ref()
                .map(|language| language.to_lowercase()),
            from: request.from.map(PartialDate::first_day),
            to: request.to.map(PartialDate::last_day),
        })
    }

    /// One sentence for each limit, telling whether anything is held within it.
    fn coverage(&self, request: &SearchRequest, filters: &Filters) -> Result<Vec<String>, Failure> {
        let mut sentences = Vec::new();
        for (what, limit) in self.limits(request, filters) {
            sentences.push(held(self.index.n_within(&limit)?, &what));
        }
        if sentences.len() > 1 {
            let n = self.index.n_within(filters)?;
            sentences.push(held(n, "within all of these limits"));
        }
        if sentences.is_empty() {
            let n = self.index.n_within(&Filters::default())?;
            sentences.push(held(n, "in all"));
        }
        Ok(sentences)
    }

    /// Each limit that was set, by itself, and what it limits to.
    fn limits(&self, request: &SearchRequest, filters: &Filters) -> Vec<(String, Filters)> {
        let mut limits = Vec::new();
        let mut limit = |what: Option<String>, only: Filters| {
            limits.extend(what.map(|what| (what, only)));
        };
        let party = filters.party.as_deref();
        let forum = filters.forum.as_deref();
        limit(
            party.map(|code| format!("from {}", self.reference.parties.of(code))),
            Filters::default().of_party(party),
        );
        limit(
            forum.map(|code| format!("made in the {}", self.reference.forums.of(code))),
            Filters::default().in_forum(forum),
        );
        let speaker = request.speaker.as_ref();
        let by_speaker = Filters {
            speaker: filters.speaker.clone(),
            ..Filters::default()
        };
        limit(
            speaker.map(|name| format!("by a speaker named {name}")),
            by_speaker,
        );
        let language = request.language.as_ref();
        let in_language = Filters {
            language: filters.language.clone(),
            ..Filters::default()
        };
        limit(
            language.map(|tag| format!("in the language `{tag}`")),
            in_language,
        );
        let within = Filters {
            from: filters.from,
            to: filters.to,
            ..Filters::default()
        };
        limit(period(request), within);
        limits
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
