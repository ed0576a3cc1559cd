//! The reply to `/cite`: citations in code blocks, so that one press copies clean text.

use crate::discord::components::{Action, Component, Place, Select, clipped, length};
use crate::discord::layout::{Message, Tone};
use crate::discord::markdown::{code_block, escaped};
use crate::domain::citation::Style;
use crate::service::cite::{CiteAnswer, StyledCitation};

/// Units of text that citations may take before they are sent as a file.
const ROOM: usize = 3_400;

/// The message.
pub(super) fn message(answer: &CiteAnswer) -> Message {
    let shown = match answer.style {
        Some(_) => answer.citations.as_slice(),
        None => answer.citations.get(..2).unwrap_or(&answer.citations),
    };
    let title = format!(
        "### Cite {} ¶ {}",
        escaped(&answer.statement),
        escaped(&clipped(&answer.paragraphs, 80))
    );
    let blocks: Option<Vec<Component>> = shown.iter().map(block).collect();
    let blocks =
        blocks.filter(|blocks| blocks.iter().map(Component::text_length).sum::<usize>() <= ROOM);
    let mut message = match blocks {
        Some(blocks) => {
            let title = vec![Component::Text(title)];
            Message::new(Tone::Answer, [title, blocks].concat())
        }
        None => as_file(answer, title),
    };
    message.components.push(styles(answer));
    message
}

fn block(citation: &StyledCitation) -> Option<Component> {
    let code = code_block(&citation.text)?;
    Some(Component::Text(format!("**{}**\n{code}", citation.style)))
        .filter(|block| length(&citation.text) > 0 && block.text_length() > 0)
}

/// Citations that are too long for a message, or that would end a code block early.
fn as_file(answer: &CiteAnswer, title: String) -> Message {
    let text: Vec<String> = answer
        .citations
        .iter()
        .map(|one| format!("{}\n{}\n", one.style, one.text))
        .collect();
    let name = "citations.txt".to_owned();
    let mut message = Message::new(
        Tone::Answer,
        vec![Component::Text(title), Component::File(name.clone())],
    );
    message.files.push((name, text.join("\n").into_bytes()));
    message
}

fn styles(answer: &CiteAnswer) -> Component {
    let options = Style::ALL.map(|style| (style.name().to_owned(), format!("style:{style}")));
    let other = |(name, _): &(String, String)| Some(name.as_str()) != answer.style;
    Component::Select(Select {
        placeholder: "Another style".to_owned(),
        action: Action {
            place: Place::Here,
            line: format!("/cite {} {}", answer.statement, answer.paragraphs),
        },
        options: options.into_iter().filter(other).collect(),
    })
}
