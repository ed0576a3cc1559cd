//! Who may write where: the permissions of the bot and of people in a channel, by Discord's rules.
//!
//! Source of the arithmetic: "Permissions" in Discord's documentation: the roles' permissions
//! together, then the channel's overwrites for everyone, for the roles, for the member.

use serde_json::Value;

use crate::discord::rest::{NoAnswer, Rest};
use crate::domain::chat::{ChannelId, PersonId, RoleId, ServerId, TagId};

/// Bits of Discord's permissions.
pub(super) mod bit {
    pub(crate) const ADMINISTRATOR: u64 = 1 << 3;
    pub(crate) const MANAGE_SERVER: u64 = 1 << 5;
    pub(crate) const VIEW_CHANNEL: u64 = 1 << 10;
    pub(crate) const SEND_MESSAGES: u64 = 1 << 11;
    pub(crate) const READ_MESSAGE_HISTORY: u64 = 1 << 16;
    pub(crate) const MENTION_EVERYONE: u64 = 1 << 17;
    pub(crate) const MANAGE_WEBHOOKS: u64 = 1 << 29;
    pub(crate) const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
}

/// Channel types of Discord's documentation.
const TEXT: [u64; 2] = [0, 5];
const THREADS: [u64; 3] = [10, 11, 12];
const FORUM: u64 = 15;
/// `REQUIRE_TAG` of a channel's flags.
const REQUIRE_TAG: u64 = 1 << 4;

/// A channel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Channel {
    pub(super) id: ChannelId,
    pub(super) server: Option<ServerId>,
    kind: u64,
    overwrites: Vec<Overwrite>,
    locked: bool,
    /// Tags of a forum: id and name.
    pub(super) tags: Vec<(TagId, String)>,
    pub(super) needs_tag: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Overwrite {
    /// A role or a person.
    id: u64,
    allow: u64,
    deny: u64,
}

/// A server with its roles.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Server {
    id: ServerId,
    owner: u64,
    pub(super) roles: Vec<Role>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) id: RoleId,
    pub(super) permissions: u64,
    pub(super) mentionable: bool,
}

impl Channel {
    pub(super) fn is_forum(&self) -> bool {
        self.kind == FORUM
    }

    pub(super) fn is_thread(&self) -> bool {
        THREADS.contains(&self.kind)
    }

    /// False for voice, stages, categories and what else cannot hold a notice.
    pub(super) fn can_hold_notices(&self) -> bool {
        TEXT.contains(&self.kind) || self.is_thread() || self.is_forum()
    }

    /// True for a thread that nobody may write in any more.
    pub(super) fn is_locked(&self) -> bool {
        self.locked
    }
}

impl Server {
    /// What a member with `roles` may do in `channel`.
    pub(super) fn permissions(&self, channel: &Channel, member: PersonId, roles: &[RoleId]) -> u64 {
        if member.get() == self.owner {
            return u64::MAX;
        }
        let everyone = self.id.get();
        let own = |role: &&Role| role.id.get() == everyone || roles.contains(&role.id);
        let base = self.roles.iter().filter(own).fold(0, |all, role| all | role.permissions);
        if base & bit::ADMINISTRATOR != 0 {
            return u64::MAX;
        }
        let mut permissions = base;
        let mut apply = |applies: &dyn Fn(u64) -> bool| {
            let own = channel.overwrites.iter().filter(|one| applies(one.id));
            let (allow, deny) = own.fold((0, 0), |(allow, deny), one| (allow | one.allow, deny | one.deny));
            permissions = permissions & !deny | allow;
        };
        apply(&|id| id == everyone);
        apply(&|id| id != everyone && roles.iter().any(|role| role.get() == id));
        apply(&|id| id == member.get());
        permissions
    }
}

/// Looks a channel up; a thread has the overwrites of its parent.
pub(super) async fn channel(rest: &Rest, id: ChannelId) -> Result<Channel, NoAnswer> {
    let found = rest.get(&format!("/channels/{id}")).await?;
    let mut channel = read_channel(id, &found);
    if channel.is_thread()
        && let Some(parent) = found["parent_id"].as_str()
    {
        let parent = rest.get(&format!("/channels/{parent}")).await?;
        channel.overwrites = overwrites(&parent);
    }
    Ok(channel)
}

fn read_channel(id: ChannelId, found: &Value) -> Channel {
    let tag = |tag: &Value| {
        let id = tag["id"].as_str()?.parse().ok()?;
        Some((id, tag["name"].as_str().unwrap_or_default().to_owned()))
    };
    let tags = found["available_tags"].as_array().into_iter().flatten();
    Channel {
        id,
        server: found["guild_id"].as_str().and_then(|id| id.parse().ok()),
        kind: found["type"].as_u64().unwrap_or(u64::MAX),
        overwrites: overwrites(found),
        locked: found["thread_metadata"]["locked"] == true,
        tags: tags.filter_map(tag).collect(),
        needs_tag: found["flags"].as_u64().unwrap_or(0) & REQUIRE_TAG != 0,
    }
}

fn overwrites(channel: &Value) -> Vec<Overwrite> {
    let all = channel["permission_overwrites"].as_array().into_iter().flatten();
    all.map(|one| Overwrite {
        id: number(&one["id"]),
        allow: number(&one["allow"]),
        deny: number(&one["deny"]),
    })
    .collect()
}

/// Discord writes large numbers as texts.
fn number(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Looks a server up with its roles.
pub(super) async fn server(rest: &Rest, id: ServerId) -> Result<Server, NoAnswer> {
    let found = rest.get(&format!("/guilds/{id}")).await?;
    let roles = found["roles"].as_array().into_iter().flatten();
    Ok(Server {
        id,
        owner: number(&found["owner_id"]),
        roles: roles
            .map(|role| Role {
                id: RoleId::new(number(&role["id"])),
                permissions: number(&role["permissions"]),
                mentionable: role["mentionable"] == true,
            })
            .collect(),
    })
}

/// The bot itself, and its roles in `server`.
pub(super) async fn ourselves(
    rest: &Rest,
    server: ServerId,
) -> Result<(PersonId, Vec<RoleId>), NoAnswer> {
    let me = rest.get("/users/@me").await?;
    let me = PersonId::new(number(&me["id"]));
    let member = rest.get(&format!("/guilds/{server}/members/{me}")).await?;
    let roles = member["roles"].as_array().into_iter().flatten();
    Ok((me, roles.map(|role| RoleId::new(number(role))).collect()))
}
