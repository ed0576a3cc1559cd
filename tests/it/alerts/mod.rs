//! Alerts: what matches, what is told, and that it is told once.

mod adding;
mod commands;
mod digests;
mod faults;
mod looks;
mod notices;
pub(crate) mod office;
mod percolator;
mod revisions;
mod watching;
