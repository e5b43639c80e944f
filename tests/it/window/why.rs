//! "Why?" by the keyboard, in the whole window.

use super::{Window, held, race, until};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

fn after_events(window: &mut Window, events: u64) {
    for number in 1..=events {
        window.key_press(Key::ArrowRight);
        until(window, "a step", |window| window.state().playhead().event == number);
    }
    window.step();
}

/// The task that the inspector is about.
fn why_target(window: &Window) -> Option<String> {
    (b'A'..=b'T').map(|letter| format!("Task {}", char::from(letter))).find(|title| window.query_by_label(title).is_some())
}

#[test]
fn y_asks_why_arrows_walk_the_chain_and_enter_jumps() {
    let mut window = held(race());
    after_events(&mut window, 60);
    window.key_press(Key::Y);
    until(&mut window, "an answer", |window| window.query_by_label("How it came to that").is_some());
    let first = why_target(&window).unwrap();
    window.key_press(Key::Y);
    until(&mut window, "another task", |window| why_target(window).is_some_and(|task| task != first));
    window.key_press(Key::ArrowUp);
    window.run_steps(3);
    window.key_press(Key::ArrowUp);
    window.run_steps(3);
    // The arrow that walks does not step: the playhead moves only once Enter follows the link.
    assert_eq!(window.state().playhead().event, 60);
    window.key_press(Key::Enter);
    until(&mut window, "a jump to a cause", |window| window.state().playhead().event < 60);
}

#[test]
fn shift_y_shows_where_the_run_spent_its_time() {
    let mut window = held(race());
    for _ in 0..2 {
        let before = window.state().playhead().event;
        window.key_press_modifiers(Modifiers::CTRL, Key::ArrowRight);
        until(&mut window, "a job's end", |window| window.state().playhead().event > before);
    }
    window.key_press_modifiers(Modifiers::SHIFT, Key::Y);
    until(&mut window, "its parts", |window| window.query_by_label_contains("computing on core 0: ").is_some());
    window.key_press(Key::Escape);
    until(&mut window, "nothing selected", |window| window.query_by_label_contains("computing on core 0: ").is_none());
}
