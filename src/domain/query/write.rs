//! The one written form of a query.

use std::fmt;
use std::ops::Range;

use crate::domain::query::{Field, Query, Word};

impl fmt::Display for Query {
    /// Parses back to the same query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::Word(word) => word.fmt(f),
            Query::Prefix(stem) => write!(f, "{stem}*"),
            Query::Phrase(text) => write!(f, "\"{text}\""),
            Query::Near {
                left,
                right,
                within,
            } => write!(f, "{left} near/{within} {right}"),
            Query::Field(field) => field.fmt(f),
            Query::Not(part) => {
                f.write_str("-")?;
                bracketed(part, part.needs_brackets_behind_not(), f)
            }
            Query::All(parts) => joined(parts, " ", f),
            Query::Any(parts) => match Query::listed(parts).as_deref() {
                Some([first, ..]) => {
                    let values = Query::listed(parts).unwrap_or_default();
                    let values: Vec<String> = values.iter().map(|field| field.value()).collect();
                    write!(f, "{}:({})", first.named().1, values.join(" OR "))
                }
                _ => joined(parts, " OR ", f),
            },
        }
    }
}

impl Query {
    /// Where `field` stands in the written form, in characters.
    pub fn place_of(&self, field: &Field) -> Range<usize> {
        let written = self.to_string();
        let alone = field.to_string();
        // In a list of values the name stands once, before all of them.
        let found = written.find(&alone).map(|at| (at, alone));
        let found = found.or_else(|| {
            let value = field.value();
            written.find(&value).map(|at| (at, value))
        });
        let (start, piece) = found.unwrap_or_default();
        let start = written[..start].chars().count();
        start..start + piece.chars().count()
    }
}

fn joined(parts: &[Query], sign: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(sign)?;
        }
        bracketed(part, part.needs_brackets(), f)?;
    }
    Ok(())
}

fn bracketed(part: &Query, brackets: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match brackets {
        true => write!(f, "({part})"),
        false => write!(f, "{part}"),
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.exact { "=" } else { "" }, self.text)
    }
}
