//! Who and where in the chat service: ids, which are positive and fit a signed 64-bit number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: ids are whole numbers, such as 1043212345678901234")]
pub struct ChatIdError(pub String);

macro_rules! chat_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(u64);

        impl $name {
            /// The id as the chat service writes it. One beyond 63 bits has never been given out.
            pub fn new(id: u64) -> Self {
                $name(id & (u64::MAX >> 1))
            }

            /// The number.
            pub fn get(self) -> u64 {
                self.0
            }

            /// The number as databases keep it.
            pub fn signed(self) -> i64 {
                self.0.cast_signed()
            }

            /// Back from a database.
            pub fn from_signed(id: i64) -> Self {
                $name::new(id.cast_unsigned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ChatIdError;

            fn from_str(text: &str) -> Result<Self, ChatIdError> {
                match text.parse() {
                    Ok(id @ 1..=0x7FFF_FFFF_FFFF_FFFF) => Ok($name(id)),
                    _ => Err(ChatIdError(text.to_owned())),
                }
            }
        }
    };
}

chat_id! {
    /// A person.
    PersonId
}
chat_id! {
    /// A server.
    ServerId
}
chat_id! {
    /// A channel, a thread or a forum channel.
    ChannelId
}
chat_id! {
    /// A role of a server.
    RoleId
}
chat_id! {
    /// A tag of a forum channel.
    TagId
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_survives_text_and_databases(id in 1..=u64::MAX >> 1) {
            let person = PersonId::new(id);
            prop_assert_eq!(person.get(), id);
            prop_assert_eq!(person.to_string().parse(), Ok(person));
            prop_assert_eq!(PersonId::from_signed(person.signed()), person);
            prop_assert!(person.signed() > 0);
        }
    }

    #[test]
    fn what_is_no_id_is_refused_by_what_was_typed() {
        for typed in ["", "0", "-5", "12a", "9223372036854775808", "#news"] {
            let error = typed.parse::<ChannelId>().unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with(&format!("`{typed}` is not an id"))
            );
        }
        assert_eq!(
            "9223372036854775807".parse(),
            Ok(ChannelId::new(u64::MAX >> 1))
        );
    }
}
