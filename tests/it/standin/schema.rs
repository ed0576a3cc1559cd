//! Owns the comparison of a request body with Discord's published OpenAPI description.
//!
//! The description is not in this repository: where the file is missing only `rules` hold. It is
//! patched in memory: two false alarms go, and each `oneOf` becomes a dispatch on `type`, so that
//! errors name the field that is wrong instead of every alternative that did not fit.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

pub(crate) const MESSAGE: &str = "MessageCreateRequest";
pub(crate) const FOLLOW_UP: &str = "IncomingWebhookRequestPartial";
pub(crate) const EDIT: &str = "IncomingWebhookUpdateRequestPartial";
pub(crate) const COMMAND: &str = "ApplicationCommandUpdateRequest";
pub(crate) const PONG: &str = "PongInteractionCallbackRequest";
pub(crate) const ANSWER: &str = "CreateMessageInteractionCallbackRequest";
pub(crate) const UPDATE: &str = "UpdateMessageInteractionCallbackRequest";
pub(crate) const AUTOCOMPLETE: &str = "ApplicationCommandAutocompleteCallbackRequest";
pub(crate) const MODAL: &str = "ModalInteractionCallbackRequest";
pub(crate) const FORUM_POST: &str = "CreateForumThreadRequest";
pub(crate) const DIRECT: &str = "CreatePrivateChannelRequest";
const ALL: [&str; 11] = [
    MESSAGE,
    FORUM_POST,
    DIRECT,
    FOLLOW_UP,
    EDIT,
    COMMAND,
    PONG,
    ANSWER,
    UPDATE,
    AUTOCOMPLETE,
    MODAL,
];

/// Built once per process: loading and compiling takes tens of milliseconds.
static VALIDATORS: LazyLock<Option<BTreeMap<&str, Validator>>> = LazyLock::new(|| {
    let path = std::env::var_os("RAPPORTEUR_OPENAPI").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../shared/discord/openapi.json"
            ))
        },
        PathBuf::from,
    );
    match std::fs::read(&path) {
        Ok(document) => Some(compile(&document)),
        Err(error) => {
            eprintln!(
                "note: requests are held against our own rules only: {}: {error}",
                path.display()
            );
            None
        }
    }
});

/// What the schema called `name` finds wrong with `body`; nothing where the description is missing.
pub(crate) fn check(name: &str, body: &Value) -> Vec<String> {
    let Some(validators) = VALIDATORS.as_ref() else {
        return Vec::new();
    };
    let errors = validators[name].iter_errors(body);
    errors
        .map(|error| format!("{}: {}", error.instance_path(), error.masked_with("it")))
        .collect()
}

fn compile(document: &[u8]) -> BTreeMap<&'static str, Validator> {
    let mut document: Value =
        serde_json::from_slice(document).expect("the OpenAPI description is JSON");
    let schemas = document["components"]["schemas"].take();
    let mut patched = schemas.clone();
    mend(&mut patched);
    dispatch(&mut patched, &schemas);
    let compile_one = |name: &'static str| {
        let mut needed = Map::new();
        collect(name, &patched, &mut needed);
        let schema = json!({"$ref": reference(name), "components": {"schemas": needed}});
        (
            name,
            jsonschema::validator_for(&schema)
                .unwrap_or_else(|error| panic!("{name}: {error} at {}", error.instance_path())),
        )
    };
    ALL.map(compile_one).into_iter().collect()
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

fn referred(schema: &Value) -> Option<&str> {
    schema["$ref"]
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

/// Gathers the schema called `name` and all that it refers to.
fn collect(name: &str, schemas: &Value, needed: &mut Map<String, Value>) {
    if needed.contains_key(name) {
        return;
    }
    let schema = schemas
        .get(name)
        .unwrap_or_else(|| panic!("the OpenAPI description lacks {name}"));
    needed.insert(name.to_owned(), schema.clone());
    collect_inside(schema, schemas, needed);
}

fn collect_inside(schema: &Value, schemas: &Value, needed: &mut Map<String, Value>) {
    if let Some(name) = referred(schema) {
        collect(name, schemas, needed);
    }
    for child in children(schema) {
        collect_inside(child, schemas, needed);
    }
}

fn children(schema: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match schema {
        Value::Object(members) => Box::new(members.values()),
        Value::Array(items) => Box::new(items.iter()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Box::new(std::iter::empty())
        }
    }
}

/// Discord takes both forms, and serenity sends the ones that the description leaves out.
fn mend(schemas: &mut Value) {
    schemas["ApplicationCommandUpdateRequest"]["properties"]["default_member_permissions"] =
        json!({"type": ["integer", "string", "null"], "pattern": "^[0-9]+$"});
    schemas["MessageAttachmentRequest"]["properties"]["id"] =
        json!({"type": ["integer", "string"]});
}

/// Rewrites every `oneOf` and `anyOf` whose alternatives can be told apart.
fn dispatch(schema: &mut Value, schemas: &Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| dispatch(item, schemas)),
        Value::Object(members) => {
            members
                .values_mut()
                .for_each(|member| dispatch(member, schemas));
            for keyword in ["oneOf", "anyOf"] {
                let alternatives = members.get(keyword).and_then(Value::as_array);
                if let Some(replacement) = alternatives.and_then(|all| told_apart(all, schemas)) {
                    members.remove(keyword);
                    members.extend(replacement);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn told_apart(alternatives: &[Value], schemas: &Value) -> Option<Map<String, Value>> {
    if alternatives
        .iter()
        .all(|alternative| alternative.get("const").is_some())
    {
        let values: Vec<&Value> = alternatives
            .iter()
            .map(|alternative| &alternative["const"])
            .collect();
        return json!({"enum": values}).as_object().cloned();
    }
    let nothing = json!({"type": "null"});
    let others: Vec<&Value> = alternatives
        .iter()
        .filter(|alternative| **alternative != nothing)
        .collect();
    let rest = match others.as_slice() {
        [only] => (*only).clone(),
        several => by_type(several, schemas)?,
    };
    let replacement = if others.len() == alternatives.len() {
        rest
    } else {
        json!({"if": {"not": nothing}, "then": rest})
    };
    replacement.as_object().cloned()
}

/// A schema that looks at `type` first, where every alternative pins it.
fn by_type(alternatives: &[&Value], schemas: &Value) -> Option<Value> {
    let mut types = Vec::new();
    let mut branches = Vec::new();
    for alternative in alternatives {
        let own = schemas[referred(alternative)?]["properties"]["type"]["enum"].as_array()?;
        types.extend(own.iter().cloned());
        let applies = json!({"properties": {"type": {"enum": own}}, "required": ["type"]});
        branches.push(json!({"if": applies, "then": alternative}));
    }
    Some(json!({
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": types}},
        "allOf": branches,
    }))
}

mod tests {
    use super::super::rules::assert_finding;
    use super::*;

    /// Without the description there is nothing to find.
    #[track_caller]
    fn finds(name: &str, body: &Value, expected: &str) {
        let expected = if VALIDATORS.is_some() { expected } else { "" };
        assert_finding(&check(name, body), expected);
    }

    #[test]
    fn errors_name_the_field_that_is_wrong() {
        let row = |children: Value| json!({"components": [{"type": 1, "components": children}]});
        let button = json!({"type": 2, "style": 1, "label": "x".repeat(81), "custom_id": "a"});
        finds(
            MESSAGE,
            &row(json!([button])),
            "/components/0/components/0/label: it is longer than 80",
        );
        finds(
            MESSAGE,
            &row(json!([{"type": 99}])),
            "/components/0/components/0/type: it is not one of",
        );
        finds(
            MESSAGE,
            &row(json!([{"type": 2}])),
            "/components/0/components/0: \"style\" is a required",
        );
        finds(
            MESSAGE,
            &json!({"embeds": [{"title": "x".repeat(257)}]}),
            "/embeds/0/title",
        );
        finds(
            MODAL,
            &json!({"type": 9, "data": {"custom_id": "a", "title": "x", "components": []}}),
            "/data/components",
        );
        finds(
            COMMAND,
            &json!({"name": "x", "options": [{"type": 3, "name": "a"}]}),
            "/options/0: \"description\"",
        );
        finds(FOLLOW_UP, &json!({"content": 7}), "/content");
    }

    #[test]
    fn what_discord_takes_is_taken() {
        finds(
            MESSAGE,
            &json!({"content": null, "embeds": null, "attachments": [{"id": 0}]}),
            "",
        );
        finds(
            COMMAND,
            &json!({"name": "x", "description": "x", "default_member_permissions": "32"}),
            "",
        );
        finds(
            ANSWER,
            &json!({"type": 4, "data": {"content": "x", "flags": 64}}),
            "",
        );
        finds(UPDATE, &json!({"type": 6}), "");
        finds(PONG, &json!({"type": 1}), "");
        let choices = json!([{"name": "x", "value": "x"}]);
        finds(
            AUTOCOMPLETE,
            &json!({"type": 8, "data": {"choices": choices}}),
            "",
        );
        finds(EDIT, &json!({"components": []}), "");
    }
}
