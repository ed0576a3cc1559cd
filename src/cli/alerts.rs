//! `alerts`: what can be typed.

use clap::{Args, Subcommand};

/// Look at alerts, pause, resume or remove them.
#[derive(Debug, Subcommand)]
pub enum AlertsCommand {
    /// List alerts, those that were removed left out
    List(AlertsList),
    /// Show one alert
    Show {
        /// Its number
        #[arg(value_name = "ID")]
        id: String,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Stop alerts; what enters meanwhile is not told later
    Pause(AlertIds),
    /// Let alerts that are paused or suspended watch again
    Resume(AlertIds),
    /// Remove alerts for good; what was not sent is not sent any more
    Remove(AlertIds),
}

/// Which alerts are listed.
#[derive(Debug, Args)]
pub struct AlertsList {
    /// Only those that this person set
    #[arg(long, value_name = "ID")]
    pub owner: Option<String>,
    /// Only those of this server
    #[arg(long, value_name = "ID")]
    pub server: Option<String>,
    /// Only those that are told in this channel
    #[arg(long, value_name = "ID")]
    pub channel: Option<String>,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Alerts by their numbers.
#[derive(Debug, Args)]
pub struct AlertIds {
    /// Their numbers, as `alerts list` shows them
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  rapporteur alerts list
  rapporteur alerts list --server 1043212345678901234 --json
  rapporteur alerts show 7
  rapporteur alerts pause 7 8
  rapporteur alerts resume 7

A bot that is running follows by itself.
Exit code: 0 done, 1 an alert does not exist or the store failed, 2 wrong command line.";
