//! Languages of texts: their tags, and what people call them in English and in the language.

/// Tag, English name, and other names: first the language's own.
const LANGUAGES: [(&str, &str, &[&str]); 24] = [
    ("ar", "Arabic", &["العربية", "عربي", "arabe", "árabe"]),
    (
        "zh",
        "Chinese",
        &["中文", "汉语", "汉文", "chinois", "chino", "Mandarin"],
    ),
    ("en", "English", &["anglais", "inglés", "английский"]),
    ("fr", "French", &["français", "francés", "французский"]),
    ("ru", "Russian", &["русский", "russe", "ruso"]),
    (
        "es",
        "Spanish",
        &["español", "castellano", "espagnol", "испанский"],
    ),
    ("cs", "Czech", &["čeština"]),
    ("da", "Danish", &["dansk"]),
    ("de", "German", &["Deutsch", "allemand"]),
    ("el", "Greek", &["ελληνικά"]),
    ("et", "Estonian", &["eesti"]),
    ("fa", "Persian", &["فارسی", "Farsi"]),
    ("fi", "Finnish", &["suomi"]),
    ("he", "Hebrew", &["עברית"]),
    ("id", "Indonesian", &["Bahasa Indonesia"]),
    ("it", "Italian", &["italiano"]),
    ("ja", "Japanese", &["日本語"]),
    ("ko", "Korean", &["한국어"]),
    ("nl", "Dutch", &["Nederlands"]),
    ("pl", "Polish", &["polski"]),
    ("pt", "Portuguese", &["português", "portugais"]),
    ("sv", "Swedish", &["svenska"]),
    ("tr", "Turkish", &["Türkçe"]),
    ("uk", "Ukrainian", &["українська"]),
];

/// The tag that people mean by `typed`: a tag, or a name in English or in the language.
pub fn tag(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    let primary = typed.split('-').next().unwrap_or_default();
    if let Some((tag, ..)) = LANGUAGES.iter().find(|(tag, ..)| *tag == primary) {
        let well_formed = typed
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        return well_formed.then(|| {
            if primary == typed {
                (*tag).to_owned()
            } else {
                typed.clone()
            }
        });
    }
    let called = |name: &str| name.to_lowercase() == typed;
    let known = LANGUAGES
        .iter()
        .find(|(_, name, others)| called(name) || others.iter().any(|other| called(other)));
    known.map(|(tag, ..)| (*tag).to_owned())
}

/// The English name of the language with this tag; the tag itself when it is not known.
pub fn name(tag: &str) -> &str {
    let primary = tag.split('-').next().unwrap_or(tag);
    let known = LANGUAGES.iter().find(|(known, ..)| *known == primary);
    known.map_or(tag, |(_, name, _)| name)
}

/// All tags with their English names, the six languages of the United Nations first.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    LANGUAGES.iter().map(|(tag, name, _)| (*tag, *name))
}

/// The name of a language that is spelled nearly so, with its tag.
pub fn nearest(typed: &str) -> Option<(&'static str, &'static str)> {
    let typed = typed.to_lowercase();
    let names = LANGUAGES.iter().flat_map(|(tag, name, others)| {
        let names = std::iter::once(*name).chain(others.iter().copied());
        names.map(move |form| (form, *tag, *name))
    });
    names
        .map(|(form, tag, name)| {
            (
                strsim::jaro_winkler(&form.to_lowercase(), &typed),
                tag,
                name,
            )
        })
        .filter(|(likeness, ..)| *likeness > 0.85)
        .max_by(|(one, ..), (other, ..)| one.total_cmp(other))
        .map(|(_, tag, name)| (tag, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: Option<&str>) {
        assert_eq!(tag(typed).as_deref(), expected);
    }

    #[test]
    fn a_language_is_known_by_tag_and_by_name() {
        check("fr", Some("fr"));
        check("French", Some("fr"));
        check("Français", Some("fr"));
        check("РУССКИЙ", Some("ru"));
        check("中文", Some("zh"));
        check("العربية", Some("ar"));
        check("pt-BR", Some("pt-br"));
        check("Klingon", None);
        assert_eq!(
            (name("fr"), name("pt-br"), name("xx")),
            ("French", "Portuguese", "xx")
        );
        assert_eq!(nearest("frensh"), Some(("fr", "French")));
    }
}
