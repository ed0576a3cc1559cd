//! The same words in another guise find the same paragraph, in each of the six languages.
//!
//! Paragraphs of our own are always tried; the Universal Declaration, where it lies beside the
//! project, is tried as well.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rapporteur::domain::words::{analyse, query_words};
use unicode_normalization::UnicodeNormalization;

const OWN: [(&str, &str, [&str; 4]); 6] = [
    (
        "en",
        "eng",
        [
            "We favour the peaceful settlement of every dispute that arises from the use of these technologies.",
            "Neighbouring States should organise joint exercises of their emergency response teams each year.",
            "Whoever finds a weakness in a widely used programme ought to tell its manufacturer first.",
            "Defence ministries must recognise that hospitals and water works are civilian installations.",
        ],
    ),
    (
        "fr",
        "fra",
        [
            "La sécurité des réseaux dépend de la confiance que les États se témoignent mutuellement.",
            "Les équipes d'intervention doivent rester à l'abri de toute opération hostile menée à l'étranger.",
            "Notre délégation souhaite que les vulnérabilités découvertes soient signalées aux fabricants.",
            "L'intégrité des chaînes d'approvisionnement intéresse autant l'acheteur que le vendeur.",
        ],
    ),
    (
        "es",
        "spa",
        [
            "La protección de los hospitales frente a operaciones maliciosas es una obligación compartida.",
            "Mi delegación propone un intercambio periódico de información técnica entre los países vecinos.",
            "Ningún Gobierno debería tolerar que bandas criminales actúen desde sus propias ciudades.",
            "La atribución pública de un incidente exige pruebas sólidas y una evaluación serena.",
        ],
    ),
    (
        "ru",
        "rus",
        [
            "Мы призываем всё международное сообщество воздерживаться от нападений на энергосистемы.",
            "Её предложение касается обмена сведениями между национальными центрами реагирования.",
            "Производители обязаны устранять найденные недостатки и предупреждать покупателей.",
            "Суверенитет государств распространяется и на сети, расположенные на их территории.",
        ],
    ),
    (
        "ar",
        "arb",
        [
            "تؤكد بلادي أن الأمن في استخدام التقنيات الحديثة مسؤولية مشتركة بين الأمم.",
            "ينبغي إبلاغ الشركات المصنعة عن أي ثغرة تكتشف في منتجاتها قبل نشرها.",
            "إن المستشفيات ومحطات المياه منشآت مدنية لا يجوز المساس بها في أي ظرف.",
            "نقترح تدريبات إقليمية تشارك فيها فرق الاستجابة من جميع البلدان المجاورة.",
        ],
    ),
    (
        "zh",
        "cmn_hans",
        [
            "我国代表团主张通过对话和协商解决因使用新技术而产生的一切争端。",
            "医院和供水设施属于民用目标，任何国家都不应对其发动攻击。",
            "发现软件缺陷的人应当首先通知制造商，以便及时修补。",
            "邻国之间可以定期举行联合演练，提高应急队伍的水平。",
        ],
    ),
];

/// How many words, or Han characters, of a paragraph are asked for.
const ASKED: usize = 9;

/// What is asked for of a paragraph.
fn start_of(text: &str, language: &str) -> String {
    match language {
        "zh" => text.chars().take(ASKED).collect(),
        _ => text
            .split_whitespace()
            .take(ASKED)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// The start of a paragraph as other people might type or print it.
fn guises(text: &str, language: &str) -> Vec<String> {
    let start = start_of(text, language);
    let spread = |between: char| -> String {
        let letters = start.chars().enumerate();
        letters
            .flat_map(|(i, c)| [Some(c), (i % 4 == 3).then_some(between)])
            .flatten()
            .collect()
    };
    let mut guises = vec![
        start.to_uppercase(),
        start.nfd().collect(),
        spread('\u{200B}'),
        spread('\u{AD}'),
        format!("\u{202B}{start}\u{202C}"),
        full_width(&start),
    ];
    match language {
        "en" => guises.push(american(&start)),
        "fr" | "es" => guises.push(
            start
                .nfd()
                .filter(|c| c.is_alphanumeric() || c.is_ascii())
                .collect(),
        ),
        "ru" => guises.push(start.replace('ё', "е").replace('Ё', "Е")),
        "ar" => {
            guises.push(
                start
                    .replace(['أ', 'إ', 'آ'], "ا")
                    .replace('ة', "ه")
                    .replace('ى', "ي"),
            );
            guises.push(start.replace("ست", "ســت").replace('م', "مُ"));
        }
        _ => guises.push(spread('\n')),
    }
    guises
}

/// Spelled as Americans would.
fn american(text: &str) -> String {
    let pairs = [
        ("favour", "favor"),
        ("Neighbour", "Neighbor"),
        ("organis", "organiz"),
        ("recognis", "recogniz"),
        ("realis", "realiz"),
        ("programme", "program"),
        ("Defence", "Defense"),
        ("honour", "honor"),
        ("labour", "labor"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Latin letters in the width of Han characters.
fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap(),
        _ => c,
    };
    text.chars().map(wide).collect()
}

/// The terms of each paragraph.
fn analysed(paragraphs: &[String], language: &str) -> Vec<HashSet<String>> {
    let terms = |text: &String| -> HashSet<String> {
        let tokens = analyse(text, language).into_iter();
        tokens.map(|token| token.term).collect()
    };
    paragraphs.iter().map(terms).collect()
}

/// Which of `paragraphs` has most of the words of `typed`, by how rare they are.
fn found(typed: &str, paragraphs: &[HashSet<String>]) -> usize {
    let mut worth: HashMap<usize, f64> = HashMap::new();
    for word in query_words(typed).iter().filter(|word| !word.common) {
        let has = |one: &HashSet<String>| word.terms.iter().any(|term| one.contains(term));
        let having: Vec<usize> = (0..paragraphs.len())
            .filter(|i| has(&paragraphs[*i]))
            .collect();
        for i in &having {
            *worth.entry(*i).or_default() += 1.0 / f64::from(u32::try_from(having.len()).unwrap());
        }
    }
    let best = worth
        .into_iter()
        .max_by(|(i, one), (k, other)| one.total_cmp(other).then(k.cmp(i)));
    best.map_or(usize::MAX, |(i, _)| i)
}

/// The guises of paragraphs that find another paragraph than their start does, and how many there
/// are.
fn misses(paragraphs: &[String], language: &str) -> (Vec<String>, usize) {
    let analysed = analysed(paragraphs, language);
    let mut missed = Vec::new();
    let mut n = 0;
    for text in paragraphs {
        let plain = found(&start_of(text, language), &analysed);
        for guise in guises(text, language) {
            n += 1;
            if found(&guise, &analysed) != plain {
                missed.push(guise);
            }
        }
    }
    (missed, n)
}

#[test]
fn every_guise_of_our_own_paragraphs_finds_its_paragraph() {
    for (language, _, paragraphs) in OWN {
        let paragraphs = paragraphs.map(str::to_owned);
        let analysed = analysed(&paragraphs, language);
        for (place, text) in paragraphs.iter().enumerate() {
            assert_eq!(found(&start_of(text, language), &analysed), place, "{text}");
        }
        let (missed, _) = misses(&paragraphs, language);
        assert!(missed.is_empty(), "{language}: {missed:#?}");
    }
}

#[test]
fn guises_of_the_universal_declaration_find_their_paragraphs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/udhr6");
    for (language, file, _) in OWN {
        let path = folder.join(format!("udhr_{file}.xml"));
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!(
                "{} is not there; only our own paragraphs are tried",
                path.display()
            );
            return;
        };
        let (missed, n) = misses(&paragraphs_of(&text), language);
        assert!(
            missed.len() * 50 <= n,
            "{language}: {} of {n}: {missed:#?}",
            missed.len()
        );
    }
}

/// Paragraphs of more words than are asked for, each with another start.
fn paragraphs_of(xml: &str) -> Vec<String> {
    let mut starts = HashSet::new();
    let paragraphs = xml
        .split("<para>")
        .skip(1)
        .filter_map(|rest| rest.split("</para>").next());
    let long = paragraphs.filter(|text| text.chars().count() > 40);
    long.filter(|text| starts.insert(text.chars().take(25).collect::<String>()))
        .map(str::to_owned)
        .collect()
}
