//! Reading the index: records, paragraphs, tagged passages, and what is held at all.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::columnar::StrColumn;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocAddress, IndexReader, Order as Direction, ReloadPolicy, Searcher, TantivyDocument, Term,
};

use crate::domain::id::{ProvisionId, StatementId};
use crate::domain::statement::{Paragraph, Record, Statement, Tag};
use crate::index::analysis::{PACKED, Packed};
use crate::index::columns::{self, Table};
use crate::index::compile::{Compiler, both, keyword};
use crate::index::manifest::Manifest;
use crate::index::schema::{Fields, Kept, MATTER, PASSAGE, RECORD};
use crate::index::{Clause, Error};

/// An open index. Clones are cheap and share the reader.
#[derive(Clone)]
pub struct Index {
    engine: tantivy::Index,
    reader: IndexReader,
    fields: Arc<Fields>,
    columns: Arc<columns::Kept>,
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

/// A paragraph as the index keeps it, with all that is shown beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPassage {
    /// The record of its statement.
    pub record: Record,
    /// The paragraph.
    pub paragraph: Paragraph,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// What can be searched at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Statements.
    pub statements: usize,
    /// Paragraphs that can be cited.
    pub passages: usize,
    /// Codes of parties that have spoken.
    pub parties: BTreeSet<String>,
    /// Codes of forums they spoke in.
    pub forums: BTreeSet<String>,
    /// Records of the oldest and the newest statement.
    pub span: Option<(Record, Record)>,
}

impl Index {
    pub(super) fn new(engine: tantivy::Index, fields: Fields) -> Result<Self, Error> {
        engine.tokenizers().register(PACKED, Packed);
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::OnCommitWithDelay)
            .try_into()?;
        Ok(Index {
            engine,
            reader,
            fields: Arc::new(fields),
            columns: Arc::default(),
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

    /// The columns of the state that `searcher` sees.
    pub(super) fn columns(&self, searcher: &Searcher) -> Result<Arc<Table>, Error> {
        self.columns.of(searcher)
    }

    pub(super) fn compiler<'a>(&'a self, searcher: &'a Searcher) -> Result<Compiler<'a>, Error> {
        Ok(Compiler {
            searcher,
            fields: &self.fields,
            columns: self.columns(searcher)?,
        })
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
        self.n_documents(&*keyword(self.fields.kind, PASSAGE))
    }

    /// How many passages match `clause`, counted to the last.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn n_within(&self, clause: &Clause) -> Result<usize, Error> {
        let searcher = self.searcher();
        let compiler = self.compiler(&searcher)?;
        Ok(searcher.search(&*compiler.passages(clause)?, &Count)?)
    }

    /// How many statements match `clause`, which no words do.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn n_statements(&self, clause: &Clause) -> Result<usize, Error> {
        let searcher = self.searcher();
        let compiler = self.compiler(&searcher)?;
        Ok(searcher.search(&*compiler.records(clause)?, &Count)?)
    }

    fn n_documents(&self, query: &dyn Query) -> Result<usize, Error> {
        Ok(self.searcher().search(query, &Count)?)
    }

    /// In how many passages any of `terms` occurs.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn n_with(&self, terms: &[String]) -> Result<u64, Error> {
        let searcher = self.searcher();
        let mut most = 0;
        for term in terms {
            let term = Term::from_field_text(self.fields.body, term);
            most = most.max(searcher.doc_freq(&term)?);
        }
        Ok(most)
    }

    /// The record of `statement`, if it is held.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn record(&self, statement: &str) -> Result<Option<Held>, Error> {
        let query = both(&[(self.fields.id, statement), (self.fields.kind, RECORD)]);
        Ok(self.newest_of(&*query, 1)?.pop())
    }

    /// At most `most` records that match, which no words do; newest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn newest(&self, clause: &Clause, most: usize) -> Result<Vec<Held>, Error> {
        let searcher = self.searcher();
        let compiler = self.compiler(&searcher)?;
        self.newest_of(&*compiler.records(clause)?, most)
    }

    /// At most `most` records whose title or id has a word that begins with `start`, which is in
    /// lower case; newest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn labelled(&self, start: &str, most: usize) -> Result<Vec<Held>, Error> {
        let words = self.words_from(self.fields.label, start, most)?;
        let word = |word: &String| (Occur::Should, keyword(self.fields.label, word));
        let any = BooleanQuery::new(words.iter().map(word).collect());
        self.newest_of(&any, most)
    }

    fn newest_of(&self, query: &dyn Query, most: usize) -> Result<Vec<Held>, Error> {
        let searcher = self.searcher();
        let top = TopDocs::with_limit(most.max(1));
        let newest = top.order_by_fast_field::<i64>("last_day", Direction::Desc);
        let mut records = Vec::new();
        for (_, address) in searcher.search(query, &newest)? {
            if let Kept::Record(held) = self.kept(&searcher, address)? {
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
        let of_kind = |kind| (Occur::Should, keyword(self.fields.kind, kind));
        let kinds = BooleanQuery::new(vec![of_kind(PASSAGE), of_kind(MATTER)]);
        let id = keyword(self.fields.id, statement.as_str());
        let query = BooleanQuery::new(vec![(Occur::Must, id), (Occur::Must, Box::new(kinds))]);
        let found = self.passages_of(&query)?.into_iter();
        let mut paragraphs: Vec<Paragraph> = found.map(|passage| passage.paragraph).collect();
        paragraphs.sort_by_key(|paragraph| paragraph.ordinal);
        Ok(paragraphs)
    }

    /// `statement` with its text and its tags, those of rules among them; none when it is not
    /// held.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn statement(&self, statement: &StatementId) -> Result<Option<Statement>, Error> {
        let Some(held) = self.record(statement.as_str())? else {
            return Ok(None);
        };
        Ok(Some(Statement {
            record: held.record,
            paragraphs: self.paragraphs(statement)?,
            tags: held.tags,
            vetoes: Vec::new(),
        }))
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
        let numbered = TermQuery::new(numbered, IndexRecordOption::Basic);
        let id = keyword(self.fields.id, statement.as_str());
        let query = BooleanQuery::new(vec![(Occur::Must, id), (Occur::Must, Box::new(numbered))]);
        let found = self.passages_of(&query)?.pop();
        Ok(found.map(|passage| passage.paragraph))
    }

    fn passages_of(&self, query: &dyn Query) -> Result<Vec<StoredPassage>, Error> {
        let searcher = self.searcher();
        let mut found = Vec::new();
        for address in searcher.search(query, &DocSetCollector)? {
            if let Kept::Passage(passage) = self.kept(&searcher, address)? {
                found.push(*passage);
            }
        }
        Ok(found)
    }

    /// True when at least one paragraph was tagged with `norm`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_tagged(&self, norm: &ProvisionId) -> Result<bool, Error> {
        let term = Term::from_field_text(self.fields.norm, norm.as_str());
        Ok(self.searcher().doc_freq(&term)? > 0)
    }

    /// True when `party` has spoken.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_spoken(&self, party: &str) -> Result<bool, Error> {
        let term = Term::from_field_text(self.fields.party, party);
        Ok(self.searcher().doc_freq(&term)? > 0)
    }

    /// The passage at `address` of `searcher`; `None` for documents of other kinds.
    pub(super) fn stored(
        &self,
        searcher: &Searcher,
        address: DocAddress,
    ) -> Result<Option<StoredPassage>, Error> {
        Ok(match self.kept(searcher, address)? {
            Kept::Passage(passage) => Some(*passage),
            Kept::Record(_) => None,
        })
    }

    fn kept(&self, searcher: &Searcher, address: DocAddress) -> Result<Kept, Error> {
        let document: TantivyDocument = searcher.doc(address)?;
        let kept = document.get_first(self.fields.kept);
        let kept = kept.and_then(|kept| kept.as_str()).unwrap_or_default();
        Ok(serde_json::from_str(kept)?)
    }

    /// What can be searched, counted anew.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn holdings(&self) -> Result<Holdings, Error> {
        let searcher = self.searcher();
        let mut holdings = Holdings {
            statements: self.n_documents(&*keyword(self.fields.kind, RECORD))?,
            passages: self.n_passages()?,
            ..Holdings::default()
        };
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            add_terms(columns.str("party")?, &mut holdings.parties)?;
            add_terms(columns.str("forum")?, &mut holdings.forums)?;
        }
        let newest = self.newest(&Clause::All(Vec::new()), 1)?.pop();
        let top = TopDocs::with_limit(1).order_by_fast_field::<i64>("first_day", Direction::Asc);
        let records = keyword(self.fields.kind, RECORD);
        let oldest = searcher.search(&records, &top)?.pop();
        if let (Some((_, oldest)), Some(newest)) = (oldest, newest)
            && let Kept::Record(oldest) = self.kept(&searcher, oldest)?
        {
            holdings.span = Some((oldest.record, newest.record));
        }
        Ok(holdings)
    }
}

/// Adds all values of a column. A value may stay in it for a while after its last document went.
fn add_terms(column: Option<StrColumn>, terms: &mut BTreeSet<String>) -> Result<(), Error> {
    let Some(column) = column else {
        return Ok(());
    };
    for ordinal in 0..column.num_terms() as u64 {
        let mut term = String::new();
        column.ord_to_str(ordinal, &mut term)?;
        terms.insert(term);
    }
    Ok(())
}
