//! Time forks: paused, gone back, a slider moved; the other future is a ghost, is named, returned to and let go.

use super::{Window, held, models, race, until, window_on};
use egui::accesskit::Role;
use egui::{Key, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use loopscope::event::{Event, EventNo, Kind, Scenario, Speed};
use loopscope::formats::documents::gallery::{self, ReadBuiltIn};
use std::sync::Arc;

fn threads_race() -> Arc<Scenario> {
    let mut scenario = Scenario::clone(&race());
    scenario.models = vec!["sync".into(), "threads".into(), "coroutines".into()];
    Arc::new(scenario)
}

/// A window at the end of a race, with threads on the stage, that went back to after so many events.
fn gone_back(to: usize) -> Window {
    let mut window = held(threads_race());
    window.get_by_label("Numbers of Threads: put it on the stage").click();
    window.state_mut().set_speed(Speed::Max);
    window.key_press(Key::Space);
    until(&mut window, "the end of the race", |window| window.query_by_label("Play").is_some() && window.state().playhead().at > 0);
    window.key_press(Key::Home);
    until(&mut window, "the start", |window| window.state().playhead().event == 0);
    for _ in 0..to {
        window.key_press(Key::ArrowRight);
    }
    until(&mut window, "the place in the past", |window| window.state().playhead().event == to as EventNo);
    window.run_steps(40);
    window
}

fn log(window: &Window) -> Vec<Event> {
    let trace = window.state().on_stage().unwrap();
    trace.events(0, trace.len()).map(|(_, event)| event).collect()
}

/// Plays until every job of what is on the stage is done, and the others' too.
fn run_out(window: &mut Window) {
    window.key_press(Key::End);
    window.key_press(Key::Space);
    let done = |window: &Window| log(window).iter().filter(|event| matches!(event.kind, Kind::JobDone { .. })).count();
    until(window, "the end of the other race", |window| done(window) == 20 && window.query_by_label("Play").is_some());
}

fn turn(window: &mut Window, knob: &str, to: f64) {
    window.get_by_role_and_label(Role::Slider, knob).set_value_accesskit(to);
    until(window, "a fork", |window| window.query_by_label_contains("Forked at ").is_some());
}

#[test]
fn a_slider_moved_in_the_past_forks_there_and_the_other_future_stays_as_a_ghost() {
    let mut window = gone_back(60);
    let (before, head) = (log(&window), window.state().playhead());
    assert!(before.len() > 200, "there is a future to leave: {}", before.len());
    turn(&mut window, "Thread switch", 500_000.0);
    until(&mut window, "the fork", |window| window.state().is_settled());
    assert_eq!(window.state().playhead(), head, "the playhead stays where it was");
    assert!(window.query_by_label_contains("before: Thread switch = ").is_some());

    run_out(&mut window);
    let after = log(&window);
    assert_eq!(after[..60], before[..60], "up to there it is the same");
    let first = |log: &[Event]| log.iter().position(|event| event.at > head.at).unwrap();
    assert_ne!(after[first(&after)..], before[first(&before)..]);

    // What is otherwise first is told and can be gone to, and the numbers are differences.
    until(&mut window, "the first difference", |window| window.query_by_label_contains("First difference, at ").is_some());
    let label = |node: egui_kittest::Node<'_>| node.accesskit_node().data().value().map(str::to_owned);
    let rows: Vec<String> = window.query_all_by_label_contains("throughput ").filter_map(label).collect();
    assert!(rows.iter().any(|row| row.contains(", −")), "dearer switches cost throughput: {rows:?}");
    window.get_by_label("show").click();
    until(&mut window, "the way there", |window| window.state().playhead().at < after[after.len() - 1].at);
    assert!(window.state().playhead().at >= head.at);
}

#[test]
fn the_other_future_is_returned_to_byte_for_byte_and_can_be_let_go() {
    let mut window = gone_back(80);
    let before = log(&window);
    turn(&mut window, "Cores", 4.0);
    until(&mut window, "the fork", |window| window.state().is_settled() && log(window).len() < before.len());
    window.key_press(Key::R);
    until(&mut window, "what was before", |window| window.state().is_settled() && log(window) == before);
    assert_eq!(window.state().scenario().machine.cores, 1);
    assert!(window.query_by_label_contains("after the change: Cores = 4").is_some());
    window.key_press(Key::R);
    until(&mut window, "what came of it", |window| window.state().is_settled() && log(window).len() < before.len());
    assert_eq!(window.state().scenario().machine.cores, 4);
    window.key_press(Key::X);
    until(&mut window, "no ghost", |window| window.query_by_label_contains("Forked at ").is_none());
}

#[test]
fn what_no_run_can_go_on_with_says_that_it_begins_anew() {
    let mut window = gone_back(30);
    window.get_by_role_and_label(Role::Slider, "Jobs").set_value_accesskit(3.0);
    until(&mut window, "its word", |window| window.query_by_label_contains("begins the story anew").is_some());
    until(&mut window, "a new story", |window| window.state().playhead().event == 0);
    assert!(window.query_by_label_contains("Forked at ").is_none());
}

#[test]
fn a_model_switched_on_in_the_past_is_no_fork() {
    let mut window = gone_back(30);
    let head = window.state().playhead();
    window.get_by_label("pool").click();
    until(&mut window, "its run", |window| window.query_by_label_contains("Numbers of Thread pool").is_some());
    assert_eq!(window.state().playhead(), head);
    assert!(window.query_by_label_contains("Forked at ").is_none());
}

#[test]
fn two_runs_are_compared_by_key_and_escape_closes_it() {
    let mut window = gone_back(60);
    window.key_press(Key::V);
    until(&mut window, "the comparison", |window| window.query_by_label_contains("Second run: Threads").is_some());
    until(&mut window, "the first difference", |window| window.query_by_label_contains("first job that is done at another time").is_some());
    assert!(window.query_by_label_contains("Chart of jobs").is_some());
    window.get_by_label_contains("First run: ").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::RadioButton, "Coroutines").click();
    until(&mut window, "another run", |window| window.query_by_label("First run: Coroutines").is_some());
    window.get_by_label("Swap").click();
    until(&mut window, "the other way round", |window| window.query_by_label("Second run: Coroutines").is_some());
    window.key_press(Key::Escape);
    until(&mut window, "no comparison", |window| window.query_by_label_contains("Second run").is_none());
}

#[test]
fn the_ghost_can_be_compared_with() {
    let mut window = gone_back(60);
    turn(&mut window, "Thread switch", 500_000.0);
    until(&mut window, "the fork", |window| window.state().is_settled());
    run_out(&mut window);
    window.key_press(Key::V);
    until(&mut window, "the comparison", |window| window.query_by_label("First run: Threads, before").is_some());
    until(&mut window, "where they differ", |window| window.query_by_label_contains("They begin to differ at ").is_some());
    until(&mut window, "the jobs", |window| window.query_by_label_contains("Chart of jobs").is_some());
    assert!(window.query_by_label_contains("As far as both are known: to ").is_none(), "both are known to their ends");
}

#[test]
fn a_comparison_says_how_far_both_futures_are_known_and_how_to_know_more() {
    let mut window = gone_back(60);
    turn(&mut window, "Thread switch", 500_000.0);
    until(&mut window, "the fork", |window| window.state().is_settled());
    window.key_press(Key::V);
    until(&mut window, "the way on", |window| window.query_by_label_contains("To know more, play on from the fork").is_some());
    window.key_press(Key::R);
    until(&mut window, "the way back", |window| window.query_by_label_contains("To know more, return to the other future (R)").is_some());
}

#[test]
fn while_it_plays_and_at_the_live_edge_nothing_forks() {
    let scenario = Arc::new(gallery::find("default").unwrap().scenario(&models()).unwrap());
    let mut window = window_on(scenario, None);
    until(&mut window, "a first event", |window| window.state().known() > 1);
    window.get_by_role_and_label(Role::Slider, "Cores").set_value_accesskit(2.0);
    until(&mut window, "the engine's word", |window| window.state().is_settled());
    window.run_steps(20);
    assert!(window.query_by_label_contains("Forked at ").is_none());
}

#[test]
fn the_bar_and_the_comparison_fit_at_every_size() {
    let mut window = gone_back(60);
    turn(&mut window, "Thread switch", 500_000.0);
    for (width, height) in [(1920.0, 1080.0), (1280.0, 800.0), (1024.0, 768.0)] {
        window.set_size(vec2(width, height));
        for open in [false, true] {
            window.run_steps(4);
            let room = egui::Rect::from_min_size(egui::Pos2::ZERO, vec2(width, height));
            let mut names = vec!["Let the other future go", "Return to the other future; this one stays as a ghost"];
            if open {
                names.extend(["Close the comparison", "Swap"]);
            }
            for name in names {
                let rect = window.get_by_label(name).rect();
                assert!(room.contains_rect(rect), "{name} at {width}×{height}: {rect}");
            }
            window.key_press(Key::V);
        }
        window.run_steps(2);
    }
}

#[test]
fn a_slider_moved_back_while_the_playhead_lags_a_little_is_moved_back() {
    let scenario = Arc::new(gallery::find("default").unwrap().scenario(&models()).unwrap());
    let mut window = held(scenario);
    window.state_mut().set_speed(Speed::Max);
    window.key_press(Key::Space);
    until(&mut window, "a while", |window| window.state().known() > 500);
    window.key_press(Key::Space);
    window.key_press(Key::End);
    until(&mut window, "the live edge", |window| {
        window.state().on_stage().is_some_and(|trace| trace.end() == window.state().playhead().at)
    });
    let cores = |window: &Window| window.get_by_role_and_label(Role::Slider, "Cores").accesskit_node().data().numeric_value();
    window.get_by_role_and_label(Role::Slider, "Cores").set_value_accesskit(2.0);
    until(&mut window, "two cores", |window| window.state().is_settled() && cores(window) == Some(2.0));
    // From the beginning at a speed at which the live edge is two seconds of wall time away: the sliders show what holds there.
    window.key_press(Key::Home);
    until(&mut window, "the start", |window| window.state().playhead().event == 0);
    let end = window.state().on_stage().unwrap().end();
    window.state_mut().set_speed(Speed::Time(end as f64 / 2.0));
    window.key_press(Key::Space);
    window.step();
    window.step();
    assert_eq!(cores(&window), Some(2.0), "what holds at the live edge");
    window.get_by_role_and_label(Role::Slider, "Cores").set_value_accesskit(1.0);
    window.step();
    window.step();
    assert_eq!(cores(&window), Some(1.0));
    until(&mut window, "the engine's word", |window| window.state().is_settled());
    assert_eq!(window.state().scenario().machine.cores, 1);
}
