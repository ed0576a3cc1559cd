//! Owns the JSON of servers, roles, channels and members.

use serde_json::{Value, json};

use super::super::clock::timestamp;
use super::super::fixtures;
use super::{Channel, FORUM, Overwrite, Role, Server, World};

impl Role {
    pub(in super::super) fn json(&self) -> Value {
        let colors = json!({"primary_color": 0, "secondary_color": null, "tertiary_color": null});
        json!({
            "id": self.id,
            "name": self.name,
            "description": null,
            "permissions": self.permissions.to_string(),
            "position": self.position,
            "color": 0,
            "colors": colors,
            "hoist": false,
            "managed": false,
            "mentionable": self.mentionable,
            "icon": null,
            "unicode_emoji": null,
            "flags": 0,
        })
    }
}

impl Server {
    /// As `GET /guilds/{id}` gives it.
    pub(in super::super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "icon": null,
            "description": null,
            "home_header": null,
            "splash": null,
            "discovery_splash": null,
            "features": [],
            "banner": null,
            "owner_id": fixtures::OWNER_ID,
            "application_id": null,
            "region": "deprecated",
            "afk_channel_id": null,
            "afk_timeout": 300,
            "system_channel_id": null,
            "system_channel_flags": 0,
            "widget_enabled": false,
            "widget_channel_id": null,
            "verification_level": 0,
            "roles": self.roles.iter().map(Role::json).collect::<Value>(),
            "default_message_notifications": 0,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": null,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": null,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "rules_channel_id": null,
            "safety_alerts_channel_id": null,
            "public_updates_channel_id": null,
            "premium_progress_bar_enabled": false,
            "nsfw": false,
            "nsfw_level": 0,
            "emojis": [],
            "stickers": [],
            "incidents_data": null,
        })
    }

    /// As READY names a server before its `GUILD_CREATE`.
    pub(in super::super) fn stub(&self) -> Value {
        json!({"id": self.id, "unavailable": true})
    }

    /// A member as `GET /guilds/{id}/members/{user}` gives it.
    pub(in super::super) fn member_json(&self, user: &str) -> Option<Value> {
        let roles = self.members.get(user)?;
        let mut member = fixtures::member(user);
        member["roles"] = json!(roles);
        if user == fixtures::APPLICATION_ID {
            member["user"] = fixtures::bot_user();
        }
        if let Some(member) = member.as_object_mut() {
            // Only interactions say what a member may do.
            member.remove("permissions");
        }
        Some(member)
    }
}

impl Channel {
    fn overwrite_json(overwrite: &Overwrite, server: &Server) -> Value {
        let is_role = server.roles.iter().any(|role| role.id == overwrite.id);
        json!({
            "id": overwrite.id,
            "type": u8::from(!is_role),
            "allow": overwrite.allow.to_string(),
            "deny": overwrite.deny.to_string(),
        })
    }

    fn thread_metadata(&self) -> Value {
        let made = self.id.parse().map(timestamp).unwrap_or_default();
        json!({
            "archived": self.archived,
            "auto_archive_duration": 4320,
            "archive_timestamp": made,
            "locked": self.locked,
            "create_timestamp": made,
        })
    }

    /// As an interaction names a channel that somebody chose.
    pub(in super::super) fn partial_json(&self, permissions: u64) -> Value {
        let mut channel = json!({
            "id": self.id,
            "type": self.kind,
            "name": self.name,
            "guild_id": self.server,
            "parent_id": self.parent,
            "permissions": permissions.to_string(),
        });
        if self.is_thread() {
            channel["thread_metadata"] = self.thread_metadata();
        }
        channel
    }
}

impl World {
    /// As `GET /channels/{id}` gives a channel of a server.
    pub(in super::super) fn channel_json(&self, channel: &Channel) -> Value {
        let mut json = json!({
            "id": channel.id,
            "type": channel.kind,
            "guild_id": channel.server,
            "name": channel.name,
            "parent_id": channel.parent,
            "last_message_id": null,
            "rate_limit_per_user": 0,
            "flags": channel.flags,
        });
        if channel.is_thread() {
            json["owner_id"] = fixtures::APPLICATION_ID.into();
            json["message_count"] = 0.into();
            json["member_count"] = 1.into();
            json["total_message_sent"] = 0.into();
            json["thread_metadata"] = channel.thread_metadata();
            json["applied_tags"] = json!(channel.applied_tags);
            return json;
        }
        let server = &self.servers[&channel.server];
        let overwrites = channel.overwrites.iter();
        json["permission_overwrites"] = overwrites
            .map(|overwrite| Channel::overwrite_json(overwrite, server))
            .collect();
        json["position"] = 0.into();
        json["topic"] = Value::Null;
        json["nsfw"] = false.into();
        if channel.kind == FORUM {
            let tag = |(id, name): &(String, String)| {
                json!({
                    "id": id,
                    "name": name,
                    "moderated": false,
                    "emoji_id": null,
                    "emoji_name": null,
                })
            };
            json["available_tags"] = channel.tags.iter().map(tag).collect();
            json["default_reaction_emoji"] = Value::Null;
            json["default_sort_order"] = Value::Null;
            json["default_forum_layout"] = 0.into();
        }
        json
    }

    /// A server as `GUILD_CREATE` gives it: with the channels and threads that the bot can see.
    pub(in super::super) fn created_json(&self, id: &str) -> Value {
        let server = &self.servers[id];
        let of_server = |it: &&Channel| it.server == id && self.bot_permissions(it) != 0;
        let seen = || self.channels.values().filter(of_server);
        let threads = seen().filter(|it| it.is_thread() && !it.archived);
        let channels = seen().filter(|it| !it.is_thread());
        let mut json = server.json();
        json["joined_at"] = fixtures::SENT.into();
        json["large"] = false.into();
        json["unavailable"] = false.into();
        json["member_count"] = server.members.len().into();
        json["members"] = server
            .member_json(fixtures::APPLICATION_ID)
            .into_iter()
            .collect();
        json["channels"] = channels.map(|it| self.channel_json(it)).collect();
        json["threads"] = threads.map(|it| self.channel_json(it)).collect();
        for key in [
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds",
        ] {
            json[key] = json!([]);
        }
        json
    }

    /// The direct messages of a person as `POST /users/@me/channels` gives them.
    pub(in super::super) fn direct_json(channel: &str, user: &str) -> Value {
        json!({
            "id": channel,
            "type": 1,
            "last_message_id": null,
            "flags": 0,
            "recipients": [fixtures::user(user)],
        })
    }
}
