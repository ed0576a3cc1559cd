//! Citations as records that reference managers read: BibTeX and RIS.

use crate::domain::citation::Cited;
use crate::domain::statement::Kind;

/// A BibTeX entry. `@misc`, because BibTeX has no entry type for a speech.
pub(super) fn bibtex(cited: &Cited<'_>) -> String {
    let record = cited.record;
    let date = record.date.value;
    let braced = |text: &str| format!("{{{}}}", escaped(text));
    // A second pair of braces keeps names whole and the case of titles.
    let whole = |text: &str| format!("{{{}}}", braced(text));
    let mut fields = vec![
        ("author", whole(author(cited))),
        ("title", whole(&record.title)),
        ("howpublished", braced(&cited.occasion())),
        ("address", braced(&record.place)),
        ("year", braced(&date.year().to_string())),
    ];
    if let Some(month) = date.month_name() {
        // One of the macros that every style defines, in its own language.
        fields.push(("month", month[..3].to_lowercase()));
    }
    fields.push(("url", format!("{{{}}}", address(cited.link))));
    fields.push(("urldate", braced(&cited.accessed.to_string())));
    fields.push(("note", braced(&note(cited))));
    fields.retain(|(_, value)| value != "{}");
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("  {name} = {value},"))
        .collect();
    format!("@misc{{{},\n{}\n}}", record.id, fields.join("\n"))
}

/// A RIS record, lines `XX  - value`, closed by `ER`.
///
/// RIS has no type for a speech; `SLIDE`, a presentation, is what reference managers use for one.
pub(super) fn ris(cited: &Cited<'_>) -> String {
    let record = cited.record;
    let date = record.date.value;
    let kind = if record.kind == Kind::Statement {
        "SLIDE"
    } else {
        "RPRT"
    };
    // The parts of a date may be empty, the slashes between them not be left out.
    let part = |part: Option<i8>| part.map_or_else(String::new, |part| format!("{part:02}"));
    let lines = [
        ("TY", kind.to_owned()),
        ("AU", author(cited).to_owned()),
        ("TI", record.title.clone()),
        ("T2", cited.occasion()),
        ("PY", date.year().to_string()),
        (
            "DA",
            format!(
                "{}/{}/{}/",
                date.year(),
                part(date.month()),
                part(date.day())
            ),
        ),
        ("CY", record.place.clone()),
        ("LA", record.language.clone()),
        ("UR", cited.link.to_owned()),
        ("Y2", cited.accessed.strftime("%Y/%m/%d/").to_string()),
        ("N1", note(cited)),
    ];
    let given = lines.iter().filter(|(_, value)| !value.is_empty());
    let line =
        |(tag, value): &(&str, String)| format!("{tag}  - {}", value.replace(['\r', '\n'], " "));
    let mut lines: Vec<String> = given.map(line).collect();
    lines.push("ER  - ".to_owned());
    lines.join("\n")
}

/// The speaker, or the party.
fn author<'a>(cited: &Cited<'a>) -> &'a str {
    cited
        .record
        .speaker
        .as_ref()
        .map_or(cited.party, |speaker| &speaker.name)
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

/// An address without the braces that would end the field.
fn address(link: &str) -> String {
    link.replace('{', "%7B")
        .replace('}', "%7D")
        .replace(['\r', '\n', ' '], "")
}

/// BibTeX's special characters, so that a title cannot break the entry.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '{' | '}' | '%' | '$' | '#' | '&' | '_' => escaped.extend(['\\', letter]),
            '\r' | '\n' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
