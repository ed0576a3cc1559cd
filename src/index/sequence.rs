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

impl Sequence {
    /// Weighed by the rarity of the first term of each word.
    pub(super) fn weighed(&self, scoring: &EnableScoring<'_>) -> tantivy::Result<SequenceWeight> {
        let bm25 = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => {
                let slots = self.phrases.iter().flatten();
                let first = slots.filter_map(|slot| slot.first());
                let terms: Vec<Term> = first.cloned().collect();
                Some(Bm25Weight::for_terms(*statistics_provider, &terms)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(SequenceWeight {
            sequence: self.clone(),
            bm25,
        })
    }
}

impl Query for Sequence {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.weighed(&scoring)?))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for term in self.phrases.iter().flatten().flatten() {
            visitor(term, true);
        }
    }
}

pub(super) struct SequenceWeight {
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
        explained("sequence", self.scorer(reader, 1.0)?, doc)
    }
}

impl SequenceWeight {
    /// A scorer that stands nowhere yet; nothing when a word is missing in the segment.
    pub(super) fn open(
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

/// What `scorer`, which is new, says of one document.
pub(super) fn explained(
    what: &'static str,
    mut scorer: Box<dyn Scorer>,
    doc: DocId,
) -> tantivy::Result<Explanation> {
    if scorer.doc() > doc || scorer.seek(doc) != doc {
        let problem = format!("document {doc} does not match");
        return Err(TantivyError::InvalidArgument(problem));
    }
    Ok(Explanation::new(what, scorer.score()))
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

pub(super) struct SequenceScorer {
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
    /// The first document from `target` on, which may lie before or behind where it stands.
    pub(super) fn at_or_behind(&mut self, target: DocId) -> DocId {
        match self.doc >= target && self.frequency > 0 {
            true => self.doc,
            false => self.settle(target),
        }
    }

    /// True when it matches in `doc`, which is never before one that was asked for. What does not
    /// match there is not followed further.
    pub(super) fn stands_in(&mut self, doc: DocId) -> bool {
        if self.doc != doc || self.frequency == 0 {
            self.frequency = 0;
            self.doc = self.common(doc);
            if self.doc == doc {
                self.frequency = self.count();
            }
        }
        self.doc == doc && self.frequency > 0
    }

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
        let Some(first) = self.starts(0) else {
            return 0;
        };
        if self.phrases.len() == 1 {
            return u32::try_from(first.len()).unwrap_or(u32::MAX);
        }
        let Some(second) = self.starts(1) else {
            return 0;
        };
        let (one, other) = (self.length(0), self.length(1));
        let near = |start: &&u32| {
            let is_near = |end: u32, next: u32| next >= end && next - end < self.within;
            let from = start.saturating_sub(other + self.within);
            let nearest = &second[second.partition_point(|at| *at < from)..];
            let within = nearest
                .iter()
                .take_while(|at| **at <= **start + one + self.within);
            let mut within = within.copied();
            within.any(|at| is_near(**start + one, at) || is_near(at + other, **start))
        };
        u32::try_from(first.iter().filter(near).count()).unwrap_or(u32::MAX)
    }

    fn length(&self, phrase: usize) -> u32 {
        let words = self.phrases.get(phrase).map_or(1, Vec::len);
        u32::try_from(words).unwrap_or(u32::MAX)
    }

    /// Where the whole of a phrase begins in the present document, rising; nothing where it does
    /// not stand. The rarest words come first, so that the positions of common ones are read only
    /// where the others fit.
    fn starts(&mut self, phrase: usize) -> Option<Vec<u32>> {
        let own = self.rarest_first.iter().filter(|(own, _)| *own == phrase);
        let mut starts: Option<Vec<u32>> = None;
        for (_, slot) in own {
            let offset = u32::try_from(*slot).unwrap_or(u32::MAX);
            let positions = self.phrases[phrase][*slot].positions(self.doc);
            let begin = positions.iter().filter_map(|at| at.checked_sub(offset));
            let fitting = match starts {
                None => begin.collect(),
                Some(before) => both(&before, begin),
            };
            if fitting.is_empty() {
                return None;
            }
            starts = Some(fitting);
        }
        starts
    }
}

/// What is in both of two rising runs.
fn both(one: &[u32], other: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut at = 0;
    let mut both = Vec::new();
    for value in other {
        while one.get(at).is_some_and(|own| *own < value) {
            at += 1;
        }
        if one.get(at) == Some(&value) {
            both.push(value);
        }
    }
    both
}

impl DocSet for SequenceScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.settle(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at_or_behind(target)
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
