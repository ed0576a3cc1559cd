//! Owns the rules for modals: rows of one text input, labels, and what a label may hold.

use serde_json::Value;

use super::components::{check_identity, flatten};
use super::menus::check_menu;
use super::{check_bounds, is_blank, length, list, text};

/// Holds the data of a modal callback against the rules.
pub(crate) fn check_modal(modal: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    for key in ["custom_id", "title"] {
        if is_blank(text(modal, key)) {
            findings.push(format!("{key}: empty"));
        }
    }
    let components = list(modal, "components");
    if !(1..=5).contains(&components.len()) {
        findings.push(format!(
            "components: {} in a modal, 1 to 5",
            components.len()
        ));
    }
    for (index, component) in components.iter().enumerate() {
        check_part(component, &format!("components[{index}]"), &mut findings);
    }
    let mut all = Vec::new();
    flatten(components, &mut all);
    check_identity(&all, &mut findings);
    findings
}

fn check_part(part: &Value, at: &str, findings: &mut Vec<String>) {
    match part["type"].as_u64() {
        Some(1) => match list(part, "components") {
            [input] if input["type"] == 4 => {
                if is_blank(text(input, "label")) {
                    findings.push(format!("{at}: text input without a label"));
                }
                check_input(input, at, findings);
            }
            [other] => findings.push(format!("{at}: type {} in a row of a modal", other["type"])),
            others => findings.push(format!("{at}: {} inputs in a row", others.len())),
        },
        Some(10) if is_blank(text(part, "content")) => findings.push(format!("{at}: empty text")),
        Some(10) => {}
        Some(18) => check_label(part, at, findings),
        Some(_) | None => findings.push(format!("{at}: type {} in a modal", part["type"])),
    }
}

fn check_label(label: &Value, at: &str, findings: &mut Vec<String>) {
    if is_blank(text(label, "label")) {
        findings.push(format!("{at}: empty label"));
    }
    let inner = &label["component"];
    if inner["disabled"] == true {
        findings.push(format!("{at}: disabled in a modal"));
    }
    match inner["type"].as_u64() {
        Some(4) => {
            if !inner["label"].is_null() {
                findings.push(format!("{at}: two labels on a text input"));
            }
            check_input(inner, at, findings);
        }
        Some(3 | 5..=8 | 21 | 22) => check_menu(inner, at, findings),
        Some(19) => check_bounds(inner, "min_values", "max_values", at, findings),
        Some(23) => {}
        Some(_) | None => findings.push(format!("{at}: type {} in a label", inner["type"])),
    }
}

fn check_input(input: &Value, at: &str, findings: &mut Vec<String>) {
    if text(input, "custom_id").is_empty() {
        findings.push(format!("{at}: without custom_id"));
    }
    check_bounds(input, "min_length", "max_length", at, findings);
    let value = length(text(input, "value")) as u64;
    let least = input["min_length"].as_u64().unwrap_or_default();
    let most = input["max_length"].as_u64().unwrap_or(4000);
    if value > 0 && (value < least || value > most) {
        findings.push(format!(
            "{at}: value of {value} characters, {least} to {most}"
        ));
    }
}

mod tests {
    use serde_json::json;

    use super::super::assert_finding;
    use super::*;

    #[track_caller]
    fn check(components: &Value, expected: &str) {
        let modal = json!({"custom_id": "m", "title": "x", "components": components});
        assert_finding(&check_modal(&modal), expected);
    }

    fn input(id: &str) -> Value {
        json!({"type": 4, "custom_id": id, "style": 1, "label": "x"})
    }

    fn label(component: &Value) -> Value {
        json!({"type": 18, "label": "x", "component": component})
    }

    #[test]
    fn modals_hold_up_to_five_inputs_one_a_row() {
        let rows = |n: u32| {
            (0..n)
                .map(|n| json!({"type": 1, "components": [input(&n.to_string())]}))
                .collect()
        };
        check(&rows(5), "");
        check(&rows(6), "6 in a modal");
        check(&json!([]), "0 in a modal");
        check(
            &json!([{"type": 1, "components": [input("a"), input("b")]}]),
            "2 inputs in a row",
        );
        check(
            &json!([{"type": 1, "components": [{"type": 2}]}]),
            "type 2 in a row of a modal",
        );
        check(
            &json!([{"type": 1, "components": [{"type": 4, "custom_id": "a"}]}]),
            "without a label",
        );
        check(&json!([{"type": 17}]), "type 17 in a modal");
        assert_finding(
            &check_modal(&json!({"title": "x", "components": rows(1)})),
            "custom_id: empty",
        );
    }

    #[test]
    fn labels_hold_one_input() {
        let bare = json!({"type": 4, "custom_id": "a", "style": 1});
        check(&json!([label(&bare), {"type": 10, "content": "x"}]), "");
        check(
            &json!([label(&bare), label(&bare)]),
            "custom_id \"a\" more than once",
        );
        check(&json!([label(&input("a"))]), "two labels");
        check(&json!([label(&json!({"type": 2}))]), "type 2 in a label");
        check(
            &json!([label(
                &json!({"type": 5, "custom_id": "a", "disabled": true})
            )]),
            "disabled in a modal",
        );
        check(
            &json!([label(&json!({"type": 3, "custom_id": "a"}))]),
            "no options",
        );
        let files = json!({"type": 19, "custom_id": "a", "min_values": 2, "max_values": 1});
        check(&json!([label(&files)]), "min_values 2 above max_values 1");
    }

    #[test]
    fn input_lengths_fit_each_other() {
        let with = |extra: Value| {
            let mut input = input("a");
            input
                .as_object_mut()
                .unwrap()
                .extend(extra.as_object().unwrap().clone());
            json!([{"type": 1, "components": [input]}])
        };
        check(
            &with(json!({"min_length": 1, "max_length": 2, "value": "xx"})),
            "",
        );
        check(
            &with(json!({"min_length": 3, "max_length": 2})),
            "min_length 3 above max_length 2",
        );
        check(
            &with(json!({"max_length": 2, "value": "xxx"})),
            "value of 3 characters",
        );
    }
}
