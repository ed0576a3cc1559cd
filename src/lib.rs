//! Rapporteur: quotes what States have said on behaviour in cyberspace, verbatim and cited.

pub mod cli;
pub mod config;
pub mod corpus;
pub mod discord;
pub mod domain;
pub mod index;
pub mod run;
pub mod serve;
pub mod service;
pub mod store;
pub mod terminal;
