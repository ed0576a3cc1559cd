//! What `doctor` found, as text.

use crate::terminal::text::page::{Page, bold, dim, plain};
use crate::terminal::text::screen::Screen;

/// How it stands with one thing that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Sound,
    /// It works; something is worth knowing.
    Remark,
    /// It does not work.
    Broken,
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How it stands.
    pub state: State,
    /// What was checked.
    pub what: &'static str,
    /// What was found.
    pub found: String,
    /// What to do; empty when there is nothing to do.
    pub remedy: String,
}

impl Finding {
    /// All is well.
    pub fn sound(what: &'static str, found: impl Into<String>) -> Self {
        Finding {
            state: State::Sound,
            what,
            found: found.into(),
            remedy: String::new(),
        }
    }

    /// Nothing is broken, but worth knowing.
    pub fn remark(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Finding {
            state: State::Remark,
            what,
            found: found.into(),
            remedy: remedy.into(),
        }
    }

    /// Something does not work.
    pub fn broken(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Finding {
            state: State::Broken,
            what,
            found: found.into(),
            remedy: remedy.into(),
        }
    }
}

/// The findings, one after the other, each remedy below what it mends.
pub fn findings(findings: &[Finding], screen: Screen) -> String {
    let mut page = Page::new(screen);
    for finding in findings {
        let mark = match finding.state {
            State::Sound => dim("ok  "),
            State::Remark => plain("--  "),
            State::Broken => bold("!!  "),
        };
        page.hanging(
            0,
            4,
            &[
                mark,
                bold(finding.what),
                plain(format!(": {}", finding.found)),
            ],
        );
        if !finding.remedy.is_empty() {
            page.line(4, &[plain(&finding.remedy)]);
        }
    }
    page.finished()
}
