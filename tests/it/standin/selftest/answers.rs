//! Owns the proof for interactions: what reaches the bot, and which answers may come when.

use std::time::Duration;

use serde_json::{Value, json};
use serenity::all::CreateAttachment;

use super::super::fixtures;
use super::{assert_defect, assert_holds, connect, message};

#[tokio::test]
async fn every_kind_of_interaction_reaches_the_bot() {
    let (stand_in, _bot) = connect(&[message("x")]).await;
    let options = json!({"show": {"topic": "x", "page": 2, "exact": true, "weight": 0.5}});
    let interactions = [
        fixtures::slash("norm", &options),
        fixtures::slash("norm", &json!({}))
            .in_dm()
            .by_user("7")
            .user_installed(),
        fixtures::slash("norm", &json!({"group": options}))
            .by_user("7")
            .by_administrator()
            .with_locale("fr"),
        fixtures::message_command("Find this", "text")
            .user_installed()
            .in_channel("8"),
        fixtures::button("next").on_message(&fixtures::message("9", "8", &json!({"content": "x"}))),
        fixtures::select("topic", &["a", "b"]).in_dm(),
        fixtures::modal_submit("ask", &json!({"question": "x"})),
    ];
    for interaction in interactions {
        let reply = stand_in.interact(interaction).await;
        assert_eq!(
            (
                reply.callback_type,
                reply.text().as_str(),
                reply.is_ephemeral()
            ),
            (4, "x", true)
        );
        assert!(reply.elapsed < Duration::from_secs(3));
        assert!(reply.custom_ids().is_empty() && reply.files.is_empty());
    }
    assert_eq!((stand_in.identifies(), stand_in.resumes()), (1, 0));
    stand_in.finish();
}

#[tokio::test]
async fn what_is_typed_is_completed() {
    let choices = json!({"type": 8, "data": {"choices": [{"name": "x", "value": "x"}]}});
    let (stand_in, _bot) = connect(&[choices]).await;
    let typing = fixtures::autocomplete("norm", &json!({"page": 2, "topic": "s"}), "topic");
    let reply = stand_in.interact(typing).await;
    assert_eq!(reply.data["choices"][0]["name"], "x");
    stand_in.finish();
}

#[tokio::test]
async fn a_second_callback_is_a_defect() {
    let (stand_in, mut bot) = connect(&[message("x"), message("y")]).await;
    assert_eq!(
        stand_in.interact(fixtures::button("next")).await.text(),
        "x"
    );
    assert_holds(&bot.results.recv().await.unwrap(), "Ok");
    assert_holds(&bot.results.recv().await.unwrap(), "40060");
    assert_defect(&stand_in, "already been acknowledged");
    stand_in.finish();
}

#[tokio::test]
async fn an_invalid_callback_is_a_defect_and_no_answer() {
    let (stand_in, mut bot) = connect(&[message(""), message("x")]).await;
    assert_eq!(
        stand_in
            .interact(fixtures::slash("norm", &json!({})))
            .await
            .text(),
        "x"
    );
    assert_holds(&bot.results.recv().await.unwrap(), "50035");
    assert_defect(&stand_in, "callback: message: empty");
    stand_in.finish();
}

#[tokio::test]
async fn late_callbacks_and_follow_ups_are_refused() {
    let (stand_in, bot) = connect(&[]).await;
    let token = stand_in.interact_unanswered(fixtures::button("next")).await;
    let id = token.rsplit('-').next().unwrap().parse().unwrap();
    stand_in.skip_callback_limit();
    let late = bot
        .http
        .create_interaction_response(id, &token, &message("x"), Vec::new())
        .await;
    assert_holds(&format!("{late:?}"), "10062");
    assert_defect(&stand_in, "Unknown interaction");

    let token = stand_in.interact_unanswered(fixtures::button("next")).await;
    let id = token.rsplit('-').next().unwrap().parse().unwrap();
    bot.http
        .create_interaction_response(id, &token, &message("x"), Vec::new())
        .await
        .unwrap();
    stand_in.skip(Duration::from_mins(15));
    let late = bot
        .http
        .create_followup_message(&token, &json!({"content": "x"}), Vec::new())
        .await;
    assert_holds(&format!("{late:?}"), "50027");
    assert_defect(&stand_in, "Invalid Webhook Token");
    stand_in.finish();
}

#[tokio::test]
async fn a_deferral_ends_with_an_edit() {
    let (stand_in, bot) = connect(&[json!({"type": 5, "data": {"flags": 64}})]).await;
    let reply = stand_in.interact(fixtures::slash("norm", &json!({}))).await;
    assert_holds(&stand_in.leftovers()[0], "deferred and never answered");

    let file = || vec![CreateAttachment::bytes("text", "a.txt")];
    let embed = json!({"title": "y", "fields": [{"name": "n", "value": "v"}]});
    let edit = json!({"content": "x", "embeds": [embed]});
    bot.http
        .edit_original_interaction_response(&reply.token, &edit, file())
        .await
        .unwrap();
    let edit = stand_in.edit_of(&reply).await;
    assert_eq!(
        (edit.callback_type, edit.text().as_str()),
        (0, "x\ny\nn\nv")
    );
    assert_eq!(edit.files, [("a.txt".to_owned(), b"text".to_vec())]);

    let more = bot
        .http
        .create_followup_message(&reply.token, &json!({"content": "z"}), file())
        .await
        .unwrap();
    assert_eq!(more.attachments[0].filename, "a.txt");
    let original = bot
        .http
        .get_original_interaction_response(&reply.token)
        .await
        .unwrap();
    assert_eq!(
        (original.content.as_str(), original.attachments.len()),
        ("x", 1)
    );
    bot.http
        .delete_original_interaction_response(&reply.token)
        .await
        .unwrap();
    assert_eq!(stand_in.message(&original.id.to_string()), None);
    stand_in.finish();
}

#[tokio::test]
async fn an_update_is_held_against_the_message_it_changes() {
    let old = fixtures::message("9", fixtures::CHANNEL_ID, &json!({"content": "x"}));
    let text = json!([{"type": 10, "content": "y"}]);
    let layout = json!({"type": 7, "data": {"flags": 1 << 15, "components": text}});
    let mut without_content = layout.clone();
    without_content["data"]["content"] = Value::Null;
    let (stand_in, _bot) = connect(&[layout, without_content]).await;
    assert_eq!(
        stand_in
            .interact(fixtures::button("next").on_message(&old))
            .await
            .text(),
        "y"
    );
    assert_defect(&stand_in, "content: not with the components v2 flag");
    assert_eq!(stand_in.message("9").unwrap()["components"], text);
    stand_in.finish();
}
