//! What is to be told to one destination, how far that is, and when it is tried again.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::domain::alert::AlertId;
use crate::domain::id::StatementId;

/// Names a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeliveryId(pub i64);

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One thing to tell to one destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its number, from which the message's nonce is made.
    pub id: DeliveryId,
    /// What it is.
    pub kind: Kind,
    /// Whose alert; none for a word of ours to a person.
    pub alert: Option<AlertId>,
    /// Where it goes, as `Destination::key` writes it.
    pub destination: String,
    /// The statement and its revision; none for a digest, a summary or a word.
    pub statement: Option<(StatementId, i64)>,
    /// What it is about.
    pub matter: Matter,
    /// How far it is.
    pub state: DeliveryState,
    /// Why it is in that state, in words; empty when nothing is to be said.
    pub reason: String,
    /// When it was recorded.
    pub made_at: Timestamp,
    /// Not to be sent before.
    pub due_at: Timestamp,
    /// How often sending was begun.
    pub attempts: u32,
    /// When sending was first begun.
    pub first_attempt_at: Option<Timestamp>,
    /// The digest or the summary that it is told in.
    pub part_of: Option<DeliveryId>,
    /// The message as it is sent, JSON, once it is written; it is the same in every attempt.
    pub body: String,
    /// Paragraphs that the message quotes.
    pub quoted: Vec<Quoted>,
    /// Where the message stands once it was sent: `channel/message`.
    pub message: String,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

/// What a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A statement that matches.
    Notice,
    /// The statements of a day or a week.
    Digest,
    /// Many statements at once, in place of a notice each.
    Summary,
    /// A notice quoted a text that changed.
    Correction,
    /// A word to a person on an alert.
    Word,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// It waits for its digest, or for its alert to be resumed.
    Held,
    /// It goes with the digest or the summary that it is a part of.
    Joined,
    /// It is sent when it is due.
    Waiting,
    /// A process is sending it.
    Leased,
    /// It was sent.
    Sent,
    /// It is not sent, and its reason says why.
    Cancelled,
    /// It was refused for good, and its reason says why.
    Failed,
}

macro_rules! named {
    ($type:ident: $($variant:ident $name:literal),+) => {
        impl $type {
            /// Its name.
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$variant => $name,)+
                }
            }

            /// The one of this name.
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some($type::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

named!(Kind: Notice "notice", Digest "digest", Summary "summary", Correction "correction", Word "word");
named!(DeliveryState: Held "held", Joined "joined", Waiting "waiting", Leased "leased", Sent "sent",
    Cancelled "cancelled", Failed "failed");

/// What a delivery is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Matter {
    /// Numbers of the paragraphs that matched, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<u32>,
    /// Paragraphs that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Changed>,
    /// What is said in a word.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A paragraph that was quoted and reads otherwise now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Its number.
    pub paragraph: u32,
    /// As it was quoted.
    pub was: String,
    /// As it reads; none when it is gone.
    pub is: Option<String>,
}

/// A paragraph as a message quotes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// The statement.
    pub statement: StatementId,
    /// The paragraph's number.
    pub paragraph: u32,
    /// Its whole text.
    pub text: String,
}

/// How long to wait before another attempt when `attempts` were made: 1 s, doubled each time up
/// to a quarter of an hour, and of that between half and all, by `share` (0 to 1), so that many
/// that failed together do not come back together.
pub fn pause(attempts: u32, share: f64) -> SignedDuration {
    const LONGEST_S: f64 = 900.0;
    let whole = f64::from(attempts.saturating_sub(1).min(20))
        .exp2()
        .min(LONGEST_S);
    SignedDuration::from_secs_f64(whole * (0.5 + share.clamp(0.0, 1.0) / 2.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_pause_is_between_half_and_all_of_what_doubles_up_to_a_quarter_of_an_hour(
            attempts in 0_u32..,
            share in 0.0..=1.0_f64,
        ) {
            let (least, most) = (pause(attempts, 0.0), pause(attempts, 1.0));
            let found = pause(attempts, share);
            prop_assert!(least <= found && found <= most);
            prop_assert_eq!(most, least * 2);
            prop_assert!(least >= SignedDuration::from_millis(500));
            prop_assert!(most <= SignedDuration::from_mins(15));
        }
    }

    #[test]
    fn a_pause_doubles_until_it_is_a_quarter_of_an_hour() {
        let seconds: Vec<i64> = (1..=13)
            .map(|attempts| pause(attempts, 1.0).as_secs())
            .collect();
        assert_eq!(
            seconds,
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
        );
    }

    #[test]
    fn a_share_that_is_none_gives_a_pause_all_the_same() {
        assert_eq!(pause(1, -3.0), pause(1, 0.0));
        assert_eq!(pause(1, 7.0), pause(1, 1.0));
    }

    #[test]
    fn kinds_and_states_are_known_by_their_names() {
        for name in ["notice", "digest", "summary", "correction", "word"] {
            assert_eq!(Kind::named(name).map(Kind::name), Some(name));
        }
        for name in [
            "held",
            "joined",
            "waiting",
            "leased",
            "sent",
            "cancelled",
            "failed",
        ] {
            assert_eq!(
                DeliveryState::named(name).map(DeliveryState::name),
                Some(name)
            );
        }
        assert_eq!(
            (Kind::named("sent"), DeliveryState::named("")),
            (None, None)
        );
    }

    #[test]
    fn a_matter_is_written_without_what_it_has_not() {
        let written = |matter: &Matter| serde_json::to_string(matter).unwrap();
        assert_eq!(written(&Matter::default()), "{}");
        let matter = Matter {
            found: vec![3],
            changed: vec![Changed {
                paragraph: 4,
                was: "one".to_owned(),
                is: None,
            }],
            text: "a word".to_owned(),
        };
        assert_eq!(
            serde_json::from_str::<Matter>(&written(&matter)).unwrap(),
            matter
        );
        assert_eq!(
            serde_json::from_str::<Matter>("{}").unwrap(),
            Matter::default()
        );
    }
}
