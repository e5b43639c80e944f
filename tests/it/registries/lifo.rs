//! A model that the program does not have: one loop that takes the newest message first.

use loopscope::event::{Application, Discipline, Holder, Kind, ModelInfo, Place, Places, Processor, Rows, Sharding, Wait, What};
use loopscope::sim::Model;
use loopscope::sim::machine::{Arrived, Leave, Machine, Next, Wakeup};
use loopscope::sim::scheduler::Scheduler;
use loopscope::sim::task::effect::Slot;

pub const INFO: ModelInfo = ModelInfo {
    name: "lifo",
    title: "A loop that takes the newest first",
    short: "Newest first",
    awaits: "the task is suspended; the loop takes the newest message",
    places: Places {
        gate: None,
        ready: Place { title: "message stack", empty: "the stack is empty" },
        processor: Processor::Loop,
        rows: Rows::One,
        waiting: Place { title: "under way", empty: "nothing is under way" },
        holder: Holder::Frame,
        way_back: "goes to the top of the stack",
    },
    takes_input: false,
    frame_tenths: 4608,
    application: Application::None,
    discipline: Discipline::Lifo,
    sharding: Sharding::None,
};

pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(Lifo::default()) };

const CORE: u16 = 0;
const QUEUE: u16 = 0;

#[derive(Default)]
struct Lifo {
    messages: Vec<(Slot, What)>,
    doing: Doing,
}

#[derive(Clone, Copy, PartialEq, Default)]
enum Doing {
    #[default]
    Nothing,
    Taking(Slot),
    Handling(Slot),
}

impl Lifo {
    fn post(&mut self, machine: &mut Machine, slot: Slot, what: What) {
        let task = machine.tasks.task(slot).id;
        machine.chain(slot, Kind::MessagePosted { queue: QUEUE, what, task });
        self.messages.push((slot, what));
    }

    fn busy(&mut self, machine: &mut Machine, doing: Doing, ns: u64) {
        self.doing = doing;
        machine.calendar.core(machine.now + ns, CORE);
    }

    fn handle(&mut self, machine: &mut Machine, slot: Slot) {
        let task = machine.tasks.task(slot);
        let (begun, id, line) = (task.begun, task.id, task.line);
        if begun {
            machine.chain(slot, Kind::Resumed { task: id, line });
        }
        let next = machine.begin(CORE, slot);
        self.next(machine, slot, next);
    }

    fn next(&mut self, machine: &mut Machine, slot: Slot, next: Next) {
        let leave = match next {
            Next::Run(ns) => return self.busy(machine, Doing::Handling(slot), ns),
            Next::Leave(leave) => leave,
        };
        self.doing = Doing::Nothing;
        self.deliver(machine);
        let on = match leave {
            Leave::Wait(on) => on,
            Leave::Yield => Wait::Yield,
            Leave::Done => return,
        };
        let task = machine.tasks.task(slot);
        let (task, line) = (task.id, task.line);
        machine.chain(slot, Kind::Awaited { task, line, on });
        if leave == Leave::Yield {
            self.post(machine, slot, What::Yield);
        }
    }
}

impl Scheduler for Lifo {
    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, what }: Arrived) {
        self.post(machine, slot, what);
    }

    fn woken(&mut self, machine: &mut Machine, Wakeup { slot, what }: Wakeup) {
        self.post(machine, slot, what);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        match self.doing {
            Doing::Nothing => {}
            Doing::Taking(slot) => self.handle(machine, slot),
            Doing::Handling(slot) => {
                let next = machine.burst_done(core, slot);
                self.next(machine, slot, next);
            }
        }
    }

    fn settle(&mut self, machine: &mut Machine) {
        while self.doing == Doing::Nothing {
            let Some((slot, what)) = self.messages.pop() else { return };
            let task = machine.tasks.task(slot).id;
            let dispatch = machine.scenario.machine.dispatch.of(1);
            machine.chain(slot, Kind::MessageTaken { queue: QUEUE, core: CORE, what, task, dispatch });
            if dispatch == 0 {
                self.handle(machine, slot);
            } else {
                self.busy(machine, Doing::Taking(slot), dispatch.into());
            }
        }
    }

    fn idle(&self) -> bool {
        self.doing == Doing::Nothing && self.messages.is_empty()
    }
}
