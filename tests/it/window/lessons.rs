//! Lessons, worked as people work them: predict, watch, be surprised, change one thing, read what it was.

use super::{Window, models, until};
use crate::support::render::Pixels;
use egui::accesskit::Role;
use egui::{Key, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use loopscope::app::{App, Opening, Options};
use loopscope::formats::documents::{
    gallery::{self, ReadBuiltIn},
    lesson,
};
use loopscope::lesson::{Moment, Phase};
use loopscope::text::say;
use loopscope::ui::projector::pixels_per_point;
use std::sync::Arc;

fn window(number: usize, size: (f32, f32)) -> Window {
    let scenario = Arc::new(gallery::find("race-twenty").unwrap().scenario(&models()).unwrap());
    let lesson = Opening::Lesson(lesson::shipped(&models()).lessons[number - 1].clone());
    Harness::builder()
        .with_size(vec2(size.0, size.1))
        .with_step_dt(1.0 / 60.0)
        .renderer(Pixels::default())
        .build_eframe(|cc| App::new(cc, Options { scenario, file: None, lesson, own: Default::default() }))
}

fn picture(window: &mut Window, name: &str) {
    if let Some(folder) = std::env::var_os("LOOPSCOPE_PICTURES") {
        window.render().unwrap().save(std::path::Path::new(&folder).join(format!("{name}.png"))).unwrap();
    }
}

fn click(window: &mut Window, label: &str) {
    until(window, label, |window| window.query_by_label(label).is_some());
    window.get_by_label(label).click();
    window.run_steps(3);
}

fn at(window: &mut Window, phase: Phase) {
    until(window, &format!("{phase:?}"), |window| window.state().lesson_phase() == Some(phase));
    window.run_steps(2);
}

/// The whole way through a lesson, with a picture of each step.
fn go_through(number: usize, size: (f32, f32), name: &str) -> Window {
    walk(number, size, name, |_| {})
}

/// The same in whatever language is spoken, with a look at each step.
pub(super) fn walk(number: usize, size: (f32, f32), name: &str, look: impl Fn(&Window)) -> Window {
    let mut window = window(number, size);
    window.run_steps(30);
    picture(&mut window, &format!("{name}-1-claim"));
    look(&window);
    click(&mut window, &say!("lesson.is_that_so"));
    window.key_press(Key::Num1);
    window.run_steps(3);
    picture(&mut window, &format!("{name}-2-predict"));
    look(&window);
    let from = window.state().playhead().event;
    click(&mut window, &say!("lesson.lock_in"));
    at(&mut window, Phase::Frozen);
    assert!(from < window.state().playhead().event, "the question shows nothing of the surprise");
    window.run_steps(40);
    if let Moment::At(at) = lesson::shipped(&models()).lessons[number - 1].freeze {
        assert_eq!(window.state().playhead().at, at, "it stands at the very instant");
    }
    picture(&mut window, &format!("{name}-3-frozen"));
    look(&window);
    click(&mut window, &say!("lesson.change_something"));
    at(&mut window, Phase::Change);
    picture(&mut window, &format!("{name}-4-change"));
    look(&window);
    let slider = window.get_all_by_role(Role::Slider).find(|node| node.rect().left() < 100.0).unwrap();
    let lesson = &lesson::shipped(&models()).lessons[number - 1];
    slider.set_value_accesskit(lesson.change.to.as_f64());
    at(&mut window, Phase::Changed);
    window.run_steps(60);
    picture(&mut window, &format!("{name}-5-changed"));
    if window.state().lesson_phase() == Some(Phase::Changed) {
        click(&mut window, &say!("lesson.to_end"));
    }
    at(&mut window, Phase::Explain);
    window.run_steps(20);
    picture(&mut window, &format!("{name}-6-explain"));
    look(&window);
    window
}

#[test]
fn the_first_lesson_from_the_claim_to_the_explanation() {
    let mut window = go_through(1, (1600.0, 960.0), "lesson-1600");
    // What was predicted stands beside what happened, and both figures were shown by the runs.
    assert!(window.query_by_label_contains("a: Nearly always").is_some());
    assert!(window.query_by_label("It came otherwise.").is_some());
    assert!(window.query_by_label("5 %").is_some() && window.query_by_label("50 %").is_some());
    click(&mut window, "Leave the lesson");
    until(&mut window, "what was open before", |window| window.state().scenario().name.as_deref() == Some("Race twenty requests"));
    until(&mut window, "its run", |window| window.state().is_settled() && window.state().known() > 0);
    click(&mut window, "Close the lessons");
    assert!(window.query_by_role_and_label(Role::Slider, "Cores").is_some(), "the controls are there again");
}

#[test]
fn nothing_runs_before_the_prediction_is_locked_in() {
    let mut window = window(1, (1600.0, 960.0));
    until(&mut window, "the requests", |window| window.state().playhead().event > 0);
    let come = window.state().playhead().event;
    assert_eq!(window.state().playhead().at, 0, "they have come, and no time has passed");
    for key in [Key::Space, Key::ArrowRight, Key::End, Key::Home] {
        window.key_press(key);
        window.run_steps(20);
        assert_eq!((window.state().playhead().event, window.state().lesson_phase()), (come, Some(Phase::Claim)), "{key:?}");
    }
    assert!(window.query_by_label_contains("Lock your prediction in first").is_some());
    window.key_press(Key::Enter);
    window.run_steps(3);
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(window.state().lesson_phase(), Some(Phase::Predict), "there is no prediction yet");
    window.key_press(Key::Num3);
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert_eq!(window.state().lesson_phase(), Some(Phase::Run));
}

#[test]
fn a_class_can_be_counted() {
    let mut window = window(1, (1280.0, 800.0));
    click(&mut window, "Is that so?");
    click(&mut window, "Count the class");
    for (name, votes) in [("Votes for a", 17.0), ("Votes for c", 9.0)] {
        window.get_by_label(name).set_value_accesskit(votes);
        window.run_steps(2);
    }
    picture(&mut window, "lesson-class");
    click(&mut window, "Lock it in, and run");
    assert!(window.query_by_label_contains("a: Nearly always").is_some(), "most are for it");
    assert!(window.query_by_label_contains("a 17   b 0   c 9").is_some());
}

#[test]
fn the_list_opens_by_a_key_and_remembers_what_was_answered() {
    let mut window = go_through(5, (1280.0, 800.0), "lesson-5");
    click(&mut window, "Next lesson");
    at(&mut window, Phase::Claim);
    assert!(window.query_by_label("The frozen window").is_some());
    click(&mut window, "Leave the lesson");
    picture(&mut window, "lesson-list");
    assert!(window.query_by_label("The message loop, done").is_some());
    assert!(window.query_by_label("The core that waits").is_some(), "this one was not");
    window.key_press(Key::L);
    window.run_steps(3);
    assert!(window.query_by_label("The core that waits").is_none());
}

#[test]
fn the_surprise_can_be_looked_at_again() {
    let mut window = go_through(1, (1024.0, 768.0), "lesson-1024");
    for phase in [Phase::Change, Phase::Frozen, Phase::Run, Phase::Predict] {
        click(&mut window, "Back");
        assert_eq!(window.state().lesson_phase(), Some(phase));
    }
    window.key_press(Key::Num2);
    window.run_steps(3);
    click(&mut window, "Lock it in, and run");
    at(&mut window, Phase::Frozen);
    assert_eq!(window.state().scenario().name.as_deref(), Some("Lesson: the core that waits"));
}

#[test]
fn every_lesson_can_be_gone_through() {
    for number in 1..=lesson::shipped(&models()).lessons.len() {
        go_through(number, (1280.0, 800.0), &format!("lesson-{number:02}"));
    }
}

#[test]
fn in_a_hall_there_are_the_words_or_the_picture_beside_them() {
    let mut window = window(1, (1280.0, 800.0));
    window.key_press(Key::F5);
    window.run_steps(10);
    picture(&mut window, "lesson-hall-1");
    click(&mut window, "Is that so?");
    window.key_press(Key::Num3);
    window.run_steps(3);
    picture(&mut window, "lesson-hall-2");
    window.key_press(Key::Enter);
    at(&mut window, Phase::Frozen);
    window.run_steps(40);
    picture(&mut window, "lesson-hall-3");
    assert!(window.query_by_label_contains("On the CPU: ").is_some());
}

#[test]
fn a_hall_sees_the_question_and_every_choice_at_once_and_can_be_counted() {
    for (number, pixels) in [(6, vec2(1920.0, 1080.0)), (9, vec2(1280.0, 800.0)), (11, vec2(1024.0, 768.0))] {
        let point = pixels_per_point(pixels);
        let mut window = window(number, (pixels.x / point, pixels.y / point));
        window.key_press(Key::F5);
        window.run_steps(10);
        picture(&mut window, &format!("lesson-hall-{number:02}-claim"));
        click(&mut window, &say!("lesson.is_that_so"));
        let in_sight = |window: &Window| {
            let foot = window.get_by_label(&say!("lesson.lock_in")).rect().top();
            let choices: Vec<_> = window.get_all_by_role(Role::RadioButton).map(|node| node.rect()).collect();
            assert!(choices.len() >= 3 && choices.iter().all(|rect| rect.bottom() <= foot), "{number} at {pixels:?}: {choices:?}, {foot}");
        };
        in_sight(&window);
        picture(&mut window, &format!("lesson-hall-{number:02}-predict"));
        click(&mut window, &say!("lesson.count"));
        in_sight(&window);
        window.get_by_label("Votes for b").set_value_accesskit(12.0);
        window.run_steps(3);
        in_sight(&window);
        picture(&mut window, &format!("lesson-hall-{number:02}-count"));
    }
}
