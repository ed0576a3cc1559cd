//! The normal form: of all trees that mean the same by their shape alone, one.

use std::collections::HashSet;

use crate::domain::date::PartialDate;
use crate::domain::query::mistake::Problem;
use crate::domain::query::{DEEPEST, Field, LONGEST, MOST_PARTS, Period, Query, Word};

impl Query {
    /// All of `parts`: groups of the same sort joined, repeated parts left out, two open
    /// stretches of time made one, fields behind words.
    pub fn all(parts: Vec<Query>) -> Query {
        let mut flat = distinct(parts, |part| match part {
            Query::All(inner) => Ok(inner),
            other => Err(other),
        });
        join_period(&mut flat);
        flat.sort_by_key(Query::place);
        alone(flat, Query::All)
    }

    /// At least one of `parts`: groups of the same sort joined, repeated parts left out.
    pub fn any(parts: Vec<Query>) -> Query {
        let flat = distinct(parts, |part| match part {
            Query::Any(inner) => Ok(inner),
            other => Err(other),
        });
        alone(flat, Query::Any)
    }

    /// What `part` shuts out.
    pub fn except(part: Query) -> Query {
        match part {
            Query::Not(inner) => *inner,
            other => Query::Not(Box::new(other)),
        }
    }

    /// The parts that all must be there: the query itself when it is not an [`Query::All`].
    pub fn parts(&self) -> &[Query] {
        match self {
            Query::All(parts) => parts,
            other => std::slice::from_ref(other),
        }
    }

    /// True for a field, a list of values of one field, and what shuts either out.
    pub fn is_limit(&self) -> bool {
        self.place() > 0
    }

    /// The same without its limits; nothing when it has no words.
    pub fn words(&self) -> Option<Query> {
        let words: Vec<Query> = self
            .parts()
            .iter()
            .filter(|part| !part.is_limit())
            .cloned()
            .collect();
        (!words.is_empty())
            .then(|| Query::all(words))
            .filter(Query::affirms)
    }

    /// The same with every word meant exactly, as `=(...)` writes it. Words that must not be or
    /// that stand beside `near` are always meant so, and stay as they are.
    #[must_use]
    pub fn exact(self) -> Query {
        let each = |parts: Vec<Query>| parts.into_iter().map(Query::exact).collect();
        match self {
            Query::Word(word) => Query::Word(Word {
                exact: true,
                ..word
            }),
            Query::All(parts) => Query::all(each(parts)),
            Query::Any(parts) => Query::any(each(parts)),
            other => other,
        }
    }

    /// The words, phrases and beginnings that are looked for, in order.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Query::Word(word) => vec![&word.text],
            Query::Prefix(text) | Query::Phrase(text) => vec![text],
            Query::Near { left, right, .. } => [left.texts(), right.texts()].concat(),
            Query::All(parts) | Query::Any(parts) => parts.iter().flat_map(Query::texts).collect(),
            Query::Field(_) | Query::Not(_) => Vec::new(),
        }
    }

    /// The same with `other` in the place of `field`.
    #[must_use]
    pub fn replaced(&self, field: &Field, other: &Field) -> Query {
        let each = |parts: &[Query]| {
            parts
                .iter()
                .map(|part| part.replaced(field, other))
                .collect()
        };
        match self {
            Query::Field(own) if own == field => Query::Field(other.clone()),
            Query::Not(part) => Query::except(part.replaced(field, other)),
            Query::All(parts) => Query::all(each(parts)),
            Query::Any(parts) => Query::any(each(parts)),
            other => other.clone(),
        }
    }

    /// The field that all parts of a list of values name.
    pub(super) fn listed(parts: &[Query]) -> Option<Vec<&Field>> {
        let mut fields = Vec::new();
        for part in parts {
            match part {
                Query::Field(field) => fields.push(field),
                _ => return None,
            }
        }
        let same = fields
            .windows(2)
            .all(|two| matches!(two, [one, other] if one.named() == other.named()));
        same.then_some(fields)
    }

    /// Words stand at place 0, limits behind them in the order of their fields.
    fn place(&self) -> usize {
        match self {
            Query::Field(field) => 1 + field.named().0,
            Query::Any(parts) => Query::listed(parts)
                .and_then(|fields| fields.first().map(|field| 1 + field.named().0))
                .unwrap_or(0),
            Query::Not(part) => part.place(),
            _ => 0,
        }
    }

    /// True when it names something that must be there, rather than only what must not.
    pub(super) fn affirms(&self) -> bool {
        match self {
            Query::Not(_) => false,
            Query::All(parts) => parts.iter().any(Query::affirms),
            Query::Any(parts) => parts.iter().all(Query::affirms),
            _ => true,
        }
    }

    /// Words, phrases and fields in it.
    fn n_parts(&self) -> usize {
        match self {
            Query::Near { .. } => 2,
            Query::Not(part) => part.n_parts(),
            Query::All(parts) | Query::Any(parts) => parts.iter().map(Query::n_parts).sum(),
            _ => 1,
        }
    }

    /// How deep brackets stand in its written form.
    fn depth(&self) -> usize {
        match self {
            Query::Not(part) => part.depth() + usize::from(part.needs_brackets_behind_not()),
            Query::All(parts) | Query::Any(parts) => {
                let inner = parts
                    .iter()
                    .map(|part| part.depth() + usize::from(part.needs_brackets()));
                match Query::listed(parts) {
                    Some(_) if matches!(self, Query::Any(_)) => 0,
                    _ => inner.max().unwrap_or(0),
                }
            }
            _ => 0,
        }
    }

    /// True for a group that is written in brackets within another.
    pub(super) fn needs_brackets(&self) -> bool {
        match self {
            Query::All(_) => true,
            Query::Any(parts) => Query::listed(parts).is_none(),
            _ => false,
        }
    }

    /// The same behind a minus sign, which without brackets would hold for the first word alone.
    pub(super) fn needs_brackets_behind_not(&self) -> bool {
        self.needs_brackets() || matches!(self, Query::Near { .. })
    }

    /// The ends of a stretch of time in it that ends before it begins.
    fn backwards(&self) -> Option<String> {
        match self {
            Query::Not(part) => part.backwards(),
            Query::Any(parts) => parts.iter().find_map(Query::backwards),
            Query::All(parts) => match open_ends(parts) {
                Some((from, to)) if from.first_day() > to.last_day() => {
                    Some(format!("from:{from} to:{to}"))
                }
                _ => parts.iter().find_map(Query::backwards),
            },
            _ => None,
        }
    }

    /// The query, if it is within the limits and names something to look for.
    ///
    /// # Errors
    /// What it is too much of, or that it only shuts out.
    pub fn checked(self) -> Result<Query, Problem> {
        if self.n_parts() > MOST_PARTS {
            return Err(Problem::TooMany);
        }
        if self.depth() > DEEPEST {
            return Err(Problem::TooDeep);
        }
        if let Some(ends) = self.backwards() {
            return Err(Problem::Backwards(ends));
        }
        let length = self.to_string().chars().count();
        if length > LONGEST {
            return Err(Problem::TooLong(length));
        }
        match self.affirms() {
            true => Ok(self),
            false => Err(Problem::OnlyNot),
        }
    }
}

/// The parts in order, groups that `inner` opens replaced by what they hold, each once.
fn distinct(parts: Vec<Query>, inner: fn(Query) -> Result<Vec<Query>, Query>) -> Vec<Query> {
    let mut seen = HashSet::new();
    let mut flat = Vec::new();
    for part in parts {
        let opened = inner(part).unwrap_or_else(|part| vec![part]);
        flat.extend(opened.into_iter().filter(|part| seen.insert(part.clone())));
    }
    flat
}

/// A group of one is that one.
fn alone(mut parts: Vec<Query>, group: fn(Vec<Query>) -> Query) -> Query {
    match parts.len() {
        1 => parts.remove(0),
        _ => group(parts),
    }
}

/// `from:2015 to:2018` is `date:2015..2018`, if these are the only dates.
fn join_period(parts: &mut Vec<Query>) {
    if let Some((from, to)) = open_ends(parts)
        && from.first_day() <= to.last_day()
    {
        parts.retain(|part| dates(part).is_none());
        let period = Period {
            from: Some(from),
            to: Some(to),
        };
        parts.push(Query::Field(Field::Date(period)));
    }
}

fn dates(part: &Query) -> Option<Period> {
    match part {
        Query::Field(Field::Date(period)) => Some(*period),
        _ => None,
    }
}

/// The beginning and the end, when the dates among `parts` are just one of each.
fn open_ends(parts: &[Query]) -> Option<(PartialDate, PartialDate)> {
    let found: Vec<_> = parts
        .iter()
        .filter_map(dates)
        .map(|period| (period.from, period.to))
        .collect();
    match found.as_slice() {
        [(Some(from), None), (None, Some(to))] | [(None, Some(to)), (Some(from), None)] => {
            Some((*from, *to))
        }
        _ => None,
    }
}
