//! Alerts are paused, suspended, resumed and removed.

use rapporteur::domain::alert::State;
use rapporteur::domain::delivery::DeliveryState;

use crate::store::{MINUTE, all, at, claim, daily, enter, entry, on_both, order, set, state, told};

#[tokio::test]
async fn a_pause_cancels_what_waits_and_holds_what_is_held() {
    on_both(async |store, _| {
        let now = set(&store, &order("a", 5)).await;
        let later = set(&store, &daily("b", 5)).await;
        enter(
            &store,
            &[entry("first", "text", &[now.id, later.id])],
            at(1),
        )
        .await;
        store.pause(now.id, at(2)).await.unwrap();
        store.pause(later.id, at(2)).await.unwrap();
        enter(
            &store,
            &[entry("second", "text", &[now.id, later.id])],
            at(3),
        )
        .await;
        assert_eq!(
            told(&store).await,
            [
                "notice cancelled the alert was paused before this was sent",
                "notice held",
                "notice cancelled the alert was paused when this entered",
                "notice cancelled the alert was paused when this entered",
            ]
        );
        store.resume(now.id, 10, at(4)).await.unwrap();
        let resumed = store.alert(now.id).await.unwrap().unwrap();
        assert_eq!(resumed.state, State::Active);
        assert!(claim(&store, "p", at(5)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_suspended_alert_holds_everything_and_its_owner_hears_of_it_once() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("first", "text", &[alert.id])], at(1)).await;
        let leased = claim(&store, "p", at(1)).await;
        enter(&store, &[entry("second", "text", &[alert.id])], at(2)).await;
        for _ in 0..2 {
            let word = Some("I may not write there.");
            store
                .suspend(alert.id, "no access", word, at(3))
                .await
                .unwrap();
        }
        enter(&store, &[entry("third", "text", &[alert.id])], at(4)).await;
        assert_eq!(
            told(&store).await,
            [
                "notice held no access",
                "notice held no access",
                "word waiting",
                "notice held no access",
            ]
        );
        // Its sender finds out before it sends.
        assert!(!store.write_body(leased[0].id, "{}", &[]).await.unwrap());
        let word = claim(&store, "p", at(4)).await;
        assert_eq!(word.len(), 1);
        assert_eq!(word[0].destination, "direct:1");
        assert_eq!(word[0].matter.text, "I may not write there.");
        assert_eq!(word[0].alert, None);
    })
    .await;
}

#[tokio::test]
async fn a_resumed_alert_tells_what_was_held() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        store
            .suspend(alert.id, "no access", None, at(1))
            .await
            .unwrap();
        let entries = [
            entry("first", "t", &[alert.id]),
            entry("second", "t", &[alert.id]),
        ];
        enter(&store, &entries, at(2)).await;
        store.resume(alert.id, 2, at(3)).await.unwrap();
        assert_eq!(told(&store).await, ["notice waiting", "notice waiting"]);
        assert_eq!(all(&store).await[0].due_at, at(3));
    })
    .await;
}

#[tokio::test]
async fn a_resumed_alert_with_much_to_tell_tells_it_in_one_summary() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        store
            .suspend(alert.id, "no access", None, at(1))
            .await
            .unwrap();
        let entries: Vec<_> = (0..3)
            .map(|i| entry(&format!("statement-{i}"), "t", &[alert.id]))
            .collect();
        enter(&store, &entries, at(2)).await;
        store.resume(alert.id, 2, at(3)).await.unwrap();
        let claimed = claim(&store, "p", at(3)).await;
        assert_eq!(claimed.len(), 1);
        assert_eq!(store.parts(claimed[0].id).await.unwrap().len(), 3);
        store.sent(claimed[0].id, "5/9", at(4)).await.unwrap();
        assert_eq!(
            told(&store).await,
            ["notice sent", "notice sent", "notice sent", "summary sent"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_digest_that_was_held_goes_when_its_alert_is_resumed() {
    on_both(async |store, _| {
        let alert = set(&store, &daily("a", 5)).await;
        enter(&store, &[entry("first", "t", &[alert.id])], at(1)).await;
        let morning = alert.next_at.unwrap();
        let digest = store.open_digest(&alert, morning).await.unwrap().unwrap();
        store
            .suspend(alert.id, "no access", None, morning)
            .await
            .unwrap();
        assert_eq!(state(&store, digest).await, DeliveryState::Held);
        store.resume(alert.id, 1, morning + MINUTE).await.unwrap();
        let claimed = claim(&store, "p", morning + MINUTE).await;
        assert_eq!(claimed[0].id, digest);
        assert_eq!(store.parts(digest).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_removed_alert_sends_nothing_more() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("first", "t", &[alert.id])], at(1)).await;
        let leased = claim(&store, "p", at(1)).await;
        enter(&store, &[entry("second", "t", &[alert.id])], at(2)).await;
        store
            .remove(alert.id, "the alert was removed", at(3))
            .await
            .unwrap();
        enter(&store, &[entry("third", "t", &[alert.id])], at(4)).await;
        assert_eq!(
            told(&store).await,
            ["notice cancelled the alert was removed"; 2]
        );
        assert!(!store.write_body(leased[0].id, "{}", &[]).await.unwrap());
        assert!(claim(&store, "p", at(600)).await.is_empty());
        let removed = store.alert(alert.id).await.unwrap().unwrap();
        assert_eq!(removed.state, State::Removed);
    })
    .await;
}

#[tokio::test]
async fn what_was_sent_all_the_same_counts_as_sent() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("first", "t", &[alert.id])], at(1)).await;
        let leased = claim(&store, "p", at(1)).await;
        assert!(store.write_body(leased[0].id, "{}", &[]).await.unwrap());
        store
            .suspend(alert.id, "no access", None, at(2))
            .await
            .unwrap();
        store.sent(leased[0].id, "5/9", at(3)).await.unwrap();
        store.resume(alert.id, 5, at(4)).await.unwrap();
        assert_eq!(told(&store).await, ["notice sent"]);
        assert!(claim(&store, "p", at(600)).await.is_empty());
    })
    .await;
}
