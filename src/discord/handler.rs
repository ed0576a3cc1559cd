//! From an interaction to its answer: decode, ask the desk, render, respond.

use std::sync::Arc;

use serde_json::{Value, json};
use serenity::all::{
    CommandDataOptionValue, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind,
    Guild, Interaction, ModalInteraction, UnavailableGuild,
};
use serenity::async_trait;
use serenity::client::{Context, EventHandler};
use serenity::model::gateway::Ready;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use crate::discord::alerts::adjust::form;
use crate::discord::alerts::{Alerts, NoReply};
use crate::discord::commands::{self, Asked, Options};
use crate::discord::components::{Place, clipped, length};
use crate::discord::cooldown::Cooldown;
use crate::discord::custom_id::{Line, decode};
use crate::discord::layout::{Message, Tone};
use crate::discord::random;
use crate::discord::render;
use crate::discord::respond::{Callback, respond};
use crate::domain::cadence::Zone;
use crate::domain::chat::ServerId;
use crate::domain::clock::Clock;
use crate::service::complete::{Choice, MOST};
use crate::service::refusal::{Refusal, RefusalKind};
use crate::service::{Desk, Failure, Request};
use crate::store::{self, Store};

/// Discord's limit for a choice's name and value, in characters.
const CHOICE: usize = 100;

/// Everything that answering needs.
pub(super) struct Handler {
    pub(super) desk: watch::Receiver<Desk>,
    pub(super) store: Store,
    pub(super) alerts: Alerts,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) cooldown: Cooldown,
    /// What is in flight, for an orderly end.
    pub(super) tasks: TaskTracker,
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        tracing::info!(servers = ready.guilds.len(), "connected to Discord");
        let (shard, of) = ready.shard.map_or((0, 1), |shard| {
            (u64::from(shard.id.0), u64::from(shard.total))
        });
        let present: Vec<ServerId> = ready
            .guilds
            .iter()
            .map(|guild| ServerId::new(guild.id.get()))
            .collect();
        // Discord spreads servers over shards by their ids.
        let own = |server: &ServerId| (server.get() >> 22) % of.max(1) == shard;
        if let Err(error) = self.compare_servers(&present, own).await {
            tracing::error!(%error, "which servers the bot has left could not be recorded");
        }
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        let server = ServerId::new(guild.id.get());
        let (most, now) = (self.alerts.config.most_in_ten_minutes, self.clock.now());
        if let Err(error) = self.store.joined(server, most, now).await {
            tracing::error!(%server, %error, "that the bot is in a server could not be recorded");
        }
        self.alerts.bell.notify_one();
    }

    async fn guild_delete(&self, _: Context, guild: UnavailableGuild, _: Option<Guild>) {
        // A server that has an outage is not left.
        if guild.unavailable {
            return;
        }
        let server = ServerId::new(guild.id.get());
        if let Err(error) = self.store.left(server, self.clock.now()).await {
            tracing::error!(%server, %error, "that the bot left a server could not be recorded");
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        self.tasks
            .track_future(self.answer(&context, interaction))
            .await;
    }
}

/// An answer, before it is a callback.
struct Reply {
    message: Message,
    place: Place,
}

impl Handler {
    /// Records that the bot has left those of the servers it knew that Discord no longer names.
    async fn compare_servers(
        &self,
        present: &[ServerId],
        own: impl Fn(&ServerId) -> bool,
    ) -> Result<(), store::Error> {
        let known = self.store.known_servers().await?.into_iter();
        for server in known.filter(own).filter(|server| !present.contains(server)) {
            self.store.left(server, self.clock.now()).await?;
        }
        Ok(())
    }

    /// The desk of this moment.
    fn desk(&self) -> Desk {
        self.desk.borrow().clone()
    }

    async fn answer(&self, context: &Context, interaction: Interaction) {
        let started = std::time::Instant::now();
        let (id, token) = (interaction.id(), interaction.token().to_owned());
        let callback = match &interaction {
            Interaction::Command(command) => self.command(command).await,
            Interaction::Component(component) => self.component(component).await,
            Interaction::Autocomplete(command) => self.choices(command).await,
            Interaction::Modal(modal) => self.modal(modal).await,
            _ => self.callback(outdated()).await,
        };
        respond(&context.http, id, &token, &callback, started).await;
    }

    async fn command(&self, command: &CommandInteraction) -> Callback {
        if let Err(wait) = self.cooldown.ask(command.user.id.get(), self.clock.now()) {
            return self.callback(too_often(wait)).await;
        }
        if matches!(command.data.name.as_str(), "alerts" | "privacy") {
            let answered = self.alerts.command(self.desk(), command).await;
            return self.callback(of_alerts(answered, Place::Private)).await;
        }
        let reply = match commands::decode(command) {
            Ok(Asked { request, private }) => {
                let place = if private {
                    Place::Private
                } else {
                    Place::Channel
                };
                self.reply(request, place, private).await
            }
            Err(refusal) => refused(&refusal),
        };
        self.callback(reply).await
    }

    async fn component(&self, component: &ComponentInteraction) -> Callback {
        if let Err(wait) = self.cooldown.ask(component.user.id.get(), self.clock.now()) {
            return self.callback(too_often(wait)).await;
        }
        let reply = match self.pressed(component).await {
            Some((line, _)) if line.starts_with("/alerts adjust") => {
                return self.form(&component.data.custom_id, &line).await;
            }
            Some((line, place)) if line.starts_with("/alerts") || line.starts_with("/privacy") => {
                let answered = self.alerts.pressed(self.desk(), component, &line).await;
                of_alerts(answered, place)
            }
            Some((line, place)) => match line.parse::<Request>() {
                Ok(request) => {
                    let private = component.message.flags.is_some_and(|flags| {
                        flags.contains(serenity::all::MessageFlags::EPHEMERAL)
                    });
                    // A page of a private answer stays private, and can still be shared.
                    let alone = place == Place::Private || (place == Place::Here && private);
                    self.reply(request, place, alone).await
                }
                Err(refusal) => refused(&refusal),
            },
            None => outdated(),
        };
        self.callback(reply).await
    }

    /// The form that a button opens; it carries the same line as the button.
    async fn form(&self, custom_id: &str, line: &str) -> Callback {
        match form(line, custom_id) {
            Some(body) => Callback {
                body,
                files: Vec::new(),
            },
            None => self.callback(outdated()).await,
        }
    }

    async fn modal(&self, modal: &ModalInteraction) -> Callback {
        if let Err(wait) = self.cooldown.ask(modal.user.id.get(), self.clock.now()) {
            return self.callback(too_often(wait)).await;
        }
        let reply = match self.line(&modal.data.custom_id).await {
            Some((line, place)) => {
                let answered = self.alerts.adjusted(self.desk(), modal, &line).await;
                of_alerts(answered, place)
            }
            None => outdated(),
        };
        self.callback(reply).await
    }

    /// The command line of a pressed button, completed by what was chosen from a menu.
    async fn pressed(&self, component: &ComponentInteraction) -> Option<(String, Place)> {
        let (line, place) = self.line(&component.data.custom_id).await?;
        let chosen = match &component.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => {
                values.first().map(String::as_str)
            }
            _ => None,
        };
        let line = chosen.map_or_else(|| line.clone(), |value| format!("{line} {value}"));
        Some((line, place))
    }

    /// The command line that a custom id carries or is the key of, and where its answer goes.
    async fn line(&self, custom_id: &str) -> Option<(String, Place)> {
        let pressed = decode(custom_id)?;
        let line = match pressed.line {
            Line::Written(line) => line,
            Line::Stored(key) => match self.store.line(&key).await {
                Ok(line) => line?,
                Err(error) => {
                    tracing::error!(%error, "a button's line could not be read");
                    return None;
                }
            },
        };
        Some((line, pressed.place))
    }

    /// The answer to a request; one that only the asker sees can be shared.
    async fn reply(&self, request: Request, place: Place, alone: bool) -> Reply {
        let line = request.to_string();
        let desk = self.desk();
        // The index blocks, and must not block the tasks that talk to Discord.
        let answered = tokio::task::spawn_blocking(move || {
            desk.answer(&request).map(|answer| render::message(&answer))
        });
        match answered.await {
            Ok(Ok(message)) => {
                let message = if alone {
                    message.with_share(&line)
                } else {
                    message
                };
                Reply { message, place }
            }
            Ok(Err(Failure::Refused(refusal))) => refused(&refusal),
            Ok(Err(Failure::Index(error))) => failed(&error),
            Err(error) => failed(&error),
        }
    }

    /// The callback for a reply, once the lines of its buttons are kept.
    async fn callback(&self, reply: Reply) -> Callback {
        let written = reply.message.written(reply.place == Place::Private);
        for (key, line) in &written.stored {
            if let Err(error) = self.store.keep_line(key, line, self.clock.now()).await {
                tracing::error!(%error, "a button's line could not be kept");
            }
        }
        // 4: a new message; 7: the pressed message, changed.
        let kind = if reply.place == Place::Here { 7 } else { 4 };
        Callback {
            body: json!({ "type": kind, "data": written.data }),
            files: reply.message.files,
        }
    }

    async fn choices(&self, command: &CommandInteraction) -> Callback {
        let inner = match command.data.options.first().map(|option| &option.value) {
            Some(CommandDataOptionValue::SubCommand(inner)) => inner,
            _ => &command.data.options,
        };
        let options = Options(inner);
        let Some((focused, typed)) = options.focused() else {
            return choices(&[]);
        };
        if focused == "alert" {
            let found = self.alerts.choices(command, typed).await;
            return found.map_or_else(|error| no_choices(&error), |found| choices(&found));
        }
        let (focused, typed) = (focused.to_owned(), typed.to_owned());
        let statement = options.text("statement").to_owned();
        let desk = self.desk();
        let found =
            tokio::task::spawn_blocking(move || complete(&desk, &focused, &typed, &statement))
                .await;
        match &found {
            Ok(Ok(found)) => choices(found),
            Ok(Err(error)) => no_choices(error),
            Err(error) => no_choices(error),
        }
    }
}

fn no_choices(error: &dyn std::fmt::Display) -> Callback {
    tracing::error!(%error, "choices could not be found");
    choices(&[])
}

/// The reply to what was asked of alerts.
fn of_alerts(answered: Result<Message, NoReply>, place: Place) -> Reply {
    match answered {
        Ok(message) => Reply { message, place },
        Err(NoReply::Refused(refusal)) => Reply {
            message: render::refusal_with_mentions(&refusal),
            place: Place::Private,
        },
        Err(NoReply::Failed(error)) => failed(&*error),
    }
}

fn complete(
    desk: &Desk,
    focused: &str,
    typed: &str,
    statement: &str,
) -> Result<Vec<Choice>, Failure> {
    match focused {
        "topic" | "norm" => Ok(desk.complete_topic(typed)),
        "statement" => desk.complete_statement(typed),
        "paragraph" => desk.complete_paragraph(statement, typed),
        "party" => Ok(desk.complete_party(typed)),
        "group" => Ok(desk.complete_group(typed)),
        "forum" => Ok(desk.complete_forum(typed)),
        "speaker" => desk.complete_speaker(typed),
        "language" => Ok(Desk::complete_language(typed)),
        "zone" => Ok(zones(typed)),
        _ => Ok(Vec::new()),
    }
}

fn zones(typed: &str) -> Vec<Choice> {
    let choice = |name: String| Choice {
        value: name.clone(),
        name,
    };
    Zone::with(typed, MOST).into_iter().map(choice).collect()
}

/// Callback type 8: at most 25 choices, each short enough.
fn choices(found: &[Choice]) -> Callback {
    let fits = |choice: &&Choice| length(&choice.value) <= CHOICE && !choice.value.is_empty();
    let choice =
        |choice: &Choice| json!({ "name": clipped(&choice.name, CHOICE), "value": choice.value });
    let choices: Vec<Value> = found.iter().filter(fits).take(MOST).map(choice).collect();
    Callback {
        body: json!({ "type": 8, "data": { "choices": choices } }),
        files: Vec::new(),
    }
}

fn refused(refusal: &Refusal) -> Reply {
    Reply {
        message: render::refusal(refusal),
        place: Place::Private,
    }
}

fn outdated() -> Reply {
    refused(&Refusal::new(
        RefusalKind::UnknownCommand,
        "This button was made by another version of the bot and can no longer be read.",
        "Give the command again; `/help` lists them.",
    ))
}

fn too_often(wait: i64) -> Reply {
    let seconds = if wait == 1 {
        "1 second".to_owned()
    } else {
        format!("{wait} seconds")
    };
    let text = format!(
        "You have asked a great deal in a short time.\nThe next answer can come in {seconds}."
    );
    Reply {
        message: render::sentence(Tone::Refusal, &text),
        place: Place::Private,
    }
}

/// A failure of ours: the log has the cause under a reference, the asker the reference.
fn failed(error: &dyn std::error::Error) -> Reply {
    // Four digits, to find the log line by.
    let reference = format!("{:04x}", random() & 0xFFFF);
    tracing::error!(reference, %error, "an answer failed");
    let text = format!(
        "Something went wrong on our side (ref {reference}).\nTry again in a minute; if it stays, tell whoever runs this bot the reference."
    );
    Reply {
        message: render::sentence(Tone::Refusal, &text),
        place: Place::Private,
    }
}
