//! What `/norm` and `/nearest` must answer, whatever becomes of the ranking.

use rapporteur::corpus::{self, Files};
use rapporteur::domain::statement::Strength;
use rapporteur::service::norm::NormAnswer;

use crate::retrieval::desk;

/// A made-up paragraph of the kind that officers paste, some two hundred words.
const ON_SUPPLY_CHAINS: &str = "Modern administrations depend on equipment and software that is designed in one country, \
    assembled in a second and maintained from a third. My delegation believes that this web of dependencies has become \
    one of the most pressing matters before us. When an update that thousands of ministries install in good faith turns \
    out to carry a hidden backdoor, confidence in technology as such is lost, and no Government is able to restore it \
    by itself. We therefore invite all States to take reasonable steps to preserve the integrity of the supply chain, \
    from the manufacturer of components to the end user. Such steps could include transparent procurement rules, \
    certification schemes that are open to vendors from every region, and a bill of materials that accompanies each \
    software product. We are equally worried about the trade in malicious tools. Whoever sells an intrusion kit today \
    cannot say in whose hands it will be tomorrow. Small and developing countries have neither the laboratories nor \
    the staff to examine what they buy, and they deserve support in building both. We do not call for a new body or a \
    new text. What was agreed by consensus is clear enough; what is wanting is its application, and the readiness to \
    tell one another how it is applied at home.";

const ON_FOOTBALL: &str = "The second half began as the first had ended. Our defence stood deep and waited, and theirs \
    pressed high, so that for twenty minutes the ball hardly left our third of the pitch. Then the captain won it near \
    the line, looked up, and sent a long pass over everybody to the young winger, who had been waiting for nothing \
    else all evening. He took it on the chest, turned past the last defender and shot from a narrow angle. The keeper \
    got a hand to it, but not enough of one. After that the match was as good as over. Both sides made their changes, \
    the crowd sang, and the referee added three minutes that nobody needed. In the dressing room the manager spoke of \
    trust, of patience and of the training ground, as managers do, and said that the cup was still far away. It was a \
    fair result all the same: the home team had created the better chances from the start, and had it not been for a \
    remarkable save before the break, the score would have been settled by then. The return match is in a fortnight.";

#[track_caller]
fn norm(topic: &str) -> NormAnswer {
    desk().norm(topic, 1).unwrap()
}

fn ids(answer: &NormAnswer, relation: Strength) -> Vec<&str> {
    let norms = answer.norms.iter().filter(|norm| norm.relation == relation);
    norms.map(|norm| norm.id.as_str()).collect()
}

fn paragraphs(answer: &NormAnswer) -> Vec<u32> {
    answer
        .passages
        .iter()
        .filter_map(|passage| passage.paragraph)
        .collect()
}

#[test]
fn critical_infrastructure_is_answered_by_its_two_norms() {
    let answer = norm("critical infrastructure");
    assert_eq!(
        ids(&answer, Strength::Answers),
        ["gge-2015/f", "gge-2015/g"]
    );
    let related = ids(&answer, Strength::Related);
    assert!(
        related.contains(&"gge-2015/h") && related.len() <= 5,
        "{related:?}"
    );
    assert_eq!(paragraphs(&answer)[..2], [5, 7]);
    let counterparts: Vec<&str> = answer.norms[0]
        .counterparts
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert!(counterparts.contains(&"us-2015/1"), "{counterparts:?}");
    assert!(
        counterparts.iter().any(|id| id.starts_with("code-2015/")),
        "{counterparts:?}"
    );
    assert!(!answer.nothing_found);
}

#[test]
fn a_norm_is_found_by_any_of_its_labels() {
    for label in [
        "GGE 13f",
        "A/70/174 13 (f)",
        "gge-2015/f",
        "13 (f)",
        "norm f",
        "А/70/174 13 (f)",
        "UN GGE 2015 para 13(f)",
    ] {
        let answer = norm(label);
        assert_eq!(ids(&answer, Strength::Answers), ["gge-2015/f"], "{label}");
        assert_eq!(paragraphs(&answer), [5, 7], "{label}");
    }
}

#[test]
fn a_symbol_with_look_alike_letters_is_the_instrument() {
    // The first letter is Cyrillic.
    let answer = norm("А/70/174");
    assert_eq!(
        answer.instrument.map(|one| one.id).as_deref(),
        Some("gge-2015")
    );
}

#[track_caller]
fn silent(topic: &str, id: &str) {
    let answer = norm(topic);
    assert_eq!(
        ids(&answer, Strength::Answers).first(),
        Some(&id),
        "{topic}"
    );
    assert!(
        answer.silent.iter().any(|silent| silent == id),
        "{topic}: {:?}",
        answer.silent
    );
}

#[test]
fn the_corpus_says_where_it_is_silent() {
    silent("attribution", "gge-2015/b");
    silent("protect your own critical infrastructure", "gge-2015/g");
    silent("vulnerability disclosure", "gge-2015/j");
}

#[test]
fn the_corpus_is_not_silent_on_what_the_statement_answers() {
    for topic in [
        "critical infrastructure",
        "cyber terrorism",
        "supply chain",
        "due diligence",
        "CERT",
        "requests for assistance",
    ] {
        let answer = norm(topic);
        let best = answer.norms.first().map(|norm| norm.silent);
        assert_eq!(best, Some(false), "{topic}");
    }
}

#[test]
fn a_topic_of_another_field_is_answered_by_nothing() {
    let answer = norm("nuclear test ban treaty");
    assert!(answer.nothing_found && answer.norms.is_empty() && answer.passages.is_empty());
    assert!(answer.searched.statements > 0, "{:?}", answer.searched);
    assert!(!answer.nearest.is_empty());
}

#[test]
fn other_instruments_answer_what_the_eleven_do_not() {
    #[track_caller]
    fn check(topic: &str, expected: &str) {
        let answer = norm(topic);
        let ids = ids(&answer, Strength::Answers);
        assert!(ids.contains(&expected), "{topic}: {ids:?}");
        assert!(
            ids.iter()
                .all(|id| !id.starts_with("gge-2015/") || id.len() > "gge-2015/x".len()),
            "{topic}: {ids:?}"
        );
    }
    check("election interference", "paris-call/3");
    check("equitable internet governance", "code-2015/8");
    check("public core of the Internet", "paris-call/2");
    check("theft of intellectual property", "us-2015/3");
}

#[test]
fn provisions_of_other_instruments_do_not_crowd_out_the_eleven() {
    for topic in [
        "attribution",
        "human rights",
        "supply chain",
        "vulnerabilities",
        "cybercrime",
        "CERT",
        "territory",
    ] {
        let answer = norm(topic);
        let first = answer
            .norms
            .first()
            .map(|norm| norm.id.clone())
            .unwrap_or_default();
        assert!(
            first.starts_with("gge-2015/") && first.len() == "gge-2015/x".len(),
            "{topic}: {first}"
        );
        let related = ids(&answer, Strength::Related);
        assert!(related.len() <= 5, "{topic}: {related:?}");
    }
}

#[test]
fn a_typing_error_is_mended_and_said() {
    let answer = norm("critcal infrastructre");
    assert_eq!(
        ids(&answer, Strength::Answers),
        ["gge-2015/f", "gge-2015/g"]
    );
    let mended = [("critcal", "critical"), ("infrastructre", "infrastructure")];
    assert_eq!(
        answer.mended,
        mended.map(|(typed, read)| (typed.to_owned(), read.to_owned()))
    );
}

#[test]
fn every_passage_is_verbatim() {
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let paragraphs = corpus
        .statements
        .iter()
        .flat_map(|file| &file.statement.paragraphs);
    let texts: Vec<&str> = paragraphs
        .map(|paragraph| paragraph.text.as_str())
        .collect();
    for topic in [
        "critical infrastructure",
        "sovereignty",
        "A/69/723",
        "大规模监控",
        "Kerry",
    ] {
        let answer = norm(topic);
        assert!(!answer.passages.is_empty(), "{topic}");
        for passage in &answer.passages {
            assert!(
                texts.contains(&passage.text.as_str()),
                "{topic}: {}",
                passage.text
            );
        }
    }
}

#[test]
fn a_pasted_text_gets_the_norms_and_passages_that_are_near() {
    let answer = desk().nearest(ON_SUPPLY_CHAINS).unwrap();
    assert_eq!(
        answer.norms.first().map(|norm| norm.id.as_str()),
        Some("gge-2015/i")
    );
    assert!(
        answer.norms.len() <= 5,
        "{:?}",
        ids(&answer, Strength::Answers)
    );
    assert_eq!(paragraphs(&answer).first(), Some(&5));
    assert!(answer.passages.len() <= 5);
}

#[test]
fn a_pasted_text_on_another_matter_gets_nothing() {
    let answer = desk().nearest(ON_FOOTBALL).unwrap();
    assert!(
        answer.nothing_found,
        "{:?} {:?}",
        ids(&answer, Strength::Answers),
        paragraphs(&answer)
    );
}

#[test]
fn a_paragraph_of_the_corpus_is_nearest_to_itself() {
    let corpus = corpus::read(&Files::shipped()).unwrap();
    let desk = desk();
    for paragraph in &corpus.statements[0].statement.paragraphs {
        let Some(number) = paragraph.number.filter(|number| (2..=9).contains(number)) else {
            continue;
        };
        let answer = desk.nearest(&paragraph.text).unwrap();
        assert_eq!(paragraphs(&answer).first(), Some(&number));
    }
}

/// Norm (or `-` for none), language, question; a line each.
const IN_FIVE_LANGUAGES: &str = include_str!("fixtures/norms-in-five-languages.tsv");

#[test]
fn questions_in_other_languages_find_their_norm_or_nothing() {
    let desk = desk();
    let (mut missed, mut answered) = (Vec::new(), Vec::new());
    let lines: Vec<&str> = IN_FIVE_LANGUAGES.lines().collect();
    for line in &lines {
        let [letter, _, question] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let answer = desk.norm(question, 1).unwrap();
        let first = ids(&answer, Strength::Answers)
            .first()
            .map(|id| id.replace("gge-2015/", ""));
        match letter {
            "-" if !answer.nothing_found => answered.push(line),
            "-" => {}
            _ if first.as_deref() != Some(letter) => missed.push(line),
            _ => {}
        }
    }
    assert!(missed.len() * 20 <= lines.len(), "{missed:#?}");
    assert!(answered.len() <= 2, "{answered:#?}");
}
