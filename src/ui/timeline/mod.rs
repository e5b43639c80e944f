//! THE TIMELINE: the runs' lanes one under another on one time axis. The run on the stage is open (cores, tasks, queue,
//! requests in flight), the others are folded to their CPU lane.
//!
//! * [`view`]: which stretch of time is looked at, and how it moves. [`ruler`]: how that is labelled.
//! * [`mod@plan`]: which lane goes where. [`lane`] (with [`columns`]), [`strip`]: one of them as rectangles. [`layout`] with `marks` and `legend`:
//!   all of it, as [`items`].
//! * [`hit`]: what is under the pointer. `paint`: shapes and colours. `input`: wheel, drags and clicks.
//!
//! It does *not* decide where the playhead is (that is `app`, which it asks to move it) nor what a span means (`trace`).

pub mod columns;
mod foreign;
pub mod hit;
mod input;
pub mod items;
pub mod lane;
pub mod layout;
mod legend;
mod likeness;
mod marks;
mod paint;
pub mod plan;
pub mod ruler;
pub mod strip;
pub mod view;

use super::theme::{Theme, line, radius};
use super::{Action, Context, Selected, Selection, transcript};
use crate::event::{Dist, Jobs, Op, Scenario, Step, TaskId};
use crate::text::say;
use crate::trace::Trace;
use columns::Columns;
use egui::epaint::Mesh;
use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2};
use input::Drag;
use items::{Font, Items};
use layout::Scene;
use paint::{Canvas, Patterns};
use plan::{Wanted, plan};
use std::sync::Arc;
use view::{Mode, View};

/// The timeline's own state: where it looks, and what it draws with.
pub struct Timeline {
    view: View,
    first_row: usize,
    drag: Option<Drag>,
    /// Which scenario and which runs the view was made for.
    made_for: Option<(usize, u32)>,
    items: Items,
    columns: Columns,
    mesh: Arc<Mesh>,
    patterns: Option<Patterns>,
    /// The playhead's share of the width, where keys zoom.
    now_share: f64,
    /// From when to when there is something, ns.
    start: u64,
    end: u64,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            view: View::new(60e6),
            first_row: 0,
            drag: None,
            made_for: None,
            items: Items::default(),
            columns: Columns::default(),
            mesh: Arc::default(),
            patterns: None,
            now_share: 0.5,
            start: 0,
            end: 0,
        }
    }
}

impl Timeline {
    /// Makes the stretch of time `factor` times as long, around the playhead if it is in sight and else around the middle.
    pub fn zoom_by(&mut self, factor: f64) {
        let share = if (0.0..=1.0).contains(&self.now_share) { self.now_share } else { 0.5 };
        self.view.zoom(factor, share);
        if self.view.mode == Mode::Fit {
            self.view.mode = Mode::Free;
        }
    }

    /// Moves to the right by a share of the width; the view then stays there.
    pub fn pan_by(&mut self, share: f64) {
        self.view.pan(share);
        self.view.mode = Mode::Free;
    }

    /// Shows everything there is, and goes on doing so.
    pub fn fit(&mut self) {
        self.view.fit(self.start, self.end);
    }

    /// Keeps the playhead in sight again.
    pub fn follow(&mut self) {
        self.view.mode = Mode::Follow;
        if !(0.0..=1.0).contains(&self.now_share) {
            self.first_row = 0;
        }
    }

    /// True while it keeps the playhead in sight.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.view.mode == Mode::Follow
    }

    /// Takes all the room there is and draws everything.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let scale = ui.ctx().pixels_per_point();
        let available = ui.available_rect_before_wrap();
        let on_pixel = |points: f32| (points * scale).round() / scale;
        let rect = Rect::from_min_max(
            pos2(on_pixel(available.min.x), on_pixel(available.min.y)),
            pos2(on_pixel(available.max.x), on_pixel(available.max.y)),
        );
        // Not in the way of the Tab key: what can be done here, keys do without it having the focus.
        let response = ui.allocate_rect(rect, Sense::CLICK | Sense::DRAG);
        let edge = Stroke::new(line::THIN, cx.theme.surface.border);
        ui.painter().rect(rect, radius::PANEL, cx.theme.surface.panel, edge, StrokeKind::Inside);
        let label = describe(cx);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &label));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(transcript::standing(cx)));
        if cx.traces.is_empty() {
            empty(ui, rect, cx.theme);
            return;
        }
        self.settle(cx);

        let ctx = ui.ctx().clone();
        let measure = |text: &str, font: Font| {
            let font = paint::font_id(font);
            ctx.fonts_mut(|fonts| text.chars().map(|c| fonts.glyph_width(&font, c)).sum::<f32>()) * scale
        };
        let size = (((rect.width()) * scale) as i32, (rect.height() * scale) as i32);
        let plan = plan(&wanted(cx, size, scale, self.first_row, &measure));
        self.first_row = plan.first_row;
        self.input(ui, &response, cx, &plan, out);
        if self.drag != Some(Drag::Scrub) {
            let seconds = f64::from(ui.input(|i| i.stable_dt));
            if self.view.advance(cx.now(), self.end, seconds) {
                ui.ctx().request_repaint();
            }
        }
        let axis = self.view.axis((plan.x1 - plan.x0).max(1) as usize);
        self.now_share = axis.px(cx.now()) as f64 / axis.width as f64;
        let scene = Scene {
            traces: cx.traces,
            on_stage: cx.on_stage,
            now: cx.now(),
            counts: counts(cx),
            axis,
            plan: &plan,
            scale,
            pointer: self.pointer(&response, &plan, scale),
            marked: [task_of(cx.selection), task_of(cx.hovered)],
            outlined: !cx.theme.dark,
            measure: &measure,
        };
        let mut items = std::mem::take(&mut self.items);
        layout::layout(&scene, &mut self.columns, &mut items);
        self.scroll_bar(&plan, scale, &mut items);
        let patterns = Patterns::ready(&mut self.patterns, ui.ctx(), cx.theme, scale);
        let canvas = Canvas { painter: ui.painter(), theme: cx.theme, patterns, origin: rect.min, scale };
        canvas.items(&items, plan.ruler, plan.footer, &mut self.mesh);
        self.items = items;
        if self.drag.is_none() {
            input::pointed(&response, &scene, &canvas, out);
        }
        self.footer(ui, rect, &plan, scale, cx.theme);
    }

    /// Begins anew where the runs are new; a new scenario gets a stretch of time that suits it.
    fn settle(&mut self, cx: &Context<'_>) {
        self.start = cx.traces.iter().map(|trace| trace.let_go().1).min().unwrap_or_default();
        self.end = cx.traces.iter().map(Trace::end).max().unwrap_or_default();
        let opened = Arc::as_ptr(cx.opened) as usize;
        let run = cx.traces.first().map_or(0, Trace::run);
        match self.made_for {
            Some(made_for) if made_for == (opened, run) => return,
            Some((same, _)) if same == opened => self.view = View::new(self.view.span()),
            _ => self.view = View::new(suitable_span(cx.scenario)),
        }
        // A recording has an end: all of it is shown.
        if cx.stage().is_some_and(|(trace, _)| trace.recorded().is_some()) {
            self.fit();
        }
        if cx.now() as f64 > self.view.span() {
            self.view.jump_to(cx.now());
        }
        self.made_for = Some((opened, run));
        self.first_row = 0;
        self.columns.clear();
    }
}

/// A task is what most selections are about.
fn task_of(selection: Option<Selection>) -> Option<TaskId> {
    match selection?.what {
        Selected::Task(task) | Selected::Message(_, task) => Some(task),
        _ => None,
    }
}

fn wanted(cx: &Context<'_>, size: (i32, i32), scale: f32, first_row: usize, measure: &dyn Fn(&str, Font) -> f32) -> Wanted {
    let stage = cx.traces.get(cx.on_stage);
    let names = cx.traces.iter().map(|trace| measure(&super::wording::short(trace.model()).to_uppercase(), Font::Bold));
    let imported = stage.and_then(Trace::imported);
    let lanes = imported.map_or(0.0, |imported| foreign::gutter(imported, scale, measure));
    let gutter = names.fold(96.0 * scale, f32::max).max(lanes) + 26.0 * scale;
    let cores = stage.map_or(0, |trace| {
        if trace.imported().is_some() {
            return trace.tracks().cores.len().min(64);
        }
        let usable = trace.model().places.rows.cores(&cx.scenario.machine);
        trace.tracks().cores.len().max(usable.into()).min(64)
    });
    let rows = stage.map_or(0, |trace| trace.tracks().rows.len());
    Wanted {
        size,
        scale,
        gutter: gutter.round() as i32,
        cores,
        rows,
        others: cx.traces.len().saturating_sub(1),
        first_row,
        strips: imported.map_or(2, foreign::strips),
    }
}

/// So long that a few jobs come and go: what three of them ask for, or a batch's CPU time and one wait.
fn suitable_span(scenario: &Scenario) -> f64 {
    let steps = |steps: &[Step]| -> (f64, f64) {
        Step::flat(steps).fold((0.0, 0.0), |(cpu, io), step| match &step.op {
            Op::Cpu(time) => (cpu + time.mean(), io),
            Op::Io { device, latency } => {
                let latency = latency.as_ref().or_else(|| scenario.devices.get(device)?.latency.as_ref());
                (cpu, io + latency.map_or(0.0, Dist::mean))
            }
            _ => (cpu, io),
        })
    };
    let work = scenario.workload.as_ref().map(|workload| (steps(&workload.steps), workload.jobs));
    let spelt: f64 = scenario.job.iter().map(|job| steps(&job.steps)).map(|(cpu, io)| cpu + io).sum();
    let batch = work.map_or(spelt, |((cpu, io), jobs)| match jobs {
        Jobs::Count(n) => cpu * f64::from(n.min(40)) + io * 1.2,
        Jobs::Endless => (cpu + io) * 3.0,
    });
    if batch > 0.0 { batch } else { 60e6 }
}

/// How many are in the queue, and in flight, at the playhead.
fn counts(cx: &Context<'_>) -> (u32, u32) {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    cx.stage().map_or((0, 0), |(trace, playhead)| {
        let state = trace.state_at(playhead.event);
        (count(state.queued()), count(state.in_flight()))
    })
}

/// What a screen reader says.
fn describe(cx: &Context<'_>) -> String {
    let Some((trace, playhead)) = cx.stage() else { return say!("timeline.described_empty") };
    let (queued, in_flight) = counts(cx);
    say!(
        "timeline.described",
        model = super::wording::title(trace.model()),
        rows = trace.tracks().rows.len(),
        queued = queued,
        flight = in_flight,
        now = crate::event::time::human(playhead.at),
    )
}

fn empty(ui: &Ui, rect: Rect, theme: &Theme) {
    let font = super::theme::text(super::theme::size::BODY);
    let says = say!("timeline.empty");
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, says, font, theme.ink.dim);
}

#[cfg(test)]
mod tests;
