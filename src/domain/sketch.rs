//! What a text says, in eight bytes, so that near-identical texts are told without reading them.
//!
//! One-permutation min-wise hashing (Li, Owen, Zhang 2012): runs of three words are hashed and dealt into
//! eight bins; each bin keeps the least hash, and of it one byte. The share of equal bins
//! estimates the share of common runs (Jaccard).

/// Words in a run.
const RUN: usize = 3;
const BINS: usize = 8;
/// Equal bins by which two texts count as near-identical: about four fifths of the runs in common.
const ALIKE: usize = 6;

/// A sketch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch(u64);

/// A sketch in the making, word by word.
#[derive(Debug, Clone, Default)]
pub struct Sketching {
    bins: [Option<u64>; BINS],
    run: [u64; RUN],
    whole: u64,
}

impl Sketching {
    /// Takes in the next word; normalised, so that case and punctuation do not matter.
    pub fn add(&mut self, word: &str) {
        self.run.rotate_left(1);
        self.run[RUN - 1] = hash(word);
        let run = self.run.iter();
        let all = run.fold(0, |all: u64, one| mixed(all.rotate_left(5) ^ one));
        let bin = &mut self.bins[(all >> 61) as usize];
        *bin = Some(bin.map_or(all, |least| least.min(all)));
        self.whole = mixed(self.whole ^ all);
    }

    /// The sketch of these words. In a short text bins stay empty; only the same text may agree
    /// in them.
    pub fn finish(&self) -> Sketch {
        let least = |bin: Option<u64>| bin.unwrap_or(self.whole).to_le_bytes()[0];
        Sketch(u64::from_le_bytes(self.bins.map(least)))
    }
}

impl Sketch {
    /// The sketch that these bits were taken of.
    pub fn from_bits(bits: u64) -> Self {
        Sketch(bits)
    }

    /// For storing.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// True when two texts are nearly the same.
    pub fn is_like(self, other: Sketch) -> bool {
        let pairs = self.0.to_le_bytes().into_iter().zip(other.0.to_le_bytes());
        pairs.filter(|(one, other)| one == other).count() >= ALIKE
    }
}

fn hash(word: &str) -> u64 {
    let part = |hash: u64, bytes: &[u8]| {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        mixed(hash ^ u64::from_le_bytes(eight))
    };
    word.as_bytes().chunks(8).fold(0, part)
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014).
fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "States should not conduct or knowingly support ICT activity that intentionally \
        damages critical infrastructure or otherwise impairs its use and operation to provide services \
        to the public, and we call upon all delegations to join us in upholding this norm.";

    fn sketch(text: &str) -> Sketch {
        let mut sketching = Sketching::default();
        for word in text.split_whitespace() {
            sketching.add(word);
        }
        sketching.finish()
    }

    #[test]
    fn a_text_with_a_word_changed_is_like_it_and_another_is_not() {
        let changed = TEXT.replace("call upon all delegations", "call on all delegations");
        assert!(sketch(TEXT).is_like(sketch(&changed)));
        let other = "Confidence-building measures reduce the risk of misperception between States, \
            and my delegation has submitted a list of national points of contact to the Secretariat.";
        assert!(!sketch(TEXT).is_like(sketch(other)));
        assert!(!sketch("I thank you.").is_like(sketch("We agree.")));
    }
}
