//! Owns the gateway WebSocket: Hello, IDENTIFY, RESUME with replay, heartbeats, faults.
//!
//! `step` decides what goes out; the task around it only moves frames.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde_json::{Value, json};

use super::state::{Session, Shared, State};
use super::world::Server;
use super::{Fault, StandIn, fixtures};

/// `GUILD_MEMBERS`, `GUILD_PRESENCES` and `MESSAGE_CONTENT`, which the application was not granted.
const PRIVILEGED_INTENTS: u64 = 1 << 1 | 1 << 8 | 1 << 15;
/// `GUILDS`.
const SERVERS_INTENT: u64 = 1;
const BAD_TOKEN: u16 = 4004;
const DISALLOWED_INTENT: u16 = 4014;

#[derive(Debug, PartialEq)]
enum Out {
    Send(Value),
    Close(u16),
    Drop,
}

struct Connection {
    number: usize,
    /// How many events of the session this connection has had; none before IDENTIFY or RESUME.
    sent: Option<usize>,
    acknowledges: bool,
}

pub(super) async fn upgrade(
    Extract(shared): Extract<Arc<Shared>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.on_upgrade(move |socket| serve(socket, shared))
}

async fn serve(mut socket: WebSocket, shared: Arc<Shared>) {
    let mut bell = shared.listen();
    let (number, interval) = shared.change(|state| {
        state.gateway.connection += 1;
        (
            state.gateway.connection,
            state.gateway.heartbeat.as_millis(),
        )
    });
    let mut connection = Connection {
        number,
        sent: None,
        acknowledges: true,
    };
    let hello = json!({"op": 10, "d": {"heartbeat_interval": u64::try_from(interval).unwrap()}});
    let mut frames = vec![Out::Send(hello)];
    loop {
        for frame in frames {
            let sent = match frame {
                Out::Send(payload) => socket.send(Message::text(payload.to_string())).await,
                Out::Close(code) => {
                    let frame = CloseFrame {
                        code,
                        reason: "stand-in".into(),
                    };
                    socket.send(Message::Close(Some(frame))).await
                }
                Out::Drop => return,
            };
            if sent.is_err() {
                return;
            }
        }
        frames = tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => {
                    let payload = serde_json::from_str(&text).unwrap_or_default();
                    shared.change(|state| step(state, &mut connection, Some(&payload)))
                }
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => Vec::new(),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
            // Without `change`, or every connection would wake itself for ever.
            rung = bell.changed() => match rung {
                Ok(()) => step(&mut shared.lock(), &mut connection, None),
                Err(_) => return,
            },
        };
    }
}

/// What a connection sends after `payload`, or after something changed elsewhere.
fn step(state: &mut State, connection: &mut Connection, payload: Option<&Value>) -> Vec<Out> {
    if state.gateway.shut || connection.number != state.gateway.connection {
        return vec![Out::Drop];
    }
    let mut out = Vec::new();
    if let Some(payload) = payload {
        match payload["op"].as_u64() {
            Some(1) => {
                state.gateway.heartbeats += 1;
                if connection.acknowledges {
                    out.push(Out::Send(json!({"op": 11})));
                }
            }
            Some(2) => out.extend(identify(state, connection, &payload["d"])),
            Some(6) => out.extend(resume(state, connection, &payload["d"])),
            Some(3) => {}
            Some(_) | None => state
                .defects
                .push(format!("gateway: unexpected payload {payload}")),
        }
    }
    if connection.sent.is_some() {
        out.extend(flush(state, connection));
        while let Some(fault) = state.gateway.faults.pop_front() {
            out.push(carry_out(state, connection, &fault));
        }
    }
    // NoHeartbeatAck has nothing to send.
    out.retain(|frame| *frame != Out::Send(Value::Null));
    out
}

/// serenity sends "Bot " here as well, which Discord tolerates.
fn is_token(token: &Value) -> bool {
    token
        .as_str()
        .is_some_and(|token| token.trim_start_matches("Bot ") == StandIn::TOKEN)
}

fn identify(state: &mut State, connection: &mut Connection, data: &Value) -> Option<Out> {
    state.gateway.identifies += 1;
    if !is_token(&data["token"]) {
        return Some(Out::Close(BAD_TOKEN));
    }
    let intents = data["intents"].as_u64().unwrap_or_default();
    if intents & PRIVILEGED_INTENTS != 0 {
        return Some(Out::Close(DISALLOWED_INTENT));
    }
    if let Some(fault) = state.gateway.faults.pop_front() {
        return Some(carry_out(state, connection, &fault));
    }
    let id = format!("session{}", state.gateway.identifies);
    let hears_of_servers = intents & SERVERS_INTENT != 0;
    let mut ready = fixtures::ready(&id, &state.address);
    if hears_of_servers {
        ready["guilds"] = state.world.joined_servers().map(Server::stub).collect();
    }
    state.gateway.session = Some(Session {
        id,
        hears_of_servers,
        events: Vec::new(),
    });
    connection.sent = Some(0);
    dispatch(state, "READY", &ready);
    let available = |server: &&Server| !server.unavailable;
    let servers = state.world.joined_servers().filter(available);
    let ids: Vec<String> = servers.map(|server| server.id.clone()).collect();
    for id in ids {
        tell_of_server(state, &id);
    }
    state.gateway.ready += 1;
    None
}

fn resume(state: &mut State, connection: &mut Connection, data: &Value) -> Option<Out> {
    state.gateway.resumes += 1;
    if !is_token(&data["token"]) {
        return Some(Out::Close(BAD_TOKEN));
    }
    if let Some(fault) = state.gateway.faults.pop_front() {
        return Some(carry_out(state, connection, &fault));
    }
    let known = state
        .gateway
        .session
        .as_ref()
        .filter(|session| data["session_id"] == session.id);
    let seen = data["seq"]
        .as_u64()
        .and_then(|seen| usize::try_from(seen).ok());
    match (known, seen) {
        (Some(session), Some(seen)) if seen <= session.events.len() => connection.sent = Some(seen),
        (_, _) => return Some(Out::Send(json!({"op": 9, "d": false}))),
    }
    dispatch(state, "RESUMED", &json!({}));
    state.gateway.ready += 1;
    None
}

fn carry_out(state: &mut State, connection: &mut Connection, fault: &Fault) -> Out {
    match *fault {
        Fault::GatewayClose(code) => {
            // Discord forgets the session on these: invalid sequence, session timed out.
            if matches!(code, 4007 | 4009) {
                state.gateway.session = None;
            }
            connection.sent = None;
            Out::Close(code)
        }
        Fault::DropSocket => Out::Drop,
        Fault::InvalidSession { resumable } => {
            if !resumable {
                state.gateway.session = None;
            }
            connection.sent = None;
            Out::Send(json!({"op": 9, "d": resumable}))
        }
        Fault::NoHeartbeatAck => {
            connection.acknowledges = false;
            Out::Send(Value::Null)
        }
        Fault::Reconnect => Out::Send(json!({"op": 7, "d": null})),
        Fault::Status { .. }
        | Fault::Hang { .. }
        | Fault::HangAfter { .. }
        | Fault::LostAnswer { .. }
        | Fault::Cut { .. }
        | Fault::CutAfter { .. } => unreachable!("{fault:?} is for requests"),
    }
}

/// Adds an event to the session, for its connection to send now or after a RESUME.
pub(super) fn dispatch(state: &mut State, name: &str, data: &Value) {
    let session = state
        .gateway
        .session
        .as_mut()
        .expect("a client has identified");
    let sequence = session.events.len() + 1;
    session
        .events
        .push(json!({"op": 0, "t": name, "s": sequence, "d": data}));
}

/// Sends what a server holds, as when the bot joins it; to a session that hears of servers.
pub(super) fn tell_of_server(state: &mut State, id: &str) {
    let created = state.world.created_json(id);
    tell(state, "GUILD_CREATE", &created);
}

/// Sends an event that has to do with servers; nothing when nobody hears of them.
pub(super) fn tell(state: &mut State, name: &str, data: &Value) {
    let session = state.gateway.session.as_ref();
    if session.is_some_and(|session| session.hears_of_servers) {
        dispatch(state, name, data);
    }
}

fn flush(state: &State, connection: &mut Connection) -> Vec<Out> {
    let Some(session) = &state.gateway.session else {
        return Vec::new();
    };
    let unsent = connection
        .sent
        .replace(session.events.len())
        .unwrap_or_default();
    session
        .events
        .iter()
        .skip(unsent)
        .cloned()
        .map(Out::Send)
        .collect()
}
