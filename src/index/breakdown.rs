//! Counts all that a search found by party and by year, from columns, without reading documents.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::index::search::Counts;

/// Collects [`Counts`].
pub(super) struct Breakdown;

/// Counts within one segment.
pub(super) struct SegmentBreakdown {
    parties: Option<StrColumn>,
    days: Column<i64>,
    by_party: HashMap<u64, usize>,
    by_year: HashMap<i64, usize>,
}

impl Collector for Breakdown {
    type Fruit = Counts;
    type Child = SegmentBreakdown;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentBreakdown> {
        Ok(SegmentBreakdown {
            parties: segment.fast_fields().str("party")?,
            days: segment.fast_fields().i64("first_day")?,
            by_party: HashMap::new(),
            by_year: HashMap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        segments: Vec<tantivy::Result<SegmentFruit>>,
    ) -> tantivy::Result<Counts> {
        let mut by_party: HashMap<String, usize> = HashMap::new();
        let mut by_year: HashMap<i64, usize> = HashMap::new();
        for segment in segments {
            let (parties, years) = segment?;
            for (party, n) in parties {
                *by_party.entry(party).or_default() += n;
            }
            for (year, n) in years {
                *by_year.entry(year).or_default() += n;
            }
        }
        let mut by_party: Vec<_> = by_party.into_iter().collect();
        by_party.sort_by(|(party, n), (other, m)| m.cmp(n).then(party.cmp(other)));
        let mut by_year: Vec<_> = by_year.into_iter().collect();
        by_year.sort_by_key(|(year, _)| std::cmp::Reverse(*year));
        Ok(Counts { by_party, by_year })
    }
}

type SegmentFruit = (Vec<(String, usize)>, Vec<(i64, usize)>);

impl SegmentCollector for SegmentBreakdown {
    type Fruit = tantivy::Result<SegmentFruit>;

    fn collect(&mut self, doc: DocId, _: Score) {
        if let Some(party) = self
            .parties
            .as_ref()
            .and_then(|column| column.term_ords(doc).next())
        {
            *self.by_party.entry(party).or_default() += 1;
        }
        if let Some(day) = self.days.first(doc) {
            *self.by_year.entry(day / 10_000).or_default() += 1;
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut by_party = Vec::with_capacity(self.by_party.len());
        for (ordinal, n) in self.by_party {
            let mut party = String::new();
            if let Some(column) = &self.parties {
                column.ord_to_str(ordinal, &mut party)?;
            }
            by_party.push((party, n));
        }
        Ok((by_party, self.by_year.into_iter().collect()))
    }
}
