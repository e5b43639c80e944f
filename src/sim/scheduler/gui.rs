//! A graphical program: one message loop that gets a person's input beside its jobs' messages, and paints a frame every
//! sixtieth of a second. A frame that is due while a handler runs is missed, and painted when the loop is next free.

use super::{Model, Scheduler, coroutines, one_loop::OneLoop};
use crate::machine::{Arrived, Machine, Wakeup};
use crate::message_loop::Style;
use loopscope_event::{Application, Discipline, Kind, ModelInfo, Ns, Sharding};

/// The model's description.
pub const INFO: ModelInfo = ModelInfo {
    name: "gui",
    title: "A GUI's message loop",
    short: "GUI",
    awaits: "the handler is suspended; the loop takes the next message: the mouse, a key, a frame to paint",
    places: coroutines::INFO.places,
    takes_input: true,
    frame_tenths: 4608,
    application: Application::Computes,
    discipline: Discipline::Fifo,
    sharding: Sharding::None,
};

/// The model, for the registry.
pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(scheduler()) };

/// The time between frames, ns: 60 a second.
const PERIOD: Ns = 16_666_667;

/// The scheduler.
pub struct Gui {
    events: OneLoop,
    /// The number of the next frame.
    frame: u32,
    /// The last missed frame that has not been painted since.
    owed: Option<u32>,
}

/// The scheduler.
pub const fn scheduler() -> Gui {
    Gui { events: OneLoop::new(Style::Coroutines), frame: 1, owed: None }
}

impl Scheduler for Gui {
    fn start(&mut self, machine: &mut Machine) {
        machine.calendar.frame(PERIOD);
    }

    fn frame(&mut self, machine: &mut Machine) {
        let frame = self.frame;
        self.frame = self.frame.wrapping_add(1);
        machine.calendar.frame(machine.now.saturating_add(PERIOD));
        if self.events.is_free() {
            machine.record(None, Kind::FramePainted { frame });
        } else {
            machine.record(None, Kind::FrameMissed { frame });
            self.owed = Some(frame);
        }
    }

    fn arrived(&mut self, machine: &mut Machine, arrived: Arrived) {
        self.events.arrived(machine, arrived);
    }

    fn woken(&mut self, machine: &mut Machine, wakeup: Wakeup) {
        self.events.woken(machine, wakeup);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        self.events.core(machine, core);
    }

    fn settle(&mut self, machine: &mut Machine) {
        loop {
            if self.events.is_free()
                && let Some(frame) = self.owed.take()
            {
                machine.record(None, Kind::FramePainted { frame });
            }
            if !self.events.take(machine) {
                return;
            }
        }
    }

    fn quiet(&mut self, machine: &mut Machine) {
        self.events.quiet(machine);
    }

    fn idle(&self) -> bool {
        self.events.idle()
    }
}
