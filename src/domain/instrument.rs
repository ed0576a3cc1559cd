//! The norm catalogue: instruments, their provisions, and the links between them.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::date::StatedDate;
use crate::domain::id::{InstrumentId, ProvisionId};

/// A treaty, resolution, report or declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// The id people type.
    pub id: InstrumentId,
    /// Official document symbol, verbatim; empty when there is none.
    pub symbol: String,
    /// Full title.
    pub title: String,
    /// What replies call it.
    pub short: String,
    /// Other names people type.
    pub aliases: Vec<String>,
    /// When it was made.
    pub date: StatedDate,
    /// Who made it.
    pub made_by: String,
    /// Codes of the parties that put it forward.
    pub sponsors: Vec<String>,
    /// What standing it has.
    pub status: Status,
    /// A few words shown beside the status.
    pub status_note: String,
    /// Where it can be read.
    pub address: String,
    /// What it followed.
    pub follows: Vec<InstrumentId>,
    /// What followed it; worked out from the others' `follows`.
    pub followed_by: Vec<InstrumentId>,
    /// Where the facts were seen.
    pub source: String,
    /// False when the facts come from general knowledge only.
    pub verified: bool,
    /// A remark, shown.
    pub note: String,
    /// Its numbered parts that are tracked.
    pub provisions: Vec<Provision>,
}

impl Instrument {
    /// `consensus, voluntary and non-binding`.
    pub fn standing(&self) -> String {
        match self.status_note.as_str() {
            "" => self.status.to_string(),
            note => format!("{}, {note}", self.status),
        }
    }
}

/// What standing an instrument has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Agreed by all who made it.
    Consensus,
    /// Adopted by a body, by vote or otherwise.
    Adopted,
    /// Put forward and never adopted.
    Proposal,
    /// Declared by one State.
    Unilateral,
    /// Agreed by two States.
    Bilateral,
    /// Agreed within a regional body or a group of States.
    Regional,
    /// Joined by States and others.
    Multistakeholder,
    /// Binding on its parties.
    Treaty,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Status::Consensus => "consensus",
            Status::Adopted => "adopted",
            Status::Proposal => "proposal",
            Status::Unilateral => "unilateral",
            Status::Bilateral => "bilateral",
            Status::Regional => "regional",
            Status::Multistakeholder => "multistakeholder",
            Status::Treaty => "treaty",
        })
    }
}

/// A part of an instrument that is tracked as a norm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// `gge-2015/f`.
    pub id: ProvisionId,
    /// As it is cited: `13 (f)`.
    pub label: String,
    /// Short title.
    pub title: String,
    /// Words and phrases that people type for it.
    pub aliases: Vec<String>,
    /// The same in other languages, by BCP 47 tag.
    pub aliases_in: BTreeMap<String, Vec<String>>,
    /// What it says, in our words.
    pub summary: String,
    /// Topic terms.
    pub topics: Vec<String>,
    /// What a reader of this one will want as well.
    pub related: Vec<ProvisionId>,
    /// False when its content comes from general knowledge only.
    pub verified: bool,
    /// A remark, shown.
    pub note: String,
}

/// Two or more provisions that correspond.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The provisions; read in every direction.
    pub between: Vec<ProvisionId>,
    /// Where they differ.
    #[serde(default)]
    pub remark: String,
    /// False when the correspondence was not checked against the texts.
    #[serde(default = "yes")]
    pub verified: bool,
}

/// What an absent `verified` means.
pub fn yes() -> bool {
    true
}

/// Another instrument's provision on the same matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counterpart<'a> {
    /// Its instrument.
    pub instrument: &'a Instrument,
    /// The provision.
    pub provision: &'a Provision,
    /// Where the two differ.
    pub remark: &'a str,
    /// Whether the correspondence was checked.
    pub verified: bool,
}

/// All instruments, in a stable order, with the ways between their provisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    instruments: Vec<Instrument>,
    links: Vec<Link>,
    places: HashMap<ProvisionId, (usize, usize)>,
}

impl Catalogue {
    /// Puts instruments in order of their date and works out what followed what.
    pub fn new(mut instruments: Vec<Instrument>, links: Vec<Link>) -> Self {
        instruments.sort_by_key(|one| (one.date.value.first_day(), one.id.clone()));
        let follows: Vec<_> = instruments
            .iter()
            .map(|one| (one.id.clone(), one.follows.clone()))
            .collect();
        for one in &mut instruments {
            let after = |(_, before): &&(_, Vec<InstrumentId>)| before.contains(&one.id);
            one.followed_by = follows
                .iter()
                .filter(after)
                .map(|(id, _)| id.clone())
                .collect();
        }
        let mut places = HashMap::new();
        for (i, instrument) in instruments.iter().enumerate() {
            for (p, provision) in instrument.provisions.iter().enumerate() {
                places.insert(provision.id.clone(), (i, p));
            }
        }
        Catalogue {
            instruments,
            links,
            places,
        }
    }

    /// All instruments, oldest first.
    pub fn instruments(&self) -> &[Instrument] {
        &self.instruments
    }

    /// All provisions with their instrument.
    pub fn provisions(&self) -> impl Iterator<Item = (&Instrument, &Provision)> {
        self.instruments
            .iter()
            .flat_map(|one| one.provisions.iter().map(move |provision| (one, provision)))
    }

    /// How many provisions there are.
    pub fn n_provisions(&self) -> usize {
        self.places.len()
    }

    /// The instrument with this id.
    pub fn instrument(&self, id: &str) -> Option<&Instrument> {
        self.instruments.iter().find(|one| one.id.as_str() == id)
    }

    /// The provision with this id.
    pub fn provision(&self, id: &ProvisionId) -> Option<(&Instrument, &Provision)> {
        let &(i, p) = self.places.get(id)?;
        let instrument = self.instruments.get(i)?;
        Some((instrument, instrument.provisions.get(p)?))
    }

    /// Other instruments' provisions on the same matter, in the order of the crosswalk.
    pub fn counterparts(&self, id: &ProvisionId) -> Vec<Counterpart<'_>> {
        let mut found: Vec<Counterpart<'_>> = Vec::new();
        for link in self.links.iter().filter(|link| link.between.contains(id)) {
            for other in link.between.iter().filter(|other| *other != id) {
                let known = found.iter().any(|one| one.provision.id == *other);
                let Some((instrument, provision)) = self.provision(other).filter(|_| !known) else {
                    continue;
                };
                found.push(Counterpart {
                    instrument,
                    provision,
                    remark: &link.remark,
                    verified: link.verified,
                });
            }
        }
        found
    }
}
