//! What lasts while story time flows, what comes next, and what goes on meanwhile.

use super::About;
use super::who;
use crate::event::{Rows, TaskId};
use crate::trace::{Doing, Phase};
use crate::ui::stage::words;

impl About<'_> {
    /// What goes on now, in one sentence.
    pub(super) fn lasts(&self) -> String {
        let state = self.state;
        let busy: Vec<(u16, Doing)> = state.cores.iter().map(|(core, c)| (core, c.doing)).filter(|(_, d)| *d != Doing::Idle).collect();
        match busy[..] {
            [] => self.idles(),
            [(core, doing)] => self.works(core, doing),
            _ => {
                let all = state.cores.len();
                let running = busy.iter().filter(|(_, doing)| matches!(doing, Doing::Running { .. })).count();
                let switching = busy.iter().filter(|(_, doing)| matches!(doing, Doing::Switching { .. })).count();
                let rest = match switching {
                    0 => String::new(),
                    1 => ", one switches between threads".into(),
                    n => format!(", {n} switch between threads"),
                };
                format!("{running} of {} run jobs{rest}{}.", words::count(all, "core"), self.wasted())
            }
        }
    }

    fn works(&self, core: u16, doing: Doing) -> String {
        let on = if self.alone() { String::new() } else { format!(" on core {core}") };
        match doing {
            Doing::Idle => String::new(),
            Doing::Switching { task, thread, .. } => {
                format!("{} switches to {}; meanwhile no job runs on it.", self.core(core), who(thread, task))
            }
            Doing::Stealing { victim, tasks, .. } => {
                format!("Worker {core} steals {} from worker {victim}.", words::count(tasks as usize, "task"))
            }
            Doing::Dispatching { task, what, .. } => {
                let home = self.state.task(task).and_then(|task| task.home).unwrap_or(core);
                format!("{} takes {} for {}.", self.taker(home), self.message(what, task), task.name())
            }
            Doing::Running { task, .. } => {
                let line = self.state.task(task).and_then(|task| task.line);
                let what = self.step(task, line).map_or(String::new(), |step| format!(" {step}"));
                let rest = if self.alone() { "; until that ends nothing else runs" } else { "" };
                format!("{} runs{what}{on}{rest}{}.", task.name(), self.wasted())
            }
        }
    }

    /// That cores idle beside full queues, if they do: nobody takes what belongs to another.
    fn wasted(&self) -> String {
        let idle = self.state.cores.iter().filter(|(_, core)| core.doing == Doing::Idle).count();
        match self.state.queued() {
            0 => String::new(),
            _ if idle == 0 || self.info.places.rows != Rows::Processes => String::new(),
            n => format!("; {} idle beside {} in the queues of others", words::count(idle, "core"), words::count(n, "message")),
        }
    }

    fn idles(&self) -> String {
        let state = self.state;
        let total = self.scenario.total_jobs();
        let cores = if self.alone() { "the core idles" } else { "all cores idle" };
        if let (true, Some(total)) = (total.is_some_and(|total| state.done >= total), total) {
            return format!("All {} are done.", words::count(total as usize, "job"));
        }
        if state.live() == 0 {
            return match state.events {
                0 => "Nothing has happened yet.".into(),
                _ => format!("No job is in the system; {}.", if self.looped() { "the loop waits in the kernel" } else { cores }),
            };
        }
        if let Some(parked) = state.queues.iter().find_map(|(_, queue)| queue.parked.as_ref()) {
            let n = words::count(parked.in_flight as usize, "request");
            if self.many() {
                let n = words::count(state.in_flight(), "request");
                return format!("All queues are empty: nobody has anything to do until an answer comes to one of {n}.");
            }
            return format!("The loop waits in the kernel for {n}; there is nothing else to do.");
        }
        let waiting: Vec<TaskId> = state.tasks().filter(|task| matches!(task.phase, Phase::Waiting { .. })).map(|task| task.id).collect();
        match waiting[..] {
            [task] if self.info.places.one_thread() => {
                let on = match state.task(task).map(|task| task.phase) {
                    Some(Phase::Waiting { on, .. }) => self.waits_for(task, on),
                    _ => "an answer".into(),
                };
                let stuck = match state.gate.len() {
                    0 => String::new(),
                    n => format!(", and {} cannot begin", words::count(n, "job")),
                };
                format!("The one thread waits for {on}, for {}: {cores}{stuck}.", task.name())
            }
            [task] => format!("{} waits, and nobody else can run: {cores}.", task.name()),
            [] => format!("Nobody can run: {cores}."),
            _ if self.threaded() => format!("All {} wait: {cores}.", words::count(waiting.len(), "thread")),
            _ => format!("All {} wait: {cores}.", words::count(waiting.len(), "task")),
        }
    }

    /// What comes next, and what goes on meanwhile.
    pub(super) fn meanwhile(&self) -> [String; 2] {
        let state = self.state;
        let next: Vec<TaskId> = state.queues.iter().flat_map(|(_, queue)| queue.waiting.iter().map(|queued| queued.task)).take(4).collect();
        let queued = state.queued();
        let gated = if self.info.places.gate.is_some() { state.gate.len() } else { 0 };
        let next = match (queued, gated) {
            (0, 0) => String::new(),
            (0, n) => {
                let first: Vec<TaskId> = state.gate.iter().take(4).copied().collect();
                format!("Not begun: {}.", few(&first, n))
            }
            (n, _) => format!("Next: {}.", few(&next, n)),
        };
        let (n, blocked) = (state.in_flight(), state.tasks().filter(|task| matches!(task.phase, Phase::Waiting { .. })).count());
        let idle = state.cores.iter().all(|(_, core)| core.doing == Doing::Idle);
        let meanwhile = match (self.threaded(), n, blocked) {
            // Said already.
            _ if idle && self.event.is_none_or(|(_, event)| event.at != self.at) => String::new(),
            (true, _, 0) | (false, 0, _) => String::new(),
            (true, ..) if self.info.places.one_thread() => String::new(),
            (true, _, 1) => "One thread is blocked.".into(),
            (true, _, n) => format!("{} threads are blocked.", words::number(n as u64)),
            (false, 1, _) => "One request is under way and holds no thread.".into(),
            (false, n, _) => format!("{} requests are under way and hold no thread.", words::number(n as u64)),
        };
        [next, meanwhile]
    }
}

/// The first few of `n`, the rest as a number.
fn few(first: &[TaskId], n: usize) -> String {
    let names = |tasks: &[TaskId]| tasks.iter().map(|task| task.name().to_string()).collect::<Vec<_>>().join(", ");
    match n {
        _ if first.len() >= n => names(first),
        _ => format!("{} and {} more", names(&first[..first.len().min(3)]), words::number(n as u64 - 3)),
    }
}
