//! Deliveries are found by state, alert and statement.

use rapporteur::domain::alert::AlertId;
use rapporteur::domain::delivery::{DeliveryId, DeliveryState};
use rapporteur::store::{Asked, Store};

use crate::store::{all, at, daily, enter, entry, id, on_both, order, send_all, set};

const ALL: Asked = Asked {
    state: None,
    alert: None,
    statement: None,
    most: 100,
};

async fn found(store: &Store, asked: &Asked) -> Vec<i64> {
    let found = store.deliveries(asked).await.unwrap();
    found.iter().map(|delivery| delivery.id.0).collect()
}

#[tokio::test]
async fn deliveries_are_found_by_state_alert_and_statement_newest_first() {
    on_both(async |store, _| {
        let now = set(&store, &order("a", 5)).await;
        let later = set(&store, &daily("b", 6)).await;
        enter(&store, &[entry("one", "t", &[now.id, later.id])], at(1)).await;
        assert_eq!(send_all(&store, "one", "t", at(2)).await, 1);
        enter(&store, &[entry("two", "t", &[now.id, later.id])], at(3)).await;
        let ids: Vec<i64> = all(&store).await.iter().map(|it| it.id.0).collect();
        let [sent, held, waiting, held_too] = ids[..] else {
            panic!("{ids:?}");
        };
        assert_eq!(found(&store, &ALL).await, [held_too, waiting, held, sent]);
        let newest = Asked { most: 1, ..ALL };
        assert_eq!(found(&store, &newest).await, [held_too]);
        let of_state = Asked {
            state: Some(DeliveryState::Held),
            ..ALL
        };
        assert_eq!(found(&store, &of_state).await, [held_too, held]);
        let of_alert = Asked {
            alert: Some(now.id),
            ..ALL
        };
        assert_eq!(found(&store, &of_alert).await, [waiting, sent]);
        let on_one = Asked {
            statement: Some(id("one")),
            ..of_alert
        };
        assert_eq!(found(&store, &on_one).await, [sent]);
        let told = store.of_alert_on(now.id, &id("one")).await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].message, "5/9");
        assert_eq!(
            store.counts().await.unwrap(),
            [
                (DeliveryState::Held, 2),
                (DeliveryState::Sent, 1),
                (DeliveryState::Waiting, 1),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_never_there_is_not_found() {
    on_both(async |store, _| {
        let nobody = DeliveryId(7);
        assert_eq!(store.delivery(nobody).await.unwrap(), None);
        assert!(store.attempts(nobody).await.unwrap().is_empty());
        assert!(store.parts(nobody).await.unwrap().is_empty());
        assert!(!store.requeue(nobody, at(0)).await.unwrap());
        assert!(!store.cancel(nobody, "no", at(0)).await.unwrap());
        store.sent(nobody, "5/9", at(0)).await.unwrap();
        store.pause(AlertId(7), at(0)).await.unwrap();
        store
            .suspend(AlertId(7), "no", Some("word"), at(0))
            .await
            .unwrap();
        store.resume(AlertId(7), 1, at(0)).await.unwrap();
        assert!(all(&store).await.is_empty());
        assert_eq!(store.alert(AlertId(7)).await.unwrap(), None);
        assert_eq!(store.line("key").await.unwrap(), None);
    })
    .await;
}
