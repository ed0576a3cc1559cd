//! The field's words in the languages of the corpus: a question in one is answered in another.
//!
//! It is data, in `corpus/thesaurus.toml`. An entry leads from each of its single words to all
//! words of the other languages; what takes several words in one of them, as `human rights` does
//! for `人权`, is only led to.

use std::collections::{BTreeMap, HashMap};

use crate::domain::thesaurus::Term;
use crate::domain::words::QueryWord;

/// What is called what, by language.
pub type Meaning = BTreeMap<String, Vec<Term>>;

/// Words by what they mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// Of each meaning, its terms with their language.
    meanings: Vec<Vec<(String, String)>>,
    /// Where a single word stands: meaning and language.
    words: HashMap<String, Vec<(usize, String)>>,
}

impl Dictionary {
    /// Of checked meanings.
    pub fn new(meanings: Vec<Meaning>) -> Self {
        let mut dictionary = Dictionary::default();
        for meaning in meanings {
            dictionary.add(&meaning);
        }
        dictionary
    }

    fn add(&mut self, meaning: &Meaning) {
        let place = self.meanings.len();
        let mut terms: Vec<(String, String)> = Vec::new();
        for (language, term) in written(meaning) {
            let key = term.key();
            if let [only] = key.as_slice() {
                let places = self.words.entry((*only).to_owned()).or_default();
                places.push((place, language.to_owned()));
            }
            terms.extend(
                key.iter()
                    .map(|term| (language.to_owned(), (*term).to_owned())),
            );
        }
        self.meanings.push(terms);
    }

    /// How many meanings there are.
    pub fn n_meanings(&self) -> usize {
        self.meanings.len()
    }

    /// What the word is called in other languages, as the terms that texts have for it. A cognate
    /// is of several: `critical` reads like Spanish `crítico` and leads to neither's neighbours.
    pub fn translations(&self, word: &QueryWord) -> Vec<String> {
        let mut own: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        let places = word.terms.iter().filter_map(|term| self.words.get(term));
        for (place, language) in places.flatten() {
            own.entry(*place).or_default().push(language);
        }
        let mut found: Vec<String> = Vec::new();
        for (place, languages) in own {
            for (language, term) in &self.meanings[place] {
                let foreign = !languages.contains(&language.as_str());
                if foreign && !word.terms.contains(term) && !found.contains(term) {
                    found.push(term.clone());
                }
            }
        }
        found
    }
}

fn written(meaning: &Meaning) -> impl Iterator<Item = (&str, &Term)> {
    let terms = meaning.iter();
    terms.flat_map(|(language, terms)| terms.iter().map(|term| (language.as_str(), term)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::query_words;

    fn term(written: &str, language: &str) -> Term {
        Term::new(written, language).unwrap()
    }

    fn dictionary() -> Dictionary {
        let meaning = |words: &[(&str, &str)]| -> Meaning {
            let words = words.iter();
            words
                .map(|(language, word)| ((*language).to_owned(), vec![term(word, language)]))
                .collect()
        };
        Dictionary::new(vec![
            meaning(&[("en", "hospital"), ("fr", "hôpital"), ("ru", "больница")]),
            meaning(&[("en", "human rights"), ("zh", "人权")]),
            Meaning::from([
                (
                    "en".to_owned(),
                    vec![term("critical", "en"), term("vital", "en")],
                ),
                ("es".to_owned(), vec![term("crítico", "es")]),
                ("zh".to_owned(), vec![term("关键", "zh")]),
            ]),
        ])
    }

    #[track_caller]
    fn check(word: &str, expected: &[&str]) {
        let word = &query_words(word)[0];
        assert_eq!(dictionary().translations(word), expected, "{word:?}");
    }

    #[test]
    fn a_word_leads_to_those_of_other_languages_in_any_of_its_forms() {
        check("hôpitaux", &["hospit", "больниц"]);
        check("больницы", &["hospit", "hopital"]);
    }

    #[test]
    fn a_cognate_does_not_lead_back_to_its_own_language() {
        check("critical", &["关键"]);
        check("vital", &["critic", "关键"]);
    }

    #[test]
    fn several_words_are_led_to_and_lead_nowhere() {
        check("人权", &["human", "right"]);
        check("rights", &[]);
    }
}
