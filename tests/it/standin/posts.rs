//! Owns what the bot posts of its own accord, to channels, threads, forums and people, and reading
//! it back.

use std::time::Duration;

use serde_json::{Value, json};

use super::channels::declined;
use super::interactions::{Refusal, components};
use super::messaging::uploads;
use super::rest::Answer;
use super::rules::messages::{Place, check_message};
use super::schema;
use super::state::{Recorded, State};
use super::world::permissions::{
    ATTACH_FILES, EMBED_LINKS, MENTION_EVERYONE, MISSING_PERMISSIONS, READ_MESSAGE_HISTORY, Seen,
    TAG_REQUIRED, UNKNOWN_TAG,
};
use super::world::{Channel, FORUM, REQUIRE_TAG};

/// Discord says "the past few minutes".
const NONCE_LIFE: Duration = Duration::from_mins(3);
const NOT_TEXT: &str = "a forum holds posts, no messages";

/// `POST /channels/{id}/messages`.
pub(super) fn post(state: &mut State, request: &Recorded, channel: &str) -> Answer {
    let mut findings = schema::check(schema::MESSAGE, &request.body);
    findings.extend(check_message(
        &request.body,
        Place::Channel,
        &uploads(request),
    ));
    let is_forum = |channel: &Channel| channel.kind == FORUM;
    if state.world.channels.get(channel).is_some_and(is_forum) {
        findings.push(NOT_TEXT.to_owned());
    }
    if let Some(refusal) = state.refuse_invalid(request, findings) {
        return refusal;
    }
    if let Err(refusal) = may_post(state, channel, &request.body, request) {
        return declined(refusal);
    }
    let nonce = (channel.to_owned(), request.body["nonce"].to_string());
    let enforced = request.body["enforce_nonce"] == true;
    let now = state.now();
    if let Some((first, posted)) = state.nonces.get(&nonce).filter(|_| enforced)
        && now.saturating_sub(*posted) < NONCE_LIFE
        && let Some(first) = state.message(first)
    {
        return (200, first);
    }
    let id = state.fresh_id();
    if enforced {
        state.nonces.insert(nonce, (id.clone(), now));
    }
    // A message reopens a thread that had gone to sleep.
    if let Some(thread) = state.world.channels.get_mut(channel) {
        thread.archived = false;
    }
    (200, shown(state, &id, channel, &request.body, request))
}

/// `POST /channels/{forum}/threads`: a thread with its first message, whose id is the thread's.
pub(super) fn post_to_forum(state: &mut State, request: &Recorded, forum: &str) -> Answer {
    let message = &request.body["message"];
    let mut findings = schema::check(schema::FORUM_POST, &request.body);
    findings.extend(check_message(message, Place::Forum, &uploads(request)));
    if state
        .world
        .channels
        .get(forum)
        .is_some_and(|channel| channel.kind != FORUM)
    {
        findings.push(format!("{forum} is no forum"));
    }
    let name = request.body["name"].as_str().unwrap_or_default();
    if name.trim().is_empty() || name.chars().count() > 100 {
        findings.push("name: 1 to 100 characters".to_owned());
    }
    let tags = applied_tags(&request.body);
    if tags.len() > 5 {
        findings.push(format!("applied_tags: {}, at most 5", tags.len()));
    }
    if let Some(refusal) = state.refuse_invalid(request, findings) {
        return refusal;
    }
    let may = may_post(state, forum, message, request);
    if let Err(refusal) = may.and_then(|()| tags_fit(&state.world.channels[forum], &tags)) {
        return declined(refusal);
    }
    let id = state.fresh_id();
    let mut thread =
        Channel::thread(&id, name, forum).in_server(&state.world.channels[forum].server.clone());
    thread.applied_tags = tags;
    let mut json = state.world.channel_json(&thread);
    state.world.add(thread);
    json["message"] = shown(state, &id, &id, message, request);
    json["last_message_id"] = id.into();
    (201, json)
}

fn applied_tags(body: &Value) -> Vec<String> {
    let tags = body["applied_tags"].as_array().into_iter().flatten();
    tags.map(|tag| tag.as_str().map_or_else(|| tag.to_string(), str::to_owned))
        .collect()
}

/// Tags come and go in a forum, so that one that is not there is no defect of the bot.
fn tags_fit(forum: &Channel, tags: &[String]) -> Result<(), Refusal> {
    if tags.is_empty() && forum.flags & REQUIRE_TAG != 0 {
        return Err(TAG_REQUIRED);
    }
    let known = |tag: &String| forum.tags.iter().any(|(id, _)| id == tag);
    match tags.iter().all(known) {
        true => Ok(()),
        false => Err(UNKNOWN_TAG),
    }
}

fn may_post(
    state: &State,
    channel: &str,
    message: &Value,
    request: &Recorded,
) -> Result<(), Refusal> {
    let Seen::Channel(_, may) = state.world.may_post(channel)? else {
        return Ok(());
    };
    let has_embeds = message["embeds"]
        .as_array()
        .is_some_and(|it| !it.is_empty());
    let lacks_embeds = has_embeds && may & EMBED_LINKS == 0;
    let lacks_files = !request.files.is_empty() && may & ATTACH_FILES == 0;
    match lacks_embeds || lacks_files {
        true => Err(MISSING_PERMISSIONS),
        false => Ok(()),
    }
}

/// Stores a message that was posted, with the roles that it pings.
fn shown(state: &mut State, id: &str, channel: &str, body: &Value, request: &Recorded) -> Value {
    let pinged = pinged(state, channel, body);
    let mut message = state.store(id, channel, body, request);
    message["mention_roles"] = json!(pinged);
    state.keep_message(id, &message);
    state.posted.insert(id.to_owned(), pinged);
    message
}

/// Roles that the message names, that it means to ping, and that the bot may ping.
fn pinged(state: &State, channel: &str, body: &Value) -> Vec<String> {
    let Ok(Seen::Channel(channel, may)) = state.world.seen(channel) else {
        return Vec::new();
    };
    let text = readable(body);
    let server = &state.world.servers[&channel.server];
    let named = body["allowed_mentions"]["roles"]
        .as_array()
        .into_iter()
        .flatten();
    named
        .filter_map(Value::as_str)
        .filter(|id| text.contains(&format!("<@&{id}>")))
        .filter(|id| {
            let role = server.roles.iter().find(|role| role.id == **id);
            role.is_some_and(|role| role.mentionable || may & MENTION_EVERYONE != 0)
        })
        .map(str::to_owned)
        .collect()
}

/// The text in which mentions count: not that of embeds.
fn readable(body: &Value) -> String {
    let texts = components(body).into_iter().map(|it| &it["content"]);
    let texts = texts.chain([&body["content"]]).filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join("\n")
}

/// `GET /channels/{id}/messages`: newest first. Who may not read the history gets an empty list
/// and no error, as Discord's documentation says.
pub(super) fn messages(state: &mut State, request: &Recorded, channel: &str) -> Answer {
    let window = match Window::of(&request.query) {
        Ok(window) => window,
        Err(finding) => {
            let refusal = state.refuse_invalid(request, vec![finding]);
            return refusal.expect("there is a finding");
        }
    };
    match state.world.seen(channel) {
        Err(refusal) => return declined(refusal),
        Ok(Seen::Channel(_, may)) if may & READ_MESSAGE_HISTORY == 0 => return (200, json!([])),
        Ok(Seen::Channel(..) | Seen::Direct(_)) => {}
    }
    let standing = state.standing.get(channel);
    let ids = standing.map(|ids| window.choose(ids)).unwrap_or_default();
    let messages = ids.iter().filter_map(|id| state.message(&id.to_string()));
    (200, messages.collect())
}

/// Which messages are asked for.
struct Window {
    after: Option<u64>,
    before: Option<u64>,
    limit: usize,
}

impl Window {
    fn of(query: &str) -> Result<Window, String> {
        let mut window = Window {
            after: None,
            before: None,
            limit: 50,
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let number: u64 = value.parse().map_err(|_| format!("query: {pair}"))?;
            match key {
                "after" => window.after = Some(number),
                "before" => window.before = Some(number),
                "limit" if (1..=100).contains(&number) => {
                    window.limit = usize::try_from(number).unwrap();
                }
                _ => return Err(format!("query: {pair}")),
            }
        }
        match (window.after, window.before) {
            (Some(_), Some(_)) => Err("query: after and before exclude each other".to_owned()),
            _ => Ok(window),
        }
    }

    /// The messages next to the one that was given, or else the newest; newest first.
    fn choose(&self, ids: &std::collections::BTreeSet<u64>) -> Vec<u64> {
        if let Some(after) = self.after {
            let next = ids.range(after.saturating_add(1)..).take(self.limit);
            let mut next: Vec<u64> = next.copied().collect();
            next.reverse();
            return next;
        }
        let before = self.before.unwrap_or(u64::MAX);
        ids.range(..before)
            .rev()
            .take(self.limit)
            .copied()
            .collect()
    }
}
