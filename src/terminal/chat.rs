//! `chat`: commands at a prompt, with history and completion.
//!
//! Reads from a pipe as well; a command that fails does not end the conversation.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::service::{Desk, Failure};
use crate::terminal::ask::{answer, show};
use crate::terminal::complete::complete;
use crate::terminal::lines::Lines;
use crate::terminal::open;

const PROMPT: &str = "rapporteur> ";
const WELCOME: &str = "Commands as on Discord, with or without the slash: `help` lists them, Tab completes, Ctrl-D ends.";

/// Answers what is typed until the input ends; `history` keeps what was typed.
///
/// # Errors
/// When standard input or output fails.
pub fn chat(desk: &Desk, history: &Path) -> anyhow::Result<()> {
    if io::stdin().is_terminal() {
        typed(desk, history)
    } else {
        piped(desk, io::stdin().lock())
    }
}

fn piped(desk: &Desk, input: impl BufRead) -> anyhow::Result<()> {
    for line in Lines::of(input) {
        let line = line?.map_err(Failure::from);
        match line {
            Ok(line) if ends(&line) => break,
            line => show(&line.and_then(|line| answer(desk, &line)))?,
        }
    }
    Ok(())
}

fn typed(desk: &Desk, history: &Path) -> anyhow::Result<()> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .auto_add_history(true)
        .build();
    let mut editor: Editor<Offers, DefaultHistory> = Editor::with_config(config)?;
    editor.set_helper(Some(Offers(desk.clone())));
    // The first conversation has no history yet, and none is no reason not to talk.
    editor.load_history(history).ok();
    open::tell(WELCOME);
    loop {
        let line = match editor.readline(PROMPT) {
            Ok(line) if ends(&line) => break,
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error.into()),
        };
        if line.trim().is_empty() {
            continue;
        }
        show(&answer(desk, &line))?;
        // At once, so that closing the window loses nothing; a full disk must not end the talk.
        editor.append_history(history).ok();
    }
    Ok(())
}

/// True for the words that people try before they find Ctrl-D.
fn ends(line: &str) -> bool {
    matches!(line.trim().trim_start_matches('/'), "quit" | "exit")
}

/// Completion at the prompt.
struct Offers(Desk);

impl Completer for Offers {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, choices) = complete(&self.0, &line[..at]);
        let pair = |choice: crate::service::complete::Choice| Pair {
            display: choice.name,
            replacement: choice.value,
        };
        let mut pairs: Vec<Pair> = choices.into_iter().map(pair).collect();
        let typed = &line[start..at];
        let lengthens = |pair: &Pair| pair.replacement.starts_with(typed);
        if pairs.len() > 1 && !pairs.iter().all(lengthens) {
            // The editor fills in what all choices have in common, and would take away a word
            // that stands inside their names; offered itself, the word stays.
            pairs.push(Pair {
                display: format!("{typed} (as typed)"),
                replacement: typed.to_owned(),
            });
        }
        Ok((start, pairs))
    }
}

impl Hinter for Offers {
    type Hint = String;
}
impl Highlighter for Offers {}
impl Validator for Offers {}
impl Helper for Offers {}
