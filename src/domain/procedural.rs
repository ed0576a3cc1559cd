//! Paragraphs that say nothing of substance: salutations, thanks to the chair, congratulations on
//! an election, the chair's housekeeping. No alert is to match them.
//!
//! A paragraph is procedural when every sentence of it is a formula, and a sentence is one when
//! all its words are words of that formula and those that make it one are among them. One word
//! that no formula has, such as `not` or `cyberspace`, is enough to keep a paragraph: taking
//! substance for courtesy loses an alert, taking courtesy for substance only bores somebody. The
//! tables below are therefore short of words rather than rich in them.
//!
//! It is asked of every paragraph there is, so long ones are let through unread and most others
//! end at their first sentence.

mod arabic;
mod chinese;
mod english;
mod french;
mod russian;
mod spanish;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::sentences::sentences;
use crate::domain::words::{Language, TokenRef, analyse, each_token};

/// Characters of the longest paragraph that is looked at. Courtesy that goes on for longer has
/// something else in it nearly always.
const LONGEST: usize = 600;

/// Words of a name in a script that has no capitals.
const LONGEST_NAME: u8 = 3;

/// True when `text`, written in `language` (a BCP 47 tag), is made of formulas alone.
pub fn is_procedural(text: &str, language: &str) -> bool {
    if text.chars().nth(LONGEST).is_some() {
        return false;
    }
    let language = Language::of(language);
    if language == Language::Chinese {
        return chinese::is_procedural(text);
    }
    let Some(speech) = speech(language) else {
        return false;
    };
    if !speech.may_be_formula(beginning(text)) {
        return false;
    }
    // A line that was broken is not the end of a sentence.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let spans = sentences(&text).into_iter().map(|span| &text[span]);
    let mut said = spans.filter(|sentence| has_words(sentence)).peekable();
    said.peek().is_some() && said.all(|sentence| speech.is_polite(sentence))
}

/// The first words of a text, at most as many as tell nearly always that it is no formula, and
/// none behind a sign that may end a sentence.
fn beginning(text: &str) -> &str {
    const ENOUGH: usize = 60;
    let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let text = text
        .split(['.', '!', '?', ':', ';'])
        .next()
        .unwrap_or_default();
    let fits = |(at, _): &(usize, &str)| *at < ENOUGH;
    let last_space = text.match_indices(' ').take_while(fits).last();
    match last_space {
        Some((at, _)) if text.len() > ENOUGH => &text[..at],
        _ => text,
    }
}

/// False for the asterisks that set a line off.
fn has_words(part: &str) -> bool {
    part.contains(char::is_alphanumeric)
}

/// What a language has for formulas.
struct Table {
    /// The language's tag.
    tag: &'static str,
    /// Words that a name may follow: `Mr`, `representative`.
    titles: &'static str,
    /// Words inside names: `of`, `de`.
    in_names: &'static str,
    /// Words that the name of a country may stand before: `the Jordanian delegation`.
    of_country: &'static str,
    /// How names are told.
    names: Names,
    /// Its formulas, at most as many as a [`Known`] has room for.
    formulas: &'static [Formula],
}

/// How a name is told from other words behind a title.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// By capitals.
    Capitals,
    /// Not at all; any few words are taken for one.
    Few,
}

/// A kind of sentence.
struct Formula {
    /// Of each of these lists it has a word.
    needs: &'static [&'static str],
    /// It has words of these lists alone, names apart. `0` stands for numbers.
    words: &'static [&'static str],
}

/// What is known of a word; nothing of most.
#[derive(Clone, Copy, Default)]
struct Known {
    /// For each formula whether the word may stand in it.
    allowed: u16,
    /// For each list of words that a formula needs whether the word is of it.
    needed: u32,
    is_title: bool,
    in_names: bool,
    of_country: bool,
}

/// A table made ready: words by their terms.
struct Speech {
    tag: &'static str,
    names: Names,
    known: HashMap<String, Known>,
    /// For each formula its place among the allowed and what it needs.
    formulas: Vec<(u16, u32)>,
}

fn speech(language: Language) -> Option<&'static Speech> {
    macro_rules! made {
        ($table:expr) => {{
            static SPEECH: LazyLock<Speech> = LazyLock::new(|| Speech::new(&$table));
            Some(&*SPEECH)
        }};
    }
    match language {
        Language::English => made!(english::TABLE),
        Language::French => made!(french::TABLE),
        Language::Spanish => made!(spanish::TABLE),
        Language::Russian => made!(russian::TABLE),
        Language::Arabic => made!(arabic::TABLE),
        Language::Chinese | Language::Other => None,
    }
}

impl Speech {
    fn new(table: &Table) -> Self {
        let mut speech = Speech {
            tag: table.tag,
            names: table.names,
            known: HashMap::new(),
            formulas: Vec::new(),
        };
        speech.learn(table.titles, |known| known.is_title = true);
        speech.learn(table.in_names, |known| known.in_names = true);
        speech.learn(table.of_country, |known| known.of_country = true);
        let mut next_need = 1;
        for (i, formula) in table.formulas.iter().enumerate() {
            let place = 1 << i;
            let mut needs = 0;
            for list in formula.needs {
                let need = next_need;
                next_need <<= 1;
                needs |= need;
                speech.learn(list, |known| {
                    known.needed |= need;
                    known.allowed |= place;
                });
            }
            for list in formula.words {
                speech.learn(list, |known| known.allowed |= place);
            }
            speech.formulas.push((place, needs));
        }
        speech
    }

    fn learn(&mut self, list: &str, mut note: impl FnMut(&mut Known)) {
        for word in list.split_whitespace() {
            for token in analyse(word, self.tag) {
                note(self.known.entry(token.term).or_default());
            }
        }
    }

    /// False when a sentence that begins so is none.
    fn may_be_formula(&self, beginning: &str) -> bool {
        self.read(beginning).allowed != 0
    }

    fn read<'a>(&self, sentence: &'a str) -> Reading<'a> {
        let mut reading = Reading::new(sentence);
        each_token(sentence, self.tag, |token| reading.take(self, &token));
        reading
    }

    /// A formula, or one behind the other as in `The President (spoke in French): I thank you`.
    fn is_polite(&self, sentence: &str) -> bool {
        let mut parts = sentence.split(": ");
        self.is_formula(sentence)
            || (sentence.contains(": ") && parts.all(|part| self.is_formula(part)))
    }

    fn is_formula(&self, sentence: &str) -> bool {
        self.read(sentence).is_one(&self.formulas)
    }

    fn known(&self, term: &str) -> Known {
        let term = match term.starts_with(|letter: char| letter.is_ascii_digit()) {
            true => "0",
            false => term,
        };
        self.known.get(term).copied().unwrap_or_default()
    }
}

/// How far a sentence was read.
struct Reading<'a> {
    sentence: &'a str,
    n_words: usize,
    allowed: u16,
    needed: u32,
    /// How many words of a name may follow.
    name: u8,
    /// A word that is allowed as the name of a country if what it belongs to follows.
    owes: bool,
    /// Where the word before ends.
    end: usize,
    /// Nothing but capitals tells no names.
    has_small: bool,
}

impl<'a> Reading<'a> {
    fn new(sentence: &'a str) -> Self {
        Reading {
            sentence,
            n_words: 0,
            allowed: u16::MAX,
            needed: 0,
            name: 0,
            owes: false,
            end: 0,
            has_small: sentence.contains(char::is_lowercase),
        }
    }

    fn take(&mut self, speech: &Speech, token: &TokenRef<'_>) {
        self.n_words += 1;
        if self.allowed == 0 {
            return;
        }
        let gap = self.sentence.get(self.end..token.span.start);
        if gap.is_some_and(|gap| gap.contains([',', '،', ';', ':', '–', '—'])) {
            self.name = 0;
        }
        self.end = token.span.end;
        let known = speech.known(token.term);
        if self.name > 0 && (known.in_names || self.is_name(speech.names, token, known)) {
            self.name -= u8::from(speech.names == Names::Few);
            return;
        }
        if speech.names == Names::Capitals && self.is_name(speech.names, token, known) {
            self.owes = true;
            return;
        }
        if std::mem::take(&mut self.owes) && !known.of_country {
            self.allowed = 0;
        }
        self.allowed &= known.allowed;
        self.needed |= known.needed;
        self.name = match known.is_title {
            true => LONGEST_NAME,
            false => 0,
        };
    }

    /// True for a word that this sentence may have as a name only.
    fn is_name(&self, names: Names, token: &TokenRef<'_>, known: Known) -> bool {
        // `Russian` may be the word of another formula.
        if self.allowed & known.allowed != 0 {
            return false;
        }
        let word = &self.sentence[token.span.clone()];
        match names {
            // Anywhere in the word, for `d'Ivoire`.
            Names::Capitals => self.has_small && word.contains(char::is_uppercase),
            Names::Few => true,
        }
    }

    /// True when the sentence is one of these formulas.
    fn is_one(&self, formulas: &[(u16, u32)]) -> bool {
        let matches = |(place, needs): &(u16, u32)| {
            self.allowed & place != 0 && self.needed & needs == *needs
        };
        self.n_words > 0 && !self.owes && formulas.iter().any(matches)
    }
}

#[cfg(test)]
mod tests;
