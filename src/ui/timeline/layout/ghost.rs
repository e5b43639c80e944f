//! The future that a fork left, thin and dim under the lanes of the run on the stage, from the fork on; and the fork on the
//! ruler. A part of [`layout`](super).

use super::items::{Font, Future, Ink, Items, Quad, Side, TextInk};
use super::lane::{self, Frame, Letters, Out};
use super::strip::{self, Inks};
use super::{Layout, Scene};
use crate::fork::words;
use crate::timeline::lanes::plan::Band;
use loopscope_trace::{Ghost, Series, Trace, Track};

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
    pub(crate) fn over_ghost(&mut self, trace: &Trace, (is_core, number): (bool, usize), band: Band) -> Band {
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
    pub(crate) fn ghost_strip(&mut self, trace: &Trace, which: TextInk, band: Band, most: u32) {
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
    pub(crate) fn fork(&mut self) {
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

#[cfg(test)]
mod tests {
    use super::super::columns::Columns;
    use super::super::items::{Ink, Items, Quad};
    use super::super::over::Over;
    use crate::timeline::lanes::What;
    use crate::timeline::layout::{Scene, layout};
    use crate::timeline::tests::{a_plan, band, bursts, measure};
    use crate::timeline::view::View;
    use loopscope_event::{Ns, Replay, Scenario};
    use loopscope_trace::{Ghost, Origin, Trace};
    use std::sync::Arc;

    const FORK: Ns = 40_000;

    fn ghost(traces: Vec<Trace>) -> Ghost {
        let scenario = Arc::new(Scenario::default());
        let replay = Arc::new(Replay::new(scenario.clone()));
        Ghost { traces, at: FORK, replay, scenario, edge: 90_000, origin: Origin::Before }
    }

    fn shown(traces: &[Trace], ghost: Option<&Ghost>, now: Ns) -> Items {
        let (plan, view) = (a_plan(), View::new(100_000.0));
        let axis = view.axis((plan.x1 - plan.x0) as usize);
        let (scale, pointer, marked, outlined) = (1.0, None, [None, None], true);
        let scene = Scene {
            traces,
            on_stage: 0,
            ghost,
            now,
            counts: (0, 0),
            axis,
            plan: &plan,
            scale,
            pointer,
            marked,
            outlined,
            purpose: crate::Purpose::Use,
            over: Over::default(),
            measure: &measure,
        };
        let mut items = Items::default();
        layout(&scene, &mut Columns::default(), &mut items);
        items
    }

    #[test]
    fn the_other_future_lies_under_each_lane_from_the_fork_on_and_nowhere_before() {
        let common = [(0, 5_000, 20_000)];
        let present = bursts(common.into_iter().chain([(1, 45_000, 60_000)]), 60_000);
        let other = bursts(common.into_iter().chain([(1, 30_000, 80_000)]), 90_000);
        let (ghost, traces) = (ghost(vec![other]), [present]);
        let items = shown(&traces, Some(&ghost), 50_000);
        let (plan, axis) = (a_plan(), View::new(100_000.0).axis((a_plan().x1 - a_plan().x0) as usize));
        let at = |t: Ns| plan.x0 + axis.px(t) as i32;
        let core = band(&plan, 0, What::Core(0));
        let of_core: Vec<Quad> = items.spans.iter().copied().filter(|quad| core.holds(quad.y0)).collect();
        let (thin, main): (Vec<Quad>, Vec<Quad>) = of_core.into_iter().partition(|quad| matches!(quad.ink, Ink::Ghost(_)));
        assert_eq!(thin.iter().map(|quad| (quad.x0, quad.x1)).collect::<Vec<_>>(), [(at(FORK), at(80_000))], "cut at the fork");
        assert!(main.iter().any(|quad| quad.x0 == at(5_000)) && main.iter().any(|quad| quad.x0 == at(45_000)));
        let (top, bottom) = (main.iter().map(|quad| quad.y1).max().unwrap(), thin[0].y0);
        assert!(top <= bottom && thin[0].y1 == core.y1, "under it: {top} and {bottom}");
        assert!(items.back.iter().any(|quad| quad.ink == Ink::Fork && (quad.x0..=quad.x1).contains(&at(FORK))), "the fork is marked");
        let label = items.labels.iter().find(|label| label.text.starts_with("before: ")).unwrap();
        let flag = items.cursor.as_ref().unwrap();
        assert!(label.x >= flag.x + flag.width / 2 || label.x + measure(&label.text, label.font) as i32 <= flag.x - flag.width / 2);
        assert!(!shown(&traces, None, 50_000).spans.iter().any(|quad| matches!(quad.ink, Ink::Ghost(_))));
    }

    #[test]
    fn what_was_before_is_written_within_the_panel_wherever_the_playhead_is() {
        let other = || bursts([(0, 5_000, 90_000)], 95_000);
        let traces = [bursts([(0, 5_000, 70_000)], 95_000)];
        for at in (0..100_000).step_by(3_000) {
            let ghost = Ghost { at, ..ghost(vec![other()]) };
            for now in (0..95_000).step_by(5_000) {
                let items = shown(&traces, Some(&ghost), now);
                let label = items.labels.iter().find(|label| label.text.starts_with("before: ")).unwrap();
                let (left, right) = (label.x, label.x + measure(&label.text, label.font) as i32);
                let flag = items.cursor.as_ref().unwrap();
                assert!(left >= 0 && right <= a_plan().x1, "fork {at}, now {now}: {left}..{right}");
                assert!(left >= flag.x + flag.width / 2 || right <= flag.x - flag.width / 2, "fork {at}, now {now}: under the flag");
            }
        }
    }
}
