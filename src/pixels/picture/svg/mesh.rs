//! Triangles as SVG: upright rectangles as rectangles, fans as polygons, textures as patterns.

use super::{Box4, Fill, N, Page, Points};
use crate::raster::Texture;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use egui::epaint::{Mesh, Vertex};
use egui::{Color32, Pos2, Rect, TextureId};

/// The textures, and the patterns made of them, that are defined so far.
#[derive(Default)]
pub(super) struct Patterns {
    images: Vec<TextureId>,
    placed: Vec<Placed>,
}

/// A texture repeated over the page.
#[derive(Clone, Copy, PartialEq)]
struct Placed {
    texture: TextureId,
    /// Its upper left corner and its size on the page, in thousandths of a point.
    corner: [i64; 2],
    size: [i64; 2],
}

impl Page<'_> {
    pub(super) fn mesh(&mut self, mesh: &Mesh) {
        let raster = self.raster;
        let Some(texture) = raster.texture(mesh.texture_id) else { return };
        let vertex = |i: &u32| mesh.vertices.get(*i as usize).filter(|vertex| vertex.pos.is_finite());
        let mut fan = Fan::default();
        let mut rest = mesh.indices.as_slice();
        while let [a, b, c, after @ ..] = rest {
            rest = after;
            let (Some(a), Some(b), Some(c)) = (vertex(a), vertex(b), vertex(c)) else { continue };
            if let [d, e, f, beyond @ ..] = after
                && let (Some(d), Some(e), Some(f)) = (vertex(d), vertex(e), vertex(f))
                && (d.pos, e.pos) == (c.pos, b.pos)
                && is_upright([a, b, c, f])
            {
                self.fan(std::mem::take(&mut fan));
                self.quad(mesh.texture_id, texture, a, f);
                rest = beyond;
                continue;
            }
            let color = [a, b, c].map(|v| seen(texture, v));
            let color = if color[0] == color[1] && color[0] == color[2] { color[0] } else { mean(color) };
            if !fan.takes([a.pos, b.pos, c.pos], color) {
                self.fan(std::mem::replace(&mut fan, Fan { points: vec![a.pos, b.pos, c.pos], color }));
            }
        }
        self.fan(fan);
    }

    fn fan(&mut self, fan: Fan) {
        if fan.points.len() > 2 && fan.color != Color32::TRANSPARENT {
            self.put(format_args!("<path d=\"{}\"{}/>", Points(&fan.points, true), Fill(fan.color)));
        }
    }

    fn quad(&mut self, id: TextureId, texture: &Texture, from: &Vertex, to: &Vertex) {
        let rect = Rect::from_two_pos(from.pos, to.pos);
        if !rect.is_positive() || from.color == Color32::TRANSPARENT {
            return;
        }
        if from.uv == to.uv {
            let color = seen(texture, from);
            if color != Color32::TRANSPARENT {
                self.put(format_args!("<rect{}{}/>", Box4(rect), Fill(color)));
            }
            return;
        }
        let pattern = self.pattern(id, texture, from, to);
        // The colour multiplied with a texture is white wherever we use one, except for its opacity.
        let opacity =
            if from.color.is_opaque() { String::new() } else { format!(" fill-opacity=\"{}\"", N(f32::from(from.color.a()) / 255.0)) };
        self.put(format_args!("<rect{} fill=\"url(#p{pattern})\"{opacity}/>", Box4(rect)));
    }

    /// The index of the pattern that puts the texture where these two corners have it.
    fn pattern(&mut self, id: TextureId, texture: &Texture, from: &Vertex, to: &Vertex) -> usize {
        let along = |from: (f32, f32), to: (f32, f32)| {
            let span = to.1 - from.1;
            // A texture that does not change along this axis spans the whole of it.
            let size = if span == 0.0 { to.0 - from.0 } else { (to.0 - from.0) / span };
            let corner = if size == 0.0 { 0.0 } else { (from.0 - from.1 * size).rem_euclid(size.abs()) };
            (thousandths(corner), thousandths(size.abs()).max(1))
        };
        let (x, width) = along((from.pos.x, from.uv.x), (to.pos.x, to.uv.x));
        let (y, height) = along((from.pos.y, from.uv.y), (to.pos.y, to.uv.y));
        // The last thousandth may be rounded either way.
        let placed = Placed { texture: id, corner: [x % width, y % height], size: [width, height] };
        if let Some(known) = self.patterns.placed.iter().position(|known| *known == placed) {
            return known;
        }
        let image = self.image(id, texture);
        let number = self.patterns.placed.len();
        self.patterns.placed.push(placed);
        let points = |thousandths: i64| N(thousandths as f32 / 1000.0);
        let (columns, rows) = texture.size();
        self.defs.push_str(&format!(
            "<pattern id=\"p{number}\" patternUnits=\"userSpaceOnUse\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
             viewBox=\"0 0 {columns} {rows}\" preserveAspectRatio=\"none\"><use xlink:href=\"#i{image}\"/></pattern>\n",
            points(placed.corner[0]),
            points(placed.corner[1]),
            points(width),
            points(height),
        ));
        number
    }

    /// The index of a texture's image, defined if it is new.
    fn image(&mut self, id: TextureId, texture: &Texture) -> usize {
        if let Some(known) = self.patterns.images.iter().position(|known| *known == id) {
            return known;
        }
        let number = self.patterns.images.len();
        self.patterns.images.push(id);
        let (width, height) = texture.size();
        // An image without pixels cannot be encoded; nothing is visible then.
        let png = STANDARD.encode(texture.image().to_png().unwrap_or_default());
        self.defs.push_str(&format!(
            "<image id=\"i{number}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" \
             xlink:href=\"data:image/png;base64,{png}\"/>\n"
        ));
        number
    }
}

/// A convex polygon of one colour: triangles that share their first corner, each also an edge with the one before.
#[derive(Default)]
struct Fan {
    points: Vec<Pos2>,
    color: Color32,
}

impl Fan {
    /// Adds a triangle if it continues the fan. Returns true if it was added.
    fn takes(&mut self, [a, b, c]: [Pos2; 3], color: Color32) -> bool {
        let goes_on = self.color == color && self.points.first() == Some(&a) && self.points.last() == Some(&b);
        if goes_on {
            self.points.push(c);
        }
        goes_on
    }
}

/// True for two triangles of one colour that form an upright rectangle, with its texture upright too.
fn is_upright([a, b, c, d]: [&Vertex; 4]) -> bool {
    let flat = a.color == b.color && a.color == c.color && a.color == d.color;
    let upright = a.pos.y == b.pos.y && c.pos.y == d.pos.y && a.pos.x == c.pos.x && b.pos.x == d.pos.x;
    let even = a.uv.y == b.uv.y && c.uv.y == d.uv.y && a.uv.x == c.uv.x && b.uv.x == d.uv.x;
    flat && upright && even
}

/// The vertex's colour multiplied with the texture there.
fn seen(texture: &Texture, vertex: &Vertex) -> Color32 {
    let texel = texture.sample(vertex.uv.x, vertex.uv.y);
    let color = vertex.color.to_array();
    let [r, g, b, a] = std::array::from_fn(|i| (f32::from(color[i]) * texel[i] / 255.0 + 0.5) as u8);
    Color32::from_rgba_premultiplied(r, g, b, a)
}

/// The flat colour for a triangle with three colours.
fn mean(colors: [Color32; 3]) -> Color32 {
    let colors = colors.map(|color| color.to_array().map(u16::from));
    let [r, g, b, a] = std::array::from_fn(|i| (colors.iter().map(|color| color[i]).sum::<u16>() / 3) as u8);
    Color32::from_rgba_premultiplied(r, g, b, a)
}

fn thousandths(points: f32) -> i64 {
    (f64::from(points) * 1000.0).round() as i64
}
