//! What lies over the lanes and on the ruler: the playhead and the veil after it, finish flags, slider changes, what history
//! let go of, the pointer's line. A part of [`layout`](super).

use super::items::{Beyond, Cursor, Font, Hair, Ink, Quad, Side, TextInk};
use super::{Layout, Scene};
use crate::timeline::lanes::Part;
use crate::timeline::lanes::plan::Band;
use crate::timeline::view::ruler;
use loopscope_event::Ns;
use loopscope_text::say;
use loopscope_trace::Trace;

impl Layout<'_, '_> {
    /// What history let go of.
    pub(crate) fn gone(&mut self, trace: &Trace) {
        let Scene { axis, plan, measure, .. } = *self.scene;
        let (events, until) = trace.let_go();
        let x1 = axis.px(until).min(axis.width);
        if events == 0 || x1 <= 0 {
            return;
        }
        let lanes = plan.lanes();
        let x1 = plan.x0 + x1 as i32;
        self.items.front.push(Quad { x0: plan.x0, x1, y0: lanes.y0, y1: lanes.y1 - self.px(2.0), ink: Ink::Gone });
        let text = say!("timeline.gone", at = ruler::precise(&axis, until));
        let width = measure(&text, Font::Small) as i32;
        if width + self.px(24.0) < x1 - plan.x0 {
            self.label(x1 - self.px(12.0), lanes.y0 + self.px(16.0), Side::Right, text, (Font::Small, TextInk::Dim));
        }
    }

    pub(crate) fn changes(&mut self, trace: &Trace) {
        let Scene { axis, plan, .. } = *self.scene;
        let lanes = plan.lanes();
        let mut last = None;
        for change in trace.changes() {
            let px = axis.px(change.at);
            if (0..axis.width).contains(&px) && last != Some(px) {
                let x0 = plan.x0 + px as i32;
                self.items.back.push(Quad { x0, x1: x0 + self.px(1.0), y0: lanes.y0, y1: lanes.y1 - self.px(2.0), ink: Ink::Change });
                self.items.changes.push(x0);
                last = Some(px);
            }
        }
    }

    /// What is known of the time after the playhead is there, but quiet.
    pub(crate) fn veil(&mut self, trace: &Trace) {
        let Scene { axis, plan, traces, .. } = *self.scene;
        let (from, edge) = (self.now.clamp(0, axis.width), axis.px(trace.end()).clamp(0, axis.width));
        // Another run may be known for longer.
        let last = traces.iter().map(|trace| axis.px(trace.end())).max().unwrap_or(edge).clamp(edge, axis.width);
        let lanes = plan.lanes();
        if last > from + 1 {
            let (x0, x1) = (plan.x0 + from as i32, plan.x0 + last as i32);
            self.items.front.push(Quad { x0, x1, y0: lanes.y0, y1: lanes.y1 - self.px(2.0), ink: Ink::Veil });
            let x1 = plan.x0 + edge as i32;
            if edge < axis.width && edge - from > 4 {
                self.items.front.push(Quad { x0: x1 - self.px(1.0), x1, y0: lanes.y0, y1: lanes.y1 - self.px(2.0), ink: Ink::LiveEdge });
            }
        }
    }

    pub(crate) fn flags(&mut self) {
        let Scene { traces, plan, now, .. } = *self.scene;
        for (run, trace) in traces.iter().enumerate() {
            let cores = plan.placed.iter().find(|placed| placed.lane.run == run && placed.lane.what.part() == Part::Cores);
            if let Some(((at, _), placed)) = trace.drained().filter(|(at, _)| *at <= now).zip(cores) {
                self.flag(at, placed.band);
            }
        }
    }

    /// A pole with a chequered cloth, and when.
    fn flag(&mut self, at: Ns, band: Band) {
        let Scene { axis, plan, measure, .. } = *self.scene;
        let px = axis.px(at);
        if !(0..axis.width).contains(&px) {
            return;
        }
        let (x, square, line) = (plan.x0 + px as i32, self.px(4.0), self.px(2.0));
        self.items.front.push(Quad { x0: x, x1: x + line, y0: band.y0 - line, y1: band.y1, ink: Ink::Flag });
        for (column, row) in (0..4).flat_map(|column| (0..3).map(move |row| (column, row))) {
            let ink = if (column + row) % 2 == 0 { Ink::Flag } else { Ink::Ground };
            let (x0, y0) = (x + line + column * square, band.y0 - line + row * square);
            self.items.front.push(Quad { x0, x1: x0 + square, y0, y1: y0 + square, ink });
        }
        let text = say!("timeline.all_done", at = ruler::precise(&axis, at));
        let right = x + line + 4 * square + self.px(8.0);
        let width = measure(&text, Font::Small) as i32;
        let (x, side) = if right + width <= plan.x1 { (right, Side::Left) } else { (x - self.px(8.0), Side::Right) };
        if side == Side::Right {
            let ground = Quad { x0: x - width - self.px(6.0), x1: x + self.px(6.0), y0: band.y0, y1: band.y1, ink: Ink::Ground };
            self.items.front.push(ground);
        }
        self.label(x, band.middle(), side, text, (Font::Small, TextInk::Strong));
    }

    pub(crate) fn cursor(&mut self) {
        let Scene { axis, plan, measure, now, .. } = *self.scene;
        let when = ruler::precise(&axis, now);
        let text = say!("timeline.now", at = when);
        let beyond = match self.now {
            px if px < 0 => Some(Beyond::Left),
            px if px > axis.width => Some(Beyond::Right),
            _ => None,
        };
        let arrow = if beyond.is_some() { self.px(18.0) } else { 0 };
        let width = measure(&text, Font::Bold).ceil() as i32 + self.px(20.0) + arrow;
        let at = plan.x0 + self.now.clamp(0, axis.width) as i32;
        let right = plan.x1 + self.px(10.0) - width / 2;
        let x = at.clamp(width / 2, right.max(width / 2));
        self.make_way(x, width);
        if beyond.is_none() {
            let (line, lanes) = (self.px(2.0), plan.lanes());
            self.items.front.push(Quad {
                x0: at - line / 2,
                x1: at - line / 2 + line,
                y0: plan.ruler.y1 - self.px(6.0),
                y1: lanes.y1,
                ink: Ink::Cursor,
            });
        }
        self.items.cursor = Some(Cursor { x, text, width, beyond });
    }

    /// Takes away the labels of the axis that a flag would cover a part of.
    pub(crate) fn make_way(&mut self, x: i32, width: i32) {
        let Scene { plan, measure, .. } = *self.scene;
        let (left, right) = (x - width / 2 - self.px(6.0), x + width / 2 + self.px(6.0));
        self.items.labels.retain(|label| {
            let half = measure(&label.text, label.font) as i32 / 2;
            !(plan.ruler.holds(label.y) && label.x + half > left && label.x - half < right)
        });
    }

    pub(crate) fn hair(&mut self) {
        let Scene { axis, plan, measure, pointer, .. } = *self.scene;
        let Some(at) = pointer.filter(|x| (plan.x0..plan.x1).contains(x)) else { return };
        let lanes = plan.lanes();
        self.items.front.push(Quad { x0: at, x1: at + self.px(1.0), y0: lanes.y0, y1: lanes.y1, ink: Ink::Hair });
        let text = ruler::precise(&axis, axis.time(f64::from(at - plan.x0) + 0.5));
        let width = measure(&text, Font::Small).ceil() as i32 + self.px(16.0);
        let x = at.min(plan.x1 + self.px(10.0) - width / 2);
        let meets = |cursor: &Cursor| (cursor.x - x).abs() < (cursor.width + width) / 2 + self.px(2.0);
        if !self.items.cursor.as_ref().is_some_and(meets) {
            self.make_way(x, width);
            self.items.hair = Some(Hair { x, text, width });
        }
    }
}
