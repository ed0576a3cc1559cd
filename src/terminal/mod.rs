//! The terminal: the same answers as plain text or JSON, and the commands around them.

pub mod ask;
pub mod json;
pub mod open;
pub mod text;
