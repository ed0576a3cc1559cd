//! Which norms the paragraphs of a statement bear on, judged by rules that are data.
//!
//! A rule is a set of queries for one norm and one language, with a weight. The weights of the
//! rules that a paragraph meets add up; from one sum on it touches the norm, from a higher one it
//! states a position on it. Rules speak only in the field: a paragraph that does not have a word
//! of it is left alone, unless its whole statement is about it. What a person judged stands.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::domain::id::ProvisionId;
use crate::domain::query::matching::{Matcher, NoPlace, Passage, Place};
use crate::domain::query::{Field, Query};
use crate::domain::statement::{Evidence, Origin, Paragraph, Statement, Strength, Tag};
use crate::domain::words::{Token, analyse};

mod hints;

pub use hints::{Hinted, Hints};

/// Words of evidence that a tag keeps; more would only repeat them.
const MOST_WORDS: usize = 8;

/// What one norm's language and weight have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    provision: ProvisionId,
    language: String,
    weight: i32,
    queries: Vec<Matcher>,
    beside: Option<(Vec<Matcher>, u32)>,
    reach: Option<u32>,
}

/// What a rule asks of a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What is looked for; one is enough.
    pub queries: Vec<Query>,
    /// What must stand beside a find, one of these, and at most how many words away.
    pub beside: Option<(Vec<Query>, u32)>,
    /// How many words a find may be away from a word of the field; anywhere when `None`.
    pub reach: Option<u32>,
}

/// The words that show that a paragraph is of the field, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    language: String,
    queries: Vec<Matcher>,
}

/// From which sums on a paragraph is tagged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// It touches the norm.
    pub related: i32,
    /// It states a position on it.
    pub answers: i32,
    /// Per cent of a statement's paragraphs that make the whole statement one of the field.
    pub about: u32,
}

/// Why a query cannot be part of a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A paragraph is judged by its text alone.
    #[error("a rule judges the text of one paragraph; leave fields such as `party:` out")]
    Field,
    /// A side of `near` that has no place.
    #[error(transparent)]
    NoPlace(#[from] NoPlace),
}

/// The rules, made ready.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tagging {
    limits: Limits,
    languages: BTreeMap<String, Language>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Language {
    gate: Vec<Matcher>,
    hints: Hints,
    rules: Vec<Rule>,
}

/// A norm that a paragraph bears on, by the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The norm.
    pub provision: ProvisionId,
    /// How directly.
    pub strength: Strength,
    /// Which words said so.
    pub evidence: Evidence,
}

impl Rule {
    /// A rule for `provision`, for texts in `language` (the first part of a BCP 47 tag).
    ///
    /// # Errors
    /// [`Unfit`] when a query asks for more than the text of a paragraph.
    pub fn new(
        provision: ProvisionId,
        language: &str,
        weight: i32,
        asked: &Asked,
    ) -> Result<Self, Unfit> {
        let beside = match &asked.beside {
            Some((queries, within)) => Some((compile(queries, language)?, *within)),
            None => None,
        };
        Ok(Rule {
            provision,
            weight,
            queries: compile(&asked.queries, language)?,
            beside,
            reach: asked.reach,
            language: language.to_owned(),
        })
    }
}

impl Gate {
    /// The words of the field in `language`.
    ///
    /// # Errors
    /// [`Unfit`] when a query asks for more than the text of a paragraph.
    pub fn new(language: &str, queries: &[Query]) -> Result<Self, Unfit> {
        Ok(Gate {
            queries: compile(queries, language)?,
            language: language.to_owned(),
        })
    }
}

fn compile(queries: &[Query], language: &str) -> Result<Vec<Matcher>, Unfit> {
    let compiled = queries.iter().map(|query| match has_field(query) {
        true => Err(Unfit::Field),
        false => Ok(Matcher::compile(query, language)?),
    });
    compiled.collect()
}

fn has_field(query: &Query) -> bool {
    match query {
        Query::Field(_) => true,
        Query::Not(part) => has_field(part),
        Query::All(parts) | Query::Any(parts) => parts.iter().any(has_field),
        Query::Near { left, right, .. } => has_field(left) || has_field(right),
        Query::Word(_) | Query::Prefix(_) | Query::Phrase(_) => false,
    }
}

impl Tagging {
    /// Rules with their gates. A language without a gate has no paragraph of the field.
    pub fn new(limits: Limits, gates: Vec<Gate>, rules: Vec<Rule>) -> Self {
        let mut languages: BTreeMap<String, Language> = BTreeMap::new();
        for gate in gates {
            let own = languages.entry(gate.language).or_default();
            for query in &gate.queries {
                own.hints.add(query.needs());
            }
            own.gate.extend(gate.queries);
        }
        for rule in rules {
            let own = languages.entry(rule.language.clone()).or_default();
            own.rules.push(rule);
        }
        Tagging { limits, languages }
    }

    /// The norms that there are rules for.
    pub fn provisions(&self) -> impl Iterator<Item = &ProvisionId> {
        let rules = self.languages.values().flat_map(|own| &own.rules);
        rules.map(|rule| &rule.provision)
    }

    /// Quick hints for texts in `language`; `None` when no rule knows the language.
    pub fn hints(&self, language: &str) -> Option<&Hints> {
        self.language(language).map(|own| &own.hints)
    }

    /// What people judged of `statement`, and behind it what the rules say of the rest.
    ///
    /// `may` tells of the paragraph at an index whether it may be of the field by the [`Hints`];
    /// whoever does not know says true.
    pub fn tags(&self, statement: &Statement, may: impl Fn(usize) -> bool) -> Vec<Tag> {
        let mut tags = statement.tags.clone();
        let record = &statement.record;
        let Some(own) = self.language(&record.language) else {
            return tags;
        };
        let tokens = |paragraph: &Paragraph| analyse(&paragraph.text, &record.language);
        let mut of_the_field: BTreeMap<usize, Vec<Token>> = BTreeMap::new();
        for (at, paragraph) in statement.paragraphs.iter().enumerate() {
            if paragraph.number.is_some() && may(at) {
                let tokens = tokens(paragraph);
                if own.is_of_the_field(&tokens) {
                    of_the_field.insert(at, tokens);
                }
            }
        }
        let about = !of_the_field.is_empty()
            && (own.is_of_the_field(&analyse(&record.title, &record.language))
                || self.is_about(of_the_field.len(), statement.n_numbered()));
        for (at, paragraph) in statement.paragraphs.iter().enumerate() {
            let found = match (of_the_field.get(&at), about) {
                (Some(tokens), _) => self.judge(own, &paragraph.text, tokens),
                (None, true) => self.judge(own, &paragraph.text, &tokens(paragraph)),
                (None, false) => continue,
            };
            tags.extend(tagged(statement, paragraph, found));
        }
        tags
    }

    /// What the rules say of one paragraph by itself.
    pub fn found(&self, text: &str, language: &str) -> Vec<Found> {
        let Some(own) = self.language(language) else {
            return Vec::new();
        };
        let tokens = analyse(text, language);
        match own.is_of_the_field(&tokens) {
            true => self.judge(own, text, &tokens),
            false => Vec::new(),
        }
    }

    fn language(&self, tag: &str) -> Option<&Language> {
        let primary = tag.split('-').next().unwrap_or(tag);
        self.languages.get(primary)
    }

    fn is_about(&self, of_the_field: usize, all: usize) -> bool {
        of_the_field * 100 >= all * self.limits.about as usize
    }

    fn judge(&self, own: &Language, text: &str, tokens: &[Token]) -> Vec<Found> {
        let passage = Passage::new(tokens);
        let field = own.field_places(&passage);
        let mut sums: BTreeMap<&ProvisionId, (i32, Vec<Place>)> = BTreeMap::new();
        for rule in &own.rules {
            if let Some(places) = rule.places(&passage, &field) {
                let (points, evidence) = sums.entry(&rule.provision).or_default();
                *points += rule.weight;
                if rule.weight > 0 {
                    evidence.extend(places);
                }
            }
        }
        let found = |(provision, (points, places)): (&ProvisionId, (i32, Vec<Place>))| {
            let spans = places.into_iter().map(|place| passage.span(place));
            Some(Found {
                provision: provision.clone(),
                strength: self.strength(points)?,
                evidence: Evidence {
                    words: words(text, spans.collect()),
                    points,
                },
            })
        };
        sums.into_iter().filter_map(found).collect()
    }

    fn strength(&self, points: i32) -> Option<Strength> {
        match points {
            _ if points >= self.limits.answers => Some(Strength::Answers),
            _ if points >= self.limits.related => Some(Strength::Related),
            _ => None,
        }
    }
}

/// The rules' tags of `paragraph` that no person has judged.
fn tagged(
    statement: &Statement,
    paragraph: &Paragraph,
    found: Vec<Found>,
) -> impl Iterator<Item = Tag> {
    let number = paragraph.number;
    let open = move |found: &Found| {
        let same = |paragraph: u32, provision: &ProvisionId| {
            Some(paragraph) == number && *provision == found.provision
        };
        let tags = &statement.tags;
        let vetoes = &statement.vetoes;
        !tags.iter().any(|tag| same(tag.paragraph, &tag.provision))
            && !vetoes
                .iter()
                .any(|veto| same(veto.paragraph, &veto.provision))
    };
    found.into_iter().filter(open).filter_map(move |found| {
        Some(Tag {
            paragraph: number?,
            provision: found.provision,
            strength: found.strength,
            remark: String::new(),
            origin: Origin::Rules(found.evidence),
        })
    })
}

impl Language {
    fn is_of_the_field(&self, tokens: &[Token]) -> bool {
        let mut hinted = self.hints.start();
        for token in tokens {
            hinted.add(&token.term, &token.form);
        }
        hinted.may() && !self.field_places(&Passage::new(tokens)).is_empty()
    }

    /// Where the words of the field stand.
    fn field_places(&self, passage: &Passage<'_>) -> Vec<Place> {
        all_places(&self.gate, passage)
    }
}

impl Rule {
    /// Where the rule finds what it looks for; `None` when it does not.
    fn places(&self, passage: &Passage<'_>, field: &[Place]) -> Option<Vec<Place>> {
        let mut found = all_places(&self.queries, passage);
        // Where the paragraph has no word of the field, its statement as a whole is of it.
        if let Some(reach) = self.reach
            && !field.is_empty()
        {
            found.retain(|place| field.iter().any(|word| apart(*place, *word) <= reach));
        }
        if let Some((beside, within)) = &self.beside {
            let beside = all_places(beside, passage);
            let near = |one: Place, others: &[Place]| {
                let near = |other: &Place| (1..=*within).contains(&apart(one, *other));
                others.iter().any(near)
            };
            found.retain(|place| near(*place, &beside));
            let beside = beside.into_iter().filter(|place| near(*place, &found));
            let beside: Vec<Place> = beside.collect();
            found.extend(beside);
        }
        Some(found).filter(|found| !found.is_empty())
    }
}

fn all_places(queries: &[Matcher], passage: &Passage<'_>) -> Vec<Place> {
    let places = queries
        .iter()
        .filter_map(|query| query.places(passage, &no_field));
    places.flatten().collect()
}

/// How many words one place is away from another: 1 side by side, 0 when they share a word.
fn apart((first, last): Place, (start, end): Place) -> u32 {
    start.saturating_sub(last).max(first.saturating_sub(end))
}

/// Rules have no fields; [`Rule::new`] and [`Gate::new`] see to it.
fn no_field(_: &Field) -> bool {
    false
}

/// The words of `text` at `spans`, those that touch as one, each once.
fn words(text: &str, mut spans: Vec<Range<usize>>) -> Vec<String> {
    spans.sort_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    let mut words: Vec<String> = Vec::new();
    for span in joined {
        let word = text[span].split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.contains(&word) && words.len() < MOST_WORDS {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests;
