//! A figure against the knob: a curve for each model, with its name at its end.

use super::{
    Results, Row,
    layout::{Places, Point, apart, curve, shares, span, written},
};
use crate::Context;
use crate::controls::knob::grouped;
use crate::theme::{self, Theme, line, size, space};
use crate::widgets::wording;
use egui::{Align2, Color32, Pos2, Rect, RichText, Role, Stroke, Ui, WidgetInfo, pos2};
use egui_plot::{AxisHints, GridMark, HPlacement, Line, LineStyle, MarkerShape, Plot, PlotBounds, PlotTransform, Points};
use loopscope_event::time;
use loopscope_text::say;

/// The figure drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// Jobs per second.
    Throughput,
    /// The 99th percentile of the jobs' latency.
    Slowest,
}

impl Figure {
    fn title(self) -> String {
        match self {
            Self::Throughput => say!("sweep.throughput"),
            Self::Slowest => say!("sweep.slowest"),
        }
    }
    /// Latencies span many orders of magnitude.
    const fn places(self) -> Places {
        Places { log: matches!(self, Self::Slowest) }
    }
    fn of(self, row: &Row) -> Option<f64> {
        match self {
            Self::Throughput => Some(row.report.throughput_per_s),
            Self::Slowest => Self::places(self).of(row.report.latency.p99 as f64),
        }
    }
    fn written(self, value: f64) -> String {
        match self {
            Self::Throughput => grouped(value.round().max(0.0) as u64),
            Self::Slowest => time::plain(value.round().max(0.0) as u64),
        }
    }
}

/// The largest distance of the pointer from a point, points.
const REACH: f32 = 26.0;
/// The gap between a point and the name at its right, points.
const BESIDE: f32 = 12.0;

/// A model's look, by its index in the registry: not by colour, since colour means state.
fn look(theme: &Theme, place: usize) -> (Color32, LineStyle, MarkerShape) {
    let tint = if place.is_multiple_of(2) { theme.ink.strong } else { theme.ink.dim };
    let style = [LineStyle::dashed_dense(), LineStyle::dashed_loose(), LineStyle::Solid][place % 3];
    let markers = [
        MarkerShape::Square,
        MarkerShape::Diamond,
        MarkerShape::Circle,
        MarkerShape::Up,
        MarkerShape::Plus,
        MarkerShape::Down,
        MarkerShape::Cross,
        MarkerShape::Asterisk,
        MarkerShape::Left,
    ];
    (tint, style, markers[place % markers.len()])
}

/// A plot that cannot be moved, in our fonts; the caller sets the axis marks and their labels.
pub(super) fn plot<'a>(name: &'a str, cx: &Context<'_>, results: &'a Results, y: Places, words: impl Fn(f64) -> String + 'a) -> Plot<'a> {
    let grid = |places: Places| {
        move |input: egui_plot::GridInput| {
            places.marks(input.bounds).into_iter().map(|(value, step_size)| GridMark { value, step_size }).collect()
        }
    };
    let x = Places { log: results.log };
    let kind = results.axis.values.first().copied();
    let ends = span(results);
    // No label below the room for the curves' names.
    let x_words = move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| {
        let inside = mark.value <= ends.1 + (ends.1 - ends.0) * 0.02;
        kind.filter(|_| inside).map_or_else(String::new, |kind| written(kind, x.value(mark.value)))
    };
    let font = theme::text(size::SMALL);
    let x_axis =
        AxisHints::new_x().formatter(x_words).tick_label_font(font.clone()).tick_label_color(cx.theme.ink.dim).label_spacing(40.0..=70.0);
    let y_words = move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| words(y.value(mark.value));
    let y_axis = AxisHints::new_y()
        .formatter(y_words)
        .tick_label_font(font)
        .tick_label_color(cx.theme.ink.dim)
        .label_spacing(18.0..=26.0)
        .min_thickness(58.0)
        .placement(HPlacement::Left);
    Plot::new(name)
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis])
        .x_grid_spacer(grid(x))
        .y_grid_spacer(grid(y))
        .grid_color(cx.theme.surface.control_active)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_drag(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .auto_bounds(false)
        .set_margin_fraction(egui::Vec2::ZERO)
}

/// Draws the chart. Returns the run under the pointer.
pub fn ui(ui: &mut Ui, cx: &Context<'_>, results: &Results, figure: Figure, hovered: Option<usize>) -> Option<usize> {
    let title = figure.title();
    heading(ui, cx, &title);
    let curves: Vec<Vec<Point>> = (0..results.models.len()).map(|model| curve(results, model, |row| figure.of(row))).collect();
    let names = results
        .models
        .iter()
        .map(|model| ui.painter().layout_no_wrap(wording::short(model), theme::text(size::SMALL), cx.theme.ink.strong));
    let names: Vec<_> = names.collect();
    let widest = names.iter().map(|name| name.size().x).fold(0.0, f32::max) + BESIDE + 4.0;
    let height = ui.available_height() - 22.0;
    let (left, right) = span(results);
    // The curves end where their names begin.
    let plain = (ui.available_width() - 60.0 - widest).max(60.0);
    let beyond = (right - left) * f64::from(widest / plain);
    let (low, high) = heights(&curves, figure);
    let margin = (right - left) * 0.02;
    let bounds = PlotBounds::from_min_max([left - margin, low], [right + beyond, high]);
    let plot = plot(&title, cx, results, figure.places(), move |value| figure.written(value)).height(height);
    let shown = plot.show(ui, |plot| {
        plot.set_plot_bounds(bounds);
        // Dashed over solid, so that curves that coincide are both seen.
        for (model, points) in curves.iter().enumerate().rev() {
            let (color, style, shape) = look_of(cx, results, model);
            let at = |points: &[Point]| -> Vec<[f64; 2]> { points.iter().map(|point| [point.x, point.y]).collect() };
            plot.line(Line::new("", at(points)).color(color).width(line::STRONG).style(style).allow_hover(false));
            plot.points(Points::new("", at(points)).color(color).shape(shape).radius(4.5).filled(true).allow_hover(false));
        }
    });
    footing(ui, cx, results);
    let says = say!("sweep.against", figure = title, key = results.axis.key, models = listed(results));
    shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &says));
    let transform = shown.transform;
    ends(ui, cx, &curves, &names, &transform);
    let points: Vec<Point> = curves.concat();
    let found = shown.response.hover_pos().and_then(|pointer| nearest(&points, pointer, &transform));
    if let Some(point) = points.iter().find(|point| Some(point.run) == found.or(hovered)) {
        ui.painter().circle_stroke(at(point, &transform), 9.0, Stroke::new(line::SELECTED, cx.theme.ink.focus));
    }
    if let Some(run) = found {
        shown.response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_ui_at_pointer(|ui| told(ui, cx, results, run));
    }
    found
}

/// A model's look, the same whatever other models are swept.
fn look_of(cx: &Context<'_>, results: &Results, model: usize) -> (Color32, LineStyle, MarkerShape) {
    let name = results.models[model].name;
    look(cx.theme, cx.models.iter().position(|known| known.name == name).unwrap_or(model))
}

/// The visible range, from the lowest to the highest value.
fn heights(curves: &[Vec<Point>], figure: Figure) -> (f64, f64) {
    let all = || curves.iter().flatten().map(|point| point.y);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    match figure {
        _ if low > high => (0.0, 1.0),
        Figure::Throughput => (0.0, (high * 1.08).max(1e-9)),
        Figure::Slowest => (low - 0.15, (high + 0.15).max(low + 0.5)),
    }
}

fn at(point: &Point, transform: &PlotTransform) -> Pos2 {
    pos2(transform.position_from_point_x(point.x), transform.position_from_point_y(point.y))
}

fn nearest(points: &[Point], pointer: Pos2, transform: &PlotTransform) -> Option<usize> {
    let far = |point: &&Point| at(point, transform).distance(pointer);
    points.iter().min_by(|a, b| far(a).total_cmp(&far(b))).filter(|point| far(point) < REACH).map(|point| point.run)
}

/// Draws the models' names at the ends of their curves.
fn ends(ui: &Ui, cx: &Context<'_>, curves: &[Vec<Point>], names: &[std::sync::Arc<egui::Galley>], transform: &PlotTransform) {
    let last: Vec<(usize, Pos2)> =
        curves.iter().enumerate().filter_map(|(model, points)| Some((model, at(points.last()?, transform)))).collect();
    let frame: Rect = *transform.frame();
    let wanted: Vec<f32> = last.iter().map(|(_, end)| end.y).collect();
    let right = last.iter().map(|(_, end)| end.x).fold(f32::NEG_INFINITY, f32::max) + BESIDE;
    let placed = apart(&wanted, size::SMALL + 3.0, (frame.top() + 8.0, frame.bottom() - 8.0));
    for ((model, end), y) in last.iter().zip(placed) {
        let name = &names[*model];
        if (y - end.y).abs() > 6.0 || right - end.x > BESIDE + 2.0 {
            let stroke = Stroke::new(line::THIN, cx.theme.surface.outline);
            ui.painter().line_segment([pos2(end.x + 6.0, end.y), pos2(right - 2.0, y)], stroke);
        }
        ui.painter().galley(Align2::LEFT_CENTER.anchor_size(pos2(right, y), name.size()).min, name.clone(), cx.theme.ink.strong);
    }
}

pub(super) fn heading(ui: &mut Ui, cx: &Context<'_>, text: &str) {
    ui.label(RichText::new(text).font(theme::bold(size::BODY)).color(cx.theme.ink.strong));
}

/// Draws the caption of the axis.
fn footing(ui: &mut Ui, cx: &Context<'_>, results: &Results) {
    ui.add_space(-space::NORMAL);
    ui.vertical_centered(|ui| ui.label(RichText::new(&results.axis.key).font(theme::mono(size::SMALL)).color(cx.theme.ink.dim)));
}

pub(super) fn listed(results: &Results) -> String {
    wording::commas(&results.models.iter().map(|model| wording::short(model)).collect::<Vec<_>>())
}

/// Describes a run.
pub(super) fn told(ui: &mut Ui, cx: &Context<'_>, results: &Results, run: usize) {
    let models = results.models.len().max(1);
    let (Some(value), Some(Some(row))) = (results.axis.values.get(run / models), results.rows.get(run)) else { return };
    let report = &row.report;
    let title = say!("sweep.point", model = wording::short(results.models[run % models]), value = written(*value, value.as_f64()));
    ui.label(RichText::new(title).font(theme::bold(size::BODY)).color(cx.theme.ink.strong));
    let [running, switching, spawning, dispatching, stealing] = shares(&report.cpu).map(|share| share * 100.0);
    let parts = [
        (running, say!("scoreboard.running")),
        (switching, say!("scoreboard.switching")),
        (spawning, say!("scoreboard.spawning")),
        (dispatching, say!("scoreboard.dispatching")),
        (stealing, say!("scoreboard.stealing")),
    ];
    let seen = parts.iter().filter(|(share, _)| *share >= 0.05);
    let cpu: Vec<String> = seen.map(|(share, what)| say!("sweep.share", share = format!("{share:.1}"), what = what)).collect();
    ui.label(say!("sweep.per_second", n = grouped(report.throughput_per_s.round() as u64)));
    ui.label(say!("sweep.within", p99 = time::plain(report.latency.p99), p50 = time::plain(report.latency.p50)));
    ui.label(say!("sweep.cpu", parts = wording::commas(&cpu)));
    ui.label(RichText::new(say!("sweep.click")).color(cx.theme.ink.dim));
}
