//! The step of the fold: what one event changes in a [`State`].
//!
//! Tasks are made when an event first mentions them as beginning, queued, running or asking; ends never make one. Nothing here may fail.

use super::requests::Asked;
use super::state::{Doing, Done, LAST_DONE, Parked, Phase, Queue, Queued, RUN_QUEUE, State, Target, Task};
use crate::event::{DeviceId, Event, EventNo, Kind, Ns, QueueId, RequestId, RunEnd, TaskId, Wait, What, id::TIMER};
use std::collections::VecDeque;

impl State {
    /// Lets `event` happen, which stands at place `number` of the log.
    pub fn apply(&mut self, event: &Event, number: EventNo) {
        self.at = self.at.max(event.at);
        self.events = number + 1;
        let at = self.at;
        match event.kind {
            Kind::JobArrived { job } => {
                self.arrived += 1;
                self.make(job, at, number);
            }
            Kind::InputPosted { input: task, .. } | Kind::TaskSpawned { task, .. } => drop(self.make(task, at, number)),
            Kind::JobDone { job } => {
                self.done += 1;
                self.finish(job, at, number);
            }
            Kind::TaskDone { task } | Kind::TaskCancelled { task } | Kind::InputHandled { input: task } => drop(self.end(task)),

            Kind::ThreadSpawned { thread, task } => {
                self.threads = self.threads.saturating_add(1);
                self.make(task, at, number).thread = Some(thread);
            }
            Kind::ThreadExited { .. } => self.threads = self.threads.saturating_sub(1),
            Kind::ThreadRunnable { thread, task } => {
                self.make(task, at, number).thread = Some(thread);
                self.post(RUN_QUEUE, task, None, at, number);
            }
            Kind::ThreadBlocked { thread, task, on } => {
                self.make(task, at, number).thread = Some(thread);
                self.wait(task, on, at, number);
            }
            Kind::Preempted { task, .. } | Kind::TaskWoken { task } => self.touch(task, number),
            Kind::SwitchStarted { core, thread, task, switch, spawn } => {
                self.make(task, at, number).thread = Some(thread);
                self.enter(task, Phase::Switching { core, switch, spawn }, at, number);
                self.occupy(core, Doing::Switching { task, switch, spawn }, at, number);
            }
            // The core stays with the thread it switched to: its burst begins in the same instant.
            Kind::SwitchEnded { task, .. } => self.touch(task, number),

            Kind::RunStarted { core, task, line, burst } => {
                self.make(task, at, number).line = Some(line);
                self.enter(task, Phase::Running { core, burst: burst.get() }, at, number);
                self.occupy(core, Doing::Running { task, burst: burst.get() }, at, number);
            }
            Kind::RunEnded { core, task, why } => self.run_ended(core, task, why, at, number),
            Kind::Awaited { task, line, on } => {
                self.make(task, at, number).line = Some(line);
                self.wait(task, on, at, number);
            }
            Kind::Resumed { task, line } => {
                if let Some(task) = self.task_mut(task) {
                    (task.line, task.last_event) = (Some(line), number);
                }
            }

            Kind::MessagePosted { queue, what, task } => {
                self.make(task, at, number);
                self.post(queue, task, Some(what), at, number);
            }
            Kind::MessageTaken { queue, what, task, dispatch } => {
                self.make(task, at, number);
                self.unqueue(queue, task);
                self.enter(task, Phase::Dispatching { queue, what, dispatch }, at, number);
                // One loop owns one core: the loop of queue n the core n.
                self.occupy(queue, Doing::Dispatching { task, what, dispatch }, at, number);
                self.queues.at(queue).parked = None;
            }
            Kind::LoopParked { queue, in_flight } => self.queues.at(queue).parked = Some(Parked { since: at, event: number, in_flight }),
            Kind::LoopUnparked { queue, .. } => self.queues.at(queue).parked = None,

            Kind::IoSubmitted { device, request, task, latency } => {
                self.answer(device, request, task);
                let row = self.make(task, at, number).row as usize;
                let asked = Asked { device, request, task, at, event: number, latency: latency.get() };
                if let Some(task) = &mut self.tasks[row] {
                    self.requests.submit(self.devices.at(device), &mut task.newest, asked);
                }
            }
            Kind::IoQueued { device, request, task } => self.asked(device, request, task, at, number),
            Kind::IoStarted { device, request, task } => {
                self.requests.start(self.devices.at(device), device, request, at);
                self.asked(device, request, task, at, number);
            }
            Kind::IoCompleted { device, request, task } | Kind::IoCancelled { device, request, task } => {
                self.answer(device, request, task);
                self.answered(device, request, task, number);
            }

            Kind::LockWaited { lock, task } => {
                self.make(task, at, number);
                self.locks.at(lock).waiters.push_back(task);
                if matches!(self.task(task), Some(Task { phase: Phase::Paused { .. }, .. })) {
                    self.enter(task, Phase::Waiting { on: Wait::Lock, target: Target::Lock(lock) }, at, number);
                }
            }
            Kind::LockAcquired { lock, task } => {
                let held = self.locks.at(lock);
                take_from(&mut held.waiters, |waiter| *waiter == task);
                (held.holder, held.since, held.since_event) = (Some(task), at, number);
                self.touch(task, number);
            }
            Kind::LockReleased { lock, task } => {
                let held = self.locks.at(lock);
                (held.holder, held.since, held.since_event) = (None, at, number);
                self.touch(task, number);
            }
            Kind::VarRead { var, task, value } => {
                let var = self.vars.at(var);
                (var.value, var.reads) = (value, var.reads + 1);
                self.touch(task, number);
            }
            Kind::VarWritten { var, task, value, stale } => {
                let var = self.vars.at(var);
                (var.value, var.writes, var.writer) = (value, var.writes + 1, Some((task, number)));
                var.stale += u64::from(stale);
                self.touch(task, number);
            }
            Kind::ScenarioChanged { .. } | Kind::Mark { .. } => {}
        }
    }

    fn task_mut(&mut self, task: TaskId) -> Option<&mut Task> {
        self.row_of.get(&task.0).and_then(|row| self.tasks.get_mut(*row as usize)).and_then(Option::as_mut)
    }

    fn touch(&mut self, task: TaskId, number: EventNo) {
        if let Some(task) = self.task_mut(task) {
            task.last_event = number;
        }
    }

    /// The task, made and put at the gate if it is new; the event is its own.
    fn make(&mut self, task: TaskId, at: Ns, number: EventNo) -> &mut Task {
        let row = match self.row_of.get(&task.0) {
            Some(row) => *row as usize,
            None => {
                let row = self.rows.take();
                self.row_of.insert(task.0, row as u32);
                self.gate.push_back(task);
                row
            }
        };
        if self.tasks.len() <= row {
            self.tasks.resize(row + 1, None);
        }
        let found = self.tasks[row].get_or_insert(Task {
            id: task,
            row: row as u32,
            line: None,
            thread: None,
            phase: Phase::Gate,
            since: at,
            since_event: number,
            arrived: at,
            arrived_event: number,
            last_event: number,
            ran: 0,
            messages: 0,
            newest: None,
        });
        found.last_event = number;
        found
    }

    /// The task goes on in another phase, and leaves the list that the one before had put it into.
    fn enter(&mut self, task: TaskId, phase: Phase, at: Ns, number: EventNo) {
        let Some(found) = self.task_mut(task) else { return };
        let left = std::mem::replace(&mut found.phase, phase);
        (found.since, found.since_event) = (at, number);
        match left {
            Phase::Gate => {
                take_from(&mut self.gate, |waiting| *waiting == task);
            }
            // Whoever computes has left the queue, even where the log does not say that its message was taken.
            Phase::Queued { queue, .. } if matches!(phase, Phase::Running { .. } | Phase::Switching { .. }) => self.unqueue(queue, task),
            _ => {}
        }
    }

    /// Something of this task joins the tail of a queue. A task that is on a core stays there: its message waits for its next turn.
    fn post(&mut self, queue: QueueId, task: TaskId, what: Option<What>, since: Ns, event: EventNo) {
        self.queues.at(queue).waiting.push_back(Queued { task, what, since, event });
        let Some(found) = self.task_mut(task) else { return };
        found.messages = found.messages.saturating_add(1);
        if !matches!(found.phase, Phase::Running { .. } | Phase::Switching { .. } | Phase::Dispatching { .. } | Phase::Queued { .. }) {
            self.enter(task, Phase::Queued { queue, what }, since, event);
        }
    }

    fn unqueue(&mut self, queue: QueueId, task: TaskId) {
        let Some(queue) = self.queues.get_mut(queue) else { return };
        if take_from(&mut queue.waiting, |queued| queued.task == task) {
            queue.taken += 1;
            if let Some(found) = self.task_mut(task) {
                found.messages = found.messages.saturating_sub(1);
            }
        }
    }

    fn occupy(&mut self, core: u16, doing: Doing, at: Ns, number: EventNo) {
        let core = self.cores.at(core);
        (core.doing, core.since, core.since_event) = (doing, at, number);
    }

    fn run_ended(&mut self, core: u16, task: TaskId, why: RunEnd, at: Ns, number: EventNo) {
        if let Some(found) = self.task_mut(task) {
            if let Phase::Running { .. } = found.phase {
                found.ran = found.ran.saturating_add(at - found.since);
            }
            found.last_event = number;
            self.enter(task, Phase::Paused { core, why }, at, number);
        }
        self.occupy(core, Doing::Idle, at, number);
    }

    /// The task waits from here on; a foreign log may say so without having said for what.
    fn wait(&mut self, task: TaskId, on: Wait, at: Ns, number: EventNo) {
        match self.task(task) {
            // A runnable thread that blocks after all has left the run queue.
            Some(Task { phase: Phase::Queued { queue, what: None }, .. }) => self.unqueue(*queue, task),
            // A message that came while it ran waits for it already.
            Some(found) if found.messages > 0 => {
                if !matches!(found.phase, Phase::Queued { .. })
                    && let Some((queue, what)) = self.message_of(task)
                {
                    self.enter(task, Phase::Queued { queue, what }, at, number);
                }
                return;
            }
            _ => {}
        }
        let target = match on {
            Wait::Io | Wait::Timer => {
                let wanted = |device: DeviceId| (device == TIMER) == (on == Wait::Timer);
                let newest = self.requests_of(task).find(|r| wanted(r.device));
                newest.map_or(Target::Unknown, |r| Target::Request(r.device, r.request))
            }
            Wait::Lock => {
                let found = self.locks.iter().find(|(_, lock)| lock.waiters.back() == Some(&task) || lock.waiters.contains(&task));
                found.map_or(Target::Unknown, |(id, _)| Target::Lock(id))
            }
            Wait::Task | Wait::Yield => Target::Unknown,
        };
        self.enter(task, Phase::Waiting { on, target }, at, number);
    }

    /// The first message that waits for a task.
    fn message_of(&self, task: TaskId) -> Option<(QueueId, Option<What>)> {
        let queued = |queue: &Queue| queue.waiting.iter().find(|queued| queued.task == task).map(|queued| queued.what);
        self.queues.iter().find_map(|(id, queue)| queued(queue).map(|what| (id, what)))
    }

    /// A request of a task whose burst has ended is on its way: in logs without `awaited` this is when it begins to wait.
    fn asked(&mut self, device: DeviceId, request: RequestId, task: TaskId, at: Ns, number: EventNo) {
        self.touch(task, number);
        if matches!(self.task(task), Some(Task { phase: Phase::Paused { why: RunEnd::Await, .. }, .. })) {
            let on = if device == TIMER { Wait::Timer } else { Wait::Io };
            self.enter(task, Phase::Waiting { on, target: Target::Request(device, request) }, at, number);
        }
    }

    /// Forgets a request, if there is one of this number.
    fn answer(&mut self, device: DeviceId, request: RequestId, task: TaskId) {
        let owner = self.requests.get(device, request).map_or(task, |request| request.task);
        let owner = self.row_of.get(&owner.0).and_then(|row| self.tasks.get_mut(*row as usize)).and_then(Option::as_mut);
        self.requests.remove(self.devices.at(device), owner.map(|task| &mut task.newest), device, request);
    }

    /// A request is over; a task that waits for several goes on waiting for the newest of the others.
    fn answered(&mut self, device: DeviceId, request: RequestId, task: TaskId, number: EventNo) {
        let other = self.requests_of(task).next().map(|r| Target::Request(r.device, r.request));
        let Some(found) = self.task_mut(task) else { return };
        found.last_event = number;
        if let Phase::Waiting { target, .. } = &mut found.phase
            && *target == Target::Request(device, request)
            && let Some(other) = other
        {
            *target = other;
        }
    }

    fn finish(&mut self, job: TaskId, at: Ns, event: EventNo) {
        let (arrived, arrived_event) = self.end(job).map_or((at, event), |task| (task.arrived, task.arrived_event));
        if self.last_done.len() == LAST_DONE {
            self.last_done.pop_front();
        }
        self.last_done.push_back(Done { task: job, arrived, arrived_event, at, event });
    }

    fn end(&mut self, task: TaskId) -> Option<Task> {
        let row = self.row_of.remove(&task.0)?;
        self.rows.free(row as usize);
        let gone = self.tasks.get_mut(row as usize)?.take()?;
        if gone.phase == Phase::Gate {
            take_from(&mut self.gate, |waiting| *waiting == task);
        }
        if gone.messages > 0 {
            self.queues.values_mut().for_each(|queue| queue.waiting.retain(|queued| queued.task != task));
        }
        // A task that ends while a core is still with it (a foreign log, or one without `run-ended`) frees the core.
        if let Phase::Running { core, .. } | Phase::Switching { core, .. } | Phase::Dispatching { queue: core, .. } = gone.phase
            && let Some(core) = self.cores.get_mut(core)
            && core.doing.task() == Some(task)
        {
            (core.doing, core.since, core.since_event) = (Doing::Idle, self.at, self.events - 1);
        }
        Some(gone)
    }
}

/// Removes the first thing that fits; nearly always it stands at the head, or it has just joined the tail.
fn take_from<T>(list: &mut VecDeque<T>, fits: impl Fn(&T) -> bool) -> bool {
    let taken = if list.front().is_some_and(&fits) {
        list.pop_front()
    } else if list.back().is_some_and(&fits) {
        list.pop_back()
    } else {
        list.iter().position(fits).and_then(|place| list.remove(place))
    };
    taken.is_some()
}

impl super::cursor::Fold for State {
    fn step(&mut self, event: &Event, number: EventNo, _: &[crate::event::Change]) {
        self.apply(event, number);
    }
}
