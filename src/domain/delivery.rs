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
