//! Words that stand together: phrases whose words have several terms, and phrases near each other.
//!
//! The engine's own phrase query takes one term a word and one order of words; this one takes any
//! term of each word, and two phrases in either order.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// A word: any of these terms.
pub(super) type Slot = Vec<Term>;

/// A phrase, or two near each other. No slot is empty and no phrase is.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    /// One or two phrases.
    pub(super) phrases: Vec<Vec<Slot>>,
    /// How many words further the nearer end of the other may be; 1 means side by side.
    pub(super) within: u32,
}

impl Query for Sequence {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => {
                let first = self
                    .phrases
                    .iter()
                    .flatten()
                    .filter_map(|slot| slot.first());
                let terms: Vec<Term> = first.cloned().collect();
                Some(Bm25Weight::for_terms(statistics_provider, &terms)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SequenceWeight {
            sequence: self.clone(),
            bm25,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for term in self.phrases.iter().flatten().flatten() {
            visitor(term, true);
        }
    }
}

struct SequenceWeight {
    sequence: Sequence,
    bm25: Option<Bm25Weight>,
}

impl Weight for SequenceWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mut scorer) = self.open(reader, boost)? else {
            return Ok(Box::new(EmptyScorer));
        };
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    /// Reads positions only in documents that could score above the threshold: it cannot match
    /// more often than its rarest word stands there.
    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let Some(mut scorer) = self.open(reader, 1.0)? else {
            return Ok(());
        };
        let mut threshold = threshold;
        scorer.doc = scorer.common(0);
        while scorer.doc != TERMINATED {
            scorer.frequency = scorer.most();
            if scorer.score() > threshold {
                scorer.frequency = scorer.count();
                let score = scorer.score();
                if scorer.frequency > 0 && score > threshold {
                    threshold = callback(scorer.doc, score);
                }
            }
            scorer.doc = scorer.common(scorer.doc + 1);
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            let problem = format!("document {doc} does not match");
            return Err(TantivyError::InvalidArgument(problem));
        }
        Ok(Explanation::new("sequence", scorer.score()))
    }
}

impl SequenceWeight {
    /// A scorer that stands nowhere yet; nothing when a word is missing in the segment.
    fn open(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<SequenceScorer>> {
        let mut phrases = Vec::new();
        for phrase in &self.sequence.phrases {
            let mut unions = Vec::new();
            for slot in phrase {
                match Union::open(slot, reader)? {
                    Some(union) => unions.push(union),
                    None => return Ok(None),
                }
            }
            phrases.push(unions);
        }
        let field = self.sequence.phrases.iter().flatten().flatten().next();
        let norms = match field {
            Some(term) => reader.fieldnorms_readers().get_field(term.field())?,
            None => None,
        };
        Ok(Some(SequenceScorer {
            rarest_first: rarest_first(&phrases),
            phrases,
            within: self.sequence.within,
            doc: 0,
            frequency: 0,
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
            bm25: self.bm25.as_ref().map(|bm25| bm25.boost_by(boost)),
        }))
    }
}

/// Places of the words, phrase and slot, those of the rarest first: what a document must have is
/// sought most quickly by what few have.
fn rarest_first(phrases: &[Vec<Union>]) -> Vec<(usize, usize)> {
    let mut places: Vec<(u32, usize, usize)> = Vec::new();
    for (phrase, unions) in phrases.iter().enumerate() {
        let sizes = unions.iter().map(Union::size).enumerate();
        places.extend(sizes.map(|(slot, size)| (size, phrase, slot)));
    }
    places.sort_unstable();
    let place = |(_, phrase, slot)| (phrase, slot);
    places.into_iter().map(place).collect()
}

/// The documents and positions of any of several terms.
struct Union(Vec<SegmentPostings>);

impl Union {
    /// Nothing when the segment has none of the terms.
    fn open(slot: &Slot, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let mut postings = Vec::new();
        for term in slot {
            let inverted = reader.inverted_index(term.field())?;
            let read = inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?;
            postings.extend(read);
        }
        Ok((!postings.is_empty()).then_some(Union(postings)))
    }

    /// How many documents it has at the most.
    fn size(&self) -> u32 {
        self.0.iter().map(DocSet::size_hint).sum()
    }

    /// How often it stands in `doc`.
    fn frequency(&self, doc: DocId) -> u32 {
        let own = self.0.iter().filter(|postings| postings.doc() == doc);
        own.map(Postings::term_freq).sum()
    }

    /// The first document from `target` on.
    fn seek(&mut self, target: DocId) -> DocId {
        let sought = self.0.iter_mut().map(|postings| {
            if postings.doc() < target {
                postings.seek(target)
            } else {
                postings.doc()
            }
        });
        sought.min().unwrap_or(TERMINATED)
    }

    /// Where it stands in `doc`, rising.
    fn positions(&mut self, doc: DocId) -> Vec<u32> {
        let mut all = Vec::new();
        for postings in &mut self.0 {
            if postings.doc() == doc {
                postings.append_positions_with_offset(0, &mut all);
            }
        }
        all.sort_unstable();
        all
    }
}

struct SequenceScorer {
    phrases: Vec<Vec<Union>>,
    /// The order in which documents are sought.
    rarest_first: Vec<(usize, usize)>,
    within: u32,
    doc: DocId,
    frequency: u32,
    norms: FieldNormReader,
    bm25: Option<Bm25Weight>,
}

impl SequenceScorer {
    /// Goes to the first document from `target` on that matches.
    fn settle(&mut self, target: DocId) -> DocId {
        let mut target = target;
        loop {
            self.doc = self.common(target);
            if self.doc == TERMINATED {
                return TERMINATED;
            }
            self.frequency = self.count();
            if self.frequency > 0 {
                return self.doc;
            }
            target = self.doc + 1;
        }
    }

    /// The first document from `target` on that has a term of every slot.
    fn common(&mut self, target: DocId) -> DocId {
        let mut target = target;
        loop {
            let before = target;
            for (phrase, slot) in &self.rarest_first {
                target = self.phrases[*phrase][*slot].seek(target);
                if target == TERMINATED {
                    return TERMINATED;
                }
            }
            if target == before {
                return target;
            }
        }
    }

    /// How often it can match in the present document, which has all words.
    fn most(&self) -> u32 {
        let first = self.phrases.iter().take(1).flatten();
        let often = first.map(|union| union.frequency(self.doc));
        often.min().unwrap_or(0)
    }

    /// How often it matches in the present document.
    fn count(&mut self) -> u32 {
        let doc = self.doc;
        let mut starts = self.phrases.iter_mut().map(|phrase| starts(phrase, doc));
        let first = starts.next().unwrap_or_default();
        let second = starts.next();
        drop(starts);
        let length = |phrase: usize| {
            let words = self.phrases.get(phrase).map_or(1, Vec::len);
            u32::try_from(words).unwrap_or(u32::MAX)
        };
        let n = match second {
            None => first.len(),
            Some(second) => {
                let near = |one: &&u32| {
                    let before = |at: &u32, other: &u32, length: u32| {
                        *other >= at + length && other - (at + length) < self.within
                    };
                    second
                        .iter()
                        .any(|other| before(one, other, length(0)) || before(other, one, length(1)))
                };
                first.iter().filter(near).count()
            }
        };
        u32::try_from(n).unwrap_or(u32::MAX)
    }
}

/// Where the whole phrase begins in `doc`.
fn starts(phrase: &mut [Union], doc: DocId) -> Vec<u32> {
    let mut slots = phrase.iter_mut();
    let Some(first) = slots.next() else {
        return Vec::new();
    };
    let mut starts = first.positions(doc);
    for (union, offset) in slots.zip(1u32..) {
        if starts.is_empty() {
            break;
        }
        let positions = union.positions(doc);
        starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
    }
    starts
}

impl DocSet for SequenceScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.settle(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        self.settle(target)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let unions = self.phrases.iter().flatten();
        unions.map(Union::size).min().unwrap_or(0)
    }
}

impl Scorer for SequenceScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.doc);
        let bm25 = self.bm25.as_ref();
        bm25.map_or(1.0, |bm25| bm25.score(norm, self.frequency))
    }
}
