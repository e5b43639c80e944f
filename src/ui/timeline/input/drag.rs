//! What a press takes hold of, and what comes of moving and letting go: the view, the playhead, the scroll bar, a stretch of time, the overview,
//! a lane. A part of `input`.

use super::pixel;
use crate::timeline::lanes::plan::Plan;
use crate::timeline::lanes::{Lane, Run, What};
use crate::timeline::layout::gutter::{Folded, fold_at, folds};
use crate::timeline::layout::map::{Grip, grip, time_at, window_on};
use crate::timeline::view::Mode;
use crate::timeline::{Action, Context, Timeline};
use egui::{CursorIcon, Response, Ui};
use loopscope_event::Ns;
use loopscope_trace::Range;

/// What a drag moves.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Drag {
    /// The view.
    Pan,
    /// The playhead.
    Scrub,
    /// The scroll bar.
    Scroll,
    /// The end of a stretch of time, which began at the first instant.
    Range(Ns, Ns),
    /// The view's window on the overview.
    Map(Grip),
    /// A lane.
    Lane(Lane),
}

impl Drag {
    /// The stretch of time that is being selected.
    pub(crate) fn range(self) -> Option<Range> {
        match self {
            Self::Range(a, b) => Some(Range::between(a, b)),
            _ => None,
        }
    }
}

/// A pointer so near to the playhead, or to an edge, takes hold of it, points.
const GRIP: f32 = 5.0;

impl Timeline {
    /// What a press there takes hold of at once.
    pub(crate) fn grips(&self, (x, y): (i32, i32), plan: &Plan, cx: &Context<'_>, scale: f32) -> Option<Drag> {
        if plan.more() > 0 && plan.scrolls.holds(y) && x >= plan.x1 {
            return Some(Drag::Scroll);
        }
        if plan.map.holds(y) && (plan.x0..plan.x1).contains(&x) {
            let window = self.window(plan);
            return Some(Drag::Map(grip(window, x, (GRIP * scale) as i32).unwrap_or(Grip::Window(f64::from(window.1 - window.0) / 2.0))));
        }
        if self.note_flag(x, y, plan).is_some() {
            return None;
        }
        let axis = self.axis(plan);
        let now = axis.px(cx.now());
        let near = (i64::from(x - plan.x0) - now).abs() <= (GRIP * scale) as i64;
        (plan.ruler.holds(y) || (near && plan.lanes().holds(y))).then_some(Drag::Scrub)
    }

    /// What a press there takes hold of once it moves.
    pub(crate) fn takes(&self, (x, y): (i32, i32), shift: bool, plan: &Plan) -> Drag {
        let at = |x: i32| self.axis(plan).time(f64::from(x - plan.x0)).min(self.end);
        match plan.at(y) {
            _ if shift => Drag::Range(at(x.max(plan.x0)), at(x.max(plan.x0))),
            Some(placed) if x < plan.x0 => Drag::Lane(placed.lane),
            _ => Drag::Pan,
        }
    }

    /// The instant of a note whose flag is at a pixel.
    pub(crate) fn note_flag(&self, x: i32, y: i32, plan: &Plan) -> Option<Ns> {
        let mut flags = self.items.notes.iter().filter(|flag| (flag.x - 1..=flag.x + flag.width).contains(&x));
        flags.next().filter(|_| plan.ruler.holds(y)).map(|flag| flag.at)
    }

    fn window(&self, plan: &Plan) -> (i32, i32) {
        window_on((plan.x0, plan.x1), (self.view.left(), self.view.left() + self.view.span()), self.end)
    }

    /// Moves what is held.
    pub(crate) fn drags(&mut self, response: &Response, plan: &Plan, scale: f32, out: &mut Vec<Action>) {
        let at = response.interact_pointer_pos().map(|at| (at - response.rect.min) * scale);
        match (self.drag, at) {
            (Some(Drag::Scrub), _) => self.scrub(response, plan, scale, out),
            (Some(Drag::Pan), _) => self.drag_view(response, plan, scale),
            (Some(Drag::Scroll), _) => self.drag_rows(response, plan, scale),
            (Some(Drag::Range(from, _)), Some(at)) => {
                let axis = self.axis(plan);
                let x = (f64::from(at.x) - f64::from(plan.x0)).clamp(0.0, axis.width as f64);
                self.drag = Some(Drag::Range(from, axis.time(x).min(self.end)));
            }
            (Some(Drag::Map(grip)), Some(at)) => self.drag_map(grip, f64::from(at.x), plan),
            _ => {}
        }
    }

    fn drag_map(&mut self, grip: Grip, x: f64, plan: &Plan) {
        let across = (plan.x0, plan.x1);
        let (left, right) = (self.view.left().max(0.0), self.view.left() + self.view.span());
        let (from, to) = match grip {
            Grip::Window(inside) => {
                let width = f64::from(self.window(plan).1 - self.window(plan).0);
                // A window that is drawn wider than it is stays under the pointer all the same.
                let real = self.view.span() / (self.end.max(1) as f64) * f64::from(plan.x1 - plan.x0);
                let from = time_at(across, x - inside / width.max(1.0) * real, self.end);
                (from, from + self.view.span())
            }
            Grip::Left => (time_at(across, x, self.end).min(right - 1.0), right),
            Grip::Right => (left, time_at(across, x, self.end).max(left + 1.0)),
        };
        if (from, to) != (left, right) {
            self.moved = true;
            self.view.show(from.max(0.0) as Ns, to - from);
        }
    }

    /// Lets go of what is held.
    pub(crate) fn drops(&mut self, response: &Response, (plan, runs): (&Plan, &[Run]), cx: &Context<'_>, out: &mut Vec<Action>) {
        let scale = response.ctx.pixels_per_point();
        match self.drag.take() {
            Some(Drag::Range(a, b)) if a != b => out.push(Action::Range(Some(Range::between(a, b)))),
            Some(Drag::Lane(from)) => {
                let at = response.interact_pointer_pos().or_else(|| response.ctx.pointer_latest_pos());
                let to = at.and_then(|at| plan.nearest(pixel(at, response, scale).1));
                if let Some(to) = to.filter(|to| to.lane != from) {
                    self.arranged.put(runs, cx.on_stage, (from, to.lane));
                }
            }
            _ => {}
        }
    }

    /// Above which row of pixels a lane that is dragged would be put.
    pub(crate) fn put_at(&self, response: &Response, plan: &Plan, scale: f32) -> Option<i32> {
        let Some(Drag::Lane(from)) = self.drag else { return None };
        let y = pixel(response.interact_pointer_pos()?, response, scale).1;
        let to = plan.nearest(y).filter(|to| to.lane != from)?;
        let down = plan.band(from.run, from.what).is_some_and(|band| band.y0 < to.band.y0);
        Some(if down { to.band.y1 + 1 } else { to.band.y0 })
    }

    /// Clicks in the column of names, and where the menu of a lane was asked for.
    pub(crate) fn gutter_input(&mut self, ui: &Ui, response: &Response, cx: &Context<'_>, (plan, runs): (&Plan, &[Run])) {
        let scale = ui.ctx().pixels_per_point();
        if response.secondary_clicked() {
            self.tools.menu_at = response.interact_pointer_pos().map(|at| pixel(at, response, scale));
        }
        let Some((x, y)) = response.hover_pos().map(|at| pixel(at, response, scale)) else { return };
        let fold = fold_at(&folds(plan, scale), x, y, scale);
        if fold.is_some() {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        } else if x < plan.x0 && plan.lanes().holds(y) && plan.at(y).is_some() {
            let held = matches!(self.drag, Some(Drag::Lane(_)));
            ui.ctx().set_cursor_icon(if held { CursorIcon::Grabbing } else { CursorIcon::Grab });
        }
        let Some((fold, run)) = fold.filter(|_| response.clicked()).and_then(|fold| Some((fold, runs.get(fold.run)?))) else { return };
        match fold.what {
            Folded::Run => {
                self.arranged.toggle(run.name, fold.run == cx.on_stage);
                // What is opened is brought into sight.
                self.bring = (!fold.open).then_some(Lane { run: fold.run, what: What::Row(0) });
            }
            Folded::Part(part) => self.arranged.toggle_part(run.name, part),
            Folded::MoreCounters => {
                let hidden = self.arranged.counters_shown(run.name);
                self.arranged.more_counters(run.name);
                let first = self.arranged.counters_of(run.name, run.counters).get(hidden);
                self.bring = first.map(|counter| Lane { run: fold.run, what: What::Counter(counter) });
            }
        }
    }

    pub(crate) fn drag_view(&mut self, response: &Response, plan: &Plan, scale: f32) {
        let moved = response.drag_delta();
        if moved.x != 0.0 {
            self.pan_by(-f64::from(moved.x * scale) / f64::from((plan.x1 - plan.x0).max(1)));
        }
    }

    fn drag_rows(&mut self, response: &Response, plan: &Plan, scale: f32) {
        let Some(at) = response.interact_pointer_pos() else { return };
        let share = f64::from((at.y - response.rect.min.y) * scale - plan.scrolls.y0 as f32) / f64::from(plan.scrolls.height().max(1));
        self.first = (share.clamp(0.0, 1.0) * plan.total as f64) as usize;
        self.first = self.first.saturating_sub(plan.shown / 2).min(plan.more());
    }

    /// After panning by hand the view stays.
    pub(crate) const fn stays(&mut self) {
        self.view.mode = Mode::Free;
    }
}
