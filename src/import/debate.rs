//! A speech of the UN General Debate Corpus becomes a statement.
//!
//! The record gives party, session, year, speaker and office; the title is in a form of our own,
//! because the speeches have none. Numbers of paragraphs are ours; printed ones are kept beside.

use serde::Deserialize;

use crate::corpus::{Reference, collection_line};
use crate::domain::date::StatedDate;
use crate::domain::statement::{Format, Kind, Numbering, Paragraph, Record, Source, Speaker};
use crate::import::layout::{is_finished, length};
use crate::import::paragraphs::{Blocks, paragraphs};

/// Keys by which a record of the data set is known.
pub(super) const KEYS: [&str; 4] = ["iso3", "session", "year", "text"];

/// Where the data set is found.
const ADDRESS: &str =
    "https://github.com/SarahFranzen/Emotions_in_the_United_Nations_General_Debates";

/// Code of the general debate in `forums.toml`.
const FORUM: &str = "GADEB";

/// What is used of a record; it may have more keys.
#[derive(Debug, Deserialize)]
struct Speech {
    iso3: String,
    session: u32,
    year: i16,
    speaker: Option<String>,
    post: Option<String>,
    lang: Option<String>,
    path: Option<String>,
    text: String,
}

/// The line of the collection that says what `record` says.
///
/// # Errors
/// What is wrong with the record.
pub(super) fn line(record: &str, reference: &Reference) -> Result<String, String> {
    let speech: Speech = serde_json::from_str(record)
        .map_err(|error| format!("this is no record of the general-debate corpus: {error}"))?;
    let blocks = paragraphs(&speech.text);
    let record = speech.record(reference, blocks.divided)?;
    collection_line(&record, &numbered(blocks)).map_err(|error| error.to_string())
}

impl Speech {
    fn record(&self, reference: &Reference, divided: bool) -> Result<Record, String> {
        let Speech { session, year, .. } = self;
        let party = self.iso3.trim();
        let id = format!("ungdc-{}-{year}", party.to_lowercase());
        let name = reference.parties.of(party);
        Ok(Record {
            id: id.parse().map_err(|error| format!("`iso3`: {error}"))?,
            title: format!("Statement by {name} in the general debate, {year}"),
            kind: Kind::Statement,
            party: party.to_owned(),
            on_behalf_of: Vec::new(),
            forum: FORUM.to_owned(),
            session: format!("{} session", ordinal(*session)),
            meeting: String::new(),
            place: String::new(),
            language: self.lang.clone().unwrap_or_else(|| "en".to_owned()),
            symbol: String::new(),
            numbering: Numbering::Ours,
            speaker: self.speaker(),
            date: StatedDate {
                value: year
                    .to_string()
                    .parse()
                    .map_err(|error| format!("`year`: {error}"))?,
                inferred: false,
                note: String::new(),
            },
            source: self.source(divided),
        })
    }

    fn speaker(&self) -> Option<Speaker> {
        let trimmed = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let name = trimmed(&self.speaker);
        (!name.is_empty()).then(|| Speaker {
            name,
            role: trimmed(&self.post),
        })
    }

    fn source(&self, divided: bool) -> Source {
        let path = self.path.as_deref().unwrap_or("unnamed");
        let mut note = format!(
            "UN General Debate Corpus, version 13, CC0; file {path}. \
             Lines were joined into paragraphs; the wording is the file's."
        );
        if divided {
            note += " The file shows no paragraphs; its sentences were put into groups.";
        }
        Source {
            address: ADDRESS.to_owned(),
            format: Format::Html,
            pages: std::collections::BTreeMap::new(),
            note,
            retrieved: None,
        }
    }
}

/// `1st`, `22nd`, `79th`.
fn ordinal(number: u32) -> String {
    let end = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// Paragraphs in the order of the text; an address such as `Mr. President,` gets no number.
fn numbered(blocks: Blocks) -> Vec<Paragraph> {
    /// What is shorter and ends no sentence is an address.
    const SHORT: usize = 60;
    let mut last = 0;
    let paragraph = |(block, ordinal): (crate::import::paragraphs::Block, u32)| {
        let address = length(&block.text) < SHORT && !is_finished(&block.text);
        let counts = block.printed_number.is_some() || !address;
        last += u32::from(counts);
        Paragraph {
            ordinal,
            number: counts.then_some(last),
            printed_number: block.printed_number,
            heading: false,
            text: block.text,
        }
    };
    blocks.blocks.into_iter().zip(1..).map(paragraph).collect()
}
