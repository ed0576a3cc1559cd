//! Claiming, sending, and what comes of it.

use std::collections::BTreeSet;

use rapporteur::domain::alert::Destination;
use rapporteur::domain::delivery::{DeliveryId, DeliveryState};

use crate::store::{
    MINUTE, all, at, claim, daily, enter, entry, on_both, on_server_only, order, quoted, set,
    state, told,
};

#[tokio::test]
async fn a_destination_gets_one_at_a_time_and_the_oldest_first() {
    on_both(async |store, _| {
        let first = set(&store, &order("a", 5)).await;
        let second = set(&store, &order("b", 6)).await;
        enter(&store, &[entry("one", "t", &[first.id])], at(1)).await;
        enter(&store, &[entry("two", "t", &[first.id, second.id])], at(2)).await;
        assert!(claim(&store, "p", at(0)).await.is_empty());
        let claimed = claim(&store, "p", at(3)).await;
        let destinations: Vec<&str> = claimed.iter().map(|it| it.destination.as_str()).collect();
        assert_eq!(destinations, ["channel:5", "channel:6"]);
        assert_eq!(claimed[0].statement.as_ref().unwrap().0.as_str(), "one");
        assert_eq!(claimed[0].state, DeliveryState::Leased);
        assert_eq!(
            (claimed[0].attempts, claimed[0].first_attempt_at),
            (1, Some(at(3)))
        );
        assert!(claim(&store, "q", at(4)).await.is_empty());
        store.sent(claimed[0].id, "5/9", at(4)).await.unwrap();
        let next = claim(&store, "q", at(5)).await;
        assert_eq!(next.len(), 1);
        assert_eq!(next[0].statement.as_ref().unwrap().0.as_str(), "two");
        let sent = store.delivery(claimed[0].id).await.unwrap().unwrap();
        assert_eq!((sent.message.as_str(), sent.sent_at), ("5/9", Some(at(4))));
        let attempts = store.attempts(claimed[0].id).await.unwrap();
        assert_eq!(
            (attempts[0].process.as_str(), attempts[0].outcome.as_str()),
            ("p", "sent")
        );
        assert_eq!(
            (attempts[0].begun_at, attempts[0].ended_at),
            (at(3), Some(at(4)))
        );
    })
    .await;
}

#[tokio::test]
async fn no_more_are_claimed_than_asked_for() {
    on_both(async |store, _| {
        let mut alerts = Vec::new();
        for channel in 1..=5 {
            alerts.push(set(&store, &order("a", channel)).await.id);
        }
        enter(&store, &[entry("one", "t", &alerts)], at(1)).await;
        assert_eq!(store.claim("p", at(2), MINUTE, 3).await.unwrap().len(), 3);
        assert_eq!(store.claim("p", at(2), MINUTE, 3).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_lapsed_lease_is_claimed_again_with_the_same_message() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let first = claim(&store, "p", at(2)).await;
        let text = quoted("one", "t");
        assert!(
            store
                .write_body(first[0].id, "{\"a\":1}", &text)
                .await
                .unwrap()
        );
        assert!(claim(&store, "q", at(61)).await.is_empty());
        let again = claim(&store, "q", at(62)).await;
        assert_eq!(again[0].id, first[0].id);
        assert_eq!(
            (again[0].body.as_str(), again[0].attempts),
            ("{\"a\":1}", 2)
        );
        assert_eq!(
            (&again[0].quoted, again[0].first_attempt_at),
            (&text, Some(at(2)))
        );
        let attempts = store.attempts(first[0].id).await.unwrap();
        assert_eq!(
            attempts[0].outcome,
            "no outcome was recorded; its process ended"
        );
        assert_eq!(attempts[0].ended_at, Some(at(62)));
        assert_eq!((attempts[1].number, attempts[1].ended_at), (2, None));
    })
    .await;
}

#[tokio::test]
async fn what_failed_for_now_is_tried_again_when_it_is_due() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let first = claim(&store, "p", at(2)).await;
        let id = first[0].id;
        store
            .postpone(id, at(30), "Discord was out of order", at(3))
            .await
            .unwrap();
        assert_eq!(store.next_due().await.unwrap(), Some(at(30)));
        assert!(claim(&store, "p", at(29)).await.is_empty());
        assert_eq!(claim(&store, "p", at(30)).await[0].attempts, 2);
        let attempts = store.attempts(id).await.unwrap();
        assert_eq!(attempts[0].outcome, "Discord was out of order");
        assert_eq!(attempts[0].ended_at, Some(at(3)));
    })
    .await;
}

#[tokio::test]
async fn what_is_given_back_was_not_attempted() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let first = claim(&store, "p", at(2)).await;
        assert!(store.write_body(first[0].id, "{}", &[]).await.unwrap());
        store
            .give_back(first[0].id, at(9), "stopping", at(3))
            .await
            .unwrap();
        let back = store.delivery(first[0].id).await.unwrap().unwrap();
        assert_eq!((back.state, back.due_at), (DeliveryState::Waiting, at(9)));
        assert_eq!((back.attempts, back.first_attempt_at), (0, None));
        assert_eq!(back.body, "");
        assert!(store.attempts(first[0].id).await.unwrap().is_empty());
        // Of one that was attempted before, the message stays.
        let second = claim(&store, "p", at(9)).await;
        assert!(store.write_body(second[0].id, "{}", &[]).await.unwrap());
        store
            .postpone(second[0].id, at(10), "failed", at(9))
            .await
            .unwrap();
        claim(&store, "p", at(10)).await;
        store
            .give_back(second[0].id, at(11), "stopping", at(10))
            .await
            .unwrap();
        let back = store.delivery(first[0].id).await.unwrap().unwrap();
        assert_eq!((back.attempts, back.body.as_str()), (1, "{}"));
    })
    .await;
}

#[tokio::test]
async fn a_destination_is_left_alone_when_it_asks_for_that() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        let other = set(&store, &order("b", 6)).await;
        enter(&store, &[entry("one", "t", &[alert.id, other.id])], at(1)).await;
        store
            .postpone_destination("channel:5", at(20))
            .await
            .unwrap();
        let claimed = claim(&store, "p", at(2)).await;
        assert_eq!(claimed.len(), 1);
        assert_eq!(claimed[0].destination, "channel:6");
        assert_eq!(claim(&store, "p", at(20)).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_given_up_says_why_and_can_be_sent_again() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let id = claim(&store, "p", at(2)).await[0].id;
        assert!(store.write_body(id, "{}", &[]).await.unwrap());
        assert!(!store.requeue(id, at(3)).await.unwrap());
        assert!(!store.cancel(id, "no", at(3)).await.unwrap());
        store
            .settle(id, DeliveryState::Failed, "refused", at(3))
            .await
            .unwrap();
        assert_eq!(told(&store).await, ["notice failed refused"]);
        assert_eq!(store.attempts(id).await.unwrap()[0].outcome, "refused");
        assert_eq!(store.counts().await.unwrap(), [(DeliveryState::Failed, 1)]);
        assert!(store.requeue(id, at(4)).await.unwrap());
        assert_eq!(told(&store).await, ["notice waiting"]);
        assert!(store.cancel(id, "not wanted", at(5)).await.unwrap());
        assert_eq!(told(&store).await, ["notice cancelled not wanted"]);
        assert!(store.requeue(id, at(6)).await.unwrap());
        let again = claim(&store, "p", at(6)).await;
        assert_eq!((again[0].body.as_str(), again[0].attempts), ("{}", 2));
        store.sent(id, "5/9", at(7)).await.unwrap();
        assert!(!store.requeue(id, at(8)).await.unwrap());
        store
            .settle(id, DeliveryState::Failed, "too late", at(9))
            .await
            .unwrap();
        assert_eq!(state(&store, id).await, DeliveryState::Sent);
    })
    .await;
}

#[tokio::test]
async fn one_with_very_many_waiting_does_not_hold_up_the_others() {
    on_both(async |store, _| {
        let busy = set(&store, &order("a", 5)).await;
        let quiet = set(&store, &order("b", 6)).await;
        let late = set(&store, &order("c", 7)).await;
        let entries: Vec<_> = (0..450)
            .map(|i| entry(&format!("statement-{i}"), "t", &[busy.id]))
            .collect();
        enter(&store, &entries, at(1)).await;
        enter(&store, &[entry("last", "t", &[quiet.id, late.id])], at(2)).await;
        let claimed = claim(&store, "p", at(3)).await;
        let destinations: Vec<&str> = claimed.iter().map(|it| it.destination.as_str()).collect();
        assert_eq!(destinations, ["channel:5", "channel:6", "channel:7"]);
        assert_eq!(store.next_due().await.unwrap(), Some(at(3) + MINUTE));
    })
    .await;
}

#[tokio::test]
async fn the_next_moment_is_a_due_one_the_end_of_a_lease_or_an_hour_of_a_digest() {
    on_both(async |store, _| {
        assert_eq!(store.next_due().await.unwrap(), None);
        let digest = set(&store, &daily("a", 5)).await;
        assert_eq!(store.next_due().await.unwrap(), digest.next_at);
        let alert = set(&store, &order("b", 6)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(7)).await;
        assert_eq!(store.next_due().await.unwrap(), Some(at(7)));
        claim(&store, "p", at(8)).await;
        assert_eq!(store.next_due().await.unwrap(), Some(at(8) + MINUTE));
    })
    .await;
}

#[tokio::test]
async fn several_processes_claim_each_delivery_once() {
    on_both(async |store, home| {
        let mut alerts = Vec::new();
        for channel in 1..=30 {
            alerts.push(set(&store, &order("a", channel)).await.id);
        }
        let entries: Vec<_> = (0..3)
            .map(|i| entry(&format!("statement-{i}"), "t", &alerts))
            .collect();
        enter(&store, &entries, at(1)).await;
        let mut claiming = tokio::task::JoinSet::new();
        for process in 0..4 {
            let store = home.open().await;
            claiming.spawn(async move {
                let mut mine = Vec::new();
                for _ in 0..5 {
                    let some = store.claim(&format!("p{process}"), at(2), MINUTE, 4).await;
                    mine.extend(some.unwrap());
                }
                store.close().await;
                mine
            });
        }
        let claimed: Vec<_> = claiming.join_all().await.into_iter().flatten().collect();
        let ids: BTreeSet<DeliveryId> = claimed.iter().map(|it| it.id).collect();
        let places: BTreeSet<&str> = claimed.iter().map(|it| it.destination.as_str()).collect();
        assert_eq!((claimed.len(), ids.len(), places.len()), (30, 30, 30));
    })
    .await;
}

#[tokio::test]
async fn a_claim_goes_round_what_another_transaction_has_in_hand() {
    use sqlx::Connection as _;
    on_server_only(async |store, home| {
        let first = set(&store, &order("a", 5)).await;
        let second = set(&store, &order("b", 6)).await;
        enter(&store, &[entry("one", "t", &[first.id, second.id])], at(1)).await;
        let rapporteur::store::Place::Server(url) = &home.place else {
            panic!("it is a server");
        };
        let mut other = sqlx::PgConnection::connect(&url.to_string()).await.unwrap();
        let mut held = other.begin().await.unwrap();
        let lock = "SELECT id FROM deliveries WHERE destination = 'channel:5' FOR UPDATE";
        sqlx::query(lock).execute(&mut *held).await.unwrap();
        let claimed = claim(&store, "p", at(2)).await;
        assert_eq!(claimed.len(), 1);
        assert_eq!(claimed[0].destination, "channel:6");
        held.rollback().await.unwrap();
        assert_eq!(claim(&store, "p", at(2)).await.len(), 1);
        assert_eq!(all(&store).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_lease_is_prolonged_by_the_process_that_has_it_and_no_other() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let id = claim(&store, "p", at(2)).await[0].id;
        assert!(!store.renew(id, "q", at(500)).await.unwrap());
        assert!(store.renew(id, "p", at(200)).await.unwrap());
        assert!(claim(&store, "q", at(199)).await.is_empty());
        assert_eq!(claim(&store, "q", at(200)).await.len(), 1);
        assert!(!store.renew(id, "p", at(900)).await.unwrap());
        // One that is held by now has no lease that could be prolonged.
        store.suspend(alert.id, "why", None, at(201)).await.unwrap();
        assert!(store.renew(id, "q", at(900)).await.unwrap());
        assert_eq!(store.next_due().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_a_dead_process_was_sending_is_taken_over_at_once_and_a_post_a_little_later() {
    on_both(async |store, _| {
        let message = set(&store, &order("a", 5)).await.id;
        let mut post = order("b", 6);
        post.destination = Destination::Forum("6".parse().unwrap(), Vec::new());
        let post = set(&store, &post).await.id;
        enter(&store, &[entry("one", "t", &[message, post])], at(1)).await;
        assert_eq!(claim(&store, "home/1", at(2)).await.len(), 2);
        store.take_over("home", at(3)).await.unwrap();
        let claimed = claim(&store, "home/2", at(3)).await;
        let destinations: Vec<&str> = claimed.iter().map(|it| it.destination.as_str()).collect();
        assert_eq!(destinations, ["channel:5"]);
        assert_eq!(claimed[0].attempts, 2);
        assert!(claim(&store, "home/2", at(7)).await.is_empty());
        assert_eq!(
            claim(&store, "home/2", at(8)).await[0].destination,
            "forum:6"
        );
    })
    .await;
}

#[tokio::test]
async fn what_the_process_of_another_folder_is_sending_is_left_to_it() {
    on_server_only(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        assert_eq!(claim(&store, "theirs/1", at(2)).await.len(), 1);
        store.take_over("ours", at(3)).await.unwrap();
        assert!(claim(&store, "ours/2", at(3)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_attempt_whose_process_ended_is_no_failure() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
        let id = claim(&store, "p", at(2)).await[0].id;
        claim(&store, "q", at(100)).await;
        assert_eq!(store.failures(id).await.unwrap(), 0);
        store.postpone(id, at(101), "502", at(101)).await.unwrap();
        assert_eq!(store.failures(id).await.unwrap(), 1);
        assert_eq!(claim(&store, "q", at(101)).await[0].attempts, 3);
    })
    .await;
}
