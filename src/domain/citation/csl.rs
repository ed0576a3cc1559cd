//! Chicago and APA, by way of a CSL processor and the styles it ships.

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{IndependentStyle, Locale, Style as Csl};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, LocatorPayload,
    SpecificLocator,
};
use serde_json::{Value, json};
use std::sync::LazyLock;

use crate::domain::citation::{Cited, Style};
use crate::domain::locator::ParagraphList;
use crate::domain::statement::{Kind, Numbering};

static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(locales);
static CHICAGO: LazyLock<Option<IndependentStyle>> =
    LazyLock::new(|| independent(ArchivedStyle::ChicagoNotes));
static APA: LazyLock<Option<IndependentStyle>> =
    LazyLock::new(|| independent(ArchivedStyle::AmericanPsychologicalAssociation));

/// Two lines: the citation of the paragraphs, and the entry of the bibliography.
///
/// Both styles name paragraphs where a text is cited and never in the bibliography: Chicago in a
/// note, which comes first; APA in brackets, which come behind the entry.
pub(super) fn cite(cited: &Cited<'_>, style: Style) -> String {
    let csl = if style == Style::Apa {
        &*APA
    } else {
        &*CHICAGO
    };
    let rendered = csl.as_ref().and_then(|csl| rendered(cited, csl));
    let Some((note, entry)) = rendered else {
        return cited.line();
    };
    if style == Style::Apa {
        format!("{entry}\n{note}")
    } else {
        format!("{note}\n{entry}")
    }
}

fn independent(style: ArchivedStyle) -> Option<IndependentStyle> {
    match style.get() {
        Csl::Independent(style) => Some(style),
        Csl::Dependent(_) => None,
    }
}

/// The citation and the bibliography's entry.
fn rendered(cited: &Cited<'_>, style: &IndependentStyle) -> Option<(String, String)> {
    let item: Item = serde_json::from_value(item(cited)).ok()?;
    let place = cited.paragraphs.map(ParagraphList::shown);
    let mut citation = CitationItem::with_entry(&item);
    if let Some(place) = &place {
        citation.locator = Some(SpecificLocator(
            Locator::Paragraph,
            LocatorPayload::Str(place),
        ));
    }
    let mut driver = BibliographyDriver::new();
    driver.citation(CitationRequest::from_items(vec![citation], style, &LOCALES));
    let rendered = driver.finish(BibliographyRequest {
        style,
        locale: None,
        locale_files: &LOCALES,
    });
    let note = &rendered.citations.first()?.citation;
    let entry = rendered.bibliography?.items.into_iter().next()?.content;
    // `#` is for plain text; without it there are escape sequences for terminals.
    Some((
        with_numbering(cited, &format!("{note:#}")),
        format!("{entry:#}"),
    ))
}

/// Says behind the paragraphs that their numbers are ours.
///
/// Not a part of the locator, where the processor would no longer see that it is in the plural.
fn with_numbering(cited: &Cited<'_>, note: &str) -> String {
    match cited.paragraphs.map(ParagraphList::cited) {
        Some(place) if cited.record.numbering == Numbering::Ours => {
            note.replacen(&place, &format!("{place} [our numbering]"), 1)
        }
        _ => note.to_owned(),
    }
}

/// The statement as CSL-JSON (`csl-data.json` 1.0), type `speech`.
fn item(cited: &Cited<'_>) -> Value {
    let record = cited.record;
    let author = record
        .speaker
        .as_ref()
        .map_or(cited.party, |speaker| &speaker.name);
    let date = record.date.value;
    let parts: Vec<i64> = [
        Some(i64::from(date.year())),
        date.month().map(i64::from),
        date.day().map(i64::from),
    ]
    .into_iter()
    .flatten()
    .collect();
    let accessed = cited.accessed;
    // A symbol as `number` would read "Speech No. CD/PV.1368".
    let event = match record.symbol.as_str() {
        "" => cited.occasion(),
        symbol => format!("{} ({symbol})", cited.occasion()),
    };
    let (kind, genre) = match record.kind {
        Kind::Statement => ("speech", "speech"),
        Kind::Instrument => ("report", "official document"),
    };
    json!({
        "id": record.id.as_str(),
        "type": kind,
        "genre": genre,
        // A literal name: which part of a person's name is the family's is not known.
        "author": [{ "literal": author }],
        "title": record.title,
        "event-title": event,
        "event": event,
        "event-place": record.place,
        "issued": { "date-parts": [parts], "circa": record.date.inferred },
        "accessed": { "date-parts": [[accessed.year(), accessed.month(), accessed.day()]] },
        "URL": cited.link,
        "language": "en-US",
    })
}
