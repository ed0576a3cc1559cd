//! How many passages match, and how they are spread by party and year, from columns.
//!
//! Counting is cut off: above [`MOST_COUNTED`] passages nobody reads them all, and counting a
//! million of them for a common word would take longer than finding the best.

use std::collections::{BTreeMap, HashMap};

use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED};

use crate::index::{Counts, Error};

/// From here on passages are not counted one by one.
pub const MOST_COUNTED: usize = 5_000;

/// How many passages match; `more` when counting stopped there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Passages, exact unless `more`.
    pub n: usize,
    /// True when there are more than `n`.
    pub more: bool,
}

/// Counts what `query` finds. `Counts` are empty when there are more than are counted.
pub(super) fn count(searcher: &Searcher, query: &dyn Query) -> Result<(Total, Counts), Error> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut spread = Spread::default();
    for segment in searcher.segment_readers() {
        let mut found = weight.scorer(segment, 1.0)?;
        spread.enter(segment)?;
        let mut document = found.doc();
        while document != TERMINATED {
            if !segment.is_deleted(document) {
                if spread.n == MOST_COUNTED {
                    let total = Total {
                        n: spread.n,
                        more: true,
                    };
                    return Ok((total, Counts::default()));
                }
                spread.add(document);
            }
            document = found.advance();
        }
        spread.leave()?;
    }
    let total = Total {
        n: spread.n,
        more: false,
    };
    Ok((total, spread.counts()))
}

/// Counts so far, and the columns of the segment that is being counted.
#[derive(Default)]
struct Spread {
    n: usize,
    parties: Option<StrColumn>,
    days: Option<Column<i64>>,
    /// By ordinal of the party in this segment.
    in_segment: Vec<usize>,
    by_party: HashMap<String, usize>,
    by_year: BTreeMap<i64, usize>,
}

impl Spread {
    fn enter(&mut self, segment: &SegmentReader) -> Result<(), Error> {
        self.parties = segment.fast_fields().str("party")?;
        self.days = Some(segment.fast_fields().i64("first_day")?);
        let n_parties = self.parties.as_ref().map_or(0, |column| column.num_terms());
        self.in_segment = vec![0; n_parties];
        Ok(())
    }

    fn add(&mut self, document: DocId) {
        self.n += 1;
        let party = self.parties.as_ref();
        let party = party.and_then(|column| column.ords().first(document));
        let place = party.and_then(|ordinal| usize::try_from(ordinal).ok());
        if let Some(n) = place.and_then(|place| self.in_segment.get_mut(place)) {
            *n += 1;
        }
        let day = self.days.as_ref();
        if let Some(day) = day.and_then(|days| days.first(document)) {
            *self.by_year.entry(day / 10_000).or_default() += 1;
        }
    }

    fn leave(&mut self) -> Result<(), Error> {
        let Some(column) = &self.parties else {
            return Ok(());
        };
        for (ordinal, n) in (0u64..).zip(&self.in_segment) {
            if *n > 0 {
                let mut party = String::new();
                column.ord_to_str(ordinal, &mut party)?;
                *self.by_party.entry(party).or_default() += n;
            }
        }
        Ok(())
    }

    fn counts(self) -> Counts {
        let mut by_party: Vec<_> = self.by_party.into_iter().collect();
        by_party.sort_by(|(party, n), (other, m)| m.cmp(n).then(party.cmp(other)));
        let by_year = self.by_year.into_iter().rev().collect();
        Counts { by_party, by_year }
    }
}
