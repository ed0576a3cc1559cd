//! What is wrong with a query: the place, what was expected, and the nearest right form.

use std::fmt;
use std::ops::Range;

use crate::domain::query::{DEEPEST, FARTHEST, LONGEST, MOST_PARTS};

/// A mistake in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub problem: Problem,
    /// The query as it was read: signs that cannot be seen are taken out.
    pub query: String,
    /// Which characters of [`Mistake::query`] are wrong; empty where something is missing.
    pub at: Range<usize>,
    /// The nearest query that is right, in its written form, where there is one.
    pub instead: Option<String>,
}

/// What can be wrong with a query. Its [`fmt::Display`] is a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// More characters than are read; holds how many.
    #[error("The query is {0} characters long, and at most {LONGEST} are read.")]
    TooLong(usize),
    /// More words and fields than are read.
    #[error("The query has more than {MOST_PARTS} words and fields.")]
    TooMany,
    /// Brackets within brackets within brackets.
    #[error("Brackets stand more than {DEEPEST} deep within one another.")]
    TooDeep,
    /// No word and no field.
    #[error("The query has no word to look for.")]
    NoWord,
    /// Every part says what must not be.
    #[error("The query says only what must not be found.")]
    OnlyNot,
    /// A quotation mark without its partner.
    #[error("A quotation mark is not closed.")]
    OpenQuote,
    /// Quotation marks with no word between them.
    #[error("There is no word between these quotation marks.")]
    EmptyPhrase,
    /// A bracket that is not closed.
    #[error("A bracket is not closed.")]
    OpenBracket,
    /// A bracket that was never opened.
    #[error("A bracket is closed that was not opened.")]
    StrayBracket,
    /// Brackets with nothing to look for in them.
    #[error("There is nothing between these brackets.")]
    EmptyBrackets,
    /// `OR`, `AND` or `near/5` with nothing beside it.
    #[error("`{0}` has nothing on one side.")]
    MissingSide(String),
    /// `NOT` or a minus sign with nothing behind it.
    #[error("`{0}` has nothing behind it.")]
    NothingToShutOut(String),
    /// `near/5` beside a field, a negation or words side by side.
    #[error("`{0}` does not stand between words or phrases.")]
    NearSides(String),
    /// `near/0` or `near/99`.
    #[error("`{0}` is not a distance that can be asked for.")]
    NearNumber(String),
    /// A star with no word before it.
    #[error("A star stands alone.")]
    StarAlone,
    /// A star that is not the last sign of its word.
    #[error("In `{0}` a star stands before or within the word.")]
    StarInside(String),
    /// `a*`.
    #[error("`{0}` is too short a beginning to look for.")]
    ShortPrefix(String),
    /// A field without a value; holds its name.
    #[error("`{0}:` has no value.")]
    EmptyField(&'static str),
    /// Something like a field that is none; holds its name as typed.
    #[error("`{0}:` is not a field.")]
    UnknownField(String),
    /// A value of `date:`, `from:` or `to:` that is no date.
    #[error("`{0}` is not a date.")]
    BadDate(String),
    /// A stretch of time that ends before it begins.
    #[error("`{0}` ends before it begins.")]
    Backwards(String),
    /// A value of `kind:` that is no kind.
    #[error("`{0}` is not a kind of text.")]
    UnknownKind(String),
    /// `order:` or `page:`, which say how to show an answer.
    #[error("`{0}:` says how an answer is shown, and is no part of a query.")]
    Setting(&'static str),
}

impl Problem {
    /// What was expected, as a sentence.
    pub fn expected(&self) -> String {
        match self {
            Problem::NearNumber(_) => {
                return format!(
                    "The number is from 1 to {FARTHEST}, such as attack near/5 hospital."
                );
            }
            Problem::EmptyField(name) => {
                return format!(
                    "Write it without a space behind the colon, such as {}, or leave it out.",
                    super::field::example(name)
                );
            }
            Problem::UnknownField(_) => {
                return format!(
                    "Fields are {}; in quotation marks it is looked for as it stands.",
                    super::field::listed()
                );
            }
            _ => {}
        }
        self.fixed().to_owned()
    }

    fn fixed(&self) -> &'static str {
        match self {
            Problem::TooLong(_) => "Shorten it to the part that matters.",
            Problem::TooMany => {
                "Keep the words that matter most; for what is near to a whole text, ask /nearest."
            }
            Problem::TooDeep => "Take off the brackets that are not needed, or ask two queries.",
            Problem::NoWord => {
                "Write words, \"phrases\" or a field such as party:China; see /help for the rest."
            }
            Problem::OnlyNot => "Put a word or a field beside it, such as cyber -network.",
            Problem::OpenQuote | Problem::EmptyPhrase => {
                "Write phrases between two marks, such as \"supply chain\"."
            }
            Problem::OpenBracket | Problem::StrayBracket | Problem::EmptyBrackets => {
                "Write groups between two brackets, such as (hospital OR clinic)."
            }
            Problem::MissingSide(_) => {
                "Write a word on both sides, such as hospital OR clinic; \
                 in quotation marks it is looked for as a word."
            }
            Problem::NothingToShutOut(_) => {
                "Write what must not be found directly behind it, such as -network."
            }
            Problem::NearSides(_) => {
                "It stands between two words, phrases or groups of alternatives, \
                 such as attack near/5 (hospital OR clinic)."
            }
            Problem::StarAlone | Problem::StarInside(_) => {
                "A star stands at the end of the beginning of a word, such as cyber*."
            }
            Problem::ShortPrefix(_) => {
                "Write two letters or more before the star, such as cyber*; one of Chinese is enough."
            }
            Problem::BadDate(_) | Problem::Backwards(_) => {
                "Write date:2015, date:2015-08, date:2015-08-21, or a stretch such as date:2015..2018."
            }
            Problem::UnknownKind(_) => "Write kind:statement or kind:instrument.",
            Problem::Setting(_) => "Leave it out.",
            Problem::NearNumber(_) | Problem::EmptyField(_) | Problem::UnknownField(_) => "",
        }
    }
}

impl Mistake {
    /// The wrong characters and some behind them, on one line.
    fn piece(&self) -> String {
        const MOST: usize = 24;
        let behind = self.query.chars().skip(self.at.start);
        let piece: String = behind.clone().take(MOST).collect();
        let more = if behind.count() > MOST { "…" } else { "" };
        format!("{}{more}", piece.trim_end().replace('`', "'"))
    }
}

impl fmt::Display for Mistake {
    /// What is wrong, and where: ``A bracket is not closed (character 7, at `(b OR c`).``
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = self.problem.to_string();
        let whole = matches!(
            self.problem,
            Problem::TooLong(_) | Problem::TooMany | Problem::NoWord | Problem::Setting(_)
        );
        if whole {
            return f.write_str(&problem);
        }
        let place = self.at.start + 1;
        write!(f, "{} (character {place}", problem.trim_end_matches('.'))?;
        if !problem.contains('`') {
            write!(f, ", at `{}`", self.piece())?;
        }
        f.write_str(").")
    }
}

impl std::error::Error for Mistake {}

/// A mistake while it is being found: what, where, and an edit that would mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) problem: Problem,
    pub(super) at: Range<usize>,
    /// What to put in the place of which characters.
    pub(super) edit: Option<(Range<usize>, String)>,
}

impl Slip {
    pub(super) fn new(problem: Problem, at: Range<usize>) -> Self {
        Slip {
            problem,
            at,
            edit: None,
        }
    }

    /// The same, mended by putting `text` in the place of `range`.
    pub(super) fn mended(self, range: Range<usize>, text: impl Into<String>) -> Self {
        Slip {
            edit: Some((range, text.into())),
            ..self
        }
    }

    /// The same, mended by leaving the wrong characters out.
    pub(super) fn left_out(self) -> Self {
        let at = self.at.clone();
        self.mended(at, " ")
    }
}
