//! The program as it runs notices a file that is added to the corpus, and tells of it.

use std::process::{Child, Command};

use rapporteur::domain::alert::{Destination, Order};
use rapporteur::domain::cadence::Cadence;
use rapporteur::domain::chat::PersonId;
use rapporteur::store::{Limits, Store};

use crate::alerts::office::statement;
use crate::program::Program;
use crate::standin::StandIn;
use crate::standin::fixtures::{CHANNEL_ID, GUILD_ID};

/// Ends the program when the test ends, however that is.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, and the test has failed by then.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl Running {
    async fn end(mut self) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").arg(id).status().unwrap().success());
        let ended = tokio::task::spawn_blocking(move || self.0.wait())
            .await
            .unwrap()
            .unwrap();
        assert!(ended.success(), "{ended}");
    }
}

async fn set(program: &Program, query: &str) {
    let store = Store::open(&program.folder().join("data")).await.unwrap();
    let order = Order {
        query: query.to_owned(),
        server: Some(GUILD_ID.parse().unwrap()),
        destination: Destination::Channel(CHANNEL_ID.parse().unwrap()),
        cadence: Cadence::AtOnce,
        mention: None,
    };
    let limits = Limits {
        per_person: 9,
        per_server: 9,
    };
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    store
        .add_alert(PersonId::new(5), &order, limits, now)
        .await
        .unwrap()
        .ok()
        .unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_added_is_told_of_by_the_system_and_by_nobody_twice() {
    let discord = StandIn::start().await;
    let program = Program::new();
    std::fs::create_dir_all(program.folder().join("corpus/statements")).unwrap();
    // A look through the folder would come an hour late.
    let settings = format!(
        "[corpus]\npath = \"corpus\"\n[discord]\napi_base = \"{}\"\n[alerts]\nscan_seconds = 3600\n",
        discord.api_base()
    );
    std::fs::write(program.folder().join("config.toml"), settings).unwrap();
    let serve = || {
        let mut command = program.command(&["--config", "config.toml", "serve"]);
        let log = std::fs::File::create(program.folder().join("said.txt")).unwrap();
        command
            .env("DISCORD_TOKEN", StandIn::TOKEN)
            .stdout(std::process::Stdio::null())
            .stderr(log);
        Running(command.spawn().unwrap())
    };
    let running = serve();
    discord.connected().await;
    running.end().await;
    set(&program, "cyberspace").await;
    let running = serve();
    discord.connected().await;
    let file = "chn-cd-2026-a.md";
    std::fs::write(
        program.folder().join(file),
        statement("chn-cd-2026-a", "CHN", &["Cyberspace."]),
    )
    .unwrap();
    let added =
        tokio::task::block_in_place(|| program.run(&["--config", "config.toml", "add", file]));
    assert_eq!(added.code, Some(0), "{added:?}");
    discord
        .next_request(&format!("POST /channels/{CHANNEL_ID}/messages"))
        .await;
    running.end().await;
    let running = serve();
    discord.connected().await;
    running.end().await;
    assert_eq!(discord.posted(CHANNEL_ID).len(), 1);
    discord.finish();
}
