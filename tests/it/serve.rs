//! The bot as a process: started with a token, ended by a signal, and never telling the token.

use std::fs::{File, OpenOptions};
use std::process::{Child, Command};

use serde_json::json;
use tempfile::TempDir;

use crate::standin::fixtures::slash;
use crate::standin::{Fault, StandIn};

/// `rapporteur serve` in a folder of its own, with these settings and nothing of ours around it.
fn serve(folder: &TempDir, token: Option<&str>, config: &str) -> Child {
    let settings = folder.path().join("config.toml");
    std::fs::write(&settings, config).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command
        .arg("serve")
        .current_dir(folder.path())
        .env_remove("DISCORD_TOKEN")
        .env_remove("RAPPORTEUR_CORPUS")
        .env("RAPPORTEUR_CONFIG", settings)
        .env("RAPPORTEUR_DATA_DIR", folder.path().join("data"))
        .env("RAPPORTEUR_LOG", "debug,hyper=trace,serenity=trace")
        // A pipe that nobody reads meanwhile would fill up and hold the process.
        .stdout(said(folder))
        .stderr(said(folder));
    if let Some(token) = token {
        std::fs::write(
            folder.path().join(".env"),
            format!("DISCORD_TOKEN={token}\n"),
        )
        .unwrap();
    }
    command.spawn().unwrap()
}

fn terminate(child: &Child) {
    let killed = Command::new("kill").arg(child.id().to_string()).status();
    assert!(killed.unwrap().success());
}

/// The file that all it says goes to.
fn said(folder: &TempDir) -> File {
    let path = folder.path().join("said.txt");
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap()
}

/// How it ended, and all it said.
async fn ended(mut child: Child, folder: &TempDir) -> (Option<i32>, String) {
    let status = tokio::task::spawn_blocking(move || child.wait())
        .await
        .unwrap()
        .unwrap();
    let said = std::fs::read_to_string(folder.path().join("said.txt")).unwrap();
    (status.code(), said)
}

#[tokio::test]
async fn sigterm_finishes_what_is_in_flight_and_the_token_is_never_told() {
    let discord = StandIn::start().await;
    let folder = TempDir::new().unwrap();
    let config = format!("[discord]\napi_base = \"{}\"\n", discord.api_base());
    let child = serve(&folder, Some(StandIn::TOKEN), &config);
    discord.connected().await;
    let reply = discord
        .interact(slash("norm", &json!({"topic": "supply chain"})))
        .await;
    assert!(reply.text().contains("13 (i)"), "{}", reply.text());

    discord.fault(Fault::rate_limited("/callback", 0.1));
    discord.interact_unanswered(slash("help", &json!({}))).await;
    discord.next_request("/callback").await;
    discord.next_request("/callback").await;
    terminate(&child);
    discord.next_request("/callback").await;
    let (code, said) = ended(child, &folder).await;
    assert_eq!(code, Some(0), "{said}");
    for part in StandIn::TOKEN.split('.').skip(1) {
        assert!(!said.contains(part), "the token was told");
    }
    discord.finish();
}

#[tokio::test]
async fn a_missing_token_is_one_clear_sentence() {
    let folder = TempDir::new().unwrap();
    let (code, said) = ended(serve(&folder, None, ""), &folder).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("There is no bot token: put DISCORD_TOKEN="),
        "{said}"
    );
}

#[tokio::test]
async fn a_refused_token_is_one_clear_sentence() {
    let discord = StandIn::start().await;
    let folder = TempDir::new().unwrap();
    let config = format!("[discord]\napi_base = \"{}\"\n", discord.api_base());
    let (code, said) = ended(serve(&folder, Some("MTAw.wrong.secret"), &config), &folder).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("Discord refuses the token in DISCORD_TOKEN"),
        "{said}"
    );
    assert!(!said.contains("wrong.secret"), "{said}");
    discord.finish();
}

#[tokio::test]
async fn the_gateway_can_be_elsewhere() {
    let discord = StandIn::start().await;
    let gateway = discord.api_base().replace("http://", "ws://") + "/gateway-ws";
    let folder = TempDir::new().unwrap();
    let config = format!(
        "[discord]\napi_base = \"{}\"\ngateway = \"{gateway}\"\n",
        discord.api_base()
    );
    let child = serve(&folder, Some(StandIn::TOKEN), &config);
    discord.connected().await;
    terminate(&child);
    let (code, said) = ended(child, &folder).await;
    assert_eq!(code, Some(0), "{said}");
    discord.finish();
}

#[tokio::test]
async fn a_second_process_on_one_data_folder_is_refused_in_one_clear_sentence() {
    let discord = StandIn::start().await;
    let folder = TempDir::new().unwrap();
    let config = format!("[discord]\napi_base = \"{}\"\n", discord.api_base());
    let first = serve(&folder, Some(StandIn::TOKEN), &config);
    discord.connected().await;
    let (code, said) = ended(serve(&folder, Some(StandIn::TOKEN), &config), &folder).await;
    assert_eq!(code, Some(1), "{said}");
    let sentence = format!(
        "another `rapporteur serve` (process {}) runs on the folder",
        first.id()
    );
    assert!(said.contains(&sentence), "{said}");
    terminate(&first);
    assert_eq!(ended(first, &folder).await.0, Some(0));
    discord.finish();
}
