//! Owns the rules for what a person chooses from: selects, and in modals radio and checkbox groups.

use serde_json::Value;

use super::{check_bounds, duplicates, is_blank, list, text};

/// Holds one select or group against the rules.
pub(super) fn check_menu(menu: &Value, at: &str, findings: &mut Vec<String>) {
    if text(menu, "custom_id").is_empty() {
        findings.push(format!("{at}: without custom_id"));
    }
    check_bounds(menu, "min_values", "max_values", at, findings);
    // Where it is not given one value is chosen, except in checkbox groups.
    let most = menu["max_values"]
        .as_u64()
        .unwrap_or(if menu["type"] == 22 { 10 } else { 1 });
    if menu["min_values"].is_u64()
        && menu["max_values"].is_null()
        && menu["min_values"].as_u64() > Some(most)
    {
        findings.push(format!(
            "{at}: min_values above the default max_values of {most}"
        ));
    }
    let defaults = match menu["type"].as_u64() {
        Some(3 | 21 | 22) => check_options(menu, at, findings),
        Some(_) | None => list(menu, "default_values").len(),
    };
    if defaults as u64 > most {
        findings.push(format!("{at}: {defaults} defaults, at most {most}"));
    }
}

/// Returns how many options are chosen at the start.
fn check_options(menu: &Value, at: &str, findings: &mut Vec<String>) -> usize {
    let options = list(menu, "options");
    if options.is_empty() {
        findings.push(format!("{at}: no options"));
    }
    for key in ["min_values", "max_values"] {
        if menu[key]
            .as_u64()
            .is_some_and(|count| count > options.len() as u64)
        {
            findings.push(format!(
                "{at}: {key} {} above {} options",
                menu[key],
                options.len()
            ));
        }
    }
    for value in duplicates(options.iter().map(|option| text(option, "value"))) {
        findings.push(format!("{at}: option value {value:?} more than once"));
    }
    if options
        .iter()
        .any(|option| is_blank(text(option, "label")) || text(option, "value").is_empty())
    {
        findings.push(format!("{at}: option without label or value"));
    }
    options
        .iter()
        .filter(|option| option["default"] == true)
        .count()
}

mod tests {
    use serde_json::json;

    use super::super::assert_finding;
    use super::*;

    #[track_caller]
    fn check(mut menu: Value, expected: &str) {
        let base = json!({"type": 3, "custom_id": "a", "options": [{"label": "x", "value": "x"}]});
        for (key, value) in base.as_object().unwrap() {
            menu.as_object_mut()
                .unwrap()
                .entry(key)
                .or_insert(value.clone());
        }
        let mut findings = Vec::new();
        check_menu(&menu, "menu", &mut findings);
        assert_finding(&findings, expected);
    }

    #[test]
    fn menus_can_be_told_apart_and_chosen_from() {
        let two = |value| json!([{"label": "x", "value": "x"}, {"label": "y", "value": value}]);
        check(json!({}), "");
        check(json!({"custom_id": ""}), "without custom_id");
        check(json!({"options": []}), "no options");
        check(json!({"options": two("y")}), "");
        check(
            json!({"options": two("x")}),
            "option value \"x\" more than once",
        );
        check(
            json!({"options": [{"label": "", "value": "x"}]}),
            "option without label or value",
        );
    }

    #[test]
    fn bounds_fit_each_other_and_the_options() {
        check(json!({"min_values": 1, "max_values": 1}), "");
        check(
            json!({"type": 5, "min_values": 3, "max_values": 2}),
            "min_values 3 above max_values 2",
        );
        check(
            json!({"type": 5, "min_values": 2}),
            "above the default max_values of 1",
        );
        check(json!({"max_values": 2}), "max_values 2 above 1 options");
        let chosen = json!({"label": "x", "value": "x", "default": true});
        let also = json!({"label": "y", "value": "y", "default": true});
        check(json!({"options": [chosen, also]}), "2 defaults, at most 1");
        check(json!({"options": [chosen, also], "max_values": 2}), "");
        check(
            json!({"type": 8, "default_values": [{}, {}]}),
            "2 defaults, at most 1",
        );
    }
}
