//! Backups, taken while others write, and restored into either kind of store.

use rapporteur::domain::chat::{RoleId, ServerId};
use rapporteur::domain::delivery::Delivery;
use rapporteur::store::{Error, How, Of, Store};

use crate::store::{
    Home, all, at, calm, claim, daily, drop_database, enter, enter_with, entry, fingerprint, id,
    on_both, order, quoted, set,
};

/// Something in every table and in most columns.
async fn fill(store: &Store) {
    let now = set(store, &order("a", 5)).await;
    let later = set(store, &daily("b", 6)).await;
    let mut flood = calm();
    flood.most = 1;
    let entries = [
        entry("one", "t", &[now.id, later.id]),
        entry("two", "t", &[now.id, later.id]),
    ];
    enter_with(store, &entries, flood, at(1)).await;
    for claimed in claim(store, "p", at(100)).await {
        let text = quoted("one", "t");
        store.write_body(claimed.id, "{}", &text).await.unwrap();
    }
    store
        .mark_seen(&[(id("three"), fingerprint("t"))], How::FirstLoad, at(2))
        .await
        .unwrap();
    store
        .mark_removed(&[id("three")], at(3), at(3))
        .await
        .unwrap();
    store
        .set_role(ServerId::new(70), Some(RoleId::new(9)))
        .await
        .unwrap();
    store.keep_line("key", "/search a", at(4)).await.unwrap();
    store
        .suspend(later.id, "no access", Some("word"), at(5))
        .await
        .unwrap();
}

/// What a store shows.
async fn shown(store: &Store) -> String {
    let mut seen: Vec<_> = store.seen().await.unwrap().into_iter().collect();
    seen.sort_by(|one, other| one.0.cmp(&other.0));
    let deliveries: Vec<Delivery> = all(store).await;
    let mut attempts = Vec::new();
    for delivery in &deliveries {
        attempts.push(store.attempts(delivery.id).await.unwrap());
    }
    format!(
        "{:#?}",
        (
            store.alerts_since(0).await.unwrap(),
            seen,
            store.seen_at(&id("three")).await.unwrap(),
            deliveries,
            attempts,
            store.role(ServerId::new(70)).await.unwrap(),
            store.line("key").await.unwrap(),
            store.next_due().await.unwrap(),
        )
    )
}

#[tokio::test]
async fn a_backup_opens_as_a_store_and_goes_back_into_either_kind() {
    on_both(async |store, home| {
        fill(&store).await;
        let before = shown(&store).await;
        let folder = home.path("backup");
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("store.sqlite");
        store.backup(&file).await.unwrap();
        let names: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
        assert_eq!(names.len(), 1);
        for target in [Some(Home::file()), Home::server().await]
            .into_iter()
            .flatten()
        {
            let restored = target.open().await;
            restored.restore(&file).await.unwrap();
            assert_eq!(shown(&restored).await, before);
            // New ones get new numbers.
            let alert = set(&restored, &order("new", 5)).await;
            enter(&restored, &[entry("new", "t", &[alert.id])], at(200)).await;
            assert_eq!(restored.alerts(Of::Everyone).await.unwrap().len(), 3);
            restored.close().await;
            drop_database(&target).await;
        }
        let opened = Store::open(&folder).await.unwrap();
        assert_eq!(shown(&opened).await, before);
        opened.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_file_of_a_store_that_is_closed_is_a_backup_too() {
    let home = Home::file();
    let store = home.open().await;
    fill(&store).await;
    let before = shown(&store).await;
    store.close().await;
    let other = Home::file();
    let restored = other.open().await;
    let file = home.path("data").join("store.sqlite");
    restored.restore(&file).await.unwrap();
    assert_eq!(shown(&restored).await, before);
}

#[tokio::test]
async fn a_backup_holds_one_moment_while_others_write() {
    on_both(async |store, home| {
        let alert = set(&store, &order("a", 5)).await;
        let writer = home.open().await;
        let writing = tokio::spawn(async move {
            for i in 0..60 {
                // Both of an entry or none of it.
                let entries = [
                    entry(&format!("one-{i}"), "t", &[alert.id]),
                    entry(&format!("two-{i}"), "t", &[alert.id]),
                ];
                enter(&writer, &entries, at(i)).await;
            }
            writer.close().await;
        });
        let mut copies = Vec::new();
        while !writing.is_finished() {
            let folder = home.path(&format!("copy-{}", copies.len()));
            std::fs::create_dir(&folder).unwrap();
            store.backup(&folder.join("store.sqlite")).await.unwrap();
            copies.push(folder);
        }
        writing.await.unwrap();
        assert_eq!(all(&store).await.len(), 120);
        for folder in copies {
            let copy = Store::open(&folder).await.unwrap();
            let n_seen = copy.seen().await.unwrap().len();
            assert_eq!(n_seen % 2, 0);
            assert_eq!(all(&copy).await.len(), n_seen);
            copy.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_backup_never_writes_over_a_file() {
    on_both(async |store, home| {
        let path = home.path("taken");
        std::fs::write(&path, "a letter").unwrap();
        let error = store.backup(&path).await.unwrap_err();
        assert!(matches!(error, Error::Exists(_)), "{error:?}");
        assert!(
            error.to_string().contains("taken exists already"),
            "{error}"
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a letter");
    })
    .await;
}

#[tokio::test]
async fn what_an_interrupted_backup_left_is_no_hindrance_and_no_backup() {
    on_both(async |store, home| {
        std::fs::write(home.path("copy.part"), "half").unwrap();
        let error = store.restore(&home.path("copy")).await.unwrap_err();
        assert!(matches!(error, Error::NoBackup(_)), "{error:?}");
        store.backup(&home.path("copy")).await.unwrap();
        assert!(!home.path("copy.part").exists());
        store.restore(&home.path("copy")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_backup_is_not_restored_over_alerts() {
    on_both(async |store, home| {
        store.backup(&home.path("copy")).await.unwrap();
        let alert = set(&store, &order("a", 5)).await;
        let error = store.restore(&home.path("copy")).await.unwrap_err();
        assert!(
            matches!(error, Error::NotEmpty { n_alerts: 1, .. }),
            "{error:?}"
        );
        assert_eq!(store.alerts(Of::Everyone).await.unwrap(), vec![alert]);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_backup_changes_nothing() {
    on_both(async |store, home| {
        store.keep_line("key", "/search a", at(0)).await.unwrap();
        std::fs::write(home.path("letter"), "a letter, no backup ".repeat(99)).unwrap();
        let error = store.restore(&home.path("letter")).await.unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
        std::fs::write(home.path("empty"), "").unwrap();
        let error = store.restore(&home.path("empty")).await.unwrap_err();
        assert!(matches!(error, Error::Older { found: 0, .. }), "{error:?}");
        assert_eq!(
            store.line("key").await.unwrap().as_deref(),
            Some("/search a")
        );
    })
    .await;
}
