//! The written form of a search: words, phrases, `-not`, and options; display and parse are inverse.

use std::fmt;
use std::str::FromStr;

use crate::domain::date::PartialDate;
use crate::domain::words::query_words;
use crate::index::{Clause, Order};
use crate::service::command::{date, order, page_number};
use crate::service::refusal::{Refusal, RefusalKind};

/// What is looked for.
///
/// Written as words, `"phrases"` and `-not`, then options such as `party:CHN` or
/// `speaker:"Fu Cong"`; [`fmt::Display`] gives the canonical form, which parses back to itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchRequest {
    /// What to look for in the text.
    pub clauses: Vec<Part>,
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
pub struct Part {
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

impl fmt::Display for Part {
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
            _ => self.clauses.extend(part(piece)),
        }
        Ok(())
    }

    /// True when anything but words limits the search.
    pub fn is_filtered(&self) -> bool {
        let named = [&self.party, &self.forum, &self.speaker, &self.language];
        named.iter().any(|value| value.is_some()) || self.from.is_some() || self.to.is_some()
    }

    /// What the words ask for: all of them, or any.
    pub(super) fn words(&self, all: bool) -> Vec<Clause> {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for part in &self.clauses {
            let words = query_words(&part.text);
            match (part.not, part.phrase) {
                _ if words.is_empty() => {}
                (true, _) => unwanted.push(Clause::Not(Box::new(Clause::Phrase(words)))),
                (false, true) => wanted.push(Clause::Phrase(words)),
                (false, false) => wanted.extend(words.into_iter().map(Clause::Word)),
            }
        }
        let words = match wanted.is_empty() || all {
            true => Clause::All(wanted),
            false => Clause::Any(wanted),
        };
        std::iter::once(words).chain(unwanted).collect()
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

fn part(piece: &str) -> Option<Part> {
    let (not, rest) = match piece.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, piece),
    };
    let phrase = rest.starts_with('"');
    let text = rest.replace('"', " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_start_matches('-').to_owned();
    (!text.is_empty()).then_some(Part {
        not,
        phrase: phrase || text.contains(' '),
        text,
    })
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
