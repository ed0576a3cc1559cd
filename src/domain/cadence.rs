//! How often an alert speaks: at once, or at an hour of days in a time zone.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};

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

/// What people type for a zone although it names an offset or a country's clocks, with a place
/// that keeps that time.
const MEANT: [(&str, &str); 19] = [
    ("", "UTC"),
    ("bst", "Europe/London"),
    ("cest", "Europe/Berlin"),
    ("cet", "Europe/Berlin"),
    ("cst", "America/Chicago"),
    ("edt", "America/New_York"),
    ("eest", "Europe/Athens"),
    ("eet", "Europe/Athens"),
    ("est", "America/New_York"),
    ("gmt", "UTC"),
    ("hst", "Pacific/Honolulu"),
    ("ist", "Asia/Kolkata"),
    ("jst", "Asia/Tokyo"),
    ("met", "Europe/Berlin"),
    ("msk", "Europe/Moscow"),
    ("mst", "America/Denver"),
    ("pst", "America/Los_Angeles"),
    ("wet", "Europe/Lisbon"),
    ("z", "UTC"),
];

impl Zone {
    /// The zone of this name; capitals do not matter.
    ///
    /// # Errors
    /// With the nearest name, when there is none of this one.
    pub fn new(typed: &str) -> Result<Self, ZoneError> {
        let typed = typed.trim();
        let zone = database().get(typed).ok();
        match zone.as_ref().and_then(TimeZone::iana_name) {
            Some(name) if is_place(name) => Ok(Zone(name.to_owned())),
            _ => Err(ZoneError::Unknown {
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
        // It was looked up when it was made, in the same database.
        database().get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

/// The database inside the program. One that the system may have is not asked: it would have to
/// be read from the disk, and two processes could disagree on when a digest is due.
fn database() -> &'static TimeZoneDatabase {
    static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
    &DATABASE
}

/// True for `UTC` and the names of places. `EST`, `Etc/GMT+2` and the like name an offset, and
/// whoever types one would be told at the wrong hour for half of the year.
fn is_place(name: &str) -> bool {
    name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"))
}

fn names() -> impl Iterator<Item = String> {
    let names = database().available().map(|name| name.to_string());
    names.filter(|name| is_place(name))
}

/// The name that was most likely meant, by the place in it.
fn near(typed: &str) -> Option<String> {
    let typed = typed.to_lowercase().replace(' ', "_");
    let typed = typed.strip_prefix("etc/").unwrap_or(&typed);
    if let Some((_, place)) = MEANT.iter().find(|(short, _)| *short == typed) {
        return Some((*place).to_owned());
    }
    // An offset is not a zone, and UTC is the one that offsets are counted from.
    if ["utc", "gmt", "+", "-"]
        .iter()
        .any(|start| typed.starts_with(start))
    {
        return Some("UTC".to_owned());
    }
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let city = name.rsplit('/').next().unwrap_or_default();
        strsim::jaro_winkler(&name, typed).max(strsim::jaro_winkler(city, typed))
    };
    names()
        .map(|name| (likeness(&name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))
        .map(|(_, name)| name)
}

impl Hour {
    /// The moment of this hour on `date`. Where clocks are put forward over it, the moment that
    /// they would have shown it, or, when that is of the next day, as long before; where they are
    /// put back, the first of the two. A day that a place left out altogether has the moment of
    /// the next.
    fn on(&self, date: Date) -> Option<Timestamp> {
        let time = date.at(self.hour, 0, 0, 0);
        let zone = self.zone.zone();
        let shown = || zone.to_ambiguous_timestamp(time);
        let moments = [shown().compatible(), shown().earlier()];
        let of_day = |moment: &Timestamp| zone.to_datetime(*moment).date() == date;
        let mut moments = moments.into_iter().flatten();
        let first = moments.next()?;
        if of_day(&first) {
            return Some(first);
        }
        Some(moments.find(of_day).unwrap_or(first))
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
        // The moment of a day that was left out is of the day behind it.
        let today = hour.zone.zone().to_datetime(after).date();
        let mut date = today.yesterday().unwrap_or(today);
        loop {
            let moment = hour.on(date).filter(|moment| *moment > after);
            if moment.is_some() && day.is_none_or(|day| date.weekday() == day) {
                return moment;
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

#[cfg(test)]
mod tests;
