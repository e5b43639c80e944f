//! The lists in the documents are written from the program: the built-in scenarios, the formats that are read and those that are written.

use super::root;
use loopscope::formats::documents::gallery::BUILT_IN;
use loopscope::formats::traces::format::{FORMATS, Of, Span};
use loopscope::formats::traces::importers::IMPORTERS;
use std::{env, fs, ops::Range};

/// A list between `<!-- NAME: … -->` and the next `<!-- end -->`.
struct Table {
    document: &'static str,
    name: &'static str,
    text: fn() -> String,
}

const TABLES: [Table; 3] = [
    Table { document: "docs/scenarios.md", name: "scenarios", text: scenarios },
    Table { document: "docs/traces.md", name: "formats read", text: formats_read },
    Table { document: "docs/traces.md", name: "formats written", text: formats_written },
];

fn scenarios() -> String {
    let rows = BUILT_IN.iter().map(|built_in| format!("| `{}` | {} |\n", built_in.slug, built_in.says));
    ["| scenario | what it shows |\n|---|---|\n".to_owned()].into_iter().chain(rows).collect()
}

fn formats_read() -> String {
    let rows = IMPORTERS.iter().map(|importer| {
        let shown = match importer.of {
            Of::Events => "a run",
            Of::Lanes => "lanes and counters",
        };
        format!("| `{}` | {}, {} | {} | {shown} |\n", importer.name, importer.title, importer.begins, importer.says)
    });
    ["| format | a file of it | holds | shown as |\n|---|---|---|---|\n".to_owned()].into_iter().chain(rows).collect()
}

fn formats_written() -> String {
    let rows = FORMATS.iter().map(|format| {
        let span = match format.span {
            Span::Beginning => "up to `--to`",
            Span::Stretch => "from `--from` to `--to`",
            Span::Instant => "one instant",
        };
        let of = match format.of {
            Of::Events => "a run",
            Of::Lanes => "a run, or another program's trace",
        };
        let endings: Vec<String> = format.endings.iter().map(|ending| format!("`.{ending}`")).collect();
        format!("| `{}` | {} | {} | {of} | {span} |\n", format.name, endings.join(", "), format.says)
    });
    let head = "| format | a file of it ends in | holds | made of | part of it |\n|---|---|---|---|---|\n";
    [head.to_owned()].into_iter().chain(rows).collect()
}

/// Returns where the list of this name stands in a document.
fn place(text: &str, name: &str) -> Option<Range<usize>> {
    let mark = text.find(&format!("<!-- {name}: "))?;
    let start = mark + text[mark..].find("-->\n")? + 4;
    Some(start..start + text[start..].find("<!-- end -->")?)
}

#[test]
fn the_lists_of_the_documents_are_those_of_the_program() {
    let write = env::var_os("LOOPSCOPE_DOCS").is_some_and(|wish| wish == "write");
    for Table { document, name, text } in TABLES {
        let path = root().join(document);
        let mut page = fs::read_to_string(&path).unwrap();
        let place = place(&page, name).unwrap_or_else(|| panic!("{document} has no place for the list of {name}"));
        let expected = text();
        if write {
            page.replace_range(place, &expected);
            fs::write(&path, page).unwrap();
        } else {
            let found = &page[place];
            assert_eq!(found, expected, "{document}: the list of {name}; to write it anew: LOOPSCOPE_DOCS=write cargo test docs");
        }
    }
}

#[test]
fn the_place_of_a_list_is_found() {
    let text = "a\n<!-- x: how -->\n| 1 |\n<!-- end -->\nb";
    assert_eq!(place(text, "x").map(|place| &text[place]), Some("| 1 |\n"));
    assert_eq!((place(text, "y"), place("<!-- x: how -->\n", "x")), (None, None));
}
