//! Alerts, deliveries and backups at the terminal, over a store that was filled before.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use rapporteur::domain::alert::{AlertId, Order, State};
use rapporteur::domain::chat::{PersonId, ServerId};
use rapporteur::domain::delivery::{DeliveryId, DeliveryState};
use rapporteur::store::{Entered, Entry, Flood, Limits, Match, Store};
use serde_json::Value;

use crate::program::{Program, Run};

const LIMITS: Limits = Limits {
    per_person: 10,
    per_server: 10,
};

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn order(query: &str, destination: &str, cadence: &str, server: Option<u64>) -> Order {
    Order {
        query: query.to_owned(),
        server: server.map(ServerId::new),
        destination: destination.parse().unwrap(),
        cadence: cadence.parse().unwrap(),
        mention: None,
    }
}

/// Runs `work` on the store of a program.
fn in_store<T>(program: &Program, work: impl AsyncFnOnce(&Store) -> T) -> T {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&program.folder().join("data")).await.unwrap();
        let done = work(&store).await;
        store.close().await;
        done
    })
}

/// A program with two alerts, at once and daily, and a statement that both match: the notice of
/// the first has failed, that of the second is held.
fn filled() -> Program {
    let program = Program::new();
    in_store(&program, async |store| {
        let now = moment("2026-11-02T10:00:00Z");
        let orders = [
            (9, order("hospital*", "channel:5", "at-once", Some(3))),
            (
                8,
                order("ransomware", "direct", "daily 08 Europe/Vienna", None),
            ),
        ];
        for (owner, order) in orders {
            let added = store.add_alert(PersonId::new(owner), &order, LIMITS, now);
            added.await.unwrap().unwrap();
        }
        enter(store, now).await;
        let claimed = store.claim("host-1", now, SignedDuration::from_mins(1), 5);
        let [delivery] = claimed.await.unwrap().try_into().unwrap();
        let failed = store.settle(
            delivery.id,
            DeliveryState::Failed,
            "the channel does not exist",
            now + SignedDuration::from_secs(2),
        );
        failed.await.unwrap();
    });
    program
}

async fn enter(store: &Store, now: Timestamp) {
    let (version, alerts) = store.alerts_since(0).await.unwrap();
    let matches = alerts.iter().map(|alert| Match {
        alert: alert.id,
        found: vec![4],
    });
    let entry = Entry {
        id: "aut-oewg-2024".parse().unwrap(),
        fingerprint: 1,
        looked_at: now,
        matches: matches.collect(),
        texts: BTreeMap::new(),
    };
    let flood = Flood {
        most: 10,
        within: SignedDuration::from_mins(1),
    };
    let entered = store.enter(&[entry], version, flood, now).await.unwrap();
    assert!(matches!(entered, Entered::Done { .. }));
}

fn state_of(program: &Program, id: i64) -> State {
    in_store(program, async |store| {
        store.alert(AlertId(id)).await.unwrap().unwrap().state
    })
}

fn delivery_state(program: &Program, id: i64) -> DeliveryState {
    in_store(program, async |store| {
        store.delivery(DeliveryId(id)).await.unwrap().unwrap().state
    })
}

/// One JSON value a line.
fn lines(run: Run) -> Vec<Value> {
    let lines = run.answered();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[track_caller]
fn refused(run: &Run, said: &str) {
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), said), "{run:?}");
}

#[test]
fn alerts_are_listed_with_where_they_are_told_and_how_often() {
    let run = filled().run(&["alerts", "list"]);
    assert_snapshot!(run.answered(), @"
    Alert 1, active: hospital*
        Told in channel 5 of server 3, at once.
        Set by person 9 at 2026-11-02 10:00:00 UTC.
    Alert 2, active: ransomware
        Told in direct messages, daily at 08:00 (Europe/Vienna); next at 2026-11-03
        07:00:00 UTC.
        Set by person 8 at 2026-11-02 10:00:00 UTC.

    2 alerts.
    ");
}

#[test]
fn an_empty_store_has_no_alerts_and_no_deliveries() {
    let program = Program::new();
    assert_eq!(program.run(&["alerts", "list"]).answered(), "No alerts.\n");
    let run = program.run(&["deliveries", "list"]);
    assert_eq!(run.answered(), "No deliveries.\n");
    assert_eq!(program.run(&["alerts", "list", "--json"]).answered(), "");
}

#[test]
fn alerts_as_json_are_one_a_line_with_ids_as_text() {
    let program = filled();
    let listed = lines(program.run(&["alerts", "list", "--json"]));
    assert_eq!(listed.len(), 2);
    assert_snapshot!(listed[1], @r#"{"cadence":"daily 08 Europe/Vienna","destination":"direct","id":2,"made_at":"2026-11-02T10:00:00Z","mention":null,"next_at":"2026-11-03T07:00:00Z","owner":"8","query":"ransomware","reason":"","server":null,"state":"active"}"#);
    let shown = lines(program.run(&["alerts", "show", "2", "--json"]));
    assert_eq!(shown, listed[1..]);
}

#[test]
fn alerts_are_listed_by_owner_server_and_channel() {
    let program = filled();
    let listed = |filter: &[&str]| -> Vec<i64> {
        let run = program.run(&[&["alerts", "list", "--json"], filter].concat());
        let alerts = lines(run);
        alerts
            .iter()
            .map(|alert| alert["id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(listed(&["--owner", "8"]), [2]);
    assert_eq!(listed(&["--server", "3"]), [1]);
    assert_eq!(listed(&["--channel", "5"]), [1]);
    assert_eq!(
        listed(&["--owner", "9", "--channel", "5", "--server", "3"]),
        [1]
    );
    assert!(listed(&["--owner", "8", "--server", "3"]).is_empty());
}

#[test]
fn an_alert_is_paused_resumed_and_removed() {
    let program = filled();
    let run = program.run(&["alerts", "pause", "1", "2"]);
    assert_eq!(
        run.answered(),
        "Alert 1 is paused; what enters meanwhile is not told later.\n\
         Alert 2 is paused; what enters meanwhile is not told later.\n"
    );
    assert_eq!(state_of(&program, 1), State::Paused);
    let run = program.run(&["alerts", "pause", "1"]);
    assert_eq!(run.answered(), "Alert 1 is paused already.\n");
    let run = program.run(&["alerts", "resume", "1"]);
    assert_eq!(run.answered(), "Alert 1 watches again.\n");
    assert_eq!(state_of(&program, 1), State::Active);
    let run = program.run(&["alerts", "remove", "2"]);
    assert_eq!(run.answered(), "Alert 2 is removed.\n");
    assert_eq!(state_of(&program, 2), State::Removed);
    assert_eq!(delivery_state(&program, 2), DeliveryState::Cancelled);
    refused(
        &program.run(&["alerts", "resume", "2"]),
        "Alert 2 was removed and cannot be changed any more.\n",
    );
}

#[test]
fn an_alert_that_does_not_exist_keeps_no_other_from_being_changed() {
    let program = filled();
    let run = program.run(&["alerts", "pause", "7", "1"]);
    refused(
        &run,
        "There is no alert 7; `rapporteur alerts list` shows those there are.\n",
    );
    assert_eq!(state_of(&program, 1), State::Paused);
    refused(&program.run(&["alerts", "show", "7"]), &run.stderr);
}

#[test]
fn what_cannot_be_read_is_refused_in_a_sentence_before_anything_is_done() {
    let program = filled();
    refused(
        &program.run(&["alerts", "remove", "1", "two"]),
        "`two` is not the number of one of the alerts; `rapporteur alerts list` shows them.\n",
    );
    assert_eq!(state_of(&program, 1), State::Active);
    refused(
        &program.run(&["alerts", "list", "--owner", "anna"]),
        "`anna` is not an id: ids are whole numbers, such as 1043212345678901234\n",
    );
    refused(
        &program.run(&["deliveries", "list", "--state", "lost"]),
        "`lost` is not a state of deliveries; they are held, joined, waiting, leased, sent, \
         cancelled or failed.\n",
    );
    refused(
        &program.run(&["deliveries", "cancel", "0"]),
        "`0` is not the number of one of the deliveries; `rapporteur deliveries list` shows them.\n",
    );
    let run = program.run(&["deliveries", "list", "--statement", "No Such Id"]);
    assert_eq!(run.code, Some(1), "{run:?}");
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let program = Program::new();
    for arguments in [
        &["alerts"][..],
        &["alerts", "pause"],
        &["deliveries", "requeue"],
        &["deliveries", "requeue", "1", "--failed"],
        &["deliveries", "list", "--most", "few"],
        &["backup"],
    ] {
        assert_eq!(program.run(arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
fn deliveries_are_listed_newest_first_with_what_became_of_them() {
    let program = filled();
    let run = program.run(&["deliveries", "list"]);
    assert_snapshot!(run.answered(), @"
    Delivery 2, held: notice of alert 2 on aut-oewg-2024, revision 1
        To direct:8, kept until its digest is due or its alert resumed.
        Recorded at 2026-11-02 10:00:00 UTC.
    Delivery 1, failed: notice of alert 1 on aut-oewg-2024, revision 1
        To channel:5, not sent, 1 attempt so far.
        Recorded at 2026-11-02 10:00:00 UTC.
        Reason: the channel does not exist.

    2 deliveries.
    ");
    let most = program
        .run(&["deliveries", "list", "--most", "1"])
        .answered();
    assert!(
        most.ends_with("\nThese are the newest 1; --most N shows more of them.\n"),
        "{most}"
    );
}

#[test]
fn deliveries_are_listed_by_state_alert_and_statement() {
    let program = filled();
    let listed = |filter: &[&str]| -> Vec<i64> {
        let run = program.run(&[&["deliveries", "list", "--json"], filter].concat());
        let deliveries = lines(run);
        deliveries
            .iter()
            .map(|delivery| delivery["id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(listed(&[]), [2, 1]);
    assert_eq!(listed(&["--state", "failed"]), [1]);
    assert_eq!(listed(&["--alert", "2"]), [2]);
    assert_eq!(
        listed(&["--statement", "aut-oewg-2024", "--most", "1"]),
        [2]
    );
    assert!(listed(&["--statement", "aut-oewg-2025"]).is_empty());
}

#[test]
fn a_delivery_is_shown_with_its_attempts() {
    let program = filled();
    assert_snapshot!(program.run(&["deliveries", "show", "1"]).answered(), @"
    Delivery 1, failed: notice of alert 1 on aut-oewg-2024, revision 1
        To channel:5, not sent, 1 attempt so far.
        Recorded at 2026-11-02 10:00:00 UTC.
        Reason: the channel does not exist.
        Paragraphs that matched: 4.
        Attempt 1, begun at 2026-11-02 10:00:00 UTC by host-1, ended at 2026-11-02
            10:00:02 UTC: the channel does not exist.
    ");
    let shown = lines(program.run(&["deliveries", "show", "1", "--json"]));
    assert_snapshot!(shown[0]["attempts"], @r#"[{"begun_at":"2026-11-02T10:00:00Z","ended_at":"2026-11-02T10:00:02Z","number":1,"outcome":"the channel does not exist","process":"host-1"}]"#);
    assert_eq!(shown[0]["matter"]["found"][0], 4);
}

#[test]
fn a_digest_is_shown_with_what_is_told_in_it() {
    let program = filled();
    in_store(&program, async |store| {
        let due = moment("2026-11-03T07:00:00Z");
        let digest = store.alert(AlertId(2)).await.unwrap().unwrap();
        let opened = store.open_digest(&digest, due).await.unwrap().unwrap();
        let claimed = store.claim("host-1", due, SignedDuration::from_mins(1), 5);
        assert_eq!(claimed.await.unwrap()[0].id, opened);
        store.sent(opened, "6/78", due).await.unwrap();
        let reason = "the channel does not exist";
        store.suspend(AlertId(1), reason, None, due).await.unwrap();
    });
    assert_snapshot!(program.run(&["deliveries", "show", "3"]).answered(), @"
    Delivery 3, sent: digest of alert 2
        To direct:8, sent at 2026-11-03 07:00:00 UTC as 6/78.
        Recorded at 2026-11-03 07:00:00 UTC.
        1 delivery is told in it: 2.
        Attempt 1, begun at 2026-11-03 07:00:00 UTC by host-1, ended at 2026-11-03
            07:00:00 UTC: sent.
    ");
    let part = program.run(&["deliveries", "show", "2"]).answered();
    assert!(
        part.contains("To direct:8, sent at 2026-11-03 07:00:00 UTC as 6/78."),
        "{part}"
    );
    assert_snapshot!(program.run(&["alerts", "show", "1"]).answered(), @"
    Alert 1, suspended: hospital*
        Told in channel 5 of server 3, at once.
        Set by person 9 at 2026-11-02 10:00:00 UTC.
        Suspended: the channel does not exist.

    rapporteur deliveries list --alert 1 shows what it told.
    ");
}

#[test]
fn what_failed_is_requeued_by_number_or_all_of_it() {
    let program = filled();
    let run = program.run(&["deliveries", "requeue", "--failed"]);
    assert_eq!(
        run.answered(),
        "1 delivery that had failed waits to be sent again.\n"
    );
    assert_eq!(delivery_state(&program, 1), DeliveryState::Waiting);
    let run = program.run(&["deliveries", "requeue", "--failed"]);
    assert_eq!(run.answered(), "No delivery has failed.\n");
    let run = program.run(&["deliveries", "cancel", "1"]);
    assert_eq!(run.answered(), "Delivery 1 is cancelled.\n");
    let run = program.run(&["deliveries", "requeue", "1"]);
    assert_eq!(run.answered(), "Delivery 1 waits to be sent.\n");
    refused(
        &program.run(&["deliveries", "requeue", "1", "44"]),
        "Delivery 1 is waiting; only what is failed, cancelled or held is sent again.\n\
         There is no delivery 44; `rapporteur deliveries list` shows those there are.\n",
    );
}

#[test]
fn what_was_sent_is_never_sent_again_by_hand() {
    let program = filled();
    in_store(&program, async |store| {
        let now = moment("2026-11-02T11:00:00Z");
        assert!(store.requeue(DeliveryId(1), now).await.unwrap());
        let claimed = store.claim("host-1", now, SignedDuration::from_mins(1), 5);
        assert_eq!(claimed.await.unwrap().len(), 1);
        store.sent(DeliveryId(1), "5/77", now).await.unwrap();
    });
    for (command, may) in [
        (
            "requeue",
            "only what is failed, cancelled or held is sent again",
        ),
        (
            "cancel",
            "only what is held, joined or waiting can be cancelled",
        ),
    ] {
        let run = program.run(&["deliveries", command, "1"]);
        refused(&run, &format!("Delivery 1 is sent; {may}.\n"));
    }
    assert_eq!(delivery_state(&program, 1), DeliveryState::Sent);
}

#[test]
fn a_backup_is_restored_into_an_empty_store_only() {
    let (program, other) = (filled(), Program::new());
    let file = program.folder().join("copy.sqlite");
    let file = file.to_str().unwrap();
    let run = program.run(&["backup", file]);
    assert_eq!(run.answered(), format!("The store is copied to {file}.\n"));
    let run = program.run(&["backup", file]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("exists already"), "{run:?}");
    let run = other.run(&["restore", file]);
    assert_eq!(
        run.answered(),
        format!("The store is restored from {file}: 2 alerts.\n")
    );
    for command in ["alerts", "deliveries"] {
        let list = [command, "list", "--json"];
        assert_eq!(other.run(&list).answered(), program.run(&list).answered());
    }
    let run = other.run(&["restore", file]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("2 alerts already"), "{run:?}");
    let run = Program::new().run(&["restore", "nothing.sqlite"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("there is no backup"), "{run:?}");
}

#[test]
fn the_password_of_a_database_is_never_printed() {
    let program = Program::new();
    for address in [
        "postgres://bot:s3cret@127.0.0.1:1/alerts",
        "mysql://bot:s3cret@127.0.0.1/alerts",
    ] {
        for arguments in [&["alerts", "list"][..], &["doctor"]] {
            let mut command = program.command(arguments);
            let output = command
                .env("RAPPORTEUR_DATABASE_URL", address)
                .output()
                .unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(!said.contains("s3cret"), "{said}");
            let named =
                said.contains("127.0.0.1:1/alerts") || said.contains("RAPPORTEUR_DATABASE_URL");
            assert!(named, "{said}");
        }
    }
}
