//! The terminal: the same answers as plain text or JSON, and the commands around them.

pub mod ask;
pub mod chat;
pub mod complete;
pub mod doctor;
pub mod json;
pub mod lines;
pub mod open;
pub mod text;
