//! Owns the rules for components in messages: rows, buttons and the v2 layout.

use serde_json::Value;

use super::embeds::check_media;
use super::rows::{check_button, check_row};
use super::{duplicates, is_blank, length, list, text};

/// What a component may hold and where it may stand depends on what holds it.
#[derive(Clone, Copy, PartialEq)]
enum Parent {
    Message,
    Container,
}

/// Holds the components of one message against the rules.
pub(super) fn check_components(
    components: &[Value],
    v2: bool,
    uploads: &[&str],
    findings: &mut Vec<String>,
) {
    if !v2 && components.len() > 5 {
        findings.push(format!("components: {} rows, at most 5", components.len()));
    }
    for (index, component) in components.iter().enumerate() {
        let at = format!("components[{index}]");
        if !v2 && component["type"] != 1 {
            findings.push(format!(
                "{at}: type {} needs the components v2 flag",
                component["type"]
            ));
        }
        check_block(component, Parent::Message, &at, uploads, findings);
    }
    let mut all = Vec::new();
    flatten(components, &mut all);
    if all.len() > 40 {
        findings.push(format!("components: {} in all, at most 40", all.len()));
    }
    let texts = all.iter().filter(|component| component["type"] == 10);
    let total: usize = texts
        .map(|component| length(text(component, "content")))
        .sum();
    if total > 4000 {
        findings.push(format!(
            "components: {total} characters of text, at most 4000"
        ));
    }
    check_identity(&all, findings);
}

/// All components, nested ones included, in order.
pub(crate) fn flatten<'a>(components: &'a [Value], all: &mut Vec<&'a Value>) {
    for component in components {
        all.push(component);
        flatten(list(component, "components"), all);
        for key in ["accessory", "component"] {
            if component[key].is_object() {
                flatten(std::slice::from_ref(&component[key]), all);
            }
        }
    }
}

/// `custom_id` and `id` are each unique within a message or modal.
pub(super) fn check_identity(all: &[&Value], findings: &mut Vec<String>) {
    for id in duplicates(
        all.iter()
            .filter_map(|component| component["custom_id"].as_str()),
    ) {
        findings.push(format!("components: custom_id {id:?} more than once"));
    }
    let ids: Vec<String> = all
        .iter()
        .filter_map(|it| it["id"].as_u64())
        .map(|id| id.to_string())
        .collect();
    for id in duplicates(ids.iter().map(String::as_str).filter(|id| *id != "0")) {
        findings.push(format!("components: id {id} more than once"));
    }
}

fn check_block(
    block: &Value,
    parent: Parent,
    at: &str,
    uploads: &[&str],
    findings: &mut Vec<String>,
) {
    match block["type"].as_u64() {
        Some(1) => check_row(block, at, findings),
        Some(9) => check_section(block, at, uploads, findings),
        Some(10) => check_text(block, at, findings),
        Some(12) => {
            let items = list(block, "items");
            if !(1..=10).contains(&items.len()) {
                findings.push(format!("{at}: {} items, 1 to 10", items.len()));
            }
            for (index, item) in items.iter().enumerate() {
                let at = format!("{at}.items[{index}].media.url");
                check_media(item["media"]["url"].as_str(), &at, uploads, findings);
            }
        }
        Some(13) => {
            let url = text(&block["file"], "url");
            if url.starts_with("attachment://") {
                check_media(Some(url), at, uploads, findings);
            } else {
                findings.push(format!("{at}: a file is an attachment://, not {url:?}"));
            }
        }
        Some(14) => {}
        Some(17) if parent == Parent::Message => {
            if list(block, "components").is_empty() {
                findings.push(format!("{at}: empty container"));
            }
            for (index, child) in list(block, "components").iter().enumerate() {
                check_block(
                    child,
                    Parent::Container,
                    &format!("{at}.components[{index}]"),
                    uploads,
                    findings,
                );
            }
        }
        Some(_) | None => findings.push(format!("{at}: type {} cannot stand here", block["type"])),
    }
}

fn check_text(block: &Value, at: &str, findings: &mut Vec<String>) {
    if is_blank(text(block, "content")) {
        findings.push(format!("{at}: empty text"));
    }
}

fn check_section(section: &Value, at: &str, uploads: &[&str], findings: &mut Vec<String>) {
    let texts = list(section, "components");
    if !(1..=3).contains(&texts.len()) {
        findings.push(format!(
            "{at}: a section has 1 to 3 texts, not {}",
            texts.len()
        ));
    }
    for (index, child) in texts.iter().enumerate() {
        let at = format!("{at}.components[{index}]");
        if child["type"] == 10 {
            check_text(child, &at, findings);
        } else {
            findings.push(format!(
                "{at}: type {} cannot stand in a section",
                child["type"]
            ));
        }
    }
    let accessory = &section["accessory"];
    let at = format!("{at}.accessory");
    match accessory["type"].as_u64() {
        Some(2) => check_button(accessory, &at, findings),
        Some(11) => check_media(accessory["media"]["url"].as_str(), &at, uploads, findings),
        Some(_) | None => findings.push(format!(
            "{at}: a section has a button or a thumbnail beside it"
        )),
    }
}

mod tests {
    use serde_json::json;

    use super::super::assert_finding;
    use super::*;

    #[track_caller]
    fn check_v2(components: &Value, expected: &str) {
        let mut findings = Vec::new();
        check_components(
            components.as_array().unwrap(),
            true,
            &["a.txt"],
            &mut findings,
        );
        assert_finding(&findings, expected);
    }

    fn button(custom_id: &str) -> Value {
        json!({"type": 2, "style": 1, "label": "x", "custom_id": custom_id})
    }

    #[test]
    fn messages_without_the_flag_hold_five_rows() {
        let row = |n: usize| json!({"type": 1, "components": [button(&n.to_string())]});
        let mut findings = Vec::new();
        check_components(
            &(0..6).map(row).collect::<Vec<_>>(),
            false,
            &[],
            &mut findings,
        );
        assert_finding(&findings, "6 rows, at most 5");
        findings.clear();
        check_components(&[json!({"type": 14})], false, &[], &mut findings);
        assert_finding(&findings, "type 14 needs the components v2 flag");
    }

    #[test]
    fn sections_hold_texts_beside_an_accessory() {
        let texts = |n| vec![json!({"type": 10, "content": "x"}); n];
        check_v2(
            &json!([{"type": 9, "components": texts(3), "accessory": button("a")}]),
            "",
        );
        check_v2(
            &json!([{"type": 9, "components": texts(4), "accessory": button("a")}]),
            "1 to 3 texts, not 4",
        );
        check_v2(
            &json!([{"type": 9, "components": [], "accessory": button("a")}]),
            "1 to 3 texts, not 0",
        );
        check_v2(
            &json!([{"type": 9, "components": texts(1)}]),
            "button or a thumbnail",
        );
        check_v2(
            &json!([{"type": 9, "components": [{"type": 14}], "accessory": button("a")}]),
            "type 14 cannot stand",
        );
        let picture = json!({"type": 11, "media": {"url": "attachment://b.png"}});
        check_v2(
            &json!([{"type": 9, "components": texts(1), "accessory": picture}]),
            "without an upload",
        );
    }

    #[test]
    fn containers_hold_blocks_but_no_containers() {
        let nested = json!({"type": 17, "components": [{"type": 14}]});
        check_v2(&json!([nested]), "");
        check_v2(&json!([{"type": 17, "components": []}]), "empty container");
        check_v2(
            &json!([{"type": 17, "components": [nested]}]),
            "type 17 cannot stand here",
        );
        check_v2(&json!([button("a")]), "type 2 cannot stand here");
    }

    #[test]
    fn texts_files_and_galleries_are_filled() {
        check_v2(&json!([{"type": 10, "content": " "}]), "empty text");
        check_v2(
            &json!([{"type": 13, "file": {"url": "attachment://a.txt"}}]),
            "",
        );
        check_v2(
            &json!([{"type": 13, "file": {"url": "https://x.org/a.txt"}}]),
            "a file is an attachment://",
        );
        check_v2(&json!([{"type": 12, "items": []}]), "0 items");
        check_v2(
            &json!([{"type": 12, "items": [{"media": {"url": "x"}}]}]),
            "is not http(s)",
        );
    }

    #[test]
    fn totals_count_nested_components() {
        let texts = |n, length| vec![json!({"type": 10, "content": "x".repeat(length)}); n];
        check_v2(&json!([{"type": 17, "components": texts(39, 1)}]), "");
        check_v2(
            &json!([{"type": 17, "components": texts(40, 1)}]),
            "41 in all",
        );
        check_v2(
            &json!([{"type": 17, "components": texts(2, 2001)}]),
            "4002 characters of text",
        );
        check_v2(
            &json!([{"type": 14, "id": 3}, {"type": 14, "id": 3}]),
            "id 3 more than once",
        );
    }
}
