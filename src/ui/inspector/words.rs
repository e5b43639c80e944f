//! A task's state in words.

use crate::widgets::wording;
use loopscope_event::{Wait, What, time};
use loopscope_text::say;
use loopscope_trace::{Phase, State, Target, Task, Trace};

/// Describes a task's present state as the end of a sentence: `"runs on core 0"`.
#[must_use]
pub fn phase(trace: &Trace, state: &State, task: &Task) -> String {
    let places = &trace.model().places;
    match task.phase {
        Phase::Gate => match &places.gate {
            Some(gate) => say!("phase.gate", gate = wording::place(gate.title)),
            None => say!("phase.come"),
        },
        Phase::Queued { what, .. } => {
            let queue = wording::place(places.ready.title);
            match (state.position(task.id).map(|(_, place)| nth(place)), what.map(message)) {
                (Some(nth), Some(what)) => say!("phase.queued_as", nth = nth, queue = queue, what = what),
                (Some(nth), None) => say!("phase.queued", nth = nth, queue = queue),
                (None, Some(what)) => say!("phase.queue_as", queue = queue, what = what),
                (None, None) => say!("phase.queue", queue = queue),
            }
        }
        Phase::Switching { core, .. } => say!("phase.switching", core = core),
        Phase::Dispatching { .. } => say!("phase.dispatching"),
        Phase::Running { core, .. } => say!("phase.running", core = core),
        Phase::Paused { .. } => say!("phase.paused"),
        Phase::Waiting { on, target } => waits(trace, state, on, target),
    }
}

fn waits(trace: &Trace, state: &State, on: Wait, target: Target) -> String {
    match (on, target) {
        (_, Target::Request(device, request)) => {
            let name = device_name(trace, device);
            let queued = state.device(device).queued().any(|other| other.request == request);
            if queued { say!("phase.device_turn", device = name) } else { say!("phase.device", device = name) }
        }
        (_, Target::Lock(lock)) => {
            let holder = state.locks.get(lock).and_then(|lock| lock.holder);
            let name = trace.names().locks.get(usize::from(lock)).cloned().unwrap_or_else(|| lock.to_string());
            match holder {
                Some(holder) => say!("phase.lock_held", lock = name, task = holder.name()),
                None => say!("phase.lock", lock = name),
            }
        }
        (Wait::Timer, _) => say!("phase.timer"),
        (Wait::Task, _) => say!("phase.task"),
        (Wait::Yield, _) => say!("phase.gave_way"),
        (Wait::Io, _) => say!("phase.io"),
        (Wait::Lock, _) => say!("phase.any_lock"),
    }
}

/// A device's name.
#[must_use]
pub fn device_name(trace: &Trace, device: loopscope_event::DeviceId) -> String {
    match trace.names().devices.get(usize::from(device)) {
        Some(name) => name.clone(),
        None if device == loopscope_event::id::TIMER => say!("name.timer"),
        None => say!("name.device", n = device),
    }
}

/// Names a kind of message.
#[must_use]
pub fn message(what: What) -> String {
    match what {
        What::Start => say!("message.start"),
        What::Io => say!("message.what_io"),
        What::Timer => say!("message.timer"),
        What::Lock => say!("message.what_lock"),
        What::Task => say!("message.what_task"),
        What::Yield => say!("message.what_yield"),
        What::Preempted => say!("message.what_preempted"),
        What::Mouse => say!("message.mouse"),
        What::Key => say!("message.key"),
    }
}

/// `0` → `next`, `2` → `3rd`.
#[must_use]
pub fn nth(place: usize) -> String {
    if place == 0 { say!("phase.next") } else { wording::nth(place + 1) }
}

/// `"since 12.500 ms, for 0.7 ms"`.
#[must_use]
pub fn since(since: u64, now: u64) -> String {
    say!("inspector.since", time = time::short(now.saturating_sub(since)), at = time::human(since))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_queue_is_next() {
        assert_eq!([0, 1, 2, 3, 10, 20].map(nth), ["next", "2nd", "3rd", "4th", "11th", "21st"]);
    }
}
