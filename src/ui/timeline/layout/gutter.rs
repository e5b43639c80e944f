//! The column of names: runs, what can be folded, what is pinned. Pure; a part of [`layout`](super).

use super::foreign::COUNTED;
use super::items::{Font, Side, TextInk};
use super::{GUTTER_TEXT, Layout, Scene};
use crate::recording;
use crate::timeline::lanes::plan::{Band, Placed, Plan};
use crate::timeline::lanes::{Part, What};
use crate::widgets::wording;
use loopscope_text::say;
use loopscope_trace::Trace;

/// Something that can be folded or opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fold {
    /// Which of the runs.
    pub run: usize,
    /// What of it.
    pub what: Folded,
    /// Whether it is open.
    pub open: bool,
    /// The row of pixels in the middle of its triangle.
    pub y: i32,
}

/// What can be folded or opened of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Folded {
    /// All of it.
    Run,
    /// A part.
    Part(Part),
    /// The counters beyond those that are shown.
    MoreCounters,
}

/// The triangles of a plan: one for each run, one for each other part that is shown, and one where there are more counters.
#[must_use]
pub fn folds(plan: &Plan, scale: f32) -> Vec<Fold> {
    let mut folds = Vec::new();
    for (run, head, last) in plan.heads() {
        let open = !plan.placed.iter().all(|placed| placed.pinned || placed.lane.run != run || placed.lane.what == What::Cores);
        folds.push(Fold { run, what: Folded::Run, open, y: name_at(head, last, scale) });
        let mut before = head.lane.what.part();
        for placed in plan.placed.iter().filter(|placed| placed.lane.run == run && !placed.pinned) {
            let part = placed.lane.what.part();
            if matches!(placed.lane.what, What::Counters(_)) {
                folds.push(Fold { run, what: Folded::MoreCounters, open: false, y: placed.band.middle() });
            } else if part != before {
                let open = !placed.low && placed.lane.what != What::Cores;
                let y = if part == Part::Tasks && open { placed.band.y0 + (7.0 * scale) as i32 } else { placed.band.middle() };
                folds.push(Fold { run, what: Folded::Part(part), open, y });
            }
            before = part;
        }
    }
    folds
}

/// The row of pixels where a run's name stands: at its first lanes.
fn name_at(head: &Placed, last: Band, scale: f32) -> i32 {
    let first = head.band;
    // A strip has its own name below.
    if matches!(head.lane.what, What::Queue | What::Flight | What::Counter(_)) && !head.low {
        return first.y0 + (9.0 * scale).round() as i32;
    }
    let below = (11.0 * scale).round() as i32;
    first.middle().max(i32::midpoint(first.y0, last.y1).min(first.y0 + below))
}

/// What a run is called: its model or, of several recordings of one, its file.
pub(crate) fn run_name(traces: &[Trace], trace: &Trace) -> String {
    let same = traces.iter().filter(|other| other.model().name == trace.model().name).count() > 1;
    let file = recording::called(traces, trace).filter(|_| same);
    file.unwrap_or_else(|| wording::short(trace.model()))
}

/// The left edge of triangles, and how wide the place is that takes a click, points.
pub(crate) const TRIANGLE: (f32, f32) = (5.0, 20.0);

/// The fold whose triangle is at a pixel.
#[must_use]
pub fn fold_at(folds: &[Fold], x: i32, y: i32, scale: f32) -> Option<Fold> {
    let near = |fold: &&Fold| (fold.y - y).abs() <= (9.0 * scale) as i32;
    let found = folds.iter().filter(near).min_by_key(|fold| (fold.y - y).abs());
    found.copied().filter(|_| (0..(TRIANGLE.1 * scale) as i32).contains(&x))
}

impl Layout<'_, '_> {
    pub(crate) fn names(&mut self) {
        let Scene { plan, traces, scale, .. } = *self.scene;
        let x = self.px(GUTTER_TEXT);
        for (run, head, last) in plan.heads() {
            if let Some(trace) = traces.get(run).filter(|trace| !head.lane.what.is_line() && trace.imported().is_none()) {
                let name = self.shortened(run_name(traces, trace).to_uppercase(), Font::Bold, plan.x0 - x - self.px(8.0));
                self.label(x, name_at(head, last, scale), Side::Left, name, (Font::Bold, TextInk::Strong));
            }
        }
        for placed in plan.placed.iter().filter(|placed| placed.pinned) {
            let Some(trace) = traces.get(placed.lane.run) else { continue };
            let run = run_name(traces, trace);
            let (imported, room) = (trace.imported(), plan.x0 - x - self.px(8.0));
            let name = match placed.lane.what {
                What::Core(core) => say!("timeline.of_core", model = run, n = core + 1),
                What::Queue => format!("{run} · {}", say!("timeline.queue")),
                What::Flight => format!("{run} · {}", say!("timeline.flight")),
                What::Counter(counter) => match imported.and_then(|imported| imported.counters.get(counter)) {
                    Some(counter) => self.place_within(&counter.lane, plan.x0 - x - self.px(COUNTED)),
                    None => run,
                },
                What::Row(row) => match imported.filter(|imported| row >= imported.tasks).and_then(|imported| imported.lanes.get(row)) {
                    Some(lane) => self.place_within(lane, room),
                    None => run,
                },
                What::Cores | What::Tasks | What::Counters(_) => run,
            };
            self.label(x, placed.band.middle(), Side::Left, name, (Font::Small, TextInk::Dim));
            self.items.pins.push((self.px(TRIANGLE.0), placed.band.middle()));
        }
        self.items.folds = folds(plan, scale);
    }
}
