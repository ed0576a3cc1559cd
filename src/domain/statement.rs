//! A statement: its record, its paragraphs, and the norms that people tagged them with.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::date::StatedDate;
use crate::domain::id::{ProvisionId, StatementId};

/// One intervention of one party at one meeting, or the text of an official document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Everything but the text.
    pub record: Record,
    /// The text, in the order of the source.
    pub paragraphs: Vec<Paragraph>,
    /// Which norms its paragraphs bear on, as judged by a person.
    pub tags: Vec<Tag>,
    /// Which norms they do not bear on, as judged by a person; no rule may say otherwise.
    pub vetoes: Vec<Veto>,
}

impl Statement {
    /// How many paragraphs carry a number.
    pub fn n_numbered(&self) -> usize {
        let numbered = |paragraph: &&Paragraph| paragraph.number.is_some();
        self.paragraphs.iter().filter(numbered).count()
    }
}

/// What is known of a statement besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The id people type.
    pub id: StatementId,
    /// The title, as the source gives it.
    pub title: String,
    /// What kind of text it is.
    pub kind: Kind,
    /// Code of the party that speaks.
    pub party: String,
    /// Codes of the parties it says it speaks for.
    #[serde(default)]
    pub on_behalf_of: Vec<String>,
    /// Code of the forum.
    pub forum: String,
    /// The forum's session, when known.
    #[serde(default)]
    pub session: String,
    /// The meeting, when known.
    #[serde(default)]
    pub meeting: String,
    /// Where it was delivered, when known.
    #[serde(default)]
    pub place: String,
    /// BCP 47 tag of the text's language.
    pub language: String,
    /// Official document symbol, verbatim.
    #[serde(default)]
    pub symbol: String,
    /// Whose paragraph numbers these are.
    pub numbering: Numbering,
    /// The person who spoke.
    #[serde(default)]
    pub speaker: Option<Speaker>,
    /// When it was delivered.
    pub date: StatedDate,
    /// Where the text comes from.
    pub source: Source,
}

/// What kind of text a statement file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An intervention of a party.
    Statement,
    /// The text of an official document.
    Instrument,
}

/// Whose paragraph numbers a statement has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbering {
    /// Given by this corpus; every citation says so.
    Ours,
    /// Printed in the source.
    Printed,
}

/// The person who spoke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speaker {
    /// Name, as the source gives it.
    pub name: String,
    /// Office held, such as `Ambassador`.
    #[serde(default)]
    pub role: String,
}

impl fmt::Display for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role.as_str() {
            "" => f.write_str(&self.name),
            role => write!(f, "{role} {}", self.name),
        }
    }
}

/// Where a text was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// An http or https address.
    pub address: String,
    /// What is found at the address.
    pub format: Format,
    /// For a PDF: on which page a numbered paragraph starts.
    #[serde(default)]
    pub pages: BTreeMap<String, u32>,
    /// A remark on the source.
    #[serde(default)]
    pub note: String,
    /// When the text was taken from the address, when known.
    #[serde(default)]
    pub retrieved: Option<StatedDate>,
}

/// What is found at a source's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A web page: a link can land on a phrase.
    Html,
    /// A PDF: a link can land on a page.
    Pdf,
}

/// A paragraph of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Position in the statement, from 1, headings and salutations included.
    pub ordinal: u32,
    /// The number it is cited by.
    pub number: Option<u32>,
    /// The number that the source prints before it, where it is not that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed_number: Option<String>,
    /// True for a heading of the source.
    #[serde(default)]
    pub heading: bool,
    /// The text, byte for byte.
    pub text: String,
}

/// A judgement that a paragraph bears on a norm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// The number of the paragraph.
    pub paragraph: u32,
    /// The norm.
    pub provision: ProvisionId,
    /// How directly it bears on it.
    pub strength: Strength,
    /// Where the wording departs from the norm.
    #[serde(default)]
    pub remark: String,
    /// Whose judgement it is.
    #[serde(default)]
    pub origin: Origin,
}

/// Whose judgement a tag is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A person's, who read the paragraph.
    #[default]
    Person,
    /// The rules', on the strength of these words.
    Rules(Evidence),
}

/// What made the rules tag a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Words of the paragraph, as they stand there, in order.
    pub words: Vec<String>,
    /// The sum of the weights of the rules that these words met.
    pub points: i32,
}

/// A person's judgement that a paragraph does not bear on a norm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veto {
    /// The number of the paragraph.
    pub paragraph: u32,
    /// The norm.
    pub provision: ProvisionId,
}

/// How directly a paragraph bears on a norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Touches it.
    Related,
    /// States a position on it.
    Answers,
}
