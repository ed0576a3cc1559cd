//! How much of a question passages have: the share of its words, each by how rare it is.
//!
//! BM25 adds up what words are worth, so that one rare word said often outweighs three others.
//! Who remembers a passage remembers several of its words.

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::index::Error;
use crate::index::evidence::{Asked, Evidence, Has};

/// For each passage the part of `asked` that it has, by weight; 1 when nothing was asked.
pub(super) fn shares(
    searcher: &Searcher,
    body: Field,
    asked: &[Asked],
    evidence: &[Evidence],
) -> Result<Vec<f32>, Error> {
    let mut weights = Vec::with_capacity(asked.len());
    for word in asked {
        weights.push(rarity(searcher, body, word)?);
    }
    let total: f32 = weights.iter().sum();
    let share = |passage: &Evidence| {
        let words = passage.has.iter().zip(&weights);
        let had = words.filter(|(has, _)| **has != Has::Not);
        match total > 0.0 {
            true => had.map(|(_, weight)| weight).sum::<f32>() / total,
            false => 1.0,
        }
    };
    Ok(evidence.iter().map(share).collect())
}

/// The weight of a word; of its terms the most frequent one tells.
fn rarity(searcher: &Searcher, body: Field, word: &Asked) -> Result<f32, Error> {
    let mut most = 0;
    for term in &word.terms {
        most = most.max(searcher.doc_freq(&Term::from_field_text(body, term))?);
    }
    Ok(inverse_frequency(most, searcher.num_docs().max(most)))
}

/// The weight of what `n` of `all` documents have, in the form that BM25 uses; `n` is not above
/// `all`.
#[expect(clippy::cast_precision_loss, reason = "a weight needs few digits")]
pub(super) fn inverse_frequency(n: u64, all: u64) -> f32 {
    (1.0 + ((all - n) as f32 + 0.5) / (n as f32 + 0.5)).ln()
}
