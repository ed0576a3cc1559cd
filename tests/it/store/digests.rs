//! Digests.

use rapporteur::domain::delivery::{DeliveryState, Kind};

use crate::store::{MINUTE, all, at, claim, daily, enter, entry, on_both, set, told};

#[tokio::test]
async fn what_is_held_is_told_together_at_the_hour() {
    on_both(async |store, _| {
        let alert = set(&store, &daily("a", 5)).await;
        let entries = [
            entry("one", "t", &[alert.id]),
            entry("two", "t", &[alert.id]),
        ];
        enter(&store, &entries, at(1)).await;
        let hour = alert.next_at.unwrap();
        assert!(store.due_digests(hour - MINUTE).await.unwrap().is_empty());
        assert!(claim(&store, "p", hour).await.is_empty());
        assert_eq!(store.due_digests(hour).await.unwrap(), vec![alert.clone()]);
        let digest = store.open_digest(&alert, hour).await.unwrap().unwrap();
        assert_eq!(
            told(&store).await,
            ["notice joined", "notice joined", "digest waiting"]
        );
        let claimed = claim(&store, "p", hour).await;
        assert_eq!((claimed[0].id, claimed[0].kind), (digest, Kind::Digest));
        let next = store.alert(alert.id).await.unwrap().unwrap().next_at;
        assert_eq!(next, alert.order.cadence.next(hour));
        store.sent(digest, "5/9", hour).await.unwrap();
        assert!(all(&store).await.iter().all(|it| it.message == "5/9"));
    })
    .await;
}

#[tokio::test]
async fn a_digest_is_opened_once_however_many_processes_try() {
    on_both(async |store, home| {
        let alert = set(&store, &daily("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let hour = alert.next_at.unwrap();
        let mut opening = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (store, alert) = (home.open().await, alert.clone());
            opening.spawn(async move {
                let opened = store.open_digest(&alert, hour).await.unwrap();
                store.close().await;
                opened
            });
        }
        let opened: Vec<_> = opening.join_all().await.into_iter().flatten().collect();
        assert_eq!(opened.len(), 1);
        assert_eq!(told(&store).await, ["notice joined", "digest waiting"]);
    })
    .await;
}

#[tokio::test]
async fn nothing_held_is_no_digest_and_the_next_hour_comes() {
    on_both(async |store, _| {
        let alert = set(&store, &daily("a", 5)).await;
        let hour = alert.next_at.unwrap();
        assert_eq!(store.open_digest(&alert, hour).await.unwrap(), None);
        assert!(all(&store).await.is_empty());
        assert!(store.due_digests(hour).await.unwrap().is_empty());
        let later = store.alert(alert.id).await.unwrap().unwrap();
        assert_eq!(later.next_at, alert.order.cadence.next(hour));
    })
    .await;
}

#[tokio::test]
async fn a_digest_that_is_refused_takes_its_parts_along_and_back() {
    on_both(async |store, _| {
        let alert = set(&store, &daily("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let hour = alert.next_at.unwrap();
        let digest = store.open_digest(&alert, hour).await.unwrap().unwrap();
        claim(&store, "p", hour).await;
        store
            .settle(digest, DeliveryState::Failed, "refused", hour)
            .await
            .unwrap();
        assert_eq!(
            told(&store).await,
            ["notice failed refused", "digest failed refused"]
        );
        assert!(store.requeue(digest, hour).await.unwrap());
        assert_eq!(told(&store).await, ["notice joined", "digest waiting"]);
        assert_eq!(store.parts(digest).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_paused_alert_has_no_digest() {
    on_both(async |store, _| {
        let alert = set(&store, &daily("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        store.pause(alert.id, at(2)).await.unwrap();
        let hour = alert.next_at.unwrap();
        assert!(store.due_digests(hour).await.unwrap().is_empty());
        assert_eq!(store.open_digest(&alert, hour).await.unwrap(), None);
        store.resume(alert.id, 1, hour + MINUTE).await.unwrap();
        let resumed = store.alert(alert.id).await.unwrap().unwrap();
        let next = resumed.next_at.unwrap();
        assert!(next > hour + MINUTE);
        assert!(store.open_digest(&resumed, next).await.unwrap().is_some());
    })
    .await;
}
