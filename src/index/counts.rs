//! How passages are spread by party and year, from columns.

use std::collections::{BTreeMap, HashMap};

use tantivy::{DocAddress, DocId, Score, Searcher};

use crate::index::Counts;
use crate::index::columns::{Columns, Table};

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

/// How `found`, in the order of addresses, is spread.
pub(super) fn spread(searcher: &Searcher, table: &Table, found: &[(Score, DocAddress)]) -> Counts {
    let mut by_party: HashMap<String, usize> = HashMap::new();
    let mut by_year: BTreeMap<i64, usize> = BTreeMap::new();
    for own in found.chunk_by(|(_, one), (_, other)| one.segment_ord == other.segment_ord) {
        let first = own.first().map(|(_, address)| *address);
        let Some(columns) = first.and_then(|address| table.at(searcher, address)) else {
            continue;
        };
        let documents = own.iter().map(|(_, address)| address.doc_id);
        for day in documents
            .clone()
            .filter_map(|document| columns.first_day.first(document))
        {
            *by_year.entry(day / 10_000).or_default() += 1;
        }
        add_parties(columns, documents, &mut by_party);
    }
    let mut by_party: Vec<_> = by_party.into_iter().collect();
    by_party.sort_by(|(party, n), (other, m)| m.cmp(n).then(party.cmp(other)));
    Counts {
        by_party,
        by_year: by_year.into_iter().rev().collect(),
    }
}

fn add_parties(
    columns: &Columns,
    documents: impl Iterator<Item = DocId>,
    by_party: &mut HashMap<String, usize>,
) {
    let Some(column) = &columns.party else {
        return;
    };
    let mut seen = vec![0; columns.codes.len()];
    for ordinal in documents.filter_map(|document| column.ords().first(document)) {
        let place = usize::try_from(ordinal).unwrap_or(usize::MAX);
        if let Some(n) = seen.get_mut(place) {
            *n += 1;
        }
    }
    for (code, n) in columns.codes.iter().zip(seen).filter(|(_, n)| *n > 0) {
        *by_party.entry(code.clone()).or_default() += n;
    }
}
