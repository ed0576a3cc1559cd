//! The boundaries that the compiler does not see, and what every file owes its reader.

use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Only `module` may name `krate`.
#[track_caller]
fn only_in(krate: &str, module: &str) {
    let home = src().join(module);
    for path in sources(&src())
        .iter()
        .filter(|path| !path.starts_with(&home))
    {
        let text = std::fs::read_to_string(path).unwrap();
        for (i, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let named = code.contains(&format!("{krate}::"));
            assert!(
                !named,
                "{}:{}: only src/{module} may name {krate}",
                path.display(),
                i + 1
            );
        }
    }
}

#[test]
fn only_discord_names_serenity() {
    only_in("serenity", "discord");
}

#[test]
fn only_index_names_tantivy() {
    only_in("tantivy", "index");
}

#[test]
fn only_store_names_sqlx() {
    only_in("sqlx", "store");
}

#[test]
fn the_domain_depends_on_nothing_else_of_ours() {
    for path in sources(&src().join("domain")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for module in [
            "corpus", "index", "store", "service", "discord", "terminal", "config",
        ] {
            let named = text.contains(&format!("crate::{module}::"));
            assert!(!named, "{} names crate::{module}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_owns() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for path in sources(&src()).into_iter().chain(sources(&tests)) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("//! "),
            "{} does not begin with //!",
            path.display()
        );
    }
}
