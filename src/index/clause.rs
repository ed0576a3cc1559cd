//! What passages are looked for: a query whose names are resolved and whose words are analysed.

use crate::domain::id::ProvisionId;
use crate::domain::statement::Kind;
use crate::domain::words::QueryWord;

/// What a passage must be or have.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// Any term of the word.
    Word(QueryWord),
    /// Any of these terms: those of the words that begin alike.
    Prefix(Vec<String>),
    /// These words, one behind the other.
    Phrase(Vec<QueryWord>),
    /// Two phrases, at most `within` words from the end of one to the start of the other.
    Near {
        /// Its words, one behind the other.
        left: Vec<QueryWord>,
        /// The same.
        right: Vec<QueryWord>,
        /// 1 means side by side.
        within: u32,
    },
    /// These words, all in the statement's title.
    Title(Vec<QueryWord>),
    /// A tag with this norm.
    Norm(ProvisionId),
    /// Code of the party that speaks.
    Party(String),
    /// Code of a group that speaks, or on whose behalf somebody does.
    Group(String),
    /// A speaker's name or a part of it.
    Speaker(String),
    /// Code of the forum.
    Forum(String),
    /// BCP 47 tag; without a region, that of any.
    Language(String),
    /// What kind of text it is.
    Kind(Kind),
    /// That it says something: no thanks, salutation or housekeeping.
    Substance,
    /// Days as `PartialDate::first_day` and `PartialDate::last_day` give them; a date matches
    /// when it may lie between them.
    Date {
        /// Not before.
        from: Option<i64>,
        /// Not after.
        to: Option<i64>,
    },
    /// The same, worth this much of it.
    Weighted(Box<Clause>, f32),
    /// Any of these, and the more of them the better: what is left of a question when nothing has
    /// all of it.
    Question {
        /// Of which at least one must be.
        any: Vec<Clause>,
        /// Codes of parties; what one of them says comes before what others say.
        parties: Vec<String>,
    },
    /// All of these; everything when there are none.
    All(Vec<Clause>),
    /// At least one of these; nothing when there are none.
    Any(Vec<Clause>),
    /// What must not be.
    Not(Box<Clause>),
}

/// The clauses, those with beginnings without them; nothing when none has any.
fn relaxed(clauses: &[Clause]) -> Option<Vec<Clause>> {
    let each: Vec<Option<Clause>> = clauses.iter().map(Clause::without_beginnings).collect();
    if each.iter().all(Option::is_none) {
        return None;
    }
    let own = clauses.iter().zip(each);
    Some(
        own.map(|(clause, other)| other.unwrap_or_else(|| clause.clone()))
            .collect(),
    )
}

impl Clause {
    /// These words, one behind the other; nothing when there are none.
    pub fn sequence(mut words: Vec<QueryWord>) -> Option<Self> {
        match words.len() {
            0 => None,
            1 => Some(Clause::Word(words.remove(0))),
            _ => Some(Clause::Phrase(words)),
        }
    }

    /// The words that are looked for, in order; not what must not be, and not what may stand for
    /// them and is worth less.
    pub fn words(&self) -> Vec<&QueryWord> {
        match self {
            Clause::Word(word) => vec![word],
            Clause::Phrase(words) => words.iter().collect(),
            Clause::Near { left, right, .. } => left.iter().chain(right).collect(),
            Clause::All(clauses) | Clause::Any(clauses) | Clause::Question { any: clauses, .. } => {
                clauses.iter().flat_map(Clause::words).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What holds wherever this does and names no beginning of a word, whose terms change with the
    /// index; nothing when it has no beginnings.
    pub fn without_beginnings(&self) -> Option<Clause> {
        let begins = |words: &Vec<QueryWord>| words.iter().any(QueryWord::is_beginning);
        let whole = |words: &Vec<QueryWord>| -> Vec<Clause> {
            let whole = words.iter().filter(|word| !word.is_beginning());
            whole.cloned().map(Clause::Word).collect()
        };
        match self {
            Clause::Prefix(_) => Some(Clause::All(Vec::new())),
            Clause::Phrase(words) if begins(words) => Some(Clause::All(whole(words))),
            Clause::Near { left, right, .. } if begins(left) || begins(right) => {
                let words = whole(left).into_iter().chain(whole(right));
                Some(Clause::All(words.collect()))
            }
            Clause::Weighted(clause, _) => clause.without_beginnings(),
            // What must not be may go: without it more holds.
            Clause::Not(clause) => clause.without_beginnings().map(|_| Clause::All(Vec::new())),
            Clause::All(clauses) => relaxed(clauses).map(Clause::All),
            Clause::Any(clauses) => relaxed(clauses).map(Clause::Any),
            Clause::Question { any, .. } => relaxed(any).map(Clause::Any),
            _ => None,
        }
    }

    /// True when nothing matches that has not one of its words.
    pub(super) fn needs_a_word(&self) -> bool {
        match self {
            Clause::Word(_) | Clause::Prefix(_) | Clause::Phrase(_) | Clause::Near { .. } => true,
            Clause::Weighted(clause, _) => clause.needs_a_word(),
            Clause::All(clauses) => clauses.iter().any(Clause::needs_a_word),
            Clause::Any(clauses) | Clause::Question { any: clauses, .. } => {
                clauses.iter().all(Clause::needs_a_word)
            }
            _ => false,
        }
    }

    /// True for a question, within limits or without.
    pub(super) fn is_question(&self) -> bool {
        match self {
            Clause::Question { .. } => true,
            Clause::All(clauses) => clauses.iter().any(Clause::is_question),
            _ => false,
        }
    }

    /// Those of `clauses` that count where all must hold: common words only where there are no
    /// others.
    pub(super) fn of_all(clauses: &[Clause]) -> impl Iterator<Item = &Clause> {
        let word = |one: &Clause| one.needs_a_word() && !one.is_common();
        let only_common = !clauses.iter().any(word);
        clauses
            .iter()
            .filter(move |one| only_common || !one.is_common())
    }

    /// Those of `clauses` that count where any may hold: the same.
    pub(super) fn of_any(clauses: &[Clause]) -> impl Iterator<Item = &Clause> {
        let only_common = clauses.iter().all(Clause::is_common);
        clauses
            .iter()
            .filter(move |one| only_common || !one.is_common())
    }

    /// True for a word too common to look for.
    pub fn is_common(&self) -> bool {
        matches!(self, Clause::Word(word) if word.common)
    }
}
