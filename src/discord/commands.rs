//! The commands as Discord knows them, and how their options become a request.

use serde_json::{Value, json};
use serenity::model::application::{
    CommandDataOption, CommandDataOptionValue, CommandInteraction, CommandType,
};

use crate::discord::alerts::options;
use crate::index::Order;
use crate::service::Request;
use crate::service::refusal::{Refusal, RefusalKind};
use crate::service::search_request::SearchRequest;

/// Name of the command on messages.
pub(super) const NEAREST: &str = "Find norms in this message";

/// Application command types and option types of Discord's documentation.
const CHAT_INPUT: u8 = 1;
const MESSAGE: u8 = 3;
const STRING: u8 = 3;
const BOOLEAN: u8 = 5;

/// Everything that is registered: works in servers, threads and direct messages, for servers
/// and for people who installed the bot.
pub(super) fn definitions() -> Value {
    let statement = || {
        required(
            "statement",
            "Which statement: type a part of its id, title or speaker",
        )
    };
    json!([
        slash(
            "norm",
            "The norms on a topic, what States said on it, and counterparts elsewhere",
            vec![required("topic", "A topic, or a label such as GGE 13f"),]
        ),
        slash(
            "quote",
            "A paragraph of a statement in full, with its citation",
            vec![
                statement(),
                required(
                    "paragraph",
                    "A number, a range or a list: 5 or 5-7 or 2,5,7"
                ),
            ]
        ),
        search_definition(),
        slash(
            "statement",
            "A statement's record, outline and whole text",
            vec![statement()]
        ),
        slash(
            "cite",
            "Citations to copy: UN, OSCOLA, Chicago, APA, BibTeX, RIS",
            vec![
                statement(),
                required(
                    "paragraph",
                    "A number, a range or a list: 5 or 5-7 or 2,5,7"
                ),
            ]
        ),
        placed(options::alerts_definition()),
        placed(options::privacy_definition()),
        slash("help", "How to ask", vec![]),
        slash(
            "about",
            "What is in the corpus, how old it is, and what is not done",
            vec![]
        ),
        placed(json!({ "type": MESSAGE, "name": NEAREST })),
    ])
}

fn search_definition() -> Value {
    slash(
        "search",
        "What States have said, by words and phrases",
        vec![
            plain(
                "query",
                "Words, \"phrases\", -without, OR, near/5, cyber*, fields: see /help",
                true,
            ),
            optional("party", "Only this State, group or observer"),
            optional(
                "group",
                "Only what this group says, or what is said on its behalf",
            ),
            optional("speaker", "Only this speaker"),
            optional("forum", "Only this forum"),
            optional("norm", "Only paragraphs on this norm, such as GGE 13f"),
            plain("from", "Not before: 2015, 2015-08 or 2015-08-21", false),
            plain("to", "Not after: 2015, 2015-08 or 2015-08-21", false),
            optional("language", "Only texts in this language, such as French"),
            plain(
                "title",
                "Only statements with these words in the title",
                false,
            ),
            json!({ "type": STRING, "name": "kind", "description": "Only statements, or only the texts of instruments", "choices": [
                { "name": "Statements", "value": "statement" },
                { "name": "Instruments", "value": "instrument" },
            ]}),
            json!({ "type": STRING, "name": "order", "description": "Best first, or newest first", "choices": [
                { "name": "Best first", "value": "rank" },
                { "name": "Newest first", "value": "newest" },
            ]}),
        ],
    )
}

fn slash(name: &str, description: &str, mut options: Vec<Value>) -> Value {
    options.push(
        json!({ "type": BOOLEAN, "name": "private", "description": "Show the answer to me alone" }),
    );
    placed(
        json!({ "type": CHAT_INPUT, "name": name, "description": description, "options": options }),
    )
}

/// Installed in a server (0) or by a person (1); used in servers (0), with the bot (1), and in
/// other private channels (2).
fn placed(mut command: Value) -> Value {
    command["integration_types"] = json!([0, 1]);
    command["contexts"] = json!([0, 1, 2]);
    command
}

fn required(name: &str, description: &str) -> Value {
    json!({ "type": STRING, "name": name, "description": description, "required": true, "autocomplete": true })
}

fn optional(name: &str, description: &str) -> Value {
    json!({ "type": STRING, "name": name, "description": description, "autocomplete": true })
}

fn plain(name: &str, description: &str, required: bool) -> Value {
    match required {
        true => {
            json!({ "type": STRING, "name": name, "description": description, "required": true })
        }
        false => json!({ "type": STRING, "name": name, "description": description }),
    }
}

/// A command as asked, and whether its answer is for the asker alone.
pub(super) struct Asked {
    pub(super) request: Request,
    pub(super) private: bool,
}

/// The request behind a command.
///
/// # Errors
/// A refusal for the asker when the command is not known or an option cannot be read.
pub(super) fn decode(command: &CommandInteraction) -> Result<Asked, Refusal> {
    if command.data.kind == CommandType::Message {
        return nearest(command);
    }
    let options = Options(&command.data.options);
    let request = match command.data.name.as_str() {
        "norm" => format!("/norm {}", options.text("topic")).parse()?,
        "quote" => format!(
            "/quote {} {}",
            options.word("statement"),
            options.text("paragraph")
        )
        .parse()?,
        "cite" => format!(
            "/cite {} {}",
            options.word("statement"),
            options.text("paragraph")
        )
        .parse()?,
        "search" => Request::Search(search(&options)?),
        "statement" => format!("/statement {}", options.word("statement")).parse()?,
        "help" => Request::Help,
        "about" => Request::About,
        other => return Err(unknown(other)),
    };
    let private = options.flag("private");
    Ok(Asked { request, private })
}

/// Somebody else's message is looked up privately; Share shows the answer to all.
fn nearest(command: &CommandInteraction) -> Result<Asked, Refusal> {
    if command.data.name != NEAREST {
        return Err(unknown(&command.data.name));
    }
    let message = command.data.resolved.messages.values().next();
    let text = message.map_or("", |message| message.content.trim());
    if text.is_empty() {
        return Err(Refusal::new(
            RefusalKind::BadRequest,
            "This message has no text to read.",
            "Pictures, files and embeds are not read; use `/norm` with a topic instead.",
        ));
    }
    let request = Request::Nearest {
        text: text.to_owned(),
    };
    Ok(Asked {
        request,
        private: true,
    })
}

/// Options of `/search` that say what fields of a query say.
const FIELDS: [&str; 10] = [
    "party", "group", "speaker", "forum", "norm", "language", "from", "to", "title", "kind",
];

fn search(options: &Options<'_>) -> Result<SearchRequest, Refusal> {
    let request: SearchRequest = options.text("query").parse()?;
    let given = FIELDS.map(|name| (name, options.text(name)));
    let given: Vec<_> = given
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let request = request.within(&given)?;
    Ok(match options.text("order") {
        "newest" => SearchRequest {
            order: Order::Newest,
            ..request
        },
        _ => request,
    })
}

fn unknown(name: &str) -> Refusal {
    Refusal::new(
        RefusalKind::UnknownCommand,
        format!("`/{name}` is a command of another version of this bot."),
        "Reload Discord to see today's commands, or ask `/help`.",
    )
}

/// The options of a command.
pub(super) struct Options<'a>(pub(super) &'a [CommandDataOption]);

impl<'a> Options<'a> {
    /// The text of an option, typed or being typed; empty when it was not given.
    pub(super) fn text(&self, name: &str) -> &'a str {
        let option = self.0.iter().find(|option| option.name == name);
        match option.map(|option| &option.value) {
            Some(
                CommandDataOptionValue::String(text)
                | CommandDataOptionValue::Autocomplete { value: text, .. },
            ) => text.trim(),
            _ => "",
        }
    }

    /// The same, for an id: without spaces, so that the parts of a line stay apart.
    fn word(&self, name: &str) -> String {
        self.text(name)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("-")
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        let option = self.0.iter().find(|option| option.name == name);
        matches!(
            option.map(|option| &option.value),
            Some(CommandDataOptionValue::Boolean(true))
        )
    }

    /// The option that is being typed.
    pub(super) fn focused(&self) -> Option<(&'a str, &'a str)> {
        self.0.iter().find_map(|option| match &option.value {
            CommandDataOptionValue::Autocomplete { value, .. } => {
                Some((option.name.as_str(), value.as_str()))
            }
            _ => None,
        })
    }
}
