//! Every request has one written form, a command line; it parses back to the same request.
//!
//! The terminal reads it, buttons carry it, and replies print it as the next thing to try.

use std::fmt;
use std::str::FromStr;

use crate::domain::citation::Style;
use crate::domain::locator::ParagraphList;
use crate::index::Order;
use crate::service::refusal::{Refusal, RefusalKind};
use crate::service::search_request::SearchRequest;

/// Longest command line that is read, in characters: the longest query, and what stands around it.
pub const LONGEST: usize = crate::domain::query::LONGEST + 100;

const NAMES: [&str; 8] = [
    "norm",
    "quote",
    "search",
    "statement",
    "cite",
    "nearest",
    "help",
    "about",
];

/// What a person asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Request {
    /// The norms on a topic, and what was said on them.
    Norm {
        /// Free text or a label.
        topic: String,
        /// Which page of a long answer, from 1.
        page: usize,
    },
    /// Paragraphs of a statement, in full.
    Quote {
        /// Id of the statement, as typed.
        statement: String,
        /// Which paragraphs.
        paragraphs: ParagraphList,
        /// Which page of a long text, from 1.
        page: usize,
    },
    /// Passages that have certain words.
    Search(SearchRequest),
    /// A statement's record and outline.
    Statement {
        /// Id of the statement, as typed.
        statement: String,
        /// Which page, from 1.
        page: usize,
        /// True when the whole text is wanted as a file.
        file: bool,
    },
    /// Citations of paragraphs, to copy.
    Cite {
        /// Id of the statement, as typed.
        statement: String,
        /// Which paragraphs.
        paragraphs: ParagraphList,
        /// One style; the usual ones when none is named.
        style: Option<Style>,
    },
    /// The norms and passages nearest to somebody's text.
    Nearest {
        /// The text.
        text: String,
    },
    /// How to ask.
    Help,
    /// What is held and what is not done.
    About,
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paged = |f: &mut fmt::Formatter<'_>, page: usize| match page {
            1 => Ok(()),
            page => write!(f, " page:{page}"),
        };
        match self {
            Request::Norm { topic, page } => {
                write!(f, "/norm {topic}")?;
                paged(f, *page)
            }
            Request::Quote {
                statement,
                paragraphs,
                page,
            } => {
                write!(f, "/quote {statement} {paragraphs}")?;
                paged(f, *page)
            }
            Request::Search(search) => write!(f, "/search {search}"),
            Request::Statement {
                statement,
                page,
                file,
            } => {
                write!(
                    f,
                    "/statement {statement}{}",
                    if *file { " as:file" } else { "" }
                )?;
                paged(f, *page)
            }
            Request::Cite {
                statement,
                paragraphs,
                style,
            } => {
                write!(f, "/cite {statement} {paragraphs}")?;
                style.map_or(Ok(()), |style| write!(f, " style:{style}"))
            }
            Request::Nearest { text } => write!(f, "/nearest {text}"),
            Request::Help => f.write_str("/help"),
            Request::About => f.write_str("/about"),
        }
    }
}

impl FromStr for Request {
    type Err = Refusal;

    fn from_str(line: &str) -> Result<Self, Refusal> {
        if line.chars().count() > LONGEST {
            return Err(too_long(line));
        }
        let line = line.trim().trim_start_matches('/');
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match name.to_lowercase().as_str() {
            "norm" => norm(rest),
            "quote" => quote(rest),
            "search" => Ok(Request::Search(rest.parse()?)),
            "statement" => statement(rest),
            "cite" => cite(rest),
            "nearest" => Ok(Request::Nearest {
                text: required(rest, "a text", "/nearest PASTE A TEXT HERE")?,
            }),
            "help" => Ok(Request::Help),
            "about" => Ok(Request::About),
            _ => Err(unknown(name)),
        }
    }
}

fn norm(rest: &str) -> Result<Request, Refusal> {
    let (topic, page) = paged(rest)?;
    let topic = required(&topic, "a topic", "/norm critical infrastructure")?;
    Ok(Request::Norm { topic, page })
}

fn quote(rest: &str) -> Result<Request, Refusal> {
    let (rest, page) = paged(rest)?;
    let (statement, paragraphs) = located(&rest, "/quote chn-cd-2015-cyber 5")?;
    Ok(Request::Quote {
        statement,
        paragraphs,
        page,
    })
}

fn statement(rest: &str) -> Result<Request, Refusal> {
    let (rest, page) = paged(rest)?;
    let (rest, file) = match rest.strip_suffix(" as:file") {
        Some(rest) => (rest, true),
        None => (rest.as_str(), false),
    };
    let statement = required(rest, "a statement's id", "/statement chn-cd-2015-cyber")?;
    Ok(Request::Statement {
        statement,
        page,
        file,
    })
}

fn cite(rest: &str) -> Result<Request, Refusal> {
    let (rest, style) = match rest.rsplit_once(" style:") {
        Some((rest, style)) => (
            rest,
            Some(
                style
                    .parse()
                    .map_err(|error| bad(&error, "/cite chn-cd-2015-cyber 5 style:oscola"))?,
            ),
        ),
        None => (rest, None),
    };
    let (statement, paragraphs) = located(rest, "/cite chn-cd-2015-cyber 5")?;
    Ok(Request::Cite {
        statement,
        paragraphs,
        style,
    })
}

/// A statement's id and paragraphs.
fn located(rest: &str, example: &str) -> Result<(String, ParagraphList), Refusal> {
    let rest = required(rest, "a statement's id and a paragraph", example)?;
    let Some((statement, paragraphs)) = rest.split_once(char::is_whitespace) else {
        let message = format!("`{rest}` names a statement and no paragraph.");
        return Err(Refusal::new(
            RefusalKind::BadRequest,
            message,
            format!("Add a number, a range or a list, such as `{example}`."),
        ));
    };
    let paragraphs = paragraphs.parse().map_err(|error| bad(&error, example))?;
    Ok((statement.to_owned(), paragraphs))
}

/// Takes `page:N` off the end.
fn paged(rest: &str) -> Result<(String, usize), Refusal> {
    let spaced = format!(" {rest}");
    let Some((before, page)) = spaced.rsplit_once(" page:") else {
        return Ok((rest.to_owned(), 1));
    };
    let page = page_number(page)?;
    Ok((before.trim().to_owned(), page))
}

/// A page, from 1.
pub(super) fn page_number(typed: &str) -> Result<usize, Refusal> {
    match typed.parse() {
        Ok(page @ 1..=100_000) => Ok(page),
        _ => Err(Refusal::new(
            RefusalKind::BadRequest,
            format!("`page:{typed}` is not a page."),
            "Pages are whole numbers from 1 on.",
        )),
    }
}

/// An order given as an option.
pub(super) fn order(typed: &str) -> Result<Order, Refusal> {
    match typed {
        "rank" => Ok(Order::Rank),
        "newest" => Ok(Order::Newest),
        _ => Err(Refusal::new(
            RefusalKind::BadRequest,
            format!("`order:{typed}` is not an order."),
            "Write order:rank or order:newest.",
        )),
    }
}

fn required(rest: &str, what: &str, example: &str) -> Result<String, Refusal> {
    match rest.trim() {
        "" => Err(Refusal::new(
            RefusalKind::BadRequest,
            format!("This command needs {what}."),
            format!("Try `{example}`."),
        )),
        rest => Ok(rest.to_owned()),
    }
}

fn bad(error: &dyn fmt::Display, example: &str) -> Refusal {
    Refusal::new(
        RefusalKind::BadRequest,
        format!("{error}."),
        format!("For example `{example}`."),
    )
}

fn too_long(line: &str) -> Refusal {
    let n = line.chars().count();
    Refusal::new(
        RefusalKind::TooLong,
        format!("This is {n} characters long, and at most {LONGEST} are read."),
        "Shorten it to the part that matters.",
    )
}

fn unknown(name: &str) -> Refusal {
    let near = NAMES.iter().max_by(|one, other| {
        strsim::jaro_winkler(one, name).total_cmp(&strsim::jaro_winkler(other, name))
    });
    let hint = match near {
        Some(near) if strsim::jaro_winkler(near, name) > 0.75 => format!("Did you mean `/{near}`?"),
        _ => format!(
            "There are {}.",
            NAMES.map(|name| format!("/{name}")).join(", ")
        ),
    };
    let name: String = name.chars().take(40).collect();
    let message = match name.as_str() {
        "" => "No command was given.".to_owned(),
        name => format!("`{name}` is not a command."),
    };
    Refusal::new(RefusalKind::UnknownCommand, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, canonical: &str) {
        let request: Request = typed.parse().unwrap();
        assert_eq!(request.to_string(), canonical);
        assert_eq!(canonical.parse::<Request>().as_ref(), Ok(&request));
    }

    #[test]
    fn a_line_is_taken_with_or_without_its_slash() {
        check(
            "/norm critical infrastructure",
            "/norm critical infrastructure",
        );
        check("  NORM  GGE 13f ", "/norm GGE 13f");
        check("norm sovereignty page:2", "/norm sovereignty page:2");
        check(
            "quote chn-cd-2015-cyber 7,5-6",
            "/quote chn-cd-2015-cyber 5-7",
        );
        check(
            "statement chn-cd-2015-cyber",
            "/statement chn-cd-2015-cyber",
        );
        check("statement x as:file", "/statement x as:file");
        check("cite x 5 style:ris", "/cite x 5 style:ris");
        check("/search cyber order:newest", "/search cyber order:newest");
        check("help", "/help");
    }

    #[track_caller]
    fn refused(typed: &str, message: &str, hint: &str) {
        let refusal = typed.parse::<Request>().unwrap_err();
        assert_eq!(
            (refusal.message.as_str(), refusal.hint.as_str()),
            (message, hint)
        );
    }

    #[test]
    fn a_mistake_is_answered_with_what_to_do() {
        refused(
            "/nrom x",
            "`nrom` is not a command.",
            "Did you mean `/norm`?",
        );
        refused(
            "/norm",
            "This command needs a topic.",
            "Try `/norm critical infrastructure`.",
        );
        refused(
            "/quote chn-cd-2015-cyber",
            "`chn-cd-2015-cyber` names a statement and no paragraph.",
            "Add a number, a range or a list, such as `/quote chn-cd-2015-cyber 5`.",
        );
        refused(
            "/norm x page:0",
            "`page:0` is not a page.",
            "Pages are whole numbers from 1 on.",
        );
    }
}
