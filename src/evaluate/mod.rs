//! How well `/norm` and `/search` answer questions whose answers are known: `rapporteur evaluate`.

mod measure;
mod question;
pub mod tags;

use std::collections::BTreeMap;
use std::fmt;

pub use crate::evaluate::measure::{DEPTH, PAGE_DEPTH, Quality, RECALL_DEPTH, share};
pub use crate::evaluate::question::{Question, read};
use crate::service::passage::PassageShown;
use crate::service::search_request::SearchRequest;
use crate::service::{Desk, Failure};

/// What is said of each list.
const HEADS: &str = "nDCG@5 recall@3 @10 rec. rank";
/// A list that is worth less than this is a miss.
const MISS: f64 = 0.8;

/// The command that questions are put to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// `/norm`: norms and passages.
    #[default]
    Norm,
    /// `/search`: the first page of passages.
    Search,
}

/// A question with what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What was asked.
    pub question: Question,
    /// Ids of norms, best first.
    pub norms: Vec<String>,
    /// Paragraphs as statement and number, best first.
    pub paras: Vec<String>,
    /// True when the answer was that nothing answers.
    pub nothing: bool,
}

/// What a set of questions was worth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    /// Questions.
    pub n: usize,
    /// Means over the questions that norms answer.
    pub norms: Quality,
    /// Means over the questions that paragraphs answer.
    pub paras: Quality,
    /// Share of the unanswerable questions that were recognised.
    pub recognised: Option<f64>,
    /// Share of the answerable questions that were taken for unanswerable.
    pub refused: Option<f64>,
    /// Share of the questions on which the corpus is silent that were answered without paragraphs.
    pub silent: Option<f64>,
}

/// Asks every question.
///
/// # Errors
/// When the index cannot be read.
pub fn asked(desk: &Desk, questions: Vec<Question>, by: By) -> Result<Vec<Outcome>, Failure> {
    let ask = match by {
        By::Norm => by_norm,
        By::Search => by_search,
    };
    questions.into_iter().map(|one| ask(desk, one)).collect()
}

fn by_norm(desk: &Desk, question: Question) -> Result<Outcome, Failure> {
    let answer = desk.norm(&question.q, 1)?;
    Ok(Outcome {
        norms: answer.norms.iter().map(|norm| norm.id.clone()).collect(),
        paras: paragraphs(&answer.passages),
        nothing: answer.nothing_found,
        question,
    })
}

/// A question that is no query finds nothing: who types it is shown the mistake.
fn by_search(desk: &Desk, question: Question) -> Result<Outcome, Failure> {
    let request = question.q.parse::<SearchRequest>().map_err(Failure::from);
    let paras = match request.and_then(|request| desk.search(&request)) {
        Ok(answer) => paragraphs(&answer.passages),
        Err(Failure::Refused(_)) => Vec::new(),
        Err(failure) => return Err(failure),
    };
    Ok(Outcome {
        norms: Vec::new(),
        nothing: paras.is_empty(),
        paras,
        question,
    })
}

fn paragraphs(passages: &[PassageShown]) -> Vec<String> {
    let place = |passage: &PassageShown| {
        let number = passage.paragraph?;
        Some(format!("{}/{number}", passage.statement))
    };
    passages.iter().filter_map(place).collect()
}

/// What these outcomes are worth together.
pub fn scores<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Scores {
    let outcomes: Vec<&Outcome> = outcomes.into_iter().collect();
    let of = |which: fn(&Outcome) -> Option<Quality>| {
        let all: Vec<Quality> = outcomes.iter().filter_map(|one| which(one)).collect();
        Quality::mean(&all)
    };
    let among =
        |which: fn(&Question) -> bool| outcomes.iter().filter(move |one| which(&one.question));
    Scores {
        n: outcomes.len(),
        norms: of(Outcome::norms_quality),
        paras: of(Outcome::paras_quality),
        recognised: share(among(Question::is_unanswerable).map(|one| one.nothing)),
        refused: share(among(|question| !question.is_unanswerable()).map(|one| one.nothing)),
        silent: share(among(Question::meets_silence).map(|one| one.paras.is_empty())),
    }
}

/// The same for each language and, under `all`, in total.
pub fn by_language(outcomes: &[Outcome]) -> Vec<(String, Scores)> {
    let mut languages: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
    for outcome in outcomes {
        let own = languages.entry(&outcome.question.lang).or_default();
        own.push(outcome);
    }
    let mut rows: Vec<(String, Scores)> = Vec::new();
    for (language, own) in languages {
        rows.push((language.to_owned(), scores(own)));
    }
    rows.push(("all".to_owned(), scores(outcomes)));
    rows
}

impl Outcome {
    fn norms_quality(&self) -> Option<Quality> {
        let grades = &self.question.norms;
        (!grades.is_empty()).then(|| Quality::of(&self.norms, grades))
    }

    fn paras_quality(&self) -> Option<Quality> {
        let grades = &self.question.paras;
        (!grades.is_empty()).then(|| Quality::of(&self.paras, grades))
    }

    /// True when the answer was worth less than it should be.
    pub fn is_miss(&self) -> bool {
        let poor = |quality: Option<Quality>| quality.is_some_and(|one| one.ndcg < MISS);
        self.nothing != self.question.is_unanswerable()
            || poor(self.norms_quality())
            || poor(self.paras_quality())
    }
}

impl fmt::Display for Outcome {
    /// What was asked, found and wanted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted = |grades: &BTreeMap<String, u32>| {
            let graded = grades.iter().map(|(key, grade)| format!("{key} ({grade})"));
            graded.collect::<Vec<_>>().join(", ")
        };
        let list = |text: String| {
            if text.is_empty() {
                "none".to_owned()
            } else {
                text
            }
        };
        let Outcome {
            question,
            norms,
            paras,
            nothing,
        } = self;
        writeln!(f, "{} [{}] {}", question.id, question.lang, question.q)?;
        if *nothing {
            writeln!(f, "  answered that nothing answers it")?;
        }
        writeln!(f, "  norms wanted: {}", list(wanted(&question.norms)))?;
        writeln!(f, "  norms found:  {}", list(norms.join(", ")))?;
        writeln!(f, "  paragraphs wanted: {}", list(wanted(&question.paras)))?;
        write!(f, "  paragraphs found:  {}", list(paras.join(", ")))
    }
}

/// A table of scores, a row a language.
pub fn table(rows: &[(String, Scores)]) -> String {
    let mut lines = vec![
        format!(
            "{:10}{:>10} {:>31} {:>31} {:>11} {:>8} {:>7}",
            "language", "questions", "norms", "paragraphs", "recognised", "refused", "silent"
        ),
        format!("{:20} {HEADS:>31} {HEADS:>31}", ""),
    ];
    for (language, scores) in rows {
        let quality = |one: Quality| {
            format!(
                "{:.3}   {:.3}    {:.3}     {:.3}",
                one.ndcg, one.recall, one.on_page, one.reciprocal
            )
        };
        let part =
            |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |one| format!("{one:.3}"));
        lines.push(format!(
            "{language:10}{:>10} {:>31} {:>31} {:>11} {:>8} {:>7}",
            scores.n,
            quality(scores.norms),
            quality(scores.paras),
            part(scores.recognised),
            part(scores.refused),
            part(scores.silent)
        ));
    }
    lines.join("\n")
}
