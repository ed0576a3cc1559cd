//! The fields of the index and how statements and provisions become documents.

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};

use crate::domain::instrument::{Instrument, Provision};
use crate::domain::label::squeeze;
use crate::domain::statement::{Paragraph, Record, Statement, Tag};
use crate::domain::words;
use crate::index::read::Held;

/// Values of the field `kind`.
pub(super) const PASSAGE: &str = "passage";
pub(super) const RECORD: &str = "record";
pub(super) const PROVISION: &str = "provision";

/// Handles to the fields.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    pub(super) kind: Field,
    /// Id of the statement; of the provision for a provision.
    pub(super) id: Field,
    pub(super) ordinal: Field,
    pub(super) number: Field,
    pub(super) body: Field,
    pub(super) title: Field,
    pub(super) alias: Field,
    pub(super) norm: Field,
    pub(super) party: Field,
    pub(super) forum: Field,
    pub(super) speaker: Field,
    pub(super) language: Field,
    /// First and last day the date can mean, as `PartialDate::first_day` gives them.
    pub(super) first_day: Field,
    pub(super) last_day: Field,
    /// JSON of [`Kept`].
    pub(super) kept: Field,
}

/// What is read back from a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Kept {
    Passage(Paragraph),
    Record(Box<Held>),
    Provision,
}

impl Fields {
    pub(super) fn new() -> Self {
        let mut builder = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(words);
        let keyword = STRING | FAST;
        let fields = Fields {
            kind: builder.add_text_field("kind", STRING),
            id: builder.add_text_field("id", STRING | STORED),
            ordinal: builder.add_u64_field("ordinal", INDEXED | FAST),
            number: builder.add_u64_field("number", INDEXED),
            body: builder.add_text_field("body", words.clone()),
            title: builder.add_text_field("title", words.clone()),
            alias: builder.add_text_field("alias", words),
            norm: builder.add_text_field("norm", STRING),
            party: builder.add_text_field("party", keyword.clone()),
            forum: builder.add_text_field("forum", keyword),
            speaker: builder.add_text_field("speaker", STRING),
            language: builder.add_text_field("language", STRING),
            first_day: builder.add_i64_field("first_day", INDEXED | FAST),
            last_day: builder.add_i64_field("last_day", INDEXED | FAST),
            kept: builder.add_text_field("kept", STORED),
            schema: Schema::builder().build(),
        };
        Fields {
            schema: builder.build(),
            ..fields
        }
    }

    /// The documents of a statement: its record, then its paragraphs.
    pub(super) fn statement(
        &self,
        statement: &Statement,
    ) -> Result<Vec<TantivyDocument>, serde_json::Error> {
        let record = &statement.record;
        let mut documents = vec![self.record(statement)?];
        for paragraph in &statement.paragraphs {
            let mut document = self.common(PASSAGE, record);
            document.add_u64(self.ordinal, u64::from(paragraph.ordinal));
            if let Some(number) = paragraph.number {
                document.add_u64(self.number, u64::from(number));
                // A paragraph that cannot be cited is shown in its place and never found.
                Self::add_words(&mut document, self.body, &paragraph.text, &record.language);
                Self::add_words(&mut document, self.title, &record.title, &record.language);
            }
            let own = |tag: &&Tag| Some(tag.paragraph) == paragraph.number;
            for tag in statement.tags.iter().filter(own) {
                document.add_text(self.norm, tag.provision.as_str());
            }
            document.add_text(
                self.kept,
                serde_json::to_string(&Kept::Passage(paragraph.clone()))?,
            );
            documents.push(document);
        }
        Ok(documents)
    }

    fn record(&self, statement: &Statement) -> Result<TantivyDocument, serde_json::Error> {
        let record = &statement.record;
        let mut document = self.common(RECORD, record);
        Self::add_words(&mut document, self.title, &record.title, &record.language);
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
        document.add_text(self.forum, &record.forum);
        document.add_text(self.language, &record.language);
        if let Some(speaker) = &record.speaker {
            for part in speaker.name.split_whitespace() {
                document.add_text(self.speaker, squeeze(part));
            }
        }
        document.add_i64(self.first_day, record.date.value.first_day());
        document.add_i64(self.last_day, record.date.value.last_day());
        document
    }

    /// The document of a provision.
    pub(super) fn provision(
        &self,
        instrument: &Instrument,
        provision: &Provision,
    ) -> Result<TantivyDocument, serde_json::Error> {
        let mut document = TantivyDocument::new();
        document.add_text(self.kind, PROVISION);
        document.add_text(self.id, provision.id.as_str());
        Self::add_words(&mut document, self.title, &provision.title, "en");
        Self::add_words(&mut document, self.title, &instrument.short, "en");
        Self::add_words(&mut document, self.body, &provision.summary, "en");
        for text in provision.aliases.iter().chain(&provision.topics) {
            Self::add_words(&mut document, self.alias, text, "en");
        }
        for (language, aliases) in &provision.aliases_in {
            for text in aliases {
                Self::add_words(&mut document, self.alias, text, language);
            }
        }
        document.add_text(self.kept, serde_json::to_string(&Kept::Provision)?);
        Ok(document)
    }

    fn add_words(document: &mut TantivyDocument, field: Field, text: &str, language: &str) {
        let tokens = words::analyse(text, language).into_iter().enumerate();
        let tokens = tokens.map(|(position, token)| Token {
            offset_from: token.span.start,
            offset_to: token.span.end,
            position,
            text: token.term,
            position_length: 1,
        });
        let text = PreTokenizedString {
            text: String::new(),
            tokens: tokens.collect(),
        };
        document.add_pre_tokenized_text(field, text);
    }
}
