//! Codes of parties and forums, and the names people use for them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::domain::label::squeeze;

/// A party or a forum: its code and its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// `CHN`, `CD`.
    pub code: String,
    /// What replies call it.
    pub name: String,
    /// Other names people type.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// For a party: what it is.
    #[serde(default)]
    pub kind: Option<PartyKind>,
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A State.
    State,
    /// A group of States.
    Group,
    /// An observer.
    Observer,
}

/// A list of names, looked up by code or by any name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    names: Vec<Name>,
    /// Places of the bearers, by code and by every name, squeezed.
    places: HashMap<String, usize>,
}

impl Names {
    /// A register of these names.
    pub fn new(names: Vec<Name>) -> Self {
        let mut places = HashMap::new();
        // A code goes before the names of others, and the first bearer before later ones.
        for (place, name) in names.iter().enumerate() {
            places.entry(squeeze(&name.code)).or_insert(place);
        }
        for (place, name) in names.iter().enumerate() {
            for form in forms(name) {
                places.entry(squeeze(form)).or_insert(place);
            }
        }
        Names { names, places }
    }

    /// All names, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Name> {
        self.names.iter()
    }

    /// True when `code` is one of the codes, letter for letter.
    pub fn has(&self, code: &str) -> bool {
        self.names.iter().any(|name| name.code == code)
    }

    /// What replies call the bearer of `code`; the code itself when it is not known.
    pub fn of<'a>(&'a self, code: &'a str) -> &'a str {
        let bearer = self.names.iter().find(|name| name.code == code);
        bearer.map_or(code, |name| name.name.as_str())
    }

    /// Whom people mean by `typed`: a code, else the name or another name, in any case.
    pub fn find(&self, typed: &str) -> Option<&Name> {
        let key = squeeze(typed);
        let place = self.places.get(&key).filter(|_| !key.is_empty())?;
        self.names.get(*place)
    }

    /// The bearer of the name that is spelled most like `typed`, if one is spelled nearly so, or
    /// the only one with a name of which it is the beginning.
    pub fn nearest<'a>(&'a self, typed: &'a str) -> Option<&'a Name> {
        let key = typed.trim().to_lowercase();
        let mut begun = self.complete(typed);
        if let (Some(only), None) = (begun.next(), begun.next()) {
            return Some(only);
        }
        let like = |form: &str| strsim::jaro_winkler(&form.to_lowercase(), &key);
        let likeness = |name| forms(name).map(like).fold(0.0, f64::max);
        let likeness = self.names.iter().map(|name| (likeness(name), name));
        likeness
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, name)| name)
    }

    /// The bearers with a name that begins with `typed`, or has a word that does.
    pub fn complete<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = &'a Name> {
        let key = typed.trim().to_lowercase();
        self.names.iter().filter(move |name| {
            let starts = |form: &str| {
                let form = form.to_lowercase();
                form.starts_with(&key) || form.split_whitespace().any(|word| word.starts_with(&key))
            };
            forms(name).any(starts)
        })
    }
}

fn forms(name: &Name) -> impl Iterator<Item = &str> {
    let own = [name.code.as_str(), name.name.as_str()];
    own.into_iter()
        .chain(name.aliases.iter().map(String::as_str))
}
