//! Owns the proof for what the gateway says of servers, as serenity reads it.

use serenity::all::{
    ClientBuilder, Context, EventHandler, GatewayIntents, Guild, Ready, UnavailableGuild,
};
use serenity::async_trait;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::super::world::permissions::VIEW_CHANNEL;
use super::super::world::{Channel, Role, Server};
use super::super::{Fault, StandIn, fixtures};
use super::http;

const SERVER: &str = fixtures::GUILD_ID;

/// Writes down what it hears of servers.
struct Listener(mpsc::UnboundedSender<String>);

#[async_trait]
impl EventHandler for Listener {
    async fn ready(&self, _: Context, ready: Ready) {
        self.0
            .send(format!("ready {}", ready.guilds.len()))
            .unwrap();
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        let Guild {
            id,
            channels,
            threads,
            roles,
            members,
            ..
        } = guild;
        let counts = [channels.len(), threads.len(), roles.len(), members.len()];
        self.0.send(format!("create {id} {counts:?}")).unwrap();
    }

    async fn guild_delete(&self, _: Context, gone: UnavailableGuild, _: Option<Guild>) {
        let heard = format!("delete {} {}", gone.id, gone.unavailable);
        self.0.send(heard).unwrap();
    }
}

struct Ear {
    heard: mpsc::UnboundedReceiver<String>,
    running: JoinHandle<Result<(), serenity::Error>>,
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Ear {
    async fn open(stand_in: &StandIn, intents: GatewayIntents) -> Ear {
        let (sender, heard) = mpsc::unbounded_channel();
        let http = http(stand_in, StandIn::TOKEN);
        let client = ClientBuilder::new_with_http(http, intents);
        let mut client = client.event_handler(Listener(sender)).await.unwrap();
        let running = tokio::spawn(async move { client.start().await });
        Ear { heard, running }
    }

    async fn next(&mut self) -> String {
        self.heard.recv().await.unwrap()
    }
}

#[tokio::test]
async fn a_bot_hears_of_the_servers_that_it_is_in() {
    let stand_in = StandIn::start().await;
    let hidden = Channel::text("60", "hidden").denying(SERVER, VIEW_CHANNEL);
    stand_in.channel(hidden);
    let mut ear = Ear::open(&stand_in, GatewayIntents::GUILDS).await;
    // serenity tells of events on tasks of their own, in no sure order.
    let mut first = [ear.next().await, ear.next().await];
    first.sort();
    let created = format!("create {SERVER} [3, 1, 2, 1]");
    assert_eq!(first, [created.clone(), "ready 1".to_owned()]);

    stand_in.server_outage(SERVER);
    assert_eq!(ear.next().await, format!("delete {SERVER} true"));
    stand_in.join_server(SERVER);
    assert_eq!(ear.next().await, created);
    stand_in.leave_server(SERVER);
    assert_eq!(ear.next().await, format!("delete {SERVER} false"));
    stand_in.join_server(SERVER);
    assert_eq!(ear.next().await, created);
    stand_in.finish();
}

#[tokio::test]
async fn what_happened_meanwhile_is_heard_after_a_resume_and_not_after_an_identify() {
    let stand_in = StandIn::start().await;
    let mut ear = Ear::open(&stand_in, GatewayIntents::GUILDS).await;
    ear.next().await;
    ear.next().await;
    stand_in.connected().await;
    stand_in.fault(Fault::DropSocket);
    stand_in.leave_server(SERVER);
    assert_eq!(ear.next().await, format!("delete {SERVER} false"));
    stand_in.connected().await;
    stand_in.fault(Fault::InvalidSession { resumable: false });
    assert_eq!(ear.next().await, "ready 0");
    stand_in.finish();
}

#[tokio::test]
async fn without_the_intent_nothing_is_heard_of_servers() {
    let stand_in = StandIn::start().await;
    let mut ear = Ear::open(&stand_in, GatewayIntents::empty()).await;
    assert_eq!(ear.next().await, "ready 0");
    stand_in.leave_server(SERVER);
    stand_in.join_server(SERVER);
    stand_in.fault(Fault::InvalidSession { resumable: false });
    assert_eq!(ear.next().await, "ready 0");
    stand_in.finish();
}

#[tokio::test]
async fn who_comes_back_has_lost_their_roles() {
    let stand_in = StandIn::start().await;
    let server = Server::new("61", "x")
        .role(Role::new("62", "a"))
        .member(fixtures::APPLICATION_ID, &["62"]);
    stand_in.server(server);
    stand_in.leave_server("61");
    stand_in.join_server("61");
    stand_in.change_server("61", |server| {
        assert!(server.members[fixtures::APPLICATION_ID].is_empty());
    });
    stand_in.finish();
}
