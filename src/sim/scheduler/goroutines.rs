//! Goroutines: a worker for each core with a queue of its own, which steals half of another's when it has nothing to
//! do.
//!
//! New work goes to a random worker's queue, a woken task to the worker that ran it last, a spawned task to its
//! parent's worker. A task that has run for long while others wait in its worker's queue goes to the tail of it.

use super::{Model, Scheduler};
use crate::machine::{Arrived, Leave, Machine, Wakeup};
use crate::message_loop::{LoopState, MessageLoop, Step, Style};
use crate::task::effect::Slot;
use crate::workload::draws::{Draws, PLACE, STEAL};
use loopscope_event::{Application, Discipline, Holder, Kind, Limit, ModelInfo, Ns, Place, Places, Processor, Rows, Sharding, What};

/// The model's description.
pub const INFO: ModelInfo = ModelInfo {
    name: "goroutines",
    title: "Goroutines on workers that steal",
    short: "Goroutines",
    awaits: "the goroutine is parked with its stack; its worker takes the next one, its own or another worker's",
    places: Places {
        gate: None,
        ready: Place { title: "local queues", empty: "the queue is empty" },
        processor: Processor::Loop,
        rows: Rows::Workers,
        waiting: Place { title: "the poller", empty: "nothing is under way" },
        holder: Holder::Frame,
        way_back: "to a worker's queue",
    },
    takes_input: false,
    frame_tenths: 26_624,
    application: Application::None,
    discipline: Discipline::Fifo,
    sharding: Sharding::None,
};

/// The model, for the registry.
pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(Goroutines::default()) };

/// The scheduler.
#[derive(Default)]
pub struct Goroutines {
    workers: Vec<Worker>,
    alive: u32,
    steals: u64,
}

/// A worker, pinned to the core of the same number.
struct Worker {
    queue: MessageLoop,
    /// True while it pays for a steal.
    steals: bool,
    /// The length of its core's current slice, ns.
    slice: Ns,
}

impl Worker {
    fn is_free(&self) -> bool {
        !self.steals && self.queue.state == LoopState::Polling
    }
}

impl Goroutines {
    /// Grows the list to one worker per core and returns the number of cores; workers beyond take no new tasks.
    fn workers(&mut self, machine: &Machine) -> usize {
        let cores = machine.scenario.machine.cores;
        for n in self.workers.len() as u16..cores {
            self.workers.push(Worker { queue: MessageLoop::new(Style::Coroutines, n), steals: false, slice: 0 });
        }
        cores.into()
    }

    fn post(&mut self, machine: &mut Machine, slot: Slot, what: What) {
        let cores = self.workers(machine);
        let at = machine.tasks.task(slot).thread as usize % cores;
        let cause = self.workers[at].queue.post(machine, slot, what);
        if self.workers[at].is_free() {
            self.workers[at].queue.unpark(machine, cause, 1);
        }
    }

    fn step(&mut self, machine: &mut Machine, worker: u16, step: Step) {
        match step {
            Step::Busy(ns) => self.run(machine, worker, ns),
            Step::Left(slot, leave) => {
                self.deliver(machine);
                self.alive -= u32::from(leave == Leave::Done);
                if self.workers[usize::from(worker)].queue.left(machine, slot, leave) {
                    self.post(machine, slot, What::Yield);
                }
            }
        }
    }

    fn run(&mut self, machine: &mut Machine, worker: u16, ns: Ns) {
        let at = &mut self.workers[usize::from(worker)];
        let Limit(limit) = machine.scenario.machine.preempt;
        at.slice = match at.queue.state {
            LoopState::Running(_) => ns.min(limit.unwrap_or(Ns::MAX)),
            _ => ns,
        };
        machine.calendar.core(machine.now.saturating_add(at.slice), worker);
    }

    /// Preempts a goroutine that has run long enough while others of its worker wait.
    fn preempt(&mut self, machine: &mut Machine, worker: u16) {
        let queue = &mut self.workers[usize::from(worker)].queue;
        if let Some((slot, _)) = queue.cut(machine, worker, worker.into()) {
            queue.state = LoopState::Polling;
            self.post(machine, slot, What::Preempted);
        }
    }

    /// Lets the worker take the next task from its own queue. Returns false if that is empty.
    fn take(&mut self, machine: &mut Machine, worker: u16) -> bool {
        let alive = self.alive;
        let queue = &mut self.workers[usize::from(worker)].queue;
        let step = queue.take(machine, worker, alive);
        if let (Some(step), LoopState::Dispatching(slot) | LoopState::Running(slot)) = (step, queue.state) {
            machine.tasks.task(slot).thread = worker.into();
            self.step(machine, worker, step);
            return true;
        }
        if let Some(step) = step {
            self.step(machine, worker, step);
        }
        step.is_some()
    }

    /// Lets the worker take half of another's queue, rounded up, from its head. Returns false if there is nothing to
    /// steal.
    fn steal(&mut self, machine: &mut Machine, worker: u16) -> bool {
        // Tasks that a thief is still paying for cannot be stolen back: they would never run.
        let full = |n: &u16| self.workers.get(usize::from(*n)).is_some_and(|it| !it.steals && it.queue.waiting() > 0);
        let full: Vec<u16> = (0..self.workers.len() as u16).filter(full).collect();
        if full.is_empty() {
            return false;
        }
        self.steals += 1;
        let victim = full[Draws::new(machine.scenario.seed, 0, u32::MAX).below(STEAL, self.steals, full.len())];
        let from = &mut self.workers[usize::from(victim)].queue;
        let tasks = from.waiting().div_ceil(2);
        let stolen: Vec<(Slot, What)> = from.give(tasks).collect();
        let cause = machine.tasks.task(stolen[0].0).last;
        let steal = u32::try_from(machine.scenario.machine.steal).unwrap_or(u32::MAX);
        let to = &mut self.workers[usize::from(worker)];
        to.queue.unpark(machine, cause, tasks as u32);
        machine.record(Some(cause), Kind::Stolen { thief: worker, victim, tasks: tasks as u32, steal });
        stolen.into_iter().for_each(|message| to.queue.receive(message));
        if steal > 0 {
            to.steals = true;
            machine.calendar.core(machine.now.saturating_add(steal.into()), worker);
        }
        true
    }
}

impl Scheduler for Goroutines {
    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, what }: Arrived) {
        let cores = self.workers(machine);
        self.alive += 1;
        let task = machine.tasks.task(slot);
        if task.id.is_job() {
            let (seed, job) = (machine.scenario.seed, task.id.0);
            machine.tasks.task(slot).thread = Draws::new(seed, 0, job).below(PLACE, 0, cores) as u32;
        }
        self.post(machine, slot, what);
    }

    fn woken(&mut self, machine: &mut Machine, Wakeup { slot, what }: Wakeup) {
        self.post(machine, slot, what);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        let worker = &mut self.workers[usize::from(core)];
        if std::mem::take(&mut worker.steals) {
            // Even if its core retires now, it begins what it has paid for.
            self.take(machine, core);
            return;
        }
        if let LoopState::Running(slot) = worker.queue.state {
            let rest = machine.consume(slot, worker.slice);
            if rest > 0 {
                return if worker.queue.waiting() > 0 { self.preempt(machine, core) } else { self.run(machine, core, rest) };
            }
        }
        if let Some(step) = worker.queue.done(machine, core) {
            self.step(machine, core, step);
        }
    }

    fn settle(&mut self, machine: &mut Machine) {
        let cores = self.workers(machine) as u16;
        // Each worker serves its own queue before any steals; what a handler wakes meanwhile may concern earlier
        // workers.
        let free = |it: &Self, worker: &u16| it.workers[usize::from(*worker)].is_free();
        loop {
            let took = (0..cores).any(|worker| free(self, &worker) && self.take(machine, worker));
            if !took && !(0..cores).any(|worker| free(self, &worker) && self.steal(machine, worker)) {
                return;
            }
        }
    }

    fn quiet(&mut self, machine: &mut Machine) {
        let cores = machine.scenario.machine.cores.into();
        let in_flight = machine.under_way();
        for worker in self.workers.iter_mut().take(cores).filter(|worker| worker.is_free()) {
            worker.queue.park(machine, in_flight);
        }
    }

    fn idle(&self) -> bool {
        self.workers.iter().all(|worker| worker.is_free() && worker.queue.waiting() == 0)
    }
}
