//! The selection that the "why?" key makes without a pointer. Pure.

use crate::{Context, Selected, Selection};
use loopscope_event::TaskId;
use loopscope_trace::{Phase, State};

/// The task of the caption or, if that is selected already, the next waiting one. `None` if there is no task.
#[must_use]
pub fn why_target(cx: &Context<'_>) -> Option<Selection> {
    let (trace, head) = cx.stage()?;
    let state = trace.state_at(head.event);
    let selected = cx.selection.filter(|selection| selection.run == trace.run()).and_then(|selection| selection.task(cx.traces));
    let told = head.event.checked_sub(1).and_then(|last| trace.event(last)?.kind.task()).filter(|task| state.task(*task).is_some());
    // When all tasks have ended, the last one completed still has a history.
    let last = || state.last_done.back().map(|done| done.task);
    let task = match selected {
        None => told.or_else(|| waits_after(&state, None)),
        Some(task) => waits_after(&state, Some(task)).or(told),
    };
    let task = task.or_else(last)?;
    Some(Selection { run: trace.run(), what: Selected::Task(task) })
}

/// The run on the stage.
#[must_use]
pub fn run(cx: &Context<'_>) -> Option<Selection> {
    let (trace, _) = cx.stage()?;
    Some(Selection { run: trace.run(), what: Selected::Run })
}

/// The next waiting task by rows, wrapping around at the end.
fn waits_after(state: &State, task: Option<TaskId>) -> Option<TaskId> {
    let row = task.and_then(|task| state.task(task)).map_or(0, |task| task.row + 1);
    let waits = |phase: Phase| matches!(phase, Phase::Queued { .. } | Phase::Waiting { .. } | Phase::Gate | Phase::Paused { .. });
    let mut waiting = state.tasks().filter(|found| waits(found.phase) && Some(found.id) != task);
    let first = waiting.clone().next();
    waiting.find(|found| found.row >= row).or(first).map(|found| found.id)
}
