//! Reading the index: records, paragraphs, tags, and what is held at all.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::domain::id::{ProvisionId, StatementId};
use crate::domain::statement::{Paragraph, Record, Strength, Tag};
use crate::index::Error;
use crate::index::manifest::Manifest;
use crate::index::schema::{Fields, Kept, PASSAGE, RECORD};

/// More statements than one answer lists.
const MOST_LISTED: usize = 100_000;

/// An open index. Clones are cheap and share the reader.
#[derive(Clone)]
pub struct Index {
    engine: tantivy::Index,
    reader: IndexReader,
    fields: Arc<Fields>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").finish_non_exhaustive()
    }
}

/// A statement's record with what was counted and tagged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The record.
    pub record: Record,
    /// Tags of all its paragraphs.
    pub tags: Vec<Tag>,
    /// Paragraphs, headings and salutations included.
    pub n_paragraphs: u32,
    /// Paragraphs that carry a number.
    pub n_numbered: u32,
}

/// A paragraph as the index keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPassage {
    /// The statement it is of.
    pub statement: StatementId,
    /// The paragraph.
    pub paragraph: Paragraph,
}

impl Index {
    pub(super) fn new(engine: tantivy::Index, fields: Fields) -> Result<Self, Error> {
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::OnCommitWithDelay)
            .try_into()?;
        Ok(Index {
            engine,
            reader,
            fields: Arc::new(fields),
        })
    }

    pub(super) fn engine(&self) -> &tantivy::Index {
        &self.engine
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Makes the last commit visible at once.
    pub(super) fn reload(&self) -> Result<(), Error> {
        Ok(self.reader.reload()?)
    }

    /// What the last commit was made from.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        match self.engine.load_metas()?.payload {
            Some(payload) => Ok(serde_json::from_str(&payload)?),
            None => Ok(Manifest::default()),
        }
    }

    /// Changes whenever another commit becomes visible.
    pub fn generation(&self) -> u64 {
        self.searcher().generation().generation_id()
    }

    /// How many passages can be found.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn n_passages(&self) -> Result<usize, Error> {
        let numbered = tantivy::query::RangeQuery::new(
            std::ops::Bound::Included(Term::from_field_u64(self.fields.number, 0)),
            std::ops::Bound::Unbounded,
        );
        Ok(self.searcher().search(&numbered, &Count)?)
    }

    /// The record of `statement`, if it is held.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn record(&self, statement: &str) -> Result<Option<Held>, Error> {
        let query = Self::both(&[(self.fields.id, statement), (self.fields.kind, RECORD)]);
        Ok(self.records_of(&query, 1)?.pop())
    }

    /// All records, in the order of their ids.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn records(&self) -> Result<Vec<Held>, Error> {
        let query = Self::both(&[(self.fields.kind, RECORD)]);
        let mut records = self.records_of(&query, MOST_LISTED)?;
        records.sort_by(|one, other| one.record.id.cmp(&other.record.id));
        Ok(records)
    }

    fn records_of(&self, query: &dyn Query, most: usize) -> Result<Vec<Held>, Error> {
        let searcher = self.searcher();
        let top = TopDocs::with_limit(most).order_by_score();
        let mut records = Vec::new();
        for (_, address) in searcher.search(query, &top)? {
            if let (_, Kept::Record(held)) = self.kept(&searcher, address)? {
                records.push(*held);
            }
        }
        Ok(records)
    }

    /// All paragraphs of `statement`, in order; none when it is not held.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn paragraphs(&self, statement: &StatementId) -> Result<Vec<Paragraph>, Error> {
        let query = Self::both(&[
            (self.fields.id, statement.as_str()),
            (self.fields.kind, PASSAGE),
        ]);
        let mut paragraphs: Vec<Paragraph> = self.passages_of(&query)?;
        paragraphs.sort_by_key(|paragraph| paragraph.ordinal);
        Ok(paragraphs)
    }

    /// The paragraph of `statement` with this number.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn paragraph(
        &self,
        statement: &StatementId,
        number: u32,
    ) -> Result<Option<Paragraph>, Error> {
        let numbered = Term::from_field_u64(self.fields.number, u64::from(number));
        let query = BooleanQuery::new(vec![
            (Occur::Must, term(self.fields.id, statement.as_str())),
            (
                Occur::Must,
                Box::new(TermQuery::new(numbered, IndexRecordOption::Basic)),
            ),
        ]);
        Ok(self.passages_of(&query)?.pop())
    }

    fn passages_of(&self, query: &dyn Query) -> Result<Vec<Paragraph>, Error> {
        let searcher = self.searcher();
        let mut found = Vec::new();
        for address in searcher.search(query, &DocSetCollector)? {
            if let (_, Kept::Passage(paragraph)) = self.kept(&searcher, address)? {
                found.push(paragraph);
            }
        }
        Ok(found)
    }

    /// At most `most` paragraphs that were tagged with `norm`, with the strength of the tag.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn tagged(
        &self,
        norm: &ProvisionId,
        most: usize,
    ) -> Result<Vec<(StoredPassage, Strength)>, Error> {
        let searcher = self.searcher();
        let query = term(self.fields.norm, norm.as_str());
        let top = TopDocs::with_limit(most).order_by_score();
        let mut found = Vec::new();
        for (_, address) in searcher.search(&query, &top)? {
            let Some(passage) = self.stored(&searcher, address)? else {
                continue;
            };
            let Some(held) = self.record(passage.statement.as_str())? else {
                continue;
            };
            let strength = strongest(&held.tags, passage.paragraph.number, norm);
            found.extend(strength.map(|strength| (passage, strength)));
        }
        Ok(found)
    }

    /// True when at least one paragraph was tagged with `norm`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_tagged(&self, norm: &ProvisionId) -> Result<bool, Error> {
        let query = term(self.fields.norm, norm.as_str());
        Ok(self.searcher().search(&query, &Count)? > 0)
    }

    /// The passage at `address`; `None` for documents of other kinds.
    pub(super) fn stored(
        &self,
        searcher: &Searcher,
        address: DocAddress,
    ) -> Result<Option<StoredPassage>, Error> {
        let (statement, kept) = self.kept(searcher, address)?;
        let Kept::Passage(paragraph) = kept else {
            return Ok(None);
        };
        let statement = statement.parse().ok();
        Ok(statement.map(|statement| StoredPassage {
            statement,
            paragraph,
        }))
    }

    /// The id and the stored part of a document.
    pub(super) fn kept(
        &self,
        searcher: &Searcher,
        address: DocAddress,
    ) -> Result<(String, Kept), Error> {
        let document: TantivyDocument = searcher.doc(address)?;
        let text = |field: Field| {
            let value = document.get_first(field);
            value
                .and_then(|value| value.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        Ok((
            text(self.fields.id),
            serde_json::from_str(&text(self.fields.kept))?,
        ))
    }

    /// Documents that have all of these terms.
    pub(super) fn both(terms: &[(Field, &str)]) -> BooleanQuery {
        let clause = |(field, text): &(Field, &str)| (Occur::Must, term(*field, text));
        match terms.is_empty() {
            true => BooleanQuery::new(vec![(Occur::Must, Box::new(AllQuery))]),
            false => BooleanQuery::new(terms.iter().map(clause).collect()),
        }
    }
}

fn strongest(tags: &[Tag], paragraph: Option<u32>, norm: &ProvisionId) -> Option<Strength> {
    let own = |tag: &&Tag| Some(tag.paragraph) == paragraph && tag.provision == *norm;
    tags.iter().filter(own).map(|tag| tag.strength).max()
}

/// Documents that have `text` as a term of `field`.
pub(super) fn term(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}
