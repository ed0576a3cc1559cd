//! The terminal: the same answers as plain text or JSON, and the commands around them.

pub mod alerts;
pub mod ask;
pub mod chat;
pub mod complete;
pub mod deliveries;
pub mod doctor;
pub mod json;
pub mod lines;
pub mod open;
pub mod stored;
pub mod taking;
pub mod text;
