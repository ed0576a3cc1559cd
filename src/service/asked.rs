//! A query as the index reads it: names resolved, words analysed.

use std::collections::{BTreeMap, HashSet};

use crate::domain::query::Query;
use crate::domain::words::{Prefix, QueryWord, query_prefix, query_words};
use crate::index::{Begun, Clause, MOST_COUNTED};
use crate::service::also::{Also, Runs};
use crate::service::desk::Desk;
use crate::service::limit;
use crate::service::passage::Marked;
use crate::service::refusal::{Failure, Refusal, RefusalKind};
use crate::service::run::{Run, is_plain, side_by_side, words_of};

/// Terms that one beginning may stand for, and all those of a query together.
const MOST_BEGUN: usize = 128;
const MOST_BEGUN_IN_ALL: usize = 512;

/// What a query asks of passages.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// What a passage must be.
    pub(super) clause: Clause,
    /// The same when it need not have all words; nothing when there is but one.
    pub(super) widened: Option<Clause>,
    /// Each limit alone, and what it limits to in words.
    pub(super) limits: Vec<(String, Clause)>,
    /// What is searched besides the words as typed.
    pub(super) also: Also,
    /// What words that are looked for begin with.
    pub(super) beginnings: Vec<String>,
    /// Beginnings for which not all words are looked for, and the terms for each of them.
    pub(super) cut: Vec<(String, usize)>,
}

impl Asked {
    /// What is marked in passages that are found.
    pub(super) fn marked(&self) -> Marked<'_> {
        let expansions = self.also.expansions.iter();
        Marked {
            words: self.widened.as_ref().unwrap_or(&self.clause).words(),
            beginnings: &self.beginnings,
            sequences: expansions.map(|one| one.terms.as_slice()).collect(),
        }
    }
}

/// A query that is being read.
pub(super) struct Asking<'a> {
    desk: &'a Desk,
    query: &'a Query,
    runs: Runs<'a>,
    /// What begins so, by the beginning.
    begun: BTreeMap<String, Begun>,
    /// How many terms a beginning may stand for.
    most_begun: usize,
    /// True inside of what must not be, where nothing is expanded.
    shut_out: bool,
}

impl<'a> Asking<'a> {
    /// A query whose plain words are read.
    pub(super) fn new(desk: &'a Desk, query: &'a Query, runs: Runs<'a>) -> Self {
        let n_beginnings = n_beginnings(query).max(1);
        Asking {
            desk,
            query,
            runs,
            begun: BTreeMap::new(),
            most_begun: (MOST_BEGUN_IN_ALL / n_beginnings).min(MOST_BEGUN),
            shut_out: false,
        }
    }

    /// What words that are looked for begin with.
    pub(super) fn beginnings(&self) -> Vec<String> {
        self.begun.keys().cloned().collect()
    }
}

impl Desk {
    /// Reads `query` for the index.
    ///
    /// # Errors
    /// A refusal when a value names nothing, or no word is one that could be found.
    pub(super) fn asked(&self, query: &Query) -> Result<Asked, Failure> {
        let mut also = Also::default();
        let runs = self.plain_words(query, &mut also.mended)?;
        let mut asking = Asking::new(self, query, runs);
        let mut parts = asking.sound_parts()?;
        let candidates = self.candidates(query, &asking.runs);
        // Where the words alone find more than is counted, nobody misses what is like them.
        if !candidates.is_empty() && !self.index.has_more_than(&parts.all(), MOST_COUNTED)? {
            let widened = parts.any(self);
            self.expand(candidates, &mut asking.runs, &mut also)?;
            parts = asking.parts()?;
            parts.plain = self.enough(widened)?;
        }
        Ok(Asked {
            clause: parts.all(),
            widened: parts.plain.take().or_else(|| parts.any(self)),
            limits: parts.limits,
            also,
            beginnings: asking.beginnings(),
            cut: asking.cut(),
        })
    }
}

impl Desk {
    /// The clause, when it finds more than is counted.
    fn enough(&self, clause: Option<Clause>) -> Result<Option<Clause>, Failure> {
        let Some(clause) = clause else {
            return Ok(None);
        };
        let enough = self.index.has_more_than(&clause, MOST_COUNTED)?;
        Ok(enough.then_some(clause))
    }
}

/// The parts of a query, read.
#[derive(Default)]
pub(super) struct Parts {
    /// Any of the parts as typed, when nobody misses what is like them.
    plain: Option<Clause>,
    limits: Vec<(String, Clause)>,
    /// True beside what was typed as words.
    wanted: Vec<(Clause, bool)>,
    unwanted: Vec<Clause>,
}

impl Parts {
    /// True when nothing is said of what must be there.
    fn shows_nothing(&self) -> bool {
        let is_not = |(_, limit): &(String, Clause)| matches!(limit, Clause::Not(_));
        self.wanted.is_empty() && self.limits.iter().all(is_not)
    }

    /// All of the parts.
    pub(super) fn all(&self) -> Clause {
        let wanted = self.wanted.iter().map(|(clause, _)| clause);
        Clause::All(wanted.chain(self.rest()).cloned().collect())
    }

    /// Any of the wanted parts and all others, where that is wider.
    fn any(&self, desk: &Desk) -> Option<Clause> {
        let any = desk.as_question(any_of(&self.wanted)?);
        let rest = self.rest().cloned();
        Some(Clause::All(std::iter::once(any).chain(rest).collect()))
    }

    fn rest(&self) -> impl Iterator<Item = &Clause> {
        let limits = self.limits.iter().map(|(_, limit)| limit);
        limits.chain(&self.unwanted)
    }
}

impl<'a> Asking<'a> {
    /// The parts.
    ///
    /// # Errors
    /// A refusal when a value names nothing, or nothing is said of what must be there.
    pub(super) fn sound_parts(&mut self) -> Result<Parts, Failure> {
        let parts = self.parts()?;
        match parts.shows_nothing() {
            true => Err(no_word(self.query).into()),
            false => Ok(parts),
        }
    }

    fn parts(&mut self) -> Result<Parts, Failure> {
        let mut read = Parts::default();
        for parts in side_by_side(self.query.parts()) {
            if is_plain(&parts[0]) {
                let clauses = self.run(parts).clauses().into_iter();
                read.wanted.extend(clauses.map(|clause| (clause, true)));
                continue;
            }
            for part in parts {
                let Some(clause) = self.clause(part)? else {
                    continue;
                };
                match clause {
                    clause if part.is_limit() => {
                        let what = limit::sentence(&self.desk.reference, part);
                        read.limits.push((what, clause));
                    }
                    Clause::Not(_) => read.unwanted.push(clause),
                    clause => read.wanted.push((clause, matches!(part, Query::Word(_)))),
                }
            }
        }
        Ok(read)
    }

    /// What `part` asks; nothing for what has no word.
    fn clause(&mut self, part: &'a Query) -> Result<Option<Clause>, Failure> {
        Ok(match part {
            Query::Word(_) => all_of(self.run(std::slice::from_ref(part)).clauses()),
            Query::Phrase(text) => {
                let words = query_words(text);
                Self::tells(part, words.iter())?;
                Clause::sequence(words)
            }
            Query::Prefix(start) => self.beginning(start)?,
            Query::Near {
                left,
                right,
                within,
            } => {
                let (left, right) = (self.side(left)?, self.side(right)?);
                Self::tells(part, left.iter().chain(&right))?;
                let empty = left.is_empty() || right.is_empty();
                (!empty).then_some(Clause::Near {
                    left,
                    right,
                    within: *within,
                })
            }
            Query::Field(field) => Some(limit::clause(&self.desk.reference, self.query, field)?),
            Query::Not(part) => {
                let outside = std::mem::replace(&mut self.shut_out, true);
                let clause = self.clause(part)?;
                self.shut_out = outside;
                clause.map(|clause| Clause::Not(Box::new(clause)))
            }
            Query::All(parts) => all_of(self.all(parts)?),
            Query::Any(parts) => any(self.each(parts)?),
        })
    }

    /// Refuses words whose places would be looked up in nearly every passage there is.
    fn tells<'b>(part: &Query, words: impl Iterator<Item = &'b QueryWord>) -> Result<(), Refusal> {
        let (common, telling): (Vec<_>, Vec<_>) = words.partition(|word| word.common);
        match telling.is_empty() && common.len() > 1 {
            true => Err(too_common(part)),
            false => Ok(()),
        }
    }

    fn all(&mut self, parts: &'a [Query]) -> Result<Vec<Clause>, Failure> {
        let mut clauses = Vec::new();
        for parts in side_by_side(parts) {
            match is_plain(&parts[0]) {
                true => clauses.extend(self.run(parts).clauses()),
                false => clauses.extend(self.each(parts)?),
            }
        }
        Ok(clauses)
    }

    fn each(&mut self, parts: &'a [Query]) -> Result<Vec<Clause>, Failure> {
        let mut clauses = Vec::new();
        for part in parts {
            clauses.extend(self.clause(part)?);
        }
        Ok(clauses)
    }

    /// The run of these words; read as they stand when they are meant exactly or must not be.
    fn run(&self, parts: &'a [Query]) -> Run {
        let words = words_of(parts);
        let known = self.runs.get(&words).filter(|_| !self.shut_out);
        known.cloned().unwrap_or_else(|| Run::new(&words))
    }

    /// `cyber*`; in `cyberat*` the beginning follows a whole word.
    fn beginning(&mut self, start: &str) -> Result<Option<Clause>, Failure> {
        let prefix = query_prefix(start);
        Ok(match (prefix.before.is_empty(), prefix.form.is_empty()) {
            (true, true) => None,
            (true, false) => Some(Clause::Prefix(self.begun(&prefix.form)?)),
            (false, _) => Some(Clause::Phrase(self.begun_words(start, prefix)?)),
        })
    }

    /// What stands on one side of `near`: words that follow each other.
    fn side(&mut self, part: &Query) -> Result<Vec<QueryWord>, Failure> {
        Ok(match part {
            Query::Word(word) => query_words(&word.text),
            Query::Phrase(text) => query_words(text),
            Query::Prefix(start) => self.begun_words(start, query_prefix(start))?,
            _ => Vec::new(),
        })
    }

    fn begun_words(&mut self, start: &str, prefix: Prefix) -> Result<Vec<QueryWord>, Failure> {
        let mut words = prefix.before;
        if !prefix.form.is_empty() {
            words.push(QueryWord {
                surface: format!("{start}*"),
                terms: self.begun(&prefix.form)?,
                languages: Vec::new(),
                form: prefix.form,
                common: false,
            });
        }
        Ok(words)
    }

    /// Terms of the words that begin with `form`.
    fn begun(&mut self, form: &str) -> Result<Vec<String>, Failure> {
        if let Some(begun) = self.begun.get(form) {
            return Ok(begun.terms.clone());
        }
        let begun = self.desk.index.beginning(form, self.most_begun)?;
        let terms = begun.terms.clone();
        self.begun.insert(form.to_owned(), begun);
        Ok(terms)
    }

    /// Beginnings that stand for more words than are looked for.
    fn cut(&self) -> Vec<(String, usize)> {
        let cut = self.begun.iter().filter(|(_, begun)| begun.more);
        cut.map(|(start, begun)| (start.clone(), begun.terms.len()))
            .collect()
    }
}

/// All of the clauses; one stands for itself, and none for nothing.
fn all_of(mut clauses: Vec<Clause>) -> Option<Clause> {
    match clauses.len() {
        0 | 1 => clauses.pop(),
        _ => Some(Clause::All(clauses)),
    }
}

/// The clauses with those that stand for any of several taken apart.
fn side_laid(clauses: Vec<Clause>) -> Vec<Clause> {
    let mut flat = Vec::new();
    for clause in clauses {
        match clause {
            Clause::Any(inner) => flat.extend(inner),
            clause => flat.push(clause),
        }
    }
    flat
}

/// Any of the clauses, side by side.
fn any(clauses: Vec<Clause>) -> Option<Clause> {
    let flat = side_laid(clauses);
    (!flat.is_empty()).then_some(Clause::Any(flat))
}

/// How many different beginnings of words stand in `query`.
fn n_beginnings(query: &Query) -> usize {
    fn gather<'a>(query: &'a Query, found: &mut HashSet<&'a str>) {
        match query {
            Query::Prefix(start) => {
                found.insert(start);
            }
            Query::Near { left, right, .. } => {
                gather(left, found);
                gather(right, found);
            }
            Query::Not(part) => gather(part, found),
            Query::All(parts) | Query::Any(parts) => {
                for part in parts {
                    gather(part, found);
                }
            }
            Query::Word(_) | Query::Phrase(_) | Query::Field(_) => {}
        }
    }
    let mut found = HashSet::new();
    gather(query, &mut found);
    found.len()
}

/// Any of the wanted clauses. What was typed as one word is taken apart; phrases that were marked
/// as such are kept. Nothing when that is no wider.
fn any_of(wanted: &[(Clause, bool)]) -> Option<Vec<Clause>> {
    let mut parts = Vec::new();
    for (clause, is_word) in wanted {
        match is_word {
            true => take_apart(clause, &mut parts),
            false => parts.push(clause.clone()),
        }
    }
    let own = |part: &&Clause| !part.is_common() && !matches!(part, Clause::Weighted(..));
    (parts.iter().filter(own).count() > 1).then(|| side_laid(parts))
}

/// The words of `clause` each alone, and with them what may stand for several.
fn take_apart(clause: &Clause, parts: &mut Vec<Clause>) {
    match clause {
        Clause::Phrase(words) => parts.extend(words.iter().cloned().map(Clause::Word)),
        Clause::All(inner) | Clause::Any(inner) => {
            for one in inner {
                take_apart(one, parts);
            }
        }
        one => parts.push(one.clone()),
    }
}

fn too_common(part: &Query) -> Refusal {
    let typed: String = part.to_string().chars().take(60).collect();
    Refusal::new(
        RefusalKind::BadRequest,
        format!("All words of `{typed}` are too common to be looked for side by side."),
        "Add a word that tells more, such as \"of the Charter\".",
    )
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
