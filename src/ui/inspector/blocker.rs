//! A link of the chain: its blocker, its colour, and the scenario's label of the step. Pure.

use crate::Selected;
use crate::theme::{Theme, Tone};
use loopscope_event::TaskId;
use loopscope_text as text;
use loopscope_trace::{Playhead, Reason, ReasonKind, State, Trace};

/// The blocking task, or else the blocking thing.
pub(super) fn blocker(reason: &Reason) -> Option<Selected> {
    let mut tasks = [None; 4];
    let mut named: Vec<TaskId> = reason.blockers.iter().map(|blocker| blocker.task).collect();
    named.extend(reason.ahead.iter().filter(|task| !reason.blockers.iter().any(|blocker| blocker.task == **task)));
    tasks.iter_mut().zip(named).for_each(|(slot, task)| *slot = Some(task));
    match reason.kind {
        _ if tasks[0].is_some() => Some(Selected::Tasks(tasks)),
        ReasonKind::Asked { device, .. } | ReasonKind::Served { device } | ReasonKind::DeviceQueue { device, .. } => {
            Some(Selected::Device(device))
        }
        ReasonKind::Lock { lock } => lock.map(Selected::Lock),
        ReasonKind::Queued { queue, .. } => Some(Selected::Queue(queue)),
        _ => None,
    }
}

/// The scenario's label of the task's present step.
pub(super) fn label_of(trace: &Trace, state: &State, task: TaskId, head: Playhead) -> Option<String> {
    let line = state.task(task)?.line?;
    if !task.is_job() {
        return None;
    }
    let steps = trace.scenario_at(head.event).steps_of(task.0)?;
    loopscope_event::Step::at(steps, line)?.label.as_deref().map(|label| text::named("step", label))
}

/// The tone of the state that a link is about.
pub(super) fn tone(theme: &'static Theme, kind: ReasonKind) -> &'static Tone {
    match kind {
        ReasonKind::Queued { .. } | ReasonKind::Runnable => &theme.runnable,
        ReasonKind::Switching | ReasonKind::Preempted => &theme.switching,
        ReasonKind::Dispatching => &theme.looping,
        ReasonKind::Running { .. } => &theme.running,
        ReasonKind::Asked { .. } | ReasonKind::DeviceQueue { .. } | ReasonKind::Served { .. } | ReasonKind::Waiting { .. } => {
            &theme.waiting
        }
        ReasonKind::Lock { .. } => &theme.lock,
        _ => &theme.idle,
    }
}
