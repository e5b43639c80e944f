//! [`State`]: how everything stands after the first so many events of a run.
//!
//! It is a fold over the log and nothing else; `fold.rs` holds the step. What a log leaves out stays unknown here: a foreign log with
//! sparse ids or missing events gives a poorer state, never an error.

pub(super) mod fold;
pub(super) mod ids;
pub(super) mod loops;
pub mod places;
pub(super) mod requests;
pub(super) mod slab;
pub mod window;

use ids::Ids;
use loopscope_event::{DeviceId, EventNo, Ns, QueueId, RequestId, RunEnd, TaskId, ThreadId, Wait, What};
use places::{Core, Frames, Lock, Runnable, Var};
use requests::{Chain, Device, Request, Requests, Slot};
use slab::{ById, Lowest};
use std::collections::VecDeque;
use window::Window;

/// How many finished jobs are remembered.
pub const LAST_DONE: usize = 32;
/// The queue that runnable threads wait in: the OS run queue. A model has either this one or message queues.
pub const RUN_QUEUE: QueueId = 0;

/// How everything stands after the first [`events`](Self::events) events.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct State {
    /// How many events have happened.
    pub events: EventNo,
    /// When the last of them happened, ns.
    pub at: Ns,
    /// Jobs that have arrived and are in no queue, on no core and waiting for nothing yet, in order.
    pub gate: VecDeque<TaskId>,
    /// What waits for the CPU: message queues by their number, or the OS run queue as number [`RUN_QUEUE`].
    pub queues: ById<Queue>,
    /// The cores that the scenario has, and any other that the log mentions.
    pub cores: ById<Core>,
    /// The locks that were mentioned.
    pub locks: ById<Lock>,
    /// The shared variables that were mentioned.
    pub vars: ById<Var>,
    /// Jobs that have come.
    pub arrived: u64,
    /// Jobs that are done.
    pub done: u64,
    /// Threads that live.
    pub threads: u32,
    /// Of those, how many are in a pool and have no job.
    pub idle_workers: u32,
    /// Processes that could run and have no core, the next one first.
    pub runnable: VecDeque<Runnable>,
    /// What became of frames that were to be painted.
    pub frames: Frames,
    /// The application that the loop serves.
    pub window: Window,
    /// The last jobs done, at most [`LAST_DONE`], the latest at the back.
    pub last_done: VecDeque<Done>,
    /// By row; a task has the lowest row that was free when it came.
    pub(super) tasks: Vec<Option<Task>>,
    pub(super) rows: Lowest,
    /// The rows of the tasks that live.
    pub(super) ids: Ids,
    pub(super) devices: ById<Device>,
    pub(super) requests: Requests,
}

/// A task that lives: a job that has arrived, a child that was spawned, or an input that was posted.
#[derive(Clone, PartialEq, Debug)]
pub struct Task {
    /// Which.
    pub id: TaskId,
    /// Its row on the timeline, kept until it is done.
    pub row: u32,
    /// The line of its program that it is at, once known.
    pub line: Option<u32>,
    /// Its thread, if it has one.
    pub thread: Option<ThreadId>,
    /// The loop or worker whose queue it was in last.
    pub home: Option<QueueId>,
    /// What it does.
    pub phase: Phase,
    /// Since when, ns.
    pub since: Ns,
    /// The event that began the phase.
    pub since_event: EventNo,
    /// When it came, ns.
    pub arrived: Ns,
    /// The event with which it came.
    pub arrived_event: EventNo,
    /// The last event that was its own.
    pub last_event: EventNo,
    /// CPU time it has had in bursts that have ended, ns.
    pub ran: Ns,
    /// How many places it has in queues; more than none while it runs if a message for it has come meanwhile.
    pub(super) messages: u32,
    /// Its newest request under way.
    pub(super) newest: Option<Slot>,
}

/// What a task does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// It has come, and what would run it has not taken notice yet.
    Gate,
    /// It waits for the CPU in this queue, as this message (`None`: as a runnable thread).
    Queued {
        /// Which queue.
        queue: QueueId,
        /// As which message.
        what: Option<What>,
    },
    /// A core switches to its thread.
    Switching {
        /// Which core.
        core: u16,
        /// Cost of the switch, ns.
        switch: u32,
        /// Cost of the spawn, ns.
        spawn: u32,
    },
    /// A loop has taken its message and pays for that.
    Dispatching {
        /// Which loop.
        queue: QueueId,
        /// On which core.
        core: u16,
        /// What the message was.
        what: What,
        /// The cost, ns.
        dispatch: u32,
    },
    /// It computes.
    Running {
        /// Where.
        core: u16,
        /// How much of the burst was left when it began, ns.
        burst: Ns,
    },
    /// Its burst has ended and the log has not said yet where it goes; in our own logs this takes no time.
    Paused {
        /// Where it ran.
        core: u16,
        /// Why the burst ended.
        why: RunEnd,
    },
    /// It waits for something else than the CPU.
    Waiting {
        /// What kind of thing.
        on: Wait,
        /// Which one.
        target: Target,
    },
}

/// What exactly a task waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// The log does not say, or it waits for nothing.
    Unknown,
    /// This request; see [`State::request`].
    Request(DeviceId, RequestId),
    /// This lock.
    Lock(u16),
}

/// What waits for the CPU, and the loop that serves it, if a loop does.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Queue {
    /// From the head, which is next, to the tail.
    pub waiting: VecDeque<Queued>,
    /// The loop waits in the kernel; `None`: it is at work, or there is no loop.
    pub parked: Option<Parked>,
    /// How often something was taken from the head.
    pub taken: u64,
    /// Whose message the loop has in hand, on a core or preempted.
    pub handling: Option<TaskId>,
}

/// A place in a queue.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Queued {
    /// Who.
    pub task: TaskId,
    /// As which message; `None`: as a runnable thread.
    pub what: Option<What>,
    /// Since when, ns.
    pub since: Ns,
    /// The event that put it there.
    pub event: EventNo,
}

/// A loop that waits in the kernel.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Parked {
    /// Since when, ns.
    pub since: Ns,
    /// The event that says so.
    pub event: EventNo,
    /// On how many requests.
    pub in_flight: u32,
}

/// A job that is done.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Done {
    /// Which.
    pub task: TaskId,
    /// When it came, ns.
    pub arrived: Ns,
    /// The event with which it came.
    pub arrived_event: EventNo,
    /// When it was done, ns.
    pub at: Ns,
    /// The event that says so.
    pub event: EventNo,
}

/// A device as it stands.
#[derive(Clone, Copy)]
pub struct DeviceView<'a> {
    /// Which.
    pub id: DeviceId,
    serving: Chain,
    queued: Chain,
    requests: &'a Requests,
}

impl<'a> DeviceView<'a> {
    /// How many requests are served.
    #[must_use]
    pub fn serving_len(&self) -> usize {
        self.serving.len as usize
    }
    /// How many wait their turn.
    #[must_use]
    pub fn queued_len(&self) -> usize {
        self.queued.len as usize
    }
    /// The requests that are served, the one begun first first.
    pub fn serving(&self) -> impl Iterator<Item = &'a Request> + Clone + use<'a> {
        self.requests.chain(self.serving)
    }
    /// The requests that wait their turn, the next one first.
    pub fn queued(&self) -> impl Iterator<Item = &'a Request> + Clone + use<'a> {
        self.requests.chain(self.queued)
    }
}

impl State {
    /// Before the first event, on a machine with so many cores.
    #[must_use]
    pub fn new(cores: u16) -> Self {
        let mut state = Self::default();
        for core in 0..cores {
            state.cores.at(core);
        }
        state
    }

    /// A task that lives.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<&Task> {
        self.ids.get(task.0).and_then(|row| self.row(row))
    }
    /// The task on this row.
    #[must_use]
    pub fn row(&self, row: u32) -> Option<&Task> {
        self.tasks.get(row as usize).and_then(Option::as_ref)
    }
    /// The tasks that live, in the order of their rows.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> + Clone {
        self.tasks.iter().flatten()
    }
    /// How many tasks live.
    #[must_use]
    pub fn live(&self) -> usize {
        self.ids.len()
    }
    /// How many jobs are in the system.
    #[must_use]
    pub fn in_system(&self) -> u64 {
        self.arrived.saturating_sub(self.done)
    }
    /// How many things wait for the CPU, over all queues.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.queues.iter().map(|(_, queue)| queue.waiting.len()).sum()
    }
    /// How many requests are under way, those that wait their turn at a device included.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.requests.len()
    }
    /// A request under way.
    #[must_use]
    pub fn request(&self, device: DeviceId, request: RequestId) -> Option<&Request> {
        self.requests.get(device, request)
    }
    /// A task's requests under way, the newest first.
    pub fn requests_of(&self, task: TaskId) -> impl Iterator<Item = &Request> + Clone {
        self.requests.chain_of(self.task(task).and_then(|task| task.newest))
    }
    /// The devices that were mentioned; [`TIMER`](loopscope_event::id::TIMER) is the last, if there is one.
    pub fn devices(&self) -> impl Iterator<Item = DeviceView<'_>> + Clone {
        self.devices.iter().map(|(id, device)| self.view(id, *device))
    }
    /// One device, empty if it was never mentioned.
    #[must_use]
    pub fn device(&self, id: DeviceId) -> DeviceView<'_> {
        self.view(id, self.devices.get(id).copied().unwrap_or_default())
    }
    fn view(&self, id: DeviceId, device: Device) -> DeviceView<'_> {
        DeviceView { id, serving: device.serving, queued: device.queued, requests: &self.requests }
    }
    /// Where a task stands in the queue it waits in, 0 being the head.
    #[must_use]
    pub fn position(&self, task: TaskId) -> Option<(QueueId, usize)> {
        let Phase::Queued { queue, .. } = self.task(task)?.phase else { return None };
        let place = self.queues.get(queue)?.waiting.iter().position(|queued| queued.task == task)?;
        Some((queue, place))
    }

    /// About how many bytes it takes up.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let queues: usize = self.queues.iter().map(|(_, q)| q.waiting.capacity() * size_of::<Queued>()).sum();
        let locks: usize = self.locks.iter().map(|(_, l)| l.waiters.capacity() * size_of::<TaskId>()).sum();
        let lists = self.queues.bytes() + self.cores.bytes() + self.locks.bytes() + self.vars.bytes() + self.devices.bytes();
        let tasks = self.tasks.capacity() * size_of::<Option<Task>>() + self.ids.bytes() + self.rows.bytes();
        size_of::<Self>() + self.gate.capacity() * 4 + queues + locks + lists + tasks + self.requests.bytes()
    }
}
