//! What to offer while somebody types: topics, statements, paragraphs, names.

use std::collections::BTreeSet;

use crate::domain::label::squeeze;
use crate::domain::language;
use crate::domain::locator::ParagraphList;
use crate::domain::names::PartyKind;
use crate::index::{Clause, Held};
use crate::service::desk::Desk;
use crate::service::passage::opening;
use crate::service::refusal::Failure;

/// Discord shows at most 25 choices.
pub const MOST: usize = 25;

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is shown.
    pub name: String,
    /// What is filled in.
    pub value: String,
}

impl Choice {
    fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Choice {
            name: name.into(),
            value: value.into(),
        }
    }
}

impl Desk {
    /// Norms whose label, title or another name fits what was typed.
    pub fn complete_topic(&self, typed: &str) -> Vec<Choice> {
        let key = typed.trim().to_lowercase();
        let squeezed = squeeze(typed);
        let mut choices: Vec<(u8, Choice)> = Vec::new();
        for (instrument, provision) in self.reference.catalogue.provisions() {
            let name = format!(
                "{} {} · {}",
                instrument.short, provision.label, provision.title
            );
            let label = format!("{} {}", instrument.short, provision.label);
            let names = provision
                .aliases
                .iter()
                .chain(provision.aliases_in.values().flatten());
            let rank = if squeeze(&label).starts_with(&squeezed)
                || squeeze(&provision.label).starts_with(&squeezed)
            {
                0
            } else if words_start(&provision.title, &key) {
                1
            } else if names.into_iter().any(|alias| words_start(alias, &key)) {
                2
            } else {
                continue;
            };
            let first = u8::from(instrument.id.as_str() != "gge-2015");
            choices.push((2 * rank + first, Choice::new(name, label)));
        }
        choices.sort_by_key(|(rank, _)| *rank);
        choices
            .into_iter()
            .map(|(_, choice)| choice)
            .take(MOST)
            .collect()
    }

    /// Statements whose id, title, party or forum fits what was typed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn complete_statement(&self, typed: &str) -> Result<Vec<Choice>, Failure> {
        let key = typed.trim().to_lowercase();
        let mut choices: Vec<Choice> = Vec::new();
        for held in self.looked_up(&key)? {
            let record = &held.record;
            let line = self.cited(record, None, "", "").line();
            let fits = record.id.as_str().contains(&key)
                || words_start(&record.title, &key)
                || words_start(&line, &key);
            let new = choices
                .iter()
                .all(|choice| choice.value != record.id.as_str());
            if fits && new {
                let name = format!("{} · {line}", record.id);
                choices.push(Choice::new(name, record.id.as_str()));
            }
        }
        choices.truncate(MOST);
        Ok(choices)
    }

    /// Records that may be meant: by id, by a word of the title, by party, by forum.
    fn looked_up(&self, key: &str) -> Result<Vec<Held>, Failure> {
        if key.is_empty() {
            return Ok(self.index.newest(&Clause::All(Vec::new()), MOST)?);
        }
        let mut ids = BTreeSet::new();
        self.index.each_id(&mut |id| {
            if ids.len() < MOST && id.contains(key) {
                ids.insert(id.to_owned());
            }
        })?;
        let mut found = Vec::new();
        for id in ids {
            found.extend(self.index.record(&id)?);
        }
        let first = key.split_whitespace().next().unwrap_or(key);
        found.extend(self.index.labelled(first, MOST)?);
        let parties = self.reference.parties.complete(key).take(MOST);
        let forums = self.reference.forums.complete(key).take(MOST);
        let named = parties.map(|name| Clause::Party(name.code.clone()));
        let named = named.chain(forums.map(|name| Clause::Forum(name.code.clone())));
        found.extend(self.index.newest(&Clause::Any(named.collect()), MOST)?);
        Ok(found)
    }

    /// Paragraphs of `statement` whose number or opening words fit what was typed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn complete_paragraph(&self, statement: &str, typed: &str) -> Result<Vec<Choice>, Failure> {
        let Some(held) = self.index.record(&statement.trim().to_lowercase())? else {
            return Ok(Vec::new());
        };
        let key = typed.trim().to_lowercase();
        let mut choices = Vec::new();
        if let Ok(list) = key.parse::<ParagraphList>()
            && list.single().is_none()
        {
            choices.push(Choice::new(format!("¶ {}", list.shown()), list.to_string()));
        }
        for paragraph in self.index.paragraphs(&held.record.id)? {
            let Some(number) = paragraph.number.map(|number| number.to_string()) else {
                continue;
            };
            if number.starts_with(&key) || words_start(&paragraph.text, &key) {
                choices.push(Choice::new(
                    format!("¶ {number} · {}", opening(&paragraph.text)),
                    number,
                ));
            }
        }
        choices.truncate(MOST);
        Ok(choices)
    }

    /// Parties by code or name.
    pub fn complete_party(&self, typed: &str) -> Vec<Choice> {
        let named = self.reference.parties.complete(typed).take(MOST);
        named
            .map(|name| Choice::new(format!("{} · {}", name.name, name.code), &name.code))
            .collect()
    }

    /// Groups and observers by code or name.
    pub fn complete_group(&self, typed: &str) -> Vec<Choice> {
        let named = self.reference.parties.complete(typed);
        let groups = named
            .filter(|name| name.kind != Some(PartyKind::State))
            .take(MOST);
        groups
            .map(|name| Choice::new(format!("{} · {}", name.name, name.code), &name.code))
            .collect()
    }

    /// Languages by tag or English name.
    pub fn complete_language(typed: &str) -> Vec<Choice> {
        let key = typed.trim().to_lowercase();
        let fitting = |(tag, name): &(&str, &str)| tag.starts_with(&key) || words_start(name, &key);
        let languages = language::all().filter(fitting).take(MOST);
        languages
            .map(|(tag, name)| Choice::new(format!("{name} · {tag}"), tag))
            .collect()
    }

    /// Forums by code or name.
    pub fn complete_forum(&self, typed: &str) -> Vec<Choice> {
        let named = self.reference.forums.complete(typed).take(MOST);
        named
            .map(|name| Choice::new(format!("{} · {}", name.name, name.code), &name.code))
            .collect()
    }

    /// Speakers whose name fits what was typed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn complete_speaker(&self, typed: &str) -> Result<Vec<Choice>, Failure> {
        let key = typed.trim().to_lowercase();
        let mut names = BTreeSet::new();
        self.index.each_speaker(&mut |name| {
            if words_start(name, &key) {
                names.insert(name.to_owned());
            }
        })?;
        Ok(names
            .into_iter()
            .take(MOST)
            .map(|name| Choice::new(name.clone(), name))
            .collect())
    }
}

/// True when the text, or a word of it, begins with `key`, which is in lower case.
fn words_start(text: &str, key: &str) -> bool {
    let text = text.to_lowercase();
    key.is_empty()
        || text.starts_with(key)
        || text.match_indices(key).any(|(at, _)| {
            text[..at]
                .chars()
                .next_back()
                .is_some_and(|before| !before.is_alphanumeric())
        })
}
