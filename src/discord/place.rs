//! Where a delivery goes, whether its message stands there already, and what is said when the
//! place cannot be written to.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::discord::rest::{Denial, NoAnswer, Rest};
use crate::domain::alert::{Alert, AlertId, Destination};
use crate::domain::chat::{ChannelId, ServerId, TagId};
use crate::domain::delivery::Delivery;

/// The first moment of Discord's ids, in milliseconds since 1970.
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;
/// Clocks may differ by this much.
const CLOCKS: SignedDuration = SignedDuration::from_secs(30);
/// Pages of a channel's messages, of a hundred each, that are looked through.
const MOST_PAGES: usize = 10;

/// Where a delivery goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Placed {
    Channel(ChannelId),
    Forum {
        forum: ChannelId,
        tags: Vec<TagId>,
        server: Option<ServerId>,
    },
}

/// The place of `delivery`; direct messages are opened first.
pub(super) async fn of(
    rest: &Rest,
    delivery: &Delivery,
    alert: Option<&Alert>,
) -> Result<Placed, NoAnswer> {
    let (kind, id) = delivery.destination.split_once(':').unwrap_or_default();
    let id: ChannelId = id.parse().map_err(|_| malformed(&delivery.destination))?;
    match kind {
        "channel" => Ok(Placed::Channel(id)),
        "forum" => Ok(Placed::Forum {
            forum: id,
            tags: match alert.map(|alert| &alert.order.destination) {
                Some(Destination::Forum(_, tags)) => tags.clone(),
                _ => Vec::new(),
            },
            server: alert.and_then(|alert| alert.order.server),
        }),
        "direct" => {
            let body = json!({ "recipient_id": id.to_string() });
            let opened = rest.post("/users/@me/channels", &body).await?;
            id_of(&opened)
                .map(Placed::Channel)
                .ok_or_else(|| NoAnswer::Unclear("Discord opened no direct messages".to_owned()))
        }
        _ => Err(malformed(&delivery.destination)),
    }
}

fn malformed(destination: &str) -> NoAnswer {
    NoAnswer::Denied(Denial {
        status: 400,
        code: 0,
        message: format!("`{destination}` is no destination"),
    })
}

fn id_of(value: &Value) -> Option<ChannelId> {
    value["id"].as_str()?.parse().ok()
}

/// Where the message stands that Discord answered with: `channel/message`.
pub(super) fn stands_at(place: &Placed, answer: &Value) -> String {
    let id = answer["id"].as_str().unwrap_or_default();
    match place {
        Placed::Channel(channel) => format!("{channel}/{id}"),
        // The post's first message has the id of its thread.
        Placed::Forum { .. } => format!("{id}/{id}"),
    }
}

/// The message of `delivery` when it stands in its place already: `channel/message`. Where the
/// place cannot be read, nothing is known of it.
pub(super) async fn find(
    rest: &Rest,
    delivery: &Delivery,
    place: &Placed,
) -> Result<Option<String>, NoAnswer> {
    let since = delivery.first_attempt_at.unwrap_or(delivery.made_at) - CLOCKS;
    let found = match place {
        Placed::Channel(channel) => in_channel(rest, delivery, *channel, since).await,
        Placed::Forum { forum, server, .. } => {
            in_forum(rest, delivery, *forum, *server, since).await
        }
    };
    match found {
        Err(NoAnswer::Denied(denial)) => {
            tracing::warn!(delivery = %delivery.id, %denial, "it cannot be seen whether a notice stands already");
            Ok(None)
        }
        found => found,
    }
}

async fn in_channel(
    rest: &Rest,
    delivery: &Delivery,
    channel: ChannelId,
    since: Timestamp,
) -> Result<Option<String>, NoAnswer> {
    let mut after = first_id(since);
    for _ in 0..MOST_PAGES {
        let path = format!("/channels/{channel}/messages?limit=100&after={after}");
        let messages = rest.get(&path).await?;
        let messages = messages.as_array().cloned().unwrap_or_default();
        if let Some(own) = messages.iter().find(|message| is_of(delivery, message)) {
            let id = own["id"].as_str().unwrap_or_default();
            return Ok(Some(format!("{channel}/{id}")));
        }
        let ids = messages.iter().filter_map(|one| one["id"].as_str()?.parse::<u64>().ok());
        match ids.max() {
            Some(last) if messages.len() == 100 => after = last,
            _ => return Ok(None),
        }
    }
    Ok(None)
}

async fn in_forum(
    rest: &Rest,
    delivery: &Delivery,
    forum: ChannelId,
    server: Option<ServerId>,
    since: Timestamp,
) -> Result<Option<String>, NoAnswer> {
    let mut threads = Vec::new();
    if let Some(server) = server {
        threads.push(rest.get(&format!("/guilds/{server}/threads/active")).await?);
    }
    threads.push(rest.get(&format!("/channels/{forum}/threads/archived/public")).await?);
    let threads = threads.iter().flat_map(|page| page["threads"].as_array().into_iter().flatten());
    for thread in threads {
        let id = id_of(thread).map_or(0, ChannelId::get);
        let own = thread["parent_id"] == forum.to_string() && id > first_id(since);
        if !own {
            continue;
        }
        let message = rest.get(&format!("/channels/{id}/messages?limit=100&after={}", id - 1)).await?;
        let messages = message.as_array().into_iter().flatten();
        if messages.into_iter().any(|message| is_of(delivery, message)) {
            return Ok(Some(format!("{id}/{id}")));
        }
    }
    Ok(None)
}

/// What the line of a button of every message of a delivery ends with.
pub(super) fn marker(delivery: crate::domain::delivery::DeliveryId) -> String {
    format!(" from:{delivery}")
}

/// True for the message of `delivery`.
fn is_of(delivery: &Delivery, message: &Value) -> bool {
    fn has(value: &Value, marker: &str) -> bool {
        match value {
            Value::Array(parts) => parts.iter().any(|part| has(part, marker)),
            Value::Object(parts) => parts.iter().any(|(name, part)| match part {
                Value::String(id) => name == "custom_id" && id.ends_with(marker),
                part => has(part, marker),
            }),
            _ => false,
        }
    }
    has(&message["components"], &marker(delivery.id))
}

/// The first id that Discord may have given at `moment`.
fn first_id(moment: Timestamp) -> u64 {
    let since = (moment.as_millisecond() - DISCORD_EPOCH_MS).max(0);
    since.cast_unsigned() << 22
}

/// Why a place cannot be written to, for the list of alerts.
pub(super) fn reason(destination: &str, denial: &Denial) -> String {
    let what = match denial.code {
        10_003 => "the channel no longer exists",
        10_004 => "the bot is no longer in the server",
        50_001 => "the bot cannot see the channel; it needs View Channel",
        50_007 => "Discord does not let the bot write direct messages to its owner",
        50_013 if destination.starts_with("forum") => {
            "the bot may not post in the forum; it needs Send Messages"
        }
        50_013 => "the bot may not write in the channel; it needs Send Messages (in a thread, Send Messages in Threads)",
        160_005 => "the thread is locked",
        _ => return format!("Discord refuses the message: {denial}"),
    };
    what.to_owned()
}

/// What the owner of a suspended alert is told; nothing when direct messages are what fails.
pub(super) fn word(alert: AlertId, destination: &str, reason: &str) -> Option<String> {
    let (kind, id) = destination.split_once(':')?;
    if kind == "direct" {
        return None;
    }
    Some(format!(
        "Your alert {alert} for <#{id}> is suspended: {reason}. What enters meanwhile is kept. \
         When it is mended, `/alerts resume` brings it."
    ))
}
