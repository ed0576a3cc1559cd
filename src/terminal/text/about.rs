//! `/about` and `/help` as text.

use crate::service::about::{AboutAnswer, HelpAnswer, InstrumentLine};
use crate::terminal::text::page::{Page, bold, command, dim, plain};
use crate::terminal::text::{counted, statements};

pub(super) fn help(page: &mut Page, answer: &HelpAnswer) {
    page.line(0, &[bold("How to ask")]);
    for (example, what) in &answer.commands {
        page.gap();
        page.line(2, &[command(*example)]);
        page.line(4, &[plain(*what)]);
    }
    page.gap();
    page.line(0, &[bold("What /search understands")]);
    page.gap();
    for (example, what) in &answer.query {
        page.hanging(2, 4, &[command(*example), plain(format!("  {what}"))]);
    }
}

pub(super) fn about(page: &mut Page, answer: &AboutAnswer) {
    let searched = &answer.searched;
    page.line(0, &[bold(format!("Rapporteur {}", answer.version))]);
    page.line(
        0,
        &[plain(
            "Quotes what States have said on behaviour in cyberspace, verbatim and cited.",
        )],
    );
    page.gap();
    page.line(
        0,
        &[
            bold("Statements"),
            dim(format!(" · {}", statements(searched))),
        ],
    );
    for one in &answer.statements {
        page.hanging(
            2,
            4,
            &[command(&one.id), plain(format!("  {}", one.citation))],
        );
    }
    if searched.statements > answer.statements.len() {
        let more = searched.statements - answer.statements.len();
        page.line(2, &[dim(format!("and {more} more"))]);
    }
    page.gap();
    let norms = counted(searched.provisions, "norm", "norms");
    let instruments = counted(searched.instruments, "instrument", "instruments");
    page.line(
        0,
        &[bold("Norms"), dim(format!(" · {norms} of {instruments}"))],
    );
    for one in &answer.instruments {
        instrument(page, one);
    }
    page.gap();
    page.line(0, &[bold("What it does not do")]);
    for limit in &answer.limits {
        page.hanging(2, 4, &[plain(*limit)]);
    }
}

fn instrument(page: &mut Page, one: &InstrumentLine) {
    let mut parts = vec![one.date.clone(), one.symbol.clone()];
    parts.push(counted(one.provisions, "norm", "norms"));
    parts.retain(|part| !part.is_empty());
    page.hanging(
        2,
        4,
        &[plain(&one.short), dim(format!(" · {}", parts.join(" · ")))],
    );
    page.line(4, &[dim(&one.standing)]);
}
