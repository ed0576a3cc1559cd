//! Counts what stands in the channels against what was expected.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur::domain::alert::AlertId;
use rapporteur::domain::delivery::DeliveryState;
use rapporteur::store::{Asked, Attempt, Store};

use super::plan::{EARLIER, LATER, Plan, Revision, channels, place_of, revision_of, statement_id};
use crate::standin::{Shown, StandIn};

/// What stands, in numbers; all but the first should be none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) n_messages: usize,
    pub(super) n_corrections: usize,
    /// Attempts that a kill ended.
    pub(super) n_cut_short: usize,
    /// Pairs of alert and statement without a message.
    pub(super) missing: Vec<String>,
    /// What stands more often than once.
    pub(super) twice: Vec<String>,
    /// What nobody asked for.
    pub(super) unexpected: Vec<String>,
    /// Notices that say what a statement no longer says, and were not corrected afterwards.
    pub(super) uncorrected: Vec<String>,
    /// Rows of deliveries that are neither sent nor say why.
    pub(super) unsettled: Vec<String>,
}

/// A message that stands somewhere.
struct Standing {
    /// Ids rise as messages come.
    id: u64,
    channel: String,
    text: String,
    correction: bool,
}

impl Count {
    /// Takes the count; `alerts` are the numbers of the plan's alerts.
    pub(super) async fn take(
        plan: &Plan,
        discord: &StandIn,
        store: &Store,
        alerts: &[AlertId],
    ) -> Count {
        let mut count = Count::default();
        let mut stands: BTreeMap<(usize, usize), Vec<Standing>> = BTreeMap::new();
        let mut deliveries: BTreeSet<String> = BTreeSet::new();
        for channel in channels(plan.n_alerts).into_keys() {
            for shown in discord.posted(&channel) {
                count.n_messages += 1;
                let (delivery, pair) = known_by(&shown, alerts);
                if !deliveries.insert(delivery.clone()) {
                    count
                        .twice
                        .push(format!("delivery {delivery} in {channel}"));
                }
                let Some(pair) = pair else {
                    count.unexpected.push(shown.text());
                    continue;
                };
                let text = shown.text();
                let correction = text.contains("Corrected:");
                let channel = channel.clone();
                let id = shown.id().parse().unwrap();
                let standing = Standing {
                    id,
                    channel,
                    text,
                    correction,
                };
                stands.entry(pair).or_default().push(standing);
            }
        }
        count.compare(plan, &stands);
        count.look_into(store).await;
        count
    }

    fn compare(&mut self, plan: &Plan, stands: &BTreeMap<(usize, usize), Vec<Standing>>) {
        let expected = plan.expected();
        for pair in expected.iter().filter(|pair| !stands.contains_key(pair)) {
            self.missing.push(named(*pair));
        }
        for (pair, standing) in stands {
            let (j, i) = *pair;
            let misplaced = standing.iter().any(|one| one.channel != place_of(j).2);
            if !expected.contains(pair) || misplaced {
                self.unexpected.push(named(*pair));
            }
            let (corrections, notices): (Vec<_>, Vec<_>) =
                standing.iter().partition(|one| one.correction);
            self.n_corrections += corrections.len();
            match notices.len() {
                0 => self.missing.push(named(*pair)),
                1 => {}
                n => self.twice.push(format!("{}, {n} notices", named(*pair))),
            }
            let is_old = revision_of(i) == Revision::Changed
                && notices.iter().any(|one| one.text.contains(EARLIER));
            let n_due = usize::from(is_old);
            if corrections.len() > n_due {
                self.twice.push(format!(
                    "{}, {} corrections",
                    named(*pair),
                    corrections.len()
                ));
            }
            let last = notices.iter().map(|one| one.id).max();
            let is_right = |one: &&&Standing| one.text.contains(LATER) && Some(one.id) > last;
            let right = corrections.iter().filter(is_right).count();
            if right < n_due {
                self.uncorrected.push(named(*pair));
            }
        }
    }

    async fn look_into(&mut self, store: &Store) {
        let asked = Asked {
            state: None,
            alert: None,
            statement: None,
            most: u32::MAX >> 1,
        };
        for row in store.deliveries(&asked).await.unwrap() {
            if row.state != DeliveryState::Sent && row.reason.is_empty() {
                self.unsettled.push(format!("{row:?}"));
            }
            if row.attempts > 1 {
                let attempts = store.attempts(row.id).await.unwrap();
                let ended = |attempt: &&Attempt| attempt.outcome.ends_with("its process ended");
                self.n_cut_short += attempts.iter().filter(ended).count();
            }
        }
    }

    /// True when nothing is wrong.
    pub(super) fn is_right(&self) -> bool {
        let wrong = [
            &self.missing,
            &self.twice,
            &self.unexpected,
            &self.uncorrected,
            &self.unsettled,
        ];
        wrong.iter().all(|list| list.is_empty())
    }
}

fn named((j, i): (usize, usize)) -> String {
    format!("alert {j} of {}", statement_id(i))
}

/// The number of a message's delivery, and the pair that it tells of, by what its buttons say.
fn known_by(shown: &Shown, alerts: &[AlertId]) -> (String, Option<(usize, usize)>) {
    let ids = shown.custom_ids();
    let after = |start: &str| {
        let part = |id: &&str| Some(id.split_once(start)?.1.to_owned());
        ids.iter().find_map(part)
    };
    let delivery = after(" from:").unwrap_or_default();
    let alert = after("/alerts pause ").and_then(|rest| {
        let number: i64 = rest.split(' ').next()?.parse().ok()?;
        alerts.iter().position(|alert| alert.0 == number)
    });
    let start = format!("/statement {}", statement_id(0).trim_end_matches('0'));
    let statement = after(&start).and_then(|rest| rest.parse().ok());
    (delivery, alert.zip(statement))
}
