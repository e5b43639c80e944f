//! Recordings are opened, looked at and left, by what the window calls its controls.

use super::{Dropped, Window, race, until};
use crate::files::{Folder, log_of};
use egui::accesskit::Role;
use egui::{Key, vec2};
use egui_kittest::{Harness, kittest::NodeT, kittest::Queryable};
use loopscope::app::{App, Opening, Options};
use loopscope::event::Scenario;
use loopscope::formats::documents::languages::Own;
use loopscope::formats::traces::chrome;
use loopscope::ui::export::{Order, Part};
use std::{fs, path::PathBuf, sync::Arc};

fn window_on(files: Vec<PathBuf>) -> Window {
    let scenario = Arc::new(Scenario::clone(&race()));
    Harness::builder()
        .with_size(vec2(1600.0, 960.0))
        .with_step_dt(1.0 / 60.0)
        .build_eframe(|cc| App::new(cc, Options { scenario, file: None, lesson: Opening::Recordings(files), own: Own::default() }))
}

fn shown(window: &Window) -> bool {
    window.state().on_stage().is_some_and(|trace| trace.recorded().is_some()) && window.query_by_label("Close the recording").is_some()
}

#[test]
fn a_log_is_played_and_its_scenario_run_live() {
    let folder = Folder::new("window-log");
    let log = log_of(&race(), "threads");
    let mut window = window_on(vec![folder.file("my.ndjson", &log)]);
    until(&mut window, "the recording", shown);
    let events = log.lines().count() as u64 - 1;
    assert_eq!(window.state().known(), events);
    assert!(window.query_by_role_and_label(Role::Slider, "Cores").is_none(), "sliders would change nothing");
    assert!(window.query_by_label_contains("my.ndjson · simulated").is_some());
    window.get_by_label("Step").click();
    until(&mut window, "a step", |window| window.state().playhead().event == 1);
    window.get_by_label("To the live edge").click();
    until(&mut window, "the end", |window| window.state().playhead().event == events);
    // Playing on at the end begins again, as at the end of any run, and no event is added to it.
    window.get_by_label("Play").click();
    until(&mut window, "a story told again", |window| window.state().playhead().event < events);
    assert_eq!(window.state().known(), events);
    window.get_all_by_label("Run this scenario live").next().unwrap().click();
    until(&mut window, "a live run", |window| window.state().on_stage().is_some_and(|trace| trace.recorded().is_none()));
    until(&mut window, "its events", |window| window.state().known() > 10);
    assert_eq!(window.state().on_stage().unwrap().model().name, "threads");
    assert!(window.query_by_role_and_label(Role::Slider, "Cores").is_some());
}

#[test]
fn notes_of_what_was_there_before_are_not_notes_of_a_recording() {
    let folder = Folder::new("window-notes");
    let log = folder.file("my.ndjson", log_of(&race(), "threads"));
    let mut window = super::held(race());
    window.key_press(Key::N);
    window.run_steps(3);
    window.get_by_label("The note’s words").type_text("look here");
    window.run_steps(2);
    window.key_press(Key::Enter);
    until(&mut window, "a note", |window| window.state().notes().len() == 1);
    window.state_mut().open(log);
    until(&mut window, "the recording", shown);
    assert_eq!(window.state().notes(), []);
}

#[test]
fn another_programs_trace_has_lanes_and_no_machine() {
    let folder = Folder::new("window-chrome");
    let text = r#"[{"ph":"X","pid":1,"tid":1,"name":"outer","ts":5,"dur":90,"args":{"n":1}},{"ph":"E","pid":1,"tid":1,"ts":99}]"#;
    let mut window = window_on(vec![folder.file("other.json", text)]);
    until(&mut window, "the trace", shown);
    window.run_steps(3);
    assert!(window.query_by_label_contains("No machine to draw").is_some());
    assert!(window.query_by_label_contains("1 spans; put up with: 1").is_some());
    assert!(window.query_by_label_contains("1 ends without a beginning").is_some());
    window.get_by_label("Close the recording").click();
    until(&mut window, "a live run", |window| window.state().known() > 1 && window.state().on_stage().unwrap().recorded().is_none());
}

/// Two threads, a wait among them, and seven counters.
fn other_program() -> String {
    let slice = |tid: u32, name: &str, at: u32, dur: u32| {
        format!("{{\"ph\":\"X\",\"pid\":1,\"tid\":{tid},\"name\":\"{name}\",\"ts\":{at},\"dur\":{dur},\"args\":{{\"n\":{at}}}}},")
    };
    let slices = [(1, "Parse HTML", 0, 50), (1, "Layout", 60, 10), (2, "parse css", 5, 20), (2, "read", 40, 30)];
    let slices: String = slices.into_iter().map(|(tid, name, at, dur)| slice(tid, name, at, dur)).collect();
    let counters = (0..7).map(|n| format!("{{\"ph\":\"C\",\"pid\":1,\"name\":\"count {n}\",\"ts\":1,\"args\":{{\"value\":{n}}}}}"));
    format!("[{slices}{}]", counters.collect::<Vec<_>>().join(","))
}

fn window_on_other(folder: &Folder) -> Window {
    let mut window = window_on(vec![folder.file("other.json", other_program())]);
    until(&mut window, "the trace", shown);
    window.run_steps(3);
    window
}

#[test]
fn spans_of_another_program_are_found_by_their_names() {
    let folder = Folder::new("window-named");
    let mut window = window_on_other(&folder);
    window.key_press(Key::Slash);
    window.run_steps(2);
    let type_text = |window: &mut Window, text: &str| {
        until(window, "a text with the keyboard", |window| window.query_by(|node| node.is_focused()).is_some());
        window.get_by(|node| node.is_focused()).type_text(text);
        window.run_steps(2);
    };
    type_text(&mut window, "parse");
    until(&mut window, "a count", |window| window.query_by_label("2 found").is_some());
    window.key_press(Key::Enter);
    until(&mut window, "one of them", |window| window.query_by_label_contains("1 of 2 · Parse HTML: for 50").is_some());
    assert!(window.query_by_label("process 1 · thread 1").is_some(), "what is found is selected");
    type_text(&mut window, " over 30us");
    until(&mut window, "the longer one", |window| window.query_by_label("1 found").is_some());
    window.key_press(Key::Enter);
    until(&mut window, "it", |window| window.query_by_label_contains("1 of 1 · Parse HTML: for 50").is_some());
}

#[test]
fn another_programs_trace_is_taken_elsewhere_in_every_format_that_lanes_make() {
    let folder = Folder::new("window-lanes-out");
    let mut window = window_on_other(&folder);
    let end = window.state().on_stage().unwrap().end();
    let mut export = |format: &'static str, name: &str| {
        let path = folder.file(name, "");
        window.state_mut().export(Order { format, part: Part::Timeline, from: 0, to: end }, path.clone());
        let says = format!("Saved as {}", path.display());
        until(&mut window, "a file", |window| window.query_by_label(&says).is_some());
        fs::read(&path).unwrap()
    };
    let written = export("chrome", "again.json");
    let again = chrome::read(&written[..], "again.json", 0, chrome::Limits { bytes: 1 << 30 }).unwrap();
    assert_eq!((again.imported().unwrap().count, again.imported().unwrap().counters.len()), (4, 7));
    let table = String::from_utf8(export("spans-csv", "x.spans.csv")).unwrap();
    assert!(table.contains("process 1,thread 1,Layout,running,60000,10000,,\"{\"\"n\"\":60}\"\n"), "{table}");
    assert!(export("perfetto", "x.pftrace").windows(10).any(|bytes| bytes == b"Parse HTML"));
    assert!(export("gif", "x.gif").starts_with(b"GIF89a"));
    assert!(export("svg", "x.svg").len() > 1000);
}

#[test]
fn what_lanes_cannot_become_is_greyed_with_the_reason() {
    let folder = Folder::new("window-greyed");
    let mut window = window_on_other(&folder);
    window.key_press_modifiers(egui::Modifiers::CTRL, Key::E);
    window.run_steps(3);
    let greyed = |label: &str| window.get_by_label(label).accesskit_node().is_disabled();
    for label in ["Log of every event", "Table of the jobs", "Table of the events", "the stage"] {
        assert!(greyed(label), "{label}");
    }
    for label in [
        "Trace as JSON, for Chrome and others",
        "Trace for Perfetto’s viewer",
        "Table of the spans in the lanes",
        "Picture as pixels, for print",
        "Film of a stretch of time",
    ] {
        assert!(!greyed(label), "{label}");
    }
    assert!(window.query_by_label_contains("no events of ours").is_some());
}

#[test]
fn two_recordings_that_are_dropped_together_are_compared() {
    let folder = Folder::new("window-dropped");
    let files = ["sync", "threads"].map(|model| folder.file(&format!("{model}.ndjson"), log_of(&race(), model)));
    let mut window = super::held(race());
    for file in &files {
        window.input_mut().dropped_files.push(Arc::new(Dropped(file.clone())));
    }
    until(&mut window, "the recordings", shown);
    window.key_press(Key::V);
    until(&mut window, "a comparison", |window| window.query_by_label("First run: threads.ndjson").is_some());
    until(&mut window, "their difference", |window| window.query_by_label_contains("sync.ndjson: A is done at").is_some());
}

#[test]
fn a_log_that_breaks_off_says_where_and_shows_the_rest() {
    let folder = Folder::new("window-broken");
    let log = log_of(&race(), "coroutines");
    let kept: String = log.lines().take(31).map(|line| format!("{line}\n")).collect();
    let mut window = window_on(vec![folder.file("cut.ndjson", format!("{kept}{{\"t\":"))]);
    until(&mut window, "the recording", shown);
    assert_eq!(window.state().known(), 30);
    assert!(window.query_by_label_contains("broken off: line 32").is_some());
}

#[test]
fn two_logs_stand_beside_each_other_and_either_comes_onto_the_stage() {
    let folder = Folder::new("window-two");
    let files = ["sync", "threads"].map(|model| folder.file(model, log_of(&race(), model)));
    let mut window = window_on(files.to_vec());
    until(&mut window, "the recordings", shown);
    assert_eq!(window.state().on_stage().unwrap().model().name, "sync");
    window.get_by_label("Show Threads large").click();
    until(&mut window, "the other", |window| window.state().on_stage().unwrap().model().name == "threads");
}

#[test]
fn what_cannot_be_opened_says_why_and_leaves_everything_as_it_was() {
    let folder = Folder::new("window-none");
    let mut window = window_on(vec![folder.file("none.json", "{\"a\":1}")]);
    until(&mut window, "a reason", |window| window.query_by_label_contains("neither a log").is_some());
    assert!(window.state().on_stage().is_none_or(|trace| trace.recorded().is_none()));
}
