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

/// A form and the term that stands for it, as one term of the vocabulary.
pub(super) fn entry(form: &str, term: &str) -> String {
    format!("{form}{BETWEEN}{term}")
}

/// The form and the term of an entry of the vocabulary.
pub(super) fn parted(entry: &str) -> Option<(&str, &str)> {
    entry.split_once(BETWEEN)
}

/// Gives terms, or entries of the vocabulary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    /// True for entries of the vocabulary.
    pub(super) forms: bool,
}

/// Tokens that were made beforehand.
#[derive(Debug)]
pub(super) struct Ready {
    tokens: Vec<words::Token>,
    n_in_title: usize,
    next: usize,
    forms: bool,
    token: Token,
}

impl Tokenizer for Chain {
    type TokenStream<'a> = Ready;

    fn token_stream(&mut self, packed: &str) -> Ready {
        let (language, rest) = packed.split_once(BETWEEN).unwrap_or(("", packed));
        let (title, text) = rest.split_once(BETWEEN).unwrap_or(("", rest));
        let mut tokens = words::analyse(title, language);
        let n_in_title = tokens.len();
        tokens.extend(words::analyse(text, language));
        Ready {
            tokens,
            n_in_title,
            next: 0,
            forms: self.forms,
            token: Token::default(),
        }
    }
}

impl TokenStream for Ready {
    fn advance(&mut self) -> bool {
        // The text first: positions must rise.
        let n_in_text = self.tokens.len() - self.n_in_title;
        let (at, position) = match self.next.checked_sub(n_in_text) {
            None => (self.n_in_title + self.next, self.next),
            Some(in_title) => (in_title, TITLE_AT + in_title),
        };
        if self.next >= self.tokens.len() {
            return false;
        }
        let Some(token) = self.tokens.get_mut(at) else {
            return false;
        };
        self.next += 1;
        self.token.position = position;
        self.token.text = match self.forms {
            true => entry(&token.form, &token.term),
            false => std::mem::take(&mut token.term),
        };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
