//! Owns the servers, roles and channels that there are, and what tests do to them.
//!
//! It is the state of the world and no fault of the bot: what it forbids is answered as Discord
//! answers it and is never a defect. `permissions` says who may do what, `json` how it is written.

use std::collections::{BTreeMap, BTreeSet};

use super::fixtures;

mod json;
pub(crate) mod permissions;

use permissions::USUAL;

pub(super) const TEXT: u8 = 0;
pub(super) const ANNOUNCEMENT: u8 = 5;
pub(super) const ANNOUNCEMENT_THREAD: u8 = 10;
pub(super) const PUBLIC_THREAD: u8 = 11;
pub(super) const PRIVATE_THREAD: u8 = 12;
pub(super) const FORUM: u8 = 15;
/// A forum's flag: no post without a tag.
pub(crate) const REQUIRE_TAG: u64 = 1 << 4;

/// A role; the one with the server's id is everybody's.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) permissions: u64,
    pub(crate) mentionable: bool,
    pub(crate) position: u64,
}

impl Role {
    pub(crate) fn new(id: &str, name: &str) -> Role {
        Role {
            id: id.to_owned(),
            name: name.to_owned(),
            permissions: 0,
            mentionable: false,
            position: 1,
        }
    }

    pub(crate) fn with(mut self, permissions: u64) -> Role {
        self.permissions = permissions;
        self
    }

    pub(crate) fn mentionable(mut self) -> Role {
        self.mentionable = true;
        self
    }
}

/// A server. The bot is in it from the start, with no role but everybody's.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    /// The roles of members, by user; the bot is one while `joined`.
    pub(crate) members: BTreeMap<String, Vec<String>>,
    pub(crate) joined: bool,
    /// Out of order on Discord's side.
    pub(crate) unavailable: bool,
}

impl Server {
    /// A server in which everybody has the `USUAL` permissions.
    pub(crate) fn new(id: &str, name: &str) -> Server {
        let mut everyone = Role::new(id, "@everyone").with(USUAL);
        everyone.position = 0;
        let members = [fixtures::APPLICATION_ID, fixtures::USER_ID];
        Server {
            id: id.to_owned(),
            name: name.to_owned(),
            roles: vec![everyone],
            members: members.map(|user| (user.to_owned(), Vec::new())).into(),
            joined: true,
            unavailable: false,
        }
    }

    pub(crate) fn role(mut self, role: Role) -> Server {
        self.roles.push(role);
        self
    }

    pub(crate) fn everyone_may(mut self, permissions: u64) -> Server {
        self.roles[0].permissions = permissions;
        self
    }

    /// Makes somebody, who may be the bot, a member with these roles.
    pub(crate) fn member(mut self, user: &str, roles: &[&str]) -> Server {
        let roles = roles.iter().map(|&role| role.to_owned()).collect();
        self.members.insert(user.to_owned(), roles);
        self
    }
}

/// What a channel allows and denies a role or a member.
#[derive(Clone, Debug)]
pub(crate) struct Overwrite {
    pub(crate) id: String,
    pub(crate) allow: u64,
    pub(crate) deny: u64,
}

/// A channel, a forum or a thread of a server.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) server: String,
    pub(crate) kind: u8,
    pub(crate) name: String,
    pub(crate) parent: Option<String>,
    pub(crate) overwrites: Vec<Overwrite>,
    pub(crate) locked: bool,
    pub(crate) archived: bool,
    pub(crate) flags: u64,
    /// Id and name of the tags that a forum has.
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) applied_tags: Vec<String>,
}

impl Channel {
    fn new(kind: u8, id: &str, name: &str) -> Channel {
        Channel {
            id: id.to_owned(),
            server: fixtures::GUILD_ID.to_owned(),
            kind,
            name: name.to_owned(),
            parent: None,
            overwrites: Vec::new(),
            locked: false,
            archived: false,
            flags: 0,
            tags: Vec::new(),
            applied_tags: Vec::new(),
        }
    }

    pub(crate) fn text(id: &str, name: &str) -> Channel {
        Channel::new(TEXT, id, name)
    }

    pub(crate) fn announcements(id: &str, name: &str) -> Channel {
        Channel::new(ANNOUNCEMENT, id, name)
    }

    pub(crate) fn thread(id: &str, name: &str, parent: &str) -> Channel {
        let mut thread = Channel::new(PUBLIC_THREAD, id, name);
        thread.parent = Some(parent.to_owned());
        thread
    }

    pub(crate) fn forum(id: &str, name: &str) -> Channel {
        Channel::new(FORUM, id, name)
    }

    /// In another server than that of the fixtures.
    pub(crate) fn in_server(mut self, server: &str) -> Channel {
        server.clone_into(&mut self.server);
        self
    }

    pub(crate) fn tag(mut self, id: &str, name: &str) -> Channel {
        self.tags.push((id.to_owned(), name.to_owned()));
        self
    }

    pub(crate) fn requiring_a_tag(mut self) -> Channel {
        self.flags |= REQUIRE_TAG;
        self
    }

    /// For a role, for everybody by the server's id, or for a member.
    pub(crate) fn allowing(mut self, id: &str, allow: u64) -> Channel {
        self.overwrite(id).allow |= allow;
        self
    }

    /// For a role, for everybody by the server's id, or for a member.
    pub(crate) fn denying(mut self, id: &str, deny: u64) -> Channel {
        self.overwrite(id).deny |= deny;
        self
    }

    fn overwrite(&mut self, id: &str) -> &mut Overwrite {
        let index = self.overwrites.iter().position(|it| it.id == id);
        let index = index.unwrap_or_else(|| {
            self.overwrites.push(Overwrite {
                id: id.to_owned(),
                allow: 0,
                deny: 0,
            });
            self.overwrites.len() - 1
        });
        &mut self.overwrites[index]
    }

    pub(super) fn is_thread(&self) -> bool {
        matches!(
            self.kind,
            ANNOUNCEMENT_THREAD | PUBLIC_THREAD | PRIVATE_THREAD
        )
    }
}

/// All that there is, whether or not the bot may see it.
pub(super) struct World {
    pub(super) servers: BTreeMap<String, Server>,
    pub(super) channels: BTreeMap<String, Channel>,
    /// Whose direct messages a channel is.
    pub(super) direct: BTreeMap<String, String>,
    /// Who takes no direct messages.
    pub(super) closed: BTreeSet<String>,
}

impl World {
    /// The server of the fixtures with a channel of each kind and a role.
    pub(super) fn furnished() -> World {
        let mut world = World {
            servers: BTreeMap::new(),
            channels: BTreeMap::new(),
            direct: BTreeMap::new(),
            closed: BTreeSet::new(),
        };
        let server = Server::new(fixtures::GUILD_ID, "Policy team")
            .role(Role::new(fixtures::ROLE_ID, "desk officers").mentionable());
        world.servers.insert(server.id.clone(), server);
        for channel in [
            Channel::text(fixtures::CHANNEL_ID, "general"),
            Channel::announcements(fixtures::ANNOUNCEMENTS_ID, "announcements"),
            Channel::thread(fixtures::THREAD_ID, "a thread", fixtures::CHANNEL_ID),
            Channel::forum(fixtures::FORUM_ID, "statements")
                .tag(fixtures::TAG_ID, "cyber")
                .tag(fixtures::OTHER_TAG_ID, "outer space"),
        ] {
            world.add(channel);
        }
        world
    }

    pub(super) fn add(&mut self, channel: Channel) {
        assert!(
            self.servers.contains_key(&channel.server),
            "no server {} for channel {}",
            channel.server,
            channel.id
        );
        self.channels.insert(channel.id.clone(), channel);
    }

    /// Removes a channel, and with it its threads; returns the ids of all that went.
    pub(super) fn delete_channel(&mut self, id: &str) -> Vec<String> {
        assert!(self.channels.contains_key(id), "no channel {id}");
        let gone = |channel: &Channel| channel.id == id || channel.parent.as_deref() == Some(id);
        let going = self.channels.extract_if(.., |_, channel| gone(channel));
        going.map(|(id, _)| id).collect()
    }

    /// Removes a role, and takes it from everybody who has it.
    pub(super) fn delete_role(&mut self, server: &str, role: &str) {
        let server = self.server_mut(server);
        server.roles.retain(|it| it.id != role);
        for roles in server.members.values_mut() {
            roles.retain(|it| it != role);
        }
    }

    pub(super) fn joined_servers(&self) -> impl Iterator<Item = &Server> {
        self.servers.values().filter(|server| server.joined)
    }

    pub(super) fn threads(&self) -> impl Iterator<Item = &Channel> {
        self.channels.values().filter(|channel| channel.is_thread())
    }

    pub(super) fn server_mut(&mut self, id: &str) -> &mut Server {
        let server = self.servers.get_mut(id);
        server.unwrap_or_else(|| panic!("no server {id}"))
    }

    pub(super) fn channel_mut(&mut self, id: &str) -> &mut Channel {
        let channel = self.channels.get_mut(id);
        channel.unwrap_or_else(|| panic!("no channel {id}"))
    }

    /// The direct messages between the bot and a person, opened if need be.
    pub(super) fn open_direct(&mut self, user: &str) -> String {
        let channel = fixtures::dm_channel(user);
        self.direct.insert(channel.clone(), user.to_owned());
        channel
    }
}
