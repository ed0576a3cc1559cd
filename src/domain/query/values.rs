//! Fields among the tokens: a name, a colon, and one value or a list of them.

use crate::domain::query::Query;
use crate::domain::query::field::Label;
use crate::domain::query::lex::{Lexer, Piece, Token, is_filler, is_quote, partner, tidy};
use crate::domain::query::mistake::{Problem, Slip};

impl Lexer<'_> {
    /// The field that begins here, and where its value begins.
    pub(super) fn label(&self) -> Option<(Label, usize)> {
        let rest = &self.letters[self.at..];
        let length = rest
            .iter()
            .take_while(|letter| letter.is_ascii_alphabetic())
            .count();
        let name: String = rest[..length].iter().collect();
        let label = Label::read(&name)?;
        (rest.get(length) == Some(&':')).then_some((label, self.at + length + 1))
    }

    pub(super) fn labelled(&mut self, label: Label, value: usize) -> Result<(), Slip> {
        let (values, end) = self.values(label, value)?;
        let at = self.at..end;
        match label {
            Label::Setting(name) => {
                let start = self.at;
                self.pass(end);
                let piece = Piece::Setting(name, values.concat());
                self.tokens.push(Token {
                    piece,
                    at: start..end,
                });
            }
            Label::Field(name) => {
                let made = values.iter().map(|value| name.field(value));
                let fields = made.collect::<Result<Vec<_>, _>>().map_err(|wrong| {
                    let slip = Slip::new(wrong.problem, at.clone());
                    match wrong.instead.filter(|_| values.len() == 1) {
                        Some(instead) => slip.mended(at.clone(), format!("{instead} ")),
                        None => slip,
                    }
                })?;
                let fields = fields.into_iter().map(Query::Field).collect();
                self.push(Piece::Leaf(Query::any(fields)), end);
            }
        }
        Ok(())
    }

    /// The values that stand from `start` on, and where they end.
    fn values(&self, label: Label, start: usize) -> Result<(Vec<String>, usize), Slip> {
        let (values, end) = match self.letters.get(start) {
            Some(&mark) if partner(mark).is_some() => {
                let (text, end) = self.quoted(start, partner(mark).unwrap_or(mark))?;
                (vec![text], end)
            }
            Some('(') if matches!(label, Label::Field(_)) => self.list(start)?,
            _ => {
                let end = self.run_end(start, false);
                let bare = self.letters[start..end].split(|letter| matches!(letter, ',' | '|'));
                (
                    bare.map(|value| tidy(value).trim_matches(is_filler).to_owned())
                        .collect(),
                    end,
                )
            }
        };
        let values: Vec<String> = values
            .into_iter()
            .filter(|value| value.contains(char::is_alphanumeric))
            .collect();
        match values.is_empty() {
            true => Err(self.valueless(label, start, end)),
            false => Ok((values, end)),
        }
    }

    /// `party: China` is mended by closing the gap, an empty value by leaving the field out.
    fn valueless(&self, label: Label, start: usize, end: usize) -> Slip {
        let slip = Slip::new(Problem::EmptyField(label.name()), self.at..end);
        let gap = self.letters[start..]
            .iter()
            .take_while(|letter| letter.is_whitespace())
            .count();
        let next = self.letters.get(start + gap);
        match next {
            Some(next) if gap > 0 && next.is_alphanumeric() => slip.mended(start..start + gap, ""),
            _ => slip.left_out(),
        }
    }

    /// `(RUS OR "Russian Federation")`; words side by side are one value.
    fn list(&self, start: usize) -> Result<(Vec<String>, usize), Slip> {
        let mut values = vec![String::new()];
        let mut depth = 0_usize;
        let mut at = start;
        while let Some(&letter) = self.letters.get(at) {
            let mut end = at + 1;
            match letter {
                '(' if at == start => depth = 1,
                ')' if depth == 1 => return Ok((values, end)),
                '|' | ',' => values.push(String::new()),
                _ if letter.is_whitespace() => {}
                _ => {
                    let text = if let Some(partner) = partner(letter) {
                        let (text, after) = self.quoted(at, partner)?;
                        end = after;
                        text
                    } else {
                        end = self.item_end(at, &mut depth);
                        tidy(&self.letters[at..end])
                    };
                    take(&mut values, &text, partner(letter).is_none());
                }
            }
            at = end;
        }
        let slip = Slip::new(Problem::OpenBracket, start..start + 1);
        Err(slip.mended(at..at, ")"))
    }

    /// Where a word within a list ends; brackets that it opens are counted in `depth`.
    fn item_end(&self, start: usize, depth: &mut usize) -> usize {
        let mut end = start;
        while let Some(&letter) = self.letters.get(end) {
            match letter {
                '(' => *depth += 1,
                ')' if *depth == 1 => break,
                ')' => *depth -= 1,
                '|' | ',' => break,
                _ if letter.is_whitespace() || is_quote(letter) => break,
                _ => {}
            }
            end += 1;
        }
        // A closing mark that closes nothing is passed over.
        end.max(start + 1)
    }
}

/// Adds a word to the last value of a list, or begins another behind `OR`.
fn take(values: &mut Vec<String>, text: &str, bare: bool) {
    if bare && text == "OR" {
        return values.push(String::new());
    }
    if let Some(value) = values.last_mut() {
        if !value.is_empty() && !text.is_empty() {
            value.push(' ');
        }
        value.push_str(text);
    }
}
