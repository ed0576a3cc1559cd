//! Settings: a TOML file, the environment, and the platform's folders. Nothing else reads them.
//!
//! The token and the address of a database are secrets and come from the environment alone; they
//! are never printed.

use std::fmt;
use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use serde::Deserialize;

use crate::corpus::{self, Files};
use crate::store::{Place, UrlError};

/// The environment variable that holds the bot's token.
pub const TOKEN_VARIABLE: &str = "DISCORD_TOKEN";

/// The environment variable that holds the address of a database server, with its password.
pub const DATABASE_VARIABLE: &str = "RAPPORTEUR_DATABASE_URL";

/// Everything that can be set; `config.example.toml` explains each key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where index and store are kept; the platform's data folder when absent.
    pub data_dir: Option<PathBuf>,
    /// Which corpus is read.
    pub corpus: CorpusConfig,
    /// How the bot meets Discord.
    pub discord: DiscordConfig,
    /// How alerts are kept within bounds.
    pub alerts: AlertsConfig,
}

/// How alerts are kept within bounds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlertsConfig {
    /// Alerts that one person may set.
    pub most_per_person: u32,
    /// Alerts that one server may have.
    pub most_per_server: u32,
    /// Notices to one place within ten minutes; more come as one summary.
    pub most_in_ten_minutes: u32,
    /// Days after which what was sent, what was removed, and the data of a server that the bot
    /// left are deleted.
    pub days_kept: u32,
    /// Seconds between two looks through the corpus folder, besides those that a change brings.
    pub scan_seconds: u32,
}

impl Default for AlertsConfig {
    fn default() -> Self {
        AlertsConfig {
            most_per_person: 25,
            most_per_server: 200,
            most_in_ten_minutes: 5,
            days_kept: 30,
            scan_seconds: 30,
        }
    }
}

/// Which corpus is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CorpusConfig {
    /// A folder of one's own.
    pub path: Option<PathBuf>,
    /// What the folder does to the shipped corpus.
    pub mode: CorpusMode,
}

/// What a folder of one's own does to the shipped corpus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CorpusMode {
    /// Its files are added; one of the same path replaces the shipped one.
    #[default]
    Add,
    /// Only its files are read.
    Replace,
}

/// How the bot meets Discord.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiscordConfig {
    /// Another address for the REST API, such as a proxy's.
    pub api_base: Option<String>,
    /// Another address for the gateway.
    pub gateway: Option<String>,
    /// Servers whose commands are registered at once, for development; all servers when empty.
    pub servers: Vec<u64>,
    /// How many commands one person may give within `cooldown_seconds`.
    pub cooldown_commands: u32,
    /// See `cooldown_commands`.
    pub cooldown_seconds: u32,
}

impl Default for DiscordConfig {
    fn default() -> Self {
        DiscordConfig {
            api_base: None,
            gateway: None,
            servers: Vec::new(),
            cooldown_commands: 10,
            cooldown_seconds: 20,
        }
    }
}

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read the configuration {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("the configuration {} is not valid: {source}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// There is no home folder to derive others from.
    #[error("no folder for data could be found ({0}); give one with --data-dir")]
    NoHome(String),
    /// The address of the database is none.
    #[error("{DATABASE_VARIABLE} cannot be used: {0}")]
    Database(#[from] UrlError),
}

impl Config {
    /// Reads `path`, or the platform's configuration file when there is one, or defaults.
    ///
    /// # Errors
    /// A file that was named and cannot be read, or one with a mistake in it.
    pub fn load(path: Option<&Path>) -> Result<Self, Error> {
        let (path, named) = match path {
            Some(path) => (path.to_owned(), true),
            None => (strategy()?.config_dir().join("config.toml"), false),
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|source| Error::Toml {
                path,
                source: Box::new(source),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => {
                Ok(Config::default())
            }
            Err(source) => Err(Error::Io { path, source }),
        }
    }

    /// The folder for index and store.
    ///
    /// # Errors
    /// When none was set and the platform has none.
    pub fn data_dir(&self) -> Result<PathBuf, Error> {
        match &self.data_dir {
            Some(path) => Ok(path.clone()),
            None => Ok(strategy()?.data_dir()),
        }
    }

    /// Where the store is: on the server that the environment names, or else in the data folder.
    ///
    /// # Errors
    /// When the environment names no such server, or there is no data folder.
    pub fn store_place(&self) -> Result<Place, Error> {
        let address = std::env::var(DATABASE_VARIABLE).unwrap_or_default();
        match address.trim() {
            "" => Ok(Place::Folder(self.data_dir()?)),
            address => Ok(Place::Server(address.parse()?)),
        }
    }

    /// The files of the corpus that is to be read.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn corpus_files(&self) -> Result<Files, corpus::Error> {
        match (&self.corpus.path, self.corpus.mode) {
            (None, _) => Ok(Files::shipped()),
            (Some(path), CorpusMode::Replace) => Files::in_folder(path),
            (Some(path), CorpusMode::Add) => Ok(Files::shipped().with(Files::in_folder(path)?)),
        }
    }
}

fn strategy() -> Result<impl AppStrategy, Error> {
    let names = AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "rapporteur".to_owned(),
        app_name: "rapporteur".to_owned(),
    };
    choose_app_strategy(names).map_err(|error| Error::NoHome(error.to_string()))
}

/// A bot token; shown as `[redacted]`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token in the environment, if there is one.
    pub fn from_environment() -> Option<Self> {
        let token = std::env::var(TOKEN_VARIABLE).ok()?;
        Token::new(&token)
    }

    /// A token as copied from the developer portal; `None` when it is blank.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches("Bot ").trim();
        (!text.is_empty()).then(|| Token(text.to_owned()))
    }

    /// The secret itself, for the one who sends it to Discord.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
