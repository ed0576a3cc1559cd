//! Starts the program: reads the command line, runs it, and turns its end into an exit code.

use std::process::ExitCode;

use clap::Parser;
use rapporteur::cli::Cli;
use rapporteur::run::{Exit, run};
use rapporteur::terminal::open::tell;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // A missing .env is the usual case; the environment then says it all.
    let environment = dotenvy::dotenv();
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("RAPPORTEUR_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,rapporteur=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    if let Err(error) = environment
        && !error.not_found()
    {
        tell(&format!("The file .env cannot be read: {error}"));
        return Exit::Failed.into();
    }
    match run(&cli) {
        Ok(exit) => exit.into(),
        Err(error) => {
            tell(&error.to_string());
            Exit::Failed.into()
        }
    }
}
