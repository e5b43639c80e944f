//! The documents are true as far as a test can tell: their links lead somewhere, the README is one page, the subcommands and options
//! that they name exist, their lists are those of the program (`tables`), their examples are fixtures (`examples`), and the log in them can
//! be read (`log`).

mod examples;
mod log;
mod tables;

use crate::command_line::loopscope;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The longest README, lines.
const MOST_README: usize = 120;

/// Phrases of which CONTRIBUTING.md says that they are not written.
const NEVER: [&str; 3] = ["so many", "nobody", "somebody"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the text of a document, by its path from the root.
fn document(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Returns the path and the text of every document: those at the top and those in `docs`.
fn documents() -> Vec<(PathBuf, String)> {
    let files = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let all = files(root().into()).chain(files(root().join("docs")));
    let markdown = all.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    markdown.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// Returns a document's lines in fenced blocks, and those outside of them.
fn parts(text: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut inside, mut outside, mut fenced) = (Vec::new(), Vec::new(), false);
    for line in text.lines() {
        match line.trim_start().starts_with("```") {
            true => fenced = !fenced,
            false if fenced => inside.push(line),
            false => outside.push(line),
        }
    }
    (inside, outside)
}

/// Returns the relative targets of a document's links and pictures, each as a path and the heading after `#`. Either may be empty.
fn links(text: &str) -> Vec<(String, String)> {
    let prose = parts(text).1.join("\n");
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let relative = targets.filter(|target| !target.contains("://") && !target.starts_with('<'));
    let split = |target: &str| target.split_once('#').map_or((target.to_owned(), String::new()), |(path, part)| (path.into(), part.into()));
    relative.map(split).collect()
}

/// Returns the headings of a document as links name them: `## 4. Invariants` is `4-invariants`.
fn headings(text: &str) -> BTreeSet<String> {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let anchor = |title: &str| title.trim().to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-");
    parts(text).1.iter().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#'))).collect()
}

/// Returns the options that a text names: `--as` and the like.
fn options(text: &str) -> BTreeSet<String> {
    let named = text.split("--").skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap_or(""));
    named.filter(|name| !name.is_empty() && !name.starts_with('-')).map(str::to_owned).collect()
}

/// Returns the options that the lines of a help begin with, but for those that every subcommand has.
fn listed_options(help: &str) -> BTreeSet<String> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let named = lines.flat_map(|line| options(line.split("  ").next().unwrap_or(line)));
    named.filter(|name| !matches!(&name[..], "help" | "version")).collect()
}

/// Returns the subcommands that `--help` lists, but for `help` itself.
fn listed_commands(help: &str) -> BTreeSet<String> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.is_empty() || line.starts_with(' '));
    let names = list.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|name| !name.is_empty()));
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Returns what the program itself says of its subcommands: each with its options.
fn commands() -> Vec<(String, BTreeSet<String>)> {
    let help = |args: &[&str]| {
        let (status, help, _) = loopscope(args);
        assert_eq!(status, 0, "{args:?}");
        help
    };
    let of = |name: String| {
        let options = listed_options(&help(&[&name, "--help"]));
        (name, options)
    };
    listed_commands(&help(&["--help"])).into_iter().map(of).collect()
}

/// Returns the usage lines of a page, each with those that continue it.
fn usages(page: &str) -> Vec<String> {
    let mut usages: Vec<String> = Vec::new();
    for line in parts(page).0 {
        match usages.last_mut() {
            Some(usage) if line.starts_with(' ') => usage.push_str(line),
            _ if line.starts_with("loopscope") => usages.push(line.into()),
            _ => {}
        }
    }
    usages
}

#[test]
fn every_link_of_the_documents_leads_to_a_file_and_a_heading() {
    let mut count = 0;
    for (path, text) in documents() {
        for (target, part) in links(&text) {
            let found = if target.is_empty() { path.clone() } else { path.parent().unwrap().join(&target) };
            assert!(found.exists(), "{}: the link to {target} leads nowhere", path.display());
            if !part.is_empty() {
                let there = headings(&fs::read_to_string(&found).unwrap());
                assert!(there.contains(&part), "{}: {target} has no heading #{part}; it has {there:?}", path.display());
            }
            count += 1;
        }
    }
    assert!(count > 20, "only {count} links were found");
}

#[test]
fn every_page_is_linked_from_the_readme() {
    let linked: BTreeSet<PathBuf> = links(&document("README.md")).iter().map(|(path, _)| root().join(path)).collect();
    for (path, _) in documents() {
        assert!(linked.contains(&path) || path.ends_with("README.md"), "{} is not linked from README.md", path.display());
    }
}

#[test]
fn the_readme_is_one_page() {
    let lines = document("README.md").lines().count();
    assert!(lines <= MOST_README, "README.md has {lines} lines; expected at most {MOST_README}");
}

#[test]
fn the_page_of_the_command_line_names_what_exists_and_all_of_it() {
    let page = document("docs/command-line.md");
    let usages = usages(&page);
    let usage = |name: &str| usages.iter().find(|usage| usage.split_whitespace().nth(1) == Some(name));
    let commands = commands();
    assert!(commands.iter().any(|(name, _)| name == "run"), "no subcommands were found");
    assert_eq!(usages.len(), commands.len() + 1, "a usage for each subcommand, and one for the window: {usages:#?}");
    for (name, known) in &commands {
        let usage = usage(name).unwrap_or_else(|| panic!("docs/command-line.md has no usage of {name}"));
        assert_eq!(options(usage), *known, "the usage of {name} in docs/command-line.md, and its --help");
        let section = page.split("\n## ").find_map(|section| section.strip_prefix(&format!("{name}\n"))).unwrap_or("");
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `--")?.split('`').next());
        let explained = rows.flat_map(|row| options(&format!("--{row}"))).collect();
        assert_eq!(*known, explained, "the options of {name} in its --help, and those that docs/command-line.md explains");
    }
}

#[test]
fn the_examples_of_the_documents_use_options_that_exist() {
    let (commands, mut count) = (commands(), 0);
    for (path, text) in documents() {
        for line in parts(&text).0 {
            let named = line.split("loopscope ").skip(1).filter_map(|rest| Some((rest.split_whitespace().next()?, rest)));
            for (name, rest) in named {
                let known = commands.iter().find(|(known, _)| known == name).map_or_else(BTreeSet::new, |(_, known)| known.clone());
                let used = options(rest);
                assert!(used.is_subset(&known), "{}: {line}: {name} has the options {known:?}", path.display());
                count += used.len();
            }
        }
    }
    assert!(count > 20, "only {count} options were found");
}

#[test]
fn the_documents_name_who_does_a_thing_and_how_many_there_are() {
    for (path, text) in documents() {
        for paragraph in text.split("\n\n") {
            let unquoted: String = paragraph.split('"').step_by(2).collect();
            let found = NEVER.iter().find(|phrase| unquoted.to_lowercase().replace('\n', " ").contains(*phrase));
            assert_eq!(found, None, "{}: {paragraph}", path.display());
        }
    }
}

#[test]
fn links_headings_and_options_are_found_in_text() {
    let text = "# A\n## 4. B and `c`\n[a](docs/a.md#part) ![b](b.png)\n[c](https://c.example) [d](#d)\n```\n# no\n[e](e.md)\n```\n";
    let expected = [("docs/a.md", "part"), ("b.png", ""), ("", "d")].map(|(path, part)| (path.to_owned(), part.to_owned()));
    assert_eq!(links(text), expected);
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(headings(text), set(&["a", "4-b-and-c"]));
    assert_eq!(options("run X [--jobs-csv FILE] | --as log|csv --- a -- b --to"), set(&["jobs-csv", "as", "to"]));
    let help =
        "Commands:\n  run     Run it\n          and more\n  help    Print this\n\nOptions:\n      --as <F>   Like --to\n  -h, --help\n";
    assert_eq!((listed_commands(help), listed_options(help)), (set(&["run"]), set(&["as"])));
    assert_eq!(
        usages("```\nloopscope [FILE]\nloopscope run X\n   --more\n```\nloopscope no\n"),
        ["loopscope [FILE]", "loopscope run X   --more"]
    );
}
