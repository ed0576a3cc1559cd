//! `/statement`: the record, the outline, and the whole text as a file.

use serde::Serialize;

use crate::domain::statement::{Kind, Numbering};
use crate::service::desk::Desk;
use crate::service::passage::{PassageShown, opening};
use crate::service::refusal::Failure;

/// A statement as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementAnswer {
    /// Its id.
    pub statement: String,
    /// Its title.
    pub title: String,
    /// The record, as pairs of a name and a value, in the order they are shown.
    pub record: Vec<(&'static str, String)>,
    /// Address of the source.
    pub url: String,
    /// True when the paragraph numbers are ours.
    pub numbered_by_us: bool,
    /// Which page is wanted, from 1; the front end decides what fits on one.
    pub page: usize,
    /// True when the whole text is wanted as a file.
    #[serde(skip)]
    pub as_file: bool,
    /// How each numbered paragraph begins, and the headings.
    pub outline: Vec<OutlineLine>,
    /// All paragraphs, in order, salutations included.
    pub passages: Vec<PassageShown>,
    /// The whole text with its citation, as a file.
    pub file: String,
}

/// A line of an outline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutlineLine {
    /// The paragraph's number; none for a heading.
    pub paragraph: Option<u32>,
    /// A heading whole, or a paragraph's opening words.
    pub text: String,
    /// Labels of those of the eleven norms it was tagged with; a line has no room for others.
    pub norms: Vec<String>,
}

impl Desk {
    /// Shows the statement that was typed.
    ///
    /// # Errors
    /// A refusal when there is no such statement.
    pub fn statement(
        &self,
        typed: &str,
        page: usize,
        as_file: bool,
    ) -> Result<StatementAnswer, Failure> {
        let held = self.held(typed)?;
        let paragraphs = self.index.paragraphs(&held.record.id)?;
        let mut outline = Vec::new();
        let mut passages = Vec::new();
        for paragraph in paragraphs {
            let heading = paragraph.heading;
            let passage = self.show(&held.record, &held.tags, paragraph);
            if heading || passage.paragraph.is_some() {
                outline.push(line(&passage, heading));
            }
            passages.push(passage);
        }
        let record = self.record_lines(&held.record);
        let file = file(&held.record.title, &record, &passages);
        Ok(StatementAnswer {
            statement: held.record.id.to_string(),
            title: held.record.title.clone(),
            url: held.record.source.address.clone(),
            numbered_by_us: held.record.numbering == Numbering::Ours,
            record,
            page,
            as_file,
            outline,
            passages,
            file,
        })
    }

    fn record_lines(
        &self,
        record: &crate::domain::statement::Record,
    ) -> Vec<(&'static str, String)> {
        let date_note = match record.date.note.as_str() {
            "" => record.date.to_string(),
            note => format!("{}. {note}", record.date),
        };
        let numbering = match record.numbering {
            Numbering::Ours => "paragraph numbers are ours; the source has none",
            Numbering::Printed => "paragraph numbers are printed in the source",
        };
        let kind = match record.kind {
            Kind::Statement => "statement",
            Kind::Instrument => "text of an official document",
        };
        let retrieved = record
            .source
            .retrieved
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let lines = [
            ("Id", record.id.to_string()),
            ("Kind", kind.to_owned()),
            ("Party", self.party(record).to_owned()),
            ("On behalf of", self.on_behalf_of(record).join(", ")),
            (
                "Speaker",
                record
                    .speaker
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            ("Forum", self.forum(record).to_owned()),
            ("Session", record.session.clone()),
            ("Meeting", record.meeting.clone()),
            ("Place", record.place.clone()),
            ("Date", date_note),
            ("Symbol", record.symbol.clone()),
            ("Language", record.language.clone()),
            ("Numbering", numbering.to_owned()),
            ("Source", record.source.address.clone()),
            ("Retrieved", retrieved),
            ("Source note", record.source.note.clone()),
        ];
        lines
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }
}

fn line(passage: &PassageShown, heading: bool) -> OutlineLine {
    let begins = opening(&passage.text);
    let more = begins.len() < passage.text.len();
    let text = match (heading, more) {
        (true, _) => passage.text.clone(),
        (false, true) => format!("{begins} […]"),
        (false, false) => begins.to_owned(),
    };
    let eleven = passage
        .norms
        .iter()
        .filter(|norm| norm.id.starts_with("gge-2015/"));
    OutlineLine {
        paragraph: passage.paragraph,
        text,
        norms: eleven.map(|norm| norm.label.clone()).collect(),
    }
}

/// The record, then every paragraph as it stands, numbers in brackets before it.
fn file(title: &str, record: &[(&str, String)], passages: &[PassageShown]) -> String {
    let mut file = format!("{title}\n\n");
    for (name, value) in record {
        file += &format!("{name}: {value}\n");
    }
    for passage in passages {
        match passage.paragraph {
            Some(number) => {
                let printed = passage.printed_number.as_ref();
                let printed = printed.map_or(String::new(), |own| format!(", printed {own}"));
                file += &format!("\n[{number}{printed}] {}\n", passage.text);
            }
            None => file += &format!("\n{}\n", passage.text),
        }
    }
    file
}
