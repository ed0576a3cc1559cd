//! Identifiers that people type by hand: of statements, instruments and provisions.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Ids are typed by hand and travel in Discord's custom ids, which hold 100 characters.
const LONGEST: usize = 48;

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an id; use lower-case letters, digits and single hyphens, at most {LONGEST} characters"
)]
pub struct IdError(pub String);

/// Lower-case letters and digits in groups joined by single hyphens: `chn-cd-2015-cyber`.
fn is_slug(text: &str) -> bool {
    let group = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !part.is_empty() && part.bytes().all(plain)
    };
    text.len() <= LONGEST && text.split('-').all(group)
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The id as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                match is_slug(text) {
                    true => Ok($name(text.to_owned())),
                    false => Err(IdError(text.to_owned())),
                }
            }
        }

        text_value!($name);
    };
}

/// Display, serialize and deserialize by way of the written form.
macro_rules! text_value {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .parse()
                    .map_err(D::Error::custom)
            }
        }
    };
}

slug! {
    /// Names a statement: `chn-cd-2015-cyber`.
    StatementId
}

slug! {
    /// Names an instrument: `gge-2015`.
    InstrumentId
}

/// Names a provision of an instrument: `gge-2015/f`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProvisionId {
    text: String,
    slash: usize,
}

impl ProvisionId {
    /// The provision `within` of `instrument`.
    ///
    /// # Errors
    /// [`IdError`] when `within` is not an id of its own.
    pub fn new(instrument: &InstrumentId, within: &str) -> Result<Self, IdError> {
        format!("{instrument}/{within}").parse()
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the slash.
    pub fn instrument(&self) -> &str {
        &self.text[..self.slash]
    }

    /// The part behind the slash.
    pub fn within(&self) -> &str {
        &self.text[self.slash + 1..]
    }
}

impl FromStr for ProvisionId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match text.split_once('/') {
            Some((instrument, within)) if is_slug(instrument) && is_slug(within) => {
                Ok(ProvisionId {
                    text: text.to_owned(),
                    slash: instrument.len(),
                })
            }
            _ => Err(IdError(text.to_owned())),
        }
    }
}

text_value!(ProvisionId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_words_joined_by_hyphens() {
        assert!("chn-cd-2015-cyber".parse::<StatementId>().is_ok());
        for text in ["", "A", "a--b", "-a", "a_b", "ä", "a b", &"a".repeat(49)] {
            assert_eq!(text.parse::<StatementId>(), Err(IdError(text.to_owned())));
        }
    }

    #[test]
    fn a_provision_knows_its_instrument() {
        let id: ProvisionId = "gge-2015/f".parse().unwrap();
        assert_eq!((id.instrument(), id.within()), ("gge-2015", "f"));
        assert!("gge-2015".parse::<ProvisionId>().is_err());
        assert!("gge-2015/".parse::<ProvisionId>().is_err());
        assert!("gge/2015/f".parse::<ProvisionId>().is_err());
    }
}
