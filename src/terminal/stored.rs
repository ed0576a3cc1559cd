//! The store at the terminal: opened for one command, copied to a file and filled from one.

use std::io::Write;
use std::path::Path;

use anyhow::bail;

use crate::config::Config;
use crate::store::{Of, Store};
use crate::terminal::open;
use crate::terminal::text;

/// Runs what the asynchronous parts of the program do, and waits for it.
///
/// # Errors
/// When the system has no room for it.
pub fn waited_for<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(work))
}

/// Opens the store, lets `work` have it, and closes it again.
///
/// # Errors
/// When the store cannot be opened, and those of `work`.
pub fn with_store<T>(
    config: &Config,
    work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let place = config.store_place()?;
    waited_for(async {
        let store = Store::open_at(&place).await?;
        let done = work(&store).await;
        store.close().await;
        done
    })?
}

/// Changes each of the `what` whose numbers were typed, and says what became of it; false when
/// nothing did of one.
///
/// # Errors
/// When one of the numbers is none, before anything is changed, or the store fails.
pub fn change_each(
    config: &Config,
    typed: &[String],
    what: &str,
    mut change: impl AsyncFnMut(&Store, i64) -> anyhow::Result<Result<String, String>>,
) -> anyhow::Result<bool> {
    let ids: Result<Vec<i64>, _> = typed.iter().map(|typed| number(typed, what)).collect();
    let ids = ids?;
    with_store(config, async |store| {
        let mut all = true;
        for id in ids {
            match change(store, id).await? {
                Ok(said) => writeln!(std::io::stdout(), "{said}")?,
                Err(refused) => {
                    open::tell(&refused);
                    all = false;
                }
            }
        }
        Ok(all)
    })
}

/// Copies the store to a file.
///
/// # Errors
/// When the file exists or cannot be written, or the store fails.
pub fn backup(config: &Config, file: &Path) -> anyhow::Result<()> {
    with_store(config, async |store| Ok(store.backup(file).await?))?;
    let file = file.display();
    writeln!(anstream::stdout(), "The store is copied to {file}.")?;
    Ok(())
}

/// Fills an empty store from a backup.
///
/// # Errors
/// When the store has alerts, or the file is no backup, or the store fails.
pub fn restore(config: &Config, file: &Path) -> anyhow::Result<()> {
    let alerts = with_store(config, async |store| {
        store.restore(file).await?;
        Ok(store.alerts(Of::Everyone).await?)
    })?;
    let alerts = text::alerts::number(alerts.len());
    let file = file.display();
    writeln!(
        anstream::stdout(),
        "The store is restored from {file}: {alerts}."
    )?;
    Ok(())
}

/// The number of an alert or a delivery, which are `what`.
pub(super) fn number(typed: &str, what: &str) -> anyhow::Result<i64> {
    match typed.parse() {
        Ok(number) if number > 0 => Ok(number),
        Ok(_) | Err(_) => bail!(
            "`{typed}` is not the number of one of the {what}; `rapporteur {what} list` shows them."
        ),
    }
}
