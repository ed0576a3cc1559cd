//! Citations as records that reference managers read: BibTeX and RIS.

use crate::domain::citation::Cited;

/// A BibTeX entry. `@misc`, because BibTeX has no entry type for a speech.
pub(super) fn bibtex(cited: &Cited<'_>) -> String {
    let record = cited.record;
    let date = record.date.value;
    let mut fields = vec![
        ("author", author(cited, "{{", "}}")),
        ("title", format!("{{{}}}", escaped(&record.title))),
        ("howpublished", escaped(&occasion(cited))),
        ("year", date.year().to_string()),
    ];
    if let Some(month) = date.month_name() {
        fields.push(("month", month.to_owned()));
    }
    fields.push(("url", cited.link.to_owned()));
    fields.push(("urldate", cited.accessed.to_string()));
    fields.push(("note", escaped(&note(cited))));
    let mut entry = format!("@misc{{{},\n", record.id);
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        entry += &format!("  {name} = {{{value}}},\n");
    }
    entry.push('}');
    entry
}

/// A RIS record of type `SPCH`, lines `XX  - value`, closed by `ER`.
pub(super) fn ris(cited: &Cited<'_>) -> String {
    let record = cited.record;
    let date = record.date.value;
    let day = |part: Option<i8>| part.map_or_else(String::new, |part| format!("{part:02}"));
    let lines = [
        ("TY", "SPCH".to_owned()),
        ("AU", author(cited, "", "")),
        ("TI", record.title.clone()),
        ("T2", occasion(cited)),
        ("PY", date.year().to_string()),
        ("DA", format!("{}/{}/{}", date.year(), day(date.month()), day(date.day()))),
        ("CY", record.place.clone()),
        ("SP", cited.paragraphs.map(|list| list.cited()).unwrap_or_default()),
        ("LA", record.language.clone()),
        ("UR", cited.link.to_owned()),
        ("Y2", cited.accessed.strftime("%Y/%m/%d").to_string()),
        ("N1", note(cited)),
    ];
    let given = lines.iter().filter(|(_, value)| !value.is_empty());
    let mut text: String = given
        .map(|(tag, value)| format!("{tag}  - {}\n", value.replace(['\r', '\n'], " ")))
        .collect();
    text.push_str("ER  - ");
    text
}

/// The speaker, or the party in marks that keep it from being read as a person's name.
fn author(cited: &Cited<'_>, open: &str, close: &str) -> String {
    match &cited.record.speaker {
        Some(speaker) => format!("{open}{}{close}", speaker.name),
        None => format!("{open}{}{close}", cited.party),
    }
}

fn occasion(cited: &Cited<'_>) -> String {
    let meeting = &cited.record.meeting;
    match meeting.is_empty() || cited.forum.contains(meeting.as_str()) {
        true => cited.forum.to_owned(),
        false if meeting.contains(cited.forum) => meeting.clone(),
        false => format!("{meeting}, {}", cited.forum),
    }
}

fn note(cited: &Cited<'_>) -> String {
    let mut parts = vec![cited.who()];
    parts.extend(cited.locator());
    if cited.record.date.inferred {
        parts.push("date inferred".to_owned());
    }
    if !cited.record.symbol.is_empty() {
        parts.push(cited.record.symbol.clone());
    }
    parts.join("; ")
}

/// BibTeX's special characters, so that a title cannot break the entry.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\textbackslash "),
            '~' => escaped.push_str("\\textasciitilde "),
            '^' => escaped.push_str("\\textasciicircum "),
            '{' | '}' | '%' | '$' | '#' | '&' | '_' => escaped.extend(['\\', letter]),
            '\r' | '\n' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
