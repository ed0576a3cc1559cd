//! Finding passages: words and phrases, filters, order, counts.

use tantivy::collector::{Count, MultiCollector, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, RangeQuery,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Order as Direction, Score, Searcher, Term};

use crate::domain::label::squeeze;
use crate::domain::words::QueryWord;
use crate::index::Error;
use crate::index::breakdown::Breakdown;
use crate::index::read::{Index, StoredPassage, term};
use crate::index::schema::PASSAGE;

/// A title that has the word makes a passage likelier, the paragraph itself more so.
const TITLE_BOOST: Score = 0.3;

/// What is looked for in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// Single words; those too common to look for are passed over.
    pub words: Vec<QueryWord>,
    /// Words that must follow each other.
    pub phrases: Vec<Vec<QueryWord>>,
    /// Words and phrases that must not occur.
    pub without: Vec<Vec<QueryWord>>,
    /// True when a passage must have all the words, false when any will do.
    pub all: bool,
}

/// What passages are looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Code of the party.
    pub party: Option<String>,
    /// Code of the forum.
    pub forum: Option<String>,
    /// A name or a part of one.
    pub speaker: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// First day, as `PartialDate::first_day` gives it.
    pub from: Option<i64>,
    /// Last day, as `PartialDate::last_day` gives it.
    pub to: Option<i64>,
}

impl Filters {
    /// These limits, and this party.
    #[must_use]
    pub fn of_party(self, code: Option<&str>) -> Self {
        Filters {
            party: code.map(str::to_owned),
            ..self
        }
    }

    /// These limits, and this forum.
    #[must_use]
    pub fn in_forum(self, code: Option<&str>) -> Self {
        Filters {
            forum: code.map(str::to_owned),
            ..self
        }
    }
}

/// In which order passages come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Best first.
    Rank,
    /// Newest first.
    Newest,
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// BM25 score; 0 in order of date.
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
    /// All passages that match.
    pub total: usize,
    /// The asked part of them.
    pub hits: Vec<Hit>,
    /// How all of them are spread.
    pub counts: Counts,
}

impl Index {
    /// `most` passages from place `skip` on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(
        &self,
        text: &Text,
        filters: &Filters,
        order: Order,
        skip: usize,
        most: usize,
    ) -> Result<Found, Error> {
        let searcher = self.searcher();
        let query = self.passages(text, filters);
        let mut collectors = MultiCollector::new();
        let total = collectors.add_collector(Count);
        let counts = collectors.add_collector(Breakdown);
        let mut fruits = searcher.search(&query, &collectors)?;
        let addresses = ordered(&searcher, &query, order, skip, most)?;
        let mut hits = Vec::new();
        for (score, address) in addresses {
            let passage = self.stored(&searcher, address)?;
            hits.extend(passage.map(|passage| Hit { score, passage }));
        }
        Ok(Found {
            total: total.extract(&mut fruits),
            hits,
            counts: counts.extract(&mut fruits),
        })
    }

    /// How many passages pass the filters, whatever they say.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn n_within(&self, filters: &Filters) -> Result<usize, Error> {
        let query = self.passages(&Text::default(), filters);
        Ok(self.searcher().search(&query, &Count)?)
    }

    /// In how many passages and provisions any of `terms` occurs.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn n_with(&self, terms: &[String]) -> Result<u64, Error> {
        let searcher = self.searcher();
        let fields = self.fields();
        let mut most = 0;
        for term in terms {
            let mut sum = 0;
            for field in [fields.body, fields.alias] {
                sum += searcher.doc_freq(&Term::from_field_text(field, term))?;
            }
            most = most.max(sum);
        }
        Ok(most)
    }

    fn passages(&self, text: &Text, filters: &Filters) -> BooleanQuery {
        let fields = self.fields();
        let numbered = RangeQuery::new(
            std::ops::Bound::Included(Term::from_field_u64(fields.number, 1)),
            std::ops::Bound::Unbounded,
        );
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![
            (Occur::Must, boosted(term(fields.kind, PASSAGE), 0.0)),
            (Occur::Must, boosted(Box::new(numbered), 0.0)),
        ];
        clauses.extend(self.filter_clauses(filters));
        clauses.extend(text.clauses(fields.body, fields.title));
        BooleanQuery::new(clauses)
    }

    fn filter_clauses(&self, filters: &Filters) -> Vec<(Occur, Box<dyn Query>)> {
        let fields = self.fields();
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        let keyword =
            |field: Field, value: &Option<String>| value.as_ref().map(|value| term(field, value));
        queries.extend(keyword(fields.party, &filters.party));
        queries.extend(keyword(fields.forum, &filters.forum));
        queries.extend(keyword(fields.language, &filters.language));
        for part in filters
            .speaker
            .iter()
            .flat_map(|name| name.split_whitespace())
        {
            queries.push(term(fields.speaker, &squeeze(part)));
        }
        // A date matches when it may lie in the period.
        if let Some(from) = filters.from {
            let from = Term::from_field_i64(fields.last_day, from);
            queries.push(range(
                std::ops::Bound::Included(from),
                std::ops::Bound::Unbounded,
            ));
        }
        if let Some(to) = filters.to {
            let to = Term::from_field_i64(fields.first_day, to);
            queries.push(range(
                std::ops::Bound::Unbounded,
                std::ops::Bound::Included(to),
            ));
        }
        let silent = |query| (Occur::Must, boosted(query, 0.0));
        queries.into_iter().map(silent).collect()
    }
}

impl Text {
    /// True when it looks for nothing and shuts nothing out.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty() && self.without.is_empty()
    }

    fn clauses(&self, body: Field, title: Field) -> Vec<(Occur, Box<dyn Query>)> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let words: Vec<&QueryWord> = self.words.iter().filter(|word| !word.common).collect();
        // Common words alone are looked for after all, rather than matching everything.
        let only_common = words.is_empty() && self.phrases.is_empty();
        let words = if only_common {
            self.words.iter().collect()
        } else {
            words
        };
        let occur = if self.all { Occur::Must } else { Occur::Should };
        let any: Vec<_> = words
            .iter()
            .map(|word| (occur, word_query(word, body, title)))
            .collect();
        if !any.is_empty() {
            clauses.push((Occur::Must, Box::new(BooleanQuery::new(any))));
        }
        for phrase in &self.phrases {
            clauses.push((Occur::Must, phrase_query(phrase, body)));
        }
        for phrase in &self.without {
            clauses.push((Occur::MustNot, phrase_query(phrase, body)));
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        clauses
    }
}

fn ordered(
    searcher: &Searcher,
    query: &dyn Query,
    order: Order,
    skip: usize,
    most: usize,
) -> Result<Vec<(Score, DocAddress)>, Error> {
    let top = TopDocs::with_limit(most.max(1)).and_offset(skip);
    Ok(match order {
        Order::Rank => searcher.search(query, &top.order_by_score())?,
        Order::Newest => {
            let newest = top.order_by_fast_field::<i64>("first_day", Direction::Desc);
            let found = searcher.search(query, &newest)?;
            found
                .into_iter()
                .map(|(_, address)| (0.0, address))
                .collect()
        }
    })
}

fn word_query(word: &QueryWord, body: Field, title: Field) -> Box<dyn Query> {
    let in_both = |term: &String| {
        [
            scored(body, term),
            boosted(scored(title, term), TITLE_BOOST),
        ]
    };
    Box::new(DisjunctionMaxQuery::new(
        word.terms.iter().flat_map(in_both).collect(),
    ))
}

/// Any choice of one term a word, in sequence. Words have few terms, so this stays small.
fn phrase_query(phrase: &[QueryWord], body: Field) -> Box<dyn Query> {
    const MOST_CHOICES: usize = 64;
    let mut choices: Vec<Vec<Term>> = vec![Vec::new()];
    for word in phrase {
        let extended = choices.iter().flat_map(|choice| {
            word.terms.iter().map(move |term| {
                let mut choice = choice.clone();
                choice.push(Term::from_field_text(body, term));
                choice
            })
        });
        choices = extended.take(MOST_CHOICES).collect();
    }
    let query = |mut terms: Vec<Term>| -> Box<dyn Query> {
        match terms.len() {
            1 => Box::new(TermQuery::new(
                terms.remove(0),
                IndexRecordOption::WithFreqs,
            )),
            _ => Box::new(PhraseQuery::new(terms)),
        }
    };
    Box::new(DisjunctionMaxQuery::new(
        choices.into_iter().map(query).collect(),
    ))
}

fn scored(field: Field, term: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, term);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn boosted(query: Box<dyn Query>, boost: Score) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}

fn range(lower: std::ops::Bound<Term>, upper: std::ops::Bound<Term>) -> Box<dyn Query> {
    Box::new(RangeQuery::new(lower, upper))
}
