//! [`Run`]: one model over one scenario, advanced in steps of any size. The log never depends on the steps.

use super::Sink;
use super::machine::Machine;
use super::scheduler::{Model, Scheduler, model, models, registered};
use super::task::effect::{Boxed, Job};
use loopscope_event::{Dist, Ending, Event, EventNo, ModelInfo, Ns, Piece, Posted, Scenario, Sharding, TaskId, time};
use std::sync::Arc;

/// The most tasks that may be alive at once; a run that exceeds it ends.
pub const MOST_ALIVE: usize = 2_500_000;
/// The CPU time of a posted message's handler where the scenario has no such kind of input.
pub const HANDLER: Ns = 200 * time::US;

/// How many events a run to its end hands over at a time.
const PIECE: usize = 4096;

/// Where [`Run::advance`] stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Everything up to the given instant has happened.
    Reached,
    /// At least as many events are pending as were asked for; there may be more at this instant.
    Full,
    /// The run is over.
    Ended,
}

/// One model over one scenario.
pub struct Run {
    machine: Machine,
    scheduler: Box<dyn Scheduler>,
    model: &'static ModelInfo,
    /// The total number of jobs; `None`: endless.
    expected: Option<u64>,
    ending: Option<Ending>,
    spare: Vec<Event>,
}

impl Run {
    /// A run of a validated scenario at time 0.
    ///
    /// # Panics
    /// When the model is not one of [`models`](crate::models).
    #[must_use]
    pub fn new(scenario: &Arc<Scenario>, model: &'static ModelInfo) -> Self {
        Self::of(scenario, registered(model))
    }

    /// A run at time 0 of any model, registered or not, and of a scenario that was validated.
    #[must_use]
    pub fn of(scenario: &Arc<Scenario>, Model { info, scheduler }: Model) -> Self {
        let mut run = Self {
            machine: Machine::new(scenario.clone(), info),
            scheduler: scheduler(),
            model: info,
            expected: scenario.total_jobs(),
            ending: None,
            spare: Vec::new(),
        };
        run.scheduler.start(&mut run.machine);
        run.after();
        run
    }

    /// A run of jobs made by hand, all arriving at time 0, on a scenario's machine.
    #[must_use]
    pub fn of_jobs(scenario: &Arc<Scenario>, model: &'static ModelInfo, jobs: Vec<Box<dyn FnOnce(Job) -> Boxed<'static>>>) -> Self {
        let mut run = Self::new(scenario, model);
        run.ending = None;
        run.expected = Some(jobs.len() as u64);
        for (number, job) in jobs.into_iter().enumerate() {
            run.machine.admit_job(number as u32, job);
            run.after();
        }
        run
    }

    /// The model.
    #[must_use]
    pub const fn model(&self) -> &'static ModelInfo {
        self.model
    }
    /// The instant up to which everything has happened, ns.
    #[must_use]
    pub const fn now(&self) -> Ns {
        self.machine.now
    }
    /// The instant of the next event, ns.
    #[must_use]
    pub fn next(&self) -> Option<Ns> {
        if self.ending.is_some() { None } else { self.machine.calendar.next() }
    }
    /// How the run ended, if it did.
    #[must_use]
    pub const fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }
    /// The number of events, pending ones included.
    #[must_use]
    pub const fn recorded(&self) -> EventNo {
        self.machine.recorded()
    }
    /// The last planned job plus one.
    #[must_use]
    pub const fn next_job(&self) -> u32 {
        self.machine.arrivals.next_job()
    }
    /// The number of wakes.
    #[must_use]
    pub const fn wakes(&self) -> u64 {
        self.machine.tasks.wakes()
    }
    /// The number of polls.
    #[must_use]
    pub const fn polls(&self) -> u64 {
        self.machine.tasks.polls()
    }
    /// The number of completed jobs.
    #[must_use]
    pub const fn jobs_done(&self) -> u64 {
        self.machine.jobs_done()
    }

    /// Executes everything up to and including the instant `to`, or until at least `at_most` events are pending.
    pub fn advance(&mut self, to: Ns, at_most: usize) -> Progress {
        let until = self.machine.scenario.until.unwrap_or(time::HORIZON);
        while self.ending.is_none() {
            if self.machine.pending() >= at_most {
                return Progress::Full;
            }
            match self.machine.calendar.next() {
                Some(time) if time <= to.min(until) => {
                    self.machine.now = time;
                    self.scheduler.handle_next(&mut self.machine);
                    self.ending = self.end();
                }
                Some(_) if to >= until => {
                    self.machine.now = until;
                    self.ending = Some(Ending::Until);
                }
                Some(_) => {
                    self.machine.now = self.machine.now.max(to);
                    return Progress::Reached;
                }
                None => self.ending = Some(self.exhausted()),
            }
        }
        Progress::Ended
    }

    /// Lets everything happen to the end, which there must be, and hands the events to `sink`.
    pub fn to_end(mut self, sink: &mut impl Sink) -> Ending {
        loop {
            let progress = self.advance(time::HORIZON, PIECE);
            let Piece { first, events, changes } = self.take();
            sink.events(first, &events, &changes);
            self.recycle(events);
            if let (Progress::Ended, Some(ending)) = (progress, self.ending()) {
                return ending.clone();
            }
        }
    }

    /// Handles what follows at once from the last event.
    fn after(&mut self) {
        self.scheduler.follow(&mut self.machine);
        self.ending = self.end();
    }

    fn end(&self) -> Option<Ending> {
        let machine = &self.machine;
        let alive = machine.tasks.alive();
        if alive == 0 && self.expected == Some(machine.jobs_done()) {
            return Some(Ending::Drained);
        }
        if alive > MOST_ALIVE {
            return Some(Ending::TooManyTasks);
        }
        let stuck = machine.jobs_alive() > 0 && machine.calendar.only_inputs() && self.scheduler.idle();
        stuck.then(|| self.exhausted())
    }

    fn exhausted(&self) -> Ending {
        match self.machine.tasks.alive() {
            0 => Ending::Drained,
            waiting => Ending::Deadlock { waiting: waiting as u32 },
        }
    }

    /// Takes the events that are pending.
    pub fn take(&mut self) -> Piece {
        let (first, events, changes) = self.machine.take(std::mem::take(&mut self.spare));
        Piece { first, events, changes }
    }

    /// Gives a list back, so that its memory is reused.
    pub fn recycle(&mut self, mut events: Vec<Event>) {
        events.clear();
        self.spare = events;
    }

    /// Applies a slider change at the instant `at`, up to which everything has happened. `first_job` is the number of
    /// the first job of an endless closed workload whose clients are renumbered.
    pub fn change(&mut self, at: Ns, scenario: Arc<Scenario>, first_job: u32) {
        if self.ending.is_none() {
            self.machine.now = self.machine.now.max(at);
            self.machine.change(scenario, first_job);
            self.after();
        }
    }

    /// Posts a person's input message at the instant `at`, up to which everything has happened.
    pub fn post(&mut self, at: Ns, posted: Posted) {
        if self.ending.is_none() && self.machine.takes_input() {
            self.machine.now = self.machine.now.max(at);
            let scenario = self.machine.scenario.clone();
            let dist =
                scenario.input.iter().find(|input| input.kind == posted.kind).map_or(Dist::Fixed(HANDLER), |input| input.cpu.clone());
            self.machine.post_drawn(posted, &dist);
            self.after();
        }
    }
}

/// True if going from one scenario to the other takes a new run: what is known before the start differs, or who arrives
/// in what order of numbers.
#[must_use]
pub fn needs_restart(old: &Scenario, new: &Scenario) -> bool {
    use loopscope_event::{Arrivals, Jobs};
    let kind = |scenario: &Scenario| {
        scenario.workload.as_ref().map(|w| {
            let clients = match (&w.arrivals, w.jobs) {
                (Arrivals::Closed(closed), Jobs::Count(_)) => closed.clients,
                _ => 0,
            };
            (w.jobs, std::mem::discriminant(&w.arrivals), clients)
        })
    };
    // Jobs are bound to processes by number, and a process owns its core or does not.
    let sharded = |scenario: &Scenario| match &scenario.models[..] {
        [] => models().iter().any(|model| scenario.runs(model) && is_sharded(model)),
        names => names.iter().filter_map(|name| model(name)).any(is_sharded),
    };
    let shards = |scenario: &Scenario| (scenario.machine.processes, scenario.machine.processes <= scenario.machine.cores.into());
    old.seed != new.seed
        || old.until != new.until
        || old.job != new.job
        || old.input != new.input
        || kind(old) != kind(new)
        || (sharded(old) && sharded(new) && shards(old) != shards(new))
        || super::names(old) != super::names(new)
}

fn is_sharded(model: &ModelInfo) -> bool {
    model.sharding == Sharding::ByJobNumber
}

const _: () = assert!(MOST_ALIVE < TaskId::JOBS as usize);
