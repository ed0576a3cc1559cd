//! Plain words of a query that stand side by side, with what they may also be written as.

use std::ops::Range;

use crate::domain::query::{Query, Word};
use crate::domain::thesaurus::Expansion;
use crate::domain::words::{QueryWord, query_words};
use crate::index::Clause;

/// Plain words side by side, read. Only these are expanded and mended.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Run {
    /// Its words.
    pub(super) words: Vec<QueryWord>,
    /// Which of them were typed as one: `cyber-attack` and `A/70/174` are words that follow each
    /// other. Han are left apart: where a reader would part the words is not known.
    pieces: Vec<Range<usize>>,
    /// What may stand for some of the words; those for the same words follow each other.
    expansions: Vec<Expansion>,
}

/// True for a word that may be expanded.
pub(super) fn is_plain(part: &Query) -> bool {
    matches!(part, Query::Word(word) if !word.exact)
}

/// The parts of an [`Query::All`]: plain words side by side together, others each alone.
pub(super) fn side_by_side(parts: &[Query]) -> impl Iterator<Item = &[Query]> {
    parts.chunk_by(|one, next| is_plain(one) && is_plain(next))
}

/// The words of parts that are all words; nothing of others.
pub(super) fn words_of(parts: &[Query]) -> Vec<&Word> {
    let mut words = Vec::new();
    for part in parts {
        if let Query::Word(word) = part {
            words.push(word);
        }
    }
    words
}

/// All runs of `query` but those that must not be.
pub(super) fn runs(query: &Query) -> Vec<Vec<&Word>> {
    match query {
        Query::Word(word) if !word.exact => vec![vec![word]],
        Query::Any(parts) => parts.iter().flat_map(runs).collect(),
        Query::All(parts) => side_by_side(parts)
            .flat_map(|parts| match parts {
                [one] => runs(one),
                words => vec![words_of(words)],
            })
            .collect(),
        _ => Vec::new(),
    }
}

impl Run {
    /// Reads words, as they were typed.
    pub(super) fn new(typed: &[&Word]) -> Self {
        let mut run = Run::default();
        for word in typed {
            let words = query_words(&word.text);
            let (start, end) = (run.words.len(), run.words.len() + words.len());
            match words.iter().all(is_han) {
                true => run.pieces.extend((start..end).map(|at| at..at + 1)),
                false => run.pieces.push(start..end),
            }
            run.words.extend(words);
        }
        // Only beside other words `UN` is told from an article that somebody shouts.
        let texts: Vec<&str> = typed.iter().map(|word| word.text.as_str()).collect();
        let together = query_words(&texts.join(" "));
        if together.len() == run.words.len() {
            run.words = together;
        }
        run
    }

    /// True when `words` begin and end where words as typed do.
    pub(super) fn has_whole(&self, words: &Range<usize>) -> bool {
        let begins = self.pieces.iter().any(|piece| piece.start == words.start);
        begins && self.pieces.iter().any(|piece| piece.end == words.end)
    }

    /// Takes `expansion` in, which stands for whole words as typed, unless it is there.
    pub(super) fn expand(&mut self, expansion: Expansion) {
        if !self.expansions.contains(&expansion) {
            self.expansions.push(expansion);
        }
    }

    /// What a passage must be: one clause for each word, or for words that are expanded together.
    pub(super) fn clauses(&self) -> Vec<Clause> {
        let mut clauses = Vec::new();
        let mut at = 0;
        for piece in &self.pieces {
            if piece.start < at {
                continue;
            }
            let own = |one: &&Expansion| one.words.start == piece.start;
            let expansions: Vec<&Expansion> = self.expansions.iter().filter(own).collect();
            let span = expansions.first().map_or(piece, |one| &one.words);
            at = span.end;
            let itself = self.itself(span);
            if expansions.is_empty() {
                clauses.extend(itself);
                continue;
            }
            let mut any: Vec<Clause> = itself.into_iter().collect();
            any.extend(expansions.into_iter().filter_map(weighted));
            clauses.push(Clause::Any(any));
        }
        clauses
    }

    /// The words of `span` as they stand.
    fn itself(&self, span: &Range<usize>) -> Option<Clause> {
        let pieces = self
            .pieces
            .iter()
            .filter(|piece| piece.start >= span.start && piece.end <= span.end);
        let mut words: Vec<Clause> = pieces
            .filter_map(|piece| Clause::sequence(self.words[piece.clone()].to_vec()))
            .collect();
        match words.len() {
            0 | 1 => words.pop(),
            _ => Some(Clause::All(words)),
        }
    }
}

fn weighted(expansion: &Expansion) -> Option<Clause> {
    let sequence = Clause::sequence(expansion.terms.clone())?;
    Some(Clause::Weighted(Box::new(sequence), expansion.weight))
}

fn is_han(word: &QueryWord) -> bool {
    let is_han = |letter: char| matches!(letter, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}');
    word.surface.chars().all(is_han)
}
