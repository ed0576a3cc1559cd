//! `/alerts` and `/privacy`, from the interaction to the answer.

use rapporteur::store::Of;
use serde_json::{Value, json};

use crate::alerts::office::{Office, button_of, person};
use crate::standin::Reply;
use crate::standin::fixtures::{
    CHANNEL_ID, FORUM_ID, GUILD_ID, Interaction, ROLE_ID, THREAD_ID, USER_ID, autocomplete, button,
    chosen_channel, chosen_role, dm_channel, modal_submit, slash,
};
use crate::standin::world::permissions::{SEND_MESSAGES, VIEW_CHANNEL};
use crate::standin::world::{Channel, Role, Server};

/// Manage Webhooks.
const MANAGE_WEBHOOKS: u64 = 1 << 29;
const MANAGERS: &str = "2000000000000000001";
const OTHER_SERVER: &str = "2000000000000000002";
const OTHER_CHANNEL: &str = "2000000000000000003";
const SOMEBODY: &str = "2000000000000000004";

/// Somebody who may set alerts for channels.
fn manager(name: &str, options: &Value) -> Interaction {
    slash(name, options).by_member_with(MANAGE_WEBHOOKS, &[MANAGERS])
}

async fn office() -> Office {
    let office = Office::open().await;
    let role = Role::new(MANAGERS, "managers").with(MANAGE_WEBHOOKS);
    office.discord.role(GUILD_ID, role);
    office.discord.change_server(GUILD_ID, |server| {
        server
            .members
            .insert(USER_ID.to_owned(), vec![MANAGERS.to_owned()]);
    });
    office
}

fn data(reply: &Reply) -> Value {
    reply.data.clone()
}

#[track_caller]
fn says(reply: &Reply, parts: &[&str]) {
    assert!(reply.is_ephemeral(), "anybody can see {}", reply.text());
    let text = reply.text();
    for part in parts {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

/// Presses the button of `reply` whose line begins with `start`.
async fn press(office: &Office, reply: &Reply, start: &str) -> Reply {
    let id = button_of(&reply.data, start);
    let mut message = json!({ "id": "1", "channel_id": CHANNEL_ID });
    for (name, value) in reply.data.as_object().unwrap() {
        message[name] = value.clone();
    }
    let message = crate::standin::fixtures::message("3000000000000000001", CHANNEL_ID, &message);
    let pressed = button(&id)
        .on_message(&message)
        .by_member_with(MANAGE_WEBHOOKS, &[MANAGERS]);
    office.ask(pressed).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_shown_what_it_would_have_matched_and_set_when_confirmed() {
    let mut office = office().await;
    let options = json!({"add": {"query": "critical infrastructure", "party": "CHN"}});
    let preview = office.ask(manager("alerts", &options)).await;
    says(
        &preview,
        &[
            "A new alert?",
            "**critical infrastructure party:CHN**",
            &format!("to <#{CHANNEL_ID}>, at once"),
            "Of the last twelve months it would have matched 0 of 0 statements; of all times 1 of 1.",
            "**critical infrastructure**",
            "Also watched for:",
        ],
    );
    assert!(
        office
            .store
            .alerts(Of::Owner(person()))
            .await
            .unwrap()
            .is_empty()
    );
    let set = press(&office, &preview, "/alerts add").await;
    assert!(set.text().contains("Alert 1 is set"), "{}", set.text());
    let alerts = office.store.alerts(Of::Owner(person())).await.unwrap();
    assert_eq!(alerts[0].order.query, "critical infrastructure party:CHN");
    let again = press(&office, &preview, "/alerts add").await;
    says(&again, &["Alert 1 watches for the same"]);
    office
        .add(
            "chn-cd-2026-ci",
            &["Critical infrastructure is not a target."],
        )
        .await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_adjusted_in_a_form_before_it_is_set() {
    let office = office().await;
    let options = json!({"add": {"query": "critical infrastructure", "direct": true}});
    let preview = office.ask(manager("alerts", &options)).await;
    let form = press(&office, &preview, "/alerts adjust").await;
    assert_eq!(form.callback_type, 9);
    let input = &form.data["components"][0]["components"][0];
    assert_eq!(input["value"], "critical infrastructure");
    let id = form.data["custom_id"].as_str().unwrap();
    let message =
        crate::standin::fixtures::message("3000000000000000001", CHANNEL_ID, &preview.data);
    let send = |query: &str| {
        let sent = modal_submit(id, &json!({ "query": query }));
        sent.on_message(&message)
            .by_member_with(MANAGE_WEBHOOKS, &[MANAGERS])
    };
    let adjusted = office.ask(send("\"supply chain\" party:China")).await;
    assert!(
        adjusted.text().contains("**\"supply chain\" party:China**"),
        "{}",
        adjusted.text()
    );
    assert!(
        adjusted.text().contains("to direct messages"),
        "{}",
        adjusted.text()
    );
    let refused = office.ask(send("supply (")).await;
    says(&refused, &["A bracket is not closed"]);
    let set = press(&office, &adjusted, "/alerts add").await;
    assert!(set.text().contains("Alert 1 is set"), "{}", set.text());
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_would_fire_on_most_statements_is_said_to_be_too_broad() {
    let mut office = office().await;
    for n in 0..6 {
        office.write(
            &format!("chn-cd-2026-{n}"),
            "CHN",
            &["Cyberspace is shared."],
        );
    }
    office.write("chn-cd-2026-x", "CHN", &["Outer space is shared, too."]);
    office.pass().await.unwrap();
    let add = |query: &str| slash("alerts", &json!({"add": {"query": query, "direct": true}}));
    let broad = office.ask(add("cyberspace")).await;
    says(
        &broad,
        &[
            "would have matched 6 of 7 statements",
            "so broad that it would have fired on 6 of 7 statements",
        ],
    );
    let narrow = office.ask(add("\"outer space\"")).await;
    assert!(!narrow.text().contains("so broad"), "{}", narrow.text());
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_set_is_refused_with_the_reason() {
    let office = office().await;
    let refused = async |options: Value, parts: &[&str]| {
        let reply = office.ask(manager("alerts", &options)).await;
        says(&reply, parts);
    };
    refused(
        json!({"add": {}}),
        &["An alert needs something to watch for."],
    )
    .await;
    refused(
        json!({"add": {"query": "attack ("}}),
        &["A bracket is not closed"],
    )
    .await;
    refused(
        json!({"add": {"query": "-cyber"}}),
        &["The query says only what must not be found"],
    )
    .await;
    refused(
        json!({"add": {"query": "x", "party": "Chima"}}),
        &["No party is known as `Chima`", "China"],
    )
    .await;
    refused(
        json!({"add": {"query": "x", "every": "daily", "zone": "Europe/Viena"}}),
        &[
            "There is no time zone named `Europe/Viena`",
            "Europe/Vienna",
        ],
    )
    .await;
    refused(
        json!({"add": {"query": "x", "every": "weekly"}}),
        &["A digest needs a time zone"],
    )
    .await;
    refused(
        json!({"add": {"query": "x", "tags": "news"}}),
        &["is no forum"],
    )
    .await;
    refused(
        json!({"add": {"query": "x", "channel": chosen_channel(FORUM_ID), "tags": "nonsense"}}),
        &["has no tag `nonsense`", "It has:"],
    )
    .await;
    refused(
        json!({"pause": {"alert": "99"}}),
        &["There is no alert 99 of yours."],
    )
    .await;
    refused(
        json!({"pause": {"alert": "first"}}),
        &["`first` is not the number of an alert."],
    )
    .await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_needs_rights_and_direct_messages_do_not() {
    let office = office().await;
    let add = json!({"add": {"query": "cyberspace"}});
    let anybody = slash("alerts", &add).by_user(SOMEBODY);
    let refused = office.ask(anybody).await;
    says(
        &refused,
        &[
            &format!("For alerts in <#{CHANNEL_ID}> you need the permission Manage Webhooks there"),
            "direct messages",
        ],
    );
    let direct = json!({"add": {"query": "cyberspace", "direct": true}});
    let preview = office.ask(slash("alerts", &direct).by_user(SOMEBODY)).await;
    says(&preview, &["to direct messages, at once"]);
    let in_dm = office.ask(slash("alerts", &add).in_dm()).await;
    assert!(
        in_dm.text().contains("to direct messages"),
        "{}",
        in_dm.text()
    );

    let settings = json!({"settings": {"role": chosen_role(ROLE_ID)}});
    let refused = office
        .ask(slash("alerts", &settings).by_user(SOMEBODY))
        .await;
    says(&refused, &["who have the permission Manage Server"]);
    let set = office
        .ask(slash("alerts", &settings).by_administrator())
        .await;
    says(&set, &[&format!("<@&{ROLE_ID}>")]);
    let with_role = slash("alerts", &add)
        .by_user(SOMEBODY)
        .by_member_with(0, &[ROLE_ID]);
    says(&office.ask(with_role).await, &["A new alert?"]);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_that_the_bot_lacks_is_named() {
    let office = office().await;
    let denied = |bits| {
        office.discord.change_channel(CHANNEL_ID, |channel| {
            channel.overwrites.clear();
            *channel = channel
                .clone()
                .denying(crate::standin::fixtures::APPLICATION_ID, bits);
        });
    };
    let add = || manager("alerts", &json!({"add": {"query": "cyberspace"}}));
    denied(SEND_MESSAGES);
    says(&office.ask(add()).await, &["it lacks Send Messages there"]);
    denied(VIEW_CHANNEL);
    says(
        &office.ask(add()).await,
        &["it lacks the permission View Channel there"],
    );
    denied(0);
    says(&office.ask(add()).await, &["A new alert?"]);
    office
        .discord
        .change_channel(THREAD_ID, |channel| channel.locked = true);
    let thread = json!({"add": {"query": "cyberspace", "channel": chosen_channel(THREAD_ID)}});
    says(
        &office.ask(manager("alerts", &thread)).await,
        &["is locked"],
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_cannot_be_mentioned_is_named() {
    let office = office().await;
    let with = |role: &str| {
        let options = json!({"add": {"query": "cyberspace", "mention": chosen_role(role)}});
        manager("alerts", &options)
    };
    says(&office.ask(with(ROLE_ID)).await, &["mentions <@&"]);
    says(
        &office.ask(with(MANAGERS)).await,
        &[
            "The bot may not mention",
            "Mention \\@everyone, \\@here, and All Roles",
        ],
    );
    says(
        &office.ask(with(GUILD_ID)).await,
        &["Notices do not mention everyone."],
    );
    let preview = office.ask(with(ROLE_ID)).await;
    office.discord.delete_role(GUILD_ID, ROLE_ID);
    let refused = press(&office, &preview, "/alerts add").await;
    says(&refused, &["The role to mention does not exist any more."]);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_said_plainly_when_they_are_met() {
    let office = Office::open_with(rapporteur::config::AlertsConfig {
        most_per_person: 1,
        most_per_server: 1,
        ..rapporteur::config::AlertsConfig::default()
    })
    .await;
    office.alert("cyberspace").await;
    let add = json!({"add": {"query": "peace", "direct": true}});
    let preview = office.ask(slash("alerts", &add)).await;
    let refused = press(&office, &preview, "/alerts add").await;
    says(
        &refused,
        &["You have 1 alert, and whoever runs this bot allows one person no more."],
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_another_server_stays_there() {
    let office = office().await;
    let role = Role::new(MANAGERS, "managers").with(MANAGE_WEBHOOKS);
    office
        .discord
        .server(Server::new(OTHER_SERVER, "other").role(role));
    office
        .discord
        .channel(Channel::text(OTHER_CHANNEL, "elsewhere").in_server(OTHER_SERVER));
    let line = format!(
        "1u00~/alerts add confirmed to:channel:{OTHER_CHANNEL} every:at-once server:{GUILD_ID} -- x"
    );
    let message =
        crate::standin::fixtures::message("3000000000000000001", CHANNEL_ID, &json!({"flags": 64}));
    let pressed = button(&line)
        .on_message(&message)
        .by_member_with(MANAGE_WEBHOOKS, &[MANAGERS]);
    says(
        &office.ask(pressed).await,
        &["is a channel of another server"],
    );
    let alert = office.alert("cyberspace").await;
    // Somebody of another server knows the number.
    let elsewhere = slash("alerts", &json!({"pause": {"alert": alert.id.to_string()}}))
        .by_user(SOMEBODY)
        .in_dm();
    let reply = office.ask(elsewhere).await;
    assert!(
        reply.text().contains("There is no alert 1 of yours."),
        "{}",
        reply.text()
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_are_listed_paused_resumed_changed_and_removed() {
    let mut office = office().await;
    office.alert("cyberspace").await;
    office.alert("\"outer space\"").await;
    let list = office.ask(slash("alerts", &json!({"list": {}}))).await;
    says(
        &list,
        &[
            "Your alerts",
            "2 alerts",
            "**1** · cyberspace",
            "**2** · \"outer space\"",
        ],
    );
    let paused = press(&office, &list, "/alerts pause 1").await;
    assert!(
        paused.text().contains("Alert 1 is paused"),
        "{}",
        paused.text()
    );
    office
        .add("chn-cd-2026-a", &["Cyberspace and outer space."])
        .await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1, "only alert 2 watches");
    let list = office
        .ask(slash("alerts", &json!({"list": {"of": "channel"}})))
        .await;
    says(
        &list,
        &[
            "Alerts of this channel",
            "**paused**",
            &format!("set by <@{USER_ID}>"),
        ],
    );
    let resumed = press(&office, &list, "/alerts resume 1").await;
    assert!(
        resumed.text().contains("Alert 1 watches again"),
        "{}",
        resumed.text()
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_changed_and_removed_when_confirmed() {
    let office = office().await;
    office.alert("cyberspace").await;
    office.alert("\"outer space\"").await;
    let edit = json!({"edit": {"alert": "1", "query": "peace", "every": "daily", "zone": "Europe/Vienna"}});
    let preview = office.ask(manager("alerts", &edit)).await;
    says(
        &preview,
        &[
            "Change alert 1?",
            "**peace**",
            "daily at 08:00 (Europe/Vienna)",
        ],
    );
    let changed = press(&office, &preview, "/alerts edit").await;
    assert!(
        changed.text().contains("Alert 1 is changed"),
        "{}",
        changed.text()
    );
    let asked = office
        .ask(slash("alerts", &json!({"remove": {"alert": "1"}})))
        .await;
    says(&asked, &["Remove alert 1?"]);
    let removed = press(&office, &asked, "/alerts remove 1 confirmed").await;
    assert!(
        removed.text().contains("Alert 1 is removed"),
        "{}",
        removed.text()
    );
    let left = office.store.alerts(Of::Owner(person())).await.unwrap();
    assert_eq!(left.len(), 1);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_in_a_channel_is_paused_by_those_who_may() {
    let mut office = office().await;
    office.alert("cyberspace").await;
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    let shown = &office.posted()[0];
    let id = button_of(&shown.message, "/alerts pause 1");
    let pressed = button(&id).on_message(&shown.message).by_user(SOMEBODY);
    let refused = office.ask(pressed).await;
    says(&refused, &["you need the permission Manage Webhooks"]);
    let pressed = button(&id).on_message(&shown.message);
    says(&office.ask(pressed).await, &["Alert 1 is paused"]);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_says_that_it_is_one() {
    let office = office().await;
    office.alert("\"critical infrastructure\"").await;
    office.alert("\"no such words\"").await;
    let sample = office
        .ask(slash("alerts", &json!({"test": {"alert": "1"}})))
        .await;
    says(
        &sample,
        &["This is a sample", "You get this because of alert 1"],
    );
    let none = office
        .ask(slash("alerts", &json!({"test": {"alert": "2"}})))
        .await;
    says(&none, &["No statement that is held matches alert 2"]);
    assert!(office.posted().is_empty());
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_names_the_stage_that_stopped_a_statement() {
    let mut office = office().await;
    office.alert("cyberspace party:China").await;
    let why = async |office: &Office, statement: &str, parts: &[&str]| {
        let asked = json!({"why": {"alert": "1", "statement": statement}});
        says(&office.ask(slash("alerts", &asked)).await, parts);
    };
    why(
        &office,
        "chn-cd-2015-cyber",
        &["✗ It was in the corpus when the bot first read it"],
    )
    .await;
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.add("chn-cd-2026-b", &["Outer space."]).await;
    office.write("fra-cd-2026-c", "FRA", &["Cyberspace."]);
    office.pass().await.unwrap();
    office.quiet().await;
    why(
        &office,
        "chn-cd-2026-a",
        &["✓ The whole query matches ¶ 1.", "✓ A notice was sent on"],
    )
    .await;
    why(
        &office,
        "chn-cd-2026-b",
        &["✗ No paragraph has `cyberspace`."],
    )
    .await;
    why(
        &office,
        "fra-cd-2026-c",
        &[
            "✓ `cyberspace` is in ¶ 1.",
            "✗ No paragraph has `party:China`.",
        ],
    )
    .await;
    why(
        &office,
        "chn-cd-2026-x",
        &["No statement has the id `chn-cd-2026-x`", "Did you mean"],
    )
    .await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_alerts_of_a_server_are_for_those_who_manage_it() {
    let office = office().await;
    office.alert("cyberspace").await;
    let list = || slash("alerts", &json!({"list": {"of": "server"}}));
    let shown = office.ask(list().by_administrator()).await;
    says(&shown, &["Alerts of this server", "**1** · cyberspace"]);
    let refused = office.ask(list().by_user(SOMEBODY)).await;
    says(&refused, &["are for those who manage the server"]);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_and_a_mention_can_be_taken_back() {
    let office = office().await;
    let settings = async |options: Value| {
        let asked = slash("alerts", &json!({ "settings": options })).by_administrator();
        office.ask(asked).await.text()
    };
    let named = settings(json!({"role": chosen_role(ROLE_ID)})).await;
    assert!(named.contains(&format!("<@&{ROLE_ID}>")), "{named}");
    let cleared = settings(json!({"clear": true})).await;
    assert!(!cleared.contains("<@&"), "{cleared}");
    office.alert("cyberspace").await;
    let edit = async |options: Value| {
        let preview = office
            .ask(manager("alerts", &json!({ "edit": options })))
            .await;
        press(&office, &preview, "/alerts edit").await.text()
    };
    let named = edit(json!({"alert": "1", "mention": chosen_role(ROLE_ID)})).await;
    assert!(
        named.contains(&format!("mentions <@&{ROLE_ID}>")),
        "{named}"
    );
    let nobody = edit(json!({"alert": "1", "mention_nobody": true})).await;
    assert!(
        nobody.contains("Alert 1 is changed") && !nobody.contains("mentions"),
        "{nobody}"
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_zones_and_names_are_offered_while_typing() {
    let office = office().await;
    office.alert("cyberspace").await;
    let offered = async |options: Value, focused: &str| {
        data(&office.ask(autocomplete("alerts", &options, focused)).await).to_string()
    };
    let alerts = offered(json!({"pause": {"alert": "cyb"}}), "alert").await;
    assert!(alerts.contains("1 · cyberspace · at once"), "{alerts}");
    let zones = offered(json!({"add": {"zone": "vienna"}}), "zone").await;
    assert!(zones.contains("Europe/Vienna"), "{zones}");
    let parties = offered(json!({"add": {"party": "chi"}}), "party").await;
    assert!(parties.contains("China"), "{parties}");
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn privacy_shows_what_is_kept_and_deletes_it() {
    let mut office = office().await;
    office.alert("cyberspace").await;
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    let shown = office.ask(slash("privacy", &json!({}))).await;
    says(
        &shown,
        &["What is kept on you", "1 alert", "1 record", "cyberspace"],
    );
    let asked = press(&office, &shown, "/privacy delete").await;
    assert!(
        asked.text().contains("Delete all that is kept on you?"),
        "{}",
        asked.text()
    );
    let deleted = press(&office, &asked, "/privacy delete confirmed").await;
    assert!(
        deleted
            .text()
            .contains("All that was kept on you is deleted"),
        "{}",
        deleted.text()
    );
    assert!(
        office
            .store
            .alerts(Of::Owner(person()))
            .await
            .unwrap()
            .is_empty()
    );
    office.add("chn-cd-2026-b", &["Cyberspace again."]).await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    assert!(office.discord.posted(&dm_channel(USER_ID)).is_empty());
    office.close().await;
}
