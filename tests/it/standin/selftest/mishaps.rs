//! Owns the proof for connections that break, answers that never come, and chaos.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::scene::Shown;
use super::super::{Chaos, Fault, StandIn, fixtures};
use super::{Caller, text};

const CHANNEL: &str = fixtures::CHANNEL_ID;
const POST: &str = "POST /channels/";

/// Posts `x`; none when no answer came.
async fn post(bot: &Caller) -> Option<(u16, Value)> {
    let path = format!("/channels/{CHANNEL}/messages");
    bot.try_post(&path, &text("x")).await.ok()
}

#[tokio::test]
async fn a_connection_can_break_before_or_after_the_effect() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.fault(Fault::Cut { route: POST });
    assert_eq!(post(&bot).await, None);
    assert_eq!(stand_in.shown(CHANNEL).len(), 0);
    stand_in.fault(Fault::CutAfter { route: POST });
    assert_eq!(post(&bot).await, None);
    assert_eq!(stand_in.shown(CHANNEL).len(), 1);
    assert_eq!(post(&bot).await.unwrap().0, 200);
    assert_eq!(stand_in.requests().len(), 3);
    stand_in.finish();
}

#[tokio::test]
async fn an_answer_can_stay_out_after_the_effect() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.fault(Fault::HangAfter { route: POST });
    tokio::select! {
        answer = post(&bot) => panic!("{answer:?}"),
        () = async { while stand_in.shown(CHANNEL).is_empty() { tokio::task::yield_now().await } } => {}
    }
    stand_in.finish();
}

/// A chaos in which nothing happens; to be filled in.
fn nothing() -> Chaos {
    Chaos {
        rate_limited: 0.0,
        globally_limited: 0.0,
        server_error: 0.0,
        cut: 0.0,
        cut_after: 0.0,
        hang: 0.0,
        hang_after: 0.0,
        ..Chaos::default()
    }
}

#[tokio::test]
async fn each_thing_goes_wrong_as_often_as_its_share() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.chaos(Chaos {
        seed: 5,
        server_error: 0.2,
        cut: 0.2,
        cut_after: 0.2,
        ..nothing()
    });
    let mut answers = [0, 0, 0];
    for _ in 0..300 {
        match post(&bot).await {
            None => answers[0] += 1,
            Some((200, _)) => answers[1] += 1,
            Some((500 | 502 | 503, _)) => answers[2] += 1,
            Some(other) => panic!("{other:?}"),
        }
    }
    let mishaps = stand_in.mishaps();
    assert_eq!(answers[0], mishaps["cut"] + mishaps["cut after"]);
    assert_eq!(answers[2], mishaps["server error"]);
    assert_eq!(
        stand_in.shown(CHANNEL).len(),
        answers[1] + mishaps["cut after"]
    );
    let fair = mishaps.values().all(|times| (40..=80).contains(times));
    assert!(fair && mishaps.len() == 3, "{mishaps:?}");
    stand_in.calm();
    assert_eq!(post(&bot).await.unwrap().0, 200);
    stand_in.finish();
}

#[tokio::test]
async fn the_same_seed_does_the_same() {
    let mut seen = Vec::new();
    for seed in [3, 3, 4] {
        let stand_in = StandIn::start().await;
        let bot = Caller::new(&stand_in);
        stand_in.chaos(Chaos {
            seed,
            server_error: 0.5,
            ..nothing()
        });
        let mut statuses = Vec::new();
        for _ in 0..30 {
            statuses.push(post(&bot).await.unwrap().0);
        }
        seen.push(statuses);
        stand_in.finish();
    }
    assert_eq!(seen[0], seen[1]);
    assert_ne!(seen[0], seen[2]);
}

#[tokio::test]
async fn who_does_not_wait_for_a_rate_limit_is_impatient() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.chaos(Chaos {
        rate_limited: 1.0,
        retry_after_ms: 60_000..60_001,
        ..nothing()
    });
    let (status, body) = post(&bot).await.unwrap();
    assert_eq!((status, &body["global"]), (429, &json!(false)));
    assert_eq!(body["retry_after"], 60.0);
    // Another route is not limited yet; what is under way at the moment of the limit is forgiven.
    assert_eq!(post(&bot).await.unwrap().0, 429);
    assert_eq!(bot.get(&format!("/channels/{CHANNEL}")).await.0, 200);
    assert_eq!(stand_in.impatient(), 0);
    stand_in.skip(Duration::from_millis(150));
    assert_eq!(post(&bot).await.unwrap().0, 429);
    assert_eq!(stand_in.impatient(), 1);
    assert_eq!(stand_in.mishaps()["rate limited"], 1);
    stand_in.calm();
    assert_eq!(post(&bot).await.unwrap().0, 200);
    stand_in.finish();
}

#[tokio::test]
async fn a_global_limit_holds_on_every_route_until_it_has_passed() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.chaos(Chaos {
        globally_limited: 1.0,
        retry_after_ms: 60_000..60_001,
        ..nothing()
    });
    let request = bot
        .client
        .post(format!("{}/channels/{CHANNEL}/messages", bot.base))
        .header("Authorization", format!("Bot {}", StandIn::TOKEN))
        .json(&text("x"));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["Retry-After"], "60");
    assert_eq!(answer.headers()["X-RateLimit-Global"], "true");
    assert_eq!(answer.json::<Value>().await.unwrap()["global"], true);
    let look_up = || bot.get("/channels/1000000000000000003");
    assert_eq!(look_up().await.0, 429);
    stand_in.skip(Duration::from_mins(1));
    assert_eq!(look_up().await.0, 200);
    assert_eq!(stand_in.impatient(), 0);
    stand_in.finish();
}

/// Posts until it is confirmed, and waits as long as it is told to.
async fn post_until_confirmed(stand_in: &StandIn, bot: &Caller, nonce: usize) {
    let mut body = text(&nonce.to_string());
    body["nonce"] = nonce.into();
    body["enforce_nonce"] = true.into();
    let path = format!("/channels/{CHANNEL}/messages");
    loop {
        let patience = Duration::from_millis(100);
        match tokio::time::timeout(patience, bot.try_post(&path, &body)).await {
            Ok(Ok((200, _))) => return,
            Ok(Ok((429, limit))) => {
                let wait = limit["retry_after"].as_f64().unwrap();
                stand_in.skip(Duration::from_secs_f64(wait));
            }
            Ok(_) | Err(_) => {}
        }
    }
}

#[tokio::test]
async fn who_waits_and_repeats_shows_everything_once_in_all_the_chaos() {
    let stand_in = StandIn::start().await;
    let bot = Caller::new(&stand_in);
    stand_in.chaos(Chaos::default());
    for nonce in 0..200 {
        post_until_confirmed(&stand_in, &bot, nonce).await;
    }
    stand_in.calm();
    let shown = stand_in.posted(CHANNEL);
    let texts: Vec<String> = shown.iter().map(Shown::text).collect();
    let expected: Vec<String> = (0..200).map(|nonce| nonce.to_string()).collect();
    assert_eq!(texts, expected);
    assert_eq!(stand_in.impatient(), 0);
    assert_eq!(stand_in.mishaps().len(), 7, "{:?}", stand_in.mishaps());
    stand_in.finish();
}
