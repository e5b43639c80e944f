//! What a log says of a wait: on which core or device it was, for what, and which event ended it. Nothing here fails: a foreign log that
//! does not say gives `None`.

use super::super::state::{Phase, Target};
use super::super::trace::Trace;
use crate::tracks::track::Span;
use loopscope_event::{DeviceId, Event, EventNo, Kind, Ns, TaskId, Wait};

/// Within one instant, so many events are looked through.
const NEAR: EventNo = 256;

/// The core that an event is about.
pub(super) const fn core_of(kind: &Kind) -> Option<u16> {
    match *kind {
        Kind::SwitchStarted { core, .. } | Kind::MessageTaken { core, .. } | Kind::RunStarted { core, .. } => Some(core),
        _ => None,
    }
}

/// A task, or nobody.
pub(super) fn somebody(task: TaskId) -> Option<TaskId> {
    (task != TaskId::NONE).then_some(task)
}

/// The events of one instant from `number` back, the latest first.
fn instant(trace: &Trace, number: EventNo) -> impl Iterator<Item = (EventNo, Event)> + '_ {
    let at = trace.event(number).map(|event| event.at);
    let first = number.saturating_sub(NEAR);
    (first..=number).rev().map_while(|n| Some((n, trace.event(n)?))).take_while(move |(_, event)| Some(event.at) == at)
}

/// The device that a span of I/O, or of waiting a turn there, is at.
pub(super) fn device_of(trace: &Trace, span: &Span) -> Option<DeviceId> {
    let event = trace.event(span.event)?;
    match event.kind {
        Kind::IoStarted { device, .. } | Kind::IoQueued { device, .. } | Kind::IoSubmitted { device, .. } => Some(device),
        Kind::Awaited { on, .. } | Kind::CallbackEnded { on, .. } | Kind::ThreadBlocked { on, .. } if on != Wait::Io => None,
        Kind::Awaited { .. } | Kind::CallbackEnded { .. } | Kind::ThreadBlocked { .. } => {
            let asked = instant(trace, span.event).find_map(|(_, event)| match event.kind {
                Kind::IoSubmitted { device, task, .. } if task == span.task && device != loopscope_event::id::TIMER => Some(device),
                _ => None,
            });
            asked.or_else(|| target(trace, span))
        }
        // One of several requests was answered, and it waited for another: the one whose answer ended that.
        _ if span.is_open() => target(trace, span),
        _ => instant(trace, trace.count_until(span.end).checked_sub(1)?).find_map(|(_, event)| match event.kind {
            Kind::IoCompleted { device, task, .. } if task == span.task => Some(device),
            _ => None,
        }),
    }
}

/// The device of the request that the task waits for once the span has begun.
fn target(trace: &Trace, span: &Span) -> Option<DeviceId> {
    match trace.state_at(span.event + 1).task(span.task)?.phase {
        Phase::Waiting { target: Target::Request(device, _), .. } => Some(device),
        _ => None,
    }
}

/// The lock that a span waits for.
pub(super) fn lock_of(trace: &Trace, span: &Span) -> Option<u16> {
    instant(trace, span.event).find_map(|(_, event)| match event.kind {
        Kind::LockWaited { lock, task } if task == span.task => Some(lock),
        _ => None,
    })
}

/// What a span of waiting is for, if the log says.
pub(super) fn waits_on(trace: &Trace, span: &Span) -> Option<Wait> {
    match trace.event(span.event)?.kind {
        Kind::Awaited { on, .. } | Kind::CallbackEnded { on, .. } | Kind::ThreadBlocked { on, .. } => Some(on),
        Kind::IoSubmitted { device: loopscope_event::id::TIMER, .. }
        | Kind::IoStarted { device: loopscope_event::id::TIMER, .. }
        | Kind::IoCompleted { .. } => Some(Wait::Timer),
        Kind::LockWaited { .. } => Some(Wait::Lock),
        _ => None,
    }
}

/// Who did, in the instant in which the event `number` happened, what let that happen: its causes are asked first, then what happened just
/// before it.
pub(super) fn freed_by(trace: &Trace, number: EventNo, frees: impl Fn(&Kind) -> Option<TaskId>) -> Option<(EventNo, TaskId)> {
    let at: Ns = trace.event(number)?.at;
    let mut chain = Some(number);
    for _ in 0..8 {
        let Some((place, event)) = chain.and_then(|n| Some((n, trace.event(n)?))).filter(|(_, event)| event.at == at) else { break };
        if let Some(task) = frees(&event.kind) {
            return Some((place, task));
        }
        chain = event.cause(place);
    }
    instant(trace, number).find_map(|(n, event)| Some((n, frees(&event.kind)?)))
}

/// What frees a place at a device.
pub(super) fn serves_no_more(device: Option<DeviceId>) -> impl Fn(&Kind) -> Option<TaskId> {
    move |kind| match *kind {
        Kind::IoCompleted { device: here, task, .. } | Kind::IoCancelled { device: here, task, .. } if device == Some(here) => Some(task),
        _ => None,
    }
}

/// What frees a lock.
pub(super) fn lets_go(lock: Option<u16>) -> impl Fn(&Kind) -> Option<TaskId> {
    move |kind| match *kind {
        Kind::LockReleased { lock: here, task } if lock == Some(here) => Some(task),
        _ => None,
    }
}

/// What lets a job through the gate.
pub(super) fn makes_room(kind: &Kind) -> Option<TaskId> {
    match *kind {
        Kind::JobDone { job } => Some(job),
        Kind::InputHandled { input } => Some(input),
        _ => None,
    }
}

/// What ends the wait for another task.
pub(super) fn ends(kind: &Kind) -> Option<TaskId> {
    match *kind {
        Kind::TaskDone { task } | Kind::TaskCancelled { task } | Kind::JobDone { job: task } => Some(task),
        _ => None,
    }
}

/// The event with which a task came, in the instant of the event `number`.
pub(super) fn came(trace: &Trace, task: TaskId, number: EventNo) -> Option<(EventNo, Event)> {
    instant(trace, number).find(|(_, event)| match event.kind {
        Kind::JobArrived { job: new } | Kind::TaskSpawned { task: new, .. } | Kind::InputPosted { input: new, .. } => new == task,
        _ => false,
    })
}

/// The row on which a task lived just before `t`, looked for among all of them.
pub(super) fn row_of(trace: &Trace, task: TaskId, t: Ns) -> Option<usize> {
    let before = t.checked_sub(1)?;
    trace.tracks().rows.iter().position(|row| row.at(before).is_some_and(|span| span.task == task))
}

/// True if an event is of this task, or of nobody.
pub(super) fn is_of(kind: &Kind, task: TaskId) -> bool {
    kind.task() == Some(task)
}
