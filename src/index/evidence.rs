//! Which words a passage has, and how near each other they stand, read from the postings.
//!
//! Reading stored texts would take milliseconds for some dozens of passages; postings know it all.

use std::collections::HashMap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentOrdinal, Term};

use crate::index::Error;
use crate::index::analysis::TEXT_AT;

/// A word that was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// Its own terms.
    pub terms: Vec<String>,
    /// Terms of like meaning.
    pub kin: Vec<String>,
}

/// How a passage has a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Has {
    /// Not at all.
    #[default]
    Not,
    /// A word of like meaning.
    Kin,
    /// The word itself.
    Itself,
}

/// What a passage has of what was asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// For each word, in the order asked.
    pub has: Vec<Has>,
    /// For each word but the last: how far behind it the next one stands at the nearest, in
    /// either direction; 1 is side by side, and `None` when one of them is missing.
    pub distance: Vec<Option<u32>>,
}

/// What each of `passages` has of the words that were asked for.
pub(super) fn evidence(
    searcher: &Searcher,
    body: tantivy::schema::Field,
    passages: &[DocAddress],
    asked: &[Asked],
) -> Result<Vec<Evidence>, Error> {
    let mut found = vec![Evidence::default(); passages.len()];
    for (segment, documents) in by_segment(passages) {
        let inverted = searcher.segment_reader(segment).inverted_index(body)?;
        let open = |terms: &[String]| -> Result<Vec<SegmentPostings>, Error> {
            let mut postings = Vec::new();
            for term in terms {
                let term = Term::from_field_text(body, term);
                let option = IndexRecordOption::WithFreqsAndPositions;
                postings.extend(inverted.read_postings(&term, option)?);
            }
            Ok(postings)
        };
        let mut words = Vec::new();
        for word in asked {
            words.push((open(&word.terms)?, open(&word.kin)?));
        }
        for (document, place) in documents {
            found[place] = of_document(document, &mut words);
        }
    }
    Ok(found)
}

/// For each passage, whether it has any of `terms`.
pub(super) fn have_any(
    searcher: &Searcher,
    terms: &[Term],
    passages: &[DocAddress],
) -> Result<Vec<bool>, Error> {
    let mut have = vec![false; passages.len()];
    if terms.is_empty() {
        return Ok(have);
    }
    for (segment, documents) in by_segment(passages) {
        let reader = searcher.segment_reader(segment);
        for term in terms {
            let inverted = reader.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            for (document, place) in &documents {
                have[*place] |= reaches(&mut postings, *document);
            }
        }
    }
    Ok(have)
}

/// Documents of each segment, rising, with their places among `passages`.
fn by_segment(passages: &[DocAddress]) -> HashMap<SegmentOrdinal, Vec<(DocId, usize)>> {
    let mut by_segment: HashMap<SegmentOrdinal, Vec<(DocId, usize)>> = HashMap::new();
    for (place, passage) in passages.iter().enumerate() {
        let segment = by_segment.entry(passage.segment_ord).or_default();
        segment.push((passage.doc_id, place));
    }
    for documents in by_segment.values_mut() {
        documents.sort_unstable();
    }
    by_segment
}

/// Goes to `document`, or behind where it would stand; true when it is there.
fn reaches(postings: &mut SegmentPostings, document: DocId) -> bool {
    let at = postings.doc();
    let at = if at < document {
        postings.seek(document)
    } else {
        at
    };
    at == document
}

type Opened = (Vec<SegmentPostings>, Vec<SegmentPostings>);

/// Documents must come in rising order.
fn of_document(document: DocId, words: &mut [Opened]) -> Evidence {
    let mut evidence = Evidence::default();
    let mut before: Vec<u32> = Vec::new();
    for (place, (own, kin)) in words.iter_mut().enumerate() {
        let positions = positions(document, own);
        let has = match positions.is_empty() {
            false => Has::Itself,
            true if !self::positions(document, kin).is_empty() => Has::Kin,
            true => Has::Not,
        };
        evidence.has.push(has);
        if place > 0 {
            evidence.distance.push(nearest(&before, &positions));
        }
        before = positions;
    }
    evidence
}

/// Where any of the terms stands in the text of `document`, rising.
fn positions(document: DocId, postings: &mut [SegmentPostings]) -> Vec<u32> {
    let mut all = Vec::new();
    for postings in postings {
        if reaches(postings, document) {
            postings.append_positions_with_offset(0, &mut all);
        }
    }
    all.retain(|position| *position >= TEXT_AT);
    all.sort_unstable();
    all
}

/// The least distance between a position of one and one of the other.
fn nearest(one: &[u32], other: &[u32]) -> Option<u32> {
    let (mut i, mut j) = (0, 0);
    let mut least: Option<u32> = None;
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        let distance = a.abs_diff(*b);
        if distance > 0 && least.is_none_or(|least| distance < least) {
            least = Some(distance);
        }
        if a <= b { i += 1 } else { j += 1 }
    }
    least
}
