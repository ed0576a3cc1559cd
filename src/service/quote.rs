//! `/quote`: paragraphs in full, with their neighbours one step away.

use serde::Serialize;

use crate::domain::locator::ParagraphList;
use crate::domain::statement::Paragraph;
use crate::index::Held;
use crate::service::desk::Desk;
use crate::service::passage::PassageShown;
use crate::service::refusal::{Failure, Refusal, RefusalKind};

/// Paragraphs of one statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuoteAnswer {
    /// Id of the statement.
    pub statement: String,
    /// Title of the statement.
    pub title: String,
    /// What was asked for, in canonical form.
    pub paragraphs: String,
    /// Which page of a long text is wanted, from 1; the front end decides what fits on one.
    pub page: usize,
    /// The paragraphs, in order.
    pub passages: Vec<PassageShown>,
    /// One citation for all of them.
    pub citation: String,
    /// The meeting, when known.
    pub meeting: String,
    /// The highest paragraph number of the statement.
    pub last_number: u32,
    /// The paragraph before, when there is one.
    pub before: Option<u32>,
    /// The paragraph behind, when there is one.
    pub after: Option<u32>,
}

impl Desk {
    /// Quotes `list` of the statement that was typed.
    ///
    /// # Errors
    /// A refusal when there is no such statement, or when any of the paragraphs is missing.
    pub fn quote(
        &self,
        typed: &str,
        list: &ParagraphList,
        page: usize,
    ) -> Result<QuoteAnswer, Failure> {
        let held = self.held(typed)?;
        let paragraphs = self.index.paragraphs(&held.record.id)?;
        let numbers: Vec<u32> = paragraphs
            .iter()
            .filter_map(|paragraph| paragraph.number)
            .collect();
        let chosen = chosen(&held, paragraphs, &numbers, list)?;
        let (first, last) = list.bounds();
        let text = chosen
            .first()
            .map_or("", |paragraph| paragraph.text.as_str());
        let citation = self
            .cited(&held.record, Some(list), text, &held.record.source.address)
            .line();
        let passages = chosen
            .iter()
            .map(|paragraph| self.show(&held.record, &held.tags, paragraph.clone()))
            .collect();
        Ok(QuoteAnswer {
            statement: held.record.id.to_string(),
            title: held.record.title.clone(),
            paragraphs: list.to_string(),
            page,
            passages,
            citation,
            meeting: held.record.meeting.clone(),
            last_number: numbers.last().copied().unwrap_or(0),
            before: numbers.iter().copied().rfind(|number| *number < first),
            after: numbers.iter().copied().find(|number| *number > last),
        })
    }
}

/// The paragraphs of the list, all of them.
pub(super) fn chosen(
    held: &Held,
    paragraphs: Vec<Paragraph>,
    numbers: &[u32],
    list: &ParagraphList,
) -> Result<Vec<Paragraph>, Refusal> {
    let missing = list.ranges().iter().find_map(|(first, last)| {
        (*first..=*last).find(|number| numbers.binary_search(number).is_err())
    });
    if let Some(missing) = missing {
        let id = &held.record.id;
        let (first, last) = (
            numbers.first().copied().unwrap_or(0),
            numbers.last().copied().unwrap_or(0),
        );
        return Err(Refusal::new(
            RefusalKind::UnknownParagraph,
            format!(
                "`{id}` has no paragraph {missing}; its paragraphs are numbered {first} to {last}."
            ),
            format!("`/statement {id}` shows how each begins."),
        ));
    }
    let wanted =
        |paragraph: &Paragraph| paragraph.number.is_some_and(|number| list.contains(number));
    Ok(paragraphs.into_iter().filter(wanted).collect())
}
