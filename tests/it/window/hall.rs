//! The projector mode: in and out by key and button, nothing cut off at a hall's sizes, and worked with a clicker.

use super::{Window, looks, models, until};
use egui::{Key, Rect, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use loopscope::app::{App, Opening, Options};
use loopscope::formats::documents::gallery::{self, ReadBuiltIn};
use loopscope::formats::documents::languages::Own;
use loopscope::ui::projector::pixels_per_point;
use std::sync::Arc;

/// A window of so many pixels that has come to rest in the projector mode.
fn hall(slug: &str, pixels: egui::Vec2) -> Window {
    let scenario = Arc::new(gallery::find(slug).unwrap().scenario(&models()).unwrap());
    let point = pixels_per_point(pixels);
    let mut window: Window = Harness::builder()
        .with_size(pixels / point)
        .with_pixels_per_point(point)
        .with_step_dt(1.0 / 60.0)
        .build_eframe(|cc| App::new(cc, Options { scenario, file: None, lesson: Opening::None, own: Own::default() }));
    until(&mut window, "a first event", |window| window.state().known() > 4);
    window.key_press(Key::F5);
    window.run_steps(4);
    window
}

#[test]
fn f5_leads_in_and_out() {
    let mut window = hall("default", vec2(1920.0, 1080.0));
    assert!(window.query_by_label("Clients").is_none() && window.query_by_label("Scoreboard").is_none());
    window.get_by_label("Leave the projector mode").click();
    window.run_steps(4);
    assert!(window.query_by_label("Leave the projector mode").is_none());
    for out in [Key::F5, Key::Escape] {
        window.key_press(Key::F5);
        window.run_steps(4);
        assert!(window.query_by_label("Leave the projector mode").is_some());
        window.key_press(out);
        window.run_steps(4);
        assert!(window.query_by_label("Leave the projector mode").is_none(), "{out:?}");
    }
}

#[test]
fn in_a_hall_nothing_is_cut_off_or_lies_on_something_else() {
    for pixels in [vec2(1920.0, 1080.0), vec2(1280.0, 800.0), vec2(1024.0, 768.0)] {
        let mut window = hall("default", pixels);
        for _ in 0..2 {
            looks::apart(&looks::usable(&window), Rect::from_min_size(egui::Pos2::ZERO, pixels / pixels_per_point(pixels)));
            window.key_press(Key::T);
            window.run_steps(4);
        }
    }
}

#[test]
fn a_clicker_goes_from_beat_to_beat() {
    let mut window = hall("default", vec2(1920.0, 1080.0));
    window.key_press(Key::Space);
    window.run_steps(4);
    let before = window.state().playhead().event;
    window.key_press(Key::PageDown);
    until(&mut window, "the next beat", |window| window.state().playhead().event > before);
    window.key_press(Key::PageUp);
    until(&mut window, "the beat before", |window| window.state().playhead().event <= before);
}
