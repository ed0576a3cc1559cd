//! Digests over changes of clock, and the written forms.

use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::*;

/// Places whose clocks do odd things, and the year in which each is looked at.
const PLACES: [(&str, i16); 12] = [
    ("Europe/Vienna", 2026),
    ("America/New_York", 2026),
    ("Australia/Lord_Howe", 2026),
    ("America/St_Johns", 2026),
    // Its clocks were changed a minute behind midnight.
    ("America/St_Johns", 2006),
    ("Africa/Casablanca", 2026),
    ("Asia/Kathmandu", 2026),
    // It left out 30 December 2011.
    ("Pacific/Apia", 2011),
    // Its clocks go from 23:00 to midnight, so that an hour of the day before is missing.
    ("America/Nuuk", 2025),
    // There midnight is what is missing.
    ("Africa/Cairo", 2026),
    ("America/Sao_Paulo", 2017),
    ("UTC", 2026),
];

fn cadence(text: &str) -> Cadence {
    text.parse().unwrap()
}

fn zone(place: &str) -> TimeZone {
    database().get(place).unwrap()
}

fn moment(local: &str, place: &str) -> Timestamp {
    let time: jiff::civil::DateTime = local.parse().unwrap();
    zone(place).to_timestamp(time).unwrap()
}

/// What the clock of a place shows, with its offset from UTC.
fn shown(moment: Timestamp, place: &str) -> String {
    let local = zone(place).to_datetime(moment);
    let offset = zone(place).to_offset(moment);
    format!("{} {offset}", local.strftime("%F %R"))
}

/// From noon of `day` on, `cadence` speaks at these moments.
#[track_caller]
fn check<const N: usize>(text: &str, day: &str, expected: [&str; N]) {
    let cadence = cadence(text);
    let place = text.rsplit(' ').next().unwrap();
    let mut at = moment(&format!("{day}T12:00"), place);
    let mut found = Vec::new();
    for _ in 0..N {
        at = cadence.next(at).unwrap();
        found.push(shown(at, place));
    }
    assert_eq!(found, expected);
}

#[test]
fn a_digest_keeps_its_hour_when_clocks_change() {
    check(
        "daily 08 Europe/Vienna",
        "2026-03-27",
        [
            "2026-03-28 08:00 +01",
            "2026-03-29 08:00 +02",
            "2026-03-30 08:00 +02",
        ],
    );
    check(
        "daily 08 America/New_York",
        "2026-10-30",
        ["2026-10-31 08:00 -04", "2026-11-01 08:00 -05"],
    );
    check(
        "daily 08 Africa/Casablanca",
        "2026-02-13",
        ["2026-02-14 08:00 +01", "2026-02-15 08:00 +00"],
    );
    check(
        "weekly sunday 08 Europe/Vienna",
        "2026-10-17",
        [
            "2026-10-18 08:00 +02",
            "2026-10-25 08:00 +01",
            "2026-11-01 08:00 +01",
        ],
    );
    check(
        "daily 08 Asia/Kathmandu",
        "2026-01-01",
        ["2026-01-02 08:00 +05:45"],
    );
}

#[test]
fn an_hour_that_does_not_exist_is_put_off_as_clocks_are() {
    check(
        "daily 02 Europe/Vienna",
        "2026-03-28",
        ["2026-03-29 03:00 +02", "2026-03-30 02:00 +02"],
    );
    check(
        "daily 02 America/New_York",
        "2026-03-07",
        ["2026-03-08 03:00 -04", "2026-03-09 02:00 -04"],
    );
    check(
        "daily 02 Australia/Lord_Howe",
        "2026-10-03",
        ["2026-10-04 02:30 +11", "2026-10-05 02:00 +11"],
    );
    check(
        "daily 00 Africa/Cairo",
        "2026-04-23",
        ["2026-04-24 01:00 +03", "2026-04-25 00:00 +03"],
    );
    check(
        "daily 00 America/St_Johns",
        "2006-04-01",
        ["2006-04-02 00:00 -03:30", "2006-04-03 00:00 -02:30"],
    );
}

#[test]
fn an_hour_that_would_be_put_off_to_the_next_day_is_kept_in_its_own() {
    check(
        "daily 23 America/Nuuk",
        "2025-03-28",
        [
            "2025-03-28 23:00 -02",
            "2025-03-29 22:00 -02",
            "2025-03-30 23:00 -01",
        ],
    );
}

#[test]
fn an_hour_that_exists_twice_is_told_once_and_at_its_first() {
    check(
        "daily 02 Europe/Vienna",
        "2026-10-24",
        ["2026-10-25 02:00 +02", "2026-10-26 02:00 +01"],
    );
    check(
        "daily 01 America/New_York",
        "2026-10-31",
        ["2026-11-01 01:00 -04", "2026-11-02 01:00 -05"],
    );
    check(
        "daily 23 Africa/Cairo",
        "2026-10-28",
        [
            "2026-10-28 23:00 +03",
            "2026-10-29 23:00 +03",
            "2026-10-30 23:00 +02",
        ],
    );
    // Between the two passes of the hour it waits for the next day.
    let after = moment("2026-10-25T02:30", "Europe/Vienna");
    let next = cadence("daily 02 Europe/Vienna").next(after).unwrap();
    assert_eq!(shown(next, "Europe/Vienna"), "2026-10-26 02:00 +01");
}

#[test]
fn a_day_that_was_left_out_has_no_digest_of_its_own() {
    check(
        "daily 08 Pacific/Apia",
        "2011-12-28",
        [
            "2011-12-29 08:00 -10",
            "2011-12-31 08:00 +14",
            "2012-01-01 08:00 +14",
        ],
    );
}

#[test]
fn the_digest_of_a_week_whose_day_was_left_out_comes_a_day_later() {
    let days = [
        "2011-12-23 08:00 -10",
        "2011-12-31 08:00 +14",
        "2012-01-06 08:00 +14",
    ];
    check("weekly friday 08 Pacific/Apia", "2011-12-22", days);
    // Asked on that later day, before its hour, it is still to come.
    let cadence = cadence("weekly friday 08 Pacific/Apia");
    let next = cadence
        .next(moment("2011-12-31T01:00", "Pacific/Apia"))
        .unwrap();
    assert_eq!(shown(next, "Pacific/Apia"), days[1]);
}

#[test]
fn a_bot_that_slept_through_many_digests_owes_one() {
    for text in ["daily 08 Europe/Vienna", "weekly monday 08 Europe/Vienna"] {
        let cadence = cadence(text);
        let due = cadence
            .next(moment("2026-03-01T12:00", "Europe/Vienna"))
            .unwrap();
        let woken = moment("2026-06-10T12:00", "Europe/Vienna");
        assert!(due < woken);
        assert!(cadence.next(woken).unwrap() > woken);
    }
}

#[test]
fn what_is_told_at_once_waits_for_no_hour() {
    assert_eq!(Cadence::AtOnce.next(Timestamp::UNIX_EPOCH), None);
    assert!(!Cadence::AtOnce.is_digest() && cadence("daily 0 UTC").is_digest());
}

#[test]
fn the_end_of_time_is_no_panic() {
    for place in ["Europe/Vienna", "Pacific/Apia", "America/Nuuk"] {
        let daily = cadence(&format!("daily 08 {place}"));
        assert_eq!(daily.next(Timestamp::MAX), None);
        assert!(daily.next(Timestamp::MIN).is_some());
    }
}

/// Every day of the year has one digest, and only one.
#[test]
fn no_day_is_told_twice_and_none_with_the_hour_is_skipped() {
    for (place, year) in PLACES {
        for hour in 0..24 {
            let daily = cadence(&format!("daily {hour} {place}"));
            every_day(&daily, place, year, hour);
        }
    }
}

fn every_day(daily: &Cadence, place: &str, year: i16, hour: i8) {
    let mut at = moment(&format!("{year}-01-01T00:00"), place) - SignedDuration::from_secs(1);
    let end = moment(&format!("{}-01-05T00:00", year + 1), place);
    let mut day = zone(place).to_datetime(at).date();
    while at < end {
        let next = daily.next(at).unwrap();
        assert!(next > at, "{daily} after {at}");
        let local = zone(place).to_datetime(next);
        assert!(local.date() > day, "{daily}: {} twice", local.date());
        let mut missed = day.tomorrow().unwrap();
        while missed < local.date() {
            let skipped = has_hour(missed, hour, place);
            assert!(
                !skipped || missed < start(year),
                "{daily}: {missed} skipped"
            );
            missed = missed.tomorrow().unwrap();
        }
        (at, day) = (next, local.date());
    }
}

fn start(year: i16) -> Date {
    jiff::civil::date(year, 1, 1)
}

fn has_hour(date: Date, hour: i8, place: &str) -> bool {
    let time = date.at(hour, 0, 0, 0);
    let moment = zone(place).to_timestamp(time).unwrap();
    zone(place).to_datetime(moment) == time
}

fn any_zone() -> impl Strategy<Value = String> {
    proptest::sample::select(names().collect::<Vec<_>>())
}

fn any_cadence() -> impl Strategy<Value = Cadence> {
    let hour = || (0_i8..24, any_zone());
    let made = |(hour, zone): (i8, String)| Hour {
        hour,
        zone: Zone::new(&zone).unwrap(),
    };
    prop_oneof![
        Just(Cadence::AtOnce),
        hour().prop_map(move |hour| Cadence::Daily(made(hour))),
        (0..DAYS.len(), hour())
            .prop_map(move |(day, hour)| Cadence::Weekly(DAYS[day].0, made(hour))),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(cadence in any_cadence()) {
        prop_assert_eq!(cadence.to_string().parse(), Ok(cadence));
    }

    #[test]
    fn the_next_moment_is_behind_and_asking_again_before_it_gives_the_same(
        cadence in any_cadence(),
        second in 0_i64..4_102_444_800,
        share in 0.0..1.0_f64,
    ) {
        let after = Timestamp::from_second(second).unwrap();
        let Some(next) = cadence.next(after) else {
            prop_assert_eq!(cadence, Cadence::AtOnce);
            return Ok(());
        };
        prop_assert!(next > after);
        let most = if matches!(cadence, Cadence::Daily(_)) { 3 } else { 9 };
        prop_assert!(next <= after + (most * 24).hours());
        let between = after + next.duration_since(after).mul_f64(share);
        let again = cadence.next(between.min(next - SignedDuration::from_nanos(1)));
        prop_assert_eq!(again, Some(next));
    }

    #[test]
    fn nothing_that_is_typed_is_a_panic(text in ".{0,40}") {
        if let Ok(cadence) = text.parse::<Cadence>() {
            prop_assert_eq!(cadence.to_string().parse(), Ok(cadence));
        }
    }
}

#[track_caller]
fn refused(typed: &str, meant: Option<&str>) {
    let error = Zone::new(typed).unwrap_err();
    let ZoneError::Unknown { near, .. } = error;
    assert_eq!(near.as_deref(), meant, "{typed:?}");
}

#[test]
fn a_wrong_zone_is_refused_with_the_nearest_there_is() {
    refused("Europe/Viena", Some("Europe/Vienna"));
    refused("vienna", Some("Europe/Vienna"));
    refused("new york", Some("America/New_York"));
    refused("Kathmandoo", Some("Asia/Kathmandu"));
    refused("CET", Some("Europe/Berlin"));
    refused("est", Some("America/New_York"));
    refused("UTC+2", Some("UTC"));
    refused("+02:00", Some("UTC"));
    refused("Etc/GMT+2", Some("UTC"));
    refused("", Some("UTC"));
    refused("xqzvwk", None);
}

#[test]
fn a_place_is_known_however_it_is_capitalised() {
    for typed in ["europe/vienna", " Europe/Vienna ", "EUROPE/VIENNA"] {
        assert_eq!(Zone::new(typed).unwrap().name(), "Europe/Vienna");
    }
    assert_eq!(Zone::new("utc").unwrap().name(), "UTC");
}

#[test]
fn zones_that_have_what_was_typed_are_offered_by_their_place_first() {
    assert_eq!(Zone::with("new york", 5), ["America/New_York"]);
    let found = Zone::with("bel", 3);
    assert_eq!(found, ["America/Belem", "America/Belize", "Europe/Belfast"]);
    assert!(
        Zone::with("", 1_000)
            .iter()
            .all(|name| Zone::new(name).is_ok())
    );
}

#[test]
fn a_wrong_form_is_refused_with_forms_that_are_right() {
    for text in [
        "",
        "hourly",
        "daily",
        "daily 24 UTC",
        "daily -1 UTC",
        "weekly noday 8 UTC",
        "daily 8 UTC x",
    ] {
        let error = text.parse::<Cadence>().unwrap_err();
        assert_eq!(error, CadenceError::Form(text.to_owned()));
        assert!(error.to_string().contains("`daily 08 Europe/Vienna`"));
    }
    let wrong_zone = "daily 8 Europe/Viena".parse::<Cadence>();
    assert!(matches!(wrong_zone, Err(CadenceError::Zone(_))));
}

#[test]
fn a_cadence_reads_as_words() {
    let words = |text: &str| cadence(text).words();
    assert_eq!(words("at-once"), "at once");
    assert_eq!(
        words("daily 8 europe/vienna"),
        "daily at 08:00 (Europe/Vienna)"
    );
    assert_eq!(words("weekly monday 17 UTC"), "every Monday at 17:00 (UTC)");
}
