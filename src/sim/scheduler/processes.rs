//! Processes with a message loop each. A job's number assigns it to one of them for good; nothing is shared.
//!
//! With as many cores as processes each owns its core. With fewer, the processes are threads to the OS, and a quantum
//! runs across messages; taking a message is never cut short by its end.

use super::{Model, Scheduler};
use crate::machine::os::{Left, Os, Threads, Turn};
use crate::machine::{Arrived, Leave, Machine, Wakeup};
use crate::message_loop::{LoopState, MessageLoop, Step, Style};
use crate::task::effect::Slot;
use loopscope_event::{
    Application, Discipline, EventNo, Holder, Kind, ModelInfo, Ns, Place, Places, Processor, Rows, Sharding, TaskId, ThreadId, Wait, What,
};

/// The model's description.
pub const INFO: ModelInfo = ModelInfo {
    name: "processes",
    title: "Processes with a loop each",
    short: "Processes",
    awaits: "the task is suspended with its frame; its own process takes the next message of its own queue",
    places: Places {
        gate: None,
        ready: Place { title: "message queues", empty: "the queue is empty" },
        processor: Processor::Loop,
        rows: Rows::Processes,
        waiting: Place { title: "under way", empty: "nothing is under way" },
        holder: Holder::Frame,
        way_back: "goes to the back of its own queue",
    },
    takes_input: false,
    frame_tenths: 4608,
    application: Application::None,
    discipline: Discipline::Fifo,
    sharding: Sharding::ByJobNumber,
};

/// The model, for the registry.
pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(Processes::default()) };

/// The scheduler.
#[derive(Default)]
pub struct Processes {
    each: Each,
    os: Os<u16>,
    /// True if each process owns the core of the same number.
    own: bool,
}

/// The processes, by number.
#[derive(Default)]
struct Each {
    loops: Vec<MessageLoop>,
    /// The last event in each process's chain.
    last: Vec<Option<EventNo>>,
    /// True for blocked processes: neither runnable nor on a core.
    asleep: Vec<bool>,
    /// The handler that left a core last.
    left: Option<Slot>,
}

impl Each {
    fn turn(&mut self, step: Option<Step>, whole: bool) -> Turn {
        match step {
            Some(Step::Busy(ns)) if whole => Turn::Whole(ns),
            Some(Step::Busy(ns)) => Turn::Run(ns),
            Some(Step::Left(slot, leave)) => {
                self.left = Some(slot);
                Turn::Leave(leave)
            }
            None => {
                self.left = None;
                Turn::Leave(Leave::Wait(Wait::Io))
            }
        }
    }

    fn take(&mut self, machine: &mut Machine, core: u16, process: u16) -> Turn {
        let events = &mut self.loops[usize::from(process)];
        let step = events.take(machine, core, events.alive);
        let whole = matches!(events.state, LoopState::Dispatching(_));
        self.turn(step, whole)
    }
}

impl Threads for Each {
    type Thread = u16;

    fn ids(&self, _: &mut Machine, process: u16) -> (ThreadId, TaskId) {
        (process.into(), TaskId::NONE)
    }

    fn record(&mut self, machine: &mut Machine, process: u16, kind: Kind) {
        let last = &mut self.last[usize::from(process)];
        *last = Some(machine.record(*last, kind));
    }

    fn begin(&mut self, machine: &mut Machine, core: u16, process: u16) -> Turn {
        let events = &mut self.loops[usize::from(process)];
        match events.state {
            LoopState::Running(slot) => {
                let step = events.begin(machine, core, slot);
                self.turn(Some(step), false)
            }
            _ => self.take(machine, core, process),
        }
    }

    fn ran(&mut self, machine: &mut Machine, core: u16, process: u16, ran: Ns) -> Turn {
        let events = &mut self.loops[usize::from(process)];
        if let LoopState::Running(slot) = events.state {
            let rest = machine.consume(slot, ran);
            if rest > 0 {
                return Turn::Rest(rest);
            }
        }
        let step = events.done(machine, core);
        self.turn(step, false)
    }

    fn cut(&mut self, machine: &mut Machine, core: u16, process: u16) {
        let thread = process.into();
        if self.loops[usize::from(process)].cut(machine, core, thread).is_none() {
            self.record(machine, process, Kind::Preempted { core, thread, task: TaskId::NONE });
        }
    }
}

impl Processes {
    fn post(&mut self, machine: &mut Machine, slot: Slot, what: What) {
        let process = machine.tasks.task(slot).thread as u16;
        let at = usize::from(process);
        let cause = self.each.loops[at].post(machine, slot, what);
        self.each.loops[at].unpark(machine, cause, 1);
        if !self.own && std::mem::take(&mut self.each.asleep[at]) {
            let fresh = self.each.last[at].replace(cause).is_none();
            self.os.enqueue(machine, &mut self.each, process, fresh);
        }
    }

    /// A handler has left its core: what it woke or spawned is delivered first.
    fn handled(&mut self, machine: &mut Machine, process: u16, slot: Slot, leave: Leave) {
        self.deliver(machine);
        if self.each.loops[usize::from(process)].left(machine, slot, leave) {
            self.post(machine, slot, What::Yield);
        }
    }

    /// A process has finished a handler: it takes its next message, or blocks.
    fn left(&mut self, machine: &mut Machine, left: Left<u16>) {
        let mut left = Some(left);
        while let Some(now) = left {
            if let Some(slot) = self.each.left.take() {
                self.handled(machine, now.thread, slot, now.leave);
            }
            let at = usize::from(now.thread);
            left = if self.each.loops[at].waiting() > 0 {
                self.os.resume(machine, &mut self.each, now)
            } else {
                self.each.asleep[at] = true;
                None
            };
        }
    }

    /// Handles a step of a loop that owns its core.
    fn step(&mut self, machine: &mut Machine, process: u16, step: Step) {
        match step {
            Step::Busy(ns) => machine.calendar.core(machine.now.saturating_add(ns), process),
            Step::Left(slot, leave) => self.handled(machine, process, slot, leave),
        }
    }

    fn take_own(&mut self, machine: &mut Machine, process: u16) {
        loop {
            let events = &mut self.each.loops[usize::from(process)];
            if events.state != LoopState::Polling {
                return;
            }
            let Some(step) = events.take(machine, process, events.alive) else { return };
            self.step(machine, process, step);
        }
    }
}

impl Scheduler for Processes {
    fn start(&mut self, machine: &mut Machine) {
        let processes = INFO.places.rows.queues(&machine.scenario.machine);
        self.own = processes <= machine.scenario.machine.cores;
        self.os.threads = processes.into();
        machine.share_nothing(processes);
        self.each.loops = (0..processes).map(|n| MessageLoop::new(Style::Coroutines, n)).collect();
        self.each.last = vec![None; processes.into()];
        self.each.asleep = vec![true; processes.into()];
    }

    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, what }: Arrived) {
        let task = machine.tasks.task(slot);
        let (id, parent) = (task.id, task.thread);
        // Spawned tasks stay in their parent's process.
        let process = if id.is_job() { id.0 % self.each.loops.len() as u32 } else { parent };
        machine.tasks.task(slot).thread = process;
        self.each.loops[process as usize].alive += 1;
        machine.chain(slot, Kind::Assigned { task: id, to: process });
        self.post(machine, slot, what);
    }

    fn woken(&mut self, machine: &mut Machine, Wakeup { slot, what }: Wakeup) {
        self.post(machine, slot, what);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        if self.own {
            if let Some(step) = self.each.loops[usize::from(core)].done(machine, core) {
                self.step(machine, core, step);
            }
        } else if let Some(left) = self.os.core(machine, &mut self.each, core) {
            self.left(machine, left);
        }
    }

    fn settle(&mut self, machine: &mut Machine) {
        if self.own {
            return (0..self.each.loops.len() as u16).for_each(|process| self.take_own(machine, process));
        }
        while let Some(dispatched) = self.os.dispatch(machine, &mut self.each) {
            if let Some(left) = dispatched {
                self.left(machine, left);
            }
        }
    }

    fn quiet(&mut self, machine: &mut Machine) {
        for events in self.each.loops.iter_mut().filter(|events| events.is_idle()) {
            // None of its tasks is on a core or in its queue: all of them wait.
            events.park(machine, events.alive);
        }
    }

    fn idle(&self) -> bool {
        self.each.loops.iter().all(MessageLoop::is_idle)
    }
}
