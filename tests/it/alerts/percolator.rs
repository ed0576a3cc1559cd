//! A clause holds for a paragraph in memory when the index finds the paragraph by it.

use std::sync::Arc;

use rapporteur::corpus::{self, Corpus, Files, Reference, StatementFile};
use rapporteur::domain::query::Query;
use rapporteur::domain::statement::Statement;
use rapporteur::index::{self, Analysed, Index, Order, Percolator, Search};
use rapporteur::service::Desk;
use rapporteur::service::search_request::SearchRequest;

use crate::harness::clock;

/// A statement alone in an index, and in memory.
struct Both {
    index: Index,
    desk: Desk,
    analysed: Analysed,
}

impl Both {
    fn new(reference: &Reference, file: &StatementFile) -> Self {
        let corpus = Corpus {
            reference: reference.clone(),
            statements: vec![file.clone()],
        };
        let opened = index::open_in_memory(corpus).unwrap();
        let index = opened.index.clone();
        let desk = Desk::new(opened, Arc::new(clock()));
        let id = &file.statement.record.id;
        let held = index.statement(id).unwrap().unwrap();
        assert_eq!(held.record, file.statement.record);
        Both {
            index,
            desk,
            analysed: Analysed::new(&held),
        }
    }

    /// The paragraphs that the index finds, and those that match in memory.
    fn found(&self, query: &Query) -> Option<(Vec<u32>, Vec<u32>)> {
        let watched = self.desk.watched(query).ok()?;
        let search = Search {
            clause: &watched.clause,
            norms: &[],
            order: Order::Newest,
            skip: 0,
            most: 10_000,
        };
        let hits = self.index.search(&search).unwrap().hits.into_iter();
        let mut found: Vec<u32> = hits
            .filter_map(|hit| hit.passage.paragraph.number)
            .collect();
        found.sort_unstable();
        let mut percolator = Percolator::default();
        let id = percolator.add(&watched.clause, &self.index);
        let matches = percolator.matches(&self.analysed);
        Some((found, matches.get(&id).cloned().unwrap_or_default()))
    }
}

fn query(typed: &str) -> Option<Query> {
    typed.parse::<SearchRequest>().ok().map(|read| read.query)
}

/// Queries of many forms, made of the words of a statement: the same in every run.
fn queries(statement: &Statement, n: usize) -> Vec<String> {
    let texts: Vec<&str> = statement.paragraphs.iter().map(|one| &*one.text).collect();
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    let bare = |word: &str| -> String {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        word.chars().take(30).collect()
    };
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 1_000_003).unwrap() % below.max(1)
    };
    let mut made = Vec::new();
    while made.len() < n {
        let at = next(words.len());
        let near = words[(at + 1 + next(6)).min(words.len() - 1)];
        let (one, near, other) = (bare(words[at]), bare(near), bare(words[next(words.len())]));
        let phrase = words[at..(at + 2 + next(3)).min(words.len())].join(" ");
        let phrase = phrase.replace(['"', '“', '”', '«', '»'], "");
        let start: String = one.chars().take(4).collect();
        made.push(match next(11) {
            0 => one,
            1 => format!("{one} {near}"),
            2 => format!("{one} {near} {other}"),
            3 => format!("\"{phrase}\""),
            4 => format!("{one} near/{} {near}", 1 + next(8)),
            5 => format!("{start}*"),
            6 => format!("{one} OR {other}"),
            7 => format!("{one} -{other}"),
            8 => format!("={one} ({near} OR \"{phrase}\")"),
            9 => format!(
                "{one} party:{} lang:{}",
                statement.record.party, statement.record.language
            ),
            _ => format!("{start}* near/4 {near} -title:{other}"),
        });
    }
    made
}

fn agrees(reference: &Reference, file: &StatementFile, n: usize) -> usize {
    let both = Both::new(reference, file);
    let mut matching = 0;
    for typed in queries(&file.statement, n) {
        let Some((found, held)) = query(&typed).and_then(|query| both.found(&query)) else {
            continue;
        };
        assert_eq!(found, held, "{typed} in {}", file.path);
        matching += usize::from(!held.is_empty());
    }
    matching
}

#[test]
fn a_clause_holds_in_memory_where_the_index_finds_it() {
    let corpus = corpus::read(&Files::shipped()).unwrap();
    for file in &corpus.statements {
        let matching = agrees(&corpus.reference, file, 300);
        assert!(
            matching > 100,
            "only {matching} queries match in {}",
            file.path
        );
    }
}

#[test]
fn limits_hold_in_memory_where_the_index_finds_by_them() {
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let seed = |file: &&StatementFile| file.statement.record.id.as_str() == "chn-cd-2015-cyber";
    let seed = corpus.statements.iter().find(seed).unwrap();
    let both = Both::new(&corpus.reference, seed);
    let check = |typed: &str, any: bool| {
        let (found, held) = both
            .found(&query(typed).unwrap())
            .unwrap_or_else(|| panic!("{typed} is refused"));
        assert_eq!(found, held, "{typed}");
        assert_eq!(!held.is_empty(), any, "{typed}: {held:?}");
    };
    for typed in [
        "party:China",
        "group:China",
        "forum:CD",
        "speaker:fu",
        "lang:en",
        "norm:13f",
        "norm:\"GGE 2015\"",
        "date:2015",
        "from:2015-08 to:2015",
        "title:cyber",
        "kind:statement",
        "-party:Russia party:China",
        "party:(China, Russia) cyber",
    ] {
        check(typed, true);
    }
    for typed in [
        "party:Russia",
        "forum:\"First Committee\"",
        "speaker:nobody",
        "lang:fr",
        "to:2014",
        "title:whales",
        "kind:instrument",
        "norm:13f party:France",
    ] {
        check(typed, false);
    }
}
