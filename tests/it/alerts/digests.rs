//! Digests come at their hour, once, with all that entered since; floods become summaries.

use jiff::SignedDuration;
use rapporteur::config::AlertsConfig;
use rapporteur::domain::alert::Destination;
use rapporteur::domain::cadence::Cadence;
use rapporteur::domain::delivery::DeliveryState;
use rapporteur::store::Asked;

use crate::alerts::office::{Office, button_of, channel};
use crate::standin::fixtures::button;

fn daily(zone: &str) -> Cadence {
    format!("daily 08 {zone}").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_has_all_that_entered_since_the_last_and_is_absent_when_empty() {
    let mut office = Office::open().await;
    let to = Destination::Channel(channel());
    office
        .alert_to("cyberspace", to, daily("Europe/Vienna"))
        .await;
    office
        .add("chn-cd-2026-a", &["Cyberspace is shared."])
        .await;
    office.write("fra-cd-2026-b", "FRA", &["Thanks.", "Cyberspace again."]);
    office.pass().await.unwrap();
    office.quiet().await;
    assert!(office.posted().is_empty());
    // 06:59 UTC is 07:59 in Vienna in winter.
    office.clock.set("2026-11-24T06:59:59Z");
    office.quiet().await;
    assert!(office.posted().is_empty());
    office.clock.set("2026-11-24T07:00:00Z");
    office.quiet().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 1);
    let text = posted[0].text();
    for part in [
        "Digest of 24 November 2026: 2 statements",
        "You get this because of alert 1, **cyberspace**, daily at 08:00 (Europe/Vienna)",
        "### Conference on Disarmament",
        "**China** · 20 November 2026",
        "**France**",
        "chn-cd-2026-a · ¶ 1",
        "fra-cd-2026-b · ¶ 2",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    office.clock.set("2026-11-25T07:00:00Z");
    office.quiet().await;
    assert_eq!(office.posted().len(), 1, "an empty digest is not sent");
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_slept_through_digests_sends_one() {
    let mut office = Office::open().await;
    let to = Destination::Channel(channel());
    office
        .alert_to("cyberspace", to, daily("Europe/Vienna"))
        .await;
    office
        .add("chn-cd-2026-a", &["Cyberspace is shared."])
        .await;
    office.stop().await;
    office.clock.set("2026-11-30T15:00:00Z");
    office.start().await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office.clock.set("2026-12-01T07:00:00Z");
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_digest_has_pages() {
    let mut office = Office::open().await;
    let to = Destination::Channel(channel());
    office.alert_to("cyberspace", to, daily("UTC")).await;
    for n in 0..60 {
        office.write(&format!("chn-cd-2026-{n}"), "CHN", &["Cyberspace."]);
    }
    office.pass().await.unwrap();
    office.clock.set("2026-11-24T08:00:00Z");
    office.quiet().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 1);
    assert!(
        posted[0].text().contains("60 statements"),
        "{}",
        posted[0].text()
    );
    let id = button_of(&posted[0].message, "/alerts told");
    let turned = office.ask(button(&id).on_message(&posted[0].message)).await;
    let (first, second) = (posted[0].text(), turned.text());
    let ids = |text: &str| text.matches("chn-cd-2026-").count();
    assert!(ids(&second) > 5, "{second}");
    for n in 0..60 {
        let line = format!("chn-cd-2026-{n} ·");
        assert!(!(first.contains(&line) && second.contains(&line)), "{line}");
    }
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_few_notices_become_one_summary() {
    let mut office = Office::open_with(AlertsConfig {
        most_in_ten_minutes: 3,
        ..AlertsConfig::default()
    })
    .await;
    office.alert("cyberspace").await;
    for n in 0..3 {
        office
            .add(&format!("chn-cd-2026-{n}"), &["Cyberspace."])
            .await;
    }
    office.quiet().await;
    assert_eq!(office.posted().len(), 3);
    for n in 3..9 {
        office
            .add(&format!("chn-cd-2026-{n}"), &["Cyberspace."])
            .await;
    }
    office.clock.forward(SignedDuration::from_mins(10));
    office.quiet().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 4);
    let text = posted[3].text();
    assert!(text.contains("6 statements at once"), "{text}");
    for n in 3..9 {
        assert!(text.contains(&format!("chn-cd-2026-{n} ·")), "{n}: {text}");
    }
    let asked = Asked {
        state: Some(DeliveryState::Joined),
        alert: None,
        statement: None,
        most: 100,
    };
    assert!(office.store.deliveries(&asked).await.unwrap().is_empty());
    office.close().await;
}
