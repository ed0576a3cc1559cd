//! Links that land on the quoted text: text fragments for web pages, pages for PDFs.
//!
//! The syntax is that of the WICG "URL Fragment Text Directives" report:
//! `#:~:text=start,end`, with `-`, `,` and `&` percent-encoded inside a term.

use crate::domain::statement::{Format, Paragraph, Record, Source};

/// Enough words to be unique on a page, few enough to keep the link short.
const WORDS_AT_EACH_END: usize = 6;

/// The address of `record`'s source, pointing at `paragraph` as closely as its format allows.
pub fn to_paragraph(record: &Record, paragraph: &Paragraph) -> String {
    address_of(&record.source, paragraph.number, &paragraph.text)
}

fn address_of(source: &Source, number: Option<u32>, text: &str) -> String {
    let base = source.address.split('#').next().unwrap_or_default();
    match source.format {
        Format::Html => format!("{base}#:~:text={}", fragment(text)),
        Format::Pdf => {
            let page = number.and_then(|number| source.pages.get(&number.to_string()));
            page.map_or_else(
                || source.address.clone(),
                |page| format!("{base}#page={page}"),
            )
        }
    }
}

/// The `start,end` terms that select a whole paragraph.
fn fragment(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= 2 * WORDS_AT_EACH_END {
        return encoded(&words);
    }
    let start = encoded(&words[..WORDS_AT_EACH_END]);
    let end = encoded(&words[words.len() - WORDS_AT_EACH_END..]);
    format!("{start},{end}")
}

/// Percent-encodes everything but unreserved characters, and the hyphen as well.
fn encoded(words: &[&str]) -> String {
    let mut encoded = String::new();
    for byte in words.join(" ").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => encoded += &format!("%{other:02X}"),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_paragraph_is_one_term() {
        assert_eq!(
            fragment("Peace, co-operation & trust"),
            "Peace%2C%20co%2Doperation%20%26%20trust"
        );
    }

    #[test]
    fn a_link_into_a_pdf_names_the_page_where_it_is_known() {
        let source = r#"{"address": "https://x.org/a.pdf", "format": "pdf", "pages": {"5": 2}}"#;
        let source: Source = serde_json::from_str(source).unwrap();
        let at = |number| address_of(&source, Some(number), "text");
        assert_eq!(at(5), "https://x.org/a.pdf#page=2");
        assert_eq!(at(6), "https://x.org/a.pdf");
    }

    #[test]
    fn a_long_paragraph_is_given_by_its_ends() {
        let text = "a b c d e f g h i j k l m n";
        assert_eq!(
            fragment(text),
            "a%20b%20c%20d%20e%20f,i%20j%20k%20l%20m%20n"
        );
    }
}
