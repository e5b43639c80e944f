//! [`Selection`]: what in a run is pointed at. Whoever shows it decides how.

use loopscope_event::{DeviceId, EventNo, QueueId, RequestId, RunId, TaskId, ThreadId};
use loopscope_trace::Trace;

/// Something in a run that can be pointed at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Selection {
    /// The run it belongs to. A job's task is the same work in every run, so that a panel may show it in the others as well.
    pub run: RunId,
    /// What it is.
    pub what: Selected,
}

/// What can be selected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selected {
    /// A task.
    Task(TaskId),
    /// A kernel thread.
    Thread(ThreadId),
    /// The message of a task in a loop's queue.
    Message(QueueId, TaskId),
    /// A core.
    Core(u16),
    /// An I/O request of a device.
    Request(DeviceId, RequestId),
    /// The stretch of a lane that began with this event: a task at that time.
    Span(EventNo),
    /// A device.
    Device(DeviceId),
    /// A lock.
    Lock(u16),
    /// A loop's message queue, or the OS run queue.
    Queue(QueueId),
    /// The run itself: its critical path.
    Run,
    /// Several tasks, such as those in somebody's way. They are pointed at, never selected.
    Tasks([Option<TaskId>; 4]),
}

impl Selection {
    /// The task that it is about at any playhead, if it is about one.
    #[must_use]
    pub fn task(&self, traces: &[Trace]) -> Option<TaskId> {
        match self.what {
            Selected::Task(task) | Selected::Message(_, task) | Selected::Tasks([Some(task), ..]) => Some(task),
            Selected::Span(event) => traces.iter().find(|trace| trace.run() == self.run)?.event(event)?.kind.task(),
            _ => None,
        }
    }
}
