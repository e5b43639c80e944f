//! The distribution of latencies: a small chart of classes of equal ratio, on one axis for all runs.

use crate::theme::{self, Theme, size};
use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use loopscope_event::time;
use loopscope_text::say;
use loopscope_trace::Histogram;

/// Heights of the bars, and of the axis below, points.
const BARS: f32 = 34.0;
const AXIS: f32 = 18.0;

/// Draws the chart; a class of `most` jobs fills the height.
pub(super) fn ui(ui: &mut Ui, theme: &Theme, spread: &Histogram, most: usize) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), BARS + AXIS), Sense::hover());
    let all: usize = spread.counts.iter().sum();
    let (least, longest) = (time::short(spread.least), time::short(spread.most));
    let says = if all == 0 { say!("spread.none") } else { say!("spread.says", n = all, least = least, most = longest) };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &says));
    let painter = ui.painter();
    let base = rect.top() + BARS;
    painter.rect_filled(Rect::from_min_max(pos2(rect.left(), base), pos2(rect.right(), base + 1.0)), 0, theme.surface.outline);
    if all == 0 {
        painter.text(rect.left_top() + vec2(0.0, BARS / 2.0), Align2::LEFT_CENTER, says, theme::text(size::SMALL), theme.ink.dim);
        return;
    }
    let width = rect.width() / spread.counts.len().max(1) as f32;
    let mut pointed = None;
    let pointer = response.hover_pos().filter(|at| at.y <= base);
    for (class, count) in spread.counts.iter().enumerate() {
        let left = rect.left() + width * class as f32;
        let height = (*count as f32 / most.max(1) as f32 * (BARS - 2.0)).max(if *count > 0 { 1.5 } else { 0.0 });
        let bar = Rect::from_min_max(pos2(left, base - height), pos2(left + (width - 1.0).max(1.0), base));
        painter.rect_filled(bar, 0, theme.ink.dim);
        if pointer.is_some_and(|at| (left..left + width).contains(&at.x)) {
            pointed = Some((class, *count));
        }
    }
    let at = pos2(rect.left(), rect.bottom());
    painter.text(at, Align2::LEFT_BOTTOM, least, theme::text(size::SMALL), theme.ink.dim);
    painter.text(pos2(rect.right(), at.y), Align2::RIGHT_BOTTOM, longest, theme::text(size::SMALL), theme.ink.dim);
    let says = pointed.map_or(says, |(class, count)| {
        let edge = |class: usize| time::short(edge(spread, class));
        say!("spread.class", n = count, from = edge(class), to = edge(class + 1))
    });
    response.on_hover_text(says);
}

/// The lower edge of a class, ns.
fn edge(spread: &Histogram, class: usize) -> u64 {
    let ratio = spread.most as f64 / spread.least.max(1) as f64;
    (spread.least as f64 * ratio.powf(class as f64 / spread.counts.len().max(1) as f64)).round() as u64
}
