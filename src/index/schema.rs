//! The fields of the index.

use serde::{Deserialize, Serialize};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::domain::statement::Kind;
use crate::index::analysis::PACKED;
use crate::index::read::{Held, StoredPassage};

/// Values of the field `kind`: a paragraph that can be cited, one that cannot, and a record.
pub(super) const PASSAGE: &str = "passage";
pub(super) const MATTER: &str = "matter";
pub(super) const RECORD: &str = "record";
/// A second value of `kind`, of passages that are not procedural.
pub(super) const SUBSTANCE: &str = "substance";

/// Handles to the fields.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    pub(super) kind: Field,
    /// Id of the statement.
    pub(super) id: Field,
    pub(super) number: Field,
    /// Terms of the title, and behind them those of the text.
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
        let packed = TextFieldIndexing::default().set_tokenizer(PACKED);
        let indexed = |option, norms| {
            let indexing = packed.clone().set_index_option(option);
            TextOptions::default().set_indexing_options(indexing.set_fieldnorms(norms))
        };
        let terms = indexed(IndexRecordOption::WithFreqsAndPositions, true);
        let title = indexed(IndexRecordOption::WithFreqs, true);
        let forms = indexed(IndexRecordOption::Basic, false);
        let keyword = STRING | FAST;
        let fields = Fields {
            kind: builder.add_text_field("kind", STRING),
            id: builder.add_text_field("id", STRING),
            number: builder.add_u64_field("number", INDEXED),
            body: builder.add_text_field("body", terms.clone()),
            title: builder.add_text_field("title", title),
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
            first_day: builder.add_i64_field("first_day", FAST),
            last_day: builder.add_i64_field("last_day", FAST),
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
}
