//! Text of statements and people inside Discord's Markdown: shown as it is, obeyed never.

use std::ops::Range;

/// `text` so that Discord shows exactly its letters: no styles, links, mentions or spoilers.
///
/// Discord drops a backslash before any ASCII punctuation and shows the character.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut line_start = true;
    let mut digits = false;
    let mut before = '\n';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let special = matches!(
            letter,
            '\\' | '`' | '*' | '_' | '~' | '|' | '<' | '>' | '#' | '@'
        );
        // Brackets and colons mean something only in `[text](address)` and `https://`.
        let link = letter == '(' && before == ']' || letter == ':' && next == Some('/');
        let spaced = next.is_none_or(char::is_whitespace);
        let list = spaced
            && (line_start && matches!(letter, '-' | '+') || digits && matches!(letter, '.' | ')'));
        if special || link || list {
            escaped.push('\\');
        }
        escaped.push(shown(letter));
        digits = (line_start || digits) && letter.is_ascii_digit();
        line_start = letter == '\n' || line_start && letter == ' ';
        before = letter;
    }
    escaped
}

/// The same for a sentence of ours, in which channels, roles and people are named by mention.
/// Nobody is called by one in a message whose allowed mentions say nobody.
pub(super) fn escaped_but_mentions(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((start, end)) = mention(rest) {
        shown += &escaped(&rest[..start]);
        shown += &rest[start..end];
        rest = &rest[end..];
    }
    shown + &escaped(rest)
}

/// Where the first `<#5>`, `<@5>` or `<@&5>` begins and ends.
fn mention(text: &str) -> Option<(usize, usize)> {
    text.match_indices('<').find_map(|(start, _)| {
        let inner = &text[start + 1..];
        let signs = ["#", "@&", "@"];
        let digits = signs.iter().find_map(|sign| inner.strip_prefix(sign))?;
        let (id, _) = digits.split_once('>')?;
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let end = text.len() - digits.len() + id.len() + 1;
        is_id.then_some((start, end))
    })
}

/// Control characters would vanish or break a line apart; their pictures stand for them.
fn shown(letter: char) -> char {
    match letter {
        '\n' | '\t' => letter,
        '\r' => '\n',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        other => other,
    }
}

/// The same in a block quote, with `marks` in bold.
pub(super) fn quoted(text: &str, marks: &[Range<usize>]) -> String {
    let mut quoted = String::from("> ");
    quoted.push_str(&bold(text, marks).replace('\n', "\n> "));
    quoted
}

/// `text` escaped, with `marks` in bold.
pub(super) fn bold(text: &str, marks: &[Range<usize>]) -> String {
    let mut bold = String::new();
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(marked)) = (text.get(at..mark.start), text.get(mark.clone()))
        else {
            continue;
        };
        bold += &format!("{}**{}**", escaped(before), escaped(marked));
        at = mark.end;
    }
    bold + &escaped(text.get(at..).unwrap_or_default())
}

/// A code block, from which Discord copies clean text; `None` when the text would close it.
pub(super) fn code_block(text: &str) -> Option<String> {
    (!text.contains("```")).then(|| format!("```\n{text}\n```"))
}

/// A link with a text of ours. An address that could end the link early is left out.
pub(super) fn linked(text: &str, address: &str) -> String {
    // Brackets in the text of a link would end it.
    let text = escaped(&text.replace(['[', ']'], ""));
    match is_safe(address) {
        true => format!("[{text}]({address})"),
        false => text,
    }
}

/// An address, which Discord makes a link of, or its letters when it could be more than that.
pub(super) fn address(address: &str) -> String {
    match is_safe(address) {
        true => address.to_owned(),
        false => escaped(address),
    }
}

fn is_safe(address: &str) -> bool {
    let plain = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '(' | ')' | '<' | '>' | '\\' | '"' | '|' | '`' | '@')
    };
    let web = address.starts_with("http://") || address.starts_with("https://");
    web && address.chars().all(plain)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::single_range_in_vec_init, reason = "one mark is meant")]

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escaped(text), expected);
    }

    #[test]
    fn nothing_in_a_text_is_obeyed() {
        check(
            "a *b* _c_ ~~d~~ ||e|| `f`",
            r"a \*b\* \_c\_ \~\~d\~\~ \|\|e\|\| \`f\`",
        );
        check(
            "@everyone <@1> [x](http://y)",
            r"\@everyone \<\@1\> [x]\(http\://y)",
        );
        check(
            "# not a heading\n- nor a list\n1. nor this",
            "\\# not a heading\n\\- nor a list\n1\\. nor this",
        );
        check("in 2015. And - so", "in 2015. And - so");
        check("1.6 and 13: [sic]", "1.6 and 13: [sic]");
        check("a\0b", "a␀b");
    }

    #[test]
    fn mentions_of_ours_are_kept_and_nothing_else() {
        let shown = escaped_but_mentions("in <#5> *and* <@&7>, not <@everyone> or <#x>");
        let expected = r"in <#5> \*and\* <@&7>, not \<\@everyone\> or \<\#x\>";
        assert_eq!(shown, expected);
    }

    #[test]
    fn marks_are_bold_and_the_rest_is_not() {
        assert_eq!(bold("cyber *war*", &[0..5]), r"**cyber** \*war\*");
    }
}
