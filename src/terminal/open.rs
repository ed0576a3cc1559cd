//! Opens everything a command needs, and tells the person at the terminal what goes on.

use std::io::Write;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Common;
use crate::config::Config;
use crate::domain::clock::SystemClock;
use crate::index;
use crate::service::Desk;

/// A bar for what takes longer than this; shorter work shows nothing.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// The settings, with those of the command line before those of the file.
///
/// # Errors
/// When a file was named that cannot be read, or that has a mistake.
pub fn config(common: &Common) -> anyhow::Result<Config> {
    let mut config = Config::load(common.config.as_deref())?;
    if let Some(data_dir) = &common.data_dir {
        config.data_dir = Some(data_dir.clone());
    }
    if let Some(corpus) = &common.corpus {
        config.corpus.path = Some(corpus.clone());
    }
    Ok(config)
}

/// A desk over the index, brought up to the corpus; notices go to standard error.
///
/// # Errors
/// When corpus or index cannot be used.
pub fn desk(config: &Config) -> anyhow::Result<Desk> {
    let files = config.corpus_files()?;
    let folder = config.data_dir()?.join("index");
    let opened = with_progress(|progress| index::open(&folder, &files, progress))?;
    for notice in &opened.notices {
        tell(notice);
    }
    Ok(Desk::new(opened, Arc::new(SystemClock)))
}

/// Tells the person at the terminal something beside the answer.
pub fn tell(text: &str) {
    // Where standard error is closed, nobody is there to be told.
    writeln!(anstream::stderr(), "{}", text.trim_end()).ok();
}

/// Runs `work` with a progress bar that appears when it takes longer than a second.
///
/// # Errors
/// Those of `work`.
pub fn with_progress<T>(
    work: impl FnOnce(&mut index::Progress<'_>) -> Result<T, index::Error>,
) -> Result<T, index::Error> {
    let started = std::time::Instant::now();
    let bar = ProgressBar::hidden();
    let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} statements, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message("Building the index");
    let done = work(&mut |done, total| {
        if started.elapsed() > PATIENCE && bar.is_hidden() {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    done
}
