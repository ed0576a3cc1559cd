//! The thesaurus of the field: what else a word or phrase of a query may be written as, and which
//! words say what kind of question it is.
//!
//! It is data, in `corpus/thesaurus.toml`; here is what it means.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use crate::domain::dictionary::Dictionary;
use crate::domain::words::{QueryWord, query_words, words_in};

/// What an entry must be worth for its words to be [`Thesaurus::kin`].
const LEAST_OF_KIN: u8 = 60;

/// A word or phrase, ready to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As it is written.
    pub written: String,
    /// Its words in sequence, never empty.
    pub words: Vec<QueryWord>,
}

impl Term {
    /// Reads a term written in `language` (BCP 47); `None` when it has no word to look for.
    pub fn new(written: &str, language: &str) -> Option<Self> {
        // An acronym is the same in every language; of other words only the own form is meant.
        let words = match is_acronym(written) {
            true => acronym(written),
            false => words_in(written, language),
        };
        let found = words.iter().any(|word| !word.common);
        found.then(|| Term {
            written: written.to_owned(),
            words,
        })
    }

    /// What tells terms apart: the first term of each word that is not common.
    pub fn key(&self) -> Vec<&str> {
        let words = self.words.iter().filter(|word| !word.common);
        words
            .filter_map(|word| word.terms.first().map(String::as_str))
            .collect()
    }
}

/// The words of an acronym, none of which is common, whatever it looks like.
fn acronym(written: &str) -> Vec<QueryWord> {
    let mut words = query_words(written);
    for word in &mut words {
        word.common = false;
    }
    words
}

/// True for `UN` and `ШОС`: scripts without capitals have none.
fn is_acronym(written: &str) -> bool {
    written.contains(char::is_uppercase) && !written.contains(char::is_lowercase)
}

/// What may be looked for besides a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The terms that lead on.
    pub from: Vec<Term>,
    /// What they lead to; the same as `from` when all mean about the same.
    pub to: Vec<Term>,
    /// What finding `to` is worth beside finding the word itself, in hundredths, 1 to 99.
    pub weight: u8,
}

/// Something that is searched besides words of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Expansion {
    /// The words of the query that it stands for, by place.
    pub words: Range<usize>,
    /// As it is written.
    pub written: String,
    /// Its words, in sequence.
    pub terms: Vec<QueryWord>,
    /// What finding it is worth beside finding the words themselves, above 0 and below 1.
    pub weight: f32,
}

/// Words by which to tell something of a question: whole ones, and how others begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexicon {
    whole: HashSet<String>,
    starts: Vec<String>,
}

impl Lexicon {
    /// Of words and beginnings of words, in any letters.
    pub fn new(whole: &[String], starts: &[String]) -> Self {
        Lexicon {
            whole: whole.iter().map(|word| word.to_lowercase()).collect(),
            starts: starts.iter().map(|start| start.to_lowercase()).collect(),
        }
    }

    /// True for a word that is listed or begins like one.
    pub fn has(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.whole.contains(&word) || self.starts.iter().any(|start| word.starts_with(start))
    }
}

/// Which words say what of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexicons {
    /// Words by which a question is put, and which say nothing of what it is about.
    pub asking: Lexicon,
    /// Words that nearly every topic of the field could have.
    pub light: Lexicon,
    /// Words of every kind of talk, as terms; one that nothing held here has is no sign that a
    /// topic has strayed.
    pub everyday: Lexicon,
    /// Words by which a topic shows that it is about ICTs, or attacks by means of them.
    pub field: Lexicon,
    /// Words of other fields that the same people discuss in the same forums.
    pub neighbour: Lexicon,
}

impl Lexicons {
    /// True for a word of every kind of talk.
    pub fn is_everyday(&self, word: &QueryWord) -> bool {
        word.terms.iter().any(|term| self.everyday.has(term))
    }

    /// True for a word that says little of what is asked.
    pub fn is_idle(&self, word: &QueryWord) -> bool {
        self.asking.has(&word.surface) || self.is_everyday(word)
    }
}

/// The thesaurus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thesaurus {
    /// Which words say what of a question.
    pub lexicons: Lexicons,
    /// What words are called in other languages.
    pub dictionary: Dictionary,
    entries: Vec<Entry>,
    /// Terms by their words; the first node is the root.
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Node {
    next: HashMap<String, usize>,
    /// Entries whose terms end here.
    entries: Vec<usize>,
}

impl Thesaurus {
    /// Of checked entries.
    pub fn new(entries: Vec<Entry>, lexicons: Lexicons, dictionary: Dictionary) -> Self {
        let mut nodes = vec![Node::default()];
        for (place, entry) in entries.iter().enumerate() {
            for term in &entry.from {
                enter(&mut nodes, &term.key(), place);
            }
        }
        Thesaurus {
            lexicons,
            dictionary,
            entries,
            nodes,
        }
    }

    /// How many entries there are.
    pub fn n_entries(&self) -> usize {
        self.entries.len()
    }

    /// What else to look for besides `words`. The longest terms win, and a word that is part of
    /// one leads nowhere by itself. What is found is not looked up again.
    pub fn expand(&self, words: &[QueryWord]) -> Vec<Expansion> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.longest(&words[at..]) {
                Some((length, entries)) => {
                    found.extend(self.expansions(entries, words, at..at + length));
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    /// What the word is called in other languages. Acronyms and words of which a lexicon knows what
    /// they are get none: `visa` is no form of French `viser`.
    pub fn translations(&self, word: &QueryWord) -> Vec<String> {
        let Lexicons { neighbour, .. } = &self.lexicons;
        match is_acronym(&word.surface) || neighbour.has(&word.surface) {
            true => Vec::new(),
            false => self.dictionary.translations(word),
        }
    }

    /// Single words that mean about the same as `word`, which is read as one by itself; as the
    /// terms that texts have for them.
    pub fn kin(&self, word: &QueryWord) -> Vec<String> {
        let root = self.nodes.first().into_iter();
        let nodes = root.flat_map(|root| word.terms.iter().filter_map(|term| root.next.get(term)));
        let entries = nodes.flat_map(|node| &self.nodes[*node].entries);
        let entries = entries.map(|entry| &self.entries[*entry]);
        let near = entries.filter(|entry| entry.weight >= LEAST_OF_KIN);
        let mut kin: Vec<String> = Vec::new();
        for term in near.flat_map(|entry| &entry.to) {
            let [one] = term.words.as_slice() else {
                continue;
            };
            let known = |own: &&String| !word.terms.contains(own) && !kin.contains(own);
            let new = one.terms.first().filter(known).cloned();
            kin.extend(new);
        }
        kin
    }

    /// The entries of the longest term that `words` begin with, and how many words it takes.
    fn longest(&self, words: &[QueryWord]) -> Option<(usize, &[usize])> {
        if words.first()?.common {
            return None;
        }
        let mut longest = None;
        let mut reached: Vec<&Node> = self.nodes.first().into_iter().collect();
        for (place, word) in words.iter().enumerate().filter(|(_, word)| !word.common) {
            let onward = |node: &&Node| -> Vec<usize> {
                let next = word.terms.iter().filter_map(|term| node.next.get(term));
                next.copied().collect()
            };
            let mut onward: Vec<usize> = reached.iter().flat_map(onward).collect();
            onward.sort_unstable();
            onward.dedup();
            reached = onward.iter().map(|node| &self.nodes[*node]).collect();
            let ends = reached.iter().find(|node| !node.entries.is_empty());
            if let Some(node) = ends {
                longest = Some((place + 1, node.entries.as_slice()));
            }
            if reached.is_empty() {
                break;
            }
        }
        longest
    }

    /// What the entries lead to, each term once at its highest weight, without the words
    /// themselves; the worthiest first.
    fn expansions(
        &self,
        entries: &[usize],
        words: &[QueryWord],
        span: Range<usize>,
    ) -> Vec<Expansion> {
        let own: Vec<&QueryWord> = words[span.clone()]
            .iter()
            .filter(|word| !word.common)
            .collect();
        let is_own = |key: &[&str]| {
            let same =
                |(term, word): (&&str, &&QueryWord)| word.terms.iter().any(|one| one == term);
            key.len() == own.len() && key.iter().zip(&own).all(same)
        };
        let mut found: BTreeMap<Vec<&str>, (u8, &Term)> = BTreeMap::new();
        let mut order: Vec<Vec<&str>> = Vec::new();
        for entry in entries.iter().map(|entry| &self.entries[*entry]) {
            for term in &entry.to {
                let key = term.key();
                if is_own(&key) {
                    continue;
                }
                let known = found.entry(key.clone()).or_insert_with(|| {
                    order.push(key);
                    (entry.weight, term)
                });
                known.0 = known.0.max(entry.weight);
            }
        }
        let expansion = |key: &Vec<&str>| {
            found.get(key).map(|(weight, term)| Expansion {
                words: span.clone(),
                written: term.written.clone(),
                terms: term.words.clone(),
                weight: f32::from(*weight) / 100.0,
            })
        };
        let mut expansions: Vec<Expansion> = order.iter().filter_map(expansion).collect();
        expansions.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        expansions
    }
}

fn enter(nodes: &mut Vec<Node>, key: &[&str], entry: usize) {
    let mut at = 0;
    for term in key {
        let free = nodes.len();
        let next = *nodes[at].next.entry((*term).to_owned()).or_insert(free);
        if next == free {
            nodes.push(Node::default());
        }
        at = next;
    }
    if !nodes[at].entries.contains(&entry) {
        nodes[at].entries.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(written: &[&str], language: &str) -> Vec<Term> {
        let term = |written: &&str| Term::new(written, language).unwrap();
        written.iter().map(term).collect()
    }

    fn same(written: &[&str], language: &str) -> Entry {
        Entry {
            from: terms(written, language),
            to: terms(written, language),
            weight: 70,
        }
    }

    fn thesaurus() -> Thesaurus {
        let sectors = Entry {
            from: terms(&["power grid", "hospital"], "en"),
            to: terms(&["critical infrastructure"], "en"),
            weight: 40,
        };
        let entries = vec![
            same(&["critical infrastructure", "CNI"], "en"),
            same(&["infrastructure", "facility"], "en"),
            same(&["CNI", "critical national infrastructure"], "en"),
            same(&["关键基础设施", "CNI"], "zh"),
            sectors,
        ];
        Thesaurus::new(entries, Lexicons::default(), Dictionary::default())
    }

    fn expanded(query: &str) -> Vec<String> {
        let found = thesaurus().expand(&query_words(query));
        found
            .iter()
            .map(|one| format!("{:?} {}", one.words, one.written))
            .collect()
    }

    #[test]
    fn the_longest_term_is_read_and_its_words_lead_nowhere() {
        assert_eq!(
            expanded("the critical infrastructures of others"),
            ["1..3 CNI"]
        );
        assert_eq!(expanded("old infrastructure"), ["1..2 facility"]);
    }

    #[test]
    fn an_acronym_leads_to_all_that_it_stands_for_once() {
        assert_eq!(
            expanded("protect CNI"),
            [
                "1..2 critical infrastructure",
                "1..2 critical national infrastructure",
                "1..2 关键基础设施"
            ]
        );
    }

    #[test]
    fn one_way_entries_do_not_lead_back_and_nothing_is_looked_up_twice() {
        assert_eq!(expanded("hospitals"), ["0..1 critical infrastructure"]);
        let weight = thesaurus().expand(&query_words("hospitals"))[0].weight;
        assert!((weight - 0.4).abs() < f32::EPSILON);
    }

    #[test]
    fn terms_of_other_scripts_are_found() {
        assert_eq!(expanded("保护关键基础设施"), ["2..7 CNI"]);
    }

    #[test]
    fn a_term_needs_a_word_to_look_for() {
        assert_eq!(Term::new("of the", "en"), None);
        assert_eq!(Term::new("…", "en"), None);
    }

    #[test]
    fn a_lexicon_has_whole_words_and_beginnings() {
        let lexicon = Lexicon::new(&["ICT".to_owned()], &["hack".to_owned()]);
        assert!(lexicon.has("ict") && lexicon.has("Hackers"));
        assert!(!lexicon.has("icts") && !lexicon.has("shack"));
    }
}
