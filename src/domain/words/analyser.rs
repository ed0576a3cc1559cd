//! Turns text into tokens fast, by remembering what became of each chunk of letters.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use crate::domain::words::normalise::{fold, normalise};
use crate::domain::words::seen::{LONGEST, Made, Seen};
use crate::domain::words::segment::{Clean, Piece, chunks, pairs, pieces, trimmed};
use crate::domain::words::spelling::{compound, ends_compound, joined_by_hyphen, parted};
use crate::domain::words::stem::{Language, cut, term};

/// A token of a text, without a copy of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRef<'a> {
    /// As [`Token::term`](super::Token::term).
    pub term: &'a str,
    /// As [`Token::form`](super::Token::form).
    pub form: &'a str,
    /// Bytes of the text it was made from.
    pub span: Range<usize>,
}

/// A word of a chunk, normalised, and its place in the chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// With accents, and before its spelling is made one.
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// The chain for one language, with what it has seen.
#[derive(Debug)]
pub struct Analyser {
    language: Language,
    seen: Seen,
}

/// A token that waits for the next, which may turn out to be its second part.
#[derive(Clone, Copy)]
struct Waiting {
    part: usize,
    /// Where its chunk starts.
    start: usize,
}

impl Analyser {
    /// An analyser of text in `language`.
    pub fn new(language: Language) -> Self {
        Analyser {
            language,
            seen: Seen::default(),
        }
    }

    /// Gives the tokens of `text` to `take`, in order.
    pub fn each(&mut self, text: &str, mut take: impl FnMut(TokenRef<'_>)) {
        self.seen.make_room();
        let mut waiting: Option<Waiting> = None;
        for (start, chunk) in chunks(text) {
            let (cut, chunk) = trimmed(chunk);
            if chunk.is_empty() {
                continue;
            }
            for part in self.parts(chunk) {
                let start = start + cut;
                let next = Waiting { part, start };
                if let Some(before) = waiting.take() {
                    let may_join = self.seen.part(part).ends_compound;
                    if may_join && self.give_joined(before, next, text, &mut take) {
                        continue;
                    }
                    self.give(before, &mut take);
                }
                waiting = Some(next);
            }
        }
        if let Some(last) = waiting {
            self.give(last, &mut take);
        }
    }

    fn give(&self, token: Waiting, take: &mut impl FnMut(TokenRef<'_>)) {
        let part = self.seen.part(token.part);
        take(TokenRef {
            term: self.seen.term(part),
            form: self.seen.form(part),
            span: self.span(token),
        });
    }

    fn span(&self, token: Waiting) -> Range<usize> {
        let span = self.seen.part(token.part).span();
        token.start + span.start..token.start + span.end
    }

    fn form(&self, token: Waiting) -> &str {
        self.seen.form(self.seen.part(token.part))
    }

    /// Gives both as one token when they are the parts of one word.
    fn give_joined(
        &self,
        first: Waiting,
        second: Waiting,
        text: &str,
        take: &mut impl FnMut(TokenRef<'_>),
    ) -> bool {
        let (head, tail) = (self.span(first), self.span(second));
        let gap = text.get(head.end..tail.start).unwrap_or_default();
        if !is_narrow(gap) || !compound(self.form(first), self.form(second)) {
            return false;
        }
        let form = format!("{}{}", self.form(first), self.form(second));
        take(TokenRef {
            term: &term(&form, self.language.of_word(&form)),
            form: &form,
            span: head.start..tail.end,
        });
        true
    }

    fn parts(&mut self, chunk: &str) -> Range<usize> {
        if chunk.len() <= LONGEST
            && let Some(parts) = self.seen.find(chunk)
        {
            return parts;
        }
        let made = self.made(chunk);
        self.seen.keep(chunk, &made)
    }

    fn made(&self, chunk: &str) -> Vec<Made> {
        let clean = Clean::new(chunk);
        let made = |found| {
            let (text, span, is_pair) = match found {
                Found::Word(word) => (word.text, word.span, false),
                Found::Pair(pair, span) => (pair, span, true),
            };
            let form = cut(fold(&text).into_owned());
            Made {
                ends_compound: ends_compound(&form),
                span: clean.original(span),
                term: match is_pair {
                    true => text,
                    false => term(&text, self.language.of_word(&text)),
                },
                form,
            }
        };
        found(&clean.text).into_iter().map(made).collect()
    }
}

/// What a clean chunk holds, in order.
enum Found {
    Word(Word),
    Pair(String, Range<usize>),
}

fn found(chunk: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for group in groups(chunk) {
        match group {
            Group::Words(words) => found.extend(words.into_iter().map(Found::Word)),
            Group::Han(run) => {
                let pairs = pairs(&run).into_iter();
                found.extend(pairs.map(|(pair, span)| Found::Pair(pair, span)));
            }
        }
    }
    found
}

/// The words that one piece of a chunk gives, or a Han run.
pub(super) enum Group {
    Words(Vec<Word>),
    Han(Vec<super::segment::Han>),
}

/// The pieces of a clean chunk, normalised, with words joined and parted as the field writes them.
pub(super) fn groups(chunk: &str) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut head: Option<Word> = None;
    for piece in pieces(chunk) {
        let (raw, span) = match piece {
            Piece::Word(raw, span) => (raw, span),
            Piece::Han(run) => {
                groups.extend(head.take().map(parts_of));
                groups.push(Group::Han(run));
                continue;
            }
        };
        let text = normalise(raw);
        if text.is_empty() {
            continue;
        }
        head = match head.take() {
            Some(first)
                if is_hyphen(&chunk[first.span.end..span.start])
                    && joined_by_hyphen(&first.text, &text) =>
            {
                Some(Word {
                    text: first.text + &text,
                    span: first.span.start..span.end,
                })
            }
            first => {
                groups.extend(first.map(parts_of));
                Some(Word { text, span })
            }
        };
    }
    groups.extend(head.map(parts_of));
    groups
}

/// True for what stands between the parts of a word that is written apart.
pub(super) fn is_narrow(gap: &str) -> bool {
    is_hyphen(gap) || matches!(gap, " " | "\n" | "\u{A0}")
}

fn is_hyphen(gap: &str) -> bool {
    matches!(gap, "-" | "\u{2010}" | "\u{2011}")
}

/// A word as one, or as the two that it is read as; both stand where the whole does.
fn parts_of(word: Word) -> Group {
    let Some(at) = parted(&word.text) else {
        return Group::Words(vec![word]);
    };
    let (first, second) = word.text.split_at(at);
    let part = |text: &str| Word {
        text: text.to_owned(),
        span: word.span.clone(),
    };
    Group::Words(vec![part(first), part(second)])
}

/// Gives the tokens of `text`, written in `language` (a BCP 47 tag), to `take`, in order.
pub fn each_token(text: &str, language: &str, take: impl FnMut(TokenRef<'_>)) {
    thread_local! {
        static ANALYSERS: RefCell<HashMap<Language, Analyser>> = RefCell::default();
    }
    let language = Language::of(language);
    ANALYSERS.with(|analysers| {
        // Taken out while it works, so that `take` may analyse another text.
        let known = analysers.borrow_mut().remove(&language);
        let mut analyser = known.unwrap_or_else(|| Analyser::new(language));
        analyser.each(text, take);
        analysers.borrow_mut().insert(language, analyser);
    });
}
