//! Draws a path, and follows clicks on it. Knows the colours, decides nothing.

use super::{Arrows, Drawn, Line, LineKind, Whose, near};
use crate::inspector::parts;
use crate::theme::{bold, size, text};
use crate::timeline::layout::Scene;
use crate::timeline::paint::Canvas;
use crate::{Action, Context};
use egui::{Align2, CursorIcon, Rect, Response, RichText, Shape, Stroke, Tooltip, vec2};
use loopscope_event::{EventNo, time};
use loopscope_text::say;
use loopscope_trace::{Piece, Trace};

/// A pointer so near to a line is on it, points.
const REACH: f32 = 4.0;

impl Arrows {
    /// Draws the path of what is selected over the lanes. True if the pointer is on it: what lies below is not meant then.
    pub fn ui(&mut self, cx: &Context<'_>, scene: &Scene<'_>, canvas: &Canvas<'_>, response: &Response, out: &mut Vec<Action>) -> bool {
        let Some(whose) = self.settle(cx, scene) else { return false };
        let pointed = response.hover_pos().and_then(|at| {
            let from = (at - response.rect.min) * scene.scale;
            near(&self.drawn, from.x as i32, from.y as i32, (REACH * scene.scale) as i32).copied()
        });
        canvas.path(&self.drawn, pointed.as_ref());
        let (Some(line), Some((trace, _))) = (pointed, cx.stage()) else { return false };
        response.ctx.set_cursor_icon(CursorIcon::PointingHand);
        if response.clicked() {
            out.push(Action::JumpToEvent(trace.run(), cause(trace, &line)));
        }
        Tooltip::for_widget(response).at_pointer().gap(16.0).show(|ui| {
            let (title, when) = told(trace, &line.piece, whose);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(RichText::new(title).font(bold(size::BODY)).color(canvas.theme.ink.strong));
            for words in [when, say!("path.jump")] {
                ui.label(RichText::new(words).font(text(size::SMALL)).color(canvas.theme.ink.body));
            }
        });
        true
    }
}

/// The event at an arrow's foot: the last one, in its instant, of whoever then let the next one go on; else what it leads to.
pub(super) fn cause(trace: &Trace, arrow: &Line) -> EventNo {
    const NEAR: EventNo = 256;
    let Line { piece, kind: LineKind::Arrow(Some(whose)), .. } = *arrow else { return arrow.piece.event };
    let end = trace.count_until(piece.from);
    let own = (end.saturating_sub(NEAR)..end.min(piece.event))
        .rev()
        .find(|n| trace.event(*n).is_some_and(|event| event.at == piece.from && event.kind.task() == Some(whose)));
    own.unwrap_or(piece.event)
}

/// A stretch in words: what it was, and from when to when.
fn told(trace: &Trace, piece: &Piece, whose: Whose) -> (String, String) {
    let what = match whose {
        Whose::Job(_) => parts::of_job(trace, piece.kind, piece.on, piece.who),
        Whose::Run => parts::of_run(trace, piece.kind, piece.on, piece.who),
    };
    let title = match (whose, piece.who) {
        (Whose::Run, Some(task)) => say!("path.of_task", task = task.name(), what = what, time = time::human(piece.lasted())),
        _ => say!("path.for", what = what, time = time::human(piece.lasted())),
    };
    (title, say!("timeline.from_to", from = time::human(piece.from), to = time::human(piece.to)))
}

impl Canvas<'_> {
    /// Veils first, then all lines with an edge that shows on any colour, then words.
    fn path(&self, drawn: &Drawn, pointed: Option<&Line>) {
        let theme = self.theme;
        let thick = drawn.thick as f32 / self.scale;
        let quiet = theme.surface.panel.gamma_multiply(0.55);
        for veil in &drawn.veils {
            self.painter.rect_filled(Rect::from_min_max(self.point(veil.x0, veil.y0), self.point(veil.x1, veil.y1)), 0, quiet);
        }
        for (more, color) in [(2.5, theme.surface.panel), (0.0, theme.ink.focus)] {
            for line in &drawn.lines {
                let thin = if line.kind == LineKind::Faint { thick * 0.6 } else { 0.0 };
                self.line(line, thick + more - thin, color);
            }
        }
        if let Some(line) = pointed {
            self.line(line, thick + 1.5, theme.ink.strong);
        }
        for words in &drawn.words {
            let ground = Rect::from_center_size(self.point(words.at.0, words.at.1), vec2(words.half as f32 * 2.0 / self.scale, 18.0));
            self.painter.rect_filled(ground, 3, theme.surface.panel.gamma_multiply(0.86));
            self.painter.text(ground.center(), Align2::CENTER_CENTER, &words.text, text(size::SMALL), theme.ink.strong);
        }
    }

    fn line(&self, line: &Line, thick: f32, color: egui::Color32) {
        let (from, to) = (self.point(line.from.0, line.from.1), self.point(line.to.0, line.to.1));
        let LineKind::Arrow(_) = line.kind else {
            // Square ends meet the lines between lanes.
            let half = vec2(thick / 2.0, thick / 2.0);
            self.painter.rect_filled(Rect::from_min_max(from - half, to + half), 0, color);
            return;
        };
        let way = if to.y > from.y { 1.0 } else { -1.0 };
        let (wide, high) = (thick * 1.7, (thick * 2.6).min((to.y - from.y).abs()));
        let neck = to - vec2(0.0, way * high);
        self.painter.line_segment([from, neck], Stroke::new(thick, color));
        self.painter.add(Shape::convex_polygon(vec![to, neck + vec2(-wide, 0.0), neck + vec2(wide, 0.0)], color, Stroke::NONE));
    }
}
