//! Rapporteur: quotes what States have said on behaviour in cyberspace, verbatim and cited.

pub mod cli;
pub mod config;
pub mod corpus;
pub mod domain;
pub mod index;
pub mod run;
pub mod service;
pub mod terminal;
