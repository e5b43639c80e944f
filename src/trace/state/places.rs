//! What stands in a [`State`](crate::State) beside tasks and queues: cores, locks, variables, runnable processes, frames.

use loopscope_event::{EventNo, Ns, QueueId, TaskId, ThreadId, What};
use std::collections::VecDeque;

/// A process that could run and has no core.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Runnable {
    /// Which; its loop has the queue of the same number.
    pub process: ThreadId,
    /// Since when, ns.
    pub since: Ns,
    /// The event that says so.
    pub event: EventNo,
}

/// Frames of a window.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Frames {
    /// How many were painted.
    pub painted: u32,
    /// How many were due while a handler ran.
    pub missed: u32,
    /// The last one painted: its number, and when, ns.
    pub last: Option<(u32, Ns)>,
    /// Missed since the last one was painted.
    pub owed: u32,
}

/// A core.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Core {
    /// What it does.
    pub doing: Doing,
    /// Since when, ns.
    pub since: Ns,
    /// The event that began it.
    pub since_event: EventNo,
}

/// What a core does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Doing {
    /// Nothing.
    #[default]
    Idle,
    /// It switches to this task's thread.
    Switching {
        /// To whom; [`TaskId::NONE`]: to a process.
        task: TaskId,
        /// To which thread or process.
        thread: ThreadId,
        /// Cost of the switch, ns.
        switch: u32,
        /// Cost of the spawn, ns.
        spawn: u32,
    },
    /// Its loop has taken this task's message and pays for that.
    Dispatching {
        /// Whose.
        task: TaskId,
        /// What the message was.
        what: What,
        /// The cost, ns.
        dispatch: u32,
    },
    /// Its worker steals from another's queue.
    Stealing {
        /// Whose.
        victim: QueueId,
        /// How many tasks.
        tasks: u32,
        /// The cost, ns.
        steal: u32,
    },
    /// It runs this task.
    Running {
        /// Whom.
        task: TaskId,
        /// How much of the burst was left when it began, ns.
        burst: Ns,
    },
}

impl Doing {
    /// For whom it works.
    #[must_use]
    pub const fn task(&self) -> Option<TaskId> {
        match self {
            Self::Idle | Self::Stealing { .. } | Self::Switching { task: TaskId::NONE, .. } => None,
            Self::Switching { task, .. } | Self::Dispatching { task, .. } | Self::Running { task, .. } => Some(*task),
        }
    }
}

/// A lock.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Lock {
    /// Who holds it.
    pub holder: Option<TaskId>,
    /// Since when it is held, or free, ns.
    pub since: Ns,
    /// The event that began that.
    pub since_event: EventNo,
    /// Who waits for it, the next one first.
    pub waiters: VecDeque<TaskId>,
}

/// A shared variable.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Var {
    /// Its value; 0 before the log says otherwise.
    pub value: i32,
    /// How often it was read.
    pub reads: u64,
    /// How often it was written.
    pub writes: u64,
    /// How many of the writes were stale and so lost another's change.
    pub stale: u64,
    /// Who wrote it last, and the event.
    pub writer: Option<(TaskId, EventNo)>,
}
