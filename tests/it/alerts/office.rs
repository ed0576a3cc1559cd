//! A bot with a corpus folder, a store and a clock that a test sets, on a stand-in for Discord.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rapporteur::alerts::{Error, Ingest, Passed};
use rapporteur::config::{AlertsConfig, DiscordConfig, Token};
use rapporteur::corpus::Files;
use rapporteur::discord::{self, Bot};
use rapporteur::domain::alert::{Alert, Destination, Order};
use rapporteur::domain::cadence::Cadence;
use rapporteur::domain::chat::{ChannelId, PersonId, ServerId};
use rapporteur::domain::clock::Clock;
use rapporteur::domain::delivery::{Delivery, DeliveryState};
use rapporteur::index;
use rapporteur::service::Desk;
use rapporteur::store::{Asked, Flood, Limits, Store};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinHandle;

use crate::standin::fixtures::{CHANNEL_ID, GUILD_ID, Interaction, USER_ID};
use crate::standin::{Reply, Shown, StandIn};

/// A clock that a test sets.
#[derive(Debug, Clone)]
pub(crate) struct SetClock(Arc<Mutex<Timestamp>>);

impl SetClock {
    pub(crate) fn at(moment: &str) -> Self {
        SetClock(Arc::new(Mutex::new(moment.parse().unwrap())))
    }

    pub(crate) fn forward(&self, by: SignedDuration) {
        let mut moment = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *moment += by;
    }

    pub(crate) fn set(&self, moment: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = moment.parse().unwrap();
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Running = (oneshot::Sender<()>, JoinHandle<Result<(), discord::Error>>);

/// A bot at work.
pub(crate) struct Office {
    pub(crate) discord: StandIn,
    pub(crate) store: Store,
    pub(crate) clock: SetClock,
    pub(crate) desk: watch::Receiver<Desk>,
    bell: Arc<Notify>,
    ingest: Ingest,
    folder: TempDir,
    running: Option<Running>,
    config: AlertsConfig,
}

impl Office {
    /// A bot that has taken in the shipped corpus.
    pub(crate) async fn open() -> Self {
        Office::open_with(AlertsConfig::default()).await
    }

    pub(crate) async fn open_with(config: AlertsConfig) -> Self {
        let folder = TempDir::new().unwrap();
        let discord = StandIn::start().await;
        let clock = SetClock::at("2026-11-23T12:00:00Z");
        discord.set_time(clock.now());
        let store = Store::open(folder.path()).await.unwrap();
        let corpus = folder.path().join("corpus");
        std::fs::create_dir_all(corpus.join("statements")).unwrap();
        let files = move || Ok(Files::shipped().with(Files::in_folder(&corpus)?));
        let index = folder.path().join("index");
        let opened = index::open(&index, &files().unwrap(), &mut |_| {}).unwrap();
        let desk = Desk::new(opened, Arc::new(clock.clone()));
        let (sender, desk) = watch::channel(desk);
        let flood = Flood {
            most: config.most_in_ten_minutes,
            within: SignedDuration::from_mins(10),
        };
        let ingest = Ingest::new(
            store.clone(),
            index,
            files,
            sender,
            Arc::new(clock.clone()),
            flood,
        );
        let mut office = Office {
            discord,
            store,
            clock,
            desk,
            bell: Arc::new(Notify::new()),
            ingest,
            folder,
            running: None,
            config,
        };
        let passed = office.pass().await.unwrap();
        assert_eq!(passed.first_load, Some(0), "{passed:?}");
        office.start().await;
        office
    }

    /// Starts the bot.
    pub(crate) async fn start(&mut self) {
        let (stop, stopped) = oneshot::channel();
        let bot = Bot {
            desk: self.desk.clone(),
            store: self.store.clone(),
            bell: Arc::clone(&self.bell),
            alerts: self.config.clone(),
            clock: Arc::new(self.clock.clone()),
            process: "a test".to_owned(),
            config: DiscordConfig {
                api_base: Some(self.discord.api_base()),
                cooldown_commands: 0,
                ..DiscordConfig::default()
            },
            token: Token::new(StandIn::TOKEN).unwrap(),
        };
        let running = tokio::spawn(bot.run(async move { drop(stopped.await) }));
        self.running = Some((stop, running));
        self.discord.connected().await;
    }

    /// Stops the bot in good order.
    pub(crate) async fn stop(&mut self) {
        let (stop, running) = self.running.take().expect("it runs");
        assert!(stop.send(()).is_ok(), "the bot has ended by itself");
        let ended = running.await.unwrap();
        assert!(ended.is_ok(), "{ended:?}");
    }

    pub(crate) async fn close(mut self) {
        if self.running.is_some() {
            self.stop().await;
        }
        self.discord.finish();
    }

    fn statement_path(&self, id: &str) -> PathBuf {
        self.folder
            .path()
            .join("corpus/statements")
            .join(format!("{id}.md"))
    }

    /// Puts a statement into the corpus folder.
    pub(crate) fn write(&self, id: &str, party: &str, paragraphs: &[&str]) {
        std::fs::write(self.statement_path(id), statement(id, party, paragraphs)).unwrap();
    }

    pub(crate) fn take_out(&self, id: &str) {
        std::fs::remove_file(self.statement_path(id)).unwrap();
    }

    /// Takes what changed into the index and no further, as a process does that dies then.
    pub(crate) fn index_only(&self) {
        let corpus = Files::in_folder(&self.folder.path().join("corpus")).unwrap();
        let files = Files::shipped().with(corpus);
        let desk = self.desk.borrow().clone();
        let folder = self.folder.path().join("index");
        index::refresh(&folder, desk.index(), &files, desk.reference()).unwrap();
    }

    /// Takes in what changed, and wakes whoever sends.
    pub(crate) async fn pass(&mut self) -> Result<Passed, Error> {
        let passed = self.ingest.pass().await;
        self.ring();
        passed
    }

    /// Wakes whoever sends.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Puts a statement of China into the corpus and takes it in.
    pub(crate) async fn add(&mut self, id: &str, paragraphs: &[&str]) -> Passed {
        self.write(id, "CHN", paragraphs);
        self.pass().await.unwrap()
    }

    /// Sets an alert for the usual channel by hand.
    pub(crate) async fn alert(&self, query: &str) -> Alert {
        self.alert_to(query, Destination::Channel(channel()), Cadence::AtOnce)
            .await
    }

    pub(crate) async fn alert_to(
        &self,
        query: &str,
        destination: Destination,
        cadence: Cadence,
    ) -> Alert {
        let order = Order {
            query: query.to_owned(),
            server: (destination != Destination::Direct)
                .then(|| GUILD_ID.parse::<ServerId>().unwrap()),
            destination,
            cadence,
            mention: None,
        };
        let limits = Limits {
            per_person: 1_000,
            per_server: 1_000,
        };
        let added = self
            .store
            .add_alert(person(), &order, limits, self.clock.now())
            .await;
        added
            .unwrap()
            .unwrap_or_else(|_| panic!("{query} was not added"))
    }

    /// Waits until nothing is due, under way or written any more.
    pub(crate) async fn quiet(&self) {
        let waits = async {
            loop {
                self.ring();
                let now = self.clock.now();
                let asked = Asked {
                    state: None,
                    alert: None,
                    statement: None,
                    most: 1_000,
                };
                // A digest that is opened after the first look is among the rows of the second.
                let digests = self.store.due_digests(now).await.unwrap();
                let rows = self.store.deliveries(&asked).await.unwrap();
                let open = |row: &Delivery| match row.state {
                    DeliveryState::Leased => true,
                    DeliveryState::Waiting => row.due_at <= now,
                    _ => false,
                };
                if digests.is_empty() && !rows.iter().any(open) {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(20), waits)
            .await
            .is_err()
        {
            let rows = self
                .store
                .deliveries(&Asked {
                    state: None,
                    alert: None,
                    statement: None,
                    most: 50,
                })
                .await
                .unwrap();
            panic!("something is still to be sent: {rows:#?}");
        }
    }

    /// What stands in the usual channel.
    pub(crate) fn posted(&self) -> Vec<Shown> {
        self.discord.posted(CHANNEL_ID)
    }

    pub(crate) async fn ask(&self, interaction: Interaction) -> Reply {
        self.discord.interact(interaction).await
    }
}

/// The usual channel.
pub(crate) fn channel() -> ChannelId {
    CHANNEL_ID.parse().unwrap()
}

/// Who asks.
pub(crate) fn person() -> PersonId {
    USER_ID.parse().unwrap()
}

/// A statement file.
pub(crate) fn statement(id: &str, party: &str, paragraphs: &[&str]) -> String {
    let mut text = format!(
        "+++\nid = \"{id}\"\ntitle = \"Statement {id}\"\nkind = \"statement\"\nparty = \"{party}\"\n\
         forum = \"CD\"\nlanguage = \"en\"\nnumbering = \"ours\"\n\n[date]\nvalue = \"2026-11-20\"\n\n\
         [source]\naddress = \"https://example.org/{id}\"\nformat = \"html\"\n+++\n\n"
    );
    for (i, paragraph) in paragraphs.iter().enumerate() {
        text += &format!("[{}] {paragraph}\n\n", i + 1);
    }
    text
}

/// Ids of buttons whose line begins with `start`.
pub(crate) fn button_of(message: &Value, start: &str) -> String {
    fn ids(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(parts) => parts.iter().for_each(|part| ids(part, found)),
            Value::Object(parts) => {
                for (name, part) in parts {
                    match part {
                        Value::String(id) if name == "custom_id" => found.push(id.clone()),
                        part => ids(part, found),
                    }
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    ids(message, &mut found);
    let of = |id: &&String| {
        id.split_once('~')
            .is_some_and(|(_, line)| line.starts_with(start))
    };
    // A long line is kept in the store, and the button has its key.
    let kept = |id: &&String| id.contains('#');
    let own = found
        .iter()
        .find(of)
        .or_else(|| found.iter().find(kept))
        .cloned();
    own.unwrap_or_else(|| panic!("no button {start} among {found:?}"))
}
