//! One state of the index: addresses of passages hold good within it and nowhere else.

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query};
use tantivy::{DocAddress, Score, Searcher};

use crate::domain::id::ProvisionId;
use crate::domain::statement::Strength;
use crate::index::compile::keyword;
use crate::index::evidence::{Asked, Evidence, evidence};
use crate::index::order::ordered;
use crate::index::read::{Index, StoredPassage};
use crate::index::{Clause, Error};

/// One state of the index, however often it is written meanwhile.
pub struct View<'a> {
    index: &'a Index,
    searcher: Searcher,
}

impl std::fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").finish_non_exhaustive()
    }
}

impl Index {
    /// The present state.
    pub fn view(&self) -> View<'_> {
        View {
            index: self,
            searcher: self.searcher(),
        }
    }
}

impl View<'_> {
    /// At most `most` passages that match, best first by BM25, with their scores.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn best(&self, clause: &Clause, most: usize) -> Result<Vec<(Score, DocAddress)>, Error> {
        let compiler = self.index.compiler(&self.searcher)?;
        let query = compiler.passages(clause)?;
        self.top(&*query, most)
    }

    /// At most `most` passages tagged with `norm`, those that answer it first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn bearing_on(
        &self,
        norm: &ProvisionId,
        most: usize,
    ) -> Result<Vec<(DocAddress, Strength)>, Error> {
        let found = self.tagged(std::slice::from_ref(norm), most)?;
        let strength = |score| match score > 1.0 {
            true => Strength::Answers,
            false => Strength::Related,
        };
        let found = found.into_iter();
        Ok(found
            .map(|(score, address)| (address, strength(score)))
            .collect())
    }

    /// At most `most` passages tagged with any of `norms`: those that answer most of them first,
    /// then those that bear on most.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn tagged(
        &self,
        norms: &[ProvisionId],
        most: usize,
    ) -> Result<Vec<(Score, DocAddress)>, Error> {
        const ANSWERS: Score = 1_000.0;
        let fields = self.index.fields();
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for norm in norms {
            for (field, worth) in [(fields.answers, ANSWERS), (fields.norm, 1.0)] {
                let tagged = keyword(field, norm.as_str());
                parts.push((Occur::Should, Box::new(ConstScoreQuery::new(tagged, worth))));
            }
        }
        self.top(&BooleanQuery::new(parts), most)
    }

    fn top(&self, query: &dyn Query, most: usize) -> Result<Vec<(Score, DocAddress)>, Error> {
        let top = TopDocs::with_limit(most.max(1)).order_by_score();
        Ok(self.searcher.search(query, &top)?)
    }

    /// What each of `passages` has of the words that were asked for. Words of a title do not count.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn evidence(
        &self,
        passages: &[DocAddress],
        asked: &[Asked],
    ) -> Result<Vec<Evidence>, Error> {
        evidence(&self.searcher, self.index.fields().body, passages, asked)
    }

    /// The worthiest of `found`, at most `most`; ties are in the same order in every index of the
    /// same corpus, and near-identical passages are not in a row where others are left.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ordered(
        &self,
        found: Vec<(f64, DocAddress)>,
        most: usize,
    ) -> Result<Vec<(f64, DocAddress)>, Error> {
        let table = self.index.columns(&self.searcher)?;
        let worthier = |one: &f64, other: &f64| other.total_cmp(one);
        let mut ordered = ordered(&self.searcher, &table, found, worthier);
        ordered.truncate(most);
        Ok(ordered)
    }

    /// The passage at `address`; `None` for documents of other kinds.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn passage(&self, address: DocAddress) -> Result<Option<StoredPassage>, Error> {
        self.index.stored(&self.searcher, address)
    }
}
