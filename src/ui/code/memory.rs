//! [`Memory`]: where a task's variables are while others run: on its thread's stack, in a frame on the heap, or in a
//! callback.
//!
//! Only what the log knows: the values read from shared variables, and the replies that have come.

use super::marks::{MarkInputs, place};
use super::source::{At, From, Part, Source, Style};
use super::words;
use crate::stage::item::Tone;
use loopscope_event::{Event, Holder, Kind, TaskId};
use loopscope_text::say;
use loopscope_trace::{Phase, Task};

/// A task's memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Memory {
    /// The task.
    pub task: TaskId,
    /// Describes in a sentence where the memory is and what happens to it.
    pub description: String,
    /// Calls on the stack, the oldest first.
    pub stack: Vec<Cell>,
    /// The objects on the heap.
    pub heap: Vec<Cell>,
}

/// A frame on the stack, or an object on the heap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Its name.
    pub name: String,
    /// The colour of its state; `None` if it is not the task's own.
    pub tone: Option<Tone>,
    /// The variables in it, with their values.
    pub locals: Vec<(String, String)>,
    /// The line at which it continues, from 1.
    pub resumes: Option<usize>,
}

/// The memory of a task whose model keeps waiting tasks in `holder`. `own` are the events up to the playhead in which
/// its variables may have got their values.
#[must_use]
pub fn memory(source: &Source, inputs: &MarkInputs<'_>, holder: Holder, task: &Task, own: impl Iterator<Item = Event>) -> Option<Memory> {
    let at = place(task, inputs)?;
    let program = &inputs.programs.all[at.program];
    let tone = super::marks::tone(task);
    let computes = matches!(task.phase, Phase::Running { .. } | Phase::Paused { .. });
    let function = format!("{}()", program.name);
    let begun = task.line.is_some();
    let resumes = (begun && !computes).then(|| source.find(at)).flatten().map(|line| line + 1);
    let locals = locals(source, at, inputs, task.id, own);
    let cell = |name: String, locals: Vec<(String, String)>| Cell { name, tone: Some(tone), locals, resumes };
    let others = |name: &str| Cell { name: name.to_owned(), tone: None, locals: Vec::new(), resumes: None };
    let (mut stack, mut heap) = (Vec::new(), Vec::new());
    let description = match holder {
        _ if !begun => say!("code.not_begun", task = task.id.name()),
        Holder::Thread => {
            stack.push(cell(function, locals));
            if matches!(task.phase, Phase::Waiting { .. })
                && let Some(line) = source.find(at)
            {
                stack.push(others(source.lines[line].text.trim_end_matches(';')));
            }
            words::on_stack(task.id, task.thread, tone)
        }
        Holder::Frame => {
            stack.push(others(words::LOOP));
            if computes {
                stack.push(Cell { tone: Some(tone), ..others(&function) });
            }
            heap.push(cell(say!("code.frame_of", function = function), locals));
            words::in_frame(task.id, computes)
        }
        Holder::Callback => {
            stack.push(others(words::LOOP));
            // While it computes it is in the function called last; while it waits, the next one is registered already.
            let reached = |step: u32| step < at.step || (step == at.step && !(computes && at.part == Part::Does));
            let kept = source.kept.iter().rfind(|kept| kept.program == at.program && reached(kept.step));
            match kept {
                _ if computes => stack.push(cell(kept.map_or(function, |kept| format!("{}()", kept.callback)), locals)),
                None => {}
                Some(kept) => {
                    let locals = locals.into_iter().filter(|(name, _)| kept.names.contains(name)).collect();
                    heap.push(cell(say!("code.callback", name = kept.callback), locals));
                }
            }
            words::in_callback(task.id, computes)
        }
    };
    Some(Memory { task: task.id, description, stack, heap })
}

/// The variables that have values by now.
fn locals(source: &Source, at: At, inputs: &MarkInputs<'_>, task: TaskId, own: impl Iterator<Item = Event>) -> Vec<(String, String)> {
    let mut read: Vec<Option<i32>> = vec![None; inputs.names.vars.len()];
    for event in own {
        if let Kind::VarRead { var, task: reader, value } = event.kind
            && reader == task
            && let Some(known) = read.get_mut(usize::from(var))
        {
            *known = Some(value);
        }
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for local in source.locals.iter().filter(|local| local.program == at.program) {
        let past = local.step < at.step || (local.step == at.step && at.part == Part::Back);
        let value = match &local.from {
            From::Device => past.then(|| say!("code.reply")),
            From::Shared(name) => {
                let number = inputs.names.vars.iter().position(|var| var == name);
                number.and_then(|number| read[number]).map(|value| value.to_string())
            }
        };
        found.retain(|(name, _)| value.is_none() || *name != local.name);
        found.extend(value.map(|value| (local.name.clone(), value)));
    }
    found
}

/// The style of code that suits a model whose waiting tasks are kept in `holder`.
#[must_use]
pub const fn style_of(holder: Holder) -> Style {
    match holder {
        Holder::Thread => Style::Sync,
        Holder::Frame => Style::Coroutines,
        Holder::Callback => Style::Callbacks,
    }
}
