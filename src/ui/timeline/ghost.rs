//! The future that a fork left, thin and dim under the lanes of the run on the stage, from the fork on; and the fork on the
//! ruler. A part of [`layout`](super::layout).

use super::items::{Font, Future, Ink, Items, Quad, Side, TextInk};
use super::lane::{self, Frame, Letters, Out};
use super::layout::{Layout, Scene};
use super::plan::Band;
use super::strip::{self, Inks};
use crate::trace::{Ghost, Series, Trace, Track};
use crate::ui::fork::words;

/// The part of a lane that the other future gets, in hundredths, and the least and most of it, points.
const PART: i32 = 30;
const LEAST: f32 = 2.0;
const MOST: f32 = 7.0;
/// A lane lower than this has no room for two, points.
const LOWEST: f32 = 6.0;
/// A lane of at least this height has a gap between the two, points.
const GAPPED: f32 = 14.0;

impl<'a> Layout<'a, '_> {
    /// The ghost, its run of what is on the stage, and where the fork is, px from the lanes' left edge.
    fn other(&self) -> Option<(&'a Ghost, &'a Trace, i64)> {
        let Scene { ghost, traces, on_stage, axis, .. } = *self.scene;
        let (ghost, present) = (ghost?, traces.get(on_stage)?);
        let px = axis.px(ghost.at);
        Some((ghost, ghost.run_of(present.model())?, px)).filter(|_| px < axis.width)
    }

    fn is_on_stage(&self, trace: &Trace) -> bool {
        self.scene.traces.get(self.scene.on_stage).is_some_and(|stage| stage.run() == trace.run())
    }

    /// Draws the other future of a lane at the bottom of its band; what is left of the band is for the present one.
    pub(super) fn over_ghost(&mut self, trace: &Trace, (is_core, number): (bool, usize), band: Band) -> Band {
        let both = self.is_on_stage(trace) && band.height() >= self.px(LOWEST);
        let Some((_, other, fork)) = self.other().filter(|_| both) else { return band };
        let height = (band.height() * PART / 100).clamp(self.px(LEAST), self.px(MOST));
        let gap = if band.height() >= self.px(GAPPED) { self.px(1.0) } else { 0 };
        let tracks = other.tracks();
        let core = u16::try_from(number).ok().filter(|_| is_core);
        let track = if is_core { core.and_then(|core| tracks.cores.get(core)) } else { tracks.rows.get(number) };
        if let Some(track) = track {
            self.ghost_lane(track, (other, is_core, number), Band { y0: band.y1 - height, ..band }, fork);
        }
        Band { y1: band.y1 - height - gap, ..band }
    }

    fn ghost_lane(&mut self, track: &Track, (other, is_core, number): (&Trace, bool, usize), band: Band, fork: i64) {
        let frame = Frame { marked: [None; 2], outlined: false, ..self.frame(other) };
        let (begin, dense) = (self.items.spans.len(), self.items.ribbons.len());
        let Items { ribbons, spans, front, labels, .. } = &mut *self.items;
        let id = (other.run(), is_core, number);
        lane::lane(track, id, band, Letters::None, &frame, &mut Out { ribbons, spans, front, labels, columns: self.columns });
        self.cut_dense(dense, fork);
        self.cut(begin, fork, |ink| match ink {
            Ink::State(state) | Ink::Far(state) | Ink::Edge(state) => Some(Ink::Ghost(state)),
            _ => None,
        });
    }

    /// The other future's line in a strip of numbers: the queue's, or of requests in flight.
    pub(super) fn ghost_strip(&mut self, trace: &Trace, which: TextInk, band: Band, most: u32) {
        let Some((_, other, fork)) = self.other().filter(|_| self.is_on_stage(trace)) else { return };
        let tracks = other.tracks();
        let series: &Series = if which == TextInk::Queue { &tracks.queued } else { &tracks.in_flight };
        let begin = self.items.spans.len();
        let inks = Inks { fill: Ink::Ground, range: Ink::GhostLine, line: Ink::GhostLine };
        strip::strip(series, band, most, inks, &self.frame(other), &mut self.items.spans);
        self.cut(begin, fork, |ink| (ink == Ink::GhostLine).then_some(ink));
    }

    /// Cuts what was drawn from `begin` on at the fork, and gives it other inks or takes it away.
    fn cut(&mut self, begin: usize, fork: i64, ink: impl Fn(Ink) -> Option<Ink>) {
        let from = self.scene.plan.x0 + fork.max(0) as i32;
        let drawn = self.items.spans.split_off(begin);
        let kept = drawn.into_iter().filter_map(|quad| Some(Quad { x0: quad.x0.max(from), ink: ink(quad.ink)?, ..quad }));
        self.items.spans.extend(kept.filter(|quad| quad.x0 < quad.x1));
    }

    /// Cuts the dense lanes from `begin` on at the fork, and makes them dim.
    fn cut_dense(&mut self, begin: usize, fork: i64) {
        let from = self.scene.plan.x0 + fork.max(0) as i32;
        for ribbon in &mut self.items.ribbons[begin..] {
            let cut = (from - ribbon.x0).clamp(0, ribbon.x1 - ribbon.x0);
            let share = f64::from(cut) / f64::from((ribbon.x1 - ribbon.x0).max(1));
            ribbon.columns.0 += (ribbon.columns.1 - ribbon.columns.0) * share;
            ribbon.x0 += cut;
            ribbon.future = Future::Left;
        }
    }

    /// A line where time forked and, on the ruler, what was before. To be called once the playhead's flag is placed.
    pub(super) fn fork(&mut self) {
        let Some((ghost, _, px)) = self.other().filter(|(.., px)| *px >= 0) else { return };
        let Scene { plan, measure, traces, on_stage, .. } = *self.scene;
        let (x, lanes) = (plan.x0 + px as i32, plan.lanes());
        let half = self.px(1.0);
        self.items.back.push(Quad {
            x0: x - half,
            x1: x + half,
            y0: plan.ruler.y0 + self.px(4.0),
            y1: lanes.y1 - self.px(2.0),
            ink: Ink::Fork,
        });
        let Some(present) = traces.get(on_stage) else { return };
        let text = words::label(ghost, present);
        let width = measure(&text, Font::Small).ceil() as i32;
        let gap = self.px(8.0);
        let flag = self.items.cursor.as_ref().map_or((0, 0), |flag| (flag.x - flag.width / 2 - gap, flag.x + flag.width / 2 + gap));
        let clear = |left: i32| left >= flag.1 || left + width <= flag.0;
        let right = if clear(x + gap) { x + gap } else { flag.1 };
        let left = if right + width <= plan.x1 {
            right
        } else if clear(x - gap - width) {
            x - gap - width
        } else {
            flag.0 - width
        };
        self.make_way(left + width / 2, width);
        let ground = Quad {
            x0: left - half * 3,
            x1: left + width + half * 3,
            y0: plan.ruler.y0 + self.px(5.0),
            y1: plan.ruler.y1 - self.px(5.0),
            ink: Ink::Ground,
        };
        self.items.front.push(ground);
        self.label(left, plan.ruler.middle(), Side::Left, text, (Font::Small, TextInk::Strong));
    }
}
