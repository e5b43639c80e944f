//! Shapes that are no rectangles: triangles that fold, pins, the flags of notes. A part of [`paint`](super).

use super::Canvas;
use crate::theme::{Theme, line, radius, size, text};
use crate::timeline::lanes::plan::Band;
use crate::timeline::layout::gutter::{Fold, Folded, TRIANGLE};
use crate::timeline::layout::items::{Items, NoteFlag};
use egui::{Align2, Rect, Shape, Stroke, pos2, vec2};

impl Canvas<'_> {
    pub(crate) fn gutter(&self, items: &Items) {
        items.folds.iter().for_each(|fold| self.fold(fold));
        let ink = self.theme.ink;
        for (x, y) in &items.pins {
            let head = self.point(*x, *y) + vec2(5.0, -2.0);
            self.painter.line_segment([head, head + vec2(0.0, 8.0)], Stroke::new(line::NORMAL, ink.dim));
            self.painter.circle_filled(head, 4.0, ink.dim);
        }
    }

    fn fold(&self, fold: &Fold) {
        let middle = self.point(0, fold.y) + vec2(TRIANGLE.0 + 5.0, 0.0);
        let half = if fold.what == Folded::Run { 4.5 } else { 3.5 };
        let corners = if fold.open {
            [vec2(-half, -half * 0.6), vec2(half, -half * 0.6), vec2(0.0, half * 0.7)]
        } else {
            [vec2(-half * 0.6, -half), vec2(half * 0.7, 0.0), vec2(-half * 0.6, half)]
        };
        let corners = corners.map(|corner| middle + corner).to_vec();
        self.painter.add(Shape::convex_polygon(corners, self.theme.ink.dim, Stroke::NONE));
    }

    pub(crate) fn note(&self, note: &NoteFlag, ruler: Band) {
        let Theme { surface, ink, .. } = self.theme;
        let corner = self.point(note.x, ruler.y0) + vec2(0.0, 3.0);
        let flag = Rect::from_min_size(corner, vec2(note.width as f32 / self.scale, 20.0));
        self.painter.rect(flag, radius::SMALL, surface.control_hover, Stroke::new(line::THIN, ink.dim), egui::StrokeKind::Inside);
        if note.text.is_empty() {
            let dot = pos2(flag.center().x, flag.center().y);
            self.painter.circle_filled(dot, 2.5, ink.strong);
        } else {
            self.painter.text(flag.left_center() + vec2(7.0, 0.0), Align2::LEFT_CENTER, &note.text, text(size::SMALL), ink.strong);
        }
    }
}
