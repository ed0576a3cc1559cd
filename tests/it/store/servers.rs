//! Servers that are set up, left and joined again.

use rapporteur::domain::alert::State;
use rapporteur::domain::chat::{RoleId, ServerId};
use rapporteur::store::Of;

use crate::store::{all, at, claim, enter, entry, on_both, order, person, set, told};

const HERE: u64 = 70;

#[tokio::test]
async fn a_server_names_a_role_and_takes_it_back() {
    on_both(async |store, _| {
        let server = ServerId::new(HERE);
        assert_eq!(store.role(server).await.unwrap(), None);
        store.set_role(server, Some(RoleId::new(9))).await.unwrap();
        assert_eq!(store.role(server).await.unwrap(), Some(RoleId::new(9)));
        store.set_role(server, None).await.unwrap();
        assert_eq!(store.role(server).await.unwrap(), None);
        assert_eq!(store.known_servers().await.unwrap(), [server]);
    })
    .await;
}

#[tokio::test]
async fn alerts_of_a_server_that_was_left_wait_until_it_is_joined_again() {
    on_both(async |store, _| {
        let server = ServerId::new(HERE);
        let alert = set(&store, &order("a", 5)).await;
        let paused = set(&store, &order("b", 5)).await;
        let refused = set(&store, &order("c", 5)).await;
        store.pause(paused.id, at(1)).await.unwrap();
        store
            .suspend(refused.id, "no access", None, at(1))
            .await
            .unwrap();
        assert_eq!(store.known_servers().await.unwrap(), [server]);
        store.left(server, at(2)).await.unwrap();
        assert!(store.known_servers().await.unwrap().is_empty());
        enter(&store, &[entry("one", "t", &[alert.id])], at(3)).await;
        assert_eq!(
            told(&store).await,
            ["notice held the bot is no longer in the server"]
        );
        store.joined(server, 5, at(4)).await.unwrap();
        let states: Vec<State> = store
            .alerts(Of::Everyone)
            .await
            .unwrap()
            .into_iter()
            .map(|alert| alert.state)
            .collect();
        let suspended = State::Suspended("no access".to_owned());
        assert_eq!(states, [State::Active, State::Paused, suspended]);
        assert_eq!(claim(&store, "p", at(5)).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_was_left_long_ago_is_forgotten() {
    on_both(async |store, _| {
        let server = ServerId::new(HERE);
        let alert = set(&store, &order("a", 5)).await;
        let mut direct = order("b", 5);
        direct.server = None;
        direct.destination = "direct".parse().unwrap();
        let kept = set(&store, &direct).await;
        enter(&store, &[entry("one", "t", &[alert.id, kept.id])], at(1)).await;
        store.left(server, at(2)).await.unwrap();
        assert_eq!(store.forget_left(at(2)).await.unwrap(), 0);
        let (version, _) = store.alerts_since(0).await.unwrap();
        assert_eq!(store.forget_left(at(3)).await.unwrap(), 1);
        let (_, changed) = store.alerts_since(version).await.unwrap();
        assert_eq!(
            (changed[0].id, &changed[0].state),
            (alert.id, &State::Removed)
        );
        assert_eq!(
            store.alerts(Of::Everyone).await.unwrap(),
            vec![kept.clone()]
        );
        assert_eq!(all(&store).await.len(), 1);
        assert_eq!(store.kept_on(person(1)).await.unwrap().alerts, vec![kept]);
    })
    .await;
}
