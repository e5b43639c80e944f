//! The documents are true as far as a test can tell: their links lead somewhere, the README is one page, and the page of the command
//! line names the subcommands that exist.

use crate::command_line::loopscope;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The longest README, lines.
const MOST_README: usize = 120;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every document: those at the top and those in `docs`.
fn documents() -> Vec<PathBuf> {
    let markdown = |folder: &Path| {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect::<Vec<_>>()
    };
    [markdown(root()), markdown(&root().join("docs"))].concat()
}

/// Returns a document's text without fenced blocks, where brackets are code.
fn prose_of(text: &str) -> String {
    let mut fenced = false;
    let outside = |line: &&str| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    };
    text.lines().filter(outside).collect::<Vec<_>>().join("\n")
}

/// Returns the relative targets of a document's links and pictures, without their fragments.
fn links(text: &str) -> Vec<String> {
    let prose = prose_of(text);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let relative = targets.filter(|target| !target.contains("://") && !target.starts_with(['#', '<']));
    relative.map(|target| target.split('#').next().unwrap_or(target).to_owned()).collect()
}

/// Returns the subcommands that the usage lines of a page name: lower-case words after `loopscope` at the beginning of a line.
fn named(page: &str) -> BTreeSet<String> {
    let after = page.lines().filter_map(|line| line.strip_prefix("loopscope ")?.split_whitespace().next());
    after.filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-')).map(str::to_owned).collect()
}

/// Returns the subcommands that `--help` lists, but for `help` itself.
fn listed(help: &str) -> BTreeSet<String> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.is_empty() || line.starts_with(' '));
    let names = list.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|name| !name.is_empty()));
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_link_of_the_documents_leads_to_a_file() {
    let mut count = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        for target in links(&text) {
            let found = path.parent().unwrap().join(&target);
            assert!(found.exists(), "{}: the link to {target} leads nowhere", path.display());
            count += 1;
        }
    }
    assert!(count > 20, "only {count} links were found");
}

#[test]
fn every_page_of_docs_is_linked_from_the_readme() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let linked: BTreeSet<PathBuf> = links(&readme).iter().map(|link| root().join(link)).collect();
    for path in documents() {
        assert!(linked.contains(&path) || path.ends_with("README.md"), "{} is not linked from README.md", path.display());
    }
}

#[test]
fn the_readme_is_one_page() {
    let lines = fs::read_to_string(root().join("README.md")).unwrap().lines().count();
    assert!(lines <= MOST_README, "README.md has {lines} lines; expected at most {MOST_README}");
}

#[test]
fn the_page_of_the_command_line_names_the_subcommands_that_exist() {
    let (status, help, _) = loopscope(&["--help"]);
    assert_eq!(status, 0);
    let page = fs::read_to_string(root().join("docs/command-line.md")).unwrap();
    let (listed, named) = (listed(&help), named(&page));
    assert!(listed.contains("run"), "no subcommands were found in:\n{help}");
    assert_eq!(named, listed, "docs/command-line.md, and loopscope --help");
}

#[test]
fn links_and_subcommands_are_found_in_text() {
    let text = "[a](docs/a.md#part) ![b](b.png)\n[c](https://c.example) [d](#d)\n```\n[e](e.md)\n```\n";
    assert_eq!(links(text), ["docs/a.md", "b.png"]);
    let usage = "loopscope [FILE]\nloopscope run X\n  loopscope not this\nloopscope merge FILE";
    assert_eq!(named(usage), BTreeSet::from(["merge", "run"].map(String::from)));
    let help = "Usage: x\n\nCommands:\n  run     Run it\n          and more of it\n  help    Print this\n\nOptions:\n  -h\n";
    assert_eq!(listed(help), BTreeSet::from(["run".to_owned()]));
}
