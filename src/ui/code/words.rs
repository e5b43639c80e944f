//! The texts of the code panel.

use super::memory::{Cell, Memory};
use super::source::{Language, Style};
use crate::stage::item::Tone;
use crate::widgets::wording::commas;
use loopscope_event::{TaskId, ThreadId};
use loopscope_text::say;

/// The bottom of the stack below a handler: program text, the same in every language.
pub(super) const LOOP: &str = "loop.run()";

/// A style's tab.
pub(super) fn style(style: Style) -> String {
    match style {
        Style::Sync => say!("code.sync"),
        Style::Callbacks => say!("code.callbacks"),
        Style::Coroutines => say!("code.coroutines"),
    }
}

/// The explanation of a style.
pub(super) fn style_description(style: Style) -> String {
    match style {
        Style::Sync => say!("code.sync_says"),
        Style::Callbacks => say!("code.callbacks_says"),
        Style::Coroutines => say!("code.coroutines_says"),
    }
}

/// A language's tab.
pub(super) const fn language(language: Language) -> &'static str {
    match language {
        Language::Python => "Python",
        Language::Rust => "Rust",
    }
}

pub(super) fn more(count: usize) -> String {
    format!("+{count}")
}

pub(super) fn on_stack(task: TaskId, thread: Option<ThreadId>, tone: Tone) -> String {
    let task = task.name();
    let stack = thread.map_or_else(|| say!("code.its_stack"), |thread| say!("code.stack_of", thread = thread));
    match tone {
        Tone::Running => say!("code.computes_on_stack", task = task, stack = stack),
        Tone::Waiting | Tone::Lock => say!("code.blocked", task = task, stack = stack),
        _ => say!("code.ready_on_stack", task = task, stack = stack),
    }
}

pub(super) fn in_frame(task: TaskId, computes: bool) -> String {
    match computes {
        true => say!("code.computes_in_frame", task = task.name()),
        false => say!("code.suspended", task = task.name()),
    }
}

pub(super) fn in_callback(task: TaskId, computes: bool) -> String {
    match computes {
        true => say!("code.computes_in_callback", task = task.name()),
        false => say!("code.returned", task = task.name()),
    }
}

/// A memory in words.
pub(super) fn memory_spoken(memory: &Memory) -> String {
    let cell = |cell: &Cell| {
        let locals: Vec<String> = cell.locals.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        say!("code.cell", name = cell.name, locals = commas(&locals))
    };
    let side = |cells: &[Cell]| commas(&cells.iter().map(cell).collect::<Vec<_>>());
    say!("code.memory", says = memory.description, stack = side(&memory.stack), heap = side(&memory.heap))
}
