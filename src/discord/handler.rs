//! From an interaction to its answer: decode, ask the desk, render, respond.

use std::sync::Arc;

use serde_json::{Value, json};
use serenity::all::{
    CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, Interaction,
};
use serenity::async_trait;
use serenity::client::{Context, EventHandler};
use serenity::model::gateway::Ready;
use tokio_util::task::TaskTracker;

use crate::discord::commands::{self, Asked, Options};
use crate::discord::components::{Place, clipped, length};
use crate::discord::cooldown::Cooldown;
use crate::discord::custom_id::{Line, decode};
use crate::discord::layout::{Message, Tone};
use crate::discord::render;
use crate::discord::respond::{Callback, respond};
use crate::domain::clock::Clock;
use crate::service::complete::{Choice, MOST};
use crate::service::refusal::{Refusal, RefusalKind};
use crate::service::{Desk, Failure, Request};
use crate::store::Store;

/// Discord's limit for a choice's name and value, in characters.
const CHOICE: usize = 100;

/// Everything that answering needs.
pub(super) struct Handler {
    pub(super) desk: Desk,
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) cooldown: Cooldown,
    /// What is in flight, for an orderly end.
    pub(super) tasks: TaskTracker,
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        tracing::info!(servers = ready.guilds.len(), "connected to Discord");
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
    async fn answer(&self, context: &Context, interaction: Interaction) {
        let started = std::time::Instant::now();
        let (id, token) = (interaction.id(), interaction.token().to_owned());
        let callback = match &interaction {
            Interaction::Command(command) => self.command(command).await,
            Interaction::Component(component) => self.component(component).await,
            Interaction::Autocomplete(command) => self.choices(command).await,
            _ => self.callback(outdated()).await,
        };
        respond(&context.http, id, &token, &callback, started).await;
    }

    async fn command(&self, command: &CommandInteraction) -> Callback {
        if let Err(wait) = self.cooldown.ask(command.user.id.get(), self.clock.now()) {
            return self.callback(too_often(wait)).await;
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

    /// The command line of a pressed button, completed by what was chosen from a menu.
    async fn pressed(&self, component: &ComponentInteraction) -> Option<(String, Place)> {
        let pressed = decode(&component.data.custom_id)?;
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
        let chosen = match &component.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => {
                values.first().map(String::as_str)
            }
            _ => None,
        };
        let line = chosen.map_or_else(|| line.clone(), |value| format!("{line} {value}"));
        Some((line, pressed.place))
    }

    /// The answer to a request; one that only the asker sees can be shared.
    async fn reply(&self, request: Request, place: Place, alone: bool) -> Reply {
        let line = request.to_string();
        let desk = self.desk.clone();
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
        let options = Options(&command.data.options);
        let Some((focused, typed)) = options.focused() else {
            return choices(&[]);
        };
        let (focused, typed) = (focused.to_owned(), typed.to_owned());
        let statement = options.text("statement").to_owned();
        let desk = self.desk.clone();
        let found =
            tokio::task::spawn_blocking(move || complete(&desk, &focused, &typed, &statement))
                .await;
        let problem: &dyn std::fmt::Display = match &found {
            Ok(Ok(found)) => return choices(found),
            Ok(Err(error)) => error,
            Err(error) => error,
        };
        tracing::error!(error = %problem, "choices could not be found");
        choices(&[])
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
        _ => Ok(Vec::new()),
    }
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
    let reference = format!("{:04x}", rand_reference());
    tracing::error!(reference, %error, "an answer failed");
    let text = format!(
        "Something went wrong on our side (ref {reference}).\nTry again in a minute; if it stays, tell whoever runs this bot the reference."
    );
    Reply {
        message: render::sentence(Tone::Refusal, &text),
        place: Place::Private,
    }
}

/// Four hexadecimal digits to find a log line by.
fn rand_reference() -> u16 {
    use std::hash::{BuildHasher, RandomState};
    u16::try_from(RandomState::new().hash_one(0) & 0xFFFF).unwrap_or(0)
}
