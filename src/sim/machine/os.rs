//! The operating system: cores, one global run queue of threads, the quantum, the costs of switching and spawning.
//!
//! What a thread does on a core is its model's business ([`Threads`]): it runs a job, or one job after another, or a
//! message loop. So is what happens to one that leaves its core.

use super::{Leave, Machine, Next};
use crate::task::effect::Slot;
use crate::task::executor;
use loopscope_event::{Kind, Ns, RunEnd, TaskId, ThreadId};
use std::collections::VecDeque;

/// The threads of a model, as the OS sees them.
pub trait Threads {
    /// The model's handle of a thread.
    type Thread: Copy;
    /// The thread's id, and the task that its events name.
    fn ids(&self, machine: &mut Machine, thread: Self::Thread) -> (ThreadId, TaskId);
    /// Records an event of the thread, caused by its last event.
    fn record(&mut self, machine: &mut Machine, thread: Self::Thread, kind: Kind);
    /// Begins or continues the thread's work on a core that it was given.
    fn begin(&mut self, machine: &mut Machine, core: u16, thread: Self::Thread) -> Turn;
    /// Accounts for `ran` ns on the core, the end of the slice that it was given.
    fn ran(&mut self, machine: &mut Machine, core: u16, thread: Self::Thread, ran: Ns) -> Turn;
    /// Records that its quantum ended while others wait.
    fn cut(&mut self, machine: &mut Machine, core: u16, thread: Self::Thread);
}

/// What a thread does next on its core.
#[derive(Clone, Copy)]
pub enum Turn {
    /// Runs for this long, ns.
    Run(Ns),
    /// Runs for this long, ns, without being cut short.
    Whole(Ns),
    /// The quantum cut its burst short; this much is left, ns.
    Rest(Ns),
    /// Its current task has left the core.
    Leave(Leave),
}

impl From<Next> for Turn {
    fn from(next: Next) -> Self {
        match next {
            Next::Run(ns) => Self::Run(ns),
            Next::Leave(leave) => Self::Leave(leave),
        }
    }
}

/// The task of a thread that left its core. The core is idle from here on unless the thread [continues](Os::resume).
#[derive(Clone, Copy)]
pub struct Left<T> {
    /// The thread.
    pub thread: T,
    /// The core.
    pub core: u16,
    /// The reason.
    pub leave: Leave,
    /// The rest of the quantum, ns.
    pub quantum: Ns,
}

#[derive(Clone, Copy)]
enum CoreState<T> {
    Idle,
    Switching(T),
    /// Runs `thread` for a slice, of a quantum of which `left` remained when the slice began.
    Running {
        thread: T,
        slice: Ns,
        left: Ns,
    },
}

#[derive(Clone, Copy)]
struct Core<T> {
    doing: CoreState<T>,
    /// The thread it ran last, kept while it is idle.
    last: Option<ThreadId>,
}

/// Cores and the run queue.
pub struct Os<T> {
    /// Runnable threads; true for one that was never dispatched.
    queue: VecDeque<(T, bool)>,
    cores: Vec<Core<T>>,
    /// The number of threads, which the cost of a switch depends on.
    pub threads: u32,
}

impl<T> Default for Os<T> {
    fn default() -> Self {
        Self { queue: VecDeque::new(), cores: Vec::new(), threads: 0 }
    }
}

impl<T: Copy> Os<T> {
    /// Puts a thread at the tail of the run queue; `fresh` if it was never dispatched.
    pub fn enqueue(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>, thread: T, fresh: bool) {
        let (number, task) = of.ids(machine, thread);
        of.record(machine, thread, Kind::ThreadRunnable { thread: number, task });
        self.queue.push_back((thread, fresh));
    }

    /// Dispatches the head of the queue on the lowest-numbered idle core. `None`: no thread is queued or no core is
    /// idle; `Some(None)`: the core is busy with the thread now.
    pub fn dispatch(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>) -> Option<Option<Left<T>>> {
        let cores = usize::from(machine.scenario.machine.cores);
        if self.cores.len() < cores {
            self.cores.resize_with(cores, || Core { doing: CoreState::Idle, last: None });
        }
        let core = self.cores[..cores].iter().position(|core| matches!(core.doing, CoreState::Idle))?;
        let (thread, fresh) = self.queue.pop_front()?;
        Some(self.switch(machine, of, core as u16, (thread, fresh)))
    }

    fn switch(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>, core: u16, (id, fresh): (T, bool)) -> Option<Left<T>> {
        let (thread, task) = of.ids(machine, id);
        let state = &mut self.cores[usize::from(core)];
        if state.last.replace(thread) == Some(thread) {
            return self.begin(machine, of, core, id);
        }
        state.doing = CoreState::Switching(id);
        let costs = &machine.scenario.machine;
        let switch = costs.switch.of(self.threads);
        let spawn = if fresh { u32::try_from(costs.spawn).unwrap_or(u32::MAX) } else { 0 };
        of.record(machine, id, Kind::SwitchStarted { core, thread, task, switch, spawn });
        match Ns::from(switch) + Ns::from(spawn) {
            0 => self.switched(machine, of, core, id),
            cost => {
                machine.calendar.core(machine.now.saturating_add(cost), core);
                None
            }
        }
    }

    fn switched(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>, core: u16, id: T) -> Option<Left<T>> {
        let (thread, task) = of.ids(machine, id);
        of.record(machine, id, Kind::SwitchEnded { core, thread, task });
        self.begin(machine, of, core, id)
    }

    fn begin(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>, core: u16, thread: T) -> Option<Left<T>> {
        let turn = of.begin(machine, core, thread);
        let fresh = quantum(machine);
        self.turn(machine, of, core, (thread, turn, fresh))
    }

    /// Continues a thread whose task has left with its next work: at once, with the rest of its quantum, or with a
    /// fresh one if that is used up and no thread waits.
    pub fn resume(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>, left: Left<T>) -> Option<Left<T>> {
        let Left { thread, core, quantum: rest, .. } = left;
        if rest == 0 && !self.queue.is_empty() {
            self.preempt(machine, of, core, thread);
            return None;
        }
        let turn = of.begin(machine, core, thread);
        let rest = if rest == 0 { quantum(machine) } else { rest };
        self.turn(machine, of, core, (thread, turn, rest))
    }

    /// Lets a thread take other work at once, with a fresh quantum.
    pub fn renew(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>, left: Left<T>) -> Option<Left<T>> {
        self.begin(machine, of, left.core, left.thread)
    }

    /// Ends what a core was doing (a switch or a slice).
    pub fn core(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>, core: u16) -> Option<Left<T>> {
        match self.cores.get(usize::from(core))?.doing {
            CoreState::Switching(thread) => self.switched(machine, of, core, thread),
            CoreState::Running { thread, slice, left } => {
                let turn = of.ran(machine, core, thread, slice);
                self.turn(machine, of, core, (thread, turn, left.saturating_sub(slice)))
            }
            CoreState::Idle => None,
        }
    }

    fn turn(
        &mut self,
        machine: &mut Machine,
        of: &mut impl Threads<Thread = T>,
        core: u16,
        (thread, turn, left): (T, Turn, Ns),
    ) -> Option<Left<T>> {
        match turn {
            Turn::Run(ns) if left > 0 => self.slice(machine, core, thread, (ns.min(left), left)),
            // A burst of length 0 at the quantum's end is not cut short.
            Turn::Run(ns @ 0) | Turn::Whole(ns) => self.slice(machine, core, thread, (ns, left)),
            Turn::Run(ns) | Turn::Rest(ns) if self.queue.is_empty() => {
                let fresh = quantum(machine);
                self.slice(machine, core, thread, (ns.min(fresh), fresh));
            }
            Turn::Run(_) | Turn::Rest(_) => self.preempt(machine, of, core, thread),
            Turn::Leave(leave) => {
                self.cores[usize::from(core)].doing = CoreState::Idle;
                return Some(Left { thread, core, leave, quantum: left });
            }
        }
        None
    }

    fn slice(&mut self, machine: &mut Machine, core: u16, thread: T, (slice, left): (Ns, Ns)) {
        self.cores[usize::from(core)].doing = CoreState::Running { thread, slice, left };
        machine.calendar.core(machine.now.saturating_add(slice), core);
    }

    /// The quantum is used up and others wait: the thread goes to the tail of the queue.
    fn preempt(&mut self, machine: &mut Machine, of: &mut impl Threads<Thread = T>, core: u16, thread: T) {
        of.cut(machine, core, thread);
        self.cores[usize::from(core)].doing = CoreState::Idle;
        self.enqueue(machine, of, thread, false);
    }

    /// True if every core is idle and no thread is runnable.
    pub fn idle(&self) -> bool {
        self.queue.is_empty() && self.cores.iter().all(|core| matches!(core.doing, CoreState::Idle))
    }
}

/// Threads that run jobs: each has one task at a time and is identified by its slot.
pub struct OfJobs;

impl Threads for OfJobs {
    type Thread = Slot;

    fn ids(&self, machine: &mut Machine, slot: Slot) -> (ThreadId, TaskId) {
        machine.tasks.task(slot).thread()
    }
    fn record(&mut self, machine: &mut Machine, slot: Slot, kind: Kind) {
        machine.chain(slot, kind);
    }
    fn begin(&mut self, machine: &mut Machine, core: u16, slot: Slot) -> Turn {
        machine.begin(core, slot).into()
    }
    fn ran(&mut self, machine: &mut Machine, core: u16, slot: Slot, ran: Ns) -> Turn {
        match machine.consume(slot, ran) {
            0 => machine.burst_done(core, slot).into(),
            rest => Turn::Rest(rest),
        }
    }
    fn cut(&mut self, machine: &mut Machine, core: u16, slot: Slot) {
        machine.end_run(core, slot, RunEnd::Quantum);
        let (thread, task) = machine.tasks.task(slot).thread();
        machine.chain(slot, Kind::Preempted { core, thread, task });
        machine.tasks.task(slot).wake_state = executor::WakeState::Queued;
    }
}

impl Os<Slot> {
    /// Handles a job's thread that left its core: it blocks, or goes to the tail of the queue if it yielded.
    pub fn blocks(&mut self, machine: &mut Machine, Left { thread: slot, leave, .. }: Left<Slot>) {
        match leave {
            Leave::Wait(on) => {
                let state = machine.tasks.task(slot);
                let ((thread, task), line) = (state.thread(), Some(state.line));
                machine.chain(slot, Kind::ThreadBlocked { thread, task, line, on });
            }
            Leave::Yield => {
                machine.tasks.task(slot).wake_state = executor::WakeState::Queued;
                self.enqueue(machine, &mut OfJobs, slot, false);
            }
            Leave::Done => {}
        }
    }
}

fn quantum(machine: &Machine) -> Ns {
    machine.scenario.machine.quantum.0.unwrap_or(Ns::MAX)
}
