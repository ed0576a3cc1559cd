//! What is looked for when no passage has all the words of a query: some of them, as in a question.
//!
//! Words by which a question is put count less than the others, words of another language stand
//! for theirs, and who is named may be who speaks.

use crate::domain::words::QueryWord;
use crate::index::Clause;
use crate::service::desk::Desk;

/// What finding a word is worth that says little of what is looked for.
const IDLE: f32 = 0.5;
/// Shorter ones are codes, which are words as well: `in`, `no`, `her`.
const SHORTEST_NAME: usize = 4;

impl Desk {
    /// Any of the clauses, the words among them read as those of a question.
    pub(super) fn as_question(&self, clauses: Vec<Clause>) -> Clause {
        let (mut any, mut parties) = (Vec::new(), Vec::new());
        for clause in clauses {
            match clause {
                Clause::Word(word) if !word.common => {
                    parties.extend(self.party_named(&word));
                    any.push(self.of_a_question(word));
                }
                clause => any.push(clause),
            }
        }
        Clause::Question { any, parties }
    }

    fn of_a_question(&self, mut word: QueryWord) -> Clause {
        let thesaurus = &self.reference.thesaurus;
        let idle = thesaurus.lexicons.is_idle(&word);
        word.terms.extend(thesaurus.translations(&word));
        let word = Clause::Word(word);
        match idle {
            true => Clause::Weighted(Box::new(word), IDLE),
            false => word,
        }
    }

    /// The code of the party that the word is a name of.
    fn party_named(&self, word: &QueryWord) -> Option<String> {
        let name = word.surface.as_str();
        let is_name = name.chars().count() >= SHORTEST_NAME && name.starts_with(char::is_uppercase);
        let party = self.reference.parties.find(name).filter(|_| is_name)?;
        Some(party.code.clone())
    }
}
