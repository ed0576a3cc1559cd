//! Owns the registered commands of each scope, in the form in which Discord returns them.

use serde_json::{Map, Value, json};

use super::fixtures;
use super::rules::commands::type_of;
use super::state::{Recorded, State};

/// What a list of commands leaves out unless it is asked for.
const LOCALIZATIONS: [&str; 2] = ["name_localizations", "description_localizations"];

/// The commands of the scope that the path names.
pub(super) fn listed(state: &State, request: &Recorded) -> Value {
    let mut commands = state
        .commands
        .get(&request.path)
        .cloned()
        .unwrap_or_default();
    if !request.query.contains("with_localizations=true") {
        for command in commands.iter_mut().filter_map(Value::as_object_mut) {
            command.retain(|key, _| !LOCALIZATIONS.contains(&key.as_str()));
        }
    }
    commands.into()
}

/// Replaces the commands of a scope; one of the same type and name keeps its id.
pub(super) fn put(state: &mut State, request: &Recorded, commands: &[Value]) -> Value {
    let before = state.commands.remove(&request.path).unwrap_or_default();
    let guild = request
        .path
        .split('/')
        .skip_while(|segment| *segment != "guilds")
        .nth(1);
    let mut after = Vec::new();
    for command in commands {
        let mut command = completed(command, guild);
        let same =
            |old: &&Value| type_of(old) == type_of(&command) && old["name"] == command["name"];
        let old = before.iter().find(same);
        command["id"] = old.map_or_else(|| state.fresh_id().into(), |old| old["id"].clone());
        command["version"] = old.map_or(Value::Null, |old| old["version"].clone());
        if old != Some(&command) {
            command["version"] = state.fresh_id().into();
        }
        after.push(command);
    }
    state.commands.insert(request.path.clone(), after.clone());
    after.into()
}

/// A command with Discord's defaults, and without what Discord does not repeat.
fn completed(command: &Value, guild: Option<&str>) -> Value {
    let mut complete = json!({
        "application_id": fixtures::APPLICATION_ID,
        "type": 1,
        "description": "",
        "name_localizations": null,
        "description_localizations": null,
        "default_member_permissions": null,
        "nsfw": false,
        "contexts": null,
        "integration_types": [0],
    });
    match guild {
        Some(guild) => complete["guild_id"] = guild.into(),
        None => complete["dm_permission"] = true.into(),
    }
    for (key, value) in command.as_object().into_iter().flatten() {
        match key.as_str() {
            "options" => {
                let options: Vec<Value> = value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(trimmed)
                    .collect();
                if !options.is_empty() {
                    complete["options"] = options.into();
                }
            }
            // Discord gives permissions back as text, however they came.
            "default_member_permissions" if value.is_u64() => {
                complete[key] = value.to_string().into();
            }
            _ if value.is_null() => {}
            _ => complete[key] = value.clone(),
        }
    }
    complete
}

/// An option without what it would have anyway.
fn trimmed(option: &Value) -> Value {
    let mut kept = Map::new();
    for (key, value) in option.as_object().into_iter().flatten() {
        let empty = value.as_array().is_some_and(Vec::is_empty);
        if value.is_null() || value == false || empty {
            continue;
        }
        let value = match value.as_array() {
            Some(items) if matches!(key.as_str(), "options" | "choices") => {
                items.iter().map(trimmed).collect()
            }
            Some(_) | None => value.clone(),
        };
        kept.insert(key.clone(), value);
    }
    kept.into()
}
