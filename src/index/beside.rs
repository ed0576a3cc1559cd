//! What several [`Either`]s must hold for as well: they are asked only of documents that the rest
//! of the query has found.
//!
//! The engine's own intersection would follow each phrase to its next match, however far behind.

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::index::either::{Either, EitherScorer, EitherWeight};
use crate::index::sequence::explained;

/// What `rest` finds and all of `eithers` hold for.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) rest: Box<dyn Query>,
    pub(super) eithers: Vec<Either>,
}

impl Clone for Beside {
    fn clone(&self) -> Self {
        Beside {
            rest: self.rest.box_clone(),
            eithers: self.eithers.clone(),
        }
    }
}

impl Query for Beside {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let eithers = self.eithers.iter().map(|one| one.weighed(&scoring));
        let eithers: tantivy::Result<Vec<EitherWeight>> = eithers.collect();
        Ok(Box::new(BesideWeight {
            eithers: eithers?,
            rest: self.rest.weight(scoring)?,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.rest.query_terms(visitor);
        for either in &self.eithers {
            either.query_terms(visitor);
        }
    }
}

struct BesideWeight {
    rest: Box<dyn Weight>,
    eithers: Vec<EitherWeight>,
}

impl Weight for BesideWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut eithers = Vec::new();
        for either in &self.eithers {
            match either.open(reader, boost)? {
                Some(either) => eithers.push(either),
                None => return Ok(Box::new(EmptyScorer)),
            }
        }
        let mut scorer = BesideScorer {
            rest: self.rest.scorer(reader, boost)?,
            eithers,
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explained("beside", self.scorer(reader, 1.0)?, doc)
    }
}

struct BesideScorer {
    rest: Box<dyn Scorer>,
    eithers: Vec<EitherScorer>,
}

impl BesideScorer {
    /// Goes on from where the rest stands, to the first document that all hold for.
    fn settle(&mut self) -> DocId {
        let mut doc = self.rest.doc();
        while doc != TERMINATED && !self.eithers.iter_mut().all(|one| one.stands_in(doc)) {
            doc = self.rest.advance();
        }
        doc
    }
}

impl DocSet for BesideScorer {
    fn advance(&mut self) -> DocId {
        self.rest.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.rest.doc() < target {
            self.rest.seek(target);
            self.settle();
        }
        self.rest.doc()
    }

    fn doc(&self) -> DocId {
        self.rest.doc()
    }

    fn size_hint(&self) -> u32 {
        self.rest.size_hint()
    }
}

impl Scorer for BesideScorer {
    fn score(&mut self) -> Score {
        let eithers = self.eithers.iter_mut().map(Scorer::score);
        self.rest.score() + eithers.sum::<Score>()
    }
}
