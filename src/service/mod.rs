//! What people ask and what they get: a request struct in, an answer struct out.
//!
//! Nothing here knows Discord or a terminal. Every text in an answer that is a quotation is the
//! paragraph's own bytes.

pub mod about;
mod also;
mod asked;
mod by_words;
pub mod cite;
pub mod command;
pub mod complete;
mod desk;
mod limit;
mod mend;
pub mod norm;
pub mod passage;
pub mod quote;
mod rank;
pub mod refusal;
mod run;
mod said_on;
pub mod search;
pub mod search_request;
pub mod statement;
mod topic;
pub mod watched;
mod widened;

pub use crate::service::command::Request;
pub use crate::service::desk::{Answer, Desk};
pub use crate::service::refusal::{Failure, Refusal};
