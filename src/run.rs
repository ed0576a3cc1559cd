//! Runs a command line: opens what it needs and returns the exit code.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::cli::{Ask, Cli, Command, IndexCommand};
use crate::config::Config;
use crate::corpus::{self, Defects, Files};
use crate::evaluate::{self, By};
use crate::index;
use crate::serve;
use crate::terminal::text::checks::{self, State};
use crate::terminal::text::screen::Screen;
use crate::terminal::{alerts, ask, chat, deliveries, doctor, json, open, stored, taking, text};

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

impl Exit {
    fn of(done: bool) -> Self {
        match done {
            true => Exit::Done,
            false => Exit::Failed,
        }
    }
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
    let error = match act(cli) {
        Ok(exit) => return Ok(exit),
        Err(error) => error,
    };
    if reader_left(&error) {
        return Ok(Exit::Done);
    }
    match defects(&error) {
        Some(defects) => {
            open::list(defects, "the corpus");
            Ok(Exit::Invalid)
        }
        None => Err(error),
    }
}

fn act(cli: &Cli) -> anyhow::Result<Exit> {
    let config = open::config(&cli.common)?;
    match &cli.command {
        Command::Ask(asked) => ask(&config, asked),
        Command::Chat => {
            let history = config.data_dir()?.join("history.txt");
            chat::chat(&open::desk(&config)?, &history)?;
            Ok(Exit::Done)
        }
        Command::Serve => serve::serve(&config, open::desk(&config)?).map(|()| Exit::Done),
        Command::Alerts(asked) => alerts::run(&config, asked).map(Exit::of),
        Command::Deliveries(asked) => deliveries::run(&config, asked).map(Exit::of),
        Command::Backup { file } => stored::backup(&config, file).map(|()| Exit::Done),
        Command::Restore { file } => stored::restore(&config, file).map(|()| Exit::Done),
        Command::Index(IndexCommand::Build { fresh }) => build(&config, *fresh),
        Command::Index(IndexCommand::Status) => status(&config),
        Command::Check { path } => check(&config, path.as_deref()),
        Command::Import(asked) => taking::import(config, asked),
        Command::Add(asked) => taking::add(config, asked),
        Command::Evaluate {
            questions,
            misses,
            by,
        } => evaluated(&config, questions, *by, *misses),
        Command::Doctor => doctor(&config),
    }
}

fn ask(config: &Config, asked: &Ask) -> anyhow::Result<Exit> {
    if let Some(option) = asked.misplaced() {
        open::tell(&format!(
            "`{option}` would be read as a part of the question; write it before `ask`."
        ));
        return Ok(Exit::Invalid);
    }
    let desk = open::desk(config).inspect_err(|error| {
        if asked.stdin || asked.line().1 {
            // Whoever reads JSON is told in JSON as well.
            writeln!(std::io::stdout(), "{}", json::failed(error)).ok();
        }
    })?;
    ask::ask(&desk, asked).map(Exit::of)
}

fn build(config: &Config, fresh: bool) -> anyhow::Result<Exit> {
    let files = config.corpus_files()?;
    let folder = config.data_dir()?.join("index");
    let opened = open::with_progress(|progress| index::build(&folder, &files, fresh, progress))?;
    for notice in &opened.notices {
        open::tell(notice);
    }
    status(config)?;
    let told = text::written(opened.written);
    writeln!(anstream::stdout(), "{told}")?;
    Ok(Exit::Done)
}

fn status(config: &Config) -> anyhow::Result<Exit> {
    let folder = config.data_dir()?.join("index");
    let files = config.corpus_files()?;
    writeln!(anstream::stdout(), "{}", index::status(&folder, &files)?)?;
    Ok(Exit::Done)
}

fn check(config: &Config, path: Option<&Path>) -> anyhow::Result<Exit> {
    let (files, place) = match (path, &config.corpus.path) {
        (Some(path), _) => (Files::in_folder(path)?, path.display().to_string()),
        (None, Some(path)) => (config.corpus_files()?, path.display().to_string()),
        (None, None) => (Files::shipped(), "The corpus inside the program".to_owned()),
    };
    let checked = match corpus::check(&files) {
        Ok(checked) => checked,
        Err(corpus::Error::Defects(defects)) => {
            open::list(&defects, &place);
            return Ok(Exit::Invalid);
        }
        Err(error) => return Err(error.into()),
    };
    writeln!(
        anstream::stdout(),
        "{place}: {}; no defects.",
        text::held(&checked)
    )?;
    Ok(Exit::Done)
}

fn evaluated(config: &Config, path: &Path, by: By, misses: bool) -> anyhow::Result<Exit> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {place}"))?;
    let questions = match evaluate::read(&place, &text) {
        Ok(questions) => questions,
        Err(defects) => {
            open::list(&defects.into_iter().collect(), &place);
            return Ok(Exit::Invalid);
        }
    };
    let outcomes = evaluate::asked(&open::desk(config)?, questions, by)?;
    let mut out = anstream::stdout();
    for outcome in outcomes.iter().filter(|one| misses && one.is_miss()) {
        writeln!(out, "{outcome}\n")?;
    }
    writeln!(
        out,
        "{}",
        evaluate::table(&evaluate::by_language(&outcomes))
    )?;
    Ok(Exit::Done)
}

fn doctor(config: &Config) -> anyhow::Result<Exit> {
    let findings = doctor::examine(config);
    let screen = Screen::of_stdout();
    screen.print(&checks::findings(&findings, screen))?;
    let broken = findings
        .iter()
        .any(|finding| finding.state == State::Broken);
    Ok(if broken { Exit::Failed } else { Exit::Done })
}

/// True when whoever read the output has gone, as in `rapporteur … | head -1`.
fn reader_left(error: &anyhow::Error) -> bool {
    let broken = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error
        .chain()
        .any(|cause| cause.downcast_ref().is_some_and(broken))
}

/// The defects of the corpus, when they are what stopped the run.
fn defects(error: &anyhow::Error) -> Option<&Defects> {
    let corpus = match error.downcast_ref() {
        Some(index::Error::Corpus(corpus)) => corpus,
        _ => error.downcast_ref()?,
    };
    match corpus {
        corpus::Error::Defects(defects) => Some(defects),
        corpus::Error::Io { .. } => None,
    }
}
