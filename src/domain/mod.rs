//! Pure values and rules: what a statement, a norm, a quotation and a citation are.
//!
//! Nothing here does I/O, waits, or asks what time it is.

pub mod alert;
pub mod cadence;
pub mod chat;
pub mod citation;
pub mod clock;
pub mod date;
pub mod delivery;
pub mod dictionary;
pub mod difference;
pub mod id;
pub mod instrument;
pub mod label;
pub mod language;
pub mod link;
pub mod locator;
pub mod names;
pub mod procedural;
pub mod query;
pub mod quotation;
mod sentences;
pub mod sketch;
pub mod statement;
pub mod tagging;
pub mod thesaurus;
pub mod words;
