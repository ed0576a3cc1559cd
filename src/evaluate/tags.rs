//! How well the rules tag paragraphs, held against labels that a person gave.
//!
//! A paragraph and a norm make one decision. Over both strengths, a decision is right when label
//! and tag both say that the paragraph bears on the norm; over positions alone, when both say
//! that it states one. Precision, recall and F1 are micro-averages: every decision counts once.

use std::collections::BTreeMap;
use std::fmt;

use crate::domain::id::ProvisionId;
use crate::domain::statement::Strength;

/// What a person, or the rules, say of one paragraph.
pub type Judged = BTreeMap<ProvisionId, Strength>;

/// Decisions of one kind, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Label and tag agree that there is one.
    pub right: u32,
    /// Tagged and not labelled.
    pub wrong: u32,
    /// Labelled and not tagged.
    pub missed: u32,
}

impl Counts {
    /// The part of the tags that are right, from 0 to 1; 1 when there are none.
    pub fn precision(self) -> f64 {
        part(self.right, self.wrong)
    }

    /// The part of the labels that were found, from 0 to 1; 1 when there are none.
    pub fn recall(self) -> f64 {
        part(self.right, self.missed)
    }

    /// Harmonic mean of precision and recall (van Rijsbergen 1979).
    pub fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        match precision + recall {
            sum if sum > 0.0 => 2.0 * precision * recall / sum,
            _ => 0.0,
        }
    }

    fn count(&mut self, labelled: bool, tagged: bool) {
        match (labelled, tagged) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }
}

fn part(of: u32, others: u32) -> f64 {
    match of + others {
        0 => 1.0,
        all => f64::from(of) / f64::from(all),
    }
}

/// Both ways of counting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measured {
    /// Bears on the norm at all.
    pub any: Counts,
    /// States a position on it.
    pub answers: Counts,
}

/// The figures of a set of paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many paragraphs were judged.
    pub paragraphs: u32,
    /// Over all norms.
    pub all: Measured,
    /// By norm, those that were labelled or tagged at all.
    pub norms: BTreeMap<ProvisionId, Measured>,
}

/// Counts over pairs of what a person and what the rules say of a paragraph.
pub fn measure<'a>(pairs: impl IntoIterator<Item = (&'a Judged, &'a Judged)>) -> Report {
    let mut report = Report::default();
    for (labels, tags) in pairs {
        report.paragraphs += 1;
        let unlabelled = tags.keys().filter(|norm| !labels.contains_key(*norm));
        for norm in labels.keys().chain(unlabelled) {
            let (label, tag) = (labels.get(norm), tags.get(norm));
            let own = report.norms.entry(norm.clone()).or_default();
            for measured in [&mut report.all, own] {
                measured.any.count(label.is_some(), tag.is_some());
                let answers = |strength: Option<&Strength>| strength == Some(&Strength::Answers);
                measured.answers.count(answers(label), answers(tag));
            }
        }
    }
    report
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} paragraphs        bears on it at all              states a position\n\
             norm                  prec.  recall  F1     n         prec.  recall  F1     n",
            self.paragraphs
        )?;
        let norms = self.norms.iter().map(|(norm, own)| (norm.as_str(), own));
        for (name, measured) in norms.chain([("all", &self.all)]) {
            write!(f, "{name:<22}")?;
            for counts in [measured.any, measured.answers] {
                write!(
                    f,
                    "{:.2}   {:.2}    {:.2}   {:<8}  ",
                    counts.precision(),
                    counts.recall(),
                    counts.f1(),
                    counts.right + counts.missed
                )?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(norms: &[(&str, Strength)]) -> Judged {
        let judged = norms.iter();
        judged
            .map(|(norm, strength)| (norm.parse().unwrap(), *strength))
            .collect()
    }

    #[test]
    fn a_tag_too_weak_is_right_over_both_strengths_and_missed_among_positions() {
        let labels = judged(&[
            ("gge-2015/a", Strength::Answers),
            ("gge-2015/d", Strength::Related),
        ]);
        let tags = judged(&[
            ("gge-2015/a", Strength::Related),
            ("gge-2015/f", Strength::Answers),
        ]);
        let report = measure([(&labels, &tags)]);
        let counts = |right, wrong, missed| Counts {
            right,
            wrong,
            missed,
        };
        assert_eq!(report.all.any, counts(1, 1, 1));
        assert_eq!(report.all.answers, counts(0, 1, 1));
        assert!((report.all.any.f1() - 0.5).abs() < 1e-9);
        assert_eq!(report.norms.len(), 3);
    }

    #[test]
    fn nothing_labelled_and_nothing_tagged_is_without_fault() {
        let none = Judged::new();
        let report = measure([(&none, &none)]);
        assert!((report.all.any.f1() - 1.0).abs() < 1e-9);
        assert_eq!(report.paragraphs, 1);
    }
}
