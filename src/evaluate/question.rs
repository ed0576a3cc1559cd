//! Questions with what answers them, graded by hand, one JSON object a line.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::corpus::Defect;

/// Keys of `norms` without an instrument are letters of this one.
const NORMS_OF: &str = "gge-2015";
/// Keys of `paras` without a statement are paragraphs of this one, the corpus's first.
const PARAGRAPHS_OF: &str = "chn-cd-2015-cyber";
/// 1 bears on the question, 2 answers it.
const BEST_GRADE: u32 = 2;

/// A question. Nothing answers it when both lists are empty; the corpus is silent on its norms
/// when only the second is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// A name for it, shown with a miss.
    pub id: String,
    /// What is asked, as somebody would type it.
    pub q: String,
    /// BCP 47 tag of its language.
    pub lang: String,
    /// Grades of norms: by id, such as `gge-2015/f`, or by letter, such as `f`.
    pub norms: BTreeMap<String, u32>,
    /// Grades of paragraphs: by statement and number, such as `chn-cd-2015-cyber/5`, or by the
    /// number alone.
    pub paras: BTreeMap<String, u32>,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

impl Question {
    /// True when nothing answers it.
    pub fn is_unanswerable(&self) -> bool {
        self.norms.is_empty() && self.paras.is_empty()
    }

    /// True when a norm answers it and no paragraph does.
    pub fn meets_silence(&self) -> bool {
        !self.norms.is_empty() && self.paras.is_empty()
    }

    fn named_in_full(mut self) -> Self {
        self.norms = in_full(self.norms, NORMS_OF);
        self.paras = in_full(self.paras, PARAGRAPHS_OF);
        self
    }
}

fn in_full(grades: BTreeMap<String, u32>, default: &str) -> BTreeMap<String, u32> {
    let full = |key: String| match key.contains('/') {
        true => key,
        false => format!("{default}/{key}"),
    };
    grades
        .into_iter()
        .map(|(key, grade)| (full(key), grade))
        .collect()
}

/// Reads the questions in `text`, which is the content of the file at `path`.
///
/// # Errors
/// Every line that is no question.
pub fn read(path: &str, text: &str) -> Result<Vec<Question>, Vec<Defect>> {
    let (mut questions, mut defects) = (Vec::new(), Vec::new());
    let lines = text.lines().enumerate();
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match question(line) {
            Ok(question) => questions.push(question.named_in_full()),
            Err(problem) => defects.push(Defect {
                path: path.to_owned(),
                line: at + 1,
                problem,
            }),
        }
    }
    match defects.is_empty() {
        true => Ok(questions),
        false => Err(defects),
    }
}

fn question(line: &str) -> Result<Question, String> {
    let question: Question = serde_json::from_str(line).map_err(|error| {
        format!("this is no question: {error}; see `rapporteur evaluate --help`")
    })?;
    let grades = question.norms.iter().chain(&question.paras);
    match grades
        .into_iter()
        .find(|(_, grade)| !(1..=BEST_GRADE).contains(*grade))
    {
        Some((key, grade)) => Err(format!("`{key}` has the grade {grade}; grades are 1 and 2")),
        None => Ok(question),
    }
}
