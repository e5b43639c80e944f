//! CRITICAL PATHS: where every nanosecond of a job's life went, and of a whole run.
//!
//! * A job's path ([`job`]) goes forward from its arrival: each stretch of its life is its own, or is charged to whoever was in its way.
//! * A run's path ([`run`]) goes backward from the last completion: each stretch was spent with what enabled the next, to the beginning.
//! * `behind` reads a core's spans backward. [`look`] reads off a log what began or ended a wait; [`sum`] adds stretches up.
//!
//! Both are rows of [`Piece`]s without a gap or an overlap, so that they sum to the latency, or to the makespan, exactly. Both are worked
//! out in slices, so that a log of any length holds nobody up, and are remembered. What a log does not tell is a piece of its own.
//!
//! It does *not* say anything in words (that is the window's), and decides nothing about the simulated world: it reads tracks and events.

mod behind;
mod job;
mod look;
mod run;
mod sum;

pub use sum::{Share, Sums};

use super::playhead::Playhead;
use super::trace::Trace;
use job::{JobWalk, Life};
use loopscope_event::{DeviceId, EventNo, Ns, TaskId};
use run::RunWalk;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// A stretch of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// How it was spent.
    pub kind: PieceKind,
    /// With what.
    pub on: Option<Resource>,
    /// On a job's path: who was in its way, `None` where it was itself or nobody in particular. On a run's path: whose time it was.
    pub who: Option<TaskId>,
    /// From then, ns.
    pub from: Ns,
    /// To then, ns; later than `from`.
    pub to: Ns,
    /// The event that began it, to jump to.
    pub event: EventNo,
}

impl Piece {
    /// How long it is, ns.
    #[must_use]
    pub const fn lasted(&self) -> Ns {
        self.to - self.from
    }
}

/// How a stretch was spent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PieceKind {
    /// It computed.
    Running,
    /// A core switched to it.
    Switching,
    /// Its loop took its message, or its worker stole it.
    Dispatching,
    /// It could run, and its core was somebody else's.
    Behind,
    /// It could run, and its core did nothing.
    CoreIdle,
    /// A device served it.
    Device,
    /// It waited its turn at a device.
    DeviceQueue,
    /// Another held a lock.
    Lock,
    /// It could not begin: what would run it was taken.
    Gate,
    /// It waited for a timer.
    Timer,
    /// It waited for a task that it had started.
    Child,
    /// It had given way.
    Yield,
    /// Its client thought.
    Think,
    /// Nobody had asked for it yet.
    Arrival,
    /// The log does not say.
    Unknown,
    /// History let go of it.
    Forgotten,
}

impl PieceKind {
    /// All of them, in the order in which sums are shown.
    pub const ALL: [Self; 16] = [
        Self::Running,
        Self::Dispatching,
        Self::Switching,
        Self::Behind,
        Self::CoreIdle,
        Self::Gate,
        Self::Device,
        Self::DeviceQueue,
        Self::Lock,
        Self::Timer,
        Self::Child,
        Self::Yield,
        Self::Think,
        Self::Arrival,
        Self::Unknown,
        Self::Forgotten,
    ];
}

/// What time was spent with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Resource {
    /// A core.
    Core(u16),
    /// A device.
    Device(DeviceId),
    /// A lock.
    Lock(u16),
}

/// Where the nanoseconds of a job's life went.
#[derive(Clone, PartialEq, Debug)]
pub struct JobPath {
    /// Whose life.
    pub task: TaskId,
    /// When it came, ns.
    pub arrived: Ns,
    /// Up to when it is told, ns: its end, or the playhead, unless more work is needed to get there.
    pub told: Ns,
    /// True if all of it is told.
    pub whole: bool,
    /// True if the job is over.
    pub done: bool,
    /// What is over, in the order of time from `arrived` on.
    pub over: Arc<Vec<Piece>>,
    /// What goes on at the playhead and may yet be told otherwise, up to `told`.
    pub open: Vec<Piece>,
    /// How much was spent with what, and behind whom; sums to `told − arrived`.
    pub sums: Arc<Sums>,
    /// The row of the timeline that it lives on.
    pub row: usize,
}

impl JobPath {
    /// All stretches, in the order of time, from `arrived` to `told`.
    pub fn pieces(&self) -> impl DoubleEndedIterator<Item = &Piece> + Clone {
        self.over.iter().chain(&self.open)
    }
}

/// Where the nanoseconds of a run went, as seen back from its last completion.
#[derive(Clone, PartialEq, Debug)]
pub struct RunPath {
    /// The job that was done last.
    pub last: TaskId,
    /// When, ns: so long is the path.
    pub end: Ns,
    /// The event that says so.
    pub event: EventNo,
    /// What was spent with what; sums to `end` once `whole`.
    pub sums: Sums,
    /// The stretches, the earliest first; of a path of more than [`KEPT`] of them the last ones. None before it is `whole`.
    pub pieces: Arc<Vec<Piece>>,
    /// True if it is told back to the beginning.
    pub whole: bool,
    /// How far back it is told, ns; 0 once `whole`.
    pub told: Ns,
}

/// So many stretches of a run's path are kept one by one; earlier ones are only summed up.
pub const KEPT: usize = 1 << 19;
/// So many jobs' paths are remembered.
const JOBS: usize = 3;

/// How much may be looked at before somebody else has his turn: spans and events, about 20 to 100 ns each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget(pub usize);

impl Budget {
    /// Enough for whatever there is.
    pub const ALL: Self = Self(usize::MAX);
    /// What a frame of the window may take.
    pub const FRAME: Self = Self(20_000);

    const fn is_spent(self) -> bool {
        self.0 == 0
    }
    const fn spend(&mut self, steps: usize) {
        self.0 = self.0.saturating_sub(steps);
    }
}

/// The paths that were asked for last. What was told of history that was let go since then stays true.
#[derive(Default)]
pub(super) struct Paths {
    jobs: RefCell<Vec<JobWalk>>,
    run: RefCell<RunWalk>,
    /// The last one asked for that is over: it is looked for among many events.
    over: Cell<Option<Life>>,
}

impl Paths {
    fn life(&self, trace: &Trace, task: TaskId, head: Playhead) -> Option<Life> {
        let known = self.over.get().filter(|life| life.is_over(trace, task, head.event));
        let life = known.map_or_else(|| job::life(trace, task, head), Some)?;
        self.over.set(Some(life).filter(|life| life.done));
        Some(life)
    }

    pub(super) fn bytes(&self) -> usize {
        self.jobs.borrow().iter().map(JobWalk::bytes).sum::<usize>() + self.run.borrow().bytes()
    }
}

impl Trace {
    /// Where every nanosecond of a task's life went, up to its end or the playhead. `None` if it is not known.
    ///
    /// It is worked out as far as the budget goes; asked again, it goes on from there.
    #[must_use]
    pub fn job_path(&self, task: TaskId, head: Playhead, budget: Budget) -> Option<JobPath> {
        let life = self.paths.life(self, task, head)?;
        let mut jobs = self.paths.jobs.borrow_mut();
        let known = jobs.iter().position(|walk| walk.is_of(&life));
        let mut walk = known.map_or_else(|| JobWalk::new(&life), |i| jobs.remove(i));
        let path = walk.told(self, &life, budget);
        if jobs.len() >= JOBS {
            jobs.remove(0);
        }
        jobs.push(walk);
        Some(path)
    }

    /// The chain of what enabled what, from the last completion before the playhead back to the beginning. `None` before the first one.
    ///
    /// It is worked out as far as the budget goes; asked again, it goes on from there.
    #[must_use]
    pub fn run_path(&self, head: Playhead, budget: Budget) -> Option<RunPath> {
        let last = *self.state_at(head.event).last_done.back()?;
        Some(self.paths.run.borrow_mut().told(self, last, budget))
    }
}

#[cfg(test)]
mod tests;
