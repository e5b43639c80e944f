//! THE TIMELINE: the runs' lanes one under another on one time axis. At first the run on the stage is open (cores, tasks, queue,
//! requests in flight), the others are folded to their CPU lane.
//!
//! * [`view`]: which stretch of time is in sight, how it moves, where it was before, and the ruler.
//! * [`mod@lanes`]: which lanes there are, in which order; which of them are shown, and where each goes.
//! * [`layout`]: everything in sight as plain items: lanes, dense lanes, strips, the gutter, the legend and the overview.
//! * `paint`: items as shapes and colours. `input`: wheel, drags, clicks, what is under the pointer, what is asked of a context.
//! * [`arrows`]: the path of what is selected, over the lanes. [`tools`]: search, filter, notes and the menu.
//!
//! It does *not* decide where the playhead is (that is `app`, which it asks to move it) nor what a span means (`trace`).

pub mod arrows;
mod input;
pub mod lanes;
pub mod layout;
mod likeness;
mod paint;
pub mod tools;
pub mod view;

use super::theme::{Theme, line, radius};
use super::{Action, Context, Selected, Selection, transcript};
use arrows::Arrows;
use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2};
use input::asked::{counts, gutter, marked, runs, suitable_span, within};
use input::drag::Drag;
use lanes::filter::Filter;
use lanes::plan::{Plan, Wanted, plan};
use lanes::{Arrangement, Lane, lanes};
use layout::Scene;
use layout::columns::Columns;
use layout::items::{Font, Items};
use layout::map::Map;
use layout::over::Over;
use loopscope_event::Ns;
use loopscope_text::say;
use loopscope_trace::Trace;
use paint::sheet::Sheet;
use paint::{Canvas, Patterns};
use std::sync::Arc;
use tools::Tools;
use tracing::debug_span;
use view::trail::{Stand, Trail, Way};
use view::{Axis, Mode, View};

/// The timeline's own state: where it looks, and what it draws with.
pub struct Timeline {
    view: View,
    /// The first of the lanes that scroll.
    first: usize,
    arranged: Arrangement,
    tools: Tools,
    map: Map,
    trail: Trail,
    /// Where the user was when the last frame was drawn.
    stands: Option<Stand>,
    /// Whether somebody has gone elsewhere since then.
    moved: bool,
    /// Something is to be brought into sight.
    jump: Option<Jump>,
    /// A lane is to be brought into sight.
    bring: Option<Lane>,
    drag: Option<Drag>,
    /// Which scenario and which runs the view was made for.
    made_for: Option<(usize, u32)>,
    items: Items,
    columns: Columns,
    sheet: Sheet,
    patterns: Option<Patterns>,
    arrows: Arrows,
    /// The playhead's share of the width, where keys zoom.
    now_share: f64,
    /// From when to when there is something, ns.
    start: u64,
    end: u64,
}

/// Something that is to be brought into sight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Jump {
    /// From then, ns.
    pub start: Ns,
    /// To then, ns.
    pub end: Ns,
    /// On this lane.
    pub lane: Option<Lane>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            view: View::new(60e6),
            first: 0,
            arranged: Arrangement::default(),
            tools: Tools::default(),
            map: Map::default(),
            trail: Trail::default(),
            stands: None,
            moved: false,
            jump: None,
            bring: None,
            drag: None,
            made_for: None,
            items: Items::default(),
            columns: Columns::default(),
            sheet: Sheet::default(),
            patterns: None,
            arrows: Arrows::default(),
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
        self.moved = true;
        self.view.zoom(factor, share);
        if self.view.mode == Mode::Fit {
            self.view.mode = Mode::Free;
        }
    }

    /// Moves to the right by a share of the width; the view then stays there.
    pub fn pan_by(&mut self, share: f64) {
        self.moved = true;
        self.view.pan(share);
        self.view.mode = Mode::Free;
    }

    /// Shows everything there is, and goes on doing so.
    pub fn fit(&mut self) {
        self.moved = true;
        self.view.fit(self.start, self.end);
    }

    /// Keeps the playhead in sight again.
    pub fn follow(&mut self) {
        self.view.mode = Mode::Follow;
        if !(0.0..=1.0).contains(&self.now_share) {
            self.first = 0;
        }
    }

    /// True while it keeps the playhead in sight.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.view.mode == Mode::Follow
    }

    /// Brings an instant into sight.
    fn bring_into_sight(&mut self, at: Ns) {
        self.jump = Some(Jump { start: at, end: at, lane: None });
    }

    /// The playhead is about to jump: where the user was can be gone back to.
    pub const fn leave(&mut self) {
        self.moved = true;
    }

    /// Back to where the user was before, or forward again: the view is there, and the playhead is to be put there.
    pub fn go(&mut self, way: Way) -> Option<Stand> {
        let there = self.trail.go(way, self.stands?)?;
        self.view = there.view;
        self.stands = Some(there);
        Some(there)
    }

    /// The time axis of a plan.
    fn axis(&self, plan: &Plan) -> Axis {
        self.view.axis((plan.x1 - plan.x0).max(1) as usize)
    }

    /// Takes all the room there is and draws everything.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        self.bars(ui, cx, out);
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
        let runs = runs(cx);
        let shown = self.tools.sieve.as_ref().map_or_else(Filter::default, |sieve| sieve.filter().clone());
        let lanes = lanes(&runs, cx.on_stage, &self.arranged, &shown);
        let gutter = gutter(cx, &lanes, scale, &measure);
        let mut plan = plan(&Wanted { size, scale, gutter, first: self.first }, &lanes);
        if let Some(jump) = self.jump.take() {
            self.moved = true;
            self.view.reveal(jump.start, jump.end);
            self.bring = jump.lane;
        }
        if let Some(lane) = self.bring.take().filter(|lane| plan.band(lane.run, lane.what).is_none()) {
            self.first = plan.place_of(&lanes, lane).map_or(plan.first, |place| place.saturating_sub(plan.shown / 2));
            plan = lanes::plan::plan(&Wanted { size, scale, gutter, first: self.first }, &lanes);
        }
        self.first = plan.first;
        self.input(ui, &response, (cx, &runs), &plan, out);
        self.gutter_input(ui, &response, cx, (&plan, &runs));
        if self.drag != Some(Drag::Scrub) {
            let seconds = f64::from(ui.input(|i| i.stable_dt));
            if self.view.advance(cx.now(), self.end, seconds) {
                ui.ctx().request_repaint();
            }
        }
        if let Some(trace) = cx.traces.get(cx.on_stage) {
            self.map.follow(trace);
        }
        let axis = self.axis(&plan);
        self.now_share = axis.px(cx.now()) as f64 / axis.width as f64;
        let finding = self.tools.finding.as_ref();
        let (from, to) = axis.range();
        let over = Over {
            range: self.drag.and_then(|drag| drag.range()).or(cx.range),
            notes: cx.notes,
            found: finding.filter(|finding| finding.by_time()).map_or(&[], |finding| within(finding.found(), from, to)),
            current: finding.and_then(|finding| finding.current()),
            map: Some(&self.map),
            window: (self.view.left(), self.view.left() + self.view.span()),
            put_at: self.put_at(&response, &plan, scale),
        };
        let scene = Scene {
            traces: cx.traces,
            on_stage: cx.on_stage,
            ghost: cx.futures.ghost,
            now: cx.now(),
            counts: counts(cx),
            axis,
            plan: &plan,
            scale,
            pointer: self.pointer(&response, &plan, scale),
            marked: [cx.selection, cx.hovered].map(|selection| marked(cx, selection?)),
            outlined: !cx.theme.dark,
            purpose: cx.purpose,
            over,
            measure: &measure,
        };
        let mut items = std::mem::take(&mut self.items);
        debug_span!("layout", panel = "timeline").in_scope(|| layout::layout(&scene, &mut self.columns, &mut items));
        self.scroll_bar(&plan, scale, &mut items);
        let patterns = Patterns::ready(&mut self.patterns, ui.ctx(), cx.theme, scale);
        let canvas = Canvas { painter: ui.painter(), theme: cx.theme, patterns, origin: rect.min, scale };
        debug_span!("paint", panel = "timeline")
            .in_scope(|| canvas.items(&items, (plan.ruler, plan.footer), &mut self.columns, &mut self.sheet));
        self.items = items;
        if !self.arrows.ui(cx, &scene, &canvas, &response, out) && self.drag.is_none() {
            input::pointed(&response, &scene, &canvas, out);
        }
        self.footer(ui, rect, (&plan, &runs), (scale, cx), out);
        response.context_menu(|ui| self.lane_menu(ui, cx, &plan, (&runs, out)));
        self.remember(ui.input(|i| i.time), cx);
    }

    /// Where the user stands now; and where he stood before, if he went away on purpose.
    fn remember(&mut self, time: f64, cx: &Context<'_>) {
        let Some((trace, head)) = cx.stage() else { return };
        if let (Some(stood), true) = (self.stands, std::mem::take(&mut self.moved)) {
            self.trail.leave(stood, time);
        }
        self.stands = Some(Stand { view: self.view, run: trace.run(), event: head.event, at: head.at });
    }

    /// Begins anew where the runs are new; a new scenario gets a stretch of time that suits it.
    fn settle(&mut self, cx: &Context<'_>) {
        self.start = cx.traces.iter().map(|trace| trace.let_go().1).min().unwrap_or_default();
        self.end = cx.traces.iter().map(Trace::end).max().unwrap_or_default();
        let opened = Arc::as_ptr(cx.opened) as usize;
        let run = cx.traces.first().map_or(0, Trace::run);
        match self.made_for {
            Some(made_for) if made_for == (opened, run) => return,
            // Time forked: what is looked at stays.
            Some((same, before)) if same == opened && cx.futures.ghost.is_some_and(|ghost| ghost.was_run(before)) => {
                self.made_for = Some((opened, run));
                return;
            }
            Some((same, _)) if same == opened => self.view = View::new(self.view.span()),
            _ => self.view = View::new(suitable_span(cx.scenario)),
        }
        // A recording has an end: all of it is shown. Its lanes have nothing to do with those of the one before.
        if cx.stage().is_some_and(|(trace, _)| trace.recorded().is_some()) {
            self.fit();
            if self.made_for.is_some_and(|(before, _)| before != opened) {
                self.arranged = Arrangement::default();
            }
        }
        if cx.now() as f64 > self.view.span() {
            self.view.jump_to(cx.now());
        }
        self.made_for = Some((opened, run));
        self.first = 0;
        self.columns.clear();
        self.map = Map::default();
        (self.trail, self.stands) = (Trail::default(), None);
    }
}

/// What a screen reader says.
fn describe(cx: &Context<'_>) -> String {
    let Some((trace, playhead)) = cx.stage() else { return say!("timeline.described_empty") };
    let (queued, in_flight) = counts(cx);
    say!(
        "timeline.described",
        model = super::widgets::wording::title(trace.model()),
        rows = trace.tracks().rows.len(),
        queued = queued,
        flight = in_flight,
        now = loopscope_event::time::human(playhead.at),
    )
}

fn empty(ui: &Ui, rect: Rect, theme: &Theme) {
    let font = super::theme::text(super::theme::size::BODY);
    let says = say!("timeline.empty");
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, says, font, theme.ink.dim);
}

#[cfg(test)]
pub(crate) mod tests;
