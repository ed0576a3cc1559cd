//! What Tab offers at the prompt, worked out from the line up to the cursor.

use crate::domain::citation::Style;
use crate::service::Desk;
use crate::service::about::HelpAnswer;
use crate::service::complete::Choice;

const OPTIONS: [&str; 10] = [
    "party:", "group:", "speaker:", "forum:", "norm:", "lang:", "date:", "title:", "kind:",
    "order:",
];

/// Where the word behind the cursor begins, and what it can become.
pub fn complete(desk: &Desk, line: &str) -> (usize, Vec<Choice>) {
    let typed = line.trim_start();
    let typed = typed.strip_prefix('/').unwrap_or(typed);
    let Some((name, rest)) = typed.split_once(char::is_whitespace) else {
        return (line.len() - typed.len(), commands(typed));
    };
    let rest = rest.trim_start();
    let (word, choices) = match name.to_lowercase().as_str() {
        "norm" => (rest, desk.complete_topic(rest)),
        "quote" => located(desk, rest),
        "cite" => match rest.rsplit_once("style:") {
            Some((_, style)) => (style, styles(style)),
            None => located(desk, rest),
        },
        "statement" => (rest, desk.complete_statement(rest).unwrap_or_default()),
        "search" => searched(desk, last_piece(rest)),
        _ => (rest, Vec::new()),
    };
    (line.len() - word.len(), choices)
}

fn commands(typed: &str) -> Vec<Choice> {
    let typed = typed.to_lowercase();
    let help = HelpAnswer::default();
    let known = help.commands.iter().map(|(example, what)| {
        let name = example.split_whitespace().next().unwrap_or(example);
        (name.trim_start_matches('/').to_owned(), *what)
    });
    let all = known.chain([("help".to_owned(), "how to ask")]);
    let fitting = all.filter(|(name, _)| name.starts_with(&typed));
    fitting
        .map(|(name, what)| choice(&format!("{name} · {what}"), &format!("{name} ")))
        .collect()
}

/// A statement's id, then its paragraphs.
fn located<'a>(desk: &Desk, rest: &'a str) -> (&'a str, Vec<Choice>) {
    match rest.split_once(char::is_whitespace) {
        None => (rest, desk.complete_statement(rest).unwrap_or_default()),
        Some((statement, typed)) => {
            let typed = typed.trim_start();
            (
                typed,
                desk.complete_paragraph(statement, typed)
                    .unwrap_or_default(),
            )
        }
    }
}

fn styles(typed: &str) -> Vec<Choice> {
    let fitting = |style: &Style| style.to_string().starts_with(&typed.to_lowercase());
    let styles = Style::ALL.into_iter().filter(fitting);
    styles
        .map(|style| choice(style.name(), &style.to_string()))
        .collect()
}

/// The value of an option of `/search`, or the option's name.
fn searched<'a>(desk: &Desk, piece: &'a str) -> (&'a str, Vec<Choice>) {
    let piece = piece.trim_start_matches(['-', '(']);
    let Some((name, value)) = piece.split_once(':') else {
        let fitting = OPTIONS.iter().filter(|option| option.starts_with(piece));
        return (
            piece,
            fitting.map(|option| choice(option, option)).collect(),
        );
    };
    let typed = value.trim_start_matches('"');
    let mut choices = match name {
        "party" => desk.complete_party(typed),
        "group" => desk.complete_group(typed),
        "forum" => desk.complete_forum(typed),
        "norm" => desk.complete_topic(typed),
        "lang" | "language" => Desk::complete_language(typed),
        "kind" => fitting(typed, &["statement", "instrument"]),
        "speaker" => desk.complete_speaker(typed).unwrap_or_default(),
        "order" => fitting(typed, &["rank", "newest"]),
        _ => Vec::new(),
    };
    for choice in &mut choices {
        if choice.value.contains([' ', '(']) {
            choice.value = format!("\"{}\"", choice.value);
        }
    }
    (value, choices)
}

fn fitting(typed: &str, words: &[&str]) -> Vec<Choice> {
    let fitting = words.iter().filter(|word| word.starts_with(typed));
    fitting.map(|word| choice(word, word)).collect()
}

/// What stands behind the last space outside quotation marks.
fn last_piece(text: &str) -> &str {
    let mut start = 0;
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        quoted ^= letter == '"';
        if !quoted && letter.is_whitespace() {
            start = at + letter.len_utf8();
        }
    }
    &text[start..]
}

fn choice(name: &str, value: &str) -> Choice {
    Choice {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::corpus::{self, Files};
    use crate::domain::clock::SystemClock;
    use crate::index;

    #[track_caller]
    fn check(line: &str, word: &str, expected: &[&str]) {
        let corpus = corpus::read(&Files::shipped()).unwrap();
        let desk = Desk::new(
            index::open_in_memory(corpus).unwrap(),
            Arc::new(SystemClock),
        );
        let (start, choices) = complete(&desk, line);
        let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!((&line[start..], values.as_slice()), (word, expected));
    }

    #[test]
    fn commands_topics_statements_and_paragraphs_are_offered() {
        check("/st", "st", &["statement "]);
        check("norm GGE 13f", "GGE 13f", &[]);
        check("norm 13 (f", "13 (f", &["UN GGE 2015 13 (f)"]);
        check("quote chn-cd-2015", "chn-cd-2015", &["chn-cd-2015-cyber"]);
        check("quote chn-cd-2015-cyber 1", "1", &["1", "10"]);
        check("cite chn-cd-2015-cyber 1 style:ch", "ch", &["chicago"]);
    }

    #[test]
    fn options_of_a_search_and_their_values_are_offered() {
        check("search cyber pa", "pa", &["party:"]);
        check("search cyber party:CHN", "CHN", &["CHN"]);
        check("search cyber speaker:\"Fu C", "\"Fu C", &["\"Fu Cong\""]);
        check("search \"a b\" order:", "", &["rank", "newest"]);
        check("search x (-group:carib", "carib", &["CARICOM", "GRULAC"]);
        check("search x norm:13f", "13f", &["\"UN GGE 2015 13 (f)\""]);
        check(
            "search x norm:\"13 (f",
            "\"13 (f",
            &["\"UN GGE 2015 13 (f)\""],
        );
        check("search x kind:", "", &["statement", "instrument"]);
        check("search x lang:fre", "fre", &["fr"]);
    }
}
