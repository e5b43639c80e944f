//! The window, worked as people work it: by the names that its controls have, with the engine behind it running.

mod asking;
mod exports;
mod forks;
mod hall;
mod keyboard;
mod languages;
mod lessons;
mod looks;
mod mouse;
mod recordings;
mod sweeps;
mod timeline;
mod told;
mod why;

use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::{Harness, kittest::NodeT, kittest::Queryable};
use loopscope::app::{App, Opening, Options};
use loopscope::event::{Change, Event, EventNo, Scenario, Speed, time};
use loopscope::formats::documents::languages::Own;
use loopscope::formats::documents::{
    gallery::{self, ReadBuiltIn},
    scenario,
};
use loopscope::sim::{self, Sink};
use loopscope::ui::controls::knob::Knob;
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long the engine may take to answer. It only tells a slow machine from an answer that never comes.
const PATIENCE: Duration = Duration::from_secs(120);

pub type Window = Harness<'static, App>;

pub fn models() -> Vec<&'static str> {
    sim::models().iter().map(|model| model.name).collect()
}

pub fn race() -> Arc<Scenario> {
    Arc::new(gallery::find("race-twenty").unwrap().scenario(&models()).unwrap())
}

pub fn window_on(scenario: Arc<Scenario>, file: Option<PathBuf>) -> Window {
    Harness::builder()
        .with_size(vec2(1600.0, 960.0))
        .with_step_dt(1.0 / 60.0)
        .build_eframe(|cc| App::new(cc, Options { scenario, file, lesson: Opening::None, own: Own::default() }))
}

/// Draws frames until something holds.
pub fn until(window: &mut Window, what: &str, holds: impl Fn(&Window) -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds(window) {
        assert!(Instant::now() < end, "{what} did not come about; the clock says {}", clock(window));
        window.step();
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A window that is held, at the start, with something computed ahead of it.
fn held(scenario: Arc<Scenario>) -> Window {
    let mut window = window_on(scenario, None);
    until(&mut window, "a first event", |window| window.state().known() > 1);
    window.get_by_label("Pause").click();
    window.step();
    window.get_by_label("To the start").click();
    until(&mut window, "the start", |window| window.state().playhead().event == 0 && window.query_by_label("Play").is_some());
    window
}

fn clock(window: &Window) -> String {
    let text = |node: &egui::accesskit::Node| node.value().map(str::to_owned);
    let clock = window.get_by_label_contains("Clock ");
    text(clock.accesskit_node().data()).unwrap()
}

/// Every event of a run that is computed without a window.
fn headless(scenario: &Arc<Scenario>, model: &str) -> Vec<Event> {
    struct Log(Vec<Event>);
    impl Sink for Log {
        fn events(&mut self, _: EventNo, events: &[Event], _: &[Change]) {
            self.0.extend_from_slice(events);
        }
    }
    let mut log = Log(Vec::new());
    sim::run(scenario, sim::model(model).unwrap(), &mut log);
    log.0
}

#[test]
fn a_step_goes_to_the_next_event_of_the_headless_run() {
    let scenario = race();
    let events = headless(&scenario, "coroutines");
    let mut window = held(scenario);
    for number in 1..=60 {
        window.get_by_label("Step").click();
        until(&mut window, "a step", |window| window.state().playhead().event == number);
        let expected = format!("Clock {}", time::human(events[number as usize - 1].at));
        window.step();
        assert_eq!(clock(&window), expected, "after {number} steps");
    }
    window.get_by_label("Step back").click();
    window.step();
    window.step();
    assert_eq!(window.state().playhead().event, 59);
}

#[test]
fn a_step_waits_until_the_engine_has_computed_it() {
    let scenario = race();
    let events = headless(&scenario, "coroutines");
    let mut window = held(scenario);
    window.get_by_label("To the live edge").click();
    window.step();
    window.step();
    let edge = window.state().playhead().event;
    window.key_press_modifiers(Modifiers::CTRL, Key::ArrowRight);
    until(&mut window, "the end of the first job", |window| window.state().playhead().event > edge);
    let head = window.state().playhead();
    assert!(matches!(events[head.event as usize - 1].kind, loopscope::event::Kind::JobDone { .. }));
}

#[test]
fn the_space_bar_plays_and_holds() {
    let mut window = held(race());
    window.key_press(Key::Space);
    until(&mut window, "a playing window", |window| window.query_by_label("Pause").is_some());
    until(&mut window, "a playhead that moves", |window| window.state().playhead().event > 3);
    window.key_press(Key::Space);
    until(&mut window, "a window that is held", |window| window.query_by_label("Play").is_some());
    window.run_steps(60);
    let head = window.state().playhead();
    window.run_steps(60);
    assert_eq!(window.state().playhead(), head);
}

#[test]
fn a_key_pressed_twice_within_a_frame_counts_twice() {
    let mut window = held(race());
    window.state_mut().set_speed(Speed::Events(5.0));
    window.step();
    for _ in 0..3 {
        window.key_press(Key::Plus);
    }
    until(&mut window, "three notches", |window| window.query_by_label("Speed: 50 events a second").is_some());
}

#[test]
fn held_and_untouched_it_draws_nothing() {
    let mut window = held(race());
    window.run_steps(90);
    std::thread::sleep(Duration::from_millis(50));
    window.run_steps(3);
    let delay = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(delay, Duration::MAX, "it asks to be drawn again: {:?}", window.ctx.repaint_causes());
}

#[test]
fn a_slider_moves_the_run_and_a_reset_brings_it_back() {
    let mut window = held(race());
    let value = |window: &Window| Knob::Cores.get(window.state().scenario()).unwrap();
    window.get_by_role_and_label(Role::Slider, "Cores").set_value_accesskit(4.0);
    until(&mut window, "four cores", |window| value(window) == 4.0);
    until(&mut window, "the engine's word", |window| window.state().is_settled());
    window.get_by_label("Reset Cores to 1").click();
    until(&mut window, "one core", |window| value(window) == 1.0);
    until(&mut window, "nothing to reset", |window| window.query_by_label("Reset Cores to 1").is_none());
}

#[test]
fn a_value_can_be_typed() {
    let mut window = held(race());
    window.get_by_label_contains("CPU per job: ").click();
    window.step();
    window.step();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.get_by(|node| node.is_focused()).type_text("2.5ms");
    window.step();
    window.key_press(Key::Enter);
    until(&mut window, "what was typed", |window| Knob::Cpu.get(window.state().scenario()) == Some(2.5e6));
}

#[test]
fn sliders_thrashed_between_their_ends_break_nothing() {
    let scenario = Arc::new(gallery::find("default").unwrap().scenario(&models()).unwrap());
    let mut window = window_on(scenario, None);
    until(&mut window, "a first event", |window| window.state().known() > 1);
    let sliders = ["Clients", "CPU per job", "I/O latency", "Cores", "Thread switch"];
    let ends = |window: &Window, name: &str| {
        let slider = window.get_by_role_and_label(Role::Slider, name);
        let node = slider.accesskit_node();
        (node.data().min_numeric_value().unwrap(), node.data().max_numeric_value().unwrap())
    };
    let shown = |window: &Window, name: &str| window.get_by_role_and_label(Role::Slider, name).accesskit_node().data().numeric_value();
    for speed in [Speed::Events(4.0), Speed::Time(1e8), Speed::Max] {
        window.state_mut().set_speed(speed);
        for round in 0..60 {
            let thrown = sliders.map(|name| {
                let (least, most) = ends(&window, name);
                (name, if round % 2 == 0 { most } else { least })
            });
            for (name, end) in thrown {
                window.get_by_role_and_label(Role::Slider, name).set_value_accesskit(end);
            }
            // The window answers in the very frame, however far behind the engine is.
            window.step();
            for (name, end) in thrown {
                assert_eq!(shown(&window, name), Some(end), "{speed:?}, round {round}: {name}");
            }
        }
    }
    for name in sliders {
        let least = ends(&window, name).0;
        window.get_by_role_and_label(Role::Slider, name).set_value_accesskit(least);
    }
    until(&mut window, "the engine's word", |window| window.state().is_settled());
    assert_eq!(Knob::Clients.get(window.state().scenario()), Some(1.0));
    assert_eq!(Knob::Cores.get(window.state().scenario()), Some(1.0));
    let before = window.state().playhead().at;
    until(&mut window, "a story that goes on", |window| window.state().playhead().at > before);
}

#[test]
fn another_number_of_jobs_begins_anew() {
    let mut window = held(race());
    window.get_by_label("Step").click();
    until(&mut window, "a step", |window| window.state().playhead().event == 1);
    window.get_by_role_and_label(Role::Slider, "Jobs").set_value_accesskit(3.0);
    until(&mut window, "three jobs", |window| window.state().scenario().total_jobs() == Some(3) && window.state().is_settled());
    until(&mut window, "a new story", |window| window.state().playhead().event == 0);
}

#[test]
fn a_model_that_is_switched_off_leaves_the_scoreboard() {
    let mut window = held(race());
    let card = "Numbers of Threads: put it on the stage";
    until(&mut window, "its card", |window| window.query_by_label(card).is_some());
    window.get_by_label("threads").click();
    until(&mut window, "a scoreboard without it", |window| window.query_by_label(card).is_none());
    window.get_by_label("threads").click();
    until(&mut window, "its card again", |window| window.query_by_label(card).is_some());
}

#[test]
fn another_model_can_be_put_on_the_stage() {
    let mut window = held(race());
    window.get_by_label("Step").click();
    window.get_by_label("Numbers of Threads: put it on the stage").click();
    until(&mut window, "threads on the stage", |window| window.query_by_label("Numbers of Threads, on the stage").is_some());
}

#[test]
fn the_question_mark_opens_the_help_and_escape_closes_it() {
    let mut window = held(race());
    window.key_press(Key::Questionmark);
    until(&mut window, "the help", |window| window.query_by_label("How to read it").is_some());
    window.key_press(Key::Escape);
    until(&mut window, "no help", |window| window.query_by_label("How to read it").is_none());
}

#[test]
fn another_scenario_of_the_gallery_can_be_opened() {
    let mut window = held(race());
    window.get_by_label("Scenario: Race twenty requests").click();
    window.step();
    window.step();
    window.get_by_label("The slow disk").click();
    until(&mut window, "the slow disk", |window| window.state().scenario().name.as_deref() == Some("The slow disk"));
    until(&mut window, "its first events", |window| window.state().is_settled() && window.state().known() > 0);
}

#[test]
fn a_crowd_at_the_door_is_not_watched_one_by_one() {
    let mut window = held(race());
    window.get_by_label("Scenario: Race twenty requests").click();
    window.step();
    window.step();
    window.get_by_label("One thread, a thousand requests").click();
    until(&mut window, "the thousand requests", |window| window.query_by_label("Speed: 1 ms takes 0.2 s").is_some());
    until(&mut window, "the end of its first instant", |window| window.state().playhead().at > 0);
    window.get_by_label("Scenario: One thread, a thousand requests").click();
    window.step();
    window.step();
    window.get_by_label("Eight clients").click();
    until(&mut window, "the way of playing that people like", |window| window.query_by_label("Speed: 4 events a second").is_some());
}

#[test]
fn a_broken_file_says_where_and_changes_nothing() {
    let folder = std::env::temp_dir().join(format!("loopscope-window-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("broken.toml");
    std::fs::write(&path, "seed = 7\n[machine]\ncoers = 4\n").unwrap();
    let mut window = held(race());
    window.state_mut().open(path.clone());
    until(&mut window, "the fault", |window| window.query_by_label_contains("could not be opened").is_some());
    assert!(window.query_by_label_contains("coers").is_some());
    window.get_by_label("Close").click();
    until(&mut window, "no fault", |window| window.query_by_label_contains("could not be opened").is_none());
    assert_eq!(window.state().scenario().name.as_deref(), Some("Race twenty requests"));
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A file that is dropped onto the window.
#[derive(Debug)]
struct Dropped(PathBuf);
impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }
    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn a_file_that_is_dropped_onto_the_window_is_opened() {
    let path = std::env::temp_dir().join(format!("loopscope-dropped-{}.toml", std::process::id()));
    scenario::save(&path, &Scenario { seed: 42, ..Scenario::clone(&race()) }).unwrap();
    let mut window = held(race());
    window.input_mut().dropped_files.push(Arc::new(Dropped(path.clone())));
    until(&mut window, "the dropped file", |window| window.state().scenario().seed == 42 && window.state().is_settled());
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_file_that_changes_on_disk_is_read_again() {
    let folder = std::env::temp_dir().join(format!("loopscope-reload-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("lesson.toml");
    scenario::save(&path, &race()).unwrap();
    let mut window = window_on(race(), Some(path.clone()));
    until(&mut window, "a first event", |window| window.state().known() > 1);
    scenario::save(&path, &Scenario { seed: 99, ..Scenario::clone(&race()) }).unwrap();
    until(&mut window, "what the file says now", |window| window.state().scenario().seed == 99);
    window.get_by_label("Scenario: Race twenty requests").click();
    window.run_steps(3);
    assert!(window.query_by_label_contains("lesson.toml").is_some(), "it stands among the recent files");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn at_full_speed_the_playhead_is_the_live_edge_and_the_run_ends() {
    let mut window = held(race());
    window.state_mut().set_speed(Speed::Max);
    window.key_press(Key::Space);
    until(&mut window, "the end of the race", |window| window.query_by_label("Play").is_some() && window.state().playhead().at > 0);
    let events = headless(&race(), "coroutines");
    assert_eq!(window.state().playhead().event, events.len() as EventNo);
}

#[test]
fn narrow_windows_have_drawers() {
    let mut window = held(race());
    window.set_size(vec2(1024.0, 768.0));
    window.run_steps(2);
    assert!(window.query_by_role_and_label(Role::Slider, "Cores").is_none());
    window.get_by_label("Controls").click();
    window.run_steps(3);
    assert!(window.query_by_role_and_label(Role::Slider, "Cores").is_some());
}
