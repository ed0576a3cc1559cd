//! Reads a statement file: front matter in TOML, then the paragraphs as they stand.

use crate::corpus::Defect;
use crate::corpus::fields::{Fields, Source};
use crate::domain::statement::{
    Origin as Judge, Paragraph, Record, Source as Origin, Speaker, Statement, Strength, Tag, Veto,
};

const FENCE: &str = "+++";

/// Reads a statement.
///
/// # Errors
/// Every defect of the file.
pub fn parse(path: &str, text: &str) -> Result<Statement, Vec<Defect>> {
    let (matter, body, n_lines) = split(path, text)?;
    let source = Source::new(path, matter, 1);
    let front = source.parse().and_then(|table| {
        let mut fields = Fields::new(&source, table, 0..0);
        let front = front(&mut fields);
        fields.done();
        front
    });
    let mut defects = Vec::new();
    let paragraphs = paragraphs(path, body, n_lines, &mut defects);
    match source.finish(front) {
        Ok(front) if defects.is_empty() => Ok(statement(front, paragraphs)),
        Ok(_) => Err(defects),
        Err(mut all) => {
            all.append(&mut defects);
            Err(all)
        }
    }
}

/// Front matter, body, and how many lines stand before the body.
fn split<'a>(path: &str, text: &'a str) -> Result<(&'a str, &'a str, usize), Vec<Defect>> {
    let wrong = |problem: &str| {
        vec![Defect {
            path: path.to_owned(),
            line: 1,
            problem: problem.to_owned(),
        }]
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(rest) = text.strip_prefix(FENCE).and_then(|rest| {
        rest.strip_prefix('\n')
            .or_else(|| rest.strip_prefix("\r\n"))
    }) else {
        return Err(wrong(
            "the file must begin with a line of three plus signs, `+++`, and the front matter",
        ));
    };
    let mut at = 0;
    for (i, line) in rest.split_inclusive('\n').enumerate() {
        if line.trim_end() == FENCE {
            return Ok((&rest[..at], &rest[at + line.len()..], i + 2));
        }
        at += line.len();
    }
    Err(wrong(
        "the front matter is not closed; a line of three plus signs, `+++`, must follow it",
    ))
}

/// What stands before the text: the record, and what people say of the paragraphs.
pub(super) type Front = (Record, Vec<Judgement>);

/// A statement of what was read.
pub(super) fn statement((record, judgements): Front, paragraphs: Vec<Paragraph>) -> Statement {
    let (tags, vetoes) = judged(judgements);
    Statement {
        record,
        paragraphs,
        tags,
        vetoes,
    }
}

/// Reads all but the text, in TOML or JSON.
pub(super) fn front(fields: &mut Fields<'_, '_>) -> Option<Front> {
    let id = fields.parsed("id");
    let title = fields.text("title");
    let kind = fields.variant("kind");
    let party = fields.text("party");
    let on_behalf_of = fields.list("on_behalf_of");
    let forum = fields.text("forum");
    let session = fields.optional("session");
    let meeting = fields.optional("meeting");
    let place = fields.optional("place");
    let language = fields.text("language");
    let symbol = fields.optional("symbol");
    let numbering = fields.variant("numbering");
    let speaker = fields.table_at("speaker").and_then(speaker);
    let date = fields.date("date");
    let origin = fields.table_at("source");
    if origin.is_none() {
        fields.defect("`source` is missing; a quotation needs an address");
    }
    let source = origin.and_then(read_origin);
    let tags = fields
        .tables("tags")
        .into_iter()
        .filter_map(judgement)
        .collect();
    let record = Record {
        id: id?,
        title: title?,
        kind: kind?,
        party: party?,
        on_behalf_of,
        forum: forum?,
        session,
        meeting,
        place,
        language: language?,
        symbol,
        numbering: numbering?,
        speaker,
        date: date?,
        source: source?,
    };
    Some((record, tags))
}

fn speaker(mut fields: Fields<'_, '_>) -> Option<Speaker> {
    let name = fields.text("name");
    let role = fields.optional("role");
    fields.done();
    Some(Speaker { name: name?, role })
}

fn read_origin(mut fields: Fields<'_, '_>) -> Option<Origin> {
    let address = fields.text("address");
    if let Some(address) = &address
        && !(address.starts_with("http://") || address.starts_with("https://"))
    {
        fields.defect(format!(
            "`address` must begin with http:// or https://, and is `{address}`"
        ));
    }
    let format = fields.variant("format");
    let pages = fields.numbers("pages");
    let note = fields.optional("note");
    let retrieved = fields.optional_date("retrieved");
    fields.done();
    Some(Origin {
        address: address?,
        format: format?,
        pages,
        note,
        retrieved,
    })
}

/// What a person says of a paragraph and a norm in a table of `tags`.
pub(super) enum Judgement {
    Tag(Tag),
    Veto(Veto),
}

/// `strength` as people write it.
#[derive(serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Written {
    Answers,
    Related,
    None,
}

fn judgement(mut fields: Fields<'_, '_>) -> Option<Judgement> {
    let paragraph = fields.number("paragraph");
    let provision = fields.parsed("provision");
    let strength = fields.variant("strength");
    let remark = fields.optional("remark");
    fields.done();
    let (paragraph, provision) = (paragraph?, provision?);
    let strength = match strength? {
        Written::Answers => Strength::Answers,
        Written::Related => Strength::Related,
        Written::None => {
            return Some(Judgement::Veto(Veto {
                paragraph,
                provision,
            }));
        }
    };
    Some(Judgement::Tag(Tag {
        paragraph,
        provision,
        strength,
        remark,
        origin: Judge::Person,
    }))
}

fn judged(judgements: Vec<Judgement>) -> (Vec<Tag>, Vec<Veto>) {
    let (mut tags, mut vetoes) = (Vec::new(), Vec::new());
    for judgement in judgements {
        match judgement {
            Judgement::Tag(tag) => tags.push(tag),
            Judgement::Veto(veto) => vetoes.push(veto),
        }
    }
    (tags, vetoes)
}

/// The numbers of a statement's paragraphs, in the order of the text.
#[derive(Default)]
pub(super) struct Numbers {
    highest: u32,
}

impl Numbers {
    /// Takes the next one; what is wrong with it, if anything.
    pub(super) fn take(&mut self, number: u32) -> Option<String> {
        let highest = self.highest;
        self.highest = highest.max(number);
        (number <= highest).then(|| {
            format!("paragraph number {number} stands behind {highest}; numbers must rise")
        })
    }

    /// True when there was one.
    pub(super) fn any(&self) -> bool {
        self.highest > 0
    }
}

/// The paragraphs of `body`, whose first line is line `n_before + 1` of the file.
fn paragraphs(
    path: &str,
    body: &str,
    n_before: usize,
    defects: &mut Vec<Defect>,
) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let mut numbers = Numbers::default();
    for (line, block) in blocks(body) {
        let mut paragraph = read_paragraph(block);
        let defect = |problem| Defect {
            path: path.to_owned(),
            line: n_before + line,
            problem,
        };
        let problem = paragraph.number.and_then(|number| numbers.take(number));
        defects.extend(problem.map(defect));
        if paragraph.text.trim().is_empty() {
            defects.push(defect("this paragraph has a mark and no text".to_owned()));
        }
        paragraph.ordinal = u32::try_from(found.len() + 1).unwrap_or(u32::MAX);
        found.push(paragraph);
    }
    if !numbers.any() {
        defects.push(Defect {
            path: path.to_owned(),
            line: n_before + 1,
            problem: "no paragraph is numbered, so nothing can be cited; begin one with `[1] `"
                .to_owned(),
        });
    }
    found
}

/// Runs of lines that are not blank, each with its first line's number.
fn blocks(body: &str) -> Vec<(usize, &str)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    for (i, line) in body.split_inclusive('\n').enumerate() {
        match (line.trim().is_empty(), open) {
            (true, Some((first, start))) => {
                blocks.push((first, &body[start..at]));
                open = None;
            }
            (false, None) => open = Some((i + 1, at)),
            _ => {}
        }
        at += line.len();
    }
    blocks.extend(open.map(|(first, start)| (first, &body[start..])));
    blocks
}

fn read_paragraph(block: &str) -> Paragraph {
    // The line break that ends a block is the file's, not the source's.
    let block = block.strip_suffix('\n').unwrap_or(block);
    let block = block.strip_suffix('\r').unwrap_or(block);
    let Mark {
        number,
        printed_number,
        text,
    } = marked(block);
    let bare = text.trim_start_matches('#');
    let level = text.len() - bare.len();
    let heading = (1..=6).contains(&level) && bare.starts_with(' ') && !text.contains('\n');
    Paragraph {
        ordinal: 0,
        number,
        printed_number,
        heading,
        text: if heading {
            bare[1..].to_owned()
        } else {
            text.to_owned()
        },
    }
}

/// What stands in brackets before a paragraph, and the paragraph's text.
struct Mark<'a> {
    number: Option<u32>,
    printed_number: Option<String>,
    text: &'a str,
}

/// Takes a mark such as `[5] ` or `[5, printed 45] ` off; `[] ` is the mark of a paragraph without
/// a number.
fn marked(block: &str) -> Mark<'_> {
    let plain = Mark {
        number: None,
        printed_number: None,
        text: block,
    };
    let Some((mark, text)) = block
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
    else {
        return plain;
    };
    if mark.is_empty() {
        return Mark { text, ..plain };
    }
    let (digits, printed) = match mark.split_once(", printed ") {
        Some((digits, printed)) => (digits, Some(printed.to_owned())),
        None => (mark, None),
    };
    if digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain;
    }
    Mark {
        number: digits.parse().ok(),
        printed_number: printed,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off_and_the_rest_is_kept_byte_for_byte() {
        let body =
            "Mr. President,\n\n[1] First,\n  indented — “as is”  \n\n## Part\n\n[] [sic] said\n";
        let mut defects = Vec::new();
        let paragraphs = paragraphs("p", body, 0, &mut defects);
        let shown: Vec<_> = paragraphs
            .iter()
            .map(|p| (p.number, p.heading, p.text.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (None, false, "Mr. President,"),
                (Some(1), false, "First,\n  indented — “as is”  "),
                (None, true, "Part"),
                (None, false, "[sic] said"),
            ]
        );
        assert_eq!(defects, []);
    }

    #[test]
    fn the_number_that_the_source_prints_is_kept_beside_ours() {
        let paragraph = read_paragraph("[5, printed 45] We note\n");
        let printed = Some("45".to_owned());
        assert_eq!(
            (paragraph.number, paragraph.printed_number),
            (Some(5), printed)
        );
        assert_eq!(paragraph.text, "We note");
    }

    #[test]
    fn numbers_must_rise() {
        let mut defects = Vec::new();
        paragraphs("p", "[2] a\n\n[2] b\n", 10, &mut defects);
        assert_eq!(defects[0].line, 13);
    }
}
