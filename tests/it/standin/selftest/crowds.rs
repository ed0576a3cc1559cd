//! Owns the proof that the stand-in holds up very many requests.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::super::{StandIn, fixtures};
use super::{Caller, text};

/// Enough that anything quadratic would be felt; by hand it was tried with 50,000.
const MANY: usize = 5_000;
const AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_posts_are_taken_and_their_bodies_forgotten() {
    let stand_in = StandIn::start().await;
    stand_in.forget_bodies();
    let mut crowd = JoinSet::new();
    for lane in 0..AT_ONCE {
        let bot = Caller::new(&stand_in);
        crowd.spawn(async move {
            let path = format!("/channels/{}/messages", fixtures::CHANNEL_ID);
            for n in 0..MANY / AT_ONCE {
                let mut body = text("");
                let display = json!({"type": 10, "content": "x".repeat(1500)});
                body["content"] = Value::Null;
                body["flags"] = (1 << 15).into();
                body["components"] = json!([display]);
                body["nonce"] = format!("{lane}-{n}").into();
                body["enforce_nonce"] = true.into();
                assert_eq!(bot.post(&path, &body).await.0, 200);
            }
        });
    }
    crowd.join_all().await;
    assert_eq!(stand_in.posted(fixtures::CHANNEL_ID).len(), MANY);
    assert!(stand_in.requests().iter().all(|it| it.body.is_null()));
    stand_in.finish();
}
