//! Owns the REST routes: reading requests, faults, and an answer for each route that the bot uses.
//!
//! `answer` is a function of state and request; only `serve` knows HTTP.

use std::future::pending;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, FromRequest as _, Multipart, Request, State as Extract};
use axum::http::HeaderName;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::Response;
use serde_json::{Value, json};

use super::rules::commands::check_commands;
use super::state::{Recorded, Shared, State};
use super::wire::Scissors;
use super::{Fault, StandIn, channels, fixtures, messaging, posts, registry, schema};

/// Status and body; a null body is none.
pub(super) type Answer = (u16, Value);

pub(super) async fn serve(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let (recorded, findings) = read(request).await;
    let fault = shared.change(|state| {
        let line = recorded.line();
        state.defects.extend(
            findings
                .into_iter()
                .map(|finding| format!("{line}: {finding}")),
        );
        state.record(&recorded);
        state.take_fault(&line).or_else(|| state.mishap(&line))
    });
    let Some(fault) = fault else {
        return respond(shared.change(|state| answer(state, &recorded)), &[]);
    };
    if matches!(
        fault,
        Fault::LostAnswer { .. } | Fault::CutAfter { .. } | Fault::HangAfter { .. }
    ) {
        shared.change(|state| answer(state, &recorded));
    }
    match fault {
        Fault::Hang { .. } | Fault::HangAfter { .. } => pending().await,
        Fault::Cut { .. } | Fault::CutAfter { .. } => {
            scissors.cut();
            // It never arrives: writing it is what closes the connection.
            respond((500, Value::Null), &[])
        }
        Fault::LostAnswer { .. } => respond(
            (502, json!({"message": "502: Bad Gateway", "code": 0})),
            &[],
        ),
        Fault::Status {
            status,
            body,
            headers,
            ..
        } => respond((status, body), &headers),
        fault => unreachable!("{fault:?} is for the gateway"),
    }
}

fn respond((status, body): Answer, headers: &[(&'static str, String)]) -> Response {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    let body = if body.is_null() {
        Body::empty()
    } else {
        response = response.header(CONTENT_TYPE, "application/json");
        Body::from(body.to_string())
    };
    response.body(body).unwrap()
}

/// The request, and what is wrong with its form.
async fn read(request: Request) -> (Recorded, Vec<String>) {
    let mut findings = Vec::new();
    let mut recorded = read_head(&request);
    let kind = header(&request, CONTENT_TYPE).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        read_parts(request, &mut recorded, &mut findings).await;
    } else {
        let bytes = to_bytes(request.into_body(), usize::MAX)
            .await
            .unwrap_or_default();
        if !bytes.is_empty() {
            read_json(&bytes, &mut recorded, &mut findings);
        }
    }
    (recorded, findings)
}

fn header(request: &Request, name: HeaderName) -> Option<String> {
    request
        .headers()
        .get(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
}

fn read_head(request: &Request) -> Recorded {
    let path = request.uri().path();
    Recorded {
        method: request.method().to_string(),
        path: path.strip_prefix("/api/v10").unwrap_or(path).to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        body: Value::Null,
        files: Vec::new(),
        authorization: header(request, AUTHORIZATION),
    }
}

async fn read_parts(request: Request, recorded: &mut Recorded, findings: &mut Vec<String>) {
    let mut parts = match Multipart::from_request(request, &()).await {
        Ok(parts) => parts,
        Err(error) => return findings.push(format!("multipart: {error}")),
    };
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return,
            Err(error) => return findings.push(format!("multipart: {error}")),
        };
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.unwrap_or_default();
        if name == "payload_json" {
            read_json(&bytes, recorded, findings);
            continue;
        }
        if name != format!("files[{}]", recorded.files.len()) {
            findings.push(format!(
                "multipart: part {name:?} where files[{}] is due",
                recorded.files.len()
            ));
        }
        recorded
            .files
            .push((file.unwrap_or_default(), bytes.to_vec()));
    }
}

fn read_json(bytes: &[u8], recorded: &mut Recorded, findings: &mut Vec<String>) {
    match serde_json::from_slice(bytes) {
        Ok(body) => recorded.body = body,
        Err(error) => findings.push(format!("body is not JSON: {error}")),
    }
}

/// Does what the request asks for.
pub(super) fn answer(state: &mut State, request: &Recorded) -> Answer {
    let segments: Vec<&str> = request.path.split('/').skip(1).collect();
    let is_public = matches!(
        segments.as_slice(),
        ["gateway"] | ["interactions" | "webhooks", ..]
    );
    if !is_public && request.authorization != Some(format!("Bot {}", StandIn::TOKEN)) {
        return (401, json!({"message": "401: Unauthorized", "code": 0}));
    }
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["gateway"]) => (200, json!({"url": state.address})),
        ("GET", ["gateway", "bot"]) => {
            let limit =
                json!({"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1});
            (
                200,
                json!({"url": state.address, "shards": 1, "session_start_limit": limit}),
            )
        }
        ("GET", ["users", "@me"]) => (200, fixtures::bot_user()),
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => {
            (200, fixtures::application())
        }
        ("GET", ["applications", _, "commands"] | ["applications", _, "guilds", _, "commands"]) => {
            (200, registry::listed(state, request))
        }
        ("PUT", ["applications", _, "commands"] | ["applications", _, "guilds", _, "commands"]) => {
            put_commands(state, request)
        }
        ("POST", ["interactions", id, token, "callback"]) => {
            messaging::callback(state, request, id, token)
        }
        ("POST", ["webhooks", _, token]) => messaging::follow_up(state, request, token),
        (_, ["webhooks", _, token, "messages", id]) => {
            messaging::on_message(state, request, token, id)
        }
        ("POST", ["channels", channel, "messages"]) => posts::post(state, request, channel),
        ("POST", ["channels", forum, "threads"]) => posts::post_to_forum(state, request, forum),
        ("GET", ["channels", channel, "messages"]) => posts::messages(state, request, channel),
        ("POST", ["users", "@me", "channels"]) => channels::open_direct(state, request),
        ("GET", path) => look_up(state, request, path),
        (_, _) => no_such_route(state, request),
    }
}

fn look_up(state: &mut State, request: &Recorded, path: &[&str]) -> Answer {
    match path {
        ["channels", channel] => channels::channel(state, channel),
        ["channels", channel, "threads", "archived", "public"] => {
            channels::archived_threads(state, channel)
        }
        ["guilds", server] => channels::server(state, server),
        ["guilds", server, "roles"] => channels::roles(state, server),
        ["guilds", server, "members", user] => channels::member(state, server, user),
        ["guilds", server, "threads", "active"] => channels::active_threads(state, server),
        _ => no_such_route(state, request),
    }
}

fn no_such_route(state: &mut State, request: &Recorded) -> Answer {
    let line = request.line();
    state
        .defects
        .push(format!("{line}: no such route in the stand-in"));
    (404, json!({"message": "404: Not Found", "code": 0}))
}

fn put_commands(state: &mut State, request: &Recorded) -> Answer {
    let commands = request.body.as_array().cloned().unwrap_or_default();
    let mut findings = check_commands(&commands);
    for command in &commands {
        let name = &command["name"];
        findings.extend(
            schema::check(schema::COMMAND, command)
                .iter()
                .map(|finding| format!("{name}{finding}")),
        );
    }
    if !request.body.is_array() {
        findings.push("body is not a list of commands".to_owned());
    }
    match state.refuse_invalid(request, findings) {
        Some(refusal) => refusal,
        None => (200, registry::put(state, request, &commands)),
    }
}

impl State {
    /// Takes the findings down as defects; with any, the request is answered as Discord answers a
    /// bad form.
    pub(super) fn refuse_invalid(
        &mut self,
        request: &Recorded,
        findings: Vec<String>,
    ) -> Option<Answer> {
        if findings.is_empty() {
            return None;
        }
        let errors: Vec<Value> = findings
            .iter()
            .map(|it| json!({"code": "STAND_IN", "message": it}))
            .collect();
        let errors = json!({"stand_in": {"_errors": errors}});
        let body = json!({"message": "Invalid Form Body", "code": 50035, "errors": errors});
        let line = request.line();
        self.defects.extend(
            findings
                .into_iter()
                .map(|finding| format!("{line}: {finding}")),
        );
        Some((400, body))
    }
}
