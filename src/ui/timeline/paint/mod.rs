//! Turns what the layout says into shapes: one mesh for all rectangles (but three where there are dense lanes, whose image has a texture of
//! its own), then texts. Knows the colours, decides nothing.

pub(super) mod pens;
pub(super) mod sheet;

use super::lanes::plan::Band;
use super::layout::columns::Columns;
use super::layout::items::{Beyond, Cursor, Font, Hair, Ink, Items, Label, Quad, Side, TextInk, tile};
use super::layout::legend::{SIGN, SWATCH, sign};
use crate::stage::paint::picture;
use crate::theme::{Theme, Tone, bold, line, radius, size, text};
use egui::epaint::{ColorImage, Mesh};
use egui::{Align2, Color32, Context, FontId, Painter, Pos2, Rect, Shape, Stroke, TextureHandle, TextureOptions, Vec2, pos2, vec2};
use loopscope_trace::SpanState;
use sheet::Sheet;
use std::sync::Arc;

/// How much of a future that a fork left is seen on the panel's ground.
pub(super) const GHOST: f32 = 0.55;

/// A small texture with a tile of each pattern, one above another, so that all rectangles make one mesh.
pub struct Patterns {
    texture: TextureHandle,
    dark: bool,
    tile: i32,
}

/// The patterns, from the top of the texture.
const PATTERNS: usize = 5;
/// Each is so many tiles high; no hatched lane is higher than one less.
const HIGH: i32 = 8;

impl Patterns {
    /// The patterns of a theme at a scale; made anew only when one of them changed.
    pub fn ready<'a>(kept: &'a mut Option<Self>, ctx: &Context, theme: &Theme, scale: f32) -> &'a Self {
        let tile = tile(scale);
        if kept.as_ref().is_some_and(|patterns| (patterns.dark, patterns.tile) != (theme.dark, tile)) {
            *kept = None;
        }
        kept.get_or_insert_with(|| {
            let texture = ctx.load_texture("timeline patterns", image(theme, tile), TextureOptions::NEAREST_REPEAT);
            Self { texture, dark: theme.dark, tile }
        })
    }
}

/// The white tile, then the stripes.
fn image(theme: &Theme, tile: i32) -> ColorImage {
    let mut pixels = vec![Color32::WHITE; (tile * tile * HIGH) as usize];
    for Stripes { state, share, lean } in STRIPES {
        let (stripe, gap) = colours(state, theme);
        for y in 0..tile * HIGH {
            pixels.extend((0..tile).map(|x| gap.lerp_to_gamma(stripe, covered(x, y * lean, tile, share))));
        }
    }
    ColorImage::new([tile as usize, (tile * HIGH) as usize * PATTERNS], pixels)
}

/// A hatching.
struct Stripes {
    state: SpanState,
    /// How much of it the stripes cover, 0 to 1.
    share: f32,
    /// 1: they lean to the right; −1: to the left.
    lean: i32,
}

/// The hatched states; their patterns stand in this order below the white one.
const STRIPES: [Stripes; PATTERNS - 1] = [
    Stripes { state: SpanState::Io, share: 0.45, lean: 1 },
    Stripes { state: SpanState::DeviceQueue, share: 0.2, lean: -1 },
    Stripes { state: SpanState::Lock, share: 0.45, lean: -1 },
    Stripes { state: SpanState::Waiting, share: 0.45, lean: -1 },
];

/// Stripe and gap.
const fn colours(state: SpanState, theme: &Theme) -> (Color32, Color32) {
    let tone = tone(state, theme);
    if theme.dark { (tone.fill, tone.tint) } else { (tone.fill, theme.surface.card) }
}

/// How much of a pixel lies on a stripe, 0 to 1.
fn covered(x: i32, y: i32, tile: i32, share: f32) -> f32 {
    const FINE: i32 = 4;
    let on = |i: i32| {
        let (dx, dy) = (i % FINE, i / FINE);
        let along = ((x * FINE + dx) + (y * FINE + dy)).rem_euclid(tile * FINE) as f32;
        along < share * (tile * FINE) as f32
    };
    (0..FINE * FINE).filter(|i| on(*i)).count() as f32 / (FINE * FINE) as f32
}

/// The canvas of one frame.
pub struct Canvas<'a> {
    /// Where shapes go.
    pub painter: &'a Painter,
    /// The colours.
    pub theme: &'a Theme,
    /// The patterns.
    pub patterns: &'a Patterns,
    /// The panel's top left corner, points, on a whole pixel.
    pub origin: Pos2,
    /// Pixels per point.
    pub scale: f32,
}

impl Canvas<'_> {
    /// A place in points.
    #[must_use]
    pub fn point(&self, x: i32, y: i32) -> Pos2 {
        self.origin + vec2(x as f32, y as f32) / self.scale
    }

    /// Draws everything; `ruler` and `footer` are the bands of the plan.
    pub fn items(&self, items: &Items, (ruler, footer): (Band, Band), columns: &mut Columns, sheet: &mut Sheet) {
        let texture = self.patterns.texture.id();
        let behind = if items.ribbons.is_empty() { &mut sheet.front } else { &mut sheet.behind };
        let mesh = sheet::emptied(behind, texture);
        items.back.iter().for_each(|quad| self.quad(mesh, *quad, items.phase));
        if !items.ribbons.is_empty() {
            self.painter.add(Shape::Mesh(Arc::clone(&sheet.behind)));
            sheet.ready(columns, self, self.painter.ctx());
            self.painter.add(Shape::Mesh(sheet.ribbons(items, columns, self)));
            sheet::emptied(&mut sheet.front, texture);
        }
        let mesh = Arc::make_mut(&mut sheet.front);
        for quad in items.spans.iter().chain(&items.front) {
            self.quad(mesh, *quad, items.phase);
        }
        self.keys(items, footer, mesh);
        self.painter.add(Shape::Mesh(Arc::clone(&sheet.front)));
        for label in &items.labels {
            self.label(label);
        }
        for x in &items.changes {
            self.change(*x, ruler);
        }
        self.gutter(items);
        for note in &items.notes {
            self.note(note, ruler);
        }
        if let Some(cursor) = &items.cursor {
            self.cursor(cursor, ruler);
        }
        if let Some(hair) = &items.hair {
            self.hair(hair, ruler);
        }
    }

    fn quad(&self, mesh: &mut Mesh, quad: Quad, phase: i32) {
        let (pattern, color) = self.look(quad.ink);
        let Quad { x0, x1, y0, y1, .. } = quad;
        let Patterns { tile, .. } = *self.patterns;
        let (wide, high) = (tile as f32, (tile * HIGH) as f32 * PATTERNS as f32);
        let uv = if pattern == 0 {
            [pos2(0.5, 1.0 / high); 2]
        } else {
            let top = pattern * tile * HIGH + y0.rem_euclid(tile);
            let bottom = (top + y1 - y0).min((pattern + 1) * tile * HIGH);
            let (left, width) = ((x0 + phase).rem_euclid(tile), x1 - x0);
            [pos2(left as f32 / wide, top as f32 / high), pos2((left + width) as f32 / wide, bottom as f32 / high)]
        };
        sheet::rectangle(mesh, [self.point(x0, y0), self.point(x1, y1)], uv, color);
    }

    /// The pattern's number and the colour that it is multiplied with.
    pub(super) fn look(&self, ink: Ink) -> (i32, Color32) {
        let Theme { surface, ink: written, runnable, waiting, .. } = self.theme;
        let flat = |color: Color32| (0, color);
        match ink {
            Ink::State(SpanState::Io) => (1, Color32::WHITE),
            Ink::State(SpanState::DeviceQueue) => (2, Color32::WHITE),
            Ink::State(SpanState::Lock) => (3, Color32::WHITE),
            Ink::State(SpanState::Waiting) => (4, Color32::WHITE),
            Ink::Far(state) => {
                let share = STRIPES.iter().find(|stripes| stripes.state == state).map_or(1.0, |stripes| stripes.share);
                let (stripe, gap) = colours(state, self.theme);
                flat(gap.lerp_to_gamma(stripe, share))
            }
            Ink::State(state) => flat(tone(state, self.theme).fill),
            Ink::Ghost(state) => flat(surface.panel.lerp_to_gamma(tone(state, self.theme).fill, GHOST)),
            Ink::GhostLine => flat(written.dim.gamma_multiply(0.6)),
            Ink::Fork => flat(written.dim),
            Ink::Edge(state) => flat(tone(state, self.theme).edge),
            Ink::Idle => flat(surface.lane),
            Ink::Grid => flat(surface.grid),
            Ink::Tick => flat(surface.border),
            Ink::Veil => flat(surface.panel.gamma_multiply(0.72)),
            Ink::Gone => flat(surface.page),
            Ink::QueueFill => flat(runnable.fill.gamma_multiply(0.22)),
            Ink::QueueRange => flat(runnable.fill.gamma_multiply(0.5)),
            Ink::QueueLine => flat(if self.theme.dark { runnable.fill } else { runnable.edge }),
            Ink::FlightFill => flat(waiting.fill.gamma_multiply(0.22)),
            Ink::FlightRange => flat(waiting.fill.gamma_multiply(0.5)),
            Ink::FlightLine => flat(if self.theme.dark { waiting.fill } else { waiting.edge }),
            Ink::CounterFill => flat(written.dim.gamma_multiply(0.18)),
            Ink::CounterRange => flat(written.dim.gamma_multiply(0.45)),
            Ink::CounterLine => flat(written.dim),
            Ink::Selected => flat(written.focus),
            Ink::Hovered => flat(written.dim),
            Ink::Cursor | Ink::Flag => flat(written.strong),
            Ink::LiveEdge | Ink::Change | Ink::Hair => flat(surface.outline),
            Ink::Ground => flat(surface.panel),
            Ink::Thumb => flat(surface.control_active),
            Ink::Range => flat(written.strong.gamma_multiply(if self.theme.dark { 0.13 } else { 0.08 })),
            Ink::RangeEdge | Ink::NotePole => flat(written.dim),
            Ink::Found | Ink::MapWindow => flat(written.strong),
        }
    }

    fn written(&self, ink: TextInk) -> Color32 {
        let Theme { ink: written, runnable, waiting, .. } = self.theme;
        match ink {
            TextInk::Strong => written.strong,
            TextInk::Dim => written.dim,
            TextInk::On(state) if super::layout::lane::is_hatched(state) => tone(state, self.theme).text,
            TextInk::On(state) => tone(state, self.theme).on,
            TextInk::Queue => runnable.text,
            TextInk::Flight => waiting.text,
        }
    }

    fn label(&self, label: &Label) {
        let Label { x, y, side, text, font, ink } = label;
        let galley = self.painter.layout_no_wrap(text.clone(), font_id(*font), self.written(*ink));
        let size = galley.size();
        let shift = match side {
            Side::Left => 0.0,
            Side::Middle => size.x / 2.0,
            Side::Right => size.x,
        };
        self.painter.galley(self.point(*x, *y) - vec2(shift, size.y / 2.0), galley, Color32::PLACEHOLDER);
    }

    /// A diamond on the ruler.
    fn change(&self, x: i32, ruler: Band) {
        let (at, half) = (self.point(x, ruler.y1) - vec2(-0.5, 5.0), 5.0);
        let corners = vec![at - vec2(0.0, half), at + vec2(half, 0.0), at + vec2(0.0, half), at - vec2(half, 0.0)];
        let Theme { surface, ink, .. } = self.theme;
        self.painter.add(Shape::convex_polygon(corners, ink.dim, Stroke::new(line::THIN, surface.panel)));
    }

    /// The time at the pointer, on the ruler.
    fn hair(&self, hair: &Hair, ruler: Band) {
        let Theme { surface, ink, .. } = self.theme;
        let middle = self.point(hair.x, ruler.middle()) - vec2(0.0, 1.0);
        let flag = Rect::from_center_size(middle, vec2(hair.width as f32 / self.scale, 25.0));
        self.painter.rect_filled(flag, f32::from(radius::SMALL) + 1.0, surface.control_hover);
        self.painter.text(flag.center(), Align2::CENTER_CENTER, &hair.text, text(size::SMALL), ink.strong);
    }

    fn cursor(&self, cursor: &Cursor, ruler: Band) {
        let Cursor { x, text, width, beyond } = cursor;
        let ink = self.theme.ink;
        let half = *width as f32 / self.scale / 2.0;
        let middle = self.point(*x, ruler.middle());
        let flag = Rect::from_center_size(middle - vec2(0.0, 1.0), vec2(half * 2.0, 25.0));
        self.painter.rect_filled(flag, f32::from(radius::SMALL) + 1.0, ink.strong);
        let shift = match beyond {
            None => 0.0,
            Some(Beyond::Left) => 8.0,
            Some(Beyond::Right) => -8.0,
        };
        self.painter.text(flag.center() + vec2(shift, 0.0), Align2::CENTER_CENTER, text, bold(size::SMALL), ink.inverse);
        if let Some(beyond) = beyond {
            let (tip, way) = match beyond {
                Beyond::Left => (flag.left_center() + vec2(8.0, 0.0), 1.0),
                Beyond::Right => (flag.right_center() - vec2(8.0, 0.0), -1.0),
            };
            let corners = vec![tip, tip + vec2(8.0 * way, -6.0), tip + vec2(8.0 * way, 6.0)];
            self.painter.add(Shape::convex_polygon(corners, ink.inverse, Stroke::NONE));
        }
    }

    /// The legend's swatches go into the mesh, its words onto the panel.
    fn keys(&self, items: &Items, footer: Band, mesh: &mut Mesh) {
        let (wide, high) = ((SWATCH * self.scale) as i32, (7.0 * self.scale) as i32);
        for key in &items.keys {
            let band = Band { y0: footer.middle() - high, y1: footer.middle() + high };
            let shape = key.state.map_or(band, |state| super::layout::lane::shape(state, band));
            let quad = Quad { x0: key.x, x1: key.x + wide, y0: shape.y0, y1: shape.y1, ink: key.state.map_or(Ink::Idle, Ink::State) };
            self.quad(mesh, quad, 0);
            let mut x = key.x + wide + (7.0 * self.scale) as i32;
            if let Some((icon, state)) = key.state.and_then(|state| Some((sign(state)?, state))) {
                let side = 16.0;
                let at = self.point(x, footer.middle()) - vec2(0.0, side / 2.0);
                picture(self.painter, Rect::from_min_size(at, Vec2::splat(side)), icon, tone(state, self.theme).text);
                x += (SIGN * self.scale) as i32;
            }
            let label = Label { x, y: footer.middle(), side: Side::Left, text: key.text.clone(), font: Font::Small, ink: TextInk::Dim };
            self.label(&label);
        }
    }
}

/// A tone for each state.
const fn tone(state: SpanState, theme: &Theme) -> &Tone {
    match state {
        SpanState::Gate => &theme.idle,
        SpanState::Queued => &theme.runnable,
        SpanState::Switching => &theme.switching,
        SpanState::Dispatching => &theme.looping,
        SpanState::Running => &theme.running,
        SpanState::Io | SpanState::DeviceQueue | SpanState::Waiting => &theme.waiting,
        SpanState::Lock => &theme.lock,
    }
}

/// The font of a kind of label.
#[must_use]
pub fn font_id(font: Font) -> FontId {
    match font {
        Font::Small => text(size::SMALL),
        Font::Bold => bold(size::SMALL),
    }
}
