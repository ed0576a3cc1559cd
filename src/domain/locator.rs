//! Which paragraphs of a statement are meant: one, a range, a list.

use std::fmt;
use std::str::FromStr;

/// Far above any statement's length, and low enough that a range is cheap to walk.
const HIGHEST: u32 = 9_999;

/// Paragraph numbers as typed: `5`, `5-7`, `2,5,7`, `1,4-6`.
///
/// [`fmt::Display`] gives the canonical form, which parses back to itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ParagraphList(Vec<(u32, u32)>);

/// Why a text names no paragraphs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no paragraphs; write a number, a range or a list: 5 or 5-7 or 2,5,7")]
pub struct LocatorError(pub String);

impl ParagraphList {
    /// The one paragraph `number`.
    pub fn one(number: u32) -> Self {
        ParagraphList(vec![(number, number)])
    }

    /// The single paragraph it names, if it names just one.
    pub fn single(&self) -> Option<u32> {
        match self.0.as_slice() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }

    /// The lowest and the highest number named.
    pub fn bounds(&self) -> (u32, u32) {
        let first = self.0.iter().map(|range| range.0).min();
        let last = self.0.iter().map(|range| range.1).max();
        (first.unwrap_or(0), last.unwrap_or(0))
    }

    /// True when `number` is among them.
    pub fn contains(&self, number: u32) -> bool {
        self.0
            .iter()
            .any(|range| (range.0..=range.1).contains(&number))
    }

    /// The ranges, rising and apart from each other.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// `para. 5`, `paras. 5-7`.
    pub fn cited(&self) -> String {
        match self.single() {
            Some(number) => format!("para. {number}"),
            None => format!("paras. {}", self.shown()),
        }
    }

    /// For people: `2, 5–7`.
    pub fn shown(&self) -> String {
        self.to_string().replace(',', ", ").replace('-', "–")
    }
}

impl fmt::Display for ParagraphList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (first, last)) in self.0.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            match first == last {
                true => write!(f, "{comma}{first}")?,
                false => write!(f, "{comma}{first}-{last}")?,
            }
        }
        Ok(())
    }
}

impl FromStr for ParagraphList {
    type Err = LocatorError;

    fn from_str(text: &str) -> Result<Self, LocatorError> {
        let wrong = || LocatorError(text.to_owned());
        let bare = text.trim().to_lowercase();
        let bare = [
            "paragraphs",
            "paragraph",
            "paras.",
            "paras",
            "para.",
            "para",
            "¶¶",
            "¶",
        ]
        .iter()
        .find_map(|word| bare.strip_prefix(word))
        .unwrap_or(&bare);
        let mut ranges = bare
            .split([',', ';'])
            .map(range)
            .collect::<Option<Vec<_>>>()
            .ok_or_else(wrong)?;
        ranges.sort_unstable();
        Ok(ParagraphList(merged(ranges)))
    }
}

fn range(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once(['-', '–', '—']).unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain.then(|| text.parse().ok()).flatten()?;
    (1..=HIGHEST).contains(&number).then_some(number)
}

/// Joins ranges that touch or overlap, so that every selection has one written form.
fn merged(sorted: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
    for (first, last) in sorted {
        match ranges.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => ranges.push((first, last)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, canonical: &str) {
        let list: ParagraphList = typed.parse().unwrap();
        assert_eq!(list.to_string(), canonical);
    }

    #[test]
    fn one_a_range_and_a_list_are_understood() {
        check("5", "5");
        check(" 5 - 7 ", "5-7");
        check("2,5,7", "2,5,7");
        check("7, 5; 2", "2,5,7");
        check("paras 2–3", "2-3");
        check("¶ 9", "9");
        check("1,2,3", "1-3");
        check("4-6,5", "4-6");
    }

    #[test]
    fn what_names_no_paragraph_is_refused() {
        for typed in ["", "0", "x", "7-5", "5-", "-5", "1,,2", "5.5", "99999", "٥"] {
            assert!(typed.parse::<ParagraphList>().is_err(), "{typed}");
        }
    }

    #[test]
    fn a_list_is_cited_as_people_write_it() {
        let list: ParagraphList = "5-7,2".parse().unwrap();
        assert_eq!(list.cited(), "paras. 2, 5–7");
        assert_eq!(ParagraphList::one(5).cited(), "para. 5");
    }
}
