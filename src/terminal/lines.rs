//! Lines from a pipe or a file, whatever is in them.
//!
//! A line that is too long or not UTF-8 is refused; the one behind it is read as if nothing had
//! happened, and no line takes more memory than a command can have.

use std::io::{self, BufRead};

use crate::service::refusal::{Refusal, RefusalKind};

/// A command has at most 6,000 characters, and a character at most four bytes.
const LONGEST: usize = 4 * crate::service::command::LONGEST;

/// The lines of a reader that are not blank.
#[derive(Debug)]
pub struct Lines<R>(R);

impl<R: BufRead> Lines<R> {
    /// The lines of `input`.
    pub fn of(input: R) -> Self {
        Lines(input)
    }

    /// The next line without its end, cut at [`LONGEST`], and how long it was.
    fn bytes(&mut self) -> io::Result<Option<(Vec<u8>, usize)>> {
        let (mut line, mut length) = (Vec::new(), 0);
        loop {
            let buffer = self.0.fill_buf()?;
            if buffer.is_empty() {
                return Ok((length > 0).then_some((line, length)));
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let room = LONGEST.saturating_sub(line.len());
            line.extend_from_slice(&part[..part.len().min(room)]);
            length += part.len();
            let read = part.len() + usize::from(end.is_some());
            self.0.consume(read);
            if end.is_some() {
                return Ok(Some((line, length)));
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Result<String, Refusal>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (line, length) = match self.bytes().transpose()? {
                Ok(read) => read,
                Err(error) => return Some(Err(error)),
            };
            if length > LONGEST {
                return Some(Ok(Err(too_long(length))));
            }
            match String::from_utf8(line) {
                Ok(line) if line.trim().is_empty() => {}
                Ok(line) => return Some(Ok(Ok(line))),
                Err(error) => return Some(Ok(Err(not_utf8(error.utf8_error().valid_up_to())))),
            }
        }
    }
}

fn too_long(length: usize) -> Refusal {
    Refusal::new(
        RefusalKind::TooLong,
        format!("This line is {length} bytes long, and at most {LONGEST} are read."),
        "Shorten it to the part that matters.",
    )
}

fn not_utf8(at: usize) -> Refusal {
    Refusal::new(
        RefusalKind::BadRequest,
        format!(
            "This line is not UTF-8; byte {} is the first that cannot be read.",
            at + 1
        ),
        "Send lines as UTF-8.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &[u8], expected: &[Result<&str, RefusalKind>]) {
        let lines = Lines::of(io::BufReader::with_capacity(7, input));
        let read: Vec<Result<String, RefusalKind>> = lines
            .map(|line| line.unwrap().map_err(|refusal| refusal.kind))
            .collect();
        let expected: Vec<Result<String, RefusalKind>> = expected
            .iter()
            .map(|line| line.map(str::to_owned))
            .collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn blank_lines_are_passed_over_and_the_last_needs_no_end() {
        check(b"about\n\n  \r\nhelp", &[Ok("about"), Ok("help")]);
        check(b"", &[]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_the_next_line_still_read() {
        let mut input = vec![b'x'; 1_000_000];
        input.extend_from_slice(b"\n\xff\xfe norm\nhelp\n");
        check(
            &input,
            &[
                Err(RefusalKind::TooLong),
                Err(RefusalKind::BadRequest),
                Ok("help"),
            ],
        );
    }
}
