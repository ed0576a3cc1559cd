//! Where the sentences of a text end: by Unicode rules (UAX #29), less those ends that an
//! abbreviation makes (`Mr. Kerry`, `U.S. supports`).
//!
//! Most texts are of Latin letters and plain signs, for which a pass over the few signs that may
//! end a sentence is enough; others go through the tables of the whole of Unicode.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Sentence spans that cover the whole text.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for end in ends(text) {
        let span = start..end;
        start = end;
        match spans.last_mut() {
            Some(before) if ends_in_abbreviation(&text[before.clone()]) => before.end = span.end,
            _ => spans.push(span),
        }
    }
    spans
}

fn ends(text: &str) -> Vec<usize> {
    if text.chars().all(is_plain) {
        return plain_ends(text);
    }
    let parts = text.split_sentence_bound_indices();
    parts.map(|(start, part)| start + part.len()).collect()
}

/// True for what [`class`] knows.
fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\n' | '\u{C0}'..='\u{FF}' | '‘' | '’' | '“' | '”' | '–' | '—')
}

/// The classes of UAX #29 that matter, among what is plain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Ends a sentence in most cases: `.`.
    ATerm,
    /// Ends a sentence: `!` and `?`.
    STerm,
    /// The end of a line.
    Break,
    Close,
    Space,
    /// Goes on with a sentence: `,`.
    Continue,
    Lower,
    Upper,
    Digit,
    Other,
}

fn class(letter: char) -> Class {
    match letter {
        '.' => Class::ATerm,
        '!' | '?' => Class::STerm,
        '\n' => Class::Break,
        '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '‘' | '’' | '“' | '”' => {
            Class::Close
        }
        ' ' => Class::Space,
        ',' | '-' | ':' | ';' | '–' | '—' => Class::Continue,
        '0'..='9' => Class::Digit,
        '×' | '÷' => Class::Other,
        'A'..='Z' | '\u{C0}'..='\u{DE}' => Class::Upper,
        'a'..='z' | '\u{DF}'..='\u{FF}' => Class::Lower,
        _ => Class::Other,
    }
}

/// Rules SB4 to SB11 for text that is plain.
fn plain_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find(['.', '!', '?', '\n']) {
        let at = from + found;
        from = at + 1;
        if text.as_bytes()[at] == b'\n' {
            ends.push(from);
        } else if let Some(end) = end_at(text, at) {
            ends.push(end);
            from = end;
        }
    }
    if ends.last().is_none_or(|last| *last < text.len()) && !text.is_empty() {
        ends.push(text.len());
    }
    ends
}

/// Where the sentence ends that the sign at `at` may end; nothing when it goes on.
fn end_at(text: &str, at: usize) -> Option<usize> {
    let is_point = text.as_bytes()[at] == b'.';
    let next = text[at + 1..].chars().next().map(class);
    let before = text[..at].chars().next_back().map(class);
    let in_letters =
        matches!(before, Some(Class::Upper | Class::Lower)) && next == Some(Class::Upper);
    if is_point && (next == Some(Class::Digit) || in_letters) {
        return None;
    }
    let is = |wanted: Class| move |letter: char| class(letter) == wanted;
    let rest = text[at + 1..].trim_start_matches(is(Class::Close));
    let rest = rest.trim_start_matches(is(Class::Space));
    let end = text.len() - rest.len();
    match rest.chars().next().map(class) {
        Some(Class::Break) => Some(end + 1),
        Some(Class::Continue | Class::STerm | Class::ATerm) => None,
        _ if is_point && begins_small(rest) => None,
        _ => Some(end),
    }
}

/// True when the first letter of `text`, before any sign that ends a sentence, is a small one.
fn begins_small(text: &str) -> bool {
    let mut classes = text.chars().map(class);
    let telling = |class: &Class| {
        matches!(
            class,
            Class::Lower | Class::Upper | Class::Break | Class::STerm | Class::ATerm
        )
    };
    classes.find(telling) == Some(Class::Lower)
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    const SHORT: [&str; 15] = [
        "Mr.", "Mrs.", "Ms.", "Dr.", "St.", "No.", "Nos.", "Art.", "para.", "paras.", "vs.",
        "H.E.", "Amb.", "Gen.", "Prof.",
    ];
    let word = sentence.trim_end().rsplit(char::is_whitespace).next();
    word.is_some_and(|word| {
        let initials = word.len() >= 2
            && word.ends_with('.')
            && word.split_terminator('.').all(|part| {
                let mut letters = part.chars();
                letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
            });
        initials || SHORT.contains(&word)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "One stands here. Mr. Kerry of the U.S. Senate spoke of power grids. Three.";

    #[test]
    fn abbreviations_end_no_sentence() {
        let spans = sentences(TEXT);
        let shown: Vec<&str> = spans.iter().map(|span| TEXT[span.clone()].trim()).collect();
        assert_eq!(
            shown,
            [
                "One stands here.",
                "Mr. Kerry of the U.S. Senate spoke of power grids.",
                "Three."
            ]
        );
    }

    proptest! {
        #[test]
        fn plain_text_is_parted_as_unicode_has_it(text in "[aAéÉ1 .!?,;:\\-\"'()’“—\n%×_]{0,24}") {
            prop_assert!(text.chars().all(is_plain));
            let parts = text.split_sentence_bound_indices();
            let expected: Vec<usize> = parts.map(|(start, part)| start + part.len()).collect();
            prop_assert_eq!(plain_ends(&text), expected);
        }
    }

    #[test]
    fn other_texts_are_parted_by_the_tables_of_unicode() {
        assert_eq!(sentences("第一句。第二句。"), [0..12, 12..24]);
    }
}
