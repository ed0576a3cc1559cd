//! Owns the proof for REST without a gateway: commands, posts with a nonce, faults.

use std::time::Duration;

use serde_json::json;
use serenity::all::ChannelId;

use super::super::{Fault, StandIn, fixtures};
use super::{Caller, assert_defect, assert_holds, http, text};

#[tokio::test]
async fn commands_come_back_with_their_defaults() {
    let stand_in = StandIn::start().await;
    let http = http(&stand_in, StandIn::TOKEN);
    let option = json!({"type": 3, "name": "topic", "description": "x", "required": false});
    let commands = json!([{
        "name": "norm",
        "description": "x",
        "options": [option],
        "default_member_permissions": "32",
    }]);
    let put = http.create_global_commands(&commands).await.unwrap();
    let again = http.create_global_commands(&commands).await.unwrap();
    let listed = http.get_global_commands().await.unwrap();
    assert_eq!((put[0].id, put[0].version), (again[0].id, again[0].version));
    assert_eq!(
        (
            listed[0].id,
            listed[0].dm_permission,
            listed[0].options.len()
        ),
        (put[0].id, Some(true), 1)
    );
    let guild = fixtures::GUILD_ID.parse().unwrap();
    assert!(http.get_guild_commands(guild).await.unwrap().is_empty());
    http.create_guild_commands(guild, &json!([{"name": "Norm", "description": "x"}]))
        .await
        .unwrap_err();
    assert_defect(&stand_in, "Norm: name \"Norm\"");
    assert_eq!(
        http.get_current_application_info().await.unwrap().id,
        put[0].application_id
    );
    http.get_guild_vanity_url(guild).await.unwrap_err();
    assert_defect(&stand_in, "no such route");
    stand_in.finish();
}

#[tokio::test]
async fn a_nonce_posts_once_even_when_the_answer_is_lost() {
    let stand_in = StandIn::start().await;
    let http = http(&stand_in, StandIn::TOKEN);
    let mut body = text("x");
    body["nonce"] = "n".into();
    body["enforce_nonce"] = true.into();
    let channel: ChannelId = fixtures::CHANNEL_ID.parse().unwrap();
    let post = || http.send_message(channel, Vec::new(), &body);
    stand_in.fault(Fault::LostAnswer {
        route: "POST /channels/",
    });
    post().await.unwrap_err();
    let [second, third] = [post().await.unwrap(), post().await.unwrap()];
    assert_eq!(second.id, third.id);
    stand_in.skip(Duration::from_mins(4));
    assert_ne!(post().await.unwrap().id, third.id);
    assert_eq!(stand_in.requests().len(), 4);
    assert_eq!(
        stand_in
            .next_request("POST /channels/1000000000000000003/messages")
            .await
            .body,
        body
    );
    stand_in.finish();
}

#[tokio::test]
async fn a_nonce_counts_in_its_channel_and_for_as_long_as_it_is_enforced() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    let direct = fixtures::dm_channel("7");
    bot.post("/users/@me/channels", &json!({"recipient_id": "7"}))
        .await;
    let mut body = text("x");
    body["nonce"] = "n".into();
    for _ in 0..2 {
        bot.post(&format!("/channels/{direct}/messages"), &body)
            .await;
    }
    body["enforce_nonce"] = true.into();
    for channel in [fixtures::CHANNEL_ID, fixtures::THREAD_ID, &direct, &direct] {
        bot.post(&format!("/channels/{channel}/messages"), &body)
            .await;
    }
    let counts = [fixtures::CHANNEL_ID, fixtures::THREAD_ID, &direct];
    assert_eq!(counts.map(|it| stand_in.shown(it).len()), [1, 1, 3]);
    stand_in.finish();
}

#[tokio::test]
async fn faults_happen_to_the_next_request_that_fits() {
    let stand_in = StandIn::start().await;
    let http = http(&stand_in, StandIn::TOKEN);
    let body = text("x");
    let channel: ChannelId = fixtures::CHANNEL_ID.parse().unwrap();
    let post = || http.send_message(channel, Vec::new(), &body);
    stand_in.fault(Fault::rate_limited("POST /channels", 0.5));
    stand_in.fault(Fault::refused(
        "/messages",
        403,
        50013,
        "Missing Permissions",
    ));
    assert_eq!(stand_in.leftovers().len(), 2);
    http.get_current_application_info().await.unwrap();
    assert_holds(&format!("{:?}", post().await), "429");
    assert_holds(&format!("{:?}", post().await), "50013");
    post().await.unwrap();
    stand_in.fault(Fault::Hang {
        route: "/channels/",
    });
    tokio::select! {
        answer = post() => panic!("{answer:?}"),
        () = async { while stand_in.requests().len() < 5 { tokio::task::yield_now().await } } => {}
    }
    stand_in.finish();
}
