//! Whether somebody may set an alert for a place, and whether the bot can write there.

use crate::discord::alerts::access::{self, Channel, Server, bit};
use crate::discord::alerts::asker::Asker;
use crate::discord::alerts::options::refused;
use crate::discord::rest::{NoAnswer, Rest};
use crate::domain::alert::{Destination, Order};
use crate::domain::chat::{ChannelId, RoleId, ServerId};
use crate::service::Refusal;
use crate::store::Store;

/// Why a look into rights has no answer.
pub(super) enum Problem {
    Refused(Refusal),
    Store(crate::store::Error),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Problem::Refused(refusal)
    }
}

impl From<crate::store::Error> for Problem {
    fn from(error: crate::store::Error) -> Self {
        Problem::Store(error)
    }
}

/// Checks that `asker` may set the alert, and that its notices can be written where they go.
pub(super) async fn may_set(
    rest: &Rest,
    store: &Store,
    asker: &Asker,
    order: &Order,
) -> Result<(), Problem> {
    let Some(channel) = order.destination.channel() else {
        return Ok(());
    };
    let (channel, server) = looked_up(rest, asker, channel).await?;
    let manages = manages(store, asker, &channel, &server).await?;
    if !manages {
        return Err(not_allowed(channel.id).into());
    }
    if !channel.can_hold_notices() {
        return Err(refused(
            format!("<#{}> cannot hold notices.", channel.id),
            "Choose a text channel, an announcement channel, a thread or a forum.",
        )
        .into());
    }
    if channel.is_locked() {
        return Err(refused(
            format!("The thread <#{}> is locked.", channel.id),
            "Unlock it, or choose another place.",
        )
        .into());
    }
    tags_fit(&channel, &order.destination)?;
    we_may_write(rest, &channel, &server, order.mention).await?;
    Ok(())
}

/// True when `asker` may change what goes to `destination`.
pub(super) async fn may_manage(
    rest: &Rest,
    store: &Store,
    asker: &Asker,
    destination: &Destination,
    server: Option<ServerId>,
) -> Result<bool, Problem> {
    let Some(channel) = destination.channel().filter(|_| server == asker.server) else {
        return Ok(false);
    };
    let (channel, server) = looked_up(rest, asker, channel).await?;
    Ok(manages(store, asker, &channel, &server).await?)
}

/// The channel and its server, which must be the one that `asker` speaks in.
async fn looked_up(
    rest: &Rest,
    asker: &Asker,
    id: ChannelId,
) -> Result<(Channel, Server), Refusal> {
    let Some(server) = asker.server else {
        return Err(refused(
            format!("<#{id}> is a channel of a server."),
            "Give the command in that server.",
        ));
    };
    if !asker.bot_is_member {
        return Err(refused(
            "The bot is not a member of this server and can write to nobody's channels here.",
            "Ask who runs the server to add it, or have the alert sent to your direct messages.",
        ));
    }
    let channel = access::channel(rest, id)
        .await
        .map_err(|no_answer| unseen(id, &no_answer))?;
    if channel.server != Some(server) {
        return Err(refused(
            format!("<#{id}> is a channel of another server."),
            "Choose one of this server.",
        ));
    }
    let server = access::server(rest, server).await;
    Ok((channel, server.map_err(|no_answer| unseen(id, &no_answer))?))
}

fn unseen(id: ChannelId, no_answer: &NoAnswer) -> Refusal {
    match no_answer {
        NoAnswer::Denied(denial) if denial.code == 10_003 => refused(
            format!("There is no channel <#{id}>."),
            "Choose a channel that exists.",
        ),
        NoAnswer::Denied(denial) if denial.is_about_the_place() => refused(
            format!("The bot cannot see <#{id}>: it lacks the permission View Channel there."),
            "Give it that permission in the channel's settings, and try again.",
        ),
        _ => refused(
            format!("Discord did not say who may write in <#{id}>."),
            "Try again in a minute.",
        ),
    }
}

async fn manages(
    store: &Store,
    asker: &Asker,
    channel: &Channel,
    server: &Server,
) -> Result<bool, crate::store::Error> {
    let may = server.permissions(channel, asker.person, &asker.roles);
    if may & bit::VIEW_CHANNEL == 0 {
        return Ok(false);
    }
    if may & bit::MANAGE_WEBHOOKS != 0 {
        return Ok(true);
    }
    let role = match asker.server {
        Some(server) => store.role(server).await?,
        None => None,
    };
    Ok(role.is_some_and(|role| asker.roles.contains(&role)))
}

pub(super) fn not_allowed(channel: ChannelId) -> Refusal {
    refused(
        format!(
            "For alerts in <#{channel}> you need the permission Manage Webhooks there, or the role that `/alerts settings` names."
        ),
        "Ask somebody who has it, or have the alert sent to your direct messages with `direct: True`.",
    )
}

fn tags_fit(channel: &Channel, destination: &Destination) -> Result<(), Refusal> {
    let Destination::Forum(_, tags) = destination else {
        return Ok(());
    };
    let names: Vec<&str> = channel.tags.iter().map(|(_, name)| name.as_str()).collect();
    let known = |id| channel.tags.iter().any(|(own, _)| own == id);
    if channel.needs_tag && tags.is_empty() {
        return Err(refused(
            format!("Posts in <#{}> need a tag.", channel.id),
            format!("Name one or more with `tags`: {}.", names.join(", ")),
        ));
    }
    match tags.iter().all(known) {
        true => Ok(()),
        false => Err(refused(
            format!("A tag that was chosen is not one of <#{}>.", channel.id),
            format!("It has: {}.", names.join(", ")),
        )),
    }
}

async fn we_may_write(
    rest: &Rest,
    channel: &Channel,
    server: &Server,
    mention: Option<RoleId>,
) -> Result<(), Refusal> {
    let id = channel.id;
    let Some(own) = channel.server else {
        return Ok(());
    };
    let (me, roles) = access::ourselves(rest, own)
        .await
        .map_err(|no_answer| unseen(id, &no_answer))?;
    let may = server.permissions(channel, me, &roles);
    let send = match channel.is_thread() {
        true => (bit::SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
        false => (bit::SEND_MESSAGES, "Send Messages"),
    };
    let needed = [
        (bit::VIEW_CHANNEL, "View Channel"),
        send,
        (bit::READ_MESSAGE_HISTORY, "Read Message History"),
    ];
    let missing = needed.iter().filter(|(bit, _)| may & bit == 0);
    let missing: Vec<&str> = missing.map(|(_, name)| *name).collect();
    if !missing.is_empty() {
        return Err(refused(
            format!(
                "The bot cannot write in <#{id}>: it lacks {} there.",
                missing.join(", ")
            ),
            "Give it that in the channel's settings, and try again. It reads the history only to see that nothing is shown twice after a crash.",
        ));
    }
    match mention {
        Some(role) => may_mention(server, role, may, own),
        None => Ok(()),
    }
}

fn may_mention(server: &Server, role: RoleId, may: u64, own: ServerId) -> Result<(), Refusal> {
    if role.get() == own.get() {
        return Err(refused(
            "Notices do not mention everyone.",
            "Choose a role of those who want to be called.",
        ));
    }
    let Some(found) = server.roles.iter().find(|one| one.id == role) else {
        return Err(refused(
            "The role to mention does not exist any more.",
            "Choose another, or none.",
        ));
    };
    match found.mentionable || may & bit::MENTION_EVERYONE != 0 {
        true => Ok(()),
        false => Err(refused(
            format!(
                "The bot may not mention <@&{role}>: the role lets nobody mention it, and the bot lacks Mention @everyone, @here, and All Roles."
            ),
            "Let anyone mention the role in its settings, or give the bot that permission.",
        )),
    }
}
