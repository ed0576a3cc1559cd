//! What the difference of two texts must keep, and how it reads.

use proptest::prelude::*;

use super::*;

/// `-gone-`, `+new+`, `[…]` for what is left out.
fn shown(parts: &[Part]) -> String {
    let one = |part: &Part| match part {
        Part::Same(text) => text.clone(),
        Part::Gone(text) => format!("-{text}-"),
        Part::New(text) => format!("+{text}+"),
        Part::Left => "[…]".to_owned(),
    };
    parts.iter().map(one).collect()
}

#[track_caller]
fn check(was: &str, is: &str, expected: &str) {
    assert_eq!(shown(&difference(was, is)), expected);
}

#[test]
fn a_word_that_changed_is_told_as_a_word() {
    check(
        "States should protect hospitals.",
        "States must protect hospitals.",
        "States -should-+must+ protect hospitals.",
    );
    check("one two", "one two three", "one two+ three+");
    check("a, b and c", "a and c", "a-, b- and c");
}

#[test]
fn words_that_changed_side_by_side_are_one_change() {
    check(
        "The norms of 2015 stand.",
        "The eleven rules stand.",
        "The -norms of 2015-+eleven rules+ stand.",
    );
}

#[test]
fn texts_without_spaces_are_told_apart_by_characters() {
    check(
        "各国应保护医院。",
        "各国必须保护医院。",
        "各国-应-+必须+保护医院。",
    );
    check("ประเทศไทย", "ประเทศลาว", "ประเทศ-ไทย-+ลาว+");
}

#[test]
fn equal_texts_have_no_change_and_empty_ones_no_parts() {
    check("The same.", "The same.", "The same.");
    check("", "", "");
    check("", "New.", "+New.+");
    check("Gone.", "", "-Gone.-");
}

#[test]
fn white_space_that_changed_is_a_change() {
    check("one two", "one  two", "one- -+  +two");
    check("one\ntwo", "one\r\ntwo", "one-\n-+\r\n+two");
}

#[track_caller]
fn check_short(was: &str, is: &str, around: usize, expected: &str) {
    assert_eq!(shown(&shortened(difference(was, is), around)), expected);
}

#[test]
fn long_stretches_without_a_change_are_left_out_between_words() {
    let was = "All States agree that hospitals are protected at all times by the law, and power \
               grids may be attacked by nobody.";
    let is = was.replace("protected", "shielded").replace("may", "can");
    check_short(
        was,
        &is,
        12,
        "[…] are -protected-+shielded+ at all […]power grids -may-+can+ be attacked by nobody.",
    );
    check_short(was, &is, 200, &shown(&difference(was, &is)));
}

#[test]
fn a_change_stands_alone_where_nothing_is_wanted_around_it() {
    check_short(
        "The first paragraph begins. Old",
        "The first paragraph begins. New",
        0,
        "[…]-Old-+New+",
    );
}

#[test]
fn a_text_without_a_change_is_known_by_its_beginning() {
    let text = "Nothing at all changed in this text.";
    check_short(text, text, 11, "Nothing at […]");
}

#[test]
fn a_stretch_that_is_hardly_longer_than_its_sign_is_shown() {
    check_short("a one two b", "x one two y", 0, "-a-+x+ one two -b-+y+");
}

#[test]
fn a_small_change_of_a_long_text_is_told_as_a_word() {
    let was: String = (0..3_000)
        .map(|number| format!("Sentence {number} stands here. "))
        .collect();
    let is = was
        .replace("ce 7 st", "ce seven st")
        .replace("ce 2999", "ce last");
    let parts = shortened(difference(&was, &is), 10);
    assert_eq!(
        shown(&parts),
        "[…] Sentence -7-+seven+ stands […] Sentence -2999-+last+ stands here. "
    );
}

/// Work is bounded by [`MOST_WORDS`]; without the bound this takes minutes.
#[test]
fn long_texts_with_nothing_in_common_are_compared_at_once() {
    let han = |from: u32| -> String {
        (0..50_000)
            .filter_map(|i| char::from_u32(from + i % 8_000))
            .collect()
    };
    let (was, is) = (han(0x4E00), han(0x4E00 + 9_000));
    check(&was, &is, &format!("-{was}-+{is}+"));
    let (was, is) = ("a. ".repeat(16_000), "b! ".repeat(16_000));
    let parts = difference(&was, &is);
    assert_eq!(rejoined(&parts), (was, is));
}

fn rejoined(parts: &[Part]) -> (String, String) {
    let (mut was, mut is) = (String::new(), String::new());
    for part in parts {
        match part {
            Part::Same(text) => {
                was += text;
                is += text;
            }
            Part::Gone(text) => was += text,
            Part::New(text) => is += text,
            Part::Left => panic!("something was left out"),
        }
    }
    (was, is)
}

fn kind(part: &Part) -> u8 {
    match part {
        Part::Same(_) => 0,
        Part::Gone(_) => 1,
        Part::New(_) => 2,
        Part::Left => 3,
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab ,.\n]{0,20}",
        "(States |should |not |protect |hospitals|\\. |, ){0,12}",
        "[各国应\u{301}é🇦🇹👩‍💻 a。\r\n]{0,16}",
        ".{0,16}",
    ]
}

proptest! {
    #[test]
    fn nothing_of_either_text_is_lost((was, is) in (text(), text())) {
        let parts = difference(&was, &is);
        prop_assert_eq!(rejoined(&parts), (was, is));
        for pair in parts.windows(2) {
            prop_assert!(kind(&pair[0]) != kind(&pair[1]), "{:?}", parts);
            prop_assert!((kind(&pair[0]), kind(&pair[1])) != (2, 1), "{:?}", parts);
        }
    }

    #[test]
    fn a_text_is_the_same_as_itself(text in text()) {
        let parts = difference(&text, &text);
        prop_assert!(parts.is_empty() || parts == [Part::Same(text)]);
    }

    #[test]
    fn shortening_touches_only_what_stayed(
        (was, is, around) in (text(), text(), 0..30_usize)
    ) {
        let parts = difference(&was, &is);
        let changes = |parts: &[Part]| -> Vec<Part> {
            let changed = parts.iter().filter(|part| matches!(kind(part), 1 | 2));
            changed.cloned().collect()
        };
        let short = shortened(parts.clone(), around);
        prop_assert_eq!(changes(&short), changes(&parts));
        let kept = short.iter().map(|part| match part {
            Part::Same(text) => text.chars().count(),
            _ => 0,
        });
        let most = 2 * around + WORTH_LEAVING;
        let stretches = parts.iter().filter(|part| kind(part) == 0).count();
        prop_assert!(kept.sum::<usize>() <= stretches * most);
    }
}
