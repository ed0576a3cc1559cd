//! From a normalised word to its term: spelling, stem, fold, by language.

use frostem::{Algorithm, Stemmer};

use crate::domain::words::arabic;
use crate::domain::words::normalise::fold;
use crate::domain::words::spelling::{american, is_first_part};

/// A language that the chain knows; others are segmented and normalised, and not stemmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Russian.
    Russian,
    /// Arabic.
    Arabic,
    /// Chinese; words in Latin letters inside it are read as English.
    Chinese,
    /// Any other.
    Other,
}

/// Some of the languages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Languages(u8);

impl Languages {
    /// All of them.
    pub const ALL: Self = Languages(u8::MAX);

    /// These languages.
    pub fn of(languages: &[Language]) -> Self {
        let bit = |language: &Language| 1 << (*language as u8);
        Languages(languages.iter().fold(0, |all, one| all | bit(one)))
    }

    /// Those of either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Languages(self.0 | other.0)
    }

    /// True when both have one of them.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Tantivy refuses terms above 65,530 bytes; no word of any language comes near this.
const LONGEST_TERM: usize = 80;

impl Language {
    /// The language of a BCP 47 tag.
    pub fn of(tag: &str) -> Self {
        match tag.split(['-', '_']).next().unwrap_or_default() {
            "en" => Language::English,
            "fr" => Language::French,
            "es" => Language::Spanish,
            "ru" => Language::Russian,
            "ar" => Language::Arabic,
            "zh" => Language::Chinese,
            _ => Language::Other,
        }
    }

    /// The language to read `word` in, inside a text of this one: one of the six is left for
    /// another where the script shows that the word is not of it.
    pub(super) fn of_word(self, word: &str) -> Self {
        let letter = word.chars().find(|c| c.is_alphabetic());
        match (self, letter.map(script_language)) {
            (Language::Other, _)
            | (_, None)
            | (Language::French | Language::Spanish, Some(Language::English)) => self,
            (_, Some(by_script)) => by_script,
        }
    }
}

/// The language of the six that a letter is likeliest of.
fn script_language(letter: char) -> Language {
    match letter {
        '\u{0400}'..='\u{052F}' => Language::Russian,
        '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' => Language::Arabic,
        'a'..='z' | '\u{00DF}'..='\u{024F}' => Language::English,
        _ => Language::Other,
    }
}

/// The term of a normalised word in a text of `language`.
pub(super) fn term(word: &str, language: Language) -> String {
    let stem = match language {
        _ if is_first_part(word) => word.to_owned(),
        Language::English => {
            let folded = fold(word);
            stemmed(&american(unplural(&folded)), Algorithm::English)
        }
        Language::French => fold(&stemmed(word, Algorithm::French)).into_owned(),
        Language::Spanish => fold(&stemmed(word, Algorithm::Spanish)).into_owned(),
        Language::Russian => fold(&stemmed(&fold(word), Algorithm::Russian)).into_owned(),
        Language::Arabic => arabic::stem(&fold(word)).to_owned(),
        Language::Chinese | Language::Other => fold(word).into_owned(),
    };
    cut(stem)
}

fn stemmed(word: &str, algorithm: Algorithm) -> String {
    Stemmer::new(algorithm).stem(word).into_owned()
}

/// `cbms` is the plural of `cbm`: Snowball leaves the ending on words without vowels. Shorter
/// ones end in s of their own: `dns`.
fn unplural(word: &str) -> &str {
    const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];
    match word.strip_suffix('s') {
        Some(singular) if singular.len() > 2 && !word.contains(VOWELS) => singular,
        _ => word,
    }
}

/// At most [`LONGEST_TERM`] bytes of a term.
pub(super) fn cut(mut term: String) -> String {
    if term.len() > LONGEST_TERM {
        let end = (0..=LONGEST_TERM)
            .rev()
            .find(|at| term.is_char_boundary(*at));
        term.truncate(end.unwrap_or(0));
    }
    term
}
