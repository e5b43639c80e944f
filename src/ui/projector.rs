//! The window for a hall: how much larger everything is, and the pointer as a spotlight.
//!
//! Sizes are points; a projector makes points larger, so that no panel has a second set of sizes. What a hall is shown
//! is the app's layout; how the stage looks there is the stage's.

use super::{Audience, Motion, theme::Theme};
use egui::{Color32, Context, Id, LayerId, Mesh, Order, Pos2, Rect, Shape, Ui, Vec2, ViewportCommand, vec2};
use std::time::Duration;

/// The picture that sizes are stated for.
const FULL_HD: Vec2 = vec2(1920.0, 1080.0);
/// Pixels of a point there: the smallest type, 15 points, is 36 pixels high.
const POINT: f32 = 2.4;
/// The spotlight goes when the pointer has rested for so long, s.
const LINGERS: f32 = 2.5;
/// How large it is, of the window's height, and how wide its edge is.
const RADIUS: f32 = 0.22;
const EDGE: f32 = 0.04;
const SEGMENTS: u32 = 72;

/// How many pixels a point has for a hall, in a window of so many pixels.
#[must_use]
pub fn pixels_per_point(window: Vec2) -> f32 {
    let share = (window / FULL_HD).min_elem();
    // Narrow pictures are as high as wide ones: their type is larger than their width alone would make it.
    let height = window.y / FULL_HD.y;
    (POINT * share.max(0.9 * height)).clamp(0.5, 12.0)
}

/// Makes the window a hall's, or a desk's again. `desk` remembers meanwhile how large things were there.
pub fn arrange(ctx: &Context, audience: Audience, desk: &mut Option<f32>) {
    ctx.send_viewport_cmd(ViewportCommand::Fullscreen(audience.is_hall()));
    if audience.is_hall() {
        desk.get_or_insert(ctx.zoom_factor());
    } else if let Some(zoom) = desk.take() {
        ctx.set_zoom_factor(zoom);
    }
}

/// Keeps the size of a point right, whatever becomes of the window.
pub fn fit(ctx: &Context) {
    let pixels = ctx.content_rect().size() * ctx.pixels_per_point();
    let native = ctx.native_pixels_per_point().unwrap_or(1.0);
    let zoom = pixels_per_point(pixels) / native;
    // What a point is rounds the size of the window: a hair's difference is none.
    if (zoom / ctx.zoom_factor() - 1.0).abs() > 0.01 {
        ctx.set_zoom_factor(zoom);
    }
}

/// While the pointer moves, all but what is around it is dimmed.
pub fn spotlight(ui: &Ui, theme: &Theme) {
    let (at, rested) = ui.input(|i| (i.pointer.latest_pos(), i.pointer.time_since_last_movement()));
    let Some(at) = at.filter(|_| rested < LINGERS) else { return };
    ui.ctx().request_repaint_after(Duration::from_secs_f32(LINGERS - rested + 0.05));
    let mesh = veil(at, ui.content_rect(), theme.surface.veil);
    ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("spotlight"))).add(Shape::mesh(mesh));
}

/// Darkness over a room, but for a disk around `at` with a soft edge.
fn veil(at: Pos2, room: Rect, colour: Color32) -> Mesh {
    let (radius, edge) = (RADIUS * room.height(), EDGE * room.height());
    let beyond = room.width() + room.height() + radius;
    let mut mesh = Mesh::default();
    for i in 0..SEGMENTS {
        let angle = std::f32::consts::TAU * i as f32 / SEGMENTS as f32;
        let way = Vec2::angled(angle);
        mesh.colored_vertex(at + radius * way, Color32::TRANSPARENT);
        mesh.colored_vertex(at + (radius + edge) * way, colour);
        mesh.colored_vertex(at + beyond * way, colour);
        let (own, next) = (3 * i, 3 * ((i + 1) % SEGMENTS));
        for ring in 0..2 {
            mesh.add_triangle(own + ring, own + ring + 1, next + ring);
            mesh.add_triangle(own + ring + 1, next + ring + 1, next + ring);
        }
    }
    mesh
}

impl Motion {
    /// egui's own widgets move likewise.
    pub fn install(self, ctx: &Context) {
        let seconds = if self == Self::Reduced { 0.0 } else { 0.1 };
        ctx.all_styles_mut(|style| style.animation_time = seconds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::size;
    use egui::pos2;

    #[test]
    fn type_is_large_enough_for_the_last_row() {
        for (width, height) in [(1920.0, 1080.0), (3840.0, 2160.0), (1280.0, 720.0)] {
            let point = pixels_per_point(vec2(width, height));
            let at_full_hd = point * 1080.0 / height;
            assert!(size::SMALL * at_full_hd >= 36.0 - 1e-3, "{width}×{height}: labels are {} px", size::SMALL * at_full_hd);
        }
        // Four to three: nearly as large a part of the height, though there is much less width.
        assert!(size::SMALL * pixels_per_point(vec2(1024.0, 768.0)) * 1080.0 / 768.0 >= 32.0);
    }

    #[test]
    fn a_spotlight_leaves_a_disk_open_and_covers_the_rest() {
        let room = Rect::from_min_size(Pos2::ZERO, vec2(800.0, 450.0));
        for at in [room.center(), room.min, pos2(790.0, 20.0)] {
            let mesh = veil(at, room, Color32::BLACK);
            assert!(mesh.is_valid());
            let (mut inner, mut outer) = (f32::MAX, f32::MAX);
            for vertex in &mesh.vertices {
                let away = vertex.pos.distance(at);
                if vertex.color == Color32::TRANSPARENT { inner = inner.min(away) } else { outer = outer.max(away) }
            }
            assert!((inner - 99.0).abs() < 0.1);
            assert!(
                [room.left_top(), room.right_top(), room.left_bottom(), room.right_bottom()]
                    .iter()
                    .all(|corner| corner.distance(at) < outer)
            );
        }
    }
}
