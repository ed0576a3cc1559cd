//! Dates as sources give them: a year, a month or a day, certain or inferred.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A calendar date known to the year, the month or the day.
///
/// Written `2015`, `2015-08` or `2015-08-21`; [`fmt::Display`] and [`FromStr`] are inverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; write 2015, 2015-08 or 2015-08-21")]
pub struct DateError(pub String);

/// A moment for people: `23 November 2026, 12:00 UTC`.
pub fn minute(moment: Timestamp) -> String {
    moment.strftime("%-d %B %Y, %H:%M UTC").to_string()
}

impl PartialDate {
    /// The year, 1000 to 9999.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, when it is known.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// The day of the month, when it is known.
    pub fn day(self) -> Option<i8> {
        self.day
    }

    /// The first day it can mean, as a number that sorts: 20150801 for `2015-08`.
    pub fn first_day(self) -> i64 {
        self.sortable(1, 1)
    }

    /// The last day it can mean, as a number that sorts: 20150831 for `2015-08`.
    ///
    /// The day is not clipped to the month's length; it serves comparison only.
    pub fn last_day(self) -> i64 {
        self.sortable(12, 31)
    }

    /// For people: `August 2015`.
    pub fn long(self) -> String {
        let Some(month) = self.month_name() else {
            return self.year.to_string();
        };
        match self.day {
            Some(day) => format!("{day} {month} {}", self.year),
            None => format!("{month} {}", self.year),
        }
    }

    /// The English name of the month, when it is known.
    pub fn month_name(self) -> Option<&'static str> {
        let index = usize::try_from(self.month? - 1).ok()?;
        MONTHS.get(index).copied()
    }

    fn sortable(self, month: i8, day: i8) -> i64 {
        let month = self.month.unwrap_or(month);
        let day = self.day.unwrap_or(day);
        i64::from(self.year) * 10_000 + i64::from(month) * 100 + i64::from(day)
    }
}

impl From<jiff::civil::Date> for PartialDate {
    fn from(date: jiff::civil::Date) -> Self {
        PartialDate {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        parse(text).ok_or_else(|| DateError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() || year < 1000 {
        return None;
    }
    let date = PartialDate {
        year,
        month: small(month)?,
        day: small(day)?,
    };
    // The calendar decides whether the day exists, leap years included.
    jiff::civil::Date::new(year, date.month.unwrap_or(1), date.day.unwrap_or(1)).ok()?;
    Some(date)
}

/// The part as a small number, if there is a part; `None` when it is malformed.
#[expect(clippy::option_option, reason = "malformed and absent are two things")]
fn small(part: Option<&str>) -> Option<Option<i8>> {
    match part {
        None => Some(None),
        Some(part) => Some(Some(i8::try_from(digits(part, 2)?).ok()?)),
    }
}

fn digits(text: &str, length: usize) -> Option<i16> {
    let well_formed = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    well_formed.then(|| text.parse().ok()).flatten()
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// A date with what is known of its certainty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedDate {
    /// The date, as far as it is known.
    pub value: PartialDate,
    /// True when the source does not state it and it was worked out.
    #[serde(default)]
    pub inferred: bool,
    /// How it was worked out, or another remark.
    #[serde(default)]
    pub note: String,
}

impl fmt::Display for StatedDate {
    /// `August 2015 (inferred)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value.long())?;
        if self.inferred {
            f.write_str(" (inferred)")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, long: &str) {
        let date: PartialDate = text.parse().unwrap();
        assert_eq!(date.to_string(), text);
        assert_eq!(date.long(), long);
    }

    #[test]
    fn dates_are_shown_as_far_as_they_are_known() {
        check("2015", "2015");
        check("2015-08", "August 2015");
        check("2015-08-03", "3 August 2015");
        check("2016-02-29", "29 February 2016");
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for text in [
            "",
            "15",
            "2015-13",
            "2015-02-29",
            "2015-8",
            "2015-08-21-1",
            "0999",
            "2015-",
            "２０１５",
        ] {
            assert_eq!(text.parse::<PartialDate>(), Err(DateError(text.to_owned())));
        }
    }

    #[test]
    fn a_partial_date_spans_all_days_it_can_mean() {
        let date: PartialDate = "2015-08".parse().unwrap();
        assert_eq!(
            (date.first_day(), date.last_day()),
            (20_150_801, 20_150_831)
        );
    }
}
