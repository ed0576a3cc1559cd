//! Typing errors: which word was meant by one that nothing held here has.

use crate::domain::words::{QueryWord, meant, query_words};
use crate::service::desk::Desk;
use crate::service::refusal::Failure;

/// Letters of words that may be mended. Shorter ones have too many neighbours, and longer ones
/// are no words.
const LETTERS: std::ops::RangeInclusive<usize> = 5..=40;

impl Desk {
    /// The word that `word`, which nothing has, was most likely meant to be: one that passages
    /// have, or one of `others`. Only words of letters are mended, and no name of a party or forum.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(super) fn meant<'a>(
        &self,
        word: &QueryWord,
        others: impl Iterator<Item = &'a str>,
    ) -> Result<Option<QueryWord>, Failure> {
        if !may_be_mistyped(&word.form) || self.is_name(&word.surface) {
            return Ok(None);
        }
        let forms = self.index.forms_like(&word.form)?;
        let forms = forms
            .iter()
            .map(|form| (form.form.as_str(), form.n_statements));
        let found = meant(&word.form, forms.chain(others.map(|other| (other, 1))));
        let mut read = found.map(query_words).unwrap_or_default();
        Ok(match read.len() {
            1 => read.pop(),
            _ => None,
        })
    }

    fn is_name(&self, typed: &str) -> bool {
        let reference = &self.reference;
        reference.parties.find(typed).is_some() || reference.forums.find(typed).is_some()
    }
}

/// Numbers and symbols are meant as they stand, and Han is compared in pairs.
fn may_be_mistyped(form: &str) -> bool {
    let is_han = |letter| matches!(letter, '\u{3400}'..='\u{9FFF}');
    LETTERS.contains(&form.chars().count())
        && form
            .chars()
            .all(|letter| letter.is_alphabetic() && !is_han(letter))
}
