//! The reply to `/statement`: record and outline, then the paragraphs, page by page.

use crate::discord::components::{Button, Component, Place, clipped, length};
use crate::discord::layout::{Message, Tone, divider, page, pages, turns};
use crate::discord::markdown::{address, escaped};
use crate::discord::render::whole;
use crate::service::statement::{OutlineLine, StatementAnswer};

/// Characters of a value; twice as many when all are escaped, and then two still fit a page.
const VALUE: usize = 700;
/// Lines of the record in one block.
const TOGETHER: usize = 2;
/// Lines of an outline in one block.
const LINES: usize = 8;

/// The message.
pub(super) fn message(answer: &StatementAnswer) -> Message {
    if answer.as_file {
        return as_file(answer);
    }
    let heading = format!("## {}", escaped(&clipped(&answer.title, 300)));
    let mut laid_out = pages(&heading, front(answer));
    laid_out.extend(pages(&heading, text(answer)));
    let (mut components, number, total) = page(laid_out, answer.page);
    components.insert(0, Component::Text(heading));
    let line = |page: usize| match page {
        1 => format!("/statement {}", answer.statement),
        page => format!("/statement {} page:{page}", answer.statement),
    };
    let mut buttons = turns(number, total, line);
    buttons.push(Button::new(
        "Whole text as a file",
        Place::Private,
        format!("/statement {} as:file", answer.statement),
    ));
    components.push(Component::Buttons(buttons));
    Message::new(Tone::Answer, components)
}

/// Record and outline.
fn front(answer: &StatementAnswer) -> Vec<Component> {
    let record: Vec<String> = answer
        .record
        .iter()
        .map(|(name, value)| match *name {
            "Source" if length(value) <= VALUE => format!("**{name}** {}", address(value)),
            _ => format!("**{name}** {}", escaped(&clipped(value, VALUE))),
        })
        .collect();
    let mut blocks: Vec<Component> = record
        .chunks(TOGETHER)
        .map(|few| Component::Text(few.join("\n")))
        .collect();
    blocks.push(divider());
    blocks.push(Component::Text("### Outline".to_owned()));
    for few in answer.outline.chunks(LINES) {
        let lines: Vec<String> = few.iter().map(outline).collect();
        blocks.push(Component::Text(lines.join("\n")));
    }
    blocks
}

fn outline(line: &OutlineLine) -> String {
    let text = escaped(&clipped(&line.text, 90));
    let Some(number) = line.paragraph else {
        return format!("**{text}**");
    };
    match line.norms.is_empty() {
        true => format!("`{number}` {text}"),
        false => format!(
            "`{number}` {text} · {}",
            escaped(&clipped(&line.norms.join(" "), 60))
        ),
    }
}

/// Every paragraph in full.
fn text(answer: &StatementAnswer) -> Vec<Component> {
    let mut blocks = Vec::new();
    for passage in &answer.passages {
        let mut parts = whole(&passage.text);
        if let (Some(mark), Some(Component::Text(first))) = (passage.mark(), parts.first_mut()) {
            *first = format!("-# {}\n{first}", escaped(&mark));
        }
        blocks.extend(parts);
    }
    blocks
}

fn as_file(answer: &StatementAnswer) -> Message {
    let name = format!("{}.txt", answer.statement);
    let mut message = Message::new(
        Tone::Answer,
        vec![
            Component::Text(format!(
                "### {}\n-# The whole text, with its record, as UTF-8.",
                escaped(&clipped(&answer.title, 300))
            )),
            Component::File(name.clone()),
        ],
    );
    message.files.push((name, answer.file.clone().into_bytes()));
    message
}
