//! A clause as the engine's query: filters that do not score, words that do.

use std::sync::Arc;

use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, SegmentReader, Term};

use crate::domain::label::squeeze;
use crate::domain::words::QueryWord;
use crate::index::Error;
use crate::index::beside::Beside;
use crate::index::clause::Clause;
use crate::index::columns::Table;
use crate::index::either::Either;
use crate::index::schema::{Fields, PASSAGE, RECORD, SUBSTANCE, kind_name};
use crate::index::sequence::{Sequence, Slot};
use crate::index::vocabulary;

/// Terms of a beginning up to which each counts for its rarity. Of more each counts for one,
/// because finding the best by so many takes a tenth of a second in a large index.
const MOST_SCORED: usize = 24;

/// Makes queries for one state of the index.
pub(super) struct Compiler<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
    pub(super) columns: Arc<Table>,
}

impl Compiler<'_> {
    /// Passages that match `clause`; all of them when it asks for no word.
    pub(super) fn passages(&self, clause: &Clause) -> Result<Box<dyn Query>, Error> {
        // Only passages that can be cited have words, so words need no limit to them.
        if clause.needs_a_word() {
            return self.query(clause);
        }
        let passages = keyword(self.fields.kind, PASSAGE);
        Ok(Box::new(BooleanQuery::new(vec![
            (Occur::Must, passages),
            (Occur::Must, self.query(clause)?),
        ])))
    }

    /// Records that match `clause`; none has the words of a text.
    pub(super) fn records(&self, clause: &Clause) -> Result<Box<dyn Query>, Error> {
        let records = keyword(self.fields.kind, RECORD);
        Ok(Box::new(BooleanQuery::new(vec![
            (Occur::Must, records),
            (Occur::Must, self.query(clause)?),
        ])))
    }

    fn query(&self, clause: &Clause) -> Result<Box<dyn Query>, Error> {
        let fields = self.fields;
        Ok(match clause {
            Clause::Word(word) => self.any_term(self.slot(fields.body, word)?),
            Clause::Prefix(terms) => {
                let body = |term: &String| Term::from_field_text(fields.body, term);
                let body = terms.iter().map(body);
                match terms.len() > MOST_SCORED {
                    true => Box::new(TermSetQuery::new(body)),
                    false => self.any_term(body.collect()),
                }
            }
            Clause::Phrase(words) => self.sequence(&[words], fields.body, 1)?,
            Clause::Near {
                left,
                right,
                within,
            } => self.sequence(&[left, right], fields.body, *within)?,
            Clause::Title(words) => {
                let all = words.iter().map(|word| self.slot(fields.title, word));
                let all: Result<Vec<Slot>, Error> = all.collect();
                all_of(all?.into_iter().map(|slot| self.any_term(slot)).collect())
            }
            Clause::Norm(norm) => keyword(fields.norm, norm.as_str()),
            Clause::Party(code) => keyword(fields.party, code),
            Clause::Group(code) => keyword(fields.group, code),
            Clause::Forum(code) => keyword(fields.forum, code),
            Clause::Language(tag) => {
                let tags = vocabulary::languages(self.searcher, fields, tag)?;
                let any = |tag: &String| (Occur::Should, keyword(fields.language, tag));
                one_or_more(tags.iter().map(any).collect())
            }
            Clause::Kind(kind) => keyword(fields.text_kind, kind_name(*kind)),
            Clause::Substance => keyword(fields.kind, SUBSTANCE),
            Clause::Speaker(name) => {
                let parts = name.split_whitespace();
                let parts = parts.map(|part| keyword(fields.speaker, &squeeze(part)));
                all_of(parts.collect())
            }
            Clause::Date { from, to } => days(&self.columns, *from, *to),
            Clause::Weighted(clause, weight) => {
                Box::new(BoostQuery::new(self.query(clause)?, *weight))
            }
            Clause::Question { any, parties } => self.question(any, parties)?,
            Clause::All(clauses) => self.all(clauses)?,
            Clause::Any(clauses) => self.any(clauses)?,
            Clause::Not(clause) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, everything()),
                (Occur::MustNot, self.query(clause)?),
            ])),
        })
    }

    /// All of the clauses; common words only where there are no others.
    fn all(&self, clauses: &[Clause]) -> Result<Box<dyn Query>, Error> {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut eithers: Vec<Either> = Vec::new();
        // Limits alone hold for far more than words do.
        let mut has_word = false;
        for clause in Clause::of_all(clauses) {
            match clause {
                Clause::Not(unwanted) => parts.push((Occur::MustNot, self.query(unwanted)?)),
                wanted => {
                    let either = self.either(wanted)?.filter(|_| clauses.len() > 1);
                    if let Some(either) = either {
                        eithers.push(either);
                        continue;
                    }
                    has_word |= wanted.needs_a_word();
                    parts.push((Occur::Must, self.query(wanted)?));
                }
            }
        }
        if !has_word && let Some(either) = self.rarest(&mut eithers)? {
            parts.push((Occur::Must, Box::new(either)));
        }
        if parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            parts.push((Occur::Must, everything()));
        }
        let rest = one_or_more(parts);
        Ok(match eithers.is_empty() {
            true => rest,
            false => Box::new(Beside { rest, eithers }),
        })
    }

    /// Takes out the one that fewest documents can hold for.
    fn rarest(&self, eithers: &mut Vec<Either>) -> Result<Option<Either>, Error> {
        let mut rarest: Option<(u64, usize)> = None;
        for (place, either) in eithers.iter().enumerate() {
            let mut n = 0;
            for term in either.leading_terms() {
                n += self.searcher.doc_freq(term)?;
            }
            if rarest.is_none_or(|(least, _)| n < least) {
                rarest = Some((n, place));
            }
        }
        Ok(rarest.map(|(_, place)| eithers.remove(place)))
    }

    /// A clause beside which others must hold as well, when it asks for any of several things.
    fn either(&self, clause: &Clause) -> Result<Option<Either>, Error> {
        let mut either = Either {
            field: self.fields.body,
            terms: Vec::new(),
            sequences: Vec::new(),
        };
        let whole = self.add(clause, 1.0, &mut either)?;
        Ok((whole && !either.is_single()).then_some(either))
    }

    /// Adds what `clause` looks for; false when it asks for more than words and phrases.
    fn add(&self, clause: &Clause, weight: f32, either: &mut Either) -> Result<bool, Error> {
        match clause {
            Clause::Word(word) => {
                let terms = self.slot(self.fields.body, word)?.into_iter();
                either.terms.extend(terms.map(|term| (term, weight)));
            }
            Clause::Phrase(words) => {
                if let Some(phrases) = self.slots(&[words], self.fields.body)? {
                    let sequence = Sequence { phrases, within: 1 };
                    either.sequences.push((sequence, weight));
                }
            }
            Clause::Weighted(inner, factor) => return self.add(inner, weight * factor, either),
            Clause::Any(clauses) => {
                for one in Clause::of_any(clauses) {
                    if !self.add(one, weight, either)? {
                        return Ok(false);
                    }
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Any of the clauses. Words are laid side by side, so that the engine can pass over
    /// documents that cannot be among the best.
    fn any(&self, clauses: &[Clause]) -> Result<Box<dyn Query>, Error> {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for clause in Clause::of_any(clauses) {
            let (inner, weight) = match clause {
                Clause::Weighted(inner, weight) => (inner.as_ref(), *weight),
                clause => (clause, 1.0),
            };
            match inner {
                Clause::Word(word) => {
                    for term in self.slot(self.fields.body, word)? {
                        parts.push((Occur::Should, boosted(scored(term), weight)));
                    }
                }
                inner => parts.push((Occur::Should, boosted(self.query(inner)?, weight))),
            }
        }
        Ok(one_or_more(parts))
    }

    /// Any of the clauses; a party that speaks counts as much as a word that is as rare.
    fn question(&self, any: &[Clause], parties: &[String]) -> Result<Box<dyn Query>, Error> {
        let mut parts = vec![(Occur::Must, self.any(any)?)];
        for code in parties {
            let party = Term::from_field_text(self.fields.party, code);
            parts.push((Occur::Should, scored(party)));
        }
        Ok(one_or_more(parts))
    }

    /// The terms of `word` that something has.
    fn slot(&self, field: Field, word: &QueryWord) -> Result<Slot, Error> {
        let mut slot = Slot::new();
        for term in word.terms_in(self.columns.languages) {
            let term = Term::from_field_text(field, term);
            if self.searcher.doc_freq(&term)? > 0 {
                slot.push(term);
            }
        }
        Ok(slot)
    }

    #[expect(clippy::unused_self, reason = "reads as its siblings do")]
    fn any_term(&self, terms: Slot) -> Box<dyn Query> {
        let part = |term| (Occur::Should, scored(term));
        one_or_more(terms.into_iter().map(part).collect())
    }

    fn sequence(
        &self,
        phrases: &[&Vec<QueryWord>],
        field: Field,
        within: u32,
    ) -> Result<Box<dyn Query>, Error> {
        let Some(mut slots) = self.slots(phrases, field)? else {
            return Ok(Box::new(EmptyQuery));
        };
        if let [phrase] = slots.as_mut_slice()
            && let [slot] = phrase.as_mut_slice()
        {
            return Ok(self.any_term(std::mem::take(slot)));
        }
        Ok(Box::new(Sequence {
            phrases: slots,
            within,
        }))
    }

    /// The terms of each word of each phrase; nothing when nothing has one of the words.
    fn slots(
        &self,
        phrases: &[&Vec<QueryWord>],
        field: Field,
    ) -> Result<Option<Vec<Vec<Slot>>>, Error> {
        let mut slots: Vec<Vec<Slot>> = Vec::new();
        for phrase in phrases {
            let slot = |word| self.slot(field, word);
            let phrase: Result<Vec<Slot>, Error> = phrase.iter().map(slot).collect();
            slots.push(phrase?);
        }
        let missing = slots.iter().any(Vec::is_empty) || slots.iter().flatten().any(Vec::is_empty);
        Ok((!missing).then_some(slots))
    }
}

/// Documents whose date may lie between these days. Looked at for what all else holds for, which
/// takes less than reading all that lie between them.
fn days(table: &Arc<Table>, from: Option<i64>, to: Option<i64>) -> Box<dyn Query> {
    let table = Arc::clone(table);
    let between = FunctionPredicate::from(move |segment: &SegmentReader| {
        let columns = table.segment(segment.segment_id()).cloned();
        Ok(move |document: DocId| {
            columns.as_ref().is_some_and(|columns| {
                let (first, last) = (&columns.first_day, &columns.last_day);
                from.is_none_or(|from| last.first(document).is_some_and(|day| day >= from))
                    && to.is_none_or(|to| first.first(document).is_some_and(|day| day <= to))
            })
        })
    });
    silent(Box::new(DocPredicateQuery::from(between)))
}

/// Documents that have `text` as a term of `field`, without a score.
pub(super) fn keyword(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    silent(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
}

/// Documents that have all of these terms, without a score.
pub(super) fn both(terms: &[(Field, &str)]) -> Box<dyn Query> {
    all_of(
        terms
            .iter()
            .map(|(field, text)| keyword(*field, text))
            .collect(),
    )
}

fn all_of(parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match parts.is_empty() {
        true => everything(),
        false => one_or_more(parts.into_iter().map(|part| (Occur::Must, part)).collect()),
    }
}

/// A single part stands for itself: the engine is faster without a shell around it.
fn one_or_more(mut parts: Vec<(Occur, Box<dyn Query>)>) -> Box<dyn Query> {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 if parts.iter().all(|(occur, _)| *occur != Occur::MustNot) => parts.remove(0).1,
        _ => Box::new(BooleanQuery::new(parts)),
    }
}

fn everything() -> Box<dyn Query> {
    silent(Box::new(AllQuery))
}

fn scored(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}
