//! Painting one mesh: upright rectangles quickly, other triangles exactly.
//!
//! Positions are rounded to 1/256 of a pixel. A pixel belongs to a triangle when its centre lies inside, or on a left or
//! top edge: triangles that share an edge neither overlap nor leave a gap.

use super::texture::{Texel, Texture};
use super::{Clip, Image};
use egui::Color32;
use egui::epaint::{Mesh, Vertex};

pub(super) fn paint(image: &mut Image, mesh: &Mesh, texture: &Texture, clip: Clip, scale: f32) {
    let vertex = |i: u32| mesh.vertices.get(i as usize);
    let mut indices = mesh.indices.as_slice();
    while let [a, b, c, rest @ ..] = indices {
        if let [d, e, f, after @ ..] = rest
            && (d, e) == (c, b)
            && let (Some(a), Some(b), Some(c), Some(f)) = (vertex(*a), vertex(*b), vertex(*c), vertex(*f))
            && let Some(quad) = Quad::new(a, b, c, f)
        {
            quad.paint(image, texture, clip, scale);
            indices = after;
            continue;
        }
        if let (Some(a), Some(b), Some(c)) = (vertex(*a), vertex(*b), vertex(*c)) {
            triangle(image, [a, b, c], texture, clip, scale);
        }
        indices = rest;
    }
}

/// `color` multiplied with the texture's colour.
fn shade(color: [f32; 4], texel: Texel) -> Color32 {
    let [r, g, b, a] = std::array::from_fn(|i| (color[i] * texel[i] * (1.0 / 255.0) + 0.5) as u8);
    Color32::from_rgba_premultiplied(r, g, b, a)
}

/// Blends a premultiplied colour over a pixel.
fn blend(pixel: &mut Color32, over: Color32) {
    match over.a() {
        255 => *pixel = over,
        0 if over == Color32::TRANSPARENT => {}
        alpha => {
            let keep = 255 - u32::from(alpha);
            let (below, over) = (pixel.to_array(), over.to_array());
            let [r, g, b, a] = std::array::from_fn(|i| (u32::from(over[i]) + (u32::from(below[i]) * keep + 127) / 255).min(255) as u8);
            *pixel = Color32::from_rgba_premultiplied(r, g, b, a);
        }
    }
}

fn fill(pixels: &mut [Color32], color: Color32) {
    if color.a() == 255 {
        pixels.fill(color);
    } else {
        pixels.iter_mut().for_each(|pixel| blend(pixel, color));
    }
}

/// An upright rectangle of one colour, as `Mesh::add_rect_with_uv` makes them: two triangles that share a diagonal.
struct Quad<'a> {
    from: &'a Vertex,
    to: &'a Vertex,
}

impl<'a> Quad<'a> {
    fn new(a: &'a Vertex, b: &Vertex, c: &Vertex, d: &'a Vertex) -> Option<Self> {
        let flat = a.color == b.color && a.color == c.color && a.color == d.color;
        let upright = a.pos.y == b.pos.y && c.pos.y == d.pos.y && a.pos.x == c.pos.x && b.pos.x == d.pos.x;
        let even = a.uv.y == b.uv.y && c.uv.y == d.uv.y && a.uv.x == c.uv.x && b.uv.x == d.uv.x;
        let finite = a.pos.is_finite() && d.pos.is_finite();
        (flat && upright && even && finite).then_some(Self { from: a, to: d })
    }

    fn paint(&self, image: &mut Image, texture: &Texture, clip: Clip, scale: f32) {
        let Self { from, to } = self;
        let across = Axis::new((from.pos.x, from.uv.x), (to.pos.x, to.uv.x), scale, (clip.x0, clip.x1));
        let down = Axis::new((from.pos.y, from.uv.y), (to.pos.y, to.uv.y), scale, (clip.y0, clip.y1));
        if across.start >= across.end {
            return;
        }
        let color = from.color.to_array().map(f32::from);
        let flat = (from.uv == to.uv).then(|| shade(color, texture.sample(from.uv.x, from.uv.y)));
        for y in down.start..down.end {
            let pixels = image.span(y, across.start, across.end);
            if let Some(color) = flat {
                fill(pixels, color);
            } else {
                let v = down.uv(y);
                for (pixel, x) in pixels.iter_mut().zip(across.start..) {
                    blend(pixel, shade(color, texture.sample(across.uv(x), v)));
                }
            }
        }
    }
}

/// One axis of a rectangle: its pixels, and the texture coordinate along them.
struct Axis {
    start: i64,
    end: i64,
    first_uv: f32,
    step: f32,
}

impl Axis {
    fn new(from: (f32, f32), to: (f32, f32), scale: f32, clip: (i64, i64)) -> Self {
        let (low, high) = if from.0 <= to.0 { (from, to) } else { (to, from) };
        let (x0, x1) = (low.0 * scale, high.0 * scale);
        let step = if x1 > x0 { (high.1 - low.1) / (x1 - x0) } else { 0.0 };
        let covered = |x: f32| (x - 0.5).ceil() as i64;
        Self { start: covered(x0).max(clip.0), end: covered(x1).min(clip.1), first_uv: low.1 + (0.5 - x0) * step, step }
    }

    fn uv(&self, pixel: i64) -> f32 {
        self.first_uv + pixel as f32 * self.step
    }
}

const SUBPIXELS: i64 = 256;
/// Positions beyond this are clamped, so that no product below can overflow.
const FAR: f32 = (1 << 20) as f32;

fn fixed(at: f32, scale: f32) -> i64 {
    ((at * scale).clamp(-FAR, FAR) * SUBPIXELS as f32).round() as i64
}

/// The edge function: twice the signed area of the triangle of the edge and a pixel's centre; not negative inside.
#[derive(Clone, Copy)]
struct Edge {
    dx: i64,
    dy: i64,
    x: i64,
    y: i64,
    least: i64,
}

impl Edge {
    fn new(from: (i64, i64), to: (i64, i64)) -> Self {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let top_or_left = (dy == 0 && dx > 0) || dy < 0;
        Self { dx, dy, x: from.0, y: from.1, least: i64::from(!top_or_left) }
    }

    fn at(&self, x: i64, y: i64) -> i64 {
        self.dx * (y - self.y) - self.dy * (x - self.x)
    }

    /// Narrows a row of pixels to those inside: solves `at(centre of x) >= least` for `x`.
    fn narrow(&self, row: i64, x0: &mut i64, x1: &mut i64) {
        let y = centre(row);
        let value = self.at(centre(0), y) - self.least;
        let step = -self.dy * SUBPIXELS;
        if step > 0 {
            *x0 = (*x0).max(-value.div_euclid(step));
        } else if step < 0 {
            *x1 = (*x1).min(value.div_euclid(-step) + 1);
        } else if value < 0 {
            *x1 = *x0;
        }
    }
}

const fn centre(pixel: i64) -> i64 {
    pixel * SUBPIXELS + SUBPIXELS / 2
}

fn triangle(image: &mut Image, [a, b, c]: [&Vertex; 3], texture: &Texture, clip: Clip, scale: f32) {
    if !(a.pos.is_finite() && b.pos.is_finite() && c.pos.is_finite()) {
        return;
    }
    let at = |v: &Vertex| (fixed(v.pos.x, scale), fixed(v.pos.y, scale));
    let area = Edge::new(at(a), at(b)).at(at(c).0, at(c).1);
    // egui winds triangles either way: the others are reversed.
    let (b, c) = if area < 0 { (c, b) } else { (b, c) };
    let (pa, pb, pc) = (at(a), at(b), at(c));
    if area == 0 {
        return;
    }
    let edges = [Edge::new(pb, pc), Edge::new(pc, pa), Edge::new(pa, pb)];
    let paint = Paint::new([a, b, c], area.abs(), texture);
    let (top, bottom) = (pa.1.min(pb.1).min(pc.1), pa.1.max(pb.1).max(pc.1));
    for y in top.div_euclid(SUBPIXELS).max(clip.y0)..(bottom.div_euclid(SUBPIXELS) + 1).min(clip.y1) {
        let (mut x0, mut x1) = (clip.x0, clip.x1);
        edges.iter().for_each(|edge| edge.narrow(y, &mut x0, &mut x1));
        if x0 < x1 {
            paint.row(image.span(y, x0, x1), edges, x0, y);
        }
    }
}

/// The paint of a triangle: one colour, or a colour and a texture coordinate at each corner.
enum Paint<'a> {
    Flat(Color32),
    Varied { corners: [[f32; 4]; 3], uvs: [[f32; 2]; 3], texel: Option<Texel>, per_area: f32, texture: &'a Texture },
}

impl<'a> Paint<'a> {
    fn new([a, b, c]: [&Vertex; 3], area: i64, texture: &'a Texture) -> Self {
        let texel = (a.uv == b.uv && a.uv == c.uv).then(|| texture.sample(a.uv.x, a.uv.y));
        let corners = [a, b, c].map(|v| v.color.to_array().map(f32::from));
        match texel {
            Some(texel) if a.color == b.color && a.color == c.color => Self::Flat(shade(corners[0], texel)),
            _ => Self::Varied { corners, uvs: [a, b, c].map(|v| [v.uv.x, v.uv.y]), texel, per_area: 1.0 / area as f32, texture },
        }
    }

    fn row(&self, pixels: &mut [Color32], edges: [Edge; 3], x0: i64, y: i64) {
        match self {
            Self::Flat(color) => fill(pixels, *color),
            Self::Varied { corners, uvs, texel, per_area, texture } => {
                let mut weights = edges.map(|edge| edge.at(centre(x0), centre(y)));
                for pixel in pixels {
                    let share = weights.map(|weight| weight as f32 * per_area);
                    let at = |of: [f32; 3]| of[0] * share[0] + of[1] * share[1] + of[2] * share[2];
                    let color = std::array::from_fn(|i| at([corners[0][i], corners[1][i], corners[2][i]]));
                    let texel = texel
                        .unwrap_or_else(|| texture.sample(at([uvs[0][0], uvs[1][0], uvs[2][0]]), at([uvs[0][1], uvs[1][1], uvs[2][1]])));
                    blend(pixel, shade(color, texel));
                    for (weight, edge) in weights.iter_mut().zip(edges) {
                        *weight -= edge.dy * SUBPIXELS;
                    }
                }
            }
        }
    }
}
