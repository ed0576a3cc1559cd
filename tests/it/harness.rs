//! A bot on a stand-in for Discord, with a real index, a real store and a clock that stands still.

use std::sync::Arc;

use rapporteur::config::{AlertsConfig, DiscordConfig, Token};
use rapporteur::corpus::{self, Files};
use rapporteur::discord::{Bot, Error};
use rapporteur::domain::clock::FixedClock;
use rapporteur::index;
use rapporteur::service::{Desk, Request};
use rapporteur::store::Store;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinHandle;

use crate::standin::fixtures::Interaction;
use crate::standin::{Reply, StandIn};

/// 23 November 2026, noon.
pub(crate) fn clock() -> FixedClock {
    FixedClock("2026-11-23T12:00:00Z".parse().unwrap())
}

/// A desk over these files, its index in memory.
pub(crate) fn desk_over(files: &Files) -> Desk {
    let corpus = corpus::read(files).unwrap_or_else(|error| panic!("{error}"));
    Desk::new(index::open_in_memory(corpus).unwrap(), Arc::new(clock()))
}

/// A desk over the shipped corpus.
pub(crate) fn desk() -> Desk {
    desk_over(&Files::shipped())
}

/// The shipped corpus with one more statement, whose paragraphs are given.
pub(crate) fn corpus_with(paragraphs: &[String]) -> Files {
    let mut files = Files::shipped();
    let seed = files
        .iter()
        .find(|file| file.path == "statements/chn-cd-2015-cyber.md")
        .unwrap();
    let seed = String::from_utf8(seed.bytes().unwrap()).unwrap();
    let front = seed.split("\n+++\n").next().unwrap();
    let front = front
        .split("[[tags]]")
        .next()
        .unwrap()
        .replace("chn-cd-2015-cyber", "hostile");
    let mut text = format!("{front}\n+++\n\n");
    for (i, paragraph) in paragraphs.iter().enumerate() {
        text += &format!("[{}] {paragraph}\n\n", i + 1);
    }
    files.put("statements/hostile.md", text.into_bytes());
    files
}

/// The message that a command line is answered with.
#[track_caller]
pub(crate) fn message(desk: &Desk, line: &str) -> Value {
    let request: Request = line
        .parse()
        .unwrap_or_else(|error| panic!("{line}: {error:?}"));
    let answer = desk
        .answer(&request)
        .unwrap_or_else(|error| panic!("{line}: {error}"));
    rapporteur::discord::message_json(&answer)
}

/// A running bot.
pub(crate) struct TestBot {
    pub(crate) discord: StandIn,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<Result<(), Error>>,
}

impl TestBot {
    /// Starts a bot over the shipped corpus and waits until it is connected.
    pub(crate) async fn start() -> Self {
        TestBot::start_with(
            desk(),
            DiscordConfig {
                cooldown_commands: 0,
                ..DiscordConfig::default()
            },
        )
        .await
    }

    /// Starts a bot over `desk`.
    pub(crate) async fn start_with(desk: Desk, config: DiscordConfig) -> Self {
        TestBot::start_at(StandIn::start().await, desk, config).await
    }

    /// Starts a bot on `discord`.
    pub(crate) async fn start_at(discord: StandIn, desk: Desk, config: DiscordConfig) -> Self {
        let folder = TempDir::new().unwrap();
        let (stop, running) = run(&discord, &folder, desk, config).await;
        let bot = TestBot {
            discord,
            folder,
            stop: Some(stop),
            running,
        };
        bot.discord.connected().await;
        bot
    }

    /// Ends the process that was, and starts another over the same store.
    pub(crate) async fn restart(mut self) -> Self {
        self.end().await;
        let config = DiscordConfig {
            cooldown_commands: 0,
            ..DiscordConfig::default()
        };
        let (stop, running) = run(&self.discord, &self.folder, desk(), config).await;
        self.discord.connected().await;
        TestBot {
            stop: Some(stop),
            running,
            ..self
        }
    }

    /// Sends an interaction and waits for its answer.
    pub(crate) async fn ask(&self, interaction: Interaction) -> Reply {
        self.discord.interact(interaction).await
    }

    /// Stops the bot in good order and checks that nothing was left or done wrong.
    pub(crate) async fn finish(mut self) {
        self.end().await;
        self.discord.finish();
    }

    async fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            assert!(stop.send(()).is_ok(), "the bot has ended by itself");
        }
        let ended = (&mut self.running).await.unwrap();
        assert!(ended.is_ok(), "{ended:?}");
    }
}

async fn run(
    discord: &StandIn,
    folder: &TempDir,
    desk: Desk,
    config: DiscordConfig,
) -> (oneshot::Sender<()>, JoinHandle<Result<(), Error>>) {
    let (stop, stopped) = oneshot::channel();
    let bot = Bot {
        desk: watch::channel(desk).1,
        store: Store::open(folder.path()).await.unwrap(),
        bell: Arc::new(Notify::new()),
        alerts: AlertsConfig::default(),
        clock: Arc::new(clock()),
        process: "a test".to_owned(),
        config: DiscordConfig {
            api_base: Some(discord.api_base()),
            ..config
        },
        token: Token::new(StandIn::TOKEN).unwrap(),
    };
    let shutdown = async move {
        // A dropped sender is as good a reason to stop as a sent word.
        drop(stopped.await);
    };
    (stop, tokio::spawn(bot.run(shutdown)))
}
