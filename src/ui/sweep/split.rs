//! The split of the CPU's time against the knob: a small plot for each model, in the colours of the states.

use super::{
    Results,
    chart::{heading, listed, plot, told},
    layout::{Places, Point, curve, shares, span},
};
use crate::Context;
use crate::theme::{self, Theme, line, size, space};
use crate::widgets::wording;
use egui::{Align, Color32, Layout, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_plot::{FilledArea, PlotBounds, VLine};
use loopscope_text::say;

/// The stacked shares, from the bottom; the rest is idle.
fn parts(theme: &Theme) -> [(String, Color32); 5] {
    [
        (say!("scoreboard.running"), theme.running.fill),
        (say!("scoreboard.switching"), theme.switching.fill),
        (say!("scoreboard.spawning"), theme.switching.edge),
        (say!("scoreboard.dispatching"), theme.looping.fill),
        (say!("scoreboard.stealing"), theme.looping.edge),
    ]
}

/// Draws the plots, in this many columns. Returns the run under the pointer.
pub fn ui(ui: &mut Ui, cx: &Context<'_>, results: &Results, columns: usize, hovered: Option<usize>) -> Option<usize> {
    ui.horizontal(|ui| {
        heading(ui, cx, &say!("sweep.cpu_title"));
        ui.add_space(space::NORMAL);
        legend(ui, cx, results);
    });
    let rows = results.models.len().div_ceil(columns).max(1) as f32;
    let size = vec2(
        (ui.available_width() - space::NORMAL * (columns as f32 - 1.0)) / columns as f32,
        (ui.available_height() - space::NORMAL * (rows - 1.0)) / rows,
    );
    let models: Vec<usize> = (0..results.models.len()).collect();
    let mut found = None;
    for row in models.chunks(columns) {
        ui.horizontal_top(|ui| {
            for model in row {
                let shown = ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
                    ui.set_min_size(size);
                    one(ui, cx, results, *model, hovered)
                });
                found = found.or(shown.inner);
            }
        });
    }
    found
}

fn one(ui: &mut Ui, cx: &Context<'_>, results: &Results, model: usize, hovered: Option<usize>) -> Option<usize> {
    let info = results.models[model];
    ui.spacing_mut().item_spacing.y = 7.0;
    ui.label(RichText::new(wording::short(info)).font(theme::text(size::SMALL)).color(cx.theme.ink.strong));
    let stacks: Vec<(Point, [f64; 5])> = (curve(results, model, |_| Some(0.0)).into_iter())
        .filter_map(|point| Some((point, shares(&results.rows.get(point.run)?.as_ref()?.report.cpu))))
        .collect();
    let (left, right) = span(results);
    let margin = (right - left) * 0.03;
    let plot = plot(info.name, cx, results, Places { log: false }, |share| format!("{:.0} %", share * 100.0)).height(ui.available_height());
    let shown = plot.show(ui, |plot| {
        plot.set_plot_bounds(PlotBounds::from_min_max([left - margin, 0.0], [right + margin, 1.0]));
        let xs: Vec<f64> = stacks.iter().map(|(point, _)| point.x).collect();
        let mut below = vec![0.0; xs.len()];
        for (part, (name, color)) in parts(cx.theme).into_iter().enumerate() {
            let above: Vec<f64> = below.iter().zip(&stacks).map(|(below, (_, shares))| below + shares[part]).collect();
            if above != below && xs.len() > 1 {
                plot.add(FilledArea::new(name, &xs, &below, &above).fill_color(color).stroke(Stroke::NONE).allow_hover(false));
            }
            below = above;
        }
        if let Some((point, _)) = stacks.iter().find(|(point, _)| Some(point.run) == hovered) {
            plot.vline(VLine::new("", point.x).color(cx.theme.ink.strong).width(line::NORMAL).allow_hover(false));
        }
    });
    let says = say!("sweep.cpu_against", model = wording::short(info), key = results.axis.key, models = listed(results));
    shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &says));
    let pointer = shown.response.hover_pos()?;
    let far = |point: &Point| (shown.transform.position_from_point_x(point.x) - pointer.x).abs();
    let run = stacks.iter().map(|(point, _)| point).min_by(|a, b| far(a).total_cmp(&far(b)))?.run;
    shown.response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_ui_at_pointer(|ui| told(ui, cx, results, run));
    Some(run)
}

/// Draws the legend: the colours that occur, and idle.
fn legend(ui: &mut Ui, cx: &Context<'_>, results: &Results) {
    let mut most = [0.0_f64; 5];
    for row in results.rows.iter().flatten() {
        let shares = shares(&row.report.cpu);
        most = std::array::from_fn(|part| most[part].max(shares[part]));
    }
    let idle = cx.theme.surface.panel;
    let seen = parts(cx.theme).into_iter().zip(most).filter(|(_, most)| *most >= 0.002).map(|(part, _)| part);
    for (name, color) in seen.chain([(say!("scoreboard.idle"), idle)]) {
        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 12.0), Sense::hover());
        ui.painter().rect_filled(rect, 2, color);
        if color == idle {
            let edge = Rect::from_min_max(rect.min, pos2(rect.right(), rect.bottom()));
            ui.painter().rect_stroke(edge, 2, Stroke::new(line::THIN, cx.theme.surface.outline), egui::StrokeKind::Inside);
        }
        ui.label(RichText::new(name).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
    }
}
