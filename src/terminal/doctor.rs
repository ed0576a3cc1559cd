//! `doctor`: checks what the program stands on, and tells the remedy for what is broken.

use std::path::Path;

use crate::config::{Config, DATABASE_VARIABLE, TOKEN_VARIABLE, Token};
use crate::corpus::{self, Files};
use crate::discord::check_token;
use crate::domain::delivery::DeliveryState;
use crate::index;
use crate::store::{Place, Store};
use crate::terminal::stored::waited_for;
use crate::terminal::text;
use crate::terminal::text::checks::Finding;

/// Room that an index of a few thousand statements and the store need with some to spare.
const ROOM: u64 = 500_000_000;

/// Examines everything; what cannot be examined because of an earlier fault is left out.
pub fn examine(config: &Config) -> Vec<Finding> {
    let (files, finding) = corpus(config);
    let mut findings = vec![finding];
    match config.data_dir() {
        Ok(folder) => {
            let index = folder.join("index");
            findings.extend(files.map(|files| made(&index, &files)));
            findings.push(writer(&index));
            findings.push(store(config));
            findings.push(disk(&folder));
        }
        Err(error) => findings.push(Finding::broken("data folder", format!("{error}."), "")),
    }
    findings.push(token(config));
    findings
}

fn corpus(config: &Config) -> (Option<Files>, Finding) {
    let read = config
        .corpus_files()
        .and_then(|files| Ok((corpus::check(&files)?, files)));
    match read {
        Ok((checked, files)) => {
            let held = format!("{}.", text::held(&checked));
            (Some(files), Finding::sound("corpus", held))
        }
        Err(error @ corpus::Error::Defects(_)) => {
            let remedy = "`rapporteur check` lists every defect with its file and line.";
            (None, Finding::broken("corpus", format!("{error}."), remedy))
        }
        Err(error @ corpus::Error::Io { .. }) => {
            let remedy = "Name another folder with --corpus, or let this one be read.";
            (None, Finding::broken("corpus", format!("{error}."), remedy))
        }
    }
}

fn made(folder: &Path, files: &Files) -> Finding {
    match index::status(folder, files) {
        Ok(status) if status.is_up_to_date() => Finding::sound("index", status.to_string()),
        Ok(status) => Finding::remark(
            "index",
            status.to_string(),
            "The next `ask`, `chat` or `serve` brings it up to date by itself.",
        ),
        Err(error) => {
            let remedy =
                "`rapporteur index build --fresh` makes it anew from the corpus; nothing is lost.";
            Finding::broken("index", format!("{error}."), remedy)
        }
    }
}

fn writer(folder: &Path) -> Finding {
    match index::writer(folder) {
        Ok(None) => match writable(folder) {
            Ok(()) => Finding::sound(
                "index writer",
                "The index can be written, and nobody writes it now.",
            ),
            Err(error) => unwritable("index writer", folder, &error),
        },
        Ok(Some(holder)) => Finding::remark(
            "index writer",
            format!("The index is being written by {holder}."),
            "Questions are answered meanwhile; wait for it to finish before `index build`.",
        ),
        Err(error) => Finding::broken(
            "index writer",
            format!("{error}."),
            "Let the folder be written.",
        ),
    }
}

/// How far the deliveries are in a store that opens.
fn outbox(name: &str, counts: &[(DeliveryState, i64)]) -> Finding {
    let n = |state| {
        let own = counts.iter().find(|(own, _)| *own == state);
        own.map_or(0, |(_, n)| *n)
    };
    let waiting = n(DeliveryState::Waiting) + n(DeliveryState::Leased);
    let found = format!("{name} opens; {waiting} deliveries wait to be sent.");
    match n(DeliveryState::Failed) {
        0 => Finding::sound("store", found),
        failed => Finding::remark(
            "store",
            format!("{found} {failed} were refused for good."),
            "`rapporteur deliveries list --state failed` says why; `deliveries requeue` tries again.",
        ),
    }
}

/// Opens the store as `serve` would.
fn store(config: &Config) -> Finding {
    let remedy = format!(
        "`rapporteur backup FILE` copies it; see that {DATABASE_VARIABLE} and the data folder are right."
    );
    let place = match config.store_place() {
        Ok(place) => place,
        Err(error) => return Finding::broken("store", format!("{error}."), ""),
    };
    let name = match &place {
        Place::Folder(folder) => folder.join("store.sqlite").display().to_string(),
        Place::Server(url) => url.to_string(),
    };
    let opened = waited_for(async {
        let store = Store::open_at(&place).await?;
        let counts = store.counts().await;
        store.close().await;
        counts
    });
    match opened {
        Ok(Ok(counts)) => outbox(&name, &counts),
        Ok(Err(error)) => Finding::broken("store", format!("{error}."), remedy),
        Err(error) => Finding::broken("store", format!("{error}."), ""),
    }
}

fn unwritable(what: &'static str, folder: &Path, error: &std::io::Error) -> Finding {
    Finding::broken(
        what,
        format!("{} cannot be written: {error}.", folder.display()),
        "Give the user that runs the program the right to write there, or name another folder with --data-dir.",
    )
}

/// Makes the folder if need be, and a file in it that goes away again.
fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    std::fs::write(&probe, "probe")?;
    std::fs::remove_file(&probe)
}

fn disk(folder: &Path) -> Finding {
    let existing = folder
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(folder);
    match fs4::available_space(existing) {
        Ok(free) if free < ROOM => Finding::remark(
            "disk",
            format!(
                "Only {} MB are free in {}.",
                free / 1_000_000,
                existing.display()
            ),
            "Free at least 500 MB, or name another folder with --data-dir.",
        ),
        Ok(free) => Finding::sound("disk", format!("{} MB are free.", free / 1_000_000)),
        Err(error) => Finding::remark("disk", format!("The free space is not known: {error}."), ""),
    }
}

/// Asks Discord whose token it is.
fn token(config: &Config) -> Finding {
    let Some(token) = Token::from_environment() else {
        return Finding::remark(
            "token",
            format!("{TOKEN_VARIABLE} is not set; only `serve` needs it."),
            "Copy it from the developer portal (Bot, Reset Token) into the environment or a file named .env.",
        );
    };
    let permissions = "Answers need no permission bits; where commands do not show, let members use application commands.";
    match waited_for(check_token(&token, &config.discord)) {
        Ok(Ok(name)) => Finding::sound(
            "token",
            format!("It belongs to the application {name}. {permissions}"),
        ),
        Ok(Err(problem)) => Finding::broken(
            "token",
            format!("{problem}."),
            "Reset it in the developer portal, or let this machine reach Discord.",
        ),
        Err(error) => Finding::broken("token", format!("{error}."), ""),
    }
}
