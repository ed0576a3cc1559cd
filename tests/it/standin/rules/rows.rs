//! Owns the rules for rows of buttons and selects.

use serde_json::Value;

use super::menus::check_menu;
use super::{is_blank, is_web_address, list, text};

pub(super) fn check_row(row: &Value, at: &str, findings: &mut Vec<String>) {
    let children = list(row, "components");
    let buttons = children.iter().filter(|child| child["type"] == 2).count();
    let menus = children.len() - buttons;
    match (buttons, menus) {
        (0, 0) => findings.push(format!("{at}: empty row")),
        (1.., 1..) => findings.push(format!("{at}: a select beside a button")),
        (0, 2..) => findings.push(format!("{at}: {menus} selects in a row")),
        (6.., 0) => findings.push(format!("{at}: {buttons} buttons in a row, at most 5")),
        (_, _) => {}
    }
    for (index, child) in children.iter().enumerate() {
        let at = format!("{at}.components[{index}]");
        match child["type"].as_u64() {
            Some(2) => check_button(child, &at, findings),
            Some(3 | 5..=8) => check_menu(child, &at, findings),
            Some(_) | None => findings.push(format!(
                "{at}: type {} cannot stand in a row",
                child["type"]
            )),
        }
    }
}

pub(super) fn check_button(button: &Value, at: &str, findings: &mut Vec<String>) {
    let has = |key: &str| !button[key].is_null() && button[key] != "";
    let (needed, forbidden): (&str, &[&str]) = match button["style"].as_u64() {
        Some(1..=4) => ("custom_id", &["url", "sku_id"]),
        Some(5) => ("url", &["custom_id", "sku_id"]),
        Some(6) => ("sku_id", &["custom_id", "url", "label", "emoji"]),
        Some(_) | None => return findings.push(format!("{at}: button style {}", button["style"])),
    };
    if !has(needed) {
        findings.push(format!("{at}: button without {needed}"));
    }
    for key in forbidden.iter().filter(|key| has(key)) {
        findings.push(format!(
            "{at}: {key} on a button of style {}",
            button["style"]
        ));
    }
    if button["style"] != 6 && is_blank(text(button, "label")) && !has("emoji") {
        findings.push(format!("{at}: button without label and emoji"));
    }
    let url = text(button, "url");
    if has("url") && !is_web_address(url) && !url.starts_with("discord://") {
        findings.push(format!("{at}: {url:?} is not http(s)"));
    }
}

mod tests {
    use serde_json::json;

    use super::super::assert_finding;
    use super::super::components::check_components;
    use super::*;

    #[track_caller]
    fn check_row_of(children: &Value, expected: &str) {
        let mut findings = Vec::new();
        check_components(
            &[json!({"type": 1, "components": children})],
            false,
            &[],
            &mut findings,
        );
        assert_finding(&findings, expected);
    }

    fn button(custom_id: &str) -> Value {
        json!({"type": 2, "style": 1, "label": "x", "custom_id": custom_id})
    }

    #[test]
    fn buttons_do_something_and_can_be_read() {
        check_row_of(&json!([button("a")]), "");
        check_row_of(
            &json!([{"type": 2, "style": 1, "label": "x"}]),
            "without custom_id",
        );
        check_row_of(
            &json!([{"type": 2, "style": 1, "custom_id": "a"}]),
            "without label and emoji",
        );
        check_row_of(
            &json!([{"type": 2, "style": 5, "label": "x"}]),
            "without url",
        );
        check_row_of(
            &json!([{"type": 2, "style": 5, "label": "x", "url": "x.org"}]),
            "is not http(s)",
        );
        check_row_of(
            &json!([{"type": 2, "style": 9, "label": "x"}]),
            "button style 9",
        );
        check_row_of(&json!([{"type": 2, "style": 6, "sku_id": "1"}]), "");
        check_row_of(
            &json!([{"type": 2, "style": 6, "sku_id": "1", "label": "x"}]),
            "label on a button of style 6",
        );
        let both =
            json!([{"type": 2, "style": 5, "label": "x", "url": "https://x", "custom_id": "a"}]);
        check_row_of(&both, "custom_id on a button of style 5");
    }

    #[test]
    fn rows_hold_five_buttons_or_one_select() {
        let menu = |id| json!({"type": 5, "custom_id": id});
        check_row_of(&json!([]), "empty row");
        check_row_of(&json!([menu("a")]), "");
        check_row_of(&json!([menu("a"), menu("b")]), "2 selects");
        check_row_of(&json!([menu("a"), button("b")]), "a select beside a button");
        check_row_of(
            &(0..6).map(|n| button(&n.to_string())).collect(),
            "6 buttons in a row",
        );
        check_row_of(
            &json!([button("a"), button("a")]),
            "custom_id \"a\" more than once",
        );
        check_row_of(
            &json!([{"type": 4, "custom_id": "a"}]),
            "type 4 cannot stand in a row",
        );
    }
}
