//! What a task does, in words.

use crate::event::{Wait, What, time};
use crate::trace::{Phase, State, Target, Task, Trace};

/// What a task does now, as the end of a sentence: `"runs on core 0"`.
#[must_use]
pub fn phase(trace: &Trace, state: &State, task: &Task) -> String {
    let places = &trace.model().places;
    match task.phase {
        Phase::Gate => places.gate.as_ref().map_or("has just come".into(), |gate| format!("is at the gate: {}", gate.title)),
        Phase::Queued { what, .. } => {
            let place = state.position(task.id).map_or(String::new(), |(_, place)| format!("{} in the ", nth(place)));
            let as_what = what.map_or(String::new(), |what| format!(" as “{}”", message(what)));
            format!("{place}{}{as_what}", places.ready.title)
        }
        Phase::Switching { core, .. } => format!("core {core} switches to it"),
        Phase::Dispatching { .. } => "its message is being taken".into(),
        Phase::Running { core, .. } => format!("runs on core {core}"),
        Phase::Paused { .. } => "has just stopped running".into(),
        Phase::Waiting { on, target } => waits(trace, state, on, target),
    }
}

fn waits(trace: &Trace, state: &State, on: Wait, target: Target) -> String {
    match (on, target) {
        (_, Target::Request(device, request)) => {
            let name = device_name(trace, device);
            let queued = state.device(device).queued().any(|other| other.request == request);
            if queued { format!("waits its turn at the {name}") } else { format!("waits for the {name}") }
        }
        (_, Target::Lock(lock)) => {
            let holder = state.locks.get(lock).and_then(|lock| lock.holder);
            let name = trace.names().locks.get(usize::from(lock)).cloned().unwrap_or_else(|| lock.to_string());
            holder
                .map_or(format!("waits for the lock {name}"), |holder| format!("waits for the lock {name}, which {} holds", holder.name()))
        }
        (Wait::Timer, _) => "waits for a timer".into(),
        (Wait::Task, _) => "waits for another task".into(),
        (Wait::Yield, _) => "gave way".into(),
        (Wait::Io, _) => "waits for I/O".into(),
        (Wait::Lock, _) => "waits for a lock".into(),
    }
}

/// What a device is called.
#[must_use]
pub fn device_name(trace: &Trace, device: crate::event::DeviceId) -> String {
    match trace.names().devices.get(usize::from(device)) {
        Some(name) => name.clone(),
        None if device == crate::event::id::TIMER => "timer".into(),
        None => format!("device {device}"),
    }
}

/// What a message says.
#[must_use]
pub const fn message(what: What) -> &'static str {
    match what {
        What::Start => "start",
        What::Io => "I/O complete",
        What::Timer => "timer",
        What::Lock => "lock handed over",
        What::Task => "task done",
        What::Yield => "go on",
        What::Preempted => "preempted",
        What::Mouse => "mouse",
        What::Key => "key",
    }
}

/// `0` → `next`, `2` → `3rd`.
#[must_use]
pub fn nth(place: usize) -> String {
    let n = place + 1;
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    if place == 0 { "next".into() } else { format!("{n}{ending}") }
}

/// `"since 12.500 ms, for 0.7 ms"`.
#[must_use]
pub fn since(since: u64, now: u64) -> String {
    format!("for {}, since {}", time::short(now.saturating_sub(since)), time::human(since))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_queue_is_next() {
        assert_eq!([0, 1, 2, 3, 10, 20].map(nth), ["next", "2nd", "3rd", "4th", "11th", "21st"]);
    }
}
