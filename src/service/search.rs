//! `/search`: ranked passages with filters, counts, and empty answers that say what is held.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::domain::date::PartialDate;
use crate::domain::names::{Name, Names};
use crate::domain::words::{QueryWord, query_words};
use crate::index::{Counts, Filters, Order, Text};
use crate::service::command::{date, order, page_number};
use crate::service::desk::Desk;
use crate::service::passage::{PassageShown, marks};
use crate::service::refusal::{Failure, Refusal, RefusalKind};

/// Passages on a page.
pub const PAGE: usize = 10;

/// What is looked for.
///
/// Written as words, `"phrases"` and `-not`, then options such as `party:CHN` or
/// `speaker:"Fu Cong"`; [`fmt::Display`] gives the canonical form, which parses back to itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchRequest {
    /// What to look for in the text.
    pub clauses: Vec<Clause>,
    /// A party, as typed.
    pub party: Option<String>,
    /// A forum, as typed.
    pub forum: Option<String>,
    /// A speaker's name or a part of it.
    pub speaker: Option<String>,
    /// A language tag.
    pub language: Option<String>,
    /// Not before.
    pub from: Option<PartialDate>,
    /// Not after.
    pub to: Option<PartialDate>,
    /// Best or newest first.
    pub order: Order,
    /// Which page, from 1.
    pub page: usize,
}

/// A word or a phrase, wanted or unwanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clause {
    /// True when it must not occur.
    pub not: bool,
    /// True when it was in quotation marks.
    pub phrase: bool,
    /// The words.
    pub text: String,
}

impl Default for SearchRequest {
    fn default() -> Self {
        SearchRequest {
            clauses: Vec::new(),
            party: None,
            forum: None,
            speaker: None,
            language: None,
            from: None,
            to: None,
            order: Order::Rank,
            page: 1,
        }
    }
}

impl fmt::Display for SearchRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self.clauses.iter().map(ToString::to_string).collect();
        let options = [
            ("party", &self.party),
            ("forum", &self.forum),
            ("speaker", &self.speaker),
            ("language", &self.language),
        ];
        for (name, value) in options {
            parts.extend(
                value
                    .as_ref()
                    .map(|value| format!("{name}:{}", quoted(value))),
            );
        }
        parts.extend(self.from.map(|from| format!("from:{from}")));
        parts.extend(self.to.map(|to| format!("to:{to}")));
        parts.extend((self.order == Order::Newest).then(|| "order:newest".to_owned()));
        parts.extend((self.page > 1).then(|| format!("page:{}", self.page)));
        f.write_str(&parts.join(" "))
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = if self.not { "-" } else { "" };
        match self.phrase {
            true => write!(f, "{not}\"{}\"", self.text),
            false => write!(f, "{not}{}", self.text),
        }
    }
}

fn quoted(value: &str) -> String {
    match value.contains(char::is_whitespace) {
        true => format!("\"{value}\""),
        false => value.to_owned(),
    }
}

impl FromStr for SearchRequest {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let mut request = SearchRequest::default();
        for piece in pieces(text)? {
            request.take(&piece)?;
        }
        if request.clauses.is_empty() && !request.is_filtered() {
            return Err(Refusal::new(
                RefusalKind::BadRequest,
                "This command needs something to look for.",
                "Try `/search \"critical infrastructure\" party:China`.",
            ));
        }
        Ok(request)
    }
}

/// Splits at spaces outside quotation marks; typographic marks are read as straight ones.
fn pieces(text: &str) -> Result<Vec<String>, Refusal> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        let letter = if matches!(letter, '“' | '”' | '„' | '«' | '»') {
            '"'
        } else {
            letter
        };
        quoted ^= letter == '"';
        match pieces.last_mut() {
            Some(piece) if quoted || !letter.is_whitespace() => piece.push(letter),
            _ => pieces.push(String::new()),
        }
    }
    if quoted {
        return Err(Refusal::new(
            RefusalKind::BadRequest,
            "A quotation mark is not closed.",
            "Write phrases between two marks, such as \"supply chain\".",
        ));
    }
    pieces.retain(|piece| !piece.is_empty());
    Ok(pieces)
}

impl SearchRequest {
    fn take(&mut self, piece: &str) -> Result<(), Refusal> {
        let (name, value) = piece.split_once(':').unwrap_or(("", piece));
        let value = value.trim_matches('"').trim();
        match name {
            "party" => self.party = option(name, value)?,
            "forum" => self.forum = option(name, value)?,
            "speaker" => self.speaker = option(name, value)?,
            "language" | "lang" => self.language = option(name, value)?,
            "from" => self.from = Some(date(value)?),
            "to" => self.to = Some(date(value)?),
            "order" => self.order = order(value)?,
            "page" => self.page = page_number(value)?,
            _ => self.clauses.extend(clause(piece)),
        }
        Ok(())
    }

    /// True when anything but words limits the search.
    pub fn is_filtered(&self) -> bool {
        let named = [&self.party, &self.forum, &self.speaker, &self.language];
        named.iter().any(|value| value.is_some()) || self.from.is_some() || self.to.is_some()
    }

    fn text(&self, all: bool) -> Text {
        let mut text = Text {
            all,
            ..Text::default()
        };
        for clause in &self.clauses {
            let words = query_words(&clause.text);
            match (clause.not, clause.phrase || words.len() > 1) {
                _ if words.is_empty() => {}
                (true, _) => text.without.push(words),
                (false, true) if clause.phrase => text.phrases.push(words),
                (false, _) => text.words.extend(words),
            }
        }
        text
    }
}

fn option(name: &str, value: &str) -> Result<Option<String>, Refusal> {
    match value {
        "" => Err(Refusal::new(
            RefusalKind::BadRequest,
            format!("`{name}:` has no value."),
            format!(
                "Write it without a space behind the colon, such as {name}:CHN, or leave it out."
            ),
        )),
        value => Ok(Some(value.to_owned())),
    }
}

fn clause(piece: &str) -> Option<Clause> {
    let (not, rest) = match piece.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, piece),
    };
    let phrase = rest.starts_with('"');
    let text = rest.replace('"', " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_start_matches('-').to_owned();
    (!text.is_empty()).then_some(Clause {
        not,
        phrase: phrase || text.contains(' '),
        text,
    })
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, canonical: &str) {
        let request: SearchRequest = typed.parse().unwrap();
        assert_eq!(request.to_string(), canonical);
        assert_eq!(canonical.parse::<SearchRequest>(), Ok(request));
    }

    #[test]
    fn a_search_has_one_written_form() {
        check("cyber  terrorism", "cyber terrorism");
        check("“supply chain” -network", "\"supply chain\" -network");
        check("party:China cyber", "cyber party:China");
        check("speaker:\"Fu Cong\" x", "x speaker:\"Fu Cong\"");
        check(
            "x to:2016 from:2015-08 page:2 order:newest",
            "x from:2015-08 to:2016 order:newest page:2",
        );
        check("http://x.y", "http://x.y");
        check("forum:CD", "forum:CD");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for typed in [
            "",
            "\"open",
            "x from:yesterday",
            "party:",
            "x page:-1",
            "x order:best",
        ] {
            assert!(typed.parse::<SearchRequest>().is_err(), "{typed}");
        }
    }
}
