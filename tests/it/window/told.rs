//! What is told to those who do not see the lanes: the last events in sentences, and how every task stands.

use super::{held, race, until};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};

#[test]
fn the_last_events_are_told_and_each_is_a_jump() {
    let mut window = held(race());
    for n in 1..=12 {
        window.get_by_label("Step").click();
        until(&mut window, "a step", |window| window.state().playhead().event == n);
        window.run_steps(2);
    }
    let told = |window: &super::Window| -> Vec<String> {
        let links = window.query_all(egui_kittest::kittest::by().role(Role::Link));
        links.filter_map(|node| node.accesskit_node().data().label().map(str::to_owned)).filter(|says| says.contains(": ")).collect()
    };
    let lines = told(&window);
    assert_eq!(lines.len(), 6, "{lines:?}");
    let oldest = lines.last().unwrap().clone();
    // It may lie below the window: by the way that a screen reader clicks.
    window.get_by_role_and_label(Role::Link, &oldest).click_accesskit();
    until(&mut window, "the event that was told", |window| window.state().playhead().event == 7);
    window.run_steps(2);
    assert_eq!(told(&window).first(), Some(&oldest));
}

#[test]
fn the_timeline_says_how_every_task_stands() {
    let mut window = held(race());
    window.get_by_label("Step").click();
    until(&mut window, "a step", |window| window.state().playhead().event == 1);
    window.run_steps(2);
    let timeline = window.get_by_label_contains("Timeline");
    let says = timeline.accesskit_node().data().description().unwrap().to_owned();
    assert!(says.starts_with("A ") && says.contains("Threads: 0 done"), "{says}");
}

#[test]
fn a_term_is_explained_where_the_pointer_rests_on_it() {
    let mut window = held(race());
    let means = "The jobs, their steps and their times of arrival. The same for every model, by its digest.";
    let label = window.get_by_label("Workload").rect().center();
    window.hover_at(label);
    window.run_steps(4);
    assert!(window.query_by_label(means).is_none(), "not before the pointer rests");
    window.run_steps(60);
    assert!(window.query_by_label(means).is_some());
    window.hover_at(egui::pos2(2.0, 958.0));
    window.run_steps(60);
    assert!(window.query_by_label(means).is_none());
    window.key_press(Key::G);
    window.run_steps(4);
    assert!(window.query_by_label("Glossary").is_some() && window.query_by_label(means).is_some());
    window.key_press(Key::Escape);
    window.run_steps(4);
    assert!(window.query_by_label("Glossary").is_none());
}

#[test]
fn the_tour_has_five_steps_and_can_be_skipped() {
    let mut window = held(race());
    let begin = |window: &mut super::Window| {
        window.get_by_label("Menu").click();
        window.run_steps(3);
        window.get_by_label_contains("Show the tour").click();
        window.run_steps(3);
        assert!(window.query_by_label("Skip for ever").is_some());
    };
    begin(&mut window);
    for step in 1..5 {
        assert!(window.query_by_label(&format!("{step} of 5")).is_some(), "step {step}");
        window.get_by_label("Next").click();
        window.run_steps(3);
    }
    window.get_by_label("Begin").click();
    window.run_steps(3);
    assert!(window.query_by_label("Skip for ever").is_none());
    for skip in [
        |window: &mut super::Window| window.get_by_label("Skip for ever").click(),
        |window: &mut super::Window| window.key_press(Key::Escape),
    ] {
        begin(&mut window);
        skip(&mut window);
        window.run_steps(3);
        assert!(window.query_by_label("Skip for ever").is_none());
    }
}
