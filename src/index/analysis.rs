//! Hands the chain's terms to the engine, in the engine's own indexing threads.
//!
//! A text is passed on as `language NUL title NUL text`, because the engine knows no languages.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::domain::words;

/// Name of the tokenizer that gives terms with positions.
pub(super) const TERMS: &str = "terms";
/// Name of the tokenizer that gives each word's normalised form with its term.
pub(super) const FORMS: &str = "forms";
/// Words of the title stand here and behind, far from those of the text, so that no phrase spans
/// both and a match can be told to be in the title.
pub(super) const TITLE_AT: usize = 1 << 20;

const BETWEEN: char = '\0';

/// A text as the tokenizers want it.
pub(super) fn packed(language: &str, title: &str, text: &str) -> String {
    let clean = |text: &str| text.replace(BETWEEN, " ");
    format!(
        "{}{BETWEEN}{}{BETWEEN}{}",
        clean(language),
        clean(title),
        clean(text)
    )
}

/// The form and the term of an entry of the vocabulary, which has both in this order.
pub(super) fn parted(entry: &str) -> Option<(&str, &str)> {
    entry.split_once(BETWEEN)
}

/// Gives terms, or entries of the vocabulary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    /// True for entries of the vocabulary.
    pub(super) forms: bool,
}

/// Tokens that were made beforehand, one behind the other in one string.
#[derive(Debug, Default)]
pub(super) struct Ready {
    texts: String,
    /// Where each token ends in `texts`, and its position.
    tokens: Vec<(usize, usize)>,
    next: usize,
    token: Token,
}

impl Ready {
    fn add(&mut self, text: &str, language: &str, first: usize, forms: bool) {
        let mut position = first;
        words::each_token(text, language, |token| {
            if forms {
                self.texts.push_str(token.form);
                self.texts.push(BETWEEN);
            }
            self.texts.push_str(token.term);
            self.tokens.push((self.texts.len(), position));
            position += 1;
        });
    }
}

impl Tokenizer for Chain {
    type TokenStream<'a> = Ready;

    fn token_stream(&mut self, packed: &str) -> Ready {
        let (language, rest) = packed.split_once(BETWEEN).unwrap_or(("", packed));
        let (title, text) = rest.split_once(BETWEEN).unwrap_or(("", rest));
        let mut ready = Ready::default();
        // The text first: positions must rise.
        ready.add(text, language, 0, self.forms);
        ready.add(title, language, TITLE_AT, self.forms);
        ready
    }
}

impl TokenStream for Ready {
    fn advance(&mut self) -> bool {
        let Some((end, position)) = self.tokens.get(self.next) else {
            return false;
        };
        let before = self.next.checked_sub(1).and_then(|at| self.tokens.get(at));
        let start = before.map_or(0, |(end, _)| *end);
        self.token.position = *position;
        self.token.text.clear();
        self.token.text.push_str(&self.texts[start..*end]);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
