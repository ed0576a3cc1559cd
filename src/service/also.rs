//! What a query looks for besides its own words: what the thesaurus leads to, and words that were
//! most likely meant by others that nothing has.

use std::collections::HashMap;
use std::sync::PoisonError;

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

/// An expansion of a run, with the words of the run as typed.
pub(super) type Candidate<'a> = (Vec<&'a Word>, Expansion);

/// Plain words side by side, by the words as typed.
pub(super) type Runs<'a> = HashMap<Vec<&'a Word>, Run>;

/// What the index has of the thesaurus: the rarity of each term, or nothing for one that no
/// passage has. Found out once for each commit, because a search has little time.
#[derive(Debug, Default)]
pub(super) struct Rarities {
    generation: u64,
    found: HashMap<String, Option<f32>>,
}

impl Desk {
    /// Reads the plain words of `query`, mended.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(super) fn plain_words<'a>(
        &self,
        query: &'a Query,
        mended: &mut Vec<(String, String)>,
    ) -> Result<Runs<'a>, Failure> {
        let mut read = Runs::new();
        for words in runs(query) {
            let mut run = Run::new(&words);
            self.mend(&mut run, mended)?;
            read.insert(words, run);
        }
        Ok(read)
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
        Ok(self.index.n_with(&word.terms)? > 0 || self.ranking.n_with(&word.terms) > 0)
    }

    /// What the thesaurus leads to from words of `runs`, the worthiest first.
    pub(super) fn candidates<'a>(&self, query: &'a Query, runs: &Runs<'a>) -> Vec<Candidate<'a>> {
        let asked: Vec<QueryWord> = query.texts().into_iter().flat_map(query_words).collect();
        let mut found = Vec::new();
        for typed in self::runs(query) {
            let Some(run) = runs.get(&typed) else {
                continue;
            };
            for expansion in self.reference.thesaurus.expand(&run.words) {
                let own = &run.words[expansion.words.clone()];
                if run.has_whole(&expansion.words) && is_new(&expansion, own, &asked) {
                    found.push((typed.clone(), expansion));
                }
            }
        }
        found.sort_by(|(_, one), (_, other)| other.weight.total_cmp(&one.weight));
        found
    }

    /// Adds `candidates` to the runs, as long as some passage has them.
    pub(super) fn expand<'a>(
        &self,
        candidates: Vec<Candidate<'a>>,
        runs: &mut Runs<'a>,
        also: &mut Also,
    ) -> Result<(), Failure> {
        also.more = candidates.len() > LOOKED_UP;
        let rarities = &mut *self.rarities.lock().unwrap_or_else(PoisonError::into_inner);
        for (typed, expansion) in candidates.into_iter().take(LOOKED_UP) {
            let Some(rarity) = self.rarity(rarities, &expansion)? else {
                continue;
            };
            if !also
                .expansions
                .iter()
                .any(|other| other.terms == expansion.terms)
            {
                if also.expansions.len() == MOST {
                    also.more = true;
                    break;
                }
                also.expansions.push(expansion.clone());
            }
            if let Some(run) = runs.get_mut(&typed) {
                // What is rarer than its own words would count for more than they do.
                let own = self.index.rarity(&run.words[expansion.words.clone()])?;
                let weight = expansion.weight * (own / rarity).min(1.0);
                run.expand(Expansion {
                    weight,
                    ..expansion
                });
            }
        }
        Ok(())
    }

    /// How rare an expansion is; nothing when no passage has it.
    fn rarity(
        &self,
        rarities: &mut Rarities,
        expansion: &Expansion,
    ) -> Result<Option<f32>, Failure> {
        let generation = self.index.generation();
        if rarities.generation != generation {
            *rarities = Rarities {
                generation,
                ..Rarities::default()
            };
        }
        let terms = expansion.terms.iter().flat_map(|word| &word.terms);
        let key: String = terms.flat_map(|term| [term.as_str(), " "]).collect();
        if let Some(known) = rarities.found.get(&key) {
            return Ok(*known);
        }
        let rarity = match self.index.has_sequence(&expansion.terms)? {
            true => Some(self.index.rarity(&expansion.terms)?),
            false => None,
        };
        rarities.found.insert(key, rarity);
        Ok(rarity)
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
