//! Coroutines on one message loop: a task that waits is suspended with its frame, and the loop takes the next message.
//!
//! The loop owns core 0, never switches threads, and pays for taking a message. A handler runs until it waits or ends;
//! what it waited for comes back as a message at the tail of the queue.

use super::Scheduler;
use crate::{
    event::{Holder, Kind, ModelInfo, Place, Places, Processor, QueueId, Rows, Wait, What},
    sim::{
        effect::Slot,
        executor,
        machine::{Arrived, Leave, Machine, Next, Wakeup},
    },
};
use std::collections::VecDeque;

/// What the model tells the picture.
pub const INFO: ModelInfo = ModelInfo {
    name: "coroutines",
    title: "Coroutines on a message loop",
    short: "Coroutines",
    awaits: "the task is suspended with its frame and resumed at the same line; the loop takes the next message",
    places: Places {
        gate: None,
        ready: Place { title: "message queue", empty: "the queue is empty" },
        processor: Processor::Loop,
        rows: Rows::One,
        waiting: Place { title: "under way", empty: "nothing is under way" },
        holder: Holder::Frame,
        way_back: "goes to the back of the queue",
    },
    takes_input: true,
};

const CORE: u16 = 0;
const QUEUE: QueueId = 0;

#[derive(Clone, Copy, Default)]
enum Doing {
    /// About to take a message, or parked.
    #[default]
    Polling,
    Dispatching(Slot),
    Running(Slot),
}

/// The scheduler.
#[derive(Default)]
pub struct Coroutines {
    queue: VecDeque<(Slot, What)>,
    doing: Doing,
    parked: bool,
    /// Tasks of the loop that are not over.
    alive: u32,
}

impl Coroutines {
    fn post(&mut self, machine: &mut Machine, slot: Slot, what: What) {
        let task = machine.tasks.task(slot).id;
        let number = machine.chain(slot, Kind::MessagePosted { queue: QUEUE, what, task });
        self.queue.push_back((slot, what));
        if std::mem::take(&mut self.parked) {
            machine.record(Some(number), Kind::LoopUnparked { queue: QUEUE, messages: 1 });
        }
    }

    fn take(&mut self, machine: &mut Machine, slot: Slot, what: What) {
        let task = machine.tasks.task(slot).id;
        let dispatch = machine.scenario.machine.dispatch.of(self.alive);
        machine.chain(slot, Kind::MessageTaken { queue: QUEUE, what, task, dispatch });
        if dispatch == 0 {
            return self.handle(machine, slot);
        }
        self.doing = Doing::Dispatching(slot);
        machine.calendar.core(machine.now.saturating_add(dispatch.into()), CORE);
    }

    fn handle(&mut self, machine: &mut Machine, slot: Slot) {
        let task = machine.tasks.task(slot);
        if task.begun {
            let (task, line) = (task.id, task.line);
            machine.chain(slot, Kind::Resumed { task, line });
        }
        let next = machine.begin(CORE, slot);
        self.next(machine, slot, next);
    }

    fn next(&mut self, machine: &mut Machine, slot: Slot, next: Next) {
        let leave = match next {
            Next::Run(ns) => {
                self.doing = Doing::Running(slot);
                return machine.calendar.core(machine.now.saturating_add(ns), CORE);
            }
            Next::Leave(leave) => leave,
        };
        self.doing = Doing::Polling;
        self.deliver(machine);
        match leave {
            Leave::Wait(on) => suspend(machine, slot, on),
            Leave::Yield => {
                suspend(machine, slot, Wait::Yield);
                machine.tasks.task(slot).place = executor::Place::Queued;
                self.post(machine, slot, What::Yield);
            }
            Leave::Done { .. } => self.alive -= 1,
        }
    }
}

fn suspend(machine: &mut Machine, slot: Slot, on: Wait) {
    let task = machine.tasks.task(slot);
    let (task, line) = (task.id, task.line);
    machine.chain(slot, Kind::Awaited { task, line, on });
}

impl Scheduler for Coroutines {
    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, what }: Arrived) {
        self.alive += 1;
        self.post(machine, slot, what);
    }

    fn woken(&mut self, machine: &mut Machine, Wakeup { slot, what }: Wakeup) {
        self.post(machine, slot, what);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        match self.doing {
            Doing::Dispatching(slot) => self.handle(machine, slot),
            Doing::Running(slot) => {
                let next = machine.burst_done(core, slot);
                self.next(machine, slot, next);
            }
            Doing::Polling => {}
        }
    }

    fn settle(&mut self, machine: &mut Machine) {
        while let Doing::Polling = self.doing {
            let Some((slot, what)) = self.queue.pop_front() else { return };
            self.take(machine, slot, what);
        }
    }

    fn quiet(&mut self, machine: &mut Machine) {
        if self.idle() && !self.parked {
            self.parked = true;
            let in_flight = machine.under_way();
            machine.record(None, Kind::LoopParked { queue: QUEUE, in_flight });
        }
    }

    fn idle(&self) -> bool {
        matches!(self.doing, Doing::Polling) && self.queue.is_empty()
    }
}
