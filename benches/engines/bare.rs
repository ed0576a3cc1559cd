//! The engine alone, with the same terms: the limit that Rapporteur is held against.
//!
//! It indexes terms of the same chain with positions, a party and a year, keeps the texts, and
//! answers with the ten best texts by BM25; it counts nothing and shows nothing beside them.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Bound;
use std::path::Path;
use std::time::Instant;

use rapporteur::domain::words::{each_token, query_words};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, RangeQuery, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions, Value,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{Index, Searcher, TantivyDocument, Term};

use crate::figures::{Asked, Built, bytes_below, resident};
use crate::passages;
use crate::queries::{self, Query};

const CHAIN: &str = "chain";

struct Fields {
    schema: Schema,
    body: Field,
    party: Field,
    year: Field,
    text: Field,
}

fn fields() -> Fields {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(CHAIN)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    Fields {
        body: builder.add_text_field(
            "body",
            TextOptions::default().set_indexing_options(indexing),
        ),
        party: builder.add_text_field("party", STRING),
        year: builder.add_i64_field("year", INDEXED | FAST),
        text: builder.add_text_field("text", STORED),
        schema: builder.build(),
    }
}

pub(crate) fn build(folder: &Path) -> Built {
    let place = folder.join("tantivy");
    std::fs::remove_dir_all(&place).ok();
    std::fs::create_dir_all(&place).unwrap();
    let fields = fields();
    let started = Instant::now();
    let index = Index::create_in_dir(&place, fields.schema.clone()).unwrap();
    index.tokenizers().register(CHAIN, Chain);
    let n_threads = std::thread::available_parallelism().unwrap().get();
    let mut writer = index
        .writer_with_num_threads(n_threads, n_threads * 100_000_000)
        .unwrap();
    let mut n_passages = 0;
    for line in BufReader::new(File::open(passages::table(folder)).unwrap()).lines() {
        let line = line.unwrap();
        let [_, party, year, text] = line.split('\t').collect::<Vec<_>>()[..] else {
            continue;
        };
        let mut document = TantivyDocument::new();
        document.add_text(fields.body, text);
        document.add_text(fields.party, party);
        document.add_i64(fields.year, year.parse().unwrap());
        document.add_text(fields.text, text);
        writer.add_document(document).unwrap();
        n_passages += 1;
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
    Built {
        seconds: started.elapsed().as_secs_f64(),
        bytes: bytes_below(&place),
        n_passages,
    }
}

pub(crate) fn ask(folder: &Path) -> Asked {
    let queries = queries::read(folder);
    let started = Instant::now();
    let index = Index::open_in_dir(folder.join("tantivy")).unwrap();
    let searcher = index.reader().unwrap().searcher();
    let fields = fields();
    let mut asked = Asked::default();
    for query in &queries {
        let asked_at = Instant::now();
        let texts = answer(&searcher, &fields, query);
        std::hint::black_box(texts);
        if asked.open_ms <= 0.0 {
            asked.open_ms = started.elapsed().as_secs_f64() * 1e3;
        }
        if query.counted {
            let time = asked_at.elapsed().as_secs_f64() * 1e6;
            asked.times.push((query.kind.clone(), time));
        }
    }
    (asked.resident_kb, asked.own_kb) = resident();
    asked
}

fn answer(searcher: &Searcher, fields: &Fields, query: &Query) -> Vec<String> {
    let terms = terms(searcher, fields, &query.words);
    let mut parts: Vec<(Occur, Box<dyn tantivy::query::Query>)> = Vec::new();
    if query.phrase && terms.len() > 1 {
        parts.push((Occur::Must, Box::new(PhraseQuery::new(terms))));
    } else {
        for term in terms {
            let term = TermQuery::new(term, IndexRecordOption::WithFreqs);
            parts.push((Occur::Must, Box::new(term)));
        }
    }
    if let Some(party) = &query.party {
        let party = Term::from_field_text(fields.party, party);
        let party = TermQuery::new(party, IndexRecordOption::Basic);
        parts.push((
            Occur::Must,
            Box::new(ConstScoreQuery::new(Box::new(party), 0.0)),
        ));
    }
    if let Some((from, to)) = query.years {
        let year = |year| Bound::Included(Term::from_field_i64(fields.year, year));
        let years = RangeQuery::new(year(from), year(to));
        parts.push((
            Occur::Must,
            Box::new(ConstScoreQuery::new(Box::new(years), 0.0)),
        ));
    }
    let whole: Box<dyn tantivy::query::Query> = match parts.len() {
        1 => parts.remove(0).1,
        _ => Box::new(BooleanQuery::new(parts)),
    };
    let best = TopDocs::with_limit(10).order_by_score();
    let found = searcher.search(&*whole, &best).unwrap();
    let text = |(_, address)| {
        let document: TantivyDocument = searcher.doc(address).unwrap();
        let text = document.get_first(fields.text).unwrap();
        text.as_str().unwrap().to_owned()
    };
    found.into_iter().map(text).collect()
}

/// Of each word the term that most passages have.
fn terms(searcher: &Searcher, fields: &Fields, words: &[String]) -> Vec<Term> {
    let mut terms = Vec::new();
    for word in query_words(&words.join(" ")) {
        let own = word
            .terms
            .iter()
            .map(|term| Term::from_field_text(fields.body, term));
        let frequency = |term: &Term| searcher.doc_freq(term).unwrap();
        terms.extend(own.max_by_key(frequency));
    }
    terms
}

/// The chain, for English.
#[derive(Clone)]
struct Chain;

#[derive(Default)]
struct Tokens {
    texts: Vec<String>,
    next: usize,
    token: Token,
}

impl Tokenizer for Chain {
    type TokenStream<'a> = Tokens;

    fn token_stream(&mut self, text: &str) -> Tokens {
        let mut tokens = Tokens::default();
        each_token(text, "en", |token| tokens.texts.push(token.term.to_owned()));
        tokens
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(text) = self.texts.get(self.next) else {
            return false;
        };
        self.token.text.clone_from(text);
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
