//! Rapporteur's whole answer: from the line that somebody types to the message that Discord gets.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use rapporteur::corpus::Files;
use rapporteur::domain::clock::SystemClock;
use rapporteur::index::{self, Opened};
use rapporteur::service::{Desk, Request};

use crate::figures::{Asked, Built, bytes_below, resident};
use crate::passages;
use crate::queries::{self, Query};

/// The program as it is run; a new process each time.
const STARTS: usize = 11;

pub(crate) fn build(folder: &Path) -> Built {
    let place = folder.join("rapporteur");
    std::fs::remove_dir_all(&place).ok();
    let started = Instant::now();
    let opened = open(folder);
    Built {
        seconds: started.elapsed().as_secs_f64(),
        bytes: bytes_below(&place),
        n_passages: opened.index.n_passages().unwrap() as u64,
    }
}

fn open(folder: &Path) -> Opened {
    let corpus = Files::in_folder(&passages::corpus(folder)).unwrap();
    let files = Files::shipped().with(corpus);
    index::open(&folder.join("rapporteur/index"), &files, &mut |_| {}).unwrap()
}

pub(crate) fn ask(folder: &Path) -> Asked {
    let queries = queries::read(folder);
    let mut asked = Asked {
        open_ms: first_answer(folder),
        ..Asked::default()
    };
    let desk = Desk::new(open(folder), Arc::new(SystemClock));
    for query in &queries {
        let time = timed(&desk, &line(query));
        if query.counted {
            asked.times.push((query.kind.clone(), time));
        }
    }
    (asked.resident_kb, asked.own_kb) = resident();
    asked.remarks.push(hostile(&desk));
    asked.remarks.push(added(folder));
    asked
}

/// Microseconds from a line to the message.
fn timed(desk: &Desk, line: &str) -> f64 {
    let started = Instant::now();
    let message = match line.parse::<Request>() {
        Ok(request) => match desk.answer(&request) {
            Ok(answer) => rapporteur::discord::message_json(&answer).to_string(),
            Err(failure) => failure.to_string(),
        },
        Err(refusal) => refusal.message,
    };
    std::hint::black_box(message);
    started.elapsed().as_secs_f64() * 1e6
}

fn line(query: &Query) -> String {
    let words = query.words.join(" ");
    let mut line = match query.phrase {
        true => format!("/search \"{words}\""),
        false => format!("/search {words}"),
    };
    if let Some(party) = &query.party {
        line += &format!(" party:{party}");
    }
    if let Some((from, to)) = query.years {
        line += &format!(" date:{from}..{to}");
    }
    line
}

/// Milliseconds that the program takes from its start to its first answer and its end, the median.
fn first_answer(folder: &Path) -> f64 {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let started = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .args(["ask", "/search sovereignty of States"])
            .env("RAPPORTEUR_CORPUS", passages::corpus(folder))
            .env("RAPPORTEUR_DATA_DIR", folder.join("rapporteur"))
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times[STARTS / 2]
}

/// The slowest of the queries that nobody means well.
fn hostile(desk: &Desk) -> String {
    let letters = |n: usize| (0..n).map(|i| char::from(b'a' + u8::try_from(i % 26).unwrap()));
    let prefixes: Vec<String> = letters(60).map(|letter| format!("{letter}*")).collect();
    let lines = [
        format!("/search {}", "security ".repeat(660)),
        format!("/search {}", "x".repeat(6_000)),
        format!("/search a{}", " OR b".repeat(1_000)),
        "/search a*".to_owned(),
        format!("/search {}", prefixes.join(" ")),
        format!("/search {}", prefixes.join(" OR ")),
        format!("/search {}peace{}", "(".repeat(500), ")".repeat(500)),
        "/search \u{202e}ytiruces lanoitan\u{202c} peace\0war".to_owned(),
        format!("/search {}", "the of and to in ".repeat(12)),
        "/search (the OR of) near/50 (and OR to)".to_owned(),
        "/search \"the of the of the\"".to_owned(),
        "/search the near/50 of".to_owned(),
        "/search -the".to_owned(),
        "/search date:1900..2100 -security".to_owned(),
        "/search peace page:900".to_owned(),
        "/search party:CHN order:newest page:50".to_owned(),
        format!("/norm {}", "critical infrastructure ".repeat(250)),
        format!("/norm {}", "関键基础设施".repeat(900)),
    ];
    let mut worst = (0.0, String::new());
    let mut all = Vec::new();
    for line in &lines {
        let time = timed(desk, line) / 1e3;
        let short: String = line.chars().take(40).collect();
        all.push(format!("{time:.1} ms {short:?}"));
        if time > worst.0 {
            worst = (time, short);
        }
    }
    format!(
        "hostile queries: the worst of {} took {:.1} ms ({:?}); {}",
        lines.len(),
        worst.0,
        worst.1,
        all.join(", ")
    )
}

/// How long it takes until a statement that comes in as a file is found.
fn added(folder: &Path) -> String {
    let path = passages::corpus(folder).join("statements/added.jsonl");
    let statement = serde_json::json!({
        "id": "added", "title": "Statement by Fiji", "kind": "statement", "party": "FJI",
        "on_behalf_of": [], "forum": "GADEB", "language": "en", "numbering": "ours",
        "date": {"value": "2026-11"},
        "source": {"address": "https://example.org", "format": "html"},
        "paragraphs": [{"number": 1, "text": "The word quetzalcoatlus stands here alone."}],
    });
    std::fs::write(&path, format!("{statement}\n")).unwrap();
    let started = Instant::now();
    let desk = Desk::new(open(folder), Arc::new(SystemClock));
    let request: Request = "/search quetzalcoatlus".parse().unwrap();
    let found = serde_json::to_string(&desk.answer(&request).unwrap()).unwrap();
    let time = started.elapsed().as_secs_f64() * 1e3;
    assert!(found.contains("stands here alone"));
    std::fs::remove_file(&path).unwrap();
    open(folder);
    format!("a statement added as a file was found after {time:.0} ms")
}
