//! The house keeps its walls, as far as the compiler does not keep them already.
//!
//! Each room is a crate, so Cargo refuses an import that its `Cargo.toml` does not name, and clippy refuses the types and
//! functions that its `clippy.toml` lists (clocks, threads, files, inexact mathematics). What is left for these tests: that
//! those two files say what the design says, that layouts are pure, and that colours stand in the theme alone. A rule is a
//! function over text, so that it can be shown to fail.

use std::{collections::BTreeSet, fs, path::Path};

/// A room: which other rooms it may depend on, and which crates it never does.
struct Room {
    name: &'static str,
    may: &'static [&'static str],
    never: &'static [&'static [&'static str]],
}

const WINDOW: &[&str] = &["egui", "eframe", "egui_file", "egui_plot", "winit", "glow"];
const BACKGROUND: &[&str] = &["tokio", "crossbeam-channel", "notify"];

const ROOMS: &[Room] = &[
    Room { name: "event", may: &[], never: &[WINDOW, BACKGROUND, &["toml", "serde_json", "libm"]] },
    Room { name: "sim", may: &["event"], never: &[WINDOW, BACKGROUND] },
    Room { name: "trace", may: &["event"], never: &[WINDOW, BACKGROUND] },
    Room { name: "engine", may: &["event", "sim"], never: &[WINDOW] },
    Room { name: "sweep", may: &["event", "sim", "trace"], never: &[WINDOW, &["tokio"]] },
    Room { name: "text", may: &[], never: &[WINDOW, BACKGROUND] },
    Room { name: "lesson", may: &["event", "trace", "text"], never: &[WINDOW, &["tokio"]] },
    Room { name: "formats", may: &["event", "trace", "lesson", "text"], never: &[WINDOW, &["tokio"]] },
    Room { name: "pixels", may: &[], never: &[BACKGROUND] },
    Room { name: "ui", may: &["event", "trace", "lesson", "text"], never: &[BACKGROUND, &["eframe"]] },
    Room { name: "studio", may: &["event", "sim", "engine", "trace", "formats", "pixels", "ui"], never: &[&["eframe", "tokio"]] },
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What is wrong with a room's manifest: a room or a crate among its dependencies that the design forbids.
fn faults_of_manifest(room: &Room, manifest: &str) -> Vec<String> {
    let Room { name, may, never } = room;
    let manifest: toml::Table = manifest.parse().unwrap();
    let depends: BTreeSet<&str> =
        manifest.get("dependencies").and_then(|table| table.as_table()).into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    let fault = |key: &&str| match key.strip_prefix("loopscope-") {
        Some(other) => (!may.contains(&other)).then(|| format!("{name} may not depend on {other}")),
        None => never.iter().any(|list| list.contains(key)).then(|| format!("{name} never uses {key}")),
    };
    depends.iter().filter_map(fault).collect()
}

/// The code of a file before its tests, without comments; strings stay, which no rule here is about.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    code.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// True if `word` stands in `code` as a word of its own.
fn has_word(code: &str, word: &str) -> bool {
    let part_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(part_of_a_name) && !code[at + word.len()..].chars().next().is_some_and(part_of_a_name)
    })
}

/// What is wrong with a file of the panels, by its path below `src/ui`.
fn faults_of_panel(path: &str, text: &str) -> Vec<String> {
    let code = code_of(text);
    let mut faults = Vec::new();
    let (file, tests) = (path.rsplit('/').next().unwrap_or(path), path.ends_with("tests.rs"));
    if tests {
        return faults;
    }
    if file == "layout.rs" || path.contains("/layout/") {
        let window = ["Ui", "Painter", "egui::Context"];
        faults.extend(window.iter().filter(|word| has_word(&code, word)).map(|word| format!("{path}: a layout uses {word}")));
    }
    if !path.starts_with("theme/") {
        faults.extend(code.lines().filter(|line| is_colour(line)).map(|line| format!("{path}: a literal colour: {}", line.trim())));
    }
    faults
}

/// True for a line that writes a colour down as numbers, or names one of egui's own; white is the tint that changes nothing.
fn is_colour(line: &str) -> bool {
    const MADE: [&str; 6] =
        ["from_rgb(", "from_rgba_unmultiplied(", "from_rgba_premultiplied(", "from_gray(", "from_black_alpha(", "hex_color!("];
    let digits = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '"');
    let made = MADE.iter().any(|made| line.split(made).skip(1).any(digits));
    let named = line.split("Color32::").skip(1).any(|rest| {
        let name: String = rest.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
        name.len() > 1
            && !["TRANSPARENT", "PLACEHOLDER", "WHITE"].contains(&name.as_str())
            && !rest[name.len()..].starts_with(|c: char| c.is_alphanumeric())
    });
    made || named
}

/// Every Rust file below a folder, with its path below it.
fn files_below(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(root, &path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn only_the_command_line_listens_to_spans() {
    let listens = |(path, text): &(String, String)| has_word(&code_of(text), "tracing_subscriber").then(|| path.clone());
    let mut files = Vec::new();
    files_below(&root().join("src"), &root().join("src"), &mut files);
    let listeners: Vec<String> = files.iter().filter_map(listens).collect();
    assert!(!listeners.is_empty() && listeners.iter().all(|path| path.starts_with("cli/")), "{listeners:?}");
}

#[test]
fn every_room_depends_only_on_those_below_it() {
    let mut folders: Vec<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("Cargo.toml").is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut rooms: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
    rooms.sort_unstable();
    assert_eq!(folders, rooms, "a room without a rule");
    for room in ROOMS {
        let manifest = fs::read_to_string(root().join("src").join(room.name).join("Cargo.toml")).unwrap();
        assert_eq!(faults_of_manifest(room, &manifest), [""; 0]);
    }
}

#[test]
fn layouts_are_pure_and_colours_stand_in_the_theme() {
    let ui = root().join("src/ui");
    let mut files = Vec::new();
    files_below(&ui, &ui, &mut files);
    assert!(files.len() > 50, "the walk found only {} files", files.len());
    let faults: Vec<String> = files.iter().flat_map(|(path, text)| faults_of_panel(path, text)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn each_rule_can_fail() {
    let room = |name: &str| ROOMS.iter().find(|room| room.name == name).unwrap();
    for (name, dependency, says) in [
        ("event", "loopscope-trace.workspace = true", "event may not depend on trace"),
        ("sim", "loopscope-engine.workspace = true", "sim may not depend on engine"),
        ("ui", "loopscope-sim = { workspace = true }", "ui may not depend on sim"),
        ("trace", "egui.workspace = true", "trace never uses egui"),
        ("formats", "tokio = \"1\"", "formats never uses tokio"),
        ("studio", "eframe.workspace = true", "studio never uses eframe"),
    ] {
        assert_eq!(faults_of_manifest(room(name), &format!("[dependencies]\n{dependency}\n")), [says]);
    }
    for (path, text, says) in [
        ("stage/layout.rs", "use egui::{Pos2, Painter};", "a layout uses Painter"),
        ("timeline/layout/lane.rs", "fn f(ui: &mut Ui) {}", "a layout uses Ui"),
        ("stage/layout/x.rs", "fn f(cx: &egui::Context) {}", "a layout uses egui::Context"),
        ("x.rs", "let red = Color32::from_rgb(200, 0, 0);", "a literal colour"),
        ("x.rs", "let red = egui::Color32::RED;", "a literal colour"),
        ("x.rs", "let red = egui::hex_color!(\"#ff0000\");", "a literal colour"),
    ] {
        let found = faults_of_panel(path, text);
        assert!(found.iter().any(|fault| fault.contains(says)), "{text:?} in {path} should be refused with {says:?}, found {found:?}");
    }
}

#[test]
fn what_is_allowed_passes() {
    let room = ROOMS.iter().find(|room| room.name == "trace").unwrap();
    let manifest = "[dependencies]\nloopscope-event.workspace = true\nslab = \"1\"\n[dev-dependencies]\nloopscope-sim.workspace = true\n";
    assert_eq!(faults_of_manifest(room, manifest), [""; 0]);
    for (path, text) in [
        ("stage/layout.rs", "use crate::Context; // not egui::Context\nuse egui::{Pos2, Rect};"),
        ("stage/layout/tests.rs", "use egui::Painter;"),
        ("theme/mod.rs", "const RED: Color32 = Color32::from_rgb(200, 0, 0);"),
        ("x.rs", "let c = Color32::from_rgb(r, g, b); let none = Color32::TRANSPARENT; Color32::WHITE_ish();"),
    ] {
        assert_eq!(faults_of_panel(path, text), [""; 0], "{text:?} in {path}");
    }
}
