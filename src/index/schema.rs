//! The fields of the index and how statements become documents.

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::corpus::StatementFile;
use crate::domain::label::squeeze;
use crate::domain::sketch::Sketch;
use crate::domain::statement::{Kind, Paragraph, Record, Statement, Strength, Tag};
use crate::domain::tagging::Tagging;
use crate::domain::words::each_token;
use crate::index::analysis::{FORMS, TERMS, packed};
use crate::index::read::{Held, StoredPassage};

/// Values of the field `kind`: a paragraph that can be cited, one that cannot, and a record.
pub(super) const PASSAGE: &str = "passage";
pub(super) const MATTER: &str = "matter";
pub(super) const RECORD: &str = "record";

/// Handles to the fields.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    pub(super) kind: Field,
    /// Id of the statement.
    pub(super) id: Field,
    pub(super) number: Field,
    /// Terms of the text, and far behind them those of the title.
    pub(super) body: Field,
    pub(super) title: Field,
    /// On records: the words of the statement, each form with its term.
    pub(super) form: Field,
    /// Norms that the paragraph is tagged with, and those among them that it answers.
    pub(super) norm: Field,
    pub(super) answers: Field,
    pub(super) party: Field,
    /// The party, and those on whose behalf it speaks.
    pub(super) group: Field,
    pub(super) forum: Field,
    pub(super) language: Field,
    pub(super) text_kind: Field,
    /// Parts of the speaker's name; on records also the whole.
    pub(super) speaker: Field,
    pub(super) speaker_name: Field,
    /// On records: beginnings that a statement is looked up by, in lower case.
    pub(super) label: Field,
    /// First and last day the date can mean, as `PartialDate::first_day` gives them.
    pub(super) first_day: Field,
    pub(super) last_day: Field,
    /// Of passages: what they say, in eight bytes, for telling near-identical ones.
    pub(super) sketch: Field,
    /// Of passages: settles ties, the same in every index of the same corpus.
    pub(super) tie: Field,
    /// On records: the file of the statement, its id as a column, and the fingerprint of its source.
    pub(super) file: Field,
    pub(super) own_id: Field,
    pub(super) fingerprint: Field,
    /// JSON of [`Kept`].
    pub(super) kept: Field,
}

/// What is read back from a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Kept {
    Passage(Box<StoredPassage>),
    Record(Box<Held>),
}

/// How `kind` is written in the index.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Statement => "statement",
        Kind::Instrument => "instrument",
    }
}

impl Fields {
    pub(super) fn new() -> Self {
        let mut builder = Schema::builder();
        let words = |tokenizer: &str, option| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer);
            TextOptions::default().set_indexing_options(indexing.set_index_option(option))
        };
        let terms = words(TERMS, IndexRecordOption::WithFreqsAndPositions);
        let forms = words(FORMS, IndexRecordOption::Basic);
        let forms = match forms.get_indexing_options() {
            Some(indexing) => {
                let indexing = indexing.clone().set_fieldnorms(false);
                TextOptions::default().set_indexing_options(indexing)
            }
            None => forms,
        };
        let keyword = STRING | FAST;
        let fields = Fields {
            kind: builder.add_text_field("kind", STRING),
            id: builder.add_text_field("id", STRING),
            number: builder.add_u64_field("number", INDEXED),
            body: builder.add_text_field("body", terms.clone()),
            title: builder.add_text_field("title", terms),
            form: builder.add_text_field("form", forms),
            norm: builder.add_text_field("norm", STRING),
            answers: builder.add_text_field("answers", STRING),
            party: builder.add_text_field("party", keyword.clone()),
            group: builder.add_text_field("group", STRING),
            forum: builder.add_text_field("forum", keyword.clone()),
            language: builder.add_text_field("language", keyword),
            text_kind: builder.add_text_field("text_kind", STRING),
            speaker: builder.add_text_field("speaker", STRING),
            speaker_name: builder.add_text_field("speaker_name", STRING),
            label: builder.add_text_field("label", STRING),
            first_day: builder.add_i64_field("first_day", INDEXED | FAST),
            last_day: builder.add_i64_field("last_day", INDEXED | FAST),
            sketch: builder.add_u64_field("sketch", FAST),
            tie: builder.add_u64_field("tie", FAST),
            file: builder.add_text_field("file", STRING | FAST),
            own_id: builder.add_text_field("own_id", FAST),
            fingerprint: builder.add_u64_field("fingerprint", FAST),
            kept: builder.add_text_field("kept", STORED),
            schema: Schema::builder().build(),
        };
        Fields {
            schema: builder.build(),
            ..fields
        }
    }

    /// The documents of a statement, with what tells where it came from on its record.
    pub(super) fn documents(
        &self,
        file: &StatementFile,
        tagging: &Tagging,
    ) -> Result<Vec<TantivyDocument>, serde_json::Error> {
        let mut documents = self.statement(&file.statement, tagging)?;
        if let Some(record) = documents.first_mut() {
            record.add_text(self.file, &file.path);
            record.add_text(self.own_id, file.statement.record.id.as_str());
            record.add_u64(self.fingerprint, file.fingerprint);
        }
        Ok(documents)
    }

    /// The documents of a statement, tagged: its record, then its paragraphs.
    pub(super) fn statement(
        &self,
        statement: &Statement,
        tagging: &Tagging,
    ) -> Result<Vec<TantivyDocument>, serde_json::Error> {
        let statement = &tagged(statement, tagging);
        let mut documents = vec![self.record(statement)?];
        for paragraph in &statement.paragraphs {
            documents.push(self.paragraph(statement, paragraph)?);
        }
        Ok(documents)
    }

    fn paragraph(
        &self,
        statement: &Statement,
        paragraph: &Paragraph,
    ) -> Result<TantivyDocument, serde_json::Error> {
        let record = &statement.record;
        let kind = paragraph.number.map_or(MATTER, |_| PASSAGE);
        let mut document = self.common(kind, record);
        let own = |tag: &&Tag| Some(tag.paragraph) == paragraph.number;
        let tags: Vec<Tag> = statement.tags.iter().filter(own).cloned().collect();
        if let Some(number) = paragraph.number {
            // A paragraph that cannot be cited is shown in its place and never found.
            document.add_u64(self.number, u64::from(number));
            let words = packed(&record.language, &record.title, &paragraph.text);
            document.add_text(self.body, words);
            document.add_text(self.title, packed(&record.language, &record.title, ""));
            document.add_u64(self.sketch, Sketch::of(&paragraph.text).bits());
            document.add_u64(self.tie, tie(record.id.as_str(), number));
        }
        for tag in &tags {
            document.add_text(self.norm, tag.provision.as_str());
            if tag.strength == Strength::Answers {
                document.add_text(self.answers, tag.provision.as_str());
            }
        }
        let kept = Kept::Passage(Box::new(StoredPassage {
            record: record.clone(),
            paragraph: paragraph.clone(),
            tags,
        }));
        document.add_text(self.kept, serde_json::to_string(&kept)?);
        Ok(document)
    }

    fn record(&self, statement: &Statement) -> Result<TantivyDocument, serde_json::Error> {
        let record = &statement.record;
        let mut document = self.common(RECORD, record);
        document.add_text(self.title, packed(&record.language, &record.title, ""));
        for paragraph in statement
            .paragraphs
            .iter()
            .filter(|one| one.number.is_some())
        {
            document.add_text(self.form, packed(&record.language, "", &paragraph.text));
        }
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
            tags: statement.tags.clone(),
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

/// The statement with what the rules say of its paragraphs, unless a person has judged it.
fn tagged(statement: &Statement, tagging: &Tagging) -> Statement {
    if !(statement.tags.is_empty() && statement.vetoes.is_empty()) {
        return statement.clone();
    }
    let language = &statement.record.language;
    let may = |at: usize| {
        let (Some(hints), Some(paragraph)) =
            (tagging.hints(language), statement.paragraphs.get(at))
        else {
            return false;
        };
        let mut may = false;
        each_token(&paragraph.text, language, |token| {
            may = may || hints.may(token.term, token.form);
        });
        may
    };
    Statement {
        tags: tagging.tags(statement, may),
        ..statement.clone()
    }
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
