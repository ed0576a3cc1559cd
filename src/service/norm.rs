//! `/norm` and `/nearest`: which norms answer a topic, what was said on them, and where the
//! corpus is silent.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::id::ProvisionId;
use crate::domain::instrument::{Counterpart, Instrument, Provision};
use crate::domain::label::{Named, resolve};
use crate::domain::statement::Strength;
use crate::domain::words::{QueryWord, analyse, query_words};
use crate::index::{Filters, Order, StoredPassage, Text};
use crate::service::about::Searched;
use crate::service::desk::Desk;
use crate::service::passage::{PassageShown, marks};
use crate::service::rank::{Score, Weighted};
use crate::service::refusal::Failure;

/// Provisions and passages that are looked at closely.
const CANDIDATES: usize = 60;
/// A provision that covers less of the topic than this does not answer it.
const ANSWERS: f64 = 0.36;
/// The same for one of whose names stands whole in the topic.
const ANSWERS_NAMED: f64 = 0.24;
/// A passage that has less of the topic than this is not shown for its words.
const SAYS: f64 = 0.5;
/// Norms worth less than this part of the best one are related at most, or left out.
const BESIDE_BEST: f64 = 0.62;
const RELATED_TO_BEST: f64 = 0.45;
/// The eleven norms are what people mean by "the norms"; of equals they come first.
const ELEVEN: &str = "gge-2015";
const ELEVEN_FIRST: f64 = 1.25;
/// What a tag adds to a passage, of the norm's own score.
const TAG_ANSWERS: f64 = 0.6;
const TAG_RELATED: f64 = 0.2;
const MOST_NORMS: usize = 5;
const MOST_RELATED: usize = 5;
const MOST_PASSAGES: usize = 10;

/// What answers a topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NormAnswer {
    /// The topic as asked.
    pub topic: String,
    /// True when the answer is to `/nearest`.
    #[serde(skip)]
    pub to_a_text: bool,
    /// Which page of a long answer is wanted, from 1.
    #[serde(skip)]
    pub page: usize,
    /// The norms: those that answer, best first, then related ones.
    pub norms: Vec<NormShown>,
    /// What was said on them, best first.
    pub passages: Vec<PassageShown>,
    /// Ids of the answering norms on which the corpus has nothing.
    pub silent: Vec<String>,
    /// True when neither a norm nor a passage answers.
    pub nothing_found: bool,
    /// The instrument, when the topic names one as a whole.
    pub instrument: Option<InstrumentShown>,
    /// Words of the topic that nothing held here has.
    pub unknown: Vec<String>,
    /// Typing errors that were mended: as typed, as read.
    pub mended: Vec<(String, String)>,
    /// What was searched.
    pub searched: Searched,
    /// When nothing answers: what comes nearest, with the command that shows it.
    pub nearest: Vec<Nearest>,
}

/// A norm of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NormShown {
    /// `gge-2015/f`.
    pub id: String,
    /// `13 (f)`.
    pub label: String,
    /// What its instrument is called.
    pub instrument: String,
    /// Its instrument's symbol; empty when it has none.
    pub symbol: String,
    /// Its instrument's standing.
    pub status: String,
    /// Its instrument's address.
    pub address: String,
    /// Its short title.
    pub title: String,
    /// What it says, in our words.
    pub summary: String,
    /// False when its content comes from general knowledge only.
    pub verified: bool,
    /// A remark.
    pub note: String,
    /// Whether it answers or is worth a look.
    pub relation: Strength,
    /// True when the corpus has nothing on it.
    pub silent: bool,
    /// Provisions of other instruments on the same matter.
    pub counterparts: Vec<CounterpartShown>,
}

/// A provision of another instrument on the same matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CounterpartShown {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What its instrument is called.
    pub instrument: String,
    /// Its instrument's standing.
    pub status: String,
    /// Its short title.
    pub title: String,
    /// Where the two differ.
    pub remark: String,
    /// Whether both it and the correspondence were checked.
    pub verified: bool,
}

/// An instrument as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstrumentShown {
    /// Its id.
    pub id: String,
    /// What replies call it.
    pub short: String,
    /// Its title.
    pub title: String,
    /// Its symbol; empty when it has none.
    pub symbol: String,
    /// Its date.
    pub date: String,
    /// Who made it.
    pub made_by: String,
    /// Who put it forward.
    pub sponsors: Vec<String>,
    /// What standing it has.
    pub standing: String,
    /// Where it can be read.
    pub address: String,
    /// What it followed.
    pub follows: Vec<String>,
    /// What followed it.
    pub followed_by: Vec<String>,
    /// False when the facts come from general knowledge only.
    pub verified: bool,
    /// A remark.
    pub note: String,
}

/// Something held that comes near, and how to see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nearest {
    /// What it is.
    pub what: String,
    /// The command that shows it.
    pub command: String,
}

impl Desk {
    /// Answers a topic or a label.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn norm(&self, topic: &str, page: usize) -> Result<NormAnswer, Failure> {
        let answer = match resolve(&self.reference.catalogue, topic) {
            Some(Named::Provision(_, provision)) => self.by_label(provision)?,
            Some(Named::Instrument(instrument)) => self.by_instrument(instrument)?,
            None => self.by_words(topic, ANSWERS)?,
        };
        self.finished(NormAnswer { topic: topic.to_owned(), page, ..answer })
    }

    /// The norms and passages nearest to a longer text.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn nearest(&self, text: &str) -> Result<NormAnswer, Failure> {
        // A whole message says much that is beside the point, so less of it need be covered.
        let answer = self.by_words(text, ANSWERS / 3.0)?;
        self.finished(NormAnswer { topic: text.to_owned(), page: 1, to_a_text: true, ..answer })
    }

    fn finished(&self, mut answer: NormAnswer) -> Result<NormAnswer, Failure> {
        answer.searched = self.searched()?;
        answer.nothing_found = answer.norms.is_empty() && answer.passages.is_empty();
        let answering = answer.norms.iter().filter(|norm| norm.relation == Strength::Answers);
        answer.silent = answering.filter(|norm| norm.silent).map(|norm| norm.id.clone()).collect();
        Ok(answer)
    }

    fn by_label(&self, provision: &Provision) -> Result<NormAnswer, Failure> {
        let mut norms = vec![self.norm_shown(&provision.id, Strength::Answers)?];
        for related in provision.related.iter().take(MOST_RELATED) {
            norms.push(self.norm_shown(related, Strength::Related)?);
        }
        let passages = self.said_on(&[provision.id.clone()])?;
        Ok(NormAnswer { norms: norms.into_iter().flatten().collect(), passages, ..NormAnswer::default() })
    }

    fn by_instrument(&self, instrument: &Instrument) -> Result<NormAnswer, Failure> {
        let ids: Vec<ProvisionId> = instrument.provisions.iter().map(|one| one.id.clone()).collect();
        let mut norms = Vec::new();
        for id in &ids {
            norms.extend(self.norm_shown(id, Strength::Answers)?);
        }
        Ok(NormAnswer {
            norms,
            passages: self.said_on(&ids)?,
            instrument: Some(self.instrument_shown(instrument)),
            ..NormAnswer::default()
        })
    }

    /// Paragraphs tagged with any of the norms: those that answer first, then in reading order.
    fn said_on(&self, norms: &[ProvisionId]) -> Result<Vec<PassageShown>, Failure> {
        let mut found: Vec<(Strength, StoredPassage)> = Vec::new();
        for norm in norms {
            for (passage, strength) in self.index.tagged(norm, CANDIDATES)? {
                match found.iter_mut().find(|(_, known)| *known == passage) {
                    Some((best, _)) => *best = (*best).max(strength),
                    None => found.push((strength, passage)),
                }
            }
        }
        found.sort_by_key(|(strength, passage)| {
            (std::cmp::Reverse(*strength), passage.statement.clone(), passage.paragraph.ordinal)
        });
        let mut shown = Vec::new();
        for (_, passage) in found.into_iter().take(MOST_PASSAGES) {
            shown.extend(self.shown(passage)?);
        }
        Ok(shown)
    }

    fn by_words(&self, topic: &str, enough: f64) -> Result<NormAnswer, Failure> {
        let (words, mended) = self.weighted(topic)?;
        let scored = self.scored(&words)?;
        let mut answering = self.answering(&scored, enough);
        let passages = self.passages(&words, &answering)?;
        let mut related = self.beside(&scored, &answering, enough);
        if answering.is_empty() {
            related.extend(spoken_of(&passages));
        }
        let mut norms = Vec::new();
        for (id, _) in &answering {
            norms.extend(self.norm_shown(id, Strength::Answers)?);
        }
        related.retain(|id| answering.iter().all(|(own, _)| own != id));
        related.dedup();
        for id in related.iter().take(MOST_RELATED) {
            norms.extend(self.norm_shown(id, Strength::Related)?);
        }
        answering.clear();
        let looked_for: Vec<QueryWord> = words.iter().map(|word| word.word.clone()).collect();
        let unknown = words.iter().filter(|word| !word.known).map(|word| word.word.surface.clone());
        let unknown = unknown.collect();
        let nothing = norms.is_empty() && passages.is_empty();
        Ok(NormAnswer {
            nearest: if nothing { self.near(&scored, &words)? } else { Vec::new() },
            norms,
            passages: passages.into_iter().map(|(_, passage)| marks(passage, &looked_for)).collect(),
            unknown,
            mended,
            ..NormAnswer::default()
        })
    }

    /// The words of the topic with their weights; errors mended where the word is unknown.
    fn weighted(&self, topic: &str) -> Result<(Vec<Weighted>, Vec<(String, String)>), Failure> {
        let all = self.index.n_within(&Filters::default())? + self.reference.catalogue.n_provisions();
        let mut mended = Vec::new();
        let mut words: Vec<Weighted> = Vec::new();
        let asked = query_words(topic);
        let only_common = asked.iter().all(|word| word.common);
        for mut word in asked.into_iter().filter(|word| only_common || !word.common) {
            if words.iter().any(|known| known.word.terms == word.terms) {
                continue;
            }
            let mut n = self.index.n_with(&word.terms)?;
            if n == 0
                && let Some(meant) = self.ranking.mended(&word.surface)
            {
                mended.push((word.surface.clone(), meant.to_owned()));
                word.terms = query_words(meant).into_iter().flat_map(|meant| meant.terms).collect();
                n = self.index.n_with(&word.terms)?;
            }
            words.push(Weighted { weight: rarity(n, all), known: n > 0, word });
        }
        Ok((words, mended))
    }

    /// Provisions that have any of the words, best first.
    fn scored(&self, words: &[Weighted]) -> Result<Vec<(ProvisionId, Score)>, Failure> {
        let looked_for: Vec<QueryWord> = words.iter().map(|word| word.word.clone()).collect();
        let mut scored = Vec::new();
        for id in self.index.provisions(&looked_for, CANDIDATES)? {
            let Ok(id) = id.parse::<ProvisionId>() else {
                continue;
            };
            let mut score = self.ranking.score(&id, words);
            if id.instrument() == ELEVEN {
                score.total *= ELEVEN_FIRST;
            }
            scored.push((id, score));
        }
        scored.sort_by(|(id, one), (other_id, other)| other.total.total_cmp(&one.total).then(id.cmp(other_id)));
        Ok(scored)
    }

    /// Those that answer; counterparts of one that already does are reached through it.
    fn answering(&self, scored: &[(ProvisionId, Score)], enough: f64) -> Vec<(ProvisionId, f64)> {
        let best = scored.iter().find(|(_, score)| answers(score, enough)).map_or(0.0, |(_, score)| score.total);
        let mut found: Vec<(ProvisionId, f64)> = Vec::new();
        for (id, score) in scored {
            if answers(score, enough) && score.total >= BESIDE_BEST * best && !self.reached(id, &found) {
                found.push((id.clone(), score.total.min(1.0)));
            }
        }
        found.truncate(MOST_NORMS);
        found
    }

    /// True when `id` is a counterpart of one of `found`.
    fn reached(&self, id: &ProvisionId, found: &[(ProvisionId, f64)]) -> bool {
        let counterparts = self.reference.catalogue.counterparts(id);
        found.iter().any(|(own, _)| {
            own.instrument() != id.instrument() && counterparts.iter().any(|one| one.provision.id == *own)
        })
    }

    /// Norms worth a look beside those that answer: weaker ones, then what the best refer to.
    fn beside(&self, scored: &[(ProvisionId, Score)], answering: &[(ProvisionId, f64)], enough: f64) -> Vec<ProvisionId> {
        let Some((_, best)) = answering.first() else {
            return Vec::new();
        };
        let mut related: Vec<ProvisionId> = Vec::new();
        for (id, score) in scored {
            let weaker = answers(score, enough / 1.5) && score.total >= RELATED_TO_BEST * best;
            if weaker && !self.reached(id, answering) {
                related.push(id.clone());
            }
        }
        for (id, _) in answering {
            if let Some((_, provision)) = self.reference.catalogue.provision(id) {
                related.extend(provision.related.iter().cloned());
            }
        }
        let mut seen = Vec::new();
        related.retain(|id| !seen.contains(id) && { seen.push(id.clone()); true });
        related
    }

    /// Passages that have the words, and those tagged with the norms that answer.
    fn passages(&self, words: &[Weighted], norms: &[(ProvisionId, f64)]) -> Result<Vec<(f64, PassageShown)>, Failure> {
        let mut scores: HashMap<(String, u32), (f64, StoredPassage)> = HashMap::new();
        let text = Text { words: words.iter().map(|word| word.word.clone()).collect(), ..Text::default() };
        let found = match words.is_empty() {
            true => Vec::new(),
            false => self.index.search(&text, &Filters::default(), Order::Rank, 0, CANDIDATES)?.hits,
        };
        for hit in found {
            let key = (hit.passage.statement.to_string(), hit.passage.paragraph.ordinal);
            scores.entry(key).or_insert((0.0, hit.passage));
        }
        let mut tags: HashMap<(String, u32), f64> = HashMap::new();
        for (norm, score) in norms {
            for (passage, strength) in self.index.tagged(norm, CANDIDATES)? {
                let key = (passage.statement.to_string(), passage.paragraph.ordinal);
                let worth = score * if strength == Strength::Answers { TAG_ANSWERS } else { TAG_RELATED };
                let best = tags.entry(key.clone()).or_default();
                *best = best.max(worth);
                scores.entry(key).or_insert((0.0, passage));
            }
        }
        let mut shown = Vec::new();
        for (key, (_, passage)) in scores {
            let tag = tags.get(&key).copied().unwrap_or(0.0);
            let Some(passage) = self.shown(passage)? else { continue };
            let share = share(&passage, words);
            if share >= SAYS || (tag > 0.0 && share + tag >= SAYS / 2.0) {
                shown.push((share + tag, passage));
            }
        }
        shown.sort_by(|(score, one), (other_score, other)| {
            let place = |passage: &PassageShown| (passage.statement.clone(), passage.paragraph);
            other_score.total_cmp(score).then_with(|| place(one).cmp(&place(other)))
        });
        shown.truncate(MOST_PASSAGES);
        Ok(shown)
    }

    /// What comes nearest to a topic that nothing answers.
    fn near(&self, scored: &[(ProvisionId, Score)], words: &[Weighted]) -> Result<Vec<Nearest>, Failure> {
        const MOST: usize = 2;
        let mut nearest = Vec::new();
        for (id, _) in scored.iter().filter(|(_, score)| score.share > 0.0).take(MOST) {
            let Some((instrument, provision)) = self.reference.catalogue.provision(id) else { continue };
            nearest.push(Nearest {
                what: format!("{} {} · {}", instrument.short, provision.label, provision.title),
                command: format!("/norm {} {}", instrument.short, provision.label),
            });
        }
        let known: Vec<QueryWord> = words.iter().filter(|word| word.known).map(|word| word.word.clone()).collect();
        if known.is_empty() {
            return Ok(nearest);
        }
        let text = Text { words: known, ..Text::default() };
        for hit in self.index.search(&text, &Filters::default(), Order::Rank, 0, MOST)?.hits {
            let Some(passage) = self.shown(hit.passage)? else { continue };
            let number = passage.paragraph.unwrap_or_default();
            nearest.push(Nearest {
                what: passage.citation,
                command: format!("/quote {} {number}", passage.statement),
            });
        }
        Ok(nearest)
    }

    fn norm_shown(&self, id: &ProvisionId, relation: Strength) -> Result<Option<NormShown>, Failure> {
        let Some((instrument, provision)) = self.reference.catalogue.provision(id) else {
            return Ok(None);
        };
        let counterparts = self.reference.catalogue.counterparts(id);
        Ok(Some(NormShown {
            id: id.to_string(),
            label: provision.label.clone(),
            instrument: instrument.short.clone(),
            symbol: instrument.symbol.clone(),
            status: instrument.standing(),
            address: instrument.address.clone(),
            title: provision.title.clone(),
            summary: provision.summary.clone(),
            verified: provision.verified && instrument.verified,
            note: provision.note.clone(),
            relation,
            silent: !self.index.has_tagged(id)?,
            counterparts: counterparts.iter().map(CounterpartShown::new).collect(),
        }))
    }

    fn instrument_shown(&self, one: &Instrument) -> InstrumentShown {
        let names = |ids: &[crate::domain::id::InstrumentId]| -> Vec<String> {
            let catalogue = &self.reference.catalogue;
            let named = ids.iter().filter_map(|id| catalogue.instrument(id.as_str()));
            named.map(|one| one.short.clone()).collect()
        };
        InstrumentShown {
            id: one.id.to_string(),
            short: one.short.clone(),
            title: one.title.clone(),
            symbol: one.symbol.clone(),
            date: one.date.to_string(),
            made_by: one.made_by.clone(),
            sponsors: one.sponsors.iter().map(|code| self.reference.parties.of(code).to_owned()).collect(),
            standing: one.standing(),
            address: one.address.clone(),
            follows: names(&one.follows),
            followed_by: names(&one.followed_by),
            verified: one.verified,
            note: one.note.clone(),
        }
    }
}

impl CounterpartShown {
    fn new(one: &Counterpart<'_>) -> Self {
        CounterpartShown {
            id: one.provision.id.to_string(),
            label: one.provision.label.clone(),
            instrument: one.instrument.short.clone(),
            status: one.instrument.standing(),
            title: one.provision.title.clone(),
            remark: one.remark.to_owned(),
            verified: one.verified && one.provision.verified && one.instrument.verified,
        }
    }
}

fn answers(score: &Score, enough: f64) -> bool {
    score.share >= enough || (score.named && score.share >= enough * ANSWERS_NAMED / ANSWERS)
}

/// Norms that the passages were tagged with, those of the best passage first.
fn spoken_of(passages: &[(f64, PassageShown)]) -> Vec<ProvisionId> {
    const LOOKED_AT: usize = 2;
    let mut found: Vec<(bool, ProvisionId)> = Vec::new();
    for (_, passage) in passages.iter().take(LOOKED_AT) {
        for norm in &passage.norms {
            if let Ok(id) = norm.id.parse::<ProvisionId>() {
                let known = found.iter().any(|(_, known)| *known == id);
                found.extend((!known).then_some((id.instrument() != ELEVEN, id)));
            }
        }
    }
    found.sort_by_key(|(other, _)| *other);
    found.into_iter().map(|(_, id)| id).collect()
}

/// The part of the topic's weight that a passage has in its own words.
fn share(passage: &PassageShown, words: &[Weighted]) -> f64 {
    let total: f64 = words.iter().map(|word| word.weight).sum();
    let tokens = analyse(&passage.text, &passage.language);
    let has = |word: &&Weighted| tokens.iter().any(|token| word.word.terms.contains(&token.term));
    let covered: f64 = words.iter().filter(has).map(|word| word.weight).sum();
    if total > 0.0 { covered / total } else { 0.0 }
}

/// The weight of a word that `n` of `all` texts have.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn rarity(n: u64, all: usize) -> f64 {
    let (n, all) = (n as f64, (all as f64).max(n as f64));
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln()
}
