//! Captions of the ongoing state while story time flows, of what comes next, and of what goes on meanwhile.

use super::About;
use super::who;
use crate::stage::words;
use crate::widgets::wording::{commas, letters};
use loopscope_event::{Rows, TaskId};
use loopscope_text::say;
use loopscope_trace::{Doing, Phase};

impl About<'_> {
    /// Describes the ongoing state in one sentence.
    pub(super) fn lasts(&self) -> String {
        let state = self.state;
        let busy: Vec<(u16, Doing)> = state.cores.iter().map(|(core, c)| (core, c.doing)).filter(|(_, d)| *d != Doing::Idle).collect();
        match busy[..] {
            [] => self.idles(),
            [(core, doing)] => self.works(core, doing),
            _ => {
                let cores = words::count(state.cores.len(), "core");
                let running = busy.iter().filter(|(_, doing)| matches!(doing, Doing::Running { .. })).count();
                let switching = match busy.iter().filter(|(_, doing)| matches!(doing, Doing::Switching { .. })).count() {
                    0 => String::new(),
                    1 => say!("caption.one_switches"),
                    n => say!("caption.many_switch", n = n),
                };
                say!("caption.cores_run", n = running, cores = cores, switching = switching, wasted = self.wasted())
            }
        }
    }

    fn works(&self, core: u16, doing: Doing) -> String {
        match doing {
            Doing::Idle => String::new(),
            Doing::Switching { task, thread, .. } => say!("caption.switches", core = self.core(core), whom = who(thread, task)),
            Doing::Stealing { victim, tasks, .. } => {
                say!("caption.steals", worker = core, victim = victim, tasks = words::count(tasks as usize, "task"))
            }
            Doing::Dispatching { task, what, .. } => {
                let home = self.state.task(task).and_then(|task| task.home).unwrap_or(core);
                say!("caption.takes", taker = self.taker_first(home), message = self.message(what, task), task = task.name())
            }
            Doing::Running { task, .. } => {
                let step = self.step(task, self.state.task(task).and_then(|task| task.line));
                let (core, rest, wasted) = (self.on_core(core), self.nothing_else(), self.wasted());
                say!("caption.runs", task = task.name(), step = step, core = core, rest = rest, wasted = wasted)
            }
        }
    }

    /// Says that cores idle beside full queues, if they do: no core takes another's work.
    fn wasted(&self) -> String {
        let idle = self.state.cores.iter().filter(|(_, core)| core.doing == Doing::Idle).count();
        match self.state.queued() {
            0 => String::new(),
            _ if idle == 0 || self.info.places.rows != Rows::Processes => String::new(),
            n => say!("caption.wasted", cores = words::count(idle, "core"), messages = words::count(n, "message")),
        }
    }

    fn idles(&self) -> String {
        let state = self.state;
        let total = self.scenario.total_jobs();
        let cores = if self.alone() { say!("caption.core_idles") } else { say!("caption.cores_idle") };
        if let (true, Some(total)) = (total.is_some_and(|total| state.done >= total), total) {
            return say!("caption.all_done", jobs = words::count(total as usize, "job"));
        }
        if state.live() == 0 {
            return match state.events {
                0 => say!("caption.nothing_yet"),
                _ => say!("caption.no_job", cores = if self.looped() { say!("caption.loop_waits") } else { cores }),
            };
        }
        if let Some(parked) = state.queues.iter().find_map(|(_, queue)| queue.parked.as_ref()) {
            return match self.many() {
                true => say!("caption.queues_empty", requests = words::count(state.in_flight(), "request")),
                false => say!("caption.loop_parked", requests = words::count(parked.in_flight as usize, "request")),
            };
        }
        let waiting: Vec<TaskId> = state.tasks().filter(|task| matches!(task.phase, Phase::Waiting { .. })).map(|task| task.id).collect();
        match waiting[..] {
            [task] if self.info.places.one_thread() => {
                let what = match state.task(task).map(|task| task.phase) {
                    Some(Phase::Waiting { on, .. }) => self.waits_for(task, on),
                    _ => say!("caption.an_answer"),
                };
                match state.gate.len() {
                    0 => say!("caption.one_thread", what = what, task = task.name(), cores = cores),
                    n => say!("caption.one_thread_stuck", what = what, task = task.name(), cores = cores, jobs = words::count(n, "job")),
                }
            }
            [task] => say!("caption.one_waits", task = task.name(), cores = cores),
            [] => say!("caption.nobody", cores = cores),
            _ => {
                let things = words::count(waiting.len(), if self.threaded() { "thread" } else { "task" });
                say!("caption.all_wait", things = things, cores = cores)
            }
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
                say!("caption.not_begun", names = few(&first, n))
            }
            (n, _) => say!("caption.next", names = few(&next, n)),
        };
        let (n, blocked) = (state.in_flight(), state.tasks().filter(|task| matches!(task.phase, Phase::Waiting { .. })).count());
        let idle = state.cores.iter().all(|(_, core)| core.doing == Doing::Idle);
        let meanwhile = match (self.threaded(), n, blocked) {
            // The first sentence said it already.
            _ if idle && self.event.is_none_or(|(_, event)| event.at != self.at) => String::new(),
            (true, _, 0) | (false, 0, _) => String::new(),
            (true, ..) if self.info.places.one_thread() => String::new(),
            (true, _, 1) => say!("caption.one_blocked"),
            (true, _, n) => say!("caption.many_blocked", n = words::number(n as u64)),
            (false, 1, _) => say!("caption.one_request"),
            (false, n, _) => say!("caption.many_requests", n = words::number(n as u64)),
        };
        [next, meanwhile]
    }
}

/// The first few of `n` tasks, the rest as a number.
fn few(first: &[TaskId], n: usize) -> String {
    match n {
        _ if first.len() >= n => commas(&letters(first)),
        _ => {
            let shown = commas(&letters(&first[..first.len().min(3)]));
            say!("list.and_more", first = shown, n = words::number(n as u64 - 3))
        }
    }
}
