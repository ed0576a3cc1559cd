//! An alert: what is watched for, where what was found goes, and how often.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::cadence::Cadence;
use crate::domain::chat::{ChannelId, PersonId, RoleId, ServerId, TagId};

/// Names an alert: 1, 2, 3 and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AlertId(pub i64);

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What somebody wants to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its number.
    pub id: AlertId,
    /// Who set it.
    pub owner: PersonId,
    /// What it watches for and where that goes.
    pub order: Order,
    /// Whether it watches.
    pub state: State,
    /// When it was set.
    pub made_at: Timestamp,
    /// When it speaks next; none when it speaks at once.
    pub next_at: Option<Timestamp>,
}

/// What an alert watches for, where that goes, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The query in its written form. A later version of the program may read it otherwise or not
    /// at all, and then says so instead of forgetting it.
    pub query: String,
    /// The server that the destination belongs to; none for direct messages.
    pub server: Option<ServerId>,
    /// Where it goes.
    pub destination: Destination,
    /// How often.
    pub cadence: Cadence,
    /// The role that is mentioned.
    pub mention: Option<RoleId>,
}

/// Where notices go. Written `channel:5`, `forum:5`, `forum:5:7,8` or `direct`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Destination {
    /// A channel or a thread.
    Channel(ChannelId),
    /// A forum channel, a post with these tags for each notice.
    Forum(ChannelId, Vec<TagId>),
    /// Direct messages of the owner.
    Direct,
}

impl Destination {
    /// The channel; none for direct messages.
    pub fn channel(&self) -> Option<ChannelId> {
        match self {
            Destination::Channel(channel) | Destination::Forum(channel, _) => Some(*channel),
            Destination::Direct => None,
        }
    }

    /// What deliveries to one place have in common: `channel:5`, `forum:5`, `direct:9`.
    pub fn key(&self, owner: PersonId) -> String {
        match self {
            Destination::Channel(channel) => format!("channel:{channel}"),
            Destination::Forum(channel, _) => format!("forum:{channel}"),
            Destination::Direct => format!("direct:{owner}"),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Destination::Channel(channel) => write!(f, "channel:{channel}"),
            Destination::Forum(channel, tags) if tags.is_empty() => write!(f, "forum:{channel}"),
            Destination::Forum(channel, tags) => {
                let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
                write!(f, "forum:{channel}:{}", tags.join(","))
            }
            Destination::Direct => f.write_str("direct"),
        }
    }
}

/// Why a text is no destination.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no destination; write `channel:ID`, `forum:ID`, `forum:ID:TAG,TAG` or `direct`")]
pub struct DestinationError(pub String);

impl FromStr for Destination {
    type Err = DestinationError;

    fn from_str(text: &str) -> Result<Self, DestinationError> {
        let wrong = || DestinationError(text.chars().take(60).collect());
        let parts: Vec<&str> = text.split(':').collect();
        Ok(match parts.as_slice() {
            ["direct"] => Destination::Direct,
            ["channel", id] => Destination::Channel(id.parse().map_err(|_| wrong())?),
            ["forum", id] => Destination::Forum(id.parse().map_err(|_| wrong())?, Vec::new()),
            ["forum", id, tags] => {
                let tags: Result<Vec<TagId>, _> = tags.split(',').map(str::parse).collect();
                Destination::Forum(id.parse().map_err(|_| wrong())?, tags.map_err(|_| wrong())?)
            }
            _ => return Err(wrong()),
        })
    }
}

/// Whether an alert watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It does.
    Active,
    /// Its owner or a moderator stopped it; what enters meanwhile is not told later.
    Paused,
    /// It cannot be delivered, and why; what enters meanwhile is kept and told when it is resumed.
    Suspended(String),
    /// It is gone; kept for a while to say what became of its deliveries.
    Removed,
}

impl State {
    /// `active`, `paused`, `suspended` or `removed`.
    pub fn name(&self) -> &'static str {
        match self {
            State::Active => "active",
            State::Paused => "paused",
            State::Suspended(_) => "suspended",
            State::Removed => "removed",
        }
    }

    /// Why it is suspended; empty otherwise.
    pub fn reason(&self) -> &str {
        match self {
            State::Suspended(reason) => reason,
            State::Active | State::Paused | State::Removed => "",
        }
    }

    /// The state of this name.
    pub fn named(name: &str, reason: &str) -> Option<Self> {
        Some(match name {
            "active" => State::Active,
            "paused" => State::Paused,
            "suspended" => State::Suspended(reason.to_owned()),
            "removed" => State::Removed,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_destination() -> impl Strategy<Value = Destination> {
        let id = || 1..=u64::MAX >> 1;
        let tags = proptest::collection::vec(id().prop_map(TagId::new), 0..5);
        prop_oneof![
            id().prop_map(|id| Destination::Channel(ChannelId::new(id))),
            (id(), tags).prop_map(|(id, tags)| Destination::Forum(ChannelId::new(id), tags)),
            Just(Destination::Direct),
        ]
    }

    proptest! {
        #[test]
        fn a_destination_is_read_as_it_is_written(destination in any_destination()) {
            prop_assert_eq!(destination.to_string().parse(), Ok(destination));
        }
    }

    #[test]
    fn posts_of_one_forum_go_to_one_place_whatever_their_tags() {
        let owner = PersonId::new(9);
        let key = |text: &str| text.parse::<Destination>().unwrap().key(owner);
        assert_eq!(key("forum:5:7,8"), "forum:5");
        assert_eq!(key("forum:5"), "forum:5");
        assert_eq!(key("channel:5"), "channel:5");
        assert_eq!(key("direct"), "direct:9");
    }

    #[test]
    fn what_is_no_destination_is_refused() {
        for typed in [
            "",
            "channel",
            "channel:0",
            "channel:x",
            "forum:5:",
            "forum:5:7,",
            "direct:9",
            "channel:5:6",
        ] {
            let refused = typed.parse::<Destination>();
            assert_eq!(refused, Err(DestinationError(typed.to_owned())));
        }
    }

    #[test]
    fn a_state_is_known_by_its_name_and_reason() {
        let suspended = State::Suspended("the channel is gone".to_owned());
        for state in [State::Active, State::Paused, suspended, State::Removed] {
            assert_eq!(State::named(state.name(), state.reason()), Some(state));
        }
        assert_eq!(State::named("asleep", ""), None);
    }
}
