//! The timeline over real runs: what it shows, how it is used, and how it looks.

use crate::support::render;
use crate::support::runs::{Lab, changed};
use egui::{pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use loopscope::event::{Note, TaskId};
use loopscope::pixels::raster::Image;
use loopscope::trace::{History, Range};
use loopscope::ui::theme::Theme;
use loopscope::ui::timeline::Timeline;
use loopscope::ui::{Action, Selected, Selection};

pub const TWENTY: &str = r#"
seed = 7
[machine]
switch = "100us"
[workload]
jobs = 20
steps = [ { cpu = "500us" }, { io = "net", latency = { uniform = ["12ms", "45ms"] } }, { cpu = "1ms" } ]
"#;

pub const ENDLESS: &str = r#"
seed = 7
[workload]
jobs = "endless"
arrivals = { closed = { clients = 20, think = { exp = "9ms" } } }
steps = [ { cpu = "300us" }, { io = "disk", latency = { exp = "20ms" } }, { cpu = { exp = "600us" } } ]
[devices.disk]
depth = 8
"#;

const ALL: [&str; 3] = ["coroutines", "threads", "sync"];

fn picture(lab: &Lab, size: (f32, f32), scale: f32, dark: bool, prepare: impl FnOnce(&mut Timeline)) -> Image {
    let theme = if dark { egui::Theme::Dark } else { egui::Theme::Light };
    let mut booth = render::booth(vec2(size.0, size.1), scale, theme);
    let mut timeline = Timeline::default();
    let colours = if dark { &Theme::DARK } else { &Theme::LIGHT };
    let show = |timeline: &mut Timeline, ui: &mut egui::Ui| timeline.ui(ui, &lab.context(colours), &mut Vec::new());
    booth.pass(|ui| show(&mut timeline, ui));
    prepare(&mut timeline);
    booth.picture(2, colours.surface.page, |ui| show(&mut timeline, ui))
}

#[test]
fn it_is_drawn_the_same_twice_and_at_every_size() {
    let lab = Lab::new(TWENTY, &ALL, 25_620_000);
    for (name, size, scale) in
        [("1920", (1292.0, 440.0), 1.0), ("1280", (960.0, 300.0), 1.0), ("1024", (1004.0, 190.0), 1.0), ("4k", (1292.0, 440.0), 2.0)]
    {
        for dark in [true, false] {
            let image = picture(&lab, size, scale, dark, |_| ());
            render::keep(&image, &format!("timeline-{name}-{}", if dark { "dark" } else { "light" }));
        }
    }
    assert_eq!(picture(&lab, (700.0, 300.0), 1.0, true, |_| ()), picture(&lab, (700.0, 300.0), 1.0, true, |_| ()));
}

#[test]
fn an_endless_run_is_readable_too() {
    let mut lab = Lab::new(ENDLESS, &ALL, 400_000_000);
    render::keep(&picture(&lab, (1292.0, 440.0), 1.0, true, |_| ()), "timeline-endless");
    render::keep(&picture(&lab, (1292.0, 440.0), 1.0, true, |timeline| timeline.fit()), "timeline-endless-fit");
    lab.look_at(180_000_000);
    lab.on_stage = 1;
    render::keep(&picture(&lab, (1292.0, 440.0), 1.0, true, |timeline| timeline.fit()), "timeline-endless-past");
    render::keep(&picture(&lab, (1292.0, 440.0), 1.0, false, |_| ()), "timeline-endless-past-light");
}

/// A harness around a timeline, and what it asks for.
fn hands_on(lab: Lab) -> Harness<'static, (Timeline, Vec<Action>)> {
    let mut harness = Harness::builder()
        .with_size(vec2(1292.0, 440.0))
        .renderer(render::Pixels::default())
        .with_context_setup(Theme::install)
        .build_ui_state(
            move |ui, (timeline, actions): &mut (Timeline, Vec<Action>)| {
                egui::CentralPanel::no_frame().show(ui, |ui| timeline.ui(ui, &lab.context(&Theme::DARK), actions));
            },
            (Timeline::default(), Vec::new()),
        );
    harness.run_steps(2);
    harness.state_mut().1.clear();
    harness
}

fn asked(harness: &mut Harness<'_, (Timeline, Vec<Action>)>) -> Vec<Action> {
    harness.run_steps(1);
    std::mem::take(&mut harness.state_mut().1)
}

#[test]
fn dragging_the_ruler_moves_the_playhead() {
    let mut harness = hands_on(Lab::new(TWENTY, &ALL, 25_620_000));
    harness.drag_at(pos2(300.0, 15.0));
    let first = asked(&mut harness);
    harness.hover_at(pos2(400.0, 200.0));
    let second = asked(&mut harness);
    harness.drop_at(pos2(400.0, 200.0));
    let at = |actions: &[Action]| actions.iter().find_map(|action| if let Action::JumpToTime(t) = action { Some(*t) } else { None });
    let (first, second) = (at(&first).unwrap(), at(&second).unwrap());
    assert!(first > 5_000_000 && first < second && second < 25_620_000, "{first} {second}");
    assert!(harness.state().0.follows(), "scrubbing is not panning");
}

#[test]
fn a_click_selects_the_task_of_a_span_and_a_click_beside_it_nothing() {
    let mut harness = hands_on(Lab::new(TWENTY, &ALL, 25_620_000));
    let corner = harness.get_by_label_contains("Timeline").rect().min;
    let mut click = |x: f32, y: f32| {
        let (x, y) = (corner.x + x, corner.y + y);
        harness.hover_at(pos2(x, y));
        harness.run_steps(1);
        harness.drag_at(pos2(x, y));
        harness.run_steps(1);
        harness.drop_at(pos2(x, y));
        asked(&mut harness)
    };
    let row_of_c = 80.0;
    let lab = Lab::new(TWENTY, &ALL, 25_620_000);
    let found = click(400.0, row_of_c);
    // It is over: C is asked about as it was then.
    let of_c = |action: &Action| matches!(action, Action::Select(Some(it)) if matches!(it.what, Selected::Span(_)) && it.task(&lab.traces) == Some(TaskId(2)));
    assert!(found.iter().any(of_c), "{found:?}");
    assert!(click(900.0, row_of_c).contains(&Action::Select(None)));
}

/// Presses at the first place, moves to the second and lets go; answers what was asked for.
fn drag(harness: &mut Harness<'_, (Timeline, Vec<Action>)>, from: egui::Pos2, to: egui::Pos2) -> Vec<Action> {
    harness.hover_at(from);
    harness.run_steps(1);
    harness.drag_at(from);
    harness.run_steps(1);
    harness.hover_at(from + (to - from) / 2.0);
    harness.run_steps(1);
    harness.hover_at(to);
    harness.run_steps(1);
    harness.drop_at(to);
    asked(harness)
}

#[test]
fn with_shift_a_drag_selects_a_stretch_and_nothing_moves() {
    let mut harness = hands_on(Lab::new(TWENTY, &ALL, 25_620_000));
    harness.event(egui::Event::ModifiersChanged(egui::Modifiers::SHIFT));
    for y in [120.0, 15.0] {
        let found = drag(&mut harness, pos2(400.0, y), pos2(200.0, y));
        let range = found.iter().find_map(|action| if let Action::Range(range) = action { *range } else { None });
        let range = range.unwrap_or_else(|| panic!("no stretch at {y}: {found:?}"));
        assert!(range.from > 2_000_000 && range.length() > 5_000_000 && range.to < 20_000_000, "{range:?}");
        assert!(!found.iter().any(|action| matches!(action, Action::JumpToTime(_))));
    }
    assert!(harness.state().0.follows());
}

#[test]
fn the_overview_moves_the_view() {
    let mut harness = hands_on(Lab::new(TWENTY, &ALL, 25_620_000));
    harness.state_mut().0.zoom_by(0.05);
    harness.run_steps(2);
    assert!(harness.state().0.follows());
    let map = 399.0;
    drag(&mut harness, pos2(400.0, map), pos2(600.0, map));
    assert!(!harness.state().0.follows(), "it was moved by hand");
}

#[test]
fn a_triangle_folds_and_a_lane_is_dragged_elsewhere() {
    let mut harness = hands_on(Lab::new(TWENTY, &ALL, 25_620_000));
    let before = harness.render().unwrap();
    drag(&mut harness, pos2(90.0, 63.0), pos2(90.0, 200.0));
    harness.hover_at(pos2(700.0, 5.0));
    harness.run_steps(2);
    let moved = harness.render().unwrap();
    assert!(before != moved, "the row of A stands elsewhere");
    assert!(harness.state().0.follows(), "the view stays");
    for _ in 0..2 {
        harness.hover_at(pos2(10.0, 42.0));
        harness.run_steps(1);
        harness.drag_at(pos2(10.0, 42.0));
        harness.run_steps(1);
        harness.drop_at(pos2(10.0, 42.0));
        harness.run_steps(2);
        harness.hover_at(pos2(700.0, 5.0));
        harness.run_steps(2);
    }
    assert!(harness.render().unwrap() == moved, "folded and opened it is as it was");
}

#[test]
fn a_stretch_notes_and_a_close_look_far_from_the_beginning_are_readable() {
    let mut lab = Lab::new(TWENTY, &ALL, 75_000_000);
    lab.range = Some(Range { from: 12_000_000, to: 33_000_000 });
    lab.notes = vec![
        Note { at: 5_000_000, text: "everybody has asked".into() },
        Note { at: 40_000_000, text: String::new() },
        Note { at: 72_000_000, text: "the end of it".into() },
    ];
    for dark in [true, false] {
        let image = picture(&lab, (1292.0, 440.0), 1.0, dark, |timeline| timeline.fit());
        render::keep(&image, if dark { "timeline-range-dark" } else { "timeline-range-light" });
    }
    let late = "seed = 7\n[[job]]\nat = \"11524000123456ns\"\nsteps = [ { cpu = \"200ns\" }, { io = \"net\", latency = \"300ns\" }, { cpu = \"90ns\" } ]\n";
    let lab = Lab::new(late, &ALL, 11_524_000_124_400);
    let close = |timeline: &mut Timeline| {
        for _ in 0..200 {
            timeline.zoom_by(0.8);
        }
        timeline.zoom_by(600.0);
    };
    render::keep(&picture(&lab, (1292.0, 440.0), 1.0, true, close), "timeline-far");
}

#[test]
fn panning_leaves_the_playhead_and_a_button_brings_it_back() {
    let mut harness = hands_on(Lab::new(TWENTY, &ALL, 25_620_000));
    assert!(harness.query_by_label("follow").is_none());
    harness.drag_at(pos2(400.0, 120.0));
    harness.run_steps(1);
    harness.hover_at(pos2(500.0, 120.0));
    harness.run_steps(1);
    harness.drop_at(pos2(500.0, 120.0));
    harness.run_steps(1);
    assert!(!harness.state().0.follows());
    harness.get_by_label("follow").click();
    harness.run_steps(2);
    assert!(harness.state().0.follows());
    harness.get_by_label_contains("Timeline, Coroutines on a message loop");
}

#[test]
fn it_is_drawn_by_the_harness_as_by_the_booth() {
    let mut harness = hands_on(Lab::new(TWENTY, &ALL, 25_620_000));
    let image = harness.render().unwrap();
    let green = Theme::DARK.running.fill;
    assert!(image.pixels().filter(|pixel| pixel.0 == green.to_array()).count() > 4000, "no running spans");
}

#[test]
fn what_is_selected_pointed_at_and_done_is_seen() {
    let mut lab = Lab::new(TWENTY, &ALL, 75_000_000);
    lab.selection = Some(Selection { run: 0, what: Selected::Task(TaskId(2)) });
    for dark in [true, false] {
        let theme = if dark { egui::Theme::Dark } else { egui::Theme::Light };
        let colours = if dark { &Theme::DARK } else { &Theme::LIGHT };
        let mut booth = render::booth(vec2(1292.0, 440.0), 1.0, theme);
        let mut timeline = Timeline::default();
        booth.pass(|ui| timeline.ui(ui, &lab.context(colours), &mut Vec::new()));
        timeline.fit();
        booth.point_at(pos2(300.0, 132.0));
        let image = booth.picture(8, colours.surface.page, |ui| timeline.ui(ui, &lab.context(colours), &mut Vec::new()));
        render::keep(&image, if dark { "timeline-done-dark" } else { "timeline-done-light" });
    }
}

#[test]
fn slider_changes_are_marked_and_lost_history_is_said() {
    let mut lab = Lab::new(ENDLESS, &["threads", "coroutines"], 0);
    let mut more = (*lab.scenario).clone();
    more.machine.cores = 2;
    let changes = [(30_000_000, more.clone()), (52_000_000, lab.scenario.as_ref().clone())];
    lab.traces =
        (0..).zip(["threads", "coroutines"]).map(|(run, model)| changed(&lab.scenario, run, model, &changes, 80_000_000)).collect();
    lab.look_at(80_000_000);
    let changes = lab.traces[0].changes().len();
    assert_eq!(changes, 2);
    render::keep(&picture(&lab, (1292.0, 440.0), 1.0, true, |timeline| timeline.fit()), "timeline-changes");

    let mut lab = Lab::new(ENDLESS, &["coroutines"], 60_000_000_000);
    History { bound: 1 }.trim(&mut lab.traces);
    assert!(lab.traces[0].let_go().0 > 0);
    render::keep(&picture(&lab, (1292.0, 440.0), 1.0, true, |timeline| timeline.fit()), "timeline-let-go");
}

#[test]
fn many_cores_and_ten_thousand_tasks_keep_their_places() {
    let crowd = r#"
        seed = 3
        [machine]
        cores = 8
        [workload]
        jobs = 10000
        arrivals = { poisson = 200000.0 }
        steps = [ { cpu = "20us" }, { io = "net", latency = { exp = "30ms" } }, { cpu = { exp = "40us" } } ]
    "#;
    let lab = Lab::new(crowd, &["threads", "coroutines"], 60_000_000);
    assert!(lab.traces[0].tracks().rows.len() > 1000);
    for (name, prepare) in [("many", (|_| ()) as fn(&mut Timeline)), ("many-close", |timeline| timeline.zoom_by(0.02))] {
        let image = picture(&lab, (1292.0, 440.0), 1.0, true, prepare);
        render::keep(&image, &format!("timeline-{name}"));
    }
}

#[test]
fn a_loop_has_one_lane_however_many_cores_there_are() {
    let on = |cores: &str| {
        picture(&Lab::new(&TWENTY.replace("[machine]", cores), &["coroutines"], 25_620_000), (700.0, 300.0), 1.0, true, |_| ())
    };
    assert_eq!(on("[machine]"), on("[machine]\ncores = 64"));
}
