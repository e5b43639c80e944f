//! Captions of events: a sentence for each kind.

use super::{About, comes, who};
use crate::stage::words;
use crate::widgets::wording::{self, ordinal};
use loopscope_event::{Event, Gesture, InputKind, Kind, Ns, QueueId, RunEnd, TaskId, ThreadId, Wait, What, time};
use loopscope_text::say;

/// The caption with this name, filled in.
macro_rules! sentence {
    ($about:ident, $name:literal $(, $given:ident = $value:expr)* $(,)?) => {
        $about.sentence($name, &[$((stringify!($given), &$value as &dyn std::fmt::Display)),*])
    };
}

impl About<'_> {
    /// Describes the event in one sentence.
    pub(super) fn event_sentence(&self, event: &Event) -> String {
        match event.kind {
            Kind::JobArrived { job } => match &self.info.places.gate {
                Some(gate) => sentence!(self, "arrives_gate", task = job.name(), gate = wording::place(gate.title)),
                None => sentence!(self, "arrives", task = job.name()),
            },
            Kind::JobDone { job } => self.job_done(job),

            Kind::ThreadSpawned { task, .. } => sentence!(self, "thread_spawned", task = task.name()),
            Kind::ThreadExited { task, .. } => sentence!(self, "thread_exited", task = task.name()),
            Kind::ThreadRunnable { thread, task } => self.runnable(thread, task),
            Kind::ThreadBlocked { task, on, .. } => match self.info.places.one_thread() {
                true => sentence!(self, "blocks_one", task = task.name(), what = self.waits_for(task, on)),
                false => sentence!(self, "blocks", task = task.name(), what = self.waits_for(task, on)),
            },
            Kind::Preempted { thread, task: TaskId::NONE, .. } => sentence!(self, "process_quantum", process = thread),
            Kind::Preempted { task, .. } => sentence!(self, "quantum", task = task.name()),
            Kind::SwitchStarted { core, thread, task, switch, spawn } => {
                let (core, whom) = (self.core(core), who(thread, task));
                match (Ns::from(switch) + Ns::from(spawn), spawn) {
                    (0, _) => sentence!(self, "switch_free", core = core, whom = whom),
                    (cost, 0) => sentence!(self, "switch", core = core, whom = whom, time = time::short(cost)),
                    (cost, _) => sentence!(self, "switch_spawn", core = core, whom = whom, time = time::short(cost)),
                }
            }
            Kind::SwitchEnded { thread, task, .. } => sentence!(self, "switch_ended", whom = who(thread, task)),

            Kind::TaskSpawned { task, parent } => sentence!(self, "task_spawned", task = task.name(), parent = parent.name()),
            Kind::TaskDone { task } => sentence!(self, "task_done", task = task.name()),
            Kind::TaskWoken { task } => sentence!(self, "task_woken", task = task.name()),
            Kind::TaskCancelled { task } => sentence!(self, "task_cancelled", task = task.name()),
            Kind::RunStarted { core, task, line, burst } => {
                let (step, core, rest) = (self.step(task, Some(line)), self.on_core(core), self.nothing_else());
                sentence!(self, "runs", task = task.name(), step = step, core = core, time = time::short(burst.get()), rest = rest)
            }
            Kind::RunEnded { task, why, .. } => match why {
                RunEnd::Burst => sentence!(self, "ended_burst", task = task.name()),
                RunEnd::Quantum => sentence!(self, "ended_quantum", task = task.name()),
                RunEnd::Await => sentence!(self, "ended_await", task = task.name()),
                RunEnd::Done => sentence!(self, "ended_done", task = task.name()),
            },
            // The first callback continues nothing: it comes with the job.
            Kind::CallbackBegan { task, .. } if self.begins(task) => sentence!(self, "callback_first", task = task.name()),
            Kind::CallbackBegan { task, .. } => sentence!(self, "callback_began", task = task.name()),
            Kind::CallbackEnded { task, on: Wait::Yield, .. } => sentence!(self, "callback_yields", task = task.name()),
            Kind::CallbackEnded { task, on, .. } => sentence!(self, "callback_ended", task = task.name(), what = comes(on)),
            Kind::Awaited { task, on: Wait::Yield, .. } => sentence!(self, "yields", task = task.name()),
            Kind::Awaited { task, on, .. } => sentence!(self, "suspended", task = task.name(), what = comes(on)),
            Kind::Resumed { task, .. } => sentence!(self, "resumed", task = task.name()),

            Kind::MessagePosted { queue, what, task } => {
                let (message, queue, place) = (self.message(what, task), self.queue(queue), self.place(task));
                sentence!(self, "posted", message = message, task = task.name(), queue = queue, place = place)
            }
            Kind::MessageTaken { queue: number, what, task, dispatch, .. } => {
                let queue = if self.many() { say!("name.its_queue") } else { self.queue(number) };
                let cost = if dispatch > 0 { say!("caption.costs", time = time::short(dispatch.into())) } else { String::new() };
                let (taker, message) = (self.taker_first(number), self.message(what, task));
                sentence!(self, "taken", taker = taker, message = message, task = task.name(), queue = queue, cost = cost)
            }
            Kind::LoopParked { queue, in_flight } => self.parked(queue, in_flight),
            Kind::LoopUnparked { queue, messages } => {
                sentence!(self, "unparked", taker = self.taker(queue), messages = words::count(messages as usize, "message"))
            }

            Kind::JobQueued { .. } | Kind::Assigned { .. } | Kind::WorkerWoken { .. } | Kind::WorkerIdle { .. } | Kind::Stolen { .. } => {
                self.shared_out(event.kind)
            }
            Kind::FramePainted { frame } => match self.state.frames.missed {
                0 => sentence!(self, "frame_in_time", frame = frame),
                missed => sentence!(self, "frame", frame = frame, frames = words::count(missed as usize, "frame")),
            },
            Kind::FrameMissed { frame } => sentence!(self, "frame_missed", frame = frame),

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
                _ if gesture == Gesture::Compute => sentence!(self, "input_compute", task = input.name()),
                _ if gesture == Gesture::Await => sentence!(self, "input_await", task = input.name()),
                InputKind::Mouse if matches!(gesture, Gesture::Click { .. }) => sentence!(self, "input_click", task = input.name()),
                InputKind::Mouse => sentence!(self, "input_mouse", task = input.name()),
                InputKind::Key => sentence!(self, "input_key", task = input.name()),
                InputKind::Timer => sentence!(self, "input_timer", task = input.name()),
            },
            Kind::InputHandled { input } => sentence!(self, "input_handled", task = input.name()),

            Kind::ScenarioChanged { .. } => sentence!(self, "changed"),
            Kind::Mark { .. } => sentence!(self, "mark"),
        }
    }

    fn job_done(&self, job: TaskId) -> String {
        let took = self.state.last_done.iter().rev().find(|done| done.task == job).map_or(0, |done| done.at - done.arrived);
        let (took, n) = (time::short(took), words::number(self.state.done));
        match self.scenario.total_jobs() {
            Some(total) => sentence!(self, "done_of", task = job.name(), time = took, n = n, total = words::number(total)),
            None => sentence!(self, "done", task = job.name(), time = took, n = n),
        }
    }

    fn runnable(&self, thread: ThreadId, task: TaskId) -> String {
        let cause = self.cause.map(|cause| cause.kind);
        match cause {
            Some(Kind::Preempted { .. }) if task == TaskId::NONE => return sentence!(self, "process_preempted", process = thread),
            _ if task == TaskId::NONE => return sentence!(self, "process_woken", process = thread),
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
                sentence!(self, "runnable_answered", device = self.device_first(device), task = task.name(), so = so)
            }
            Some(Kind::Preempted { .. }) => sentence!(self, "runnable_preempted", task = task.name(), so = so),
            _ => sentence!(self, "runnable", task = task.name(), so = so),
        }
    }

    /// True if the current event begins the task.
    fn begins(&self, task: TaskId) -> bool {
        let fresh = |what| matches!(what, What::Start | What::Mouse | What::Key);
        matches!(self.cause.map(|cause| cause.kind), Some(Kind::MessageTaken { what, task: taken, .. }) if taken == task && fresh(what))
    }

    fn parked(&self, queue: QueueId, in_flight: u32) -> String {
        let (empty, taker, requests) = (self.queue_first(queue), self.taker(queue), words::count(in_flight as usize, "request"));
        match in_flight {
            0 => sentence!(self, "parked_empty", queue = empty, taker = taker),
            _ if self.many() => sentence!(self, "parked_many", queue = empty, taker = taker, requests = requests),
            _ => sentence!(self, "parked", queue = empty, taker = taker, requests = requests),
        }
    }

    /// The sentence about work being distributed among those who do it.
    fn shared_out(&self, kind: Kind) -> String {
        match kind {
            Kind::JobQueued { job } => sentence!(self, "job_queued", task = job.name()),
            Kind::Assigned { task, to } if self.info.places.gate.is_some() => {
                sentence!(self, "assigned_thread", task = task.name(), to = to)
            }
            Kind::Assigned { task, to } => sentence!(self, "assigned", task = task.name(), to = to),
            Kind::WorkerWoken { thread, task } => sentence!(self, "worker_woken", thread = thread, task = task.name()),
            Kind::WorkerIdle { thread } => sentence!(self, "worker_idle", thread = thread),
            Kind::Stolen { thief, victim, tasks, .. } => {
                sentence!(self, "stolen", thief = thief, victim = victim, tasks = words::count(tasks as usize, "task"))
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
                sentence!(self, "io_submitted", task = task.name(), device = device, time = takes, rest = rest, then = then)
            }
            Kind::IoQueued { device, task, .. } => {
                let view = self.state.device(device);
                let (n, nth) = (view.serving_len(), ordinal(view.queued_len()));
                sentence!(self, "io_queued", device = self.device_first(device), n = n, task = task.name(), nth = nth)
            }
            Kind::IoStarted { device, request, task } => {
                let takes = time::short(self.state.request(device, request).map_or(0, |request| request.latency));
                sentence!(self, "io_started", device = self.device_first(device), task = task.name(), time = takes)
            }
            Kind::IoCompleted { device, task, .. } => {
                sentence!(self, "io_completed", device = self.device_first(device), task = task.name())
            }
            Kind::IoCancelled { device, task, .. } => sentence!(self, "io_cancelled", task = task.name(), device = self.device(device)),
            _ => String::new(),
        }
    }

    /// The sentence about a lock or a shared variable.
    fn shared(&self, kind: Kind) -> String {
        match kind {
            Kind::LockWaited { lock, task } => {
                let holder = self.state.locks.get(lock).and_then(|lock| lock.holder);
                let held = holder.map_or(String::new(), |holder| say!("caption.held", task = holder.name()));
                sentence!(self, "lock_waited", task = task.name(), lock = self.lock(lock), held = held)
            }
            Kind::LockAcquired { lock, task } => sentence!(self, "lock_acquired", task = task.name(), lock = self.lock(lock)),
            Kind::LockReleased { lock, task } => sentence!(self, "lock_released", task = task.name(), lock = self.lock(lock)),
            Kind::VarRead { var, task, value } => sentence!(self, "var_read", task = task.name(), var = self.var(var), value = value),
            Kind::VarWritten { var, task, value, stale } => {
                let lost = if stale { say!("caption.lost") } else { String::new() };
                sentence!(self, "var_written", task = task.name(), var = self.var(var), value = value, lost = lost)
            }
            _ => String::new(),
        }
    }
}
