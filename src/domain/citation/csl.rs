//! Chicago and APA, by way of a CSL processor and the styles it ships.

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::{IndependentStyle, Locale, Style as Csl};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};
use serde_json::{Value, json};
use std::sync::LazyLock;

use crate::domain::citation::{Cited, Style};

static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(locales);
static CHICAGO: LazyLock<Option<IndependentStyle>> =
    LazyLock::new(|| independent(ArchivedStyle::ChicagoNotes));
static APA: LazyLock<Option<IndependentStyle>> =
    LazyLock::new(|| independent(ArchivedStyle::AmericanPsychologicalAssociation));

/// The reference-list entry in `style`, with the locator behind it.
pub(super) fn cite(cited: &Cited<'_>, style: Style) -> String {
    let csl = if style == Style::Apa { &*APA } else { &*CHICAGO };
    let entry = csl.as_ref().and_then(|csl| rendered(cited, csl));
    let entry = entry.unwrap_or_else(|| cited.line());
    match cited.locator() {
        Some(locator) => format!("{} [{locator}]", entry.trim_end()),
        None => entry,
    }
}

fn independent(style: ArchivedStyle) -> Option<IndependentStyle> {
    match style.get() {
        Csl::Independent(style) => Some(style),
        Csl::Dependent(_) => None,
    }
}

fn rendered(cited: &Cited<'_>, style: &IndependentStyle) -> Option<String> {
    let item: Item = serde_json::from_value(item(cited)).ok()?;
    let mut driver = BibliographyDriver::new();
    let request = vec![CitationItem::with_entry(&item)];
    driver.citation(CitationRequest::from_items(request, style, &LOCALES));
    let rendered = driver.finish(BibliographyRequest {
        style,
        locale: None,
        locale_files: &LOCALES,
    });
    let entry = rendered.bibliography?.items.into_iter().next()?;
    // `#` is for plain text; without it there are escape sequences for terminals.
    Some(format!("{:#}", entry.content))
}

/// The statement as CSL-JSON (`csl-data.json` 1.0), type `speech`.
fn item(cited: &Cited<'_>) -> Value {
    let record = cited.record;
    let author = record.speaker.as_ref().map_or(cited.party, |speaker| &speaker.name);
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
    let event = if record.meeting.is_empty() { cited.forum } else { &record.meeting };
    json!({
        "id": record.id.as_str(),
        "type": "speech",
        // A literal name: which part of a person's name is the family's is not known.
        "author": [{ "literal": author }],
        "title": record.title,
        "event-title": event,
        "event": event,
        "event-place": record.place,
        "issued": { "date-parts": [parts] },
        "accessed": { "date-parts": [[accessed.year(), accessed.month(), accessed.day()]] },
        "URL": cited.link,
        "language": "en-US",
    })
}
