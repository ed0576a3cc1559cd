//! Which statements the index holds of which file, read from columns of their records.

use std::collections::HashMap;

use tantivy::DocSet as _;
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TERMINATED, Term};

use crate::domain::id::StatementId;
use crate::index::{Error, Index};

/// A statement as the index holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// The file it came from.
    pub(super) file: String,
    /// The fingerprint of its source.
    pub(super) fingerprint: u64,
}

/// The statements that the index holds of these files, by id.
pub(super) fn known<'a>(
    index: &Index,
    files: impl IntoIterator<Item = &'a String>,
) -> Result<HashMap<String, Known>, Error> {
    let searcher = index.searcher();
    let mut found = HashMap::new();
    let columns: Vec<Columns<'_>> = searcher
        .segment_readers()
        .iter()
        .map(Columns::of)
        .collect::<Result<_, _>>()?;
    for file in files {
        let term = Term::from_field_text(index.fields().file, file);
        for columns in &columns {
            columns.each(&term, &mut |doc| {
                if let Some((id, fingerprint)) = columns.record(doc)? {
                    let known = Known {
                        file: file.clone(),
                        fingerprint,
                    };
                    found.insert(id, known);
                }
                Ok(())
            })?;
        }
    }
    Ok(found)
}

impl Index {
    /// The file that the statement `id` is held of.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn file_of(&self, id: &StatementId) -> Result<Option<String>, Error> {
        file_of(self, id.as_str())
    }

    /// The fingerprints of the statements that are held of these files.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn fingerprints<'a>(
        &self,
        files: impl IntoIterator<Item = &'a String>,
    ) -> Result<HashMap<StatementId, u64>, Error> {
        let known = known(self, files)?.into_iter();
        // What is held was read as an id when it was written.
        let parsed = known.filter_map(|(id, known)| Some((id.parse().ok()?, known.fingerprint)));
        Ok(parsed.collect())
    }

    /// The fingerprint of `statement`; none when it is not held.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn fingerprint(&self, statement: &StatementId) -> Result<Option<u64>, Error> {
        let searcher = self.searcher();
        let term = Term::from_field_text(self.fields().id, statement.as_str());
        let mut found = None;
        for reader in searcher.segment_readers() {
            let columns = Columns::of(reader)?;
            columns.each(&term, &mut |doc| {
                // Of its documents only the record has one.
                found = found.or(columns.fingerprints.first(doc));
                Ok(())
            })?;
        }
        Ok(found)
    }
}

/// The file that the index holds the statement `id` of.
pub(super) fn file_of(index: &Index, id: &str) -> Result<Option<String>, Error> {
    let searcher = index.searcher();
    let term = Term::from_field_text(index.fields().id, id);
    let mut found = None;
    for reader in searcher.segment_readers() {
        let columns = Columns::of(reader)?;
        columns.each(&term, &mut |doc| {
            if let Some(file) = text(columns.files.as_ref(), doc)? {
                found = Some(file);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// What a segment's records say.
struct Columns<'a> {
    reader: &'a SegmentReader,
    ids: Option<StrColumn>,
    files: Option<StrColumn>,
    fingerprints: Column<u64>,
}

impl<'a> Columns<'a> {
    fn of(reader: &'a SegmentReader) -> Result<Self, Error> {
        let fast = reader.fast_fields();
        Ok(Columns {
            reader,
            ids: fast.str("own_id")?,
            files: fast.str("file")?,
            fingerprints: fast.u64("fingerprint")?,
        })
    }

    /// Calls `each` with the living documents that have `term`.
    fn each(
        &self,
        term: &Term,
        each: &mut dyn FnMut(DocId) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let inverted = self.reader.inverted_index(term.field())?;
        let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
            return Ok(());
        };
        let alive = self.reader.alive_bitset();
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                each(doc)?;
            }
            postings.advance();
        }
        Ok(())
    }

    /// Id and fingerprint of the statement that `doc` is the record of.
    fn record(&self, doc: DocId) -> Result<Option<(String, u64)>, Error> {
        let id = text(self.ids.as_ref(), doc)?;
        Ok(id.zip(self.fingerprints.first(doc)))
    }
}

fn text(column: Option<&StrColumn>, doc: DocId) -> Result<Option<String>, Error> {
    let Some((column, ordinal)) =
        column.and_then(|column| Some((column, column.term_ords(doc).next()?)))
    else {
        return Ok(None);
    };
    let mut text = String::new();
    let found = column.ord_to_str(ordinal, &mut text)?;
    Ok(found.then_some(text))
}
