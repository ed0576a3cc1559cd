//! How often an alert speaks: at once, or at an hour of days in a time zone.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// When what was found is told.
///
/// Written `at-once`, `daily 08 Europe/Vienna` or `weekly monday 08 Europe/Vienna`; display and
/// parse are inverse.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cadence {
    /// Each statement by itself, when it enters.
    AtOnce,
    /// Once a day.
    Daily(Hour),
    /// Once a week.
    Weekly(Weekday, Hour),
}

/// An hour of the day in a time zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hour {
    /// 0 to 23.
    pub hour: i8,
    /// Where.
    pub zone: Zone,
}

/// A time zone of the IANA database, by the name it has there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Zone(String);

/// Why a text is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// Nothing has this name; the nearest that is one.
    #[error("there is no time zone named `{typed}`")]
    Unknown {
        /// As typed.
        typed: String,
        /// The nearest.
        near: Option<String>,
    },
}

/// Why a text is no cadence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CadenceError {
    /// The zone is none.
    #[error(transparent)]
    Zone(#[from] ZoneError),
    /// Something else.
    #[error(
        "`{0}` is no cadence; write `at-once`, `daily 08 Europe/Vienna` or `weekly monday 08 Europe/Vienna`"
    )]
    Form(String),
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday"),
    (Weekday::Tuesday, "tuesday"),
    (Weekday::Wednesday, "wednesday"),
    (Weekday::Thursday, "thursday"),
    (Weekday::Friday, "friday"),
    (Weekday::Saturday, "saturday"),
    (Weekday::Sunday, "sunday"),
];

impl Zone {
    /// The zone of this name; capitals do not matter.
    ///
    /// # Errors
    /// With the nearest name, when there is none of this one.
    pub fn new(typed: &str) -> Result<Self, ZoneError> {
        let typed = typed.trim();
        // Only names of places and UTC: `EST` and `+02` know no daylight saving.
        let zone = TimeZone::get(typed).ok();
        let name = zone.as_ref().and_then(TimeZone::iana_name);
        match name {
            Some(name) => Ok(Zone(name.to_owned())),
            None => Err(ZoneError::Unknown {
                typed: typed.chars().take(60).collect(),
                near: near(typed),
            }),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// At most `most` names that have `typed` in them, those that begin with it first.
    pub fn with(typed: &str, most: usize) -> Vec<String> {
        let typed = typed.trim().to_lowercase().replace(' ', "_");
        let mut found: Vec<(bool, String)> = names()
            .filter(|name| name.to_lowercase().contains(&typed))
            .map(|name| {
                let city = name.rsplit('/').next().unwrap_or_default().to_lowercase();
                (!city.starts_with(&typed), name)
            })
            .collect();
        found.sort();
        found.into_iter().map(|(_, name)| name).take(most).collect()
    }

    fn zone(&self) -> TimeZone {
        // It was looked up when it was made, in the database inside the program.
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

fn names() -> impl Iterator<Item = String> {
    jiff::tz::db().available().map(|name| name.to_string())
}

/// The name most like what was typed, by the place in it.
fn near(typed: &str) -> Option<String> {
    let typed = typed.to_lowercase().replace(' ', "_");
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let city = name.rsplit('/').next().unwrap_or_default();
        strsim::jaro_winkler(&name, &typed).max(strsim::jaro_winkler(city, &typed))
    };
    names()
        .map(|name| (likeness(&name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))
        .map(|(_, name)| name)
}

impl Hour {
    /// The moment of this hour on `date`. Where clocks are put forward over it, the moment they
    /// would have shown it; where they are put back, the first of the two.
    fn on(&self, date: Date) -> Option<Timestamp> {
        let time = date.at(self.hour, 0, 0, 0);
        let zoned = self
            .zone
            .zone()
            .to_ambiguous_zoned_datetime(time)
            .compatible();
        zoned.ok().map(|zoned| zoned.timestamp())
    }
}

impl Cadence {
    /// The first moment behind `after` at which it speaks; none when that is at once.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let (hour, day) = match self {
            Cadence::AtOnce => return None,
            Cadence::Daily(hour) => (hour, None),
            Cadence::Weekly(day, hour) => (hour, Some(*day)),
        };
        let mut date = hour.zone.zone().to_datetime(after).date();
        loop {
            let moment = hour.on(date)?;
            if moment > after && day.is_none_or(|day| date.weekday() == day) {
                return Some(moment);
            }
            date = date.tomorrow().ok()?;
        }
    }

    /// True for one that waits for an hour.
    pub fn is_digest(&self) -> bool {
        *self != Cadence::AtOnce
    }

    /// In words: `at once`, `daily at 08:00 (Europe/Vienna)`.
    pub fn words(&self) -> String {
        let at = |hour: &Hour| format!("at {:02}:00 ({})", hour.hour, hour.zone.0);
        match self {
            Cadence::AtOnce => "at once".to_owned(),
            Cadence::Daily(hour) => format!("daily {}", at(hour)),
            Cadence::Weekly(day, hour) => {
                let day = day_name(*day);
                let (first, rest) = day.split_at(1);
                format!("every {}{rest} {}", first.to_uppercase(), at(hour))
            }
        }
    }
}

fn day_name(day: Weekday) -> &'static str {
    let own = DAYS.iter().find(|(own, _)| *own == day);
    own.map_or("monday", |(_, name)| name)
}

impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02} {}", self.hour, self.zone.0)
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cadence::AtOnce => f.write_str("at-once"),
            Cadence::Daily(hour) => write!(f, "daily {hour}"),
            Cadence::Weekly(day, hour) => write!(f, "weekly {} {hour}", day_name(*day)),
        }
    }
}

impl FromStr for Cadence {
    type Err = CadenceError;

    fn from_str(text: &str) -> Result<Self, CadenceError> {
        let form = || CadenceError::Form(text.chars().take(60).collect());
        let hour = |hour: &str, zone: &str| -> Result<Hour, CadenceError> {
            let number: i8 = hour.parse().map_err(|_| form())?;
            if !(0..24).contains(&number) {
                return Err(form());
            }
            let zone = Zone::new(zone)?;
            Ok(Hour { hour: number, zone })
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["at-once"] => Ok(Cadence::AtOnce),
            ["daily", at, zone] => Ok(Cadence::Daily(hour(at, zone)?)),
            ["weekly", day, at, zone] => {
                let day = DAYS.iter().find(|(_, name)| name == day);
                let (day, _) = day.ok_or_else(form)?;
                Ok(Cadence::Weekly(*day, hour(at, zone)?))
            }
            _ => Err(form()),
        }
    }
}
