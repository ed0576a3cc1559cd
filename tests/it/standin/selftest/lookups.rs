//! Owns the proof for what can be looked up: channels, servers, roles, members and threads.

use serde_json::json;

use super::super::world::permissions::{ADMINISTRATOR, READ_MESSAGE_HISTORY, VIEW_CHANNEL};
use super::super::world::{Channel, Role, Server};
use super::super::{StandIn, fixtures};
use super::{Caller, assert_defect, assert_refused, http};

const SERVER: &str = fixtures::GUILD_ID;

#[tokio::test]
async fn serenity_reads_servers_channels_roles_and_members() {
    let stand_in = StandIn::start().await;
    let http = http(&stand_in, StandIn::TOKEN);
    let server = SERVER.parse().unwrap();
    stand_in.role(SERVER, Role::new("70", "staff").with(ADMINISTRATOR));
    stand_in.bot_roles(SERVER, &["70"]);
    assert_eq!(http.get_guild(server).await.unwrap().roles.len(), 3);
    let roles = http.get_guild_roles(server).await.unwrap();
    assert!(roles[2].permissions.administrator() && roles[1].mentionable);
    let bot = fixtures::APPLICATION_ID.parse().unwrap();
    let member = http.get_member(server, bot).await.unwrap();
    assert_eq!((member.roles[0], member.user.bot), (roles[2].id, true));

    let forum = fixtures::FORUM_ID.parse().unwrap();
    let forum = http.get_channel(forum).await.unwrap().guild().unwrap();
    assert_eq!(forum.available_tags.len(), 2);
    let thread = fixtures::THREAD_ID.parse().unwrap();
    let thread = http.get_channel(thread).await.unwrap().guild().unwrap();
    assert_eq!(thread.parent_id.unwrap().to_string(), fixtures::CHANNEL_ID);
    assert!(!thread.thread_metadata.unwrap().locked);
    stand_in.finish();
}

#[tokio::test]
async fn what_is_gone_or_hidden_is_refused_and_no_defect() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    let secret = Channel::text("71", "secret").denying(SERVER, VIEW_CHANNEL);
    stand_in.channel(secret);
    assert_refused(&bot.get("/channels/72").await, 404, 10003);
    assert_refused(&bot.get("/channels/71").await, 403, 50001);
    assert_refused(&bot.get("/guilds/73").await, 404, 10004);
    let nobody = bot.get(&format!("/guilds/{SERVER}/members/74")).await;
    assert_refused(&nobody, 404, 10007);

    stand_in.change_channel("71", |channel| channel.overwrites.clear());
    let (status, channel) = bot.get("/channels/71").await;
    assert_eq!(
        (status, channel["permission_overwrites"].clone()),
        (200, json!([]))
    );
    stand_in.delete_channel("71");
    assert_refused(&bot.get("/channels/71").await, 404, 10003);
    stand_in.delete_role(SERVER, fixtures::ROLE_ID);
    let (_, roles) = bot.get(&format!("/guilds/{SERVER}/roles")).await;
    assert_eq!(roles.as_array().unwrap().len(), 1);
    stand_in.change_server(SERVER, |server| server.joined = false);
    let channel = format!("/channels/{}", fixtures::CHANNEL_ID);
    assert_refused(&bot.get(&channel).await, 403, 50001);
    assert_refused(&bot.get(&format!("/guilds/{SERVER}")).await, 404, 10004);
    stand_in.finish();
}

#[tokio::test]
async fn a_deleted_channel_takes_its_threads_along() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    bot.say(fixtures::THREAD_ID, "x").await;
    stand_in.delete_channel(fixtures::CHANNEL_ID);
    let thread = format!("/channels/{}", fixtures::THREAD_ID);
    assert_refused(&bot.get(&thread).await, 404, 10003);
    assert!(stand_in.shown(fixtures::THREAD_ID).is_empty());
    stand_in.finish();
}

#[tokio::test]
async fn threads_are_listed_as_active_or_archived() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.server(Server::new("80", "another").member(fixtures::USER_ID, &[]));
    stand_in.channel(Channel::text("81", "x").in_server("80"));
    stand_in.channel(Channel::thread("82", "elsewhere", "81").in_server("80"));
    stand_in.channel(Channel::thread("83", "old", fixtures::CHANNEL_ID));
    stand_in.change_channel("83", |thread| thread.archived = true);
    let active = || bot.get("/guilds/1000000000000000002/threads/active");
    let archived = || bot.get("/channels/1000000000000000003/threads/archived/public");
    let (_, listed) = active().await;
    assert_eq!(listed["threads"].as_array().unwrap().len(), 1);
    assert_eq!(listed["threads"][0]["id"], fixtures::THREAD_ID);
    let (_, listed) = archived().await;
    assert_eq!(listed["threads"].as_array().unwrap().len(), 1);
    assert_eq!(listed["threads"][0]["thread_metadata"]["archived"], true);
    let unread = Channel::text(fixtures::CHANNEL_ID, "x").denying(SERVER, READ_MESSAGE_HISTORY);
    stand_in.channel(unread);
    assert_refused(&archived().await, 403, 50013);
    stand_in.finish();
}

#[tokio::test]
async fn direct_messages_of_a_person_are_one_channel() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    let path = "/users/@me/channels";
    let (status, first) = bot.post(path, &json!({"recipient_id": "7"})).await;
    let (_, again) = bot.post(path, &json!({"recipient_id": "7"})).await;
    let (_, other) = bot.post(path, &json!({"recipient_id": "8"})).await;
    assert_eq!((status, &first["type"]), (200, &json!(1)));
    assert_eq!(first["id"], fixtures::dm_channel("7"));
    assert_eq!(first["id"], again["id"]);
    assert_ne!(first["id"], other["id"]);
    let opened = http(&stand_in, StandIn::TOKEN)
        .create_private_channel(&json!({"recipient_id": "7"}))
        .await
        .unwrap();
    assert_eq!(opened.id.to_string(), fixtures::dm_channel("7"));
    assert_refused(&bot.post(path, &json!({})).await, 400, 50035);
    assert_defect(&stand_in, "recipient_id: null is nobody");
    stand_in.finish();
}
