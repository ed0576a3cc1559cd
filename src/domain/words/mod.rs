//! The one analysis chain: how text becomes the terms that are indexed, searched and marked.
//!
//! Segment (Unicode word boundaries, pairs of Han characters), normalise (compatibility forms,
//! case, look-alikes, spelling), stem (by language), fold (accents go last, because stemmers need
//! them). Indexing, queries, marking and alerts all go through here, and the chain knows nothing
//! of the engine that stores the terms.
//!
//! [`analyse`] is for text whose language is known, [`query_words`] for text whose language is
//! not.

mod analyser;
mod arabic;
mod common;
mod look_alikes;
mod normalise;
mod query;
mod seen;
mod segment;
mod spelling;
mod stem;
mod typing;

use std::ops::Range;

pub use crate::domain::words::analyser::{Analyser, TokenRef, each_token};
pub use crate::domain::words::query::{Prefix, QueryWord, query_prefix, query_words, words_in};
pub use crate::domain::words::stem::{Language, Languages};
pub use crate::domain::words::typing::{first_letter, meant};

/// A term and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What is stored and compared.
    pub term: String,
    /// The word before stemming and before its spelling is made one: lower case, no accents.
    /// What prefixes and typing errors are compared with.
    pub form: String,
    /// Bytes of the text it was made from.
    pub span: Range<usize>,
}

/// The terms of `text`, written in `language` (a BCP 47 tag), in order.
pub fn analyse(text: &str, language: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 6);
    each_token(text, language, |token| {
        tokens.push(Token {
            term: token.term.to_owned(),
            form: token.form.to_owned(),
            span: token.span,
        });
    });
    tokens
}

/// True for the characters that are written without spaces and compared in pairs.
fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests;
