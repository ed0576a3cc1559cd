//! The queries: mixed kinds, drawn from the passages by a seeded choice.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::passages::{self, Random};

/// Kinds of queries, and how many of each are counted.
pub(crate) const KINDS: [(&str, usize); 9] = [
    ("one word", 200),
    ("two words", 100),
    ("three words", 200),
    ("phrase", 150),
    ("word and party", 100),
    ("words and dates", 100),
    ("rare word", 75),
    ("stop-words", 25),
    ("nothing found", 50),
];
const STOP_WORDS: [&str; 8] = [
    "the", "of the", "and in", "we have", "that is", "to be", "it", "for all",
];
/// Of each kind, so many more in a hundred are asked first and not counted.
pub(crate) const WARM_UP: usize = 20;

/// A query, for every engine in its own words.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Query {
    pub(crate) kind: String,
    /// All of these are wanted.
    pub(crate) words: Vec<String>,
    /// One behind the other.
    pub(crate) phrase: bool,
    pub(crate) party: Option<String>,
    /// First and last year.
    pub(crate) years: Option<(i64, i64)>,
    /// False for warming up.
    pub(crate) counted: bool,
}

/// The queries that were made.
pub(crate) fn read(folder: &Path) -> Vec<Query> {
    let file = File::open(folder.join("queries.json")).unwrap();
    serde_json::from_reader(BufReader::new(file)).unwrap()
}

/// Makes the queries where they are not there yet.
pub(crate) fn make(folder: &Path) {
    let path = folder.join("queries.json");
    if path.exists() {
        return;
    }
    let pool = Pool::of(folder);
    let mut random = Random(1);
    let mut queries = Vec::new();
    for counted in [false, true] {
        let mut round = Vec::new();
        for (kind, n) in KINDS {
            let n = if counted { n } else { n * WARM_UP / 100 };
            for _ in 0..n {
                let query = pool.query(kind, &mut random);
                round.push(Query {
                    kind: kind.to_owned(),
                    counted,
                    ..query
                });
            }
        }
        for place in (1..round.len()).rev() {
            round.swap(place, random.below(place + 1));
        }
        queries.extend(round);
    }
    serde_json::to_writer(File::create(path).unwrap(), &queries).unwrap();
}

/// Passages to draw words from.
struct Pool {
    /// Party, year and words.
    passages: Vec<(String, i64, Vec<String>)>,
    rare: Vec<String>,
}

impl Pool {
    /// Every 97th passage, and the words that at most five passages have.
    fn of(folder: &Path) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut passages = Vec::new();
        let lines = BufReader::new(File::open(passages::table(folder)).unwrap()).lines();
        for (at, line) in lines.map(Result::unwrap).enumerate() {
            let [_, party, year, text] = line.split('\t').collect::<Vec<_>>()[..] else {
                continue;
            };
            let words = words(text);
            for word in &words {
                match counts.get_mut(word) {
                    Some(n) => *n += 1,
                    None => drop(counts.insert(word.clone(), 1)),
                }
            }
            if at % 97 == 0 && words.len() > 20 {
                passages.push((party.to_owned(), year.parse().unwrap(), words));
            }
        }
        let letters =
            |word: &String| word.len() > 5 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let rare = counts
            .into_iter()
            .filter(|(word, n)| *n <= 5 && letters(word));
        let mut rare: Vec<String> = rare.map(|(word, _)| word).collect();
        rare.sort();
        Pool { passages, rare }
    }

    fn query(&self, kind: &str, random: &mut Random) -> Query {
        let (party, year, words) = &self.passages[random.below(self.passages.len())];
        let telling: Vec<&String> = words.iter().filter(|word| is_telling(word)).collect();
        let some = |n: usize, random: &mut Random| -> Vec<String> {
            let mut found: Vec<String> = Vec::new();
            while found.len() < n {
                let word = telling[random.below(telling.len())];
                if !found.contains(word) || telling.len() < 5 {
                    found.push(word.clone());
                }
            }
            found
        };
        let of = |words: Vec<String>| Query {
            words,
            ..Query::default()
        };
        match kind {
            "one word" => of(some(1, random)),
            "two words" => of(some(2, random)),
            "three words" => of(some(3, random)),
            "phrase" => Query {
                phrase: true,
                ..of(phrase(words, random))
            },
            "word and party" => Query {
                party: Some(party.clone()),
                ..of(some(1, random))
            },
            "words and dates" => Query {
                years: Some((year - 5, year + 5)),
                ..of(some(2, random))
            },
            "rare word" => of(vec![self.rare[random.below(self.rare.len())].clone()]),
            "stop-words" => {
                let common = STOP_WORDS[random.below(STOP_WORDS.len())].split(' ');
                of(common.map(str::to_owned).collect())
            }
            _ => {
                let unknown = format!("zq{}x", random.below(1_000_000));
                of(vec![unknown, some(1, random).remove(0)])
            }
        }
    }
}

/// Two or three words as they follow each other, the first and the last of them telling.
fn phrase(words: &[String], random: &mut Random) -> Vec<String> {
    loop {
        let length = 2 + random.below(2);
        let at = random.below(words.len() - length);
        let phrase = &words[at..at + length];
        if is_telling(&phrase[0]) && is_telling(&phrase[length - 1]) {
            return phrase.to_vec();
        }
        // Some texts have hardly two telling words side by side.
        if random.below(1_000) == 0 {
            return phrase.to_vec();
        }
    }
}

/// Lower-case words; what has other signs in it is left out.
fn words(text: &str) -> Vec<String> {
    let words = text
        .split_whitespace()
        .map(|word| word.trim_matches([',', '.', ';', ':', '"', '(', ')', '?', '!']));
    let plain = words
        .filter(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic()));
    plain.map(str::to_lowercase).collect()
}

fn is_telling(word: &str) -> bool {
    const COMMON: &str = " about after also been before being between both could does during each from \
        have here hers into made make more most must only other over shall should some such than that \
        their them then there these they this those through under upon very what when where which while \
        will with would your against all another any because cannot every many much never since still \
        until were whose within without yours ours like well even well just know said same own also ";
    word.len() > 3 && !COMMON.contains(&format!(" {word} "))
}
