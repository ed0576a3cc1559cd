//! The integration tests: interaction JSON in and messages out, command lines in and text out.

#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(clippy::expect_used, reason = "tests")]
#![allow(clippy::panic, reason = "tests")]

mod discord;
mod discord_faults;
mod harness;
mod limits;
mod standin;
mod tidy;
