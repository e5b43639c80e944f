//! What a person does over the application on the stage becomes messages in its loop's queue, and comes back only by the log.

use super::{Window, until, window_on};
use egui::{Event, Pos2, Rect, vec2};
use egui_kittest::kittest::Queryable;
use loopscope::event::{Gesture, Kind, time::S};
use loopscope::formats::documents::gallery::{self, ReadBuiltIn};
use loopscope::trace::State;
use std::sync::Arc;

const CANVAS: &str = "The application: move, click and type over it";

fn application() -> Window {
    let scenario = Arc::new(gallery::find("your-mouse").unwrap().scenario(&super::models()).unwrap());
    let mut window = window_on(scenario, None);
    until(&mut window, "a painted frame", |window| state(window).frames.painted > 3);
    window
}

fn state(window: &Window) -> Arc<State> {
    window.state().on_stage().map_or_else(Default::default, |trace| trace.state_at(window.state().playhead().event))
}

fn posted(window: &Window) -> Vec<Gesture> {
    let trace = window.state().on_stage().unwrap();
    let said = |kind: &Kind| if let Kind::InputPosted { gesture, .. } = kind { Some(*gesture) } else { None };
    trace.events(trace.first(), trace.len()).filter_map(|(_, event)| said(&event.kind)).collect()
}

fn canvas(window: &Window) -> Rect {
    window.get_by_label(CANVAS).rect()
}

fn point(window: &mut Window, at: Pos2) {
    window.event(Event::PointerMoved(at));
    window.step();
}

#[test]
fn the_pointer_a_click_and_a_key_over_the_application_come_back_in_its_picture() {
    let mut window = application();
    let canvas = canvas(&window);
    point(&mut window, canvas.center());
    until(&mut window, "a move in the log", |window| posted(window).iter().any(|gesture| matches!(gesture, Gesture::Move { .. })));
    let Gesture::Move { x, y } = posted(&window)[0] else { panic!("{:?}", posted(&window)) };
    assert!((480..=520).contains(&x) && (480..=520).contains(&y), "the middle is at {x}, {y}");
    window.event(Event::Text("w".into()));
    window.step();
    window.get_by_label(CANVAS).click();
    until(&mut window, "a painted letter and a click", |window| {
        let painted = state(window).window.painted;
        painted.typed.last() == Some(&Some('w')) && painted.clicks == 1
    });
    assert_eq!(state(&window).window.painted.trail.last().copied().flatten().map(|(x, _)| (480..=520).contains(&x)), Some(true));
}

#[test]
fn the_pointer_is_heard_at_most_once_a_frame_of_the_story() {
    let mut window = application();
    let canvas = canvas(&window);
    for i in 0..120 {
        point(&mut window, canvas.min + vec2(5.0 + 0.5 * i as f32, 8.0));
    }
    until(&mut window, "moves", |window| posted(window).len() > 3);
    let trace = window.state().on_stage().unwrap();
    let times: Vec<u64> =
        trace.events(0, trace.len()).filter(|(_, event)| matches!(event.kind, Kind::InputPosted { .. })).map(|(_, e)| e.at).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 16_000_000), "{times:?}");
}

/// What a run has heard, its state, and whether a second of work was done on its loop, and elsewhere.
fn run(window: &Window, model: &str) -> (Vec<Gesture>, Arc<State>, [bool; 2]) {
    let trace = window.state().run_of(model).unwrap();
    let events = || trace.events(trace.first(), trace.len()).map(|(_, event)| event.kind);
    let said = |kind: Kind| if let Kind::InputPosted { gesture, .. } = kind { Some(gesture) } else { None };
    let computed = |kind| matches!(kind, Kind::RunStarted { task, burst, .. } if !task.is_job() && burst.get() >= S);
    let awaited = |kind| matches!(kind, Kind::IoSubmitted { task, latency, .. } if !task.is_job() && latency.get() >= S);
    (events().filter_map(said).collect(), trace.state_at(trace.len()), [events().any(computed), events().any(awaited)])
}

#[test]
fn one_press_freezes_the_application_whose_handler_computes_and_not_its_twin() {
    // Whichever of the two buttons is pressed: it is one press, under two handlers.
    for button in ["compute ", "await "] {
        let mut window = application();
        let frames = |window: &Window| ["gui", "gui-await"].map(|model| run(window, model).1.frames);
        let before = frames(&window);
        window.get_by_label_contains(button).click();
        until(&mut window, "both handlers' end", |window| {
            ["gui", "gui-await"].iter().all(|model| run(window, model).1.window.heard.worked == 1)
        });
        let [computes, awaits] = frames(&window);
        assert!(computes.missed - before[0].missed > 50, "{button}: it misses {} frames", computes.missed);
        assert!(awaits.missed - before[1].missed < 10, "{button}: its twin lives on, but for {} frames", awaits.missed);
        let ([heard, twin_heard], [work, twin_work]) = {
            let [one, two] = ["gui", "gui-await"].map(|model| run(&window, model));
            ([one.0, two.0], [one.2, two.2])
        };
        assert_eq!(heard, twin_heard, "{button}: the same was done to both");
        assert_eq!(heard.iter().filter(|gesture| **gesture == Gesture::Compute).count(), 1, "{button}");
        assert_eq!((work, twin_work), ([true, false], [false, true]), "{button}: it is computed here, and awaited there");
    }
}

#[test]
fn the_pointer_over_either_application_is_followed_in_both() {
    for canvas in [CANVAS, "Its async twin: move, click and type over it"] {
        let mut window = application();
        let place = window.get_by_label(canvas).rect();
        point(&mut window, place.left_top() + 0.25 * place.size());
        until(&mut window, "the pointer in both pictures", |window| {
            let painted = |model: &str| run(window, model).1.window.painted.trail.last().copied().flatten();
            let near = |place: Option<(u16, u16)>| place.is_some_and(|(x, y)| (230..=270).contains(&x) && (230..=270).contains(&y));
            near(painted("gui")) && near(painted("gui-await"))
        });
    }
}

#[test]
fn without_its_twin_an_application_has_both_buttons() {
    let scenario = gallery::find("your-mouse").unwrap().scenario(&super::models()).unwrap();
    let mut window = window_on(Arc::new(loopscope::event::Scenario { models: vec!["gui".into()], ..scenario }), None);
    until(&mut window, "a painted frame", |window| state(window).frames.painted > 3);
    window.get_by_label_contains("await ").click();
    until(&mut window, "its handler's end", |window| state(window).window.heard.worked == 1);
    assert_eq!(posted(&window), [Gesture::Await]);
    // A frame that is due just while mail is looked for is late without anybody's doing.
    assert!(state(&window).frames.missed < 10);
    window.get_by_label_contains("compute ").click();
    until(&mut window, "the other's", |window| state(window).window.heard.worked == 2);
    assert!(state(&window).frames.missed > 50);
}
