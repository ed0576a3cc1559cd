//! Paragraphs that say nothing of substance.

/// True for one of these.
pub fn is_procedural(_text: &str, _language: &str) -> bool {
    false
}
