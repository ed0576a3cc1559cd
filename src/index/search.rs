//! Finding passages: the best by words, put in order by what more is known of them.
//!
//! The engine finds the best by BM25 (Robertson and Zaragoza 2009) over text and title, passing
//! over what cannot be among them. The first [`WINDOW`] of these are then put in order by
//! three more kinds of evidence: how near each other the words stand, tags with norms that the
//! query speaks of, and that a near-identical passage was not just shown.

use tantivy::collector::TopDocs;
use tantivy::query::Query;
use tantivy::{DocAddress, Order as Direction, Score, Searcher, Term};

use crate::domain::id::ProvisionId;
use crate::index::counts::Total;
use crate::index::coverage::shares;
use crate::index::evidence::{Asked, evidence, have_any};
use crate::index::gather::{Gathered, Ranked, gather, ranked};
use crate::index::order::ordered;
use crate::index::read::{Index, StoredPassage};
use crate::index::{Clause, Error};

/// How many of the best are put in order by more than BM25: six pages of ten.
const WINDOW: usize = 60;
/// What the nearness of words adds, of the BM25 score of a passage whose words all stand side by
/// side. After Rasolofo and Savoy (2003), each pair counts by the inverse square of its distance.
const NEARNESS: f32 = 0.3;
/// What a tag with a norm that the query speaks of adds, of the score.
const TAGGED: f32 = 0.15;

/// In which order passages come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Best first.
    Rank,
    /// Newest first.
    Newest,
}

/// A search: what for, in which order, and which part of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Search<'a> {
    /// What a passage must be.
    pub clause: &'a Clause,
    /// Norms that the query speaks of.
    pub norms: &'a [ProvisionId],
    /// In which order.
    pub order: Order,
    /// Places to pass over.
    pub skip: usize,
    /// Passages that are wanted.
    pub most: usize,
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// BM25 score with what else it was ranked by; 0 in order of date.
    pub score: Score,
    /// The passage.
    pub passage: StoredPassage,
}

/// How often what occurs among all that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passages by party code, most first.
    pub by_party: Vec<(String, usize)>,
    /// Passages by year, newest first.
    pub by_year: Vec<(i64, usize)>,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// How many passages match.
    pub total: Total,
    /// The asked part of them.
    pub hits: Vec<Hit>,
    /// How all of them are spread, unless there are more than are counted.
    pub counts: Counts,
}

impl Index {
    /// The passages that match, in the order asked.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, search: &Search<'_>) -> Result<Found, Error> {
        let searcher = self.searcher();
        let compiler = self.compiler(&searcher)?;
        let query = compiler.passages(search.clause)?;
        let mut gathered = gather(&searcher, &compiler.columns, &*query)?;
        let mut found = Found {
            total: gathered.total,
            hits: Vec::new(),
            counts: std::mem::take(&mut gathered.counts),
        };
        let places = match search.order {
            _ if found.total.n == 0 => return Ok(found),
            Order::Newest => newest(&searcher, &*query, search)?,
            Order::Rank => self.best(&searcher, &*query, gathered, search)?,
        };
        for (score, address) in places {
            let passage = self.stored(&searcher, address)?;
            found
                .hits
                .extend(passage.map(|passage| Hit { score, passage }));
        }
        Ok(found)
    }

    /// The best of what was found: the first of them by all that is known, the others by words.
    fn best(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        gathered: Gathered,
        search: &Search<'_>,
    ) -> Result<Ranked, Error> {
        let in_window = search.skip + search.most <= WINDOW;
        let (skip, most) = match in_window {
            true => (0, WINDOW),
            false => (search.skip, search.most),
        };
        let found = if let Some(all) = gathered.all {
            ranked(all, skip, most)
        } else {
            let top = TopDocs::with_limit(most).and_offset(skip);
            searcher.search(query, &top.order_by_score())?
        };
        match in_window {
            true => self.reordered(searcher, found, search),
            false => Ok(found),
        }
    }

    /// The asked page of the window, put in order by all that is known.
    fn reordered(
        &self,
        searcher: &Searcher,
        mut window: Ranked,
        search: &Search<'_>,
    ) -> Result<Ranked, Error> {
        self.weigh(searcher, search, &mut window)?;
        let table = self.columns(searcher)?;
        let ordered = ordered(searcher, &table, window, |one, other| other.total_cmp(one));
        let page = ordered.into_iter().skip(search.skip);
        Ok(page.take(search.most).collect())
    }

    /// Adds to each score what nearness and tags are worth.
    fn weigh(
        &self,
        searcher: &Searcher,
        search: &Search<'_>,
        window: &mut [(Score, DocAddress)],
    ) -> Result<(), Error> {
        let words = search
            .clause
            .words()
            .into_iter()
            .filter(|word| !word.common);
        let languages = self.columns(searcher)?.languages;
        let asked: Vec<Asked> = words
            .map(|word| Asked {
                terms: word.terms_in(languages).cloned().collect(),
                kin: Vec::new(),
            })
            .collect();
        let addresses: Vec<DocAddress> = window.iter().map(|(_, address)| *address).collect();
        let mut factors = vec![1.0; window.len()];
        if asked.len() > 1 {
            let body = self.fields().body;
            let evidence = evidence(searcher, body, &addresses, &asked)?;
            for (factor, evidence) in factors.iter_mut().zip(&evidence) {
                *factor += NEARNESS * nearness(&evidence.distance);
            }
            if search.clause.is_question() {
                let shares = shares(searcher, body, &asked, &evidence)?;
                for (factor, share) in factors.iter_mut().zip(shares) {
                    *factor *= share;
                }
            }
        }
        let norm = |id: &ProvisionId| Term::from_field_text(self.fields().norm, id.as_str());
        let norms: Vec<Term> = search.norms.iter().map(norm).collect();
        let tagged = have_any(searcher, &norms, &addresses)?;
        for ((factor, tagged), (score, _)) in factors.iter_mut().zip(tagged).zip(window) {
            *factor += if tagged { TAGGED } else { 0.0 };
            *score *= *factor;
        }
        Ok(())
    }
}

/// The mean of the inverse squares of the distances; 0 for words that are not there.
fn nearness(distances: &[Option<u32>]) -> f32 {
    let inverse = |distance: &Option<u32>| match distance {
        // Beyond some words nearness says nothing, and within them the cast is exact.
        Some(distance @ 1..=1_000) => {
            let distance = f32::from(u16::try_from(*distance).unwrap_or(u16::MAX));
            1.0 / (distance * distance)
        }
        _ => 0.0,
    };
    let n = f32::from(u16::try_from(distances.len().max(1)).unwrap_or(u16::MAX));
    distances.iter().map(inverse).sum::<f32>() / n
}

fn newest(searcher: &Searcher, query: &dyn Query, search: &Search<'_>) -> Result<Ranked, Error> {
    let top = TopDocs::with_limit(search.most.max(1)).and_offset(search.skip);
    let newest = top.order_by_fast_field::<i64>("first_day", Direction::Desc);
    let found = searcher.search(query, &newest)?;
    let unscored = |(_, address)| (0.0, address);
    Ok(found.into_iter().map(unscored).collect())
}
