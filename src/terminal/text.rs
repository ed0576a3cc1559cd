//! Answers as plain text of the terminal's width.
//!
//! The quotation stands out and the rest is small print, always in the same order: party and
//! speaker, forum, date, paragraph. A pipe gets quotations byte for byte and no colours.

mod about;
pub mod alerts;
pub mod checks;
mod cite;
mod counterparts;
pub mod deliveries;
mod mistake;
mod norm;
mod page;
mod quote;
pub mod screen;
mod search;
mod statement;

use std::path::Path;

use jiff::Timestamp;

use crate::alerts::Spared;
use crate::corpus::Checked;
use crate::import::Imported;
use crate::import::add::Added;
use crate::index::Written;
use crate::service::about::Searched;
use crate::service::{Answer, Failure};
use crate::terminal::text::page::{Page, command, plain};
use crate::terminal::text::screen::Screen;

/// An answer.
pub fn answer(answer: &Answer, screen: Screen) -> String {
    let mut page = Page::new(screen);
    match answer {
        Answer::Norm(answer) => norm::write(&mut page, answer),
        Answer::Quote(answer) => quote::write(&mut page, answer),
        Answer::Search(answer) => search::write(&mut page, answer),
        Answer::Statement(answer) => statement::write(&mut page, answer),
        Answer::Cite(answer) => cite::write(&mut page, answer),
        Answer::Help(answer) => about::help(&mut page, answer),
        Answer::About(answer) => about::about(&mut page, answer),
    }
    page.finished()
}

/// A failure, with what to do next.
pub fn failure(failure: &Failure, screen: Screen) -> String {
    let mut page = Page::new(screen);
    match failure {
        Failure::Refused(refusal) => {
            page.line(0, &[plain(&refusal.message)]);
            if let Some(place) = &refusal.place {
                mistake::write(&mut page, place);
            }
            page.line(0, &[plain(&refusal.hint)]);
        }
        Failure::Index(error) => {
            page.line(
                0,
                &[plain(format!("Something went wrong on our side: {error}."))],
            );
            page.line(
                0,
                &[
                    command("rapporteur doctor"),
                    plain(" checks the index and the disk."),
                ],
            );
        }
    }
    page.finished()
}

/// `1 statement with 10 passages, 18 instruments with 124 provisions, in 23 files`.
pub fn held(checked: &Checked) -> String {
    let catalogue = &checked.reference.catalogue;
    format!(
        "{} with {}, {} with {}, in {}",
        counted(checked.n_statements, "statement", "statements"),
        counted(checked.n_passages, "passage", "passages"),
        counted(catalogue.instruments().len(), "instrument", "instruments"),
        counted(catalogue.n_provisions(), "provision", "provisions"),
        counted(checked.n_files, "file", "files"),
    )
}

/// `/srv/corpus/statements/x.jsonl.gz: 2 statements with 20 passages.`
pub fn imported(imported: &Imported) -> String {
    let statements = counted(imported.n_statements, "statement", "statements");
    let passages = counted(imported.n_passages, "passage", "passages");
    let replaced = if imported.replaced {
        " It replaces the collection of that name."
    } else {
        ""
    };
    let resumed = match imported.n_resumed {
        0 => String::new(),
        n => format!(" {n} of them had been made by an earlier run."),
    };
    let path = imported.path.display();
    format!("{path}: {statements} with {passages}.{resumed}{replaced}")
}

/// `2 statements with 20 passages were added to /srv/corpus: a, b.`
pub fn added(added: &Added, into: &Path) -> String {
    const MOST: usize = 10;
    let n = added.statements.len();
    let ids: Vec<&str> = added
        .statements
        .iter()
        .map(|(id, _)| id.as_str())
        .take(MOST)
        .collect();
    let more = match n.saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let revised = match added.n_revised {
        0 => String::new(),
        revised => format!(" {revised} of them took the place of an earlier text."),
    };
    format!(
        "{} with {} {} added to {}: {}{more}.{revised}",
        counted(n, "statement", "statements"),
        counted(added.n_passages, "passage", "passages"),
        if n == 1 { "was" } else { "were" },
        into.display(),
        ids.join(", "),
    )
}

/// What a backfill would have set off.
pub fn spared(spared: Spared) -> String {
    let unseen = match spared.n_unseen {
        0 => String::new(),
        n => format!(
            " {} could not be looked at, because another process is writing the index.",
            counted(n, "statement", "statements")
        ),
    };
    format!(
        "It is a backfill: nobody is notified. It would have met {} with {}.{unseen}",
        counted(spared.n_alerts, "alert", "alerts"),
        counted(spared.n_notices, "notice", "notices"),
    )
}

/// `2 statements written, 1 removed.`
pub fn written(written: Written) -> String {
    let statements = counted(written.statements, "statement", "statements");
    format!("{statements} written, {} removed.", written.removed)
}

/// `13 (f)` or `pledge 4` in such a way that no line ends inside it.
fn unbroken(label: &str) -> String {
    label.replace(' ', "\u{a0}")
}

/// `2026-11-25 08:00:00 UTC`.
fn moment(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `1 norm`, `2 norms`.
fn counted(n: usize, one: &str, many: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

/// `1 statement (1 party, 1 forum, August 2015)`.
fn statements(searched: &Searched) -> String {
    let statements = counted(searched.statements, "statement", "statements");
    let Some((oldest, newest)) = &searched.period else {
        return statements;
    };
    let period = if oldest == newest {
        oldest.clone()
    } else {
        format!("{oldest} to {newest}")
    };
    let parties = counted(searched.parties, "party", "parties");
    let forums = counted(searched.forums, "forum", "forums");
    format!("{statements} ({parties}, {forums}, {period})")
}

/// `one`, `one and two`, `one, two and three`.
fn listed(names: &[String]) -> String {
    joined(names, "and")
}

/// `one`, `one or two`, `one, two or three`.
fn either(names: &[String]) -> String {
    joined(names, "or")
}

fn joined(names: &[String], word: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
