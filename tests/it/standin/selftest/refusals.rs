//! Owns the proof for what Discord does not let the bot post; none of it is the bot's defect.

use serde_json::json;

use super::super::world::Channel;
use super::super::world::permissions::{
    ATTACH_FILES, EMBED_LINKS, MANAGE_THREADS, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
};
use super::super::{StandIn, fixtures};
use super::{Caller, assert_refused, text};

const SERVER: &str = fixtures::GUILD_ID;
const CHANNEL: &str = fixtures::CHANNEL_ID;
const THREAD: &str = fixtures::THREAD_ID;

#[tokio::test]
async fn posting_takes_permission_to_see_and_to_send() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    let deny =
        |permission| stand_in.channel(Channel::text(CHANNEL, "x").denying(SERVER, permission));
    assert_refused(&bot.say("1", "x").await, 404, 10003);
    deny(SEND_MESSAGES);
    assert_refused(&bot.say(CHANNEL, "x").await, 403, 50013);
    assert_eq!(bot.say(THREAD, "x").await.0, 200);
    deny(SEND_MESSAGES_IN_THREADS);
    assert_refused(&bot.say(THREAD, "x").await, 403, 50013);
    assert_eq!(bot.say(CHANNEL, "x").await.0, 200);
    deny(VIEW_CHANNEL);
    assert_refused(&bot.say(CHANNEL, "x").await, 403, 50001);
    assert_refused(&bot.say(THREAD, "x").await, 403, 50001);
    assert_eq!(
        (stand_in.shown(CHANNEL).len(), stand_in.shown(THREAD).len()),
        (1, 1)
    );
    stand_in.finish();
}

#[tokio::test]
async fn embeds_and_files_take_permissions_of_their_own() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    let denied = EMBED_LINKS | ATTACH_FILES;
    stand_in.channel(Channel::text(CHANNEL, "x").denying(SERVER, denied));
    let mut embed = text("x");
    embed["embeds"] = json!([{"title": "y"}]);
    let path = format!("/channels/{CHANNEL}/messages");
    assert_refused(&bot.post(&path, &embed).await, 403, 50013);
    stand_in.finish();
}

#[tokio::test]
async fn a_removed_bot_sees_nothing() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.change_server(SERVER, |server| server.joined = false);
    assert_refused(&bot.say(CHANNEL, "x").await, 403, 50001);
    stand_in.finish();
}

#[tokio::test]
async fn closed_direct_messages_are_refused_until_they_are_opened() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    let channel = fixtures::dm_channel("7");
    assert_refused(&bot.say(&channel, "x").await, 404, 10003);
    stand_in.close_direct("7");
    let opened = bot
        .post("/users/@me/channels", &json!({"recipient_id": "7"}))
        .await;
    assert_eq!(
        (opened.0, opened.1["id"].as_str().unwrap()),
        (200, &*channel)
    );
    assert_refused(&bot.say(&channel, "x").await, 403, 50007);
    stand_in.reopen_direct("7");
    assert_eq!(bot.say(&channel, "x").await.0, 200);
    assert_eq!(stand_in.shown(&channel)[0].text(), "x");
    stand_in.finish();
}

#[tokio::test]
async fn a_locked_thread_stays_closed_and_a_sleeping_one_wakes() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.change_channel(THREAD, |thread| thread.archived = true);
    assert_eq!(bot.say(THREAD, "x").await.0, 200);
    let (_, thread) = bot.get(&format!("/channels/{THREAD}")).await;
    assert_eq!(thread["thread_metadata"]["archived"], false);
    stand_in.change_channel(THREAD, |thread| thread.locked = true);
    assert_refused(&bot.say(THREAD, "x").await, 403, 160_005);
    stand_in.change_channel(THREAD, |thread| thread.archived = true);
    assert_refused(&bot.say(THREAD, "x").await, 403, 50083);
    stand_in.channel(Channel::text(CHANNEL, "x").allowing(SERVER, MANAGE_THREADS));
    assert_eq!(bot.say(THREAD, "x").await.0, 200);
    stand_in.finish();
}
