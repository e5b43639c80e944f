//! What the window shows is what it takes elsewhere: the same as the command line makes of the same scenario.

use super::languages::Chinese;
use super::looks::{SIZES, apart, picture, window};
use super::{Window, held, race, until};
use crate::command_line::{Desk, loopscope};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use loopscope::event::{Ns, Speed};
use loopscope::formats::traces::format::FORMATS;
use loopscope::formats::traces::log;
use loopscope::text;
use loopscope::ui::export::{Order, Part};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn order(format: &'static str, to: Ns) -> Order {
    Order { format, part: Part::Stage, from: 0, to }
}

/// Exports to a file of that name, and waits for it.
fn export(window: &mut Window, order: Order, path: &str) {
    window.state_mut().export(order, PathBuf::from(path));
    let says = format!("Saved as {path}");
    until(window, "a file", |window| window.query_by_label(&says).is_some());
    assert!(fs::metadata(path).is_ok(), "{path}");
}

/// Plays until all is recorded.
fn to_the_end(window: &mut Window) {
    window.state_mut().set_speed(Speed::Max);
    window.key_press(Key::Space);
    until(window, "the end of the race", |window| window.query_by_label("Play").is_some() && window.state().playhead().at > 0);
}

/// Steps on to where the next event is later.
fn rest_after(window: &mut Window, events: &[loopscope::event::Event], least: usize) -> Ns {
    let n = (least..).find(|n| events[*n].at > events[*n - 1].at).unwrap();
    for _ in 0..n {
        let next = window.state().playhead().event + 1;
        window.get_by_label("Step").click();
        until(window, "a step", |window| window.state().playhead().event == next);
    }
    until(window, "a playhead at rest", |window| window.state().playhead().phase >= 1.0);
    window.run_steps(2);
    events[n - 1].at
}

#[test]
fn a_picture_from_the_window_is_that_of_the_command_line() {
    let desk = Desk::new("same-picture");
    let mut window = held(race());
    let at = rest_after(&mut window, &super::headless(&race(), "coroutines"), 20);
    for name in ["x.png", "x.svg"] {
        let (here, there) = (desk.path(&format!("here-{name}")), desk.path(&format!("there-{name}")));
        let format = if name == "x.png" { "png" } else { "svg" };
        export(&mut window, order(format, at), &here);
        let size = if format == "png" {
            let read = png::Decoder::new(std::io::BufReader::new(fs::File::open(&here).unwrap())).read_info().unwrap();
            format!("{}x{}", read.info().width / 3, read.info().height / 3)
        } else {
            let text = desk.read("here-x.svg");
            text.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap().replace(' ', "x")
        };
        let theme = if window.ctx.theme() == egui::Theme::Dark { "dark" } else { "light" };
        let at = format!("{at}ns");
        let (status, _, err) = loopscope(&["export", "race-twenty", &there, "--from", &at, "--size", &size, "--theme", theme]);
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(fs::read(&here).unwrap() == fs::read(&there).unwrap(), "{name} at {at}, {size} points: they differ");
    }
}

#[test]
fn a_log_from_the_window_is_that_of_the_command_line() {
    let desk = Desk::new("same-log");
    let mut window = held(race());
    to_the_end(&mut window);
    let end = window.state().on_stage().unwrap().end();
    for (name, format) in [("x.ndjson.gz", "log"), ("x.csv", "jobs-csv"), ("x.events.csv", "events-csv")] {
        let (here, there) = (desk.path(&format!("here-{name}")), desk.path(&format!("there-{name}")));
        export(&mut window, order(format, end), &here);
        assert_eq!(loopscope(&["export", "race-twenty", &there]).0, 0);
        assert!(fs::read(&here).unwrap() == fs::read(&there).unwrap(), "{name}");
    }
}

#[test]
fn a_log_asked_for_while_the_run_plays_is_the_log_up_to_then() {
    let desk = Desk::new("log-while-it-plays");
    let mut window = held(race());
    window.state_mut().set_speed(Speed::Time(2e7));
    window.key_press(Key::Space);
    until(&mut window, "a few events", |window| window.state().on_stage().is_some_and(|trace| trace.len() > 60));
    let (len, end) = window.state().on_stage().map(|trace| (trace.len(), trace.end())).unwrap();
    // It has not ended, and goes on while the file is written.
    let path = desk.path("x.ndjson");
    export(&mut window, order("log", Ns::MAX), &path);
    until(&mut window, "further events", |window| window.state().on_stage().is_some_and(|trace| trace.len() > len));
    let mut reader = log::open(Path::new(&path)).unwrap();
    assert_eq!(reader.header().until, Some(end));
    let written: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
    let all = super::headless(&race(), "coroutines");
    assert!(written.len() as u64 == len && len < all.len() as u64 && written == all[..written.len()], "{} of {len}", written.len());
}

#[test]
fn a_film_is_made_and_can_be_stopped() {
    let desk = Desk::new("film");
    let mut window = held(race());
    to_the_end(&mut window);
    window.state_mut().set_speed(Speed::Time(2e6));
    window.step();
    let path = desk.path("x.gif");
    export(&mut window, order("gif", 1_000_000), &path);
    let frames = |path: &str| {
        let mut read = gif::DecodeOptions::new().read_info(fs::File::open(path).unwrap()).unwrap();
        let mut frames = 0;
        while read.read_next_frame().unwrap().is_some() {
            frames += 1;
        }
        frames
    };
    assert!(frames(&path) > 3);
    let other = desk.path("y.gif");
    window.state_mut().set_speed(Speed::Time(1e5));
    window.state_mut().export(order("gif", 1_000_000), PathBuf::from(&other));
    until(&mut window, "a way to stop it", |window| window.query_by_label("Cancel").is_some());
    window.get_by_label("Cancel").click();
    until(&mut window, "an end", |window| window.query_by_label_contains("Stopped").is_some());
    assert_eq!(fs::read_dir(&desk.0).unwrap().count(), 1, "nothing is left of it");
}

#[test]
fn the_dialog_offers_every_format() {
    let mut window = held(race());
    window.get_by_label("Scenario: Race twenty requests").click();
    window.run_steps(3);
    window.get_by_label_contains("Export …").click();
    window.run_steps(3);
    for format in FORMATS {
        assert!(window.query_by_label(&text::said(format.title, &[])).is_some(), "{}", format.name);
    }
    window.get_by_label("Picture as pixels, for print").click();
    window.run_steps(2);
    window.get_by_label("the timeline").click();
    window.run_steps(2);
    assert!(window.query_by_label("Choose a file …").is_some());
    window.get_by_label("Cancel").click();
    window.run_steps(3);
    assert!(window.query_by_label("Take the run elsewhere").is_none());
    window.key_press_modifiers(Modifiers::CTRL, Key::E);
    window.run_steps(3);
    assert!(window.query_by_label("Take the run elsewhere").is_some(), "its key opens it too");
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label("Take the run elsewhere").is_none());
}

#[test]
fn while_a_file_is_chosen_escape_leads_out_of_that_and_no_other_key_reaches_the_window() {
    let mut window = held(race());
    // Its own title has a sign that no font here has.
    window.ctx.set_missing_glyph_policy(egui::MissingGlyphPolicy::Tofu);
    window.key_press_modifiers(Modifiers::CTRL, Key::O);
    window.run_steps(3);
    assert!(window.query_by_label("File:").is_some());
    window.key_press(Key::Slash);
    window.run_steps(3);
    assert!(window.query_by_label("Search the timeline").is_none());
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label("File:").is_none(), "Escape closes it");
}

#[test]
fn what_cannot_be_written_is_said() {
    let mut window = held(race());
    window.state_mut().export(order("log", 1_000_000), PathBuf::from("/no/such/folder/x.ndjson"));
    until(&mut window, "the fault", |window| window.query_by_label_contains("could not be exported").is_some());
    assert!(window.query_by_label_contains("/no/such/folder/x.ndjson").is_some());
}

/// Opens the dialog and says where everything in it is.
fn dialog(window: &mut Window) -> Vec<(String, egui::Rect)> {
    window.key_press_modifiers(Modifiers::CTRL, Key::E);
    window.run_steps(4);
    let own = ["choose", "stage", "timeline", "window", "whole", "in_sight"].map(|key| text::said(&format!("export.{key}"), &[]));
    let titles = FORMATS.iter().map(|format| text::said(format.title, &[]));
    own.into_iter().chain(titles).map(|label| (label.clone(), window.get_by_label(&label).rect())).collect()
}

#[test]
fn the_dialog_is_tidy_at_every_size_in_both_languages_and_colours() {
    for (width, height) in SIZES {
        for (theme, name) in [(egui::Theme::Dark, "dark"), (egui::Theme::Light, "light")] {
            let mut window = window("race-twenty", (width, height), theme);
            let all = dialog(&mut window);
            picture(&mut window, &format!("export-{width}-{name}"));
            apart(&all, egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height)));
        }
    }
    let _chinese = Chinese::spoken();
    let mut window = window("race-twenty", SIZES[3], egui::Theme::Light);
    window.step();
    let all = dialog(&mut window);
    picture(&mut window, "export-chinese");
    apart(&all, egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(SIZES[3].0, SIZES[3].1)));
}

#[test]
fn the_dialog_is_worked_with_the_keyboard() {
    let mut window = held(race());
    dialog(&mut window);
    let film = text::said("export.gif", &[]);
    for _ in 0..40 {
        window.key_press(Key::Tab);
        window.run_steps(2);
        if window.get_by_label(&film).is_focused() {
            break;
        }
    }
    assert!(window.get_by_label(&film).is_focused(), "Tab reaches every format");
    window.key_press(Key::Space);
    window.run_steps(2);
    assert!(window.query_by_label(&text::said("export.film_says", &[])).is_some(), "and Space chooses it");
}
