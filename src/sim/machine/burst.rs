//! Bursts: a task gets a core, its job is polled, its requests are submitted, and it continues or leaves.
//!
//! The same for every model. What the core does next, and what leaving means, is the scheduler's business.

use super::device::Request;
use super::{Ended, Leave, Machine, Next, Wakeup};
use crate::task::effect::{Asked, Cpu, EffectKey, Slot};
use crate::task::executor::WakeState;
use loopscope_event::{Kind, Ns, PackedNs, RunEnd, TaskKind, What};
use std::task::Poll;

impl Machine {
    /// Begins or continues a task's burst on a core.
    pub fn begin(&mut self, core: u16, slot: Slot) -> Next {
        let task = self.tasks.task(slot);
        task.wake_state = WakeState::Running;
        task.begun = true;
        if let Some(epoch) = task.unmade() {
            let job = task.id;
            let future = self.program(job, epoch);
            self.tasks.make(slot, future, None);
        } else if let Some(Cpu { ns, line, .. }) = self.tasks.cpu(slot) {
            // It was preempted: it continues with the rest of its burst.
            let (ns, line) = (*ns, *line);
            return self.run(core, slot, ns, line);
        }
        let poll = self.poll(slot);
        if poll.is_pending() && self.has_cpu() {
            self.issue(slot);
            return self.continue_run(core, slot);
        }
        let line = self.tasks.task(slot).line;
        self.run(core, slot, 0, line);
        self.leave(core, slot, poll)
    }

    /// Takes `ran` ns off a task's current burst and returns what is left, ns.
    pub fn consume(&mut self, slot: Slot, ran: Ns) -> Ns {
        match self.tasks.cpu(slot) {
            Some(cpu) => {
                cpu.ns = cpu.ns.saturating_sub(ran);
                cpu.ns
            }
            None => 0,
        }
    }

    /// Ends the CPU request that a core served.
    pub fn burst_done(&mut self, core: u16, slot: Slot) -> Next {
        if let Some(Cpu { effect, .. }) = self.tasks.pop_cpu(slot) {
            self.complete(effect);
        }
        let poll = self.poll(slot);
        if poll.is_pending() && (self.has_cpu() || self.tasks.cpu(slot).is_some()) {
            self.end_run(core, slot, RunEnd::Burst);
            self.issue(slot);
            return self.continue_run(core, slot);
        }
        self.leave(core, slot, poll)
    }

    /// Records that the burst ended.
    #[inline(always)]
    pub fn end_run(&mut self, core: u16, slot: Slot, why: RunEnd) {
        let task = self.tasks.task(slot).id;
        self.chain(slot, Kind::RunEnded { core, task, why });
    }

    #[inline(always)]
    fn run(&mut self, core: u16, slot: Slot, ns: Ns, line: u32) -> Next {
        let task = self.tasks.task(slot).id;
        self.chain(slot, Kind::RunStarted { core, task, line, burst: PackedNs::new(ns) });
        Next::Run(ns)
    }

    #[inline(always)]
    fn continue_run(&mut self, core: u16, slot: Slot) -> Next {
        let (ns, line) = self.tasks.cpu(slot).map_or((0, 0), |cpu| (cpu.ns, cpu.line));
        self.run(core, slot, ns, line)
    }

    #[inline(always)]
    fn leave(&mut self, core: u16, slot: Slot, poll: Poll<()>) -> Next {
        let why = if poll.is_ready() { RunEnd::Done } else { RunEnd::Await };
        self.end_run(core, slot, why);
        let gave_way = self.issue(slot);
        Next::Leave(match poll {
            Poll::Ready(()) => self.finish(slot),
            Poll::Pending if gave_way => Leave::Yield,
            Poll::Pending => {
                let task = self.tasks.task(slot);
                task.wake_state = WakeState::Waiting;
                Leave::Wait(task.waits_on)
            }
        })
    }

    /// Polls the task; its requests are then in the world. Wakes from before the poll are discarded: the poll sees
    /// their effect.
    #[inline(always)]
    fn poll(&mut self, slot: Slot) -> Poll<()> {
        if self.tasks.any_woken() && !self.tasks.take_only_wake(slot) {
            self.take_wakes(None, Some(slot));
        }
        self.tasks.poll(slot)
    }

    /// Marks an effect as served and wakes its task.
    #[inline(always)]
    pub(crate) fn complete(&mut self, effect: EffectKey) {
        if let Some(slot) = self.world.served(effect) {
            self.tasks.wake(slot);
        }
    }

    fn has_cpu(&self) -> bool {
        self.world.asked_cpu()
    }

    /// Submits the task's requests in order. Returns true if the task woke itself meanwhile: it yielded.
    fn issue(&mut self, slot: Slot) -> bool {
        if let Some(cpu) = self.world.take_only_cpu() {
            self.push_cpu(slot, cpu);
        } else {
            self.issue_all(slot);
        }
        if self.world.any_dropped() {
            self.drop_unwanted();
        }
        self.collect_wakes(None, Some(slot))
    }

    fn push_cpu(&mut self, slot: Slot, cpu: Cpu) {
        self.tasks.task(slot).line = cpu.line;
        self.tasks.push_cpu(slot, cpu);
    }

    fn issue_all(&mut self, slot: Slot) {
        while let Some(asked) = self.world.next_asked() {
            match asked {
                Asked::Cpu(cpu) => self.push_cpu(slot, cpu),
                Asked::Request { effect, device, latency, line } => {
                    self.tasks.task(slot).line = line;
                    let task = self.tasks.task(slot).id;
                    self.submit(Request { id: self.devices.next_id(), device, slot, task, effect, latency, last: 0, served: false });
                }
                Asked::LockWait { lock } => {
                    let task = self.tasks.task(slot).id;
                    self.chain(slot, Kind::LockWaited { lock, task });
                }
                Asked::Fact(kind) => drop(self.chain(slot, kind)),
                Asked::LockHanded { lock, to } => self.hand_lock(slot, lock, to),
                Asked::Spawn { task, future, join } => {
                    let (thread, parent) = self.tasks.task(slot).thread();
                    let number = self.chain(slot, Kind::TaskSpawned { task, parent });
                    let child = self.admit(task, number, What::Start);
                    self.tasks.make(child, future, Some(join));
                    self.tasks.task(child).thread = thread;
                }
            }
        }
    }

    fn hand_lock(&mut self, from: Slot, lock: u16, to: Slot) {
        let cause = self.tasks.task(from).last;
        let task = self.tasks.task(to).id;
        let number = self.record(Some(cause), Kind::LockAcquired { lock, task });
        self.tasks.task(to).last = number;
    }

    /// Cancels the requests of dropped futures.
    fn drop_unwanted(&mut self) {
        while let Some((effect, owner)) = self.world.take_dropped() {
            if let Some(request) = self.devices.cancel(effect) {
                let Request { device, id, task, last, .. } = request;
                self.record(Some(last), Kind::IoCancelled { device, request: id, task });
                self.serve_queue(device, None);
            } else if self.tasks.contains(owner) {
                self.tasks.forget_cpu(owner, effect);
            }
        }
    }

    /// Takes the list of woken tasks. Returns true if `polled` is among them. The scheduler wakes the others that are
    /// waiting.
    #[inline]
    pub(crate) fn collect_wakes(&mut self, by: Option<What>, polled: Option<Slot>) -> bool {
        self.tasks.any_woken() && self.take_wakes(by, polled)
    }

    fn take_wakes(&mut self, by: Option<What>, polled: Option<Slot>) -> bool {
        let mut woken = std::mem::take(&mut self.woken);
        self.tasks.take_woken(&mut woken);
        let mut itself = false;
        for slot in woken.drain(..) {
            if Some(slot) == polled {
                itself = true;
                continue;
            }
            if !self.tasks.contains(slot) {
                continue;
            }
            let task = self.tasks.task(slot);
            if task.wake_state == WakeState::Waiting {
                task.wake_state = WakeState::Queued;
                let what = by.unwrap_or_else(|| task.waits_on.into());
                self.wakeups.push(Wakeup { slot, what });
            }
        }
        self.woken = woken;
        itself
    }

    #[inline(always)]
    fn finish(&mut self, slot: Slot) -> Leave {
        let (thread, task) = self.tasks.task(slot).thread();
        let end = match task.kind() {
            TaskKind::Job(_) => Kind::JobDone { job: task },
            TaskKind::Input(_) => Kind::InputHandled { input: task },
            TaskKind::Child(_) => Kind::TaskDone { task },
        };
        let number = self.chain(slot, end);
        let (client, join) = self.tasks.remove(slot);
        if task.is_job() {
            self.jobs_alive -= 1;
            self.jobs_done += 1;
        }
        if let Some(client) = client {
            self.arrivals.think(&mut self.calendar, self.now, client);
        }
        if let Some(join) = join {
            let before = self.wakeups.len();
            join.finish();
            self.collect_wakes(Some(What::Task), None);
            for wakeup in &self.wakeups[before..] {
                self.tasks.task(wakeup.slot).last = number;
            }
        }
        if self.world.any_dropped() {
            self.drop_unwanted();
        }
        self.ended = Ended { task, thread, since: number };
        Leave::Done
    }
}
