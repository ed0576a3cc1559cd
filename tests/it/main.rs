//! The integration tests: interaction JSON in and messages out, command lines in and text out.

#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(clippy::expect_used, reason = "tests")]
#![allow(clippy::panic, reason = "tests")]

mod alerts;
mod alerts_cli;
mod also;
mod analysis;
mod cli;
mod config;
mod corpus;
mod crash;
mod discord;
mod discord_faults;
mod evaluate;
mod harness;
mod import;
mod index;
mod limits;
mod norm;
mod program;
mod query;
mod ranking;
mod retrieval;
mod serve;
mod standin;
mod store;
mod tagging;
mod tidy;
