//! Sync: one thread does one job after the other, and blocks whenever the job waits.
//!
//! Tasks that a job spawns are run by the same thread whenever the job itself waits; only when none of them can go on
//! does the thread block.

use super::{Model, Scheduler};
use crate::machine::{Arrived, Leave, Machine, Next, Wakeup};
use crate::task::effect::Slot;
use loopscope_event::{Application, Discipline, Holder, Kind, ModelInfo, Place, Places, Processor, Rows, Sharding, TaskId};
use std::collections::VecDeque;

/// The model's description.
pub const INFO: ModelInfo = ModelInfo {
    name: "sync",
    title: "One thread, one job after the other",
    short: "Sync",
    awaits: "the one thread blocks; the next job starts when this one is done",
    places: Places {
        gate: Some(Place { title: "waiting for the one thread", empty: "no job waits" }),
        ready: Place { title: "run queue", empty: "the thread is on the CPU or waits" },
        processor: Processor::Core,
        rows: Rows::One,
        waiting: Place { title: "blocked", empty: "nothing is waited for" },
        holder: Holder::Thread,
        way_back: "the thread goes on",
    },
    takes_input: false,
    frame_tenths: 0,
    application: Application::None,
    discipline: Discipline::Fifo,
    sharding: Sharding::None,
};

/// The model, for the registry.
pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(Sync::default()) };

const CORE: u16 = 0;
const THREAD: u32 = 0;

/// The scheduler.
#[derive(Default)]
pub struct Sync {
    /// Jobs that have not begun.
    gate: VecDeque<Slot>,
    /// Runnable tasks of the current job.
    ready: VecDeque<Slot>,
    /// Tasks of the current job that have not ended.
    in_hand: u32,
    running: Option<Slot>,
    spawned: bool,
    blocked: bool,
}

impl Sync {
    fn start(&mut self, machine: &mut Machine, slot: Slot) {
        if !self.spawned {
            self.spawned = true;
            let task = machine.tasks.task(slot).id;
            machine.chain(slot, Kind::ThreadSpawned { thread: THREAD, task });
        }
        let next = machine.begin(CORE, slot);
        self.next(machine, slot, next);
    }

    fn next(&mut self, machine: &mut Machine, slot: Slot, next: Next) {
        self.running = None;
        let leave = match next {
            Next::Run(ns) => {
                self.running = Some(slot);
                return machine.calendar.core(machine.now.saturating_add(ns), CORE);
            }
            Next::Leave(leave) => leave,
        };
        self.deliver(machine);
        match leave {
            Leave::Wait(on) if self.ready.is_empty() => {
                self.blocked = true;
                let state = machine.tasks.task(slot);
                let (task, line) = (state.id, Some(state.line));
                machine.chain(slot, Kind::ThreadBlocked { thread: THREAD, task, line, on });
            }
            Leave::Wait(_) => {}
            Leave::Yield => self.ready.push_back(slot),
            Leave::Done => self.in_hand -= 1,
        }
    }

    fn runnable(&mut self, machine: &mut Machine, slot: Slot, task: TaskId) {
        if std::mem::take(&mut self.blocked) {
            machine.chain(slot, Kind::ThreadRunnable { thread: THREAD, task });
        }
        self.ready.push_back(slot);
    }
}

impl Scheduler for Sync {
    fn arrived(&mut self, machine: &mut Machine, Arrived { slot, .. }: Arrived) {
        let task = machine.tasks.task(slot).id;
        if task.is_job() {
            self.gate.push_back(slot);
        } else {
            self.in_hand += 1;
            self.ready.push_back(slot);
        }
    }

    fn woken(&mut self, machine: &mut Machine, Wakeup { slot, .. }: Wakeup) {
        let task = machine.tasks.task(slot).id;
        self.runnable(machine, slot, task);
    }

    fn core(&mut self, machine: &mut Machine, core: u16) {
        if let Some(slot) = self.running {
            let next = machine.burst_done(core, slot);
            self.next(machine, slot, next);
        }
    }

    fn settle(&mut self, machine: &mut Machine) {
        while self.running.is_none() {
            let slot = match self.ready.pop_front() {
                Some(slot) => slot,
                None if self.in_hand == 0 => match self.gate.pop_front() {
                    Some(slot) => {
                        self.in_hand = 1;
                        slot
                    }
                    None => return,
                },
                None => return,
            };
            self.start(machine, slot);
        }
    }

    fn idle(&self) -> bool {
        self.running.is_none() && self.ready.is_empty() && (self.in_hand > 0 || self.gate.is_empty())
    }
}
