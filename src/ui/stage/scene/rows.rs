//! A row for each process or worker: its own queue, and its loop beside it, on a core or not.
//!
//! Models with one queue have no rows; they are drawn as a whole.

use super::{CoreScene, OnCore, Ready, Scene, Setting};
use crate::stage::layout::arrange::{Cell, Form, Laid, List, More, Spot, inside};
use crate::stage::layout::frame::Frame;
use egui::{Rect, Vec2, pos2, vec2};
use loopscope_event::{QueueId, Rows, RunEnd, TaskId};
use loopscope_text::wordings;
use loopscope_trace::{Phase, State, Task};

/// A process or a worker.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Row {
    pub id: QueueId,
    pub doing: OnRow,
    /// The task whose handler it runs, although it has no core just now.
    pub hand: Option<TaskId>,
}

/// The state of a row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum OnRow {
    /// It is on this core.
    Core(CoreScene),
    /// It is runnable, and has no core.
    Runnable,
    /// It waits in the kernel.
    Parked,
    /// Nothing.
    Idle,
}

impl Row {
    /// The task drawn in its cell, and its spot.
    pub fn task(&self) -> Option<(TaskId, Spot)> {
        let on_core = match self.doing {
            OnRow::Core(core) => core.doing.task().map(|task| (task, Spot::Core(core.core))),
            OnRow::Runnable | OnRow::Parked | OnRow::Idle => None,
        };
        on_core.or(self.hand.map(|task| (task, Spot::Held(self.id))))
    }

    /// True if it is idle and has nothing to run.
    pub const fn rests(&self) -> bool {
        matches!(self.doing, OnRow::Parked | OnRow::Idle)
    }
}

/// The names of a row, the long one first.
pub(crate) fn names(rows: Rows, id: QueueId) -> Vec<String> {
    match rows {
        Rows::Processes => wordings!("cpu.process", n = id),
        Rows::Workers => wordings!("cpu.worker", n = id),
        Rows::One | Rows::Cores => vec![id.to_string()],
    }
}

/// True if the task's loop runs its handler, without a core.
pub(crate) fn held(state: &State, setting: &Setting, task: &Task) -> bool {
    setting.queues > 1
        && matches!(task.phase, Phase::Paused { why: RunEnd::Quantum, .. })
        && task.home.and_then(|home| state.queues.get(home)).is_some_and(|queue| queue.handling == Some(task.id))
}

/// The rows, if there are several.
pub(crate) fn rows(state: &State, setting: &Setting, cores: &[CoreScene]) -> Vec<Row> {
    if setting.queues <= 1 {
        return Vec::new();
    }
    let row_of = |core: &CoreScene| match core.doing {
        OnCore::Idle => None,
        OnCore::Switching { task: TaskId::NONE, thread, .. } => QueueId::try_from(thread).ok(),
        OnCore::Stealing { .. } => Some(core.core),
        _ => core.doing.task().and_then(|task| state.task(task)?.home).or(Some(core.core)),
    };
    let mentioned = state.queues.iter().map(|(id, _)| id).chain(cores.iter().filter_map(row_of)).max();
    let last = mentioned.unwrap_or(0).max(setting.queues - 1);
    let mut rows: Vec<Row> = (0..=last)
        .map(|id| {
            let doing = if state.queues.get(id).is_some_and(|queue| queue.parked.is_some()) { OnRow::Parked } else { OnRow::Idle };
            Row { id, doing, hand: None }
        })
        .collect();
    for waits in &state.runnable {
        if let Some(row) = rows.get_mut(waits.process as usize) {
            row.doing = OnRow::Runnable;
        }
    }
    for task in state.tasks().filter(|task| held(state, setting, task)) {
        if let Some(row) = task.home.and_then(|home| rows.get_mut(usize::from(home))) {
            (row.doing, row.hand) = (OnRow::Runnable, Some(task.id));
        }
    }
    for core in cores {
        if let Some(row) = row_of(core).and_then(|row| rows.get_mut(usize::from(row))) {
            row.doing = OnRow::Core(*core);
        }
    }
    rows
}

impl Scene {
    /// The tasks waiting in one of the queues.
    pub fn ready_in(&self, queue: QueueId) -> &[Ready] {
        let first = self.ready.partition_point(|ready| ready.queue < queue);
        let last = self.ready.partition_point(|ready| ready.queue <= queue);
        &self.ready[first..last]
    }

    /// The number of tasks that wait behind a running one while cores idle: another row could run them, if they were
    /// its own.
    pub fn wasted(&self) -> usize {
        if self.cores.iter().all(|core| core.doing != OnCore::Idle) {
            return 0;
        }
        self.rows.iter().filter(|row| row.task().is_some()).map(|row| self.ready_in(row.id).len()).sum()
    }
}

/// A laid-out row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct RowLaid {
    /// Its name.
    pub name: Rect,
    /// Its queue, which is left at the right.
    pub track: Rect,
}

impl Laid {
    /// Lays out as many rows as there is room for, and one for the rest; `cells` is the room at the CPU.
    pub(crate) fn rows(&mut self, scene: &Scene, frame: &Frame, cells: Rect) {
        let scale = frame.scale;
        let t = scale.t;
        let queues = inside(frame.ready, frame);
        let (top, bottom, gap) = (queues.top().max(cells.top()), cells.bottom(), 4.0 * t);
        let fits = (((bottom - top + gap) / (26.0 * t + gap)).max(1.0)) as usize;
        let n = scene.rows.len();
        let shown = if n <= fits { n } else { fits - 1 };
        let bands = shown + usize::from(shown < n);
        let height = ((bottom - top + gap) / bands as f32 - gap).clamp(1.0, 58.0 * t);
        let band = |i: usize, left: f32, right: f32| {
            let y = top + i as f32 * (height + gap);
            Rect::from_min_max(pos2(left, y), pos2(right, y + height))
        };
        let name_width = if queues.width() > 190.0 * t { 78.0 } else { 26.0 } * t;
        let row = |i: usize| RowLaid {
            name: band(i, queues.left(), queues.left() + name_width),
            track: band(i, queues.left() + name_width + 4.0 * t, queues.right()),
        };
        for (i, own) in scene.rows[..shown].iter().enumerate() {
            let laid = row(i);
            self.queue_of(scene.ready_in(own.id), own.id, laid.track, frame);
            self.queue_rows.push(laid);
            let cell = row_cell(band(i, cells.left(), cells.right()), t);
            self.cells.push(cell);
            if let Some((task, spot)) = own.task() {
                self.tile(task, spot, cell.tile);
            }
        }
        if shown < n {
            let laid = row(shown);
            let rest = &scene.rows[shown..];
            let waiting = rest.iter().map(|row| scene.ready_in(row.id).len()).sum();
            let tall = |rect: Rect| Rect::from_center_size(rect.center(), vec2(rect.width(), rect.height().min(30.0 * t)));
            if waiting > 0 {
                self.more.push(More { list: List::Queues, rect: tall(laid.track), count: waiting });
            }
            let cell = band(shown, cells.left(), cells.right());
            let half = Rect::from_min_max(pos2(cell.center().x, cell.top()), cell.max);
            let busy = rest.iter().filter(|row| row.task().is_some()).count();
            if busy > 0 {
                self.more.push(More { list: List::Cores, rect: tall(half), count: busy });
            }
            self.rows_more = Some((laid.name.union(laid.track), cell, n - shown));
        }
    }

    /// Lays out a queue from its head at the right to the left; what does not fit is counted at its tail.
    fn queue_of(&mut self, ready: &[Ready], queue: QueueId, track: Rect, frame: &Frame) {
        let scale = frame.scale;
        let (t, gap) = (scale.t, 4.0 * scale.t);
        let area = track.shrink2(vec2(4.0 * t, 0.0));
        let side = (area.height() - 4.0 * t).min(scale.chip());
        let size = vec2(side * scale.wide, side);
        let fits = |width: f32| ((width + gap) / (size.x + gap)).max(0.0) as usize;
        let pill = 46.0 * t;
        let shown = if ready.len() <= fits(area.width()) { ready.len() } else { fits(area.width() - pill - gap) };
        let at = |i: usize| {
            let x = area.right() - (i + 1) as f32 * size.x - i as f32 * gap;
            Rect::from_min_size(pos2(x, area.center().y - size.y / 2.0), size)
        };
        for (i, ready) in ready.iter().enumerate().take(shown) {
            self.token(ready.task, Spot::Ready(queue, ready.event), at(i), Form::Message(*ready));
        }
        if shown < ready.len() {
            let right = if shown == 0 { area.right() } else { at(shown - 1).left() - gap };
            let rect = Rect::from_min_max(pos2(area.left(), at(0).top()), pos2(right, at(0).bottom()));
            let rect = Rect::from_min_max(pos2(rect.left().max(right - 1.6 * pill), rect.top()), rect.max);
            self.more.push(More { list: List::Ready(queue), rect, count: ready.len() - shown });
        }
    }
}

fn row_cell(rect: Rect, t: f32) -> Cell {
    let side = (rect.height() - 8.0 * t).clamp(4.0, 44.0 * t);
    let tile = Rect::from_min_size(pos2(rect.left() + 4.0 * t, rect.center().y - side / 2.0), Vec2::splat(side));
    Cell { rect, tile }
}
