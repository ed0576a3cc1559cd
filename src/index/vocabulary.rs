//! Words as the passages have them: what begins so, what is spelled alike, and lists of names.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::query::EnableScoring;
use tantivy::schema::Field;
use tantivy::{DocSet, Searcher, TERMINATED};
use tantivy_fst::Automaton;

use crate::domain::words::QueryWord;
use crate::index::analysis::parted;
use crate::index::coverage::inverse_frequency;
use crate::index::gather::least;
use crate::index::schema::Fields;
use crate::index::{Clause, Error, Index};

/// Entries that are looked at in each segment for each term that is wanted of a beginning.
const ENTRIES_A_TERM: usize = 40;
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

/// What a beginning of a word stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Begun {
    /// Terms of words that begin so, the commonest first.
    pub terms: Vec<String>,
    /// True when more words begin so.
    pub more: bool,
}

/// The terms of words that begin with `start`, the `most` commonest of those looked at.
fn begun(searcher: &Searcher, fields: &Fields, start: &str, most: usize) -> Result<Begun, Error> {
    let mut found: HashMap<String, u64> = HashMap::new();
    let end = format!("{start}{}", char::MAX);
    let mut more = false;
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.form)?;
        let range = inverted.terms().range().ge(start).lt(&end);
        let mut entries = range.into_stream()?;
        let mut left = most * ENTRIES_A_TERM;
        while entries.advance() {
            if left == 0 {
                more = true;
                break;
            }
            left -= 1;
            let entry = std::str::from_utf8(entries.key()).unwrap_or_default();
            if let Some((_, term)) = parted(entry) {
                *found.entry(term.to_owned()).or_default() += u64::from(entries.value().doc_freq);
            }
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by(|(one, n), (other, m)| m.cmp(n).then(one.cmp(other)));
    more |= found.len() > most;
    found.truncate(most);
    let terms = found.into_iter().map(|(term, _)| term).collect();
    Ok(Begun { terms, more })
}

/// The tags of texts in the language `tag`: the tag itself, and with it those that add a region
/// or a script, in any letters.
pub(super) fn languages(
    searcher: &Searcher,
    fields: &Fields,
    tag: &str,
) -> Result<BTreeSet<String>, Error> {
    let within = |own: &&str| {
        let begins = own.get(..tag.len());
        let more = own.as_bytes().get(tag.len());
        begins.is_some_and(|begins| begins.eq_ignore_ascii_case(tag))
            && more.is_none_or(|next| *next == b'-')
    };
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.language)?;
        let mut tags = inverted.terms().stream()?;
        while tags.advance() {
            let own = std::str::from_utf8(tags.key()).ok().filter(within);
            found.extend(own.map(str::to_owned));
        }
    }
    Ok(found)
}

/// Accepts what begins with something spelled nearly like a word.
struct Spelled<'a>(&'a DFA);

impl Automaton for Spelled<'_> {
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
        let spelled = BUILDER.build_prefix_dfa(word);
        let mut found: HashMap<String, u64> = HashMap::new();
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(self.fields().form)?;
            let alike = inverted.terms().search(Spelled(&spelled));
            let mut entries = alike.ge(&start).lt(&end).into_stream()?;
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

    /// The terms of the words that begin with `start`; at most `most`, and the work is bounded
    /// by that.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn beginning(&self, start: &str, most: usize) -> Result<Begun, Error> {
        begun(&self.searcher(), self.fields(), start, most)
    }

    /// What `words` weigh by their rarity, as BM25 has it; common words weigh little.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn rarity(&self, words: &[QueryWord]) -> Result<f32, Error> {
        let all = self.searcher().num_docs();
        let mut sum = 0.0;
        for word in words {
            let n = self.n_with(&word.terms)?.min(all);
            sum += inverse_frequency(n, all);
        }
        Ok(sum)
    }

    /// True when some passage has these words, one behind the other.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_sequence(&self, words: &[QueryWord]) -> Result<bool, Error> {
        match Clause::sequence(words.to_vec()) {
            Some(clause) => self.has_more_than(&clause, 0),
            None => Ok(false),
        }
    }

    /// True when more than `n` passages match `clause`; no more are looked at than that takes.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_more_than(&self, clause: &Clause, n: usize) -> Result<bool, Error> {
        let searcher = self.searcher();
        let compiler = self.compiler(&searcher)?;
        let query = compiler.passages(clause)?;
        if least(&searcher, &*query)? > n as u64 {
            return Ok(true);
        }
        let weight = query.weight(EnableScoring::disabled_from_searcher(&searcher))?;
        let mut left = n;
        for segment in searcher.segment_readers() {
            let mut found = weight.scorer(segment, 1.0)?;
            while found.doc() != TERMINATED {
                if !segment.is_deleted(found.doc()) {
                    if left == 0 {
                        return Ok(true);
                    }
                    left -= 1;
                }
                found.advance();
            }
        }
        Ok(false)
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
