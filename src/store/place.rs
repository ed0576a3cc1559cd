//! Where a store is: a folder, or the address of a database server, whose password is not shown.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// `store.sqlite` in this folder.
    Folder(PathBuf),
    /// A PostgreSQL server.
    Server(Url),
}

/// The address of a PostgreSQL database. The password in it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(String);

/// Why a text is no such address; it does not repeat the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no address of a PostgreSQL database; write postgres://user:password@host:5432/database"
)]
pub struct UrlError;

impl Url {
    /// The whole address, with the password. Only for whoever connects.
    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

impl FromStr for Url {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let rest = text
            .strip_prefix("postgres://")
            .or_else(|| text.strip_prefix("postgresql://"));
        match rest {
            Some(rest) if !rest.is_empty() => Ok(Url(text.to_owned())),
            Some(_) | None => Err(UrlError),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        // A parameter may be the password, and hold an @.
        let rest = match rest.split_once('?') {
            Some((before, parameters)) if parameters.contains("password=") => before,
            _ => rest,
        };
        // The last @: passwords with an @ of their own are met, though they should be escaped.
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (user.split([':', '/', '?', '#']).next(), place),
            None => (None, rest),
        };
        let place = place.split(['?', '#']).next().unwrap_or_default();
        match user.unwrap_or_default() {
            "" => write!(f, "postgres://{place}"),
            user => write!(f, "postgres://{user}@{place}"),
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shown(text: &str, expected: &str) {
        let url: Url = text.parse().unwrap();
        assert_eq!(url.to_string(), expected);
        assert_eq!(format!("{url:?}"), format!("Url({expected})"));
        assert_eq!(url.secret(), text);
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        shown(
            "postgres://bot:s3cret@db:5432/r",
            "postgres://bot@db:5432/r",
        );
        shown("postgresql://bot:s3@cr/et?@db/r", "postgres://bot@db/r");
        shown("postgres://db/r?password=s3cret", "postgres://db/r");
        shown("postgres://db/r?user=a&password=s3cr@et", "postgres://db/r");
        shown("postgres://bot@/r", "postgres://bot@/r");
    }

    #[test]
    fn another_kind_of_address_is_refused_without_repeating_it() {
        let error = "mysql://bot:s3cret@db/r".parse::<Url>().unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
        assert!("postgres://".parse::<Url>().is_err());
    }
}
