//! Registers the commands at start, and only when Discord's differ from ours.

use serde_json::Value;
use serenity::all::{ApplicationId, GuildId};
use serenity::http::{Http, LightMethod, Request, Route};

use crate::discord::commands::definitions;

/// Makes Discord's commands ours: in each of `servers`, or everywhere when there are none.
///
/// # Errors
/// When Discord refuses or cannot be reached.
pub(super) async fn register(
    http: &Http,
    application_id: ApplicationId,
    servers: &[u64],
) -> serenity::Result<()> {
    if servers.is_empty() {
        return register_at(http, Route::Commands { application_id }, "everywhere").await;
    }
    for server in servers {
        let guild_id = GuildId::new(*server);
        let place = format!("in server {server}");
        register_at(
            http,
            Route::GuildCommands {
                application_id,
                guild_id,
            },
            &place,
        )
        .await?;
    }
    Ok(())
}

async fn register_at(http: &Http, route: Route<'_>, place: &str) -> serenity::Result<()> {
    let registered: Value = http.fire(Request::new(route, LightMethod::Get)).await?;
    let ours = definitions();
    if same(&ours, &registered) {
        tracing::debug!(place, "commands are registered already");
        return Ok(());
    }
    let body = serde_json::to_vec(&ours)?;
    let put = Request::new(route, LightMethod::Put).body(Some(body));
    let _registered: Value = http.fire(put).await?;
    tracing::info!(place, "commands registered");
    Ok(())
}

/// True when `theirs` says all that `ours` says; Discord adds ids, versions and defaults.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let said = |(key, value): (&String, &Value)| {
                theirs.get(key).is_some_and(|other| same(value, other))
            };
            let n_options =
                |value: Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len);
            ours.iter().all(said)
                && n_options(ours.get("options")) == n_options(theirs.get("options"))
        }
        (Value::Array(ours), Value::Array(theirs)) if named(ours) => {
            let known = |one: &Value| theirs.iter().any(|other| same(one, other));
            ours.len() == theirs.len() && ours.iter().all(known)
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|(one, other)| same(one, other))
        }
        (ours, theirs) => ours == theirs,
    }
}

/// True for a list of commands, which Discord gives in an order of its own.
fn named(list: &[Value]) -> bool {
    list.iter()
        .all(|one| one.get("integration_types").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_discord_adds_is_no_difference() {
        let mut theirs = definitions();
        for command in theirs.as_array_mut().unwrap() {
            command["id"] = json!("1");
            command["version"] = json!("2");
            command["nsfw"] = json!(false);
        }
        assert!(same(&definitions(), &theirs));
    }

    #[test]
    fn a_changed_text_and_a_missing_option_are_differences() {
        let mut theirs = definitions();
        theirs[0]["description"] = json!("another");
        assert!(!same(&definitions(), &theirs));
        let mut theirs = definitions();
        theirs[2]["options"].as_array_mut().unwrap().pop();
        assert!(!same(&definitions(), &theirs));
        let mut theirs = definitions();
        theirs
            .as_array_mut()
            .unwrap()
            .push(json!({ "name": "old" }));
        assert!(!same(&definitions(), &theirs));
    }
}
