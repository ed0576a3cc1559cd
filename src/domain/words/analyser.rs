//! Turns text into tokens fast, by remembering what became of each chunk of letters.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::domain::words::normalise::{fold, normalise};
use crate::domain::words::segment::{Clean, Piece, chunks, pairs, pieces, trimmed};
use crate::domain::words::spelling::{compound, ends_compound, joined_by_hyphen, parted};
use crate::domain::words::stem::{Language, cut, term};

/// Chunks remembered for a language. A thousand make up half of any text, and these nearly all.
const MOST_REMEMBERED: usize = 16_384;
/// Longer chunks are addresses, or sentences in scripts without spaces, and do not come back.
const LONGEST_REMEMBERED: usize = 40;

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

/// What a chunk gives.
#[derive(Debug)]
struct Part {
    term: Box<str>,
    form: Box<str>,
    span: Range<usize>,
    /// True when it may be the second part of a word with what stands before it.
    ends_compound: bool,
}

/// The chain for one language, with what it has seen.
#[derive(Debug)]
pub struct Analyser {
    language: Language,
    seen: HashMap<Box<str>, Rc<[Part]>>,
}

/// A token that waits for the next, which may turn out to be its second part.
struct Waiting {
    parts: Rc<[Part]>,
    place: usize,
    start: usize,
}

impl Waiting {
    fn part(&self) -> &Part {
        &self.parts[self.place]
    }

    fn span(&self) -> Range<usize> {
        let span = &self.part().span;
        self.start + span.start..self.start + span.end
    }
}

impl Analyser {
    /// An analyser of text in `language`.
    pub fn new(language: Language) -> Self {
        Analyser {
            language,
            seen: HashMap::new(),
        }
    }

    /// Gives the tokens of `text` to `take`, in order.
    pub fn each(&mut self, text: &str, mut take: impl FnMut(TokenRef<'_>)) {
        let mut waiting: Option<Waiting> = None;
        for (start, chunk) in chunks(text) {
            let (cut, chunk) = trimmed(chunk);
            if chunk.is_empty() {
                continue;
            }
            let parts = self.parts(chunk);
            for place in 0..parts.len() {
                let next = Waiting {
                    parts: Rc::clone(&parts),
                    place,
                    start: start + cut,
                };
                if let Some(before) = waiting.take() {
                    if next.part().ends_compound && self.joined(&before, &next, text, &mut take) {
                        continue;
                    }
                    give(&before, &mut take);
                }
                waiting = Some(next);
            }
        }
        if let Some(last) = waiting {
            give(&last, &mut take);
        }
    }

    /// Gives both as one token when they are the parts of one word.
    fn joined(
        &self,
        first: &Waiting,
        second: &Waiting,
        text: &str,
        take: &mut impl FnMut(TokenRef<'_>),
    ) -> bool {
        let (head, tail) = (first.span(), second.span());
        let gap = text.get(head.end..tail.start).unwrap_or_default();
        if !is_narrow(gap) || !compound(&first.part().form, &second.part().form) {
            return false;
        }
        let form = format!("{}{}", first.part().form, second.part().form);
        take(TokenRef {
            term: &term(&form, self.language.of_word(&form)),
            form: &form,
            span: head.start..tail.end,
        });
        true
    }

    fn parts(&mut self, chunk: &str) -> Rc<[Part]> {
        if chunk.len() > LONGEST_REMEMBERED {
            return self.made(chunk);
        }
        if let Some(parts) = self.seen.get(chunk) {
            return Rc::clone(parts);
        }
        let parts = self.made(chunk);
        if self.seen.len() >= MOST_REMEMBERED {
            // What is common is back at once, and nothing needs to be counted for it.
            self.seen.clear();
        }
        self.seen.insert(chunk.into(), Rc::clone(&parts));
        parts
    }

    fn made(&self, chunk: &str) -> Rc<[Part]> {
        let mut parts = Vec::new();
        let clean = Clean::new(chunk);
        for found in found(&clean.text) {
            let (text, span, is_pair) = match found {
                Found::Word(word) => (word.text, word.span, false),
                Found::Pair(pair, span) => (pair, span, true),
            };
            let form = cut(fold(&text).into_owned());
            let term = match is_pair {
                true => text,
                false => term(&text, self.language.of_word(&text)),
            };
            parts.push(Part {
                ends_compound: ends_compound(&form),
                term: term.into(),
                form: form.into(),
                span: clean.original(span),
            });
        }
        parts.into()
    }
}

fn give(token: &Waiting, take: &mut impl FnMut(TokenRef<'_>)) {
    let part = token.part();
    take(TokenRef {
        term: &part.term,
        form: &part.form,
        span: token.span(),
    });
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
