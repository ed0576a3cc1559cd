//! Owns the rules that Discord's OpenAPI description leaves out: functions from JSON to findings.
//!
//! A finding is one sentence that starts with where it is. No I/O, no state: who sent what and when
//! is `interactions`.

use serde_json::Value;

pub(crate) mod commands;
pub(crate) mod components;
mod embeds;
mod menus;
pub(crate) mod messages;
pub(crate) mod modals;
mod options;
mod rows;

/// The string under `key`; empty when it is absent or null.
fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The array under `key`; empty when it is absent or null.
fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Length as Discord counts it, in Unicode code points.
fn length(text: &str) -> usize {
    text.chars().count()
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn is_web_address(url: &str) -> bool {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !url.contains(char::is_whitespace)
    })
}

/// Reports each value that comes more than once, once.
fn duplicates<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = std::collections::BTreeMap::<&str, usize>::new();
    for value in values {
        *seen.entry(value).or_default() += 1;
    }
    seen.into_iter()
        .filter(|(_, times)| *times > 1)
        .map(|(value, _)| value)
        .collect()
}

/// Reports `min` above `max` where both are given as numbers.
fn check_bounds(value: &Value, min: &str, max: &str, at: &str, findings: &mut Vec<String>) {
    if let (Some(least), Some(most)) = (value[min].as_f64(), value[max].as_f64())
        && least > most
    {
        findings.push(format!("{at}: {min} {least} above {max} {most}"));
    }
}

/// Asserts that there is exactly the `expected` finding, or none where that is empty.
#[track_caller]
pub(crate) fn assert_finding(findings: &[String], expected: &str) {
    let fits = match findings {
        [] => expected.is_empty(),
        [finding] => !expected.is_empty() && finding.contains(expected),
        _ => false,
    };
    assert!(fits, "expected {expected:?}, found {findings:#?}");
}
