//! Tests at the boundaries that people and programs see.
#![allow(clippy::unwrap_used, reason = "tests")]

mod cli;
mod config;
mod corpus;
mod index;
mod program;
