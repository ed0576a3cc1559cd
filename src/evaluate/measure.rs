//! How good a ranked list is against graded answers.

use std::collections::BTreeMap;

/// How deep a list is looked at by nDCG: what a reader sees without paging.
pub const DEPTH: usize = 5;
/// How deep recall looks.
pub const RECALL_DEPTH: usize = 3;
/// How deep it looks a second time: a page of a search.
pub const PAGE_DEPTH: usize = 10;

/// What one list is worth, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Quality {
    /// Discounted cumulative gain at [`DEPTH`] with gains 2^grade - 1 (Burges et al. 2005), as a
    /// share of the best possible.
    pub ndcg: f64,
    /// Share of the graded that stand among the first [`RECALL_DEPTH`], of as many as could.
    pub recall: f64,
    /// The same among the first [`PAGE_DEPTH`].
    pub on_page: f64,
    /// One over the place of the first graded one; 0 when there is none.
    pub reciprocal: f64,
}

impl Quality {
    /// What `found` is worth, best first; `grades` must not be empty.
    pub fn of(found: &[String], grades: &BTreeMap<String, u32>) -> Self {
        let first = found.iter().position(|one| grades.contains_key(one));
        Quality {
            ndcg: ndcg(found, grades),
            recall: recall(found, grades, RECALL_DEPTH),
            on_page: recall(found, grades, PAGE_DEPTH),
            reciprocal: first.map_or(0.0, |place| 1.0 / as_f64(place + 1)),
        }
    }

    /// The mean of several; all zero when there are none.
    pub fn mean(all: &[Quality]) -> Self {
        let n = as_f64(all.len().max(1));
        let sum = |of: fn(&Quality) -> f64| all.iter().map(of).fold(0.0, |sum, one| sum + one) / n;
        Quality {
            ndcg: sum(|one| one.ndcg),
            recall: sum(|one| one.recall),
            on_page: sum(|one| one.on_page),
            reciprocal: sum(|one| one.reciprocal),
        }
    }
}

fn ndcg(found: &[String], grades: &BTreeMap<String, u32>) -> f64 {
    let grade = |one: &String| grades.get(one).copied().unwrap_or(0);
    let got: Vec<u32> = found.iter().map(grade).collect();
    let mut best: Vec<u32> = grades.values().copied().collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    gain(&got) / gain(&best)
}

fn gain(grades: &[u32]) -> f64 {
    let ranked = grades.iter().take(DEPTH).zip(2_u32..);
    let gains = ranked
        .map(|(grade, place)| (2_f64.powi(grade.cast_signed()) - 1.0) / f64::from(place).log2());
    gains.sum()
}

fn recall(found: &[String], grades: &BTreeMap<String, u32>, depth: usize) -> f64 {
    let seen = &found[..found.len().min(depth)];
    let n = grades.keys().filter(|one| seen.contains(one)).count();
    as_f64(n) / as_f64(grades.len().min(depth))
}

/// The share of `values` that are true; `None` when there are none.
pub fn share(values: impl Iterator<Item = bool>) -> Option<f64> {
    let (mut n, mut n_true) = (0, 0);
    for value in values {
        n += 1;
        n_true += usize::from(value);
    }
    (n > 0).then(|| as_f64(n_true) / as_f64(n))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "questions are some thousands at most"
)]
fn as_f64(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(found: &[&str]) -> Quality {
        let grades = BTreeMap::from([("a".to_owned(), 2), ("b".to_owned(), 1)]);
        let found: Vec<String> = found.iter().map(|one| (*one).to_owned()).collect();
        Quality::of(&found, &grades)
    }

    #[test]
    fn the_best_order_is_worth_one_and_another_less() {
        let best = quality(&["a", "b", "x"]);
        assert!((best.ndcg - 1.0).abs() < 1e-9, "{best:?}");
        let swapped = quality(&["b", "a"]);
        // (1 + 3 / log2(3)) / (3 + 1 / log2(3))
        assert!((swapped.ndcg - 0.796_7).abs() < 1e-3, "{swapped:?}");
        assert!((swapped.recall - 1.0).abs() < 1e-9, "{swapped:?}");
    }

    #[test]
    fn what_stands_too_deep_is_not_recalled() {
        let deep = quality(&["x", "y", "z", "a"]);
        assert!(deep.recall.abs() < 1e-9, "{deep:?}");
        assert!((deep.on_page - 0.5).abs() < 1e-9, "{deep:?}");
        assert!((deep.reciprocal - 0.25).abs() < 1e-9, "{deep:?}");
        assert_eq!(quality(&[]), Quality::default());
    }
}
