//! The examples of CONTRIBUTING.md and of the page of scenarios are the fixtures that the tests take the whole way, or can be read.

use super::document;
use loopscope::event::Machine;
use loopscope::formats::documents::scenario;
use loopscope::sim;

/// The sections of CONTRIBUTING.md that begin with code, and the files that have its lines.
const EXAMPLES: [(&str, &str); 3] = [
    ("A format that is read", "tests/it/registries/ticks.rs"),
    ("A model", "tests/it/registries/lifo.rs"),
    ("A panel", "src/ui/transcript.rs"),
];

/// Returns the fenced blocks of a language in a document.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| Some(rest.split_once("\n```")?.0.to_owned())).collect()
}

/// Returns the lines of code without comments and without those that leave something out (`…`) or name where a thing is.
fn code(block: &str) -> Vec<&str> {
    let uncommented = block.lines().map(|line| line.split("//").next().unwrap_or("").trim());
    uncommented.filter(|line| !line.is_empty() && !line.contains('…') && !line.starts_with("use ")).collect()
}

#[test]
fn the_examples_of_files_are_the_fixtures() {
    let contributing = document("CONTRIBUTING.md");
    for fixture in ["tests/fixtures/scenarios/two-readers.toml", "tests/fixtures/lessons/01-two-readers.toml"] {
        let expected = document(fixture);
        assert!(blocks(&contributing, "toml").iter().any(|block| block == expected.trim_end()), "CONTRIBUTING.md does not show {fixture}");
    }
}

#[test]
fn the_examples_of_code_are_lines_of_the_fixtures() {
    let contributing = document("CONTRIBUTING.md");
    for (section, fixture) in EXAMPLES {
        let text = contributing.split_once(&format!("### {section}\n")).unwrap_or_else(|| panic!("there is no section {section}")).1;
        let (block, fixture_text) = (blocks(text, "rust").swap_remove(0), document(fixture));
        let known: Vec<&str> = fixture_text.lines().map(|line| line.split("//").next().unwrap_or("").trim()).collect();
        let lines = code(&block);
        assert!(lines.len() > 5, "{section}: {lines:?}");
        lines.iter().for_each(|line| assert!(known.contains(line), "{section}: {fixture} has no line {line:?}"));
    }
}

#[test]
fn the_example_of_a_scenario_can_be_run() {
    let page = document("docs/scenarios.md");
    let models: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
    let examples = blocks(&page, "toml");
    assert!(!examples.is_empty(), "the page shows no scenario");
    for example in examples {
        scenario::parse(&example, "docs/scenarios.md", &models).unwrap_or_else(|fault| panic!("{fault}"));
    }
}

#[test]
fn every_key_of_a_machine_is_explained_with_its_default() {
    let page = document("docs/scenarios.md");
    let usual = toml::Table::try_from(Machine::default()).unwrap();
    for (key, value) in usual {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{key}` |")));
        let cell = row.and_then(|row| row.trim_end_matches(" |").rsplit(" | ").next()).unwrap_or_else(|| panic!("{key} has no row"));
        let shown: toml::Table = toml::from_str(&format!("{key} = {}", cell.trim_matches('`'))).unwrap();
        assert_eq!(shown[&key], value, "docs/scenarios.md: the default of machine.{key}");
    }
}
