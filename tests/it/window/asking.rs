//! The dialog that asks for a file: what is typed counts, whichever way it is confirmed.

use super::{Window, held, race, until};
use egui::accesskit::Role;
use egui::{Key, MissingGlyphPolicy, Modifiers, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use loopscope::event::Scenario;
use loopscope::formats::documents::scenario;
use std::path::PathBuf;

/// A folder of a test's own, with files of scenarios of these seeds.
fn folder(name: &str, files: &[(&str, u64)]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("loopscope-asking-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (file, seed) in files {
        scenario::save(&folder.join(file), &Scenario { seed: *seed, ..Scenario::clone(&race()) }).unwrap();
    }
    folder
}

/// The two lines that can be typed into.
#[derive(Clone, Copy, Debug)]
enum Line {
    Path,
    Name,
}

/// A window that asks for a file, with this typed into one of its lines.
fn asked(key: Key, line: Line, typed: &str) -> Window {
    let mut window = held(race());
    // The signs of the dialog's own are not all in our fonts.
    window.ctx.set_missing_glyph_policy(MissingGlyphPolicy::Tofu);
    window.set_size(vec2(1280.0, 800.0));
    window.key_press_modifiers(Modifiers::COMMAND, key);
    until(&mut window, "the dialog", |window| window.query_by_label("File:").is_some());
    window.run_steps(3);
    type_into(&mut window, line, typed);
    window
}

fn type_into(window: &mut Window, line: Line, typed: &str) {
    let name = window.get_by_label("File:").rect();
    let is_line = |node: &egui_kittest::Node<'_>| {
        let y = node.rect().center().y;
        node.accesskit_node().role() == Role::TextInput
            && match line {
                Line::Path => y < name.min.y - 100.0 && y > name.min.y - 500.0,
                Line::Name => name.y_range().contains(y),
            }
    };
    let found = window.query_all_by_role(Role::TextInput).find(is_line);
    found.unwrap().focus();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.get_by(|node| node.is_focused()).type_text(typed);
    window.run_steps(2);
}

fn confirm(window: &mut Window, button: &str) {
    window.get_by_role_and_label(Role::Button, button).click();
    window.run_steps(4);
}

#[test]
fn what_is_typed_is_opened_by_the_button_as_by_enter() {
    let folder = folder("typed", &[("typed.toml", 4242)]);
    for line in [Line::Name, Line::Path] {
        for by_button in [false, true] {
            let mut window = asked(Key::O, line, &folder.join("typed.toml").to_string_lossy());
            match by_button {
                true => confirm(&mut window, "Open"),
                false => window.key_press(Key::Enter),
            }
            until(&mut window, "the file that was typed", |window| window.state().scenario().seed == 4242 && window.state().is_settled());
            assert!(window.query_by_label("File:").is_none(), "the dialog is closed");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_typed_after_a_row_was_selected_counts_and_not_the_row() {
    let folder = folder("rows", &[("row.toml", 4244), ("after.toml", 4245)]);
    for line in [Line::Name, Line::Path] {
        let mut window = asked(Key::O, Line::Path, &folder.to_string_lossy());
        window.key_press(Key::Enter);
        until(&mut window, "its row", |window| window.query_by_label_contains("row.toml").is_some());
        window.get_by_label_contains("row.toml").click();
        window.run_steps(3);
        type_into(&mut window, line, &folder.join("after.toml").to_string_lossy());
        confirm(&mut window, "Open");
        until(&mut window, "the file that was typed", |window| window.state().scenario().seed == 4245);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_folder_that_is_typed_is_looked_into_by_the_button() {
    let folder = folder("inside", &[("inside.toml", 4243)]);
    for line in [Line::Name, Line::Path] {
        let mut window = asked(Key::O, line, &folder.to_string_lossy());
        confirm(&mut window, "Open");
        until(&mut window, "its files", |window| window.query_by_label_contains("inside.toml").is_some());
        assert_eq!(window.state().scenario().seed, race().seed);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_name_that_no_file_has_is_told_about() {
    let mut window = asked(Key::O, Line::Name, "/loopscope/no-such-file.toml");
    confirm(&mut window, "Open");
    until(&mut window, "the fault", |window| window.query_by_label_contains("could not be opened").is_some());
}

#[test]
fn a_folder_that_is_typed_is_saved_into() {
    let folder = folder("saved", &[]);
    let mut window = asked(Key::S, Line::Path, &folder.to_string_lossy());
    confirm(&mut window, "Save");
    let saved = folder.join("race-twenty-requests.toml");
    until(&mut window, "the file", |_| saved.exists());
    std::fs::remove_dir_all(&folder).unwrap();
}
