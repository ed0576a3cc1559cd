//! `ask`: one command, or one a line from standard input.

use std::io::{self, BufRead, Write};

use crate::cli::Ask;
use crate::service::{Answer, Desk, Failure, Request};
use crate::terminal::lines::Lines;
use crate::terminal::text::screen::Screen;
use crate::terminal::{json, open, text};

/// Answers what was asked; false when it could not be answered.
///
/// # Errors
/// When standard input or output fails.
pub fn ask(desk: &Desk, ask: &Ask) -> anyhow::Result<bool> {
    if ask.stdin {
        return lines(desk, io::stdin().lock(), io::stdout().lock());
    }
    let (line, as_json) = ask.line();
    let result = answer(desk, &line);
    let answered = result.is_ok();
    if as_json {
        writeln!(io::stdout(), "{}", json::reply(&result))?;
    } else {
        show(&result)?;
    }
    Ok(answered)
}

/// Shows an answer on standard output, or a failure on standard error.
///
/// # Errors
/// When standard output fails.
pub fn show(result: &Result<Answer, Failure>) -> io::Result<()> {
    match result {
        Ok(answer) => {
            let screen = Screen::of_stdout();
            screen.print(&text::answer(answer, screen))
        }
        Err(failure) => {
            open::tell(&text::failure(failure, Screen::of_stderr()));
            Ok(())
        }
    }
}

/// Answers each line of `input` with one line of JSON; blank lines are passed over.
///
/// # Errors
/// When reading or writing fails.
pub fn lines(desk: &Desk, input: impl BufRead, mut output: impl Write) -> anyhow::Result<bool> {
    let mut all = true;
    for line in Lines::of(input) {
        let result = line?
            .map_err(Failure::from)
            .and_then(|line| answer(desk, &line));
        all &= result.is_ok();
        writeln!(output, "{}", json::reply(&result))?;
        output.flush()?;
    }
    Ok(all)
}

/// Answers one line as typed.
///
/// # Errors
/// A refusal when it cannot be read, otherwise what failed.
pub fn answer(desk: &Desk, line: &str) -> Result<Answer, Failure> {
    let request: Request = line.parse()?;
    desk.answer(&request)
}
