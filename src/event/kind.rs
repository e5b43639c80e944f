//! What a [`Kind`] says by itself: whose event it is, and whether it begins a tick.

use super::{Kind, ModelInfo, Processor, RunEnd, TaskId};

impl Kind {
    /// Returns the task that the event is about, if it is about one.
    #[must_use]
    pub fn task(&self) -> Option<TaskId> {
        match *self {
            Self::ThreadSpawned { task: TaskId::NONE, .. }
            | Self::ThreadRunnable { task: TaskId::NONE, .. }
            | Self::SwitchStarted { task: TaskId::NONE, .. }
            | Self::SwitchEnded { task: TaskId::NONE, .. }
            | Self::Preempted { task: TaskId::NONE, .. } => None,
            Self::JobArrived { job: task }
            | Self::JobQueued { job: task }
            | Self::Assigned { task, .. }
            | Self::WorkerWoken { task, .. }
            | Self::CallbackBegan { task, .. }
            | Self::CallbackEnded { task, .. }
            | Self::JobDone { job: task }
            | Self::InputPosted { input: task, .. }
            | Self::InputHandled { input: task }
            | Self::ThreadSpawned { task, .. }
            | Self::ThreadExited { task, .. }
            | Self::ThreadRunnable { task, .. }
            | Self::ThreadBlocked { task, .. }
            | Self::Preempted { task, .. }
            | Self::SwitchStarted { task, .. }
            | Self::SwitchEnded { task, .. }
            | Self::TaskSpawned { task, .. }
            | Self::TaskDone { task }
            | Self::TaskWoken { task }
            | Self::TaskCancelled { task }
            | Self::RunStarted { task, .. }
            | Self::RunEnded { task, .. }
            | Self::Awaited { task, .. }
            | Self::Resumed { task, .. }
            | Self::MessagePosted { task, .. }
            | Self::MessageTaken { task, .. }
            | Self::IoSubmitted { task, .. }
            | Self::IoQueued { task, .. }
            | Self::IoStarted { task, .. }
            | Self::IoCompleted { task, .. }
            | Self::IoCancelled { task, .. }
            | Self::LockWaited { task, .. }
            | Self::LockAcquired { task, .. }
            | Self::LockReleased { task, .. }
            | Self::VarRead { task, .. }
            | Self::VarWritten { task, .. } => Some(task),
            Self::WorkerIdle { .. }
            | Self::Stolen { .. }
            | Self::FramePainted { .. }
            | Self::FrameMissed { .. }
            | Self::LoopParked { .. }
            | Self::LoopUnparked { .. }
            | Self::ScenarioChanged { .. }
            | Self::Mark { .. } => None,
        }
    }

    /// Returns the task that goes on with this event after others had their turn.
    #[must_use]
    pub const fn resumed(&self) -> Option<TaskId> {
        match *self {
            Self::MessageTaken { task, .. } | Self::SwitchStarted { task, .. } | Self::RunStarted { task, .. } => Some(task),
            Self::IoStarted { task, .. } | Self::IoCompleted { task, .. } => Some(task),
            _ => None,
        }
    }
}

impl ModelInfo {
    /// Returns whether an event begins a tick; `before` is the event before it.
    ///
    /// With a loop a tick begins when the loop takes a message. Without one it is a dispatch, and begins when the thread begins to run; a
    /// burst of the same task right after another belongs to the dispatch before it.
    #[must_use]
    pub fn begins_tick(&self, before: Option<&Kind>, kind: &Kind) -> bool {
        match (self.places.processor, kind) {
            (Processor::Loop, Kind::MessageTaken { .. }) => true,
            (Processor::Core, Kind::RunStarted { task, .. }) => !matches!(
                before,
                Some(Kind::RunEnded { task: same, why: RunEnd::Burst | RunEnd::Quantum, .. }) if same == task
            ),
            _ => false,
        }
    }
}
