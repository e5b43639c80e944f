//! [`caption`]: what happens now and why, in a few sentences; a pure function of the state, the last event and its cause.
//!
//! The first sentence says what happens, the next ones what comes next and what goes on meanwhile. While story time
//! flows it speaks of what lasts; in an event's own instant, of the event. It names no model: what a queue is called,
//! and who is held by a request, comes with the model's places.

mod standing;
#[cfg(test)]
mod tests;

use crate::event::{
    DeviceId, Event, EventNo, Gesture, Holder, InputKind, Kind, ModelInfo, Names, Ns, Processor, QueueId, Rows, RunEnd, Scenario, TaskId,
    ThreadId, Wait, What, id::TIMER, time,
};
use crate::trace::State;
use crate::ui::stage::words;

/// What a caption is made of.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// The model.
    pub info: &'static ModelInfo,
    /// What holds at the playhead.
    pub scenario: &'a Scenario,
    /// What devices, locks and variables are called.
    pub names: &'a Names,
    /// How everything stands after the last event.
    pub state: &'a State,
    /// The last event and its place; `None` before the first.
    pub event: Option<(EventNo, Event)>,
    /// The event that enabled it, if that is known.
    pub cause: Option<Event>,
    /// Story time, ns.
    pub at: Ns,
}

/// The sentences, the most important one first.
#[must_use]
pub fn caption(about: &About) -> Vec<String> {
    let first = match about.event {
        Some((_, event)) if event.at == about.at => about.happens(&event),
        _ => about.lasts(),
    };
    std::iter::once(first).chain(about.meanwhile()).filter(|sentence| !sentence.is_empty()).collect()
}

impl About<'_> {
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
            _ if device == TIMER => "the timer".into(),
            Some(name) => format!("the {name}"),
            None => format!("device {device}"),
        }
    }

    fn lock(&self, lock: u16) -> String {
        self.names.locks.get(usize::from(lock)).map_or_else(|| format!("lock {lock}"), |name| format!("lock {name}"))
    }

    fn var(&self, var: u16) -> String {
        let (var, known) = (usize::from(var), self.names.vars.len());
        match self.names.vars.get(var % known.max(1)) {
            // Each process has its own.
            Some(name) if self.info.places.rows == Rows::Processes => format!("{name} of process {}", var / known),
            Some(name) if var < known => name.clone(),
            _ => format!("variable {var}"),
        }
    }

    /// "“parse the request”", if the step has a label.
    fn step(&self, task: TaskId, line: Option<u32>) -> Option<String> {
        words::label(self.scenario, task, line).map(|label| format!("“{label}”"))
    }

    /// What a message is called, as on the stage.
    fn message(&self, what: What, task: TaskId) -> String {
        let line = self.state.task(task).and_then(|task| task.line);
        let (_, words) = words::message(what, words::device(self.scenario, task, line));
        format!("“{}”", words.first().map_or("", String::as_str))
    }

    /// Where the task that has just joined a queue stands: "third in line, behind M and J".
    fn place(&self, task: TaskId) -> String {
        let queues = self.state.queues.iter().filter_map(|(_, queue)| {
            let place = queue.waiting.iter().rposition(|queued| queued.task == task)?;
            Some((place, queue))
        });
        let Some((place, queue)) = queues.max_by_key(|(_, queue)| queue.waiting.back().map(|last| last.event)) else {
            return String::new();
        };
        match place {
            0 => "next in line".into(),
            1 | 2 => {
                let before: Vec<TaskId> = queue.waiting.iter().take(place).map(|queued| queued.task).collect();
                format!("{} in line, behind {}", ordinal(place + 1), list(&before))
            }
            _ => format!("{} in line", ordinal(place + 1)),
        }
    }

    /// What this event means, in one sentence.
    fn happens(&self, event: &Event) -> String {
        let queue = self.info.places.ready.title;
        match event.kind {
            Kind::JobArrived { job } => match &self.info.places.gate {
                Some(gate) => format!("{} arrives, {}.", job.name(), gate.title),
                None => format!("{} arrives.", job.name()),
            },
            Kind::JobDone { job } => {
                let of = self.scenario.total_jobs().map_or(String::new(), |total| format!(" of {}", words::number(total)));
                let took = self.state.last_done.iter().rev().find(|done| done.task == job).map_or(0, |done| done.at - done.arrived);
                format!("{} is done after {}: number {}{of}.", job.name(), time::short(took), words::number(self.state.done))
            }

            Kind::ThreadRunnable { thread, task: TaskId::NONE } => {
                let why = match self.cause.map(|cause| cause.kind) {
                    Some(Kind::Preempted { .. }) => "Other processes wait for the core",
                    _ => "A message has come",
                };
                format!("{why}: process {thread} joins the OS run queue.")
            }
            Kind::ThreadSpawned { task, .. } => format!("A thread is made for {}.", task.name()),
            Kind::ThreadExited { task, .. } => format!("{}’s thread ends with it.", task.name()),
            Kind::ThreadRunnable { task, .. } => {
                let why = match self.cause.map(|cause| cause.kind) {
                    Some(Kind::IoCompleted { device, .. }) => format!("{} has answered {}: ", capital(&self.device(device)), task.name()),
                    Some(Kind::Preempted { .. }) => "Others wait for the core: ".into(),
                    _ => format!("{} can run: ", task.name()),
                };
                match self.info.places.one_thread() {
                    true => format!("{why}its thread goes on."),
                    false => format!("{why}its thread joins the {queue}, {}.", self.place(task)),
                }
            }
            Kind::ThreadBlocked { task, on, .. } => {
                let result = if self.info.places.one_thread() { "nothing else can begin" } else { "gives up its core" };
                format!("{}’s thread waits for {} and {result}.", task.name(), self.waits_for(task, on))
            }
            Kind::Preempted { thread, task: TaskId::NONE, .. } => {
                format!("The quantum of process {thread} is over while others wait: it has to give up its core.")
            }
            Kind::Preempted { task, .. } => format!("{}’s quantum is over while others wait: it has to give up its core.", task.name()),
            Kind::SwitchStarted { core, thread, task, switch, spawn } => {
                let (core, name) = (self.core(core), who(thread, task));
                match (Ns::from(switch) + Ns::from(spawn), spawn) {
                    (0, _) => format!("{core} goes over to {name}, at no cost."),
                    (cost, 0) => format!("{core} switches to {name}: {} in which no job runs on it.", time::short(cost)),
                    (cost, _) => {
                        format!("{core} makes {name}’s thread and switches to it: {} in which no job runs on it.", time::short(cost))
                    }
                }
            }
            Kind::SwitchEnded { thread, task, .. } => format!("The switch to {} is over.", who(thread, task)),

            Kind::TaskSpawned { task, parent } => format!("{} starts {}.", parent.name(), task.name()),
            Kind::TaskDone { task } => format!("{} ends.", task.name()),
            Kind::TaskWoken { task } => format!("{} is woken: it can go on.", task.name()),
            Kind::TaskCancelled { task } => format!("{} is dropped before its end.", task.name()),
            Kind::RunStarted { core, task, line, burst } => {
                let what = self.step(task, Some(line)).map_or(String::new(), |step| format!(" {step}"));
                let on = if self.alone() { String::new() } else { format!(" on core {core}") };
                let rest = if self.alone() { "; until that ends nothing else runs" } else { "" };
                format!("{} runs{what}{on} for {}{rest}.", task.name(), time::short(burst.get()))
            }
            Kind::RunEnded { task, why, .. } => match why {
                RunEnd::Burst => format!("{} has used its CPU time and goes on at once.", task.name()),
                RunEnd::Quantum => format!("{}’s quantum is over.", task.name()),
                RunEnd::Await => format!("{} cannot go on without an answer.", task.name()),
                RunEnd::Done => format!("{} has done its last step.", task.name()),
            },
            Kind::CallbackBegan { task, .. } => format!("The callback of {} is called.", task.name()),
            Kind::CallbackEnded { task, on, .. } => match on {
                Wait::Yield => format!("{}’s callback returns and has asked to be called again.", task.name()),
                _ => format!(
                    "{}’s callback returns; the next one is registered, to be called when {} is there.",
                    task.name(),
                    self.comes(on)
                ),
            },
            Kind::Awaited { task, on, .. } => match on {
                Wait::Yield => format!("{} gives way to whoever else can run.", task.name()),
                _ => {
                    format!("{} is suspended until {} is there: its frame stays in memory, no thread is held.", task.name(), self.comes(on))
                }
            },
            Kind::Resumed { task, .. } => format!("{} goes on where it was suspended.", task.name()),

            Kind::MessagePosted { queue, what, task } => {
                let queue = self.queue(queue);
                format!("{} for {} goes to the back of {queue}: {}.", capital(&self.message(what, task)), task.name(), self.place(task))
            }
            Kind::MessageTaken { queue: number, what, task, dispatch, .. } => {
                let queue = if self.many() { "its queue".into() } else { self.queue(number) };
                let cost = if dispatch > 0 { format!(", which costs {}", time::short(dispatch.into())) } else { String::new() };
                format!("{} takes {} for {} from the head of {queue}{cost}.", self.taker(number), self.message(what, task), task.name())
            }
            Kind::LoopParked { queue, in_flight } => {
                let (empty, who) = (capital(&self.queue(queue)), self.taker(queue).to_lowercase());
                match in_flight {
                    0 => format!("{empty} is empty: {who} waits in the kernel until something comes."),
                    n if self.many() => {
                        format!("{empty} is empty: {who} waits in the kernel; {} under way.", words::count(n as usize, "request"))
                    }
                    n => format!("{empty} is empty: {who} waits in the kernel for {}.", words::count(n as usize, "request")),
                }
            }
            Kind::LoopUnparked { queue, messages } => {
                format!("The kernel wakes {} with {}.", self.taker(queue).to_lowercase(), words::count(messages as usize, "message"))
            }

            Kind::JobQueued { job } => format!("All threads of the pool are taken: {} joins the job queue.", job.name()),
            Kind::Assigned { task, to } => match self.info.places.gate {
                Some(_) => format!("Thread {to} of the pool takes {}.", task.name()),
                None => format!("{} belongs to process {to}, by its number, and stays there.", task.name()),
            },
            Kind::WorkerWoken { thread, task } => format!("Thread {thread} of the pool is idle; it is woken for {}.", task.name()),
            Kind::WorkerIdle { thread } => format!("No job waits for a thread: thread {thread} of the pool goes idle."),
            Kind::Stolen { thief, victim, tasks, .. } => {
                let tasks = words::count(tasks as usize, "task");
                format!("Worker {thief} has nothing to do and steals half of worker {victim}’s queue: {tasks}.")
            }
            Kind::FramePainted { frame } => match self.state.frames.missed {
                0 => format!("Frame {frame} is painted in time."),
                missed => format!("Frame {frame} is painted; {} missed so far.", words::count(missed as usize, "frame")),
            },
            Kind::FrameMissed { frame } => format!("Frame {frame} is due, but a handler runs: it is missed, and the window stands still."),

            Kind::IoSubmitted { device, task, latency, .. } => {
                let rest = if self.threaded() { "" } else { "; no thread waits for it" };
                format!("{} asks {}, which will take {}{rest}.", task.name(), self.device(device), time::short(latency.get()))
            }
            Kind::IoQueued { device, task, .. } => {
                let view = self.state.device(device);
                let (device, serves) = (capital(&self.device(device)), view.serving_len());
                format!("{device} serves {serves} already: {}’s request is {} in line there.", task.name(), ordinal(view.queued_len()))
            }
            Kind::IoStarted { device, request, task } => {
                let takes = self.state.request(device, request).map_or(0, |request| request.latency);
                format!("{} begins to serve {}, for {}.", capital(&self.device(device)), task.name(), time::short(takes))
            }
            Kind::IoCompleted { device, task, .. } => format!("{} has answered {}.", capital(&self.device(device)), task.name()),
            Kind::IoCancelled { device, task, .. } => {
                format!("{}’s request to {} is dropped: nobody wants it any more.", task.name(), self.device(device))
            }

            Kind::LockWaited { lock, task } => {
                let holder = self.state.locks.get(lock).and_then(|lock| lock.holder);
                let holder = holder.map_or(String::new(), |holder| format!(", which {} holds", holder.name()));
                format!("{} waits for {}{holder}.", task.name(), self.lock(lock))
            }
            Kind::LockAcquired { lock, task } => format!("{} holds {}.", task.name(), self.lock(lock)),
            Kind::LockReleased { lock, task } => format!("{} lets {} go.", task.name(), self.lock(lock)),
            Kind::VarRead { var, task, value } => format!("{} reads {}: {value}.", task.name(), self.var(var)),
            Kind::VarWritten { var, task, value, stale } => {
                let lost = if stale { ", over a change that it has not seen: an update is lost" } else { "" };
                format!("{} writes {value} to {}{lost}.", task.name(), self.var(var))
            }

            Kind::InputPosted { input, what, gesture } => {
                let what = match what {
                    _ if gesture == Gesture::Compute => "The button is pressed whose handler computes",
                    _ if gesture == Gesture::Await => "The button is pressed whose handler awaits",
                    InputKind::Mouse if matches!(gesture, Gesture::Click { .. }) => "The mouse is clicked",
                    InputKind::Mouse => "The mouse is moved",
                    InputKind::Key => "A key is pressed",
                    InputKind::Timer => "A timer goes off",
                };
                format!("{what}: {} comes in.", input.name())
            }
            Kind::InputHandled { input } => format!("{} is handled.", input.name()),

            Kind::ScenarioChanged { .. } => "A slider was moved: it holds for what comes from here on.".into(),
            Kind::Mark { .. } => "Here is a mark.".into(),
        }
    }

    /// True if there are several queues of messages.
    fn many(&self) -> bool {
        self.info.places.many_queues()
    }

    fn queue(&self, queue: QueueId) -> String {
        if self.many() {
            format!("the queue of {}", self.taker(queue).to_lowercase())
        } else {
            format!("the {}", self.info.places.ready.title)
        }
    }

    /// Who takes messages from a queue.
    fn taker(&self, queue: QueueId) -> String {
        match self.info.places.rows {
            Rows::Processes => format!("Process {queue}"),
            Rows::Workers => format!("Worker {queue}"),
            Rows::One | Rows::Cores => "The loop".into(),
        }
    }

    fn core(&self, core: u16) -> String {
        if self.alone() { "The core".into() } else { format!("Core {core}") }
    }

    fn waits_for(&self, task: TaskId, on: Wait) -> String {
        match on {
            Wait::Io | Wait::Timer => {
                let newest = self.state.requests_of(task).next();
                newest.map_or_else(|| "an answer".into(), |request| self.device(request.device))
            }
            Wait::Lock => {
                let found = self.state.locks.iter().find(|(_, lock)| lock.waiters.contains(&task));
                found.map_or_else(|| "a lock".into(), |(lock, _)| self.lock(lock))
            }
            Wait::Task => "another task".into(),
            Wait::Yield => "its next turn".into(),
        }
    }

    const fn comes(&self, on: Wait) -> &'static str {
        match on {
            Wait::Io => "the answer",
            Wait::Timer => "the timer’s end",
            Wait::Lock => "the lock",
            Wait::Task => "the other task’s end",
            Wait::Yield => "its next turn",
        }
    }
}

/// Whom a core switches to.
fn who(thread: ThreadId, task: TaskId) -> String {
    if task == TaskId::NONE { format!("process {thread}") } else { task.name().to_string() }
}

/// "second", "12th".
fn ordinal(n: usize) -> String {
    const WORDS: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "sixth"];
    match n.checked_sub(1).and_then(|n| WORDS.get(n)) {
        Some(word) => (*word).to_owned(),
        None => {
            let ending = match (n % 10, n % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{}{ending}", words::number(n as u64))
        }
    }
}

/// "M, J and P".
fn list(tasks: &[TaskId]) -> String {
    let names: Vec<String> = tasks.iter().map(|task| task.name().to_string()).collect();
    match &names[..] {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// With a capital first letter.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
