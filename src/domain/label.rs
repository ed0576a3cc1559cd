//! Reading the labels by which people name a norm: `GGE 13f`, `A/70/174 13 (f)`, `gge-2015/f`.

use crate::domain::instrument::{Catalogue, Instrument, Provision};

/// What a typed label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<'a> {
    /// One provision.
    Provision(&'a Instrument, &'a Provision),
    /// A whole instrument.
    Instrument(&'a Instrument),
}

/// Finds what `typed` names, if it is a label and nothing else.
///
/// Spaces, brackets, points and case do not count, and look-alike letters of other scripts are
/// read as Latin, because symbols copied out of PDFs carry them.
/// A label without an instrument (`13 (f)`) is read as one of A/70/174, whose letters are what
/// people call "the norms".
pub fn resolve<'a>(catalogue: &'a Catalogue, typed: &str) -> Option<Named<'a>> {
    let key = squeeze(typed);
    if key.is_empty() {
        return None;
    }
    let mut found: Option<(usize, Named<'a>)> = None;
    for instrument in catalogue.instruments() {
        for name in names(instrument) {
            let Some(rest) = key.strip_prefix(name.as_str()) else {
                continue;
            };
            let better = found.is_none_or(|(length, _)| name.len() > length);
            let named = within(instrument, rest).filter(|_| better);
            found = named.map(|named| (name.len(), named)).or(found);
        }
    }
    found
        .map(|(_, named)| named)
        .or_else(|| bare(catalogue, &key))
}

/// A label of the eleven norms, typed without its instrument.
fn bare<'a>(catalogue: &'a Catalogue, key: &str) -> Option<Named<'a>> {
    let numbered = key.strip_prefix("norm").unwrap_or(key);
    let gge = catalogue.instrument("gge-2015")?;
    let fits = numbered.starts_with("13") || (numbered != key && !numbered.is_empty());
    within(gge, numbered).filter(|named| fits && matches!(named, Named::Provision(..)))
}

fn within<'a>(instrument: &'a Instrument, rest: &str) -> Option<Named<'a>> {
    if rest.is_empty() {
        return Some(Named::Instrument(instrument));
    }
    let rest = ["paragraph", "para", "norm", "no"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    let same = |provision: &&Provision| {
        let label = squeeze(&provision.label);
        let last = label.trim_start_matches(char::is_alphabetic);
        rest == label
            || (!last.is_empty() && rest == last)
            || rest == squeeze(provision.id.within())
    };
    let provision = instrument.provisions.iter().find(same)?;
    Some(Named::Provision(instrument, provision))
}

fn names(instrument: &Instrument) -> impl Iterator<Item = String> {
    let fixed = [
        instrument.id.as_str(),
        &instrument.symbol,
        &instrument.short,
    ];
    fixed
        .into_iter()
        .chain(instrument.aliases.iter().map(String::as_str))
        .map(squeeze)
        .filter(|name| !name.is_empty())
}

/// Letters and digits only, lower case, look-alikes of Latin letters replaced.
pub fn squeeze(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc()
        .flat_map(char::to_lowercase)
        .map(latin)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// The Latin letter that a Cyrillic or Greek one is mistaken for.
fn latin(letter: char) -> char {
    match letter {
        'а' | 'α' => 'a',
        'с' => 'c',
        'е' | 'ε' => 'e',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'х' | 'χ' => 'x',
        'у' => 'y',
        'і' | 'ι' => 'i',
        'к' | 'κ' => 'k',
        other => other,
    }
}
