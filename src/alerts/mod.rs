//! Alerts: from a statement that enters to what is told of it, and to whom.
//!
//! ```text
//! corpus ─> ingest ─> watch ─> store (one transaction) ─> discord's courier ─> tell
//! ```

mod abreast;
mod backfill;
mod ingest;
mod keeper;
mod preview;
mod request;
mod tell;
mod watch;
mod why;

pub use crate::alerts::abreast::{Abreast, abreast};
pub use crate::alerts::backfill::{Spared, mark, spared};
pub use crate::alerts::ingest::{Error, Ingest, Passed};
pub use crate::alerts::keeper::Keeper;
pub use crate::alerts::preview::{Preview, preview};
pub use crate::alerts::request::{AlertRequest, Confirmed, Scope};
pub use crate::alerts::tell::{
    CorrectionShown, LineShown, ListShown, NoticeShown, StatementShown, Telling, notice, shown,
    tell,
};
pub use crate::alerts::watch::{Broken, Matching, Watch, read_query};
pub use crate::alerts::why::{Stage, Why, why};
