//! [`Reason`]: why a task stands where it stands, as a chain of what happened to it and who was in its way.
//!
//! How the chain is made stands in `story`.

pub(super) mod story;

use super::trace::Trace;
use loopscope_event::{DeviceId, EventNo, Kind, Ns, QueueId, RequestId, TaskId, Wait, What};
use story::Story;

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
    /// Who stood before it when it joined the queue, the next to go first; at most [`SHOWN`] of them.
    pub ahead: Vec<TaskId>,
    /// Who held what it waited for, and for how long each meanwhile, the longest first; at most [`SHOWN`] of them.
    pub blockers: Vec<Blocker>,
    /// How many there were in all.
    pub blocked_by: u32,
}

impl Reason {
    fn blame_nobody(&mut self) {
        self.blockers.clear();
        self.blocked_by = 0;
    }
}

/// So many tasks ahead, and so many in the way, are named.
pub const SHOWN: usize = 8;
/// So many events are looked through at most; what lies before is not told.
const MOST: EventNo = 1 << 20;

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
    /// It came into the system. Takes no time.
    Arrived,
    /// At the gate: what would run it waits for something else.
    Gate,
    /// In a queue for the CPU.
    Queued {
        /// Which queue.
        queue: QueueId,
        /// As which message; `None`: as a runnable thread.
        what: Option<What>,
        /// How many stood before it when it joined.
        place: u32,
    },
    /// Its process was preempted with it in hand, and waits for a core.
    Runnable,
    /// A core switches to it.
    Switching,
    /// Its loop has taken its message and pays for that.
    Dispatching,
    /// It computes, at this line.
    Running {
        /// Which.
        line: u32,
    },
    /// Its quantum ended while others could run. Takes no time.
    Preempted,
    /// It asked a device. Takes no time.
    Asked {
        /// Which.
        device: DeviceId,
        /// How long serving takes, ns.
        latency: Ns,
    },
    /// It waits its turn at a device.
    DeviceQueue {
        /// Which.
        device: DeviceId,
        /// How many stood before it when it joined.
        place: u32,
    },
    /// A device serves it.
    Served {
        /// Which.
        device: DeviceId,
    },
    /// It waits for a lock.
    Lock {
        /// Which, if the log says.
        lock: Option<u16>,
    },
    /// It waits for something else.
    Waiting {
        /// For what.
        on: Wait,
    },
    /// It is done. Takes no time.
    Done,
}

impl Trace {
    /// The chain of causes and blockers that led `task` to where it stands after the first `n` events, the oldest first.
    ///
    /// A task that is done by then is told to its end, if it ended not long ago. Empty for one that is not known.
    #[must_use]
    pub fn why(&self, task: TaskId, n: EventNo) -> Vec<Reason> {
        let mut chain = self.told(task, n, Story::reasons).unwrap_or_default();
        if self.model().places.gate.is_none() {
            // Where there is no gate nobody keeps another from beginning.
            chain.iter_mut().filter(|reason| reason.kind == ReasonKind::Gate).for_each(Reason::blame_nobody);
        }
        chain
    }

    /// True if a task is not in the system after the first `n` events, and comes within the million after them.
    #[must_use]
    pub fn is_to_come(&self, task: TaskId, n: EventNo) -> bool {
        let mut later = self.events(n, n.saturating_add(MOST));
        self.state_at(n).task(task).is_none() && later.any(|(_, event)| event.kind.task() == Some(task))
    }

    /// The places of a task's own events among the first `n`, the oldest first; the same bounds hold.
    #[must_use]
    pub fn history(&self, task: TaskId, n: EventNo) -> Vec<EventNo> {
        self.told(task, n, |story| story.own().to_vec()).unwrap_or_default()
    }

    /// Whose a request was that is over, as far as the log of the last million events before place `n` says.
    #[must_use]
    pub fn asker(&self, device: DeviceId, request: RequestId, n: EventNo) -> Option<TaskId> {
        let n = n.clamp(self.first(), self.len());
        let asks = |kind: &Kind| match *kind {
            Kind::IoSubmitted { device: here, request: this, task, .. } if (here, this) == (device, request) => Some(task),
            Kind::IoCompleted { device: here, request: this, task, .. } if (here, this) == (device, request) => Some(task),
            _ => None,
        };
        let place = self.last_where(n.saturating_sub(MOST), n, |event| asks(&event.kind).is_some())?;
        asks(&self.event(place)?.kind)
    }

    fn told<T>(&self, task: TaskId, n: EventNo, tell: impl Fn(&Story) -> T) -> Option<T> {
        let n = n.clamp(self.first(), self.len());
        let (arrived, end) = self.life(task, n)?;
        // In steps, so that a long story is told on rather than anew at each event.
        let earliest = n.saturating_sub(MOST) / (MOST / 2) * (MOST / 2);
        let begin = arrived.max(self.first()).max(earliest).min(end);
        let mut story = self.stories.take(task, begin, end).unwrap_or_else(|| Story::new(task, begin, self.state_at(begin)));
        for (number, event) in self.events(story.told(), end) {
            story.step(&event, number);
        }
        let answer = tell(&story);
        self.stories.keep(story);
        Some(answer)
    }

    /// The event with which a task came, and where its story ends as seen after `n` events.
    pub(super) fn life(&self, task: TaskId, n: EventNo) -> Option<(EventNo, EventNo)> {
        let state = self.state_at(n);
        if let Some(found) = state.task(task) {
            return Some((found.arrived_event, n));
        }
        if let Some(done) = state.last_done.iter().rev().find(|done| done.task == task) {
            return Some((done.arrived_event, done.event + 1));
        }
        let ends = |kind: &Kind| match *kind {
            Kind::JobDone { job: ended } | Kind::InputHandled { input: ended } => ended == task,
            Kind::TaskDone { task: ended } | Kind::TaskCancelled { task: ended } => ended == task,
            _ => false,
        };
        let end = self.last_where(n.saturating_sub(MOST), n, |event| ends(&event.kind))?;
        let arrived = self.state_at(end).task(task)?.arrived_event;
        Some((arrived, end + 1))
    }
}
