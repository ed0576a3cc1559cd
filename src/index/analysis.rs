//! Carries terms to the engine that were made beforehand: a statement's words are analysed once,
//! for all that is done with them.
//!
//! Terms are packed into one string, each with [`END`] behind it; an empty one stands between the
//! words of a title and those of a text. Terms have letters and digits, so none holds the signs
//! that part them.

use std::str::Split;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::domain::words::each_token;

/// Name of the tokenizer.
pub(super) const PACKED: &str = "packed";
/// Positions of the text's words begin here, those of a title's before it. What lies between is
/// wider than any two words may be apart that a query asks for, so that none of its matches spans
/// both.
pub(super) const TEXT_AT: u32 = 128;
/// Further words of a title all stand here.
const TITLE_END: u32 = 64;

const END: char = '\u{1}';
/// Between a form and its term.
const BETWEEN: char = '\0';

/// Adds a term.
pub(super) fn pack(term: &str, packed: &mut String) {
    packed.push_str(term);
    packed.push(END);
}

/// The terms of a title, and that no more of them follow.
pub(super) fn packed_title(title: &str, language: &str) -> String {
    let mut packed = String::new();
    each_token(title, language, |token| pack(token.term, &mut packed));
    packed.push(END);
    packed
}

/// Writes an entry of the vocabulary.
pub(super) fn write_entry(form: &str, term: &str, entry: &mut String) {
    entry.clear();
    entry.push_str(form);
    entry.push(BETWEEN);
    entry.push_str(term);
}

/// The form and the term of an entry of the vocabulary.
pub(super) fn parted(entry: &str) -> Option<(&str, &str)> {
    entry.split_once(BETWEEN)
}

/// Takes packed terms apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed;

impl Tokenizer for Packed {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, packed: &'a str) -> Terms<'a> {
        Terms {
            left: packed.split(END),
            next: 0,
            in_text: false,
            token: Token::default(),
        }
    }
}

/// Terms with their positions.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    left: Split<'a, char>,
    next: u32,
    in_text: bool,
    token: Token,
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some(term) = self.left.next() else {
                return false;
            };
            if term.is_empty() {
                self.in_text = true;
                self.next = TEXT_AT;
                continue;
            }
            let position = match self.in_text {
                true => self.next,
                false => self.next.min(TITLE_END),
            };
            self.token.position = position as usize;
            self.token.text.clear();
            self.token.text.push_str(term);
            self.next += 1;
            return true;
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(packed: &str) -> Vec<(String, usize)> {
        let mut tokenizer = Packed;
        let mut terms = tokenizer.token_stream(packed);
        let mut found = Vec::new();
        while terms.advance() {
            found.push((terms.token().text.clone(), terms.token().position));
        }
        found
    }

    #[test]
    fn words_of_a_title_stand_before_those_of_the_text_and_far_from_them() {
        let mut packed = packed_title("Cyber norms", "en");
        pack("peac", &mut packed);
        pack("now", &mut packed);
        let found = positions(&packed);
        let places: Vec<usize> = found.iter().map(|(_, at)| *at).collect();
        assert_eq!(places, [0, 1, 128, 129], "{found:?}");
    }

    #[test]
    fn a_long_title_does_not_reach_into_the_text() {
        let packed = packed_title(&"peace ".repeat(500), "en");
        let last = positions(&packed).pop().unwrap();
        assert_eq!(last.1, 64);
    }

    #[test]
    fn a_text_without_a_title_begins_where_all_texts_do() {
        assert_eq!(positions("\u{1}peac\u{1}"), [("peac".to_owned(), 128)]);
    }
}
