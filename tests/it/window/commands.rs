//! The table of commands in the window: every key, the palette, the help.

use super::{Window, models, race, until, window_on};
use egui::accesskit::Role;
use egui::{Key, MissingGlyphPolicy, Modifiers, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use loopscope::app::{App, Opening, Options};
use loopscope::event::Speed;
use loopscope::formats::documents::languages::Own;
use loopscope::formats::documents::{gallery, lesson};
use loopscope::lesson::Phase;
use loopscope::ui::commands::Command;
use std::collections::BTreeSet;

/// A window whose text fields have no focus.
fn opened() -> Window {
    let mut window = window_on(race(), None);
    // The dialog for files has signs of its own.
    window.ctx.set_missing_glyph_policy(MissingGlyphPolicy::Tofu);
    window.run_steps(2);
    window
}

fn press(window: &mut Window, key: Key, modifiers: Modifiers) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
}

/// Opens the palette and types there.
fn find(window: &mut Window, typed: &str) {
    press(window, Key::P, Modifiers::COMMAND);
    window.get_by_label("Find a command").type_text(typed);
    window.run_steps(3);
}

/// The names in the palette, from the top; those that do not apply are disabled.
fn listed(window: &Window, enabled_only: bool) -> Vec<String> {
    let options = window.query_all_by_role(Role::ListBoxOption);
    let options = options.filter(|option| !enabled_only || !option.accesskit_node().is_disabled());
    options.map(|option| option.accesskit_node().label().unwrap()).collect()
}

fn is_open(window: &Window) -> bool {
    window.query_by_label("Find a command").is_some()
}

#[test]
fn every_command_is_carried_out_by_each_of_its_keys() {
    let mut seen = 0;
    for command in
        Command::ALL.iter().copied().filter(|command| ![Command::NextFind, Command::PreviousFind, Command::Predict].contains(command))
    {
        for binding in command.keys() {
            let mut window = opened();
            press(&mut window, binding.key, binding.modifiers());
            assert_eq!(window.state().last_command(), Some(command), "{binding}");
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} keys were pressed");
}

#[test]
fn while_searching_the_key_of_notes_goes_to_the_finds() {
    let mut window = opened();
    press(&mut window, Key::Slash, Modifiers::NONE);
    window.ctx.memory_mut(|memory| memory.focused().into_iter().for_each(|id| memory.surrender_focus(id)));
    for (modifiers, command) in [(Modifiers::NONE, Command::NextFind), (Modifiers::SHIFT, Command::PreviousFind)] {
        press(&mut window, Key::N, modifiers);
        assert_eq!(window.state().last_command(), Some(command));
    }
}

#[test]
fn at_a_question_of_a_lesson_digits_predict_and_enter_goes_on() {
    let opening = Opening::Lesson(lesson::shipped(&models()).lessons[0].clone());
    let mut window: Window = egui_kittest::Harness::builder()
        .with_size(vec2(1600.0, 960.0))
        .build_eframe(|cc| App::new(cc, Options { scenario: race(), file: None, lesson: opening, own: Own::default() }));
    window.run_steps(3);
    press(&mut window, Key::Enter, Modifiers::NONE);
    assert_eq!(window.state().last_command(), Some(Command::LessonNext));
    assert_eq!(window.state().lesson_phase(), Some(Phase::Predict));
    press(&mut window, Key::Num2, Modifiers::NONE);
    assert_eq!(window.state().last_command(), Some(Command::Predict));
}

#[test]
fn the_palette_lists_every_command_model_scenario_and_lesson() {
    let mut window = opened();
    until(&mut window, "its runs", |window| window.state().known() > 1);
    press(&mut window, Key::P, Modifiers::COMMAND);
    let listed: BTreeSet<String> = listed(&window, false).into_iter().collect();
    let commands = Command::ALL.iter().map(|command| command.name());
    let titles = gallery::BUILT_IN.iter().map(|built_in| built_in.title.clone());
    let models = loopscope::sim::models().iter().map(|model| model.short.to_owned());
    let lessons = lesson::shipped(&super::models()).lessons;
    let lessons = lessons.iter().map(|lesson| lesson.text("en").unwrap().title.clone());
    let absent: Vec<String> = commands.chain(titles).chain(models).chain(lessons).filter(|name| !listed.contains(name)).collect();
    assert_eq!(absent, [""; 0]);
}

#[test]
fn what_is_found_is_done_by_enter() {
    let mut window = opened();
    find(&mut window, "expo");
    press(&mut window, Key::Enter, Modifiers::NONE);
    assert_eq!(window.state().last_command(), Some(Command::Export));
    assert!(!is_open(&window));
    let mut window = opened();
    find(&mut window, "slow disk");
    press(&mut window, Key::Enter, Modifiers::NONE);
    until(&mut window, "the slow disk", |window| window.state().scenario().name.as_deref() == Some("The slow disk"));
}

#[test]
fn a_model_is_put_on_the_stage_by_its_name() {
    let mut window = opened();
    until(&mut window, "the runs", |window| window.state().run_of("threads").is_some());
    find(&mut window, "thread");
    let names = listed(&window, true);
    let threads = names.iter().position(|name| name == "Threads").unwrap_or_else(|| panic!("{names:?}"));
    for _ in 0..threads {
        press(&mut window, Key::ArrowDown, Modifiers::NONE);
    }
    press(&mut window, Key::Enter, Modifiers::NONE);
    until(&mut window, "threads on the stage", |window| window.state().on_stage().is_some_and(|run| run.model().name == "threads"));
}

#[test]
fn a_lesson_begins_by_a_click_on_its_name() {
    let mut window = opened();
    find(&mut window, "core that waits");
    window.get_by_role_and_label(Role::ListBoxOption, "The core that waits").click();
    until(&mut window, "the lesson", |window| window.state().lesson_phase() == Some(Phase::Claim));
    window.run_steps(1);
    assert!(!is_open(&window));
}

#[test]
fn arrows_go_round_and_typing_begins_at_the_top() {
    let mut window = opened();
    find(&mut window, "theme");
    let chosen = |window: &Window| {
        let option =
            window.query_all_by_role(Role::ListBoxOption).find(|option| option.accesskit_node().data().is_selected() == Some(true));
        option.and_then(|option| option.accesskit_node().label())
    };
    let names = listed(&window, false);
    assert_eq!(names[..3], ["Theme: dark", "Theme: light", "Theme: as the system"].map(|name| name.to_owned()), "{names:?}");
    assert_eq!(chosen(&window), names.first().cloned());
    press(&mut window, Key::ArrowUp, Modifiers::NONE);
    assert_eq!(chosen(&window), names.last().cloned());
    press(&mut window, Key::ArrowDown, Modifiers::NONE);
    press(&mut window, Key::ArrowDown, Modifiers::NONE);
    assert_eq!(chosen(&window), names.get(1).cloned());
    window.get_by_label("Find a command").type_text(" li");
    window.run_steps(3);
    assert_eq!(chosen(&window).as_deref(), Some("Theme: light"));
}

#[test]
fn what_does_not_apply_is_listed_and_not_done() {
    let mut window = opened();
    find(&mut window, "other future");
    assert_eq!(listed(&window, false).first().map(String::as_str), Some("The other future"));
    assert!(!listed(&window, true).contains(&"The other future".to_owned()));
    let before = window.state().last_command();
    press(&mut window, Key::Enter, Modifiers::NONE);
    assert!(is_open(&window));
    assert_eq!(window.state().last_command(), before);
}

#[test]
fn escape_and_its_own_key_close_the_palette_and_it_forgets_what_was_typed() {
    for (key, modifiers) in [(Key::Escape, Modifiers::NONE), (Key::P, Modifiers::COMMAND)] {
        let mut window = opened();
        find(&mut window, "glossary");
        let few = listed(&window, false).len();
        press(&mut window, key, modifiers);
        assert!(!is_open(&window), "{key:?}");
        press(&mut window, Key::P, Modifiers::COMMAND);
        assert!(listed(&window, false).len() > few);
    }
}

#[test]
fn what_is_typed_steers_nothing_beneath() {
    let mut window = opened();
    window.state_mut().set_speed(Speed::Events(5.0));
    find(&mut window, "m c v");
    assert_eq!(window.state().last_command(), Some(Command::Palette));
    assert!(is_open(&window));
}

#[test]
fn the_help_shows_every_command_that_has_a_key() {
    let mut window = opened();
    press(&mut window, Key::F1, Modifiers::NONE);
    for command in Command::ALL.iter().filter(|command| !command.keys().is_empty()) {
        let name = command.name();
        assert!(window.query_all_by_label(&name).next().is_some(), "{name}");
    }
}
