//! The command line: what is typed, and which part of the program it goes to.

pub mod alerts;
pub mod deliveries;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::cli::alerts::AlertsCommand;
use crate::cli::deliveries::DeliveriesCommand;
use crate::evaluate::By;

/// Quotes what States have said on behaviour in cyberspace, verbatim and cited.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, about, after_help = EXAMPLES)]
pub struct Cli {
    /// Settings that go with every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  rapporteur ask /norm critical infrastructure
  rapporteur ask \"quote chn-cd-2015-cyber 5-7\"
  rapporteur ask --json /search cyber terrorism party:China
  printf 'norm GGE 13f\\nabout\\n' | rapporteur ask --stdin
  rapporteur chat
  rapporteur serve          (with DISCORD_TOKEN set)

`rapporteur COMMAND --help` shows examples of each.";

/// Settings that go with every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Configuration file
    #[arg(
        long,
        global = true,
        env = "RAPPORTEUR_CONFIG",
        hide_env_values = true,
        value_name = "FILE"
    )]
    pub config: Option<PathBuf>,
    /// Corpus folder, added to the corpus inside the program
    #[arg(
        long,
        global = true,
        env = "RAPPORTEUR_CORPUS",
        hide_env_values = true,
        value_name = "FOLDER"
    )]
    pub corpus: Option<PathBuf>,
    /// Folder for the index and the store
    #[arg(
        long,
        global = true,
        env = "RAPPORTEUR_DATA_DIR",
        hide_env_values = true,
        value_name = "FOLDER"
    )]
    pub data_dir: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer one command, or one a line
    #[command(after_help = ASK)]
    Ask(Ask),
    /// Answer commands at a prompt, with history and completion
    #[command(after_help = CHAT)]
    Chat,
    /// Run the Discord bot
    #[command(after_help = SERVE)]
    Serve,
    /// Look at alerts, pause, resume or remove them
    #[command(subcommand, after_help = alerts::EXAMPLES)]
    Alerts(AlertsCommand),
    /// Look at what was told and is to be told, send again or cancel
    #[command(subcommand, after_help = deliveries::EXAMPLES)]
    Deliveries(DeliveriesCommand),
    /// Copy the store to a file, also while the bot runs
    #[command(after_help = BACKUP)]
    Backup {
        /// The file, which must not exist yet
        file: PathBuf,
    },
    /// Fill an empty store from a backup
    #[command(after_help = RESTORE)]
    Restore {
        /// A file that `backup` made
        file: PathBuf,
    },
    /// Make the index or look at it
    #[command(subcommand, after_help = INDEX)]
    Index(IndexCommand),
    /// Check a corpus and list every defect
    #[command(after_help = CHECK)]
    Check {
        /// A whole corpus; when absent, the corpus that `ask` would read
        path: Option<PathBuf>,
    },
    /// Make a collection of statements of a ready-made file
    #[command(after_help = IMPORT)]
    Import(Import),
    /// Add statements to the corpus folder
    #[command(after_help = ADD)]
    Add(Add),
    /// Measure how well /norm or /search answers questions whose answers are known
    #[command(after_help = EVALUATE)]
    Evaluate {
        /// The questions, one JSON object a line
        questions: PathBuf,
        /// The command that the questions are put to
        #[arg(long, value_enum, default_value_t)]
        by: By,
        /// Show each question that was answered badly
        #[arg(long)]
        misses: bool,
    },
    /// Check corpus, index, store, disk and token, each with a remedy
    #[command(after_help = DOCTOR)]
    Doctor,
}

const ASK: &str = "\
Examples:
  rapporteur ask /norm critical infrastructure
  rapporteur ask norm GGE 13f
  rapporteur ask quote chn-cd-2015-cyber 5-7
  rapporteur ask 'search \"cyber terrorism\" party:China from:2015'
  rapporteur ask cite chn-cd-2015-cyber 7 style:bibtex >> references.bib
  rapporteur ask --json statement chn-cd-2015-cyber
  printf 'norm GGE 13f\\nabout\\n' | rapporteur ask --stdin

`rapporteur ask help` explains every command.
Exit code: 0 answered, 1 refused or failed, 2 wrong command line or defects in the corpus.";

const CHAT: &str = "\
Examples:
  rapporteur chat
  rapporteur chat < questions.txt

At the prompt, Tab completes commands, norms, ids, paragraphs, party: and forum:.
Ctrl-D ends. What was typed is kept in history.txt in the data folder.";

const SERVE: &str = "\
Examples:
  DISCORD_TOKEN=… rapporteur serve
  rapporteur serve --config /etc/rapporteur.toml     (with the token in a file named .env)

`rapporteur doctor` tells what is missing.";

const BACKUP: &str = "\
Examples:
  rapporteur backup store-2026-11-25.sqlite
  RAPPORTEUR_DATABASE_URL=postgres://… rapporteur backup store.sqlite

A backup is one SQLite file, whichever database the store is on. It holds alerts, deliveries and
which statements were seen; corpus and index are not in it.";

const RESTORE: &str = "\
Examples:
  rapporteur restore store-2026-11-25.sqlite
  rapporteur restore store.sqlite --data-dir /var/lib/rapporteur
  RAPPORTEUR_DATABASE_URL=postgres://… rapporteur restore store.sqlite

Stop the bot first. A store that has alerts already is refused.";

const INDEX: &str = "\
Examples:
  rapporteur index status
  rapporteur index build
  rapporteur index build --fresh --corpus /srv/corpus

`ask`, `chat` and `serve` bring the index up to date by themselves.";

const EVALUATE: &str = "\
A question is a line such as
  {\"id\": \"r001\", \"q\": \"attacks on hospitals\", \"lang\": \"en\",
   \"norms\": {\"f\": 2, \"g\": 1}, \"paras\": {\"5\": 2}}
Grades: 2 answers, 1 bears on it. Norms are letters of the 2015 report or ids such as gge-2015/f,
paragraphs are numbers of the first statement or, for others, chn-cd-2015-cyber/5. Both lists
empty: nothing answers it. Norms without paragraphs: the corpus is silent on them.

Examples:
  rapporteur evaluate questions.jsonl
  rapporteur evaluate questions.jsonl --misses
  rapporteur evaluate --by search known-items.jsonl";

const CHECK: &str = "\
Examples:
  rapporteur check                        the corpus inside the program
  rapporteur check /srv/corpus            a whole corpus in a folder
  rapporteur check --corpus /srv/added    a folder together with the corpus it is added to

Each defect is one line: file, line, problem. Exit code: 0 none, 2 some.";

const IMPORT: &str = "\
Examples:
  rapporteur import statements.jsonl.gz --corpus /srv/corpus
  rapporteur import ungdc.jsonl.xz --into /srv/corpus --name general-debate

Read are collections as corpus/README.md describes them, and the UN General Debate Corpus as it is
published in JSON lines; plain, .gz or .xz.
A run that was stopped goes on where it was. Exit code: 0 imported, 1 failed, 2 defects in the file.";

const ADD: &str = "\
Examples:
  rapporteur add est-c1-2026-cyber.md --corpus /srv/corpus
  rapporteur add drafts/*.md
  rapporteur add archive/*.md --backfill

A file is a statement as corpus/README.md describes it. With a defect in one of the files nothing is
added. A running bot takes them in within a second and notifies everyone whose alert they match;
with --backfill nobody. One with the id of a statement that is there revises it.
Exit code: 0 added, 1 failed, 2 defects in a file.";

const DOCTOR: &str = "\
Examples:
  rapporteur doctor
  rapporteur doctor --data-dir /var/lib/rapporteur

`ok` is well, `--` is worth knowing, `!!` is broken. Exit code: 0, or 1 when something is broken.";

/// Answer one command, or one a line.
#[derive(Debug, Args)]
pub struct Ask {
    /// The command, with or without its slash, quoted or not
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required_unless_present = "stdin"
    )]
    pub line: Vec<String>,
    /// Print the answer as JSON
    #[arg(long)]
    pub json: bool,
    /// Read one command a line from standard input and print one JSON object a line
    #[arg(long, conflicts_with = "line")]
    pub stdin: bool,
}

impl Ask {
    /// The line as typed, and whether `--json` stood anywhere in it.
    pub fn line(&self) -> (String, bool) {
        let mut words = self.line.iter().filter(|word| *word != "--json");
        let command = words.next().cloned().unwrap_or_default();
        // Only a search tells a phrase from words.
        let phrases = command
            .trim_start_matches('/')
            .eq_ignore_ascii_case("search");
        let rest = words.map(|word| {
            if phrases {
                requoted(word)
            } else {
                word.clone()
            }
        });
        let line: Vec<String> = std::iter::once(command).chain(rest).collect();
        let json = self.json || self.line.iter().any(|word| word == "--json");
        (line.join(" "), json)
    }

    /// An option that stands behind the question and belongs before it.
    pub fn misplaced(&self) -> Option<&'static str> {
        let named = |option: &&str| {
            let own = |word: &String| word == option || word.starts_with(&format!("{option}="));
            self.line.iter().any(own)
        };
        COMMON.into_iter().find(named)
    }
}

/// Options that hold for every command; behind a question they would be read as a part of it.
const COMMON: [&str; 3] = ["--config", "--corpus", "--data-dir"];

/// Puts back the quotation marks that the shell took off a word with spaces.
fn requoted(word: &str) -> String {
    if !word.contains(' ') || is_whole_query(word) {
        return word.to_owned();
    }
    match word.split_once(':') {
        Some((field, value)) if field.chars().all(char::is_alphabetic) => match value {
            list if list.starts_with('(') => word.to_owned(),
            value => format!("{field}:\"{value}\""),
        },
        _ => format!("\"{word}\""),
    }
}

/// Make a collection of statements of a ready-made file.
#[derive(Debug, Args)]
pub struct Import {
    /// The file: .jsonl, .jsonl.gz or .jsonl.xz
    pub file: PathBuf,
    /// The corpus folder it goes into; the one that is set when absent
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
    /// What the collection is called; the file's name up to its first dot when absent
    #[arg(long)]
    pub name: Option<String>,
    /// Notify nobody of it
    #[arg(long)]
    pub backfill: bool,
}

/// Add statements to the corpus folder.
#[derive(Debug, Args)]
pub struct Add {
    /// The files, a statement each
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The corpus folder they go into; the one that is set when absent
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
    /// Notify nobody of them
    #[arg(long)]
    pub backfill: bool,
}

/// True when a word with spaces has signs of the query language, so that it is no phrase.
fn is_whole_query(word: &str) -> bool {
    let sign = |piece: &str| {
        matches!(piece, "OR" | "AND" | "NOT" | "|")
            || piece.starts_with(['-', '=', '('])
            || piece.ends_with('*')
            || piece.to_ascii_lowercase().starts_with("near/")
    };
    let mut pieces = word.split_whitespace();
    let first = pieces.next().is_some_and(sign);
    word.contains('"') || first || pieces.any(|piece| piece.contains(':') || sign(piece))
}

/// Make the index or look at it.
#[derive(Debug, Subcommand)]
pub enum IndexCommand {
    /// Bring the index up to the corpus
    Build {
        /// Throw the index away first
        #[arg(long)]
        fresh: bool,
    },
    /// Tell what the index holds and whether it is up to date
    Status,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[track_caller]
    fn check(typed: &[&str], line: &str, json: bool) {
        let cli = Cli::parse_from([&["rapporteur", "ask"], typed].concat());
        let Command::Ask(ask) = cli.command else {
            panic!("not ask");
        };
        assert_eq!(ask.line(), (line.to_owned(), json));
    }

    #[test]
    fn a_command_is_taken_quoted_or_not() {
        check(&["norm", "supply chain"], "norm supply chain", false);
        check(&["quote", "x", "5, 7"], "quote x 5, 7", false);
        check(
            &["search supply chain", "--json"],
            "search supply chain",
            true,
        );
        check(
            &["search", "cyber war party:CHN"],
            "search cyber war party:CHN",
            false,
        );
        check(
            &["/norm", "critical", "infrastructure"],
            "/norm critical infrastructure",
            false,
        );
        check(
            &["/norm critical infrastructure"],
            "/norm critical infrastructure",
            false,
        );
        check(&["--json", "norm", "x"], "norm x", true);
        check(&["norm", "x", "--json"], "norm x", true);
        check(
            &["search", "supply chain", "-network"],
            "search \"supply chain\" -network",
            false,
        );
        check(
            &["search", "x", "speaker:Fu Cong"],
            "search x speaker:\"Fu Cong\"",
            false,
        );
        for query in [
            "cyber OR attack",
            "-network attack",
            "party:(RUS OR CHN)",
            "(a b)",
            "a cyb* c",
        ] {
            check(&["search", query], &format!("search {query}"), false);
        }
    }
}
