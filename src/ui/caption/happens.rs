//! What an event means: a sentence for each kind.

use super::{About, comes, who};
use crate::stage::words;
use crate::widgets::wording::{self, ordinal};
use loopscope_event::{Event, Gesture, InputKind, Kind, Ns, QueueId, RunEnd, TaskId, ThreadId, Wait, What, time};
use loopscope_text::say;

/// The sentence of this name, filled in.
macro_rules! tell {
    ($about:ident, $name:literal $(, $given:ident = $value:expr)* $(,)?) => {
        $about.tell($name, &[$((stringify!($given), &$value as &dyn std::fmt::Display)),*])
    };
}

impl About<'_> {
    /// What this event means, in one sentence.
    pub(super) fn happens(&self, event: &Event) -> String {
        match event.kind {
            Kind::JobArrived { job } => match &self.info.places.gate {
                Some(gate) => tell!(self, "arrives_gate", task = job.name(), gate = wording::place(gate.title)),
                None => tell!(self, "arrives", task = job.name()),
            },
            Kind::JobDone { job } => self.job_done(job),

            Kind::ThreadSpawned { task, .. } => tell!(self, "thread_spawned", task = task.name()),
            Kind::ThreadExited { task, .. } => tell!(self, "thread_exited", task = task.name()),
            Kind::ThreadRunnable { thread, task } => self.runnable(thread, task),
            Kind::ThreadBlocked { task, on, .. } => match self.info.places.one_thread() {
                true => tell!(self, "blocks_one", task = task.name(), what = self.waits_for(task, on)),
                false => tell!(self, "blocks", task = task.name(), what = self.waits_for(task, on)),
            },
            Kind::Preempted { thread, task: TaskId::NONE, .. } => tell!(self, "process_quantum", process = thread),
            Kind::Preempted { task, .. } => tell!(self, "quantum", task = task.name()),
            Kind::SwitchStarted { core, thread, task, switch, spawn } => {
                let (core, whom) = (self.core(core), who(thread, task));
                match (Ns::from(switch) + Ns::from(spawn), spawn) {
                    (0, _) => tell!(self, "switch_free", core = core, whom = whom),
                    (cost, 0) => tell!(self, "switch", core = core, whom = whom, time = time::short(cost)),
                    (cost, _) => tell!(self, "switch_spawn", core = core, whom = whom, time = time::short(cost)),
                }
            }
            Kind::SwitchEnded { thread, task, .. } => tell!(self, "switch_ended", whom = who(thread, task)),

            Kind::TaskSpawned { task, parent } => tell!(self, "task_spawned", task = task.name(), parent = parent.name()),
            Kind::TaskDone { task } => tell!(self, "task_done", task = task.name()),
            Kind::TaskWoken { task } => tell!(self, "task_woken", task = task.name()),
            Kind::TaskCancelled { task } => tell!(self, "task_cancelled", task = task.name()),
            Kind::RunStarted { core, task, line, burst } => {
                let (step, core, rest) = (self.step(task, Some(line)), self.on_core(core), self.nothing_else());
                tell!(self, "runs", task = task.name(), step = step, core = core, time = time::short(burst.get()), rest = rest)
            }
            Kind::RunEnded { task, why, .. } => match why {
                RunEnd::Burst => tell!(self, "ended_burst", task = task.name()),
                RunEnd::Quantum => tell!(self, "ended_quantum", task = task.name()),
                RunEnd::Await => tell!(self, "ended_await", task = task.name()),
                RunEnd::Done => tell!(self, "ended_done", task = task.name()),
            },
            // Nobody has left its first function behind: it comes with the job.
            Kind::CallbackBegan { task, .. } if self.begins(task) => tell!(self, "callback_first", task = task.name()),
            Kind::CallbackBegan { task, .. } => tell!(self, "callback_began", task = task.name()),
            Kind::CallbackEnded { task, on: Wait::Yield, .. } => tell!(self, "callback_yields", task = task.name()),
            Kind::CallbackEnded { task, on, .. } => tell!(self, "callback_ended", task = task.name(), what = comes(on)),
            Kind::Awaited { task, on: Wait::Yield, .. } => tell!(self, "yields", task = task.name()),
            Kind::Awaited { task, on, .. } => tell!(self, "suspended", task = task.name(), what = comes(on)),
            Kind::Resumed { task, .. } => tell!(self, "resumed", task = task.name()),

            Kind::MessagePosted { queue, what, task } => {
                let (message, queue, place) = (self.message(what, task), self.queue(queue), self.place(task));
                tell!(self, "posted", message = message, task = task.name(), queue = queue, place = place)
            }
            Kind::MessageTaken { queue: number, what, task, dispatch, .. } => {
                let queue = if self.many() { say!("name.its_queue") } else { self.queue(number) };
                let cost = if dispatch > 0 { say!("caption.costs", time = time::short(dispatch.into())) } else { String::new() };
                let (taker, message) = (self.taker_first(number), self.message(what, task));
                tell!(self, "taken", taker = taker, message = message, task = task.name(), queue = queue, cost = cost)
            }
            Kind::LoopParked { queue, in_flight } => self.parked(queue, in_flight),
            Kind::LoopUnparked { queue, messages } => {
                tell!(self, "unparked", taker = self.taker(queue), messages = words::count(messages as usize, "message"))
            }

            Kind::JobQueued { .. } | Kind::Assigned { .. } | Kind::WorkerWoken { .. } | Kind::WorkerIdle { .. } | Kind::Stolen { .. } => {
                self.shared_out(event.kind)
            }
            Kind::FramePainted { frame } => match self.state.frames.missed {
                0 => tell!(self, "frame_in_time", frame = frame),
                missed => tell!(self, "frame", frame = frame, frames = words::count(missed as usize, "frame")),
            },
            Kind::FrameMissed { frame } => tell!(self, "frame_missed", frame = frame),

            Kind::IoSubmitted { .. }
            | Kind::IoQueued { .. }
            | Kind::IoStarted { .. }
            | Kind::IoCompleted { .. }
            | Kind::IoCancelled { .. } => self.io(event.kind),
            Kind::LockWaited { .. }
            | Kind::LockAcquired { .. }
            | Kind::LockReleased { .. }
            | Kind::VarRead { .. }
            | Kind::VarWritten { .. } => self.shared(event.kind),

            Kind::InputPosted { input, what, gesture } => match what {
                _ if gesture == Gesture::Compute => tell!(self, "input_compute", task = input.name()),
                _ if gesture == Gesture::Await => tell!(self, "input_await", task = input.name()),
                InputKind::Mouse if matches!(gesture, Gesture::Click { .. }) => tell!(self, "input_click", task = input.name()),
                InputKind::Mouse => tell!(self, "input_mouse", task = input.name()),
                InputKind::Key => tell!(self, "input_key", task = input.name()),
                InputKind::Timer => tell!(self, "input_timer", task = input.name()),
            },
            Kind::InputHandled { input } => tell!(self, "input_handled", task = input.name()),

            Kind::ScenarioChanged { .. } => tell!(self, "changed"),
            Kind::Mark { .. } => tell!(self, "mark"),
        }
    }

    fn job_done(&self, job: TaskId) -> String {
        let took = self.state.last_done.iter().rev().find(|done| done.task == job).map_or(0, |done| done.at - done.arrived);
        let (took, n) = (time::short(took), words::number(self.state.done));
        match self.scenario.total_jobs() {
            Some(total) => tell!(self, "done_of", task = job.name(), time = took, n = n, total = words::number(total)),
            None => tell!(self, "done", task = job.name(), time = took, n = n),
        }
    }

    fn runnable(&self, thread: ThreadId, task: TaskId) -> String {
        let cause = self.cause.map(|cause| cause.kind);
        match cause {
            Some(Kind::Preempted { .. }) if task == TaskId::NONE => return tell!(self, "process_preempted", process = thread),
            _ if task == TaskId::NONE => return tell!(self, "process_woken", process = thread),
            _ => {}
        }
        let so = match self.info.places.one_thread() {
            true => say!("caption.thread_goes_on"),
            false => {
                let queue = wording::place(self.info.places.ready.title);
                say!("caption.thread_joins", queue = queue, place = self.place(task))
            }
        };
        match cause {
            Some(Kind::IoCompleted { device, .. }) => {
                tell!(self, "runnable_answered", device = self.device_first(device), task = task.name(), so = so)
            }
            Some(Kind::Preempted { .. }) => tell!(self, "runnable_preempted", task = task.name(), so = so),
            _ => tell!(self, "runnable", task = task.name(), so = so),
        }
    }

    /// True if what happens just now begins the task.
    fn begins(&self, task: TaskId) -> bool {
        let fresh = |what| matches!(what, What::Start | What::Mouse | What::Key);
        matches!(self.cause.map(|cause| cause.kind), Some(Kind::MessageTaken { what, task: taken, .. }) if taken == task && fresh(what))
    }

    fn parked(&self, queue: QueueId, in_flight: u32) -> String {
        let (empty, taker, requests) = (self.queue_first(queue), self.taker(queue), words::count(in_flight as usize, "request"));
        match in_flight {
            0 => tell!(self, "parked_empty", queue = empty, taker = taker),
            _ if self.many() => tell!(self, "parked_many", queue = empty, taker = taker, requests = requests),
            _ => tell!(self, "parked", queue = empty, taker = taker, requests = requests),
        }
    }

    /// How work comes to those who do it.
    fn shared_out(&self, kind: Kind) -> String {
        match kind {
            Kind::JobQueued { job } => tell!(self, "job_queued", task = job.name()),
            Kind::Assigned { task, to } if self.info.places.gate.is_some() => tell!(self, "assigned_thread", task = task.name(), to = to),
            Kind::Assigned { task, to } => tell!(self, "assigned", task = task.name(), to = to),
            Kind::WorkerWoken { thread, task } => tell!(self, "worker_woken", thread = thread, task = task.name()),
            Kind::WorkerIdle { thread } => tell!(self, "worker_idle", thread = thread),
            Kind::Stolen { thief, victim, tasks, .. } => {
                tell!(self, "stolen", thief = thief, victim = victim, tasks = words::count(tasks as usize, "task"))
            }
            _ => String::new(),
        }
    }

    fn io(&self, kind: Kind) -> String {
        match kind {
            Kind::IoSubmitted { device, task, latency, .. } => {
                let rest = if self.threaded() { String::new() } else { say!("caption.no_thread") };
                let (device, takes) = (self.device(device), time::short(latency.get()));
                let then = match self.threaded() {
                    true => say!("caption.then_thread"),
                    false => say!("caption.then_others", taker = self.taker(self.state.task(task).and_then(|task| task.home).unwrap_or(0))),
                };
                tell!(self, "io_submitted", task = task.name(), device = device, time = takes, rest = rest, then = then)
            }
            Kind::IoQueued { device, task, .. } => {
                let view = self.state.device(device);
                let (n, nth) = (view.serving_len(), ordinal(view.queued_len()));
                tell!(self, "io_queued", device = self.device_first(device), n = n, task = task.name(), nth = nth)
            }
            Kind::IoStarted { device, request, task } => {
                let takes = time::short(self.state.request(device, request).map_or(0, |request| request.latency));
                tell!(self, "io_started", device = self.device_first(device), task = task.name(), time = takes)
            }
            Kind::IoCompleted { device, task, .. } => tell!(self, "io_completed", device = self.device_first(device), task = task.name()),
            Kind::IoCancelled { device, task, .. } => tell!(self, "io_cancelled", task = task.name(), device = self.device(device)),
            _ => String::new(),
        }
    }

    /// Locks and shared variables.
    fn shared(&self, kind: Kind) -> String {
        match kind {
            Kind::LockWaited { lock, task } => {
                let holder = self.state.locks.get(lock).and_then(|lock| lock.holder);
                let held = holder.map_or(String::new(), |holder| say!("caption.held", task = holder.name()));
                tell!(self, "lock_waited", task = task.name(), lock = self.lock(lock), held = held)
            }
            Kind::LockAcquired { lock, task } => tell!(self, "lock_acquired", task = task.name(), lock = self.lock(lock)),
            Kind::LockReleased { lock, task } => tell!(self, "lock_released", task = task.name(), lock = self.lock(lock)),
            Kind::VarRead { var, task, value } => tell!(self, "var_read", task = task.name(), var = self.var(var), value = value),
            Kind::VarWritten { var, task, value, stale } => {
                let lost = if stale { say!("caption.lost") } else { String::new() };
                tell!(self, "var_written", task = task.name(), var = self.var(var), value = value, lost = lost)
            }
            _ => String::new(),
        }
    }
}
