//! `/cite` as text: citations that can be copied, so never wrapped and never indented.

use crate::service::cite::CiteAnswer;
use crate::terminal::text::page::{Page, bold, dim};

pub(super) fn write(page: &mut Page, answer: &CiteAnswer) {
    if let (Some(_), [only]) = (answer.style, answer.citations.as_slice()) {
        // Nothing around it, so that it can be appended to a file.
        return page.verbatim(&only.text);
    }
    let paragraphs = answer.paragraphs.replace(',', ", ").replace('-', "–");
    page.line(
        0,
        &[
            bold(format!("Cite ¶ {paragraphs}")),
            dim(format!(" of {}", answer.statement)),
        ],
    );
    for citation in &answer.citations {
        page.gap();
        page.line(0, &[bold(citation.style)]);
        page.verbatim(&citation.text);
    }
}
