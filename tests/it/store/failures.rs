//! What can go wrong with a database is one clear sentence, each provoked for real.

use std::path::PathBuf;

use rapporteur::store::{Error, Place, Store};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use tempfile::TempDir;

use crate::store::at;

fn file_in(folder: &TempDir) -> PathBuf {
    folder.path().join("store.sqlite")
}

async fn connect(folder: &TempDir) -> SqliteConnection {
    let url = format!("sqlite://{}", file_in(folder).display());
    SqliteConnection::connect(&url).await.unwrap()
}

#[track_caller]
fn says(error: &Error, words: &str) {
    let said = error.to_string();
    assert!(said.contains(words), "{said}");
    assert!(said.contains("store"), "{said}");
}

#[tokio::test]
async fn a_locked_file_is_said_to_be_locked() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let mut other = connect(&folder).await;
    let lock = sqlx::raw_sql("BEGIN EXCLUSIVE");
    lock.execute(&mut other).await.unwrap();
    let error = store.keep_line("key", "line", at(0)).await.unwrap_err();
    assert!(matches!(error, Error::Locked { .. }), "{error:?}");
    says(&error, "is locked by another program");
    // It can be read and opened meanwhile.
    let second = Store::open(folder.path()).await.unwrap();
    assert_eq!(second.line("key").await.unwrap(), None);
    other.close().await.unwrap();
    second.keep_line("key", "line", at(0)).await.unwrap();
}

#[tokio::test]
async fn a_file_that_may_not_be_written_is_said_to_be_read_only() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    store.close().await;
    // Permissions mean nothing to root; a file of another journal that is marked as read by the
    // newest programs only does to everybody.
    let mut bytes = std::fs::read(file_in(&folder)).unwrap();
    // Byte 18 is the version that may write, byte 19 the one that may read.
    bytes[18] = 3;
    bytes[19] = 1;
    std::fs::write(file_in(&folder), bytes).unwrap();
    let error = match Store::open(folder.path()).await {
        Ok(store) => store.keep_line("key", "line", at(0)).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
    says(&error, "is read-only");
}

#[tokio::test]
async fn garbage_is_said_to_be_damaged() {
    let folder = TempDir::new().unwrap();
    std::fs::write(
        file_in(&folder),
        "this is a letter, not a database ".repeat(100),
    )
    .unwrap();
    let error = Store::open(folder.path()).await.unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
    says(&error, "damaged or not a database");
}

#[tokio::test]
async fn a_file_of_which_little_is_left_is_not_taken_for_an_empty_one() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("store.sqlite"), "x").unwrap();
    let error = Store::open(folder.path()).await.unwrap_err();
    says(&error, "damaged or not a database");
    let left = std::fs::read(folder.path().join("store.sqlite")).unwrap();
    assert_eq!(left, b"x");
}

#[tokio::test]
async fn a_file_with_a_torn_page_is_said_to_be_damaged() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    for i in 0..200 {
        let line = format!("/search {}", "long ".repeat(100));
        store
            .keep_line(&format!("key {i}"), &line, at(0))
            .await
            .unwrap();
    }
    store.close().await;
    let mut bytes = std::fs::read(file_in(&folder)).unwrap();
    let half = bytes.len() / 4096 / 2 * 4096;
    bytes[half..].fill(0x5A);
    std::fs::write(file_in(&folder), bytes).unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let mut failed = None;
    for i in 0..200 {
        failed = failed.or(store.line(&format!("key {i}")).await.err());
    }
    let error = failed.unwrap();
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_without_the_password() {
    let place = Place::Server("postgres://bot:s3cret@127.0.0.1:9/r".parse().unwrap());
    let error = Store::open_at(&place).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    says(&error, "postgres://bot@127.0.0.1:9/r cannot be reached");
    for shown in [
        error.to_string(),
        format!("{error:?}"),
        format!("{place:?}"),
    ] {
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_cannot_be_reached() {
    let Some(home) = crate::store::Home::server().await else {
        return;
    };
    crate::store::drop_database(&home).await;
    let error = Store::open_at(&home.place).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    says(&error, "does not exist");
}

#[tokio::test]
async fn a_server_that_goes_away_and_comes_back_is_no_end() {
    crate::store::on_server_only(async |store, home| {
        let Place::Server(url) = &home.place else {
            panic!("it is a server");
        };
        let mut other = sqlx::PgConnection::connect(&url.to_string()).await.unwrap();
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        sqlx::raw_sql(AssertSqlSafe(end))
            .execute(&mut other)
            .await
            .unwrap();
        store.keep_line("key", "line", at(0)).await.unwrap();
        assert_eq!(store.line("key").await.unwrap().as_deref(), Some("line"));
    })
    .await;
}
