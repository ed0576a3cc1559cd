//! Shortening a paragraph for a list: at sentence ends, around the matched words, visibly.
//!
//! What is shown is always a run of the paragraph's own bytes; `/quote` never comes here.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::sentences::sentences;

/// A run of a paragraph's text, and on which sides text is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The bytes of the paragraph that are shown.
    pub span: Range<usize>,
    /// True when text before it was left out.
    pub cut_before: bool,
    /// True when text behind it was left out.
    pub cut_after: bool,
}

/// A text with its sentences, which take longer to find than to choose from.
#[derive(Debug, Clone)]
pub struct Sentences<'a> {
    text: &'a str,
    spans: Vec<Range<usize>>,
}

impl<'a> Sentences<'a> {
    /// Finds the sentences of `text`.
    pub fn of(text: &'a str) -> Self {
        Sentences {
            text,
            spans: sentences(text),
        }
    }

    /// The sentences around `marks` that fit into `room` characters.
    ///
    /// Always shows something: a first sentence longer than `room` is cut at a word.
    pub fn snippet(&self, marks: &[Range<usize>], room: usize) -> Snippet {
        let text = self.text;
        if text.chars().count() <= room {
            return shown(text, 0..text.len());
        }
        let first = densest(&self.spans, marks);
        let span = self.spans.get(first).cloned().unwrap_or(0..text.len());
        let mut span = self.widened(first, span, room);
        if width(text, span.clone()) > room {
            span = around(text, span, marks, room);
        }
        shown(text, span)
    }

    /// The sentence at `first` with its neighbours as far as they fit. Reads forward first: what
    /// follows a matched sentence explains it more often than what comes before.
    fn widened(&self, first: usize, mut span: Range<usize>, room: usize) -> Range<usize> {
        for sentence in self.spans.iter().skip(first + 1) {
            if width(self.text, span.start..sentence.end) > room {
                break;
            }
            span.end = sentence.end;
        }
        for sentence in self.spans.iter().take(first).rev() {
            if width(self.text, sentence.start..span.end) > room {
                break;
            }
            span.start = sentence.start;
        }
        span
    }
}

/// Splits `text` into runs of at most `room` units each, at sentence ends or, where a sentence is
/// longer than that, at words, and inside a word only when nothing else is left.
///
/// `cost` tells how many units a run takes on the screen; the costs of parts are added up, so it
/// must not depend much on what stands before a part. The runs join to the whole text.
pub fn pages(text: &str, room: usize, cost: impl Fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut pages: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for piece in pieces(text, room, &cost) {
        let more = cost(&text[piece.clone()]);
        match pages.last_mut() {
            Some(page) if used + more <= room => {
                page.end = piece.end;
                used += more;
            }
            _ => {
                pages.push(piece);
                used = more;
            }
        }
    }
    pages
}

/// Sentences, and parts of those that are too long.
fn pieces(text: &str, room: usize, cost: &impl Fn(&str) -> usize) -> Vec<Range<usize>> {
    let fits = |span: &Range<usize>| cost(&text[span.clone()]) <= room;
    let mut pieces = Vec::new();
    for sentence in sentences(text) {
        if fits(&sentence) {
            pieces.push(sentence);
            continue;
        }
        for (start, word) in text[sentence.clone()].split_word_bound_indices() {
            let word = sentence.start + start..sentence.start + start + word.len();
            if fits(&word) {
                pieces.push(word);
                continue;
            }
            for (at, letter) in text[word.clone()].char_indices() {
                pieces.push(word.start + at..word.start + at + letter.len_utf8());
            }
        }
    }
    pieces
}

fn shown(text: &str, span: Range<usize>) -> Snippet {
    let part = &text[span.clone()];
    let start = span.start + (part.len() - part.trim_start().len());
    let end = span.end - (part.len() - part.trim_end().len());
    Snippet {
        cut_before: !text[..start].trim().is_empty(),
        cut_after: !text[end..].trim().is_empty(),
        span: start..end.max(start),
    }
}

fn width(text: &str, span: Range<usize>) -> usize {
    text[span].trim().chars().count()
}

/// The sentence with the longest mark, for words that stand together are the best evidence; of
/// equals the one with the most marks, then the first.
fn densest(sentences: &[Range<usize>], marks: &[Range<usize>]) -> usize {
    let weight = |sentence: &Range<usize>| {
        let inside = marks.iter().filter(|mark| sentence.contains(&mark.start));
        (
            longest(inside.clone()).map_or(0, Range::len),
            inside.count(),
        )
    };
    let mut best = (0, (0, 0));
    for (i, sentence) in sentences.iter().enumerate() {
        let weight = weight(sentence);
        if weight > best.1 {
            best = (i, weight);
        }
    }
    best.0
}

/// The longest of the marks; the first of equals.
fn longest<'a>(marks: impl Iterator<Item = &'a Range<usize>>) -> Option<&'a Range<usize>> {
    marks.max_by_key(|mark| (mark.len(), std::cmp::Reverse(mark.start)))
}

/// Whole words of an overlong sentence, from a little before its longest mark.
fn around(text: &str, sentence: Range<usize>, marks: &[Range<usize>], room: usize) -> Range<usize> {
    let inside = |mark: &&Range<usize>| sentence.contains(&mark.start);
    let mark = longest(marks.iter().filter(inside));
    let words: Vec<Range<usize>> = text[sentence.clone()]
        .split_word_bound_indices()
        .map(|(at, word)| sentence.start + at..sentence.start + at + word.len())
        .collect();
    let marked = mark.map_or(0, |mark| {
        let before = |word: &Range<usize>| word.end <= mark.start;
        words.partition_point(before)
    });
    let mut first = marked;
    while first > 0 && width(text, words[first - 1].start..words[marked].end) <= room / 4 {
        first -= 1;
    }
    let start = words.get(first).map_or(sentence.start, |word| word.start);
    let fits = |word: &&Range<usize>| width(text, start..word.end) <= room;
    let last = words[first..].iter().take_while(fits).last();
    start..last.map_or_else(|| sentence.end, |word| word.end)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::single_range_in_vec_init, reason = "one mark is meant")]

    use super::*;

    const TEXT: &str = "One stands here. Mr. Kerry of the U.S. Senate spoke of power grids. Three.";

    #[test]
    fn a_snippet_keeps_the_marked_sentence_and_shows_what_is_cut() {
        let mark = TEXT.find("power").unwrap();
        let snippet = Sentences::of(TEXT).snippet(&[mark..mark + 5], 52);
        assert_eq!(
            &TEXT[snippet.span.clone()],
            "Mr. Kerry of the U.S. Senate spoke of power grids."
        );
        assert!(snippet.cut_before && snippet.cut_after);
    }

    #[test]
    fn a_text_that_fits_is_not_cut() {
        let snippet = Sentences::of(TEXT).snippet(&[], 500);
        assert_eq!(snippet.span, 0..TEXT.len());
        assert!(!snippet.cut_before && !snippet.cut_after);
    }

    #[test]
    fn an_overlong_sentence_is_cut_at_words() {
        let text = format!("{}needle{}", "hay ".repeat(100), " straw".repeat(100));
        let mark = text.find("needle").unwrap();
        let snippet = Sentences::of(&text).snippet(&[mark..mark + 6], 60);
        let shown = &text[snippet.span.clone()];
        assert!(
            shown.contains("needle") && shown.chars().count() <= 60,
            "{shown}"
        );
        assert!(snippet.cut_before && snippet.cut_after);
    }

    #[test]
    fn pages_join_to_the_whole_text() {
        let text = format!("{TEXT} {}", "x".repeat(300));
        let pages = pages(&text, 40, |run| run.chars().count());
        let joined: String = pages.iter().map(|span| &text[span.clone()]).collect();
        assert_eq!(joined, text);
        assert!(
            pages
                .iter()
                .all(|span| text[span.clone()].chars().count() <= 40)
        );
    }
}
