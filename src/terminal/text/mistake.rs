//! A mistake in a query: the query, and under it carets at the place.

use textwrap::core::display_width;

use crate::service::refusal::Place;
use crate::terminal::text::page::Page;

/// Characters of the query shown before and behind the place.
const BEFORE: usize = 40;
const BEHIND: usize = 24;

pub(super) fn write(page: &mut Page, place: &Place) {
    let (query, carets) = lines(place);
    page.verbatim(&format!("  {query}"));
    page.verbatim(&format!("  {carets}"));
}

/// The query around the place, and carets under the place. Signs take as many columns as they
/// are wide.
fn lines(place: &Place) -> (String, String) {
    let letters: Vec<char> = place.query.chars().collect();
    let start = place.start.min(letters.len());
    let first = start.saturating_sub(BEFORE);
    let end = place.end.clamp(start, letters.len()).min(start + BEHIND);
    let last = letters.len().min(end + BEHIND);
    let text = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let (before, piece) = (text(first, start), text(start, end));
    let cut = if first > 0 { "…" } else { "" };
    let more = if last < letters.len() { "…" } else { "" };
    let query = format!("{cut}{before}{piece}{}{more}", text(end, last));
    let space = " ".repeat(display_width(cut) + display_width(&before));
    let carets = "^".repeat(display_width(&piece).max(1));
    (query.trim_end().to_owned(), format!("{space}{carets}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, at: (usize, usize), shown: &str, carets: &str) {
        let place = Place {
            query: query.to_owned(),
            start: at.0,
            end: at.1,
        };
        assert_eq!(lines(&place), (shown.to_owned(), carets.to_owned()));
    }

    #[test]
    fn carets_stand_under_the_place() {
        check("a (b OR c", (2, 3), "a (b OR c", "  ^");
        check("网络 OR", (3, 5), "网络 OR", "     ^^");
        check("a b", (3, 3), "a b", "   ^");
    }

    #[test]
    fn a_long_query_is_cut_on_both_sides() {
        let query = format!("{} ) {}", "x".repeat(100), "y".repeat(100));
        let shown = format!("…{} ) {}…", "x".repeat(39), "y".repeat(23));
        check(&query, (101, 102), &shown, &format!("{}^", " ".repeat(41)));
    }
}
