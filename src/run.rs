//! Runs a command line: opens what it needs and returns the exit code.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::{Cli, Command, IndexCommand};
use crate::config::Config;
use crate::corpus::{self, Files};
use crate::index;
use crate::serve;
use crate::terminal::{ask, open};

/// How a run ended, for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// What was asked was done.
    Done = 0,
    /// It could not be done, or a question was refused.
    Failed = 1,
    /// The corpus has defects, or the command line is wrong.
    Invalid = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Runs what was typed.
///
/// # Errors
/// What stopped it, told in a sentence.
pub fn run(cli: &Cli) -> anyhow::Result<Exit> {
    let config = open::config(&cli.common)?;
    match &cli.command {
        Command::Ask(asked) => {
            let answered = ask::ask(&open::desk(&config)?, asked)?;
            Ok(if answered { Exit::Done } else { Exit::Failed })
        }
        Command::Chat => anyhow::bail!("not yet"),
        Command::Serve => serve::serve(&config, open::desk(&config)?).map(|()| Exit::Done),
        Command::Index(IndexCommand::Build { fresh }) => build(&config, *fresh),
        Command::Index(IndexCommand::Status) => status(&config),
        Command::Check { path } => check(path.as_deref()),
        Command::Doctor => anyhow::bail!("not yet"),
    }
}

fn build(config: &Config, fresh: bool) -> anyhow::Result<Exit> {
    let files = config.corpus_files()?;
    let folder = config.data_dir()?.join("index");
    let opened = open::with_progress(|progress| index::build(&folder, &files, fresh, progress))?;
    for notice in &opened.notices {
        anstream::eprintln!("{notice}");
    }
    status(config)
}

fn status(config: &Config) -> anyhow::Result<Exit> {
    let folder = config.data_dir()?.join("index");
    let corpus = corpus::read(&config.corpus_files()?)?;
    let status = index::status(&folder, &corpus)?;
    anstream::println!("{status}");
    Ok(Exit::Done)
}

fn check(path: Option<&Path>) -> anyhow::Result<Exit> {
    let (files, place) = match path {
        Some(path) => (Files::in_folder(path)?, path.display().to_string()),
        None => (Files::shipped(), "the corpus inside the program".to_owned()),
    };
    match corpus::read(&files) {
        Ok(corpus) => {
            let catalogue = &corpus.reference.catalogue;
            anstream::println!(
                "{place}: {} statements, {} instruments with {} provisions; no defects.",
                corpus.statements.len(),
                catalogue.instruments().len(),
                catalogue.n_provisions(),
            );
            Ok(Exit::Done)
        }
        Err(corpus::Error::Defects(defects)) => {
            for defect in &defects {
                anstream::eprintln!("{defect}");
            }
            anstream::eprintln!("{} defects in {place}.", defects.len());
            Ok(Exit::Invalid)
        }
        Err(error) => Err(error.into()),
    }
}
