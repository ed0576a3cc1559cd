//! Reads `tagging.toml`: the rules by which paragraphs are tagged with norms.

use crate::corpus::Defect;
use crate::corpus::fields::{Fields, Source};
use crate::domain::query::Query;
use crate::domain::tagging::{Asked, Gate, Limits, Rule, Tagging};

/// Reads the rules.
pub(super) fn parse(path: &str, text: &str) -> Result<Tagging, Vec<Defect>> {
    let source = Source::new(path, text, 0);
    let tagging = source.parse().and_then(|table| {
        let mut fields = Fields::new(&source, table, 0..0);
        let limits = limits(&mut fields);
        let gates = fields.tables("gates").into_iter().filter_map(gate);
        let gates = gates.collect();
        let rules = fields.tables("rules").into_iter().filter_map(rule);
        let rules = rules.collect();
        fields.done();
        Some(Tagging::new(limits?, gates, rules))
    });
    source.finish(tagging)
}

fn limits(fields: &mut Fields<'_, '_>) -> Option<Limits> {
    let related = fields.integer("related");
    let answers = fields.integer("answers");
    let about = fields.number("about");
    let (related, answers) = (related?, answers?);
    if related < 1 || answers <= related {
        fields.defect(format!(
            "`related` must be above zero and `answers` above `related`; they are {related} and {answers}"
        ));
    }
    Some(Limits {
        related,
        answers,
        about: about?,
    })
}

fn gate(mut fields: Fields<'_, '_>) -> Option<Gate> {
    let language = language(&mut fields);
    let queries = queries(&mut fields);
    let gate = Gate::new(&language?, &queries)
        .map_err(|error| fields.defect(format!("`queries`: {error}")))
        .ok();
    fields.done();
    gate
}

fn rule(mut fields: Fields<'_, '_>) -> Option<Rule> {
    let provision = fields.parsed("provision");
    let language = language(&mut fields);
    let weight = fields.integer("weight");
    if weight == Some(0) {
        fields.defect("`weight` is 0, so that the rule says nothing");
    }
    let asked = Asked {
        queries: queries(&mut fields),
        beside: beside(&mut fields),
        reach: fields.optional_number("reach"),
    };
    // Whoever reviews the rules reads why each is there; the program does not.
    fields.text("remark");
    let rule = Rule::new(provision?, &language?, weight?, &asked)
        .map_err(|error| fields.defect(format!("`queries`: {error}")))
        .ok();
    fields.done();
    rule
}

/// `beside` and `within` belong together.
fn beside(fields: &mut Fields<'_, '_>) -> Option<(Vec<Query>, u32)> {
    let queries: Vec<Query> = fields.list("beside");
    match (queries.is_empty(), fields.optional_number("within")) {
        (false, Some(within)) => Some((queries, within)),
        (true, None) => None,
        _ => {
            fields.defect("`beside` and `within` go together: what must stand beside a find, and at most how many words away");
            None
        }
    }
}

/// The first part of a BCP 47 tag, such as `en`.
fn language(fields: &mut Fields<'_, '_>) -> Option<String> {
    let language = fields.text("language")?;
    let plain = matches!(language.len(), 2 | 3) && language.bytes().all(|b| b.is_ascii_lowercase());
    if !plain {
        fields.defect(format!(
            "`language` is `{language}`; write the two or three letters that BCP 47 has for it, such as en"
        ));
    }
    plain.then_some(language)
}

fn queries(fields: &mut Fields<'_, '_>) -> Vec<Query> {
    let given = fields.has("queries");
    let queries = fields.list("queries");
    if !given {
        fields.defect(
            "`queries` is missing; a list of queries such as [\"cyberattack\"] belongs there",
        );
    }
    queries
}
