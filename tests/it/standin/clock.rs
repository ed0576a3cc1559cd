//! Owns the stand-in's clock, which tests can move, and the ids that are made of it.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// The first moment of 2015, from which ids count.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

pub(super) struct Clock {
    last_id: u64,
    /// Milliseconds between 2015 and the start.
    epoch_ms: u64,
    started: Instant,
    skipped: Duration,
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "Discord has a clock of its own, whatever that of the bot says"
    )]
    pub(super) fn start() -> Clock {
        Clock {
            last_id: 0,
            epoch_ms: since_2015(Timestamp::now()),
            started: Instant::now(),
            skipped: Duration::ZERO,
        }
    }

    /// Time since the start, with what was skipped.
    pub(super) fn passed(&self) -> Duration {
        self.started.elapsed() + self.skipped
    }

    pub(super) fn skip(&mut self, time: Duration) {
        self.skipped += time;
    }

    fn passed_ms(&self) -> u64 {
        u64::try_from(self.passed().as_millis()).unwrap()
    }

    /// The moment, and a count that keeps ids of one moment apart and rising.
    pub(super) fn fresh_id(&mut self) -> u64 {
        let moment = self.epoch_ms + self.passed_ms();
        self.last_id = (self.last_id + 1).max(moment << 22);
        self.last_id
    }

    /// Lets it be `moment` now; ids rise from there.
    pub(super) fn set(&mut self, moment: Timestamp) {
        self.epoch_ms = since_2015(moment) - self.passed_ms();
        self.last_id = 0;
    }
}

fn since_2015(moment: Timestamp) -> u64 {
    u64::try_from(moment.as_millisecond()).unwrap() - DISCORD_EPOCH_MS
}

/// When an id was given out, as Discord writes it.
pub(super) fn timestamp(id: u64) -> String {
    let moment = i64::try_from((id >> 22) + DISCORD_EPOCH_MS).unwrap();
    Timestamp::from_millisecond(moment)
        .unwrap()
        .strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00")
        .to_string()
}

mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_tell_when_they_were_given_out() {
        let mut clock = Clock::start();
        clock.set("2026-11-23T12:00:00Z".parse().unwrap());
        let ids = [clock.fresh_id(), clock.fresh_id(), clock.fresh_id()];
        assert!(ids[0] < ids[1] && ids[1] < ids[2]);
        clock.skip(Duration::from_hours(1));
        let later = timestamp(clock.fresh_id());
        assert!(later.starts_with("2026-11-23T13:00:0"), "{later}");
        assert!(timestamp(ids[2]) < later && timestamp(ids[0]).ends_with("+00:00"));
    }
}
