//! A [`Reason`] in words: one phrase, to be stacked with others as lines.

use crate::widgets::wording::{self, letters, list, ordinal};
use loopscope_event::id::TIMER;
use loopscope_event::{DeviceId, Ns, TaskId, Wait, What, time};
use loopscope_text::say;
use loopscope_trace::{Reason, ReasonKind, Trace};

/// The most blockers named.
const NAMED: usize = 3;

/// Describes a reason, as in "I/O complete: waited 0.700 ms for the CPU, third in the queue, behind G and M".
#[must_use]
pub fn describe(reason: &Reason, trace: &Trace) -> String {
    let (lasted, open) = (time::human(reason.lasted), reason.open);
    let at = || time::human(reason.at);
    match reason.kind {
        ReasonKind::Arrived => say!("reason.arrived", at = at()),
        ReasonKind::Done => say!("reason.done", at = at()),
        ReasonKind::Preempted => say!("reason.preempted"),
        ReasonKind::Gate if open && reason.lasted == 0 && trace.model().places.gate.is_none() => say!("reason.just_arrived"),
        ReasonKind::Gate => {
            let gate = trace.model().places.gate.as_ref().map_or_else(|| say!("reason.gate_any"), |gate| wording::place(gate.title));
            let held = held(reason).map_or(String::new(), |who| say!("reason.was_with", who = who));
            match open {
                true => say!("reason.gate_open", gate = gate, time = lasted, held = held),
                false => say!("reason.gate", gate = gate, time = lasted, held = held),
            }
        }
        ReasonKind::Queued { what, place, .. } => {
            let line = in_line(reason, place);
            posted(
                what,
                match open {
                    true => say!("reason.queued_open", time = lasted, line = line),
                    false => say!("reason.queued", time = lasted, line = line),
                },
            )
        }
        ReasonKind::Runnable => match open {
            true => say!("reason.runnable_open", time = lasted, held = behind(reason)),
            false => say!("reason.runnable", time = lasted, held = behind(reason)),
        },
        ReasonKind::Switching if open => say!("reason.switching_open", time = lasted),
        ReasonKind::Switching => say!("reason.switching", time = lasted),
        ReasonKind::Dispatching if open => say!("reason.dispatching_open", time = lasted),
        ReasonKind::Dispatching => say!("reason.dispatching", time = lasted),
        ReasonKind::Running { .. } if open => say!("reason.running_open", time = lasted),
        ReasonKind::Running { .. } => say!("reason.running", time = lasted),
        ReasonKind::Asked { device: TIMER, .. } => say!("reason.set_timer", at = at()),
        ReasonKind::Asked { device, .. } => say!("reason.asked", device = device_name(trace, device), at = at()),
        ReasonKind::DeviceQueue { device, place } => {
            let (device, line) = (device_name(trace, device), in_line(reason, place));
            match open {
                true => say!("reason.turn_open", device = device, time = lasted, line = line),
                false => say!("reason.turn", device = device, time = lasted, line = line),
            }
        }
        ReasonKind::Served { device: TIMER } if open => say!("reason.timer_open", time = lasted),
        ReasonKind::Served { device: TIMER } => say!("reason.timer", time = lasted),
        ReasonKind::Served { device } if open => say!("reason.served_open", device = device_name(trace, device), time = lasted),
        ReasonKind::Served { device } => say!("reason.served", device = device_name(trace, device), time = lasted),
        ReasonKind::Lock { lock } => {
            let what = lock.map_or_else(|| say!("name.a_lock"), |lock| say!("name.the_lock", name = named(&trace.names().locks, lock)));
            let held = held(reason).map_or(String::new(), |who| say!("reason.held_by", who = who));
            match open {
                true => say!("reason.waiting_lock", what = what, time = lasted, held = held),
                false => say!("reason.waited_lock", what = what, time = lasted, held = held),
            }
        }
        ReasonKind::Waiting { on } if open => say!("reason.waiting", what = waited_for(on), time = lasted),
        ReasonKind::Waiting { on } => say!("reason.waited", what = waited_for(on), time = lasted),
    }
}

fn waited_for(on: Wait) -> String {
    match on {
        Wait::Io => say!("reason.what_io"),
        Wait::Timer => say!("reason.what_timer"),
        Wait::Lock => say!("name.a_lock"),
        Wait::Task => say!("reason.what_task"),
        Wait::Yield => say!("reason.what_yield"),
    }
}

/// Describes the wait for the CPU, after the kind of message it was queued as.
fn posted(what: Option<What>, wait: String) -> String {
    match what {
        None | Some(What::Start) => wait,
        Some(What::Io) => say!("reason.posted_io", wait = wait),
        Some(What::Timer) => say!("reason.posted_timer", wait = wait),
        Some(What::Lock) => say!("reason.posted_lock", wait = wait),
        Some(What::Task) => say!("reason.posted_task", wait = wait),
        Some(What::Yield) => say!("reason.posted_yield", wait = wait),
        Some(What::Preempted) => say!("reason.posted_preempted", wait = wait),
        Some(What::Mouse) => say!("reason.posted_mouse", wait = wait),
        Some(What::Key) => say!("reason.posted_key", wait = wait),
    }
}

/// Names the tasks that held it, the longest first, with their times.
fn held(reason: &Reason) -> Option<String> {
    let mut names: Vec<String> = reason.blockers.iter().take(NAMED).map(|b| with_time(b.task, b.held)).collect();
    if names.is_empty() {
        return None;
    }
    add_more(&mut names, reason.blocked_by);
    Some(list(&names))
}

fn behind(reason: &Reason) -> String {
    held(reason).map_or(String::new(), |who| say!("reason.behind", who = who))
}

/// "first in the queue, behind G (2 ms)", "third in the queue, behind G and M".
fn in_line(reason: &Reason, place: u32) -> String {
    let nth = ordinal(place as usize + 1);
    if reason.ahead.is_empty() {
        return say!("reason.in_line", nth = nth, held = behind(reason));
    }
    let mut names = letters(&reason.ahead[..reason.ahead.len().min(NAMED)]);
    add_more(&mut names, place);
    say!("reason.in_line_behind", nth = nth, who = list(&names))
}

fn add_more(names: &mut Vec<String>, all: u32) {
    let more = all.saturating_sub(NAMED as u32);
    if more > 0 {
        names.push(say!("list.more", n = more));
    }
}

pub(super) fn device_name(trace: &Trace, device: DeviceId) -> String {
    if device == TIMER { say!("name.the_timer") } else { named(&trace.names().devices, device) }
}

pub(super) fn named(names: &[String], id: u16) -> String {
    names.get(usize::from(id)).cloned().unwrap_or_else(|| say!("name.number", n = id))
}

fn with_time(task: TaskId, held: Ns) -> String {
    match held {
        0 => task.name().to_string(),
        _ => say!("reason.task_for", task = task.name(), time = time::human(held)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_event::{EventNo, TaskId};
    use loopscope_trace::fake::{LOOP, nonsense};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_reason_of_any_log_is_said_in_words(log in nonsense(300), task in 0_u32..6, index in any::<prop::sample::Index>()) {
            let trace = log.trace(&LOOP, 40);
            let n = index.index(log.0.len() + 1) as EventNo;
            prop_assert!(trace.why(TaskId(task), n).iter().all(|reason| !describe(reason, &trace).is_empty()));
        }
    }
}
