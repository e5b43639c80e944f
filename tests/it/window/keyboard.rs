//! The whole window by keyboard: in every state each control gets the focus once while Tab goes round, has a name, shows that it has
//! the focus, and does what it is for by Enter or by the space bar; nothing holds the focus fast, and Escape leads out.

use super::{Window, models, until};
use crate::support::render::Pixels;
use egui::accesskit::{Action, Role};
use egui::{Key, Modifiers, Rect, vec2};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable, by};
use egui_kittest::{Harness, Node};
use image::RgbaImage;
use loopscope::app::{App, Opening, Options};
use loopscope::event::{Scenario, Speed};
use loopscope::formats::documents::languages::Own;
use loopscope::formats::documents::{
    gallery::{self, ReadBuiltIn},
    lesson,
};
use loopscope::lesson::Phase;
use loopscope::ui::projector::pixels_per_point;
use std::sync::Arc;

/// A control that can have the focus.
#[derive(Clone, Debug)]
struct Control {
    id: String,
    role: Role,
    name: String,
    rect: Rect,
}

impl PartialEq for Control {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

fn control(node: &Node<'_>) -> Control {
    let data = node.accesskit_node();
    let name = data.label().or_else(|| data.value()).unwrap_or_default();
    Control { id: format!("{:?}", data.id()), role: data.role(), name, rect: node.rect() }
}

fn can_have_focus(data: &AccessKitNode<'_>) -> bool {
    data.data().supports_action(Action::Focus) && !data.is_disabled() && !data.is_hidden()
}

fn controls(window: &Window) -> Vec<Control> {
    window.query_all(by().predicate(can_have_focus)).map(|node| control(&node)).collect()
}

fn focused(window: &Window) -> Option<Control> {
    let has = |data: &AccessKitNode<'_>| data.is_focused() && can_have_focus(data);
    window.query_all(by().predicate(has)).map(|node| control(&node)).next()
}

fn drop_focus(window: &mut Window) {
    window.ctx.memory_mut(|memory| {
        if let Some(focused) = memory.focused() {
            memory.surrender_focus(focused);
        }
    });
    window.run_steps(2);
}

fn tab(window: &mut Window) {
    window.key_press(Key::Tab);
    window.run_steps(2);
}

/// Every control that Tab comes to, in order, each with a picture of the window while it has the focus.
fn round(window: &mut Window, what: &str) -> Vec<(Control, RgbaImage)> {
    drop_focus(window);
    let mut stops: Vec<(Control, RgbaImage)> = Vec::new();
    for _ in 0..200 {
        tab(window);
        let Some(now) = focused(window) else { continue };
        if stops.first().is_some_and(|(first, _)| *first == now) {
            return stops;
        }
        assert!(stops.iter().all(|(stop, _)| *stop != now), "{what}: Tab comes to {now:?} twice in a round");
        stops.push((now, window.render().unwrap()));
    }
    panic!("{what}: Tab does not come round: {:#?}", stops.into_iter().map(|(stop, _)| stop.name).collect::<Vec<_>>());
}

/// True if two pictures differ in a place, or just around it.
fn differ(one: &RgbaImage, other: &RgbaImage, place: Rect, scale: f32) -> bool {
    let place = place.expand(4.0) * scale;
    let (left, top) = (place.left().max(0.0) as u32, place.top().max(0.0) as u32);
    let (right, bottom) = ((place.right() as u32).min(one.width()), (place.bottom() as u32).min(one.height()));
    let differs = |x: u32, y: u32| (0..3).any(|i| one.get_pixel(x, y)[i].abs_diff(other.get_pixel(x, y)[i]) > 24);
    (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))).filter(|(x, y)| differs(*x, *y)).count() > 20
}

/// Goes round in this state. `ours`: of the controls that are there, those that belong to it.
fn check(window: &mut Window, what: &str, ours: impl Fn(&Control) -> bool) {
    let stops = round(window, what);
    let scale = window.ctx.pixels_per_point();
    let mut faults = Vec::new();
    for expected in controls(window).into_iter().filter(|control| ours(control)) {
        if !stops.iter().any(|(stop, _)| *stop == expected) {
            faults.push(format!("Tab does not come to {expected:?}"));
        }
    }
    for (n, (stop, with)) in stops.iter().enumerate() {
        // Something apart from it has the focus there.
        let later = stops.iter().cycle().skip(n + 1).take(stops.len() - 1);
        let without =
            later.into_iter().find(|(other, _)| !other.rect.expand(12.0).intersects(stop.rect)).map_or(with, |(_, picture)| picture);
        if !ours(stop) {
            faults.push(format!("Tab comes to {stop:?}, which lies beneath"));
        }
        if stop.name.trim().is_empty() {
            faults.push(format!("{stop:?} has no name"));
        }
        if stops.len() > 1 && !differ(with, without, stop.rect, scale) {
            faults.push(format!("the focus of {stop:?} is not seen"));
        }
        let room = window.ctx.content_rect().expand(1.0);
        if !room.contains_rect(stop.rect) {
            faults.push(format!("{stop:?} has the focus out of sight"));
        }
    }
    assert!(faults.is_empty(), "{what}:\n{}\n", faults.join("\n"));
    // Back again, by the same way.
    drop_focus(window);
    tab(window);
    window.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    window.run_steps(2);
    assert_eq!(focused(window).map(|stop| stop.name), stops.last().map(|(stop, _)| stop.name.clone()), "{what}: back with Shift");
    drop_focus(window);
}

fn everything(_: &Control) -> bool {
    true
}

/// A window that is held.
fn held(size: (f32, f32)) -> Window {
    let scenario = Arc::new(gallery::find("race-twenty").unwrap().scenario(&models()).unwrap());
    opened(scenario, Opening::None, vec2(size.0, size.1), 0.5)
}

/// Half as many pixels as points show the same, and are painted sooner.
fn opened(scenario: Arc<Scenario>, lesson: Opening, size: egui::Vec2, scale: f32) -> Window {
    let is_lesson = !matches!(lesson, Opening::None);
    let mut window: Window = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_step_dt(1.0 / 60.0)
        .renderer(Pixels::default())
        .build_eframe(|cc| App::new(cc, Options { scenario, file: None, lesson, own: Own::default() }));
    until(&mut window, "a first event", |window| window.state().known() > 1);
    if !is_lesson {
        press(&mut window, Key::Space);
        press(&mut window, Key::Home);
    }
    window.run_steps(10);
    window
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_steps(4);
}

fn click(window: &mut Window, label: &str) {
    until(window, label, |window| window.query_by_label(label).is_some());
    window.get_by_label(label).click();
    window.run_steps(4);
    // Where the pointer is, things look otherwise.
    window.event(egui::Event::PointerGone);
    window.run_steps(2);
}

#[test]
fn the_window_as_it_opens() {
    for size in [(1600.0, 960.0), (1024.0, 768.0)] {
        check(&mut held(size), &format!("{size:?}"), everything);
    }
}

#[test]
fn what_is_selected_and_what_was_changed() {
    let mut window = held((1600.0, 960.0));
    window.get_by_role_and_label(Role::Slider, "Cores").set_value_accesskit(3.0);
    until(&mut window, "its reset", |window| window.query_by_label_contains("Reset Cores").is_some() && window.state().is_settled());
    window.run_steps(30);
    // The stage: down selects what is on it, right steps.
    let stage = focused_stage(&mut window);
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowDown);
    assert_eq!(focused(&window).as_ref(), Some(&stage), "the arrows are the stage's");
    assert!(window.query_by_label("Select nothing").is_some(), "something is selected");
    check(&mut window, "a selection and a change", everything);
}

/// Goes to the stage by Tab.
fn focused_stage(window: &mut Window) -> Control {
    drop_focus(window);
    for _ in 0..200 {
        tab(window);
        if let Some(now) = focused(window).filter(|now| now.name.contains("On the CPU: ")) {
            return now;
        }
    }
    panic!("Tab does not come to the stage");
}

#[test]
fn drawers_and_the_code() {
    let mut window = held((1280.0, 800.0));
    click(&mut window, "Controls");
    check(&mut window, "the controls' drawer", everything);
    click(&mut window, "Controls");
    click(&mut window, "Numbers");
    let drawer = window.get_by_label("Scoreboard").rect().left() - 20.0;
    let beneath =
        |control: &Control| control.rect.left() > drawer && ["fit all", "tools", "Captions: plain words"].contains(&control.name.as_str());
    check(&mut window, "the numbers' drawer", |control| !beneath(control));
    click(&mut window, "Numbers");
    press(&mut window, Key::B);
    check(&mut window, "the code", everything);
    let mut window = held((1600.0, 960.0));
    press(&mut window, Key::B);
    check(&mut window, "the code beside the picture", everything);
}

#[test]
fn the_sweep() {
    let mut window = held((1600.0, 960.0));
    press(&mut window, Key::C);
    check(&mut window, "the sweep", everything);
    press(&mut window, Key::Escape);
    assert!(window.query_by_label_contains("On the CPU: ").is_some(), "Escape leads back to the picture");
}

#[test]
fn menus_and_pages_keep_the_focus_among_themselves_until_escape() {
    let mut window = held((1280.0, 800.0));
    for (button, inside) in
        [("Scenario: Race twenty requests", "Eight clients"), ("Menu", "English"), ("Speed: 7 events a second", "By time")]
    {
        click(&mut window, button);
        assert!(window.query_by_label_contains(inside).is_some(), "{button}");
        let mut seen = false;
        drop_focus(&mut window);
        for _ in 0..120 {
            tab(&mut window);
            let Some(now) = focused(&window) else { continue };
            assert!(!now.name.trim().is_empty(), "{button}: {now:?} has no name");
            if now.name.contains(inside) {
                seen = true;
                break;
            }
        }
        assert!(seen, "Tab comes to {inside} of {button}");
        press(&mut window, Key::Escape);
        press(&mut window, Key::Escape);
        assert!(window.query_by_label_contains(inside).is_none(), "Escape closes {button}");
    }
    for (key, close) in [(Key::F1, "Close"), (Key::G, "Close")] {
        press(&mut window, key);
        check(&mut window, &format!("{key:?}"), |control| control.name == close);
        tab(&mut window);
        press(&mut window, Key::Enter);
        assert!(window.query_by_label(close).is_none(), "Enter closes it");
        press(&mut window, key);
        press(&mut window, Key::Escape);
        assert!(window.query_by_label(close).is_none(), "Escape closes it");
    }
}

fn lesson_window(number: usize, size: egui::Vec2, scale: f32) -> Window {
    let scenario = Arc::new(gallery::find("race-twenty").unwrap().scenario(&models()).unwrap());
    let opening = match number {
        0 => Opening::List,
        number => Opening::Lesson(lesson::shipped(&models()).lessons[number - 1].clone()),
    };
    opened(scenario, opening, size, scale)
}

fn at(window: &mut Window, phase: Phase) {
    until(window, &format!("{phase:?}"), |window| window.state().lesson_phase() == Some(phase));
    window.run_steps(30);
}

/// Goes to a control by Tab and presses a key there.
fn use_by(window: &mut Window, name: &str, key: Key) {
    drop_focus(window);
    for _ in 0..200 {
        tab(window);
        if focused(window).is_some_and(|now| now.name == name) {
            press(window, key);
            return;
        }
    }
    panic!("Tab does not come to {name}");
}

#[test]
fn a_lesson_from_its_list_to_its_end_by_tab_enter_and_space() {
    let mut window = lesson_window(0, vec2(1280.0, 800.0), 0.5);
    press(&mut window, Key::Space);
    check(&mut window, "the list", everything);
    use_by(&mut window, "The core that waits", Key::Enter);
    at(&mut window, Phase::Claim);
    check(&mut window, "the claim", everything);
    use_by(&mut window, "Is that so?", Key::Space);
    at(&mut window, Phase::Predict);
    check(&mut window, "the question", everything);
    use_by(&mut window, "c: Hardly ever.", Key::Space);
    use_by(&mut window, "Count the class", Key::Enter);
    check(&mut window, "the question, counted", everything);
    use_by(&mut window, "Lock it in, and run", Key::Enter);
    at(&mut window, Phase::Frozen);
    check(&mut window, "the surprise", everything);
    use_by(&mut window, "Change something", Key::Enter);
    at(&mut window, Phase::Change);
    check(&mut window, "the change", everything);
    drop_focus(&mut window);
    for _ in 0..200 {
        tab(&mut window);
        if focused(&window).is_some_and(|now| now.name == "Waiting for I/O") {
            break;
        }
    }
    for _ in 0..400 {
        if window.state().lesson_phase() == Some(Phase::Changed) {
            break;
        }
        press(&mut window, Key::ArrowLeft);
    }
    at(&mut window, Phase::Changed);
    if window.state().lesson_phase() == Some(Phase::Changed) {
        use_by(&mut window, "To the end", Key::Enter);
    }
    at(&mut window, Phase::Explain);
    check(&mut window, "the explanation", everything);
    use_by(&mut window, "Next lesson", Key::Enter);
    at(&mut window, Phase::Claim);
    use_by(&mut window, "Leave the lesson", Key::Space);
    until(&mut window, "the list again", |window| window.state().lesson_phase().is_none());
}

#[test]
fn the_projector() {
    let pixels = vec2(1280.0, 800.0);
    let scale = pixels_per_point(pixels);
    let mut window = lesson_window(1, pixels / scale, scale);
    press(&mut window, Key::F5);
    window.run_steps(10);
    check(&mut window, "a claim before a hall", everything);
    use_by(&mut window, "Is that so?", Key::Enter);
    check(&mut window, "a question before a hall", everything);
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Leave the projector mode").is_none(), "Escape leads out");
}

#[test]
fn your_mouse() {
    let scenario = Arc::new(gallery::find("your-mouse").unwrap().scenario(&models()).unwrap());
    let mut window = opened(scenario, Opening::None, vec2(1280.0, 800.0), 0.5);
    check(&mut window, "an application and its twin", everything);
    let before = window.state().run_of("gui").unwrap().live().arrived;
    let name = controls(&window).into_iter().find(|control| control.name.starts_with("compute ")).unwrap().name;
    window.state_mut().set_speed(Speed::Time(1e9));
    use_by(&mut window, &name, Key::Enter);
    press(&mut window, Key::Space);
    until(&mut window, "the work", |window| {
        window.state().run_of("gui").unwrap().live().window.is_pressed(loopscope::event::Gesture::Compute)
    });
    assert!(window.state().run_of("gui").unwrap().live().arrived >= before);
}

/// Every button of the bar and of the side panels does the same by Enter, by the space bar and by a click: something changes.
#[test]
fn enter_and_space_do_what_a_click_does() {
    let names: Vec<Control> = controls(&held((1280.0, 800.0))).into_iter().filter(|control| control.role == Role::Button).collect();
    assert!(names.len() > 8, "{names:?}");
    for Control { name, .. } in names {
        // What stands at an end of the story does nothing there, by whatever means.
        if name.starts_with("To the start") || name.starts_with("Step back") {
            continue;
        }
        let told = |window: &Window| format!("{:?}", controls(window)) + &format!("{:?}", window.state().playhead());
        for key in [Key::Enter, Key::Space] {
            let mut window = held((1280.0, 800.0));
            drop_focus(&mut window);
            let before = told(&window);
            use_by(&mut window, &name, key);
            window.run_steps(30);
            assert_ne!(told(&window), before, "{name} does nothing by {key:?}");
        }
    }
}
