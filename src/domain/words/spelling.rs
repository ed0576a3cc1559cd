//! One spelling for words that are written in several: British and American, joined and apart.
//!
//! Rules come with the words that they would be wrong for; a word that no rule knows is left as
//! it is.

use std::borrow::Cow;

/// Words in -ise that no American writes with z, without their last e; and endings of such.
const WITH_S: &str = " advertis advis apprais appris aris braise bruis chastis circumcis compris \
    compromis concis cruis demis despis devis disenfranchis disguis enfranchis enterpris excis \
    exercis expertis franchis guis improvis incis likewis merchandis misadvis nois otherwis \
    paradis pois practis prais precis premis prais promis rais repris revis ris superv supervis \
    surmis surpris televis tortois treatis upris wis anis chemis clockwis crosswis malais \
    reexercis turquois underwis vis ";

/// What stands before -our in words that Americans write with -or.
const OUR: &str = " arm ard behavi misbehavi cand clam clang col discol demean misdemean endeav fav \
    disfav ferv flav glam harb hon dishon hum lab belab neighb od parl ranc rig rum sav savi \
    splend succ tum val vap vig enam ";

/// Before -re in words that Americans write with -er.
const RE: &str = " accout calib cent epicent fib goit kilomet lit lust maneuv manoeuv meag met \
    centimet millimet mit nit och reconnoit sab salt sepulch somb spect theat titre amphitheat ";

/// Before -ogue in words that Americans also write with -og.
const OGUE: &str = " anal catal dial epil homol monol prol travel ";

/// Verbs whose last l the British double before an ending.
const L: &str = " cancel channel compel control counsel dial dispel distil duel enrol equal excel \
    expel fuel fulfil funnel impel initial instil label level libel marshal marvel medal model \
    panel patrol pedal propel quarrel rebel refuel repel rival shovel signal snorkel spiral total \
    travel tunnel unravel ";

/// Whole words, British and American, where no rule holds.
const WHOLE: [(&str, &str); 40] = [
    ("acknowledgement", "acknowledgment"),
    ("acknowledgements", "acknowledgments"),
    ("ageing", "aging"),
    ("analyse", "analyze"),
    ("analysed", "analyzed"),
    ("analysing", "analyzing"),
    ("artefact", "artifact"),
    ("artefacts", "artifacts"),
    ("catalyse", "catalyze"),
    ("cypher", "cipher"),
    ("cyphers", "ciphers"),
    ("defence", "defense"),
    ("defenceless", "defenseless"),
    ("defences", "defenses"),
    ("disc", "disk"),
    ("enrol", "enroll"),
    ("enrolment", "enrollment"),
    ("fulfil", "fulfill"),
    ("fulfilment", "fulfillment"),
    ("grey", "gray"),
    ("instalment", "installment"),
    ("instil", "instill"),
    ("judgement", "judgment"),
    ("judgements", "judgments"),
    ("learnt", "learned"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("manoeuvre", "maneuver"),
    ("manoeuvres", "maneuvers"),
    ("offence", "offense"),
    ("offences", "offenses"),
    ("paralyse", "paralyze"),
    ("paralysed", "paralyzed"),
    ("paralysing", "paralyzing"),
    ("practise", "practice"),
    ("practised", "practiced"),
    ("pretence", "pretense"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("sceptical", "skeptical"),
];

/// The American spelling of an English word in lower case.
pub(super) fn american(word: &str) -> Cow<'_, str> {
    if word.len() < 4 || !word.is_ascii() {
        return Cow::Borrowed(word);
    }
    if let Ok(at) = WHOLE.binary_search_by(|(british, _)| british.cmp(&word)) {
        return Cow::Borrowed(WHOLE[at].1);
    }
    let found = with_z(word)
        .or_else(|| with_or(word))
        .or_else(|| with_er(word))
        .or_else(|| with_og(word))
        .or_else(|| with_one_l(word));
    found.map_or(Cow::Borrowed(word), Cow::Owned)
}

fn lists(list: &str, part: &str) -> bool {
    !part.is_empty() && list.split_ascii_whitespace().any(|one| one == part)
}

/// `organise` to `organize`, with all endings.
fn with_z(word: &str) -> Option<String> {
    const ENDINGS: [&str; 12] = [
        "e", "ed", "es", "ing", "er", "ers", "ation", "ations", "ational", "able", "ability",
        "ingly",
    ];
    let at = word.rfind("is").filter(|at| *at >= 3)?;
    let (root, ending) = (&word[..at + 2], &word[at + 2..]);
    let british = ENDINGS.contains(&ending) && !lists(WITH_S, root);
    british.then(|| format!("{}z{ending}", &word[..=at]))
}

/// `behaviour` to `behavior`, with all endings.
fn with_or(word: &str) -> Option<String> {
    let at = word.find("our")?;
    lists(OUR, &word[..at]).then(|| format!("{}or{}", &word[..at], &word[at + 3..]))
}

/// `centre` to `center`, `centred` to `centered`.
fn with_er(word: &str) -> Option<String> {
    let ending = ["re", "res", "red", "ring"]
        .into_iter()
        .find(|ending| word.ends_with(ending))?;
    let root = &word[..word.len() - ending.len()];
    let ending = match ending {
        "re" => "er",
        "res" => "ers",
        "red" => "ered",
        _ => "ering",
    };
    lists(RE, root).then(|| format!("{root}{ending}"))
}

/// `dialogue` to `dialog`.
fn with_og(word: &str) -> Option<String> {
    let (root, ending) = word
        .strip_suffix("ogue")
        .map(|root| (root, "og"))
        .or_else(|| Some((word.strip_suffix("ogues")?, "ogs")))?;
    lists(OGUE, root).then(|| format!("{root}{ending}"))
}

/// `signalling` to `signaling`.
fn with_one_l(word: &str) -> Option<String> {
    const ENDINGS: [&str; 8] = ["ed", "ing", "er", "ers", "or", "ors", "ings", "ous"];
    let at = word.find("ll")?;
    let double = ENDINGS.contains(&&word[at + 2..]) && lists(L, &word[..=at]);
    double.then(|| format!("{}{}", &word[..=at], &word[at + 2..]))
}

/// What the field writes joined, apart, and with a hyphen, by its first part: `cyberspace` is
/// `cyber space`. Both are read as two words.
const APART: [&str; 6] = ["cyber", "ciber", "кибер", "multi", "counter", "non"];

/// Beginnings of words in which one of [`APART`] is no part.
const WHOLE_AFTER_ALL: &str = " cybernetic cibernetic кибернети multilateral multinational multipl \
    multitud countermeasur counterpart counterfeit counterproductiv counterintuitiv counterweight \
    counterbalanc counterfact counterclaim nonethele nonsens nonchal nonplus nonobstant ";

/// First parts that are written joined or with a hyphen, and read joined.
const JOINED: &str = " anti bi co de e extra infra inter intra mis pre re semi socio sub super \
    supra tele trans ultra ";

/// Words written joined, apart, or with a hyphen, of which neither part has a meaning of its own
/// here; read joined.
const COMPOUNDS: [(&str, &str); 14] = [
    ("back", "door"),
    ("back", "doors"),
    ("bot", "net"),
    ("bot", "nets"),
    ("data", "base"),
    ("data", "bases"),
    ("fire", "wall"),
    ("fire", "walls"),
    ("mal", "ware"),
    ("per", "cent"),
    ("ransom", "ware"),
    ("spy", "ware"),
    ("web", "site"),
    ("web", "sites"),
];

/// True for a first part that stands alone; no stemmer knows that it is one.
pub(super) fn is_first_part(word: &str) -> bool {
    APART.contains(&word)
}

/// Where `word`, normalised, is parted into two, in bytes; `None` for most.
pub(super) fn parted(word: &str) -> Option<usize> {
    const SHORTEST: usize = 3;
    let first = APART.iter().find(|first| word.starts_with(**first))?;
    let rest = word[first.len()..].chars().count();
    // "none" and "nonce" are no compounds of "non".
    let shortest = if *first == "non" { 5 } else { SHORTEST };
    (rest >= shortest && !is_whole(word)).then_some(first.len())
}

/// Where the beginning of a word, such as `cyberat`, is parted, as the whole word would be.
pub(super) fn parted_beginning(word: &str) -> Option<usize> {
    let first = APART.iter().find(|first| word.starts_with(**first))?;
    let may_be_whole = WHOLE_AFTER_ALL
        .split_ascii_whitespace()
        .any(|start| word.starts_with(start) || start.starts_with(word));
    (word.len() > first.len() && !may_be_whole).then_some(first.len())
}

fn is_whole(word: &str) -> bool {
    WHOLE_AFTER_ALL
        .split_ascii_whitespace()
        .any(|start| word.starts_with(start))
}

/// True when `first`, a hyphen and `second` are one word.
pub(super) fn joined_by_hyphen(first: &str, second: &str) -> bool {
    let letters = second.chars().all(char::is_alphabetic);
    if lists(JOINED, first) {
        return letters && second.len() > 1;
    }
    letters && APART.contains(&first) && is_whole(&format!("{first}{second}"))
}

/// True when `first` and `second`, one behind the other, are one word.
pub(super) fn compound(first: &str, second: &str) -> bool {
    COMPOUNDS.contains(&(first, second))
}

/// True for words that may be the second part of a compound.
pub(super) fn ends_compound(word: &str) -> bool {
    COMPOUNDS.iter().any(|(_, second)| *second == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_words_become_american() {
        for (british, american) in [
            ("organisations", "organizations"),
            ("militarising", "militarizing"),
            ("neighbouring", "neighboring"),
            ("behavioural", "behavioral"),
            ("centres", "centers"),
            ("dialogues", "dialogs"),
            ("signalling", "signaling"),
            ("counsellors", "counselors"),
            ("defence", "defense"),
            ("programmes", "programs"),
        ] {
            assert_eq!(super::american(british), american);
        }
    }

    #[test]
    fn other_words_stay_as_they_are() {
        for word in [
            "four",
            "hour",
            "source",
            "exercise",
            "exercised",
            "promise",
            "promising",
            "precise",
            "enterprises",
            "rise",
            "rising",
            "raised",
            "revised",
            "supervised",
            "called",
            "recalling",
            "compliance",
            "more",
            "fires",
            "rogue",
            "vogue",
            "this",
            "crisis",
            "distance",
            "assistance",
            "island",
            "visible",
            "decision",
            "list",
            "lists",
            "listed",
        ] {
            assert_eq!(american(word), word);
        }
    }

    #[test]
    fn the_list_of_whole_words_is_in_order() {
        assert!(WHOLE.is_sorted_by(|(one, _), (other, _)| one < other));
    }

    #[test]
    fn compounds_of_a_first_part_are_parted_and_others_are_not() {
        assert_eq!(parted("cyberattack"), Some(5));
        assert_eq!(parted("multistakeholder"), Some(5));
        assert_eq!(parted("nonproliferation"), Some(3));
        assert_eq!(parted("киберпространство"), Some(10));
        for word in [
            "cyber",
            "cybernetics",
            "multilateral",
            "countermeasures",
            "none",
            "nonetheless",
        ] {
            assert_eq!(parted(word), None, "{word}");
        }
    }
}
