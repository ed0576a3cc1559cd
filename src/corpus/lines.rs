//! The lines of a file that may be compressed, one at a time, whatever its length.

use std::io::{BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use crate::corpus::has_extension;

/// No line of a collection is longer; the longest speech of the General Assembly is 0.3 MB.
pub const LONGEST: usize = 32_000_000;

/// What takes the compression off `source`, by the name it has.
pub fn unpacked<'a>(name: &str, source: impl Read + Send + 'a) -> Box<dyn Read + Send + 'a> {
    const BUFFER: usize = 1 << 16;
    let source = BufReader::with_capacity(BUFFER, source);
    if has_extension(name, "gz") {
        Box::new(MultiGzDecoder::new(source))
    } else if has_extension(name, "xz") {
        Box::new(XzReader::new(source, true))
    } else {
        Box::new(source)
    }
}

/// A line and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: usize,
    /// Without its end.
    pub bytes: Vec<u8>,
}

/// Why a line cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read, or not be unpacked.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A line has more than [`LONGEST`] bytes.
    #[error("line {0} is longer than {LONGEST} bytes; the file is not a collection")]
    Long(usize),
}

/// The lines of `source` that are not blank; a byte order mark before the first is left out.
pub fn lines(source: impl Read) -> impl Iterator<Item = Result<Line, Error>> {
    const BUFFER: usize = 1 << 18;
    let mut source = BufReader::with_capacity(BUFFER, source);
    let mut number = 0;
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            let mut bytes = Vec::new();
            let read = source
                .by_ref()
                .take(LONGEST as u64 + 1)
                .read_until(b'\n', &mut bytes);
            number += 1;
            match read {
                Ok(0) => return None,
                Ok(n) if n > LONGEST => {
                    ended = true;
                    return Some(Err(Error::Long(number)));
                }
                Ok(_) => {}
                Err(error) => {
                    ended = true;
                    return Some(Err(error.into()));
                }
            }
            if number == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(..3);
            }
            bytes.truncate(bytes.trim_ascii_end().len());
            if !bytes.is_empty() {
                return Some(Ok(Line { number, bytes }));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    fn gz(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[track_caller]
    fn check(name: &str, bytes: &[u8], expected: &[(usize, &str)]) {
        let found: Vec<(usize, String)> = lines(unpacked(name, bytes))
            .map(Result::unwrap)
            .map(|line| (line.number, String::from_utf8(line.bytes).unwrap()))
            .collect();
        let found: Vec<(usize, &str)> = found.iter().map(|(n, text)| (*n, text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_keep_their_numbers_and_lose_their_ends() {
        check(
            "a.jsonl",
            "\u{feff}a\r\n\n b \nc".as_bytes(),
            &[(1, "a"), (3, " b"), (4, "c")],
        );
    }

    #[test]
    fn a_file_of_several_compressed_parts_is_one_file() {
        let bytes = [gz("a\nb"), gz("c\n"), gz("d\n")].concat();
        check("a.jsonl.gz", &bytes, &[(1, "a"), (2, "bc"), (3, "d")]);
    }

    #[test]
    fn a_compressed_file_that_breaks_off_is_an_error() {
        let bytes = gz("a\nb\n");
        let found: Vec<_> = lines(unpacked("a.jsonl.gz", &bytes[..bytes.len() - 9])).collect();
        assert!(found.iter().any(Result::is_err), "{found:?}");
    }
}
