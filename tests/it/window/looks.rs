//! How the whole window looks: at every size nothing that can be used is cut off or lies on something else. With
//! `LOOPSCOPE_PICTURES` set to a folder, pictures of it are kept there for people to judge.

use super::{Window, held, models, until};
use crate::support::render::Pixels;
use egui::accesskit::Role;
use egui::{Key, Rect, vec2};
use egui_kittest::{Harness, kittest::NodeT, kittest::Queryable};
use loopscope::app::{App, Opening, Options};
use loopscope::formats::documents::gallery::{self, ReadBuiltIn};
use loopscope::formats::documents::languages::Own;
use std::sync::Arc;

pub(super) const SIZES: [(f32, f32); 4] = [(1920.0, 1080.0), (1600.0, 960.0), (1280.0, 800.0), (1024.0, 768.0)];

pub(super) fn window(slug: &str, size: (f32, f32), theme: egui::Theme) -> Window {
    let scenario = Arc::new(gallery::find(slug).unwrap().scenario(&models()).unwrap());
    let mut window: Window = Harness::builder()
        .with_size(vec2(size.0, size.1))
        .with_step_dt(1.0 / 60.0)
        .renderer(Pixels::default())
        .with_theme(theme)
        .build_eframe(|cc| App::new(cc, Options { scenario, file: None, lesson: Opening::None, own: Own::default() }));
    until(&mut window, "a first event", |window| window.state().known() > 4);
    window
}

pub(super) fn picture(window: &mut Window, name: &str) {
    if let Some(folder) = std::env::var_os("LOOPSCOPE_PICTURES") {
        window.render().unwrap().save(std::path::Path::new(&folder).join(format!("{name}.png"))).unwrap();
    }
}

/// Everything that can be clicked or moved, with its name and place.
pub(super) fn usable(window: &Window) -> Vec<(String, Rect)> {
    let roles = [Role::Button, Role::Slider, Role::CheckBox, Role::SpinButton, Role::ComboBox, Role::TextInput, Role::Link];
    let nodes = window.query_all(egui_kittest::kittest::by().predicate(move |node| roles.contains(&node.role())));
    let named = |node: egui_kittest::Node<'_>| {
        let data = node.accesskit_node();
        (format!("{:?} {:?}", data.role(), data.label().or_else(|| data.value()).unwrap_or_default()), node.rect())
    };
    nodes.map(named).collect()
}

#[test]
fn nothing_that_can_be_used_is_cut_off_or_lies_on_something_else() {
    for (width, height) in SIZES {
        let mut window = window("default", (width, height), egui::Theme::Dark);
        window.key_press(Key::Space);
        window.run_steps(4);
        let all = usable(&window);
        assert!(all.len() > 10, "{all:?}");
        apart(&all, Rect::from_min_size(egui::Pos2::ZERO, vec2(width, height)));
    }
}

#[test]
fn what_stands_in_the_bar_at_the_top_keeps_its_distance() {
    for (width, height) in SIZES {
        let window = window("default", (width, height), egui::Theme::Dark);
        let bar: Vec<(String, Rect)> = usable(&window).into_iter().filter(|(_, rect)| rect.bottom() < 60.0).collect();
        assert!(bar.len() > 10, "{bar:?}");
        for (name, rect) in &bar {
            let beside = |other: &Rect| other.left() > rect.left() && other.y_range().intersects(rect.y_range());
            let next = bar.iter().filter(|(_, other)| beside(other)).min_by(|(_, a), (_, b)| a.left().total_cmp(&b.left()));
            let Some((other, over)) = next else { continue };
            assert!(over.left() - rect.right() > 5.0, "{width}: {name} {rect:?} touches {other} {over:?}");
        }
    }
}

/// Nothing of these is cut off by the room, and nothing lies on anything else.
pub(super) fn apart(all: &[(String, Rect)], room: Rect) {
    for (i, (name, rect)) in all.iter().enumerate() {
        assert!(room.expand(0.5).contains_rect(*rect), "{room:?}: {name} is cut off: {rect:?}");
        for (other, over) in &all[i + 1..] {
            let both = rect.shrink(1.0).intersect(over.shrink(1.0));
            assert!(!both.is_positive(), "{room:?}: {name} {rect:?} and {other} {over:?} overlap");
        }
    }
}

#[test]
fn the_timeline_keeps_its_share_of_the_window() {
    let mut window = window("default", SIZES[1], egui::Theme::Dark);
    let stage = |window: &Window| window.get_by_label_contains("On the CPU: ").rect().height();
    let before = stage(&window);
    for (width, height) in [(3840.0, 2160.0), (1280.0, 800.0), (3840.0, 2160.0)] {
        window.set_size(vec2(width, height));
        window.run_steps(4);
        let share = stage(&window) / before / ((height - 90.0) / (SIZES[1].1 - 90.0));
        assert!((0.95..1.05).contains(&share), "{width}×{height}: {share}");
    }
}

#[test]
fn nothing_jumps_when_a_number_changes_width() {
    let mut window = held(super::race());
    let places = |window: &Window| -> Vec<(String, Rect)> {
        // The clock, the values, the speed and what is told change; what is around them must not move.
        usable(window)
            .into_iter()
            .filter(|(name, _)| !name.starts_with("SpinButton") && !name.starts_with("Link") && !name.contains("Speed: "))
            .collect()
    };
    let before = places(&window);
    for _ in 0..40 {
        window.get_by_label("Step").click();
        window.run_steps(2);
    }
    let after = places(&window);
    for (name, rect) in before {
        let same = after.iter().find(|(other, _)| *other == name);
        assert_eq!(same.map(|(_, rect)| *rect), Some(rect), "{name} moved");
    }
}

#[test]
fn it_can_be_looked_at() {
    for (width, height) in SIZES {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let mut window = window("default", (width, height), theme);
            let name = format!("window-{width}-{theme:?}").to_lowercase();
            until(&mut window, "some story", |window| window.state().playhead().event > 18);
            picture(&mut window, &name);
            if theme == egui::Theme::Dark && width < 1400.0 {
                window.get_by_label("Controls").click();
                window.get_by_label("Numbers").click();
                window.run_steps(3);
                picture(&mut window, &format!("{name}-drawers"));
            }
        }
    }
    let mut window = window("race-twenty", SIZES[1], egui::Theme::Dark);
    window.state_mut().set_speed(loopscope::event::Speed::Time(2e7));
    until(&mut window, "half the race", |window| window.state().playhead().at > 25_000_000);
    window.key_press(Key::Space);
    window.get_by_label("all numbers").click();
    window.run_steps(10);
    // The tile of the task in the handler's slot.
    let tile = egui::pos2(606.0, 264.0);
    window.drag_at(tile);
    window.run_steps(1);
    window.drop_at(tile);
    window.run_steps(3);
    picture(&mut window, "window-race");
    window.key_press(Key::Questionmark);
    window.run_steps(4);
    picture(&mut window, "window-help");
    window.key_press(Key::Escape);
    window.run_steps(2);
    window.get_by_label("Scenario: Race twenty requests").click();
    window.run_steps(4);
    picture(&mut window, "window-menu");
    window.key_press(Key::Escape);
    window.run_steps(2);
    window.get_by_label("Menu").click();
    window.run_steps(4);
    picture(&mut window, "window-menu-2");
    window.key_press(Key::Escape);
    window.run_steps(2);
    window.get_by_label_contains("more … (machine)").click();
    window.get_by_label_contains("more … (workload)").click();
    window.run_steps(4);
    picture(&mut window, "window-more");
    let broken = std::env::temp_dir().join(format!("loopscope-looks-{}.toml", std::process::id()));
    std::fs::write(&broken, "seed = 7\n[machine]\ncores = 100\n[workload]\njobs = 3\nsteps = [{ cpu = \"1ms\" }]\n").unwrap();
    window.state_mut().open(broken.clone());
    until(&mut window, "the fault", |window| window.query_by_label_contains("could not be opened").is_some());
    window.run_steps(4);
    picture(&mut window, "window-fault");
    std::fs::remove_file(&broken).unwrap();
}

#[test]
fn a_long_clock_touches_nothing_and_the_lessons_are_there_at_every_size() {
    // The last is a picture of 1920 × 1080 at 200 %.
    for size in SIZES.into_iter().chain([(960.0, 540.0)]) {
        let mut window = window("default", size, egui::Theme::Dark);
        window.key_press(Key::Space);
        window.run_steps(4);
        let clock = window.get_by_label_contains("Clock ").rect();
        for (name, rect) in usable(&window) {
            assert!(!rect.expand(3.0).intersects(clock), "{size:?}: the clock {clock:?} touches {name} {rect:?}");
        }
        window.get_by_label("Lessons").click();
        window.run_steps(4);
        assert!(window.query_by_label("The core that waits").is_some(), "{size:?}");
    }
}

#[test]
fn in_a_slider_s_row_nothing_touches_anything() {
    for chinese in [false, true] {
        let (controls, more) = if chinese { ("控制面板", "（机器）") } else { ("Controls", "(machine)") };
        let _language = chinese.then(super::languages::Chinese::spoken);
        let mut window = window("default", (1024.0, 768.0), egui::Theme::Light);
        window.key_press(Key::Space);
        window.run_steps(3);
        window.get_by_label(controls).click();
        window.run_steps(3);
        window.get_by_label_contains(more).click();
        window.run_steps(3);
        // Every slider away from where it was, so that each row has its reset.
        let names: Vec<String> = sliders(&window);
        assert!(names.len() > 10, "{names:?}");
        for name in &names {
            if let Some(node) = window.query_by_role_and_label(Role::Slider, name) {
                node.set_value_accesskit(node.accesskit_node().max_numeric_value().unwrap_or(1.0) * 0.51);
                window.run_steps(2);
            }
        }
        window.run_steps(20);
        picture(&mut window, if chinese { "rows-chinese" } else { "rows" });
        for name in &names {
            let Some(label) = window.query_by_role_and_label(Role::Label, name) else { continue };
            let label = label.rect();
            for (other, rect) in usable(&window)
                .into_iter()
                .filter(|(_, rect)| rect.left() > label.left() && (rect.center().y - label.center().y).abs() < 8.0)
            {
                assert!(rect.left() >= label.right() + 2.0, "{name} {label:?} touches {other} {rect:?}");
            }
        }
    }
}

fn sliders(window: &Window) -> Vec<String> {
    let all = window.query_all(egui_kittest::kittest::by().predicate(|node| node.role() == Role::Slider));
    all.filter_map(|node| node.accesskit_node().label()).collect()
}
