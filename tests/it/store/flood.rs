//! Many statements at once become one summary.

use rapporteur::domain::alert::AlertId;
use rapporteur::domain::delivery::{DeliveryState, Kind};
use rapporteur::store::{Entry, Flood};

use crate::store::{
    MINUTE, all, at, claim, daily, enter_with, entry, id, on_both, order, send_all, set, state,
    told,
};

const THREE: Flood = Flood {
    most: 3,
    within: MINUTE,
};

fn many(numbers: std::ops::Range<u32>, alerts: &[AlertId]) -> Vec<Entry> {
    numbers
        .map(|i| entry(&format!("statement-{i}"), "text", alerts))
        .collect()
}

#[tokio::test]
async fn more_than_so_many_are_told_in_one_summary() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        let other = set(&store, &order("b", 6)).await;
        let mut entries = many(0..5, &[alert.id]);
        entries.extend(many(5..8, &[other.id]));
        assert_eq!(enter_with(&store, &entries, THREE, at(1)).await, 8);
        let summary = all(&store).await;
        let summary = summary.iter().find(|it| it.kind == Kind::Summary).unwrap();
        assert_eq!(summary.destination, "channel:5");
        assert_eq!(summary.due_at, at(1) + MINUTE);
        assert_eq!(store.parts(summary.id).await.unwrap().len(), 5);
        // The other destination has no more than three.
        let waiting = told(&store).await;
        assert_eq!(
            waiting.iter().filter(|it| *it == "notice waiting").count(),
            3
        );
        // Later ones go with it, while it waits.
        enter_with(&store, &many(8..9, &[alert.id]), THREE, at(2)).await;
        assert_eq!(store.parts(summary.id).await.unwrap().len(), 6);
        let claimed = claim(&store, "p", at(61)).await;
        assert!(claimed.iter().any(|it| it.id == summary.id));
        // And not when it is on its way.
        enter_with(&store, &many(9..10, &[alert.id]), THREE, at(62)).await;
        assert_eq!(store.parts(summary.id).await.unwrap().len(), 6);
    })
    .await;
}

#[tokio::test]
async fn what_was_sent_a_while_ago_does_not_count() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        for i in 0..3 {
            let entries = many(i..i + 1, &[alert.id]);
            enter_with(&store, &entries, THREE, at(i64::from(i))).await;
            assert_eq!(
                send_all(&store, "statement-0", "text", at(i64::from(i))).await,
                1
            );
        }
        enter_with(&store, &many(3..4, &[alert.id]), THREE, at(60)).await;
        assert_eq!(told(&store).await.last().unwrap(), "notice joined");
        enter_with(&store, &many(4..5, &[alert.id]), THREE, at(63)).await;
        assert_eq!(told(&store).await.last().unwrap(), "notice joined");
        let summary = claim(&store, "p", at(120)).await;
        store.sent(summary[0].id, "5/9", at(120)).await.unwrap();
        enter_with(&store, &many(5..6, &[alert.id]), THREE, at(121)).await;
        assert_eq!(told(&store).await.last().unwrap(), "notice waiting");
    })
    .await;
}

#[tokio::test]
async fn notices_held_for_a_digest_are_no_flood() {
    on_both(async |store, _| {
        let digest = set(&store, &daily("a", 5)).await;
        let now = set(&store, &order("b", 5)).await;
        enter_with(&store, &many(0..9, &[digest.id]), THREE, at(1)).await;
        enter_with(&store, &many(9..10, &[now.id]), THREE, at(2)).await;
        assert_eq!(told(&store).await.last().unwrap(), "notice waiting");
    })
    .await;
}

#[tokio::test]
async fn a_summary_with_nothing_left_in_it_is_given_up() {
    on_both(async |store, _| {
        let one = set(&store, &order("a", 5)).await;
        let other = set(&store, &order("b", 5)).await;
        let mut entries = many(0..4, &[one.id]);
        entries.extend(many(4..5, &[other.id]));
        enter_with(&store, &entries, THREE, at(1)).await;
        let all = all(&store).await;
        let summary = all.iter().find(|it| it.kind == Kind::Summary).unwrap().id;
        store
            .remove(one.id, "the alert was removed", at(2))
            .await
            .unwrap();
        assert_eq!(store.parts(summary).await.unwrap().len(), 1);
        assert_eq!(state(&store, summary).await, DeliveryState::Waiting);
        store
            .mark_removed(&[id("statement-4")], at(3), at(3))
            .await
            .unwrap();
        assert_eq!(state(&store, summary).await, DeliveryState::Cancelled);
    })
    .await;
}

#[tokio::test]
async fn a_suspended_alert_leaves_the_summary_that_others_are_told_in() {
    on_both(async |store, _| {
        let one = set(&store, &order("a", 5)).await;
        let other = set(&store, &order("b", 5)).await;
        let mut entries = many(0..3, &[one.id]);
        entries.extend(many(3..5, &[other.id]));
        enter_with(&store, &entries, THREE, at(1)).await;
        store
            .suspend(one.id, "no right", None, at(2))
            .await
            .unwrap();
        let claimed = claim(&store, "p", at(120)).await;
        assert_eq!(store.parts(claimed[0].id).await.unwrap().len(), 2);
        store.sent(claimed[0].id, "5/9", at(121)).await.unwrap();
        store.resume(one.id, 5, at(122)).await.unwrap();
        assert_eq!(told(&store).await[..3], ["notice waiting"; 3]);
    })
    .await;
}

#[tokio::test]
async fn a_summary_that_quoted_is_corrected_once() {
    on_both(async |store, _| {
        let one = set(&store, &order("a", 5)).await;
        let other = set(&store, &order("b", 5)).await;
        enter_with(&store, &many(0..4, &[one.id, other.id]), THREE, at(1)).await;
        assert_eq!(send_all(&store, "statement-0", "text", at(120)).await, 1);
        let changed = entry("statement-0", "new text", &[one.id, other.id]);
        assert_eq!(enter_with(&store, &[changed], THREE, at(121)).await, 1);
        let correction = all(&store).await.pop().unwrap();
        assert_eq!(correction.kind, Kind::Correction);
        assert_eq!(correction.matter.changed[0].was, "text");
    })
    .await;
}
