//! The icon: a loop seen through a lens. `assets/icon.png` is drawn by this file (`LOOPSCOPE_BLESS=1` draws it anew); `icon.svg`
//! has the same shapes by hand.

use crate::support::render;
use egui::epaint::PathShape;
use egui::{Color32, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};
use loopscope::pixels::raster::Image;
use loopscope::ui::theme::Theme;
use std::f32::consts::TAU;

const SIZE: f32 = 256.0;
const CENTRE: Pos2 = pos2(114.0, 114.0);
const RADIUS: f32 = 66.0;

/// A part of the ring, in turns clockwise from the top.
fn arc(from: f32, to: f32, color: Color32) -> Shape {
    let at = |turn: f32| CENTRE + RADIUS * vec2((turn * TAU).sin(), -(turn * TAU).cos());
    let points = (0..=48).map(|i| at(from + (to - from) * i as f32 / 48.0)).collect();
    Shape::Path(PathShape::line(points, Stroke::new(25.0, color)))
}

fn icon(ui: &Ui) {
    let theme = &Theme::DARK;
    let painter = ui.painter();
    painter.rect_filled(Rect::from_min_size(Pos2::ZERO, vec2(SIZE, SIZE)).shrink(4.0), 54.0, theme.surface.panel);
    let out = vec2(1.0, 1.0).normalized();
    let handle = [CENTRE + (RADIUS + 17.0) * out, CENTRE + (RADIUS + 74.0) * out];
    painter.line_segment(handle, Stroke::new(27.0, theme.ink.handle));
    painter.circle_filled(handle[1], 13.5, theme.ink.handle);
    painter.add(arc(0.02, 0.36, theme.running.fill));
    painter.add(arc(0.40, 0.66, theme.waiting.fill));
    painter.add(arc(0.70, 0.98, theme.runnable.fill));
    let tile = Rect::from_center_size(CENTRE, vec2(50.0, 50.0));
    painter.rect_filled(tile, 10.0, theme.running.fill);
}

fn drawn() -> Image {
    let mut booth = render::booth(vec2(SIZE, SIZE), 1.0, egui::Theme::Dark);
    booth.picture(2, Color32::TRANSPARENT, |ui| icon(ui))
}

#[test]
fn the_icon_is_the_one_that_is_drawn_here() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/icon.png");
    let image = drawn();
    assert_eq!(image.get(0, 0), Some(Color32::TRANSPARENT));
    if std::env::var_os("LOOPSCOPE_BLESS").is_some() {
        std::fs::write(path, image.to_png().unwrap()).unwrap();
    }
    let file = std::fs::File::open(path).unwrap();
    let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut bytes).unwrap();
    assert!(bytes == image.to_rgba(), "assets/icon.png is another picture: run with LOOPSCOPE_BLESS=1");
}
