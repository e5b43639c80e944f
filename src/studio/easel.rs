//! [`Easel`]: a part of the window, drawn without the window, for a picture of it.
//!
//! It draws what the panels draw: with the same context it is the same picture, in the window and on the command line. What is no picture
//! of the window has no buttons.

use egui::epaint::ClippedShape;
use egui::{CentralPanel, Frame, Margin, Ui, Vec2};
use loopscope_pixels::raster::{Booth, Image};
use loopscope_ui::export::Part;
use loopscope_ui::theme::{Theme, space};
use loopscope_ui::timeline::Timeline;
use loopscope_ui::workspace::{self, Panels};
use loopscope_ui::{Context, Views};

/// So many passes are needed until every size is settled.
const SETTLES: usize = 3;

/// A part of the window without the window.
pub struct Easel {
    part: Part,
    booth: Booth,
    panels: Panels,
    /// True once sizes are settled.
    settled: bool,
}

impl Easel {
    /// For pictures of so many points, each of `scale` pixels; the timeline looks where that one does.
    #[must_use]
    pub fn new(part: Part, size: Vec2, scale: f32, theme: &Theme, like: Option<&Timeline>) -> Self {
        let booth = Booth::new(size, scale);
        Theme::install(&booth.ctx);
        booth.ctx.set_theme(if theme.dark { egui::Theme::Dark } else { egui::Theme::Light });
        let panels = Panels { timeline: like.map(Timeline::likeness).unwrap_or_default(), ..Panels::default() };
        Self { part, booth, panels, settled: false }
    }

    /// From now on the timeline looks at this stretch, ns. For a context as it will be drawn.
    pub fn look_at(&mut self, cx: &Context<'_>, from: u64, to: u64) {
        // Where it has not been before it looks where it likes first.
        let _ = self.pass(cx, &Views::default());
        self.panels.timeline.look_at(from, to);
    }

    /// What the panels draw for this context.
    pub fn shapes(&mut self, cx: &Context<'_>, views: &Views<'_>) -> Vec<ClippedShape> {
        for _ in 1..if self.settled { 1 } else { SETTLES } {
            let _ = self.pass(cx, views);
        }
        self.settled = true;
        self.pass(cx, views)
    }

    /// The picture of it.
    pub fn image(&mut self, cx: &Context<'_>) -> Image {
        let shapes = self.shapes(cx, &Views::default());
        self.booth.develop(shapes, cx.theme.surface.page)
    }

    /// Keeps what it was drawn in, and nothing else.
    #[must_use]
    pub fn into_booth(self) -> Booth {
        self.booth
    }

    fn pass(&mut self, cx: &Context<'_>, views: &Views<'_>) -> Vec<ClippedShape> {
        let Self { part, booth, panels, .. } = self;
        let cx = &Context { purpose: part.purpose(), ..*cx };
        booth.shapes(|ui| paint(ui, *part, panels, cx, views))
    }
}

fn paint(ui: &mut Ui, part: Part, panels: &mut Panels, cx: &Context<'_>, views: &Views<'_>) {
    // Nobody clicks here.
    let out = &mut Vec::new();
    let frame = Frame::new().fill(cx.theme.surface.page).inner_margin(Margin::same(space::GUTTER as i8));
    match part {
        Part::Window => workspace::ui(ui, panels, cx, views, out),
        Part::Stage => CentralPanel::default().frame(frame).show(ui, |ui| workspace::stage(ui, panels, cx, out)).inner,
        Part::Timeline => CentralPanel::default().frame(frame).show(ui, |ui| panels.timeline.ui(ui, cx, out)).inner,
    }
}
