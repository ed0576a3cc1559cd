//! The passages: the general debate as it is, and as much again as passes a million.
//!
//! A further copy of a speech has all its sentences, shuffled over the paragraphs: the same words
//! as often, in other company, so that no passage is another one's twin. The shuffling is seeded
//! and the same in every run.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use rapporteur::corpus::Files;
use rapporteur::import::{self, Plan};
use serde_json::Value;

/// How many passages are wanted at the least.
const ENOUGH: usize = 1_000_000;

/// The passages for the peers: place, party, year and text, a line each.
pub(crate) fn table(folder: &Path) -> PathBuf {
    folder.join("passages.tsv")
}

/// The corpus folder for Rapporteur.
pub(crate) fn corpus(folder: &Path) -> PathBuf {
    folder.join("corpus")
}

/// Makes what is not there yet; a sentence on what there is.
pub(crate) fn make(source: &Path, folder: &Path) -> String {
    let (table, corpus) = (table(folder), corpus(folder));
    if !table.exists() {
        let plan = Plan {
            source: source.to_owned(),
            into: corpus.clone(),
            name: Some("debate".to_owned()),
        };
        import::import(&plan, &Files::shipped(), &mut |_| {}, &mut |_| Ok(())).unwrap();
        let statements = corpus.join("statements");
        let first = statements.join("debate.jsonl.gz");
        let unfinished = folder.join("passages.part");
        let mut passages = BufWriter::new(File::create(&unfinished).unwrap());
        let mut n = tabulate(&first, &mut passages);
        let mut copy = 2;
        while n < ENOUGH {
            let further = statements.join(format!("further-{copy}.jsonl.gz"));
            grow(&first, &further, copy);
            n += tabulate(&further, &mut passages);
            copy += 1;
        }
        passages.flush().unwrap();
        std::fs::rename(unfinished, &table).unwrap();
    }
    let lines = BufReader::new(File::open(&table).unwrap()).lines();
    format!("{} passages in {}", lines.count(), table.display())
}

fn lines(collection: &Path) -> impl Iterator<Item = Value> {
    let unpacked = MultiGzDecoder::new(File::open(collection).unwrap());
    let lines = BufReader::new(unpacked).lines().map(Result::unwrap);
    lines.map(|line| serde_json::from_str(&line).unwrap())
}

/// Writes a line for each passage of a collection, and counts them.
fn tabulate(collection: &Path, passages: &mut impl Write) -> usize {
    let mut n = 0;
    for statement in lines(collection) {
        let text = |key: &str| statement[key].as_str().unwrap_or_default();
        let year = statement["date"]["value"].as_str().unwrap_or_default();
        for paragraph in statement["paragraphs"].as_array().unwrap() {
            let Some(number) = paragraph["number"].as_u64() else {
                continue;
            };
            let words = paragraph["text"]
                .as_str()
                .unwrap()
                .replace(['\t', '\n', '\r'], " ");
            let (id, party) = (text("id"), text("party"));
            writeln!(passages, "{id}/{number}\t{party}\t{}\t{words}", &year[..4]).unwrap();
            n += 1;
        }
    }
    n
}

/// Writes a further copy of a collection.
fn grow(collection: &Path, further: &Path, copy: u64) {
    let file = BufWriter::new(File::create(further).unwrap());
    let mut packed = GzEncoder::new(file, Compression::fast());
    let mut random = Random(copy);
    for mut statement in lines(collection) {
        let id = statement["id"].as_str().unwrap();
        statement["id"] = format!("{id}-{copy}").into();
        shuffle(statement["paragraphs"].as_array_mut().unwrap(), &mut random);
        writeln!(packed, "{statement}").unwrap();
    }
    packed.finish().unwrap().flush().unwrap();
}

/// Deals all sentences anew, to each paragraph as many as it had.
fn shuffle(paragraphs: &mut [Value], random: &mut Random) {
    let parted: Vec<Vec<String>> = paragraphs
        .iter()
        .map(|paragraph| sentences(paragraph["text"].as_str().unwrap()))
        .collect();
    let mut all: Vec<&String> = parted.iter().flatten().collect();
    for place in (1..all.len()).rev() {
        all.swap(place, random.below(place + 1));
    }
    let mut dealt = all.into_iter();
    for (paragraph, own) in paragraphs.iter_mut().zip(&parted) {
        let own: Vec<&str> = dealt.by_ref().take(own.len()).map(String::as_str).collect();
        paragraph["text"] = own.join(" ").into();
    }
}

fn sentences(text: &str) -> Vec<String> {
    text.split_inclusive(". ")
        .map(|one| one.trim().to_owned())
        .filter(|one| !one.is_empty())
        .collect()
}

/// `SplitMix64` (Steele, Lea and Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let n = u64::try_from(n.max(1)).unwrap();
        usize::try_from((mixed ^ (mixed >> 31)) % n).unwrap()
    }
}
