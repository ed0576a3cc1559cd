//! Reads `thesaurus.toml`: which terms stand for others, and which words say what of a question.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::corpus::Defect;
use crate::corpus::fields::{Fields, Source};
use crate::domain::dictionary::{Dictionary, Meaning};
use crate::domain::thesaurus::{Entry, Lexicon, Lexicons, Term, Thesaurus};

/// What an entry without `weight` is worth, in hundredths.
const USUAL_WEIGHT: u8 = 70;

/// The languages of the dictionary, by their BCP 47 tags.
const LANGUAGES: [&str; 6] = ["en", "fr", "es", "ru", "ar", "zh"];

/// Reads the thesaurus.
pub(super) fn parse(path: &str, text: &str) -> Result<Thesaurus, Vec<Defect>> {
    let source = Source::new(path, text, 0);
    let thesaurus = source.parse().map(|table| {
        let mut fields = Fields::new(&source, table, 0..0);
        let mut entries = same(&mut fields);
        entries.extend(fields.tables("one_way").into_iter().filter_map(one_way));
        let lexicons = Lexicons {
            asking: lexicon(&mut fields, "asking"),
            light: lexicon(&mut fields, "light"),
            everyday: everyday(&mut fields),
            field: lexicon(&mut fields, "field"),
            neighbour: lexicon(&mut fields, "neighbour"),
        };
        let dictionary = dictionary(&mut fields);
        fields.done();
        Thesaurus::new(entries, lexicons, dictionary)
    });
    source.finish(thesaurus)
}

/// The entries of `[[same]]`, none of which may be part of another.
fn same(fields: &mut Fields<'_, '_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen: Vec<Seen> = Vec::new();
    for mut table in fields.tables("same") {
        let span = table.span();
        let language = language(&mut table);
        let terms = table.list("terms");
        let mut terms = self::terms(&table, "terms", &terms, &language);
        for (language, more) in table.lists("terms_in") {
            terms.extend(self::terms(&table, "terms_in", &more, &language));
        }
        let weight = table.hundredths("weight", USUAL_WEIGHT);
        if terms.len() < 2 {
            table.defect("a `[[same]]` entry needs at least two terms");
        }
        table.done();
        seen.push(Seen {
            keys: keys(fields, &span, &terms),
            first: terms
                .first()
                .map_or_else(String::new, |term| term.written.clone()),
            span,
        });
        entries.push(Entry {
            from: terms.clone(),
            to: terms,
            weight,
        });
    }
    repeated(fields, &seen);
    entries
}

/// The keys of an entry's terms, each of which must be there once.
fn keys(fields: &Fields<'_, '_>, span: &Range<usize>, terms: &[Term]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for term in terms {
        if !keys.insert(term.key().join(" ")) {
            let problem = format!(
                "`{}` is in this entry twice, in one form or another",
                term.written
            );
            fields.defect_at(span.clone(), problem);
        }
    }
    keys
}

/// An entry that was read, for telling whether another repeats it.
struct Seen {
    keys: BTreeSet<String>,
    first: String,
    span: Range<usize>,
}

/// Names entries all of whose terms are in one other.
fn repeated(fields: &Fields<'_, '_>, seen: &[Seen]) {
    let mut with: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, entry) in seen.iter().enumerate() {
        for key in &entry.keys {
            with.entry(key).or_default().push(place);
        }
    }
    for (place, entry) in seen.iter().enumerate() {
        let of_first = entry.keys.first().and_then(|key| with.get(key.as_str()));
        let repeats = |other: &&usize| {
            let others = &seen[**other].keys;
            let comes_after = others.len() > entry.keys.len() || **other < place;
            **other != place && comes_after && entry.keys.is_subset(others)
        };
        if let Some(other) = of_first.into_iter().flatten().find(repeats) {
            let first = &seen[*other].first;
            let problem = format!(
                "all terms of this entry are also in the one that begins with `{first}`; leave one out"
            );
            fields.defect_at(entry.span.clone(), problem);
        }
    }
}

fn one_way(mut table: Fields<'_, '_>) -> Option<Entry> {
    let language = language(&mut table);
    let (from, to) = (table.list("from"), table.list("to"));
    let from = terms(&table, "from", &from, &language);
    let to = terms(&table, "to", &to, &language);
    let weight = table.hundredths("weight", USUAL_WEIGHT);
    let (span, n) = (table.span(), from.len() + to.len());
    if from.is_empty() || to.is_empty() {
        table.defect("a `[[one_way]]` entry needs terms in `from` and in `to`");
    }
    let all: Vec<Term> = from.iter().chain(&to).cloned().collect();
    let sound = keys(&table, &span, &all).len() == n;
    table.done();
    sound.then_some(Entry { from, to, weight })
}

fn language(table: &mut Fields<'_, '_>) -> String {
    match table.optional("language").as_str() {
        "" => "en".to_owned(),
        language => language.to_owned(),
    }
}

fn terms(table: &Fields<'_, '_>, key: &str, written: &[String], language: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    for written in written {
        match Term::new(written, language) {
            Some(term) => terms.push(term),
            None => table.defect(format!(
                "`{key}` has {written:?}, in which there is no word to look for"
            )),
        }
    }
    terms
}

/// A table of `words` and `starts`, each a table of lists by language.
fn lexicon(fields: &mut Fields<'_, '_>, key: &str) -> Lexicon {
    let Some(mut table) = fields.table_at(key) else {
        return Lexicon::default();
    };
    let mut all = |key: &str| -> Vec<String> {
        let lists = table.lists(key);
        lists.into_values().flatten().collect()
    };
    let (words, starts) = (all("words"), all("starts"));
    for list in [&words, &starts] {
        if list.iter().any(|word| word.trim().is_empty()) {
            table.defect(format!(
                "`[{key}]` has an empty word, which every word begins with"
            ));
        }
    }
    table.done();
    Lexicon::new(&words, &starts)
}

/// Words in all their forms: a question rarely has the one that is listed.
fn everyday(fields: &mut Fields<'_, '_>) -> Lexicon {
    let Some(mut table) = fields.table_at("everyday") else {
        return Lexicon::default();
    };
    let mut forms = Vec::new();
    for (language, words) in table.lists("words") {
        for term in terms(&table, "words", &words, &language) {
            forms.extend(term.key().into_iter().map(str::to_owned));
        }
    }
    table.done();
    Lexicon::new(&forms, &[])
}

/// `[dictionary]`: meanings, each a table of what it is called by language.
fn dictionary(fields: &mut Fields<'_, '_>) -> Dictionary {
    let Some(mut table) = fields.table_at("dictionary") else {
        return Dictionary::default();
    };
    let mut meanings = Vec::new();
    for mut entry in table.tables("words") {
        let mut meaning = Meaning::new();
        for language in LANGUAGES {
            let written = entry.list(language);
            meaning.insert(
                language.to_owned(),
                terms(&entry, language, &written, language),
            );
        }
        if meaning.values().filter(|terms| !terms.is_empty()).count() < 2 {
            entry.defect("an entry of the dictionary needs words of two languages");
        }
        entry.done();
        meanings.push(meaning);
    }
    table.done();
    Dictionary::new(meanings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn defects(text: &str, expected: &[(usize, &str)]) {
        let found = parse("thesaurus.toml", text).unwrap_err();
        let found: Vec<(usize, &str)> = found
            .iter()
            .map(|defect| (defect.line, defect.problem.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sound_thesaurus_is_read() {
        let text = r#"
            [[same]]
            terms = ["CERT", "CSIRT"]
            terms_in = { fr = ["équipe d'intervention"] }
            weight = 0.9
            [[one_way]]
            from = ["hospital"]
            to = ["critical infrastructure"]
            [asking.words]
            en = ["what"]
            [field.starts]
            en = ["hack"]
        "#;
        let thesaurus = parse("thesaurus.toml", text).unwrap();
        assert_eq!(thesaurus.n_entries(), 2);
        assert!(thesaurus.lexicons.asking.has("What"));
        assert!(thesaurus.lexicons.field.has("hackers"));
    }

    #[test]
    fn keys_of_other_names_and_terms_without_words_are_defects() {
        defects(
            "[[same]]\nterms = [\"a\", \"of the\", \"GGE\", \"OEWG\"]\nwieght = 0.5",
            &[
                (
                    1,
                    "`terms` has \"a\", in which there is no word to look for",
                ),
                (
                    1,
                    "`terms` has \"of the\", in which there is no word to look for",
                ),
                (
                    3,
                    "`wieght` is not a key that belongs here; see corpus/README.md",
                ),
            ],
        );
    }

    #[test]
    fn a_weight_lies_between_nothing_and_all() {
        for weight in ["1.0", "0.0", "1", "-0.5", "0.123", "\"0.5\""] {
            defects(
                &format!("[[same]]\nterms = [\"GGE\", \"OEWG\"]\nweight = {weight}"),
                &[(
                    3,
                    "`weight` must lie between 0.01 and 0.99, with two digits at most",
                )],
            );
        }
    }

    #[test]
    fn a_term_is_in_an_entry_once_and_an_entry_in_the_file_once() {
        defects(
            "[[same]]\nterms = [\"cyber-attack\", \"cyberattacks\", \"hack\"]\n\
             [[same]]\nterms = [\"hack\", \"cyber attack\"]\n\
             [[one_way]]\nfrom = [\"dam\"]\nto = [\"dams\"]",
            &[
                (
                    1,
                    "`cyberattacks` is in this entry twice, in one form or another",
                ),
                (
                    3,
                    "all terms of this entry are also in the one that begins with `cyber-attack`; leave one out",
                ),
                (5, "`dams` is in this entry twice, in one form or another"),
            ],
        );
    }

    #[test]
    fn an_entry_needs_terms_to_lead_from_and_to() {
        defects(
            "[[same]]\nterms = [\"GGE\"]\n[[one_way]]\nfrom = [\"dam\"]",
            &[
                (1, "a `[[same]]` entry needs at least two terms"),
                (3, "a `[[one_way]]` entry needs terms in `from` and in `to`"),
            ],
        );
    }
}
