//! Any of several terms and sequences, looked at only in documents that all else holds for.
//!
//! The engine's own union reads all its parts in runs of thousands of documents, which is quick
//! when it stands alone and wasteful beside a rarer word.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::index::sequence::{Sequence, SequenceScorer, SequenceWeight, explained};

/// Any of these, each worth the factor beside it. All are of one field.
#[derive(Debug, Clone)]
pub(super) struct Either {
    pub(super) field: Field,
    pub(super) terms: Vec<(Term, Score)>,
    pub(super) sequences: Vec<(Sequence, Score)>,
}

impl Either {
    /// True when there is but one thing to look for, or none.
    pub(super) fn is_single(&self) -> bool {
        self.terms.len() + self.sequences.len() < 2
    }

    /// Its terms, and of each sequence those of its first word.
    pub(super) fn leading_terms(&self) -> impl Iterator<Item = &Term> {
        let sequences = self.sequences.iter().map(|(sequence, _)| sequence);
        let first = sequences.filter_map(|sequence| sequence.phrases.first()?.first());
        let terms = self.terms.iter().map(|(term, _)| term);
        terms.chain(first.flatten())
    }

    /// What weighs its parts by their rarity.
    pub(super) fn weighed(&self, scoring: &EnableScoring<'_>) -> tantivy::Result<EitherWeight> {
        let mut weight = EitherWeight {
            field: self.field,
            terms: Vec::new(),
            sequences: Vec::new(),
        };
        for (term, factor) in &self.terms {
            let bm25 = match scoring {
                EnableScoring::Enabled {
                    statistics_provider,
                    ..
                } => {
                    let terms = std::slice::from_ref(term);
                    let bm25 = Bm25Weight::for_terms(*statistics_provider, terms)?;
                    Some(bm25.boost_by(*factor))
                }
                EnableScoring::Disabled { .. } => None,
            };
            weight.terms.push((term.clone(), bm25));
        }
        for (sequence, factor) in &self.sequences {
            weight.sequences.push((sequence.weighed(scoring)?, *factor));
        }
        Ok(weight)
    }
}

impl Query for Either {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.weighed(&scoring)?))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for (term, _) in &self.terms {
            visitor(term, false);
        }
        for (sequence, _) in &self.sequences {
            sequence.query_terms(visitor);
        }
    }
}

pub(super) struct EitherWeight {
    field: Field,
    terms: Vec<(Term, Option<Bm25Weight>)>,
    sequences: Vec<(SequenceWeight, Score)>,
}

impl EitherWeight {
    /// A scorer that stands nowhere yet; nothing when the segment has none of the parts.
    pub(super) fn open(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<EitherScorer>> {
        let norms = reader.fieldnorms_readers().get_field(self.field)?;
        let mut scorer = EitherScorer {
            terms: Vec::new(),
            sequences: Vec::new(),
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
            doc: 0,
        };
        let inverted = reader.inverted_index(self.field)?;
        for (term, bm25) in &self.terms {
            let bm25 = bm25.as_ref().map(|bm25| bm25.boost_by(boost));
            let postings = inverted.read_postings(term, IndexRecordOption::WithFreqs)?;
            scorer
                .terms
                .extend(postings.map(|postings| (postings, bm25)));
        }
        for (weight, factor) in &self.sequences {
            scorer
                .sequences
                .extend(weight.open(reader, boost * factor)?);
        }
        let empty = scorer.terms.is_empty() && scorer.sequences.is_empty();
        Ok((!empty).then_some(scorer))
    }
}

impl Weight for EitherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mut scorer) = self.open(reader, boost)? else {
            return Ok(Box::new(EmptyScorer));
        };
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explained("either", self.scorer(reader, 1.0)?, doc)
    }
}

pub(super) struct EitherScorer {
    terms: Vec<(SegmentPostings, Option<Bm25Weight>)>,
    sequences: Vec<SequenceScorer>,
    norms: FieldNormReader,
    doc: DocId,
}

impl EitherScorer {
    /// Goes to the first document from `target` on.
    fn settle(&mut self, target: DocId) -> DocId {
        let mut first = self.first_of_terms(target);
        for sequence in &mut self.sequences {
            first = first.min(sequence.at_or_behind(target));
        }
        self.doc = first;
        first
    }

    /// True when `doc`, which is never before one that was asked for, has one of the parts.
    pub(super) fn stands_in(&mut self, doc: DocId) -> bool {
        let mut stands = self.first_of_terms(doc) == doc;
        for sequence in &mut self.sequences {
            stands = stands || sequence.stands_in(doc);
        }
        self.doc = doc;
        stands
    }

    /// The first document from `target` on that has one of the terms.
    fn first_of_terms(&mut self, target: DocId) -> DocId {
        let mut first = TERMINATED;
        for (postings, _) in &mut self.terms {
            let doc = match postings.doc() < target {
                true => postings.seek(target),
                false => postings.doc(),
            };
            first = first.min(doc);
        }
        first
    }
}

impl DocSet for EitherScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.settle(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.settle(target)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let terms = self.terms.iter().map(|(postings, _)| postings.size_hint());
        let sequences = self.sequences.iter().map(DocSet::size_hint);
        terms.chain(sequences).fold(0, u32::saturating_add)
    }
}

impl Scorer for EitherScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.doc);
        let mut score = 0.0;
        for (postings, bm25) in &self.terms {
            if postings.doc() == self.doc {
                let own = bm25.as_ref();
                score += own.map_or(1.0, |bm25| bm25.score(norm, postings.term_freq()));
            }
        }
        for sequence in &mut self.sequences {
            if sequence.stands_in(self.doc) {
                score += sequence.score();
            }
        }
        score
    }
}
