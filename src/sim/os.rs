//! The operating system's part: cores, one global run queue of threads, the quantum, what a switch and a spawn cost.
//!
//! Whose threads they are, and what becomes of one whose task is over, is the model's.

use super::{
    effect::Slot,
    executor,
    machine::{Leave, Machine, Next},
};
use crate::event::{EventNo, Kind, Ns, RunEnd, TaskId, ThreadId};
use std::collections::VecDeque;

/// A task that left its core.
#[derive(Clone, Copy)]
pub struct Left {
    slot: Slot,
    leave: Leave,
}

/// A thread whose task is over.
#[derive(Clone, Copy)]
pub struct Over {
    /// The thread.
    pub thread: ThreadId,
    /// Its task.
    pub task: TaskId,
    /// The event that ended the task.
    pub since: EventNo,
}

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
    last: Option<ThreadId>,
}

/// Cores and the run queue.
#[derive(Default)]
pub struct Os {
    queue: VecDeque<Slot>,
    cores: Vec<Core>,
    /// Threads that count for the cost of a switch.
    pub threads: u32,
}

impl Os {
    /// A thread with its task joins the tail of the run queue.
    pub fn enqueue(&mut self, machine: &mut Machine, slot: Slot) {
        let (thread, task) = machine.tasks.task(slot).thread();
        machine.chain(slot, Kind::ThreadRunnable { thread, task });
        self.queue.push_back(slot);
    }

    /// Dispatches the head of the queue on the lowest-numbered idle core. `None`: there is no such thread or core;
    /// `Some(None)`: the core is busy with it now.
    pub fn dispatch(&mut self, machine: &mut Machine) -> Option<Option<Left>> {
        let cores = usize::from(machine.scenario.machine.cores);
        if self.cores.len() < cores {
            self.cores.resize(cores, Core::default());
        }
        let core = self.cores[..cores].iter().position(|core| matches!(core.doing, Doing::Idle))?;
        let slot = self.queue.pop_front()?;
        Some(self.switch(machine, core as u16, slot))
    }

    fn switch(&mut self, machine: &mut Machine, core: u16, slot: Slot) -> Option<Left> {
        let (thread, task) = machine.tasks.task(slot).thread();
        let fresh = !machine.tasks.task(slot).begun;
        let state = &mut self.cores[usize::from(core)];
        if state.last.replace(thread) == Some(thread) {
            return self.begin(machine, core, slot);
        }
        state.doing = Doing::Switching(slot);
        let costs = &machine.scenario.machine;
        let switch = costs.switch.of(self.threads);
        let spawn = if fresh { u32::try_from(costs.spawn).unwrap_or(u32::MAX) } else { 0 };
        machine.chain(slot, Kind::SwitchStarted { core, thread, task, switch, spawn });
        match Ns::from(switch) + Ns::from(spawn) {
            0 => self.switched(machine, core, slot),
            cost => {
                machine.calendar.core(machine.now.saturating_add(cost), core);
                None
            }
        }
    }

    fn switched(&mut self, machine: &mut Machine, core: u16, slot: Slot) -> Option<Left> {
        let (thread, task) = machine.tasks.task(slot).thread();
        machine.chain(slot, Kind::SwitchEnded { core, thread, task });
        self.begin(machine, core, slot)
    }

    fn begin(&mut self, machine: &mut Machine, core: u16, slot: Slot) -> Option<Left> {
        let next = machine.begin(core, slot);
        let fresh = quantum(machine);
        self.next(machine, core, slot, next, fresh)
    }

    /// What a core did (a switch or a slice) ends now.
    pub fn core(&mut self, machine: &mut Machine, core: u16) -> Option<Left> {
        match self.cores.get(usize::from(core))?.doing {
            Doing::Switching(slot) => self.switched(machine, core, slot),
            Doing::Running { slot, slice, left } => match machine.ran(slot, slice) {
                0 => {
                    let next = machine.burst_done(core, slot);
                    self.next(machine, core, slot, next, left - slice)
                }
                rest => self.quantum_ends(machine, core, slot, rest),
            },
            Doing::Idle => None,
        }
    }

    fn next(&mut self, machine: &mut Machine, core: u16, slot: Slot, next: Next, left: Ns) -> Option<Left> {
        match next {
            Next::Run(ns) if left > 0 => self.slice(machine, core, slot, ns, left),
            Next::Run(ns) => self.quantum_ends(machine, core, slot, ns),
            Next::Leave(leave) => {
                self.cores[usize::from(core)].doing = Doing::Idle;
                Some(Left { slot, leave })
            }
        }
    }

    fn slice(&mut self, machine: &mut Machine, core: u16, slot: Slot, ns: Ns, left: Ns) -> Option<Left> {
        let slice = ns.min(left);
        self.cores[usize::from(core)].doing = Doing::Running { slot, slice, left };
        machine.calendar.core(machine.now.saturating_add(slice), core);
        None
    }

    /// The quantum is over and `rest` of the burst is left: on to the tail of the queue, unless nobody waits.
    fn quantum_ends(&mut self, machine: &mut Machine, core: u16, slot: Slot, rest: Ns) -> Option<Left> {
        if self.queue.is_empty() {
            let fresh = quantum(machine);
            return self.slice(machine, core, slot, rest, fresh);
        }
        machine.end_run(core, slot, RunEnd::Quantum);
        let (thread, task) = machine.tasks.task(slot).thread();
        machine.chain(slot, Kind::Preempted { core, thread, task });
        machine.tasks.task(slot).place = executor::Place::Queued;
        self.cores[usize::from(core)].doing = Doing::Idle;
        self.enqueue(machine, slot);
        None
    }

    /// What leaving a core means to a thread: it blocks, or goes to the tail of the queue, or its task is over.
    pub fn left(&mut self, machine: &mut Machine, Left { slot, leave }: Left) -> Option<Over> {
        match leave {
            Leave::Wait(on) => {
                let (thread, task) = machine.tasks.task(slot).thread();
                machine.chain(slot, Kind::ThreadBlocked { thread, task, on });
            }
            Leave::Yield => {
                machine.tasks.task(slot).place = executor::Place::Queued;
                self.enqueue(machine, slot);
            }
            Leave::Done { task, thread, since } => return Some(Over { thread, task, since }),
        }
        None
    }

    /// True if no core does anything and no thread is runnable.
    pub fn idle(&self) -> bool {
        self.queue.is_empty() && self.cores.iter().all(|core| matches!(core.doing, Doing::Idle))
    }
}

fn quantum(machine: &Machine) -> Ns {
    machine.scenario.machine.quantum.0.unwrap_or(Ns::MAX)
}
