//! Threads: one for each job. A thread that waits blocks, and the OS gives the core to another.

use super::{Model, Scheduler};
use crate::machine::os::{Left, OfJobs, Os};
use crate::machine::{Arrived, Ended, Leave, Machine, Wakeup};
use crate::task::effect::Slot;
use loopscope_event::{Application, Discipline, Holder, Kind, ModelInfo, Place, Places, Processor, Rows, Sharding};

/// The model's description.
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
    frame_tenths: 0,
    application: Application::None,
    discipline: Discipline::Fifo,
    sharding: Sharding::None,
};

/// The model, for the registry.
pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(Threads::default()) };

/// The scheduler. A thread has the number of its task.
#[derive(Default)]
pub struct Threads {
    os: Os<Slot>,
}

impl Threads {
    fn left(&mut self, machine: &mut Machine, left: Left<Slot>) {
        self.deliver(machine);
        match left.leave {
            Leave::Done => {
                let Ended { task, thread, since } = machine.ended;
                self.os.threads -= 1;
                machine.record(Some(since), Kind::ThreadExited { thread, task });
            }
            _ => self.os.blocks(machine, left),
        }
    }
}

impl Scheduler for Threads {
    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, .. }: Arrived) {
        let task = machine.tasks.task(slot);
        let (task, thread) = (task.id, task.id.0);
        machine.tasks.task(slot).thread = thread;
        self.os.threads += 1;
        machine.chain(slot, Kind::ThreadSpawned { thread, task });
        self.os.enqueue(machine, &mut OfJobs, slot, true);
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
