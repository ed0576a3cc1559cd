//! Discord and the network fail, and every notice arrives once all the same.

use std::time::Duration;

use jiff::SignedDuration;
use rapporteur::domain::alert::{Destination, State};
use rapporteur::domain::cadence::Cadence;
use rapporteur::store::Of;
use serde_json::json;

use crate::alerts::office::{Office, person};
use crate::standin::Fault;
use crate::standin::fixtures::{
    CHANNEL_ID, FORUM_ID, GUILD_ID, TAG_ID, USER_ID, dm_channel, slash,
};

const MESSAGES: &str = "POST /channels/1000000000000000003/messages";

/// Lets what waits come due, and sends it.
async fn later(office: &Office, by: SignedDuration) {
    office.quiet().await;
    office.clock.forward(by);
    office.discord.skip(Duration::try_from(by).unwrap());
    office.quiet().await;
}

async fn arrives_once_through(fault: Fault, by: SignedDuration) {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    office.discord.fault(fault);
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    later(&office, by).await;
    assert_eq!(office.posted().len(), 1);
    office.close().await;
}

fn status(status: u16) -> Fault {
    Fault::Status {
        route: MESSAGES,
        status,
        body: json!({"message": "a failure", "code": 0}),
        headers: Vec::new(),
        times: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_error_is_tried_again() {
    arrives_once_through(status(503), SignedDuration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_answer_was_lost_is_shown_once() {
    let lost = Fault::LostAnswer { route: MESSAGES };
    arrives_once_through(lost, SignedDuration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_answer_was_lost_is_found_when_the_nonce_is_forgotten() {
    let lost = Fault::LostAnswer { route: MESSAGES };
    arrives_once_through(lost, SignedDuration::from_mins(60)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_cut_is_tried_again() {
    arrives_once_through(Fault::Cut { route: MESSAGES }, SignedDuration::from_secs(2)).await;
    let after = Fault::CutAfter { route: MESSAGES };
    arrives_once_through(after, SignedDuration::from_mins(60)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_waited_for() {
    let limited = Fault::rate_limited(MESSAGES, 30.0);
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    office.discord.fault(limited);
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    let due = office.store.next_due().await.unwrap().unwrap();
    let wait = due.duration_since(rapporteur::domain::clock::Clock::now(&office.clock));
    assert_eq!(wait, SignedDuration::from_secs(30));
    assert_eq!(office.discord.impatient(), 0);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_in_a_forum_is_shown_once_though_it_has_no_nonce() {
    let mut office = Office::open().await;
    let forum = Destination::Forum(FORUM_ID.parse().unwrap(), vec![TAG_ID.parse().unwrap()]);
    office.alert_to("cyberspace", forum, Cadence::AtOnce).await;
    office
        .discord
        .fault(Fault::LostAnswer { route: "/threads" });
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    later(&office, SignedDuration::from_secs(2)).await;
    let posts = office.discord.posted(FORUM_ID);
    assert_eq!(posts.len(), 1);
    let thread = posts[0].thread.clone().unwrap();
    assert_eq!(thread.name, "China: Statement chn-cd-2026-a");
    assert_eq!(thread.applied_tags, [TAG_ID]);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_is_answered_though_discord_does_not_say_who_may_write() {
    let office = Office::open().await;
    office.discord.fault(Fault::Hang {
        route: "GET /guilds/",
    });
    let add = json!({"add": {"query": "cyberspace"}});
    let reply = office.ask(slash("alerts", &add)).await;
    assert!(
        reply.text().contains("Discord did not say in time"),
        "{}",
        reply.text()
    );
    office.close().await;
}

/// A place that cannot be written to suspends the alert, and its owner is told.
async fn suspends(make: impl FnOnce(&Office), reason: &str) {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    make(&office);
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    let alert = &office.store.alerts(Of::Owner(person())).await.unwrap()[0];
    let State::Suspended(why) = &alert.state else {
        panic!("it is {:?}", alert.state);
    };
    assert!(why.contains(reason), "{why}");
    let told = office.discord.posted(&dm_channel(USER_ID));
    assert_eq!(told.len(), 1);
    assert!(
        told[0].text().contains("Your alert 1"),
        "{}",
        told[0].text()
    );
    assert!(told[0].text().contains(reason), "{}", told[0].text());
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_channel_suspends_the_alert() {
    let gone = |office: &Office| office.discord.delete_channel(CHANNEL_ID);
    suspends(gone, "the channel no longer exists").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_permission_suspends_the_alert_and_what_entered_comes_when_it_is_mended() {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    let deny = |bits| {
        office.discord.change_channel(CHANNEL_ID, |channel| {
            channel.overwrites.clear();
            *channel = channel.clone().denying(GUILD_ID, bits);
        });
    };
    deny(1 << 11);
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    office.add("chn-cd-2026-b", &["Cyberspace."]).await;
    office.quiet().await;
    assert!(office.posted().is_empty());
    assert_eq!(
        office.discord.posted(&dm_channel(USER_ID)).len(),
        1,
        "told once"
    );
    office
        .discord
        .change_channel(CHANNEL_ID, |channel| channel.overwrites.clear());
    let alert = office.store.alerts(Of::Owner(person())).await.unwrap()[0].id;
    let now = rapporteur::domain::clock::Clock::now(&office.clock);
    office.store.resume(alert, 5, now).await.unwrap();
    office.quiet().await;
    assert_eq!(office.posted().len(), 2);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_direct_messages_suspend_the_alert_without_a_word() {
    let mut office = Office::open().await;
    office
        .alert_to("cyberspace", Destination::Direct, Cadence::AtOnce)
        .await;
    office.discord.close_direct(USER_ID);
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    let alert = &office.store.alerts(Of::Owner(person())).await.unwrap()[0];
    assert!(matches!(&alert.state, State::Suspended(why) if why.contains("direct messages")));
    office.close().await;
}

/// Waits until the only alert is in such a state.
async fn until(office: &Office, is: impl Fn(&State) -> bool) {
    let waits = async {
        loop {
            let alerts = office.store.alerts(Of::Owner(person())).await.unwrap();
            if is(&alerts[0].state) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waits)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_the_bot_left_is_kept_for_a_while_and_then_forgotten() {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    // That the bot is back is told of each server at the start; only then it leaves again.
    office.stop().await;
    let now = rapporteur::domain::clock::Clock::now(&office.clock);
    let server = GUILD_ID.parse().unwrap();
    office.store.left(server, now).await.unwrap();
    office.start().await;
    until(&office, |state| *state == State::Active).await;
    office.discord.leave_server(GUILD_ID);
    until(&office, |state| matches!(state, State::Suspended(_))).await;
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    let now = rapporteur::domain::clock::Clock::now(&office.clock);
    assert_eq!(
        office
            .store
            .forget_left(now - SignedDuration::from_hours(1))
            .await
            .unwrap(),
        0
    );
    assert!(
        office
            .store
            .forget_left(now + SignedDuration::from_hours(1))
            .await
            .unwrap()
            > 0
    );
    assert!(
        office
            .store
            .alerts(Of::Owner(person()))
            .await
            .unwrap()
            .is_empty()
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_that_cannot_be_written_is_held_and_comes_when_its_place_is_mended() {
    let mut office = Office::open_with(rapporteur::config::AlertsConfig {
        most_in_ten_minutes: 1,
        ..rapporteur::config::AlertsConfig::default()
    })
    .await;
    office.alert("cyberspace").await;
    for n in 0..3 {
        office.write(&format!("chn-cd-2026-{n}"), "CHN", &["Cyberspace."]);
    }
    office.discord.change_channel(CHANNEL_ID, |channel| {
        *channel = channel.clone().denying(GUILD_ID, 1 << 11);
    });
    office.pass().await.unwrap();
    later(&office, SignedDuration::from_mins(10)).await;
    assert!(office.posted().is_empty());
    office
        .discord
        .change_channel(CHANNEL_ID, |channel| channel.overwrites.clear());
    let alert = office.store.alerts(Of::Owner(person())).await.unwrap()[0].id;
    let now = rapporteur::domain::clock::Clock::now(&office.clock);
    office.store.resume(alert, 1, now).await.unwrap();
    office.quiet().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 1);
    assert!(
        posted[0].text().contains("3 statements at once"),
        "{}",
        posted[0].text()
    );
    office.close().await;
}
