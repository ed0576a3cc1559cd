//! Letters of one script that look like those of another, in words that mix both.
//!
//! Text out of PDFs and from keyboards with two layouts has them: `сyber` with a Cyrillic с. Only
//! letters that are hard to tell apart count, after "confusables" of Unicode Technical Standard 39.

/// Latin, the Cyrillic and the Greek letter that look like it, in lower case; a space for none.
/// Capitals are lowered first, so the pairs of capitals (Н and H, В and B, Р and P) are here too.
const ALIKE: [(char, char, char); 22] = [
    ('a', 'а', 'α'),
    ('b', 'в', 'β'),
    ('c', 'с', ' '),
    ('e', 'е', 'ε'),
    ('h', 'н', 'η'),
    ('i', 'і', 'ι'),
    ('j', 'ј', ' '),
    ('k', 'к', 'κ'),
    ('m', 'м', 'μ'),
    ('n', ' ', 'ν'),
    ('o', 'о', 'ο'),
    ('p', 'р', 'ρ'),
    ('q', 'ԛ', ' '),
    ('s', 'ѕ', ' '),
    ('t', 'т', 'τ'),
    ('u', ' ', 'υ'),
    ('v', 'ѵ', ' '),
    ('w', 'ԝ', ' '),
    ('x', 'х', 'χ'),
    ('y', 'у', 'γ'),
    ('z', ' ', 'ζ'),
    ('d', 'ԁ', ' '),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Other,
}

fn script(letter: char) -> Script {
    match letter {
        'a'..='z' | '\u{00DF}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{0400}'..='\u{052F}' => Script::Cyrillic,
        '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        _ => Script::Other,
    }
}

/// `word`, which is in lower case, in the script that most of its letters are of, when it mixes
/// scripts and all the others have a look-alike in that. Latin wins ties.
pub(super) fn one_script(word: String) -> String {
    let count = |wanted| word.chars().filter(|c| script(*c) == wanted).count();
    let (latin, cyrillic, greek) = (
        count(Script::Latin),
        count(Script::Cyrillic),
        count(Script::Greek),
    );
    let home = match (latin, cyrillic, greek) {
        (0, _, 0) | (_, 0, 0) | (0, 0, _) => return word,
        _ if latin >= cyrillic && latin >= greek => Script::Latin,
        _ if cyrillic >= greek => Script::Cyrillic,
        _ => Script::Greek,
    };
    let moved: Option<String> = word.chars().map(|letter| moved(letter, home)).collect();
    moved.unwrap_or(word)
}

/// `letter` in the script `home`; `None` when it has no look-alike there.
fn moved(letter: char, home: Script) -> Option<char> {
    if matches!(script(letter), Script::Other) || script(letter) == home {
        return Some(letter);
    }
    let (latin, cyrillic, greek) = ALIKE
        .into_iter()
        .find(|(latin, cyrillic, greek)| [latin, cyrillic, greek].contains(&&letter))?;
    let found = match home {
        Script::Latin => latin,
        Script::Cyrillic => cyrillic,
        Script::Greek => greek,
        Script::Other => return None,
    };
    (found != ' ').then_some(found)
}
