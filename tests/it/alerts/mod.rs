//! Alerts: what matches, what is told, and that it is told once.

mod notices;
mod office;
mod percolator;
