//! The lines of a ready-made text: what is page furniture, and how the source shows paragraphs.
//!
//! Ready-made texts come from pages that were read by machine, and differ by year. Four layouts
//! are told apart by what their lines do as a whole; `paragraphs` then decides line by line.

/// A line as it stands, without the white space around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// White space stood before it.
    pub(super) indented: bool,
    /// An empty line, a page's end or page furniture stood before it.
    pub(super) after_gap: bool,
}

/// How a text shows where a paragraph begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Every line is a paragraph; only a page's end breaks one.
    Lines,
    /// Lines are cut to a width, and the first of a paragraph is indented.
    Indented,
    /// Lines are cut to a width, and an empty line parts paragraphs.
    Spaced,
    /// Lines are cut to a width and nothing else shows: a paragraph ends with a line that is too
    /// short. A line is full when it and the next word make at least `width` characters.
    Wrapped {
        /// See above.
        width: usize,
    },
}

/// Lines longer than this are not cut to a page's width.
const WIDEST: usize = 200;

/// A text that is cut to a width ends at least this share of its lines within a sentence.
const CUT_SHARE: f64 = 0.45;

/// The share of surely full lines that is shorter than [`Layout::Wrapped`] takes for full.
/// On texts that show their paragraphs by indents or empty lines (1969, 2007 to 2014) the rule
/// finds 90 % of the breaks, and 96 % of what it finds are breaks.
const RAGGED_SHARE: f64 = 0.05;

/// The lines of a text that hold words, page furniture left out.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut after_gap = false;
    for raw in raw_lines(text.trim_start_matches('\u{feff}')) {
        let text = raw.trim();
        if text.is_empty() || is_furniture(text) {
            after_gap = true;
            continue;
        }
        lines.push(Line {
            text,
            indented: raw.starts_with([' ', '\t']),
            after_gap,
        });
        after_gap = false;
    }
    lines
}

/// A line ends with `\n`, `\r`, a form feed or a line separator; `\r\n` and `\n\r` are one end.
fn raw_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(at) = text.find(['\n', '\r', '\u{c}', '\u{2028}']) else {
            rest = None;
            return Some(text);
        };
        let behind = &text[at..];
        let pair = behind.starts_with("\r\n") || behind.starts_with("\n\r");
        let end = if pair {
            2
        } else {
            behind.chars().next().map_or(1, char::len_utf8)
        };
        rest = Some(&behind[end..]);
        Some(&text[..at])
    })
}

/// Page numbers, document symbols and job numbers on a line of their own, running heads of the
/// verbatim records, rules, and specks that were read as a sign: nothing that anybody said.
pub(super) fn is_furniture(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let speck =
        !line.contains(char::is_alphanumeric) && !line.contains("...") && !line.contains('…');
    let stamp = |word: &&str| is_page(word) || is_job(word) || is_symbol(word) || is_day(word);
    let stamped = words.len() <= 2 && words.iter().all(stamp) && !is_range(&words);
    speck || stamped || is_running_head(&words)
}

/// Two plain numbers side by side are a part of a table, not a stamp.
fn is_range(words: &[&str]) -> bool {
    words.len() == 2 && words.iter().all(|word| digits(word, 1, 3))
}

fn digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `12` or `12/55`.
fn is_page(word: &str) -> bool {
    match word.split_once('/') {
        Some((page, of)) => digits(page, 1, 3) && digits(of, 1, 3),
        None => digits(word, 1, 3),
    }
}

/// `05-51226`.
fn is_job(word: &str) -> bool {
    word.split_once('-')
        .is_some_and(|(year, number)| digits(year, 2, 2) && digits(number, 5, 5))
}

/// `A/70/PV.15` or `A/PV.1859`.
fn is_symbol(word: &str) -> bool {
    let Some((session, number)) = word
        .strip_prefix("A/")
        .and_then(|rest| rest.split_once("PV."))
    else {
        return false;
    };
    let session = session.strip_suffix('/').unwrap_or(session);
    digits(number, 1, 4) && (session.is_empty() || digits(session, 1, 2))
}

/// `28/09/2015`.
fn is_day(word: &str) -> bool {
    let parts: Vec<&str> = word.split('/').collect();
    matches!(parts[..], [day, month, year]
        if digits(day, 2, 2) && digits(month, 2, 2) && digits(year, 4, 4))
}

/// `12 General Assembly - Forty-eighth session` and `Forty-eighth session - 5 October 1993 13`.
fn is_running_head(words: &[&str]) -> bool {
    let dash = |word: &str| matches!(word, "-" | "–" | "—");
    let left = match words {
        [page, rest @ ..] if is_page(page) => rest,
        all => all,
    };
    let left = matches!(left, ["General", "Assembly", mark, _, "session"] if dash(mark));
    let right = matches!(words, [_, "session", mark, day, "September" | "October", ..]
        if dash(mark) && is_page(day) && words.len() <= 8);
    left || right
}

/// How the text of these lines shows its paragraphs.
pub(super) fn layout(lines: &[Line<'_>]) -> Layout {
    const FEWEST: usize = 8;
    let n = lines.len();
    let cut = lines.iter().filter(|line| !is_finished(line.text)).count();
    let mut lengths: Vec<usize> = lines.iter().map(|line| length(line.text)).collect();
    if n < FEWEST || quantile(&mut lengths, 0.9) > WIDEST || share(cut, n) < CUT_SHARE {
        return Layout::Lines;
    }
    if shows_indents(lines) {
        return Layout::Indented;
    }
    let mut full = full_lines(lines);
    let width = quantile(&mut full, RAGGED_SHARE);
    if shows_gaps(lines, width) {
        return Layout::Spaced;
    }
    Layout::Wrapped { width }
}

/// Some lines are indented, fewer than half, and nearly all behind a sentence's end.
fn shows_indents(lines: &[Line<'_>]) -> bool {
    const FEWEST: usize = 5;
    let indented = lines.windows(2).filter(|pair| pair[1].indented);
    let (mut n, mut behind_end) = (0, 0);
    for pair in indented {
        n += 1;
        behind_end += usize::from(is_finished(pair[0].text));
    }
    n >= FEWEST && share(n, lines.len()) < 0.5 && share(behind_end, n) >= 0.7
}

/// Nearly all lines that end a sentence well before the width have a gap behind them.
fn shows_gaps(lines: &[Line<'_>], width: usize) -> bool {
    const FEWEST: usize = 3;
    let (mut n, mut gaps) = (0, 0);
    for pair in lines.windows(2) {
        if is_finished(pair[0].text) && length(pair[0].text) * 4 < width * 3 {
            n += 1;
            gaps += usize::from(pair[1].after_gap);
        }
    }
    n >= FEWEST && share(gaps, n) >= 0.7
}

/// How long lines would be with the next word, for those in the middle of a sentence that did not
/// begin with them: these are full, and not indented.
fn full_lines(lines: &[Line<'_>]) -> Vec<usize> {
    let inner = lines
        .windows(3)
        .filter(|three| !is_finished(three[0].text) && !is_finished(three[1].text));
    inner.map(|three| filled(three[1], three[2])).collect()
}

/// Characters of a line with the next line's first word.
pub(super) fn filled(line: Line<'_>, next: Line<'_>) -> usize {
    let word = next.text.split_whitespace().next().unwrap_or_default();
    length(line.text) + 1 + length(word)
}

pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a text has fewer lines than 2^52"
)]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The value below which this share of the values lies; 0 of none.
fn quantile(values: &mut [usize], share: f64) -> usize {
    values.sort_unstable();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a text has fewer lines than 2^52"
    )]
    let at = (values.len() as f64 * share) as usize;
    let at = at.min(values.len().saturating_sub(1));
    values.get(at).copied().unwrap_or_default()
}

/// Signs that may follow the stop of a sentence.
const CLOSING: [char; 11] = ['"', '”', '’', '\'', ')', ']', '»', '*', '_', ' ', '\u{a0}'];

/// True when a line ends with a sentence, or with a colon or a semicolon.
pub(super) fn is_finished(line: &str) -> bool {
    if ends_in_abbreviation(line) {
        return false;
    }
    let bare = line.trim_end_matches(CLOSING);
    bare.is_empty() || bare.ends_with([':', ';']) || ends_sentence(bare) || cites(line)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(CLOSING)
        .ends_with(['.', '!', '?', '…'])
}

/// `… turning point in history". (A/46/1, p. 2)`: a reference behind a finished sentence.
fn cites(line: &str) -> bool {
    let open = match line.chars().last() {
        Some(')') => line.rfind('('),
        Some(']') => line.rfind('['),
        _ => None,
    };
    open.is_some_and(|open| ends_sentence(line[..open].trim_end()))
}

/// `Mr.` or an initial: a stop that ends no sentence.
fn ends_in_abbreviation(line: &str) -> bool {
    const KNOWN: [&str; 11] = [
        "Mr", "Mrs", "Ms", "Dr", "Messrs", "St", "Prof", "Gen", "No", "Nos", "para",
    ];
    let Some(line) = line.strip_suffix('.') else {
        return false;
    };
    let word = line.rsplit([' ', '\t', '(', '“', '"']).next();
    word.is_some_and(|word| {
        let initial = word.len() == 1 && word.starts_with(|one: char| one.is_ascii_uppercase());
        initial || KNOWN.contains(&word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = lines(text).iter().map(|line| line.text).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_end_in_many_ways() {
        check(
            "\u{feff}a\r\nb\n\rc\rd\u{c}e\n\n f ",
            &["a", "b", "c", "d", "e", "f"],
        );
    }

    #[test]
    fn page_furniture_is_no_line() {
        let furniture = [
            "12",
            "12/55",
            "05-51226 11",
            "2 05-51226",
            "15-29425 31/34",
            "A/70/PV.15 28/09/2015",
            "28/09/2015 A/70/PV.15",
            "A/PV.1859",
            "***",
            "»",
            "12 General Assembly - Forty-eighth session",
            "Forty-eighth session - 5 October l9 93",
        ];
        for line in furniture {
            assert!(is_furniture(line), "{line}");
        }
    }

    #[test]
    fn what_was_said_is_no_furniture() {
        for line in [
            "1968.",
            "(1973).",
            "12 45",
            "\"...",
            "A/64/PV.110).",
            "the forty-eighth session - 5 years",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn a_sentence_ends_before_quotation_marks_and_references() {
        for line in [
            "peace.”",
            "in history\". (A/46/1, p. 2)",
            "as follows:",
            "(see A/64/PV.110).",
            "**Who?**",
        ] {
            assert!(is_finished(line), "{line}");
        }
        for line in [
            "to Mr.",
            "Mr. President,",
            "of the United",
            "resolution 338 (1973)",
            "by J.",
        ] {
            assert!(!is_finished(line), "{line}");
        }
    }
}
