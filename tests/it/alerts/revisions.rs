//! A text that was quoted and changes is corrected; procedural paragraphs match nothing.

use crate::alerts::office::Office;

#[tokio::test(flavor = "multi_thread")]
async fn a_quoted_text_that_changes_is_corrected_once() {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    let before = ["Cyberspace must remain peaceful.", "Something else."];
    office.add("chn-cd-2026-a", &before).await;
    office.quiet().await;
    // A change elsewhere in the statement corrects nothing.
    office
        .add(
            "chn-cd-2026-a",
            &["Cyberspace must remain peaceful.", "Something more."],
        )
        .await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office
        .add(
            "chn-cd-2026-a",
            &["Cyberspace must become peaceful.", "Something more."],
        )
        .await;
    office.quiet().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 2);
    let text = posted[1].text();
    for part in [
        "Corrected: Statement chn-cd-2026-a",
        "an earlier notice](https://discord.com/channels/",
        "revision 3",
        "Cyberspace must ~~remain~~ **become** peaceful.",
        "¶ 1",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    office.pass().await.unwrap();
    office.quiet().await;
    assert_eq!(office.posted().len(), 2);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_matches_only_when_it_is_revised_is_told_then() {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    office.add("chn-cd-2026-a", &["Outer space."]).await;
    office.quiet().await;
    assert!(office.posted().is_empty());
    office
        .add("chn-cd-2026-a", &["Outer space and cyberspace."])
        .await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thanks_and_salutations_match_no_alert() {
    let mut office = Office::open().await;
    office.alert("party:China").await;
    let passed = office
        .add("chn-cd-2026-a", &["Thank you, Mr. President."])
        .await;
    assert_eq!(passed.n_matches, 0);
    let passed = office
        .add(
            "chn-cd-2026-b",
            &["Thank you, Mr. President.", "We oppose an arms race."],
        )
        .await;
    assert_eq!(passed.n_matches, 1);
    office.quiet().await;
    let text = office.posted()[0].text();
    assert!(
        text.contains("We oppose an arms race.") && !text.contains("> Thank you"),
        "{text}"
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_is_taken_out_is_not_told_any_more() {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    office.stop().await;
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.take_out("chn-cd-2026-a");
    let passed = office.pass().await.unwrap();
    assert_eq!(passed.n_removed, 1);
    office.start().await;
    office.quiet().await;
    assert!(office.posted().is_empty());
    // Back again, it is as good as new.
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corpus_with_a_defect_is_refused_and_what_was_there_stays() {
    let mut office = Office::open().await;
    office.alert("cyberspace").await;
    office.write("chn-cd-2026-a", "Nowhere", &["Cyberspace."]);
    let error = office.pass().await.unwrap_err().to_string();
    assert!(error.contains("chn-cd-2026-a.md"), "{error}");
    office.quiet().await;
    assert!(office.posted().is_empty());
    office.add("chn-cd-2026-a", &["Cyberspace."]).await;
    office.quiet().await;
    assert_eq!(office.posted().len(), 1);
    office.close().await;
}
