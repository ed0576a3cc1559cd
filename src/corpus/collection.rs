//! Reads and writes a statement of a collection: one JSON object, with the keys of a Markdown
//! file's front matter and the paragraphs as a list.

use serde::Serialize;

use crate::corpus::Defect;
use crate::corpus::fields::{Fields, Source};
use crate::corpus::statement::{Numbers, front, statement};
use crate::corpus::value::Value;
use crate::domain::statement::{Paragraph, Record, Statement};

/// Reads the statement on line `line` of the collection at `path`.
pub(super) fn parse(path: &str, line: usize, text: &str) -> Result<Statement, Vec<Defect>> {
    let source = Source::new(path, "", line - 1);
    let table = match serde_json::from_str::<Value>(text) {
        Ok(Value::Table(table)) => Some(table),
        Ok(_) => {
            source.defect(0..0, "a line must be one JSON object, { … }");
            None
        }
        Err(error) => {
            source.defect(0..0, format!("this is not JSON: {error}"));
            None
        }
    };
    let read = table.and_then(|table| {
        let mut fields = Fields::new(&source, table, 0..0);
        let front = front(&mut fields);
        let paragraphs = paragraphs(&mut fields);
        fields.done();
        Some((front?, paragraphs))
    });
    let (front, paragraphs) = source.finish(read)?;
    Ok(statement(front, paragraphs))
}

fn paragraphs(fields: &mut Fields<'_, '_>) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let mut numbers = Numbers::default();
    for table in fields.tables("paragraphs") {
        if let Some(paragraph) = paragraph(table, &mut numbers) {
            let ordinal = u32::try_from(found.len() + 1).unwrap_or(u32::MAX);
            found.push(Paragraph {
                ordinal,
                ..paragraph
            });
        }
    }
    if !numbers.any() {
        fields.defect("no paragraph is numbered, so nothing can be cited; give one a `number`");
    }
    found
}

fn paragraph(mut fields: Fields<'_, '_>, numbers: &mut Numbers) -> Option<Paragraph> {
    let number = fields.optional_number("number");
    let printed = fields.optional("printed_number");
    let heading = fields.flag("heading", false);
    let text = fields.text("text");
    if let Some(problem) = number.and_then(|number| numbers.take(number)) {
        fields.defect(problem);
    }
    fields.done();
    Some(Paragraph {
        ordinal: 0,
        number,
        printed_number: Some(printed).filter(|printed| !printed.is_empty()),
        heading,
        text: text?,
    })
}

/// A statement as it stands on a line.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    record: &'a Record,
    paragraphs: Vec<Written<'a>>,
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    printed_number: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    heading: bool,
    text: &'a str,
}

/// The line of a statement that nobody has tagged yet, without its end.
///
/// # Errors
/// None that a record of ours can cause.
pub fn line(record: &Record, paragraphs: &[Paragraph]) -> Result<String, serde_json::Error> {
    fn written(paragraph: &Paragraph) -> Written<'_> {
        Written {
            number: paragraph.number,
            printed_number: paragraph.printed_number.as_deref(),
            heading: paragraph.heading,
            text: &paragraph.text,
        }
    }
    serde_json::to_string(&Line {
        record,
        paragraphs: paragraphs.iter().map(written).collect(),
    })
}
