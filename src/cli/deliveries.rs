//! `deliveries`: what can be typed.

use clap::{Args, Subcommand};

/// Look at what was told and is to be told, try again or cancel.
#[derive(Debug, Subcommand)]
pub enum DeliveriesCommand {
    /// List deliveries, newest first
    List(DeliveriesList),
    /// Show one delivery with its attempts
    Show {
        /// Its number
        #[arg(value_name = "ID")]
        id: String,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Send again what is failed, cancelled or held; what was sent is never sent again
    Requeue {
        /// Their numbers, as `deliveries list` shows them
        #[arg(
            value_name = "ID",
            required_unless_present = "failed",
            conflicts_with = "failed"
        )]
        ids: Vec<String>,
        /// All that failed
        #[arg(long)]
        failed: bool,
    },
    /// Cancel what is not sent yet
    Cancel {
        /// Their numbers
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
    },
}

/// Which deliveries are listed.
#[derive(Debug, Args)]
pub struct DeliveriesList {
    /// Only those in this state: held, joined, waiting, leased, sent, cancelled or failed
    #[arg(long)]
    pub state: Option<String>,
    /// Only those of this alert
    #[arg(long, value_name = "ID")]
    pub alert: Option<String>,
    /// Only those on this statement
    #[arg(long, value_name = "ID")]
    pub statement: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub most: u32,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  rapporteur deliveries list --state failed
  rapporteur deliveries list --alert 7 --most 200 --json
  rapporteur deliveries show 12
  rapporteur deliveries requeue 12 13
  rapporteur deliveries requeue --failed
  rapporteur deliveries cancel 14

A bot that is running follows by itself.
Exit code: 0 done, 1 a delivery does not exist or cannot be changed so, 2 wrong command line.";
