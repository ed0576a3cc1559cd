//! A statement that enters reaches everyone who asked for it, once, with the reason.

use jiff::SignedDuration;
use rapporteur::domain::alert::Destination;
use rapporteur::domain::cadence::Cadence;

use crate::alerts::office::Office;
use crate::standin::fixtures::{USER_ID, dm_channel};

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_matches_is_told_with_its_paragraphs_and_the_reason() {
    let mut office = Office::open().await;
    office.alert("\"public core\"").await;
    let paragraphs = [
        "Mr. President, I thank you.",
        "The public core of the Internet must not be attacked.",
        "Nothing here.",
    ];
    let passed = office.add("chn-cd-2026-core", &paragraphs).await;
    assert_eq!((passed.n_statements, passed.n_matches), (1, 1));
    office.quiet().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 1);
    let text = posted[0].text();
    for part in [
        "Statement chn-cd-2026-core",
        "**China** · Conference on Disarmament · 20 November 2026",
        "added to the corpus 23 November 2026, 12:00 UTC · 1 of 3 paragraphs match your alert",
        "> The **public core** of the Internet must not be attacked.",
        "You get this because of alert 1, **\"public core\"**",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(posted[0].pinged.is_empty());
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_before_and_what_comes_again_is_not_told() {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    office.pass().await.unwrap();
    office
        .add("chn-cd-2026-a", &["Cyberspace is ours to keep."])
        .await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office.stop().await;
    office.start().await;
    office.pass().await.unwrap();
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_message_is_opened_for_its_owner() {
    let mut office = Office::open().await;
    office
        .alert_to("party:China", Destination::Direct, Cadence::AtOnce)
        .await;
    office
        .add("chn-cd-2026-a", &["Peace in outer space."])
        .await;
    office.quiet().await;
    assert_eq!(office.discord.posted(&dm_channel(USER_ID)).len(), 1);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_not_written_from_a_text_that_is_not_recorded_yet() {
    let mut office = Office::open().await;
    office.alert("\"public core\"").await;
    office.stop().await;
    office
        .add("chn-cd-2026-core", &["The public core must be left alone."])
        .await;
    let later = [
        "I thank the chair.",
        "The public core must be left in peace.",
    ];
    office.write("chn-cd-2026-core", "CHN", &later);
    office.index_only();
    office.start().await;
    office.quiet().await;
    assert!(office.posted().is_empty());
    office.pass().await.unwrap();
    office.clock.forward(SignedDuration::from_secs(4));
    office.quiet().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 1);
    let text = posted[0].text();
    assert!(
        text.contains("left in peace") && text.contains("1 of 2 paragraphs"),
        "{text}"
    );
    assert!(!text.contains("Corrected"), "{text}");
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_statement_or_a_query_is_obeyed_or_too_long_for_a_notice() {
    let mut office = Office::open().await;
    office.alert("cyberspace OR \"<@&1> **a**\"").await;
    let long = "Cyberspace is wide and has no end. ".repeat(800);
    let hostile = "Cyberspace @everyone <@&1000000000000000009> **bold** `code` ||hidden|| [x](https://x.example)";
    let texts = [hostile, long.as_str(), "网络空间 cyberspace 的和平"];
    office.add("chn-cd-2026-a", &texts).await;
    office.quiet().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 1);
    assert!(posted[0].pinged.is_empty(), "{:?}", posted[0].pinged);
    let text = posted[0].text();
    for part in [
        r"\@everyone \<\@&1000000000000000009\> \*\*bold\*\* \`code\` \|\|hidden\|\| [x]\(https\://x.example)",
        "[…]",
        "网络空间 **cyberspace** 的和平",
        r#"**cyberspace OR "\<\@&1\> \*\*a\*\*"**"#,
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    office.close().await;
}
