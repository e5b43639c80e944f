//! [`Figure`]: one number of a run, to be set beside another run's; a part of [`compare`](super).

use super::super::trace::Trace;
use crate::stats::report::Report;
use loopscope_event::Ns;

/// One number of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// Jobs done.
    Done,
    /// Jobs done per second of story.
    Throughput,
    /// When the last job of all was done, ns.
    Makespan,
    /// Mean latency, ns.
    Mean,
    /// Half of the jobs took no longer, ns.
    P50,
    /// 95 of a hundred took no longer, ns.
    P95,
    /// 99 of a hundred took no longer, ns.
    P99,
    /// The longest latency, ns.
    Slowest,
    /// The share of the cores' time that was spent on the jobs.
    Running,
    /// … on context switches and on making threads.
    Switching,
    /// … on taking messages and on stealing.
    Dispatching,
    /// … on nothing.
    Idle,
    /// Switches begun.
    Switches,
    /// Jobs in the system, on average.
    InSystem,
    /// The most tasks that waited for the CPU.
    PeakQueue,
    /// The most requests that were under way.
    PeakIo,
    /// Memory used at the peak, bytes.
    Memory,
    /// Writes that other writes undid.
    LostUpdates,
}

/// What a figure is a number of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measured {
    /// Things.
    Count,
    /// Things per second.
    PerSecond,
    /// Nanoseconds.
    Time,
    /// A share, from 0 to 1.
    Share,
    /// Bytes.
    Bytes,
}

/// A run's numbers at an instant.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Side {
    /// The numbers.
    pub report: Report,
    /// When the last job of all was done, ns, if it was.
    pub finished: Option<Ns>,
}

impl Figure {
    /// All of them, as they are listed.
    pub const ALL: [Self; 18] = [
        Self::Done,
        Self::Throughput,
        Self::Makespan,
        Self::Mean,
        Self::P50,
        Self::P95,
        Self::P99,
        Self::Slowest,
        Self::Running,
        Self::Switching,
        Self::Dispatching,
        Self::Idle,
        Self::Switches,
        Self::InSystem,
        Self::PeakQueue,
        Self::PeakIo,
        Self::Memory,
        Self::LostUpdates,
    ];

    /// What it is a number of.
    #[must_use]
    pub const fn measured(self) -> Measured {
        match self {
            Self::Throughput => Measured::PerSecond,
            Self::Makespan | Self::Mean | Self::P50 | Self::P95 | Self::P99 | Self::Slowest => Measured::Time,
            Self::Running | Self::Switching | Self::Dispatching | Self::Idle => Measured::Share,
            Self::Memory => Measured::Bytes,
            Self::Done | Self::Switches | Self::InSystem | Self::PeakQueue | Self::PeakIo | Self::LostUpdates => Measured::Count,
        }
    }

    /// Its value; `None`: there is none yet.
    #[must_use]
    pub fn of(self, side: &Side) -> Option<f64> {
        let Side { report, finished } = side;
        let Report { latency, cpu, peak, .. } = report;
        let done = |ns: f64| (report.jobs > 0).then_some(ns);
        let whole: f64 = [cpu.run, cpu.switch, cpu.spawn, cpu.dispatch, cpu.steal, cpu.idle].into_iter().map(|ns| ns as f64).sum();
        let share = |ns: Ns| (whole > 0.0).then(|| ns as f64 / whole);
        match self {
            Self::Done => Some(report.jobs as f64),
            Self::Throughput => done(report.throughput_per_s),
            Self::Makespan => finished.map(|at| at as f64),
            Self::Mean => done(latency.mean),
            Self::P50 => done(latency.p50 as f64),
            Self::P95 => done(latency.p95 as f64),
            Self::P99 => done(latency.p99 as f64),
            Self::Slowest => done(latency.max as f64),
            Self::Running => share(cpu.run),
            Self::Switching => share(cpu.switch.saturating_add(cpu.spawn)),
            Self::Dispatching => share(cpu.dispatch.saturating_add(cpu.steal)),
            Self::Idle => share(cpu.idle),
            Self::Switches => Some(report.switches as f64),
            Self::InSystem => Some(report.mean_in_system),
            Self::PeakQueue => Some(f64::from(peak.queue)),
            Self::PeakIo => Some(f64::from(peak.in_flight)),
            Self::Memory => Some(report.memory_bytes as f64),
            Self::LostUpdates => Some(report.lost_updates as f64),
        }
    }
}

/// A run's numbers at an instant; a run whose jobs are all done is counted up to its own end.
#[must_use]
pub fn report_at(trace: &Trace, at: Ns) -> Side {
    let events = trace.count_until(at);
    let drained = trace.drained().filter(|(_, event)| *event < events);
    let report = trace.stats_at(events).report(drained.is_none().then_some(at));
    Side { report, finished: drained.map(|(at, _)| at) }
}
