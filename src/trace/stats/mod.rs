//! [`Stats`]: a run in numbers, as a streaming fold over its log. It needs no stored trace: a headless run feeds it directly.
//!
//! It does not read slider changes by itself: whoever feeds it hands over the changes too ([`Stats::note`]), before their events.

pub mod latency;
pub mod range;
pub(super) mod report;
pub(super) mod totals;

use super::log::cursor::{FEW, Fold};
use super::state::ids::Keyed;
use super::state::slab::{ById, IdMap};
use latency::Latencies;
use loopscope_event::{Change, Event, EventNo, Kind, ModelInfo, Ns, RequestId, TaskId, What};
pub use report::{CpuNs, JobRow, Peak, Report};
use totals::{On, Totals, Work};

/// What a thread uses, in tenths of a byte: about 35 KiB.
const THREAD: u64 = 35 * 1024 * 10;

/// A run in numbers, up to some event.
#[derive(Clone, PartialEq, Debug)]
pub struct Stats {
    now: Ns,
    events: EventNo,
    arrived: u64,
    done: u64,
    cores: ById<Option<Work>>,
    /// Cores that the scenario has.
    declared: u16,
    /// Numbers of slider changes, with the cores from there on.
    changes: Vec<(u32, u16)>,
    totals: Totals,
    /// As they were when the last job was done and none was left.
    empty: Option<Totals>,
    latencies: Latencies,
    switches: u64,
    tasks: Keyed<Info>,
    vars: ById<Updates>,
    queue: u32,
    in_flight: u32,
    threads: u32,
    coroutines: u32,
    /// What one of them uses, in tenths of a byte.
    frame: u64,
    peak: Peak,
    memory: u64,
    /// Rows of jobs that are done, and the requests under way; `None`: nobody wants them.
    jobs: Option<Box<Rows>>,
}

#[derive(Clone, PartialEq, Debug, Default)]
struct Info {
    arrived: Ns,
    start: Option<Ns>,
    cpu: Ns,
    io: Ns,
    /// It stands in the OS run queue.
    runnable: bool,
    coroutine: bool,
}

/// The writes to one variable.
#[derive(Clone, PartialEq, Debug, Default)]
struct Updates {
    writes: u64,
    /// How many writes its value contains.
    kept: u64,
    /// How many it contained when a task read it last.
    seen: IdMap<u32, u64>,
}

#[derive(Clone, PartialEq, Debug, Default)]
struct Rows {
    done: Vec<JobRow>,
    served: IdMap<u64, Ns>,
}

impl Stats {
    /// For a headless run on so many cores: percentiles are exact, at eight bytes a job.
    #[must_use]
    pub fn exact(cores: u16) -> Self {
        Self::with(cores, Latencies::exact())
    }

    /// For a run that may go on for ever: percentiles come from a histogram, in bounded memory.
    #[must_use]
    pub fn live(cores: u16) -> Self {
        Self::with(cores, Latencies::histogram())
    }

    fn with(cores: u16, latencies: Latencies) -> Self {
        Self {
            now: 0,
            events: 0,
            arrived: 0,
            done: 0,
            cores: ById::default(),
            declared: cores,
            changes: Vec::new(),
            totals: Totals::default(),
            empty: None,
            latencies,
            switches: 0,
            tasks: Keyed::default(),
            vars: ById::default(),
            queue: 0,
            in_flight: 0,
            threads: 0,
            coroutines: 0,
            frame: 0,
            peak: Peak::default(),
            memory: 0,
            jobs: None,
        }
    }

    /// Of this model, which says what a task's frame uses.
    #[must_use]
    pub fn of(self, model: &ModelInfo) -> Self {
        Self { frame: model.frame_tenths.into(), ..self }
    }

    /// From now on, keep a row for each job that ends.
    #[must_use]
    pub fn with_jobs(mut self) -> Self {
        self.jobs = Some(Box::default());
        self
    }

    /// The rows of the jobs that are done, in job order.
    pub fn take_jobs(&mut self) -> Vec<JobRow> {
        let mut rows = self.jobs.as_mut().map(|jobs| std::mem::take(&mut jobs.done)).unwrap_or_default();
        rows.sort_by_key(|row| row.job);
        rows
    }

    /// Slider changes whose events will follow.
    pub fn note(&mut self, changes: &[Change]) {
        self.changes.extend(changes.iter().map(|change| (change.number, change.scenario.machine.cores)));
    }

    /// Jobs done so far.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// When a task came that has not ended.
    pub(super) fn arrival(&self, task: TaskId) -> Option<Ns> {
        self.tasks.get(task.0).map(|info| info.arrived)
    }

    /// Lets the event at place `number` count.
    pub fn apply(&mut self, event: &Event, number: EventNo) {
        self.events = number + 1;
        if event.at > self.now {
            self.advance(event.at);
        }
        let at = self.now;
        match event.kind {
            Kind::JobArrived { job } => {
                self.arrived += 1;
                self.tasks.insert(job.0, Info { arrived: at, ..Info::default() });
            }
            Kind::JobDone { job } => self.job_done(job),
            Kind::TaskDone { task } | Kind::TaskCancelled { task } => drop(self.ended(task)),
            Kind::TaskSpawned { task, .. } => self.tasks.insert(task.0, Info { arrived: at, ..Info::default() }),

            Kind::ThreadSpawned { .. } => {
                self.threads += 1;
                self.peak.threads = self.peak.threads.max(self.threads);
                self.weigh();
            }
            Kind::ThreadExited { .. } => self.threads = self.threads.saturating_sub(1),
            Kind::ThreadRunnable { task, .. } => {
                if let Some(info) = self.tasks.get_mut(task.0)
                    && !std::mem::replace(&mut info.runnable, true)
                {
                    self.queue += 1;
                }
            }
            Kind::ThreadBlocked { task, .. } => self.dispatched(task, None),
            Kind::SwitchStarted { core, task, switch, .. } => {
                self.switches += 1;
                self.dispatched(task, Some(at));
                self.work(core, Some(On::Switch(Ns::from(switch))));
            }
            Kind::SwitchEnded { core, .. } => self.work(core, None),

            Kind::MessagePosted { what, task, .. } => {
                self.queue += 1;
                if what == What::Start
                    && let Some(info) = self.tasks.get_mut(task.0)
                    && !std::mem::replace(&mut info.coroutine, true)
                {
                    self.coroutines += 1;
                    self.peak.tasks = self.peak.tasks.max(self.coroutines);
                    self.weigh();
                }
            }
            Kind::MessageTaken { core, task, .. } => {
                self.queue = self.queue.saturating_sub(1);
                if let Some(info) = self.tasks.get_mut(task.0) {
                    info.start.get_or_insert(at);
                }
                self.work(core, Some(On::Dispatch));
            }
            Kind::RunStarted { core, task, .. } => {
                self.dispatched(task, Some(at));
                self.work(core, Some(On::Run(task)));
            }
            Kind::RunEnded { core, .. } => self.work(core, None),
            Kind::Stolen { thief, steal, .. } if steal > 0 => self.work(thief, Some(On::Steal)),

            Kind::IoSubmitted { .. } => {
                self.in_flight += 1;
                self.peak.in_flight = self.peak.in_flight.max(self.in_flight);
            }
            Kind::IoStarted { device, request, .. } => {
                if let Some(jobs) = &mut self.jobs {
                    jobs.served.insert(key(device, request), at);
                }
            }
            Kind::IoCompleted { device, request, task } | Kind::IoCancelled { device, request, task } => {
                self.in_flight = self.in_flight.saturating_sub(1);
                if let Some(jobs) = &mut self.jobs
                    && let Some(started) = jobs.served.remove(&key(device, request))
                    && let Some(info) = self.tasks.get_mut(task.0)
                {
                    info.io = info.io.saturating_add(at - started);
                }
            }

            Kind::VarRead { var, task, .. } => {
                let var = self.vars.at(var);
                var.seen.insert(task.0, var.kept);
            }
            Kind::VarWritten { var, task, stale, .. } => {
                let var = self.vars.at(var);
                // What it read is what its value contains, plus its own change; a log without the read says at least whether it was stale.
                let seen = var.seen.get(&task.0).copied().unwrap_or(if stale { var.kept.saturating_sub(1) } else { var.kept });
                (var.writes, var.kept) = (var.writes + 1, seen + 1);
            }
            Kind::ScenarioChanged { change } => {
                if let Some((_, cores)) = self.changes.iter().find(|(number, _)| *number == change) {
                    self.declared = *cores;
                }
            }
            _ => {}
        }
    }

    fn advance(&mut self, at: Ns) {
        let past = u128::from(at - self.now);
        self.totals.in_system += u128::from(self.arrived.saturating_sub(self.done)) * past;
        self.totals.capacity += u128::from(self.capacity()) * past;
        self.peak.queue = self.peak.queue.max(self.queue);
        self.now = at;
    }

    /// Cores of the scenario, and those beyond that still work: a core that was taken away ends its burst first.
    fn capacity(&self) -> u32 {
        let beyond = self.cores.iter().filter(|(id, work)| *id >= self.declared && work.is_some()).count();
        u32::from(self.declared) + beyond as u32
    }

    /// The core is busy with this from now on.
    fn work(&mut self, core: u16, on: Option<On>) {
        let next = on.map(|on| Work { on, since: self.now });
        let Some(past) = std::mem::replace(self.cores.at(core), next) else { return };
        self.totals.add(past, self.now);
        if let On::Run(task) = past.on
            && let Some(info) = self.tasks.get_mut(task.0)
        {
            info.cpu = info.cpu.saturating_add(self.now - past.since);
        }
    }

    fn dispatched(&mut self, task: TaskId, start: Option<Ns>) {
        if let Some(info) = self.tasks.get_mut(task.0) {
            info.start = info.start.or(start);
            if std::mem::replace(&mut info.runnable, false) {
                self.queue = self.queue.saturating_sub(1);
            }
        }
    }

    fn weigh(&mut self) {
        self.memory = self.memory.max(u64::from(self.threads) * THREAD + u64::from(self.coroutines) * self.frame);
    }

    fn ended(&mut self, task: TaskId) -> Option<Info> {
        let info = self.tasks.remove(task.0)?;
        self.coroutines -= u32::from(info.coroutine);
        self.queue = self.queue.saturating_sub(u32::from(info.runnable));
        for var in self.vars.values_mut() {
            var.seen.remove(&task.0);
        }
        Some(info)
    }

    fn job_done(&mut self, job: TaskId) {
        let Some(info) = self.ended(job) else { return };
        self.done += 1;
        self.latencies.add(self.now - info.arrived);
        if let Some(jobs) = &mut self.jobs {
            let Info { arrived, start, cpu, io, .. } = info;
            jobs.done.push(JobRow { job, arrival: arrived, start: start.unwrap_or(self.now), completion: self.now, cpu, io });
        }
        if self.done == self.arrived {
            self.empty = Some(self.totals_at(self.now));
        }
    }

    /// The sums, with what the cores are busy with up to `at`.
    fn totals_at(&self, at: Ns) -> Totals {
        let mut totals = self.totals;
        let past = u128::from(at - self.now);
        totals.in_system += u128::from(self.arrived.saturating_sub(self.done)) * past;
        totals.capacity += u128::from(self.capacity()) * past;
        self.cores.iter().filter_map(|(_, work)| *work).for_each(|work| totals.add(work, at));
        Totals { at, ..totals }
    }

    /// The numbers. `now` is an instant after the last event up to which nothing more happens, for a picture that moves on; without
    /// it, a run whose jobs are all done is counted up to the last completion, and any other up to the last event.
    #[must_use]
    pub fn report(&self, now: Option<Ns>) -> Report {
        let totals = match (now, self.empty) {
            (Some(now), _) => self.totals_at(now.max(self.now)),
            (None, Some(empty)) if self.done == self.arrived => empty,
            _ => self.totals_at(self.now),
        };
        let Totals { at, run, switch, spawn, dispatch, steal, capacity, in_system } = totals;
        let busy: u128 = [run, switch, spawn, dispatch, steal].into_iter().map(u128::from).sum();
        let idle = capacity.saturating_sub(busy);
        let over = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        Report {
            arrived: self.arrived,
            jobs: self.done,
            elapsed: at,
            throughput_per_s: over(self.done as f64 * 1e9, at as f64),
            latency: self.latencies.figures(),
            cpu: CpuNs { run, switch, spawn, dispatch, steal, idle: Ns::try_from(idle).unwrap_or(Ns::MAX) },
            utilisation: over(run as f64, capacity as f64),
            switches: self.switches,
            mean_in_system: over(in_system as f64, at as f64),
            in_system_ns: in_system,
            peak: self.peak,
            memory_bytes: self.memory / 10,
            lost_updates: self.vars.iter().map(|(_, var)| var.writes - var.kept.min(var.writes)).sum(),
            events: self.events,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.latencies.bytes() + self.tasks.bytes() + self.cores.bytes()
    }
}

fn key(device: u16, request: RequestId) -> u64 {
    (u64::from(device) << 32) | u64::from(request)
}

impl Fold for Stats {
    fn step(&mut self, event: &Event, number: EventNo, changes: &[Change]) {
        if let Kind::ScenarioChanged { change } = event.kind
            && !self.changes.iter().any(|(number, _)| *number == change)
        {
            self.note(changes);
        }
        self.apply(event, number);
    }
    fn fetch(&self, events: &[Event]) {
        if self.tasks.len() > FEW {
            let found = events.iter().filter_map(|event| self.tasks.get(event.kind.resumed()?.0));
            std::hint::black_box(found.fold(0, |sum, info| sum ^ info.arrived));
        }
    }
}
