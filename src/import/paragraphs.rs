//! Paragraphs of a ready-made text: hard-wrapped lines joined, printed numbers kept apart.
//!
//! A new paragraph begins
//! - with a printed number of the text's own sequence;
//! - where every line is a paragraph: behind a line that ends a sentence, and behind a short one
//!   such as `Mr. President,`. A line that breaks off is continued by the next one, because a page
//!   ended there;
//! - where lines are cut to a width: behind a line that ends a sentence, if the next one is
//!   indented, stands behind an empty line, or, where neither is used, if the line before or the
//!   line itself is too short for the width (a last line, or a first one whose indent was lost).
//!
//! No line that begins in lower case begins a paragraph, unless an item of a list does.
//!
//! Wording is untouched. Between joined lines stands one space; a hyphen at a line's end stays
//! and takes none, unless the speech writes the word without a hyphen elsewhere and never with
//! one: `peace-` and `keeping` become `peacekeeping` where that is how the speech spells it. A
//! word that is split at a line's end and occurs nowhere else keeps a hyphen that it never had.

use crate::import::layout::{Layout, Line, filled, is_finished, layout, length, lines};

/// A paragraph of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The number that the source prints before it.
    pub(super) printed_number: Option<String>,
    /// The text without that number.
    pub(super) text: String,
}

/// What a text was taken apart into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blocks {
    pub(super) blocks: Vec<Block>,
    /// True when the source shows no paragraphs and sentences were put together instead.
    pub(super) divided: bool,
}

/// A text of one block that is longer than this is divided.
const LONGEST_BLOCK: usize = 3_000;

/// A divided block ends with the first sentence behind this many bytes.
const DIVIDED_AT: usize = 600;

/// The paragraphs of `text`.
pub(super) fn paragraphs(text: &str) -> Blocks {
    let mut lines = lines(text);
    if let [line] = lines[..] {
        lines = at_numbers(line);
    }
    let layout = layout(&lines);
    let numbers = printed_numbers(&lines);
    let speech = Speech::new(text);
    let mut blocks: Vec<Block> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let number = numbers[i];
        let own = &line.text[number.map_or(0, |number| number.length)..];
        let begins = i == 0 || number.is_some() || begins(&lines, i, layout);
        match blocks.last_mut() {
            Some(block) if !begins => speech.join(&mut block.text, own),
            _ => blocks.push(Block {
                printed_number: number.map(|number| number.value.to_string()),
                text: own.to_owned(),
            }),
        }
    }
    match &blocks[..] {
        [block] if block.text.len() > LONGEST_BLOCK => Blocks {
            blocks: divided(block),
            divided: true,
        },
        _ => Blocks {
            blocks,
            divided: false,
        },
    }
}

/// True when line `i`, which is not the first and has no number, begins a paragraph.
fn begins(lines: &[Line<'_>], i: usize, layout: Layout) -> bool {
    /// A line of this length that ends no sentence is an address or a heading.
    const SHORT: usize = 60;
    let (before, line) = (lines[i - 1], lines[i]);
    let finished = is_finished(before.text);
    let item = is_item(line.text);
    let lower = begins_in_lower_case(line.text);
    match layout {
        Layout::Lines if finished => item || !lower || before.text.ends_with([':', ';']),
        Layout::Lines => item || (!lower && length(before.text) < SHORT),
        _ if !finished || lower => false,
        Layout::Indented => line.indented,
        Layout::Spaced => line.after_gap,
        Layout::Wrapped { width } => {
            let short_first = lines
                .get(i + 1)
                .is_some_and(|next| !is_finished(line.text) && filled(line, *next) < width);
            filled(before, line) < width || short_first
        }
    }
}

fn begins_in_lower_case(text: &str) -> bool {
    let bare = text.trim_start_matches(|sign: char| !sign.is_alphanumeric());
    bare.starts_with(char::is_lowercase)
}

/// `(a) `, `(12) `, `a) `, `12. `, `- `: an item of a list.
fn is_item(text: &str) -> bool {
    let Some((mark, _)) = text.split_once([' ', '\t']) else {
        return false;
    };
    let inner = mark.trim_matches(['(', ')', '.']);
    let digits = (1..=2).contains(&inner.len()) && inner.bytes().all(|byte| byte.is_ascii_digit());
    let letters =
        (1..=4).contains(&inner.len()) && inner.bytes().all(|byte| byte.is_ascii_lowercase());
    let closed = mark.ends_with(')');
    matches!(mark, "-" | "–" | "—" | "•")
        || (closed && (digits || letters && (mark.starts_with('(') || inner.len() == 1)))
        || (mark.ends_with('.') && digits)
}

/// A printed number at a line's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PrintedNumber {
    value: u32,
    /// Bytes of number, stop and the white space behind it.
    length: usize,
}

/// The number at the beginning of `line`: up to three digits, a stop (or the comma that a stop
/// was misread as), and white space.
fn number_mark(line: &str) -> Option<PrintedNumber> {
    let n_digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let behind = line[n_digits..].trim_start_matches(' ');
    let behind = behind.strip_prefix(['.', ','])?;
    let text = behind.trim_start();
    let value = line[..n_digits].parse().ok()?;
    let sound = (1..=3).contains(&n_digits) && text.len() < behind.len();
    sound.then(|| PrintedNumber {
        value,
        length: line.len() - text.len(),
    })
}

/// Which lines begin with a number of the text's own sequence.
///
/// The numbers rise, with at most two missed in between, there are at least three, and they span
/// half of the text; the items of a list do not.
fn printed_numbers(lines: &[Line<'_>]) -> Vec<Option<PrintedNumber>> {
    const FEWEST: usize = 3;
    const MOST_MISSED: u32 = 2;
    let mut sequence: Vec<(usize, PrintedNumber)> = Vec::new();
    let mut starts = Vec::with_capacity(lines.len());
    let mut bytes = 0;
    for (i, line) in lines.iter().enumerate() {
        if let Some(number) = number_mark(line.text) {
            let last = sequence.last().map(|(_, last)| last.value);
            let follows =
                last.is_none_or(|last| (last + 1..=last + 1 + MOST_MISSED).contains(&number.value));
            if !follows && sequence.len() <= 1 {
                // What came first was a number of another kind.
                sequence.clear();
            }
            if follows || sequence.is_empty() {
                sequence.push((i, number));
            }
        }
        starts.push(bytes);
        bytes += line.text.len();
    }
    let span = match &sequence[..] {
        [(first, _), .., (last, _)] => starts[*last] + lines[*last].text.len() - starts[*first],
        _ => 0,
    };
    let mut numbers = vec![None; lines.len()];
    if sequence.len() >= FEWEST && span * 2 >= bytes {
        for (i, number) in sequence {
            numbers[i] = Some(number);
        }
    }
    numbers
}

/// A text of one line, cut before each number that follows the one before it and a sentence's end.
fn at_numbers(line: Line<'_>) -> Vec<Line<'_>> {
    let mut lines = vec![line];
    let Some(first) = number_mark(line.text) else {
        return lines;
    };
    let mut next = first.value + 1;
    let mut behind = first.length;
    while let Some(last) = lines.last_mut() {
        let mark = format!(" {next}. ");
        let starts_here = |(at, _): &(usize, &str)| is_finished(last.text[..*at].trim_end());
        let Some((at, _)) = last
            .text
            .match_indices(&mark)
            .find(|(at, found)| *at >= behind && starts_here(&(*at, *found)))
        else {
            break;
        };
        let (own, rest) = last.text.split_at(at);
        last.text = own.trim_end();
        lines.push(Line {
            text: rest.trim_start(),
            ..line
        });
        behind = mark.len();
        next += 1;
    }
    lines
}

/// Runs of whole sentences of a block that shows no paragraphs.
fn divided(block: &Block) -> Vec<Block> {
    let text = block.text.as_str();
    let mut blocks = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let next = text[at..].trim_start().chars().next();
        let capital = next.is_some_and(|one| one.is_uppercase() || "\"“‘'(".contains(one));
        let own = text.get(start..at).unwrap_or_default();
        let stops = is_finished(own) && !own.ends_with([':', ';']);
        if own.len() >= DIVIDED_AT && stops && capital {
            blocks.push(own.trim());
            start = at + 1;
        }
    }
    blocks.extend(
        [text[start..].trim()]
            .into_iter()
            .filter(|rest| !rest.is_empty()),
    );
    let number = |i: usize| block.printed_number.clone().filter(|_| i == 0);
    let block = |(i, text): (usize, &str)| Block {
        printed_number: number(i),
        text: text.to_owned(),
    };
    blocks.into_iter().enumerate().map(block).collect()
}

/// The text as a whole, to see how it spells a word.
struct Speech<'a> {
    text: &'a str,
    lower: std::cell::OnceCell<String>,
}

impl<'a> Speech<'a> {
    fn new(text: &'a str) -> Self {
        Speech {
            text,
            lower: std::cell::OnceCell::new(),
        }
    }

    /// Adds a line to the lines before it.
    fn join(&self, before: &mut String, line: &str) {
        let attached = before
            .strip_suffix(['—', '/'])
            .is_some_and(|stem| !stem.ends_with(char::is_whitespace));
        if before.ends_with('-') {
            self.join_at_hyphen(before, line);
        } else if !attached {
            before.push(' ');
        }
        before.push_str(line);
    }

    fn join_at_hyphen(&self, before: &mut String, line: &str) {
        let letter = |one: &char| one.is_alphabetic();
        let head: String = line.chars().take_while(letter).collect();
        let stem = &before[..before.len() - 1];
        let tail_start = stem.trim_end_matches(char::is_alphabetic).len();
        let tail = &stem[tail_start..];
        let first_word = line.split_whitespace().next().unwrap_or_default();
        if tail.is_empty() && !stem.ends_with(|one: char| one.is_ascii_digit())
            || matches!(first_word, "and" | "or" | "to" | "but")
        {
            // A dash, or the first of two compounds: `short- and medium-term`.
            before.push(' ');
        } else if !stem[..tail_start].ends_with('-') && self.writes_as_one(tail, &head) {
            before.pop();
        }
    }

    /// True when the speech has the word without a hyphen and never with one.
    fn writes_as_one(&self, tail: &str, head: &str) -> bool {
        let lower = self.lower.get_or_init(|| self.text.to_lowercase());
        let (tail, head) = (tail.to_lowercase(), head.to_lowercase());
        !tail.is_empty()
            && !head.is_empty()
            && has_word(lower, &format!("{tail}{head}"))
            && !has_word(lower, &format!("{tail}-{head}"))
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let part = |one: char| one.is_alphanumeric() || one == '-';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let blocks = paragraphs(text).blocks;
        let found: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(found, expected);
    }

    /// A wrapped text of 40 characters a line: lines of words, then what the test is about.
    fn wrapped(lines: &[&str]) -> String {
        let filler = "the work of this Assembly and of all its\n".repeat(8);
        format!("{filler}members is done.\n{}", lines.join("\n"))
    }

    #[track_caller]
    fn check_wrapped(lines: &[&str], expected: &[&str]) {
        let blocks = paragraphs(&wrapped(lines)).blocks;
        let found: Vec<&str> = blocks[1..]
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn where_a_line_is_a_paragraph_it_stays_one() {
        check(
            "We meet today.\nMr. President,\nWe shall meet again.",
            &["We meet today.", "Mr. President,", "We shall meet again."],
        );
    }

    #[test]
    fn a_line_that_a_page_cut_is_put_together() {
        check(
            "We share the concerns that were voiced by the delegation of the\n\u{c}\n12/55 15-29876\n\
             A/70/PV.15 28/09/2015\nCongo and of Mali, and by others\nwho spoke before.\nWe hope.",
            &[
                "We share the concerns that were voiced by the delegation of the Congo and of Mali, \
                 and by others who spoke before.",
                "We hope.",
            ],
        );
    }

    #[test]
    fn lines_cut_to_a_width_are_joined_up_to_a_short_one() {
        check_wrapped(
            &[
                "Let me turn to peace. It is the first of",
                "our aims.",
                "Let me turn to trade.",
            ],
            &[
                "Let me turn to peace. It is the first of our aims.",
                "Let me turn to trade.",
            ],
        );
    }

    #[test]
    fn a_sentence_that_ends_with_a_full_line_ends_no_paragraph() {
        check_wrapped(
            &[
                "Let me turn to the aim of peace for all.",
                "Nothing can come before it in our common",
                "work.",
            ],
            &[
                "Let me turn to the aim of peace for all. Nothing can come before it in our common work.",
            ],
        );
    }

    #[test]
    fn a_page_number_between_lines_is_left_out() {
        check_wrapped(
            &[
                "We commend him for the remarkable way and",
                "10",
                "",
                "manner in which he works.",
            ],
            &["We commend him for the remarkable way and manner in which he works."],
        );
    }

    #[test]
    fn printed_numbers_are_kept_apart() {
        let text =
            "We begin.\n45.\tThe Charter is law.\n46,\tIt binds us.\n48. It binds in 1. war.\n";
        let blocks = paragraphs(text).blocks;
        let shown: Vec<_> = blocks
            .iter()
            .map(|block| (block.printed_number.as_deref(), block.text.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (None, "We begin."),
                (Some("45"), "The Charter is law."),
                (Some("46"), "It binds us."),
                (Some("48"), "It binds in 1. war."),
            ]
        );
    }

    #[test]
    fn the_items_of_a_list_are_no_printed_numbers() {
        let text = format!(
            "{0}\nWe ask for:\n1. Peace.\n2. Trade.\n3. Law.\n{0}",
            "We have come a long way since then. ".repeat(9)
        );
        let blocks = paragraphs(&text).blocks;
        assert_eq!(blocks[2].text, "1. Peace.");
        assert!(blocks.iter().all(|block| block.printed_number.is_none()));
    }

    #[test]
    fn a_single_line_is_cut_at_its_numbers() {
        let blocks = paragraphs(
            "3. We meet. 4. We spoke of chapter 5. It is long. 5. We part. 6. Thank you.",
        )
        .blocks;
        let numbers: Vec<_> = blocks
            .iter()
            .map(|block| block.printed_number.clone().unwrap())
            .collect();
        assert_eq!(numbers, ["3", "4", "5", "6"]);
        assert_eq!(blocks[2].text, "We part.");
    }

    #[test]
    fn a_text_without_any_break_is_put_into_groups_of_sentences() {
        let text = "Mr. Illueca leads us. We thank him for all that he has done. ".repeat(80);
        let found = paragraphs(&text);
        assert!(found.divided);
        let joined: Vec<&str> = found
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(joined.join(" "), text.trim());
        assert!(
            joined
                .iter()
                .all(|one| one.len() >= DIVIDED_AT || *one == joined[joined.len() - 1])
        );
        assert!(
            joined
                .iter()
                .all(|one| one.ends_with("us.") || one.ends_with("done."))
        );
    }

    #[test]
    fn a_hyphen_at_a_lines_end_stays_unless_the_speech_writes_one_word() {
        let speech = Speech::new("Peacekeeping and the Secretary-General. peace-\nkeeping");
        let join = |before: &str, line: &str| {
            let mut text = before.to_owned();
            speech.join(&mut text, line);
            text
        };
        assert_eq!(
            join("the peace-", "keeping force"),
            "the peacekeeping force"
        );
        assert_eq!(join("the Secretary-", "General"), "the Secretary-General");
        assert_eq!(join("self-", "determination"), "self-determination");
        assert_eq!(join("short-", "and long-term"), "short- and long-term");
        assert_eq!(join("aims -", "that is"), "aims - that is");
        assert_eq!(join("war—", "peace"), "war—peace");
        assert_eq!(join("a war —", "peace"), "a war — peace");
    }
}
