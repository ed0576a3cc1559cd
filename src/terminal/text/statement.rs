//! `/statement` as text: the record, the outline, then every paragraph.

use crate::service::statement::{OutlineLine, StatementAnswer};
use crate::terminal::text::page::{Page, bold, command, dim, plain};
use crate::terminal::text::unbroken;

pub(super) fn write(page: &mut Page, answer: &StatementAnswer) {
    page.line(0, &[bold(&answer.title)]);
    page.gap();
    let widest = answer
        .record
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    for (name, value) in &answer.record {
        page.hanging(
            2,
            widest + 4,
            &[dim(format!("{name:widest$}  ")), plain(value)],
        );
    }
    page.gap();
    page.line(0, &[bold("Outline")]);
    for line in &answer.outline {
        outline(page, line);
    }
    page.gap();
    page.line(0, &[bold("Text")]);
    for passage in &answer.passages {
        page.gap();
        if let Some(mark) = passage.mark() {
            page.line(0, &[dim(mark)]);
        }
        page.paragraph(&passage.text);
    }
    page.gap();
    let first = answer.passages.iter().find_map(|passage| passage.paragraph);
    if let Some(first) = first {
        let id = &answer.statement;
        page.line(
            0,
            &[dim("Quote: "), command(format!("/quote {id} {first}"))],
        );
        page.line(0, &[dim("Cite:  "), command(format!("/cite {id} {first}"))]);
    }
}

fn outline(page: &mut Page, line: &OutlineLine) {
    const MOST: usize = 6;
    let Some(number) = line.paragraph else {
        return page.line(2, &[bold(&line.text)]);
    };
    let mut labels: Vec<String> = line.norms.iter().map(|label| unbroken(label)).collect();
    let more = labels.split_off(labels.len().min(MOST)).len();
    labels.extend((more > 0).then(|| format!("{more} more")));
    let norms = if labels.is_empty() {
        String::new()
    } else {
        format!(" · {}", labels.join(", "))
    };
    page.hanging(
        2,
        7,
        &[dim(format!("{number:>3}  ")), plain(&line.text), dim(norms)],
    );
}
