//! How often one person may ask: so many commands within so many seconds.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

/// People remembered before those who have been quiet are forgotten.
const MANY: usize = 10_000;

/// When each person asked last. Lost at a restart, which harms nobody.
#[derive(Debug)]
pub(super) struct Cooldown {
    commands: usize,
    within: SignedDuration,
    asked: Mutex<HashMap<u64, VecDeque<Timestamp>>>,
}

impl Cooldown {
    /// `commands` within `seconds`; no limit when either is zero.
    pub(super) fn new(commands: u32, seconds: u32) -> Self {
        Cooldown {
            commands: usize::try_from(commands).unwrap_or(usize::MAX),
            within: SignedDuration::from_secs(i64::from(seconds)),
            asked: Mutex::default(),
        }
    }

    /// Notes that `person` asks at `now`, or tells for how many seconds to wait.
    pub(super) fn ask(&self, person: u64, now: Timestamp) -> Result<(), i64> {
        if self.commands == 0 || self.within.is_zero() {
            return Ok(());
        }
        let mut asked = self
            .asked
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let old = |at: &Timestamp| now.duration_since(*at) >= self.within;
        if asked.len() > MANY {
            asked.retain(|_, times| times.back().is_some_and(|last| !old(last)));
        }
        let times = asked.entry(person).or_default();
        while times.front().is_some_and(old) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= self.commands => {
                let wait = self.within - now.duration_since(*first);
                Err(wait.as_secs().max(0) + 1)
            }
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_waits_until_an_earlier_command_is_long_enough_ago() {
        let cooldown = Cooldown::new(2, 10);
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(cooldown.ask(1, at(0)), Ok(()));
        assert_eq!(cooldown.ask(1, at(4)), Ok(()));
        assert_eq!(cooldown.ask(1, at(5)), Err(6));
        assert_eq!(cooldown.ask(2, at(5)), Ok(()));
        assert_eq!(cooldown.ask(1, at(10)), Ok(()));
    }
}
