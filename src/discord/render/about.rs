//! The replies to `/about` and `/help`.

use crate::discord::components::{Component, clipped, length};
use crate::discord::layout::{Message, Tone, divider};
use crate::discord::markdown::escaped;
use crate::discord::render::counted;
use crate::service::about::{AboutAnswer, HelpAnswer};

/// Units of text for a list.
const ROOM: usize = 1_400;

/// The message for `/help`.
pub(super) fn help(answer: &HelpAnswer) -> Message {
    let lines: Vec<String> = answer
        .commands
        .iter()
        .map(|(example, what)| format!("`{example}`\n-# {}", code(what)))
        .collect();
    let query = answer
        .query
        .iter()
        .map(|(example, what)| format!("`{example}` {}", code(what)));
    let query: Vec<String> = query.collect();
    Message::new(Tone::Answer, vec![
        Component::Text("## How to ask".to_owned()),
        Component::Text(lines.join("\n")),
        Component::Text(format!("### What /search understands\n{}", query.join("\n"))),
        Component::Text("-# `private` on any command shows the answer to you alone. On a message: Apps › Find norms in this message.".to_owned()),
    ])
}

/// Our own sentences carry code in backticks.
fn code(text: &str) -> String {
    super::code_kept(text)
}

/// The message for `/about`.
pub(super) fn about(answer: &AboutAnswer) -> Message {
    let held = &answer.searched;
    let period = held.period.as_ref().map(|(from, to)| match from == to {
        true => format!(", {from}"),
        false => format!(", {from} to {to}"),
    });
    let head = format!(
        "## Rapporteur {}\nQuotes what States have said on behaviour in cyberspace, verbatim and cited.\n{} with {}{}; {} of {}.",
        answer.version,
        counted(held.statements, "statement"),
        counted(held.passages, "numbered paragraph"),
        period.unwrap_or_default(),
        counted(held.provisions, "norm"),
        counted(held.instruments, "instrument"),
    );
    let statements = answer
        .statements
        .iter()
        .map(|one| format!("`{}` {}", one.id, escaped(&clipped(&one.citation, 160))));
    let instruments = answer.instruments.iter().map(|one| {
        let line = format!(
            "{} · {} · {}",
            one.short,
            one.date,
            one.standing.split([',', ';']).next().unwrap_or_default()
        );
        escaped(&clipped(&line, 120))
    });
    let limits: Vec<String> = answer
        .limits
        .iter()
        .map(|limit| format!("- {limit}"))
        .collect();
    Message::new(
        Tone::Answer,
        vec![
            Component::Text(head),
            divider(),
            Component::Text(format!(
                "### Statements, newest first\n{}",
                fitting(statements, held.statements)
            )),
            Component::Text(format!(
                "### Instruments\n{}",
                fitting(instruments, held.instruments)
            )),
            divider(),
            Component::Text(format!("### What it does not do\n{}", limits.join("\n"))),
        ],
    )
}

/// As many lines as fit, and how many there are besides.
fn fitting(lines: impl Iterator<Item = String>, total: usize) -> String {
    let mut text = String::new();
    let mut shown = 0;
    for line in lines {
        if length(&text) + length(&line) > ROOM {
            break;
        }
        text += &format!("{line}\n");
        shown += 1;
    }
    match total - shown.min(total) {
        0 => text,
        more => format!("{text}-# and {more} more"),
    }
}
