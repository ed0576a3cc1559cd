//! How fast Rapporteur is on a million passages, beside the engine under it and those that others
//! use: `cargo bench --bench engines -- UNGDC.jsonl.xz [--into FOLDER] [--engine NAME]… [--fresh]`.
//!
//! `UNGDC.jsonl.xz` is the UN General Debate Corpus, one speech a line. What is made of it stays in
//! the folder (`target/engines` when none is named), so that a second run only asks, unless
//! `--fresh` makes the indexes anew. Each engine
//! runs in a process of its own, one after the other, on the same passages and queries. The peers
//! need Debian's `python3-xapian`, `postgresql` and `python3-psycopg2`; one that is not installed
//! is left out and said to be.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop where it likes")]
#![allow(clippy::print_stdout, reason = "the figures are its output")]

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::figures::{Asked, Built, Figures};

mod bare;
mod figures;
mod passages;
mod queries;
mod whole;

/// The engines, in the order of the table.
const ENGINES: [&str; 5] = ["rapporteur", "tantivy", "xapian", "fts5", "postgresql"];

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| one != "--bench")
        .collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["child", engine, action, folder] => child(engine, action, Path::new(folder)),
        _ => run(&Plan::of(&arguments)),
    }
}

/// What was asked for on the command line.
struct Plan {
    source: PathBuf,
    folder: PathBuf,
    engines: Vec<String>,
    /// True when the indexes are made anew.
    fresh: bool,
}

impl Plan {
    fn of(arguments: &[String]) -> Self {
        let mut plan = Plan {
            source: PathBuf::new(),
            folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("target/engines"),
            engines: Vec::new(),
            fresh: false,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let value = |next: Option<&String>| next.expect("a value behind the option").clone();
            match argument.as_str() {
                "--into" => plan.folder = value(arguments.next()).into(),
                "--engine" => plan.engines.push(value(arguments.next())),
                "--fresh" => plan.fresh = true,
                source => plan.source = source.into(),
            }
        }
        assert!(
            plan.source.is_file(),
            "name the UN General Debate Corpus (ungdc.jsonl.xz): cargo bench --bench engines -- FILE"
        );
        if plan.engines.is_empty() {
            plan.engines = ENGINES.map(str::to_owned).to_vec();
        }
        plan
    }
}

fn run(plan: &Plan) {
    std::fs::create_dir_all(&plan.folder).unwrap();
    let made = passages::make(&plan.source, &plan.folder);
    println!("{made}");
    queries::make(&plan.folder);
    let mut all: Vec<Figures> = Vec::new();
    for engine in &plan.engines {
        all.extend(measured(engine, plan));
    }
    println!("\n{}", figures::sizes(&all));
    println!("\n{}", figures::times(&all));
    println!("\n{}", figures::kinds(&all));
    for figures in &all {
        for remark in &figures.asked.remarks {
            println!("{}: {remark}", figures.engine);
        }
    }
}

/// Builds the engine's index where there is none, and asks; nothing where the engine is missing.
fn measured(engine: &str, plan: &Plan) -> Option<Figures> {
    let folder = &plan.folder;
    let kept = folder.join(format!("{engine}.json"));
    if plan.fresh {
        std::fs::remove_file(&kept).ok();
    }
    if !kept.exists() {
        std::fs::write(&kept, told(engine, "build", folder)?).unwrap();
    }
    let built: Built = serde_json::from_slice(&std::fs::read(&kept).unwrap()).unwrap();
    let asked: Asked = serde_json::from_slice(&told(engine, "ask", folder)?).unwrap();
    Some(Figures {
        engine: engine.to_owned(),
        built,
        asked,
    })
}

/// What the engine's own process prints.
fn told(engine: &str, action: &str, folder: &Path) -> Option<Vec<u8>> {
    let mut command = match engine {
        "rapporteur" | "tantivy" => {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.arg("child");
            command
        }
        _ => {
            let mut command = Command::new("/usr/bin/python3");
            command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/engines/peers.py"));
            command
        }
    };
    let output = command.args([engine, action]).arg(folder).output().unwrap();
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        println!(
            "{engine} is left out: {}",
            why.lines().last().unwrap_or_default()
        );
        return None;
    }
    Some(output.stdout)
}

fn child(engine: &str, action: &str, folder: &Path) {
    let told = match (engine, action) {
        ("rapporteur", "build") => serde_json::to_string(&whole::build(folder)),
        ("rapporteur", _) => serde_json::to_string(&whole::ask(folder)),
        (_, "build") => serde_json::to_string(&bare::build(folder)),
        _ => serde_json::to_string(&bare::ask(folder)),
    };
    println!("{}", told.unwrap());
}
