//! Typing errors: which known word was meant by an unknown one.

/// The word among `candidates`, each with how often it is used, that `typed` was most likely meant
/// to be; `None` when none is likely. Both are forms: lower case, no accents.
///
/// The fewest errors win, then the commonest word, then the first by letters.
pub fn meant<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = (&'a str, u64)>,
) -> Option<&'a str> {
    let alike = candidates.into_iter().filter_map(|(word, count)| {
        let errors = errors(word, typed)?;
        Some((errors, std::cmp::Reverse(count), word))
    });
    alike.min().map(|(.., word)| word)
}

/// The letter that candidates for `typed` begin with: the first is taken to be right, as it
/// nearly always is (Pollock and Zamora 1984).
pub fn first_letter(typed: &str) -> Option<char> {
    typed.chars().next()
}

/// How many errors make `typed` of `word`, when so many are likely.
///
/// Short words have many neighbours (`fines`, `fixes`), so of five letters only one left out, or
/// two in the wrong order, are taken for errors.
fn errors(word: &str, typed: &str) -> Option<usize> {
    let (meant, length) = (word.chars().count(), typed.chars().count());
    let allowed = match length {
        5 if meant > length || sorted(word) == sorted(typed) => 1,
        0..=5 => return None,
        6..=8 => 1,
        _ => 2,
    };
    if meant.abs_diff(length) > allowed || first_letter(word) != first_letter(typed) {
        return None;
    }
    let distance = strsim::osa_distance(word, typed);
    (distance <= allowed).then_some(distance)
}

fn sorted(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_meant_and_of_equals_the_commonest() {
        let known = [("critical", 9), ("criticise", 2), ("critics", 5)];
        assert_eq!(meant("critcal", known), Some("critical"));
        let equals = [("attribute", 3), ("attributed", 40)];
        assert_eq!(meant("attributes", equals), Some("attributed"));
    }

    #[test]
    fn short_words_and_other_first_letters_are_left_alone() {
        assert_eq!(meant("fines", [("fixes", 100)]), None);
        assert_eq!(meant("norm", [("norms", 100)]), None);
        assert_eq!(meant("nattacks", [("attacks", 100)]), None);
        assert_eq!(meant("atack", [("attack", 1)]), Some("attack"));
    }
}
