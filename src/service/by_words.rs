//! Choosing the norms and passages that answer a topic in free words, or a longer text.
//!
//! The eleven norms come first. Other provisions, on law or of other instruments, answer only
//! what none of the eleven does: those that correspond are reached through the eleven.
//!
//! The thresholds were searched for on questions of our own (`tests/it/fixtures/questions.jsonl`),
//! with more than half of the other names of the norms left out, so that the questions met words
//! which nothing here has, as new ones do. A question refused weighed about twice as much as one
//! answered that nothing here answers. Those of the field were lowered further afterwards, which
//! cost nothing.

use crate::domain::id::ProvisionId;
use crate::domain::statement::Strength;
use crate::domain::words::QueryWord;
use crate::index::Clause;
use crate::service::desk::Desk;
use crate::service::norm::{ELEVEN, MOST_RELATED, Nearest, NormAnswer, is_eleven};
use crate::service::passage::{PassageShown, marks};
use crate::service::rank::Score;
use crate::service::refusal::Failure;
use crate::service::topic::Topic;

/// A norm answers when it covers this share of the topic, by the strength of the evidence: a
/// name of several words or of one stands whole in it, or it has loose words only. A topic that
/// shows itself to be of the field needs less, because everyday words are then meant so.
const COVERS_NAMED: f64 = 0.4;
const COVERS_NAMED_IN_FIELD: f64 = 0.05;
const COVERS_ONE_WORD: f64 = 0.36;
const COVERS_ONE_WORD_IN_FIELD: f64 = 0.08;
const COVERS_LOOSE: f64 = 0.25;
const COVERS_LOOSE_IN_FIELD: f64 = 0.08;
/// A topic of a neighbouring field is only answered when nearly all of it is covered.
pub(super) const COVERS_NEIGHBOUR: f64 = 0.8;
/// But for one that a name of several words is more than half of.
const NAMES_NEIGHBOUR: f64 = 0.6;
/// A provision outside the eleven stands in for them only when it covers nearly all.
const COVERS_OUTSIDE: f64 = 0.75;
/// Of provisions outside the eleven that answer alike, those of the same report come first, and
/// then those that the corpus speaks of.
const SAME_REPORT: f64 = 1.25;
const SPOKEN_OF: f64 = 1.1;
/// Norms worth less than this part of the best one are related at most, or left out.
const BESIDE_BEST: f64 = 0.7;
const RELATED_TO_BEST: f64 = 0.4;
const MOST_NORMS: usize = 5;
const MOST_OUTSIDE: usize = 3;
/// More words than a question has; from here on a topic is read as a text.
const LONG_TOPIC: usize = 40;
/// Weight of names that a text must have for a norm: about two words of middling rarity.
const EVIDENCE: f64 = 4.0;
/// The same as a part of the best norm's, so that a text on one matter gets one norm.
const EVIDENCE_OF_BEST: f64 = 0.35;
pub(super) const MOST_NEAR_A_TEXT: usize = 5;

/// A norm with what it is worth to the topic, the best about 1.
pub(super) type Worth = (ProvisionId, f64);

/// Norms chosen for a topic.
#[derive(Debug, Default)]
struct Chosen {
    answering: Vec<Worth>,
    related: Vec<ProvisionId>,
    /// All that say something of the topic, shown or not; their tags lead to passages.
    supporting: Vec<Worth>,
}

impl Desk {
    /// Answers a topic in free words.
    pub(super) fn by_words(&self, text: &str) -> Result<NormAnswer, Failure> {
        let topic = self.topic(text)?;
        if topic.words.len() > LONG_TOPIC {
            return self.by_text(text);
        }
        let scored = self.ranking.scored(&topic.words);
        let chosen = self.choose(&scored, &topic)?;
        if chosen.answering.is_empty()
            && let Some(answer) = self.by_mention(&topic)?
        {
            return Ok(answer);
        }
        let passages = self.passages(&topic, &chosen.supporting)?;
        let answer = self.assemble(&topic, chosen, passages)?;
        let nothing = answer.norms.is_empty() && answer.passages.is_empty();
        let nearest = if nothing {
            self.near(&scored, &topic)?
        } else {
            Vec::new()
        };
        Ok(NormAnswer { nearest, ..answer })
    }

    /// The norms and passages nearest to a longer text, by the names that stand in it.
    pub(super) fn by_text(&self, text: &str) -> Result<NormAnswer, Failure> {
        let long = self.text(text)?;
        let mut found = if long.of_the_field {
            self.ranking.named_in(&long.words)
        } else {
            Vec::new()
        };
        found.retain(|(_, evidence)| *evidence >= EVIDENCE);
        let (eleven, outside): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(id, _)| is_eleven(id));
        let supporting = if eleven.is_empty() { outside } else { eleven };
        let best = supporting.first().map_or(1.0, |(_, evidence)| *evidence);
        let near = supporting
            .into_iter()
            .filter(|(_, evidence)| *evidence >= EVIDENCE_OF_BEST * best);
        let answering: Vec<Worth> = near
            .map(|(id, evidence)| (id, evidence / best))
            .take(MOST_NEAR_A_TEXT)
            .collect();
        let topic = long.without_repetitions();
        let passages = self.near_passages(&topic, &answering)?;
        let supporting = Vec::new();
        let answer = self.assemble(
            &topic,
            Chosen {
                answering,
                related: Vec::new(),
                supporting,
            },
            passages,
        )?;
        let nothing = answer.norms.is_empty() && answer.passages.is_empty();
        let nearest = if nothing {
            self.near(&self.ranking.scored(&topic.words), &topic)?
        } else {
            Vec::new()
        };
        // Most words of a long text are unknown, and none of them is a question.
        Ok(NormAnswer {
            nearest,
            unknown: Vec::new(),
            ..answer
        })
    }

    fn assemble(
        &self,
        topic: &Topic,
        chosen: Chosen,
        passages: Vec<(f64, PassageShown)>,
    ) -> Result<NormAnswer, Failure> {
        let mut related = chosen.related;
        if chosen.answering.is_empty() {
            related.extend(spoken_of(&passages));
        }
        let mut norms = Vec::new();
        for (id, _) in &chosen.answering {
            norms.extend(self.norm_shown(id, Strength::Answers)?);
        }
        for id in related.iter().take(MOST_RELATED) {
            norms.extend(self.norm_shown(id, Strength::Related)?);
        }
        let looked_for = topic.words_and_kin();
        Ok(NormAnswer {
            norms,
            passages: passages
                .into_iter()
                .map(|(_, passage)| marks(passage, &looked_for))
                .collect(),
            unknown: topic.unknown(),
            mended: topic.mended.clone(),
            ..NormAnswer::default()
        })
    }

    /// Answers a topic that speaks of an instrument as a whole: `what did the GGE recommend`.
    fn by_mention(&self, topic: &Topic) -> Result<Option<NormAnswer>, Failure> {
        let Some((id, own)) = self.ranking.mentioned(&topic.words) else {
            return Ok(None);
        };
        let n_own = own.iter().filter(|own| **own).count();
        let rest = topic.words.iter().zip(&own).filter(|(_, own)| !**own);
        // A name of one word may be another word altogether: `charter flights`.
        let n_unknown = rest.filter(|(word, _)| !word.known).count();
        let Some(instrument) = self
            .reference
            .catalogue
            .instrument(id.as_str())
            .filter(|_| n_unknown < n_own)
        else {
            return Ok(None);
        };
        let answer = self.by_instrument(instrument)?;
        Ok(Some(NormAnswer {
            unknown: topic.unknown(),
            mended: topic.mended.clone(),
            ..answer
        }))
    }

    fn choose(&self, scored: &[(ProvisionId, Score)], topic: &Topic) -> Result<Chosen, Failure> {
        let (eleven, outside): (Vec<_>, Vec<_>) = scored.iter().partition(|(id, _)| is_eleven(id));
        let first = eleven
            .iter()
            .find(|(_, score)| answers(score, topic))
            .map(|(_, score)| *score);
        let best = first.map_or(0.0, |score| score.total);
        let mut chosen = Chosen::default();
        for (id, score) in &eleven {
            if best > 0.0 && answers(score, topic) && score.total >= BESIDE_BEST * best {
                chosen.answering.push((id.clone(), score.total.min(1.0)));
            }
        }
        chosen.answering.truncate(MOST_NORMS);
        let outside = self.outside(
            &outside,
            &chosen.answering,
            first.map_or(0.0, |score| score.share),
            topic,
        )?;
        // A norm of which little is asked gives way to a name of another provision.
        let little = |score: Score| score.whole == 0.0 || score.share < COVERS_NAMED;
        let gives_way = !outside.is_empty() && first.is_none_or(little);
        if gives_way {
            chosen.answering.clear();
        }
        let room = MOST_NORMS - chosen.answering.len();
        chosen
            .answering
            .extend(outside.into_iter().take(room.min(MOST_OUTSIDE)));
        if gives_way {
            // What stands in for the eleven may still correspond to one of them.
            let first: Vec<ProvisionId> = chosen
                .answering
                .iter()
                .take(1)
                .map(|(id, _)| id.clone())
                .collect();
            chosen.related = self.corresponding(&first);
        }
        chosen
            .related
            .extend(self.beside(&eleven, &chosen.answering, best));
        chosen.supporting = supporting(scored, &chosen.answering, topic);
        Ok(chosen)
    }

    /// Provisions outside the eleven that answer what these do not, or not as well.
    fn outside(
        &self,
        scored: &[&(ProvisionId, Score)],
        chosen: &[Worth],
        eleven: f64,
        topic: &Topic,
    ) -> Result<Vec<Worth>, Failure> {
        let enough = if topic.of_a_neighbour {
            COVERS_NEIGHBOUR
        } else {
            COVERS_OUTSIDE
        };
        let mut found: Vec<Worth> = Vec::new();
        for (id, score) in scored {
            let covers = score.named || score.whole > COVERS_OUTSIDE;
            if covers && score.share >= enough.max(eleven) && !self.reached(id, chosen) {
                let home = if id.instrument() == ELEVEN {
                    SAME_REPORT
                } else {
                    1.0
                };
                let spoken = if self.index.has_tagged(id)? {
                    SPOKEN_OF
                } else {
                    1.0
                };
                found.push((id.clone(), score.total * home * spoken));
            }
        }
        found.sort_by(|(id, one), (other_id, other)| other.total_cmp(one).then(id.cmp(other_id)));
        for (_, worth) in &mut found {
            *worth = worth.min(1.0);
        }
        Ok(found)
    }

    /// True when `id` corresponds to one of `found`, which shows it as a counterpart.
    fn reached(&self, id: &ProvisionId, found: &[Worth]) -> bool {
        let counterparts = self.reference.catalogue.counterparts(id);
        found.iter().any(|(own, _)| {
            own.instrument() != id.instrument()
                && counterparts.iter().any(|one| one.provision.id == *own)
        })
    }

    /// Norms worth a look beside those that answer: weaker ones, then what the best refers to.
    fn beside(
        &self,
        eleven: &[&(ProvisionId, Score)],
        answering: &[Worth],
        best: f64,
    ) -> Vec<ProvisionId> {
        let weaker = eleven
            .iter()
            .filter(|(_, score)| best > 0.0 && score.total >= RELATED_TO_BEST * best);
        let mut related: Vec<ProvisionId> = weaker.map(|(id, _)| id.clone()).collect();
        for (id, _) in answering.iter().take(1) {
            if let Some((_, provision)) = self.reference.catalogue.provision(id) {
                related.extend(provision.related.iter().cloned());
            }
        }
        let mut seen: Vec<ProvisionId> = answering.iter().map(|(id, _)| id.clone()).collect();
        related.retain(|id| {
            let first = !seen.contains(id);
            seen.push(id.clone());
            first
        });
        related
    }

    /// What comes nearest to a topic that nothing answers.
    fn near(
        &self,
        scored: &[(ProvisionId, Score)],
        topic: &Topic,
    ) -> Result<Vec<Nearest>, Failure> {
        const MOST: usize = 2;
        let mut nearest = Vec::new();
        for (id, _) in scored.iter().take(MOST) {
            let Some((instrument, provision)) = self.reference.catalogue.provision(id) else {
                continue;
            };
            nearest.push(Nearest {
                what: format!(
                    "{} {} · {}",
                    instrument.short, provision.label, provision.title
                ),
                command: format!("/norm {} {}", instrument.short, provision.label),
            });
        }
        let known = topic.words.iter().filter(|word| word.known);
        let known: Vec<QueryWord> = known.map(|word| word.word.clone()).collect();
        if known.is_empty() {
            return Ok(nearest);
        }
        let any = Clause::Any(known.into_iter().map(Clause::Word).collect());
        let view = self.index.view();
        for (_, address) in view.best(&any, MOST)? {
            let Some(passage) = view.passage(address)?.map(|passage| self.shown(passage)) else {
                continue;
            };
            let number = passage.paragraph.unwrap_or_default();
            nearest.push(Nearest {
                what: passage.citation,
                command: format!("/quote {} {number}", passage.statement),
            });
        }
        Ok(nearest)
    }
}

fn answers(score: &Score, topic: &Topic) -> bool {
    let enough = match (score.named, score.whole > 0.0) {
        (true, _) if topic.of_a_neighbour && score.whole >= NAMES_NEIGHBOUR => COVERS_NAMED,
        _ if topic.of_a_neighbour => COVERS_NEIGHBOUR,
        (true, true) if topic.of_the_field => COVERS_NAMED_IN_FIELD,
        (_, true) if topic.of_the_field => COVERS_ONE_WORD_IN_FIELD,
        (true, _) => COVERS_NAMED,
        (false, true) => COVERS_ONE_WORD,
        (false, false) if topic.of_the_field => COVERS_LOOSE_IN_FIELD,
        (false, false) => COVERS_LOOSE,
    };
    score.share >= enough
}

/// Those that answer at their full worth, and others by what they are worth beside the best.
fn supporting(scored: &[(ProvisionId, Score)], answering: &[Worth], topic: &Topic) -> Vec<Worth> {
    let mut found = answering.to_vec();
    let best = scored.first().map_or(0.0, |(_, score)| score.total);
    for (id, score) in scored {
        let known = answering.iter().any(|(own, _)| own == id);
        if !known && answers(score, topic) && score.total >= RELATED_TO_BEST * best {
            found.push((id.clone(), score.total.min(1.0) * score.total / best));
        }
    }
    found
}

/// Norms that the passages were tagged with, those of the best passage first.
fn spoken_of(passages: &[(f64, PassageShown)]) -> Vec<ProvisionId> {
    const LOOKED_AT: usize = 2;
    let mut found: Vec<ProvisionId> = Vec::new();
    for (_, passage) in passages.iter().take(LOOKED_AT) {
        for id in passage
            .norms
            .iter()
            .filter_map(|norm| norm.id.parse::<ProvisionId>().ok())
        {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found.sort_by_key(|id| !is_eleven(id));
    found
}
