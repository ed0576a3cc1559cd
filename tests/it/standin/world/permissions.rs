//! Owns the arithmetic of permissions, as Discord's documentation describes it, and what the bot
//! may do where.

use super::super::fixtures;
use super::super::interactions::Refusal;
use super::{Channel, Role, Server, World};

pub(crate) const ADMINISTRATOR: u64 = 1 << 3;
pub(crate) const MANAGE_CHANNELS: u64 = 1 << 4;
pub(crate) const MANAGE_SERVER: u64 = 1 << 5;
pub(crate) const VIEW_CHANNEL: u64 = 1 << 10;
pub(crate) const SEND_MESSAGES: u64 = 1 << 11;
pub(crate) const MANAGE_MESSAGES: u64 = 1 << 13;
pub(crate) const EMBED_LINKS: u64 = 1 << 14;
pub(crate) const ATTACH_FILES: u64 = 1 << 15;
pub(crate) const READ_MESSAGE_HISTORY: u64 = 1 << 16;
pub(crate) const MENTION_EVERYONE: u64 = 1 << 17;
pub(crate) const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
pub(crate) const MANAGE_THREADS: u64 = 1 << 34;
pub(crate) const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
/// What everybody may do in a server as it is made, as far as the bot has to do with it.
pub(crate) const USUAL: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | SEND_MESSAGES_IN_THREADS;
/// Every permission there is; Discord gives out more than serenity knows.
pub(crate) const ALL: u64 = (1 << 53) - 1;

pub(in super::super) const UNKNOWN_CHANNEL: Refusal = (404, 10003, "Unknown Channel");
pub(in super::super) const UNKNOWN_SERVER: Refusal = (404, 10004, "Unknown Guild");
pub(in super::super) const UNKNOWN_MEMBER: Refusal = (404, 10007, "Unknown Member");
pub(in super::super) const UNKNOWN_TAG: Refusal = (404, 10087, "Unknown tag");
pub(in super::super) const TAG_REQUIRED: Refusal = (
    400,
    40067,
    "A tag is required to create a forum post in this channel",
);
pub(in super::super) const MISSING_ACCESS: Refusal = (403, 50001, "Missing Access");
pub(in super::super) const CLOSED: Refusal = (403, 50007, "Cannot send messages to this user");
pub(in super::super) const MISSING_PERMISSIONS: Refusal = (403, 50013, "Missing Permissions");
/// For an archived thread that is locked as well; another one is reopened by a message.
pub(in super::super) const ARCHIVED: Refusal = (403, 50083, "Thread is archived");
pub(in super::super) const LOCKED: Refusal = (403, 160_005, "Thread is locked");

/// A place that the bot can see.
pub(in super::super) enum Seen<'a> {
    /// The direct messages of a person.
    Direct(&'a str),
    /// A channel, and what the bot may do there.
    Channel(&'a Channel, u64),
}

/// Whose permissions are counted.
pub(in super::super) struct Who<'a> {
    pub(in super::super) user: &'a str,
    pub(in super::super) roles: &'a [String],
    /// What they may do besides what their roles say.
    pub(in super::super) besides: u64,
}

impl Server {
    pub(in super::super) fn roles_of(&self, user: &str) -> &[String] {
        self.members.get(user).map_or(&[], Vec::as_slice)
    }

    /// What somebody may do where no channel says otherwise.
    fn base(&self, who: &Who<'_>) -> u64 {
        let applies = |role: &&Role| role.id == self.id || who.roles.contains(&role.id);
        let roles = self.roles.iter().filter(applies);
        roles.fold(who.besides, |all, role| all | role.permissions)
    }
}

impl World {
    /// What somebody may do in a channel.
    pub(in super::super) fn permissions(&self, who: &Who<'_>, channel: &Channel) -> u64 {
        let server = &self.servers[&channel.server];
        let base = server.base(who);
        if base & ADMINISTRATOR != 0 {
            return ALL;
        }
        // A thread has no overwrites of its own.
        let parent = channel.parent.as_ref().filter(|_| channel.is_thread());
        let holder = parent
            .and_then(|parent| self.channels.get(parent))
            .unwrap_or(channel);
        implied(overwritten(base, server, who, holder), channel)
    }

    /// What the bot may do in a channel.
    pub(in super::super) fn bot_permissions(&self, channel: &Channel) -> u64 {
        let user = fixtures::APPLICATION_ID;
        let roles = self.servers[&channel.server].roles_of(user);
        let who = Who {
            user,
            roles,
            besides: 0,
        };
        self.permissions(&who, channel)
    }

    /// What the bot sees under this id.
    pub(in super::super) fn seen(&self, id: &str) -> Result<Seen<'_>, Refusal> {
        if let Some(user) = self.direct.get(id) {
            return Ok(Seen::Direct(user));
        }
        let channel = self.channels.get(id).ok_or(UNKNOWN_CHANNEL)?;
        if !self.servers[&channel.server].joined {
            return Err(MISSING_ACCESS);
        }
        let may = self.bot_permissions(channel);
        match may & VIEW_CHANNEL {
            0 => Err(MISSING_ACCESS),
            _ => Ok(Seen::Channel(channel, may)),
        }
    }

    /// A server that the bot is in.
    pub(in super::super) fn joined(&self, id: &str) -> Result<&Server, Refusal> {
        let server = self.servers.get(id).filter(|server| server.joined);
        server.ok_or(UNKNOWN_SERVER)
    }

    /// Whether the bot may post there.
    pub(in super::super) fn may_post(&self, id: &str) -> Result<Seen<'_>, Refusal> {
        let seen = self.seen(id)?;
        match &seen {
            Seen::Direct(user) if self.closed.contains(*user) => Err(CLOSED),
            Seen::Direct(_) => Ok(seen),
            Seen::Channel(channel, may) => {
                let needed = match channel.is_thread() {
                    true => SEND_MESSAGES_IN_THREADS,
                    false => SEND_MESSAGES,
                };
                if may & needed == 0 {
                    return Err(MISSING_PERMISSIONS);
                }
                if channel.locked && may & MANAGE_THREADS == 0 {
                    return Err(match channel.archived {
                        true => ARCHIVED,
                        false => LOCKED,
                    });
                }
                Ok(seen)
            }
        }
    }
}

/// Overwrites for everybody, then those for roles taken together, then the member's own.
fn overwritten(base: u64, server: &Server, who: &Who<'_>, channel: &Channel) -> u64 {
    let applied = |may: u64, applies: &dyn Fn(&str) -> bool| {
        let overwrites = channel.overwrites.iter().filter(|it| applies(&it.id));
        let (allow, deny) = overwrites.fold((0, 0), |(allow, deny), it| {
            (allow | it.allow, deny | it.deny)
        });
        may & !deny | allow
    };
    let may = applied(base, &|id| id == server.id);
    let may = applied(may, &|id| who.roles.iter().any(|role| role == id));
    applied(may, &|id| id == who.user)
}

/// Who cannot see a channel can do nothing in it, and who cannot write can attach nothing.
fn implied(may: u64, channel: &Channel) -> u64 {
    if may & VIEW_CHANNEL == 0 {
        return 0;
    }
    let write = match channel.is_thread() {
        true => SEND_MESSAGES_IN_THREADS,
        false => SEND_MESSAGES,
    };
    match may & write {
        0 => may & !(EMBED_LINKS | ATTACH_FILES | MENTION_EVERYONE),
        _ => may,
    }
}

mod tests {
    use super::*;

    const BOT: &str = fixtures::APPLICATION_ID;

    /// What the bot may do in a channel of a server where it has the role `1`.
    #[track_caller]
    fn check(channel: Channel, role: u64, expected: u64) {
        let mut world = World::furnished();
        let server = Server::new("9", "x")
            .everyone_may(VIEW_CHANNEL | SEND_MESSAGES)
            .role(Role::new("1", "a").with(role))
            .role(Role::new("2", "b").with(ADMINISTRATOR))
            .member(BOT, &["1"]);
        world.servers.insert("9".to_owned(), server);
        let channel = channel.in_server("9");
        world.add(channel.clone());
        assert_eq!(world.bot_permissions(&channel), expected);
    }

    #[test]
    fn overwrites_go_from_everybody_over_roles_to_the_member() {
        let both = VIEW_CHANNEL | SEND_MESSAGES;
        let plain = || Channel::text("5", "x");
        check(plain(), 0, both);
        check(plain(), MANAGE_THREADS, both | MANAGE_THREADS);
        check(
            plain().denying("9", SEND_MESSAGES),
            SEND_MESSAGES,
            VIEW_CHANNEL,
        );
        let by_role = plain().denying("9", both).allowing("1", both);
        check(by_role.clone(), 0, both);
        check(by_role.denying(BOT, SEND_MESSAGES), 0, VIEW_CHANNEL);
        check(plain().denying("2", both), 0, both);
    }

    #[test]
    fn administrators_may_do_all_and_who_sees_nothing_may_do_nothing() {
        let hidden = Channel::text("5", "x").denying("9", VIEW_CHANNEL);
        check(hidden.clone(), ADMINISTRATOR, ALL);
        check(hidden, 0, 0);
    }
}
