//! What an experiment does, and what must stand in the channels in the end, known by construction.
//!
//! Alert `j` watches for a made-up word, its marker; statement `i` has the markers of a few alerts,
//! each in a paragraph of its own.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur::domain::alert::Destination;

use crate::alerts::office;
use crate::standin::Chaos;
use crate::standin::fixtures::{FORUM_ID, THREAD_ID, dm_channel};

/// Alerts that a statement matches.
const MARKERS: usize = 4;

/// An experiment.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) name: &'static str,
    pub(super) n_statements: usize,
    pub(super) n_alerts: usize,
    pub(super) n_kills: usize,
    pub(super) seed: u64,
    pub(super) chaos: Option<Chaos>,
    pub(super) n_processes: usize,
}

/// What becomes of a statement after it entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Revision {
    /// Nothing.
    None,
    /// A paragraph that nobody watches for.
    Beside,
    /// A paragraph that one more alert watches for.
    More,
    /// The paragraphs that were quoted read otherwise.
    Changed,
}

/// The revision that statement `i` will see: of eight statements each of the three kinds once.
pub(super) fn revision_of(i: usize) -> Revision {
    match i % 8 {
        2 => Revision::Beside,
        4 => Revision::More,
        6 => Revision::Changed,
        _ => Revision::None,
    }
}

impl Plan {
    /// The alerts that statement `i` matches as it enters.
    fn matches(&self, i: usize) -> BTreeSet<usize> {
        (0..MARKERS)
            .map(|k| (i * 7 + k * 13) % self.n_alerts)
            .collect()
    }

    /// The alert that it matches besides, once it was revised.
    fn one_more(&self, i: usize) -> usize {
        let mut more = (i * 7 + 5) % self.n_alerts;
        while self.matches(i).contains(&more) {
            more = (more + 1) % self.n_alerts;
        }
        more
    }

    /// The pairs of alert and statement that must be told of in the end.
    pub(super) fn expected(&self) -> BTreeSet<(usize, usize)> {
        let mut expected = BTreeSet::new();
        for i in 0..self.n_statements {
            expected.extend(self.matches(i).into_iter().map(|j| (j, i)));
            if revision_of(i) == Revision::More {
                expected.insert((self.one_more(i), i));
            }
        }
        expected
    }

    /// The file of statement `i`, before or after its revision.
    pub(super) fn statement(&self, i: usize, revised: Option<Revision>) -> String {
        let said = match revised {
            Some(Revision::Changed) => LATER,
            _ => EARLIER,
        };
        let mut paragraphs: Vec<String> = self
            .matches(i)
            .into_iter()
            .map(|j| format!("My delegation {said} of the matter of {}.", marker(j)))
            .collect();
        match revised {
            Some(Revision::Beside) => {
                paragraphs.push("The fishing grounds of the north are quiet.".to_owned());
            }
            Some(Revision::More) => {
                let marker = marker(self.one_more(i));
                paragraphs.push(format!("My delegation adds the matter of {marker}."));
            }
            Some(Revision::Changed | Revision::None) | None => {}
        }
        let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
        office::statement(&statement_id(i), "CHN", &paragraphs)
    }
}

/// What a paragraph says before and after it is changed.
pub(super) const EARLIER: &str = "speaks";
pub(super) const LATER: &str = "complains bitterly";

/// The word that alert `j` watches for; no two are near to each other in spelling or stem.
pub(super) fn marker(j: usize) -> String {
    const FIRST: [&str; 10] = [
        "bav", "dix", "fop", "guz", "hek", "jil", "kom", "lur", "mez", "nyq",
    ];
    const SECOND: [&str; 10] = [
        "rabok", "sufim", "tegux", "vilod", "wozak", "xepum", "yadiv", "zonek", "cuzif", "pymol",
    ];
    format!("{}{}", FIRST[j / 10 % 10], SECOND[j % 10])
}

pub(super) fn statement_id(i: usize) -> String {
    format!("chn-cd-2026-crash{i}")
}

/// Where what alert `j` finds goes, its owner, and the channel where it must stand then.
pub(super) fn place_of(j: usize) -> (Destination, u64, String) {
    const OWNERS: u64 = 1_000_000_000_000_005_000;
    const CHANNELS: u64 = 1_000_000_000_000_007_000;
    let owner = OWNERS + j as u64 % 3;
    let channel = |id: &str| Destination::Channel(id.parse().unwrap());
    match j % 10 {
        7 => (
            Destination::Forum(FORUM_ID.parse().unwrap(), Vec::new()),
            owner,
            FORUM_ID.to_owned(),
        ),
        8 => (Destination::Direct, owner, dm_channel(&owner.to_string())),
        9 => (channel(THREAD_ID), owner, THREAD_ID.to_owned()),
        _ => {
            let id = (CHANNELS + j as u64).to_string();
            (channel(&id), owner, id)
        }
    }
}

/// The channels where the alerts' notices go, each once.
pub(super) fn channels(n_alerts: usize) -> BTreeMap<String, Destination> {
    (0..n_alerts)
        .map(|j| {
            let (destination, _, channel) = place_of(j);
            (channel, destination)
        })
        .collect()
}
