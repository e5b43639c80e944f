//! What a [`Reason`] says in words: one phrase, to be joined with others by arrows or stacked as lines.

use super::trace::Trace;
use super::why::{Reason, ReasonKind};
use crate::event::{DeviceId, Ns, TaskId, Wait, What, id::TIMER, time};

/// So many blockers are named.
const NAMED: usize = 3;

impl Reason {
    /// In words, as in "I/O complete: waited 0.700 ms for the CPU, third in the queue, behind G and M".
    #[must_use]
    pub fn says(&self, trace: &Trace) -> String {
        let for_so_long = time::human(self.lasted);
        match self.kind {
            ReasonKind::Arrived => format!("arrived at {}", time::human(self.at)),
            ReasonKind::Done => format!("done at {}", time::human(self.at)),
            ReasonKind::Preempted => "its quantum ended while others could run".into(),
            ReasonKind::Gate => {
                let gate = trace.model().places.gate.as_ref().map_or("waiting to begin", |gate| gate.title);
                format!("{gate}, {}{}", self.lasting(&for_so_long), self.held(", which was with "))
            }
            ReasonKind::Queued { what, place, .. } => {
                let wait =
                    if self.open { format!("waiting for the CPU for {for_so_long}") } else { format!("waited {for_so_long} for the CPU") };
                format!("{}{wait}, {}", posted(what), self.in_line(place))
            }
            ReasonKind::Runnable if self.open => format!("its process is waiting for a core for {for_so_long}{}", self.held(", behind ")),
            ReasonKind::Runnable => format!("its process waited {for_so_long} for a core{}", self.held(", behind ")),
            ReasonKind::Switching if self.open => format!("a core is switching to it, for {for_so_long}"),
            ReasonKind::Switching => format!("the switch to it took {for_so_long}"),
            ReasonKind::Dispatching if self.open => format!("the loop has taken its message, {for_so_long} ago"),
            ReasonKind::Dispatching => format!("taking its message took {for_so_long}"),
            ReasonKind::Running { .. } if self.open => format!("running for {for_so_long}"),
            ReasonKind::Running { .. } => format!("ran for {for_so_long}"),
            ReasonKind::Asked { device, .. } if device == TIMER => format!("set a timer at {}", time::human(self.at)),
            ReasonKind::Asked { device, .. } => format!("asked {} at {}", device_name(trace, device), time::human(self.at)),
            ReasonKind::DeviceQueue { device, place } => {
                let device = device_name(trace, device);
                let wait = if self.open {
                    format!("waiting its turn at {device} for {for_so_long}")
                } else {
                    format!("waited {for_so_long} for its turn at {device}")
                };
                format!("{wait}, {}", self.in_line(place))
            }
            ReasonKind::Served { device: TIMER } if self.open => format!("the timer has run for {for_so_long}"),
            ReasonKind::Served { device: TIMER } => format!("the timer ran for {for_so_long}"),
            ReasonKind::Served { device } if self.open => format!("{} has been at it for {for_so_long}", device_name(trace, device)),
            ReasonKind::Served { device } => format!("{} took {for_so_long}", device_name(trace, device)),
            ReasonKind::Lock { lock } => {
                let name = lock.map_or("a lock".into(), |lock| format!("the lock {}", named(&trace.names().locks, lock)));
                let wait =
                    if self.open { format!("waiting for {name} for {for_so_long}") } else { format!("waited {for_so_long} for {name}") };
                format!("{wait}{}", self.held(", held by "))
            }
            ReasonKind::Waiting { on } => {
                let what = match on {
                    Wait::Io => "I/O",
                    Wait::Timer => "a timer",
                    Wait::Lock => "a lock",
                    Wait::Task => "another task",
                    Wait::Yield => "its next turn",
                };
                if self.open { format!("waiting for {what} for {for_so_long}") } else { format!("waited {for_so_long} for {what}") }
            }
        }
    }

    fn lasting(&self, for_so_long: &str) -> String {
        if self.open { format!("for {for_so_long} so far") } else { format!("for {for_so_long}") }
    }

    /// Those who held it, the longest first, with their times.
    fn held(&self, lead: &str) -> String {
        let mut names: Vec<String> = self.blockers.iter().take(NAMED).map(|b| with_time(b.task, b.held)).collect();
        if names.is_empty() {
            return String::new();
        }
        let more = self.blocked_by.saturating_sub(NAMED as u32);
        if more > 0 {
            names.push(format!("{more} more"));
        }
        format!("{lead}{}", list(&names))
    }

    /// "first in the queue, while the CPU was with G", "third in the queue, behind G and M".
    fn in_line(&self, place: u32) -> String {
        let line = format!("{} in the queue", ordinal(place + 1));
        if self.ahead.is_empty() {
            return format!("{line}{}", self.held(", behind "));
        }
        let more = place.saturating_sub(NAMED as u32);
        let mut names: Vec<String> = self.ahead.iter().take(NAMED).map(name).collect();
        if more > 0 {
            names.push(format!("{more} more"));
        }
        format!("{line}, behind {}", list(&names))
    }
}

fn posted(what: Option<What>) -> &'static str {
    match what {
        None | Some(What::Start) => "",
        Some(What::Io) => "I/O complete: ",
        Some(What::Timer) => "timer went off: ",
        Some(What::Lock) => "got the lock: ",
        Some(What::Task) => "the other task ended: ",
        Some(What::Yield) => "gave way: ",
        Some(What::Preempted) => "was preempted: ",
        Some(What::Mouse) => "mouse message: ",
        Some(What::Key) => "key message: ",
    }
}

fn device_name(trace: &Trace, device: DeviceId) -> String {
    if device == TIMER { "the timer".into() } else { named(&trace.names().devices, device) }
}

fn named(names: &[String], id: u16) -> String {
    names.get(usize::from(id)).cloned().unwrap_or_else(|| format!("number {id}"))
}

fn name(task: &TaskId) -> String {
    task.name().to_string()
}

fn with_time(task: TaskId, held: Ns) -> String {
    if held == 0 { task.name().to_string() } else { format!("{} ({})", task.name(), time::human(held)) }
}

/// "A", "A and B", "A, B and C".
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn ordinal(n: u32) -> String {
    const FEW: [&str; 10] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if let Some(word) = n.checked_sub(1).and_then(|i| FEW.get(i as usize)) {
        return (*word).into();
    }
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_queue_are_counted_as_people_do() {
        assert_eq!(
            [1, 3, 11, 12, 21, 22, 23, 111, 1004].map(ordinal),
            ["first", "third", "11th", "12th", "21st", "22nd", "23rd", "111th", "1004th"]
        );
        assert_eq!(list(&["A".into(), "B".into(), "C".into()]), "A, B and C");
    }
}
