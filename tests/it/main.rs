//! The integration tests: the shipped corpus and the real index, through the library's own door.

#![allow(clippy::unwrap_used, reason = "tests")]

mod norm;
mod retrieval;
