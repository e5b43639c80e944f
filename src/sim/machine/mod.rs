//! The machine that every model runs on: clock, calendar, tasks, devices and the log. It knows no core and no queue.
//!
//! A scheduler tells it to begin or to end a burst; it polls the job, records the events, submits the requests, and
//! returns whether the core continues with more CPU time or is left.

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

/// What a core does after a burst has begun or ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// It runs the task for this long, ns, unless the burst is cut short.
    Run(Ns),
    /// The task leaves the core.
    Leave(Leave),
}

/// Why a task leaves its core.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leave {
    /// It waits.
    Wait(Wait),
    /// It yielded, and is runnable.
    Yield,
    /// It completed: see [`Machine::ended`]. Its slot is free already.
    Done,
}

/// A task that ended.
#[derive(Clone, Copy)]
pub struct Ended {
    /// The task.
    pub task: TaskId,
    /// The thread that ran it.
    pub thread: ThreadId,
    /// The event of its end.
    pub since: EventNo,
}

/// A woken task, and the reason.
#[derive(Clone, Copy)]
pub struct Wakeup {
    /// The task.
    pub slot: Slot,
    /// The reason for the wake.
    pub what: What,
}

/// A task that arrived.
#[derive(Clone, Copy)]
pub struct Arrived {
    /// The task.
    pub slot: Slot,
    /// The kind of message to post for it, in a model with message queues.
    pub what: What,
}

/// The machine.
pub struct Machine {
    /// The current instant, ns.
    pub now: Ns,
    /// The scenario in effect.
    pub scenario: Arc<Scenario>,
    /// The tasks.
    pub tasks: Executor,
    /// The planned events.
    pub calendar: Calendar,
    /// The plan of arrivals.
    pub arrivals: Arrivals,
    names: Names,
    pub(super) devices: Devices,
    pub(super) world: Rc<World>,
    /// The workload's steps and draws by epoch: a job uses those of the epoch in which it arrived.
    workloads: Vec<(Rc<[Op]>, Epoch)>,
    log: Vec<Event>,
    recorded: EventNo,
    changes: Vec<Change>,
    epoch: u32,
    next_input: u32,
    model: &'static ModelInfo,
    pub(super) woken: Vec<Slot>,
    /// Arrived tasks to be handed to the scheduler, in order.
    pub arrived: Vec<Arrived>,
    /// Woken tasks to be handed to the scheduler, in order.
    pub wakeups: Vec<Wakeup>,
    /// The task that ended last.
    pub ended: Ended,
    pub(super) jobs_alive: u32,
    pub(super) jobs_done: u64,
}

impl Machine {
    /// A machine at time 0, before its first event.
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

    /// Records an event and returns its number.
    #[inline(always)]
    pub fn record(&mut self, cause: Option<EventNo>, kind: Kind) -> EventNo {
        let number = self.recorded;
        self.log.push(Event::new(self.now, number, cause, kind));
        self.recorded += 1;
        number
    }

    /// Records the next event in a task's own chain and returns its number.
    #[inline(always)]
    pub fn chain(&mut self, slot: Slot, kind: Kind) -> EventNo {
        let cause = std::mem::replace(&mut self.tasks.task(slot).last, self.recorded);
        self.record(Some(cause), kind)
    }

    /// The number of events recorded, those taken included.
    pub const fn recorded(&self) -> EventNo {
        self.recorded
    }
    /// The number of events that wait to be taken.
    pub const fn pending(&self) -> usize {
        self.log.len()
    }
    /// Takes the pending events and leaves `empty` in their place.
    pub fn take(&mut self, empty: Vec<Event>) -> (EventNo, Vec<Event>, Vec<Change>) {
        let first = self.recorded - self.log.len() as EventNo;
        (first, std::mem::replace(&mut self.log, empty), std::mem::take(&mut self.changes))
    }

    /// True if there are tasks to be handed to the scheduler.
    pub const fn has_news(&self) -> bool {
        !self.arrived.is_empty() || !self.wakeups.is_empty()
    }

    // ---- arrivals and inputs ----

    /// Handles a calendar entry other than a core's or a frame. The scheduler handles `arrived` and `wakeups` after it.
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

    /// Makes the future of a scenario's job that arrived in an epoch.
    pub(super) fn program(&self, task: TaskId, epoch: u32) -> Boxed<'static> {
        let (workload, draws) = &self.workloads[epoch as usize];
        let ops = match self.scenario.split_job(task.0) {
            Some(Err(spelt)) => job::compile(&self.scenario, &self.names, &spelt.steps),
            _ => workload.clone(),
        };
        Box::pin(job::program(Job::new(self.world.clone(), task), ops, draws.of(task.0)))
    }

    /// Adds a job that is not the scenario's: one made by hand.
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

    /// Posts an input message now. Its handler computes for a time drawn from `cpu`, or does the work behind a button.
    pub fn post_drawn(&mut self, posted: Posted, cpu: &Dist) {
        let Posted { kind, gesture, .. } = posted;
        let task = TaskId::input(self.next_input);
        self.next_input += 1;
        let ns = Draws::new(self.scenario.seed, self.epoch, task.0).duration(cpu, 0);
        let number = self.record(None, Kind::InputPosted { input: task, what: kind, gesture });
        // In the twin, the same button has the other handler.
        let gesture = if gesture == Gesture::Compute && self.model.application == Application::Awaits { Gesture::Await } else { gesture };
        let future = Box::pin(job::handler(Job::new(self.world.clone(), task), ns, Posted { gesture, ..posted }));
        let slot = self.admit(task, number, kind.into());
        self.tasks.make(slot, future, None);
    }

    /// Gives each of this many processes its own variables.
    pub fn share_nothing(&self, processes: u16) {
        self.world.share_nothing(processes);
    }

    /// True if the model has a queue for input.
    pub const fn takes_input(&self) -> bool {
        self.model.takes_input
    }

    // ---- the end, and changes ----

    /// The number of jobs in the system.
    pub const fn jobs_alive(&self) -> u32 {
        self.jobs_alive
    }
    /// The number of completed jobs.
    pub const fn jobs_done(&self) -> u64 {
        self.jobs_done
    }

    /// Records a slider change and applies it to later arrivals, costs and depths.
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
