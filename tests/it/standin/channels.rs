//! Owns what the bot can look up: channels, servers, roles, members, threads; and opening direct
//! messages.

use serde_json::{Value, json};

use super::interactions::Refusal;
use super::rest::Answer;
use super::schema;
use super::state::{Recorded, State};
use super::world::permissions::{
    MISSING_PERMISSIONS, READ_MESSAGE_HISTORY, Seen, UNKNOWN_MEMBER, VIEW_CHANNEL,
};
use super::world::{Channel, PUBLIC_THREAD, Server, World};

/// An answer that says what the world forbids, which is no defect of the bot.
pub(super) fn declined((status, code, message): Refusal) -> Answer {
    (status, json!({"message": message, "code": code}))
}

fn answered(found: Result<Value, Refusal>) -> Answer {
    found.map_or_else(declined, |body| (200, body))
}

pub(super) fn channel(state: &State, id: &str) -> Answer {
    answered(state.world.seen(id).map(|seen| match seen {
        Seen::Direct(user) => World::direct_json(id, user),
        Seen::Channel(channel, _) => {
            let mut json = state.world.channel_json(channel);
            let last = state.standing.get(id).and_then(|standing| standing.last());
            json["last_message_id"] = last.map_or(Value::Null, |last| last.to_string().into());
            json
        }
    }))
}

pub(super) fn server(state: &State, id: &str) -> Answer {
    answered(state.world.joined(id).map(Server::json))
}

pub(super) fn roles(state: &State, id: &str) -> Answer {
    let roles = |server: &Server| server.json()["roles"].take();
    answered(state.world.joined(id).map(roles))
}

pub(super) fn member(state: &State, server: &str, user: &str) -> Answer {
    let server = state.world.joined(server);
    answered(server.and_then(|server| server.member_json(user).ok_or(UNKNOWN_MEMBER)))
}

pub(super) fn open_direct(state: &mut State, request: &Recorded) -> Answer {
    let mut findings = schema::check(schema::DIRECT, &request.body);
    let user = match &request.body["recipient_id"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        other => {
            findings.push(format!("recipient_id: {other} is nobody"));
            String::new()
        }
    };
    if let Some(refusal) = state.refuse_invalid(request, findings) {
        return refusal;
    }
    let channel = state.world.open_direct(&user);
    (200, World::direct_json(&channel, &user))
}

/// `GET /guilds/{id}/threads/active`: those that the bot can see.
pub(super) fn active_threads(state: &State, server: &str) -> Answer {
    answered(state.world.joined(server).map(|server| {
        let active = |thread: &&Channel| thread.server == server.id && !thread.archived;
        let threads = state.world.threads().filter(active);
        json!({"threads": listed(&state.world, threads), "members": []})
    }))
}

/// `GET /channels/{id}/threads/archived/public`.
pub(super) fn archived_threads(state: &State, parent: &str) -> Answer {
    let may_read = state.world.seen(parent).and_then(|seen| match seen {
        Seen::Channel(_, may) if may & READ_MESSAGE_HISTORY != 0 => Ok(()),
        Seen::Channel(..) | Seen::Direct(_) => Err(MISSING_PERMISSIONS),
    });
    answered(may_read.map(|()| {
        let archived = |thread: &&Channel| {
            let of_parent = thread.parent.as_deref() == Some(parent);
            of_parent && thread.archived && thread.kind == PUBLIC_THREAD
        };
        let threads = state.world.threads().filter(archived);
        json!({"threads": listed(&state.world, threads), "members": [], "has_more": false})
    }))
}

/// Newest first, as Discord lists threads.
fn listed<'a>(world: &World, threads: impl Iterator<Item = &'a Channel>) -> Value {
    let seen = threads.filter(|thread| world.bot_permissions(thread) & VIEW_CHANNEL != 0);
    let mut seen: Vec<&Channel> = seen.collect();
    seen.sort_by_key(|thread| std::cmp::Reverse(thread.id.parse::<u64>().ok()));
    seen.into_iter()
        .map(|thread| world.channel_json(thread))
        .collect()
}
