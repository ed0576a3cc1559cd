//! Fields: their names, what people call them, and how their values are read and written.

use std::fmt;

use crate::domain::date::PartialDate;
use crate::domain::query::mistake::Problem;
use crate::domain::query::{Field, Period};
use crate::domain::statement::Kind;

/// What can stand before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Field(FieldName),
    /// Says how the answer is shown.
    Setting(&'static str),
}

/// The name of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldName {
    Party,
    Group,
    Speaker,
    Forum,
    Norm,
    Language,
    Date,
    From,
    To,
    Title,
    Kind,
}

/// Names with an example of each, in the order in which fields are written.
const NAMES: [(&str, FieldName, &str); 12] = [
    ("party", FieldName::Party, "party:China"),
    ("group", FieldName::Group, "group:EU"),
    ("speaker", FieldName::Speaker, "speaker:\"Fu Cong\""),
    ("forum", FieldName::Forum, "forum:CD"),
    ("norm", FieldName::Norm, "norm:13f"),
    ("lang", FieldName::Language, "lang:French"),
    ("language", FieldName::Language, "language:French"),
    ("date", FieldName::Date, "date:2015..2018"),
    ("from", FieldName::From, "from:2015"),
    ("to", FieldName::To, "to:2018"),
    ("title", FieldName::Title, "title:\"cyber security\""),
    ("kind", FieldName::Kind, "kind:statement"),
];

const SETTINGS: [&str; 2] = ["order", "page"];

/// What people write for a field whose name they do not know.
const SAID_FOR: [(&str, &str); 13] = [
    ("country", "party"),
    ("state", "party"),
    ("author", "speaker"),
    ("by", "speaker"),
    ("venue", "forum"),
    ("body", "forum"),
    ("year", "date"),
    ("when", "date"),
    ("since", "from"),
    ("after", "from"),
    ("before", "to"),
    ("until", "to"),
    ("type", "kind"),
];

/// Words for the kinds of text, the first of each as it is written.
const KINDS: [(&str, Kind); 8] = [
    ("statement", Kind::Statement),
    ("statements", Kind::Statement),
    ("speech", Kind::Statement),
    ("speeches", Kind::Statement),
    ("instrument", Kind::Instrument),
    ("instruments", Kind::Instrument),
    ("document", Kind::Instrument),
    ("documents", Kind::Instrument),
];

/// Why a value is not one, and the nearest field that is right.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) problem: Problem,
    pub(super) instead: Option<String>,
}

impl Label {
    /// The label called `name`, in any case.
    pub(super) fn read(name: &str) -> Option<Label> {
        let name = name.to_ascii_lowercase();
        let setting = SETTINGS.iter().find(|setting| **setting == name);
        let field = NAMES.iter().find(|(known, ..)| *known == name);
        let field = field.map(|(_, field, _)| Label::Field(*field));
        field.or(setting.map(|setting| Label::Setting(setting)))
    }

    /// As it is written.
    pub(super) fn name(self) -> &'static str {
        match self {
            Label::Setting(name) => name,
            Label::Field(field) => {
                let named = NAMES.iter().find(|(_, known, _)| *known == field);
                named.map_or("party", |(name, ..)| name)
            }
        }
    }
}

/// A field as an example: `party:China`.
pub(super) fn example(name: &str) -> &'static str {
    let named = NAMES.iter().find(|(known, ..)| *known == name);
    named.map_or("page:2", |(_, _, example)| example)
}

/// All names, for people.
pub(super) fn listed() -> String {
    let names: Vec<String> = NAMES.iter().map(|(name, ..)| format!("{name}:")).collect();
    names.join(" ")
}

/// For `partys:China` the name as typed and the field's that was meant; nothing where no field's
/// name is near, or where no value follows.
pub(super) fn nearest(word: &str) -> Option<(&str, &'static str)> {
    let (typed, value) = word.split_once(':')?;
    let is_name = typed.bytes().all(|byte| byte.is_ascii_alphabetic());
    if value.is_empty() || value.starts_with('/') || !is_name {
        return None;
    }
    let lower = typed.to_ascii_lowercase();
    let said = SAID_FOR.iter().find(|(said, _)| *said == lower);
    if let Some((_, meant)) = said {
        return Some((typed, meant));
    }
    // Short names are near to too many words.
    let long = |name: &&str| name.len() >= 4 && typed.len() >= 4;
    let near = NAMES
        .iter()
        .map(|(name, ..)| *name)
        .chain(SETTINGS)
        .filter(long)
        .map(|name| (strsim::damerau_levenshtein(name, &lower), name))
        .min_by_key(|(distance, _)| *distance);
    near.filter(|(distance, _)| *distance <= 1 + usize::from(typed.len() >= 6))
        .map(|(_, name)| (typed, name))
}

impl FieldName {
    /// The field with this value.
    pub(super) fn field(self, value: &str) -> Result<Field, Wrong> {
        let text = value.to_owned();
        Ok(match self {
            FieldName::Party => Field::Party(text),
            FieldName::Group => Field::Group(text),
            FieldName::Speaker => Field::Speaker(text),
            FieldName::Forum => Field::Forum(text),
            FieldName::Norm => Field::Norm(text),
            FieldName::Language => Field::Language(text),
            FieldName::Title => Field::Title(text),
            FieldName::Kind => Field::Kind(kind(value)?),
            FieldName::Date => Field::Date(period(value)?),
            FieldName::From => Field::Date(Period {
                from: Some(end(self, value)?),
                to: None,
            }),
            FieldName::To => Field::Date(Period {
                from: None,
                to: Some(end(self, value)?),
            }),
        })
    }
}

fn kind(value: &str) -> Result<Kind, Wrong> {
    let lower = value.to_lowercase();
    let known = KINDS.iter().find(|(word, _)| *word == lower);
    known.map(|(_, kind)| *kind).ok_or_else(|| {
        let near = KINDS
            .iter()
            .map(|(word, _)| (strsim::damerau_levenshtein(word, &lower), word))
            .min_by_key(|(distance, _)| *distance)
            .filter(|(distance, _)| *distance <= 3);
        Wrong {
            problem: Problem::UnknownKind(value.to_owned()),
            instead: near.map(|(_, word)| format!("kind:{word}")),
        }
    })
}

/// `2015`, `2015..2018`, `2015..`, `..2018`; `…` and `...` are read as `..`.
fn period(value: &str) -> Result<Period, Wrong> {
    let plain = value.replace('…', "..").replace("...", "..");
    let read = |text: &str| text.trim().parse::<PartialDate>();
    let wrong = || Wrong {
        problem: Problem::BadDate(value.to_owned()),
        instead: guessed_period(&plain).map(|period| Field::Date(period).to_string()),
    };
    let Some((from, to)) = plain.split_once("..") else {
        let date = read(&plain).map_err(|_| wrong())?;
        return Ok(Period {
            from: Some(date),
            to: Some(date),
        });
    };
    let one = |text: &str| match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).map_err(|_| wrong()),
    };
    let (from, to) = (one(from)?, one(to)?);
    match (from, to) {
        (None, None) => Err(wrong()),
        (Some(from), Some(to)) if from.first_day() > to.last_day() => Err(Wrong {
            problem: Problem::Backwards(value.to_owned()),
            instead: Some(format!("date:{to}..{from}")),
        }),
        (from, to) => Ok(Period { from, to }),
    }
}

fn end(name: FieldName, value: &str) -> Result<PartialDate, Wrong> {
    value.parse().map_err(|_| Wrong {
        problem: Problem::BadDate(value.to_owned()),
        instead: guessed_date(value).map(|date| match name {
            FieldName::To => format!("to:{date}"),
            _ => format!("from:{date}"),
        }),
    })
}

/// `2015-2018` and `21.8.2015..2016` for what they mean.
fn guessed_period(value: &str) -> Option<Period> {
    let years: Vec<&str> = value.split(['-', '–', '—', '/']).map(str::trim).collect();
    let (from, to) = match (value.split_once(".."), years.as_slice()) {
        (Some((from, to)), _) => (guessed_date(from), guessed_date(to)),
        (None, [from, to]) if from.len() == 4 && to.len() == 4 => {
            (guessed_date(from), guessed_date(to))
        }
        (None, _) => {
            let date = guessed_date(value);
            (date, date)
        }
    };
    let backwards = from
        .zip(to)
        .is_some_and(|(from, to)| from.first_day() > to.last_day());
    (!backwards && (from.is_some() || to.is_some())).then_some(Period { from, to })
}

/// `2015-8`, `2015/08/21`, `8/2015` and `21.8.2015` for what they mean.
fn guessed_date(value: &str) -> Option<PartialDate> {
    let mut numbers = value
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<u32>().ok())
        .collect::<Option<Vec<_>>>()?;
    if numbers.first().is_some_and(|first| *first < 1000) {
        numbers.reverse();
    }
    let parts = numbers.iter().enumerate();
    let parts = parts.map(|(i, number)| match i {
        0 => format!("{number}"),
        _ => format!("-{number:02}"),
    });
    parts.collect::<String>().parse().ok()
}

impl Field {
    /// Its name, and the place it has among fields.
    pub(super) fn named(&self) -> (usize, &'static str) {
        let name = match self {
            Field::Party(_) => FieldName::Party,
            Field::Group(_) => FieldName::Group,
            Field::Speaker(_) => FieldName::Speaker,
            Field::Forum(_) => FieldName::Forum,
            Field::Norm(_) => FieldName::Norm,
            Field::Language(_) => FieldName::Language,
            Field::Date(_) => FieldName::Date,
            Field::Title(_) => FieldName::Title,
            Field::Kind(_) => FieldName::Kind,
        };
        let place = NAMES.iter().position(|(_, known, _)| *known == name);
        (place.unwrap_or(0), Label::Field(name).name())
    }

    /// Its value as it is written behind the colon.
    pub(super) fn value(&self) -> String {
        match self {
            Field::Party(value)
            | Field::Group(value)
            | Field::Speaker(value)
            | Field::Forum(value)
            | Field::Norm(value)
            | Field::Language(value)
            | Field::Title(value) => marked(value),
            Field::Date(period) => period.to_string(),
            Field::Kind(kind) => {
                let named = KINDS.iter().find(|(_, known)| known == kind);
                named.map_or("statement", |(word, _)| word).to_owned()
            }
        }
    }
}

/// In quotation marks, unless it reads the same without.
fn marked(value: &str) -> String {
    let plain = |letter: char| {
        letter.is_alphanumeric() || matches!(letter, '-' | '.' | '/' | '_' | '\'' | '’')
    };
    match value.chars().all(plain) && value != "OR" {
        true => value.to_owned(),
        false => format!("\"{value}\""),
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.named().1, self.value())
    }
}

impl fmt::Display for Period {
    /// `2015`, `2015..2018`, `2015..` or `..2018`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |date: Option<PartialDate>| date.map_or_else(String::new, |date| date.to_string());
        match self.from == self.to {
            true => f.write_str(&shown(self.from)),
            false => write!(f, "{}..{}", shown(self.from), shown(self.to)),
        }
    }
}
