//! The one written form of a query.

use std::fmt;

use crate::domain::query::{Query, Word};

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
