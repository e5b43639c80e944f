//! The column of names: runs, what can be folded, what is pinned. Pure; a part of [`layout`](super::layout).

use super::items::{Font, Side, TextInk};
use super::lanes::{Part, What};
use super::layout::{GUTTER_TEXT, Layout, Scene};
use super::plan::{Band, Placed, Plan};
use crate::text::say;
use crate::ui::wording;

/// Something that can be folded or opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fold {
    /// Which of the runs.
    pub run: usize,
    /// Which part of it; `None`: the run itself.
    pub part: Option<Part>,
    /// Whether it is open.
    pub open: bool,
    /// The row of pixels in the middle of its triangle.
    pub y: i32,
}

/// The triangles of a plan: one for each run, and one for each other part that is shown.
#[must_use]
pub fn folds(plan: &Plan, scale: f32) -> Vec<Fold> {
    let mut folds = Vec::new();
    for (run, head, last) in plan.heads() {
        let open = !plan.placed.iter().all(|placed| placed.pinned || placed.lane.run != run || placed.lane.what == What::Cores);
        folds.push(Fold { run, part: None, open, y: name_at(head, last, scale) });
        let mut before = head.lane.what.part();
        for placed in plan.placed.iter().filter(|placed| placed.lane.run == run && !placed.pinned) {
            let part = placed.lane.what.part();
            if part != before {
                let open = !placed.low && placed.lane.what != What::Cores;
                let y = if part == Part::Tasks && open { placed.band.y0 + (7.0 * scale) as i32 } else { placed.band.middle() };
                folds.push(Fold { run, part: Some(part), open, y });
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
    if matches!(head.lane.what, What::Queue | What::Flight) && !head.low {
        return first.y0 + (9.0 * scale).round() as i32;
    }
    let below = (11.0 * scale).round() as i32;
    first.middle().max(i32::midpoint(first.y0, last.y1).min(first.y0 + below))
}

/// The left edge of triangles, and how wide the place is that takes a click, points.
pub(super) const TRIANGLE: (f32, f32) = (5.0, 20.0);

/// The fold whose triangle is at a pixel.
#[must_use]
pub fn fold_at(folds: &[Fold], x: i32, y: i32, scale: f32) -> Option<Fold> {
    let near = |fold: &&Fold| (fold.y - y).abs() <= (9.0 * scale) as i32;
    let found = folds.iter().filter(near).min_by_key(|fold| (fold.y - y).abs());
    found.copied().filter(|_| (0..(TRIANGLE.1 * scale) as i32).contains(&x))
}

impl Layout<'_, '_> {
    pub(super) fn names(&mut self) {
        let Scene { plan, traces, scale, .. } = *self.scene;
        let x = self.px(GUTTER_TEXT);
        for (run, head, last) in plan.heads() {
            if let Some(trace) = traces.get(run).filter(|trace| head.lane.what != What::Tasks && trace.imported().is_none()) {
                let name = wording::short(trace.model()).to_uppercase();
                self.label(x, name_at(head, last, scale), Side::Left, name, (Font::Bold, TextInk::Strong));
            }
        }
        for placed in plan.placed.iter().filter(|placed| placed.pinned) {
            let Some(trace) = traces.get(placed.lane.run) else { continue };
            let run = wording::short(trace.model());
            let name = match placed.lane.what {
                What::Core(core) => say!("timeline.of_core", model = run, n = core + 1),
                What::Queue => format!("{run} · {}", say!("timeline.queue")),
                What::Flight => format!("{run} · {}", say!("timeline.flight")),
                What::Cores | What::Row(_) | What::Tasks => run,
            };
            self.label(x, placed.band.middle(), Side::Left, name, (Font::Small, TextInk::Dim));
            self.items.pins.push((self.px(TRIANGLE.0), placed.band.middle()));
        }
        self.items.folds = folds(plan, scale);
    }
}
