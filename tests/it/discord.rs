//! The whole Discord path over loopback: interaction JSON in, messages out.

use rapporteur::config::DiscordConfig;
use serde_json::{Value, json};

use crate::harness::{TestBot, desk};
use crate::standin::fixtures::{
    CHANNEL_ID, autocomplete, button, message, message_command, select, slash,
};
use crate::standin::{Reply, StandIn};

const SEED: &str = "chn-cd-2015-cyber";

/// The custom id of the first component whose id has `part` in it.
#[track_caller]
fn id_with<'a>(reply: &'a Reply, part: &str) -> &'a str {
    let ids = reply.custom_ids();
    ids.iter()
        .find(|id| id.contains(part))
        .unwrap_or_else(|| panic!("no `{part}` in {ids:?}"))
}

/// The reply as it is sent, for a snapshot.
fn pretty(reply: &Reply) -> String {
    serde_json::to_string_pretty(&reply.data).unwrap()
}

macro_rules! reply_snapshots {
    ($($name:ident: $command:expr, $options:expr;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                let bot = TestBot::start().await;
                let reply = bot.ask(slash($command, &$options)).await;
                insta::assert_snapshot!(pretty(&reply));
                bot.finish().await;
            }
        )*
    };
}

reply_snapshots! {
    the_reply_to_a_topic: "norm", json!({"topic": "critical infrastructure"});
    the_reply_to_a_label: "norm", json!({"topic": "GGE 13f"});
    the_reply_to_an_instrument: "norm", json!({"topic": "Paris Call"});
    the_reply_to_a_topic_that_nothing_answers: "norm", json!({"topic": "nuclear test ban treaty"});
    the_reply_to_a_quote: "quote", json!({"statement": SEED, "paragraph": "7"});
    the_reply_to_a_range: "quote", json!({"statement": SEED, "paragraph": "5-7"});
    the_reply_to_a_search: "search", json!({"query": "cyber terrorism"});
    the_reply_to_a_search_that_leads_further: "search", json!({"query": "hospital attack", "party": "PRC"});
    the_reply_to_a_search_with_a_typing_error: "search", json!({"query": "cyber terorism"});
    the_reply_to_a_search_without_a_hit: "search", json!({"query": "cyber", "party": "France", "from": "2020"});
    the_reply_to_a_statement: "statement", json!({"statement": SEED});
    the_reply_to_a_citation: "cite", json!({"statement": SEED, "paragraph": "7"});
    the_reply_to_help: "help", json!({});
    the_reply_to_about: "about", json!({});
}

#[tokio::test]
async fn commands_work_in_servers_direct_messages_and_for_people_who_installed_the_bot() {
    let bot = TestBot::start().await;
    let command = || slash("quote", &json!({"statement": SEED, "paragraph": "10"}));
    for interaction in [command(), command().in_dm(), command().user_installed()] {
        let reply = bot.ask(interaction).await;
        assert!(
            reply.text().contains("Peace, cooperation and development"),
            "{}",
            reply.text()
        );
        assert!(!reply.is_ephemeral());
    }
    bot.finish().await;
}

#[tokio::test]
async fn a_private_answer_is_shared_by_its_button() {
    let bot = TestBot::start().await;
    let reply = bot
        .ask(slash(
            "norm",
            &json!({"topic": "supply chain", "private": true}),
        ))
        .await;
    assert!(reply.is_ephemeral());
    let shared = bot.ask(button(id_with(&reply, "1c"))).await;
    assert_eq!(shared.callback_type, 4);
    assert!(!shared.is_ephemeral());
    assert!(shared.text().contains("supply chain"));
    bot.finish().await;
}

#[tokio::test]
async fn buttons_lead_to_the_neighbours_in_place() {
    let bot = TestBot::start().await;
    let reply = bot
        .ask(slash(
            "quote",
            &json!({"statement": SEED, "paragraph": "7"}),
        ))
        .await;
    let next = bot
        .ask(button(id_with(&reply, "/quote chn-cd-2015-cyber 8")))
        .await;
    assert_eq!(next.callback_type, 7);
    assert!(
        next.text().contains("The above facts show"),
        "{}",
        next.text()
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_page_of_a_private_answer_can_still_be_shared() {
    let bot = TestBot::start().await;
    let options = json!({"statement": SEED, "paragraph": "7", "private": true});
    let reply = bot.ask(slash("quote", &options)).await;
    let shown = message("77", CHANNEL_ID, &reply.data);
    let next = button(id_with(&reply, "/quote chn-cd-2015-cyber 8")).on_message(&shown);
    let next = bot.ask(next).await;
    assert_eq!(next.callback_type, 7);
    assert_eq!(
        id_with(&next, "1c").split('~').nth(1),
        Some("/quote chn-cd-2015-cyber 8")
    );
    bot.finish().await;
}

#[tokio::test]
async fn cite_answers_privately_and_offers_the_other_styles() {
    let bot = TestBot::start().await;
    let reply = bot
        .ask(slash(
            "quote",
            &json!({"statement": SEED, "paragraph": "7"}),
        ))
        .await;
    let cited = bot.ask(button(id_with(&reply, "/cite"))).await;
    assert!(cited.is_ephemeral());
    assert!(
        cited.text().contains("para. 7 (our numbering"),
        "{}",
        cited.text()
    );
    let ris = bot
        .ask(select(id_with(&cited, "/cite"), &["style:ris"]))
        .await;
    assert!(ris.text().contains("TY  - SLIDE"), "{}", ris.text());
    bot.finish().await;
}

#[tokio::test]
async fn a_menu_leads_from_a_paragraph_to_its_norms() {
    let bot = TestBot::start().await;
    let reply = bot
        .ask(slash(
            "quote",
            &json!({"statement": SEED, "paragraph": "7"}),
        ))
        .await;
    let norm = bot
        .ask(select(id_with(&reply, "~/norm"), &["gge-2015/k"]))
        .await;
    assert!(norm.is_ephemeral());
    assert!(norm.text().contains("13 (k)"), "{}", norm.text());
    bot.finish().await;
}

#[tokio::test]
async fn the_whole_text_comes_as_a_file() {
    let bot = TestBot::start().await;
    let reply = bot
        .ask(slash("statement", &json!({"statement": SEED})))
        .await;
    let file = bot.ask(button(id_with(&reply, "as:file"))).await;
    let (name, bytes) = file.files.first().unwrap();
    let text = std::str::from_utf8(bytes).unwrap();
    assert_eq!(name, "chn-cd-2015-cyber.txt");
    assert!(
        text.contains("[10] Peace, cooperation and development")
            && text.ends_with("Thank you, Mr. President.\n")
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_button_works_after_a_restart_even_when_its_line_is_long() {
    let bot = TestBot::start().await;
    let topic = format!(
        "critical infrastructure {}",
        "and the protection of it ".repeat(8)
    );
    let reply = bot
        .ask(slash("norm", &json!({"topic": topic, "private": true})))
        .await;
    let share = id_with(&reply, "1c").to_owned();
    assert!(share.contains('#') && share.len() <= 100, "{share}");
    let bot = bot.restart().await;
    let shared = bot.ask(button(&share)).await;
    assert!(
        shared.text().contains("infrastructure"),
        "{}",
        shared.text()
    );
    bot.finish().await;
}

#[tokio::test]
async fn find_norms_in_a_message_answers_privately() {
    let bot = TestBot::start().await;
    let text =
        "Our minister says that hospitals and power grids must never be attacked by another State.";
    let reply = bot
        .ask(message_command("Find norms in this message", text))
        .await;
    assert!(reply.is_ephemeral());
    assert!(reply.text().contains("13 (f)"), "{}", reply.text());
    let empty = bot
        .ask(message_command("Find norms in this message", ""))
        .await;
    assert!(empty.text().contains("no text to read"), "{}", empty.text());
    bot.finish().await;
}

#[tokio::test]
async fn autocomplete_offers_norms_statements_paragraphs_and_names() {
    let bot = TestBot::start().await;
    let offered = |reply: Reply| -> Vec<String> {
        let choices = reply.data["choices"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        choices
            .iter()
            .map(|choice| choice["value"].as_str().unwrap().to_owned())
            .collect()
    };
    let topics = offered(
        bot.ask(autocomplete("norm", &json!({"topic": "supply"}), "topic"))
            .await,
    );
    assert_eq!(
        topics.first().map(String::as_str),
        Some("UN GGE 2015 13 (i)")
    );
    let statements = offered(
        bot.ask(autocomplete(
            "quote",
            &json!({"statement": "fu c"}),
            "statement",
        ))
        .await,
    );
    assert_eq!(statements, [SEED]);
    let options = json!({"statement": SEED, "paragraph": "we have also"});
    assert_eq!(
        offered(bot.ask(autocomplete("quote", &options, "paragraph")).await),
        ["7"]
    );
    let options = json!({"statement": SEED, "paragraph": "2,5"});
    assert_eq!(
        offered(bot.ask(autocomplete("quote", &options, "paragraph")).await),
        ["2,5"]
    );
    let parties = offered(
        bot.ask(autocomplete(
            "search",
            &json!({"query": "x", "party": "chin"}),
            "party",
        ))
        .await,
    );
    assert_eq!(parties.first().map(String::as_str), Some("CHN"));
    bot.finish().await;
}

#[tokio::test]
async fn a_mistake_is_answered_privately_with_what_to_do() {
    let bot = TestBot::start().await;
    let cases: [(&str, Value, &str); 7] = [
        (
            "quote",
            json!({"statement": "chn-cd-2015-ciber", "paragraph": "5"}),
            "Did you mean `chn-cd-2015-cyber`?",
        ),
        (
            "quote",
            json!({"statement": SEED, "paragraph": "11"}),
            "numbered 1 to 10",
        ),
        (
            "quote",
            json!({"statement": SEED, "paragraph": "five"}),
            "names no paragraphs",
        ),
        (
            "search",
            json!({"query": "x", "party": "Chima"}),
            "Did you mean `x party:China`?",
        ),
        ("search", json!({"query": "\"open"}), "not closed"),
        (
            "search",
            json!({"query": "x", "from": "soon"}),
            "`soon` is not a date",
        ),
        ("search", json!({"query": "???"}), "no word to look for"),
    ];
    for (command, options, expected) in cases {
        let reply = bot.ask(slash(command, &options)).await;
        assert!(reply.is_ephemeral());
        assert!(reply.text().contains(expected), "{}", reply.text());
    }
    bot.finish().await;
}

#[tokio::test]
async fn what_another_version_made_is_answered_and_not_obeyed() {
    let bot = TestBot::start().await;
    for id in [
        "old:quote:5",
        "9u00~/quote x 5",
        "1u00#0123456789abcdef0123456789abcdef",
    ] {
        let reply = bot.ask(button(id)).await;
        assert!(reply.text().contains("another version"), "{}", reply.text());
    }
    let reply = bot.ask(slash("compare", &json!({}))).await;
    assert!(reply.text().contains("another version"), "{}", reply.text());
    bot.finish().await;
}

#[tokio::test]
async fn text_from_people_is_escaped_and_mentions_are_off() {
    let bot = TestBot::start().await;
    let topic = "@everyone <@&1> **bold** ||secret|| `code` [x](https://example.org)";
    let reply = bot.ask(slash("norm", &json!({"topic": topic}))).await;
    assert_eq!(reply.data["allowed_mentions"], json!({"parse": []}));
    let text = reply.text();
    assert!(
        text.contains(r"\@everyone") && !text.contains("**bold**") && !text.contains("||secret||"),
        "{text}"
    );
    bot.finish().await;
}

#[tokio::test]
async fn who_asks_too_often_is_told_how_long_to_wait() {
    let config = DiscordConfig {
        cooldown_commands: 2,
        cooldown_seconds: 20,
        ..DiscordConfig::default()
    };
    let bot = TestBot::start_with(desk(), config).await;
    for _ in 0..2 {
        assert!(
            bot.ask(slash("help", &json!({})))
                .await
                .text()
                .contains("How to ask")
        );
    }
    let reply = bot.ask(slash("help", &json!({}))).await;
    assert!(
        reply.text().contains("The next answer can come in"),
        "{}",
        reply.text()
    );
    let other = bot.ask(slash("help", &json!({})).by_user("77")).await;
    assert!(other.text().contains("How to ask"));
    bot.finish().await;
}

#[tokio::test]
async fn commands_are_registered_once_and_again_only_when_they_changed() {
    let bot = TestBot::start().await;
    let bot = bot.restart().await;
    let puts = |bot: &TestBot| {
        let put = |request: &&crate::standin::Recorded| request.method == "PUT";
        bot.discord.requests().iter().filter(put).count()
    };
    assert_eq!(puts(&bot), 1);
    bot.finish().await;
}

#[tokio::test]
async fn a_development_server_gets_its_own_commands() {
    let config = DiscordConfig {
        servers: vec![42],
        ..DiscordConfig::default()
    };
    let bot = TestBot::start_with(desk(), config).await;
    let path = format!(
        "/applications/{}/guilds/42/commands",
        crate::standin::fixtures::APPLICATION_ID
    );
    assert!(
        bot.discord
            .requests()
            .iter()
            .any(|request| request.method == "PUT" && request.path == path)
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_wrong_token_is_one_clear_sentence() {
    use rapporteur::config::Token;
    use rapporteur::discord::Bot;
    let discord = StandIn::start().await;
    let folder = tempfile::TempDir::new().unwrap();
    let bot = Bot {
        desk: tokio::sync::watch::channel(desk()).1,
        bell: std::sync::Arc::default(),
        alerts: rapporteur::config::AlertsConfig::default(),
        store: rapporteur::store::Store::open(folder.path()).await.unwrap(),
        clock: std::sync::Arc::new(crate::harness::clock()),
        process: "a test".to_owned(),
        config: DiscordConfig {
            api_base: Some(discord.api_base()),
            ..DiscordConfig::default()
        },
        token: Token::new("MTAwMDAwMDAwMDAwMDAwMDAwMQ.not.right").unwrap(),
    };
    let error = bot
        .run(std::future::pending())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("Discord refuses the token in DISCORD_TOKEN"),
        "{error}"
    );
    assert!(!error.contains("not.right"));
    discord.finish();
}
