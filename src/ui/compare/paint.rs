//! Paints the chart of jobs, and describes the bar under the pointer.

use super::layout::{self, LETTERED};
use crate::Context;
use crate::fork::words;
use crate::theme::{line, size, text};
use egui::{Align2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use loopscope_event::TaskId;
use loopscope_text::say;
use loopscope_trace::compare::Jobs;

/// Room for the labels at the left, points.
const GUTTER: f32 = 78.0;

/// Draws the chart. Returns the job that was clicked.
pub(super) fn chart(ui: &mut Ui, cx: &Context<'_>, jobs: &Jobs, says: &str) -> Option<TaskId> {
    let size = vec2(ui.available_width(), (ui.available_height() - 2.0).max(40.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, say!("compare.chart", says = says)));
    let room = Rect::from_min_max(rect.min + vec2(GUTTER, 22.0), rect.max - vec2(4.0, 22.0));
    if !room.is_positive() {
        return None;
    }
    let chart = layout::chart(jobs, room);
    let theme = cx.theme;
    let painter = ui.painter().with_clip_rect(rect);
    for (by, y) in &chart.ticks {
        painter.hline(room.x_range(), *y, Stroke::new(line::THIN, theme.surface.grid));
        painter.text(pos2(room.left() - 8.0, *y), Align2::RIGHT_CENTER, words::signed(*by), text(size::SMALL), theme.ink.dim);
    }
    painter.hline(room.x_range(), chart.zero, Stroke::new(line::THIN, theme.surface.outline));
    let pointed =
        response.hover_pos().and_then(|at| chart.bars.iter().find(|bar| (bar.rect.left()..bar.rect.left() + chart.pitch).contains(&at.x)));
    let selected = cx.selection.and_then(|selection| if let crate::Selected::Task(task) = selection.what { Some(task) } else { None });
    for bar in &chart.bars {
        let lit = pointed.is_some_and(|pointed| pointed.job == bar.job) || selected == Some(bar.job);
        painter.rect_filled(bar.rect, 1, if lit { theme.ink.strong } else { theme.ink.dim });
        if chart.pitch >= LETTERED {
            // On the side of 0 away from the bar.
            let (y, align) = if bar.by < 0 { (chart.zero - 2.0, Align2::CENTER_BOTTOM) } else { (chart.zero + 2.0, Align2::CENTER_TOP) };
            painter.text(pos2(bar.rect.center().x, y), align, bar.job.name().to_string(), text(size::SMALL), theme.ink.body);
        }
    }
    let bar = *pointed?;
    let clicked = response.clicked();
    response.on_hover_ui_at_pointer(|ui| {
        let by = words::signed(bar.by);
        ui.label(say!("compare.job", task = bar.job.name(), by = by));
    });
    clicked.then_some(bar.job)
}
