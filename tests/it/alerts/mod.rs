//! Alerts: what matches, what is told, and that it is told once.

mod notices;
pub(crate) mod office;
mod percolator;
