//! The example of a configuration says what is true.

use rapporteur::config::Config;

const EXAMPLE: &str = include_str!("../../config.example.toml");

/// The example with every setting that is commented out put in.
fn uncommented() -> String {
    let setting = |line: &str| {
        let rest = line.strip_prefix("# ")?;
        let (key, _) = rest.split_once(" = ")?;
        key.chars().all(is_key).then(|| rest.to_owned())
    };
    let lines = EXAMPLE
        .lines()
        .map(|line| setting(line).unwrap_or_else(|| line.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

fn is_key(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter == '_'
}

#[test]
fn the_example_sets_what_is_set_anyway() {
    assert_eq!(
        toml::from_str::<Config>(EXAMPLE).unwrap(),
        Config::default()
    );
}

#[test]
fn every_setting_of_the_example_exists() {
    let config: Config = toml::from_str(&uncommented()).unwrap();
    assert!(config.data_dir.is_some() && config.corpus.path.is_some());
    assert!(config.discord.api_base.is_some() && config.discord.gateway.is_some());
}

#[test]
fn every_setting_is_in_the_example() {
    let shown = format!("{:?}", Config::default());
    let before = |part: &str| {
        part.rsplit(|letter: char| !is_key(letter))
            .next()
            .unwrap()
            .to_owned()
    };
    let settings: Vec<String> = shown
        .split(": ")
        .map(before)
        .filter(|name| !name.is_empty())
        .collect();
    assert!(settings.contains(&"cooldown_seconds".to_owned()));
    let example = uncommented();
    for setting in settings {
        let (key, table) = (format!("\n{setting} = "), format!("\n[{setting}]"));
        assert!(
            example.contains(&key) || example.contains(&table),
            "{setting}"
        );
    }
}

#[test]
fn a_setting_that_does_not_exist_is_refused() {
    assert!(toml::from_str::<Config>("[discord]\ntoken = \"x\"").is_err());
}
