//! The chain as a whole, in each of its languages.

use super::*;

fn terms(text: &str, language: &str) -> Vec<String> {
    let tokens = analyse(text, language);
    tokens.into_iter().map(|token| token.term).collect()
}

/// All of `texts` give the same terms.
#[track_caller]
fn same<const N: usize>(language: &str, texts: [&str; N]) {
    for text in texts {
        assert_eq!(terms(text, language), terms(texts[0], language), "{text:?}");
    }
}

/// A word typed by somebody finds the word of a passage.
#[track_caller]
fn finds(typed: &str, language: &str, passage: &str) {
    let words = query_words(typed);
    let held = terms(passage, language);
    let missing: Vec<_> = words
        .iter()
        .filter(|word| !word.common && !word.terms.iter().any(|term| held.contains(term)))
        .collect();
    assert!(missing.is_empty(), "{missing:?} not in {held:?}");
}

#[test]
fn spellings_of_one_english_word_give_one_term() {
    same(
        "en",
        [
            "cyberattacks",
            "cyber-attack",
            "cyber attacks",
            "Cyber‑attack",
        ],
    );
    same(
        "en",
        [
            "Cyber space",
            "CYBERSPACE",
            "cyber-space",
            "cyber\u{200B}space",
        ],
    );
    same(
        "en",
        ["militarisation", "militarization", "milita\u{AD}risation"],
    );
    same("en", ["responsible behaviour", "responsible behavior"]);
    same("en", ["harbouring", "harbors", "harbour"]);
    same("en", ["signalling", "signaling"]);
    same("en", ["one’s territory", "one's territories"]);
    same("en", ["co-operation", "cooperation", "Co‑operation"]);
    same("en", ["e-mail", "email", "E-Mails"]);
    same(
        "en",
        ["multi-stakeholder", "multistakeholder", "multi stakeholder"],
    );
    same(
        "en",
        ["counter-terrorism", "counterterrorism", "counter terrorism"],
    );
    same(
        "en",
        ["non-State actors", "nonstate actors", "non State actor"],
    );
    same("en", ["ransom ware", "ransomware", "ransom-ware"]);
    same("en", ["mal ware.", "malware"]);
}

#[test]
fn acronyms_are_read_with_and_without_points_and_in_the_plural() {
    same("en", ["U.N.", "UN", "un"]);
    same("en", ["I.C.T.s", "ICTs", "ICT", "ＩＣＴ"]);
    same("en", ["CBMs", "CBM"]);
    same("en", ["CERTs", "CERT"]);
    assert_eq!(
        terms("the end.The start", "en"),
        terms("the end. The start", "en")
    );
}

#[test]
fn french_elisions_plurals_and_accents() {
    same(
        "fr",
        ["infrastructures critiques", "l’infrastructure critique"],
    );
    same(
        "fr",
        ["cyberattaques", "une cyber-attaque"].map(|text| text.trim_start_matches("une ")),
    );
    same("fr", ["hôpitaux", "l'hôpital"]);
    finds("securite", "fr", "la sécurité internationale");
    finds("sécurité", "fr", "La Sécurité");
    finds("vulnerabilites", "fr", "divulgation des vulnérabilités");
    finds("qu'États", "fr", "les États");
}

#[test]
fn spanish_plurals_and_accents() {
    same(
        "es",
        ["Ciberseguridad", "ciberseguridad", "ciber-seguridad"],
    );
    same("es", ["informaciones", "información"]);
    finds("proteccion", "es", "la protección de los hospitales");
    finds("ataques", "es", "un ciberataque");
}

#[test]
fn russian_endings_and_yo() {
    same(
        "ru",
        ["критической инфраструктуры", "критическая инфраструктура"],
    );
    same("ru", ["её", "ее"]);
    same("ru", ["кибератак", "кибер-атаки"]);
    finds("атаки", "ru", "кибератака на больницу");
}

#[test]
fn arabic_letters_particles_and_endings() {
    same(
        "ar",
        ["السيبرانية", "سيبرانية", "والسيبراني", "بالسيبرانية"],
    );
    same("ar", ["الأمن", "الامن", "للأمن", "أمن", "الأَمْنُ", "الأمـــن"]);
    same("ar", ["الهجمات", "هجمات", "والهجمات"]);
    same("ar", ["المستشفيات", "مستشفى", "المستشفي"]);
    same("ar", ["الدولة", "دول", "للدول", "وبالدول"]);
    // Presentation forms, as PDFs have them: lam with alef as one sign.
    same("ar", ["\u{FE8D}\u{FEF7}\u{FEE3}\u{FEE6}", "الأمن"]);
    same("ar", ["٢٠١٥", "2015"]);
    finds("وكالة", "ar", "الوكالة");
    finds("والدول", "ar", "دولة");
    finds("لحماية", "ar", "حماية المستشفيات");
}

#[test]
fn han_text_is_stored_in_pairs_wherever_lines_end() {
    assert_eq!(terms("供应链安全", "zh"), ["供应", "应链", "链安", "安全"]);
    same("zh", ["关键基础设施", "关键基\n础设施", "关键基\r\n础设施"]);
    same("zh", ["网络", "⽹络"]);
    assert_eq!(terms("法。ICT 法", "zh"), ["法", "ict", "法"]);
    assert_eq!(terms("甲\n\n乙", "zh"), ["甲", "乙"]);
}

#[test]
fn a_chinese_query_leaves_out_pairs_that_join_two_words() {
    let wanted = |text| -> Vec<String> {
        let words = query_words(text).into_iter();
        words
            .filter(|word| !word.common)
            .map(|word| word.surface)
            .collect()
    };
    assert_eq!(wanted("关键基础设施"), ["关键", "基础", "设施"]);
    assert_eq!(wanted("网络战"), ["网络", "络战"]);
    assert_eq!(wanted("核武器"), ["核武", "武器"]);
    assert_eq!(wanted("保护的责任"), ["保护", "责任"]);
    assert_eq!(query_words("关键基础设施").len(), 5);
}

#[test]
fn letters_of_another_script_that_look_alike_are_no_other_word() {
    same("en", ["сyberspace", "cyberspace"]);
    same("en", ["ΙCT", "ICT"]);
    same("ru", ["кибератакa", "кибератака"]);
    assert_ne!(terms("сор", "ru"), terms("cop", "en"));
}

#[test]
fn words_of_another_script_are_read_in_their_own_language() {
    same("ru", ["CERTs", "CERT"]);
    assert_eq!(terms("norms", "zh"), terms("norm", "en"));
    assert_eq!(terms("государств", "en"), terms("государства", "ru"));
}

#[test]
fn other_languages_keep_their_words_whole() {
    same("tr", ["Erdoğan", "erdogan"]);
    assert_eq!(terms("Bedrohungen", "de"), ["bedrohungen"]);
    finds("Bedrohungen", "de", "neue Bedrohungen");
    assert_eq!(terms("사이버 공간", "ko").len(), 2);
}

#[test]
fn every_token_knows_its_place() {
    let text = "“Les États”, l’ICT (co-opération) et\u{200B}c. кибератак 供应\n链 mal-ware;";
    let found: Vec<_> = analyse(text, "fr")
        .into_iter()
        .map(|token| text.get(token.span).unwrap())
        .collect();
    assert_eq!(
        found,
        [
            "Les",
            "États",
            "l’ICT",
            "co-opération",
            "et\u{200b}c",
            "кибератак",
            "кибератак",
            "供应",
            "应\n链",
            "mal-ware",
        ]
    );
}

#[test]
fn the_form_is_the_word_before_its_stem() {
    let forms: Vec<_> = analyse("Sécurités, militarisation; CBMs", "fr")
        .into_iter()
        .map(|token| token.form)
        .collect();
    assert_eq!(forms, ["securites", "militarisation", "cbms"]);
}

#[test]
fn a_query_word_has_a_term_for_each_language_and_none_twice() {
    let words = query_words("infraestructuras contra the CBMs");
    assert!(words[0].terms.len() > 1, "{words:?}");
    assert!(!words[0].common && words[2].common, "{words:?}");
    assert_eq!(query_words("cyber")[0].terms, ["cyber"]);
    assert_eq!(query_words("ICT")[0].terms, ["ict"]);
}

#[test]
fn acronyms_are_not_taken_for_articles() {
    let common = |text: &str| query_words(text)[0].common;
    assert!(!common("UN norms") && !common("U.S. position"));
    assert!(common("un ataque") && common("us") && common("THE NORM"));
}

#[test]
fn what_is_written_apart_is_one_word_in_queries_too() {
    let words = query_words("a ransom ware gang");
    assert_eq!(words[1].surface, "ransom ware");
    finds("mal ware", "en", "malware");
    finds("malware", "en", "mal ware");
}

#[test]
fn the_beginning_of_a_compound_is_read_like_the_compound() {
    let prefix = query_prefix("cyberat");
    assert_eq!((prefix.before.len(), prefix.form.as_str()), (1, "at"));
    assert_eq!(query_prefix("Sécu").form, "secu");
    assert_eq!(query_prefix("").form, "");
}

#[test]
fn the_terms_of_a_passage_are_among_those_of_a_query_for_its_words() {
    for (language, text) in [
        (
            "en",
            "States should not knowingly allow their territory to be used",
        ),
        (
            "fr",
            "Les États ne devraient pas permettre sciemment que leur territoire soit utilisé",
        ),
        (
            "es",
            "Los Estados no deberían permitir deliberadamente que su territorio fuera utilizado",
        ),
        (
            "ru",
            "Государства не должны заведомо позволять использовать их территорию",
        ),
        ("ar", "ينبغي للدول ألا تسمح عن علم باستخدام أراضيها"),
        ("zh", "各国不应蓄意允许他人利用其领土"),
        ("de", "Staaten sollten nicht wissentlich zulassen"),
    ] {
        for (token, word) in analyse(text, language).iter().zip(query_words(text)) {
            assert!(word.terms.contains(&token.term), "{token:?} {word:?}");
        }
    }
}

#[test]
fn a_word_of_any_length_gives_a_term_that_can_be_stored() {
    let long = "é".repeat(500);
    assert!(terms(&long, "fr")[0].len() <= 80);
    assert!(query_words(&long)[0].terms.contains(&terms(&long, "fr")[0]));
}

#[test]
fn what_was_seen_before_gives_the_same_again() {
    let text = "Cyber-attacks on hospitals, on power grids; (cyber-attacks) non-State l’État 安全";
    assert_eq!(analyse(text, "en"), analyse(text, "en"));
    let mut fresh = Vec::new();
    Analyser::new(Language::English).each(text, |token| fresh.push(token.term.to_owned()));
    assert_eq!(fresh, terms(text, "en"));
}
