//! Many clauses held against one statement: which hold for which of its paragraphs.
//!
//! Each clause waits at the rarest term that it cannot do without, so that only those are looked
//! at whose term a paragraph has.

use std::collections::BTreeMap;
use std::panic::resume_unwind;

use tantivy::Term;
use tantivy::schema::Field;
use tantivy::tokenizer::{TokenStream as _, Tokenizer as _};

use crate::domain::label::squeeze;
use crate::domain::procedural::is_procedural;
use crate::domain::statement::Statement;
use crate::domain::words::{Language, Languages, each_token};
use crate::index::analysis::{Packed, pack, packed_title};
use crate::index::clause::Clause;
use crate::index::compact::{Compact, Of, Paragraph, TermId, Terms, key};
use crate::index::read::Index;
use crate::index::schema::{Fields, SUBSTANCE, kind_name};

/// Names a clause of a [`Percolator`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClauseId(usize);

/// Clauses, ready to be held against statements.
#[derive(Debug, Default)]
pub struct Percolator {
    terms: Terms,
    clauses: Vec<Option<Compact>>,
    /// Clauses that wait at a term.
    by_term: Vec<Vec<usize>>,
    /// Clauses that need no term.
    others: Vec<usize>,
}

/// A statement whose words are analysed.
#[derive(Debug, Clone)]
pub struct Analysed {
    paragraphs: Vec<AnalysedParagraph>,
    language: Languages,
    days: (i64, i64),
}

#[derive(Debug, Clone)]
struct AnalysedParagraph {
    number: u32,
    /// Keys of terms with where they stand; keys that stand nowhere stand at 0.
    terms: Vec<(String, u32)>,
}

impl Analysed {
    /// Analyses `statement`, tagged, as the index does. Paragraphs without a number are left out.
    pub fn new(statement: &Statement) -> Self {
        let record = &statement.record;
        let everywhere = keys(statement);
        let mut paragraphs = Vec::new();
        for paragraph in &statement.paragraphs {
            let Some(number) = paragraph.number else {
                continue;
            };
            let mut terms = positions(&record.title, &paragraph.text, &record.language);
            terms.extend(everywhere.iter().map(|key| (key.clone(), 0)));
            for tag in statement.tags.iter().filter(|tag| tag.paragraph == number) {
                terms.push((key(Of::Norm, tag.provision.as_str()), 0));
            }
            if !is_procedural(&paragraph.text, &record.language) {
                terms.push((key(Of::Substance, ""), 0));
            }
            paragraphs.push(AnalysedParagraph { number, terms });
        }
        Analysed {
            paragraphs,
            language: Languages::of(&[Language::of(&record.language)]),
            days: (record.date.value.first_day(), record.date.value.last_day()),
        }
    }
}

/// Keys that every paragraph of a statement has.
fn keys(statement: &Statement) -> Vec<String> {
    let record = &statement.record;
    let mut keys = vec![
        key(Of::Party, &record.party),
        key(Of::Forum, &record.forum),
        key(Of::Kind, kind_name(record.kind)),
    ];
    let groups = std::iter::once(&record.party).chain(&record.on_behalf_of);
    keys.extend(groups.map(|code| key(Of::Group, code)));
    // `pt-BR` is of the language `pt` as well.
    let hyphens = record.language.match_indices('-').map(|(at, _)| at);
    let ends = hyphens.chain([record.language.len()]);
    keys.extend(ends.map(|end| key(Of::Language, &record.language[..end])));
    let speaker = record.speaker.iter();
    let parts = speaker.flat_map(|speaker| speaker.name.split_whitespace());
    keys.extend(parts.map(|part| key(Of::Speaker, &squeeze(part))));
    each_token(&record.title, &record.language, |token| {
        keys.push(key(Of::Title, token.term));
    });
    keys
}

/// The terms of title and text with their positions, as the index has them.
fn positions(title: &str, text: &str, language: &str) -> Vec<(String, u32)> {
    let mut packed = packed_title(title, language);
    each_token(text, language, |token| pack(token.term, &mut packed));
    let mut tokenizer = Packed;
    let mut stream = tokenizer.token_stream(&packed);
    let mut found = Vec::new();
    while stream.advance() {
        let token = stream.token();
        let position = u32::try_from(token.position).unwrap_or(u32::MAX);
        found.push((key(Of::Body, &token.text), position));
    }
    found
}

impl Index {
    /// How many documents have a term, of whichever field it is.
    fn frequency(&self, of: Of, text: &str) -> u64 {
        let term = match of {
            Of::Kind => Term::from_field_text(self.fields().text_kind, text),
            Of::Substance => Term::from_field_text(self.fields().kind, SUBSTANCE),
            of => Term::from_field_text(field(self.fields(), of), text),
        };
        // Only the order of evaluation hangs on it.
        self.searcher().doc_freq(&term).unwrap_or(u64::MAX)
    }
}

fn field(fields: &Fields, of: Of) -> Field {
    match of {
        Of::Body => fields.body,
        Of::Title => fields.title,
        Of::Norm => fields.norm,
        Of::Party => fields.party,
        Of::Group => fields.group,
        Of::Forum => fields.forum,
        Of::Language => fields.language,
        Of::Speaker => fields.speaker,
        Of::Kind => fields.text_kind,
        Of::Substance => fields.kind,
    }
}

impl Percolator {
    /// Takes `clause` in. `index` tells which of its terms is the rarest.
    pub fn add(&mut self, clause: &Clause, index: &Index) -> ClauseId {
        let id = self.clauses.len();
        let frequency = |of, text: &str| index.frequency(of, text);
        let compact = Compact::new(clause, &mut self.terms, &frequency);
        self.by_term.resize_with(self.terms.len(), Vec::new);
        match compact.needs(&self.terms) {
            Some((_, mut ids)) => {
                ids.sort_unstable();
                ids.dedup();
                for term in ids {
                    self.by_term[term as usize].push(id);
                }
            }
            None => self.others.push(id),
        }
        self.clauses.push(Some(compact));
        ClauseId(id)
    }

    /// Forgets a clause.
    pub fn remove(&mut self, id: ClauseId) {
        if let Some(clause) = self.clauses.get_mut(id.0) {
            *clause = None;
        }
    }

    /// How many clauses are held, and how many were forgotten.
    pub fn n_clauses(&self) -> (usize, usize) {
        let held = self.clauses.iter().flatten().count();
        (held, self.clauses.len() - held)
    }

    /// For each clause that holds for some paragraph the numbers of those it holds for, in order.
    pub fn matches(&self, statement: &Analysed) -> BTreeMap<ClauseId, Vec<u32>> {
        let n = threads(self.clauses.len());
        let found: Vec<Vec<(ClauseId, u32)>> = std::thread::scope(|scope| {
            let share = |first| self.holding(statement, first, n);
            let others: Vec<_> = (1..n)
                .map(|first| scope.spawn(move || share(first)))
                .collect();
            let mut found = vec![share(0)];
            // A panic of one is a panic of all.
            let ended = others.into_iter().map(std::thread::ScopedJoinHandle::join);
            found.extend(ended.map(|ended| ended.unwrap_or_else(|panic| resume_unwind(panic))));
            found
        });
        let mut all: Vec<(ClauseId, u32)> = found.into_iter().flatten().collect();
        all.sort_unstable();
        let mut matches: BTreeMap<ClauseId, Vec<u32>> = BTreeMap::new();
        for (clause, number) in all {
            matches.entry(clause).or_default().push(number);
        }
        matches
    }

    /// The clauses that hold for each `step`th paragraph from the `first` on.
    fn holding(&self, statement: &Analysed, first: usize, step: usize) -> Vec<(ClauseId, u32)> {
        let mut found = Vec::new();
        let mut table = Table::new(self.terms.len(), statement);
        // The paragraph at which each clause was last looked at, from 1.
        let mut looked: Vec<u32> = vec![0; self.clauses.len()];
        let own = statement.paragraphs.iter().skip(first).step_by(step);
        for (turn, paragraph) in (1..).zip(own) {
            table.fill(&self.terms, paragraph);
            let by_term = table
                .present()
                .flat_map(|term| &self.by_term[term as usize]);
            for id in by_term.chain(&self.others) {
                if std::mem::replace(&mut looked[*id], turn) == turn {
                    continue;
                }
                let holds = |clause: &Compact| clause.holds(&table);
                if self.clauses[*id].as_ref().is_some_and(holds) {
                    found.push((ClauseId(*id), paragraph.number));
                }
            }
        }
        found
    }
}

/// On how many threads `n` clauses are looked at: few take less time than a thread to start.
pub fn threads(n: usize) -> usize {
    const FEW: usize = 2_000;
    const MOST: usize = 8;
    if n < FEW {
        return 1;
    }
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(MOST)
}

/// The terms of one paragraph after another, to be looked up at once.
struct Table<'a> {
    statement: &'a Analysed,
    /// For each term where its positions begin and end.
    spans: Vec<(u32, u32)>,
    positions: Vec<u32>,
    present: Vec<TermId>,
}

impl<'a> Table<'a> {
    fn new(n_terms: usize, statement: &'a Analysed) -> Self {
        Table {
            statement,
            spans: vec![(0, 0); n_terms],
            positions: Vec::new(),
            present: Vec::new(),
        }
    }

    fn fill(&mut self, terms: &Terms, paragraph: &AnalysedParagraph) {
        for term in self.present.drain(..) {
            self.spans[term as usize] = (0, 0);
        }
        self.positions.clear();
        let known = paragraph.terms.iter();
        let known = known.filter_map(|(key, at)| terms.get(key).map(|id| (id, *at)));
        let mut known: Vec<(TermId, u32)> = known.collect();
        known.sort_unstable();
        for run in known.chunk_by(|(one, _), (other, _)| one == other) {
            let start = self.positions.len();
            self.positions.extend(run.iter().map(|(_, at)| *at));
            let end = |n| u32::try_from(n).unwrap_or(u32::MAX);
            let (id, _) = run[0];
            self.spans[id as usize] = (end(start), end(self.positions.len()));
            self.present.push(id);
        }
    }

    fn present(&self) -> impl Iterator<Item = TermId> {
        self.present.iter().copied()
    }
}

impl Paragraph for Table<'_> {
    fn has(&self, term: TermId) -> bool {
        let (start, end) = self.spans[term as usize];
        end > start
    }

    fn positions(&self, term: TermId) -> &[u32] {
        let (start, end) = self.spans[term as usize];
        &self.positions[start as usize..end as usize]
    }

    fn language(&self) -> Languages {
        self.statement.language
    }

    fn days(&self) -> (i64, i64) {
        self.statement.days
    }
}
