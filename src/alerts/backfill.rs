//! Statements that are added and that nobody is notified of.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::alerts::ingest::Error;
use crate::alerts::watch::Watch;
use crate::domain::id::StatementId;
use crate::service::Desk;
use crate::store::{How, Store};

/// What a backfill would have set off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spared {
    /// Alerts that it would have met.
    pub n_alerts: usize,
    /// Notices, one for each alert and statement.
    pub n_notices: usize,
    /// Statements that could not be looked at, because another process is writing the index.
    pub n_unseen: usize,
}

/// Records that `statements` were seen, before the corpus has them.
///
/// # Errors
/// When the store fails.
pub async fn mark(
    store: &Store,
    statements: &[(StatementId, u64)],
    now: Timestamp,
) -> Result<(), Error> {
    Ok(store.mark_seen(statements, How::Backfill, now).await?)
}

/// Counts the alerts that `statements`, which the index has by now, would have met.
///
/// # Errors
/// When store or index fail.
pub async fn spared(
    store: &Store,
    desk: &Desk,
    statements: &[(StatementId, u64)],
) -> Result<Spared, Error> {
    let (version, alerts) = store.alerts_since(0).await?;
    let mut watch = Watch::default();
    // One whose query cannot be read meets nothing; the bot says so to its owner.
    watch.take(desk, &alerts, version)?;
    let (mut spared, mut met) = (Spared::default(), BTreeSet::new());
    for (id, _) in statements {
        let Some(statement) = desk.index().statement(id)? else {
            spared.n_unseen += 1;
            continue;
        };
        let matching = watch.matching(desk, &statement)?;
        spared.n_notices += matching.len();
        met.extend(matching.into_iter().map(|one| one.alert));
    }
    spared.n_alerts = met.len();
    Ok(spared)
}
