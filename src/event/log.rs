//! [`Event`]: the only output of a run, 32 bytes, append-only, identified by its index.
//!
//! An event records that something *happened*; its consequences are found by reading on. It carries the index of the
//! event that enabled it, stored as a distance back so that it fits (a distance beyond `u32` is dropped, which needs a
//! log of 128 GiB between cause and effect).

use super::{DeviceId, EventNo, Gesture, Ns, QueueId, RequestId, TaskId, ThreadId};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// Something that happened in a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    /// The instant, in nanoseconds of the run's clock. Never less than that of the event before.
    pub at: Ns,
    back: Option<NonZeroU32>,
    /// What happened.
    pub kind: Kind,
}

impl Event {
    /// Makes the event at index `number`, enabled by the event `cause`.
    #[must_use]
    pub fn new(at: Ns, number: EventNo, cause: Option<EventNo>, kind: Kind) -> Self {
        let back = cause.and_then(|cause| number.checked_sub(cause)).and_then(|n| u32::try_from(n).ok()).and_then(NonZeroU32::new);
        Self { at, back, kind }
    }
    /// The event that enabled this one, if known; `number` is this event's own index.
    #[must_use]
    pub fn cause(&self, number: EventNo) -> Option<EventNo> {
        number.checked_sub(EventNo::from(self.back?.get()))
    }
    /// Makes an event from its stored form: `back` is the distance to its cause in events, 0 if unknown.
    #[must_use]
    #[inline]
    pub const fn kept(at: Ns, back: u32, kind: Kind) -> Self {
        Self { at, back: NonZeroU32::new(back), kind }
    }
    /// The distance back to its cause, in events; 0 if unknown.
    #[must_use]
    #[inline]
    pub fn back(&self) -> u32 {
        self.back.map_or(0, NonZeroU32::get)
    }
}

/// The names of devices, locks and variables; their numbers in a log are indices into these lists.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Names {
    /// Devices.
    pub devices: Vec<String>,
    /// Locks.
    pub locks: Vec<String>,
    /// Shared variables.
    pub vars: Vec<String>,
}

/// Nanoseconds in eight bytes that need only be aligned to four, so that an event stays within 32.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct PackedNs([u32; 2]);

impl PackedNs {
    /// Packs.
    #[must_use]
    pub const fn new(ns: Ns) -> Self {
        Self([(ns >> 32) as u32, ns as u32])
    }
    /// Unpacks.
    #[must_use]
    pub const fn get(self) -> Ns {
        ((self.0[0] as u64) << 32) | self.0[1] as u64
    }
}

/// What happened. Costs (`switch`, `spawn`, `dispatch`) are in nanoseconds, at most one second each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the fields are the ids and costs that the variant's own line names")]
pub enum Kind {
    /// A job arrived.
    JobArrived { job: TaskId },
    /// A job completed its last step.
    JobDone { job: TaskId },

    /// A thread was created for this task; its cost is paid at its first dispatch. The thread of a process has no task
    /// of its own: [`TaskId::NONE`] stands for it, here and in the events below, while it runs no handler.
    ThreadSpawned { thread: ThreadId, task: TaskId },
    /// A thread ended with its task.
    ThreadExited { thread: ThreadId, task: TaskId },
    /// A thread joined the tail of the OS run queue.
    ThreadRunnable { thread: ThreadId, task: TaskId },
    /// A thread gave up its core and waits, at this line if the log knows it.
    ThreadBlocked { thread: ThreadId, task: TaskId, line: Option<u32>, on: Wait },
    /// A thread's quantum ended while others were runnable.
    Preempted { core: u16, thread: ThreadId, task: TaskId },
    /// A core began to switch to this thread; `spawn` is above 0 only at the first dispatch.
    SwitchStarted { core: u16, thread: ThreadId, task: TaskId, switch: u32, spawn: u32 },
    /// The switch ended.
    SwitchEnded { core: u16, thread: ThreadId, task: TaskId },

    /// A task spawned another.
    TaskSpawned { task: TaskId, parent: TaskId },
    /// A spawned task ended.
    TaskDone { task: TaskId },
    /// The waker of a waiting task was called.
    TaskWoken { task: TaskId },
    /// A task was dropped before its end.
    TaskCancelled { task: TaskId },
    /// A burst of CPU time of this planned length began on a core, for the step at `line`.
    RunStarted { core: u16, task: TaskId, line: u32, burst: PackedNs },
    /// The burst ended, or was cut short by the quantum.
    RunEnded { core: u16, task: TaskId, why: RunEnd },
    /// A coroutine was suspended at this line, with its frame.
    Awaited { task: TaskId, line: u32, on: Wait },
    /// A coroutine was resumed at this line.
    Resumed { task: TaskId, line: u32 },
    /// A callback of a job began; it continues the job at this line.
    CallbackBegan { task: TaskId, line: u32 },
    /// The callback returned, having registered another for what it waits on.
    CallbackEnded { task: TaskId, line: u32, on: Wait },

    /// A message joined the tail of a loop's queue.
    MessagePosted { queue: QueueId, what: What, task: TaskId },
    /// The loop took the message at the head; `dispatch` is the cost of taking it, on the core that the loop runs on.
    MessageTaken { queue: QueueId, core: u16, what: What, task: TaskId, dispatch: u32 },
    /// The queue is empty: the loop waits in the kernel for `in_flight` requests.
    LoopParked { queue: QueueId, in_flight: u32 },
    /// The kernel woke the loop with this many messages.
    LoopUnparked { queue: QueueId, messages: u32 },

    /// A task submitted a request that takes `latency` once it is being served.
    IoSubmitted { device: DeviceId, request: RequestId, task: TaskId, latency: PackedNs },
    /// All slots of the device are taken; the request joined its queue.
    IoQueued { device: DeviceId, request: RequestId, task: TaskId },
    /// The device began to serve the request.
    IoStarted { device: DeviceId, request: RequestId, task: TaskId },
    /// The device completed the request.
    IoCompleted { device: DeviceId, request: RequestId, task: TaskId },
    /// The request was cancelled: its future was dropped.
    IoCancelled { device: DeviceId, request: RequestId, task: TaskId },

    /// The lock is held by another task; this one joined the tail of its queue.
    LockWaited { lock: u16, task: TaskId },
    /// The task acquired the lock.
    LockAcquired { lock: u16, task: TaskId },
    /// The task released the lock.
    LockReleased { lock: u16, task: TaskId },
    /// A task read a shared variable.
    VarRead { var: u16, task: TaskId, value: i32 },
    /// A task wrote a shared variable; `stale` if another task wrote it since this one read it, so that an update was
    /// lost.
    VarWritten { var: u16, task: TaskId, value: i32, stale: bool },

    /// All threads of the pool are busy; the job joined the tail of the job queue.
    JobQueued { job: TaskId },
    /// A job was assigned to this thread of a pool, or to this process.
    Assigned { task: TaskId, to: u32 },
    /// An idle thread of a pool was woken for this job.
    WorkerWoken { thread: ThreadId, task: TaskId },
    /// A thread of a pool found no job and waits for one.
    WorkerIdle { thread: ThreadId },
    /// The worker of queue `thief` took `tasks` tasks from the head of another's queue, at the cost `steal`.
    Stolen { thief: QueueId, victim: QueueId, tasks: u32, steal: u32 },

    /// A person, or the scenario, posted an input message.
    InputPosted { input: TaskId, what: InputKind, gesture: Gesture },
    /// The input's handler completed.
    InputHandled { input: TaskId },

    /// The window was painted; frames are numbered by their due time.
    FramePainted { frame: u32 },
    /// A frame was due while a handler was running.
    FrameMissed { frame: u32 },

    /// A slider moved: the entry of this number in the log's table of changes is in effect from here on.
    ScenarioChanged { change: u32 },
    /// The note of this number in the log's table of marks.
    Mark { mark: u32 },
}

/// Why a burst ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunEnd {
    /// Its CPU time is used up, and the task continues with a step that needs no waiting.
    Burst,
    /// The quantum ended.
    Quantum,
    /// The task waits from here on.
    Await,
    /// The task completed.
    Done,
}

/// What a task waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wait {
    /// An I/O request.
    Io,
    /// A timer.
    Timer,
    /// A lock.
    Lock,
    /// Another task's end.
    Task,
    /// Nothing: it yielded.
    Yield,
}

/// The kind of a message in a loop's queue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Begin a new task.
    Start,
    /// A request is complete.
    Io,
    /// A timer fired.
    Timer,
    /// A lock was handed over.
    Lock,
    /// Another task ended.
    Task,
    /// The task had yielded.
    Yield,
    /// The task was preempted.
    Preempted,
    /// The mouse.
    Mouse,
    /// A key.
    Key,
}

/// The kinds of input that a person or a scenario can post into a loop's queue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// The mouse moved or clicked.
    Mouse,
    /// A key was pressed.
    Key,
    /// A timer of the user interface.
    Timer,
}

impl From<InputKind> for What {
    fn from(kind: InputKind) -> Self {
        match kind {
            InputKind::Mouse => Self::Mouse,
            InputKind::Key => Self::Key,
            InputKind::Timer => Self::Timer,
        }
    }
}

impl From<Wait> for What {
    fn from(wait: Wait) -> Self {
        match wait {
            Wait::Io => Self::Io,
            Wait::Timer => Self::Timer,
            Wait::Lock => Self::Lock,
            Wait::Task => Self::Task,
            Wait::Yield => Self::Yield,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_fits_in_32_bytes() {
        assert_eq!(size_of::<Event>(), 32);
    }

    #[test]
    fn a_cause_is_found_again_unless_it_is_out_of_reach() {
        let kind = Kind::JobArrived { job: TaskId(0) };
        assert_eq!(Event::new(0, 10, Some(3), kind).cause(10), Some(3));
        assert_eq!(Event::new(0, 10, None, kind).cause(10), None);
        assert_eq!(Event::new(0, 1 << 40, Some(1), kind).cause(1 << 40), None);
        assert_eq!(PackedNs::new(u64::MAX - 5).get(), u64::MAX - 5);
    }
}
