//! What is kept on people, and forgetting.

use rapporteur::domain::alert::State;
use rapporteur::domain::chat::PersonId;

use crate::store::{
    all, at, claim, enter, entry, on_both, order, person, plenty, send_all, set, told, try_set,
};

#[tokio::test]
async fn what_is_kept_on_a_person_is_shown_and_forgotten() {
    on_both(async |store, _| {
        let removed = set(&store, &order("a", 5)).await;
        let alert = set(&store, &order("b", 5)).await;
        let other = try_set(&store, 2, &order("c", 6), plenty()).await;
        let other = other.unwrap();
        enter(&store, &[entry("one", "t", &[alert.id, other.id])], at(1)).await;
        store.remove(removed.id, "removed", at(2)).await.unwrap();
        store
            .suspend(alert.id, "no access", Some("word"), at(3))
            .await
            .unwrap();
        let kept = store.kept_on(person(1)).await.unwrap();
        assert_eq!((kept.alerts.len(), kept.n_deliveries), (2, 2));
        let (version, _) = store.alerts_since(0).await.unwrap();
        assert_eq!(store.forget_person(person(1)).await.unwrap(), 4);
        let kept = store.kept_on(person(1)).await.unwrap();
        assert_eq!((kept.alerts.len(), kept.n_deliveries), (0, 0));
        // Others hear that the alerts are gone, and nothing of what was in them.
        let (_, changed) = store.alerts_since(version).await.unwrap();
        assert_eq!(changed.len(), 2);
        for alert in changed {
            assert_eq!(
                (alert.state, alert.owner),
                (State::Removed, PersonId::new(0))
            );
            assert_eq!(alert.order.query, "");
        }
        assert_eq!(all(&store).await.len(), 1);
        assert_eq!(store.kept_on(person(2)).await.unwrap().n_deliveries, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_forgotten_while_it_is_sent_does_no_harm() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let leased = claim(&store, "p", at(2)).await;
        store.forget_person(person(1)).await.unwrap();
        assert!(!store.write_body(leased[0].id, "{}", &[]).await.unwrap());
        store.sent(leased[0].id, "5/9", at(3)).await.unwrap();
        assert!(all(&store).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_came_to_an_end_long_ago_is_purged() {
    on_both(async |store, _| {
        let removed = set(&store, &order("a", 5)).await;
        let alert = set(&store, &order("b", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        assert_eq!(send_all(&store, "one", "t", at(2)).await, 1);
        store.remove(removed.id, "removed", at(3)).await.unwrap();
        enter(&store, &[entry("two", "t", &[alert.id])], at(10)).await;
        assert_eq!(store.purge(at(2)).await.unwrap(), 0);
        assert_eq!(store.purge(at(4)).await.unwrap(), 2);
        assert_eq!(store.alert(removed.id).await.unwrap(), None);
        assert_eq!(told(&store).await, ["notice waiting"]);
    })
    .await;
}
