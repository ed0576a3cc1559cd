//! What a query looks for besides its own words: what the thesaurus leads to, and words that were
//! most likely meant by others that nothing has.

use crate::domain::query::{Query, Word};
use crate::domain::thesaurus::Expansion;
use crate::domain::words::{QueryWord, query_words};
use crate::service::desk::Desk;
use crate::service::refusal::Failure;
use crate::service::run::{Run, runs};

/// Most that is searched besides the words of a query.
pub(super) const MOST: usize = 12;
/// Most that is looked up in the index for one query, the worthiest.
const LOOKED_UP: usize = 96;
/// Words of one query that are mended: finding what is spelled alike takes a while.
const MOST_MENDED: usize = 8;

/// What is searched besides the words of a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Also {
    /// What the thesaurus leads to and some passage has, each once, the worthiest first.
    pub(super) expansions: Vec<Expansion>,
    /// True when the thesaurus leads to more.
    pub(super) more: bool,
    /// Typing errors: as typed, as read.
    pub(super) mended: Vec<(String, String)>,
}

impl Also {
    /// What the expansions are called.
    pub(super) fn written(&self) -> Vec<String> {
        let written = self.expansions.iter().map(|one| one.written.clone());
        written.collect()
    }
}

/// A run, by the words it was read from.
pub(super) type Read<'a> = (Vec<&'a Word>, Run);

impl Desk {
    /// Reads the plain words of `query`, mended and expanded.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(super) fn plain_words<'a>(
        &self,
        query: &'a Query,
    ) -> Result<(Vec<Read<'a>>, Also), Failure> {
        let mut also = Also::default();
        let typed = runs(query).into_iter();
        let mut read: Vec<Read<'a>> = typed
            .map(|words| (words.clone(), Run::new(&words)))
            .collect();
        for (_, run) in &mut read {
            self.mend(run, &mut also.mended)?;
        }
        self.expand(query, &mut read, &mut also)?;
        Ok((read, also))
    }

    /// Puts what was most likely meant in the place of words that neither the corpus nor the
    /// thesaurus has.
    fn mend(&self, run: &mut Run, mended: &mut Vec<(String, String)>) -> Result<(), Failure> {
        let expansions = self.reference.thesaurus.expand(&run.words);
        for (at, word) in run.words.iter_mut().enumerate() {
            let expanded = expansions.iter().any(|one| one.words.contains(&at));
            if mended.len() == MOST_MENDED || expanded || word.common || self.has(word)? {
                continue;
            }
            if let Some(meant) = self.meant(word, std::iter::empty())? {
                mended.push((word.form.clone(), meant.form.clone()));
                *word = meant;
            }
        }
        Ok(())
    }

    /// True for a word of the passages or the catalogue.
    fn has(&self, word: &QueryWord) -> Result<bool, Failure> {
        Ok(self.n_having(&word.terms)? > 0)
    }

    /// Adds to the runs what the thesaurus leads to, as long as some passage has it.
    fn expand(&self, query: &Query, read: &mut [Read<'_>], also: &mut Also) -> Result<(), Failure> {
        let candidates = self.candidates(query, read);
        also.more = candidates.len() > LOOKED_UP;
        for (at, expansion) in candidates.into_iter().take(LOOKED_UP) {
            let same = |other: &Expansion| other.terms == expansion.terms;
            if !also.expansions.iter().any(same) {
                if !self.index.has_sequence(&expansion.terms)? {
                    continue;
                }
                if also.expansions.len() == MOST {
                    also.more = true;
                    break;
                }
                also.expansions.push(expansion.clone());
            }
            let run = &mut read[at].1;
            let weight = expansion.weight * self.evened(&run.words, &expansion)?;
            run.expand(Expansion {
                weight,
                ..expansion
            });
        }
        Ok(())
    }

    /// What brings an expansion that is rarer than its own `words` down to their rarity, so that
    /// it does not count for more than they do.
    fn evened(&self, words: &[QueryWord], expansion: &Expansion) -> Result<f32, Failure> {
        let own = self.index.rarity(&words[expansion.words.clone()])?;
        Ok((own / self.index.rarity(&expansion.terms)?).min(1.0))
    }

    /// What the thesaurus leads to, with the place of the run, the worthiest first.
    fn candidates(&self, query: &Query, read: &[Read<'_>]) -> Vec<(usize, Expansion)> {
        let asked: Vec<QueryWord> = query.texts().into_iter().flat_map(query_words).collect();
        let mut found = Vec::new();
        for (at, (_, run)) in read.iter().enumerate() {
            for expansion in self.reference.thesaurus.expand(&run.words) {
                let own = &run.words[expansion.words.clone()];
                let is_wanted = run.has_whole(&expansion.words) && is_new(&expansion, own, &asked);
                found.extend(is_wanted.then_some((at, expansion)));
            }
        }
        found.sort_by(|(_, one), (_, other)| other.weight.total_cmp(&one.weight));
        found
    }
}

/// False for what has all of its `own` words, which finds nothing that they do not, and for what
/// is `asked` for elsewhere in the query, which would count for both.
fn is_new(expansion: &Expansion, own: &[QueryWord], asked: &[QueryWord]) -> bool {
    let own: Vec<&QueryWord> = own.iter().collect();
    let terms: Vec<&QueryWord> = expansion.terms.iter().collect();
    let elsewhere: Vec<&QueryWord> = asked.iter().filter(|word| !own.contains(word)).collect();
    !are_among(&own, &terms) && !are_among(&terms, &elsewhere)
}

/// True when all of `words` but common ones have a term in common with one of `others`.
fn are_among(words: &[&QueryWord], others: &[&QueryWord]) -> bool {
    let is_among = |word: &&QueryWord| {
        let same = |other: &&QueryWord| word.terms.iter().any(|term| other.terms.contains(term));
        others.iter().any(same)
    };
    words.iter().filter(|word| !word.common).all(is_among)
}
