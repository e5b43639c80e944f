//! What an imported trace is, where a run of ours has a machine and numbers.

use super::shown;
use crate::Context;
use crate::controls::knob::grouped;
use crate::theme::{self, radius, size, space};
use egui::{Align2, RichText, Role, Ui, WidgetInfo, vec2};
use loopscope_event::time;
use loopscope_text::say;

/// In place of the stage: another program's trace has no machine that could be drawn.
pub fn no_machine(ui: &mut Ui, cx: &Context<'_>) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), egui::Sense::hover());
    // A trace that this program exported itself has a model; the log has the machine as well.
    let own = shown(cx).is_some_and(|(_, recorded)| !recorded.model.is_empty());
    let says = if own { say!("recording.no_machine_own") } else { say!("recording.no_machine_says") };
    let title = say!("recording.no_machine");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{title}. {says}")));
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, radius::PANEL, cx.theme.surface.panel);
    let middle = rect.center();
    // Lanes in grey: this is what there is to see, below.
    let width = rect.width().min(420.0);
    for (lane, parts) in [[(0.0, 0.34), (0.42, 0.9)], [(0.05, 0.2), (0.5, 0.72)], [(0.22, 0.3), (0.78, 1.0)]].into_iter().enumerate() {
        for (from, to) in parts {
            let min = middle + vec2(width * (from - 0.5), -96.0 + 20.0 * lane as f32);
            let bar = egui::Rect::from_min_size(min, vec2(width * (to - from), 13.0));
            painter.rect_filled(bar.intersect(rect), radius::SMALL, cx.theme.surface.lane);
        }
    }
    painter.text(middle, Align2::CENTER_CENTER, title, theme::bold(size::TITLE), cx.theme.ink.strong);
    let galley = painter.layout(says, theme::text(size::BODY), cx.theme.ink.dim, (rect.width() - 60.0).clamp(100.0, 560.0));
    let at = middle + vec2(-galley.size().x / 2.0, 24.0);
    painter.galley(at, galley, cx.theme.ink.dim);
}

/// In place of the scoreboard: what the trace holds, and what had to be put up with.
pub fn about(ui: &mut Ui, cx: &Context<'_>) {
    let Some((trace, recorded)) = shown(cx) else { return };
    let Some(imported) = trace.imported() else { return };
    ui.label(RichText::new(say!("recording.about")).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
    ui.add_space(space::TIGHT);
    let line = |ui: &mut Ui, name: String, value: String| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(name).color(cx.theme.ink.dim));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(value).font(theme::bold(size::VALUE)).color(cx.theme.ink.strong));
            });
        });
    };
    line(ui, say!("recording.count"), grouped(imported.count));
    let lanes = imported.lanes.len() + trace.tracks().cores.len();
    line(ui, say!("recording.lanes"), grouped(lanes as u64));
    line(ui, say!("recording.names"), grouped(imported.spans.len() as u64));
    line(ui, say!("recording.arrows"), grouped(imported.links.len() as u64));
    line(ui, say!("recording.marks"), grouped(recorded.marks.len() as u64));
    line(ui, say!("recording.length"), time::human(trace.end()));
    if recorded.tolerated.is_empty() {
        return;
    }
    ui.add_space(space::NORMAL);
    ui.label(RichText::new(say!("recording.tolerated")).font(theme::bold(size::SMALL)).color(cx.theme.ink.dim));
    for (what, n) in &recorded.tolerated {
        let text = format!("{} {}", grouped(*n), say!(what));
        ui.label(RichText::new(text).font(theme::text(size::SMALL)).color(cx.theme.ink.body));
    }
}
