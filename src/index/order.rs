//! The order in which passages are shown: by worth, ties in an order that is always the same, and
//! near-identical passages never in a row where others are left.

use std::cmp::Ordering;

use tantivy::{DocAddress, Searcher};

use crate::domain::sketch::Sketch;
use crate::index::columns::Table;

/// Near-identical passages are kept this many places apart.
const APART: usize = 10;

/// A passage with what it is placed by.
struct Place<W> {
    worth: W,
    address: DocAddress,
    sketch: Sketch,
    tie: u64,
}

/// `found` in order; `worthier` says which of two worths comes first.
pub(super) fn ordered<W>(
    searcher: &Searcher,
    table: &Table,
    found: Vec<(W, DocAddress)>,
    worthier: impl Fn(&W, &W) -> Ordering,
) -> Vec<(W, DocAddress)> {
    let place = |(worth, address): (W, DocAddress)| {
        let columns = table.at(searcher, address)?;
        Some(Place {
            worth,
            address,
            sketch: Sketch::from_bits(columns.sketch.first(address.doc_id).unwrap_or_default()),
            tie: columns.tie.first(address.doc_id).unwrap_or_default(),
        })
    };
    let mut places: Vec<Place<W>> = found.into_iter().filter_map(place).collect();
    places.sort_by(|one, other| worthier(&one.worth, &other.worth).then(one.tie.cmp(&other.tie)));
    let places = apart(places).into_iter();
    places.map(|place| (place.worth, place.address)).collect()
}

/// The same places, near-identical ones at least [`APART`] from each other where others are left.
fn apart<W>(mut waiting: Vec<Place<W>>) -> Vec<Place<W>> {
    let mut placed: Vec<Place<W>> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let recent = placed.len().saturating_sub(APART);
        let new = |place: &Place<W>| {
            let like = |other: &Place<W>| other.sketch.is_like(place.sketch);
            !placed[recent..].iter().any(like)
        };
        let next = waiting.iter().position(new).unwrap_or(0);
        placed.push(waiting.remove(next));
    }
    placed
}
