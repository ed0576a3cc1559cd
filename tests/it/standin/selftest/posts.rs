//! Owns the proof for posting and reading back: text channels, forums, direct messages, pings.

use serde_json::{Value, json};
use serenity::all::{GetMessages, MessagePagination};

use super::super::scene::Shown;
use super::super::world::permissions::{MENTION_EVERYONE, READ_MESSAGE_HISTORY};
use super::super::world::{Channel, Role};
use super::super::{StandIn, fixtures};
use super::{Caller, assert_defect, assert_holds, assert_refused, connect, http, text};

const SERVER: &str = fixtures::GUILD_ID;
const CHANNEL: &str = fixtures::CHANNEL_ID;

/// The id that Discord would give out at this moment.
fn id_at(moment: &str) -> u64 {
    let moment: jiff::Timestamp = moment.parse().unwrap();
    (moment.as_millisecond().cast_unsigned() - 1_420_070_400_000) << 22
}

fn ids(messages: &Value) -> Vec<&str> {
    let messages = messages.as_array().unwrap().iter();
    messages.map(|it| it["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn messages_are_read_back_newest_first_with_their_buttons_and_nonce() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.set_time("2026-11-23T12:00:00Z".parse().unwrap());
    let button = json!({"type": 2, "style": 1, "label": "x", "custom_id": "a:1"});
    let row = json!({"type": 1, "components": [button]});
    let display = json!({"type": 10, "content": "words"});
    let first = json!({
        "flags": 1 << 15,
        "components": [display, row],
        "nonce": "n1",
        "allowed_mentions": {"parse": []},
    });
    let path = format!("/channels/{CHANNEL}/messages");
    let (status, first) = bot.post(&path, &first).await;
    assert_eq!(status, 200);
    let (_, second) = bot.say(CHANNEL, "second").await;
    let (_, all) = bot.get(&path).await;
    assert_eq!(
        ids(&all),
        [
            second["id"].as_str().unwrap(),
            first["id"].as_str().unwrap()
        ]
    );
    assert_eq!(all[1]["components"][1]["components"][0]["custom_id"], "a:1");
    assert_eq!(
        (&all[1]["nonce"], &all[0]["nonce"]),
        (&json!("n1"), &Value::Null)
    );
    assert_eq!(all[0]["author"]["id"], fixtures::APPLICATION_ID);
    assert_holds(all[0]["timestamp"].as_str().unwrap(), "2026-11-23T12:00:");

    let shown = stand_in.shown(CHANNEL);
    assert_eq!(
        (shown[0].text(), shown[1].text()),
        ("words".into(), "second".into())
    );
    assert_eq!(shown[0].custom_ids(), ["a:1"]);
    let before = id_at("2026-11-23T11:59:59Z");
    let later = id_at("2026-11-23T12:10:00Z");
    let after = async |id: u64| bot.get(&format!("{path}?after={id}&limit=1")).await.1;
    assert_eq!(ids(&after(before).await), [shown[0].id()]);
    assert_eq!(
        ids(&after(shown[0].id().parse().unwrap()).await),
        [shown[1].id()]
    );
    assert!(ids(&after(later).await).is_empty());
    stand_in.delete_message(shown[0].id());
    assert_eq!(ids(&bot.get(&path).await.1), [shown[1].id()]);
    let earlier = format!("{path}?before={}", shown[1].id());
    assert!(ids(&bot.get(&earlier).await.1).is_empty());
    assert_refused(&bot.get(&format!("{path}?limit=101")).await, 400, 50035);
    assert_defect(&stand_in, "query: limit=101");
    stand_in.finish();
}

#[tokio::test]
async fn serenity_reads_what_was_posted() {
    let stand_in = StandIn::start().await;
    Caller::new(&stand_in).say(CHANNEL, "x").await;
    let channel: serenity::all::ChannelId = CHANNEL.parse().unwrap();
    let after = MessagePagination::After(1.into());
    let http = http(&stand_in, StandIn::TOKEN);
    let read = http.get_messages(channel, Some(after), Some(10)).await;
    assert_eq!(read.unwrap()[0].content, "x");
    let read = channel.messages(&http, GetMessages::new()).await;
    assert_eq!(read.unwrap().len(), 1);
    stand_in.finish();
}

#[tokio::test]
async fn without_the_history_nothing_is_read_and_nothing_said_of_it() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    bot.say(CHANNEL, "x").await;
    stand_in.channel(Channel::text(CHANNEL, "x").denying(SERVER, READ_MESSAGE_HISTORY));
    let read = bot.get(&format!("/channels/{CHANNEL}/messages")).await;
    assert_eq!(read, (200, json!([])));
    stand_in.finish();
}

#[tokio::test]
async fn a_forum_post_is_a_thread_with_a_message_of_its_id() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    let path = format!("/channels/{}/threads", fixtures::FORUM_ID);
    let tags = json!([fixtures::TAG_ID]);
    let post = json!({"name": "Title", "applied_tags": tags, "message": text("x")});
    let (status, thread) = bot.post(&path, &post).await;
    assert_eq!((status, &thread["message"]["id"]), (201, &thread["id"]));
    assert_eq!(thread["applied_tags"], tags);
    let id = thread["id"].as_str().unwrap();
    bot.say(id, "more").await;
    bot.post(&path, &post).await;

    let shown = stand_in.shown(fixtures::FORUM_ID);
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0].thread.as_ref().unwrap().name, "Title");
    let texts: Vec<String> = stand_in.shown(id).iter().map(Shown::text).collect();
    assert_eq!(texts, ["x", "more"]);
    let (_, active) = bot.get(&format!("/guilds/{SERVER}/threads/active")).await;
    assert_eq!(active["threads"].as_array().unwrap().len(), 3);
    let read: serenity::all::GuildChannel = serde_json::from_value(thread.clone()).unwrap();
    assert_eq!(read.applied_tags.len(), 1);
    stand_in.finish();
}

#[tokio::test]
async fn forum_posts_are_held_against_the_forum() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    let forum = Channel::forum(fixtures::FORUM_ID, "x")
        .tag("91", "a")
        .requiring_a_tag();
    stand_in.channel(forum);
    let path = format!("/channels/{}/threads", fixtures::FORUM_ID);
    let post = |name: &str, tags: Value, message: Value| json!({"name": name, "applied_tags": tags, "message": message});
    let untagged = bot.post(&path, &post("x", json!([]), text("x"))).await;
    assert_refused(&untagged, 400, 40067);
    let unknown = bot.post(&path, &post("x", json!(["92"]), text("x"))).await;
    assert_refused(&unknown, 404, 10087);
    assert_eq!(stand_in.defects(), [""; 0]);

    let blank = bot.post(&path, &post(" ", json!(["91"]), text("x"))).await;
    assert_refused(&blank, 400, 50035);
    assert_defect(&stand_in, "name: 1 to 100 characters");
    let empty = bot.post(&path, &post("x", json!(["91"]), text(""))).await;
    assert_refused(&empty, 400, 50035);
    assert_defect(&stand_in, "message: empty");
    bot.say(fixtures::FORUM_ID, "x").await;
    assert_defect(&stand_in, "a forum holds posts");
    let elsewhere = format!("/channels/{CHANNEL}/threads");
    bot.post(&elsewhere, &post("x", json!([]), text("x"))).await;
    assert_defect(&stand_in, "is no forum");
    assert!(stand_in.shown(fixtures::FORUM_ID).is_empty());
    stand_in.finish();
}

/// A text that names a role, and means to ping those in `roles`.
async fn ping(bot: &Caller, role: &str, roles: &[&str]) {
    let mut body = text(&format!("<@&{role}> x"));
    body["allowed_mentions"]["roles"] = json!(roles);
    let (status, _) = bot
        .post(&format!("/channels/{CHANNEL}/messages"), &body)
        .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_role_is_pinged_when_it_is_named_meant_and_may_be() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.role(SERVER, Role::new("95", "not mentionable"));
    ping(&bot, fixtures::ROLE_ID, &[fixtures::ROLE_ID]).await;
    ping(&bot, fixtures::ROLE_ID, &[]).await;
    ping(&bot, "95", &["95", fixtures::ROLE_ID]).await;
    stand_in.channel(Channel::text(CHANNEL, "x").allowing(SERVER, MENTION_EVERYONE));
    ping(&bot, "95", &["95"]).await;
    stand_in.delete_role(SERVER, "95");
    ping(&bot, "95", &["95"]).await;
    let pinged: Vec<Vec<String>> = stand_in
        .posted(CHANNEL)
        .into_iter()
        .map(|it| it.pinged)
        .collect();
    assert_eq!(
        pinged,
        [vec![fixtures::ROLE_ID], vec![], vec![], vec!["95"], vec![]]
    );
    stand_in.finish();
}

#[tokio::test]
async fn public_answers_stand_in_the_channel_and_ephemeral_ones_do_not() {
    let answer = |flags: u64| json!({"type": 4, "data": {"content": "x", "flags": flags}});
    for (flags, count) in [(0, 1), (64, 0)] {
        let (stand_in, _bot) = connect(&[answer(flags)]).await;
        stand_in.interact(fixtures::slash("norm", &json!({}))).await;
        assert_eq!(stand_in.shown(CHANNEL).len(), count);
        assert!(stand_in.posted(CHANNEL).is_empty());
        stand_in.finish();
    }
}
