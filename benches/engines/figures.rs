//! What is measured of an engine, and the tables of it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::queries::KINDS;

/// What making an index took.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Built {
    pub(crate) seconds: f64,
    /// Bytes on disk.
    pub(crate) bytes: u64,
    pub(crate) n_passages: u64,
}

/// What asking took.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// Milliseconds from nothing to the first answer.
    pub(crate) open_ms: f64,
    /// Resident memory after all queries, in kB; and what of it is not pages of files.
    pub(crate) resident_kb: u64,
    pub(crate) own_kb: u64,
    /// Kind and microseconds of each query.
    pub(crate) times: Vec<(String, f64)>,
    /// What else was seen.
    pub(crate) remarks: Vec<String>,
}

/// All that was measured of an engine.
#[derive(Debug, Clone)]
pub(crate) struct Figures {
    pub(crate) engine: String,
    pub(crate) built: Built,
    pub(crate) asked: Asked,
}

/// Sizes: making, opening, memory.
pub(crate) fn sizes(all: &[Figures]) -> String {
    let mut lines = vec![
        "| engine | passages | to index, s | a second | index, MB | to the first answer, ms | resident, MB | of it own, MB |".to_owned(),
        "|---|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    for Figures {
        engine,
        built,
        asked,
    } in all
    {
        #[allow(clippy::cast_precision_loss, reason = "figures to be read")]
        let (n, bytes) = (built.n_passages as f64, built.bytes as f64);
        lines.push(format!(
            "| {engine} | {} | {:.0} | {:.0} | {:.0} | {:.0} | {} | {} |",
            built.n_passages,
            built.seconds,
            n / built.seconds,
            bytes / 1e6,
            asked.open_ms,
            asked.resident_kb / 1000,
            asked.own_kb / 1000
        ));
    }
    lines.join("\n")
}

/// Median, 99th percentile and worst of all queries, in milliseconds.
pub(crate) fn times(all: &[Figures]) -> String {
    let mut lines = vec![
        "| engine | median, ms | 99th percentile, ms | worst, ms |".to_owned(),
        "|---|--:|--:|--:|".to_owned(),
    ];
    for figures in all {
        let times = figures.of(|_| true);
        lines.push(format!(
            "| {} | {:.2} | {:.1} | {:.1} |",
            figures.engine,
            at(&times, 50),
            at(&times, 99),
            at(&times, 100)
        ));
    }
    lines.join("\n")
}

/// Median and 99th percentile of each kind of query.
pub(crate) fn kinds(all: &[Figures]) -> String {
    let names: Vec<&str> = all.iter().map(|one| one.engine.as_str()).collect();
    let mut lines = vec![
        format!("| median / 99th percentile, ms | {} |", names.join(" | ")),
        format!("|---|{}", "--:|".repeat(all.len())),
    ];
    for (kind, n) in KINDS {
        let cell = |figures: &Figures| {
            let times = figures.of(|own| own == kind);
            format!("{:.2} / {:.1}", at(&times, 50), at(&times, 99))
        };
        let cells: Vec<String> = all.iter().map(cell).collect();
        lines.push(format!("| {kind} ({n}) | {} |", cells.join(" | ")));
    }
    lines.join("\n")
}

impl Figures {
    /// Milliseconds of the queries of some kinds, rising.
    fn of(&self, wanted: impl Fn(&str) -> bool) -> Vec<f64> {
        let own = self.asked.times.iter().filter(|(kind, _)| wanted(kind));
        let mut times: Vec<f64> = own.map(|(_, time)| time / 1000.0).collect();
        times.sort_by(f64::total_cmp);
        times
    }
}

fn at(times: &[f64], per_cent: usize) -> f64 {
    let place = (times.len() * per_cent / 100).min(times.len().saturating_sub(1));
    times.get(place).copied().unwrap_or_default()
}

/// Bytes of all files below `folder`.
pub(crate) fn bytes_below(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let bytes = entries.map(|entry| match entry.file_type().unwrap().is_dir() {
        true => bytes_below(&entry.path()),
        false => entry.metadata().unwrap().len(),
    });
    bytes.sum()
}

/// Resident memory of this process, and what of it is not pages of files, in kB.
pub(crate) fn resident() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let digits = line.unwrap_or_default().trim().trim_end_matches(" kB");
        digits.parse().unwrap_or_default()
    };
    (value("VmRSS:"), value("RssAnon:"))
}
