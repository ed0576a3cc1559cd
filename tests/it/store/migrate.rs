//! Older stores open, several processes open one at once, and newer ones are left alone.

use std::path::Path;

use rapporteur::store::{Error, Store};
use sqlx::{Connection as _, SqliteConnection};

use crate::store::{Home, all, at, drop_database, enter, entry, order, set};

/// What the first version wrote.
const VERSION_1: &str = "
    PRAGMA journal_mode = WAL;
    CREATE TABLE lines (
        key TEXT PRIMARY KEY,
        line TEXT NOT NULL,
        made_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO lines VALUES ('abc', '/search due diligence', 1795435200);
    PRAGMA user_version = 1;";

async fn file(path: &Path, script: &'static str) {
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let script = sqlx::raw_sql(script);
    script.execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_store_of_the_first_version_opens_with_what_is_in_it() {
    let folder = tempfile::TempDir::new().unwrap();
    file(&folder.path().join("store.sqlite"), VERSION_1).await;
    for _ in 0..2 {
        let store = Store::open(folder.path()).await.unwrap();
        let line = store.line("abc").await.unwrap();
        assert_eq!(line.as_deref(), Some("/search due diligence"));
        store.close().await;
    }
    let store = Store::open(folder.path()).await.unwrap();
    let alert = set(&store, &order("a", 5)).await;
    enter(&store, &[entry("one", "t", &[alert.id])], at(1)).await;
    assert_eq!(all(&store).await.len(), 1);
    store.close().await;
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_left_alone() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("store.sqlite");
    file(&path, "CREATE TABLE later (a); PRAGMA user_version = 99").await;
    let error = Store::open(folder.path()).await.unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
    assert!(
        error.to_string().contains("use the newer program"),
        "{error}"
    );
}

#[tokio::test]
async fn three_processes_may_begin_at_once() {
    for home in [Some(Home::file()), Home::server().await]
        .into_iter()
        .flatten()
    {
        let (one, two, three) = tokio::join!(home.open(), home.open(), home.open());
        one.keep_line("key", "/search a", at(0)).await.unwrap();
        three.keep_line("key", "/search b", at(0)).await.unwrap();
        let line = two.line("key").await.unwrap();
        assert_eq!(line.as_deref(), Some("/search a"));
        for store in [one, two, three] {
            store.close().await;
        }
        drop_database(&home).await;
    }
}

#[tokio::test]
async fn a_folder_may_have_any_name() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("Ünïted Nations 100% #1?mode=ro&a=b");
    let store = Store::open(&path).await.unwrap();
    store.keep_line("key", "/search a", at(0)).await.unwrap();
    store.close().await;
    assert!(path.join("store.sqlite").is_file());
}
