//! What is written on the stage: names of messages and steps, and times that do not jump while they run.

use super::item::{Icon, Within};
use crate::event::{Ns, Op, Scenario, Step, TaskId, TaskKind, What, time};

/// The step of a task's program at a line, if the scenario is known.
pub(crate) fn step(scenario: &Scenario, task: TaskId, line: Option<u32>) -> Option<&Step> {
    match task.kind() {
        TaskKind::Job(job) => Step::at(scenario.steps_of(job)?, line?),
        TaskKind::Input(_) | TaskKind::Child(_) => None,
    }
}

/// What the step at a line is called, if the scenario calls it something.
pub(crate) fn label(scenario: &Scenario, task: TaskId, line: Option<u32>) -> Option<&str> {
    step(scenario, task, line)?.label.as_deref()
}

/// The device that the step at a line asks.
pub(crate) fn device(scenario: &Scenario, task: TaskId, line: Option<u32>) -> Option<&str> {
    match &step(scenario, task, line)?.op {
        Op::Io { device, .. } => Some(device),
        _ => None,
    }
}

/// What a message is, the longest wording first; `device` is who answered, if that is known.
pub(crate) fn message(what: What, device: Option<&str>) -> (Icon, Vec<String>) {
    let (icon, words): (Icon, &[&str]) = match what {
        What::Start => (Icon::Start, &["start"]),
        What::Io => match device {
            Some(device) => return (Icon::Reply, vec![format!("{device} reply"), "reply".into()]),
            None => (Icon::Reply, &["I/O complete", "I/O done"]),
        },
        What::Timer => (Icon::Timer, &["timer"]),
        What::Lock => (Icon::Lock, &["lock is free", "lock"]),
        What::Task => (Icon::Task, &["task ended", "task"]),
        What::Yield => (Icon::Yield, &["goes on"]),
        What::Preempted => (Icon::Yield, &["preempted", "goes on"]),
        What::Mouse => (Icon::Mouse, &["mouse"]),
        What::Key => (Icon::Key, &["key"]),
    };
    (icon, words.iter().map(|word| (*word).to_owned()).collect())
}

/// A time that runs from 0 to `whole`, in `whole`'s unit: the number, the widest number it may become, and the unit.
pub(super) fn running(time: Ns, whole: Ns) -> (String, String, &'static str) {
    let scale = time::scale();
    let (time, whole) = (scale.shown(time), scale.shown(whole));
    let (unit, size) = scale.unit_for(whole);
    let decimals = match whole / size {
        _ if size == 1 => 0,
        0..10 => 2,
        _ => 1,
    };
    let text = |ns: Ns| if decimals == 0 { (ns / size).to_string() } else { time::fixed(ns, size, decimals) };
    (text(time), text(whole), unit)
}

/// "1 thread", "2 threads".
pub(crate) fn count(n: usize, thing: &str) -> String {
    format!("{} {thing}{}", number(n as u64), if n == 1 { "" } else { "s" })
}

/// With thin gaps between groups of three digits.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits.len() > 4 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// What the application is called that listens to a person.
pub(super) const CANVAS: &str = "The application: move, click and type over it";
/// What it says before anything was done to it.
pub(super) const HINTS: [&str; 3] = ["move, click, type here", "your mouse here", ""];

/// What it says while work is awaited.
pub(super) const AWAITED: &str = "awaits …";

/// A part of the application that is pressed.
pub(super) const fn button(part: Within) -> &'static str {
    match part {
        Within::Canvas => "",
        Within::Compute => "compute",
        Within::Await => "await",
    }
}

/// What its handler does.
pub(super) const fn button_says(part: Within) -> &'static str {
    match part {
        Within::Canvas => "",
        Within::Compute => "The handler computes so long: meanwhile the loop serves nobody, and the application is frozen",
        Within::Await => {
            "The handler awaits work that takes as long elsewhere: meanwhile the loop serves others, and the application lives"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_time_keeps_the_unit_of_the_whole() {
        assert_eq!(running(620_000, 1_000_000), ("0.62".into(), "1.00".into(), "ms"));
        assert_eq!(running(5_460_000, 45_000_000), ("5.4".into(), "45.0".into(), "ms"));
        assert_eq!(running(0, 250), ("0".into(), "250".into(), "ns"));
        assert_eq!(running(0, 0), ("0".into(), "0".into(), "ns"));
    }

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!(number(976), "976");
        assert_eq!(number(9976), "9976");
        assert_eq!(number(1_000_000), "1 000 000");
    }
}
