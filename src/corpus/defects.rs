//! What is wrong with a corpus: a list that stays short enough to hold and to read.

use std::fmt;

use crate::corpus::Error;

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    /// The file, below the corpus folder.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, what was found, and what is expected.
    pub problem: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.problem)
    }
}

/// More defects than this are counted and not kept: nobody reads on, and memory is finite.
const MOST_KEPT: usize = 10_000;

/// Defects, of which there is at least one when they are an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defects {
    kept: Vec<Defect>,
    n: usize,
}

impl Defects {
    /// How many there are, those included that are not kept.
    pub fn len(&self) -> usize {
        self.n
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The first ten thousand, in the order of path and line.
    pub fn iter(&self) -> impl Iterator<Item = &Defect> {
        self.kept.iter()
    }

    /// Nothing, or the error that these are.
    ///
    /// # Errors
    /// [`Error::Defects`] when there is one.
    pub fn none(mut self) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        let kept = self.kept.len();
        self.kept.sort();
        self.kept.dedup();
        // One thing may be found wrong twice, as when two tags name a norm that is not there.
        self.n -= kept - self.kept.len();
        Err(Error::Defects(self))
    }
}

impl FromIterator<Defect> for Defects {
    fn from_iter<T: IntoIterator<Item = Defect>>(defects: T) -> Self {
        let mut all = Defects::default();
        all.extend(defects);
        all
    }
}

impl Extend<Defect> for Defects {
    fn extend<T: IntoIterator<Item = Defect>>(&mut self, defects: T) {
        for defect in defects {
            self.n += 1;
            if self.kept.len() < MOST_KEPT {
                self.kept.push(defect);
            }
        }
    }
}

impl fmt::Display for Defects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = match self.n {
            1 => "a defect",
            n => &format!("{n} defects"),
        };
        write!(f, "the corpus has {number}")?;
        match self.kept.first() {
            Some(first) if self.n == 1 => write!(f, ": {first}"),
            Some(first) => write!(f, "; the first is {first}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Defects {}
