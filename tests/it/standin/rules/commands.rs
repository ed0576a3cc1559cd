//! Owns the rules for registering application commands, global or of one guild.

use serde_json::Value;

use super::options::{check_locales, check_options, check_words};
use super::{duplicates, is_blank, length, list, text};

const CHAT_INPUT: u64 = 1;
/// How many commands of each type a scope may have.
const LIMITS: [(u64, usize); 3] = [(CHAT_INPUT, 100), (2, 15), (3, 15)];

/// Holds a whole set of commands, as it is put, against the rules.
pub(crate) fn check_commands(commands: &[Value]) -> Vec<String> {
    let mut findings = Vec::new();
    for (kind, most) in LIMITS {
        let names: Vec<&str> = commands
            .iter()
            .filter(|command| type_of(command) == kind)
            .map(|command| text(command, "name"))
            .collect();
        if names.len() > most {
            findings.push(format!(
                "{} commands of type {kind}, at most {most}",
                names.len()
            ));
        }
        for name in duplicates(names.into_iter()) {
            findings.push(format!("{name}: name more than once"));
        }
    }
    for command in commands {
        check_command(command, &mut findings);
    }
    findings
}

/// The type of a command, which is optional.
pub(crate) fn type_of(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(CHAT_INPUT)
}

fn check_command(command: &Value, findings: &mut Vec<String>) {
    let at = text(command, "name");
    let total = characters(command);
    if total > 8000 {
        findings.push(format!("{at}: {total} characters in total, at most 8000"));
    }
    check_locales(command, at, findings);
    if type_of(command) == CHAT_INPUT {
        check_words(command, at, findings);
        check_options(list(command, "options"), at, 0, findings);
        return;
    }
    if is_blank(at) || length(at) > 32 {
        findings.push(format!("{at:?}: name of 1 to 32 characters"));
    }
    let localized = command["description_localizations"]
        .as_object()
        .is_some_and(|texts| !texts.is_empty());
    if !text(command, "description").is_empty() || localized {
        findings.push(format!("{at}: a context-menu command has no description"));
    }
    if !list(command, "options").is_empty() {
        findings.push(format!("{at}: a context-menu command has no options"));
    }
}

/// Discord counts names, descriptions and choice values; of translations the longest.
fn characters(item: &Value) -> usize {
    let longest = |key: &str| {
        let translated = item[format!("{key}_localizations")].as_object();
        let translated = translated.into_iter().flat_map(|texts| texts.values());
        let texts = translated
            .filter_map(Value::as_str)
            .chain([text(item, key)]);
        texts.map(length).max().unwrap_or_default()
    };
    let inner = list(item, "options").iter().chain(list(item, "choices"));
    longest("name")
        + longest("description")
        + length(text(item, "value"))
        + inner.map(characters).sum::<usize>()
}

mod tests {
    use serde_json::json;

    use super::super::assert_finding;
    use super::*;

    #[track_caller]
    fn check(command: &Value, expected: &str) {
        assert_finding(&check_commands(std::slice::from_ref(command)), expected);
    }

    #[track_caller]
    fn check_options_of(options: &Value, expected: &str) {
        check(
            &json!({"name": "x", "description": "x", "options": options}),
            expected,
        );
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
    fn names_are_lower_case_words() {
        check(&json!({"name": "due-diligence", "description": "x"}), "");
        check(&json!({"name": "sorgfalt_é1", "description": "x"}), "");
        check(
            &json!({"name": "Norm", "description": "x"}),
            "name \"Norm\"",
        );
        check(&json!({"name": "a b", "description": "x"}), "name \"a b\"");
        check(
            &json!({"name": "x".repeat(33), "description": "x"}),
            "1 to 32",
        );
        check(
            &json!({"name": "x", "description": "x", "name_localizations": {"fr": "É"}}),
            "name \"É\"",
        );
        check(
            &json!({"name": "x", "description": "x", "name_localizations": {"en": "x"}}),
            "unknown locale en",
        );
    }

    #[test]
    fn descriptions_are_for_chat_commands_only() {
        check(&json!({"name": "x"}), "description of 1 to 100");
        check(
            &json!({"name": "x", "description": "x".repeat(101)}),
            "description of 1 to 100",
        );
        check(&json!({"name": "Find This", "type": 3}), "");
        check(
            &json!({"name": "Find This", "type": 3, "description": "x"}),
            "has no description",
        );
        check(
            &json!({"name": "Find This", "type": 2, "options": [{}]}),
            "has no options",
        );
    }

    #[test]
    fn sets_are_bounded_and_names_unique_by_type() {
        let command = |name: &str| json!({"name": name, "description": "x"});
        let many: Vec<Value> = (0..101).map(|n| command(&n.to_string())).collect();
        assert_finding(&check_commands(&many), "101 commands of type 1");
        assert_finding(
            &check_commands(&[command("x"), command("x")]),
            "x: name more than once",
        );
        assert_finding(
            &check_commands(&[command("x"), json!({"name": "x", "type": 2})]),
            "",
        );
    }

    #[test]
    fn a_command_has_eight_thousand_characters() {
        let choices: Vec<Value> = (0..25)
            .map(|n| json!({"name": format!("{n:02}{}", "x".repeat(98)), "value": "y".repeat(100)}))
            .collect();
        check_options_of(&json!([option("a", &json!({"choices": choices}))]), "");
        let names = ["a", "b"].map(|name| option(name, &json!({"choices": choices})));
        check_options_of(&json!(names), "10006 characters in total");
    }
}
