//! One form for what is written in several: compatibility forms, case, look-alikes, apostrophes.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::domain::words::{arabic, look_alikes};

/// What makes й of и, in decomposed text.
const BREVE: char = '\u{0306}';

/// Words that French cuts short before a vowel; `l'information` is `information`.
const ELIDED: [&str; 6] = ["qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "dell"];

/// `word` in lower case and without what does not tell words apart. Accents of Latin letters are
/// kept, because stemmers need them; [`fold`] takes them off.
pub(super) fn normalise(word: &str) -> String {
    let plain = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        look_alikes::one_script(unmarked(word))
    };
    let plain = without_article(&plain);
    if plain.contains(['.', '\'']) {
        return plain.replace(['.', '\''], "");
    }
    plain.to_owned()
}

/// Without the possessive, and without the elided article of French and Italian.
fn without_article(plain: &str) -> &str {
    let plain = plain
        .strip_suffix("'s")
        .or_else(|| plain.strip_suffix('\''))
        .unwrap_or(plain);
    match plain.split_once('\'') {
        Some((article, rest))
            if rest.len() > 2 && (article.len() <= 2 || ELIDED.contains(&article)) =>
        {
            rest
        }
        _ => plain,
    }
}

/// Compatibility forms in lower case; marks only on Latin letters and in й.
fn unmarked(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for letter in word.nfkc().flat_map(char::to_lowercase) {
        match letter {
            '’' | 'ʼ' | '‘' => plain.push('\''),
            'ё' => plain.push('е'),
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            'ß' => plain.push_str("ss"),
            '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}' => plain.push(ascii_digit(letter)),
            _ if is_mark(letter) => {}
            _ => plain.extend(arabic::one_letter(letter)),
        }
    }
    plain
}

/// Both rows of digits that Arabic text uses end in the digit's own value.
fn ascii_digit(digit: char) -> char {
    let value = (digit as u32) & 0xF;
    char::from_digit(value, 10).unwrap_or(digit)
}

/// Letters without their marks. Й keeps its own: it is another letter than и.
pub(super) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut plain = String::with_capacity(word.len());
    for letter in word.nfd() {
        match letter {
            BREVE if plain.ends_with('и') => plain.push(letter),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' | 'ð' => plain.push('d'),
            'ı' => plain.push('i'),
            _ if is_mark(letter) => {}
            _ => plain.push(letter),
        }
    }
    Cow::Owned(plain.nfc().collect())
}

/// Accents, and the vowel signs of Arabic and Hebrew, which writers leave out. Those of Indian
/// scripts are letters in all but name.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05C7}'
        | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}')
}
