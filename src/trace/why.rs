//! Why a task stands where it stands: the chain of what happened to it, and who was in its way.

use super::trace::Trace;
use crate::event::{DeviceId, EventNo, Ns, QueueId, TaskId, What};

/// One link of the chain that led a task to where it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// What it did there.
    pub kind: ReasonKind,
    /// The event that began it, to jump to.
    pub event: EventNo,
    /// When it began, ns.
    pub at: Ns,
    /// How long it took, or has taken up to the playhead, ns.
    pub lasted: Ns,
    /// True if it still goes on at the playhead.
    pub open: bool,
    /// Who was in its way meanwhile and for how long each, the longest first.
    pub blockers: Vec<Blocker>,
}

/// Somebody in the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocker {
    /// Who.
    pub task: TaskId,
    /// How long it held what the other waited for, ns.
    pub held: Ns,
}

/// What a link of the chain is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReasonKind {
    /// It came into the system.
    Arrived,
    /// At the gate: what would run it waited for something else.
    Gate,
    /// In a queue for the CPU; `place` is where it stood at first, 0 being the head.
    Queued {
        /// Which queue.
        queue: QueueId,
        /// As which message; `None`: as a runnable thread.
        what: Option<What>,
        /// Where it stood when it joined.
        place: u32,
    },
    /// A core switched to it.
    Switching,
    /// Its loop took its message.
    Dispatching,
    /// It computed, at this line.
    Running {
        /// Which.
        line: u32,
    },
    /// It was cut by the quantum.
    Preempted,
    /// It asked a device.
    Asked {
        /// Which.
        device: DeviceId,
    },
    /// It waited its turn at a device.
    DeviceQueue {
        /// Which.
        device: DeviceId,
    },
    /// A device served it.
    Served {
        /// Which.
        device: DeviceId,
    },
    /// It waited for a lock.
    Lock {
        /// Which.
        lock: u16,
    },
    /// It waited for something else.
    Waiting,
    /// It is done.
    Done,
}

impl Trace {
    /// The chain of causes and blockers that led `task` to where it stands after the first `n` events, the oldest first. Empty if it does not live then.
    #[must_use]
    pub fn why(&self, _task: TaskId, _n: EventNo) -> Vec<Reason> {
        Vec::new()
    }

    /// The places of a task's own events among the first `n`, as far as they are kept, the oldest first.
    #[must_use]
    pub fn history(&self, _task: TaskId, _n: EventNo) -> Vec<EventNo> {
        Vec::new()
    }
}

impl Reason {
    /// In words, as in "waited 0.70 ms for the CPU, third in the queue behind G and M".
    #[must_use]
    pub fn says(&self, _trace: &Trace) -> String {
        String::new()
    }
}
