//! The step of the fold: what one event changes in a [`State`].
//!
//! Tasks are made when an event first mentions them as beginning, queued, running or asking; ends never make one. Nothing here may fail.

use super::places::Doing;
use super::requests::Asked;
use super::{Done, LAST_DONE, Phase, Queue, Queued, RUN_QUEUE, State, Target, Task};
use crate::log::cursor::FEW;
use loopscope_event::id::TIMER;
use loopscope_event::{DeviceId, Event, EventNo, Kind, Ns, QueueId, RequestId, RunEnd, TaskId, ThreadId, Wait, What};
use std::collections::VecDeque;

impl State {
    /// Lets `event` happen, which stands at place `number` of the log.
    pub fn apply(&mut self, event: &Event, number: EventNo) {
        self.happen(event, number);
    }

    /// As [`apply`](Self::apply); answers on which row the task is, or was, whose event it is. The task is looked for only once.
    pub(crate) fn happen(&mut self, event: &Event, number: EventNo) -> Option<u32> {
        self.at = self.at.max(event.at);
        self.events = number + 1;
        let at = self.at;
        let row = match event.kind {
            Kind::JobArrived { job } => {
                self.arrived += 1;
                self.make(job, at, number)
            }
            Kind::TaskSpawned { task, .. } => self.make(task, at, number),
            Kind::JobDone { job } => {
                self.done += 1;
                return self.finish(job, at, number);
            }
            Kind::TaskDone { task } | Kind::TaskCancelled { task } | Kind::InputHandled { input: task } => {
                self.window.hears(task);
                return self.end(task).map(|gone| gone.row);
            }

            Kind::ThreadSpawned { task: TaskId::NONE, .. }
            | Kind::ThreadRunnable { task: TaskId::NONE, .. }
            | Kind::SwitchStarted { task: TaskId::NONE, .. } => return self.happen_in_loop(event, number),
            Kind::ThreadSpawned { thread, task } => {
                self.threads = self.threads.saturating_add(1);
                self.make_thread(thread, task, at, number)
            }
            Kind::ThreadExited { task, .. } => {
                self.threads = self.threads.saturating_sub(1);
                return self.row_of(task);
            }
            Kind::ThreadRunnable { thread, task } => {
                let row = self.make_thread(thread, task, at, number);
                self.post(RUN_QUEUE, row, None, at, number);
                row
            }
            Kind::ThreadBlocked { thread, task, line, on } => {
                let row = self.make_thread(thread, task, at, number);
                self.wait(row, on, at, number);
                line.map_or(row, |line| self.stand_at(row, line))
            }
            Kind::Preempted { task, .. } | Kind::TaskWoken { task } => return self.touch(task, number),
            Kind::SwitchStarted { core, thread, task, switch, spawn } => {
                let row = self.make_thread(thread, task, at, number);
                self.enter(row, Phase::Switching { core, switch, spawn }, at, number);
                self.occupy(core, Doing::Switching { task, thread, switch, spawn }, at, number);
                row
            }
            // The core stays with the thread it switched to: its burst begins in the same instant.
            Kind::SwitchEnded { task, .. } => return self.touch(task, number),

            Kind::RunStarted { core, task, line, burst } => {
                let row = self.make(task, at, number);
                if let Some(home) = self.row_mut(row).and_then(|task| task.home) {
                    self.gets_core(home);
                }
                self.enter(row, Phase::Running { core, burst: burst.get() }, at, number);
                self.occupy(core, Doing::Running { task, burst: burst.get() }, at, number);
                self.stand_at(row, line)
            }
            Kind::RunEnded { core, task, why } => return self.run_ended(core, task, why, at, number),
            Kind::Awaited { task, line, on } | Kind::CallbackEnded { task, line, on } => {
                let row = self.make(task, at, number);
                self.wait(row, on, at, number);
                self.input_awaits(task);
                self.stand_at(row, line)
            }
            Kind::Resumed { task, line } | Kind::CallbackBegan { task, line } => {
                let row = self.touch(task, number)?;
                self.stand_at(row, line)
            }

            Kind::MessagePosted { .. }
            | Kind::MessageTaken { .. }
            | Kind::LoopParked { .. }
            | Kind::LoopUnparked { .. }
            | Kind::JobQueued { .. }
            | Kind::Assigned { .. }
            | Kind::WorkerWoken { .. }
            | Kind::WorkerIdle { .. }
            | Kind::Stolen { .. }
            | Kind::FramePainted { .. }
            | Kind::FrameMissed { .. }
            | Kind::InputPosted { .. } => return self.happen_in_loop(event, number),

            Kind::IoSubmitted { device, request, task, latency } => {
                self.answer(device, request, task);
                let row = self.make(task, at, number);
                let asked = Asked { device, request, task, at, event: number, latency: latency.get() };
                if let Some(task) = &mut self.tasks[row as usize] {
                    self.requests.submit(self.devices.at(device), &mut task.newest, asked);
                }
                row
            }
            Kind::IoQueued { device, request, task } => return self.asked(device, request, task, at, number),
            Kind::IoStarted { device, request, task } => {
                self.requests.start(self.devices.at(device), device, request, at);
                return self.asked(device, request, task, at, number);
            }
            Kind::IoCompleted { device, request, task } | Kind::IoCancelled { device, request, task } => {
                self.answer(device, request, task);
                return self.answered(device, request, task, number);
            }

            Kind::LockWaited { lock, task } => {
                let row = self.make(task, at, number);
                self.locks.at(lock).waiters.push_back(task);
                if matches!(self.row(row), Some(Task { phase: Phase::Paused { .. }, .. })) {
                    self.enter(row, Phase::Waiting { on: Wait::Lock, target: Target::Lock(lock) }, at, number);
                }
                row
            }
            Kind::LockAcquired { lock, task } => {
                let held = self.locks.at(lock);
                take_from(&mut held.waiters, |waiter| *waiter == task);
                (held.holder, held.since, held.since_event) = (Some(task), at, number);
                return self.touch(task, number);
            }
            Kind::LockReleased { lock, task } => {
                let held = self.locks.at(lock);
                (held.holder, held.since, held.since_event) = (None, at, number);
                return self.touch(task, number);
            }
            Kind::VarRead { var, task, value } => {
                let var = self.vars.at(var);
                (var.value, var.reads) = (value, var.reads + 1);
                return self.touch(task, number);
            }
            Kind::VarWritten { var, task, value, stale } => {
                let var = self.vars.at(var);
                (var.value, var.writes, var.writer) = (value, var.writes + 1, Some((task, number)));
                var.stale += u64::from(stale);
                return self.touch(task, number);
            }
            Kind::ScenarioChanged { .. } | Kind::Mark { .. } => return None,
        };
        Some(row)
    }

    pub(crate) fn row_of(&self, task: TaskId) -> Option<u32> {
        self.ids.get(task.0)
    }

    pub(crate) fn row_mut(&mut self, row: u32) -> Option<&mut Task> {
        self.tasks.get_mut(row as usize).and_then(Option::as_mut)
    }

    pub(crate) fn touch(&mut self, task: TaskId, number: EventNo) -> Option<u32> {
        let row = self.row_of(task)?;
        self.row_mut(row)?.last_event = number;
        Some(row)
    }

    /// The task is at this line of its program.
    fn stand_at(&mut self, row: u32, line: u32) -> u32 {
        if let Some(task) = self.row_mut(row) {
            task.line = Some(line);
        }
        row
    }

    /// The row of the task, which is made and put at the gate if it is new; the event is its own.
    pub(crate) fn make(&mut self, task: TaskId, at: Ns, number: EventNo) -> u32 {
        if let Some(row) = self.touch(task, number) {
            return row;
        }
        let row = self.rows.take() as u32;
        self.ids.insert(task.0, row);
        self.gate.push_back(task);
        let made = Task {
            id: task,
            row,
            line: None,
            thread: None,
            home: None,
            phase: Phase::Gate,
            since: at,
            since_event: number,
            arrived: at,
            arrived_event: number,
            last_event: number,
            ran: 0,
            messages: 0,
            newest: None,
        };
        if self.tasks.len() <= row as usize {
            self.tasks.resize(row as usize + 1, None);
        }
        self.tasks[row as usize] = Some(made);
        row
    }

    /// As `make`; the task runs on this thread.
    pub(crate) fn make_thread(&mut self, thread: ThreadId, task: TaskId, at: Ns, number: EventNo) -> u32 {
        let row = self.make(task, at, number);
        if let Some(task) = self.row_mut(row) {
            task.thread = Some(thread);
        }
        row
    }

    /// The task goes on in another phase, and leaves the list that the one before had put it into.
    pub(crate) fn enter(&mut self, row: u32, phase: Phase, at: Ns, number: EventNo) {
        let Some(found) = self.row_mut(row) else { return };
        let left = std::mem::replace(&mut found.phase, phase);
        (found.since, found.since_event) = (at, number);
        let (id, home) = (found.id, found.home);
        if matches!(phase, Phase::Waiting { .. } | Phase::Queued { .. }) {
            self.handled(home, id);
        }
        match left {
            Phase::Gate => {
                take_from(&mut self.gate, |waiting| *waiting == id);
            }
            // Whoever computes has left the queue, even where the log does not say that its message was taken.
            Phase::Queued { queue, .. } if matches!(phase, Phase::Running { .. } | Phase::Switching { .. }) => self.unqueue(queue, row),
            _ => {}
        }
    }

    /// Something of this task joins the tail of a queue. A task that is on a core stays there: its message waits for its next turn.
    pub(crate) fn post(&mut self, queue: QueueId, row: u32, what: Option<What>, since: Ns, event: EventNo) {
        let Some(found) = self.row_mut(row) else { return };
        found.messages = found.messages.saturating_add(1);
        let (task, phase) = (found.id, found.phase);
        self.queues.at(queue).waiting.push_back(Queued { task, what, since, event });
        if !matches!(phase, Phase::Running { .. } | Phase::Switching { .. } | Phase::Dispatching { .. } | Phase::Queued { .. }) {
            self.enter(row, Phase::Queued { queue, what }, since, event);
        }
    }

    pub(crate) fn unqueue(&mut self, queue: QueueId, row: u32) {
        let Some(found) = self.tasks.get_mut(row as usize).and_then(Option::as_mut) else { return };
        let Some(queue) = self.queues.get_mut(queue) else { return };
        if take_from(&mut queue.waiting, |queued| queued.task == found.id) {
            queue.taken += 1;
            found.messages = found.messages.saturating_sub(1);
        }
    }

    pub(crate) fn occupy(&mut self, core: u16, doing: Doing, at: Ns, number: EventNo) {
        let core = self.cores.at(core);
        (core.doing, core.since, core.since_event) = (doing, at, number);
    }

    fn run_ended(&mut self, core: u16, task: TaskId, why: RunEnd, at: Ns, number: EventNo) -> Option<u32> {
        self.occupy(core, Doing::Idle, at, number);
        let row = self.touch(task, number)?;
        let found = self.row_mut(row)?;
        if let Phase::Running { .. } = found.phase {
            found.ran = found.ran.saturating_add(at - found.since);
        }
        self.enter(row, Phase::Paused { core, why }, at, number);
        Some(row)
    }

    /// The task waits from here on; a foreign log may say so without having said for what.
    fn wait(&mut self, row: u32, on: Wait, at: Ns, number: EventNo) {
        let Some(&Task { id: task, phase, messages, newest, .. }) = self.row(row) else { return };
        match phase {
            // A runnable thread that blocks after all has left the run queue.
            Phase::Queued { queue, what: None } => self.unqueue(queue, row),
            // A message that came while it ran waits for it already.
            _ if messages > 0 => {
                if !matches!(phase, Phase::Queued { .. })
                    && let Some((queue, what)) = self.message_of(task)
                {
                    self.enter(row, Phase::Queued { queue, what }, at, number);
                }
                return;
            }
            _ => {}
        }
        let target = match on {
            Wait::Io | Wait::Timer => {
                let wanted = |device: DeviceId| (device == TIMER) == (on == Wait::Timer);
                let newest = self.requests.chain_of(newest).find(|r| wanted(r.device));
                newest.map_or(Target::Unknown, |r| Target::Request(r.device, r.request))
            }
            Wait::Lock => {
                let found = self.locks.iter().find(|(_, lock)| lock.waiters.back() == Some(&task) || lock.waiters.contains(&task));
                found.map_or(Target::Unknown, |(id, _)| Target::Lock(id))
            }
            Wait::Task | Wait::Yield => Target::Unknown,
        };
        self.enter(row, Phase::Waiting { on, target }, at, number);
    }

    /// The first message that waits for a task.
    fn message_of(&self, task: TaskId) -> Option<(QueueId, Option<What>)> {
        let queued = |queue: &Queue| queue.waiting.iter().find(|queued| queued.task == task).map(|queued| queued.what);
        self.queues.iter().find_map(|(id, queue)| queued(queue).map(|what| (id, what)))
    }

    /// A request of a task whose burst has ended is on its way: in logs without `awaited` this is when it begins to wait.
    fn asked(&mut self, device: DeviceId, request: RequestId, task: TaskId, at: Ns, number: EventNo) -> Option<u32> {
        let row = self.touch(task, number)?;
        if matches!(self.row(row), Some(Task { phase: Phase::Paused { why: RunEnd::Await, .. }, .. })) {
            let on = if device == TIMER { Wait::Timer } else { Wait::Io };
            self.enter(row, Phase::Waiting { on, target: Target::Request(device, request) }, at, number);
        }
        Some(row)
    }

    /// Forgets a request, if there is one of this number.
    fn answer(&mut self, device: DeviceId, request: RequestId, task: TaskId) {
        let owner = self.requests.get(device, request).map_or(task, |request| request.task);
        let owner = self.row_of(owner).and_then(|row| self.tasks.get_mut(row as usize)).and_then(Option::as_mut);
        self.requests.remove(self.devices.at(device), owner.map(|task| &mut task.newest), device, request);
    }

    /// A request is over; a task that waits for several goes on waiting for the newest of the others.
    fn answered(&mut self, device: DeviceId, request: RequestId, task: TaskId, number: EventNo) -> Option<u32> {
        let row = self.touch(task, number)?;
        let found = self.tasks.get_mut(row as usize)?.as_mut()?;
        if let Phase::Waiting { target, .. } = &mut found.phase
            && *target == Target::Request(device, request)
            && let Some(other) = self.requests.chain_of(found.newest).next()
        {
            *target = Target::Request(other.device, other.request);
        }
        Some(row)
    }

    fn finish(&mut self, job: TaskId, at: Ns, event: EventNo) -> Option<u32> {
        let gone = self.end(job);
        let (arrived, arrived_event) = gone.as_ref().map_or((at, event), |task| (task.arrived, task.arrived_event));
        if self.last_done.len() == LAST_DONE {
            self.last_done.pop_front();
        }
        self.last_done.push_back(Done { task: job, arrived, arrived_event, at, event });
        gone.map(|gone| gone.row)
    }

    fn end(&mut self, task: TaskId) -> Option<Task> {
        let row = self.ids.remove(task.0)?;
        self.rows.free(row as usize);
        let gone = self.tasks.get_mut(row as usize)?.take()?;
        if gone.phase == Phase::Gate {
            take_from(&mut self.gate, |waiting| *waiting == task);
        }
        self.handled(gone.home, task);
        if gone.messages > 0 {
            self.queues.values_mut().for_each(|queue| queue.waiting.retain(|queued| queued.task != task));
        }
        // A task that ends while a core is still with it (a foreign log, or one without `run-ended`) frees the core.
        if let Phase::Running { core, .. } | Phase::Switching { core, .. } | Phase::Dispatching { core, .. } = gone.phase
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

impl crate::log::cursor::Fold for State {
    fn step(&mut self, event: &Event, number: EventNo, _: &[loopscope_event::Change]) {
        self.apply(event, number);
    }
    /// Where tasks are many they lie far apart, and memory answers many questions at once as fast as one.
    fn fetch(&self, events: &[Event]) {
        if self.live() > FEW {
            let found = events.iter().filter_map(|event| self.task(event.kind.resumed()?));
            std::hint::black_box(found.fold(0, |sum, task| sum ^ task.since ^ task.ran));
        }
    }
}
