//! The window in Chinese: as tidy as in English, nothing left in English, and the language changes while it runs.

use super::looks::{SIZES, apart, picture, usable, window};
use super::{Window, lessons::walk, until};
use egui::{Key, Rect};
use egui_kittest::kittest::{NodeT, Queryable};
use loopscope::formats::documents::gallery::BUILT_IN;
use loopscope::sim;
use loopscope::text::{self, Language};

/// Speaks Chinese until it is dropped: a test that follows on the same thread begins in English.
pub(super) struct Chinese;

impl Chinese {
    pub(super) fn spoken() -> Self {
        text::speak(Language::Chinese, None);
        Self
    }
}

impl Drop for Chinese {
    fn drop(&mut self) {
        text::speak(Language::English, None);
    }
}

/// What everything in the window is called, and what it says.
fn labels(window: &Window) -> Vec<String> {
    let all = window.query_all(egui_kittest::kittest::by().predicate(|node| node.label().is_some() || node.value().is_some()));
    all.flat_map(|node| [node.accesskit_node().label(), node.accesskit_node().value()]).flatten().collect()
}

/// What stays as it is: names of the program, of what the scenario names, and units. Those of models and scenarios are added.
const NAMES: [&str; 12] =
    ["await", "loopscope", "pool", "goroutine", "english", "chrome", "perfetto", "disk", "network", "database", "cache", "poisson"];

/// The words of models' names as files write them, and all words of a model or a built-in scenario that has none in this language:
/// it shows its own.
fn own_words() -> Vec<String> {
    let unknown = |key: &str| !text::knows(key);
    let mut own: Vec<&str> = Vec::new();
    for model in sim::models() {
        own.push(model.name);
        own.extend([model.title, model.short, model.awaits].into_iter().filter(|_| unknown(&format!("model.{}_title", model.name))));
    }
    for built_in in BUILT_IN.iter().filter(|built_in| unknown(&format!("scenario.{}", text::slug(built_in.slug)))) {
        own.extend([&built_in.title, built_in.says]);
    }
    own.join(" ").to_lowercase().split(|c: char| !c.is_ascii_alphabetic()).map(str::to_owned).collect()
}

fn english_in(label: &str, own: &[String]) -> Option<String> {
    let words = label.split(|c: char| !c.is_ascii_alphabetic()).map(str::to_lowercase);
    words
        .filter(|word| word.len() > 3 && !NAMES.contains(&word.as_str()) && !own.contains(word))
        .find(|word| word.chars().any(|c| "aeiou".contains(c)))
}

pub(super) fn all_chinese(window: &Window, what: &str) {
    // The edges of panels are named by the toolkit; program text and keys of files are in no language of people.
    let code = ["get_event()", "epoll", "workload.", "Resize panel"];
    let ours = labels(window).into_iter().filter(|label| !code.iter().any(|code| label.contains(code)));
    let own = own_words();
    let left: Vec<_> = ours.filter(|label| english_in(label, &own).is_some()).collect();
    assert!(left.is_empty(), "{what}: still in English: {left:#?}");
}

#[test]
fn every_step_of_a_lesson_is_in_chinese() {
    let _chinese = Chinese::spoken();
    let window = walk(1, (1280.0, 800.0), "chinese-lesson", |window| {
        all_chinese(window, "lesson 1");
        let fixed: Vec<_> = usable(window).into_iter().filter(|(name, _)| !name.starts_with("Link")).collect();
        apart(&fixed, Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0)));
    });
    assert!(window.query_by_label("第 1 课").is_some());
    for number in [4, 6, 9, 11] {
        walk(number, (1024.0, 768.0), &format!("chinese-lesson-{number:02}"), |_| {});
    }
}

#[test]
fn every_panel_is_in_chinese() {
    let _chinese = Chinese::spoken();
    let mut window = window("default", (1280.0, 800.0), egui::Theme::Light);
    until(&mut window, "some story", |window| window.state().playhead().event > 18);
    window.key_press(Key::Space);
    for (key, panel) in
        [(Key::B, "code"), (Key::G, "glossary"), (Key::C, "sweep"), (Key::L, "lessons"), (Key::F1, "help"), (Key::H, "human")]
    {
        window.key_press(key);
        window.run_steps(5);
        picture(&mut window, &format!("chinese-{panel}"));
        // Program text is in no language of people, and keys are called what is written on them.
        if panel != "code" && panel != "help" {
            all_chinese(&window, panel);
        }
        window.key_press(if matches!(key, Key::G | Key::F1) { Key::Escape } else { key });
        window.run_steps(5);
    }
}

#[test]
fn nothing_is_cut_off_and_nothing_is_left_in_english() {
    let _chinese = Chinese::spoken();
    for size in SIZES {
        let mut window = window("race-twenty", size, egui::Theme::Light);
        until(&mut window, "some story", |window| window.state().playhead().event > 18);
        window.key_press(Key::Space);
        window.run_steps(4);
        picture(&mut window, &format!("chinese-{}", size.0));
        // The list of what happened scrolls.
        let fixed: Vec<_> = usable(&window).into_iter().filter(|(name, _)| !name.starts_with("Link")).collect();
        apart(&fixed, Rect::from_min_size(egui::Pos2::ZERO, size.into()));
        all_chinese(&window, &format!("{size:?}"));
    }
    assert!(english_in("等待 disk for 3 ms, then stop", &[]).is_some(), "English is found");
}

#[test]
fn the_language_changes_at_once_and_back() {
    let _english_after_all = Chinese;
    let mut window = window("default", SIZES[1], egui::Theme::Dark);
    window.key_press(Key::Space);
    window.run_steps(3);
    window.get_by_label("Menu").click();
    window.run_steps(3);
    window.get_by_label("简体中文").click();
    window.run_steps(3);
    assert!(window.query_by_label("Play").is_none());
    assert!(window.query_by_label("播放").is_some());
    window.get_by_label("菜单").click();
    window.run_steps(3);
    assert!(window.query_by_label("主题").is_some());
    window.get_by_label("English").click();
    window.run_steps(3);
    assert!(window.query_by_label("Play").is_some());
}

#[test]
fn it_can_be_looked_at_in_chinese() {
    let _chinese = Chinese::spoken();
    for size in SIZES {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let mut window = window("default", size, theme);
            until(&mut window, "some story", |window| window.state().playhead().event > 40);
            picture(&mut window, &format!("chinese-{}-{theme:?}", size.0).to_lowercase());
        }
    }
    let mut window = window("race-twenty", SIZES[1], egui::Theme::Light);
    window.key_press(Key::Space);
    window.key_press(Key::Questionmark);
    window.run_steps(4);
    picture(&mut window, "chinese-help");
    window.key_press(Key::Escape);
    window.run_steps(2);
    window.get_by_label("菜单").click();
    window.run_steps(4);
    picture(&mut window, "chinese-menu");
    window.key_press(Key::Escape);
    window.run_steps(2);
    window.get_by_label_contains("场景：").click();
    window.run_steps(4);
    picture(&mut window, "chinese-scenarios");
    window.key_press(Key::Escape);
    window.run_steps(2);
    window.key_press(Key::C);
    window.run_steps(4);
    picture(&mut window, "chinese-sweep");
}
