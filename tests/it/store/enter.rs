//! Statements enter, change and are taken out.

use rapporteur::domain::delivery::{Changed, Kind};
use rapporteur::store::{Entered, How};

use crate::store::{
    all, at, calm, claim, daily, enter, entry, fingerprint, id, on_both, on_server_only, order,
    quoted, send_all, set, told,
};

#[tokio::test]
async fn a_statement_is_told_once_to_everyone_who_asked() {
    on_both(async |store, _| {
        let first = set(&store, &order("a", 5)).await;
        let second = set(&store, &order("b", 6)).await;
        let entries = [entry("new", "text", &[first.id, second.id])];
        assert_eq!(enter(&store, &entries, at(1)).await, 2);
        assert_eq!(enter(&store, &entries, at(2)).await, 0);
        let all = all(&store).await;
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].destination, "channel:5");
        assert_eq!(all[1].destination, "channel:6");
        assert_eq!(all[0].statement, Some((id("new"), 1)));
        assert_eq!(all[0].matter.found, entries[0].matches[0].found);
        assert_eq!((all[0].made_at, all[0].due_at), (at(1), at(1)));
        let seen = store.seen().await.unwrap()[&id("new")];
        assert_eq!(seen.fingerprint, fingerprint("text"));
        assert_eq!((seen.revision, seen.removed), (1, false));
        let seen = store.seen_at(&id("new")).await.unwrap().unwrap();
        assert_eq!((seen.how, seen.seen_at), (How::Added, at(1)));
    })
    .await;
}

#[tokio::test]
async fn a_first_load_tells_nobody() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        let many: Vec<_> = (0..1_203)
            .map(|i| (id(&format!("statement-{i}")), fingerprint("text")))
            .collect();
        store.mark_seen(&many, How::FirstLoad, at(1)).await.unwrap();
        assert_eq!(store.seen().await.unwrap().len(), 1_203);
        let ids: Vec<_> = many.iter().map(|(id, _)| id.clone()).collect();
        assert_eq!(store.seen_of(&ids[5..900]).await.unwrap().len(), 895);
        enter(&store, &[entry("statement-7", "text", &[alert.id])], at(2)).await;
        assert!(all(&store).await.is_empty());
        // Read in again with another text for one of them.
        let twice = [
            (id("statement-7"), fingerprint("other")),
            (id("statement-8"), fingerprint("text")),
        ];
        store.mark_seen(&twice, How::Backfill, at(3)).await.unwrap();
        let seen = store.seen_of(&ids).await.unwrap();
        assert_eq!(seen[&id("statement-7")].revision, 2);
        assert_eq!(seen[&id("statement-8")].revision, 1);
        let seen = store.seen_at(&id("statement-7")).await.unwrap().unwrap();
        assert_eq!(
            (seen.how, seen.seen_at, seen.changed_at),
            (How::FirstLoad, at(1), at(3))
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_before_sending_is_told_once_with_the_new_text() {
    on_both(async |store, _| {
        let now = set(&store, &order("a", 5)).await;
        let later = set(&store, &daily("b", 5)).await;
        let alerts = [now.id, later.id];
        enter(&store, &[entry("new", "old text", &alerts)], at(1)).await;
        enter(&store, &[entry("new", "new text", &alerts)], at(2)).await;
        assert_eq!(
            told(&store).await,
            [
                "notice cancelled superseded by revision 2",
                "notice cancelled superseded by revision 2",
                "notice waiting",
                "notice held",
            ]
        );
        assert_eq!(all(&store).await[2].statement, Some((id("new"), 2)));
        // And when it does not match any more, it is not told.
        enter(&store, &[entry("new", "third text", &[])], at(3)).await;
        assert!(claim(&store, "p", at(4)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_change_before_a_digest_is_sent_stays_in_that_digest() {
    on_both(async |store, _| {
        let alert = set(&store, &daily("a", 5)).await;
        enter(&store, &[entry("new", "old text", &[alert.id])], at(1)).await;
        let morning = alert.next_at.unwrap();
        let digest = store.open_digest(&alert, morning).await.unwrap().unwrap();
        enter(&store, &[entry("new", "new text", &[alert.id])], morning).await;
        let parts = store.parts(digest).await.unwrap();
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].statement, Some((id("new"), 2)));
        assert_eq!(claim(&store, "p", morning).await[0].id, digest);
    })
    .await;
}

#[tokio::test]
async fn a_text_that_changes_while_it_is_being_sent_is_not_sent_as_it_was() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("new", "old text", &[alert.id])], at(1)).await;
        let leased = claim(&store, "p", at(1)).await;
        enter(&store, &[entry("new", "new text", &[alert.id])], at(2)).await;
        let old = quoted("new", "old text");
        let written = store.write_body(leased[0].id, "{}", &old).await.unwrap();
        assert!(!written);
        store
            .give_back(leased[0].id, at(3), "it changed", at(3))
            .await
            .unwrap();
        assert_eq!(send_all(&store, "new", "new text", at(4)).await, 1);
        assert_eq!(all(&store).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_quoted_is_corrected_when_it_changes() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("new", "old text", &[alert.id])], at(1)).await;
        send_all(&store, "new", "old text", at(2)).await;
        assert_eq!(
            enter(&store, &[entry("new", "new text", &[alert.id])], at(3)).await,
            1
        );
        let correction = all(&store).await.pop().unwrap();
        assert_eq!(correction.kind, Kind::Correction);
        assert_eq!(correction.destination, "channel:5");
        assert_eq!(correction.statement, Some((id("new"), 2)));
        assert_eq!(correction.due_at, at(3));
        let changed = |was: &str, is: Option<&str>| Changed {
            paragraph: 1,
            was: was.to_owned(),
            is: is.map(ToOwned::to_owned),
        };
        assert_eq!(
            correction.matter.changed,
            [changed("old text", Some("new text"))]
        );
        // Sent, and then it changes back: that is a correction too.
        let sent = claim(&store, "p", at(4)).await;
        store.sent(sent[0].id, "5/10", at(4)).await.unwrap();
        enter(&store, &[entry("new", "old text", &[alert.id])], at(5)).await;
        let back = all(&store).await.pop().unwrap();
        assert_eq!(back.matter.changed, [changed("new text", Some("old text"))]);
        // Not sent yet when it changes once more: one correction, from what was last shown.
        let mut without = entry("new", "other text", &[alert.id]);
        without.texts = [(2, "other text".to_owned())].into();
        enter(&store, &[without], at(6)).await;
        assert_eq!(
            told(&store).await,
            [
                "notice sent",
                "correction sent",
                "correction cancelled superseded by revision 4",
                "correction waiting",
            ]
        );
        let gone = all(&store).await.pop().unwrap();
        assert_eq!(gone.matter.changed, [changed("new text", None)]);
    })
    .await;
}

#[tokio::test]
async fn a_paragraph_that_was_not_quoted_is_not_corrected() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("new", "text", &[alert.id])], at(1)).await;
        send_all(&store, "new", "text", at(2)).await;
        let mut changed = entry("new", "text", &[alert.id]);
        changed.fingerprint = fingerprint("another paragraph");
        changed.texts.insert(2, "another paragraph".to_owned());
        assert_eq!(enter(&store, &[changed], at(3)).await, 0);
        assert_eq!(told(&store).await, ["notice sent"]);
    })
    .await;
}

#[tokio::test]
async fn what_may_have_arrived_is_corrected_once_that_is_known() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("new", "old text", &[alert.id])], at(1)).await;
        let leased = claim(&store, "p", at(1)).await;
        let old = quoted("new", "old text");
        assert!(store.write_body(leased[0].id, "{}", &old).await.unwrap());
        enter(&store, &[entry("new", "new text", &[alert.id])], at(2)).await;
        let correction = all(&store).await.pop().unwrap();
        assert_eq!(correction.kind, Kind::Correction);
        assert_eq!(correction.due_at, at(2));
        // Whether it has arrived is not known while it is sent and before it is tried again.
        assert!(claim(&store, "p", at(3)).await.is_empty());
        store
            .postpone(leased[0].id, at(90), "no answer", at(4))
            .await
            .unwrap();
        assert!(claim(&store, "p", at(5)).await.is_empty());
        assert_eq!(store.next_due().await.unwrap(), Some(at(90)));
        let again = claim(&store, "p", at(90)).await;
        assert_eq!(again[0].id, leased[0].id);
        store.sent(leased[0].id, "5/9", at(91)).await.unwrap();
        assert_eq!(claim(&store, "p", at(91)).await[0].id, correction.id);
    })
    .await;
}

#[tokio::test]
async fn a_digest_that_quoted_is_corrected() {
    on_both(async |store, _| {
        let alert = set(&store, &daily("a", 5)).await;
        enter(&store, &[entry("new", "old text", &[alert.id])], at(1)).await;
        let morning = alert.next_at.unwrap();
        store.open_digest(&alert, morning).await.unwrap().unwrap();
        assert_eq!(send_all(&store, "new", "old text", morning).await, 1);
        assert_eq!(told(&store).await, ["notice sent", "digest sent"]);
        enter(&store, &[entry("new", "new text", &[alert.id])], morning).await;
        let correction = all(&store).await.pop().unwrap();
        assert_eq!(
            (correction.kind, correction.alert),
            (Kind::Correction, Some(alert.id))
        );
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_is_taken_out_is_not_told_and_one_that_comes_back_is() {
    on_both(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("new", "text", &[alert.id])], at(1)).await;
        store
            .mark_removed(&[id("new")], at(2), at(2))
            .await
            .unwrap();
        assert_eq!(
            told(&store).await,
            ["notice cancelled the statement was taken out of the corpus before this was sent"]
        );
        assert!(store.seen().await.unwrap()[&id("new")].removed);
        let seen = store.seen_at(&id("new")).await.unwrap().unwrap();
        assert_eq!(seen.removed_at, Some(at(2)));
        assert_eq!(
            enter(&store, &[entry("new", "text", &[alert.id])], at(3)).await,
            1
        );
        assert!(!store.seen().await.unwrap()[&id("new")].removed);
        assert_eq!(send_all(&store, "new", "text", at(4)).await, 1);
        // Once it was told, it is not told again.
        store
            .mark_removed(&[id("new")], at(5), at(5))
            .await
            .unwrap();
        assert_eq!(
            enter(&store, &[entry("new", "text", &[alert.id])], at(6)).await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn two_processes_that_find_the_same_statements_record_each_once() {
    on_server_only(async |store, home| {
        let first = set(&store, &order("a", 5)).await;
        let second = set(&store, &order("b", 6)).await;
        let other = home.open().await;
        let forth: Vec<_> = (0..60)
            .map(|i| entry(&format!("statement-{i}"), "text", &[first.id, second.id]))
            .collect();
        let back: Vec<_> = forth.iter().rev().cloned().collect();
        let (version, _) = store.alerts_since(0).await.unwrap();
        let (one, two) = tokio::join!(
            store.enter(&forth, version, calm(), at(1)),
            other.enter(&back, version, calm(), at(1)),
        );
        let recorded = |entered| match entered {
            Entered::Done { n_recorded } => n_recorded,
            other => panic!("nothing was recorded: {other:?}"),
        };
        assert_eq!(recorded(one.unwrap()) + recorded(two.unwrap()), 120);
        assert_eq!(all(&store).await.len(), 120);
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn changes_of_alerts_claims_and_entries_do_not_stand_in_each_others_way() {
    on_server_only(async |store, home| {
        let alerts = [
            set(&store, &order("a", 5)).await,
            set(&store, &order("b", 6)).await,
        ];
        let both = [alerts[0].id, alerts[1].id];
        let mut working = tokio::task::JoinSet::new();
        for worker in 0..3 {
            let store = home.open().await;
            working.spawn(async move {
                for round in 0..20 {
                    let text = format!("text {worker} {round}");
                    let name = format!("statement-{}", round % 5);
                    let entries = [entry(&name, &text, &both)];
                    let (version, _) = store.alerts_since(0).await.unwrap();
                    store
                        .enter(&entries, version, calm(), at(round))
                        .await
                        .unwrap();
                    for claimed in claim(&store, "p", at(round)).await {
                        let old = quoted(&name, &text);
                        store.write_body(claimed.id, "{}", &old).await.unwrap();
                        store.sent(claimed.id, "5/9", at(round)).await.unwrap();
                    }
                    store.pause(both[worker % 2], at(round)).await.unwrap();
                    store.resume(both[worker % 2], 1, at(round)).await.unwrap();
                }
                store.close().await;
            });
        }
        working.join_all().await;
        assert!(!all(&store).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn whatever_interrupts_it_statements_are_recorded_together_or_not_at_all() {
    on_both(async |store, _| {
        let first = set(&store, &order("a", 5)).await;
        let second = set(&store, &order("b", 6)).await;
        let entries: Vec<_> = (0..4)
            .map(|i| entry(&format!("statement-{i}"), "text", &[first.id, second.id]))
            .collect();
        let (version, _) = store.alerts_since(0).await.unwrap();
        let mut interrupted = 0;
        for steps in 0.. {
            let entering = store.enter(&entries, version, calm(), at(1));
            if for_steps(steps, entering).await.is_some() {
                break;
            }
            interrupted += 1;
            let recorded = (store.seen().await.unwrap().len(), all(&store).await.len());
            assert!([(0, 0), (4, 8)].contains(&recorded), "{recorded:?}");
        }
        // How often it waits differs; that it does is what makes this a test.
        assert!(interrupted > 1, "{interrupted}");
        assert_eq!(all(&store).await.len(), 8);
    })
    .await;
}

/// What comes of a future that is dropped after so many steps.
async fn for_steps<T>(steps: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut done = 0;
    std::future::poll_fn(|context| {
        if done == steps {
            return std::task::Poll::Ready(None);
        }
        done += 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}
#[tokio::test]
async fn who_looked_at_the_corpus_before_another_recorded_a_change_changes_nothing_back() {
    on_server_only(async |store, _| {
        let alert = set(&store, &order("a", 5)).await;
        enter(&store, &[entry("one", "first", &[alert.id])], at(1)).await;
        enter(&store, &[entry("one", "second", &[alert.id])], at(10)).await;
        let (version, _) = store.alerts_since(0).await.unwrap();
        let mut late = entry("one", "first", &[alert.id]);
        late.looked_at = at(9);
        let entries = [late.clone(), entry("two", "t", &[alert.id])];
        let entered = store
            .enter(&entries, version, calm(), at(11))
            .await
            .unwrap();
        assert_eq!(entered, Entered::Overtaken);
        assert!(!store.seen().await.unwrap().contains_key(&id("two")));
        store
            .mark_removed(&[id("one")], at(9), at(12))
            .await
            .unwrap();
        let seen = store.seen().await.unwrap()[&id("one")];
        assert_eq!(
            (seen.fingerprint, seen.removed),
            (fingerprint("second"), false)
        );
        // It was put back after that.
        late.looked_at = at(13);
        let entered = store.enter(&[late], version, calm(), at(14)).await.unwrap();
        assert_eq!(entered, Entered::Done { n_recorded: 1 });
    })
    .await;
}
