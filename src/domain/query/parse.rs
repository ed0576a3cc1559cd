//! Tokens to a tree.
//!
//! ```text
//! any   = all { OR all }                 binds loosest
//! all   = near { [AND] near }            words side by side
//! near  = not { near/N not }
//! not   = { "-" | NOT } leaf             binds tightest
//! leaf  = word | =word | word* | "phrase" | field | "(" any ")" | "=(" any ")"
//! ```
//!
//! The recursion goes as deep as brackets do, which is limited.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::domain::query::lex::{Piece, Token, clean, is_quote, tokens};
use crate::domain::query::mistake::{Mistake, Problem, Slip};
use crate::domain::query::{DEEPEST, Field, LONGEST, MOST_PARTS, Query};

/// How many mistakes are mended one after the other to find what was meant.
const MOST_MENDED: usize = 8;

/// A typed line: what is looked for, and how the answer is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What is looked for; nothing when only settings stand there.
    pub query: Option<Query>,
    /// `order:` and `page:` with their values as typed.
    pub settings: Vec<(&'static str, String)>,
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = self.query.iter().map(ToString::to_string);
        let settings = self
            .settings
            .iter()
            .map(|(name, value)| format!("{name}:{value}"));
        f.write_str(&query.chain(settings).collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Query {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        let reading = text.parse::<Reading>()?;
        let problem = match (reading.query, reading.settings.first()) {
            (Some(query), None) => return Ok(query),
            (_, Some((name, _))) => Problem::Setting(name),
            (None, None) => Problem::NoWord,
        };
        let query: String = clean(text).into_iter().collect();
        Err(Mistake {
            problem,
            query,
            at: 0..0,
            instead: None,
        })
    }
}

impl Query {
    /// The query that is the field `name` with this value, whatever signs the value has.
    ///
    /// # Errors
    /// When there is no such field, or the value is none of it.
    pub fn limit(name: &str, value: &str) -> Result<Query, Mistake> {
        let letters = clean(value).into_iter();
        let value: String = letters
            .map(|letter| if is_quote(letter) { ' ' } else { letter })
            .collect();
        format!("{name}:\"{}\"", value.trim()).parse()
    }
}

impl FromStr for Reading {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        let length = text.chars().count();
        if length > LONGEST {
            let query = clean(text).into_iter().take(LONGEST).collect();
            let problem = Problem::TooLong(length);
            return Err(Mistake {
                problem,
                query,
                at: 0..0,
                instead: None,
            });
        }
        let letters = clean(text);
        reading(&letters).map_err(|slip| mistake(slip, &letters))
    }
}

fn mistake(slip: Slip, letters: &[char]) -> Mistake {
    let mut mended = letters.to_vec();
    let mut edit = slip.edit;
    let mut instead = None;
    for _ in 0..MOST_MENDED {
        let Some((range, text)) = edit.take() else {
            break;
        };
        mended.splice(range, text.chars());
        match reading(&mended) {
            Ok(reading) if reading.query.is_some() => instead = Some(reading.to_string()),
            Ok(_) => {}
            Err(slip) => edit = slip.edit,
        }
    }
    Mistake {
        problem: slip.problem,
        query: letters.iter().collect(),
        at: slip.at,
        instead,
    }
}

fn reading(letters: &[char]) -> Result<Reading, Slip> {
    let mut settings = Vec::new();
    let mut kept = Vec::new();
    for token in tokens(letters)? {
        match token.piece {
            Piece::Setting(name, value) => settings.push((name, value)),
            _ => kept.push(token),
        }
    }
    let tree = Parser {
        tokens: &kept,
        at: 0,
        depth: 0,
    }
    .whole()?;
    let checked = tree.map(|tree| {
        tree.checked()
            .map_err(|problem| limited(problem, &kept, letters))
    });
    Ok(Reading {
        query: checked.transpose()?,
        settings,
    })
}

/// The place where a query that is sound in its parts is too much, or too little, as a whole.
fn limited(problem: Problem, tokens: &[Token], letters: &[char]) -> Slip {
    let mut leaves = tokens
        .iter()
        .filter(|token| matches!(token.piece, Piece::Leaf(_)));
    let not = tokens
        .iter()
        .find(|token| matches!(token.piece, Piece::Not(_)));
    let whole = 0..letters.len();
    match (&problem, not) {
        (Problem::TooMany, _) => {
            let first = leaves.nth(MOST_PARTS).map_or(0, |token| token.at.start);
            Slip::new(problem, first..whole.end)
        }
        (Problem::OnlyNot, Some(not)) => Slip::new(problem, not.at.clone()).left_out(),
        (Problem::Backwards(_), _) => backwards(problem, tokens, letters),
        _ => Slip::new(problem, whole),
    }
}

/// `from:2018 to:2015` is mended by making one stretch of it.
fn backwards(problem: Problem, tokens: &[Token], letters: &[char]) -> Slip {
    let ends = tokens.iter().filter_map(|token| match &token.piece {
        Piece::Leaf(Query::Field(Field::Date(period))) => match (period.from, period.to) {
            (Some(date), None) | (None, Some(date)) => Some((date, token.at.clone())),
            _ => None,
        },
        _ => None,
    });
    let ends: Vec<_> = ends.collect();
    let [(one, first), (other, second)] = ends.as_slice() else {
        return Slip::new(problem, 0..letters.len());
    };
    let (from, to) = match one.first_day() < other.first_day() {
        true => (one, other),
        false => (other, one),
    };
    let between: String = letters[first.end..second.start].iter().collect();
    let mended = format!("date:{from}..{to}{between}");
    Slip::new(problem, second.clone()).mended(first.start..second.end, mended)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn whole(mut self) -> Result<Option<Query>, Slip> {
        if self.tokens.is_empty() {
            return Ok(None);
        }
        let query = self.any()?;
        match self.peek() {
            None => Ok(Some(query)),
            Some(token) => Err(Slip::new(Problem::StrayBracket, token.at.clone()).left_out()),
        }
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    /// The next token, when something to look for can begin with it.
    fn begins(&self) -> bool {
        let begins = |token: &Token| {
            matches!(
                token.piece,
                Piece::Open { .. } | Piece::Not(_) | Piece::Leaf(_)
            )
        };
        self.peek().is_some_and(begins)
    }

    fn any(&mut self) -> Result<Query, Slip> {
        let mut parts = vec![self.all()?];
        while let Some(Token {
            piece: Piece::Or(sign),
            at,
        }) = self.peek()
        {
            self.at += 1;
            if !self.begins() {
                return Err(one_sided(sign, at));
            }
            parts.push(self.all()?);
        }
        Ok(Query::any(parts))
    }

    fn all(&mut self) -> Result<Query, Slip> {
        let mut parts = vec![self.near()?];
        loop {
            if let Some(Token {
                piece: Piece::And,
                at,
            }) = self.peek()
            {
                self.at += 1;
                if !self.begins() {
                    return Err(one_sided("AND", at));
                }
            }
            match self.begins() {
                true => parts.push(self.near()?),
                false => return Ok(Query::all(parts)),
            }
        }
    }

    /// Each two that `near` stands between are near: `a near/5 b near/5 c` asks for two pairs.
    fn near(&mut self) -> Result<Query, Slip> {
        let mut left = self.not()?;
        let Some(Token {
            piece: Piece::Near(..),
            ..
        }) = self.peek()
        else {
            return Ok(left);
        };
        let mut pairs = Vec::new();
        while let Some(Token {
            piece: Piece::Near(sign, within),
            at,
        }) = self.peek()
        {
            self.at += 1;
            if !self.begins() {
                return Err(one_sided(sign, at));
            }
            let right = self.not()?;
            let wrong = || Slip::new(Problem::NearSides(sign.clone()), at.clone()).left_out();
            let lefts = sides(&left).ok_or_else(wrong)?;
            let rights = sides(&right).ok_or_else(wrong)?;
            if lefts.len() * rights.len() > MOST_PARTS {
                return Err(Slip::new(Problem::TooMany, at.clone()));
            }
            pairs.push(paired(&lefts, &rights, *within));
            left = right;
        }
        Ok(Query::all(pairs))
    }

    fn not(&mut self) -> Result<Query, Slip> {
        let mut shut_out = false;
        while let Some(Token {
            piece: Piece::Not(sign),
            at,
        }) = self.peek()
        {
            self.at += 1;
            shut_out = !shut_out;
            if !self.begins() {
                let slip = Slip::new(Problem::NothingToShutOut(sign.clone()), at.clone());
                return Err(slip.left_out());
            }
        }
        let leaf = self.leaf()?;
        Ok(if shut_out { Query::except(leaf) } else { leaf })
    }

    fn leaf(&mut self) -> Result<Query, Slip> {
        let Some(token) = self.peek() else {
            return Err(Slip::new(Problem::NoWord, 0..0));
        };
        let at = &token.at;
        self.at += 1;
        match &token.piece {
            Piece::Leaf(query) => Ok(query.clone()),
            Piece::Open { exact: false } => self.group(at),
            Piece::Open { exact: true } => Ok(self.group(at)?.exact()),
            Piece::Or(sign) | Piece::Near(sign, _) => Err(one_sided(sign, at)),
            Piece::And => Err(one_sided("AND", at)),
            Piece::Close => Err(Slip::new(Problem::StrayBracket, at.clone()).left_out()),
            Piece::Not(sign) => {
                Err(Slip::new(Problem::NothingToShutOut(sign.clone()), at.clone()).left_out())
            }
            Piece::Setting(name, _) => {
                Err(Slip::new(Problem::Setting(name), at.clone()).left_out())
            }
        }
    }

    /// What stands behind an opening bracket, up to its closing one.
    fn group(&mut self, open: &Range<usize>) -> Result<Query, Slip> {
        if self.depth == DEEPEST {
            return Err(Slip::new(Problem::TooDeep, open.clone()));
        }
        if let Some(Token {
            piece: Piece::Close,
            at,
        }) = self.peek()
        {
            return Err(Slip::new(Problem::EmptyBrackets, open.start..at.end).left_out());
        }
        self.depth += 1;
        let unclosed = Slip::new(Problem::OpenBracket, open.clone());
        let unclosed = match self.tokens.last() {
            Some(last) if last.at.start > open.start => {
                unclosed.mended(last.at.end..last.at.end, ")")
            }
            _ => return Err(unclosed.left_out()),
        };
        let query = self.any()?;
        self.depth -= 1;
        match self.peek() {
            Some(Token {
                piece: Piece::Close,
                ..
            }) => {
                self.at += 1;
                Ok(query)
            }
            _ => Err(unclosed),
        }
    }
}

fn one_sided(sign: &str, at: &Range<usize>) -> Slip {
    Slip::new(Problem::MissingSide(sign.to_owned()), at.clone()).left_out()
}

/// What can stand beside `near`: a word, a prefix, a phrase, or any of several such.
fn sides(query: &Query) -> Option<Vec<Query>> {
    let is_side =
        |query: &Query| matches!(query, Query::Word(_) | Query::Prefix(_) | Query::Phrase(_));
    match query {
        Query::Any(parts) if parts.iter().all(is_side) => Some(parts.clone()),
        one if is_side(one) => Some(vec![one.clone()]),
        _ => None,
    }
}

fn paired(lefts: &[Query], rights: &[Query], within: u32) -> Query {
    let mut pairs = Vec::new();
    for left in lefts {
        let pair = |right: &Query| Query::Near {
            left: Box::new(left.clone()),
            right: Box::new(right.clone()),
            within,
        };
        pairs.extend(rights.iter().map(pair));
    }
    Query::any(pairs)
}
