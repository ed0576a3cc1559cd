//! A first look at what a query finds: all of it when that is little, and that there is more when
//! it is much.
//!
//! What is little is counted and scored in one pass. Counting stops at
//! [`MOST_COUNTED`] passages, because nobody reads them all, and counting a million of them for a
//! common word would take longer than finding the best.

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::{DocAddress, DocSet, Score, Searcher, TERMINATED};

use crate::index::columns::Table;
use crate::index::counts::{MOST_COUNTED, Total, spread};
use crate::index::{Counts, Error};

/// Passages with their scores.
pub(super) type Ranked = Vec<(Score, DocAddress)>;

/// What a first look gave.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) total: Total,
    /// How they are spread, unless there are more than are counted.
    pub(super) counts: Counts,
    /// All of them, in the order of addresses, unless there are more than are counted.
    pub(super) all: Option<Ranked>,
}

/// Looks at what `query` finds.
pub(super) fn gather(
    searcher: &Searcher,
    table: &Table,
    query: &dyn Query,
) -> Result<Gathered, Error> {
    let more = || Gathered {
        total: Total {
            n: MOST_COUNTED,
            more: true,
        },
        ..Gathered::default()
    };
    if least(searcher, query)? > MOST_COUNTED as u64 {
        return Ok(more());
    }
    let Some(found) = all(searcher, query)? else {
        return Ok(more());
    };
    let counts = spread(searcher, table, &found);
    let total = Total {
        n: found.len(),
        more: false,
    };
    Ok(Gathered {
        total,
        counts,
        all: Some(found),
    })
}

/// The places from `skip` on, at most `most`, of those found, in the engine's order: best first,
/// equals by address.
pub(super) fn ranked(mut found: Ranked, skip: usize, most: usize) -> Ranked {
    let order = |(one, at): &(Score, DocAddress), (other, other_at): &(Score, DocAddress)| {
        other.total_cmp(one).then(at.cmp(other_at))
    };
    let end = skip + most;
    if end < found.len() {
        found.select_nth_unstable_by(end, order);
        found.truncate(end);
    }
    found.sort_unstable_by(order);
    found.drain(..skip.min(found.len()));
    found
}

/// All that `query` finds, in the order of addresses; `None` when it is more than is counted.
fn all(searcher: &Searcher, query: &dyn Query) -> Result<Option<Ranked>, Error> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let mut found = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut document = scorer.doc();
        while document != TERMINATED {
            if !reader.is_deleted(document) {
                if found.len() == MOST_COUNTED {
                    return Ok(None);
                }
                found.push((scorer.score(), DocAddress::new(segment, document)));
            }
            document = scorer.advance();
        }
    }
    Ok(Some(found))
}

/// How many passages `query` finds at the least, by what is known without looking.
pub(super) fn least(searcher: &Searcher, query: &dyn Query) -> Result<u64, Error> {
    if let Some(term) = query.downcast_ref::<TermQuery>() {
        let deleted = |reader: &tantivy::SegmentReader| u64::from(reader.num_deleted_docs());
        let deleted: u64 = searcher.segment_readers().iter().map(deleted).sum();
        return Ok(searcher.doc_freq(term.term())?.saturating_sub(deleted));
    }
    let mut most = 0;
    if let Some(several) = query.downcast_ref::<BooleanQuery>()
        && several
            .clauses()
            .iter()
            .all(|(occur, _)| *occur == Occur::Should)
    {
        for (_, one) in several.clauses() {
            most = most.max(least(searcher, &**one)?);
        }
    }
    Ok(most)
}
