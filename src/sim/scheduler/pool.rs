//! A pool of threads of bounded size, with a queue of jobs in front. Each thread does one job after the other.

use super::{Model, Scheduler, threads};
use crate::machine::os::{Left, OfJobs, Os};
use crate::machine::{Arrived, Ended, Leave, Machine, Wakeup};
use crate::task::effect::Slot;
use loopscope_event::{Application, Discipline, EventNo, Kind, ModelInfo, Place, Places, Sharding, ThreadId};
use std::collections::{BTreeSet, VecDeque};

/// The model's description.
pub const INFO: ModelInfo = ModelInfo {
    name: "pool",
    title: "A pool of threads",
    short: "Thread pool",
    awaits: "the job's thread blocks, and its place in the pool stays taken; the OS gives the core to another thread",
    places: Places { gate: Some(Place { title: "waiting for a thread", empty: "no job waits for a thread" }), ..threads::INFO.places },
    takes_input: false,
    frame_tenths: 0,
    application: Application::None,
    discipline: Discipline::Fifo,
    sharding: Sharding::None,
};

/// The model, for the registry.
pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(Pool::default()) };

/// The scheduler. Threads are numbered from 0 and made when they are first needed.
#[derive(Default)]
pub struct Pool {
    os: Os<Slot>,
    /// Jobs that wait for a thread.
    jobs: VecDeque<Slot>,
    /// Created threads that have no job.
    idle: BTreeSet<ThreadId>,
    /// The number of threads created.
    made: u32,
}

impl Pool {
    /// The lowest-numbered thread without a job, and whether it is still to be created.
    fn free(&self, size: u32) -> Option<(ThreadId, bool)> {
        match self.idle.first() {
            Some(thread) if *thread < size => Some((*thread, false)),
            _ => (self.made < size).then_some((self.made, true)),
        }
    }

    fn bind(&mut self, machine: &mut Machine, slot: Slot, (thread, fresh): (ThreadId, bool)) {
        let task = machine.tasks.task(slot).id;
        machine.tasks.task(slot).thread = thread;
        self.os.threads += 1;
        if fresh {
            self.made += 1;
            machine.chain(slot, Kind::ThreadSpawned { thread, task });
        } else {
            self.idle.remove(&thread);
            machine.chain(slot, Kind::WorkerWoken { thread, task });
        }
        machine.chain(slot, Kind::Assigned { task, to: thread });
        self.os.enqueue(machine, &mut OfJobs, slot, fresh);
    }

    fn left(&mut self, machine: &mut Machine, mut left: Left<Slot>) {
        loop {
            self.deliver(machine);
            if left.leave != Leave::Done {
                return self.os.blocks(machine, left);
            }
            let Ended { thread, since, .. } = machine.ended;
            let Some(slot) = self.next_job(machine, thread) else { return self.rest(machine, thread, since) };
            let task = machine.tasks.task(slot).id;
            machine.tasks.task(slot).thread = thread;
            machine.tasks.task(slot).last = machine.record(Some(since), Kind::Assigned { task, to: thread });
            match self.os.renew(machine, &mut OfJobs, Left { thread: slot, ..left }) {
                Some(again) => left = again,
                None => return,
            }
        }
    }

    /// The next job for a thread; `None` for one beyond the pool's present size.
    fn next_job(&mut self, machine: &Machine, thread: ThreadId) -> Option<Slot> {
        if thread < machine.scenario.machine.pool { self.jobs.pop_front() } else { None }
    }

    fn rest(&mut self, machine: &mut Machine, thread: ThreadId, since: EventNo) {
        self.os.threads -= 1;
        self.idle.insert(thread);
        machine.record(Some(since), Kind::WorkerIdle { thread });
    }
}

impl Scheduler for Pool {
    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, .. }: Arrived) {
        match self.free(machine.scenario.machine.pool) {
            Some(thread) => self.bind(machine, slot, thread),
            None => {
                let job = machine.tasks.task(slot).id;
                machine.chain(slot, Kind::JobQueued { job });
                self.jobs.push_back(slot);
            }
        }
    }

    fn woken(&mut self, machine: &mut Machine, Wakeup { slot, .. }: Wakeup) {
        self.os.enqueue(machine, &mut OfJobs, slot, false);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        if let Some(left) = self.os.core(machine, &mut OfJobs, core) {
            self.left(machine, left);
        }
    }

    fn settle(&mut self, machine: &mut Machine) {
        // The pool may have grown since these arrived.
        while let Some(thread) = self.free(machine.scenario.machine.pool)
            && let Some(slot) = self.jobs.pop_front()
        {
            self.bind(machine, slot, thread);
        }
        while let Some(dispatched) = self.os.dispatch(machine, &mut OfJobs) {
            if let Some(left) = dispatched {
                self.left(machine, left);
            }
        }
    }

    fn idle(&self) -> bool {
        self.os.idle()
    }
}
