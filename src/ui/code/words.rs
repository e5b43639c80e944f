//! What the code panel says.

use super::source::{Language, Style};
use crate::event::{TaskId, ThreadId};
use crate::ui::stage::item::Tone;

pub(super) const TITLE: &str = "The job’s code";
pub(super) const STACK: &str = "stack";
pub(super) const HEAP: &str = "heap";
pub(super) const NOTHING: &str = "nothing of it";
pub(super) const LOOP: &str = "loop.run()";
pub(super) const NO_JOBS: &str = "This scenario has no jobs, and so no code.";
pub(super) const NOBODY: &str = "No job is in the system now.";
pub(super) const OWN: &str = "what the model on the stage runs";
pub(super) const COMPARED: &str = "The same logic, written otherwise. Whose memory it is the model decides: choose the tab with the dot.";

/// A style's tab.
pub(super) const fn style(style: Style) -> &'static str {
    match style {
        Style::Sync => "blocking",
        Style::Callbacks => "callbacks",
        Style::Coroutines => "await",
    }
}

/// What a style is.
pub(super) const fn style_says(style: Style) -> &'static str {
    match style {
        Style::Sync => "a call that waits keeps its thread",
        Style::Callbacks => "a call returns at once; another function is called with the answer",
        Style::Coroutines => "a coroutine is suspended where it waits, and resumed there",
    }
}

/// A language's tab.
pub(super) const fn language(language: Language) -> &'static str {
    match language {
        Language::Python => "Python",
        Language::Rust => "Rust",
    }
}

pub(super) const REPLY: &str = "the reply";

pub(super) fn frame(function: &str) -> String {
    format!("frame of {function}")
}

pub(super) fn callback(name: &str) -> String {
    format!("callback {name}")
}

pub(super) fn resumes(line: usize) -> String {
    format!("goes on at line {line}")
}

pub(super) fn more(count: usize) -> String {
    format!("+{count}")
}

pub(super) fn not_begun(task: TaskId) -> String {
    format!("{} has not begun: it has no frame yet.", task.name())
}

pub(super) fn on_stack(task: TaskId, thread: Option<ThreadId>, tone: Tone) -> String {
    let name = task.name();
    let stack = thread.map_or("its thread’s stack".to_owned(), |thread| format!("the stack of thread {thread}"));
    match tone {
        Tone::Running => format!("{name} computes on {stack}."),
        Tone::Waiting | Tone::Lock => format!("{name} is blocked: all it knows stays on {stack}, and the thread with it."),
        _ => format!("{name} could go on: all it knows is on {stack}."),
    }
}

pub(super) fn in_frame(task: TaskId, computes: bool) -> String {
    let name = task.name();
    if computes {
        format!("{name} computes: the loop has called into its frame.")
    } else {
        format!("{name} is suspended: its frame waits on the heap, and the stack is free for others.")
    }
}

pub(super) fn in_callback(task: TaskId, computes: bool) -> String {
    let name = task.name();
    if computes {
        format!("{name} computes: its callback is on the stack until it returns.")
    } else {
        format!("{name}’s function has returned, its frame is gone: only what the callback keeps is left.")
    }
}

/// A task’s line in words, for those who do not see it.
pub(super) fn spoken(line: usize, text: &str, tasks: &str) -> String {
    format!("line {line}, {text}: {tasks}")
}

/// A memory in words.
pub(super) fn memory_spoken(memory: &super::memory::Memory) -> String {
    let cell = |cell: &super::memory::Cell| {
        let locals: Vec<String> = cell.locals.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        format!("{} ({})", cell.name, locals.join(", "))
    };
    let side = |cells: &[super::memory::Cell]| cells.iter().map(cell).collect::<Vec<_>>().join(", ");
    format!("{} {STACK}: {}; {HEAP}: {}", memory.says, side(&memory.stack), side(&memory.heap))
}
