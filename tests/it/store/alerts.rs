//! Setting and changing alerts.

use rapporteur::domain::alert::{AlertId, State};
use rapporteur::domain::chat::{ChannelId, ServerId};
use rapporteur::store::{Entered, Error, Limits, NotAdded, Of};

use crate::store::{
    at, calm, daily, enter, entry, on_both, on_server_only, order, person, plenty, set, told,
    try_set,
};

#[tokio::test]
async fn an_alert_comes_back_as_it_was_set() {
    on_both(async |store, home| {
        let mut order = daily("by:china", 5);
        order.destination = "forum:5:7,8".parse().unwrap();
        order.mention = Some("9223372036854775807".parse().unwrap());
        let alert = set(&store, &order).await;
        assert_eq!(alert.order, order);
        assert_eq!(alert.state, State::Active);
        assert_eq!(alert.made_at, at(0));
        assert_eq!(alert.next_at, Some("2026-11-24T07:00:00Z".parse().unwrap()));
        let again = home.open().await;
        assert_eq!(again.alert(alert.id).await.unwrap(), Some(alert.clone()));
        assert_eq!(again.alerts(Of::Everyone).await.unwrap(), vec![alert]);
        again.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_alert_is_not_set_twice_but_again_after_it_was_removed() {
    on_both(async |store, _| {
        let first = set(&store, &order("a", 5)).await;
        let again = try_set(&store, 1, &daily("a", 5), plenty()).await;
        assert_eq!(again, Err(NotAdded::Same(first.id)));
        let other = try_set(&store, 2, &order("a", 5), plenty()).await;
        assert!(other.is_ok());
        store.remove(first.id, "removed", at(2)).await.unwrap();
        let after = try_set(&store, 1, &order("a", 5), plenty()).await;
        assert!(after.is_ok());
    })
    .await;
}

#[tokio::test]
async fn limits_hold_for_a_person_and_for_a_server() {
    on_both(async |store, _| {
        let limits = Limits {
            per_person: 2,
            per_server: 3,
        };
        for (owner, query) in [(1, "a"), (1, "b"), (2, "a")] {
            let added = try_set(&store, owner, &order(query, 5), limits).await;
            assert!(added.is_ok());
        }
        let third = try_set(&store, 1, &order("c", 5), limits).await;
        assert_eq!(third, Err(NotAdded::PersonFull { most: 2 }));
        let fourth = try_set(&store, 2, &order("c", 5), limits).await;
        assert_eq!(fourth, Err(NotAdded::ServerFull { most: 3 }));
    })
    .await;
}

#[tokio::test]
async fn limits_hold_when_many_are_set_at_once() {
    on_server_only(async |store, _| {
        let limits = Limits {
            per_person: 3,
            per_server: 100,
        };
        let orders: Vec<_> = (0..8).map(|i| order(&format!("query {i}"), 5)).collect();
        let mut setting = tokio::task::JoinSet::new();
        for order in orders {
            let store = store.clone();
            setting.spawn(async move {
                let added = store.add_alert(person(1), &order, limits, at(0)).await;
                added.unwrap().is_ok()
            });
        }
        let added = setting.join_all().await;
        assert_eq!(added.iter().filter(|added| **added).count(), 3);
    })
    .await;
}

#[tokio::test]
async fn alerts_are_found_by_owner_channel_and_server() {
    on_both(async |store, _| {
        let mut forum = order("forum", 5);
        forum.destination = "forum:5:7".parse().unwrap();
        let mut direct = order("direct", 5);
        direct.destination = "direct".parse().unwrap();
        direct.server = None;
        let mut numbers = Vec::new();
        for order in [&order("a", 5), &forum, &order("b", 55), &direct] {
            numbers.push(set(&store, order).await.id);
        }
        let found = async |of| -> Vec<AlertId> {
            let alerts = store.alerts(of).await.unwrap();
            alerts.iter().map(|alert| alert.id).collect()
        };
        assert_eq!(found(Of::Channel(ChannelId::new(5))).await, numbers[..2]);
        assert_eq!(found(Of::Server(ServerId::new(70))).await, numbers[..3]);
        assert_eq!(found(Of::Owner(person(1))).await, numbers);
        assert_eq!(found(Of::Owner(person(2))).await, []);
    })
    .await;
}

#[tokio::test]
async fn whoever_keeps_alerts_in_memory_fetches_what_changed() {
    on_both(async |store, _| {
        let first = set(&store, &order("a", 5)).await;
        let second = set(&store, &order("b", 5)).await;
        let (version, alerts) = store.alerts_since(0).await.unwrap();
        assert_eq!(alerts, vec![first.clone(), second.clone()]);
        assert_eq!(
            store.alerts_since(version).await.unwrap(),
            (version, vec![])
        );
        store.pause(first.id, at(1)).await.unwrap();
        store.remove(second.id, "removed", at(1)).await.unwrap();
        let (later, alerts) = store.alerts_since(version).await.unwrap();
        assert_eq!(later, version + 2);
        let states: Vec<&State> = alerts.iter().map(|alert| &alert.state).collect();
        assert_eq!(states, [&State::Paused, &State::Removed]);
        // What was matched by the older copy is not recorded.
        let entries = [entry("first", "text", &[first.id])];
        let entered = store.enter(&entries, version, calm(), at(2)).await.unwrap();
        assert_eq!(entered, Entered::AlertsChanged);
        assert!(store.seen().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_change_of_cadence_moves_what_waits() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("first", "text", &[alert.id])], at(1)).await;
        let changed = store.change_alert(alert.id, &daily("a", 5), at(2)).await;
        let changed = changed.unwrap().unwrap();
        assert_eq!(changed.next_at, changed.order.cadence.next(at(2)));
        assert_eq!(told(&store).await, ["notice held"]);
        let back = store.change_alert(alert.id, &order("a", 6), at(3)).await;
        assert_eq!(back.unwrap().unwrap().next_at, None);
        assert_eq!(told(&store).await, ["notice waiting"]);
        let delivery = &super::all(&store).await[0];
        assert_eq!(delivery.destination, "channel:6");
        assert_eq!(delivery.due_at, at(3));
    })
    .await;
}

#[tokio::test]
async fn a_change_may_not_make_two_alerts_the_same() {
    on_both(async |store, _| {
        let first = set(&store, &order("a", 5)).await;
        let second = set(&store, &order("b", 5)).await;
        let changed = store.change_alert(second.id, &order("a", 5), at(1)).await;
        assert_eq!(changed.unwrap(), Err(NotAdded::Same(first.id)));
        store.remove(second.id, "removed", at(2)).await.unwrap();
        let gone = store.change_alert(second.id, &order("c", 5), at(3)).await;
        assert!(matches!(gone, Err(Error::NoAlert(_))), "{gone:?}");
    })
    .await;
}
