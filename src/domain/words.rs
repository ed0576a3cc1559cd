//! The one analysis chain: how text becomes the terms that are indexed, searched and marked.
//!
//! Segment (Unicode word boundaries, bigrams for Han), normalise (compatibility forms, case,
//! marks, spelling), stem (Snowball, by language). The chain knows nothing of the engine that
//! stores the terms.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Tantivy refuses terms above 65,530 bytes; no word of any language comes near this.
const LONGEST_TERM: usize = 80;

/// What makes й of и, in decomposed text.
const BREVE: char = '\u{0306}';
/// Draws an Arabic word out and means nothing.
const TATWEEL: char = '\u{0640}';

/// A term and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What is stored and compared.
    pub term: String,
    /// The word, normalised and not stemmed.
    pub form: String,
    /// Bytes of the text it was made from.
    pub span: Range<usize>,
}

/// A word of a query with all the terms that may stand for it in passages of any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// The word as typed.
    pub surface: String,
    /// Terms, the likeliest first; never empty.
    pub terms: Vec<String>,
    /// True for words too common to look for.
    pub common: bool,
}

/// The terms of `text`, written in `language` (a BCP 47 tag), in order.
pub fn analyse(text: &str, language: &str) -> Vec<Token> {
    let stemmer = algorithm(language).map(Stemmer::create);
    let mut tokens = Vec::new();
    for (word, span) in segments(text) {
        for (part, span) in parts(&word, span) {
            let term = match &stemmer {
                Some(stemmer) => stemmer.stem(&part).into_owned(),
                None => part.clone(),
            };
            tokens.push(Token {
                term,
                form: part,
                span,
            });
        }
    }
    tokens
}

/// The words of a query. Its language is not known, so every fitting stemmer has its say.
pub fn query_words(text: &str) -> Vec<QueryWord> {
    let mut words = Vec::new();
    for (word, span) in segments(text) {
        for (part, _) in parts(&word, span.clone()) {
            let mut terms: Vec<String> = Vec::new();
            for algorithm in fitting(&part) {
                let term = Stemmer::create(algorithm).stem(&part).into_owned();
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
            if terms.is_empty() {
                terms.push(part.clone());
            }
            words.push(QueryWord {
                common: is_common(&part),
                surface: text[span.clone()].to_owned(),
                terms,
            });
        }
    }
    words
}

fn algorithm(language: &str) -> Option<Algorithm> {
    match language.split('-').next().unwrap_or_default() {
        "en" => Some(Algorithm::English),
        "fr" => Some(Algorithm::French),
        "es" => Some(Algorithm::Spanish),
        "ru" => Some(Algorithm::Russian),
        "ar" => Some(Algorithm::Arabic),
        "de" => Some(Algorithm::German),
        "pt" => Some(Algorithm::Portuguese),
        "it" => Some(Algorithm::Italian),
        _ => None,
    }
}

fn fitting(word: &str) -> Vec<Algorithm> {
    match word.chars().find(|c| c.is_alphabetic()) {
        Some('\u{0400}'..='\u{04FF}') => vec![Algorithm::Russian],
        Some('\u{0600}'..='\u{06FF}') => vec![Algorithm::Arabic],
        Some('a'..='z') => vec![Algorithm::English, Algorithm::French, Algorithm::Spanish],
        _ => Vec::new(),
    }
}

/// Words by Unicode boundaries; runs of Han characters as overlapping pairs.
fn segments(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    let mut han: Vec<(usize, char)> = Vec::new();
    for (start, word) in text.unicode_word_indices() {
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && is_han(letter)
        {
            if han
                .last()
                .is_some_and(|&(at, c)| at + c.len_utf8() != start)
            {
                pairs(&mut han, &mut found);
            }
            han.push((start, letter));
            continue;
        }
        pairs(&mut han, &mut found);
        found.push((normalise(word), start..start + word.len()));
    }
    pairs(&mut han, &mut found);
    found.retain(|(word, _)| !word.is_empty() && word.len() <= LONGEST_TERM);
    found
}

/// Empties `han` into pairs; a single character stands alone.
fn pairs(han: &mut Vec<(usize, char)>, found: &mut Vec<(String, Range<usize>)>) {
    if let [(start, only)] = han.as_slice() {
        found.push((only.to_string(), *start..start + only.len_utf8()));
    }
    for pair in han.windows(2) {
        if let [(start, first), (next, second)] = pair {
            let term: String = [*first, *second].iter().collect();
            found.push((term, *start..next + second.len_utf8()));
        }
    }
    han.clear();
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// Compatibility forms, lower case, no marks, no possessive, American spelling.
fn normalise(word: &str) -> String {
    let plain: String = unmarked(word)
        .flat_map(char::to_lowercase)
        .map(|c| if c == '’' { '\'' } else { c })
        .collect();
    let plain = plain
        .strip_suffix("'s")
        .or_else(|| plain.strip_suffix('\''))
        .unwrap_or(&plain);
    // French elision: l'information, d'un.
    let plain = match plain.split_once('\'') {
        Some((article, rest)) if article.len() <= 2 && rest.len() > 2 => rest,
        _ => plain,
    };
    american(&plain.replace(['.', '\''], ""))
}

/// Letters without marks. Й keeps its own: it is another letter than и, and the endings that the
/// Russian stemmer knows have it.
fn unmarked(word: &str) -> impl Iterator<Item = char> {
    let mut plain = String::new();
    for letter in word.nfkd() {
        let short_i = letter == BREVE && plain.ends_with(['и', 'И']);
        if short_i || !(is_combining_mark(letter) || letter == TATWEEL) {
            plain.push(letter);
        }
    }
    let composed: Vec<char> = plain.nfc().collect();
    composed.into_iter()
}

/// Regular British spellings; applied to text and query alike, so that it need not be right for
/// every word, only the same for both.
fn american(word: &str) -> String {
    const ENDINGS: [(&str, &str); 14] = [
        ("isations", "izations"),
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("ise", "ize"),
        ("ouring", "oring"),
        ("oured", "ored"),
        ("ours", "ors"),
        ("our", "or"),
        ("oural", "oral"),
        ("efence", "efense"),
        ("centre", "center"),
        ("programme", "program"),
    ];
    if word.len() < 6 || !word.is_ascii() {
        return word.to_owned();
    }
    let ending = ENDINGS.iter().find(|(british, _)| word.ends_with(british));
    match ending {
        Some((british, american)) => word[..word.len() - british.len()].to_owned() + american,
        None => word.to_owned(),
    }
}

/// `cyberspace` is `cyber space`: the field writes it both ways, and with a hyphen.
fn parts(word: &str, span: Range<usize>) -> Vec<(String, Range<usize>)> {
    match word.strip_prefix("cyber") {
        Some(rest) if rest.len() >= 3 && !matches!(rest, "netic" | "netics") => {
            vec![("cyber".to_owned(), span.clone()), (rest.to_owned(), span)]
        }
        _ => vec![(word.to_owned(), span)],
    }
}

/// Words that say nothing of a topic, in the languages that the chain stems.
fn is_common(word: &str) -> bool {
    const COMMON: &str = " a about after all also an and another any are as at be because been before being both but by can cannot could did do does doing for from get had has have he her his how i if in into is it its just may me might more most must my no nor not of on one only or other our out over own same say says said shall she should so some such than that the their them then there these they this those to under until up upon us very was we were what when where which while who whom whose why will with would you your \
        across again against ago along already although always am among amongst around away back behind below beyond cant \
        could dont down during each either else enough ever every few further hence here however im inside instead isnt \
        it'll least less let lot many much myself neither never nevertheless none nor often ones onto outside per perhaps \
        quite rather really several since still therefore though through throughout thus till together too toward towards \
        unless unlike upon various via want way well whatever whereas whereby whoever within without yes yet yours \
        au aux avec ce ces dans de des du elle en est et il la le les leur ne nous ou par pas plus pour que qui sa se ses son sont sur un une vers \
        afin ainsi alors après aucun aussi autre autres avant avoir car cela celui cette chez comme contre dont entre etre \
        fait ici ils lors lui mais meme moins notre nos on sans selon si sous tous tout toute toutes tres votre vos \
        al como con del el ella en entre es esta este la las lo los no para pero por que se sin sobre su sus un una y \
        ante asi aunque bajo cada como cual cuando de desde donde dos ella ellas ellos era esa ese eso esos estas estos fue \
        ha han hasta hay le les mas me mi muy nos nosotros o otra otras otro otros pueden sea ser si son tambien tiene \
        todo todos tras unos \
        и в во не на с со к от до из за по о об для при что как это или а но \
        бы был была были быть вы где да даже его ее если есть еще же здесь их которые который ли между мы над нам нас \
        него нее нет ни них они она он после под потому против так также такое тем тех то том тот ту уже через чтобы эта \
        эти этого этой этот \
        في من على الى عن مع او ان هذا هذه التي الذي \
        بين بعد قبل ضد كل كما لا لم لن ما منذ هي هو هناك حول عند عبر غير قد كان كانت او ثم اي ذلك تلك الذين ";
    COMMON.contains(&format!(" {word} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(language: &str, one: &str, other: &str) {
        let terms = |text| -> Vec<String> {
            let tokens = analyse(text, language);
            tokens.into_iter().map(|token| token.term).collect()
        };
        assert_eq!(terms(one), terms(other));
    }

    #[test]
    fn spellings_of_one_word_give_one_term() {
        same("en", "cyberattacks", "cyber-attack");
        same("en", "Cyber space", "CYBERSPACE");
        same("en", "militarisation", "militarization");
        same("en", "responsible behaviour", "responsible behavior");
        same("en", "harbouring", "harbors");
        same("en", "one’s territory", "one's territories");
        same("en", "U.N.", "UN");
        same(
            "fr",
            "infrastructures critiques",
            "l’infrastructure critique",
        );
        same("es", "ciberseguridad", "Ciberseguridad");
        same("en", "ＩＣＴ", "ICTs");
        same(
            "ru",
            "критической инфраструктуры",
            "критическая инфраструктура",
        );
        same("tr", "Erdoğan", "erdogan");
    }

    #[test]
    fn han_text_is_indexed_by_pairs() {
        let terms: Vec<_> = analyse("供应链安全", "zh")
            .into_iter()
            .map(|t| t.term)
            .collect();
        assert_eq!(terms, ["供应", "应链", "链安", "安全"]);
    }

    #[test]
    fn every_token_knows_its_place() {
        let text = "Les États, l’ICT";
        for token in analyse(text, "fr") {
            assert!(text.get(token.span.clone()).is_some(), "{token:?}");
        }
    }

    #[test]
    fn a_query_word_has_a_term_for_each_language_it_may_be_in() {
        let words = query_words("infraestructuras contra the");
        assert!(words[0].terms.len() > 1, "{words:?}");
        assert!(!words[0].common && words[2].common, "{words:?}");
    }
}
