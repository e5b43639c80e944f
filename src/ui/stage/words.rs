//! The texts on the stage: names of messages and steps, and times that do not jump while they run.

use super::item::{Icon, Within};
use loopscope_event::{Ns, Op, Scenario, Step, TaskId, TaskKind, What, time};
use loopscope_text as text;
use loopscope_text::{say, wordings};

/// The step of a task's program at a line, if the scenario is known.
pub(crate) fn step(scenario: &Scenario, task: TaskId, line: Option<u32>) -> Option<&Step> {
    match task.kind() {
        TaskKind::Job(job) => Step::at(scenario.steps_of(job)?, line?),
        TaskKind::Input(_) | TaskKind::Child(_) => None,
    }
}

/// The label of the step at a line, if the scenario has one: the labels of shipped scenarios and lessons have words in
/// every language.
pub(crate) fn label(scenario: &Scenario, task: TaskId, line: Option<u32>) -> Option<String> {
    step(scenario, task, line)?.label.as_deref().map(|label| text::named("step", label))
}

/// The device of the request made at a line.
pub(crate) fn device(scenario: &Scenario, task: TaskId, line: Option<u32>) -> Option<&str> {
    match &step(scenario, task, line)?.op {
        Op::Io { device, .. } => Some(device),
        _ => None,
    }
}

/// Describes a message, the longest wording first; `device` is the device that replied, if known.
pub(crate) fn message(what: What, device: Option<&str>) -> (Icon, Vec<String>) {
    match what {
        What::Start => (Icon::Start, wordings!("message.start")),
        What::Io => match device {
            Some(device) => (Icon::Reply, wordings!("message.reply", device = device)),
            None => (Icon::Reply, wordings!("message.io")),
        },
        What::Timer => (Icon::Timer, wordings!("message.timer")),
        What::Lock => (Icon::Lock, wordings!("message.lock")),
        What::Task => (Icon::Task, wordings!("message.task")),
        What::Yield => (Icon::Yield, wordings!("message.yield")),
        What::Preempted => (Icon::Yield, wordings!("message.preempted")),
        What::Mouse => (Icon::Mouse, wordings!("message.mouse")),
        What::Key => (Icon::Key, wordings!("message.key")),
    }
}

/// A running time, from 0 to `whole`, in `whole`'s unit: the number, the widest number it may become, and the unit.
pub(super) fn running(passed: Ns, whole: Ns) -> (String, String, String) {
    let scale = time::scale();
    let (passed, whole) = (scale.shown(passed), scale.shown(whole));
    let (unit, size) = scale.unit_for(whole);
    let decimals = match whole / size {
        _ if size == 1 => 0,
        0..10 => 2,
        _ => 1,
    };
    let text = |ns: Ns| if decimals == 0 { (ns / size).to_string() } else { time::fixed(ns, size, decimals) };
    (text(passed), text(whole), time::unit(unit))
}

/// "1 thread", "2 threads".
pub(crate) fn count(n: usize, thing: &str) -> String {
    counted(n as u64, &number(n as u64), thing)
}

/// A count with the number already formatted.
pub(crate) fn counted(n: u64, number: &str, thing: &str) -> String {
    say!(&format!("count.{thing}_{}", if n == 1 { "one" } else { "many" }), n = number)
}

/// A number with thin spaces between groups of three digits.
pub(crate) fn number(n: u64) -> String {
    text::grouped(n, ' ', 5)
}

/// The label of a button with the length of its work; the longest wording first.
pub(super) fn button(part: Within, lasts: &str) -> Vec<String> {
    match part {
        Within::Canvas => vec![say!("window.canvas")],
        Within::TwinCanvas => vec![say!("window.twin_canvas")],
        Within::Compute => wordings!("window.compute", time = lasts),
        Within::Await => wordings!("window.await", time = lasts),
    }
}

/// The explanation of a button's handler.
pub(super) fn button_description(part: Within) -> String {
    match part {
        Within::Canvas => say!("window.canvas"),
        Within::TwinCanvas => say!("window.twin_canvas"),
        Within::Compute => say!("window.compute_says"),
        Within::Await => say!("window.await_says"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_time_keeps_the_unit_of_the_whole() {
        assert_eq!(running(620_000, 1_000_000), ("0.62".into(), "1.00".into(), "ms".into()));
        assert_eq!(running(5_460_000, 45_000_000), ("5.4".into(), "45.0".into(), "ms".into()));
        assert_eq!(running(0, 250), ("0".into(), "250".into(), "ns".into()));
        assert_eq!(running(0, 0), ("0".into(), "0".into(), "ns".into()));
    }

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!(number(976), "976");
        assert_eq!(number(9976), "9976");
        assert_eq!(number(1_000_000), "1 000 000");
    }
}
