//! Owns the rules for embeds, and for where pictures and files may come from.

use serde_json::Value;

use super::{is_blank, is_web_address, length, list, text};

/// Holds the embeds of one message against the rules.
pub(super) fn check_embeds(message: &Value, uploads: &[&str], findings: &mut Vec<String>) {
    let embeds = list(message, "embeds");
    for (index, embed) in embeds.iter().enumerate() {
        check_embed(embed, &format!("embeds[{index}]"), uploads, findings);
    }
    let total: usize = embeds.iter().map(embed_length).sum();
    if total > 6000 {
        findings.push(format!("embeds: {total} characters in total, at most 6000"));
    }
}

fn embed_length(embed: &Value) -> usize {
    let fields = list(embed, "fields").iter();
    let fields: usize = fields
        .map(|field| length(text(field, "name")) + length(text(field, "value")))
        .sum();
    let [footer, author] = [
        text(&embed["footer"], "text"),
        text(&embed["author"], "name"),
    ];
    let texts = [
        text(embed, "title"),
        text(embed, "description"),
        footer,
        author,
    ];
    fields + texts.into_iter().map(length).sum::<usize>()
}

fn check_embed(embed: &Value, at: &str, uploads: &[&str], findings: &mut Vec<String>) {
    let shown = ["author", "footer", "image", "thumbnail", "video"];
    let has_text = !is_blank(text(embed, "title")) || !is_blank(text(embed, "description"));
    if !has_text && list(embed, "fields").is_empty() && shown.iter().all(|key| embed[key].is_null())
    {
        findings.push(format!("{at}: empty embed"));
    }
    for (index, field) in list(embed, "fields").iter().enumerate() {
        for key in ["name", "value"] {
            if is_blank(text(field, key)) {
                findings.push(format!("{at}.fields[{index}].{key}: empty"));
            }
        }
    }
    for (part, key) in [("author", "name"), ("footer", "text")] {
        if embed[part].is_object() && is_blank(text(&embed[part], key)) {
            findings.push(format!("{at}.{part}.{key}: empty"));
        }
    }
    let links = [
        ("url", &embed["url"]),
        ("author.url", &embed["author"]["url"]),
    ];
    for (key, url) in links {
        if url.as_str().is_some_and(|url| !is_web_address(url)) {
            findings.push(format!("{at}.{key}: {url} is not http(s)"));
        }
    }
    let pictures = [
        ("image", "url"),
        ("thumbnail", "url"),
        ("author", "icon_url"),
        ("footer", "icon_url"),
    ];
    for (part, key) in pictures {
        check_media(
            embed[part][key].as_str(),
            &format!("{at}.{part}.{key}"),
            uploads,
            findings,
        );
    }
}

/// Media may be on the web or among the uploads of the same message.
pub(super) fn check_media(
    url: Option<&str>,
    at: &str,
    uploads: &[&str],
    findings: &mut Vec<String>,
) {
    let Some(url) = url else { return };
    match url.strip_prefix("attachment://") {
        Some(name) if !uploads.contains(&name) => {
            findings.push(format!("{at}: {url} without an upload"));
        }
        None if !is_web_address(url) => findings.push(format!("{at}: {url:?} is not http(s)")),
        Some(_) | None => {}
    }
}

mod tests {
    use serde_json::json;

    use super::super::assert_finding;
    use super::super::messages::{Place, check_message};
    use super::*;

    #[track_caller]
    fn check(message: &Value, expected: &str) {
        assert_finding(&check_message(message, Place::Interaction, &[]), expected);
    }

    #[track_caller]
    fn check_with_upload(message: &Value, expected: &str) {
        assert_finding(
            &check_message(message, Place::Interaction, &["a.txt"]),
            expected,
        );
    }

    #[test]
    fn embeds_are_filled_and_bounded() {
        check(&json!({"embeds": [{"title": "x"}]}), "");
        check(&json!({"embeds": [{"color": 1}]}), "embeds[0]: empty embed");
        check(
            &json!({"embeds": [{"fields": [{"name": "", "value": "x"}]}]}),
            "fields[0].name: empty",
        );
        check(
            &json!({"embeds": [{"fields": [{"name": "x", "value": " "}]}]}),
            "fields[0].value: empty",
        );
        check(
            &json!({"embeds": [{"footer": {"text": ""}}]}),
            "footer.text: empty",
        );
        let long = json!({"description": "x".repeat(3001)});
        check(&json!({"embeds": [long, long]}), "6002 characters in total");
    }

    #[test]
    fn addresses_are_on_the_web_or_uploaded() {
        check(
            &json!({"embeds": [{"title": "x", "url": "ftp://x.org"}]}),
            "is not http(s)",
        );
        check(
            &json!({"embeds": [{"title": "x", "url": "https:///x"}]}),
            "is not http(s)",
        );
        check(
            &json!({"embeds": [{"image": {"url": "x.png"}}]}),
            "is not http(s)",
        );
        check(
            &json!({"embeds": [{"image": {"url": "attachment://a.txt"}}]}),
            "without an upload",
        );
        check_with_upload(
            &json!({"embeds": [{"image": {"url": "attachment://a.txt"}}]}),
            "",
        );
        check_with_upload(
            &json!({"attachments": [{"id": "1"}]}),
            "no upload files[\"1\"]",
        );
    }
}
