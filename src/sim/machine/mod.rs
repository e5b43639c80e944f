//! The machine that every model runs on: clock, calendar, tasks, devices and the log. It knows no core and no queue.
//!
//! A scheduler tells it to begin or to end a burst; it polls the job, records what follows, issues what was asked, and
//! answers whether the core goes on with more CPU time or is left.

pub(super) mod burst;
pub(super) mod calendar;
pub(super) mod device;
pub(super) mod os;
pub(super) mod service;

use super::task::effect::{Boxed, Job, Slot, World};
use super::task::executor::Executor;
use super::task::job::{self, Op};
use super::workload::arrivals::Arrivals;
use super::workload::draws::{Draws, Epoch};
use calendar::{Calendar, Entry};
use device::Devices;
use loopscope_event::{
    Application, Change, Dist, Event, EventNo, Gesture, Kind, ModelInfo, Names, Ns, Posted, Scenario, TaskId, ThreadId, Wait, What,
};
use std::{rc::Rc, sync::Arc};

/// What a core does after a burst began or ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// It runs the task for so long, unless it is cut short.
    Run(Ns),
    /// The task leaves the core.
    Leave(Leave),
}

/// Why a task leaves its core.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leave {
    /// It waits.
    Wait(Wait),
    /// It gave way, and can go on at once.
    Yield,
    /// It is over: [`Machine::ended`]. Its slot is free already.
    Done,
}

/// The end of a task.
#[derive(Clone, Copy)]
pub struct Ended {
    /// The task.
    pub task: TaskId,
    /// The thread that ran it.
    pub thread: ThreadId,
    /// The event that ended it.
    pub since: EventNo,
}

/// A task that was woken, and by what.
#[derive(Clone, Copy)]
pub struct Wakeup {
    /// Which.
    pub slot: Slot,
    /// What for.
    pub what: What,
}

/// A task that came into the system.
#[derive(Clone, Copy)]
pub struct Arrived {
    /// Which.
    pub slot: Slot,
    /// As what it is posted where there is a queue of messages.
    pub what: What,
}

/// The machine.
pub struct Machine {
    /// Now.
    pub now: Ns,
    /// The scenario that holds now.
    pub scenario: Arc<Scenario>,
    /// The tasks.
    pub tasks: Executor,
    /// The future.
    pub calendar: Calendar,
    /// Who arrives when.
    pub arrivals: Arrivals,
    names: Names,
    pub(super) devices: Devices,
    pub(super) world: Rc<World>,
    /// The workload's steps and draws as they were in each epoch: a job does what held when it arrived.
    workloads: Vec<(Rc<[Op]>, Epoch)>,
    log: Vec<Event>,
    recorded: EventNo,
    changes: Vec<Change>,
    epoch: u32,
    next_input: u32,
    model: &'static ModelInfo,
    pub(super) woken: Vec<Slot>,
    /// Tasks to be handed to the scheduler, in order.
    pub arrived: Vec<Arrived>,
    /// Tasks to be woken, in order.
    pub wakeups: Vec<Wakeup>,
    /// The task that ended last.
    pub ended: Ended,
    pub(super) jobs_alive: u32,
    pub(super) jobs_done: u64,
}

impl Machine {
    /// A machine at time 0, before its first happening.
    pub fn new(scenario: Arc<Scenario>, model: &'static ModelInfo) -> Self {
        let names = job::names(&scenario);
        let world = Rc::new(World::new(names.locks.len(), names.vars.len()));
        let mut calendar = Calendar::new();
        let arrivals = Arrivals::new(scenario.clone(), &mut calendar);
        Self {
            now: 0,
            tasks: Executor::new(world.clone()),
            calendar,
            arrivals,
            devices: Devices::new(&names.devices, &scenario),
            workloads: vec![(compile_workload(&scenario, &names), Epoch::new(scenario.seed, 0))],
            names,
            scenario,
            world,
            log: Vec::new(),
            recorded: 0,
            changes: Vec::new(),
            epoch: 0,
            next_input: 0,
            model,
            woken: Vec::new(),
            arrived: Vec::new(),
            wakeups: Vec::new(),
            ended: Ended { task: TaskId::NONE, thread: 0, since: 0 },
            jobs_alive: 0,
            jobs_done: 0,
        }
    }

    // ---- the log ----

    /// Records an event; answers its number.
    #[inline(always)]
    pub fn record(&mut self, cause: Option<EventNo>, kind: Kind) -> EventNo {
        let number = self.recorded;
        self.log.push(Event::new(self.now, number, cause, kind));
        self.recorded += 1;
        number
    }

    /// Records the next event in a task's own chain.
    #[inline(always)]
    pub fn chain(&mut self, slot: Slot, kind: Kind) -> EventNo {
        let cause = std::mem::replace(&mut self.tasks.task(slot).last, self.recorded);
        self.record(Some(cause), kind)
    }

    /// How many events there are, those taken included.
    pub const fn recorded(&self) -> EventNo {
        self.recorded
    }
    /// How many events wait to be taken.
    pub const fn pending(&self) -> usize {
        self.log.len()
    }
    /// Takes what is pending and leaves `empty` in its place.
    pub fn take(&mut self, empty: Vec<Event>) -> (EventNo, Vec<Event>, Vec<Change>) {
        let first = self.recorded - self.log.len() as EventNo;
        (first, std::mem::replace(&mut self.log, empty), std::mem::take(&mut self.changes))
    }

    /// True if there are tasks to be handed to the scheduler.
    pub const fn has_news(&self) -> bool {
        !self.arrived.is_empty() || !self.wakeups.is_empty()
    }

    // ---- what comes in ----

    /// Handles a calendar entry that is no core's and no frame. The scheduler serves `arrived` and `wakeups` after it.
    pub fn handle(&mut self, entry: Entry) {
        match entry {
            Entry::Stream { plan } => {
                if let Some(job) = self.arrivals.stream(&mut self.calendar, self.now, plan) {
                    self.arrive(job, None);
                }
            }
            Entry::Client { client, job } if self.arrivals.has_client(client) => self.arrive(job, Some(client)),
            Entry::Client { .. } | Entry::Frame => {}
            Entry::Spelt { job } => self.arrive(job, None),
            Entry::Input { index } => self.scenario_input(index),
            Entry::Request { place, id } => self.request_ends(place, id),
        }
    }

    fn arrive(&mut self, job: u32, client: Option<u32>) {
        let task = TaskId(job);
        let number = self.record(None, Kind::JobArrived { job: task });
        let slot = self.admit(task, number, What::Start);
        self.tasks.task(slot).client = client;
    }

    /// What a job of the scenario does that arrived in an epoch.
    pub(super) fn program(&self, task: TaskId, epoch: u32) -> Boxed<'static> {
        let (workload, draws) = &self.workloads[epoch as usize];
        let ops = match self.scenario.split_job(task.0) {
            Some(Err(spelt)) => job::compile(&self.scenario, &self.names, &spelt.steps),
            _ => workload.clone(),
        };
        Box::pin(job::program(Job::new(self.world.clone(), task), ops, draws.of(task.0)))
    }

    /// Takes a task in that is not of the scenario: a job made by hand.
    pub fn admit_job(&mut self, job: u32, future: impl FnOnce(Job) -> Boxed<'static>) {
        let task = TaskId(job);
        let number = self.record(None, Kind::JobArrived { job: task });
        let future = future(Job::new(self.world.clone(), task));
        let slot = self.admit(task, number, What::Start);
        self.tasks.make(slot, future, None);
    }

    #[inline(always)]
    pub(super) fn admit(&mut self, task: TaskId, cause: EventNo, what: What) -> Slot {
        let slot = self.tasks.insert(task, cause, self.epoch);
        self.jobs_alive += u32::from(task.is_job());
        self.arrived.push(Arrived { slot, what });
        slot
    }

    fn scenario_input(&mut self, index: u32) {
        let scenario = self.scenario.clone();
        let Some(input) = scenario.input.get(index as usize) else { return };
        if let Some(every) = input.every {
            self.calendar.input(self.now.saturating_add(every), index, index);
        }
        if self.takes_input() {
            self.post_drawn(input.kind.into(), &input.cpu);
        }
    }

    /// Puts an input message into the queue now, whose handler computes for a time drawn from `cpu`, or does the work behind a button.
    pub fn post_drawn(&mut self, posted: Posted, cpu: &Dist) {
        let Posted { kind, gesture, .. } = posted;
        let task = TaskId::input(self.next_input);
        self.next_input += 1;
        let ns = Draws::new(self.scenario.seed, self.epoch, task.0).duration(cpu, 0);
        let number = self.record(None, Kind::InputPosted { input: task, what: kind, gesture });
        // The same button has another handler in the twin.
        let gesture = if gesture == Gesture::Compute && self.model.application == Application::Awaits { Gesture::Await } else { gesture };
        let future = Box::pin(job::handler(Job::new(self.world.clone(), task), ns, Posted { gesture, ..posted }));
        let slot = self.admit(task, number, kind.into());
        self.tasks.make(slot, future, None);
    }

    /// Each of so many processes has its own variables.
    pub fn share_nothing(&self, processes: u16) {
        self.world.share_nothing(processes);
    }

    /// True if the model has a queue for input.
    pub const fn takes_input(&self) -> bool {
        self.model.takes_input
    }

    // ---- the end, and changes ----

    /// How many jobs are in the system.
    pub const fn jobs_alive(&self) -> u32 {
        self.jobs_alive
    }
    /// How many jobs are done.
    pub const fn jobs_done(&self) -> u64 {
        self.jobs_done
    }

    /// A slider moved: records it; later arrivals, costs and depths follow the new scenario.
    pub fn change(&mut self, scenario: Arc<Scenario>, first_job: u32) {
        self.epoch += 1;
        let number = self.epoch;
        self.record(None, Kind::ScenarioChanged { change: number });
        self.changes.push(Change { number, at: self.now, scenario: scenario.clone(), first_job });
        self.arrivals.change(&mut self.calendar, self.now, scenario.clone(), first_job);
        self.devices.set_depths(&self.names.devices, &scenario);
        self.workloads.push((compile_workload(&scenario, &self.names), Epoch::new(scenario.seed, number)));
        self.scenario = scenario;
        for device in self.devices.ids() {
            self.serve_queue(device, None);
        }
    }
}

fn compile_workload(scenario: &Scenario, names: &Names) -> Rc<[Op]> {
    scenario.workload.as_ref().map_or_else(|| Rc::from([]), |workload| job::compile(scenario, names, &workload.steps))
}
