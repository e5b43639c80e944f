//! [`caption`]: what happens now and why, in a few sentences; a pure function of the state, the last event and its
//! cause.
//!
//! The first sentence describes the present, the next ones what follows and what goes on meanwhile. While story time
//! flows the first is about the ongoing state; at an event's own instant, about the event. No model is named: the name
//! of a queue, and the holder of a request, come with the model's places.

mod event_sentence;
mod standing;
#[cfg(test)]
mod tests;

use super::widgets::wording::{self, letters, list, ordinal};
use crate::stage::words;
use loopscope_event::id::TIMER;
use loopscope_event::{
    DeviceId, Event, EventNo, Holder, ModelInfo, Names, Ns, Processor, QueueId, Rows, Scenario, TaskId, ThreadId, Wait, What,
};
use loopscope_text::{said, say};
use loopscope_trace::State;
use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// The reading level of captions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Level {
    /// For beginners: one plain sentence, with what happens and why.
    #[default]
    Novice,
    /// For readers who know the field's terms: with positions in queues, causes and times, and what goes on meanwhile.
    Expert,
}

impl Level {
    /// The other level.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Novice => Self::Expert,
            Self::Expert => Self::Novice,
        }
    }
    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Novice => say!("captions.novice"),
            Self::Expert => say!("captions.expert"),
        }
    }
}

/// The inputs of a caption.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// The model.
    pub info: &'static ModelInfo,
    /// The scenario in effect at the playhead.
    pub scenario: &'a Scenario,
    /// The names of devices, locks and variables.
    pub names: &'a Names,
    /// The state after the last event.
    pub state: &'a State,
    /// The last event with its number; `None` before the first.
    pub event: Option<(EventNo, Event)>,
    /// The event that enabled it, if known.
    pub cause: Option<Event>,
    /// Story time, ns.
    pub at: Ns,
    /// The reading level.
    pub level: Level,
}

/// The sentences, the most important one first.
#[must_use]
pub fn caption(about: &About) -> Vec<String> {
    let first = match about.event {
        Some((_, event)) if event.at == about.at => about.event_sentence(&event),
        _ => about.lasts(),
    };
    let meanwhile = match about.level {
        Level::Novice => Vec::new(),
        Level::Expert => about.meanwhile().to_vec(),
    };
    std::iter::once(first).chain(meanwhile).filter(|sentence| !sentence.is_empty()).collect()
}

impl About<'_> {
    /// The sentence with this name, filled in.
    fn sentence(&self, name: &str, filled: &[(&str, &dyn Display)]) -> String {
        match self.level {
            Level::Novice => said(&format!("novice.{name}"), filled),
            Level::Expert => said(&format!("expert.{name}"), filled),
        }
    }

    const fn looped(&self) -> bool {
        matches!(self.info.places.processor, Processor::Loop)
    }

    const fn threaded(&self) -> bool {
        matches!(self.info.places.holder, Holder::Thread)
    }

    fn alone(&self) -> bool {
        self.state.cores.len() <= 1 || self.looped() && !self.many()
    }

    fn device(&self, device: DeviceId) -> String {
        match self.names.devices.get(usize::from(device)) {
            _ if device == TIMER => say!("name.the_timer"),
            Some(name) => say!("name.the_device", name = name),
            None => say!("name.device", n = device),
        }
    }

    /// The same at the head of a sentence.
    fn device_first(&self, device: DeviceId) -> String {
        match self.names.devices.get(usize::from(device)) {
            _ if device == TIMER => say!("name.the_timer_first"),
            Some(name) => say!("name.the_device_first", name = name),
            None => say!("name.device_first", n = device),
        }
    }

    fn lock(&self, lock: u16) -> String {
        let name = self.names.locks.get(usize::from(lock)).cloned();
        say!("name.lock", name = name.unwrap_or_else(|| lock.to_string()))
    }

    fn var(&self, var: u16) -> String {
        let (var, known) = (usize::from(var), self.names.vars.len());
        match self.names.vars.get(var % known.max(1)) {
            // Each process has its own variables.
            Some(name) if self.info.places.rows == Rows::Processes => say!("name.variable_of", name = name, process = var / known),
            Some(name) if var < known => name.clone(),
            _ => say!("name.variable", n = var),
        }
    }

    /// " “parse the request”", if the step has a label.
    fn step(&self, task: TaskId, line: Option<u32>) -> String {
        let label = words::label(self.scenario, task, line);
        label.map_or(String::new(), |label| say!("caption.step", label = say!("name.quoted", text = label)))
    }

    /// A message's name, as on the stage.
    fn message(&self, what: What, task: TaskId) -> String {
        let line = self.state.task(task).and_then(|task| task.line);
        let (_, words) = words::message(what, words::device(self.scenario, task, line));
        say!("name.quoted", text = words.first().map_or("", String::as_str))
    }

    /// The position in the queue that the task has just joined: "third in line, behind M and J".
    fn place(&self, task: TaskId) -> String {
        let queues = self.state.queues.iter().filter_map(|(_, queue)| {
            let place = queue.waiting.iter().rposition(|queued| queued.task == task)?;
            Some((place, queue))
        });
        let Some((place, queue)) = queues.max_by_key(|(_, queue)| queue.waiting.back().map(|last| last.event)) else {
            return String::new();
        };
        match place {
            0 => say!("caption.next_in_line"),
            1 | 2 => {
                let before: Vec<TaskId> = queue.waiting.iter().take(place).map(|queued| queued.task).collect();
                say!("caption.in_line_behind", nth = ordinal(place + 1), who = list(&letters(&before)))
            }
            _ => say!("caption.in_line", nth = ordinal(place + 1)),
        }
    }

    /// True if there are several queues of messages.
    fn many(&self) -> bool {
        self.info.places.many_queues()
    }

    fn queue(&self, queue: QueueId) -> String {
        match self.many() {
            true => say!("name.queue_of", whose = self.taker(queue)),
            false => say!("name.the_queue", name = wording::place(self.info.places.ready.title)),
        }
    }

    fn queue_first(&self, queue: QueueId) -> String {
        match self.many() {
            true => say!("name.queue_of_first", whose = self.taker(queue)),
            false => say!("name.the_queue_first", name = wording::place(self.info.places.ready.title)),
        }
    }

    /// Names the taker of a queue's messages.
    fn taker(&self, queue: QueueId) -> String {
        match self.info.places.rows {
            Rows::Processes => say!("name.the_process", n = queue),
            Rows::Workers => say!("name.the_worker", n = queue),
            Rows::One | Rows::Cores => say!("name.the_loop"),
        }
    }

    fn taker_first(&self, queue: QueueId) -> String {
        match self.info.places.rows {
            Rows::Processes => say!("name.the_process_first", n = queue),
            Rows::Workers => say!("name.the_worker_first", n = queue),
            Rows::One | Rows::Cores => say!("name.the_loop_first"),
        }
    }

    fn core(&self, core: u16) -> String {
        if self.alone() { say!("name.the_core") } else { say!("name.core", n = core) }
    }

    /// " on core 3", if there are several.
    fn on_core(&self, core: u16) -> String {
        if self.alone() { String::new() } else { say!("caption.on_core", core = core) }
    }

    fn nothing_else(&self) -> String {
        if self.alone() { say!("caption.alone") } else { String::new() }
    }

    fn waits_for(&self, task: TaskId, on: Wait) -> String {
        match on {
            Wait::Io | Wait::Timer => {
                let newest = self.state.requests_of(task).next();
                newest.map_or_else(|| say!("caption.an_answer"), |request| self.device(request.device))
            }
            Wait::Lock => {
                let found = self.state.locks.iter().find(|(_, lock)| lock.waiters.contains(&task));
                found.map_or_else(|| say!("name.a_lock"), |(lock, _)| self.lock(lock))
            }
            Wait::Task => say!("caption.another_task"),
            Wait::Yield => say!("caption.next_turn"),
        }
    }
}

/// Names the end of a wait.
fn comes(on: Wait) -> String {
    match on {
        Wait::Io => say!("caption.the_answer"),
        Wait::Timer => say!("caption.timers_end"),
        Wait::Lock => say!("caption.the_lock"),
        Wait::Task => say!("caption.tasks_end"),
        Wait::Yield => say!("caption.next_turn"),
    }
}

/// Names the thread or task that a core switches to.
fn who(thread: ThreadId, task: TaskId) -> String {
    if task == TaskId::NONE { say!("name.the_process", n = thread) } else { task.name().to_string() }
}
