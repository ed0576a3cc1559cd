//! Words of a query, whose language is not known: each with the terms that passages of any
//! language would have for it.

use std::ops::Range;

use crate::domain::words::analyser::{Group, Word, each_token, groups, is_narrow};
use crate::domain::words::arabic;
use crate::domain::words::common::is_common;
use crate::domain::words::normalise::fold;
use crate::domain::words::segment::{Clean, Han, chunks, pairs, straddles};
use crate::domain::words::spelling::{compound, parted_beginning};
use crate::domain::words::stem::{Language, Languages, term};

/// A word of a query with all the terms that may stand for it in passages of any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// The word as typed.
    pub surface: String,
    /// The word in lower case without accents, as the vocabulary of the passages has it.
    pub form: String,
    /// Terms, the likeliest first; never empty.
    pub terms: Vec<String>,
    /// For each term the languages of the texts that have it for this word; of any, where there
    /// are fewer of these than terms.
    pub languages: Vec<Languages>,
    /// True for words that say nothing of what is looked for: too common, or a pair of Han
    /// characters that belong to two words. They only count inside a phrase.
    pub common: bool,
}

impl QueryWord {
    /// The terms that texts in one of `languages` have for this word.
    pub fn terms_in(&self, languages: Languages) -> impl Iterator<Item = &String> {
        self.terms_by_language()
            .filter(move |(_, own)| own.meets(languages))
            .map(|(term, _)| term)
    }

    /// Each term with the languages of the texts that have it for this word.
    pub fn terms_by_language(&self) -> impl Iterator<Item = (&String, Languages)> {
        let own = self.languages.iter().copied();
        self.terms
            .iter()
            .zip(own.chain(std::iter::repeat(Languages::ALL)))
    }

    /// True for the beginning of a word, which stands for terms of the index as it was.
    pub fn is_beginning(&self) -> bool {
        self.languages.is_empty() && self.surface.ends_with('*')
    }
}

/// The words of a query.
pub fn query_words(text: &str) -> Vec<QueryWord> {
    let shouted = !text.chars().any(char::is_lowercase);
    let mut words = Vec::new();
    for (start, chunk) in chunks(text) {
        let clean = Clean::new(chunk);
        for group in groups(&clean.text) {
            match group {
                Group::Words(parts) => words.extend(parts.into_iter().map(|part| {
                    let span = clean.original(part.span.clone());
                    let surface = &chunk[span.clone()];
                    Placed {
                        word: query_word(&part.text, surface, shouted),
                        form: part.text,
                        span: start + span.start..start + span.end,
                    }
                })),
                Group::Han(run) => words.extend(han_words(&run, &clean, start)),
            }
        }
    }
    joined(words, text)
}

/// The words of a text whose language (a BCP 47 tag) is known, each with its one term.
pub fn words_in(text: &str, language: &str) -> Vec<QueryWord> {
    if Language::of(language) == Language::Chinese {
        return query_words(text);
    }
    let mut words = Vec::new();
    each_token(text, language, |token| {
        words.push(QueryWord {
            surface: text[token.span].to_owned(),
            form: token.form.to_owned(),
            terms: vec![token.term.to_owned()],
            languages: Vec::new(),
            common: is_common(token.form),
        });
    });
    words
}

/// A query's word, and where it stands.
struct Placed {
    word: QueryWord,
    form: String,
    span: Range<usize>,
}

/// The beginning of a word, to look for all words that begin so: `cyberat*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// Words that stand before the one that is begun: `cyber`, because that is read apart.
    pub before: Vec<QueryWord>,
    /// What the forms of the last word begin with; empty when nothing can.
    pub form: String,
}

/// Reads the beginning of a word, typed without its asterisk.
pub fn query_prefix(text: &str) -> Prefix {
    let mut words: Vec<Word> = Vec::new();
    for (_, chunk) in chunks(text) {
        let clean = Clean::new(chunk);
        for group in groups(&clean.text) {
            match group {
                Group::Words(parts) => words.extend(parts),
                Group::Han(run) => {
                    let pair = |(text, span)| Word { text, span };
                    words.extend(pairs(&run).into_iter().map(pair));
                }
            }
        }
    }
    let last = words.pop().map_or_else(String::new, |last| last.text);
    let at = parted_beginning(&last).unwrap_or(0);
    let before = words.iter().map(|word| word.text.as_str());
    let before = before.chain([&last[..at]]).filter(|word| !word.is_empty());
    Prefix {
        before: before.map(|word| query_word(word, word, false)).collect(),
        form: fold(&last[at..]).into_owned(),
    }
}

fn query_word(word: &str, surface: &str, shouted: bool) -> QueryWord {
    let form = fold(word);
    let (terms, languages) = terms(word).into_iter().unzip();
    QueryWord {
        common: is_common(&form) && !is_acronym(surface, shouted),
        surface: surface.to_owned(),
        form: form.into_owned(),
        terms,
        languages,
    }
}

/// True for `UN` and `US`, which are no articles and pronouns, in a text that is not all capitals.
fn is_acronym(surface: &str, shouted: bool) -> bool {
    let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = surface.chars().all(|c| c.is_uppercase() || c == '.');
    let one_word = letters == surface.chars().count();
    let operator = matches!(surface, "AND" | "OR" | "NOT");
    letters > 1 && capitals && !operator && (!shouted || !one_word)
}

/// All terms of a normalised word, the likeliest first, each with the languages of the texts that
/// have it.
fn terms(word: &str) -> Vec<(String, Languages)> {
    use Language::{Arabic, Chinese, English, French, Other, Russian, Spanish};
    let of = |language, texts: &[Language]| (term(word, language), Languages::of(texts));
    // A word in another script than that of its text is read by its script.
    let letter = word.chars().find(|c| c.is_alphabetic());
    let mut found = match letter {
        Some('\u{0400}'..='\u{052F}') => vec![(term(word, Russian), Languages::ALL)],
        Some('\u{0600}'..='\u{06FF}') => vec![(term(word, Arabic), Languages::ALL)],
        Some('a'..='z' | '\u{00DF}'..='\u{024F}') => vec![
            of(English, &[English, Russian, Arabic, Chinese]),
            of(French, &[French]),
            of(Spanish, &[Spanish]),
        ],
        _ => Vec::new(),
    };
    let arabic = arabic::other_stem(word).map(str::to_owned);
    found.extend(arabic.map(|term| (term, Languages::ALL)));
    found.extend(accented(word).map(|(word, language)| {
        let texts = Languages::of(&[language]);
        (term(&word, language), texts)
    }));
    let unstemmed = match found.is_empty() {
        true => Languages::ALL,
        false => Languages::of(&[Other]),
    };
    found.push((term(word, Other), unstemmed));
    let mut terms: Vec<(String, Languages)> = Vec::with_capacity(found.len());
    for (term, languages) in found {
        match terms.iter_mut().find(|(known, _)| *known == term) {
            Some((_, known)) => *known = known.or(languages),
            None => terms.push((term, languages)),
        }
    }
    terms
}

/// A word typed without the accent that its ending has, which the stemmer needs: `securite`.
fn accented(word: &str) -> Option<(String, Language)> {
    const ENDINGS: [(&str, &str, Language); 6] = [
        ("ites", "ités", Language::French),
        ("ite", "ité", Language::French),
        ("ees", "ées", Language::French),
        ("ee", "ée", Language::French),
        ("cion", "ción", Language::Spanish),
        ("sion", "sión", Language::Spanish),
    ];
    let long = word.is_ascii() && word.len() > 5;
    let ending = ENDINGS
        .iter()
        .find(|(bare, ..)| long && word.ends_with(bare));
    ending.map(|(bare, accented, language)| {
        let root = word.strip_suffix(bare).unwrap_or(word);
        (format!("{root}{accented}"), *language)
    })
}

fn han_words(run: &[Han], clean: &Clean<'_>, start: usize) -> Vec<Placed> {
    let straddles = straddles(run);
    let word = |(at, (pair, span)): (usize, (String, Range<usize>))| Placed {
        word: QueryWord {
            common: straddles.get(at).copied().unwrap_or(false) || is_common(&pair),
            surface: pair.clone(),
            form: pair.clone(),
            terms: vec![pair.clone()],
            languages: Vec::new(),
        },
        form: pair,
        span: {
            let span = clean.original(span);
            start + span.start..start + span.end
        },
    };
    pairs(run).into_iter().enumerate().map(word).collect()
}

/// Puts together what is written apart: `ransom ware`.
fn joined(words: Vec<Placed>, text: &str) -> Vec<QueryWord> {
    let mut kept: Vec<Placed> = Vec::with_capacity(words.len());
    for word in words {
        let apart = kept
            .last()
            .filter(|last| compound(&last.form, &word.form))
            .filter(|last| is_narrow(&text[last.span.end..word.span.start]))
            .map(|last| last.span.start..word.span.end);
        let Some(both) = apart else {
            kept.push(word);
            continue;
        };
        if let Some(last) = kept.last_mut() {
            last.form.push_str(&word.form);
            let (terms, languages) = terms(&last.form).into_iter().unzip();
            last.word = QueryWord {
                surface: text[both.clone()].to_owned(),
                form: fold(&last.form).into_owned(),
                terms,
                languages,
                common: false,
            };
            last.span = both;
        }
    }
    kept.into_iter().map(|placed| placed.word).collect()
}
