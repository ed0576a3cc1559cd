//! The desk that answers: an open index, the catalogue, and a clock.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use crate::corpus::Reference;
use crate::domain::clock::Clock;
use crate::domain::statement::Record;
use crate::index::{Held, Index, Opened, StoredPassage};
use crate::service::about::{AboutAnswer, HelpAnswer, Searched};
use crate::service::also::Rarities;
use crate::service::cite::CiteAnswer;
use crate::service::command::Request;
use crate::service::norm::NormAnswer;
use crate::service::passage::PassageShown;
use crate::service::quote::QuoteAnswer;
use crate::service::rank::Ranking;
use crate::service::refusal::{Failure, Refusal, RefusalKind};
use crate::service::search::SearchAnswer;
use crate::service::statement::StatementAnswer;

/// Answers requests. Clones are cheap.
#[derive(Clone)]
pub struct Desk {
    pub(super) index: Index,
    pub(super) reference: Arc<Reference>,
    pub(super) ranking: Arc<Ranking>,
    pub(super) clock: Arc<dyn Clock>,
    /// What can be searched, and the generation of the index it was counted in.
    pub(super) counted: Arc<Mutex<Option<(u64, Searched)>>>,
    /// What the index has of the thesaurus.
    pub(super) rarities: Arc<Mutex<Rarities>>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

/// What a request gets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// To `/norm` and `/nearest`.
    Norm(Box<NormAnswer>),
    /// To `/quote`.
    Quote(QuoteAnswer),
    /// To `/search`.
    Search(SearchAnswer),
    /// To `/statement`.
    Statement(StatementAnswer),
    /// To `/cite`.
    Cite(CiteAnswer),
    /// To `/help`.
    Help(HelpAnswer),
    /// To `/about`.
    About(AboutAnswer),
}

impl Desk {
    /// A desk over an open index.
    pub fn new(opened: Opened, clock: Arc<dyn Clock>) -> Self {
        let ranking = Ranking::new(&opened.reference.catalogue);
        Desk {
            index: opened.index,
            reference: Arc::new(opened.reference),
            ranking: Arc::new(ranking),
            clock,
            counted: Arc::default(),
            rarities: Arc::default(),
        }
    }

    /// The index that it answers from.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Norms, parties and forums.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Answers `request`.
    ///
    /// # Errors
    /// [`Failure::Refused`] when the asker can mend it, otherwise what failed.
    pub fn answer(&self, request: &Request) -> Result<Answer, Failure> {
        Ok(match request {
            Request::Norm { topic, page } => Answer::Norm(Box::new(self.norm(topic, *page)?)),
            Request::Nearest { text } => Answer::Norm(Box::new(self.nearest(text)?)),
            Request::Quote {
                statement,
                paragraphs,
                page,
            } => Answer::Quote(self.quote(statement, paragraphs, *page)?),
            Request::Search(search) => Answer::Search(self.search(search)?),
            Request::Statement {
                statement,
                page,
                file,
            } => Answer::Statement(self.statement(statement, *page, *file)?),
            Request::Cite {
                statement,
                paragraphs,
                style,
            } => Answer::Cite(self.cite(statement, paragraphs, *style)?),
            Request::Help => Answer::Help(HelpAnswer::default()),
            Request::About => Answer::About(self.about()?),
        })
    }

    /// Counts what can be searched, once for each commit.
    pub(super) fn searched(&self) -> Result<Searched, Failure> {
        let generation = self.index.generation();
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((then, searched)) = &*counted
            && *then == generation
        {
            return Ok(searched.clone());
        }
        let searched = self.count()?;
        *counted = Some((generation, searched.clone()));
        Ok(searched)
    }

    /// The record of the statement that was typed.
    ///
    /// # Errors
    /// A refusal that names the nearest, when there is none.
    pub fn held(&self, typed: &str) -> Result<Held, Failure> {
        if let Some(held) = self.index.record(&typed.trim().to_lowercase())? {
            return Ok(held);
        }
        let mut near: Option<(f64, String)> = None;
        self.index.each_id(&mut |id| {
            let alike = strsim::jaro_winkler(id, typed);
            if near.as_ref().is_none_or(|(best, _)| alike > *best) {
                near = Some((alike, id.to_owned()));
            }
        })?;
        let hint = match near {
            Some((alike, near)) if alike > 0.7 => format!("Did you mean `{near}`?"),
            Some((_, near)) => {
                format!("Ids look like `{near}`; `/search` finds statements by their words.")
            }
            None => "The corpus holds no statements yet.".to_owned(),
        };
        let typed: String = typed.chars().take(60).collect();
        Err(Refusal::new(
            RefusalKind::UnknownStatement,
            format!("No statement has the id `{typed}`."),
            hint,
        )
        .into())
    }

    /// A stored passage with all that is shown beside it.
    pub(super) fn shown(&self, passage: StoredPassage) -> PassageShown {
        self.show(&passage.record, &passage.tags, passage.paragraph)
    }

    /// What the record's party is called.
    pub(super) fn party<'a>(&'a self, record: &'a Record) -> &'a str {
        self.reference.parties.of(&record.party)
    }

    /// What the parties are called that the record says it speaks for.
    pub(super) fn on_behalf_of(&self, record: &Record) -> Vec<String> {
        let name = |code: &String| self.reference.parties.of(code).to_owned();
        record.on_behalf_of.iter().map(name).collect()
    }

    /// What the record's forum is called.
    pub(super) fn forum<'a>(&'a self, record: &'a Record) -> &'a str {
        self.reference.forums.of(&record.forum)
    }
}
