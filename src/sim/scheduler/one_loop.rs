//! One message loop that owns core 0, and everything in it. Models with such a loop differ only in their description.

use super::Scheduler;
use crate::machine::{Arrived, Machine, Wakeup};
use crate::message_loop::{LoopState, MessageLoop, Step, Style};
use crate::task::effect::Slot;
use loopscope_event::What;

const CORE: u16 = 0;

/// The scheduler.
pub struct OneLoop {
    events: MessageLoop,
}

impl OneLoop {
    /// A scheduler whose handlers have this style.
    pub const fn new(style: Style) -> Self {
        Self { events: MessageLoop::new(style, 0) }
    }

    fn post(&mut self, machine: &mut Machine, slot: Slot, what: What) {
        let cause = self.events.post(machine, slot, what);
        self.events.unpark(machine, cause, 1);
    }

    fn step(&mut self, machine: &mut Machine, step: Step) {
        match step {
            Step::Busy(ns) => machine.calendar.core(machine.now.saturating_add(ns), CORE),
            Step::Left(slot, leave) => {
                self.deliver(machine);
                if self.events.left(machine, slot, leave) {
                    self.post(machine, slot, What::Yield);
                }
            }
        }
    }

    /// True while no handler runs and no message is being taken.
    pub fn is_free(&self) -> bool {
        self.events.state == LoopState::Polling
    }

    /// Takes one message, if the loop is free and there is one. Returns true if it did.
    pub fn take(&mut self, machine: &mut Machine) -> bool {
        let step = if self.is_free() { self.events.take(machine, CORE, self.events.alive) } else { None };
        if let Some(step) = step {
            self.step(machine, step);
        }
        step.is_some()
    }
}

impl Scheduler for OneLoop {
    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, what }: Arrived) {
        self.events.alive += 1;
        self.post(machine, slot, what);
    }

    fn woken(&mut self, machine: &mut Machine, Wakeup { slot, what }: Wakeup) {
        self.post(machine, slot, what);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        if let Some(step) = self.events.done(machine, core) {
            self.step(machine, step);
        }
    }

    fn settle(&mut self, machine: &mut Machine) {
        while self.take(machine) {}
    }

    fn quiet(&mut self, machine: &mut Machine) {
        if self.idle() {
            let in_flight = machine.under_way();
            self.events.park(machine, in_flight);
        }
    }

    fn idle(&self) -> bool {
        self.events.is_idle()
    }
}
