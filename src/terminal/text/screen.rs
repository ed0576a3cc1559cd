//! What an answer is written on: how wide it is, and whether a person looks at it.

use std::io::{self, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};

/// Longer lines tire the eye.
const WIDEST: usize = 100;
const NARROWEST: usize = 24;
const USUAL: usize = 80;

/// What an answer is written on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Columns of a line.
    pub width: usize,
    /// True when a terminal shows it; quotations are then wrapped and made harmless.
    pub terminal: bool,
    /// True when bold, dim and colours are wanted.
    pub colour: bool,
}

impl Screen {
    /// A file or a pipe.
    pub const PIPE: Screen = Screen {
        width: USUAL,
        terminal: false,
        colour: false,
    };

    /// What standard output goes to, now; windows change their size.
    pub fn of_stdout() -> Self {
        Screen::of(&io::stdout())
    }

    /// What standard error goes to, now.
    pub fn of_stderr() -> Self {
        Screen::of(&io::stderr())
    }

    fn of(stream: &impl RawStream) -> Self {
        if !stream.is_terminal() {
            return Screen::PIPE;
        }
        Screen {
            width: textwrap::termwidth().clamp(NARROWEST, WIDEST),
            terminal: true,
            colour: AutoStream::choice(stream) != ColorChoice::Never,
        }
    }

    /// Writes `text` to standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn print(self, text: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        if self.colour {
            AutoStream::auto(stdout).write_all(text.as_bytes())
        } else {
            // Past `anstream`, which would take escape sequences out of a quotation.
            stdout.write_all(text.as_bytes())
        }?;
        io::stdout().flush()
    }
}
