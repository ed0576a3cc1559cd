//! What a person can check: a statement's citation, on a line and in the styles people paste.
//!
//! UN and OSCOLA are written here after the UN Editorial Manual (documents are cited by symbol
//! and paragraph) and the fourth edition of OSCOLA (speeches); BibTeX and RIS are file formats.
//! Chicago and APA go through a CSL processor, see `csl`.
//!
//! Citations are plain text: they are pasted into documents that have styles of their own.

mod csl;
mod files;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::domain::date::PartialDate;
use crate::domain::locator::ParagraphList;
use crate::domain::statement::{Kind, Numbering, Record};

/// A way of writing a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// As in documents of the United Nations.
    Un,
    /// Oxford Standard for the Citation of Legal Authorities.
    Oscola,
    /// Chicago Manual of Style, notes and bibliography.
    Chicago,
    /// American Psychological Association.
    Apa,
    /// A BibTeX entry.
    Bibtex,
    /// A RIS record, which reference managers import.
    Ris,
}

impl Style {
    /// Every style, in the order in which they are offered.
    pub const ALL: [Style; 6] = [
        Style::Un,
        Style::Oscola,
        Style::Chicago,
        Style::Apa,
        Style::Bibtex,
        Style::Ris,
    ];

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Style::Un => "UN",
            Style::Oscola => "OSCOLA",
            Style::Chicago => "Chicago",
            Style::Apa => "APA",
            Style::Bibtex => "BibTeX",
            Style::Ris => "RIS",
        }
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name().to_lowercase())
    }
}

/// Why a text names no style.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a citation style; there are un, oscola, chicago, apa, bibtex and ris")]
pub struct StyleError(pub String);

impl FromStr for Style {
    type Err = StyleError;

    fn from_str(text: &str) -> Result<Self, StyleError> {
        let named = |style: &Style| style.to_string() == text.trim().to_lowercase();
        let style = Style::ALL.into_iter().find(named);
        style.ok_or_else(|| StyleError(text.to_owned()))
    }
}

/// Everything that a citation is made of, names resolved.
#[derive(Debug, Clone)]
pub struct Cited<'a> {
    /// The statement's record.
    pub record: &'a Record,
    /// What the party is called.
    pub party: &'a str,
    /// What the parties are called that it speaks for, joined; empty when it speaks for itself.
    pub on_behalf_of: String,
    /// What the forum is called.
    pub forum: &'a str,
    /// The paragraphs cited; none when the whole statement is.
    pub paragraphs: Option<&'a ParagraphList>,
    /// Opening words of the first paragraph cited, for readers whose copy has no numbers.
    pub opening: &'a str,
    /// The address that is printed.
    pub link: &'a str,
    /// The day the citation is made.
    pub accessed: Date,
}

impl Cited<'_> {
    /// `China, Ambassador Fu Cong · Conference on Disarmament · August 2015 (inferred) · para. 5 (our numbering)`.
    pub fn line(&self) -> String {
        let mut parts = vec![
            self.who(),
            self.forum.to_owned(),
            self.record.date.to_string(),
        ];
        if !self.record.symbol.is_empty() {
            parts.push(self.record.symbol.clone());
        }
        parts.extend(self.locator());
        parts.join(" · ")
    }

    /// The citation in `style`, as plain text.
    pub fn in_style(&self, style: Style) -> String {
        match style {
            Style::Un => self.un(),
            Style::Oscola => self.oscola(),
            Style::Chicago | Style::Apa => csl::cite(self, style),
            Style::Bibtex => files::bibtex(self),
            Style::Ris => files::ris(self),
        }
    }

    /// `China, Ambassador Fu Cong`.
    pub fn who(&self) -> String {
        match &self.record.speaker {
            Some(speaker) => format!("{}, {speaker}{}", self.party, self.behalf()),
            None => format!("{}{}", self.party, self.behalf()),
        }
    }

    /// ` (on behalf of the European Union)`; empty when the party speaks for itself.
    fn behalf(&self) -> String {
        match self.on_behalf_of.as_str() {
            "" => String::new(),
            parties => format!(" (on behalf of {parties})"),
        }
    }

    /// `para. 5 (our numbering)`.
    pub fn locator(&self) -> Option<String> {
        let cited = self.paragraphs?.cited();
        Some(match self.record.numbering {
            Numbering::Ours => format!("{cited} (our numbering)"),
            Numbering::Printed => cited,
        })
    }

    fn un(&self) -> String {
        let record = self.record;
        let mut parts = match record.kind {
            Kind::Statement => vec![format!("Statement by {}", self.representative())],
            Kind::Instrument => vec![record.title.clone()],
        };
        parts.extend(given(&[&record.meeting, &record.session]));
        if record.kind == Kind::Statement && !record.meeting.contains(self.forum) {
            parts.push(self.forum.to_owned());
        }
        parts.push(record.date.to_string());
        parts.extend(given(&[&record.symbol]));
        parts.extend(self.locator_with_opening());
        let accessed = PartialDate::from(self.accessed).long();
        format!(
            "{}. Available at {} (accessed on {accessed}).",
            parts.join(", "),
            self.link
        )
    }

    /// Meeting and forum, each once: `1368th plenary meeting, Conference on Disarmament`.
    fn occasion(&self) -> String {
        let meeting = &self.record.meeting;
        match meeting.is_empty() || self.forum.contains(meeting.as_str()) {
            true => self.forum.to_owned(),
            false if meeting.contains(self.forum) => meeting.clone(),
            false => format!("{meeting}, {}", self.forum),
        }
    }

    /// `Ambassador Fu Cong (China)`.
    fn representative(&self) -> String {
        match &self.record.speaker {
            Some(speaker) => format!("{speaker} ({}){}", self.party, self.behalf()),
            None => format!("{}{}", self.party, self.behalf()),
        }
    }

    /// Numbers of ours help nobody who holds another copy, so the opening words go with them.
    fn locator_with_opening(&self) -> Option<String> {
        let cited = self.paragraphs?.cited();
        Some(match self.record.numbering {
            Numbering::Ours => format!("{cited} (our numbering; begins “{}”)", self.opening),
            Numbering::Printed => cited,
        })
    }

    /// Abbreviations have no full stop in OSCOLA, the pinpoint follows the brackets without a
    /// comma, and the footnote is closed with a full stop.
    fn oscola(&self) -> String {
        let record = self.record;
        let who = match &record.speaker {
            Some(speaker) if speaker.role.is_empty() => format!("{}, {}", speaker.name, self.party),
            Some(speaker) => format!("{}, {} of {}", speaker.name, speaker.role, self.party),
            None => self.party.to_owned(),
        };
        let where_and_when = given(&[&self.occasion(), &record.place, &record.date.to_string()]);
        let where_and_when = where_and_when.join(", ");
        let source = match record.kind {
            Kind::Statement => format!("{who}, ‘{}’ (Speech at {where_and_when})", record.title),
            Kind::Instrument => format!("{who}, ‘{}’ ({where_and_when})", record.title),
        };
        let mut parts = vec![source];
        parts.extend(given(&[&record.symbol]));
        parts.extend(self.locator().map(|locator| locator.replacen(". ", " ", 1)));
        let accessed = PartialDate::from(self.accessed).long();
        format!("{} <{}> accessed {accessed}.", parts.join(" "), self.link)
    }
}

/// Those of `parts` that are known.
fn given(parts: &[&str]) -> Vec<String> {
    let known = |part: &&&str| !part.is_empty();
    parts
        .iter()
        .filter(known)
        .map(|part| (*part).to_owned())
        .collect()
}
