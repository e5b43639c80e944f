//! What a person does over the application on the stage becomes messages in its loop's queue, and comes back only by the log.

use super::{Window, until, window_on};
use egui::{Event, Pos2, Rect, vec2};
use egui_kittest::kittest::Queryable;
use loopscope::event::{Gesture, Kind, time::S};
use loopscope::files::gallery;
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

#[test]
fn a_handler_that_computes_freezes_the_application_and_its_twin_that_awaits_does_not() {
    for (button, freezes) in [("compute", true), ("await", false)] {
        let mut window = application();
        let before = state(&window).frames;
        window.get_by_label_contains(&format!("{button} ")).click();
        let gesture = if freezes { Gesture::Compute } else { Gesture::Await };
        until(&mut window, "the button's message", |window| posted(window).contains(&gesture));
        until(&mut window, "its handler's end", |window| state(window).window.heard.worked == 1);
        let after = state(&window).frames;
        let missed = after.missed - before.missed;
        assert_eq!(missed > 50, freezes, "{button}: {missed} frames were missed");
        assert_eq!(after.painted - before.painted > 50, !freezes, "{button}: {} frames were painted", after.painted - before.painted);
        let trace = window.state().on_stage().unwrap();
        let worked = trace.events(0, trace.len()).any(|(_, event)| match event.kind {
            Kind::RunStarted { task, burst, .. } => freezes && !task.is_job() && burst.get() >= S,
            Kind::IoSubmitted { task, latency, .. } => !freezes && !task.is_job() && latency.get() >= S,
            _ => false,
        });
        assert!(worked, "{button}: a second of work at least");
    }
}
