//! `ask`: one command, or one a line from standard input.

use std::io::{BufRead, Write};

use crate::cli::Ask;
use crate::service::{Answer, Desk, Failure, Request};
use crate::terminal::{json, text};

/// Answers what was asked; false when it could not be answered.
///
/// # Errors
/// When standard input or output fails.
pub fn ask(desk: &Desk, ask: &Ask) -> anyhow::Result<bool> {
    if ask.stdin {
        return lines(desk, std::io::stdin().lock(), std::io::stdout().lock());
    }
    let (line, as_json) = ask.line();
    let result = answer(desk, &line);
    let answered = result.is_ok();
    match as_json {
        true => writeln!(std::io::stdout(), "{}", json::reply(&result))?,
        false => match result {
            Ok(answer) => anstream::print!("{}", text::answer(&answer)),
            Err(failure) => anstream::eprint!("{}", text::failure(&failure)),
        },
    }
    Ok(answered)
}

/// Answers each line of `input` with one line of JSON; blank lines are passed over.
///
/// # Errors
/// When reading or writing fails.
pub fn lines(desk: &Desk, input: impl BufRead, mut output: impl Write) -> anyhow::Result<bool> {
    let mut all = true;
    for line in input.split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        let result = answer(desk, &line);
        all &= result.is_ok();
        writeln!(output, "{}", json::reply(&result))?;
        output.flush()?;
    }
    Ok(all)
}

fn answer(desk: &Desk, line: &str) -> Result<Answer, Failure> {
    let request: Request = line.parse()?;
    desk.answer(&request)
}
