//! Queries as people type them, their one written form, and their mistakes.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(typed: &str, canonical: &str) {
    let query: Query = typed.parse().unwrap();
    assert_eq!(query.to_string(), canonical);
    assert_eq!(canonical.parse::<Query>().as_ref(), Ok(&query));
}

/// The characters that are wrong and what is offered instead.
#[track_caller]
fn wrong(typed: &str, problem: &Problem, piece: &str, instead: Option<&str>) {
    let mistake = typed.parse::<Query>().unwrap_err();
    let letters: Vec<char> = mistake.query.chars().collect();
    let found: String = letters[mistake.at.clone()].iter().collect();
    assert_eq!(
        (&mistake.problem, found.as_str()),
        (problem, piece),
        "{typed}"
    );
    assert_eq!(mistake.instead.as_deref(), instead, "{typed}");
    if let Some(instead) = &mistake.instead {
        assert_eq!(&instead.parse::<Query>().unwrap().to_string(), instead);
    }
    assert!(mistake.to_string().contains('.') && mistake.problem.expected().len() > 10);
}

#[test]
fn words_phrases_and_what_must_not_be() {
    check("cyber  terrorism", "cyber terrorism");
    check("“supply chain” -network", "\"supply chain\" -network");
    check(
        "«chaîne d'approvisionnement» NOT réseau",
        "\"chaîne d'approvisionnement\" -réseau",
    );
    check(
        "„цепочка поставок“ 「供应链」",
        "\"цепочка поставок\" \"供应链\"",
    );
    check("«a “b c” d»", "\"a b c d\"");
    check("=hospital =OR", "=hospital =OR");
    check("- cyber -- network", "cyber network");
    check("--a ---b c", "a -b c");
    check(
        "Ataque, ¿hospital? peace & security",
        "Ataque hospital peace security",
    );
    check("关键基础设施，网络", "关键基础设施 网络");
    check("هجوم -شبكة", "هجوم -شبكة");
    check("cyber* 网*", "cyber* 网*");
}

#[test]
fn a_group_meant_exactly_is_written_word_by_word() {
    check("=(attack hospital)", "=attack =hospital");
    check("＝（attack OR clinic） x", "(=attack OR =clinic) x");
    check("-=(a OR b) c", "-(=a OR =b) c");
    check("=(a =(b OR =c))", "=a (=b OR =c)");
    check("=(#cyber @ U.N.)", "=#cyber =U.N.");
    check(
        "=(a \"b c\" cy* -d e near/3 f party:CHN)",
        "=a \"b c\" cy* -d e near/3 f party:CHN",
    );
    wrong("=(a", &Problem::OpenBracket, "=(", Some("=a"));
    wrong("b =()", &Problem::EmptyBrackets, "=()", Some("b"));
}

#[test]
fn groups_bind_as_readers_expect() {
    check("a b OR c", "(a b) OR c");
    check("a (b OR c)", "a (b OR c)");
    check("a|b | c", "a OR b OR c");
    check("a AND b AND (c d)", "a b c d");
    check("-(a OR b) c", "-(a OR b) c");
    check("-(a) (((b)))", "-a b");
    check("NOT (-a -b) c", "-(-a -b) c");
    check("a b a (a OR a)", "a b");
    check("(a OR b) OR (b OR c)", "a OR b OR c");
    check("attack NEAR/05 hospital x", "attack near/5 hospital x");
    check("-(a near/2 \"b c\") d", "-(a near/2 \"b c\") d");
    check("a near/3 b near/4 c", "a near/3 b b near/4 c");
    check("a near/5 (b OR cy*)", "a near/5 b OR a near/5 cy*");
}

#[test]
fn fields_stand_anywhere_and_are_written_last() {
    check("party:China cyber", "cyber party:China");
    check("speaker:\"Fu Cong\" x", "x speaker:\"Fu Cong\"");
    check(
        "kind:statement forum:CD LANGUAGE:fr group:EU x",
        "x group:EU forum:CD lang:fr kind:statement",
    );
    check(
        "party:(RUS OR Russian Federation OR “China”)",
        "party:(RUS OR \"Russian Federation\" OR China)",
    );
    check("party:CHN,RUS|FRA x", "x party:(CHN OR RUS OR FRA)");
    check("party:RUS OR party:CHN", "party:(RUS OR CHN)");
    check("-party:(RUS OR CHN) x", "x -party:(RUS OR CHN)");
    check(
        "(party:RUS attack) OR title:hospital",
        "(attack party:RUS) OR title:hospital",
    );
    check(
        "norm:13(f) norm:(13 (f) OR 13 (g))",
        "norm:\"13(f)\" norm:(\"13 (f)\" OR \"13 (g)\")",
    );
    check("party：中国 网络", "网络 party:中国");
    check("kind:documents", "kind:instrument");
}

#[test]
fn dates_are_stretches_of_time() {
    check("date:2015", "date:2015");
    check("date:2015..2018-03", "date:2015..2018-03");
    check("date:2015-08.. x", "x date:2015-08..");
    check("date:…2016", "date:..2016");
    check("to:2016 x from:2015-08", "x date:2015-08..2016");
    check(
        "(from:2018 x) OR (to:2015 y)",
        "(x date:2018..) OR (y date:..2015)",
    );
}

#[test]
fn what_is_not_of_the_language_is_text() {
    for text in [
        "http://x.y",
        "U.N.",
        "A/70/174",
        "near",
        "or",
        "C++",
        "12:30",
        "13(f)",
        "near/by",
        "x:y",
        "#cyber",
    ] {
        check(text, text);
        check(&format!("{text} cyber"), &format!("{text} cyber"));
    }
    check("\"party:China\" \"a OR b\"", "\"party:China\" \"a OR b\"");
}

#[test]
fn a_mistake_has_a_place_and_a_nearest_right_form() {
    wrong(
        "cyber \"supply chain",
        &Problem::OpenQuote,
        "\"",
        Some("cyber \"supply chain\""),
    );
    wrong("\"a b\" c\"", &Problem::OpenQuote, "\"", Some("\"a b\" c"));
    wrong("a \"\" b", &Problem::EmptyPhrase, "\"\"", Some("a b"));
    wrong("a (b OR c", &Problem::OpenBracket, "(", Some("a (b OR c)"));
    wrong("a) b", &Problem::StrayBracket, ")", Some("a b"));
    wrong("a ( ) b", &Problem::EmptyBrackets, "( )", Some("a b"));
    wrong(
        "a OR",
        &Problem::MissingSide("OR".to_owned()),
        "OR",
        Some("a"),
    );
    wrong(
        "(a OR) b",
        &Problem::MissingSide("OR".to_owned()),
        "OR",
        Some("a b"),
    );
    wrong(
        "near/5 b",
        &Problem::MissingSide("near/5".to_owned()),
        "near/5",
        Some("b"),
    );
    wrong(
        "a near/99 b",
        &Problem::NearNumber("near/99".to_owned()),
        "near/99",
        Some("a near/50 b"),
    );
    wrong(
        "a near/ b",
        &Problem::NearNumber("near/".to_owned()),
        "near/",
        Some("a near/5 b"),
    );
    wrong(
        "a near/5 party:CHN",
        &Problem::NearSides("near/5".to_owned()),
        "near/5",
        Some("a party:CHN"),
    );
}

#[test]
fn a_mistake_in_a_word_has_a_place_and_a_nearest_right_form() {
    wrong(
        "a NOT",
        &Problem::NothingToShutOut("NOT".to_owned()),
        "NOT",
        Some("a"),
    );
    wrong("*", &Problem::StarAlone, "*", None);
    wrong(
        "a cy*er",
        &Problem::StarInside("cy*er".to_owned()),
        "cy*er",
        Some("a cyer"),
    );
    wrong(
        "c* x",
        &Problem::ShortPrefix("c*".to_owned()),
        "c*",
        Some("c x"),
    );
    wrong(
        "-network -cyber",
        &Problem::OnlyNot,
        "-",
        Some("network -cyber"),
    );
    wrong("a OR -b", &Problem::OnlyNot, "-", Some("a OR b"));
    wrong("((a OR \"b", &Problem::OpenQuote, "\"", Some("a OR \"b\""));
    wrong(" !?", &Problem::NoWord, "", None);
}

#[test]
fn a_wrong_field_is_answered_with_the_right_one() {
    wrong(
        "x party: China",
        &Problem::EmptyField("party"),
        "party:",
        Some("x party:China"),
    );
    wrong(
        "x party:",
        &Problem::EmptyField("party"),
        "party:",
        Some("x"),
    );
    wrong(
        "x partys:China",
        &Problem::UnknownField("partys".to_owned()),
        "partys",
        Some("x party:China"),
    );
    wrong(
        "form:CD",
        &Problem::UnknownField("form".to_owned()),
        "form",
        Some("forum:CD"),
    );
    wrong(
        "country:China",
        &Problem::UnknownField("country".to_owned()),
        "country",
        Some("party:China"),
    );
}

#[test]
fn a_wrong_value_is_answered_with_the_right_one() {
    wrong(
        "x date:2015-2018",
        &Problem::BadDate("2015-2018".to_owned()),
        "date:2015-2018",
        Some("x date:2015..2018"),
    );
    wrong(
        "x date:21.8.2015",
        &Problem::BadDate("21.8.2015".to_owned()),
        "date:21.8.2015",
        Some("x date:2015-08-21"),
    );
    wrong(
        "x from:yesterday",
        &Problem::BadDate("yesterday".to_owned()),
        "from:yesterday",
        None,
    );
    wrong(
        "date:2018..2015",
        &Problem::Backwards("2018..2015".to_owned()),
        "date:2018..2015",
        Some("date:2015..2018"),
    );
    wrong(
        "from:2018 x to:2015",
        &Problem::Backwards("from:2018 to:2015".to_owned()),
        "to:2015",
        Some("x date:2015..2018"),
    );
    wrong(
        "kind:statment",
        &Problem::UnknownKind("statment".to_owned()),
        "kind:statment",
        Some("kind:statement"),
    );
    wrong("x page:2", &Problem::Setting("page"), "", None);
}

#[test]
fn too_much_is_refused() {
    let problem = |typed: &str| typed.parse::<Query>().unwrap_err().problem;
    let ors: Vec<String> = (0..1000).map(|n| format!("w{n}")).collect();
    assert!(matches!(
        problem(&ors.join(" OR ")),
        Problem::TooLong(7_886)
    ));
    assert_eq!(problem(&ors[..700].join(" OR ")), Problem::TooMany);
    assert_eq!(problem(&"x".repeat(6_001)), Problem::TooLong(6_001));
    assert_eq!(problem(&"(".repeat(6_000)), Problem::TooDeep);
    assert_eq!(
        problem(&format!("{}a{}", "(".repeat(9), ")".repeat(9))),
        Problem::TooDeep
    );
    assert_eq!(problem(&"\0".repeat(100)), Problem::NoWord);
    let group = |letter: &str| {
        format!(
            "({})",
            (0..9)
                .map(|n| format!("{letter}{n}"))
                .collect::<Vec<_>>()
                .join(" OR ")
        )
    };
    assert_eq!(
        problem(&format!("{} near/3 {}", group("a"), group("b"))),
        Problem::TooMany
    );
    check(&"x ".repeat(3_000), "x");
}

#[test]
fn signs_that_cannot_be_seen_do_not_count() {
    check(
        "cy\u{ad}ber\u{202e} \u{200b}par\u{2060}ty:CHN\0x",
        "cyber x party:CHN",
    );
    check("(a OR b)", "a OR b");
    let mistake = "\u{202e}a )".parse::<Query>().unwrap_err();
    assert_eq!((mistake.query.as_str(), mistake.at), ("a )", 2..3));
}

#[test]
fn a_query_and_its_limits_can_be_told_apart() {
    let query: Query = "cyber OR attack".parse().unwrap();
    let limit = Query::except("party:(CHN OR RUS)".parse().unwrap());
    let both = Query::all(vec![limit.clone(), query.clone()]);
    assert_eq!(both.parts(), [query.clone(), limit.clone()]);
    assert!(limit.is_limit() && !query.is_limit());
    assert_eq!(both.words(), Some(query));
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-cäб网ه]{1,3}",
        2 => prop::sample::select(vec!["OR", "AND", "NOT", "near/3", "NEAR/60", "|", "-", "=", "=(", "=a", "--", "or", "*", "\"", "“", "«", "»", "(", ")", ",", ":", "?"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["party:", "party:CHN", "forum:(a OR b c)", "date:2015..", "to:2014", "from:2013", "lang:\"x y\"", "norm:13(f)", "page:2", "partys:x", "kind:document", "title:OR", "x*"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let spaced = (piece(), prop::sample::select(vec![" ", " ", " ", ""]));
    prop::collection::vec(spaced, 0..14).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, space)| piece + space)
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_query_has_one_written_form(typed in line()) {
        match typed.parse::<Reading>() {
            Ok(reading) => {
                let again = reading.to_string().parse::<Reading>();
                prop_assert_eq!(again, Ok(reading.clone()), "{}", reading);
                if let Some(query) = reading.query {
                    let again = query.to_string().parse::<Query>();
                    prop_assert_eq!(again, Ok(query.clone()), "{}", query);
                }
            }
            Err(mistake) => {
                prop_assert!(mistake.at.end <= mistake.query.chars().count());
                if let Some(instead) = mistake.instead {
                    let again = instead.parse::<Reading>();
                    prop_assert_eq!(again.map(|again| again.to_string()), Ok(instead));
                }
            }
        }
    }
}
