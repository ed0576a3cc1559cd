//! Limits of a query: what the values that people write name, and how a limit reads in words.

use crate::corpus::Reference;
use crate::domain::date::PartialDate;
use crate::domain::instrument::{Instrument, Provision};
use crate::domain::label::{Named, resolve, squeeze};
use crate::domain::language;
use crate::domain::names::{Name, Names, PartyKind};
use crate::domain::query::{Field, Period, Query};
use crate::domain::statement::Kind;
use crate::domain::words::query_words;
use crate::index::Clause;
use crate::service::refusal::{Refusal, RefusalKind};

/// A value that names nothing, and the field that was probably meant.
struct Unknown {
    message: String,
    expected: String,
    instead: Option<Field>,
}

/// What `field`, a part of `query`, limits to.
///
/// # Errors
/// A refusal with the nearest query that is right, when its value names nothing.
pub(super) fn clause(
    reference: &Reference,
    query: &Query,
    field: &Field,
) -> Result<Clause, Refusal> {
    resolved(reference, field).map_err(|unknown| {
        let instead = unknown
            .instead
            .map(|other| query.replaced(field, &other).to_string());
        Refusal::new(RefusalKind::UnknownName, unknown.message, unknown.expected).in_query(
            &query.to_string(),
            &query.place_of(field),
            instead,
        )
    })
}

fn resolved(reference: &Reference, field: &Field) -> Result<Clause, Unknown> {
    Ok(match field {
        Field::Party(typed) => Clause::Party(party(reference, typed, Field::Party)?),
        Field::Group(typed) => Clause::Group(party(reference, typed, Field::Group)?),
        Field::Forum(typed) => Clause::Forum(forum(reference, typed)?),
        Field::Speaker(name) => Clause::Speaker(name.clone()),
        Field::Norm(label) => norm(reference, label)?,
        Field::Language(typed) => Clause::Language(tag(typed)?),
        Field::Date(period) => Clause::Date {
            from: period.from.map(PartialDate::first_day),
            to: period.to.map(PartialDate::last_day),
        },
        Field::Title(words) => Clause::Title(query_words(words)),
        Field::Kind(kind) => Clause::Kind(*kind),
    })
}

fn party(
    reference: &Reference,
    typed: &str,
    field: fn(String) -> Field,
) -> Result<String, Unknown> {
    named(&reference.parties, typed).map_err(|near| {
        let near = near.map(|name| field(name.name.clone()));
        let forum = || reference.forums.find(typed);
        let near = near.or_else(|| forum().map(|forum| Field::Forum(forum.name.clone())));
        Unknown {
            message: format!("No party is known as `{typed}`."),
            expected: "Write a name or a code of a State, group or observer, such as party:CHN."
                .to_owned(),
            instead: near,
        }
    })
}

fn forum(reference: &Reference, typed: &str) -> Result<String, Unknown> {
    named(&reference.forums, typed).map_err(|near| {
        let near = near.map(|name| Field::Forum(name.name.clone()));
        let party = || reference.parties.find(typed);
        Unknown {
            message: format!("No forum is known as `{typed}`."),
            expected: "Write a name or a code of a body, such as forum:CD.".to_owned(),
            instead: near.or_else(|| party().map(|party| Field::Party(party.name.clone()))),
        }
    })
}

/// The code of the bearer, or the nearest.
fn named<'a>(names: &'a Names, typed: &'a str) -> Result<String, Option<&'a Name>> {
    let found = names.find(typed).map(|name| name.code.clone());
    found.ok_or_else(|| names.nearest(typed))
}

/// One norm, or any of an instrument's.
fn norm(reference: &Reference, typed: &str) -> Result<Clause, Unknown> {
    match labelled(reference, typed) {
        Some(Named::Provision(_, provision)) => Ok(Clause::Norm(provision.id.clone())),
        Some(Named::Instrument(instrument)) => {
            let norms = instrument.provisions.iter();
            Ok(Clause::Any(
                norms.map(|one| Clause::Norm(one.id.clone())).collect(),
            ))
        }
        None => Err(Unknown {
            message: format!("No norm is known as `{typed}`."),
            expected:
                "Write a label, such as norm:13f or norm:\"GGE 13f\"; /norm finds norms by words."
                    .to_owned(),
            instead: nearest_norm(reference, typed),
        }),
    }
}

/// `13f` and `f` are read as labels of the eleven norms.
fn labelled<'a>(reference: &'a Reference, typed: &str) -> Option<Named<'a>> {
    let catalogue = &reference.catalogue;
    resolve(catalogue, typed).or_else(|| resolve(catalogue, &format!("norm {typed}")))
}

/// The norm whose label or one of whose names is spelled most like what was typed; of several, one
/// of the eleven norms.
fn nearest_norm(reference: &Reference, typed: &str) -> Option<Field> {
    let typed = typed.to_lowercase();
    let like = |text: &str| strsim::jaro_winkler(&text.to_lowercase(), &typed);
    let likeness = |(instrument, provision): (&Instrument, &Provision)| {
        let label = short(instrument, provision);
        let names = provision.aliases.iter();
        let names = names.chain(provision.aliases_in.values().flatten());
        let best = names.map(|name| like(name)).fold(0.0, f64::max);
        let best = best.max(like(&provision.title)).max(like(&label));
        (best, instrument.id.as_str() == "gge-2015", label)
    };
    let norms = reference.catalogue.provisions().map(likeness);
    norms
        .filter(|(likeness, ..)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
        .map(|(.., label)| Field::Norm(label.replace('"', "")))
}

/// `UN GGE 2015 13 (f)`.
fn short(instrument: &Instrument, provision: &Provision) -> String {
    format!("{} {}", instrument.short, provision.label)
}

fn tag(typed: &str) -> Result<String, Unknown> {
    language::tag(typed).ok_or_else(|| Unknown {
        message: format!("No language is known as `{typed}`."),
        expected: "Write a name or a tag, such as lang:French or lang:fr.".to_owned(),
        instead: language::nearest(typed).map(|(_, name)| Field::Language(name.to_owned())),
    })
}

/// The values of `query` that stand for a name that is written otherwise: as a field, and the
/// name. `AU` may be meant for Australia and is the African Union.
pub(super) fn named_otherwise(reference: &Reference, query: &Query) -> Vec<(String, String)> {
    match query {
        Query::Field(field) => {
            let name = name(reference, field);
            let named = name.map(|name| (field.to_string(), name));
            named.into_iter().collect()
        }
        Query::Not(part) => named_otherwise(reference, part),
        Query::All(parts) | Query::Any(parts) => {
            let each = parts
                .iter()
                .flat_map(|part| named_otherwise(reference, part));
            each.collect()
        }
        Query::Word(_) | Query::Prefix(_) | Query::Phrase(_) | Query::Near { .. } => Vec::new(),
    }
}

/// The name that the value of `field` stands for, unless it is that name, or the code of a State
/// in three letters, which nobody takes for another.
fn name(reference: &Reference, field: &Field) -> Option<String> {
    let other = |typed: &str, name: &str| squeeze(typed) != squeeze(name);
    let (names, typed) = match field {
        Field::Party(typed) | Field::Group(typed) => (&reference.parties, typed),
        Field::Forum(typed) => (&reference.forums, typed),
        Field::Norm(typed) => {
            let Some(Named::Provision(instrument, provision)) = labelled(reference, typed) else {
                return None;
            };
            return Some(short(instrument, provision)).filter(|name| other(typed, name));
        }
        _ => return None,
    };
    let found = names.find(typed)?;
    let is_code = found.kind == Some(PartyKind::State) && !other(typed, &found.code);
    (other(typed, &found.name) && !is_code).then(|| found.name.clone())
}

/// What `part`, a limit, limits to, to follow "the corpus holds nothing".
pub(super) fn sentence(reference: &Reference, part: &Query) -> String {
    match part {
        Query::Field(field) => within(reference, field),
        Query::Not(part) => format!("that is not {}", sentence(reference, part)),
        Query::Any(parts) => {
            let each = parts.iter().map(|part| sentence(reference, part));
            each.collect::<Vec<_>>().join(" or ")
        }
        other => format!("on {other}"),
    }
}

fn within(reference: &Reference, field: &Field) -> String {
    let party = |typed: &str| {
        let found = reference.parties.find(typed);
        found.map_or_else(|| typed.to_owned(), |party| party.name.clone())
    };
    match field {
        Field::Party(typed) => format!("from {}", party(typed)),
        Field::Group(typed) => format!("said by or for {}", party(typed)),
        Field::Forum(typed) => {
            let found = reference.forums.find(typed);
            let name = found.map_or(typed.as_str(), |forum| forum.name.as_str());
            format!("made in the {name}")
        }
        Field::Speaker(name) => format!("by a speaker named {name}"),
        Field::Norm(typed) => match labelled(reference, typed) {
            Some(Named::Provision(instrument, provision)) => {
                format!("tagged with {}", short(instrument, provision))
            }
            Some(Named::Instrument(instrument)) => format!("tagged with {}", instrument.short),
            None => format!("tagged with {typed}"),
        },
        Field::Language(typed) => {
            let tag = language::tag(typed);
            let name = tag.as_deref().map_or(typed.as_str(), language::name);
            match typed.contains('-') {
                true => format!("in {name} ({typed})"),
                false => format!("in {name}"),
            }
        }
        Field::Date(period) => dated(*period),
        Field::Title(words) => format!("with a title that has “{words}”"),
        Field::Kind(Kind::Statement) => "that is a statement".to_owned(),
        Field::Kind(Kind::Instrument) => "that is an instrument".to_owned(),
    }
}

fn dated(period: Period) -> String {
    match (period.from, period.to) {
        (Some(from), Some(to)) if from == to => format!("dated {}", from.long()),
        (Some(from), Some(to)) => format!("from {} to {}", from.long(), to.long()),
        (Some(from), None) => format!("from {} on", from.long()),
        (None, Some(to)) => format!("up to {}", to.long()),
        (None, None) => "of any date".to_owned(),
    }
}
