//! The timeline worked by names and keys: search, filter, notes, the numbers of a stretch, and the way back.

use super::looks::{SIZES, apart, picture, usable, window};
use super::{Window, clock, held, race, until};
use egui::{Key, Modifiers, Rect, vec2};
use egui_kittest::kittest::Queryable;

/// A window on the whole race, held at its end.
fn at_the_end() -> Window {
    let mut window = held(race());
    window.state_mut().set_speed(loopscope::event::Speed::Max);
    window.key_press(Key::Space);
    until(&mut window, "the end of the race", |window| window.query_by_label("Play").is_some() && window.state().playhead().at > 0);
    window.key_press(Key::F);
    window.run_steps(2);
    window
}

fn type_text(window: &mut Window, text: &str) {
    until(window, "a text with the keyboard", |window| window.query_by(|node| node.is_focused()).is_some());
    window.get_by(|node| node.is_focused()).type_text(text);
    window.run_steps(2);
}

#[test]
fn a_search_leads_from_find_to_find() {
    let mut window = at_the_end();
    window.key_press(Key::Slash);
    window.run_steps(2);
    type_text(&mut window, "io > 12ms");
    assert!(window.query_by_label("Search the timeline").is_some());
    until(&mut window, "a count", |window| window.query_by_label_contains(" found").is_some());
    window.key_press(Key::Enter);
    until(&mut window, "the first find", |window| window.query_by_label_contains("1 of ").is_some());
    let first = window.state().playhead();
    assert!(first.at > 0 && first.at < 50_000_000, "{first:?}");
    assert!(window.query_all_by_label_contains("Task A").count() > 0, "what is found is selected");
    window.key_press(Key::Enter);
    until(&mut window, "the second find", |window| window.query_by_label_contains("2 of ").is_some());
    assert!(window.state().playhead().event > first.event);
    window.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    until(&mut window, "the first again", |window| window.state().playhead().event == first.event);
    window.key_press(Key::Escape);
    until(&mut window, "no search", |window| window.query_by_label("Search the timeline").is_none());
}

#[test]
fn the_longest_and_what_is_no_query_are_told() {
    let mut window = at_the_end();
    window.key_press_modifiers(Modifiers::CTRL, Key::F);
    window.run_steps(2);
    type_text(&mut window, "longest wait");
    until(&mut window, "the best", |window| window.query_by_label_contains(": for ").is_some());
    type_text(&mut window, " ovr");
    until(&mut window, "what is legal", |window| window.query_by_label_contains("“ovr” is not understood. Legal: task C").is_some());
}

#[test]
fn a_filter_says_what_it_does_not_know() {
    let mut window = at_the_end();
    window.key_press(Key::K);
    window.run_steps(2);
    type_text(&mut window, "C, cores");
    assert!(window.query_by_label_contains("is no lane").is_none());
    type_text(&mut window, " quue");
    until(&mut window, "what is legal", |window| {
        window.query_by_label_contains("“quue” is no lane. Legal: a task (A, 27, i1); cores").is_some()
    });
    window.get_by_label("×").click();
    until(&mut window, "all lanes", |window| window.query_by_label_contains("is no lane").is_none());
}

#[test]
fn notes_are_written_found_changed_and_taken_away() {
    let mut window = at_the_end();
    window.key_press(Key::N);
    window.run_steps(2);
    type_text(&mut window, "the end");
    let end = window.state().playhead().at;
    window.key_press(Key::Enter);
    until(&mut window, "a note", |window| window.state().notes().iter().any(|note| note.text == "the end" && note.at == end));
    window.key_press(Key::Home);
    window.run_steps(2);
    window.key_press(Key::N);
    window.run_steps(2);
    type_text(&mut window, "the start");
    window.key_press(Key::Enter);
    window.run_steps(2);
    let found: Vec<&str> = window.state().notes().iter().map(|note| note.text.as_str()).collect();
    assert_eq!(found, ["the start", "the end"]);
    window.key_press(Key::CloseBracket);
    until(&mut window, "the next note", |window| window.state().playhead().at == end);
    window.key_press(Key::N);
    window.run_steps(2);
    window.get_by_label("delete").click();
    until(&mut window, "one note less", |window| window.state().notes().len() == 1);
    assert_eq!(window.state().notes()[0].text, "the start");
}

#[test]
fn a_stretch_has_numbers_of_its_own() {
    let mut window = at_the_end();
    window.key_press(Key::E);
    until(&mut window, "its numbers", |window| window.query_all_by_label_contains("Latencies of 20 jobs").count() == 3);
    assert!(window.query_by_label("jobs done 20 / 20").is_none(), "of a stretch there is no number of jobs in all");
    window.key_press(Key::Escape);
    until(&mut window, "all of it", |window| window.query_by_label("all of it").is_none());
    assert!(window.query_all_by_label("jobs done 20 / 20").count() > 0);
}

#[test]
fn numbers_of_a_stretch_come_into_sight_where_they_are_in_a_drawer() {
    let mut window = at_the_end();
    window.set_size(vec2(1280.0, 800.0));
    window.run_steps(3);
    assert!(window.query_by_label("Scoreboard").is_none());
    window.key_press(Key::E);
    until(&mut window, "its numbers", |window| window.query_by_label("all of it").is_some());
    window.key_press(Key::E);
    until(&mut window, "all of it", |window| window.query_by_label("all of it").is_none());
    assert!(window.query_by_label("Scoreboard").is_some(), "they are closed by whoever has seen enough");
}

#[test]
fn one_goes_back_to_where_one_looked_and_forward() {
    let mut window = at_the_end();
    // A pause ends a gesture.
    let rest = |window: &mut Window| window.run_steps(60);
    rest(&mut window);
    let end = clock(&window);
    window.key_press(Key::Home);
    rest(&mut window);
    assert_ne!(clock(&window), end);
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    window.run_steps(2);
    assert_eq!(clock(&window), end);
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    window.run_steps(2);
    assert_eq!(window.state().playhead().event, 0);
}

#[test]
fn everything_is_in_a_menu_too() {
    let mut window = at_the_end();
    let open = |window: &mut Window, names: &[&str]| {
        for name in names {
            window.get_by_label(name).click();
            window.run_steps(4);
        }
    };
    open(&mut window, &["tools", "Runs", "Lanes of Sync"]);
    window.get_by_label("Open this run").click();
    window.run_steps(4);
    open(&mut window, &["tools", "Runs", "Lanes of Sync"]);
    assert!(window.query_by_label("Fold this run").is_some());
    window.key_press(Key::Escape);
    window.run_steps(4);
    open(&mut window, &["tools"]);
    window.get_by_label_contains("Lanes as at first").click();
    window.run_steps(4);
    open(&mut window, &["tools"]);
    window.get_by_label_contains("Search …").click();
    until(&mut window, "the search", |window| window.query_by_label("Search the timeline").is_some());
}

#[test]
fn its_bars_fit_into_every_window() {
    // What scrolls lies under what is selected.
    let fixed = |window: &Window| {
        usable(window).into_iter().filter(|(name, _)| !name.contains("Numbers of") && !name.starts_with("Link")).collect::<Vec<_>>()
    };
    for (width, height) in SIZES {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let mut window = window("race-twenty", (width, height), theme);
            window.state_mut().set_speed(loopscope::event::Speed::Time(2e8));
            until(&mut window, "half the race", |window| window.state().playhead().at > 40_000_000);
            window.key_press(Key::Space);
            window.key_press(Key::E);
            window.run_steps(3);
            // In a small window its numbers come in a drawer, which lies over everything.
            if let Some(drawer) = window.query_by_label("Numbers") {
                drawer.click();
                window.run_steps(3);
            }
            window.key_press(Key::Slash);
            window.run_steps(3);
            type_text(&mut window, "io > 20ms");
            window.key_press(Key::Enter);
            window.run_steps(30);
            let name = format!("window-search-{width}-{theme:?}").to_lowercase();
            picture(&mut window, &name);
            apart(&fixed(&window), Rect::from_min_size(egui::Pos2::ZERO, vec2(width, height)));
            window.key_press(Key::Escape);
            window.run_steps(2);
            window.key_press(Key::K);
            window.run_steps(2);
            type_text(&mut window, "C, F, K queue");
            window.run_steps(4);
            picture(&mut window, &name.replace("search", "filter"));
            apart(&fixed(&window), Rect::from_min_size(egui::Pos2::ZERO, vec2(width, height)));
        }
    }
}
