//! What tells two texts apart, word by word, so that a person sees at a glance what changed.
//!
//! Nothing of either text is lost: what stayed and what is gone are the old text byte for byte,
//! what stayed and what is new are the new one. Words are those of Unicode (UAX #29), which takes
//! scripts without spaces character by character.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::sentences::sentences;

/// Words of both texts together that are compared with each other. Two texts that have nothing
/// in common take time by the square of this, about a tenth of a second; longer ones are compared
/// by sentences first, and only those that changed by words.
const MOST_WORDS: usize = 10_000;

/// Fewer characters than this are shown rather than left out; the sign for them is as long.
const WORTH_LEAVING: usize = 12;

/// A run of text and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// It stands in both texts.
    Same(String),
    /// It stands in the old text only.
    Gone(String),
    /// It stands in the new text only.
    New(String),
    /// Both texts are the same here, and it is left out; only [`shortened`] makes it.
    Left,
}

/// The difference between what a text was and what it is. No two parts of one kind follow each
/// other, and what is gone stands before what came for it.
pub fn difference(was: &str, is: &str) -> Vec<Part> {
    let (old, new) = (words(was), words(is));
    let mut made = Making::default();
    if old.len() + new.len() <= MOST_WORDS {
        made.compare(&old, &new, Making::replace);
    } else {
        made.compare(&in_sentences(was), &in_sentences(is), Making::by_words);
    }
    made.finished()
}

/// `parts` with at most about `around` characters of what stayed the same on either side of a
/// change, cut between words. [`Part::Left`] stands for the rest.
pub fn shortened(parts: Vec<Part>, around: usize) -> Vec<Part> {
    let last = parts.len().saturating_sub(1);
    let mut short = Vec::with_capacity(parts.len());
    for (i, part) in parts.into_iter().enumerate() {
        let Part::Same(text) = part else {
            short.push(part);
            continue;
        };
        // A text in which nothing changed is known by its beginning.
        let head = if i > 0 || last == 0 { around } else { 0 };
        let tail = if i < last { around } else { 0 };
        short.extend(ends_of(text, head, tail));
    }
    short
}

/// The first `head` and the last `tail` characters of what stayed the same, in whole words.
fn ends_of(text: String, head: usize, tail: usize) -> Vec<Part> {
    let words = words(&text);
    let start = length(words.iter(), head);
    let end = text.len() - length(words.iter().rev(), tail);
    let left = text.get(start..end).unwrap_or_default();
    if left.chars().count() < WORTH_LEAVING {
        return vec![Part::Same(text)];
    }
    let same = |text: &str| (!text.is_empty()).then(|| Part::Same(text.to_owned()));
    let ends = [same(&text[..start]), Some(Part::Left), same(&text[end..])];
    ends.into_iter().flatten().collect()
}

/// Bytes of so many words as have at most `room` characters together.
fn length<'a>(words: impl Iterator<Item = &'a &'a str>, room: usize) -> usize {
    let (mut bytes, mut letters) = (0, 0);
    for word in words {
        letters += word.chars().count();
        if letters > room {
            break;
        }
        bytes += word.len();
    }
    bytes
}

fn words(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

fn in_sentences(text: &str) -> Vec<&str> {
    let spans = sentences(text).into_iter();
    spans.map(|span| &text[span]).collect()
}

/// Parts as they are found. What is gone and what is new wait until something is the same again,
/// because a change is easier to read in one piece than in shreds.
#[derive(Default)]
struct Making {
    parts: Vec<Part>,
    same: String,
    gone: String,
    new: String,
}

impl Making {
    /// Compares `old` with `new` and gives each stretch that differs to `changed`.
    fn compare(
        &mut self,
        old: &[&str],
        new: &[&str],
        mut changed: impl FnMut(&mut Self, &[&str], &[&str]),
    ) {
        let (start, tail) = in_common(old, new);
        let (old_end, new_end) = (old.len() - tail, new.len() - tail);
        self.keep(&old[..start]);
        let (inner_old, inner_new) = (&old[start..old_end], &new[start..new_end]);
        if inner_old.len() + inner_new.len() > MOST_WORDS {
            changed(self, inner_old, inner_new);
        } else {
            for change in capture_diff_slices(Algorithm::Myers, inner_old, inner_new) {
                let (was, is) = (change.old_range(), change.new_range());
                match change {
                    DiffOp::Equal { .. } => self.keep(&inner_old[was]),
                    DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                        changed(self, &inner_old[was], &inner_new[is]);
                    }
                }
            }
        }
        self.keep(&old[old_end..]);
    }

    /// Sentences that differ, compared by words unless they are too many.
    fn by_words(&mut self, old: &[&str], new: &[&str]) {
        let (old, new) = (old.concat(), new.concat());
        self.compare(&words(&old), &words(&new), Making::replace);
    }

    fn replace(&mut self, old: &[&str], new: &[&str]) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        self.settle();
        self.gone.extend(old.iter().copied());
        self.new.extend(new.iter().copied());
    }

    fn keep(&mut self, words: &[&str]) {
        self.same.extend(words.iter().copied());
    }

    /// Takes note of what stayed the same, before another change: white space between two changes
    /// belongs to both of them.
    fn settle(&mut self) {
        let same = std::mem::take(&mut self.same);
        let in_change = !(self.gone.is_empty() && self.new.is_empty());
        if in_change && same.trim().is_empty() {
            self.gone += &same;
            self.new += &same;
            return;
        }
        self.end_change();
        push(&mut self.parts, Part::Same, same);
    }

    fn end_change(&mut self) {
        let (gone, new) = (
            std::mem::take(&mut self.gone),
            std::mem::take(&mut self.new),
        );
        push(&mut self.parts, Part::Gone, gone);
        push(&mut self.parts, Part::New, new);
    }

    fn finished(mut self) -> Vec<Part> {
        self.end_change();
        push(&mut self.parts, Part::Same, self.same);
        self.parts
    }
}

fn push(parts: &mut Vec<Part>, kind: fn(String) -> Part, text: String) {
    if !text.is_empty() {
        parts.push(kind(text));
    }
}

/// How many words at the beginning and, behind those, at the end are the same in both.
fn in_common(old: &[&str], new: &[&str]) -> (usize, usize) {
    let alike = |(one, other): &(&&str, &&str)| one == other;
    let start = old.iter().zip(new).take_while(alike).count();
    let ends = old[start..].iter().rev().zip(new[start..].iter().rev());
    (start, ends.take_while(alike).count())
}

#[cfg(test)]
mod tests;
