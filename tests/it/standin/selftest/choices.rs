//! Owns the proof for interactions that choose channels and roles, and for who asks where.

use serde_json::json;
use serenity::all::{Context, EventHandler, GatewayIntents, Interaction, ResolvedValue};
use serenity::async_trait;
use serenity::client::ClientBuilder;
use tokio::sync::mpsc;

use super::super::world::permissions::{
    MANAGE_CHANNELS, MANAGE_MESSAGES, MANAGE_SERVER, SEND_MESSAGES, VIEW_CHANNEL,
};
use super::super::world::{Channel, Role};
use super::super::{StandIn, fixtures};
use super::http;

const SERVER: &str = fixtures::GUILD_ID;

/// Writes down what it makes of each command.
struct Reader(mpsc::UnboundedSender<Vec<String>>);

#[async_trait]
impl EventHandler for Reader {
    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        let command = interaction.command().unwrap();
        let member = command.member.clone().unwrap();
        let mut read = vec![
            format!(
                "bot may send {}",
                command.app_permissions.unwrap().send_messages()
            ),
            format!(
                "member manages {}",
                member.permissions.unwrap().manage_guild()
            ),
            format!("member has {} roles", member.roles.len()),
        ];
        let options = command.data.options();
        let ResolvedValue::SubCommand(options) = &options[0].value else {
            panic!("{options:?}");
        };
        for option in options {
            read.push(match option.value {
                ResolvedValue::Channel(channel) => {
                    let may = channel.permissions.unwrap();
                    let locked = channel.thread_metadata.map(|it| it.locked);
                    let at = channel.parent_id.map(|it| it.to_string());
                    format!(
                        "{:?} {locked:?} {at:?} {}",
                        channel.kind,
                        may.send_messages()
                    )
                }
                ResolvedValue::Role(role) => format!("role {}", role.name),
                ResolvedValue::Integer(number) => format!("number {number}"),
                _ => panic!("{option:?}"),
            });
        }
        self.0.send(read).unwrap();
    }
}

#[tokio::test]
async fn what_was_chosen_is_resolved_from_the_world() {
    let stand_in = StandIn::start().await;
    let (sender, mut read) = mpsc::unbounded_channel();
    let http = http(&stand_in, StandIn::TOKEN);
    let client = ClientBuilder::new_with_http(http, GatewayIntents::empty());
    let mut client = client.event_handler(Reader(sender)).await.unwrap();
    let running = tokio::spawn(async move { client.start().await });
    stand_in.role(SERVER, Role::new("50", "mute"));
    let general = Channel::text(fixtures::CHANNEL_ID, "x").denying("50", SEND_MESSAGES);
    stand_in.channel(general);
    stand_in.change_channel(fixtures::THREAD_ID, |thread| thread.locked = true);
    let chosen = json!({
        "channel": fixtures::chosen_channel(fixtures::CHANNEL_ID),
        "forum": fixtures::chosen_channel(fixtures::FORUM_ID),
        "hour": 8,
        "role": fixtures::chosen_role(fixtures::ROLE_ID),
        "thread": fixtures::chosen_channel(fixtures::THREAD_ID),
    });
    let ask = || fixtures::slash("alert", &json!({"set": chosen}));
    let asked = |manages: bool, roles: usize, sends: bool| {
        [
            "bot may send true".to_owned(),
            format!("member manages {manages}"),
            format!("member has {roles} roles"),
            format!("Text None None {sends}"),
            "Forum None None true".to_owned(),
            "number 8".to_owned(),
            "role desk officers".to_owned(),
            format!(
                "PublicThread Some(true) Some({:?}) {sends}",
                fixtures::CHANNEL_ID
            ),
        ]
    };
    stand_in.interact_unanswered(ask()).await;
    assert_eq!(read.recv().await.unwrap(), asked(false, 0, true));
    let managing = MANAGE_SERVER | MANAGE_CHANNELS | MANAGE_MESSAGES;
    let muted = ask().by_member_with(managing, &["50"]);
    stand_in.interact_unanswered(muted).await;
    assert_eq!(read.recv().await.unwrap(), asked(true, 1, false));
    stand_in.interact_unanswered(ask().by_administrator()).await;
    assert_eq!(read.recv().await.unwrap(), asked(true, 0, true));
    stand_in.channel(Channel::text(fixtures::CHANNEL_ID, "x").denying(SERVER, VIEW_CHANNEL));
    stand_in.interact_unanswered(ask()).await;
    assert_eq!(read.recv().await.unwrap()[0], "bot may send false");
    running.abort();
    stand_in.finish();
}
