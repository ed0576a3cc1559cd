//! `/alerts` and `/privacy` as Discord knows them, and how their options become an order.

use serde_json::{Value, json};
use serenity::model::application::{CommandDataOption, CommandDataOptionValue};

use crate::discord::alerts::access::Channel;
use crate::discord::alerts::asker::Asker;
use crate::discord::commands::Options;
use crate::domain::alert::{AlertId, Destination, Order};
use crate::domain::cadence::{Cadence, CadenceError, Hour, Zone, ZoneError};
use crate::domain::chat::{ChannelId, RoleId, TagId};
use crate::domain::query::Query;
use crate::service::Refusal;
use crate::service::refusal::RefusalKind;
use crate::service::search_request::SearchRequest;

/// Option types of Discord's documentation.
const SUBCOMMAND: u8 = 1;
const STRING: u8 = 3;
const INTEGER: u8 = 4;
const BOOLEAN: u8 = 5;
const CHANNEL: u8 = 7;
const ROLE: u8 = 8;
/// Text, announcements, threads of three kinds, forums.
const CHANNEL_TYPES: [u8; 6] = [0, 5, 10, 11, 12, 15];
/// Options of an order that say what fields of a query say.
const FIELDS: [&str; 6] = ["norm", "party", "group", "forum", "speaker", "language"];

/// The hour of a digest when none was named.
const MORNING: i8 = 8;

/// The definition of `/alerts`, without where it can be used.
pub(in crate::discord) fn alerts_definition() -> Value {
    let one = |name: &str, description: &str| subcommand(name, description, &[alert_option()]);
    let mut edit = vec![alert_option()];
    edit.extend(order_options());
    edit.push(json!({ "type": BOOLEAN, "name": "mention_nobody", "description": "Mention no role any more" }));
    let why = vec![
        alert_option(),
        json!({ "type": STRING, "name": "statement", "description": "Which statement: type a part of its id, title or speaker", "required": true, "autocomplete": true }),
    ];
    let of = json!({ "type": STRING, "name": "of", "description": "Whose; mine when absent", "choices": [
        { "name": "Mine", "value": "mine" },
        { "name": "This channel's", "value": "channel" },
        { "name": "This server's", "value": "server" },
    ]});
    let settings = vec![
        json!({ "type": ROLE, "name": "role", "description": "Members with this role may set alerts for channels" }),
        json!({ "type": BOOLEAN, "name": "clear", "description": "No role: only Manage Webhooks" }),
    ];
    json!({ "type": 1, "name": "alerts", "description": "Be told of new statements", "options": [
        subcommand("add", "Be told of new statements that match; shows first what it would have matched", &order_options()),
        subcommand("list", "The alerts that are set, and how each is", &[of]),
        subcommand("edit", "Change what an alert watches for, where it goes or how often", &edit),
        one("pause", "Stop an alert for a while"),
        one("resume", "Let an alert go on"),
        one("remove", "End an alert"),
        one("test", "A sample of what an alert says"),
        subcommand("why", "Why a statement did or did not reach an alert", &why),
        subcommand("settings", "Who may set alerts for channels of this server", &settings),
    ]})
}

/// The definition of `/privacy`, without where it can be used.
pub(in crate::discord) fn privacy_definition() -> Value {
    json!({ "type": 1, "name": "privacy", "description": "What the bot keeps on you, and how to have it deleted" })
}

fn subcommand(name: &str, description: &str, options: &[Value]) -> Value {
    json!({ "type": SUBCOMMAND, "name": name, "description": description, "options": options })
}

fn alert_option() -> Value {
    json!({ "type": STRING, "name": "alert", "description": "Which alert: its number, or a part of its query", "required": true, "autocomplete": true })
}

fn order_options() -> Vec<Value> {
    let typed = |name: &str, description: &str| json!({ "type": STRING, "name": name, "description": description, "autocomplete": true });
    vec![
        json!({ "type": STRING, "name": "query", "description": "What to watch for, as in /search: words, \"phrases\", -without, OR, near/5, cyber*" }),
        typed("party", "Only this State, group or observer"),
        typed("norm", "Only paragraphs on this norm, such as GGE 13f"),
        typed("forum", "Only this forum"),
        typed("speaker", "Only this speaker"),
        typed(
            "group",
            "Only what this group says, or what is said on its behalf",
        ),
        typed("language", "Only texts in this language, such as French"),
        json!({ "type": CHANNEL, "name": "channel", "description": "Where to: a channel, a thread or a forum; this one when absent", "channel_types": CHANNEL_TYPES }),
        json!({ "type": BOOLEAN, "name": "direct", "description": "To my direct messages" }),
        json!({ "type": STRING, "name": "tags", "description": "For a forum: tags of the posts, with commas between" }),
        json!({ "type": STRING, "name": "every", "description": "How often; at once when absent", "choices": [
            { "name": "At once", "value": "at-once" },
            { "name": "Daily", "value": "daily" },
            { "name": "Weekly", "value": "weekly" },
        ]}),
        json!({ "type": INTEGER, "name": "hour", "description": "For a digest: at which hour, 0 to 23; 8 when absent", "min_value": 0, "max_value": 23 }),
        json!({ "type": STRING, "name": "day", "description": "For a weekly digest: on which day; Monday when absent", "choices": DAYS.map(|(name, value)| json!({ "name": name, "value": value })) }),
        typed(
            "zone",
            "For a digest: the time zone of the hour, such as Europe/Vienna",
        ),
        json!({ "type": ROLE, "name": "mention", "description": "A role to mention with each notice" }),
    ]
}

const DAYS: [(&str, &str); 7] = [
    ("Monday", "monday"),
    ("Tuesday", "tuesday"),
    ("Wednesday", "wednesday"),
    ("Thursday", "thursday"),
    ("Friday", "friday"),
    ("Saturday", "saturday"),
    ("Sunday", "sunday"),
];

/// The options of a subcommand.
pub(super) struct Given<'a>(pub(super) &'a [CommandDataOption]);

impl<'a> Given<'a> {
    pub(super) fn text(&self, name: &str) -> &'a str {
        Options(self.0).text(name)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        Options(self.0).flag(name)
    }

    fn value(&self, name: &str) -> Option<&'a CommandDataOptionValue> {
        let option = self.0.iter().find(|option| option.name == name);
        option.map(|option| &option.value)
    }

    pub(super) fn channel(&self) -> Option<ChannelId> {
        match self.value("channel") {
            Some(CommandDataOptionValue::Channel(id)) => Some(ChannelId::new(id.get())),
            _ => None,
        }
    }

    pub(super) fn role(&self, name: &str) -> Option<RoleId> {
        match self.value(name) {
            Some(CommandDataOptionValue::Role(id)) => Some(RoleId::new(id.get())),
            _ => None,
        }
    }

    fn hour(&self) -> Option<i8> {
        match self.value("hour") {
            Some(CommandDataOptionValue::Integer(hour)) => i8::try_from(*hour).ok(),
            _ => None,
        }
    }

    /// True when something is said of where it goes.
    pub(super) fn names_a_place(&self) -> bool {
        self.flag("direct") || self.value("channel").is_some() || !self.text("tags").is_empty()
    }

    /// The number of the alert, as chosen or typed.
    ///
    /// # Errors
    /// A refusal when it is no number.
    pub(super) fn alert(&self) -> Result<AlertId, Refusal> {
        let typed = self.text("alert");
        typed.parse().map(AlertId).map_err(|_| {
            let typed: String = typed.chars().take(60).collect();
            refused(
                format!("`{typed}` is not the number of an alert."),
                "Choose one while typing, or see them with `/alerts list`.",
            )
        })
    }

    /// What is watched for, in its written form; nothing when nothing is said of it.
    ///
    /// # Errors
    /// A refusal that says what is wrong with the query.
    pub(super) fn query(&self) -> Result<Option<String>, Refusal> {
        let given = FIELDS.map(|name| (name, self.text(name)));
        let mut given: Vec<_> = given
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let request: SearchRequest = match self.text("query") {
            "" => match given.pop() {
                None => return Ok(None),
                Some((name, value)) => SearchRequest::new(Query::limit(name, value)?),
            },
            typed => typed.parse()?,
        };
        Ok(Some(request.within(&given)?.query.to_string()))
    }

    /// How often; `before` where nothing is said of it.
    ///
    /// # Errors
    /// A refusal when the zone is missing or none.
    pub(super) fn cadence(&self, before: &Cadence) -> Result<Cadence, Refusal> {
        let (hour_before, day_before) = match before {
            Cadence::AtOnce => (None, None),
            Cadence::Daily(hour) => (Some(hour), None),
            Cadence::Weekly(day, hour) => (Some(hour), Some(*day)),
        };
        let every = match (self.text("every"), before) {
            ("", Cadence::AtOnce) => "at-once",
            ("", Cadence::Daily(_)) => "daily",
            ("", Cadence::Weekly(..)) => "weekly",
            (every, _) => every,
        };
        if every == "at-once" {
            return Ok(Cadence::AtOnce);
        }
        let zone = match (self.text("zone"), hour_before) {
            ("", Some(hour)) => hour.zone.clone(),
            ("", None) => return Err(no_zone()),
            (typed, _) => Zone::new(typed).map_err(|error| wrong_zone(&error))?,
        };
        let hour = self
            .hour()
            .or(hour_before.map(|hour| hour.hour))
            .unwrap_or(MORNING);
        let hour = Hour { hour, zone };
        Ok(match every {
            "weekly" => {
                let day = match self.text("day") {
                    "" => day_before,
                    named => day(named, &hour),
                };
                Cadence::Weekly(day.unwrap_or(jiff::civil::Weekday::Monday), hour)
            }
            _ => Cadence::Daily(hour),
        })
    }
}

/// The day of this name, by the written form of a cadence.
fn day(named: &str, hour: &Hour) -> Option<jiff::civil::Weekday> {
    match format!("weekly {named} {hour}").parse::<Cadence>() {
        Ok(Cadence::Weekly(day, _)) => Some(day),
        Ok(_) | Err(CadenceError::Form(_) | CadenceError::Zone(_)) => None,
    }
}

fn no_zone() -> Refusal {
    refused(
        "A digest needs a time zone for its hour.",
        "Add `zone`, such as `zone:Europe/Vienna`; a city is found while you type.",
    )
}

fn wrong_zone(error: &ZoneError) -> Refusal {
    let ZoneError::Unknown { typed, near } = error;
    let hint = match near {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Zones are named by continent and city, such as `Europe/Vienna`.".to_owned(),
    };
    refused(format!("There is no time zone named `{typed}`."), hint)
}

pub(super) fn refused(message: impl Into<String>, hint: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::BadRequest, message, hint)
}

/// Where notices go: to direct messages, to the channel that was named, or to this one.
///
/// `channel` is what Discord says of that channel.
///
/// # Errors
/// A refusal when a tag is none of the forum's.
pub(super) fn destination(
    given: &Given<'_>,
    asker: &Asker,
    channel: Option<&Channel>,
) -> Result<Destination, Refusal> {
    if given.flag("direct") || asker.server.is_none() {
        return Ok(Destination::Direct);
    }
    let id = given.channel().unwrap_or(asker.channel);
    let Some(channel) = channel.filter(|channel| channel.is_forum()) else {
        return match given.text("tags") {
            "" => Ok(Destination::Channel(id)),
            _ => Err(refused(
                format!("<#{id}> is no forum, so its notices have no tags."),
                "Leave `tags` out, or choose a forum.",
            )),
        };
    };
    let typed = given.text("tags").split(',').map(str::trim);
    let tags: Result<Vec<TagId>, Refusal> = typed
        .filter(|tag| !tag.is_empty())
        .map(|tag| named(channel, tag))
        .collect();
    Ok(Destination::Forum(id, tags?))
}

fn named(channel: &Channel, typed: &str) -> Result<TagId, Refusal> {
    let same = |(_, name): &&(TagId, String)| name.to_lowercase() == typed.to_lowercase();
    let found = channel.tags.iter().find(same).map(|(id, _)| *id);
    found.ok_or_else(|| {
        let names: Vec<&str> = channel.tags.iter().map(|(_, name)| name.as_str()).collect();
        let typed: String = typed.chars().take(40).collect();
        let hint = match names.is_empty() {
            true => "It has none; leave `tags` out.".to_owned(),
            false => format!("It has: {}.", names.join(", ")),
        };
        refused(format!("<#{}> has no tag `{typed}`.", channel.id), hint)
    })
}

/// The order that an alert begins with.
pub(super) fn blank(asker: &Asker) -> Order {
    Order {
        query: String::new(),
        server: None,
        destination: match asker.server {
            Some(_) => Destination::Channel(asker.channel),
            None => Destination::Direct,
        },
        cadence: Cadence::AtOnce,
        mention: None,
    }
}
