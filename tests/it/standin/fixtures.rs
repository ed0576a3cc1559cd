//! Owns the JSON that Discord sends: interactions, messages, users, and READY.
//!
//! Every field that serenity needs is there, as it drops an event that it cannot parse without a
//! word.

use serde_json::{Value, json};

pub(crate) const APPLICATION_ID: &str = "1000000000000000001";
pub(crate) const GUILD_ID: &str = "1000000000000000002";
pub(crate) const CHANNEL_ID: &str = "1000000000000000003";
pub(crate) const USER_ID: &str = "1000000000000000004";
const DM_CHANNEL_ID: &str = "1000000000000000005";
pub(crate) const OWNER_ID: &str = "1000000000000000008";
pub(crate) const ROLE_ID: &str = "1000000000000000009";
pub(crate) const ANNOUNCEMENTS_ID: &str = "1000000000000000010";
pub(crate) const THREAD_ID: &str = "1000000000000000011";
pub(crate) const FORUM_ID: &str = "1000000000000000012";
pub(crate) const TAG_ID: &str = "1000000000000000013";
pub(crate) const OTHER_TAG_ID: &str = "1000000000000000014";
const COMMAND_ID: &str = "1000000000000000006";
const MESSAGE_ID: &str = "1000000000000000007";
pub(super) const SENT: &str = "2026-01-02T03:04:05.000000+00:00";
const ADMINISTRATOR: &str = "8";
/// Permission to use application commands.
const EVERYBODY: &str = "2147483648";

/// An interaction before it is sent: in a guild and by a member, unless a method says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Interaction(Value);

impl Interaction {
    fn new(kind: u8, data: &Value) -> Interaction {
        Interaction(json!({
            "type": kind,
            "application_id": APPLICATION_ID,
            "version": 1,
            "data": data,
            "guild_id": GUILD_ID,
            "guild": {"id": GUILD_ID, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "channel_id": CHANNEL_ID,
            "channel": {"id": CHANNEL_ID, "type": 0, "name": "general", "permissions": EVERYBODY},
            "member": member(USER_ID),
            "locale": "en-US",
            "app_permissions": "562949953601536",
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": {"0": GUILD_ID},
            "context": 0,
            "attachment_size_limit": 10_485_760,
        }))
    }

    /// In the direct messages between the user and the bot.
    pub(crate) fn in_dm(mut self) -> Interaction {
        let user = self.0["member"]["user"].take();
        let members = self.0.as_object_mut().unwrap();
        for key in ["guild_id", "guild", "guild_locale", "member"] {
            members.remove(key);
        }
        let channel = dm_channel(user["id"].as_str().unwrap());
        self.0["user"] = user;
        self.0["channel_id"] = channel.as_str().into();
        self.0["channel"] = json!({"id": channel, "type": 1});
        self.0["context"] = 1.into();
        self.0["authorizing_integration_owners"] = json!({"0": "0"});
        self
    }

    /// By somebody who has the bot installed for themselves, where it is not a member.
    pub(crate) fn user_installed(mut self) -> Interaction {
        let user = if self.0["user"].is_object() {
            &self.0["user"]
        } else {
            &self.0["member"]["user"]
        };
        self.0["authorizing_integration_owners"] = json!({"1": user["id"]});
        self
    }

    pub(crate) fn by_user(mut self, id: &str) -> Interaction {
        if self.0["user"].is_object() {
            self.0["user"] = user(id);
            self = self.in_channel(&dm_channel(id));
        } else {
            self.0["member"]["user"] = user(id);
        }
        self
    }

    pub(crate) fn by_administrator(mut self) -> Interaction {
        self.0["member"]["permissions"] = ADMINISTRATOR.into();
        self
    }

    /// By a member with these roles, and with these permissions besides what everybody's and these
    /// roles give.
    pub(crate) fn by_member_with(mut self, permissions: u64, roles: &[&str]) -> Interaction {
        self.0["member"]["permissions"] = permissions.to_string().into();
        self.0["member"]["roles"] = json!(roles);
        self
    }

    pub(crate) fn in_channel(mut self, id: &str) -> Interaction {
        self.0["channel_id"] = id.into();
        self.0["channel"]["id"] = id.into();
        self
    }

    pub(crate) fn with_locale(mut self, locale: &str) -> Interaction {
        self.0["locale"] = locale.into();
        self
    }

    /// The message that holds the component, as the stand-in stored or returned it.
    pub(crate) fn on_message(mut self, message: &Value) -> Interaction {
        self.0["message"] = message.clone();
        self
    }
}

impl From<Interaction> for Value {
    fn from(interaction: Interaction) -> Value {
        interaction.0
    }
}

/// A slash command; options as an object, where an object inside is a subcommand or a group of
/// them.
pub(crate) fn slash(name: &str, options: &Value) -> Interaction {
    let options = as_options(options, None);
    Interaction::new(
        2,
        &json!({"id": COMMAND_ID, "name": name, "type": 1, "options": options}),
    )
}

/// The value of an option in which somebody chose a channel.
pub(crate) fn chosen_channel(id: &str) -> Value {
    format!("<#{id}>").into()
}

/// The value of an option in which somebody chose a role.
pub(crate) fn chosen_role(id: &str) -> Value {
    format!("<@&{id}>").into()
}

/// The type of a chosen thing and its id.
fn chosen(value: &Value) -> Option<(u8, &str)> {
    let inner = value.as_str()?.strip_prefix('<')?.strip_suffix('>')?;
    let role = inner.strip_prefix("@&").map(|id| (8, id));
    role.or_else(|| Some((7, inner.strip_prefix('#')?)))
}

/// Somebody typing in the option called `focused`, which is sent as text whatever its type.
pub(crate) fn autocomplete(name: &str, options: &Value, focused: &str) -> Interaction {
    let options = as_options(options, Some(focused));
    Interaction::new(
        4,
        &json!({"id": COMMAND_ID, "name": name, "type": 1, "options": options}),
    )
}

pub(crate) fn message_command(name: &str, content: &str) -> Interaction {
    let target = message(
        MESSAGE_ID,
        CHANNEL_ID,
        &json!({"content": content, "author": user(USER_ID)}),
    );
    let resolved = json!({"messages": {MESSAGE_ID: target}});
    let data = json!({
        "id": COMMAND_ID,
        "name": name,
        "type": 3,
        "target_id": MESSAGE_ID,
        "resolved": resolved,
    });
    Interaction::new(2, &data)
}

pub(crate) fn button(custom_id: &str) -> Interaction {
    on_component(&json!({"custom_id": custom_id, "component_type": 2}))
}

pub(crate) fn select(custom_id: &str, values: &[&str]) -> Interaction {
    on_component(&json!({"custom_id": custom_id, "component_type": 3, "values": values}))
}

fn on_component(data: &Value) -> Interaction {
    Interaction::new(3, data).on_message(&message(MESSAGE_ID, CHANNEL_ID, &json!({})))
}

/// A modal with one text input a row, as `{custom_id: text}`.
pub(crate) fn modal_submit(custom_id: &str, inputs: &Value) -> Interaction {
    let inputs = inputs.as_object().expect("inputs are an object").iter();
    let rows: Vec<Value> = inputs
        .map(|(id, value)| json!({"type": 4, "custom_id": id, "value": value}))
        .map(|input| json!({"type": 1, "components": [input]}))
        .collect();
    Interaction::new(5, &json!({"custom_id": custom_id, "components": rows}))
}

fn as_options(options: &Value, focused: Option<&str>) -> Value {
    let options = options.as_object().expect("options are an object").iter();
    options
        .map(|(name, value)| as_option(name, value, focused))
        .collect()
}

fn as_option(name: &str, value: &Value, focused: Option<&str>) -> Value {
    if let Some((kind, id)) = chosen(value) {
        return json!({"name": name, "type": kind, "value": id});
    }
    let kind = match value {
        Value::Object(inner) if inner.values().any(Value::is_object) => 2,
        Value::Object(_) => 1,
        Value::String(_) => 3,
        Value::Number(number) if number.is_f64() => 10,
        Value::Number(_) => 4,
        Value::Bool(_) => 5,
        Value::Null | Value::Array(_) => panic!("option {name} cannot be {value}"),
    };
    if value.is_object() {
        json!({"name": name, "type": kind, "options": as_options(value, focused)})
    } else if focused == Some(name) {
        let typed = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        json!({"name": name, "type": kind, "value": typed, "focused": true})
    } else {
        json!({"name": name, "type": kind, "value": value})
    }
}

/// A message as Discord returns it, from the body that made it.
pub(crate) fn message(id: &str, channel: &str, body: &Value) -> Value {
    let mut message = json!({
        "id": id,
        "channel_id": channel,
        "type": 0,
        "author": bot_user(),
        "content": "",
        "timestamp": SENT,
        "edited_timestamp": null,
        "tts": false,
        "mention_everyone": false,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": false,
        "flags": 0,
        "components": [],
    });
    for (key, value) in body.as_object().into_iter().flatten() {
        if !value.is_null()
            && key != "attachments"
            && key != "allowed_mentions"
            && key != "enforce_nonce"
        {
            message[key] = value.clone();
        }
    }
    message
}

pub(super) fn attachment(id: &str, name: &str, size: usize) -> Value {
    let url = format!("https://cdn.discordapp.com/attachments/{CHANNEL_ID}/{id}/{name}");
    json!({"id": id, "filename": name, "size": size, "url": url, "proxy_url": url})
}

/// The direct messages between the bot and a person; in the stand-in their id follows from the
/// person's.
pub(crate) fn dm_channel(user: &str) -> String {
    match user.parse::<u64>() {
        Ok(_) if user == USER_ID => DM_CHANNEL_ID.to_owned(),
        Ok(id) => (id | 1 << 62).to_string(),
        Err(error) => panic!("{user} is no user's id: {error}"),
    }
}

pub(super) fn user(id: &str) -> Value {
    let name = format!("user{id}");
    json!({"id": id, "username": name, "discriminator": "0", "global_name": null, "avatar": null})
}

pub(super) fn bot_user() -> Value {
    json!({
        "id": APPLICATION_ID,
        "username": "rapporteur",
        "discriminator": "0",
        "global_name": null,
        "avatar": null,
        "bot": true,
        "mfa_enabled": false,
        "verified": true,
        "email": null,
        "flags": 0,
    })
}

pub(super) fn member(id: &str) -> Value {
    json!({
        "user": user(id),
        "nick": null,
        "avatar": null,
        "banner": null,
        "roles": [],
        "joined_at": SENT,
        "premium_since": null,
        "deaf": false,
        "mute": false,
        "flags": 0,
        "pending": false,
        "permissions": EVERYBODY,
        "communication_disabled_until": null,
    })
}

pub(super) fn application() -> Value {
    json!({
        "id": APPLICATION_ID,
        "name": "rapporteur",
        "icon": null,
        "description": "",
        "bot_public": true,
        "bot_require_code_grant": false,
        "owner": user(USER_ID),
        "verify_key": "0",
        "team": null,
        "flags": 0,
        "integration_types_config": {"0": {}, "1": {}},
    })
}

pub(super) fn ready(session: &str, address: &str) -> Value {
    json!({
        "v": 10,
        "user": bot_user(),
        "guilds": [],
        "session_id": session,
        "resume_gateway_url": address,
        "shard": [0, 1],
        "application": {"id": APPLICATION_ID, "flags": 0},
    })
}
