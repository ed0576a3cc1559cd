//! What a button carries: a command line, and where its answer goes.
//!
//! `1u03~/quote chn-cd-2015-cyber 6` — version, place, number within the message, command line.
//! A line that is too long for Discord is kept in the store and named by its digest: `1u03#KEY`.
//! So a button works after a restart, and for as long as the store does.

use sha2::{Digest, Sha256};

use crate::discord::components::{Action, Place, length, limit};

/// Raised when ids are written in another way; buttons of older versions then say so.
const VERSION: char = '1';
const KEY_LENGTH: usize = 32;

/// What a pressed button asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pressed {
    pub(super) place: Place,
    pub(super) line: Line,
}

/// A command line, or the key it is stored under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Written(String),
    Stored(String),
}

/// The id for `action`, the `number`th of its message, and what must be stored for it.
pub(super) fn encode(action: &Action, number: usize) -> (String, Option<(String, String)>) {
    let place = match action.place {
        Place::Here => 'u',
        Place::Private => 'p',
        Place::Channel => 'c',
    };
    let written = format!("{VERSION}{place}{number:02}~{}", action.line);
    if length(&written) <= limit::CUSTOM_ID {
        return (written, None);
    }
    let digest = Sha256::digest(action.line.as_bytes());
    let key: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let key = key[..KEY_LENGTH].to_owned();
    (
        format!("{VERSION}{place}{number:02}#{key}"),
        Some((key, action.line.clone())),
    )
}

/// What `id` says, or nothing when this version did not write it.
pub(super) fn decode(id: &str) -> Option<Pressed> {
    let rest = id.strip_prefix(VERSION)?;
    let mut letters = rest.chars();
    let place = match letters.next()? {
        'u' => Place::Here,
        'p' => Place::Private,
        'c' => Place::Channel,
        _ => return None,
    };
    let rest = letters
        .as_str()
        .trim_start_matches(|c: char| c.is_ascii_digit());
    let line = match rest.split_at_checked(1)? {
        ("~", line) => Line::Written(line.to_owned()),
        ("#", key) => Line::Stored(key.to_owned()),
        _ => return None,
    };
    Some(Pressed { place, line })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(line: &str) -> Action {
        Action {
            place: Place::Here,
            line: line.to_owned(),
        }
    }

    #[test]
    fn a_short_line_travels_in_the_id() {
        let (id, stored) = encode(&action("/quote chn-cd-2015-cyber 6"), 3);
        assert_eq!(id, "1u03~/quote chn-cd-2015-cyber 6");
        assert_eq!(stored, None);
        let line = Line::Written("/quote chn-cd-2015-cyber 6".to_owned());
        assert_eq!(
            decode(&id),
            Some(Pressed {
                place: Place::Here,
                line
            })
        );
    }

    #[test]
    fn a_long_line_is_stored_and_named_by_its_digest() {
        let line = format!("/search {}", "网络 ".repeat(60));
        let (id, stored) = encode(&action(&line), 0);
        let (key, kept) = stored.unwrap();
        assert!(length(&id) <= limit::CUSTOM_ID && kept == line);
        assert_eq!(decode(&id).unwrap().line, Line::Stored(key));
    }

    #[test]
    fn ids_of_other_versions_are_told_apart() {
        for id in [
            "",
            "1",
            "0u00~/help",
            "1x00~/help",
            "2u00~/help",
            "old_button",
        ] {
            assert_eq!(decode(id), None, "{id}");
        }
    }
}
