//! `/cite`: citations to copy, in the styles that people paste.

use serde::Serialize;

use crate::domain::citation::Style;
use crate::domain::link;
use crate::domain::locator::ParagraphList;
use crate::service::desk::Desk;
use crate::service::quote::chosen;
use crate::service::refusal::Failure;

/// Citations of the same paragraphs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CiteAnswer {
    /// Id of the statement.
    pub statement: String,
    /// Which paragraphs, in canonical form.
    pub paragraphs: String,
    /// The style that was asked for; all of them when none was.
    pub style: Option<&'static str>,
    /// One a style.
    pub citations: Vec<StyledCitation>,
}

/// A citation in one style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StyledCitation {
    /// What the style is called.
    pub style: &'static str,
    /// The citation, plain text.
    pub text: String,
}

impl Desk {
    /// Cites `list` of the statement that was typed.
    ///
    /// # Errors
    /// As for `/quote`.
    pub fn cite(
        &self,
        typed: &str,
        list: &ParagraphList,
        style: Option<Style>,
    ) -> Result<CiteAnswer, Failure> {
        let held = self.held(typed)?;
        let paragraphs = self.index.paragraphs(&held.record.id)?;
        let numbers: Vec<u32> = paragraphs
            .iter()
            .filter_map(|paragraph| paragraph.number)
            .collect();
        let chosen = chosen(&held, paragraphs, &numbers, list)?;
        let text = chosen
            .first()
            .map_or("", |paragraph| paragraph.text.as_str());
        // A page number helps on paper; a text fragment does not.
        let address = match (chosen.first(), held.record.source.format) {
            (Some(first), crate::domain::statement::Format::Pdf) => {
                link::to_paragraph(&held.record, first)
            }
            _ => held.record.source.address.clone(),
        };
        let cited = self.cited(&held.record, Some(list), text, &address);
        let styles = match style {
            Some(style) => vec![style],
            None => Style::ALL.to_vec(),
        };
        let citations = styles.into_iter().map(|style| StyledCitation {
            style: style.name(),
            text: cited.in_style(style),
        });
        Ok(CiteAnswer {
            statement: held.record.id.to_string(),
            paragraphs: list.to_string(),
            style: style.map(Style::name),
            citations: citations.collect(),
        })
    }
}
