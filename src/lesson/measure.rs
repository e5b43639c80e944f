//! Measurements of a run: [`Recorder`] takes its events, [`Measured`] holds the [`Value`] of each [`Measure`].

use loopscope_event::{Change, Event, EventNo, Kind, ModelInfo, Ns, TaskId, time};
use loopscope_trace::{JobRow, Report, Stats};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// The unit of a value, which determines how it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Nanoseconds.
    Time,
    /// A number of things.
    Count,
    /// A share, from 0 to 1.
    Share,
    /// A rate per second.
    PerSecond,
    /// Bytes of memory.
    Bytes,
    /// A ratio.
    Ratio,
}

/// The value of a fact or a measure.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A number with its unit; times in nanoseconds, shares from 0 to 1.
    Amount(f64, Unit),
    /// Words, such as the order of completion: `"C A B"`.
    Words(String),
}

impl fmt::Display for Value {
    /// Writes the value as lessons state and show it: `"51.155 ms"`, `"5 %"`, `"19.2"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Amount(ns, Unit::Time) => {
                let units = [("s", time::S), ("ms", time::MS), ("µs", time::US), ("ns", 1)];
                let (unit, size) = units.into_iter().find(|(_, size)| ns.abs() >= *size as f64).unwrap_or(("ns", 1));
                write!(f, "{} {unit}", decimals(ns / size as f64, 3))
            }
            Self::Amount(n, Unit::Count) => write!(f, "{n}"),
            Self::Amount(share, Unit::Share) => write!(f, "{} %", figures(share * 100.0)),
            Self::Amount(x, Unit::PerSecond | Unit::Ratio) => f.write_str(&figures(*x)),
            Self::Amount(bytes, Unit::Bytes) if *bytes >= f64::from(1 << 20) => {
                write!(f, "{} MiB", figures(bytes / f64::from(1 << 20)))
            }
            Self::Amount(bytes, Unit::Bytes) => write!(f, "{} KiB", figures(bytes / 1024.0)),
        }
    }
}

/// Rounds to at most `most` decimals.
fn decimals(value: f64, most: usize) -> String {
    let text = format!("{value:.most$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Rounds to three significant digits, keeping all before the point.
fn figures(value: f64) -> String {
    let before = if value.abs() < 1e-9 { 0 } else { value.abs().log10().floor() as i32 };
    decimals(value, usize::try_from(2 - before).unwrap_or(0).min(9))
}

/// A quantity that can be measured in a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    /// The completion of the last job.
    Makespan,
    /// Jobs completed per second.
    Throughput,
    /// Mean time from a job's arrival to its completion.
    LatencyMean,
    /// The 99th percentile of the same time.
    LatencyP99,
    /// The maximum of the same time.
    LatencyMax,
    /// The jobs' share of the cores' time.
    Utilisation,
    /// The share of the cores' time that was idle.
    Idle,
    /// CPU time spent in jobs.
    Computed,
    /// CPU time spent switching threads.
    Switching,
    /// The number of thread switches.
    Switches,
    /// The number of lost updates.
    LostUpdates,
    /// The largest number of threads at once.
    Threads,
    /// The largest number of requests in flight at once, those that queue at a device included.
    InFlight,
    /// Peak memory.
    Memory,
    /// The number of frames that were due while a handler was running.
    FramesMissed,
    /// The number of frames painted, late ones included.
    FramesPainted,
    /// The longest time from an input's posting to the end of its handler.
    InputMax,
    /// The number of tasks stolen by workers.
    Stolen,
    /// The jobs' letters in order of completion.
    Order,
    /// The completion of this job.
    Done(TaskId),
    /// The time from this job's arrival to its completion.
    Took(TaskId),
}

/// Every measure without a parameter, by its name in a lesson file.
const NAMES: &[(&str, Measure)] = &[
    ("makespan", Measure::Makespan),
    ("throughput", Measure::Throughput),
    ("latency.mean", Measure::LatencyMean),
    ("latency.p99", Measure::LatencyP99),
    ("latency.max", Measure::LatencyMax),
    ("utilisation", Measure::Utilisation),
    ("idle", Measure::Idle),
    ("cpu.run", Measure::Computed),
    ("cpu.switch", Measure::Switching),
    ("switches", Measure::Switches),
    ("lost-updates", Measure::LostUpdates),
    ("peak.threads", Measure::Threads),
    ("peak.in-flight", Measure::InFlight),
    ("memory", Measure::Memory),
    ("frames.missed", Measure::FramesMissed),
    ("frames.painted", Measure::FramesPainted),
    ("input.max", Measure::InputMax),
    ("stolen", Measure::Stolen),
    ("order", Measure::Order),
];

/// The job with this short name: a letter, or a number from 27 on.
pub(super) fn job_of(name: &str) -> Option<TaskId> {
    match name.as_bytes() {
        [letter @ b'A'..=b'Z'] => Some(TaskId(u32::from(letter - b'A'))),
        _ => name.parse().ok().filter(|n| (27..TaskId::JOBS).contains(n)).map(|n: u32| TaskId(n - 1)),
    }
}

impl FromStr for Measure {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if let Some((_, measure)) = NAMES.iter().find(|(known, _)| *known == name) {
            return Ok(*measure);
        }
        let of = |what: &str| name.strip_prefix(what).and_then(job_of);
        if let Some(job) = of("done.") {
            return Ok(Self::Done(job));
        }
        if let Some(job) = of("took.") {
            return Ok(Self::Took(job));
        }
        let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
        Err(format!("there is no measure {name:?}; expected one of {}, or done.A, took.A for the job A", names.join(", ")))
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(job) => write!(f, "done.{}", job.name()),
            Self::Took(job) => write!(f, "took.{}", job.name()),
            measure => f.write_str(NAMES.iter().find(|(_, known)| known == measure).map_or("", |(name, _)| name)),
        }
    }
}

/// Accumulates the measurements of a run from its events.
pub struct Recorder {
    stats: Stats,
    order: Vec<TaskId>,
    frames_missed: u64,
    frames_painted: u64,
    stolen: u64,
    posted: BTreeMap<TaskId, Ns>,
    input_max: Ns,
}

/// The measurements of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Measured {
    report: Report,
    jobs: Vec<JobRow>,
    order: Vec<TaskId>,
    frames_missed: u64,
    frames_painted: u64,
    stolen: u64,
    input_max: Ns,
}

impl Recorder {
    /// A recorder before the first event of a run of this model on this number of cores.
    #[must_use]
    pub fn new(model: &ModelInfo, cores: u16) -> Self {
        let stats = Stats::exact(cores).of(model).with_jobs();
        Self { stats, order: Vec::new(), frames_missed: 0, frames_painted: 0, stolen: 0, posted: BTreeMap::new(), input_max: 0 }
    }

    /// Takes the next events, the first of them numbered `first`, and the changes that they refer to.
    pub fn events(&mut self, first: EventNo, events: &[Event], changes: &[Change]) {
        self.stats.note(changes);
        for (number, event) in (first..).zip(events) {
            self.stats.apply(event, number);
            match event.kind {
                Kind::JobDone { job } => self.order.push(job),
                Kind::FrameMissed { .. } => self.frames_missed += 1,
                Kind::FramePainted { .. } => self.frames_painted += 1,
                Kind::Stolen { tasks, .. } => self.stolen += u64::from(tasks),
                Kind::InputPosted { input, .. } => drop(self.posted.insert(input, event.at)),
                Kind::InputHandled { input } => {
                    let posted = self.posted.remove(&input).unwrap_or(event.at);
                    self.input_max = self.input_max.max(event.at - posted);
                }
                _ => {}
            }
        }
    }

    /// Ends the recording; `until`: the instant at which the scenario stopped the run, ns.
    #[must_use]
    pub fn finish(self, until: Option<Ns>) -> Measured {
        let Self { mut stats, order, frames_missed, frames_painted, stolen, posted: _, input_max } = self;
        Measured { report: stats.report(until), jobs: stats.take_jobs(), order, frames_missed, frames_painted, stolen, input_max }
    }
}

impl Measured {
    /// The duration of the run, ns.
    #[must_use]
    pub const fn elapsed(&self) -> Ns {
        self.report.elapsed
    }
    /// The number of events.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.report.events
    }
    /// The value of a measure; `None` if its job does not exist or was not completed.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Option<Value> {
        let Self { report, jobs, order, frames_missed, frames_painted, stolen, input_max } = self;
        let cpu = report.cpu;
        let all = cpu.run + cpu.switch + cpu.spawn + cpu.dispatch + cpu.steal + cpu.idle;
        let time = |ns: Ns| Value::Amount(ns as f64, Unit::Time);
        let count = |n: u64| Value::Amount(n as f64, Unit::Count);
        let row = |job: TaskId| jobs.iter().find(|row| row.job == job);
        Some(match measure {
            Measure::Makespan => time(report.elapsed),
            Measure::Throughput => Value::Amount(report.throughput_per_s, Unit::PerSecond),
            Measure::LatencyMean => Value::Amount(report.latency.mean, Unit::Time),
            Measure::LatencyP99 => time(report.latency.p99),
            Measure::LatencyMax => time(report.latency.max),
            Measure::Utilisation => Value::Amount(report.utilisation, Unit::Share),
            Measure::Idle => Value::Amount(cpu.idle as f64 / all.max(1) as f64, Unit::Share),
            Measure::Computed => time(cpu.run),
            Measure::Switching => time(cpu.switch),
            Measure::Switches => count(report.switches),
            Measure::LostUpdates => count(report.lost_updates),
            Measure::Threads => count(report.peak.threads.into()),
            Measure::InFlight => count(report.peak.in_flight.into()),
            Measure::Memory => Value::Amount(report.memory_bytes as f64, Unit::Bytes),
            Measure::FramesMissed => count(*frames_missed),
            Measure::FramesPainted => count(*frames_painted),
            Measure::InputMax => time(*input_max),
            Measure::Stolen => count(*stolen),
            Measure::Order => Value::Words(order.iter().map(|job| job.name().to_string()).collect::<Vec<_>>().join(" ")),
            Measure::Done(job) => time(row(job)?.completion),
            Measure::Took(job) => time(row(job).map(|row| row.completion - row.arrival)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_shortly_and_exactly() {
        for (amount, unit, shown) in [
            (51_155_000.0, Unit::Time, "51.155 ms"),
            (1.05e9, Unit::Time, "1.05 s"),
            (160e6, Unit::Time, "160 ms"),
            (0.0, Unit::Time, "0 ns"),
            (0.05, Unit::Share, "5 %"),
            (0.00125, Unit::Share, "0.125 %"),
            (1.0, Unit::Share, "100 %"),
            (19.23, Unit::Ratio, "19.2"),
            (1234.5, Unit::PerSecond, "1234"),
            (3.0, Unit::Count, "3"),
            (2.5 * 1024.0 * 1024.0, Unit::Bytes, "2.5 MiB"),
        ] {
            assert_eq!(Value::Amount(amount, unit).to_string(), shown);
        }
    }

    #[test]
    fn every_measure_is_read_by_the_name_that_it_writes() {
        let jobs = [Measure::Done(TaskId(2)), Measure::Took(TaskId(30))];
        for measure in NAMES.iter().map(|(_, measure)| *measure).chain(jobs) {
            assert_eq!(measure.to_string().parse(), Ok(measure));
        }
        for wrong in ["", "makespam", "done.", "done.a", "took.5"] {
            assert!(wrong.parse::<Measure>().is_err(), "{wrong:?}");
        }
    }
}
