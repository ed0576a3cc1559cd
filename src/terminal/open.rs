//! Opens everything a command needs, and tells the person at the terminal what goes on.

use std::io::Write;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Common;
use crate::config::Config;
use crate::corpus::Defects;
use crate::domain::clock::SystemClock;
use crate::import;
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

/// Lists defects on standard error, as many as a person reads.
pub fn list(defects: &Defects, place: &str) {
    const MOST: usize = 200;
    for defect in defects.iter().take(MOST) {
        tell(&defect.to_string());
    }
    let more = match defects.len().saturating_sub(MOST) {
        0 => String::new(),
        n => format!(" {n} of them are not listed."),
    };
    match defects.len() {
        1 => tell(&format!("There is 1 defect in {place}.")),
        n => tell(&format!("There are {n} defects in {place}.{more}")),
    }
}

/// Runs `work` on an index with a progress bar that appears when it takes longer than a second.
///
/// # Errors
/// Those of `work`.
pub fn with_progress<T>(
    work: impl FnOnce(&mut index::Progress<'_>) -> Result<T, index::Error>,
) -> Result<T, index::Error> {
    let bar = Bar::new("Building the index");
    let done = work(&mut |step| {
        let seconds = bar.started.elapsed().as_secs().max(1);
        let rate = step.n_passages as u64 / seconds;
        let said = format!("{} passages, {rate} a second", step.n_passages);
        bar.show(step.bytes, step.of_bytes, said);
    });
    bar.bar.finish_and_clear();
    done
}

/// Runs an import with a progress bar that appears when it takes longer than a second.
///
/// # Errors
/// Those of `work`.
pub fn with_import_progress<T>(
    work: impl FnOnce(&mut dyn FnMut(import::Step)) -> Result<T, import::Error>,
) -> Result<T, import::Error> {
    let bar = Bar::new("Importing");
    let done = work(&mut |step| {
        let said = format!("{} records", step.n_records);
        bar.show(step.bytes, step.of_bytes, said);
    });
    bar.bar.finish_and_clear();
    done
}

/// A bar that shows itself to the patient only.
struct Bar {
    bar: ProgressBar,
    started: std::time::Instant,
}

impl Bar {
    fn new(doing: &str) -> Self {
        let bar = ProgressBar::hidden();
        let style =
            ProgressStyle::with_template("{prefix} [{bar:30}] {percent}%, {msg}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(doing.to_owned());
        Bar {
            bar,
            started: std::time::Instant::now(),
        }
    }

    fn show(&self, done: u64, of: u64, said: String) {
        if self.started.elapsed() < PATIENCE {
            return;
        }
        if self.bar.is_hidden() {
            let target = indicatif::ProgressDrawTarget::stderr();
            self.bar.set_draw_target(target);
        }
        self.bar.set_length(of);
        self.bar.set_position(done);
        self.bar.set_message(said);
    }
}
