//! Whether a passage in memory says what a query looks for, and with which words.
//!
//! A [`Matcher`] is a query compiled once for one language, by the same analysis that made the
//! passage's terms; a [`Passage`] is a paragraph's tokens put in order once and asked by any
//! number of matchers. What a field such as `party:` means is the caller's to decide. Words of
//! like meaning are not added here: who wants them writes them into the query as `OR`.

use std::ops::Range;

use crate::domain::query::{Field, Query};
use crate::domain::words::{Token, analyse, query_prefix};

/// `near/5` stands beside something that has no place in the text, such as a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`near` joins words, prefixes, phrases and OR-groups of them, and nothing else")]
pub struct NoPlace;

/// A query made ready to be held against passages of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher(Node);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Text(Text),
    Field(Field),
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// What has a place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Text {
    /// Terms that follow each other; a word is a run of one, or of the parts it is split into.
    Run(Vec<String>),
    Begun(Begun),
    Near(Box<Text>, Box<Text>, u32),
    Either(Vec<Text>),
}

/// A word of which only the beginning is given.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Begun {
    /// Terms of the words before it, for each those of any language: a compound is read apart.
    before: Vec<Vec<String>>,
    /// What the word's form begins with; nothing when this is empty.
    form: String,
}

/// The tokens of a paragraph, ready to be asked for terms and their places.
#[derive(Debug)]
pub struct Passage<'a> {
    tokens: &'a [Token],
    /// Terms with the place they stand at, in order.
    terms: Vec<(&'a str, u32)>,
}

/// First and last place of what was found: numbers of tokens.
pub type Place = (u32, u32);

impl<'a> Passage<'a> {
    /// Puts the tokens of one paragraph in order; n log n in their number.
    pub fn new(tokens: &'a [Token]) -> Self {
        let mut terms: Vec<(&str, u32)> = (0..)
            .zip(tokens)
            .map(|(at, token)| (token.term.as_str(), at))
            .collect();
        terms.sort_unstable();
        Passage { tokens, terms }
    }

    fn places_of(&self, term: &str) -> impl Iterator<Item = u32> {
        let start = self.terms.partition_point(|(own, _)| *own < term);
        let own = self.terms[start..]
            .iter()
            .take_while(move |(own, _)| *own == term);
        own.map(|(_, at)| *at).collect::<Vec<_>>().into_iter()
    }

    /// Places of words that begin so. Forms are not in order: prefixes are few.
    fn places_of_begun(&self, begun: &Begun) -> Vec<Place> {
        let long = begun.before.len();
        let fits = |at: &usize| {
            let begins = self.tokens[*at].form.starts_with(&begun.form);
            let mut before = self.tokens[at - long..*at].iter().zip(&begun.before);
            begins && before.all(|(token, terms)| terms.contains(&token.term))
        };
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        if begun.form.is_empty() {
            return Vec::new();
        }
        let ends = (long..self.tokens.len()).filter(fits);
        ends.map(|end| (place(end - long), place(end))).collect()
    }

    /// Places where all of `terms` follow each other.
    fn runs_of(&self, terms: &[String]) -> Vec<Place> {
        let Some((first, rest)) = terms.split_first() else {
            return Vec::new();
        };
        let follows = |start: &u32| {
            let behind = self.tokens.get(*start as usize + 1..).unwrap_or_default();
            behind.len() >= rest.len()
                && rest
                    .iter()
                    .zip(behind)
                    .all(|(term, token)| *term == token.term)
        };
        let length = u32::try_from(rest.len()).unwrap_or(u32::MAX);
        let starts = self.places_of(first).filter(follows);
        starts.map(|start| (start, start + length)).collect()
    }

    /// The bytes of the paragraph from the first place to the last.
    pub fn span(&self, (first, last): Place) -> Range<usize> {
        let at = |place: u32| self.tokens.get(place as usize).map(|token| &token.span);
        let start = at(first).map_or(0, |span| span.start);
        // Both halves of a compound have the span of the whole.
        start..at(last).map_or(start, |span| span.end)
    }
}

impl Matcher {
    /// Makes `query` ready for passages in `language` (a BCP 47 tag).
    ///
    /// # Errors
    /// [`NoPlace`] when a side of `near` is a field, a negation, or words side by side.
    pub fn compile(query: &Query, language: &str) -> Result<Self, NoPlace> {
        node(query, language).map(Matcher)
    }

    /// The bytes that match, in order, or `None` when the passage is not what is looked for.
    /// Empty when it is, and no word shows it: a query of fields and negations only.
    ///
    /// `field` decides the limits. Time grows with the terms of the query and the logarithm of
    /// the passage's length, apart from what is found.
    pub fn matched(
        &self,
        passage: &Passage<'_>,
        field: &dyn Fn(&Field) -> bool,
    ) -> Option<Vec<Range<usize>>> {
        let mut places = self.places(passage, field)?;
        places.sort_unstable();
        places.dedup();
        let spans = places.into_iter().map(|place| passage.span(place));
        Some(spans.collect())
    }

    /// As [`Matcher::matched`], in places instead of bytes and in no order.
    pub fn places(
        &self,
        passage: &Passage<'_>,
        field: &dyn Fn(&Field) -> bool,
    ) -> Option<Vec<Place>> {
        holds(&self.0, passage, field)
    }

    /// What a passage must have at least one of to match, for telling quickly what cannot match;
    /// `None` when a passage may match without.
    pub fn needs(&self) -> Option<Vec<Needed>> {
        let mut needed = Vec::new();
        needs(&self.0, &mut needed).then_some(needed)
    }
}

/// What a matcher cannot do without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Needed {
    /// All of these terms.
    Terms(Vec<String>),
    /// Any term whose form begins so.
    Beginning(String),
}

fn node(query: &Query, language: &str) -> Result<Node, NoPlace> {
    let all = |parts: &[Query]| -> Result<Vec<Node>, NoPlace> {
        parts.iter().map(|part| node(part, language)).collect()
    };
    Ok(match query {
        Query::Field(field) => Node::Field(field.clone()),
        Query::Not(part) => Node::Not(Box::new(node(part, language)?)),
        Query::All(parts) => Node::All(all(parts)?),
        Query::Any(parts) => Node::Any(all(parts)?),
        Query::Word(_) | Query::Prefix(_) | Query::Phrase(_) | Query::Near { .. } => {
            Node::Text(text(query, language)?)
        }
    })
}

fn text(query: &Query, language: &str) -> Result<Text, NoPlace> {
    let run = |text: &str| {
        let tokens = analyse(text, language);
        Text::Run(tokens.into_iter().map(|token| token.term).collect())
    };
    Ok(match query {
        Query::Word(word) => run(&word.text),
        Query::Phrase(words) => run(words),
        Query::Prefix(start) => {
            let prefix = query_prefix(start);
            let before = prefix.before.into_iter().map(|word| word.terms);
            Text::Begun(Begun {
                before: before.collect(),
                form: prefix.form,
            })
        }
        Query::Near {
            left,
            right,
            within,
        } => {
            let sides = (text(left, language)?, text(right, language)?);
            Text::Near(Box::new(sides.0), Box::new(sides.1), *within)
        }
        Query::Any(parts) => {
            let parts: Result<_, NoPlace> = parts.iter().map(|part| text(part, language)).collect();
            Text::Either(parts?)
        }
        Query::Field(_) | Query::Not(_) | Query::All(_) => return Err(NoPlace),
    })
}

fn holds(node: &Node, passage: &Passage<'_>, field: &dyn Fn(&Field) -> bool) -> Option<Vec<Place>> {
    match node {
        Node::Field(limit) => field(limit).then(Vec::new),
        Node::Not(part) => match holds(part, passage, field) {
            Some(_) => None,
            None => Some(Vec::new()),
        },
        Node::Text(text) => Some(places(text, passage)).filter(|places| !places.is_empty()),
        Node::All(parts) => {
            let mut found = Vec::new();
            for part in parts {
                found.extend(holds(part, passage, field)?);
            }
            Some(found)
        }
        Node::Any(parts) => {
            let found = parts.iter().filter_map(|part| holds(part, passage, field));
            found.reduce(|mut all, more| {
                all.extend(more);
                all
            })
        }
    }
}

fn places(text: &Text, passage: &Passage<'_>) -> Vec<Place> {
    match text {
        Text::Run(terms) => passage.runs_of(terms),
        Text::Begun(begun) => passage.places_of_begun(begun),
        Text::Either(parts) => parts
            .iter()
            .flat_map(|part| places(part, passage))
            .collect(),
        Text::Near(left, right, within) => {
            let left = places(left, passage);
            if left.is_empty() {
                return left;
            }
            near(&left, places(right, passage), *within)
        }
    }
}

/// The pairs of `left` and `right` at most `within` words apart, each `left` with the nearest
/// behind it and the nearest before it; 1 apart is side by side.
fn near(left: &[Place], mut right: Vec<Place>, within: u32) -> Vec<Place> {
    right.sort_unstable();
    let mut found = Vec::new();
    for &(first, last) in left {
        let behind = right.partition_point(|(start, _)| *start <= last);
        let after = right.get(behind);
        found.extend(
            after
                .filter(|(start, _)| start - last <= within)
                .map(|(_, end)| (first, *end)),
        );
        // Longer finds may overlap this one; what ends before it stands a few steps back.
        let before = right[..behind].iter().rev().find(|(_, end)| *end < first);
        found.extend(
            before
                .filter(|(_, end)| first - end <= within)
                .map(|(start, _)| (*start, last)),
        );
    }
    found
}

/// Adds what `node` needs; false when it may hold in a passage that has none of it.
fn needs(node: &Node, needed: &mut Vec<Needed>) -> bool {
    match node {
        Node::Field(_) | Node::Not(_) => false,
        Node::Text(text) => {
            text_needs(text, needed);
            true
        }
        Node::Any(parts) => parts.iter().all(|part| needs(part, needed)),
        // One part that must hold is enough; the last is as good as any.
        Node::All(parts) => parts.iter().any(|part| {
            let mut own = Vec::new();
            let bound = needs(part, &mut own);
            if bound {
                needed.append(&mut own);
            }
            bound
        }),
    }
}

fn text_needs(text: &Text, needed: &mut Vec<Needed>) {
    match text {
        Text::Run(terms) => needed.push(Needed::Terms(terms.clone())),
        Text::Begun(begun) => needed.push(Needed::Beginning(begun.form.clone())),
        Text::Near(left, _, _) => text_needs(left, needed),
        Text::Either(parts) => parts.iter().for_each(|part| text_needs(part, needed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the query, in its written form, finds in the text; `None` when it does not match.
    fn found<'a>(query: &str, text: &'a str, language: &str) -> Option<Vec<&'a str>> {
        let matcher = Matcher::compile(&query.parse().unwrap(), language).unwrap();
        let tokens = analyse(text, language);
        let spans = matcher.matched(&Passage::new(&tokens), &|_| false)?;
        Some(spans.into_iter().map(|span| &text[span]).collect())
    }

    #[track_caller]
    fn matches(query: &str, text: &str, expected: &[&str]) {
        assert_eq!(found(query, text, "en").as_deref(), Some(expected));
    }

    #[track_caller]
    fn does_not(query: &str, text: &str) {
        assert_eq!(found(query, text, "en"), None);
    }

    #[test]
    fn a_word_is_found_in_all_its_forms_and_a_prefix_in_what_begins_so() {
        matches("attack", "Attacks, attacked", &["Attacks", "attacked"]);
        matches("cyberattack", "a cyber-attack", &["cyber-attack"]);
        matches("militar*", "the militarization", &["militarization"]);
        matches("cyberatt*", "cyber attacks", &["cyber attacks"]);
        does_not("militar*", "a mild tarantula");
        does_not("attack", "a tack");
    }

    #[test]
    fn a_phrase_is_words_in_a_row() {
        matches(
            "\"supply chain\"",
            "The Supply Chains of ICTs",
            &["Supply Chains"],
        );
        does_not("\"supply chain\"", "a chain of supply, supply of a chain");
    }

    #[test]
    fn near_counts_words_in_either_direction_and_never_a_word_with_itself() {
        let text = "hospitals were the target of an attack";
        matches("attack near/6 hospital", text, &[text]);
        does_not("attack near/5 hospital", text);
        matches("were near/1 the", text, &["were the"]);
        does_not("attack near/5 attack", text);
        matches(
            "attack near/5 attack",
            "attack upon attack",
            &["attack upon attack"],
        );
        matches(
            "(target OR aim) near/3 attack",
            text,
            &["target of an attack"],
        );
    }

    #[test]
    fn what_must_not_be_and_alternatives_decide_and_only_what_is_there_is_evidence() {
        matches("cyber -network", "cyber peace", &["cyber"]);
        does_not("cyber -network", "a cyber network");
        matches("hacker OR malware", "malware", &["malware"]);
        does_not("hacker malware", "malware");
        let tokens = analyse("peace", "en");
        let shown = without("network").matched(&Passage::new(&tokens), &|_| false);
        assert_eq!(shown, Some(Vec::new()));
    }

    /// A negation alone, which nobody can type.
    fn without(word: &str) -> Matcher {
        let query = Query::Not(Box::new(word.parse().unwrap()));
        Matcher::compile(&query, "en").unwrap()
    }

    #[test]
    fn the_language_of_the_passage_decides() {
        let text = "les infrastructures critiques";
        assert!(found("\"infrastructure critique\"", text, "fr").is_some());
        assert!(found("关键基础设施", "保护关键基础设施。", "zh").is_some());
        assert!(found("关键基础设施", "保护关键设施基础。", "zh").is_none());
    }

    #[test]
    fn fields_are_for_the_caller_to_decide() {
        let query: Query = "party:CHN cyber".parse().unwrap();
        let matcher = Matcher::compile(&query, "en").unwrap();
        let tokens = analyse("cyber peace", "en");
        let passage = Passage::new(&tokens);
        let chn = |field: &Field| matches!(field, Field::Party(code) if code == "CHN");
        assert!(matcher.matched(&passage, &chn).is_some());
        assert!(matcher.matched(&passage, &|_| false).is_none());
    }

    #[test]
    fn near_needs_places() {
        let near = Query::Near {
            left: Box::new(Query::Field(Field::Party("CHN".to_owned()))),
            right: Box::new(Query::Phrase("cyber".to_owned())),
            within: 3,
        };
        assert_eq!(Matcher::compile(&near, "en"), Err(NoPlace));
    }

    #[test]
    fn what_a_query_needs_is_told_for_each_alternative() {
        let needs = |query: &str| {
            let matcher = Matcher::compile(&query.parse().unwrap(), "en").unwrap();
            matcher.needs()
        };
        let terms = |terms: &[&str]| Needed::Terms(terms.iter().map(ToString::to_string).collect());
        assert_eq!(needs("peace -war"), Some(vec![terms(&["peac"])]));
        assert_eq!(
            needs("\"social media\" OR of"),
            Some(vec![terms(&["social", "media"]), terms(&["of"])])
        );
        assert_eq!(
            needs("milit*"),
            Some(vec![Needed::Beginning("milit".to_owned())])
        );
        assert_eq!(without("war").needs(), None);
    }
}
