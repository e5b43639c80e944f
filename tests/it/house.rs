//! The house keeps its walls: who may import whom, where a colour may stand, how long a file may be.
//!
//! A rule is a function over (path, text), so that it can be shown to fail. Tests inside a file, and files of tests, may
//! use what they like; only their length counts.

mod paths;

use std::{fs, path::Path};

/// A room: which other rooms it may name, and what it never does.
struct Room {
    name: &'static str,
    may: &'static [&'static str],
    never: &'static [&'static [&'static str]],
}

const WINDOW: &[&str] = &["egui", "eframe", "epaint", "emath", "ecolor", "egui_file", "winit", "glow"];
const BACKGROUND: &[&str] = &["tokio", "crossbeam_channel", "crossbeam", "notify"];
const THREADS: &[&str] = &["std::thread"];
const CLOCKS: &[&str] = &["std::time::Instant", "std::time::SystemTime"];
const FILES: &[&str] = &["std::fs", "std::net", "std::process"];
const CHANCE: &[&str] = &["std::collections::HashMap", "std::collections::HashSet"];

const ROOMS: &[Room] = &[
    Room { name: "event", may: &[], never: &[WINDOW, BACKGROUND, THREADS, CLOCKS, FILES, &["toml", "serde_json", "libm"]] },
    Room { name: "sim", may: &["event"], never: &[WINDOW, BACKGROUND, THREADS, CLOCKS, FILES, CHANCE] },
    Room { name: "trace", may: &["event"], never: &[WINDOW, BACKGROUND, THREADS, CLOCKS, FILES] },
    Room {
        name: "engine",
        may: &["event", "sim"],
        never: &[WINDOW, &["tokio::sync::mpsc::unbounded_channel", "crossbeam_channel::unbounded"]],
    },
    Room { name: "sweep", may: &["event", "sim", "trace"], never: &[WINDOW, &["tokio"]] },
    Room { name: "formats", may: &["event", "trace", "lesson", "text"], never: &[WINDOW, &["tokio"], CLOCKS] },
    Room { name: "lesson", may: &["event", "trace", "text"], never: &[WINDOW, &["tokio"], CLOCKS] },
    Room { name: "text", may: &[], never: &[WINDOW, BACKGROUND, THREADS, CLOCKS, FILES] },
    Room { name: "pixels", may: &[], never: &[BACKGROUND, THREADS, CLOCKS, FILES] },
    Room { name: "ui", may: &["event", "trace", "lesson", "text"], never: &[BACKGROUND, THREADS, FILES] },
];

/// The functions of a platform's own mathematics, whose last digits differ between platforms.
const INEXACT: &[&str] = &[".ln()", ".exp()", ".cos()", ".sin()", ".tan()", ".log10()", ".log2()", ".powf(", ".exp2()"];

const LONGEST: usize = 400;

/// Everything that is wrong with a file, by its path below the repository and its text.
fn faults(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > LONGEST {
        faults.push(format!("{path}: {lines} lines; at most {LONGEST}"));
    }
    let Some(inside) = path.strip_prefix("src/") else { return faults };
    let file = inside.rsplit('/').next().unwrap_or(inside);
    if file == "tests.rs" || inside.contains("/tests/") {
        return faults;
    }
    let code = paths::code_of(text);
    let module = paths::module_of(inside);
    let names = paths::paths_in(&code, &module);
    if let Some(room) = ROOMS.iter().find(|room| module.first().is_some_and(|first| first == room.name)) {
        faults.extend(names.iter().filter_map(|name| against(room, name)).map(|fault| format!("{path}: {fault}")));
        if room.name == "sim" {
            faults
                .extend(INEXACT.iter().filter(|f| code.contains(**f)).map(|f| format!("{path}: {f} differs between platforms; use libm")));
        }
    }
    let in_ui = module.first().is_some_and(|room| room == "ui");
    if in_ui && (file == "layout.rs" || inside.contains("/layout/")) {
        let window = ["egui::Ui", "egui::Painter", "egui::Context"];
        faults
            .extend(names.iter().filter(|name| window.iter().any(|w| begins(name, w))).map(|name| format!("{path}: a layout uses {name}")));
    }
    if in_ui && !inside.starts_with("ui/theme") {
        faults.extend(
            paths::colours_in(&code).into_iter().map(|colour| format!("{path}: a literal colour, {colour}; it belongs in ui/theme")),
        );
    }
    faults
}

/// True if the path `name` is `of` or stands inside it.
fn begins(name: &str, of: &str) -> bool {
    name.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn against(room: &Room, name: &str) -> Option<String> {
    let Room { name: own, may, never } = room;
    if let Some(other) = name.strip_prefix("crate::").or_else(|| name.strip_prefix("loopscope::")).and_then(|rest| rest.split("::").next())
    {
        let wall = other != *own && !may.contains(&other) && is_room(other);
        return wall.then(|| format!("{own} may not import {other} ({name})"));
    }
    never.iter().copied().flatten().find(|word| begins(name, word)).map(|_| format!("{own} never uses {name}"))
}

fn is_room(name: &str) -> bool {
    ["app", "cli"].contains(&name) || ROOMS.iter().any(|room| room.name == name)
}

/// Every Rust file below a folder, with its path below the repository.
fn files_below(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy().replace('\\', "/");
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn every_file_keeps_to_the_rules_of_the_house() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        files_below(&root.join(folder), &mut files);
    }
    assert!(files.len() > 50, "the walk found only {} files", files.len());
    let faults: Vec<String> = files.iter().flat_map(|(path, text)| faults(path, text)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn each_rule_can_fail() {
    for (path, text, says) in [
        ("src/event/x.rs", "use crate::trace::Trace;", "event may not import trace"),
        ("src/event/x.rs", "use serde_json::Value;", "event never uses serde_json"),
        ("src/sim/a/b.rs", "use crate::{event::Ns, engine::Engine};", "sim may not import engine"),
        ("src/sim/x.rs", "use std::{sync::Arc, time::{Duration, Instant}};", "sim never uses std::time::Instant"),
        ("src/sim/x.rs", "fn f() { let t = std::time::Instant::now(); }", "sim never uses std::time::Instant"),
        ("src/sim/x.rs", "use std::time;\nfn f() { time::Instant::now(); }", "sim never uses std::time::Instant"),
        ("src/sim/x.rs", "use std::collections::{BTreeMap, HashMap as Map};", "sim never uses std::collections::HashMap"),
        ("src/sim/x.rs", "fn f(x: f64) -> f64 { x.ln() }", "differs between platforms"),
        ("src/trace/x.rs", "use egui::Color32;", "trace never uses egui::Color32"),
        ("src/engine/x.rs", "use crate::trace::Stats;", "engine may not import trace"),
        ("src/engine/x.rs", "let (a, b) = crossbeam_channel::unbounded();", "engine never uses crossbeam_channel::unbounded"),
        ("src/formats/log/x.rs", "use super::super::super::sim;", "formats may not import sim"),
        ("src/formats/x.rs", "pub use egui;", "formats never uses egui"),
        ("src/pixels/x.rs", "use crate::event::Ns;", "pixels may not import event"),
        ("src/pixels/x.rs", "use crate::ui::theme::Theme;", "pixels may not import ui"),
        ("src/text/x.rs", "use crate::event::Ns;", "text may not import event"),
        ("src/text/x.rs", "use std::fs;\nfn f() { fs::read(\"x\"); }", "text never uses std::fs"),
        ("src/ui/stage/mod.rs", "use crate::sim::Run;", "ui may not import sim"),
        ("src/ui/x.rs", "use crate::app::App;", "ui may not import app"),
        ("src/ui/x.rs", "fn f() { std::fs::read(\"x\"); }", "ui never uses std::fs::read"),
        ("src/ui/x.rs", "use std::thread::sleep;", "ui never uses std::thread::sleep"),
        ("src/ui/stage/layout.rs", "use egui::{Pos2, Painter};", "a layout uses egui::Painter"),
        ("src/ui/stage/layout.rs", "fn f(cx: &egui::Context) {}", "a layout uses egui::Context"),
        ("src/ui/x.rs", "let red = Color32::from_rgb(200, 0, 0);", "a literal colour"),
        ("src/ui/x.rs", "let red = egui::Color32::RED;", "a literal colour"),
        ("src/ui/x.rs", "let red = egui::hex_color!(\"#ff0000\");", "a literal colour"),
        ("src/cli/x.rs", &"\n".repeat(401), "401 lines"),
        ("tests/it/x.rs", &"\n".repeat(401), "401 lines"),
    ] {
        let found = faults(path, text);
        assert!(found.iter().any(|fault| fault.contains(says)), "{text:?} in {path} should be refused with {says:?}, found {found:?}");
    }
}

#[test]
fn what_is_allowed_passes() {
    for (path, text) in [
        ("src/event/x.rs", "use super::{Ns, time};\nuse serde::{Deserialize, de::Error};\nuse std::{fmt, collections::BTreeMap};"),
        (
            "src/event/x.rs",
            "//! use crate::sim;\n/* use egui; */\nconst S: &str = \"use crate::sim::x; \\\" egui::Ui\";\nconst C: char = '\"';",
        ),
        ("src/sim/x.rs", "use crate::event::Ns;\n#[cfg(test)]\nmod tests {\n    use std::time::Instant;\n}\n"),
        ("src/trace/tests.rs", "use crate::sim;"),
        ("src/engine/x.rs", "use crate::{event::*, sim::Run};\nuse std::time::Instant;"),
        ("src/ui/stage/layout.rs", "use crate::ui::Context;\nuse egui::{Pos2, Rect};"),
        ("src/ui/theme.rs", "const RED: Color32 = Color32::from_rgb(200, 0, 0);"),
        ("src/ui/x.rs", "let c = Color32::from_rgb(r, g, b); let none = Color32::TRANSPARENT;"),
        ("src/app/mod.rs", "use crate::{engine::Engine, sim, ui::Context};"),
        ("src/sim/run.rs", "let engine = 5; x.explain(); fn event() {}"),
    ] {
        assert_eq!(faults(path, text), [""; 0], "{text:?} in {path}");
    }
}
