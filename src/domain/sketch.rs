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

impl Sketch {
    /// The sketch of `text`; case and punctuation between words do not matter.
    pub fn of(text: &str) -> Self {
        let mut bins: [Option<u64>; BINS] = [None; BINS];
        let mut run = [0u64; RUN];
        let mut whole = 0u64;
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        for word in words.filter(|word| !word.is_empty()) {
            run.rotate_left(1);
            run[RUN - 1] = hash(word);
            let all = run
                .iter()
                .fold(0, |all: u64, one| mixed(all.rotate_left(5) ^ one));
            let bin = &mut bins[(all >> 61) as usize];
            *bin = Some(bin.map_or(all, |least| least.min(all)));
            whole = mixed(whole ^ all);
        }
        // In a short text bins stay empty; only the same text may agree in them.
        let least = bins.map(|least| least.unwrap_or(whole).to_le_bytes()[0]);
        Sketch(u64::from_le_bytes(least))
    }

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
    let letters = word.chars().flat_map(char::to_lowercase);
    mixed(letters.fold(0xcbf2_9ce4_8422_2325, |hash, letter| {
        (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3)
    }))
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

    #[test]
    fn a_text_with_a_word_changed_is_like_it_and_another_is_not() {
        let changed = TEXT.replace("call upon all delegations", "call on all Delegations,");
        assert!(Sketch::of(TEXT).is_like(Sketch::of(&changed)));
        let other = "Confidence-building measures reduce the risk of misperception between States, \
            and my delegation has submitted a list of national points of contact to the Secretariat.";
        assert!(!Sketch::of(TEXT).is_like(Sketch::of(other)));
        assert!(!Sketch::of("I thank you.").is_like(Sketch::of("We agree.")));
    }
}
