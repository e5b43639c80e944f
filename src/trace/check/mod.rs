//! [`Check`]: whether a log keeps the invariants of a run. It reads the log and its header, nothing else; what a job should have computed may be handed in.
//!
//! Streaming: memory is bounded by the tasks that live (and one bit for each job that ever came). The numbers are those of the project's list:
//!
//! | | |
//! |---|---|
//! | I1 | every arrival completes exactly once; CPU time run = CPU time asked for |
//! | I2 | intervals on a core are disjoint; a thread is on at most one core |
//! | I3 | switches, spawns and dispatches take what they cost, so that all of a core's time is accounted for |
//! | I4 | only legal transitions |
//! | I5 | the run queue and the message queues keep the model's discipline; devices, locks and the gate are first in, first out |
//! | I6 | no core idles while a task waits for it |
//! | I7 | Little's law: at every instant each job is in some place, and ∫N dt = Σ time in system |
//! | I8 | completion − service start = latency; in service ≤ depth; time never goes back |
//! | I12 | a batch takes at least Σcpu / cores, and as long as its longest job |
//! | I13 | no other handler of a loop begins before the one running ends |
//! | I14 | a variable reads as it was written, and stale writes are known as such |
//!
//! I9, I10 and I11 compare runs and are not for one log to show. It does *not* read files and does *not* know the models: [`Facts`] says what differs.

mod account;
mod loops;
mod rules;
#[cfg(test)]
mod tests;

use super::state::places::Doing;
use super::state::slab::{ById, IdMap};
use super::state::{Phase, State};
use loopscope_event::{Change, Discipline, Event, EventNo, ModelInfo, Names, Ns, Rows, RunEnd, Scenario, Sharding, TaskId, Wait};
use std::fmt;

/// An invariant that does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// Which: `"I5"`.
    pub invariant: &'static str,
    /// The event at which it shows.
    pub event: EventNo,
    /// What is wrong, in words.
    pub says: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} does not hold at event {}: {}", self.invariant, self.event, self.says)
    }
}

impl std::error::Error for Broken {}

/// What a log that keeps the invariants contains.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checked {
    /// Events.
    pub events: u64,
    /// Jobs that came.
    pub arrived: u64,
    /// Jobs that are done.
    pub done: u64,
    /// Tasks that wait for each other for ever, so that the run could not end.
    pub deadlocked: u64,
    /// Writes that other writes undid.
    pub lost_updates: u64,
    /// When the last job was done, ns.
    pub makespan: Ns,
}

/// What the header says of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Facts {
    /// How many cores.
    pub cores: u16,
    /// Requests served at once, by device; missing: any number.
    pub depths: Vec<Option<u32>>,
    /// One thread takes the jobs from a gate, one after the other.
    pub gate: bool,
    /// There is one queue for the CPU.
    pub one_queue: bool,
    /// Messages wait for any core: workers steal from each other.
    pub shared: bool,
    /// Loops are processes, and may be preempted with a handler in hand.
    pub sharded: bool,
    /// Which member of the run queue, or of a message queue, is taken next.
    pub discipline: Discipline,
    /// No core may idle while something waits in any queue that it could serve.
    pub conserving: bool,
    /// The log is of our own simulation: every cost, burst and latency is exact, and nothing is left out.
    /// A measured or imported log is held to I1, I2, I7 and the order of time only.
    pub simulated: bool,
    /// The log ends where no job was left; otherwise it may stop anywhere.
    pub complete: bool,
    names: Names,
}

impl Facts {
    /// What a scenario and a model's places say. `complete`: the run went on until no job was left.
    #[must_use]
    pub fn new(model: &ModelInfo, scenario: &Scenario, names: &Names, complete: bool) -> Self {
        let places = &model.places;
        Self {
            cores: scenario.machine.cores,
            depths: depths(scenario, names),
            gate: places.gate.is_some() && places.rows == Rows::One,
            one_queue: matches!(places.rows, Rows::One | Rows::Cores),
            shared: places.rows == Rows::Workers,
            sharded: model.sharding == Sharding::ByJobNumber,
            discipline: model.discipline,
            // Processes may idle beside each other's full queues; that is their point.
            conserving: model.sharding == Sharding::None,
            simulated: true,
            complete,
            names: names.clone(),
        }
    }

    /// For a log that is not of our own simulation.
    #[must_use]
    pub fn foreign(cores: u16, names: &Names) -> Self {
        Self {
            cores,
            depths: Vec::new(),
            gate: false,
            one_queue: false,
            shared: false,
            sharded: false,
            discipline: Discipline::Fifo,
            conserving: false,
            simulated: false,
            complete: false,
            names: names.clone(),
        }
    }
}

fn depths(scenario: &Scenario, names: &Names) -> Vec<Option<u32>> {
    names.devices.iter().map(|name| scenario.devices.get(name).and_then(|device| device.depth)).collect()
}

/// How much CPU time a job asked for; `None` where it depends.
pub type CpuAsked<'a> = &'a dyn Fn(u32) -> Option<Ns>;

/// A check under way.
pub struct Check<'a> {
    facts: Facts,
    cpu_asked: Option<CpuAsked<'a>>,
    changes: Vec<Change>,
    changed: bool,
    state: State,
    tasks: IdMap<u32, Info>,
    /// One bit for each job that has come.
    seen: IdMap<u32, u64>,
    cores: ById<CoreSums>,
    /// The version of each variable, and the one that each task read last.
    vars: ById<Versions>,
    /// Tasks whose burst has ended and that must be somewhere else before time goes on.
    paused: Vec<TaskId>,
    sums: Sums,
}

#[derive(Clone, Copy, Default)]
struct Info {
    /// CPU time so far, ns.
    ran: Ns,
    /// What is left of a burst that was cut.
    rest: Option<Ns>,
    /// What it waits for, or one of several such things, is over.
    woken: bool,
    /// Time that it would have needed alone, and up to when that is counted.
    needed: Ns,
    counted: Ns,
    /// A thread or a process was given it.
    assigned: bool,
}

#[derive(Clone, Copy, Default)]
struct CoreSums {
    switched: bool,
    busy: Ns,
    idle: Ns,
    /// Since when it does what it does.
    since: Ns,
}

#[derive(Default)]
struct Versions {
    version: u64,
    kept: u64,
    read: IdMap<u32, (u64, u64)>,
}

#[derive(Default)]
struct Sums {
    /// ∫N dt.
    in_system: u128,
    latencies: u128,
    ran: u128,
    /// What of it was computed before the last job ended: input may go on after that.
    batch_ran: u128,
    longest: Ns,
    /// True while every job has come at time 0.
    batch: bool,
    makespan: Ns,
}

type Verdict = Result<(), (&'static str, String)>;

impl<'a> Check<'a> {
    /// Begins. `cpu_asked` says how much CPU time a job asked for; without it, that part of I1 is checked burst by burst only.
    #[must_use]
    pub fn new(facts: Facts, cpu_asked: Option<CpuAsked<'a>>) -> Self {
        Self {
            state: State::new(facts.cores),
            facts,
            cpu_asked,
            changes: Vec::new(),
            changed: false,
            tasks: IdMap::default(),
            seen: IdMap::default(),
            cores: ById::default(),
            vars: ById::default(),
            paused: Vec::new(),
            sums: Sums { batch: true, ..Sums::default() },
        }
    }

    /// Slider changes whose events will follow.
    pub fn note(&mut self, changes: &[Change]) {
        self.changes.extend(changes.iter().cloned());
    }

    /// Looks at the next event.
    ///
    /// # Errors
    /// The invariant that it breaks.
    pub fn event(&mut self, event: &Event) -> Result<(), Broken> {
        let number = self.state.events;
        self.judge(event).map_err(|(invariant, says)| Broken { invariant, event: number, says })?;
        self.state.apply(event, number);
        Ok(())
    }

    fn judge(&mut self, event: &Event) -> Verdict {
        if event.at < self.state.at {
            return broken("I8", format!("time goes back from {} to {} ns", self.state.at, event.at));
        }
        if event.at > self.state.at {
            self.time_passes(event.at)?;
        }
        self.once(event)?;
        if self.facts.simulated { self.rules(event) } else { self.disjoint(event) }?;
        self.account(event);
        Ok(())
    }

    /// What must hold of an instant that is over.
    fn time_passes(&mut self, at: Ns) -> Verdict {
        let past = u128::from(at - self.state.at);
        self.sums.in_system += u128::from(self.state.in_system()) * past;
        if !self.facts.simulated {
            self.paused.clear();
            return Ok(());
        }
        while let Some(task) = self.paused.pop() {
            if !self.facts.gate
                && let Some(Phase::Paused { why, .. }) = self.state.task(task).map(|task| task.phase)
                && !(why == RunEnd::Quantum && self.in_hand(task))
            {
                return broken("I7", format!("the burst of {} has ended, and it is in no place from {} ns on", task.name(), self.state.at));
            }
        }
        let idle = |core: u16| self.state.cores.get(core).is_none_or(|core| core.doing == Doing::Idle);
        let any = || (0..self.facts.cores).find(|core| idle(*core));
        if let (Some(waits), Some(core)) = (self.state.runnable.front(), any()) {
            return broken("I6", format!("core {core} idles from {} ns on while process {} is runnable", self.state.at, waits.process));
        }
        if !self.facts.conserving {
            return Ok(());
        }
        for (id, queue) in self.state.queues.iter() {
            let Some(head) = queue.waiting.front() else { continue };
            if matches!(self.state.cores.get(id).map(|core| core.doing), Some(Doing::Stealing { .. })) {
                // What is being stolen is on its way.
                continue;
            }
            // A message is for its own loop, a thread for any core; the one thread of a gate keeps to core 0.
            let core = match head.what {
                None if !self.facts.gate => any(),
                Some(_) if self.facts.shared => any(),
                None => idle(0).then_some(0),
                Some(_) => idle(id).then_some(id),
            };
            if let Some(core) = core {
                return broken("I6", format!("core {core} idles from {} ns on while {} waits", self.state.at, head.task.name()));
            }
        }
        Ok(())
    }

    /// The task's process has it in hand still, and waits for a core with it.
    fn in_hand(&self, task: TaskId) -> bool {
        let home = self.state.task(task).and_then(|task| task.home);
        let handling = home.and_then(|home| self.state.queues.get(home)).and_then(|queue| queue.handling);
        self.facts.sharded && handling == Some(task)
    }

    /// Ends the check.
    ///
    /// # Errors
    /// An invariant that does not hold of the whole.
    pub fn finish(mut self) -> Result<Checked, Broken> {
        let event = self.state.events.saturating_sub(1);
        self.whole().map_err(|(invariant, says)| Broken { invariant, event, says })
    }

    fn whole(&mut self) -> Result<Checked, (&'static str, String)> {
        let left = self.state.in_system();
        let mut deadlocked = 0;
        if self.facts.complete {
            if left == 0 {
                self.totals()?;
            } else if self.stuck() {
                deadlocked = self.state.live() as u64;
            } else {
                let task = self.state.tasks().find(|task| task.id.is_job()).map(|task| task.id.name().to_string());
                broken("I1", format!("{} never completes, nor do {} others", task.unwrap_or_default(), left - 1))?;
            }
        }
        let lost = self.vars.iter().map(|(_, var)| var.version - var.kept.min(var.version)).sum();
        Ok(Checked {
            events: self.state.events,
            arrived: self.state.arrived,
            done: self.state.done,
            deadlocked,
            lost_updates: lost,
            makespan: self.sums.makespan,
        })
    }

    /// Nothing can happen any more, and every task waits for another.
    fn stuck(&self) -> bool {
        let waits = |phase: Phase| {
            matches!(phase, Phase::Waiting { on: Wait::Lock | Wait::Task, .. } | Phase::Paused { why: RunEnd::Await, .. } | Phase::Gate)
        };
        self.state.queued() == 0 && self.state.in_flight() == 0 && self.state.tasks().all(|task| waits(task.phase))
    }

    fn totals(&mut self) -> Verdict {
        let Sums { in_system, latencies, batch_ran: ran, longest, batch, makespan, .. } = self.sums;
        if in_system != latencies {
            return broken("I7", format!("∫N dt is {in_system} ns, the times in the system add up to {latencies} ns"));
        }
        let now = self.state.at;
        for (id, core) in self.cores.iter() {
            let doing = self.state.cores.get(id).map_or(Doing::Idle, |core| core.doing);
            let (mut busy, mut idle) = (core.busy, core.idle);
            *if doing == Doing::Idle { &mut idle } else { &mut busy } += now - core.since;
            if busy + idle != now {
                return broken("I3", format!("core {id} is accounted for {} of {now} ns", busy + idle));
            }
        }
        if self.facts.simulated && batch && !self.changed {
            if ran > u128::from(makespan) * u128::from(self.facts.cores) {
                return broken("I12", format!("{ran} ns of CPU time in {makespan} ns on {} cores", self.facts.cores));
            }
            if longest > makespan {
                return broken("I12", format!("the longest job needs {longest} ns, the batch took {makespan}"));
            }
        }
        Ok(())
    }
}

fn broken(invariant: &'static str, says: impl Into<String>) -> Verdict {
    Err((invariant, says.into()))
}

/// Checks a whole log.
///
/// # Errors
/// The first invariant that does not hold.
pub fn check<'e>(
    facts: Facts,
    cpu_asked: Option<CpuAsked<'_>>,
    changes: &[Change],
    events: impl IntoIterator<Item = &'e Event>,
) -> Result<Checked, Broken> {
    let mut check = Check::new(facts, cpu_asked);
    check.note(changes);
    for event in events {
        check.event(event)?;
    }
    check.finish()
}
