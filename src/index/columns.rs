//! Columns of the index, opened once for each of its states: opening one reads its whole layout,
//! which takes longer than an answer may.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocAddress, Searcher, SegmentReader};

use crate::domain::words::{Language, Languages};
use crate::index::Error;

/// The columns of one segment.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) party: Option<StrColumn>,
    /// Codes of the parties, by their ordinal in the column.
    pub(super) codes: Vec<String>,
    /// First and last day that the date can mean.
    pub(super) first_day: Column<i64>,
    pub(super) last_day: Column<i64>,
    pub(super) sketch: Column<u64>,
    pub(super) tie: Column<u64>,
}

/// The columns of all segments of one state of the index.
#[derive(Debug, Default)]
pub(super) struct Table {
    segments: HashMap<SegmentId, Columns>,
    /// The languages of its texts.
    pub(super) languages: Languages,
}

/// The columns of the state that was last asked for.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<(u64, Arc<Table>)>>);

impl Kept {
    /// The columns of the state that `searcher` sees.
    pub(super) fn of(&self, searcher: &Searcher) -> Result<Arc<Table>, Error> {
        let generation = searcher.generation().generation_id();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((then, table)) = &*kept
            && *then == generation
        {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(Table::open(searcher)?);
        *kept = Some((generation, Arc::clone(&table)));
        Ok(table)
    }
}

impl Table {
    fn open(searcher: &Searcher) -> Result<Self, Error> {
        let mut table = Table::default();
        for segment in searcher.segment_readers() {
            table.languages = table.languages.or(languages(segment)?);
            let columns = Columns::open(segment)?;
            table.segments.insert(segment.segment_id(), columns);
        }
        Ok(table)
    }

    /// The columns of a segment, if it is of this state.
    pub(super) fn segment(&self, id: SegmentId) -> Option<&Columns> {
        self.segments.get(&id)
    }

    /// The columns for a passage that `searcher`, of this state, found.
    pub(super) fn at(&self, searcher: &Searcher, passage: DocAddress) -> Option<&Columns> {
        let segment = searcher.segment_reader(passage.segment_ord);
        self.segment(segment.segment_id())
    }
}

impl Columns {
    fn open(segment: &SegmentReader) -> Result<Self, Error> {
        let columns = segment.fast_fields();
        let party = columns.str("party")?;
        Ok(Columns {
            codes: party.as_ref().map_or(Ok(Vec::new()), terms)?,
            party,
            first_day: columns.i64("first_day")?,
            last_day: columns.i64("last_day")?,
            sketch: columns.u64("sketch")?,
            tie: columns.u64("tie")?,
        })
    }
}

/// The languages of a segment's texts.
fn languages(segment: &SegmentReader) -> Result<Languages, Error> {
    let column = segment.fast_fields().str("language")?;
    let tags = column.as_ref().map_or(Ok(Vec::new()), terms)?;
    let languages: Vec<Language> = tags.iter().map(|tag| Language::of(tag)).collect();
    Ok(Languages::of(&languages))
}

/// All terms of a column, by ordinal.
fn terms(column: &StrColumn) -> Result<Vec<String>, Error> {
    let mut terms = Vec::with_capacity(column.num_terms());
    for ordinal in 0..column.num_terms() as u64 {
        let mut term = String::new();
        column.ord_to_str(ordinal, &mut term)?;
        terms.push(term);
    }
    Ok(terms)
}
