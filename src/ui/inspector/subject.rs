//! Facts about a thing that is not a task, at a playhead: the task it serves, the tasks that wait for it, and why it is
//! idle. Pure.
//!
//! It does *not* say why a task waits (that is `reason`), only what the state holds.

use super::reason::{device_name, named};
use super::words;
use crate::Selected;
use crate::stage::words::count;
use crate::widgets::wording;
use loopscope_event::id::TIMER;
use loopscope_event::{DeviceId, EventNo, Ns, QueueId, RequestId, Rows, TaskId, ThreadId, Wait, time};
use loopscope_text::say;
use loopscope_trace::{Core, Doing, Phase, Queued, Request, State, Target, Task, Trace};

/// The most waiting tasks listed.
const LISTED: usize = 6;

/// A line about a thing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Fact {
    /// The text.
    pub text: String,
    /// The selection it is about.
    pub about: Option<Selected>,
    /// The event that began it.
    pub event: Option<EventNo>,
}

impl Fact {
    fn plain(text: String) -> Self {
        Self { text, ..Self::default() }
    }
    fn of(task: TaskId, event: EventNo, text: String) -> Self {
        Self { text, about: (task != TaskId::NONE).then_some(Selected::Task(task)), event: Some(event) }
    }
}

/// The view on the run.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The run.
    pub trace: &'a Trace,
    /// The state at the playhead.
    pub state: &'a State,
    /// Story time, ns.
    pub at: Ns,
}

impl Look<'_> {
    fn since(&self, since: Ns) -> String {
        words::since(since, self.at)
    }

    /// The activity of a core, and why it has none if it is idle.
    #[must_use]
    pub fn core(&self, id: u16) -> Vec<Fact> {
        let Some(core) = self.state.cores.get(id) else { return vec![Fact::plain(say!("subject.unsaid"))] };
        let text = format!("{}, {}", doing(core), self.since(core.since));
        let own = core.doing.task().unwrap_or(TaskId::NONE);
        let mut facts = vec![Fact::of(own, core.since_event, text)];
        if core.doing == Doing::Idle {
            facts.extend(self.why_idle(id));
        }
        facts
    }

    /// Explains why a core is idle.
    fn why_idle(&self, core: u16) -> Vec<Fact> {
        let state = self.state;
        let places = &self.trace.model().places;
        let mut facts = Vec::new();
        let elsewhere = state.queues.iter().filter(|(_, queue)| !queue.waiting.is_empty()).max_by_key(|(_, queue)| queue.waiting.len());
        match elsewhere {
            Some((queue, waiting)) if places.rows == Rows::Processes && queue != core => {
                let text = say!("subject.idle_beside", n = waiting.waiting.len(), queue = queue);
                facts.push(Fact { text, about: Some(Selected::Queue(queue)), event: None });
            }
            Some((queue, _)) => {
                let text = say!("subject.idle_though", queue = wording::place(places.ready.title));
                facts.push(Fact { text, about: Some(Selected::Queue(queue)), event: None });
            }
            None if state.live() == 0 => facts.push(Fact::plain(say!("subject.idle_empty"))),
            None => facts.push(Fact::plain(say!("subject.idle_all_wait", tasks = count(state.live(), "task")))),
        }
        if let (Some(gate), false) = (&places.gate, state.gate.is_empty()) {
            facts.push(Fact::plain(say!("subject.at_gate", n = state.gate.len(), gate = wording::place(gate.title))));
        }
        facts.extend(self.next_answer());
        for (id, lock) in state.locks.iter().filter(|(_, lock)| !lock.waiters.is_empty()).take(2) {
            let lock_name = named(&self.trace.names().locks, id);
            let text = say!("subject.lock_wanted", lock = lock_name, n = lock.waiters.len());
            facts.push(Fact { text, about: Some(Selected::Lock(id)), event: None });
        }
        facts
    }

    /// The request or timer that will complete next.
    fn next_answer(&self) -> Option<Fact> {
        let served = self.state.devices().flat_map(|device| device.serving().take(LISTED * 8));
        let next = served.filter(|asked| asked.due().is_some()).min_by_key(|asked| asked.due())?;
        let left = time::human(next.due()?.saturating_sub(self.at));
        let text = match next.device {
            TIMER => say!("subject.next_timer", task = next.task.name(), left = left),
            device => say!("subject.next_answer", device = device_name(self.trace, device), task = next.task.name(), left = left),
        };
        Some(Fact { text, about: Some(Selected::Request(next.device, next.request)), event: Some(next.event) })
    }

    /// The task that a device serves, and those that wait for it.
    #[must_use]
    pub fn device(&self, id: DeviceId) -> Vec<Fact> {
        let device = self.state.device(id);
        let (serving, queued) = (device.serving_len(), device.queued_len());
        if serving + queued == 0 {
            return vec![Fact::plain(say!("subject.device_idle"))];
        }
        let depth = self
            .trace
            .names()
            .devices
            .get(usize::from(id))
            .and_then(|name| self.trace.scenario_at(self.state.events).devices.get(name)?.depth);
        let mut facts = vec![Fact::plain(match depth {
            Some(depth) => say!("subject.device_of", serving = serving, depth = depth, queued = queued),
            None => say!("subject.device", serving = serving, queued = queued),
        })];
        facts.extend(device.serving().take(LISTED).map(|asked| self.request_line(asked)));
        facts.extend(more(serving));
        facts.extend(device.queued().take(LISTED).enumerate().map(|(place, asked)| {
            let text = say!("subject.waits_nth", task = asked.task.name(), nth = words::nth(place), since = self.since(asked.submitted));
            Fact::of(asked.task, asked.event, text)
        }));
        facts.extend(more(queued));
        facts
    }

    fn request_line(&self, asked: &Request) -> Fact {
        let text = match (asked.started, asked.due()) {
            (Some(started), Some(due)) => say!(
                "subject.serves",
                task = asked.task.name(),
                since = self.since(started),
                left = time::human(due.saturating_sub(self.at))
            ),
            _ => say!("subject.asked", task = asked.task.name(), since = self.since(asked.submitted)),
        };
        Fact::of(asked.task, asked.event, text)
    }

    /// The state of a request.
    #[must_use]
    pub fn request(&self, device: DeviceId, request: RequestId) -> Vec<Fact> {
        let Some(asked) = self.state.request(device, request) else {
            return vec![Fact::plain(say!("subject.request_over"))];
        };
        let name = device_name(self.trace, device);
        let at = match self.state.device(device).queued().position(|other| other.request == request) {
            Some(place) => say!("subject.request_waits", device = name, nth = words::nth(place)),
            None => say!("subject.request_served", device = name),
        };
        vec![Fact { text: at, about: Some(Selected::Device(device)), event: Some(asked.event) }, self.request_line(asked)]
    }

    /// The holder of a lock, and the tasks that wait for it.
    #[must_use]
    pub fn lock(&self, id: u16) -> Vec<Fact> {
        let Some(lock) = self.state.locks.get(id) else { return vec![Fact::plain(say!("subject.unsaid"))] };
        let since = self.since(lock.since);
        let mut facts = vec![match lock.holder {
            Some(holder) => Fact::of(holder, lock.since_event, say!("subject.held", task = holder.name(), since = since)),
            None => Fact::plain(say!("subject.free", since = since)),
        }];
        // All waiters depend on the reason why the holder does not proceed.
        if let Some(holder) = lock.holder.and_then(|holder| self.state.task(holder)) {
            facts.push(self.stands(holder));
        }
        facts.extend(lock.waiters.iter().take(LISTED).enumerate().map(|(place, task)| {
            let event = self.state.task(*task).map_or(0, |task| task.since_event);
            Fact::of(*task, event, say!("subject.waits", task = task.name(), nth = words::nth(place)))
        }));
        facts.extend(more(lock.waiters.len()));
        facts
    }

    /// The present state of a task, as a line.
    fn stands(&self, task: &Task) -> Fact {
        let text = say!("inspector.now", task = task.id.name(), phase = words::phase(self.trace, self.state, task));
        Fact::of(task.id, task.since_event, text)
    }

    /// The first in a queue, and what blocks it.
    #[must_use]
    pub fn queue(&self, id: QueueId) -> Vec<Fact> {
        let Some(queue) = self.state.queues.get(id) else { return vec![Fact::plain(say!("subject.queue_empty"))] };
        let waiting = &queue.waiting;
        let mut facts = Vec::new();
        if waiting.is_empty() {
            facts.push(Fact::plain(say!("subject.queue_empty")));
        } else {
            facts.push(Fact::plain(say!("subject.queue", n = waiting.len())));
            facts.extend(self.blocks(id, queue.handling));
        }
        if let Some(parked) = queue.parked {
            let text = say!("subject.parked", n = parked.in_flight, since = self.since(parked.since));
            facts.push(Fact { text, about: None, event: Some(parked.event) });
            facts.extend(self.next_answer());
        } else if waiting.is_empty() {
            facts.extend(self.blocks(id, queue.handling));
        }
        facts.extend(waiting.iter().take(LISTED).enumerate().map(|(place, queued)| self.in_queue(place, queued)));
        facts.extend(more(waiting.len()));
        facts
    }

    fn in_queue(&self, place: usize, queued: &Queued) -> Fact {
        let since = self.since(queued.since);
        let (task, nth) = (queued.task.name(), words::nth(place));
        let text = match queued.what {
            Some(what) => say!("subject.waits_as", task = task, nth = nth, what = words::message(what), since = since),
            None => say!("subject.waits_nth", task = task, nth = nth, since = since),
        };
        Fact::of(queued.task, queued.event, text)
    }

    /// What blocks the first in a queue: the handler being run, or the tasks on the cores.
    #[must_use]
    pub fn blocks(&self, queue: QueueId, handling: Option<TaskId>) -> Vec<Fact> {
        if let Some(task) = handling.and_then(|task| self.state.task(task)) {
            let text = match task.phase {
                Phase::Running { .. } => say!("subject.handles", task = task.id.name(), since = self.since(task.since)),
                _ => say!("subject.has_in_hand", task = task.id.name(), phase = words::phase(self.trace, self.state, task)),
            };
            return vec![Fact::of(task.id, task.since_event, text)];
        }
        let own = self.trace.model().places.many_queues() && self.state.cores.get(queue).is_some();
        let cores = self.state.cores.iter().filter(|(id, core)| (!own || *id == queue) && core.doing != Doing::Idle);
        let line = |(id, core): (u16, &Core)| {
            let text = say!("subject.core_has", core = id, doing = doing(core), since = self.since(core.since));
            Fact { text, about: Some(Selected::Core(id)), event: Some(core.since_event) }
        };
        cores.take(LISTED).map(line).collect()
    }

    /// The activity of a thread without a task; for one with a task, the task's facts are enough.
    #[must_use]
    pub fn thread(&self, thread: ThreadId) -> Vec<Fact> {
        if let Some(runnable) = self.state.runnable.iter().find(|runnable| runnable.process == thread) {
            let text = say!("subject.runnable", since = self.since(runnable.since));
            return vec![Fact { text, about: None, event: Some(runnable.event) }];
        }
        match self.state.tasks().any(|task| task.thread == Some(thread)) {
            true => Vec::new(),
            false => vec![Fact::plain(say!("subject.thread_without"))],
        }
    }

    /// What holds up a waiting task, and since when.
    #[must_use]
    pub fn holds(&self, task: &Task) -> Vec<Fact> {
        match task.phase {
            Phase::Queued { queue, .. } => {
                let handling = self.state.queues.get(queue).and_then(|queue| queue.handling);
                self.blocks(queue, handling)
            }
            Phase::Waiting { target: Target::Request(device, request), .. } => match self.state.request(device, request) {
                Some(asked) if asked.started.is_some() => vec![Fact { about: Some(Selected::Device(device)), ..self.request_line(asked) }],
                Some(_) => self.state.device(device).serving().take(3).map(|asked| self.request_line(asked)).collect(),
                None => Vec::new(),
            },
            Phase::Waiting { target: Target::Lock(lock), .. } => self.lock(lock).into_iter().take(2).collect(),
            Phase::Gate if self.trace.model().places.gate.is_none() => Vec::new(),
            Phase::Gate => {
                let inside = self.state.tasks().filter(|task| task.phase != Phase::Gate);
                inside.take(3).map(|task| self.stands(task)).collect()
            }
            Phase::Waiting { on: Wait::Io | Wait::Lock, target: Target::Unknown } => vec![Fact::plain(say!("subject.unsaid"))],
            // In our own logs this takes no time.
            Phase::Paused { .. } if self.at > task.since => vec![Fact::plain(say!("subject.unsaid"))],
            Phase::Waiting { .. } | Phase::Paused { .. } => Vec::new(),
            Phase::Switching { .. } | Phase::Dispatching { .. } | Phase::Running { .. } => Vec::new(),
        }
    }
}

/// A core's activity, in words.
fn doing(core: &Core) -> String {
    match core.doing {
        Doing::Idle => say!("inspector.core_idle"),
        Doing::Switching { task: TaskId::NONE, thread, .. } => say!("inspector.core_to_process", process = thread),
        Doing::Switching { task, .. } => say!("inspector.core_to_task", task = task.name()),
        Doing::Stealing { victim, tasks, .. } => say!("inspector.core_steals", tasks = count(tasks as usize, "task"), victim = victim),
        Doing::Dispatching { task, .. } => say!("inspector.core_takes", task = task.name()),
        Doing::Running { task, .. } => say!("inspector.core_runs", task = task.name()),
    }
}

/// The number of entries that are not listed.
fn more(all: usize) -> Option<Fact> {
    (all > LISTED).then(|| Fact::plain(say!("list.more", n = all - LISTED)))
}
