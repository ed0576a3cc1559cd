//! `/about` and `/help`: what is held, how old it is, how to ask, and what is not done.

use serde::Serialize;

use crate::domain::statement::Record;
use crate::index::Clause;
use crate::service::desk::Desk;
use crate::service::refusal::Failure;

/// What is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AboutAnswer {
    /// Version of the program.
    pub version: &'static str,
    /// What can be searched.
    pub searched: Searched,
    /// The statements, newest first, at most twenty.
    pub statements: Vec<StatementLine>,
    /// The instruments of the catalogue, oldest first.
    pub instruments: Vec<InstrumentLine>,
    /// What the program does not do.
    pub limits: Vec<&'static str>,
}

/// What can be searched, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Searched {
    /// Norms and other provisions.
    pub provisions: usize,
    /// Their instruments.
    pub instruments: usize,
    /// Statements.
    pub statements: usize,
    /// Paragraphs that can be cited.
    pub passages: usize,
    /// Parties that made them.
    pub parties: usize,
    /// Forums they were made in.
    pub forums: usize,
    /// Date of the oldest and of the newest, as far as known.
    pub period: Option<(String, String)>,
}

/// A statement in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementLine {
    /// Its id.
    pub id: String,
    /// Party, forum and date.
    pub citation: String,
}

/// An instrument in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstrumentLine {
    /// Its id.
    pub id: String,
    /// What replies call it.
    pub short: String,
    /// Its symbol; empty when it has none.
    pub symbol: String,
    /// Its date.
    pub date: String,
    /// What standing it has.
    pub standing: String,
    /// How many provisions are tracked.
    pub provisions: usize,
}

const LIMITS: [&str; 5] = [
    "It quotes; it does not paraphrase statements and writes no text of its own about them.",
    "Summaries of norms are ours, are marked so, and are no substitute for the official text.",
    "What is not in the corpus it does not know: silence here is not silence of a State.",
    "It gives no legal advice and does not judge who is right.",
    "It reads no messages in your channels; it sees what you ask it and nothing else.",
];

impl Desk {
    /// Tells what is held.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn about(&self) -> Result<AboutAnswer, Failure> {
        const MOST: usize = 20;
        let records = self.index.newest(&Clause::All(Vec::new()), MOST)?;
        let statement = |held: &crate::index::Held| StatementLine {
            id: held.record.id.to_string(),
            citation: self.cited(&held.record, None, "", "").line(),
        };
        let instrument = |one: &crate::domain::instrument::Instrument| InstrumentLine {
            id: one.id.to_string(),
            short: one.short.clone(),
            symbol: one.symbol.clone(),
            date: one.date.to_string(),
            standing: one.standing(),
            provisions: one.provisions.len(),
        };
        Ok(AboutAnswer {
            version: env!("CARGO_PKG_VERSION"),
            searched: self.searched()?,
            statements: records.iter().map(statement).collect(),
            instruments: self
                .reference
                .catalogue
                .instruments()
                .iter()
                .map(instrument)
                .collect(),
            limits: LIMITS.to_vec(),
        })
    }

    /// What can be searched.
    pub(super) fn count(&self) -> Result<Searched, Failure> {
        let holdings = self.index.holdings()?;
        let catalogue = &self.reference.catalogue;
        let long = |record: &Record| record.date.value.long();
        Ok(Searched {
            provisions: catalogue.n_provisions(),
            instruments: catalogue.instruments().len(),
            statements: holdings.statements,
            passages: holdings.passages,
            parties: holdings.parties.len(),
            forums: holdings.forums.len(),
            period: holdings
                .span
                .map(|(oldest, newest)| (long(&oldest), long(&newest))),
        })
    }
}

/// How to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HelpAnswer {
    /// One a command: an example, and what it does.
    pub commands: Vec<(&'static str, &'static str)>,
    /// What a query of `/search` can have: an example, and what it finds.
    pub query: Vec<(&'static str, &'static str)>,
}

/// The query language by example.
const QUERY: [(&str, &str); 12] = [
    ("attack hospital", "both words, in any of their forms"),
    ("\"supply chain\"", "words that follow each other"),
    ("hospital OR clinic", "at least one of them"),
    (
        "attack (hospital OR clinic)",
        "groups; side by side binds tighter than `OR`",
    ),
    (
        "attack -network",
        "without a word, a phrase, a group or a field; also `NOT`",
    ),
    (
        "attack near/5 hospital",
        "at most five words apart, in any order",
    ),
    ("cyber*", "all words that begin so"),
    (
        "=hospital",
        "this word as typed and none of like meaning; for several `=(attack hospital)`",
    ),
    (
        "party:China forum:\"First Committee\"",
        "by names and codes; also `group:` `speaker:` `norm:13f` `lang:French`",
    ),
    ("party:(RUS OR CHN)", "any of several values"),
    (
        "date:2015..2018",
        "also `date:2015`, `date:2015-08..` and `date:..2016`",
    ),
    (
        "title:cyber kind:statement",
        "by words of the title, and by kind of text",
    ),
];

impl Default for HelpAnswer {
    fn default() -> Self {
        HelpAnswer {
            commands: vec![
                (
                    "/norm critical infrastructure",
                    "the norms on a topic, what States said on it, and counterparts elsewhere",
                ),
                (
                    "/norm GGE 13f",
                    "one norm by its label; `A/70/174 13 (f)` works as well",
                ),
                (
                    "/quote chn-cd-2015-cyber 5",
                    "a paragraph in full, with its citation; also `5-7` and `2,5,7`",
                ),
                (
                    "/search \"cyber terrorism\" party:China",
                    "passages by words, phrases and fields; the ways to ask are listed below",
                ),
                (
                    "/statement chn-cd-2015-cyber",
                    "a statement's record, outline and whole text",
                ),
                (
                    "/cite chn-cd-2015-cyber 5",
                    "citations to copy: UN, OSCOLA, Chicago, APA, BibTeX, RIS",
                ),
                (
                    "/nearest PASTE A TEXT",
                    "the norms and passages nearest to a text",
                ),
                (
                    "/alerts add query:supply chain party:China",
                    "be told of new statements that match; also `list`, `edit`, `pause`, `why` (on Discord)",
                ),
                (
                    "/privacy",
                    "what the bot keeps on you, and how to have it deleted (on Discord)",
                ),
                (
                    "/about",
                    "what is in the corpus, how old it is, and what is not done",
                ),
            ],
            query: QUERY.to_vec(),
        }
    }
}
