//! Citations as the styles want them, each written out whole.

use insta::assert_snapshot;

use super::*;
use crate::domain::date::StatedDate;
use crate::domain::statement::{Format, Source, Speaker};

fn record() -> Record {
    Record {
        id: "chn-cd-2015-cyber".parse().unwrap(),
        title: "Statement on Cyber Security".to_owned(),
        kind: Kind::Statement,
        party: "CHN".to_owned(),
        on_behalf_of: Vec::new(),
        forum: "CD".to_owned(),
        session: String::new(),
        meeting: "1368th plenary meeting".to_owned(),
        place: "Geneva".to_owned(),
        language: "en".to_owned(),
        symbol: String::new(),
        numbering: Numbering::Ours,
        speaker: Some(Speaker {
            name: "Fu Cong".to_owned(),
            role: "Ambassador".to_owned(),
        }),
        date: StatedDate {
            value: "2015-08".parse().unwrap(),
            inferred: true,
            note: String::new(),
        },
        source: Source {
            address: "https://example.org/a".to_owned(),
            format: Format::Html,
            pages: std::collections::BTreeMap::new(),
            note: String::new(),
            retrieved: None,
        },
    }
}

/// A statement without a speaker, with a symbol, a day and printed numbers.
fn printed() -> Record {
    Record {
        speaker: None,
        numbering: Numbering::Printed,
        symbol: "CD/PV.1368".to_owned(),
        title: "R&D: 100% of {it}".to_owned(),
        date: StatedDate {
            value: "2015-08-25".parse().unwrap(),
            inferred: false,
            note: String::new(),
        },
        ..record()
    }
}

fn cite(record: &Record, style: Style) -> String {
    let list: ParagraphList = "5-7".parse().unwrap();
    let cited = Cited {
        record,
        party: "China",
        on_behalf_of: String::new(),
        forum: "Conference on Disarmament",
        paragraphs: Some(&list),
        opening: "We have also noted",
        link: "https://example.org/a",
        accessed: jiff::civil::date(2026, 11, 23),
    };
    cited.in_style(style)
}

#[test]
fn un_names_speaker_meeting_date_and_paragraph() {
    assert_snapshot!(cite(&record(), Style::Un), @"Statement by Ambassador Fu Cong (China), 1368th plenary meeting, Conference on Disarmament, August 2015 (inferred), paras. 5–7 (our numbering; begins “We have also noted”). Available at https://example.org/a (accessed on 23 November 2026).");
    assert_snapshot!(cite(&printed(), Style::Un), @"Statement by China, 1368th plenary meeting, Conference on Disarmament, 25 August 2015, CD/PV.1368, paras. 5–7. Available at https://example.org/a (accessed on 23 November 2026).");
}

#[test]
fn oscola_has_no_full_stops_but_the_last() {
    assert_snapshot!(cite(&record(), Style::Oscola), @"Fu Cong, Ambassador of China, ‘Statement on Cyber Security’ (Speech at 1368th plenary meeting, Conference on Disarmament, Geneva, August 2015 (inferred)) paras 5–7 (our numbering) <https://example.org/a> accessed 23 November 2026.");
    assert_snapshot!(cite(&printed(), Style::Oscola), @"China, ‘R&D: 100% of {it}’ (Speech at 1368th plenary meeting, Conference on Disarmament, Geneva, 25 August 2015) CD/PV.1368 paras 5–7 <https://example.org/a> accessed 23 November 2026.");
}

#[test]
fn chicago_gives_the_note_and_the_entry_of_the_bibliography() {
    assert_snapshot!(cite(&record(), Style::Chicago), @r"
    Fu Cong, “Statement on Cyber Security,” speech, 1368th plenary meeting, Conference on Disarmament, Geneva [August 2015?], paras. 5–7 [our numbering], https://example.org/a.
    Fu Cong. “Statement on Cyber Security.” Speech. 1368th plenary meeting, Conference on Disarmament, Geneva, [August 2015?]. https://example.org/a.
    ");
    assert_snapshot!(cite(&printed(), Style::Chicago), @r"
    China, “R&D: 100% of {It},” speech, 1368th plenary meeting, Conference on Disarmament (CD/PV.1368), Geneva, August 25, 2015, paras. 5–7, https://example.org/a.
    China. “R&D: 100% of {It}.” Speech. 1368th plenary meeting, Conference on Disarmament (CD/PV.1368), Geneva, August 25, 2015. https://example.org/a.
    ");
}

#[test]
fn apa_gives_the_reference_and_the_citation_in_the_text() {
    assert_snapshot!(cite(&record(), Style::Apa), @r"
    Fu Cong. (ca. 2015, August). Statement on Cyber Security [Speech]. 1368th plenary meeting, Conference on Disarmament, Geneva. https://example.org/a
    (Fu Cong, ca. 2015, paras. 5–7 [our numbering])
    ");
    assert_snapshot!(cite(&printed(), Style::Apa), @r"
    China. (2015, August 25). R&D: 100% of {it} [Speech]. 1368th plenary meeting, Conference on Disarmament (CD/PV.1368), Geneva. https://example.org/a
    (China, 2015, paras. 5–7)
    ");
}

#[test]
fn bibtex_escapes_what_would_break_the_entry() {
    assert_snapshot!(cite(&record(), Style::Bibtex), @r"
    @misc{chn-cd-2015-cyber,
      author = {{Fu Cong}},
      title = {{Statement on Cyber Security}},
      howpublished = {1368th plenary meeting, Conference on Disarmament},
      address = {Geneva},
      year = {2015},
      month = aug,
      url = {https://example.org/a},
      urldate = {2026-11-23},
      note = {China, Ambassador Fu Cong; paras. 5–7 (our numbering); date inferred},
    }
    ");
    assert_snapshot!(cite(&printed(), Style::Bibtex), @r"
    @misc{chn-cd-2015-cyber,
      author = {{China}},
      title = {{R\&D: 100\% of \{it\}}},
      howpublished = {1368th plenary meeting, Conference on Disarmament},
      address = {Geneva},
      year = {2015},
      month = aug,
      url = {https://example.org/a},
      urldate = {2026-11-23},
      note = {China; paras. 5–7; CD/PV.1368},
    }
    ");
}

#[test]
fn ris_keeps_the_slashes_of_a_date_without_a_day() {
    assert_snapshot!(cite(&record(), Style::Ris), @r"
    TY  - SLIDE
    AU  - Fu Cong
    TI  - Statement on Cyber Security
    T2  - 1368th plenary meeting, Conference on Disarmament
    PY  - 2015
    DA  - 2015/08//
    CY  - Geneva
    LA  - en
    UR  - https://example.org/a
    Y2  - 2026/11/23/
    N1  - China, Ambassador Fu Cong; paras. 5–7 (our numbering); date inferred
    ER  -
    ");
    assert_snapshot!(cite(&printed(), Style::Ris), @r"
    TY  - SLIDE
    AU  - China
    TI  - R&D: 100% of {it}
    T2  - 1368th plenary meeting, Conference on Disarmament
    PY  - 2015
    DA  - 2015/08/25/
    CY  - Geneva
    LA  - en
    UR  - https://example.org/a
    Y2  - 2026/11/23/
    N1  - China; paras. 5–7; CD/PV.1368
    ER  -
    ");
}

#[test]
fn no_style_has_escape_sequences() {
    for style in Style::ALL {
        let text = cite(&record(), style);
        assert!(
            !text
                .chars()
                .any(|letter| letter.is_control() && letter != '\n'),
            "{text:?}"
        );
    }
}
