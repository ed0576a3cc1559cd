//! A query: what is looked for, as a tree. The same for a search, an alert and a tagging rule.
//!
//! Values of fields stand as people typed them; who answers a query knows what they name.
//! [`std::str::FromStr`] reads a query as people write it and [`std::fmt::Display`] gives its one
//! written form, which reads as the same query. How signs bind, from tightest to loosest: `-` and
//! `NOT`, `near/5`, words side by side, `OR`.

mod field;
mod lex;
pub mod matching;
mod mistake;
mod normal;
mod parse;
#[cfg(test)]
mod tests;
mod values;
mod write;

use crate::domain::date::PartialDate;
use crate::domain::statement::Kind;

pub use crate::domain::query::mistake::{Mistake, Problem};
pub use crate::domain::query::parse::Reading;

/// Longest query that is read, in characters; Discord's own limit for an option is 6,000.
pub const LONGEST: usize = 6_000;
/// Most words, phrases and fields of a query, those of all alternatives counted.
pub const MOST_PARTS: usize = 64;
/// How deep brackets can stand within one another.
pub const DEEPEST: usize = 8;
/// Largest number behind `near/`.
pub const FARTHEST: u32 = 50;
/// Letters that must stand before a star; one is enough for Han, where it is half a word.
pub const SHORTEST_PREFIX: usize = 2;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Query {
    /// A word, in any of its forms.
    Word(Word),
    /// Words that begin so; `cyber*`.
    Prefix(String),
    /// Words that follow each other; `"supply chain"`.
    Phrase(String),
    /// Two words or phrases at most `within` words apart, in any order; `attack near/5 hospital`.
    Near {
        /// A [`Query::Word`], [`Query::Prefix`] or [`Query::Phrase`].
        left: Box<Query>,
        /// The same.
        right: Box<Query>,
        /// How far apart: 1 means side by side.
        within: u32,
    },
    /// A limit on the statement or on its tags; `party:CHN`.
    Field(Field),
    /// What must not be; `-network`.
    Not(Box<Query>),
    /// All of these.
    All(Vec<Query>),
    /// At least one of these; `OR`.
    Any(Vec<Query>),
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    /// As typed.
    pub text: String,
    /// True when neither words of like meaning are wanted nor another spelling; `=hospital`.
    pub exact: bool,
}

/// A limit, its value as typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// The party that speaks.
    Party(String),
    /// The group that speaks, or on whose behalf somebody does.
    Group(String),
    /// The person who speaks: a name or a part of it.
    Speaker(String),
    /// The body it was said in.
    Forum(String),
    /// A norm that the paragraph is tagged with.
    Norm(String),
    /// The language of the text.
    Language(String),
    /// When it was said.
    Date(Period),
    /// Words of the statement's title.
    Title(String),
    /// What kind of text it is.
    Kind(Kind),
}

/// A stretch of time, both ends belonging to it; at least one end is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// Not before.
    pub from: Option<PartialDate>,
    /// Not after.
    pub to: Option<PartialDate>,
}
