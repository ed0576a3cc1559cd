//! Links that land on the quoted text: text fragments for web pages, pages for PDFs.
//!
//! The syntax is that of the WICG "URL Fragment Text Directives" report:
//! `#:~:text=start,end`, with `-`, `,` and `&` percent-encoded inside a term.

use crate::domain::statement::{Format, Paragraph, Record, Source};

/// Enough words to be unique on a page, few enough to keep the link short.
const WORDS_AT_EACH_END: usize = 6;
/// A space, encoded.
const SPACE: &str = "%20";

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
    let mut words = text.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(WORDS_AT_EACH_END).collect();
    let mut last: Vec<&str> = words.rev().take(WORDS_AT_EACH_END + 1).collect();
    last.reverse();
    let mut fragment = String::new();
    encode(&first, &mut fragment);
    if last.len() > WORDS_AT_EACH_END {
        fragment.push(',');
        encode(&last[1..], &mut fragment);
    } else if !last.is_empty() {
        fragment.push_str(SPACE);
        encode(&last, &mut fragment);
    }
    fragment
}

/// Percent-encodes everything but unreserved characters, and the hyphen as well.
fn encode(words: &[&str], encoded: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            encoded.push_str(SPACE);
        }
        for byte in word.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'~' => {
                    encoded.push(char::from(byte));
                }
                other => {
                    encoded.push('%');
                    for digit in [other >> 4, other & 15] {
                        encoded.push(char::from(DIGITS[usize::from(digit)]));
                    }
                }
            }
        }
    }
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
    fn a_paragraph_just_longer_than_both_ends_is_given_by_them() {
        let words = |n: usize| vec!["a"; n].join(" ");
        assert_eq!(fragment(&words(12)), ["a"; 12].join("%20"));
        let end = ["a"; 6].join("%20");
        assert_eq!(fragment(&words(13)), format!("{end},{end}"));
        assert_eq!(fragment(&words(3)), "a%20a%20a");
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
