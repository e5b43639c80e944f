//! Threads: one for each job. A thread that waits blocks, and the OS gives the core to another.

use super::Scheduler;
use crate::{
    event::{Holder, Kind, ModelInfo, Ns, Place, Places, Processor, Rows, RunEnd, TaskId},
    sim::{
        effect::Slot,
        executor,
        machine::{Arrived, Leave, Machine, Next, Wakeup},
    },
};
use std::collections::VecDeque;

/// What the model tells the picture.
pub const INFO: ModelInfo = ModelInfo {
    name: "threads",
    title: "A thread for each job",
    short: "Threads",
    awaits: "the job's thread blocks; the OS gives the core to another thread",
    places: Places {
        gate: None,
        ready: Place { title: "OS run queue", empty: "no thread is runnable" },
        processor: Processor::Core,
        rows: Rows::Cores,
        waiting: Place { title: "blocked threads", empty: "no thread is blocked" },
        holder: Holder::Thread,
        way_back: "runnable",
    },
    takes_input: false,
};

#[derive(Clone, Copy, Default)]
enum Doing {
    #[default]
    Idle,
    Switching(Slot),
    /// Runs `slot` for a slice, of a quantum of which `left` remained when the slice began.
    Running {
        slot: Slot,
        slice: Ns,
        left: Ns,
    },
}

#[derive(Clone, Copy, Default)]
struct Core {
    doing: Doing,
    /// The thread it ran last, remembered through idling.
    last: Option<TaskId>,
}

/// The scheduler. A thread has the number of its task.
#[derive(Default)]
pub struct Threads {
    queue: VecDeque<Slot>,
    cores: Vec<Core>,
    /// Threads spawned and not exited.
    alive: u32,
}

impl Threads {
    fn enqueue(&mut self, machine: &mut Machine, slot: Slot) {
        let task = machine.tasks.task(slot).id;
        machine.chain(slot, Kind::ThreadRunnable { thread: task.0, task });
        self.queue.push_back(slot);
    }

    fn dispatch(&mut self, machine: &mut Machine, core: u16, slot: Slot) {
        let (task, begun) = {
            let task = machine.tasks.task(slot);
            (task.id, task.begun)
        };
        let state = &mut self.cores[usize::from(core)];
        if state.last.replace(task) == Some(task) {
            return self.begin(machine, core, slot);
        }
        state.doing = Doing::Switching(slot);
        let costs = &machine.scenario.machine;
        let switch = costs.switch.of(self.alive);
        let spawn = if begun { 0 } else { u32::try_from(costs.spawn).unwrap_or(u32::MAX) };
        machine.chain(slot, Kind::SwitchStarted { core, thread: task.0, task, switch, spawn });
        match Ns::from(switch) + Ns::from(spawn) {
            0 => self.switched(machine, core, slot),
            cost => machine.calendar.core(machine.now.saturating_add(cost), core),
        }
    }

    fn switched(&mut self, machine: &mut Machine, core: u16, slot: Slot) {
        let task = machine.tasks.task(slot).id;
        machine.chain(slot, Kind::SwitchEnded { core, thread: task.0, task });
        self.begin(machine, core, slot);
    }

    fn begin(&mut self, machine: &mut Machine, core: u16, slot: Slot) {
        let next = machine.begin(core, slot);
        self.next(machine, core, slot, next, quantum(machine));
    }

    fn next(&mut self, machine: &mut Machine, core: u16, slot: Slot, next: Next, left: Ns) {
        match next {
            Next::Run(ns) if left > 0 => self.slice(machine, core, slot, ns, left),
            Next::Run(ns) => self.quantum_ends(machine, core, slot, ns),
            Next::Leave(leave) => {
                self.cores[usize::from(core)].doing = Doing::Idle;
                self.deliver(machine);
                self.left(machine, slot, leave);
            }
        }
    }

    fn left(&mut self, machine: &mut Machine, slot: Slot, leave: Leave) {
        match leave {
            Leave::Wait(on) => {
                let task = machine.tasks.task(slot).id;
                machine.chain(slot, Kind::ThreadBlocked { thread: task.0, task, on });
            }
            Leave::Yield => {
                machine.tasks.task(slot).place = executor::Place::Queued;
                self.enqueue(machine, slot);
            }
            Leave::Done(task, number) => {
                self.alive -= 1;
                machine.record(Some(number), Kind::ThreadExited { thread: task.0, task });
            }
        }
    }

    fn slice(&mut self, machine: &mut Machine, core: u16, slot: Slot, ns: Ns, left: Ns) {
        let slice = ns.min(left);
        self.cores[usize::from(core)].doing = Doing::Running { slot, slice, left };
        machine.calendar.core(machine.now.saturating_add(slice), core);
    }

    /// The quantum is over and `rest` of the burst is left: on to the tail of the queue, unless nobody waits.
    fn quantum_ends(&mut self, machine: &mut Machine, core: u16, slot: Slot, rest: Ns) {
        if self.queue.is_empty() {
            let fresh = quantum(machine);
            return self.slice(machine, core, slot, rest, fresh);
        }
        machine.end_run(core, slot, RunEnd::Quantum);
        let task = machine.tasks.task(slot).id;
        machine.chain(slot, Kind::Preempted { core, thread: task.0, task });
        machine.tasks.task(slot).place = executor::Place::Queued;
        self.cores[usize::from(core)].doing = Doing::Idle;
        self.enqueue(machine, slot);
    }
}

fn quantum(machine: &Machine) -> Ns {
    machine.scenario.machine.quantum.0.unwrap_or(Ns::MAX)
}

impl Scheduler for Threads {
    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, .. }: Arrived) {
        let task = machine.tasks.task(slot).id;
        self.alive += 1;
        machine.chain(slot, Kind::ThreadSpawned { thread: task.0, task });
        self.enqueue(machine, slot);
    }

    fn woken(&mut self, machine: &mut Machine, Wakeup { slot, .. }: Wakeup) {
        self.enqueue(machine, slot);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        match self.cores.get(usize::from(core)).map(|c| c.doing) {
            Some(Doing::Switching(slot)) => self.switched(machine, core, slot),
            Some(Doing::Running { slot, slice, left }) => {
                let left = left - slice;
                match machine.ran(slot, slice) {
                    0 => {
                        let next = machine.burst_done(core, slot);
                        self.next(machine, core, slot, next, left);
                    }
                    rest => self.quantum_ends(machine, core, slot, rest),
                }
            }
            Some(Doing::Idle) | None => {}
        }
    }

    fn settle(&mut self, machine: &mut Machine) {
        let cores = usize::from(machine.scenario.machine.cores);
        if self.cores.len() < cores {
            self.cores.resize(cores, Core::default());
        }
        while !self.queue.is_empty() {
            let Some(core) = self.cores[..cores].iter().position(|core| matches!(core.doing, Doing::Idle)) else { return };
            let Some(slot) = self.queue.pop_front() else { return };
            self.dispatch(machine, core as u16, slot);
        }
    }

    fn idle(&self) -> bool {
        self.queue.is_empty() && self.cores.iter().all(|core| matches!(core.doing, Doing::Idle))
    }
}
