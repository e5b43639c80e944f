//! Marks: the line of every task, and its colour. A pure function of the log up to the playhead.

use super::program::Programs;
use super::source::{At, Part, Source};
use crate::stage::item::Tone;
use loopscope_event::{Event, Kind, Names, Op, Step, TaskId, What};
use loopscope_trace::{Phase, State, Target, Task};

/// A task at a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// The task.
    pub task: TaskId,
    /// The colour of its state.
    pub tone: Tone,
}

/// The inputs of the marks.
#[derive(Clone, Copy)]
pub struct MarkInputs<'a> {
    /// The programs of the jobs.
    pub programs: &'a Programs,
    /// The state at the playhead.
    pub state: &'a State,
    /// The names of devices, locks and variables.
    pub names: &'a Names,
    /// The last event.
    pub last: Option<Event>,
}

/// The tasks at each line of a source: those on a core first, then those next in line for one.
#[must_use]
pub fn marks(source: &Source, inputs: &MarkInputs<'_>) -> Vec<Vec<Mark>> {
    let mut lines: Vec<Vec<(u64, Mark)>> = vec![Vec::new(); source.lines.len()];
    for task in inputs.state.tasks() {
        let Some(line) = place(task, inputs).and_then(|at| source.find(at)) else { continue };
        let tone = tone(task);
        lines[line].push((rank(tone) << 32 | u64::from(task.id.0), Mark { task: task.id, tone }));
    }
    let sorted = |mut marks: Vec<(u64, Mark)>| {
        marks.sort_by_key(|(rank, _)| *rank);
        marks.into_iter().map(|(_, mark)| mark).collect()
    };
    lines.into_iter().map(sorted).collect()
}

/// The colour of a task's state.
#[must_use]
pub fn tone(task: &Task) -> Tone {
    match task.phase {
        Phase::Gate => Tone::Idle,
        Phase::Queued { .. } => Tone::Runnable,
        Phase::Switching { .. } => Tone::Switching,
        Phase::Dispatching { .. } => Tone::Looping,
        Phase::Running { .. } | Phase::Paused { .. } => Tone::Running,
        Phase::Waiting { target: Target::Lock(_), .. } => Tone::Lock,
        Phase::Waiting { .. } => Tone::Waiting,
    }
}

const fn rank(tone: Tone) -> u64 {
    match tone {
        Tone::Running => 0,
        Tone::Switching | Tone::Looping => 1,
        Tone::Runnable => 2,
        Tone::Lock => 3,
        Tone::Waiting => 4,
        Tone::Idle => 5,
    }
}

/// The step that a task is at, and the part of that step.
#[must_use]
pub fn place(task: &Task, inputs: &MarkInputs<'_>) -> Option<At> {
    let program = inputs.programs.of_task(task.id)?;
    let steps = &inputs.programs.all[program].steps;
    let at = |step: u32, part: Part| Some(At { program, step, part });
    let Some(line) = task.line else { return at(0, Part::Head) };
    if let Some(step) = inputs.last.filter(|_| on_core(task)).and_then(|last| just_did(steps, line, task.id, &last.kind, inputs.names)) {
        return at(step, Part::Does);
    }
    match task.phase {
        // What an `all` or `any` waits for is requested within its branches; the task itself is at the line that begins
        // them.
        Phase::Waiting { target, .. } => at(outermost(steps, waited_for(steps, line, target, inputs.names)), Part::Does),
        Phase::Queued { what, .. } => back(steps, line, what, at),
        Phase::Dispatching { what, .. } => back(steps, line, Some(what), at),
        Phase::Switching { .. } if waits(steps, line) => at(outermost(steps, line), Part::Back),
        // It was resumed from its last wait and has nothing left to compute.
        Phase::Running { .. } | Phase::Paused { .. } if waits(steps, line) => at(line, Part::Back),
        _ => at(line, Part::Does),
    }
}

/// The place where a queued task will continue.
fn back(steps: &[Step], line: u32, what: Option<What>, at: impl Fn(u32, Part) -> Option<At>) -> Option<At> {
    match what {
        Some(What::Start) => at(0, Part::Head),
        Some(What::Preempted) => at(line, Part::Does),
        _ if waits(steps, line) => at(outermost(steps, line), Part::Back),
        _ => at(line, Part::Does),
    }
}

const fn on_core(task: &Task) -> bool {
    matches!(task.phase, Phase::Running { .. } | Phase::Paused { .. } | Phase::Dispatching { .. } | Phase::Switching { .. })
}

/// True if the step at this line can wait for something else than the CPU.
fn waits(steps: &[Step], line: u32) -> bool {
    Step::at(steps, line).is_some_and(can_wait)
}

const fn can_wait(step: &Step) -> bool {
    matches!(step.op, Op::Io { .. } | Op::Lock(_) | Op::Yield | Op::All(_) | Op::Any(_))
}

/// The step that waits for this target, searched from the line that the log knows: the wait may be recorded before its
/// line is.
fn waited_for(steps: &[Step], line: u32, target: Target, names: &Names) -> u32 {
    let fits = |step: &Step| match (&step.op, target) {
        (Op::Io { device: name, .. }, Target::Request(device, _)) => called(&names.devices, device, name),
        (Op::Lock(name), Target::Lock(lock)) => called(&names.locks, lock, name),
        (_, Target::Unknown) => can_wait(step),
        _ => false,
    };
    let found = Step::flat(steps).zip(0..).skip(line as usize).find(|(step, _)| fits(step));
    found.map_or(line, |(_, line)| line)
}

fn called(names: &[String], number: u16, name: &str) -> bool {
    names.get(usize::from(number)).is_some_and(|n| n == name)
}

/// The top-level step that contains this line.
fn outermost(steps: &[Step], line: u32) -> u32 {
    let mut first = 0;
    for step in steps {
        let next = first + step.lines();
        if line < next {
            return first;
        }
        first = next;
    }
    line
}

/// The step of a task that took no time, if the last event is one: reads and writes of shared variables, free locks,
/// and requests just before the task waits.
fn just_did(steps: &[Step], line: u32, task: TaskId, kind: &Kind, names: &Names) -> Option<u32> {
    let fits = |op: &Op| match (op, *kind) {
        (Op::Read(name), Kind::VarRead { var, .. }) => called(&names.vars, var, name),
        (Op::Write { var: name, .. }, Kind::VarWritten { var, .. }) => called(&names.vars, var, name),
        (Op::Lock(name), Kind::LockAcquired { lock, .. } | Kind::LockWaited { lock, .. }) => called(&names.locks, lock, name),
        (Op::Unlock(name), Kind::LockReleased { lock, .. }) => called(&names.locks, lock, name),
        (Op::Io { device: name, .. }, Kind::IoSubmitted { device, .. }) => called(&names.devices, device, name),
        _ => false,
    };
    if kind.task() != Some(task) {
        return None;
    }
    let step = Step::flat(steps).zip(0..).skip(line as usize).find(|(step, _)| fits(&step.op))?;
    Some(step.1)
}
