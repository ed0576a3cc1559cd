//! Owns the rules for options of commands, and for names and translations.

use serde_json::Value;

use super::{check_bounds, duplicates, is_blank, length, list, text};

/// `AvailableLocalesEnum` of the OpenAPI description.
const LOCALES: &str = "ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no \
                       pl pt-BR ro ru sv-SE th tr uk vi zh-CN zh-TW";

/// The channels that a server can have.
const CHANNEL_TYPES: [u64; 11] = [0, 2, 4, 5, 10, 11, 12, 13, 14, 15, 16];

/// Name and description, with their translations.
pub(super) fn check_words(item: &Value, at: &str, findings: &mut Vec<String>) {
    let translated = item["name_localizations"]
        .as_object()
        .into_iter()
        .flat_map(|names| names.values());
    for name in translated
        .chain([&item["name"]])
        .map(|name| name.as_str().unwrap_or_default())
    {
        if !is_name(name) {
            findings.push(format!(
                "{at}: name {name:?} is not 1 to 32 lower-case letters, digits, - or _"
            ));
        }
    }
    let description = text(item, "description");
    if is_blank(description) || length(description) > 100 {
        findings.push(format!("{at}: description of 1 to 100 characters"));
    }
}

/// Discord's `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, and lower case where there is one.
fn is_name(name: &str) -> bool {
    let script = |letter: char| matches!(letter, '\u{900}'..='\u{97F}' | '\u{E00}'..='\u{E7F}');
    (1..=32).contains(&length(name))
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || "-_'".contains(letter) || script(letter))
        && name.to_lowercase() == name
}

pub(super) fn check_locales(item: &Value, at: &str, findings: &mut Vec<String>) {
    for key in ["name_localizations", "description_localizations"] {
        for locale in item[key]
            .as_object()
            .into_iter()
            .flat_map(|texts| texts.keys())
        {
            if !LOCALES.split(' ').any(|known| known == locale) {
                findings.push(format!("{at}: unknown locale {locale} in {key}"));
            }
        }
    }
}

pub(super) fn check_options(options: &[Value], at: &str, depth: usize, findings: &mut Vec<String>) {
    if options.len() > 25 {
        findings.push(format!("{at}: {} options, at most 25", options.len()));
    }
    for name in duplicates(options.iter().map(|option| text(option, "name"))) {
        findings.push(format!("{at}: option {name} more than once"));
    }
    let is_nested = |option: &&Value| matches!(option["type"].as_u64(), Some(1 | 2));
    let nested = options.iter().filter(is_nested).count();
    if nested != 0 && nested != options.len() {
        findings.push(format!("{at}: subcommands beside plain options"));
    }
    let mut optional = None;
    for option in options {
        let name = text(option, "name");
        match (option["required"] == true, optional) {
            (true, Some(before)) => {
                findings.push(format!("{at}: required {name} after optional {before}"));
            }
            (true, None) => {}
            (false, _) => optional = optional.or(Some(name)),
        }
        check_option(option, &format!("{at} {name}"), depth, findings);
    }
}

fn check_option(option: &Value, at: &str, depth: usize, findings: &mut Vec<String>) {
    check_words(option, at, findings);
    check_locales(option, at, findings);
    check_bounds(option, "min_value", "max_value", at, findings);
    check_bounds(option, "min_length", "max_length", at, findings);
    check_kind(option, at, findings);
    let choices = list(option, "choices");
    if choices.len() > 25 {
        findings.push(format!("{at}: {} choices, at most 25", choices.len()));
    }
    if !choices.is_empty() && option["autocomplete"] == true {
        findings.push(format!("{at}: choices together with autocomplete"));
    }
    for name in duplicates(choices.iter().map(|choice| text(choice, "name"))) {
        findings.push(format!("{at}: choice {name} more than once"));
    }
    for choice in choices {
        check_locales(choice, at, findings);
    }
    let takes_choices = matches!(option["type"].as_u64(), Some(3 | 4 | 10));
    if !takes_choices && (!choices.is_empty() || option["autocomplete"] == true) {
        findings.push(format!(
            "{at}: choices or autocomplete on type {}",
            option["type"]
        ));
    }
    match (option["type"].as_u64(), depth) {
        (Some(1), 0 | 1) => check_options(list(option, "options"), at, 2, findings),
        (Some(2), 0) => {
            if list(option, "options")
                .iter()
                .any(|inner| inner["type"] != 1)
            {
                findings.push(format!("{at}: a group holds subcommands only"));
            }
            check_options(list(option, "options"), at, 1, findings);
        }
        (Some(1 | 2), _) => findings.push(format!("{at}: nested too deeply")),
        (Some(_) | None, _) if !list(option, "options").is_empty() => {
            findings.push(format!("{at}: options in type {}", option["type"]));
        }
        (Some(_) | None, _) => {}
    }
}

/// What an option may say besides depends on its type.
fn check_kind(option: &Value, at: &str, findings: &mut Vec<String>) {
    let kind = option["type"].as_u64().unwrap_or_default();
    let limits: [(&str, &[u64]); 5] = [
        ("channel_types", &[7]),
        ("min_value", &[4, 10]),
        ("max_value", &[4, 10]),
        ("min_length", &[3]),
        ("max_length", &[3]),
    ];
    for (key, kinds) in limits {
        if !option[key].is_null() && !kinds.contains(&kind) {
            findings.push(format!("{at}: {key} on type {kind}"));
        }
        if kind == 4 && option[key].is_f64() {
            findings.push(format!("{at}: {key} of an integer is no integer"));
        }
    }
    for channel in list(option, "channel_types") {
        let known = channel
            .as_u64()
            .is_some_and(|it| CHANNEL_TYPES.contains(&it));
        if !known {
            findings.push(format!("{at}: no channel is of type {channel}"));
        }
    }
    if !option["required"].is_null() && matches!(kind, 1 | 2) {
        findings.push(format!(
            "{at}: a subcommand is neither required nor optional"
        ));
    }
}

mod tests {
    use serde_json::json;

    use super::super::assert_finding;
    use super::super::commands::check_commands;
    use super::*;

    #[track_caller]
    fn check(options: &Value, expected: &str) {
        let command = json!({"name": "x", "description": "x", "options": options});
        assert_finding(&check_commands(&[command]), expected);
    }

    fn option(name: &str, extra: &Value) -> Value {
        let mut option = json!({"type": 3, "name": name, "description": "x"});
        option
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        option
    }

    #[test]
    fn options_are_ordered_and_distinct() {
        let required = |name: &str| option(name, &json!({"required": true}));
        let optional = |name: &str| option(name, &json!({}));
        check(&json!([required("a"), optional("b")]), "");
        check(
            &json!([optional("a"), required("b")]),
            "required b after optional a",
        );
        check(
            &json!([optional("a"), optional("a")]),
            "option a more than once",
        );
        check(&json!([option("A", &json!({}))]), "name \"A\"");
        check(
            &(0..26).map(|n| optional(&n.to_string())).collect(),
            "26 options",
        );
        check(
            &json!([option("a", &json!({"min_length": 2, "max_length": 1}))]),
            "min_length 2 above",
        );
    }

    #[test]
    fn choices_exclude_autocomplete() {
        let choice = |name| json!({"name": name, "value": name});
        let with = |extra: &Value| json!([option("a", extra)]);
        check(
            &with(&json!({"choices": [choice("x")], "autocomplete": false})),
            "",
        );
        check(
            &with(&json!({"choices": [choice("x")], "autocomplete": true})),
            "together with",
        );
        check(
            &with(&json!({"choices": [choice("x"), choice("x")]})),
            "choice x more than once",
        );
        check(
            &with(&json!({"type": 5, "autocomplete": true})),
            "on type 5",
        );
    }

    #[test]
    fn subcommands_nest_twice_and_stand_alone() {
        let sub = option(
            "a",
            &json!({"type": 1, "options": [option("b", &json!({}))]}),
        );
        let group = option("g", &json!({"type": 2, "options": [sub]}));
        check(&json!([sub]), "");
        check(&json!([group]), "");
        check(
            &json!([sub, option("c", &json!({}))]),
            "subcommands beside plain options",
        );
        check(
            &json!([option("g", &json!({"type": 1, "options": [sub]}))]),
            "nested too deeply",
        );
    }

    #[test]
    fn limits_are_those_of_the_type() {
        let with = |extra: &Value| json!([option("a", extra)]);
        check(
            &with(&json!({"type": 7, "channel_types": [0, 5, 11, 15]})),
            "",
        );
        check(
            &with(&json!({"type": 7, "channel_types": [99]})),
            "no channel is of type 99",
        );
        check(
            &with(&json!({"channel_types": [0]})),
            "channel_types on type 3",
        );
        check(
            &with(&json!({"type": 4, "min_value": 0, "max_value": 23})),
            "",
        );
        check(&with(&json!({"type": 4, "min_value": 0.5})), "no integer");
        check(&with(&json!({"type": 8, "max_value": 1})), "on type 8");
        check(&with(&json!({"type": 4, "max_length": 1})), "on type 4");
        check(
            &with(&json!({"type": 1, "required": true})),
            "neither required nor optional",
        );
    }
}
