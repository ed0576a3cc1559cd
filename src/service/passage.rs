//! A paragraph as every answer shows it: its text, untouched, and what it is cited by.

use std::ops::Range;

use serde::Serialize;

use crate::domain::citation::Cited;
use crate::domain::link;
use crate::domain::locator::ParagraphList;
use crate::domain::statement::{Numbering, Origin, Paragraph, Record, Strength, Tag};
use crate::domain::words::{QueryWord, TokenRef, each_token};
use crate::service::desk::Desk;

/// A quoted paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassageShown {
    /// Id of the statement.
    pub statement: String,
    /// Number it is cited by; none for a salutation.
    pub paragraph: Option<u32>,
    /// The paragraph's text, byte for byte.
    pub text: String,
    /// Bytes of the text that were looked for.
    pub marks: Vec<Range<usize>>,
    /// Who, where, when, which paragraph, on one line.
    pub citation: String,
    /// A link that lands on it.
    pub url: String,
    /// The party's name.
    pub party: String,
    /// What the parties are called that it says it speaks for.
    pub on_behalf_of: Vec<String>,
    /// The speaker with role, when known.
    pub speaker: Option<String>,
    /// The forum's name.
    pub forum: String,
    /// The date, as far as it is known.
    pub date: String,
    /// True when the number is ours and not the source's.
    pub numbered_by_us: bool,
    /// The number that the source prints before it, where it is not the one it is cited by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printed_number: Option<String>,
    /// BCP 47 tag of the text.
    pub language: String,
    /// The norms it was tagged with.
    pub norms: Vec<NormTag>,
}

/// A norm that a paragraph bears on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NormTag {
    /// `gge-2015/f`.
    pub id: String,
    /// `13 (f)`.
    pub label: String,
    /// What the instrument is called.
    pub instrument: String,
    /// How directly.
    pub strength: Strength,
    /// Where the wording departs from the norm.
    pub remark: String,
    /// A person's judgement, or the rules' with the words that made it.
    pub origin: Origin,
}

impl NormTag {
    /// The words by which the rules tagged it; none when a person did.
    pub fn rule_words(&self) -> Option<&[String]> {
        match &self.origin {
            Origin::Person => None,
            Origin::Rules(evidence) => Some(&evidence.words),
        }
    }
}

impl PassageShown {
    /// The words by which the rules tagged it with any of `norms`; none when no rule did.
    pub fn rule_words<'a>(&self, norms: impl Iterator<Item = &'a str>) -> Vec<&str> {
        let norms: Vec<&str> = norms.collect();
        let tags = self.norms.iter();
        let own = tags.filter(|tag| norms.contains(&tag.id.as_str()));
        let mut words: Vec<&str> = Vec::new();
        for word in own.filter_map(NormTag::rule_words).flatten() {
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        words
    }
}

impl PassageShown {
    /// `¶ 5`, or `¶ 5 (printed 45)`; none for a paragraph that cannot be cited.
    pub fn mark(&self) -> Option<String> {
        let number = self.paragraph?;
        Some(match &self.printed_number {
            Some(printed) => format!("¶ {number} (printed {printed})"),
            None => format!("¶ {number}"),
        })
    }

    /// What is said of the paragraph's number: `our numbering, printed 45`.
    pub fn numbering(&self) -> Option<String> {
        let printed = self.printed_number.as_ref();
        self.numbered_by_us.then(|| match printed {
            Some(printed) => format!("our numbering, printed {printed}"),
            None => "our numbering".to_owned(),
        })
    }
}

impl Desk {
    /// All that is shown of a paragraph.
    pub(super) fn show(&self, record: &Record, tags: &[Tag], paragraph: Paragraph) -> PassageShown {
        let url = link::to_paragraph(record, &paragraph);
        let number = paragraph.number.map(ParagraphList::one);
        let cited = self.cited(record, number.as_ref(), &paragraph.text, &url);
        let tagged = |tag: &&Tag| Some(tag.paragraph) == paragraph.number;
        PassageShown {
            statement: record.id.to_string(),
            paragraph: paragraph.number,
            citation: cited.line(),
            url: url.clone(),
            party: self.party(record).to_owned(),
            on_behalf_of: self.on_behalf_of(record),
            speaker: record.speaker.as_ref().map(ToString::to_string),
            forum: self.forum(record).to_owned(),
            date: record.date.to_string(),
            numbered_by_us: record.numbering == Numbering::Ours,
            printed_number: paragraph.printed_number,
            language: record.language.clone(),
            norms: tags
                .iter()
                .filter(tagged)
                .filter_map(|tag| self.tag(tag))
                .collect(),
            marks: Vec::new(),
            text: paragraph.text,
        }
    }

    /// Everything a citation of `record` is made of.
    pub(super) fn cited<'a>(
        &'a self,
        record: &'a Record,
        paragraphs: Option<&'a ParagraphList>,
        text: &'a str,
        link: &'a str,
    ) -> Cited<'a> {
        Cited {
            record,
            party: self.party(record),
            on_behalf_of: self.on_behalf_of(record).join(", "),
            forum: self.forum(record),
            paragraphs,
            opening: opening(text),
            link,
            accessed: self.clock.today(),
        }
    }

    fn tag(&self, tag: &Tag) -> Option<NormTag> {
        let (instrument, provision) = self.reference.catalogue.provision(&tag.provision)?;
        Some(NormTag {
            id: tag.provision.to_string(),
            label: provision.label.clone(),
            instrument: instrument.short.clone(),
            strength: tag.strength,
            remark: tag.remark.clone(),
            origin: tag.origin.clone(),
        })
    }
}

/// The first words of a text, without punctuation behind them.
pub(super) fn opening(text: &str) -> &str {
    const WORDS: usize = 6;
    let mut end = 0;
    for word in text.split_whitespace().take(WORDS) {
        let start = text[end..].find(word).map_or(end, |at| end + at);
        end = start + word.len();
    }
    text[..end].trim().trim_end_matches([',', ';', ':', '.'])
}

/// What is marked in a passage.
#[derive(Debug, Clone, Default)]
pub(super) struct Marked<'a> {
    /// Words, wherever they stand.
    pub(super) words: Vec<&'a QueryWord>,
    /// Beginnings of words.
    pub(super) beginnings: &'a [String],
    /// Words that follow each other, where they do.
    pub(super) sequences: Vec<&'a [QueryWord]>,
}

/// Marks the words that were looked for.
pub(super) fn marks(passage: PassageShown, words: &[QueryWord]) -> PassageShown {
    let words = words.iter().collect();
    marks_of(
        passage,
        &Marked {
            words,
            ..Marked::default()
        },
    )
}

/// Marks what was looked for.
pub(super) fn marks_of(mut passage: PassageShown, marked: &Marked<'_>) -> PassageShown {
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    // How much of each sequence stands right before the token that is looked at.
    let mut begun: Vec<Vec<usize>> = vec![Vec::new(); marked.sequences.len()];
    each_token(&passage.text, &passage.language, |token| {
        found.push((token.span.clone(), marked.has(&token)));
        for (sequence, begun) in marked.sequences.iter().zip(&mut begun) {
            begun.push(0);
            begun.retain(|n| sequence.get(*n).is_some_and(|word| is(word, &token)));
            for n in begun.iter_mut() {
                *n += 1;
            }
            if begun.contains(&sequence.len()) {
                let start = found.len() - sequence.len();
                found[start..]
                    .iter_mut()
                    .for_each(|(_, is_marked)| *is_marked = true);
            }
        }
    });
    let mut marks: Vec<Range<usize>> = Vec::new();
    for (span, _) in found.into_iter().filter(|(_, is_marked)| *is_marked) {
        match marks.last_mut() {
            // Overlapping pairs of Han, and both halves of a compound, are one mark.
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => marks.push(span),
        }
    }
    passage.marks = joined(&passage.text, marks);
    passage
}

impl Marked<'_> {
    /// True for a token that is marked by itself.
    fn has(&self, token: &TokenRef<'_>) -> bool {
        let wanted = |word: &&QueryWord| !word.common && is(word, token);
        let begun = |start: &String| token.form.starts_with(start);
        self.words.iter().any(wanted) || self.beginnings.iter().any(begun)
    }
}

fn is(word: &QueryWord, token: &TokenRef<'_>) -> bool {
    word.terms.iter().any(|term| term == token.term)
}

/// Joins marks that only spaces or hyphens part, so that a phrase reads as one.
fn joined(text: &str, marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match joined.last_mut() {
            Some(last)
                if text[last.end..mark.start]
                    .chars()
                    .all(|c| matches!(c, ' ' | '-')) =>
            {
                last.end = mark.end;
            }
            _ => joined.push(mark),
        }
    }
    joined
}
