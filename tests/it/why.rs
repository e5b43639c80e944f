//! "Why?" asked of anything: what the inspector says, what the stage lets be selected, and the path over the timeline's lanes.

use crate::support::render;
use crate::support::runs::Lab;
use egui::{pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use loopscope::event::{Ns, TaskId, time};
use loopscope::ui::inspector::{Inspector, next, subject::Look};
use loopscope::ui::stage::{self, item::Hit};
use loopscope::ui::theme::Theme;
use loopscope::ui::timeline::Timeline;
use loopscope::ui::{Action, Selected, Selection};

/// A device that serves one at a time, and a lock.
const CROWDED: &str = r#"
seed = 7
[machine]
switch = "0ns"
dispatch = "0ns"
[devices.disk]
depth = 1
[workload]
jobs = 4
steps = [ { cpu = "1ms" }, { io = "disk", latency = "10ms" }, { lock = "m" }, { cpu = "1ms" }, { io = "net", latency = "30ms" }, { unlock = "m" } ]
"#;

fn facts(lab: &Lab, at: Ns, ask: impl Fn(&Look<'_>) -> Vec<loopscope::ui::inspector::subject::Fact>) -> Vec<String> {
    let trace = &lab.traces[0];
    let state = trace.state_at(trace.count_until(at));
    ask(&Look { trace, state: &state, at }).into_iter().map(|fact| fact.text).collect()
}

#[test]
fn a_device_a_lock_a_queue_and_a_core_say_whom_they_serve_and_who_waits() {
    let lab = Lab::new(CROWDED, &["coroutines"], time::S);
    let ms = |n: Ns| n * time::MS;
    assert_eq!(
        facts(&lab, ms(6), |look| look.device(0)),
        [
            "serves 1 of at most 1, 3 wait their turn",
            "serves A for 5 ms, since 1.000 ms; 5.000 ms to go",
            "next: B, for 4 ms, since 2.000 ms",
            "2nd: C, for 3 ms, since 3.000 ms",
            "3rd: D, for 2 ms, since 4.000 ms",
        ]
    );
    assert_eq!(facts(&lab, ms(60), |look| look.device(0)), ["It serves nobody, and nobody waits."]);
    // A holds the lock from 11 ms on, and waits for the network from 12 ms to 42 ms.
    assert_eq!(
        facts(&lab, ms(33), |look| look.lock(0)),
        ["held by A for 22 ms, since 11.000 ms", "A waits for the net", "next: B", "2nd: C"]
    );
    let queue = facts(&lab, ms(2) + 1, |look| look.queue(0));
    assert_eq!(queue[0], "1 wait there");
    assert!(queue[1].starts_with("The loop runs the handler of C") && queue[2] == "next: D, start, for 2 ms, since 0 ns", "{queue:?}");
    let core = facts(&lab, ms(6), |look| look.core(0));
    assert!(core[0].starts_with("idle, for 2 ms") && core[1].starts_with("Nobody can run: 4 tasks"), "{core:?}");
    assert_eq!(core[2], "Next, disk answers A, in 5.000 ms.");
    // What the log does not know is said to be that.
    assert_eq!(facts(&lab, 0, |look| look.lock(9)), ["The log does not say why."]);
}

#[test]
fn a_core_beside_a_full_queue_says_so() {
    let text = "seed = 1\n[machine]\ncores = 2\nprocesses = 2\n[[job]]\nsteps = [{ cpu = \"5ms\" }]\n[[job]]\nsteps = [{ cpu = \"1ms\" }]\n[[job]]\nsteps = [{ cpu = \"5ms\" }]\n";
    let lab = Lab::new(text, &["processes"], time::S);
    let core = facts(&lab, 3 * time::MS, |look| look.core(1));
    assert_eq!(core[1], "It has nothing to do, though 1 wait in queue 0: they belong to another process.", "{core:?}");
}

#[test]
fn the_stage_lets_queues_devices_and_locks_be_selected() {
    let mut lab = Lab::new(CROWDED, &["coroutines"], time::S);
    lab.look_at(25 * time::MS);
    let mut booth = render::booth(vec2(1290.0, 540.0), 1.0, egui::Theme::Dark);
    let mut hits = Vec::new();
    booth.pass(|ui| {
        let items = stage::items(&lab.context(&Theme::DARK), vec2(1290.0, 540.0), &|text, size, _| text.len() as f32 * size * 0.5);
        hits = items.into_iter().flatten().filter_map(|item| item.hit).collect();
        ui.label("");
    });
    for hit in [Hit::Queue(0), Hit::Device(0), Hit::Lock(0), Hit::Core(0)] {
        assert!(hits.contains(&hit), "{hit:?} among {hits:?}");
    }
}

#[test]
fn the_key_goes_from_one_that_waits_to_the_next() {
    let mut lab = Lab::new(CROWDED, &["coroutines"], time::S);
    lab.look_at(6 * time::MS);
    let mut asked = Vec::new();
    for _ in 0..5 {
        lab.selection = next::why_target(&lab.context(&Theme::DARK));
        asked.push(lab.selection.unwrap().task(&lab.traces).unwrap());
    }
    // The loop has just gone to sleep, and the caption is about nobody: all those who wait, and around.
    assert_eq!(asked, [0, 1, 2, 3, 0].map(TaskId));
    lab.look_at(4 * time::MS - 1);
    lab.selection = None;
    assert_eq!(next::why_target(&lab.context(&Theme::DARK)).unwrap().what, Selected::Task(TaskId(3)), "the caption is about D");
    lab.look_at(time::S);
    lab.selection = None;
    assert_eq!(next::why_target(&lab.context(&Theme::DARK)).unwrap().what, Selected::Task(TaskId(3)), "the last one done has a story");
}

/// A harness around the inspector, and what it asks for.
fn inspector(lab: Lab) -> Harness<'static, (Inspector, Vec<Action>)> {
    let mut harness = Harness::builder()
        .with_size(vec2(360.0, 900.0))
        .renderer(render::Pixels::default())
        .with_context_setup(Theme::install)
        .build_ui_state(
            move |ui, (inspector, actions): &mut (Inspector, Vec<Action>)| {
                egui::CentralPanel::no_frame().show(ui, |ui| inspector.ui(ui, &lab.context(&Theme::DARK), actions));
            },
            (Inspector::default(), Vec::new()),
        );
    harness.run_steps(2);
    harness
}

#[test]
fn arrows_walk_the_chain_and_enter_goes_there() {
    let mut lab = Lab::new(CROWDED, &["coroutines"], time::S);
    lab.look_at(15 * time::MS);
    lab.selection = Some(Selection { run: 0, what: Selected::Task(TaskId(1)) });
    let chain = lab.traces[0].why(TaskId(1), lab.playheads[0].event);
    let mut harness = inspector(lab);
    let jumps = |harness: &Harness<'_, (Inspector, Vec<Action>)>| -> Vec<u64> {
        let jump = |action: &Action| if let Action::JumpToEvent(_, event) = action { Some(*event) } else { None };
        harness.state().1.iter().filter_map(jump).collect()
    };
    // A walk begins at what still goes on; up from there are the causes.
    harness.state_mut().0.walk(-1);
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(2);
    assert_eq!(jumps(&harness), [chain.last().unwrap().event]);
    harness.state_mut().1.clear();
    harness.key_press(egui::Key::ArrowUp);
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(2);
    assert_eq!(jumps(&harness), [chain[chain.len() - 2].event], "{chain:?}");
    let hovers = harness.state().1.iter().any(|action| matches!(action, Action::Hover(_)));
    assert!(hovers, "who is in the way is pointed out while its link has the focus");
}

#[test]
fn a_task_that_has_not_come_or_has_left_is_said_to_be_so() {
    let jobs = "seed = 1\n[workload]\njobs = 60\narrivals = { every = \"2ms\" }\nsteps = [ { cpu = \"1ms\" } ]\n";
    for (task, says, chain) in [(50, "It has not come yet.", false), (0, "It is done, and has left.", true), (20, "Done at ", true)] {
        let mut lab = Lab::new(jobs, &["coroutines"], time::S);
        lab.look_at(90 * time::MS);
        lab.selection = Some(Selection { run: 0, what: Selected::Task(TaskId(task)) });
        let harness = inspector(lab);
        assert!(harness.query_by_label_contains(says).is_some(), "{task}: {says}");
        assert_eq!(harness.query_by_label("How it came to that").is_some(), chain, "{task}");
        assert!(harness.query_by_label("The log does not say why.").is_none(), "{task}");
    }
}

#[test]
fn a_run_shows_where_its_time_went() {
    let mut lab = Lab::new(CROWDED, &["coroutines"], time::S);
    lab.selection = next::run(&lab.context(&Theme::DARK));
    let end = lab.traces[0].drained().unwrap().0;
    let harness = inspector(lab);
    assert!(harness.query_by_label("Critical path").is_some());
    assert!(harness.query_by_label_contains(&format!("Where the {} went", time::human(end))).is_some());
    assert!(harness.query_by_label_contains("served by net: ").is_some());
}

#[test]
fn an_arrow_on_the_timeline_leads_to_its_cause() {
    let mut lab = Lab::new(CROWDED, &["coroutines"], 60 * time::MS);
    lab.selection = Some(Selection { run: 0, what: Selected::Task(TaskId(1)) });
    let trace = &lab.traces[0];
    // B got the lock from A at 42 ms; its row is the second.
    let released = trace.events(0, trace.len()).find(|(_, event)| event.at == 42 * time::MS).unwrap().0;
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
    harness.state_mut().0.fit();
    harness.run_steps(2);
    let rect = harness.get_by_label_contains("Timeline").rect();
    let jump = |action: &Action| if let Action::JumpToEvent(_, event) = action { Some(*event) } else { None };
    let mut found = Vec::new();
    // Along the height between the rows of A and B, wherever it is: the arrow at 42 ms is one of those that are met.
    for x in (0..1292).step_by(3) {
        let at = pos2(rect.min.x + x as f32, rect.min.y + 90.0);
        harness.hover_at(at);
        harness.drag_at(at);
        harness.run_steps(1);
        harness.drop_at(at);
        harness.run_steps(1);
        found.extend(harness.state_mut().1.drain(..).filter_map(|action| jump(&action)));
    }
    assert!(found.iter().any(|event| (released..released + 12).contains(event)), "{found:?}, released by {released}");
}

#[test]
fn paths_look_well() {
    for (dark, name) in [(true, "dark"), (false, "light")] {
        let mut lab = Lab::new(CROWDED, &["coroutines", "threads", "sync"], 150 * time::MS);
        for (what, says) in [(Selected::Task(TaskId(2)), "job"), (Selected::Run, "run")] {
            lab.selection = Some(Selection { run: 0, what });
            let theme = if dark { egui::Theme::Dark } else { egui::Theme::Light };
            let colours = if dark { &Theme::DARK } else { &Theme::LIGHT };
            let mut booth = render::booth(vec2(1292.0, 440.0), 1.0, theme);
            let mut timeline = Timeline::default();
            booth.pass(|ui| timeline.ui(ui, &lab.context(colours), &mut Vec::new()));
            timeline.fit();
            let mut show = |ui: &mut egui::Ui| timeline.ui(ui, &lab.context(colours), &mut Vec::new());
            let image = booth.picture(2, colours.surface.page, &mut show);
            render::keep(&image, &format!("path-{says}-{name}"));
            assert!(image == booth.picture(1, colours.surface.page, &mut show), "{says}: nothing moves by itself");
        }
    }
}
