//! `/search` as text: passages, counts, and what is held when nothing matches.

use crate::service::search::{NARROW, SearchAnswer, Share};
use crate::service::search_request::SearchRequest;
use crate::terminal::text::counted;
use crate::terminal::text::page::{Page, bold, command, dim, plain};

/// Parties and years that the line of counts names.
const MOST_SHARES: usize = 6;

pub(super) fn write(page: &mut Page, answer: &SearchAnswer) {
    if answer.total == 0 {
        return nothing(page, answer);
    }
    page.line(0, &[bold(&answer.query)]);
    let more_than = if answer.more { "more than " } else { "" };
    let n = counted(answer.total, "passage", "passages");
    let mut counts = vec![format!("{more_than}{n}")];
    counts.extend([shares(&answer.by_party), shares(&answer.by_year)]);
    counts.extend(answer.more.then(|| NARROW.to_owned()));
    counts.retain(|part| !part.is_empty());
    page.line(0, &[dim(counts.join(" · "))]);
    notes(page, answer);
    for passage in &answer.passages {
        page.gap();
        page.passage(passage);
    }
    pages(page, answer);
    if let Some(request) = answer.as_typed() {
        page.gap();
        let line = format!("/search {request}");
        page.line(0, &[dim("Exactly as typed: "), command(line)]);
    }
}

/// How the query was read.
fn notes(page: &mut Page, answer: &SearchAnswer) {
    for note in answer.notes() {
        page.line(0, &[plain(note)]);
    }
}

/// `China 3, France 1`.
fn shares(shares: &[Share]) -> String {
    let mut names: Vec<String> = shares
        .iter()
        .take(MOST_SHARES)
        .map(|share| format!("{} {}", share.name, share.n))
        .collect();
    if shares.len() > MOST_SHARES {
        names.push(format!("{} more", shares.len() - MOST_SHARES));
    }
    names.join(", ")
}

fn pages(page: &mut Page, answer: &SearchAnswer) {
    if answer.page > answer.pages {
        let last = counted(answer.pages, "page", "pages");
        page.gap();
        page.line(
            0,
            &[plain(format!(
                "There is no page {}; the answer has {last}.",
                answer.page
            ))],
        );
        return;
    }
    if answer.pages == 1 {
        return;
    }
    page.gap();
    page.line(
        0,
        &[dim(format!(
            "Page {} of {}{}",
            answer.page,
            if answer.more { "more than " } else { "" },
            answer.pages
        ))],
    );
    let turned = |to: usize| {
        format!(
            "/search {}",
            SearchRequest {
                page: to,
                ..answer.request.clone()
            }
        )
    };
    if answer.page < answer.pages {
        page.line(0, &[dim("Next: "), command(turned(answer.page + 1))]);
    }
}

fn nothing(page: &mut Page, answer: &SearchAnswer) {
    page.line(
        0,
        &[bold(format!(
            "Nothing in the corpus matches “{}”.",
            answer.query
        ))],
    );
    notes(page, answer);
    for sentence in &answer.coverage {
        page.line(0, &[plain(sentence)]);
    }
    let query = &answer.request.query;
    page.gap();
    if let Some(free) = query.words().filter(|free| free != query) {
        let line = format!("/search {free}");
        page.line(0, &[dim("Without the limits: "), command(line)]);
    } else if let [_, ..] = query.texts().as_slice() {
        let line = format!("/norm {}", query.texts().join(" "));
        page.line(0, &[dim("The norms on it: "), command(line)]);
    }
    page.line(
        0,
        &[command("/about"), dim(" tells what is in the corpus.")],
    );
}
