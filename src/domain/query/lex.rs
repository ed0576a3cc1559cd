//! Characters to tokens: words, phrases, fields with their values, and the signs between them.

use std::ops::Range;

use crate::domain::query::field;
use crate::domain::query::mistake::{Problem, Slip};
use crate::domain::query::{FARTHEST, Query, SHORTEST_PREFIX, Word};

/// A piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// A bracket; with a mark before it, `=(`, its words are meant exactly.
    Open {
        exact: bool,
    },
    Close,
    /// `OR` or `|`, as typed.
    Or(String),
    And,
    /// `-` or `NOT`, as typed.
    Not(String),
    Near(String, u32),
    /// A word, prefix, phrase or field; a list of values is a [`Query::Any`] of fields.
    Leaf(Query),
    /// `order:newest`, `page:2`.
    Setting(&'static str, String),
}

/// A piece and the characters it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) piece: Piece,
    pub(super) at: Range<usize>,
}

/// The characters that are read. Control characters are white space; signs without a shape of
/// their own, such as right-to-left overrides, are left out; full-width signs and typographic
/// quotation marks are what they stand for.
pub(super) fn clean(text: &str) -> Vec<char> {
    text.chars().filter_map(seen).collect()
}

fn seen(letter: char) -> Option<char> {
    Some(match letter {
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200c}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => return None,
        '\u{200b}' | '，' | '。' | '、' | '；' | '！' | '？' => ' ',
        letter if letter.is_control() || letter.is_whitespace() => ' ',
        '“' | '”' | '„' | '‟' | '〝' | '〞' | '〟' | '＂' => '"',
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '｜' => '|',
        '＊' => '*',
        '＝' => '=',
        '－' | '−' => '-',
        other => other,
    })
}

/// The marks that close what `letter` opens; none when it opens nothing.
pub(super) fn partner(letter: char) -> Option<char> {
    Some(match letter {
        '"' => '"',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        '「' => '」',
        '『' => '』',
        _ => return None,
    })
}

pub(super) fn is_quote(letter: char) -> bool {
    partner(letter).is_some() || matches!(letter, '」' | '』')
}

/// True for what is no sign of its own before a word.
fn begins_word(letter: char) -> bool {
    let is_sign = matches!(letter, '(' | ')' | '|' | '-' | '=' | '+');
    !is_sign && !is_filler(letter) && !is_quote(letter)
}

/// Signs that part words and mean nothing before or behind one.
pub(super) fn is_filler(letter: char) -> bool {
    matches!(
        letter,
        ',' | ';' | '!' | '?' | ':' | '¿' | '¡' | '」' | '』'
    )
}

fn has_word(letters: &[char]) -> bool {
    letters.iter().any(|letter| letter.is_alphanumeric())
}

/// One space between words, and no quotation marks.
pub(super) fn tidy(letters: &[char]) -> String {
    let plain = letters
        .iter()
        .map(|&letter| if is_quote(letter) { ' ' } else { letter });
    let plain: String = plain.collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All tokens, in order.
pub(super) fn tokens(letters: &[char]) -> Result<Vec<Token>, Slip> {
    let mut lexer = Lexer {
        letters,
        at: 0,
        tokens: Vec::new(),
    };
    while let Some(&letter) = letters.get(lexer.at) {
        lexer.step(letter)?;
    }
    Ok(lexer.tokens)
}

pub(super) struct Lexer<'a> {
    pub(super) letters: &'a [char],
    pub(super) at: usize,
    pub(super) tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self, letter: char) -> Result<(), Slip> {
        match letter {
            '(' => self.push(Piece::Open { exact: false }, self.at + 1),
            ')' => self.push(Piece::Close, self.at + 1),
            '|' => {
                let bars = self.letters[self.at..]
                    .iter()
                    .take_while(|&&letter| letter == '|');
                self.push(Piece::Or("|".to_owned()), self.at + bars.count());
            }
            '-' if self.touches(|next| !is_filler(next) && next != ')' && next != '|') => {
                self.push(Piece::Not("-".to_owned()), self.at + 1);
            }
            '=' if self.touches(begins_word) => return self.exact(),
            '=' if self.touches(|next| next == '(') => {
                self.push(Piece::Open { exact: true }, self.at + 2);
            }
            '-' => self.pass(self.at + 1),
            '=' | '+' => self.at += 1,
            letter if letter.is_whitespace() || is_filler(letter) => self.at += 1,
            letter => match partner(letter) {
                Some(partner) => return self.phrase(partner),
                None => return self.run(),
            },
        }
        Ok(())
    }

    /// True when the next character is neither white space nor the end, and `fits`.
    fn touches(&self, fits: impl Fn(char) -> bool) -> bool {
        let next = self.letters.get(self.at + 1);
        next.is_some_and(|&next| !next.is_whitespace() && fits(next))
    }

    pub(super) fn push(&mut self, piece: Piece, end: usize) {
        self.tokens.push(Token {
            piece,
            at: self.at..end,
        });
        self.at = end;
    }

    /// Passes over what means nothing, with the minus signs before it.
    pub(super) fn pass(&mut self, end: usize) {
        self.at = end;
        while matches!(self.tokens.last(), Some(Token { piece: Piece::Not(sign), .. }) if sign == "-")
        {
            self.tokens.pop();
        }
    }

    /// What stands between quotation marks, and where it ends; `self.at` is at the first mark.
    pub(super) fn quoted(&self, start: usize, partner: char) -> Result<(String, usize), Slip> {
        let inner = start + 1;
        let Some(length) = self.letters[inner..]
            .iter()
            .position(|&letter| letter == partner)
        else {
            let slip = Slip::new(Problem::OpenQuote, start..inner);
            let end = self.letters.len();
            return Err(match has_word(&self.letters[inner..]) {
                true => slip.mended(end..end, partner),
                false => slip.mended(start..end, " "),
            });
        };
        Ok((
            tidy(&self.letters[inner..inner + length]),
            inner + length + 1,
        ))
    }

    fn phrase(&mut self, partner: char) -> Result<(), Slip> {
        let (text, end) = self.quoted(self.at, partner)?;
        if !text.contains(char::is_alphanumeric) {
            return Err(Slip::new(Problem::EmptyPhrase, self.at..end).left_out());
        }
        self.push(Piece::Leaf(Query::Phrase(text)), end);
        Ok(())
    }

    /// Where the run of characters from `start` on ends. Brackets belong to it where they are
    /// closed within it, as in `13(f)`.
    pub(super) fn run_end(&self, start: usize, bars_part: bool) -> usize {
        let mut end = start;
        let mut open = Vec::new();
        while let Some(&letter) = self.letters.get(end) {
            match letter {
                '|' if bars_part => break,
                '(' if has_word(&self.letters[start.max(end.saturating_sub(1))..end]) => {
                    open.push(end);
                }
                '(' => break,
                ')' if open.pop().is_none() => break,
                letter if letter.is_whitespace() || is_quote(letter) => break,
                _ => {}
            }
            end += 1;
        }
        open.first().copied().unwrap_or(end)
    }

    /// `=hospital`; behind the mark everything is a word.
    fn exact(&mut self) -> Result<(), Slip> {
        let end = self.run_end(self.at + 1, true);
        let text: String = self.letters[self.at + 1..end].iter().collect();
        let text = text.trim_end_matches(is_filler);
        if text.contains('*') {
            let slip = Slip::new(Problem::StarInside(format!("={text}")), self.at..end);
            return Err(slip.mended(self.at..end, format!("{text} ")));
        }
        self.word(text, end, true)
    }

    /// A word, an operator or a field.
    fn run(&mut self) -> Result<(), Slip> {
        if let Some((label, value)) = self.label() {
            return self.labelled(label, value);
        }
        let end = self.run_end(self.at, true);
        let whole: String = self.letters[self.at..end].iter().collect();
        let text = whole.trim_end_matches(is_filler);
        match text {
            "OR" => self.push(Piece::Or(text.to_owned()), end),
            "AND" => self.push(Piece::And, end),
            "NOT" => self.push(Piece::Not(text.to_owned()), end),
            _ => {
                if let Some(number) = distance(text) {
                    return self.near(text, number, end);
                }
                self.no_field(text)?;
                return self.word(text, end, false);
            }
        }
        Ok(())
    }

    /// Refuses what was meant for a field and is none.
    fn no_field(&self, text: &str) -> Result<(), Slip> {
        let Some((typed, near)) = field::nearest(text) else {
            return Ok(());
        };
        let name = self.at..self.at + typed.chars().count();
        let slip = Slip::new(Problem::UnknownField(typed.to_owned()), name.clone());
        Err(slip.mended(name, near))
    }

    fn near(&mut self, text: &str, number: &str, end: usize) -> Result<(), Slip> {
        let within = number.parse::<u32>().unwrap_or(u32::MAX);
        if (1..=FARTHEST).contains(&within) {
            self.push(Piece::Near(format!("near/{within}"), within), end);
            return Ok(());
        }
        let nearest = match within {
            _ if number.is_empty() => 5,
            0 => 1,
            _ => FARTHEST,
        };
        let slip = Slip::new(Problem::NearNumber(text.to_owned()), self.at..end);
        Err(slip.mended(self.at..end, format!("near/{nearest} ")))
    }

    fn word(&mut self, text: &str, end: usize, exact: bool) -> Result<(), Slip> {
        let at = self.at..end;
        if text.contains('*') {
            return self.prefix(text, end);
        }
        if !text.contains(char::is_alphanumeric) {
            self.pass(end);
            return Ok(());
        }
        let text = text.to_owned();
        self.push(Piece::Leaf(Query::Word(Word { text, exact })), at.end);
        Ok(())
    }

    /// `cyber*`.
    fn prefix(&mut self, text: &str, end: usize) -> Result<(), Slip> {
        let at = self.at..end;
        let stem = text.trim_end_matches('*').trim_end_matches(is_filler);
        let n_letters = stem
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .count();
        let problem = if stem.contains('*') {
            Problem::StarInside(text.to_owned())
        } else if n_letters == 0 {
            Problem::StarAlone
        } else if n_letters < SHORTEST_PREFIX && !stem.chars().any(is_han) {
            Problem::ShortPrefix(text.to_owned())
        } else {
            self.push(Piece::Leaf(Query::Prefix(stem.to_owned())), end);
            return Ok(());
        };
        let without = stem.replace('*', "");
        Err(Slip::new(problem, at.clone()).mended(at, format!(" {without} ")))
    }
}

/// The number behind `near/`, digits or nothing.
fn distance(text: &str) -> Option<&str> {
    let (near, number) = text.split_once('/')?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    (near.eq_ignore_ascii_case("near") && is_number).then_some(number)
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}
