//! Reading a topic: its words, what they weigh, what they may stand for, and typing errors.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::domain::words::{QueryWord, query_words};
use crate::service::desk::Desk;
use crate::service::refusal::Failure;

/// The most that a word weighs that nearly every topic of the field has.
const LIGHT: f64 = 0.5;
/// Every Han character but the last starts a pair, and about every other pair straddles two
/// words; one that nothing has is likely such a pair and says half as much.
const UNKNOWN_PAIR: f64 = 0.5;

/// A word that nothing has weighs most of all, and rightly so when a topic has strayed here. One
/// that is of the field has unknown words for other reasons: a name, a place, a turn of phrase.
const UNKNOWN_IN_FIELD: f64 = 0.4;

/// A topic as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Topic {
    /// Its words, those too common left out.
    pub(super) words: Vec<Weighted>,
    /// Typing errors that were mended: as typed, as read.
    pub(super) mended: Vec<(String, String)>,
    /// True when it says that it is about ICTs, so that `hospitals` in it means attacks on them.
    pub(super) of_the_field: bool,
    /// True when it is about a neighbouring field, such as nuclear weapons, and not about ICTs.
    pub(super) of_a_neighbour: bool,
}

/// A word of a topic with its weight.
#[derive(Debug, Clone)]
pub(super) struct Weighted {
    pub(super) word: QueryWord,
    /// Terms of like meaning.
    pub(super) kin: Vec<String>,
    pub(super) weight: f64,
    /// False when neither passages nor provisions have it or its kin.
    pub(super) known: bool,
}

impl Topic {
    /// The words themselves.
    pub(super) fn words(&self) -> Vec<QueryWord> {
        self.words.iter().map(|word| word.word.clone()).collect()
    }

    /// The words, each with the terms of like meaning among its own.
    pub(super) fn words_and_kin(&self) -> Vec<QueryWord> {
        let mut words = self.words();
        for (word, weighted) in words.iter_mut().zip(&self.words) {
            word.terms.extend(weighted.kin.iter().cloned());
        }
        words
    }

    /// The same with every word once, where it stood first.
    pub(super) fn without_repetitions(mut self) -> Self {
        let mut seen: HashSet<Vec<String>> = HashSet::new();
        self.words
            .retain(|word| seen.insert(word.word.terms.clone()));
        self
    }

    /// Words that nothing held here has.
    pub(super) fn unknown(&self) -> Vec<String> {
        let unknown = self.words.iter().filter(|word| !word.known);
        unknown.map(|word| word.word.surface.clone()).collect()
    }
}

impl Desk {
    /// The different words of a topic with their weights; errors mended where a word is unknown.
    pub(super) fn topic(&self, text: &str) -> Result<Topic, Failure> {
        Ok(self.read(text, true)?.without_repetitions())
    }

    /// The words of a longer text in their order, repetitions and errors and all.
    pub(super) fn text(&self, text: &str) -> Result<Topic, Failure> {
        self.read(text, false)
    }

    fn read(&self, text: &str, mend: bool) -> Result<Topic, Failure> {
        let all = self.index.n_passages()? + self.reference.catalogue.n_provisions();
        let asked = query_words(text);
        let idle = |word: &QueryWord| word.common || is_asking(&word.surface);
        let only_idle = asked.iter().all(idle);
        let mut topic = Topic::default();
        for word in asked.into_iter().filter(|word| only_idle || !idle(word)) {
            let (word, mended) = self.weighted(word, all, mend)?;
            let read = mended
                .as_ref()
                .map_or(&word.word.surface, |(_, meant)| meant);
            topic.of_the_field |= is_of_the_field(read) || self.ranking.is_proper(&word.word);
            topic.of_a_neighbour |= is_of_a_neighbour(read);
            topic.mended.extend(mended);
            topic.words.push(word);
        }
        topic.of_a_neighbour &= !topic.of_the_field;
        if topic.of_the_field {
            let unknown = topic.words.iter_mut().filter(|word| !word.known);
            unknown.for_each(|word| word.weight *= UNKNOWN_IN_FIELD);
        }
        Ok(topic)
    }

    fn weighted(
        &self,
        mut word: QueryWord,
        all: usize,
        mend: bool,
    ) -> Result<(Weighted, Option<(String, String)>), Failure> {
        let mut n = self.n_having(&word.terms)?;
        let mut kin = kin(&word.terms);
        if n == 0 {
            n = self.n_having(&kin)?;
        }
        let mut mended = None;
        if n == 0
            && mend
            && let Some(meant) = self.ranking.mended(&word.surface)
        {
            mended = Some((word.surface.clone(), meant.to_owned()));
            word.terms = query_words(meant)
                .into_iter()
                .flat_map(|meant| meant.terms)
                .collect();
            kin = self::kin(&word.terms);
            n = self.n_having(&word.terms)?;
        }
        let mut weight = rarity(n, all);
        if is_light(&word.surface) || self.is_speaking_party(&word.surface)? {
            weight = weight.min(LIGHT);
        } else if n == 0 && is_han(&word) {
            weight *= UNKNOWN_PAIR;
        }
        let weighted = Weighted {
            weight,
            known: n > 0,
            kin,
            word,
        };
        Ok((weighted, mended))
    }

    /// In how many passages and provisions any of `terms` occurs.
    fn n_having(&self, terms: &[String]) -> Result<u64, Failure> {
        Ok(self.index.n_with(terms)? + self.ranking.n_with(terms))
    }

    /// True for a party that has spoken: whose position is asked for is not what it is about.
    fn is_speaking_party(&self, word: &str) -> Result<bool, Failure> {
        let code_or_name = word.len() > 3 || word.chars().all(char::is_uppercase);
        // `GA` is the General Assembly before it is Gabon.
        if !code_or_name || self.reference.forums.find(word).is_some() {
            return Ok(false);
        }
        let Some(party) = self.reference.parties.find(word) else {
            return Ok(false);
        };
        Ok(self.index.has_spoken(&party.code)?)
    }
}

/// The weight of a word that `n` of `all` texts have.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn rarity(n: u64, all: usize) -> f64 {
    let (n, all) = (n as f64, (all as f64).max(n as f64));
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln()
}

fn is_han(word: &QueryWord) -> bool {
    word.terms
        .iter()
        .any(|term| term.chars().any(|c| matches!(c, '\u{3400}'..='\u{9FFF}')))
}

/// Words by which a question is put, and which say nothing of what it is about.
fn is_asking(word: &str) -> bool {
    const ASKING: &str = " acceptable allowed answer anybody anyone anything apply applies ask asking call calls \
        certain correspond define definition describe exist exists explain find forbidden give happen happened \
        happens happening illegal kind kinds know lawful legal legally like list make makes mean meaning means \
        mention mentioned mentions merely much need needs ok okay opinion permitted please position prohibited \
        propose proposed proposes question recommend recommended recommendation recommendations recommends regarding \
        relevant require required requires say saying show somebody someone something speak speaks stance talk talks \
        tell told view views want wanted wants whether yes \
        comment existe faire fait faut peut position pourquoi quand quel quelle quelles quels selon cuando cuál cual dice \
        existe puede qué quién según debe deben doit doivent можно ли какие какой какая должны должно что кто \
        ما ماذا هل كيف لماذا يجب ";
    ASKING.contains(&format!(" {} ", word.to_lowercase()))
}

/// Words that nearly every topic of the field could have.
fn is_light(word: &str) -> bool {
    const LIGHT_WORDS: &str = " state states state's country countries country's government governments nation nations \
        cyber cyberspace space international world global ict icts digital norm norms rule rules principle principles \
        use used using uses un united issue issues \
        état états etat etats pays gouvernement estado estados país países gobierno \
        государство государства государств страна страны دولة الدولة الدول دول 国家 各国 ";
    LIGHT_WORDS.contains(&format!(" {} ", word.to_lowercase()))
}

/// True for words of other fields that are discussed in the same forums by the same people, and
/// share words such as `proliferation`, `verification` or `arms` with this one.
fn is_of_a_neighbour(word: &str) -> bool {
    const STARTS: &str = "nuclear nucléaire ядерн نووي النووي fissile warhead uranium plutonium chemical chimique químic \
        химическ biological biologique биологическ toxin missile ballistic landmine mines munition \
        ammunition firearm drone autonomous lethal outer satellit orbit debris climat environment \
        refugee migra humanitarian peacekeep maritime fisher food vaccine pandemic trafficking drug \
        tariff sport football women gender 核 气候";
    let word = word.to_lowercase();
    STARTS.split(' ').any(|start| word.starts_with(start))
}

/// True for words by which a topic shows that it is about ICTs, or attacks by means of them.
fn is_of_the_field(word: &str) -> bool {
    const WHOLE: &str = " ict icts tic tics икт apt apts cert certs web data 5g cloud app apps soc router routers chip chips semiconductor semiconductors malware it tech technology ligne linea línea сети сеть ";
    const STARTS: &str = "cyber ciber кибер سيبران السيبران 网络 hack pirat хакер 黑客 malware malici maliti вредонос ransom \
        botnet ddos phish hameçon internet интернет إنترنت الإنترنت 互联 online website network réseau \
        сетев شبك digital numéri цифров software logiciel hardware firmware computer ordinat informáti \
        informatique компьютер حاسوب server serveur spyware malveill csirt vulnerabilit vulnérabilit \
        уязвим 漏洞 exploit zero backdoor telecom electronic attack attaque ataque атак 攻击 sabot encrypt \
        intercept wiper surveil eavesdrop wiretap disinform";
    let word = word.to_lowercase();
    WHOLE.contains(&format!(" {word} ")) || STARTS.split(' ').any(|start| word.starts_with(start))
}

/// Terms that say nearly the same; stems, as passages and provisions have them.
fn kin(terms: &[String]) -> Vec<String> {
    static GROUPS: LazyLock<Vec<Vec<String>>> =
        LazyLock::new(|| KIN.iter().map(|line| stems(line)).collect());
    let mut kin: Vec<String> = Vec::new();
    let groups = GROUPS
        .iter()
        .filter(|group| terms.first().is_some_and(|term| group.contains(term)));
    for term in groups.flatten() {
        if !terms.contains(term) && !kin.contains(term) {
            kin.push(term.clone());
        }
    }
    kin
}

fn stems(line: &str) -> Vec<String> {
    query_words(line)
        .into_iter()
        .filter_map(|word| word.terms.into_iter().next())
        .collect()
}

/// Words that people of the field use for one another.
const KIN: &[&str] = &[
    "attack hack intrusion breach strike assault hit target shell",
    "damage harm destroy destruction cripple disrupt disruption impair wreck break shutdown sabotage knock",
    "territory soil land jurisdiction",
    "help assist assistance aid support rescue",
    "blame accuse accusation attribute attribution culprit perpetrator",
    "proof evidence prove facts",
    "surveillance spy spying snoop snooping eavesdrop eavesdropping wiretap wiretapping espionage monitor",
    "privacy private personal",
    "theft steal stealing stolen espionage",
    "secret secrets confidential",
    "norm rule principle standard",
    "impasse deadlock stalemate paralysis",
    "war warfare battle conflict battlefield hostilities",
    "weapon arms armament",
    "dialogue discuss discussion debate deliberate talks consultation",
    "vulnerability bug flaw weakness hole",
    "patch fix remedy update",
    "supplier vendor manufacturer provider",
    "tamper manipulate manipulation integrity",
    "crime criminal offence offender",
    "terrorism terrorist extremism extremist",
    "shelter harbour haven sanctuary refuge",
    "citizen people individual person population",
    "equitable equal fair equality",
    "consensus agree agreement agreed",
    "divergence disagree disagreement difference",
    "company firm business industry enterprise corporate",
    "police prosecution prosecute prosecutor investigation",
    "request ask appeal",
    "protect protection defend defence secure safeguard shield safe safety",
    "obligation duty responsibility commitment",
    "interfere interference meddle meddling intervene intervention",
    "militarization militarize military weaponization weaponize",
    "disclose disclosure report reporting notify",
    "respond response reply react",
    "mitigate mitigation curb reduce limit",
    "peaceful peace",
    "trust confidence",
    "victim victimized target",
    "threat danger risk menace",
    "treaty convention agreement pact",
    "restraint refrain abstain",
    "emergency crisis",
    "universal worldwide global",
    "unilateral unilateralism",
    "conference cd",
    "formulate negotiate negotiation draft elaborate develop",
    "domestic internal",
    "politics political",
    "responsibility accountable accountability",
    "hospital health medical clinic doctor",
    "electricity power grid energy light",
    "bank banking financial finance",
    "refrain avoid",
    "cooperation cooperate collaborate collaboration partnership joint jointly",
    "nation country state government",
    "stable stability",
    "technology tech",
    "criminal offender gang",
    "divergence divide dispute",
    "proliferation spread proliferate",
];
