//! What Discord and the network do wrong, and that no answer is lost or given twice by it.

use std::time::Duration;

use rapporteur::config::DiscordConfig;
use serde_json::json;

use crate::harness::{TestBot, desk};
use crate::standin::fixtures::{Interaction, slash};
use crate::standin::{Fault, StandIn};

fn help() -> Interaction {
    slash("help", &json!({}))
}

/// Answers one command while `fault` is at work.
async fn answers_through(fault: Fault) {
    let bot = TestBot::start().await;
    bot.discord.fault(fault);
    let reply = bot.ask(help()).await;
    assert!(reply.text().contains("How to ask"), "{}", reply.text());
    bot.finish().await;
}

#[tokio::test]
async fn a_rate_limit_is_waited_for() {
    answers_through(Fault::rate_limited("/callback", 0.2)).await;
}

#[tokio::test]
async fn a_server_error_is_tried_again() {
    let fault = Fault::Status {
        route: "/callback",
        status: 500,
        body: json!({"message": "500: Internal Server Error", "code": 0}),
        headers: Vec::new(),
        times: 2,
    };
    answers_through(fault).await;
}

#[tokio::test]
async fn a_request_that_hangs_is_tried_again() {
    answers_through(Fault::Hang { route: "/callback" }).await;
}

#[tokio::test]
async fn an_answer_that_arrived_and_was_not_confirmed_is_not_given_twice() {
    let bot = TestBot::start().await;
    bot.discord.fault(Fault::LostAnswer { route: "/callback" });
    bot.ask(help()).await;
    bot.ask(help()).await;
    let callbacks = |request: &&crate::standin::Recorded| request.path.ends_with("/callback");
    bot.discord.next_request("/callback").await;
    bot.discord.next_request("/callback").await;
    bot.discord.next_request("/callback").await;
    assert_eq!(bot.discord.requests().iter().filter(callbacks).count(), 3);
    // The repeat is what the stand-in calls a second callback; Discord answers it with 40060.
    let defects = bot.discord.take_defects();
    assert!(defects.len() <= 1, "{defects:?}");
    bot.finish().await;
}

#[tokio::test]
async fn an_interaction_that_expired_harms_nothing() {
    let bot = TestBot::start().await;
    bot.discord.fault(Fault::refused(
        "/callback",
        404,
        10_062,
        "Unknown interaction",
    ));
    bot.discord.interact_unanswered(help()).await;
    bot.discord.next_request("/callback").await;
    assert!(bot.ask(help()).await.text().contains("How to ask"));
    bot.finish().await;
}

/// Answers again after the gateway did `fault`.
async fn comes_back_after(fault: Fault, resumes: bool) {
    let bot = TestBot::start().await;
    bot.discord.fault(fault);
    bot.discord.connected().await;
    assert!(bot.ask(help()).await.text().contains("How to ask"));
    assert_eq!(bot.discord.resumes(), usize::from(resumes));
    bot.finish().await;
}

#[tokio::test]
async fn a_dropped_socket_is_resumed() {
    comes_back_after(Fault::DropSocket, true).await;
}

#[tokio::test]
async fn a_request_to_reconnect_is_resumed() {
    comes_back_after(Fault::Reconnect, true).await;
}

#[tokio::test]
async fn an_invalid_session_that_can_be_resumed_is_resumed() {
    comes_back_after(Fault::InvalidSession { resumable: true }, true).await;
}

#[tokio::test]
async fn an_invalid_session_is_begun_anew() {
    comes_back_after(Fault::InvalidSession { resumable: false }, false).await;
}

#[tokio::test]
async fn a_lost_heartbeat_is_noticed() {
    let discord = StandIn::start_with_heartbeat(Duration::from_secs(1)).await;
    let config = DiscordConfig {
        cooldown_commands: 0,
        ..DiscordConfig::default()
    };
    let bot = TestBot::start_at(discord, desk(), config).await;
    bot.discord.fault(Fault::NoHeartbeatAck);
    bot.discord.connected().await;
    assert!(bot.ask(help()).await.text().contains("How to ask"));
    bot.finish().await;
}

#[tokio::test]
async fn discord_being_away_at_the_start_is_waited_out() {
    let discord = StandIn::start().await;
    discord.fault(Fault::Status {
        route: "GET /oauth2/applications/@me",
        status: 503,
        body: json!({"message": "503: Service Unavailable", "code": 0}),
        headers: Vec::new(),
        times: 1,
    });
    let config = DiscordConfig {
        cooldown_commands: 0,
        ..DiscordConfig::default()
    };
    let bot = TestBot::start_at(discord, desk(), config).await;
    assert!(bot.ask(help()).await.text().contains("How to ask"));
    bot.finish().await;
}
