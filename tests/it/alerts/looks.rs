//! How what is told looks, message by message.

use rapporteur::config::AlertsConfig;
use rapporteur::domain::alert::{Destination, Order};
use rapporteur::domain::cadence::Cadence;
use serde_json::{Value, json};

use crate::alerts::office::{Office, channel};
use crate::standin::fixtures::{CHANNEL_ID, ROLE_ID, USER_ID, dm_channel, slash};

const PARAGRAPHS: [&str; 5] = [
    "Mr. Chairman, my delegation congratulates you on your election.",
    "We call on all States to refrain from attacks against critical infrastructure, hospitals and water works among them. No State gains by what every State depends on.",
    "Our region has learned what it means when the lights go out.",
    "Protecting critical infrastructure begins at home: with those who run it, with laws that name their duties, and with officers who answer the telephone at night.",
    "We thank you.",
];

/// The message as JSON, with what differs from run to run left out.
fn shown(message: &Value) -> String {
    let parts = json!({
        "allowed_mentions": message["allowed_mentions"],
        "components": message["components"],
    });
    let text = serde_json::to_string_pretty(&parts).unwrap();
    let mut shown = String::new();
    let mut digits = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        // Ids of messages are made of the time.
        let fixed = digits.len() < 17 || digits.starts_with("10000000000000");
        shown += if fixed { &digits } else { "MESSAGE" };
        digits.clear();
        shown.push(letter);
    }
    shown
}

#[track_caller]
fn last(office: &Office, channel: &str) -> String {
    let posted = office.discord.posted(channel);
    shown(&posted.last().expect("something was posted").message)
}

async fn office() -> Office {
    Office::open_with(AlertsConfig {
        most_in_ten_minutes: 1,
        ..AlertsConfig::default()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_of_a_notice() {
    let mut office = office().await;
    let alert = office
        .alert("\"critical infrastructure\" party:Estonia")
        .await;
    let order = Order {
        mention: Some(ROLE_ID.parse().unwrap()),
        ..alert.order
    };
    let now = rapporteur::domain::clock::Clock::now(&office.clock);
    office
        .store
        .change_alert(alert.id, &order, now)
        .await
        .unwrap()
        .ok()
        .unwrap();
    office.write("est-c1-2026-cyber", "EST", &PARAGRAPHS);
    office.pass().await.unwrap();
    office.quiet().await;
    insta::assert_snapshot!(last(&office, CHANNEL_ID));
    assert_eq!(office.posted()[0].pinged, [ROLE_ID]);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_of_a_digest() {
    let mut office = office().await;
    let daily: Cadence = "weekly monday 08 Europe/Vienna".parse().unwrap();
    office
        .alert_to(
            "\"critical infrastructure\"",
            Destination::Channel(channel()),
            daily,
        )
        .await;
    for (id, party) in [
        ("est-c1-2026-cyber", "EST"),
        ("fra-c1-2026-cyber", "FRA"),
        ("chn-cd-2026-x", "CHN"),
    ] {
        office.write(id, party, &PARAGRAPHS);
    }
    office.pass().await.unwrap();
    office.clock.set("2026-11-30T08:00:00Z");
    office.quiet().await;
    insta::assert_snapshot!(last(&office, CHANNEL_ID));
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_of_a_summary() {
    let mut office = office().await;
    office.alert("\"critical infrastructure\"").await;
    office.alert("hospitals").await;
    for (id, party) in [("est-c1-2026-cyber", "EST"), ("fra-c1-2026-cyber", "FRA")] {
        office.write(id, party, &PARAGRAPHS);
    }
    office.pass().await.unwrap();
    office.clock.set("2026-11-23T12:10:00Z");
    office.quiet().await;
    insta::assert_snapshot!(last(&office, CHANNEL_ID));
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_of_a_correction() {
    let mut office = office().await;
    office.alert("\"critical infrastructure\"").await;
    office.write("est-c1-2026-cyber", "EST", &PARAGRAPHS);
    office.pass().await.unwrap();
    office.quiet().await;
    let revised = PARAGRAPHS.map(|text| {
        text.replace(
            "all States to refrain",
            "all States, great and small, to abstain",
        )
        .replace("answer the telephone", "answer telephones")
    });
    let revised: Vec<&str> = revised.iter().map(String::as_str).collect();
    office.write("est-c1-2026-cyber", "EST", &revised);
    office.pass().await.unwrap();
    office.quiet().await;
    insta::assert_snapshot!(last(&office, CHANNEL_ID));
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_of_a_word() {
    let mut office = office().await;
    office.alert("hospitals").await;
    office.discord.delete_channel(CHANNEL_ID);
    office.add("chn-cd-2026-x", &PARAGRAPHS).await;
    office.quiet().await;
    insta::assert_snapshot!(last(&office, &dm_channel(USER_ID)));
    office.close().await;
}

macro_rules! reply_snapshots {
    ($($name:ident: $options:expr;)+) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let mut office = office().await;
            office.alert("\"critical infrastructure\" party:Estonia").await;
            office.alert_to("hospitals", Destination::Direct, "daily 08 Europe/Vienna".parse().unwrap()).await;
            office.write("est-c1-2026-cyber", "EST", &PARAGRAPHS);
            office.pass().await.unwrap();
            office.quiet().await;
            let paused = rapporteur::domain::alert::AlertId(2);
            office.store.suspend(paused, "the channel no longer exists", None, "2026-11-23T12:00:00Z".parse().unwrap()).await.unwrap();
            let (name, options): (&str, Value) = $options;
            let reply = office.ask(slash(name, &options)).await;
            assert!(reply.is_ephemeral());
            insta::assert_snapshot!(shown(&reply.data));
            office.close().await;
        })+
    };
}

reply_snapshots! {
    the_reply_to_an_alert_to_be_set: ("alerts", json!({"add": {"query": "critical infrastrukture", "direct": true, "every": "weekly", "zone": "Europe/Vienna"}}));
    the_reply_to_an_alert_that_would_have_matched: ("alerts", json!({"add": {"query": "critical infrastructure", "direct": true}}));
    the_reply_to_a_list_of_alerts: ("alerts", json!({"list": {}}));
    the_reply_to_why: ("alerts", json!({"why": {"alert": "1", "statement": "est-c1-2026-cyber"}}));
    the_reply_to_a_test_of_an_alert: ("alerts", json!({"test": {"alert": "1"}}));
    the_reply_to_privacy: ("privacy", json!({}));
}
