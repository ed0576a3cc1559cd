//! `/norm` and `/nearest`: which norms answer a topic, what was said on them, and where the
//! corpus is silent.

use serde::Serialize;

use crate::domain::id::ProvisionId;
use crate::domain::instrument::{Counterpart, Instrument, Provision};
use crate::domain::label::{Named, resolve};
use crate::domain::statement::Strength;
use crate::domain::words::{QueryWord, query_words};
use crate::service::about::Searched;
use crate::service::desk::Desk;
use crate::service::passage::{PassageShown, marks};
use crate::service::refusal::Failure;

/// Tagged passages that are looked at.
pub(super) const CANDIDATES: usize = 60;
/// The eleven norms are what people mean by "the norms".
pub(super) const ELEVEN: &str = "gge-2015";
/// A handful beside what answers; more would bury it.
pub(super) const MOST_RELATED: usize = 3;
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
            None => self.by_words(topic)?,
        };
        self.finished(NormAnswer {
            topic: topic.to_owned(),
            page,
            ..answer
        })
    }

    /// The norms and passages nearest to a longer text.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn nearest(&self, text: &str) -> Result<NormAnswer, Failure> {
        let answer = self.by_text(text)?;
        self.finished(NormAnswer {
            topic: text.to_owned(),
            page: 1,
            to_a_text: true,
            ..answer
        })
    }

    fn finished(&self, mut answer: NormAnswer) -> Result<NormAnswer, Failure> {
        answer.searched = self.searched()?;
        answer.nothing_found = answer.norms.is_empty() && answer.passages.is_empty();
        let answering = answer
            .norms
            .iter()
            .filter(|norm| norm.relation == Strength::Answers);
        answer.silent = answering
            .filter(|norm| norm.silent)
            .map(|norm| norm.id.clone())
            .collect();
        Ok(answer)
    }

    fn by_label(&self, provision: &Provision) -> Result<NormAnswer, Failure> {
        let mut norms = vec![self.norm_shown(&provision.id, Strength::Answers)?];
        for related in provision.related.iter().take(MOST_RELATED) {
            norms.push(self.norm_shown(related, Strength::Related)?);
        }
        // What a norm is called shows which of a paragraph's sentences speak of it.
        let called: Vec<QueryWord> = query_words(&provision.title)
            .into_iter()
            .chain(provision.topics.iter().flat_map(|topic| query_words(topic)))
            .collect();
        let passages = self.said_on(std::slice::from_ref(&provision.id))?;
        Ok(NormAnswer {
            norms: norms.into_iter().flatten().collect(),
            passages: passages
                .into_iter()
                .map(|passage| marks(passage, &called))
                .collect(),
            ..NormAnswer::default()
        })
    }

    /// All of an instrument, and beside it the norms among the eleven that correspond.
    pub(super) fn by_instrument(&self, instrument: &Instrument) -> Result<NormAnswer, Failure> {
        let ids: Vec<ProvisionId> = instrument
            .provisions
            .iter()
            .map(|one| one.id.clone())
            .collect();
        let mut norms = Vec::new();
        for id in &ids {
            norms.extend(self.norm_shown(id, Strength::Answers)?);
        }
        if instrument.id.as_str() != ELEVEN {
            for id in self.corresponding(&ids) {
                norms.extend(self.norm_shown(&id, Strength::Related)?);
            }
        }
        let mut passages = self.said_on(&ids)?;
        if passages.is_empty() {
            passages = self.said_on(&self.in_other_versions(instrument))?;
        }
        Ok(NormAnswer {
            norms,
            passages,
            instrument: Some(self.instrument_shown(instrument)),
            ..NormAnswer::default()
        })
    }

    /// Provisions of what the instrument followed and what followed it.
    fn in_other_versions(&self, instrument: &Instrument) -> Vec<ProvisionId> {
        let others = instrument.follows.iter().chain(&instrument.followed_by);
        let others = others.filter_map(|id| self.reference.catalogue.instrument(id.as_str()));
        others
            .flat_map(|one| &one.provisions)
            .map(|one| one.id.clone())
            .collect()
    }

    /// Those of the eleven that correspond to any of `ids`: first counterparts come first.
    pub(super) fn corresponding(&self, ids: &[ProvisionId]) -> Vec<ProvisionId> {
        let mut found: Vec<(usize, ProvisionId)> = Vec::new();
        for id in ids {
            let counterparts = self.reference.catalogue.counterparts(id);
            let eleven = counterparts
                .iter()
                .map(|one| &one.provision.id)
                .filter(|id| is_eleven(id));
            for (place, one) in eleven.enumerate() {
                if found.iter().all(|(_, known)| known != one) {
                    found.push((place, one.clone()));
                }
            }
        }
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// Paragraphs tagged with any of the norms: those that answer most of them first.
    fn said_on(&self, norms: &[ProvisionId]) -> Result<Vec<PassageShown>, Failure> {
        let view = self.index.view();
        let tagged = view.tagged(norms, CANDIDATES)?.into_iter();
        let found = tagged.map(|(score, address)| (f64::from(score), address));
        let mut shown = Vec::new();
        for (_, address) in view.ordered(found.collect(), MOST_PASSAGES)? {
            shown.extend(view.passage(address)?.map(|passage| self.shown(passage)));
        }
        Ok(shown)
    }

    pub(super) fn norm_shown(
        &self,
        id: &ProvisionId,
        relation: Strength,
    ) -> Result<Option<NormShown>, Failure> {
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
            let named = ids
                .iter()
                .filter_map(|id| catalogue.instrument(id.as_str()));
            named.map(|one| one.short.clone()).collect()
        };
        InstrumentShown {
            id: one.id.to_string(),
            short: one.short.clone(),
            title: one.title.clone(),
            symbol: one.symbol.clone(),
            date: one.date.to_string(),
            made_by: one.made_by.clone(),
            sponsors: one
                .sponsors
                .iter()
                .map(|code| self.reference.parties.of(code).to_owned())
                .collect(),
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

/// True for a lettered norm of A/70/174, paragraph 13.
pub(super) fn is_eleven(id: &ProvisionId) -> bool {
    id.instrument() == ELEVEN && id.within().len() == 1
}
