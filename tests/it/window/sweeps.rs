//! The sweep panel, worked as people work it.

use super::{Window, held, race, until};
use egui::{Key, Pos2, accesskit::Role, vec2};
use egui_kittest::kittest::Queryable;
use loopscope::event::Arrivals;
use std::time::Duration;

fn opened() -> Window {
    let mut window = held(race());
    window.key_press(Key::C);
    until(&mut window, "the panel", |window| window.query_by_label("Sweep a knob").is_some());
    window
}

fn finished(window: &Window) -> bool {
    window.query_by_label("Run the sweep").is_some() && window.query_by_label_contains("a click on a point opens").is_some()
}

/// Where a point of the throughput's plot lies, as a share of the whole plot.
fn in_plot(window: &Window, x: f32, y: f32) -> Pos2 {
    let plot = window.get_by_label_contains("Throughput, jobs per second against").rect();
    plot.min + plot.size() * vec2(x, y)
}

#[test]
fn a_knob_is_swept_and_a_click_opens_the_run() {
    let mut window = opened();
    window.get_by_label("Knob: workload.jobs");
    window.get_by_label("Run the sweep").click();
    until(&mut window, "the results", finished);
    window.get_by_label("99 % latency against workload.jobs: Sync, Threads, Coroutines");
    window.get_by_label_contains("CPU time of Threads against workload.jobs");
    // The first point of all models lies at the left end.
    window.hover_at(in_plot(&window, 0.015, 0.95));
    window.run_steps(3);
    window.drag_at(in_plot(&window, 0.015, 0.95));
    window.drop_at(in_plot(&window, 0.015, 0.95));
    until(&mut window, "the stage", |window| window.query_by_label("Sweep a knob").is_none());
    until(&mut window, "the run of one job", |window| window.state().scenario().total_jobs() == Some(1));
}

#[test]
fn the_central_claim_is_one_click_away() {
    let mut window = opened();
    window.get_by_label("1 to 10 000 clients, 50 µs of CPU a job").click();
    until(&mut window, "some results", |window| window.query_by_label_contains("of 48 runs").is_some());
    window.get_by_label("Stop").click();
    until(&mut window, "the end", |window| window.query_by_label_contains("stopped after").is_some());
    window.key_press(Key::Escape);
    until(&mut window, "the stage", |window| window.query_by_label("Sweep a knob").is_none());
    let arrivals = window.state().scenario().workload.as_ref().map(|workload| workload.arrivals.clone());
    assert_eq!(arrivals, Some(Arrivals::AtOnce), "the scenario that was open is still open");
}

#[test]
fn what_cannot_be_swept_is_said() {
    let mut window = opened();
    let from =
        |window: &Window| window.query_by(|node| node.role() == Role::TextInput && node.label().as_deref() == Some("from")).is_some();
    assert!(from(&window));
    window.get_by_role_and_label(Role::TextInput, "from").focus();
    window.step();
    window.get_by_role_and_label(Role::TextInput, "from").type_text("900000");
    window.step();
    window.get_by_label("Run the sweep").click();
    until(&mut window, "the fault", |window| window.query_by_label_contains("the range runs backwards").is_some());
}

#[test]
fn untouched_it_draws_nothing() {
    let mut window = opened();
    window.get_by_label("Run the sweep").click();
    until(&mut window, "the results", finished);
    window.run_steps(60);
    std::thread::sleep(Duration::from_millis(50));
    window.run_steps(3);
    let delay = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(delay, Duration::MAX, "it asks to be drawn again: {:?}", window.ctx.repaint_causes());
}

#[test]
fn it_can_be_looked_at() {
    let Some(folder) = std::env::var_os("LOOPSCOPE_PICTURES") else { return };
    for (size, theme) in
        [((1920.0, 1080.0), egui::Theme::Light), ((1280.0, 800.0), egui::Theme::Light), ((1024.0, 768.0), egui::Theme::Dark)]
    {
        let mut window = super::looks::window("default", size, theme);
        window.key_press(Key::C);
        window.run_steps(4);
        window.get_by_label("Run the sweep").click();
        until(&mut window, "the results", finished);
        window.run_steps(3);
        window.render().unwrap().save(std::path::Path::new(&folder).join(format!("sweep-{}.png", size.0))).unwrap();
    }
}
