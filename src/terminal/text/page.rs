//! Lays an answer out, line by line: wrapping, emphasis, and quotations that stay as they are.
//!
//! All text reaches the page through here, so that nothing a corpus holds can steer a terminal.

use std::borrow::Cow;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSplitter};

use crate::domain::quotation::Sentences;
use crate::service::passage::PassageShown;
use crate::terminal::text::screen::Screen;

/// Characters of a passage that a list shows around what was looked for.
const ROOM: usize = 600;
/// The same where nothing was looked for, and so nothing tells which part matters.
const ROOM_UNMARKED: usize = 1_200;
const CUT: &str = "[…]";

/// A run of text in one style.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    style: Style,
    text: Cow<'a, str>,
}

/// Text as it is.
pub(super) fn plain<'a>(text: impl Into<Cow<'a, str>>) -> Piece<'a> {
    Piece {
        style: Style::new(),
        text: text.into(),
    }
}

/// Headings and names.
pub(super) fn bold<'a>(text: impl Into<Cow<'a, str>>) -> Piece<'a> {
    Piece {
        style: Style::new().bold(),
        text: text.into(),
    }
}

/// Small print.
pub(super) fn dim<'a>(text: impl Into<Cow<'a, str>>) -> Piece<'a> {
    Piece {
        style: Style::new().dimmed(),
        text: text.into(),
    }
}

/// What can be typed next.
pub(super) fn command<'a>(text: impl Into<Cow<'a, str>>) -> Piece<'a> {
    Piece {
        style: AnsiColor::Cyan.on_default(),
        text: text.into(),
    }
}

/// An answer being written.
#[derive(Debug)]
pub(super) struct Page {
    screen: Screen,
    text: String,
}

impl Page {
    /// An empty page.
    pub(super) fn new(screen: Screen) -> Self {
        Page {
            screen,
            text: String::new(),
        }
    }

    /// What was written.
    pub(super) fn finished(self) -> String {
        self.text
    }

    /// An empty line, never two.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// One line, wrapped where the screen ends, all of it `indent` columns in.
    pub(super) fn line(&mut self, indent: usize, pieces: &[Piece<'_>]) {
        self.hanging(indent, indent, pieces);
    }

    /// One line whose wrapped rest stands `rest` columns in.
    pub(super) fn hanging(&mut self, first: usize, rest: usize, pieces: &[Piece<'_>]) {
        let text: String = pieces.iter().map(|piece| self.painted(piece)).collect();
        let (first, rest) = (" ".repeat(first), " ".repeat(rest));
        let options = self.options(&first, &rest).break_words(false);
        self.text += &textwrap::fill(&text, options);
        self.text.push('\n');
    }

    /// Text to be copied: never wrapped and never indented.
    pub(super) fn verbatim(&mut self, text: &str) {
        let text = self.harmless(text).into_owned();
        self.text += &text;
        self.text.push('\n');
    }

    /// A paragraph in full. A pipe gets its very bytes; a terminal gets them wrapped.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !self.screen.terminal {
            return self.verbatim(text);
        }
        let shown = self.harmless(text).into_owned();
        self.text += &textwrap::fill(&shown, self.options("  ", "  "));
        self.text.push('\n');
    }

    /// A passage of a list: the part around what was looked for, cuts shown, then its citation
    /// and the command that quotes it.
    pub(super) fn passage(&mut self, passage: &PassageShown) {
        let shown = self.shortened(passage);
        if self.screen.terminal {
            let bar = self.painted(&command("  │ "));
            self.text += &textwrap::fill(&shown, self.options(&bar, &bar));
        } else {
            self.text += "    ";
            self.text += &shown;
        }
        self.text.push('\n');
        self.line(2, &[dim(&passage.citation)]);
        if let Some(number) = passage.paragraph {
            self.line(
                2,
                &[command(format!("/quote {} {number}", passage.statement))],
            );
        }
    }

    fn shortened(&self, passage: &PassageShown) -> String {
        let room = if passage.marks.is_empty() {
            ROOM_UNMARKED
        } else {
            ROOM
        };
        let snippet = Sentences::of(&passage.text).snippet(&passage.marks, room);
        let mut shown = String::new();
        if snippet.cut_before {
            shown += &self.painted(&dim(CUT));
            shown.push(' ');
        }
        shown += &self.marked(&passage.text, &passage.marks, snippet.span);
        if snippet.cut_after {
            shown.push(' ');
            shown += &self.painted(&dim(CUT));
        }
        shown
    }

    /// The bytes of `span`, with those that were looked for in bold.
    fn marked(&self, text: &str, marks: &[Range<usize>], span: Range<usize>) -> String {
        let mut shown = String::new();
        let mut at = span.start;
        for mark in marks {
            let (start, end) = (mark.start.max(at), mark.end.min(span.end));
            if start >= end {
                continue;
            }
            shown += &self.harmless(&text[at..start]);
            // Word by word, because the bar of the next line ends whatever style runs on.
            for word in text[start..end].split_inclusive(' ') {
                shown += &self.painted(&bold(word));
            }
            at = end;
        }
        shown + &self.harmless(&text[at..span.end])
    }

    fn options<'a>(&self, first: &'a str, rest: &'a str) -> Options<'a> {
        Options::new(self.screen.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_splitter(WordSplitter::NoHyphenation)
    }

    fn painted(&self, piece: &Piece<'_>) -> String {
        let text = self.harmless(&piece.text);
        if self.screen.colour && !piece.style.is_plain() {
            format!("{}{text}{:#}", piece.style, piece.style)
        } else {
            text.into_owned()
        }
    }

    /// `text` with what could steer a terminal written out; a pipe gets it as it is.
    fn harmless<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !self.screen.terminal || !text.contains(steers) {
            return Cow::Borrowed(text);
        }
        let written = |letter: char| {
            if steers(letter) {
                letter.escape_unicode().to_string()
            } else {
                letter.to_string()
            }
        };
        Cow::Owned(text.chars().map(written).collect())
    }
}

/// Control characters other than line feed and tab, and those that reverse the reading order.
fn steers(letter: char) -> bool {
    let control = letter.is_control() && !matches!(letter, '\n' | '\t');
    control || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Screen = Screen {
        width: 24,
        terminal: true,
        colour: true,
    };

    fn passage(text: &str, mark: Range<usize>) -> PassageShown {
        PassageShown {
            statement: "x".to_owned(),
            paragraph: Some(1),
            text: text.to_owned(),
            marks: std::iter::once(mark).collect(),
            citation: "X".to_owned(),
            url: String::new(),
            on_behalf_of: Vec::new(),
            party: String::new(),
            speaker: None,
            forum: String::new(),
            date: String::new(),
            numbered_by_us: true,
            printed_number: None,
            language: "en".to_owned(),
            norms: Vec::new(),
        }
    }

    #[track_caller]
    fn check(screen: Screen, write: impl FnOnce(&mut Page), expected: &str) {
        let mut page = Page::new(screen);
        write(&mut page);
        assert_eq!(page.finished(), expected);
    }

    #[test]
    fn a_pipe_gets_the_bytes_of_a_paragraph() {
        let text = "  Two  spaces,\ttab,\r\nesc \u{1b}[31m, and \u{202e}reversed. ".repeat(9);
        check(
            Screen::PIPE,
            |page| page.paragraph(&text),
            &format!("{text}\n"),
        );
    }

    #[test]
    fn a_terminal_is_not_steered() {
        let shown = "  a\\u{1b}[2J \\u{202e}b\n";
        check(
            TERMINAL,
            |page| page.paragraph("a\u{1b}[2J \u{202e}b"),
            shown,
        );
        check(
            TERMINAL,
            |page| page.line(2, &[plain("a\u{1b}[2J \u{202e}b")]),
            shown,
        );
    }

    #[test]
    fn a_terminal_gets_paragraphs_wrapped_with_their_line_breaks() {
        check(
            TERMINAL,
            |page| page.paragraph("one two three four five six\nseven"),
            "  one two three four\n  five six\n  seven\n",
        );
    }

    #[test]
    fn words_that_were_looked_for_are_bold_on_a_terminal_only() {
        let found = passage("a cyber attack now", 2..14);
        check(
            TERMINAL,
            |page| page.passage(&found),
            "\u{1b}[36m  │ \u{1b}[0ma \u{1b}[1mcyber \u{1b}[0m\u{1b}[1mattack\u{1b}[0m now\n  \
             \u{1b}[2mX\u{1b}[0m\n  \u{1b}[36m/quote x 1\u{1b}[0m\n",
        );
        check(
            Screen::PIPE,
            |page| page.passage(&found),
            "    a cyber attack now\n  X\n  /quote x 1\n",
        );
    }

    #[test]
    fn a_long_passage_shows_where_it_is_cut() {
        let text = format!(
            "{}Now a word. {}",
            "Before. ".repeat(100),
            "After. ".repeat(100)
        );
        let at = text.find("word").unwrap();
        let mut page = Page::new(Screen::PIPE);
        page.passage(&passage(&text, at..at + 4));
        let shown = page.finished();
        let first = shown.lines().next().unwrap();
        assert!(
            first.starts_with("    […] Now a word. After.") && first.ends_with(" […]"),
            "{first}"
        );
    }
}
