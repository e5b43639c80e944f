//! [`Booth`]: a user interface without a window, for tests and pictures.

use super::{Image, Raster};
use egui::epaint::{ClippedPrimitive, ClippedShape, Primitive};
use egui::{Color32, Context, Event, Pos2, RawInput, Rect, Ui, Vec2, ViewportId, ViewportInfo};

/// Runs a user interface pass by pass and takes pictures of it. The caller sets the time.
pub struct Booth {
    /// egui's context: install fonts and styles here.
    pub ctx: Context,
    raster: Raster,
    size: Vec2,
    scale: f32,
    seconds: f64,
    events: Vec<Event>,
}

impl Booth {
    /// A booth of this size in points, at `scale` pixels per point.
    #[must_use]
    pub fn new(size: Vec2, scale: f32) -> Self {
        Self { ctx: Context::default(), raster: Raster::default(), size, scale, seconds: 0.0, events: Vec::new() }
    }

    /// Queues a user's event for the next pass.
    pub fn event(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Moves the pointer in the next pass.
    pub fn point_at(&mut self, at: Pos2) {
        self.event(Event::PointerMoved(at));
    }

    /// Runs one pass, a sixtieth of a second after the last, without painting it.
    pub fn pass(&mut self, ui: impl FnMut(&mut Ui)) {
        self.run(ui);
    }

    /// Runs one pass and returns its shapes, to be painted later, perhaps on another thread, before the next pass.
    pub fn shapes(&mut self, ui: impl FnMut(&mut Ui)) -> Vec<ClippedShape> {
        self.run(ui)
    }

    /// Paints the last pass's shapes.
    #[must_use]
    pub fn develop(&self, shapes: Vec<ClippedShape>, background: Color32) -> Image {
        let primitives = self.ctx.tessellate(shapes, self.scale);
        let pixels = |points: f32| (points * self.scale).round() as usize;
        let mut image = Image::filled(pixels(self.size.x), pixels(self.size.y), background);
        self.raster.paint(&mut image, &primitives, self.scale);
        image
    }

    /// Runs this number of passes and paints the last.
    pub fn picture(&mut self, passes: usize, background: Color32, mut ui: impl FnMut(&mut Ui)) -> Image {
        for _ in 1..passes {
            self.run(&mut ui);
        }
        let shapes = self.run(&mut ui);
        self.develop(shapes, background)
    }

    /// The rasteriser with the booth's textures.
    #[must_use]
    pub const fn raster(&self) -> &Raster {
        &self.raster
    }

    /// The size in points, and the pixels per point.
    #[must_use]
    pub const fn size(&self) -> (Vec2, f32) {
        (self.size, self.scale)
    }

    /// Runs one pass and tessellates it without painting. Returns the number of triangles.
    pub fn meshes(&mut self, ui: impl FnMut(&mut Ui)) -> usize {
        let shapes = self.run(ui);
        let primitives = self.ctx.tessellate(shapes, self.scale);
        let triangles = |primitive: &ClippedPrimitive| match &primitive.primitive {
            Primitive::Mesh(mesh) => mesh.indices.len() / 3,
            Primitive::Callback(_) => 0,
        };
        primitives.iter().map(triangles).sum()
    }

    fn run(&mut self, ui: impl FnMut(&mut Ui)) -> Vec<ClippedShape> {
        self.seconds += 1.0 / 60.0;
        let viewport = ViewportInfo { native_pixels_per_point: Some(self.scale), ..ViewportInfo::default() };
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            viewports: std::iter::once((ViewportId::ROOT, viewport)).collect(),
            time: Some(self.seconds),
            events: std::mem::take(&mut self.events),
            focused: true,
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, ui);
        self.raster.apply(&mut output.textures_delta);
        std::mem::take(&mut output.shapes)
    }
}
