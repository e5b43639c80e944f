//! Recordings are opened, looked at and left, by what the window calls its controls.

use super::{Window, race, until};
use crate::files::{Folder, log_of};
use egui::accesskit::Role;
use egui::vec2;
use egui_kittest::{Harness, kittest::Queryable};
use loopscope::app::{App, Opening, Options};
use loopscope::event::Scenario;
use loopscope::files::languages::Own;
use std::{path::PathBuf, sync::Arc};

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
fn another_programs_trace_has_lanes_and_no_machine() {
    let folder = Folder::new("window-chrome");
    let text = r#"[{"ph":"X","pid":1,"tid":1,"name":"outer","ts":5,"dur":90,"args":{"n":1}},{"ph":"E","pid":1,"tid":1,"ts":99}]"#;
    let mut window = window_on(vec![folder.file("other.json", text)]);
    until(&mut window, "the trace", shown);
    window.run_steps(3);
    assert!(window.query_by_label_contains("No machine to draw").is_some());
    assert!(window.query_by_label_contains("1 spans; 1 oddities").is_some());
    assert!(window.query_by_label_contains("1 ends without a beginning").is_some());
    window.get_by_label("Close the recording").click();
    until(&mut window, "a live run", |window| window.state().known() > 1 && window.state().on_stage().unwrap().recorded().is_none());
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
