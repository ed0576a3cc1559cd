//! Owns what a test does to the world and sees of it: servers, channels, roles, and the messages
//! that stand in a channel.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::interactions::{custom_ids, text};
use super::state::State;
use super::world::{Channel, FORUM, Role, Server};
use super::{StandIn, fixtures, gateway};

/// A message as it stands in a channel.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// As Discord returns it.
    pub(crate) message: Value,
    /// Whom it pinged; of messages that the bot posted of its own accord.
    pub(crate) pinged: Vec<String>,
    /// The forum post's thread, when it begins one.
    pub(crate) thread: Option<Channel>,
}

impl Shown {
    pub(crate) fn id(&self) -> &str {
        self.message["id"].as_str().unwrap_or_default()
    }

    /// All that a person reads, from top to bottom, one part a line.
    pub(crate) fn text(&self) -> String {
        text(&self.message)
    }

    /// Of all buttons and selects, in order.
    pub(crate) fn custom_ids(&self) -> Vec<&str> {
        custom_ids(&self.message)
    }
}

impl StandIn {
    /// Adds a server, or replaces the one with its id.
    pub(crate) fn server(&self, server: Server) {
        self.shared
            .change(|state| state.world.servers.insert(server.id.clone(), server));
    }

    /// Removes the bot from a server.
    pub(crate) fn leave_server(&self, id: &str) {
        self.shared.change(|state| {
            state.world.server_mut(id).joined = false;
            gateway::tell(state, "GUILD_DELETE", &json!({"id": id}));
        });
    }

    /// A server goes out of order on Discord's side; the bot stays in it.
    pub(crate) fn server_outage(&self, id: &str) {
        self.shared.change(|state| {
            state.world.server_mut(id).unavailable = true;
            let gone = json!({"id": id, "unavailable": true});
            gateway::tell(state, "GUILD_DELETE", &gone);
        });
    }

    /// Takes the bot into a server, or ends the outage of one that it is in.
    pub(crate) fn join_server(&self, id: &str) {
        self.shared.change(|state| {
            let server = state.world.server_mut(id);
            if !server.joined {
                // Who comes back has none of the roles that they had.
                let bot = fixtures::APPLICATION_ID.to_owned();
                server.members.insert(bot, Vec::new());
            }
            server.joined = true;
            server.unavailable = false;
            gateway::tell_of_server(state, id);
        });
    }

    /// Adds a channel to a server that there is, or replaces the one with its id.
    pub(crate) fn channel(&self, channel: Channel) {
        self.shared.change(|state| state.world.add(channel));
    }

    /// Adds a role to a server, or replaces the one with its id.
    pub(crate) fn role(&self, server: &str, role: Role) {
        self.change_server(server, |server| {
            server.roles.retain(|old| old.id != role.id);
            server.roles.push(role);
        });
    }

    pub(crate) fn change_server(&self, id: &str, change: impl FnOnce(&mut Server)) {
        self.shared
            .change(|state| change(state.world.server_mut(id)));
    }

    pub(crate) fn change_channel(&self, id: &str, change: impl FnOnce(&mut Channel)) {
        self.shared
            .change(|state| change(state.world.channel_mut(id)));
    }

    /// Deletes a channel and its threads, with all that stood there.
    pub(crate) fn delete_channel(&self, id: &str) {
        self.shared.change(|state| {
            for gone in state.world.delete_channel(id) {
                state.standing.remove(&gone);
            }
        });
    }

    pub(crate) fn delete_role(&self, server: &str, role: &str) {
        self.shared
            .change(|state| state.world.delete_role(server, role));
    }

    /// Gives the bot these roles in place of those that it had.
    pub(crate) fn bot_roles(&self, server: &str, roles: &[&str]) {
        let roles = roles.iter().map(|&role| role.to_owned()).collect();
        self.change_server(server, |server| {
            server
                .members
                .insert(fixtures::APPLICATION_ID.to_owned(), roles);
        });
    }

    /// Takes no direct messages from the bot any longer.
    pub(crate) fn close_direct(&self, user: &str) {
        self.shared
            .change(|state| state.world.closed.insert(user.to_owned()));
    }

    pub(crate) fn reopen_direct(&self, user: &str) {
        self.shared.change(|state| state.world.closed.remove(user));
    }

    /// A moderator deletes a message.
    pub(crate) fn delete_message(&self, id: &str) {
        let deleted = self.shared.change(|state| state.remove_message(id));
        assert!(deleted, "no message {id}");
    }

    /// Lets it be `moment` now, for a bot whose clock is not the machine's. To be called before
    /// anything is posted, as ids are made of the time.
    pub(crate) fn set_time(&self, moment: Timestamp) {
        self.shared.change(|state| state.clock.set(moment));
    }

    /// How many requests came so far.
    pub(crate) fn n_requests(&self) -> usize {
        self.shared.lock().requests.len()
    }

    /// Waits until this many requests have come in all.
    pub(crate) async fn requests_reach(&self, n_requests: usize) {
        let mut bell = self.shared.listen();
        while self.n_requests() < n_requests {
            bell.changed().await.expect("the sender is ours");
        }
    }

    /// A message as it stands now, by id; none once it is deleted.
    pub(crate) fn message(&self, id: &str) -> Option<Value> {
        self.shared.lock().message(id)
    }

    /// What anybody can read in a channel, oldest first; of a forum the posts.
    pub(crate) fn shown(&self, channel: &str) -> Vec<Shown> {
        self.standing(channel, |_, _| true)
    }

    /// What the bot posted there of its own accord, thus without public answers to commands.
    pub(crate) fn posted(&self, channel: &str) -> Vec<Shown> {
        self.standing(channel, |state, id| state.posted.contains_key(id))
    }

    fn standing(&self, channel: &str, keep: fn(&State, &str) -> bool) -> Vec<Shown> {
        let state = self.shared.lock();
        let channels = &state.world.channels;
        let is_forum = channels.get(channel).is_some_and(|it| it.kind == FORUM);
        let mut ids: Vec<u64> = match is_forum {
            true => {
                let of_forum = |it: &&Channel| it.parent.as_deref() == Some(channel);
                let threads = state.world.threads().filter(of_forum);
                threads
                    .filter_map(|thread| thread.id.parse().ok())
                    .collect()
            }
            false => state
                .standing
                .get(channel)
                .into_iter()
                .flatten()
                .copied()
                .collect(),
        };
        ids.sort_unstable();
        let ids = ids.into_iter().map(|id| id.to_string());
        ids.filter(|id| keep(&state, id))
            .filter_map(|id| {
                Some(Shown {
                    message: state.message(&id)?,
                    pinged: state.posted.get(&id).cloned().unwrap_or_default(),
                    thread: channels.get(&id).cloned(),
                })
            })
            .collect()
    }
}
