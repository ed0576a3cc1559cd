//! Words as the passages have them: what begins so, what is spelled alike, and lists of names.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::Searcher;
use tantivy::schema::Field;
use tantivy_fst::Automaton;

use crate::index::analysis::parted;
use crate::index::schema::Fields;
use crate::index::{Error, Index};

/// Terms that one prefix may stand for; the commonest are taken.
const MOST_TERMS: usize = 128;
/// Entries that are looked at for one prefix in each segment.
const MOST_ENTRIES: usize = 5_000;
/// Letters that may be wrong in a word.
const MOST_WRONG: u8 = 2;

/// A word that passages have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The word, normalised.
    pub form: String,
    /// In how many statements.
    pub n_statements: u64,
}

/// The terms of all words that begin with `start`, the commonest first.
pub(super) fn terms_from(
    searcher: &Searcher,
    fields: &Fields,
    start: &str,
) -> Result<Vec<String>, Error> {
    let mut found: HashMap<String, u64> = HashMap::new();
    let end = format!("{start}{}", char::MAX);
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.form)?;
        let range = inverted.terms().range().ge(start).lt(&end);
        let mut entries = range.into_stream()?;
        let mut looked_at = 0;
        while looked_at < MOST_ENTRIES && entries.advance() {
            looked_at += 1;
            let entry = std::str::from_utf8(entries.key()).unwrap_or_default();
            if let Some((_, term)) = parted(entry) {
                *found.entry(term.to_owned()).or_default() += u64::from(entries.value().doc_freq);
            }
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by(|(one, n), (other, m)| m.cmp(n).then(one.cmp(other)));
    found.truncate(MOST_TERMS);
    Ok(found.into_iter().map(|(term, _)| term).collect())
}

/// Accepts what begins with something spelled nearly like a word.
struct Spelled(DFA);

impl Automaton for Spelled {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

impl Index {
    /// Words of the passages that begin with the same letter as `word` and are spelled like it but
    /// for two letters.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn forms_like(&self, word: &str) -> Result<Vec<Form>, Error> {
        static BUILDER: LazyLock<LevenshteinAutomatonBuilder> =
            LazyLock::new(|| LevenshteinAutomatonBuilder::new(MOST_WRONG, true));
        let Some(first) = word.chars().next() else {
            return Ok(Vec::new());
        };
        let (start, end) = (first.to_string(), format!("{first}{}", char::MAX));
        let mut found: HashMap<String, u64> = HashMap::new();
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(self.fields().form)?;
            let spelled = inverted
                .terms()
                .search(Spelled(BUILDER.build_prefix_dfa(word)));
            let mut entries = spelled.ge(&start).lt(&end).into_stream()?;
            while entries.advance() {
                let entry = std::str::from_utf8(entries.key()).unwrap_or_default();
                let form = parted(entry).map(|(form, _)| form);
                let alike =
                    |form: &&str| strsim::osa_distance(form, word) <= usize::from(MOST_WRONG);
                if let Some(form) = form.filter(alike) {
                    let n = u64::from(entries.value().doc_freq);
                    *found.entry(form.to_owned()).or_default() += n;
                }
            }
        }
        let form = |(form, n_statements)| Form { form, n_statements };
        Ok(found.into_iter().map(form).collect())
    }

    /// The terms of the words that begin with `start`, the most frequent first; at most as many
    /// as a search for a beginning looks for.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn terms_beginning(&self, start: &str) -> Result<Vec<String>, Error> {
        terms_from(&self.searcher(), self.fields(), start)
    }

    /// At most `most` terms of `field` that begin with `start`.
    pub(super) fn words_from(
        &self,
        field: Field,
        start: &str,
        most: usize,
    ) -> Result<Vec<String>, Error> {
        let end = format!("{start}{}", char::MAX);
        let mut found = BTreeSet::new();
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let range = inverted.terms().range().ge(start).lt(&end);
            let mut terms = range.into_stream()?;
            let mut left = most;
            while left > 0 && terms.advance() {
                left -= 1;
                found.extend(std::str::from_utf8(terms.key()).map(str::to_owned));
            }
        }
        Ok(found.into_iter().take(most).collect())
    }

    /// Ids of statements, each once, in order, as long as `wanted` takes them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each_id(&self, wanted: &mut dyn FnMut(&str)) -> Result<(), Error> {
        self.each_term(self.fields().id, wanted)
    }

    /// Names of speakers, each once in every segment that has it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each_speaker(&self, wanted: &mut dyn FnMut(&str)) -> Result<(), Error> {
        self.each_term(self.fields().speaker_name, wanted)
    }

    fn each_term(&self, field: Field, wanted: &mut dyn FnMut(&str)) -> Result<(), Error> {
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                wanted(std::str::from_utf8(terms.key()).unwrap_or_default());
            }
        }
        Ok(())
    }
}
