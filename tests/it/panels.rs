//! The panels around the picture, over real runs: what they say and what they ask for.

use crate::support::{render::Pixels, runs::Lab};
use crate::timeline::TWENTY;
use egui::vec2;
use egui_kittest::{Harness, kittest::Queryable};
use loopscope::event::{TaskId, time};
use loopscope::trace::Reason;
use loopscope::ui::inspector::reason;
use loopscope::ui::{
    Action, Context, Selected, Selection, WindowAction,
    inspector::Inspector,
    overlay::{Fault, Overlay},
    scoreboard::Scoreboard,
    theme::Theme,
};

const ALL: [&str; 3] = ["coroutines", "threads", "sync"];

/// A panel that is drawn with what was asked of it so far.
struct Shown<P> {
    panel: P,
    lab: Lab,
    asked: Vec<Action>,
}

fn show<P: 'static>(panel: P, lab: Lab, draw: fn(&mut P, &mut egui::Ui, &Context<'_>, &mut Vec<Action>)) -> Harness<'static, Shown<P>> {
    let builder = Harness::builder().with_size(vec2(700.0, 1000.0)).with_context_setup(Theme::install).renderer(Pixels::default());
    let draw = move |ui: &mut egui::Ui, shown: &mut Shown<P>| {
        let Shown { panel, lab, asked } = shown;
        draw(panel, ui, &lab.context(&Theme::DARK), asked);
    };
    let mut harness = builder.build_ui_state(draw, Shown { panel, lab, asked: Vec::new() });
    harness.run_steps(2);
    harness
}

#[test]
fn the_scoreboard_says_the_numbers_of_the_playhead_and_where_they_come_from() {
    let lab = Lab::new(TWENTY, &ALL, 25_620_000);
    let jobs: Vec<u64> = lab.traces.iter().map(|trace| trace.live().done).collect();
    let mut harness = show(Scoreboard::default(), lab, Scoreboard::ui);
    assert_eq!(harness.query_all_by_label("simulated").count(), 3);
    for done in &jobs {
        assert!(harness.query_all_by_label(&format!("jobs done {done} / 20")).count() > 0, "{jobs:?}");
    }
    harness.state_mut().lab.look_at(0);
    harness.run_steps(2);
    assert_eq!(harness.query_all_by_label("jobs done 0 / 20").count(), 3, "the numbers go back with the playhead");
    harness.get_by_label("all numbers").click();
    harness.run_steps(2);
    assert_eq!(harness.query_all_by_label_contains("99 % latency").count(), 3);
    harness.get_by_label("Numbers of Sync: put it on the stage").click();
    harness.run_steps(1);
    assert!(harness.state().asked.contains(&Action::Focus("sync")));
}

#[test]
fn the_inspector_tells_every_wait_and_each_is_a_jump() {
    let mut lab = Lab::new(TWENTY, &ALL, 25_620_000);
    let run = lab.traces[0].run();
    lab.selection = Some(Selection { run, what: Selected::Task(TaskId(2)) });
    let told = lab.traces[0].why(TaskId(2), lab.playheads[0].event);
    let says = |reason: &Reason| format!("{} (at {})", reason::describe(reason, &lab.traces[0]), time::human(reason.at));
    let links: Vec<(String, u64)> = told.iter().map(|reason| (says(reason), reason.event)).collect();
    assert!(links.len() > 4, "{links:?}");
    let mut harness = show(Inspector::default(), lab, Inspector::ui);
    assert!(harness.query_by_label("Task C").is_some());
    for (says, event) in links.iter().take(links.len() - 1) {
        harness.state_mut().asked.clear();
        harness.get_by_label(says).click();
        harness.run_steps(2);
        let asked = &harness.state().asked;
        let (hovers, others): (Vec<Action>, Vec<Action>) = asked.iter().cloned().partition(|action| matches!(action, Action::Hover(_)));
        assert_eq!(others, [Action::JumpToEvent(run, *event)], "{says}");
        // Who was in the way is pointed out meanwhile.
        assert_eq!(hovers.is_empty(), !says.contains("behind") && !says.contains("net "), "{says}: {hovers:?}");
    }
    harness.state_mut().asked.clear();
    harness.get_by_label_contains("Sync: C ").click();
    harness.run_steps(2);
    let there = Selection { run: 2, what: Selected::Task(TaskId(2)) };
    assert_eq!(harness.state().asked, [Action::Focus("sync"), Action::Select(Some(there))]);
}

#[test]
fn whatever_is_selected_the_inspector_has_something_to_say() {
    let mut lab = Lab::new(TWENTY, &ALL, 25_620_000);
    let things: Vec<Selection> = lab
        .traces
        .iter()
        .flat_map(|trace| {
            let of = |what| Selection { run: trace.run(), what };
            let mut things =
                vec![of(Selected::Core(0)), of(Selected::Core(9)), of(Selected::Thread(3)), of(Selected::Message(0, TaskId(1)))];
            things.extend([0, 5, 50, 10_000].map(|event| of(Selected::Span(event))));
            things.extend([TaskId(0), TaskId(19), TaskId(999), TaskId::input(0)].map(|task| of(Selected::Task(task))));
            things.extend([0, 7, 99].map(|request| of(Selected::Request(0, request))));
            things
        })
        .chain([Selection { run: 77, what: Selected::Core(0) }])
        .collect();
    for at in [0, 1, 12_345_678, 25_620_000] {
        lab.look_at(at);
        let mut harness = show(Inspector::default(), Lab::new(TWENTY, &ALL, 25_620_000), Inspector::ui);
        harness.state_mut().lab.look_at(at);
        for thing in &things {
            harness.state_mut().lab.selection = Some(*thing);
            harness.run_steps(2);
            let says = harness.query_all_by(|node| node.value().is_some_and(|text| !text.is_empty())).count();
            assert!(says >= 2, "{thing:?} at {}", time::human(at));
        }
    }
}

#[test]
fn a_broken_background_offers_a_restart() {
    let mut overlay = Overlay::default();
    overlay.failed(Some("index out of bounds: the len is 3 but the index is 3".into()));
    assert!(overlay.is_modal() && !overlay.close(), "it cannot be closed away");
    let mut harness = show(overlay, Lab::new(TWENTY, &ALL, 1000), |overlay, ui, cx, out| overlay.ui(ui.ctx(), cx, out));
    assert!(harness.query_by_label_contains("index out of bounds").is_some());
    harness.get_by_label("Restart").click();
    harness.run_steps(2);
    assert!(harness.state().asked.contains(&Action::Window(WindowAction::RestartEngine)));
}

#[test]
fn a_fault_can_be_copied_and_closed() {
    let mut overlay = Overlay::default();
    overlay.fault(Fault { title: "lesson.toml could not be opened".into(), text: "lesson.toml:3:9: found 100\n".into() });
    let mut harness = show(overlay, Lab::new(TWENTY, &ALL, 1000), |overlay, ui, cx, out| overlay.ui(ui.ctx(), cx, out));
    harness.get_by_label("Copy").click();
    harness.run_steps(2);
    assert!(harness.state().asked.contains(&Action::Window(WindowAction::Copy("lesson.toml:3:9: found 100\n".into()))));
    harness.get_by_label("Close").click();
    harness.run_steps(2);
    assert!(!harness.state().panel.is_modal());
}
