//! Owns misbehaving at random, from a seed: which request meets with what, and whether rate limits
//! are waited for.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::time::Duration;

use serde_json::{Value, json};

use super::state::State;
use super::{Fault, StandIn};

/// A request that was under way when its limit was told of is not impatient.
const UNDER_WAY: Duration = Duration::from_millis(100);
/// What serenity asks of its own accord, which is not what chaos is about.
const NOT_COUNTED: [&str; 5] = [
    "/interactions",
    "/webhooks",
    "/gateway",
    "/applications",
    "/oauth2",
];

/// What goes wrong, each as a share of requests; together at most 1.
#[derive(Clone, Debug)]
pub(crate) struct Chaos {
    pub(crate) seed: u64,
    /// 429 for this route.
    pub(crate) rate_limited: f64,
    /// 429 for all routes.
    pub(crate) globally_limited: f64,
    /// 500, 502 or 503, without an effect.
    pub(crate) server_error: f64,
    /// The connection is closed, without an effect.
    pub(crate) cut: f64,
    /// The connection is closed after the effect.
    pub(crate) cut_after: f64,
    /// No answer ever comes, without an effect.
    pub(crate) hang: f64,
    /// No answer ever comes, after the effect.
    pub(crate) hang_after: f64,
    /// How long rate limits last; shorter ones than a tenth of a second are never found to be
    /// ignored.
    pub(crate) retry_after_ms: Range<u64>,
    /// Which requests it happens to, by "METHOD /path".
    pub(crate) routes: fn(&str) -> bool,
}

impl Default for Chaos {
    fn default() -> Chaos {
        Chaos {
            seed: 1,
            rate_limited: 0.05,
            globally_limited: 0.02,
            server_error: 0.06,
            cut: 0.05,
            cut_after: 0.05,
            hang: 0.02,
            hang_after: 0.02,
            retry_after_ms: 200..500,
            routes: posts,
        }
    }
}

/// Posting messages and forum posts, and opening direct messages.
pub(crate) fn posts(line: &str) -> bool {
    let Some(path) = line.strip_prefix("POST ") else {
        return false;
    };
    let in_channel = path.starts_with("/channels/");
    path == "/users/@me/channels"
        || in_channel && (path.ends_with("/messages") || path.ends_with("/threads"))
}

/// A rate limit that was told of, on the stand-in's clock.
#[derive(Clone, Copy)]
struct Limit {
    told: Duration,
    until: Duration,
}

/// Chaos at work.
pub(super) struct Turmoil {
    chaos: Chaos,
    dice: Dice,
    /// By route; of all routes under the empty name.
    limits: HashMap<String, Limit>,
}

#[derive(Clone, Copy)]
enum Mishap {
    RateLimited,
    GloballyLimited,
    ServerError,
    Cut,
    CutAfter,
    Hang,
    HangAfter,
}

/// Splitmix64, by which the same seed gives the same sequence everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    fn share(&mut self) -> f64 {
        let top = u32::try_from(self.roll() >> 32).unwrap();
        f64::from(top) / (f64::from(u32::MAX) + 1.0)
    }

    pub(crate) fn within(&mut self, range: &Range<u64>) -> u64 {
        range.start + self.roll() % (range.end - range.start).max(1)
    }
}

impl Chaos {
    fn choose(&self, share: f64) -> Option<(&'static str, Mishap)> {
        let mut left = share;
        let all = [
            (self.rate_limited, "rate limited", Mishap::RateLimited),
            (
                self.globally_limited,
                "globally limited",
                Mishap::GloballyLimited,
            ),
            (self.server_error, "server error", Mishap::ServerError),
            (self.cut, "cut", Mishap::Cut),
            (self.cut_after, "cut after", Mishap::CutAfter),
            (self.hang, "hang", Mishap::Hang),
            (self.hang_after, "hang after", Mishap::HangAfter),
        ];
        for (share, name, mishap) in all {
            if left < share {
                return Some((name, mishap));
            }
            left -= share;
        }
        None
    }
}

impl Turmoil {
    pub(super) fn new(chaos: Chaos) -> Turmoil {
        Turmoil {
            dice: Dice(chaos.seed),
            limits: HashMap::new(),
            chaos,
        }
    }

    /// The limit that a request runs into, and whether it is of all routes.
    fn limit(&self, line: &str, now: Duration) -> Option<(Limit, Scope)> {
        let running = |name: &str| {
            let limit = self.limits.get(name).copied();
            limit.filter(|limit| now < limit.until)
        };
        let of_route = running(line).map(|limit| (limit, Scope::Route));
        let path = line.split_once(' ').map_or(line, |(_, path)| path);
        let counted = !NOT_COUNTED.iter().any(|start| path.starts_with(start));
        let of_all = || running("").filter(|_| counted);
        of_route.or_else(|| of_all().map(|limit| (limit, Scope::Global)))
    }

    fn begin_limit(&mut self, name: &str, now: Duration, scope: Scope) -> Fault {
        let lasts = Duration::from_millis(self.dice.within(&self.chaos.retry_after_ms));
        let limit = Limit {
            told: now,
            until: now + lasts,
        };
        self.limits.insert(name.to_owned(), limit);
        limited(lasts, scope)
    }

    fn server_error(&mut self) -> Fault {
        let (status, body) = match self.dice.within(&(0..3)) {
            0 => (
                500,
                json!({"message": "500: Internal Server Error", "code": 0}),
            ),
            // What stands before Discord answers in HTML or not at all.
            1 => (502, Value::Null),
            _ => (
                503,
                json!({"message": "503: Service Unavailable", "code": 0}),
            ),
        };
        answered(status, body, Vec::new())
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Scope {
    Route,
    Global,
}

fn answered(status: u16, body: Value, headers: Vec<(&'static str, String)>) -> Fault {
    Fault::Status {
        route: "",
        status,
        body,
        headers,
        times: 1,
    }
}

fn limited(left: Duration, scope: Scope) -> Fault {
    let seconds = left.as_secs_f64();
    let body = json!({
        "message": "You are being rate limited.",
        "retry_after": seconds,
        "global": scope == Scope::Global,
    });
    let mut headers = vec![("Retry-After", seconds.ceil().to_string())];
    match scope {
        Scope::Route => {
            headers.push(("X-RateLimit-Scope", "user".to_owned()));
            headers.push(("X-RateLimit-Reset-After", seconds.to_string()));
        }
        Scope::Global => {
            headers.push(("X-RateLimit-Scope", "global".to_owned()));
            headers.push(("X-RateLimit-Global", "true".to_owned()));
        }
    }
    answered(429, body, headers)
}

/// How often each thing went wrong.
pub(super) type Mishaps = BTreeMap<&'static str, usize>;

impl State {
    /// What goes wrong with a request while there is chaos.
    pub(super) fn mishap(&mut self, line: &str) -> Option<Fault> {
        let now = self.now();
        let turmoil = self.turmoil.as_mut()?;
        if let Some((limit, scope)) = turmoil.limit(line, now) {
            if now > limit.told + UNDER_WAY {
                self.impatient += 1;
            }
            return Some(limited(limit.until.saturating_sub(now), scope));
        }
        if !(turmoil.chaos.routes)(line) {
            return None;
        }
        let share = turmoil.dice.share();
        let (name, mishap) = turmoil.chaos.choose(share)?;
        *self.mishaps.entry(name).or_default() += 1;
        Some(match mishap {
            Mishap::RateLimited => turmoil.begin_limit(line, now, Scope::Route),
            Mishap::GloballyLimited => turmoil.begin_limit("", now, Scope::Global),
            Mishap::ServerError => turmoil.server_error(),
            Mishap::Cut => Fault::Cut { route: "" },
            Mishap::CutAfter => Fault::CutAfter { route: "" },
            Mishap::Hang => Fault::Hang { route: "" },
            Mishap::HangAfter => Fault::HangAfter { route: "" },
        })
    }
}

impl StandIn {
    /// Lets things go wrong at random, until it is `calm` again.
    pub(crate) fn chaos(&self, chaos: Chaos) {
        self.shared
            .change(|state| state.turmoil = Some(Turmoil::new(chaos)));
    }

    /// Ends the chaos, and with it the rate limits that it made.
    pub(crate) fn calm(&self) {
        self.shared.change(|state| state.turmoil = None);
    }

    /// Who was told of the limits of now is dead; that its successor does not know them is no
    /// impatience.
    pub(crate) fn told_the_dead(&self) {
        self.shared.change(|state| {
            let limits = state
                .turmoil
                .iter_mut()
                .flat_map(|turmoil| turmoil.limits.values_mut());
            limits.for_each(|limit| limit.told = limit.until);
        });
    }

    /// How many requests came before the rate limit that they were told of had passed.
    pub(crate) fn impatient(&self) -> usize {
        self.shared.lock().impatient
    }

    /// How often each thing went wrong in the chaos so far, by the names of its shares.
    pub(crate) fn mishaps(&self) -> Mishaps {
        self.shared.lock().mishaps.clone()
    }
}
