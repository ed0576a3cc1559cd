//! How a statement becomes documents: its record, then its paragraphs, tagged.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use tantivy::TantivyDocument;

use crate::corpus::StatementFile;
use crate::domain::label::squeeze;
use crate::domain::procedural::is_procedural;
use crate::domain::sketch::{Sketch, Sketching};
use crate::domain::statement::{Paragraph, Record, Statement, Strength, Tag};
use crate::domain::tagging::{Hints, Tagging};
use crate::domain::words::each_token;
use crate::index::analysis::{pack, packed_title, write_entry};
use crate::index::read::Held;
use crate::index::schema::{Fields, Kept, MATTER, PASSAGE, RECORD, SUBSTANCE, kind_name};

/// A statement whose words are analysed.
struct Analysed<'a> {
    statement: &'a Statement,
    /// Terms of the title.
    title: String,
    /// For each paragraph what its words are; nothing for one that cannot be cited.
    bodies: Vec<Option<Body>>,
    /// Entries of the vocabulary, packed, each once.
    forms: String,
    /// JSON of the record, which stands with every paragraph.
    record: String,
}

/// The words of a paragraph.
struct Body {
    /// Terms, those of the title before them.
    packed: String,
    /// True when it may be of the field.
    may: bool,
    sketch: Sketch,
}

impl Fields {
    /// The documents of a statement, with what tells where it came from on its record.
    pub(super) fn documents(
        &self,
        file: &StatementFile,
        tagging: &Tagging,
    ) -> Result<Vec<TantivyDocument>, serde_json::Error> {
        let analysed = Analysed::new(&file.statement, tagging)?;
        let tags = tags(&analysed, tagging);
        let mut record = self.record(&analysed, &tags)?;
        record.add_text(self.file, &file.path);
        record.add_text(self.own_id, file.statement.record.id.as_str());
        record.add_u64(self.fingerprint, file.fingerprint);
        let mut documents = vec![record];
        let bodies = file.statement.paragraphs.iter().zip(&analysed.bodies);
        for (paragraph, body) in bodies {
            documents.push(self.paragraph(&analysed, &tags, paragraph, body.as_ref())?);
        }
        Ok(documents)
    }

    fn paragraph(
        &self,
        analysed: &Analysed<'_>,
        tags: &[Tag],
        paragraph: &Paragraph,
        body: Option<&Body>,
    ) -> Result<TantivyDocument, serde_json::Error> {
        let record = &analysed.statement.record;
        let kind = paragraph.number.map_or(MATTER, |_| PASSAGE);
        let mut document = self.common(kind, record);
        let own = |tag: &&Tag| Some(tag.paragraph) == paragraph.number;
        let tags: Vec<Tag> = tags.iter().filter(own).cloned().collect();
        // A paragraph that cannot be cited is shown in its place and never found.
        if let (Some(number), Some(body)) = (paragraph.number, body) {
            document.add_u64(self.number, u64::from(number));
            if !is_procedural(&paragraph.text, &record.language) {
                document.add_text(self.kind, SUBSTANCE);
            }
            document.add_text(self.body, &body.packed);
            document.add_text(self.title, &analysed.title);
            document.add_u64(self.sketch, body.sketch.bits());
            document.add_u64(self.tie, tie(record.id.as_str(), number));
        }
        for tag in &tags {
            document.add_text(self.norm, tag.provision.as_str());
            if tag.strength == Strength::Answers {
                document.add_text(self.answers, tag.provision.as_str());
            }
        }
        let kept = kept_passage(&analysed.record, paragraph, &tags)?;
        document.add_text(self.kept, kept);
        Ok(document)
    }

    fn record(
        &self,
        analysed: &Analysed<'_>,
        tags: &[Tag],
    ) -> Result<TantivyDocument, serde_json::Error> {
        let statement = analysed.statement;
        let record = &statement.record;
        let mut document = self.common(RECORD, record);
        document.add_text(self.title, &analysed.title);
        document.add_text(self.form, &analysed.forms);
        if let Some(speaker) = &record.speaker {
            document.add_text(self.speaker_name, &speaker.name);
        }
        let id = record.id.as_str();
        for word in record.title.split_whitespace().chain(id.split('-')) {
            document.add_text(self.label, word.to_lowercase());
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let kept = Kept::Record(Box::new(Held {
            record: record.clone(),
            tags: tags.to_vec(),
            n_paragraphs: count(statement.paragraphs.len()),
            n_numbered: count(statement.n_numbered()),
        }));
        document.add_text(self.kept, serde_json::to_string(&kept)?);
        Ok(document)
    }

    fn common(&self, kind: &str, record: &Record) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.kind, kind);
        document.add_text(self.id, record.id.as_str());
        document.add_text(self.party, &record.party);
        for code in std::iter::once(&record.party).chain(&record.on_behalf_of) {
            document.add_text(self.group, code);
        }
        document.add_text(self.forum, &record.forum);
        document.add_text(self.language, &record.language);
        document.add_text(self.text_kind, kind_name(record.kind));
        if let Some(speaker) = &record.speaker {
            for part in speaker.name.split_whitespace() {
                document.add_text(self.speaker, squeeze(part));
            }
        }
        document.add_i64(self.first_day, record.date.value.first_day());
        document.add_i64(self.last_day, record.date.value.last_day());
        document
    }
}

impl<'a> Analysed<'a> {
    fn new(statement: &'a Statement, tagging: &Tagging) -> Result<Self, serde_json::Error> {
        let language = &statement.record.language;
        let hints = tagging.hints(language);
        let title = packed_title(&statement.record.title, language);
        let mut words = Words::default();
        let mut bodies = Vec::with_capacity(statement.paragraphs.len());
        for paragraph in &statement.paragraphs {
            let words = || words.of(&title, &paragraph.text, language, hints);
            bodies.push(paragraph.number.is_some().then(words));
        }
        Ok(Analysed {
            statement,
            title,
            bodies,
            forms: words.packed,
            record: serde_json::to_string(&statement.record)?,
        })
    }
}

/// JSON of a [`Kept::Passage`], put together of its parts: the record is written once for all
/// paragraphs.
fn kept_passage(
    record: &str,
    paragraph: &Paragraph,
    tags: &[Tag],
) -> Result<String, serde_json::Error> {
    let paragraph = serde_json::to_string(paragraph)?;
    let tags = serde_json::to_string(tags)?;
    Ok(format!(
        r#"{{"Passage":{{"record":{record},"paragraph":{paragraph},"tags":{tags}}}}}"#
    ))
}

/// The words of a statement so far.
#[derive(Default)]
struct Words {
    known: HashSet<String, FixedState>,
    packed: String,
    /// The entry that is looked at.
    entry: String,
}

impl Words {
    /// The words of a paragraph, behind those of the title.
    fn of(&mut self, title: &str, text: &str, language: &str, hints: Option<&Hints>) -> Body {
        let mut packed = String::with_capacity(title.len() + text.len());
        packed.push_str(title);
        let mut hinted = hints.map(Hints::start);
        let mut sketching = Sketching::default();
        each_token(text, language, |token| {
            pack(token.term, &mut packed);
            sketching.add(token.form);
            if let Some(hinted) = &mut hinted {
                hinted.add(token.term, token.form);
            }
            write_entry(token.form, token.term, &mut self.entry);
            if !self.known.contains(&self.entry) {
                self.known.insert(self.entry.clone());
                pack(&self.entry, &mut self.packed);
            }
        });
        Body {
            packed,
            may: hinted.is_some_and(|hinted| hinted.may()),
            sketch: sketching.finish(),
        }
    }
}

/// What a person says of the paragraphs or, where none did, what the rules say.
fn tags(analysed: &Analysed<'_>, tagging: &Tagging) -> Vec<Tag> {
    let statement = analysed.statement;
    if !(statement.tags.is_empty() && statement.vetoes.is_empty()) {
        return statement.tags.clone();
    }
    let body = |at: usize| analysed.bodies.get(at).and_then(Option::as_ref);
    let may = |at: usize| body(at).is_some_and(|body| body.may);
    tagging.tags(statement, may)
}

/// FNV-1a of the id, then the number: statements in an order as good as any and always the same,
/// and within a statement its paragraphs as they stand.
fn tie(id: &str, number: u32) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let hashed = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    let hash = id.bytes().fold(BASIS, hashed);
    (hash << 16) | u64::from(number & 0xffff)
}
