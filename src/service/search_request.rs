//! The written form of a search: a query and how its answer is shown; display and parse are
//! inverse.

use std::fmt;
use std::str::FromStr;

use crate::domain::query::{Mistake, Problem, Query, Reading};
use crate::index::Order;
use crate::service::command::{order, page_number};
use crate::service::refusal::{Refusal, RefusalKind};

/// What is looked for, and which part of what was found is shown in which order.
///
/// [`fmt::Display`] gives the one written form, which parses back to itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchRequest {
    /// What is looked for and within which limits.
    pub query: Query,
    /// Best or newest first.
    pub order: Order,
    /// Which page, from 1.
    pub page: usize,
}

impl SearchRequest {
    /// The first page of what `query` finds, best first.
    pub fn new(query: Query) -> Self {
        SearchRequest {
            query,
            order: Order::Rank,
            page: 1,
        }
    }

    /// The same, looking for passages that all of `limits`, names of fields with their values,
    /// hold for as well.
    ///
    /// # Errors
    /// A refusal when a value is none of its field.
    pub fn within(self, limits: &[(&str, &str)]) -> Result<Self, Refusal> {
        let mut parts = vec![self.query];
        for (name, value) in limits {
            parts.push(Query::limit(name, value)?);
        }
        let query = Query::all(parts);
        let written = query.to_string();
        let query = query.checked().map_err(|problem| {
            let query = written;
            let at = 0..query.chars().count();
            Refusal::from(Mistake {
                problem,
                query,
                at,
                instead: None,
            })
        })?;
        Ok(SearchRequest { query, ..self })
    }
}

impl fmt::Display for SearchRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.query.fmt(f)?;
        if self.order == Order::Newest {
            f.write_str(" order:newest")?;
        }
        match self.page {
            1 => Ok(()),
            page => write!(f, " page:{page}"),
        }
    }
}

impl FromStr for SearchRequest {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        if text.trim().is_empty() {
            return Err(nothing());
        }
        let reading: Reading = text.parse()?;
        let Some(query) = reading.query else {
            let typed: String = text.trim().chars().take(60).collect();
            let message = format!("`{typed}` has no word to look for.");
            let hint = Problem::NoWord.expected();
            return Err(Refusal::new(RefusalKind::BadRequest, message, hint));
        };
        let mut request = SearchRequest::new(query);
        for (name, value) in &reading.settings {
            match *name {
                "order" => request.order = order(value)?,
                _ => request.page = page_number(value)?,
            }
        }
        Ok(request)
    }
}

fn nothing() -> Refusal {
    Refusal::new(
        RefusalKind::BadRequest,
        "This command needs something to look for.",
        "Try `/search \"critical infrastructure\" party:China`.",
    )
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
        check("party:China cyber order:rank", "cyber party:China");
        check(
            "x to:2016 from:2015-08 page:2 order:newest",
            "x date:2015-08..2016 order:newest page:2",
        );
        check("(a page:2 OR b)", "a OR b page:2");
        check("\"page:2\"", "\"page:2\"");
    }

    #[test]
    fn options_and_fields_are_two_ways_to_say_the_same() {
        let typed: SearchRequest = "attack party:\"Russian Federation\" from:2015 page:2"
            .parse()
            .unwrap();
        let request = |query: &str| SearchRequest {
            page: 2,
            ..query.parse().unwrap()
        };
        let options = [("party", "“Russian” Federation"), ("from", "2015")];
        assert_eq!(request("attack").within(&options), Ok(typed));
        let mixed = request("attack to:2018")
            .within(&[("from", "2015")])
            .unwrap();
        assert_eq!(mixed.to_string(), "attack date:2015..2018 page:2");
        let refusal = request("attack").within(&[("from", "soon")]).unwrap_err();
        assert!(
            refusal.message.contains("`soon` is not a date"),
            "{refusal:?}"
        );
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
            "page:2",
            "?",
        ] {
            assert!(typed.parse::<SearchRequest>().is_err(), "{typed}");
        }
    }

    #[test]
    fn a_refusal_has_the_place_and_a_query_to_copy() {
        let refusal = "attack (hospital OR clinic"
            .parse::<SearchRequest>()
            .unwrap_err();
        assert_eq!(
            refusal.message,
            "A bracket is not closed (character 8, at `(hospital OR clinic`)."
        );
        assert!(
            refusal
                .hint
                .ends_with("Did you mean `attack (hospital OR clinic)`?"),
            "{}",
            refusal.hint
        );
        assert_eq!(
            refusal.instead.as_deref(),
            Some("attack (hospital OR clinic)")
        );
        let place = refusal.place.unwrap();
        assert_eq!((place.start, place.end), (7, 8));
    }
}
