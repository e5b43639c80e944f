//! One model's card.

use super::against::Against;
use crate::controls::knob::grouped;
use crate::fork::words;
use crate::recording;
use crate::theme::{self, Theme, line, radius, size};
use crate::widgets::{focus, wording};
use egui::{Align, Align2, Color32, Frame, Layout, Margin, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use loopscope_event::{Ending, ModelInfo, Ns, Origin, Rows, RunId, time};
use loopscope_text::say;
use loopscope_trace::compare::Figure;
use loopscope_trace::{Histogram, Report};

/// The values of the longest bars.
#[derive(Clone, Copy)]
pub struct Scale {
    /// Completed jobs, where the total is not known.
    pub done: f64,
    /// Jobs per second.
    pub throughput: f64,
    /// Latency, ns.
    pub latency: f64,
}

/// The period that the numbers cover.
#[derive(Clone, Copy)]
pub enum Shown<'a> {
    /// The run up to the playhead.
    Run {
        /// The total number of jobs; `None`: endless.
        total: Option<u64>,
        /// The run's ending, if the playhead is there.
        ended: Option<&'a Ending>,
    },
    /// A range of time.
    Stretch {
        /// The distribution of its jobs' latencies.
        spread: &'a Histogram,
        /// The number of jobs in the largest class over all runs.
        fullest: usize,
    },
}

/// One model's numbers.
pub struct Card<'a> {
    /// The run.
    pub run: RunId,
    /// The origin of its numbers.
    pub origin: Origin,
    /// The model.
    pub model: &'static ModelInfo,
    /// The number of its loops or workers.
    pub loops: u16,
    /// Its numbers.
    pub report: &'a Report,
    /// The period that its numbers cover.
    pub shown: Shown<'a>,
    /// True to show every number, false for the main ones.
    pub all: bool,
    /// True if the run is on the stage.
    pub on_stage: bool,
    /// The comparison with the future that a fork left.
    pub against: Option<&'a Against>,
}

/// The ends of the bars, from the card's left and right, points.
const LABEL: f32 = 106.0;
const VALUE: f32 = 80.0;
const ROW: f32 = 22.0;

impl Card<'_> {
    /// Draws the card. Returns true if it was clicked.
    pub fn ui(&self, ui: &mut Ui, theme: &Theme, scale: Scale) -> bool {
        let edge = if self.on_stage { Stroke::new(line::NORMAL, theme.ink.dim) } else { Stroke::new(line::NORMAL, Color32::TRANSPARENT) };
        let frame = Frame::new().fill(theme.surface.card).stroke(edge).corner_radius(radius::CARD).inner_margin(Margin::symmetric(12, 9));
        let inner = frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            self.head(ui, theme);
            self.body(ui, theme, scale);
        });
        let model = wording::short(self.model);
        let says = match self.on_stage {
            true => say!("scoreboard.on_stage", model = model),
            false => say!("scoreboard.put_on_stage", model = model),
        };
        let response = ui.interact(inner.response.rect, ui.scope_id().with(self.run), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &says));
        focus::ring(ui, &response);
        if response.hovered() {
            let stroke = Stroke::new(line::NORMAL, theme.surface.outline);
            ui.painter().rect_stroke(inner.response.rect, radius::CARD, stroke, StrokeKind::Inside);
        }
        let clicked = response.clicked();
        response.on_hover_text(says);
        clicked
    }

    fn head(&self, ui: &mut Ui, theme: &Theme) {
        ui.horizontal(|ui| {
            ui.label(RichText::new(wording::short(self.model)).font(theme::bold(size::HEADING)).color(theme.ink.strong));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| tag(ui, theme, &recording::origin(self.origin)));
        });
    }

    fn body(&self, ui: &mut Ui, theme: &Theme, scale: Scale) {
        let report = self.report;
        let latency = &report.latency;
        let some = |ns: Ns| if report.jobs > 0 { time::short(ns) } else { "–".into() };
        let part = |ns: f64| if scale.latency > 0.0 { ns / scale.latency } else { 0.0 };
        let done = grouped(report.jobs);
        let (progress, done) = match self.shown {
            Shown::Run { total: Some(total), .. } => (report.jobs as f64 / total.max(1) as f64, format!("{done} / {}", grouped(total))),
            _ => (report.jobs as f64 / scale.done.max(1.0), done),
        };
        let row = |ui: &mut Ui, label: &str, figure: Figure, part: Option<f64>, value: &str| {
            row(ui, theme, label, (part, self.against.and_then(|against| against.by(figure))), value);
        };
        let all = self.all || self.against.is_some();
        row(ui, &say!("scoreboard.jobs_done"), Figure::Done, Some(progress), &done);
        let rate = if report.jobs > 0 { per_second(report.throughput_per_s) } else { "–".into() };
        row(ui, &say!("scoreboard.throughput"), Figure::Throughput, Some(report.throughput_per_s / scale.throughput.max(1e-9)), &rate);
        if let Some(against) = self.against {
            row(ui, &words::name(Figure::Makespan), Figure::Makespan, None, &against.now(Figure::Makespan));
        }
        row(ui, &say!("scoreboard.mean"), Figure::Mean, Some(part(latency.mean)), &some(latency.mean as Ns));
        if all {
            row(ui, &say!("scoreboard.median"), Figure::P50, Some(part(latency.p50 as f64)), &some(latency.p50));
        }
        row(ui, &say!("scoreboard.p95"), Figure::P95, Some(part(latency.p95 as f64)), &some(latency.p95));
        if all {
            row(ui, &say!("scoreboard.p99"), Figure::P99, Some(part(latency.p99 as f64)), &some(latency.p99));
        }
        if self.all {
            row(ui, &say!("scoreboard.slowest"), Figure::Slowest, Some(part(latency.max as f64)), &some(latency.max));
        }
        self.cpu(ui, theme);
        if self.all {
            let peak = report.peak;
            row(ui, &say!("scoreboard.switches"), Figure::Switches, None, &grouped(report.switches));
            row(ui, &say!("scoreboard.peak_queue"), Figure::PeakQueue, None, &grouped(u64::from(peak.queue)));
            row(ui, &say!("scoreboard.peak_io"), Figure::PeakIo, None, &grouped(u64::from(peak.in_flight)));
        }
        if let Some(against) = self.against.filter(|_| self.on_stage || self.all) {
            for figure in [Figure::Running, Figure::Switching, Figure::Dispatching, Figure::Idle] {
                row(ui, &words::name(figure), figure, None, &against.now(figure));
            }
            let says = RichText::new(say!("scoreboard.against")).font(theme::text(size::SMALL)).color(theme.ink.dim);
            ui.label(says).on_hover_text(say!("timeline.at", at = time::human(against.at)));
        }
        let text = match self.shown {
            Shown::Run { ended: Some(Ending::Drained) | None, .. } => self.footer(),
            Shown::Run { ended: Some(ending), .. } => wording::ending(ending),
            Shown::Stretch { spread, fullest } => {
                super::spread::ui(ui, theme, spread, fullest);
                return;
            }
        };
        ui.label(RichText::new(text).font(theme::text(size::SMALL)).color(theme.ink.dim));
    }

    fn footer(&self) -> String {
        let Report { peak, memory_bytes, switches, .. } = *self.report;
        let many = |n: u64, thing: &str| crate::stage::words::counted(n, &grouped(n), thing);
        let mut parts = Vec::new();
        if peak.threads > 0 || peak.tasks == 0 {
            parts.push(many(u64::from(peak.threads.max(1)), "thread"));
        } else {
            // A thread for each loop.
            let loops = u64::from(self.loops);
            match self.model.places.rows {
                Rows::Processes => parts.push(many(loops, "process")),
                Rows::Workers => parts.push(many(loops, "worker")),
                Rows::One | Rows::Cores => parts.push(many(1, "thread")),
            }
            parts.push(many(u64::from(peak.tasks), "task"));
        }
        if !self.all && switches > 0 {
            parts.push(many(switches, "switch"));
        }
        parts.push(bytes(memory_bytes));
        parts.join(" · ")
    }

    /// Draws the split of the cores' time, in the colours of the states.
    fn cpu(&self, ui: &mut Ui, theme: &Theme) {
        let cpu = self.report.cpu;
        let parts = [
            (say!("scoreboard.running"), cpu.run, theme.running.fill),
            (say!("scoreboard.switching"), cpu.switch, theme.switching.fill),
            (say!("scoreboard.spawning"), cpu.spawn, theme.switching.edge),
            (say!("scoreboard.dispatching"), cpu.dispatch, theme.looping.fill),
            (say!("scoreboard.idle"), cpu.idle, theme.surface.well),
        ];
        let whole = parts.iter().map(|(_, ns, _)| *ns as f64).sum::<f64>();
        let share = |ns: Ns| if whole > 0.0 { ns as f64 / whole } else { 0.0 };
        let value = if whole > 0.0 { format!("{:.0} %", share(cpu.run) * 100.0) } else { "–".into() };
        let (bar, response) = labelled(ui, theme, &say!("scoreboard.cpu"), &value);
        ui.painter().rect_filled(bar, radius::SMALL, theme.surface.well);
        let mut left = bar.left();
        for (_, ns, color) in &parts[..4] {
            let width = (share(*ns) * f64::from(bar.width())) as f32;
            let piece = Rect::from_min_size(pos2(left, bar.top()), vec2(width, bar.height()));
            ui.painter().rect_filled(piece, 0, *color);
            left += width;
        }
        response.on_hover_ui(|ui| {
            for (name, ns, color) in parts {
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
                    ui.painter().rect_filled(rect, 2, color);
                    let share = format!("{:.1}", share(ns) * 100.0);
                    ui.label(say!("scoreboard.part", name = name, time = time::short(ns), share = share));
                });
            }
        });
    }
}

/// A label, a grey bar, and a value at the right; instead of the bar, the difference from the other future if there is
/// one.
fn row(ui: &mut Ui, theme: &Theme, label: &str, (part, by): (Option<f64>, Option<String>), value: &str) {
    let says = by.as_ref().map_or_else(|| value.to_owned(), |by| say!("scoreboard.value_by", value = value, by = by));
    let (bar, response) = labelled(ui, theme, label, value);
    if let Some(by) = by {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{label} {says}")));
        ui.painter().text(bar.right_center(), Align2::RIGHT_CENTER, by, theme::text(size::SMALL), theme.ink.body);
        return;
    }
    if let Some(part) = part {
        let bar = bar.shrink2(vec2(0.0, 2.0));
        let width = (part.clamp(0.0, 1.0) * f64::from(bar.width())) as f32;
        ui.painter().rect_filled(bar, 2, theme.surface.well);
        ui.painter().rect_filled(Rect::from_min_size(bar.min, vec2(width, bar.height())), 2, theme.ink.dim.gamma_multiply(0.75));
    }
}

fn labelled(ui: &mut Ui, theme: &Theme, label: &str, value: &str) -> (Rect, egui::Response) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{label} {value}")));
    let painter = ui.painter();
    painter.text(rect.left_center(), Align2::LEFT_CENTER, label, theme::text(size::SMALL), theme.ink.dim);
    painter.text(rect.right_center(), Align2::RIGHT_CENTER, value, theme::text(size::SMALL), theme.ink.strong);
    let bar = Rect::from_x_y_ranges(rect.left() + LABEL..=rect.right() - VALUE, rect.center().y - 5.0..=rect.center().y + 5.0);
    (bar, response)
}

/// Draws the origin of a number.
fn tag(ui: &mut Ui, theme: &Theme, text: &str) {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::text(size::SMALL), theme.ink.dim);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(10.0, 0.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().rect_stroke(rect, radius::SMALL, Stroke::new(line::THIN, theme.surface.outline), StrokeKind::Inside);
    ui.painter().galley(rect.min + vec2(5.0, 0.0), galley, theme.ink.dim);
}

fn per_second(rate: f64) -> String {
    if rate >= 100.0 { format!("{} /s", grouped(rate.round() as u64)) } else { format!("{rate:.1} /s") }
}

/// `717 KiB`, `8.0 GiB`.
pub fn bytes(n: u64) -> String {
    let (mut value, mut unit) = (n as f64, "B");
    for next in ["KiB", "MiB", "GiB", "TiB"] {
        if value >= 1000.0 {
            (value, unit) = (value / 1024.0, next);
        }
    }
    if unit == "B" || value >= 100.0 { format!("{value:.0} {unit}") } else { format!("{value:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_rates_are_short() {
        assert_eq!((bytes(716_800), bytes(460), bytes(8 << 30)), ("700 KiB".into(), "460 B".into(), "8.0 GiB".into()));
        assert_eq!((per_second(390.97), per_second(12.34)), ("391 /s".into(), "12.3 /s".into()));
    }
}
