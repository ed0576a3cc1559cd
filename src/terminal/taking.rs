//! `add` and `import`: statements into the corpus folder, with or without a word to anybody.

use std::io::Write as _;
use std::path::PathBuf;

use crate::alerts::{self, Spared};
use crate::cli::{Add, Import};
use crate::config::Config;
use crate::corpus;
use crate::domain::clock::{Clock, SystemClock};
use crate::domain::id::StatementId;
use crate::import;
use crate::run::Exit;
use crate::terminal::stored::with_store;
use crate::terminal::{open, text};

/// Takes statement files in.
///
/// # Errors
/// What stopped it; with a defect in one of the files nothing is taken in.
pub fn add(mut config: Config, asked: &Add) -> anyhow::Result<Exit> {
    let Some(into) = folder(&mut config, asked.into.as_ref())? else {
        return Ok(Exit::Invalid);
    };
    let desk = open::desk(&config)?;
    let index = (desk.index(), desk.reference());
    let added = import::add::add(&asked.files, &into, index.0, index.1, &mut |statements| {
        mark(&config, asked.backfill, statements)
    });
    let added = match added {
        Err(import::Error::Corpus(corpus::Error::Defects(defects))) => {
            open::list(&defects, "the files");
            open::tell("Nothing was added.");
            return Ok(Exit::Invalid);
        }
        added => added?,
    };
    writeln!(anstream::stdout(), "{}", text::added(&added, &into))?;
    tell_spared(&config, asked.backfill, &added.statements)?;
    Ok(Exit::Done)
}

/// Makes a collection.
///
/// # Errors
/// What stopped it; with a defect in the file nothing is imported.
pub fn import(mut config: Config, asked: &Import) -> anyhow::Result<Exit> {
    let known = asked.into.is_none() || config.corpus.path == asked.into;
    let Some(into) = folder(&mut config, asked.into.as_ref())? else {
        return Ok(Exit::Invalid);
    };
    let plan = import::Plan {
        source: asked.file.clone(),
        into: into.clone(),
        name: asked.name.clone(),
    };
    let files = config.corpus_files()?;
    let mut before = |statements: &[(StatementId, u64)]| mark(&config, asked.backfill, statements);
    let made =
        open::with_import_progress(|progress| import::import(&plan, &files, progress, &mut before));
    let made = match made {
        Err(import::Error::Corpus(corpus::Error::Defects(defects))) => {
            open::list(&defects, &plan.source.display().to_string());
            open::tell("Nothing was imported.");
            return Ok(Exit::Invalid);
        }
        made => made?,
    };
    writeln!(anstream::stdout(), "{}", text::imported(&made))?;
    if !known {
        let folder = into.display();
        open::tell(&format!(
            "Ask with `rapporteur --corpus {folder} ask …`, or set corpus.path in the configuration."
        ));
    }
    tell_spared(&config, asked.backfill, &made.statements)?;
    Ok(Exit::Done)
}

/// The corpus folder that statements go into, which is made and read from then on; nothing, with
/// a word on what to do, when none is known.
fn folder(config: &mut Config, named: Option<&PathBuf>) -> anyhow::Result<Option<PathBuf>> {
    let Some(into) = named.or(config.corpus.path.as_ref()).cloned() else {
        open::tell(
            "No corpus folder is set that it could go into; \
             name one with --into FOLDER, or set corpus.path in the configuration.",
        );
        return Ok(None);
    };
    std::fs::create_dir_all(&into)?;
    config.corpus.path = Some(into.clone());
    Ok(Some(into))
}

/// Records a backfill as seen, right before the corpus has it: a running bot then finds nothing new
/// in it.
fn mark(config: &Config, backfill: bool, statements: &[(StatementId, u64)]) -> anyhow::Result<()> {
    if !backfill {
        return Ok(());
    }
    let now = SystemClock.now();
    with_store(config, async |store| {
        Ok(alerts::mark(store, statements, now).await?)
    })
}

/// Says how many alerts a backfill would have met.
fn tell_spared(
    config: &Config,
    backfill: bool,
    statements: &[(StatementId, u64)],
) -> anyhow::Result<()> {
    if !backfill {
        return Ok(());
    }
    let desk = open::desk(config)?;
    let spared: Spared = with_store(config, async |store| {
        Ok(alerts::spared(store, &desk, statements).await?)
    })?;
    writeln!(anstream::stdout(), "{}", text::spared(spared))?;
    Ok(())
}
