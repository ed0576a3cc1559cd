//! A query as the index reads it: names resolved, words analysed.

use crate::domain::query::{Query, Word};
use crate::domain::words::{QueryWord, query_prefix, query_words};
use crate::index::Clause;
use crate::service::desk::Desk;
use crate::service::limit;
use crate::service::refusal::{Failure, Refusal, RefusalKind};

/// What a query asks of passages.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// What a passage must be.
    pub(super) clause: Clause,
    /// The same when it need not have all words; nothing when there is but one.
    pub(super) widened: Option<Clause>,
    /// Each limit alone, and what it limits to in words.
    pub(super) limits: Vec<(String, Clause)>,
    /// What words that are looked for begin with.
    pub(super) beginnings: Vec<String>,
}

impl Desk {
    /// Reads `query` for the index.
    ///
    /// # Errors
    /// A refusal when a value names nothing, or no word is one that could be found.
    pub(super) fn asked(&self, query: &Query) -> Result<Asked, Failure> {
        let mut limits = Vec::new();
        let mut wanted = Vec::new();
        let mut unwanted = Vec::new();
        for part in query.parts() {
            let Some(clause) = self.clause(query, part)? else {
                continue;
            };
            match clause {
                clause if part.is_limit() => {
                    limits.push((limit::sentence(&self.reference, part), clause));
                }
                Clause::Not(_) => unwanted.push(clause),
                clause => wanted.push((clause, matches!(part, Query::Word(_)))),
            }
        }
        if wanted.is_empty()
            && limits
                .iter()
                .all(|(_, limit)| matches!(limit, Clause::Not(_)))
        {
            return Err(no_word(query).into());
        }
        let rest: Vec<Clause> = limits
            .iter()
            .map(|(_, limit)| limit.clone())
            .chain(unwanted)
            .collect();
        let all = wanted.iter().map(|(clause, _)| clause.clone());
        let clause = Clause::All(all.chain(rest.clone()).collect());
        let wider = |any| Clause::All(std::iter::once(any).chain(rest).collect());
        let widened = any_of(wanted).map(|any| wider(self.as_question(any)));
        let mut beginnings = Vec::new();
        begun(query, &mut beginnings);
        Ok(Asked {
            clause,
            widened,
            limits,
            beginnings,
        })
    }

    /// What `part` of `query` asks; nothing for what has no word.
    fn clause(&self, query: &Query, part: &Query) -> Result<Option<Clause>, Failure> {
        Ok(match part {
            Query::Word(word) => one_word(word),
            Query::Phrase(text) => sequence(query_words(text)),
            Query::Prefix(start) => self.beginning(start)?,
            Query::Near {
                left,
                right,
                within,
            } => {
                let (left, right) = (self.side(left)?, self.side(right)?);
                let empty = left.is_empty() || right.is_empty();
                (!empty).then_some(Clause::Near {
                    left,
                    right,
                    within: *within,
                })
            }
            Query::Field(field) => Some(limit::clause(&self.reference, query, field)?),
            Query::Not(part) => self
                .clause(query, part)?
                .map(|clause| Clause::Not(Box::new(clause))),
            Query::All(parts) => some(self.clauses(query, parts)?).map(Clause::All),
            Query::Any(parts) => some(self.clauses(query, parts)?).map(Clause::Any),
        })
    }

    fn clauses(&self, query: &Query, parts: &[Query]) -> Result<Vec<Clause>, Failure> {
        let mut clauses = Vec::new();
        for part in parts {
            clauses.extend(self.clause(query, part)?);
        }
        Ok(clauses)
    }

    /// `cyber*`; in `cyberat*` the beginning follows a whole word.
    fn beginning(&self, start: &str) -> Result<Option<Clause>, Failure> {
        let prefix = query_prefix(start);
        Ok(match (prefix.before.is_empty(), prefix.form.is_empty()) {
            (true, true) => None,
            (true, false) => Some(Clause::Prefix(prefix.form)),
            (false, _) => Some(Clause::Phrase(self.side(&Query::Prefix(start.to_owned()))?)),
        })
    }

    /// What stands on one side of `near`: words that follow each other.
    fn side(&self, part: &Query) -> Result<Vec<QueryWord>, Failure> {
        Ok(match part {
            Query::Word(word) => query_words(&word.text),
            Query::Phrase(text) => query_words(text),
            Query::Prefix(start) => {
                let prefix = query_prefix(start);
                let mut words = prefix.before;
                if !prefix.form.is_empty() {
                    words.push(QueryWord {
                        surface: format!("{start}*"),
                        terms: self.index.terms_beginning(&prefix.form)?,
                        common: false,
                    });
                }
                words
            }
            _ => Vec::new(),
        })
    }
}

/// `cyber-attack` and `A/70/174` are words that follow each other. Han runs are left apart: where
/// a reader would part the words is not known.
fn one_word(word: &Word) -> Option<Clause> {
    let words = query_words(&word.text);
    match words.iter().all(is_han) && words.len() > 1 {
        true => Some(Clause::All(words.into_iter().map(Clause::Word).collect())),
        false => sequence(words),
    }
}

fn sequence(mut words: Vec<QueryWord>) -> Option<Clause> {
    match words.len() {
        0 => None,
        1 => Some(Clause::Word(words.remove(0))),
        _ => Some(Clause::Phrase(words)),
    }
}

fn is_han(word: &QueryWord) -> bool {
    let is_han = |letter: char| matches!(letter, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}');
    word.surface.chars().all(is_han)
}

fn some(clauses: Vec<Clause>) -> Option<Vec<Clause>> {
    (!clauses.is_empty()).then_some(clauses)
}

/// Any of the clauses. What was typed as one word is taken apart; phrases that were marked as
/// such are kept. Nothing when that is no wider.
fn any_of(wanted: Vec<(Clause, bool)>) -> Option<Vec<Clause>> {
    let mut any = Vec::new();
    for (clause, is_word) in wanted {
        match clause {
            Clause::Phrase(words) if is_word => any.extend(words.into_iter().map(Clause::Word)),
            Clause::All(parts) => any.extend(parts),
            clause => any.push(clause),
        }
    }
    let telling = any
        .iter()
        .filter(|clause| !matches!(clause, Clause::Word(word) if word.common));
    (telling.count() > 1).then_some(any)
}

/// What the words begin with that `query` looks for.
fn begun(query: &Query, beginnings: &mut Vec<String>) {
    match query {
        Query::Prefix(start) => beginnings.extend(Some(query_prefix(start).form)),
        Query::Near { left, right, .. } => {
            begun(left, beginnings);
            begun(right, beginnings);
        }
        Query::All(parts) | Query::Any(parts) => {
            for part in parts {
                begun(part, beginnings);
            }
        }
        _ => {}
    }
    beginnings.retain(|start| !start.is_empty());
}

/// Signs alone would match everything, which nobody means by them.
fn no_word(query: &Query) -> Refusal {
    let typed: String = query.to_string().chars().take(60).collect();
    Refusal::new(
        RefusalKind::BadRequest,
        format!("`{typed}` has no word to look for."),
        "Write words, \"phrases\" or -without; to list all that is held, set a limit alone, such as party:CHN.",
    )
}
