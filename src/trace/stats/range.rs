//! [`RangeFold`]: a stretch of a run in numbers, and the latencies of the jobs that were done in it.
//!
//! Sums over time subtract: they are the difference of the statistics at its ends. Latencies are gathered from the stretch's own events, a
//! slice at a time, so that a stretch of any length takes no frame for itself. Both ends belong to the stretch.
//! It does *not* decide which stretch, nor how much is gathered at once (that is the window).

use super::Stats;
use super::latency::LatencyNs;
use super::report::{CpuNs, Peak, Report};
use crate::Trace;
use crate::state::slab::IdMap;
use loopscope_event::{EventNo, Kind, Ns, TaskId};
use std::sync::Arc;

/// A stretch of time, both ends included, ns; `from` is never after `to`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// From then.
    pub from: Ns,
    /// To then.
    pub to: Ns,
}

impl Range {
    /// Between two instants, in whichever order they come.
    #[must_use]
    pub fn between(a: Ns, b: Ns) -> Self {
        Self { from: a.min(b), to: a.max(b) }
    }
    /// How long, ns.
    #[must_use]
    pub const fn length(self) -> Ns {
        self.to - self.from
    }
}

/// The numbers of a stretch of a run, in the making.
#[derive(Clone, Debug)]
pub struct RangeFold {
    range: Range,
    /// The statistics before its first event.
    before: Arc<Stats>,
    first: EventNo,
    next: EventNo,
    /// When the tasks came that came in it; `None`: such a task has ended.
    arrived: IdMap<u32, Option<Ns>>,
    latencies: Vec<Ns>,
    sum: u128,
}

impl RangeFold {
    /// Nothing is gathered yet. What history let go of is not part of it.
    #[must_use]
    pub fn new(trace: &Trace, range: Range) -> Self {
        let from = range.from.max(trace.let_go().1);
        let range = Range { from, to: range.to.max(from) };
        let first = from.checked_sub(1).map_or(trace.first(), |before| trace.count_until(before)).max(trace.first());
        let before = trace.stats_at(first);
        Self { range, before, first, next: first, arrived: IdMap::default(), latencies: Vec::new(), sum: 0 }
    }

    /// Looks at up to so many events more; true if all that are known were looked at.
    pub fn step(&mut self, trace: &Trace, budget: u64) -> bool {
        let end = trace.count_until(self.range.to).max(self.first);
        let from = self.next.max(trace.first());
        let to = end.min(from.saturating_add(budget));
        for (_, event) in trace.events(from, to) {
            match event.kind {
                Kind::JobArrived { job: task } | Kind::TaskSpawned { task, .. } => {
                    self.arrived.insert(task.0, Some(event.at));
                }
                Kind::TaskDone { task } | Kind::TaskCancelled { task } => {
                    self.ended(task);
                }
                Kind::JobDone { job } => {
                    if let Some(arrived) = self.ended(job) {
                        self.latencies.push(event.at.saturating_sub(arrived));
                        self.sum += u128::from(event.at.saturating_sub(arrived));
                    }
                }
                _ => {}
            }
        }
        self.next = self.next.max(to);
        self.next >= end
    }

    /// Up to which event it was looked at.
    #[must_use]
    pub const fn seen(&self) -> EventNo {
        self.next
    }

    /// When a task came that ends now.
    fn ended(&mut self, task: TaskId) -> Option<Ns> {
        self.arrived.insert(task.0, None).unwrap_or_else(|| self.before.arrival(task))
    }

    /// How long the jobs took that were done in it, as far as it was looked at, the shortest first.
    pub fn latencies(&mut self) -> &[Ns] {
        // What is new stands at the end of what is in order.
        self.latencies.sort();
        &self.latencies
    }

    /// The numbers, as far as it was looked at. Percentiles are exact. Memory, and how many threads and tasks lived, are a run's and not a
    /// stretch's: they are 0.
    pub fn report(&mut self, trace: &Trace) -> Report {
        let Range { from, to } = self.range;
        let to = to.min(trace.end()).max(from);
        let (a, b) = (self.before.report(Some(from)), trace.stats_at(self.next).report(Some(to)));
        let cpu = CpuNs {
            run: b.cpu.run.saturating_sub(a.cpu.run),
            switch: b.cpu.switch.saturating_sub(a.cpu.switch),
            spawn: b.cpu.spawn.saturating_sub(a.cpu.spawn),
            dispatch: b.cpu.dispatch.saturating_sub(a.cpu.dispatch),
            steal: b.cpu.steal.saturating_sub(a.cpu.steal),
            idle: b.cpu.idle.saturating_sub(a.cpu.idle),
        };
        let capacity: f64 = [cpu.run, cpu.switch, cpu.spawn, cpu.dispatch, cpu.steal, cpu.idle].into_iter().map(|ns| ns as f64).sum();
        let over = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let in_system_ns = b.in_system_ns.saturating_sub(a.in_system_ns);
        let (tracks, elapsed) = (trace.tracks(), to - from);
        let peak = Peak {
            queue: tracks.queued.range(from, to.max(from + 1)).1,
            in_flight: tracks.in_flight.range(from, to.max(from + 1)).1,
            ..Peak::default()
        };
        let sum = self.sum;
        let sorted = self.latencies();
        let rank = |percent: usize| sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0);
        let latency = LatencyNs {
            mean: over(sum as f64, sorted.len() as f64),
            p50: rank(50),
            p95: rank(95),
            p99: rank(99),
            max: sorted.last().copied().unwrap_or(0),
            precision: 0.0,
        };
        Report {
            arrived: b.arrived - a.arrived.min(b.arrived),
            jobs: sorted.len() as u64,
            elapsed,
            throughput_per_s: over(sorted.len() as f64 * 1e9, elapsed as f64),
            latency,
            cpu,
            utilisation: over(cpu.run as f64, capacity),
            switches: b.switches - a.switches.min(b.switches),
            mean_in_system: over(in_system_ns as f64, elapsed as f64),
            in_system_ns,
            peak,
            memory_bytes: 0,
            lost_updates: b.lost_updates - a.lost_updates.min(b.lost_updates),
            events: self.next - self.first,
        }
    }
}

/// How many latencies lie in each of some classes of equal ratio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Histogram {
    /// From the shortest, ns; at least 1.
    pub least: Ns,
    /// To the longest, ns.
    pub most: Ns,
    /// How many are in each class.
    pub counts: Vec<usize>,
}

impl Histogram {
    /// Of latencies from the shortest to the longest, all of them between `least` and `most`.
    #[must_use]
    pub fn of(sorted: &[Ns], (least, most): (Ns, Ns), classes: usize) -> Self {
        let (least, classes) = (least.max(1), classes.max(1));
        let ratio = most.max(least) as f64 / least as f64;
        let mut below = 0;
        let counts = (1..=classes).map(|class| {
            // The last class has its upper end.
            let edge = least as f64 * ratio.powf(class as f64 / classes as f64);
            let up_to = if class == classes { sorted.len() } else { sorted.partition_point(|ns| (*ns as f64) < edge) };
            let before = std::mem::replace(&mut below, up_to);
            up_to - before
        });
        Self { least, most: most.max(least), counts: counts.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{JobRow, SpanState};
    use loopscope_event::{Piece, Scenario};
    use loopscope_sim as sim;
    use proptest::prelude::*;

    const BUSY: &str = r#"
        seed = 11
        machine = { cores = 2, switch = "3us", spawn = "7us" }
        devices.disk = { depth = 3 }
        [workload]
        jobs = 60
        arrivals = { poisson = 3000.0 }
        steps = [{ cpu = { exp = "100us" } }, { io = "disk", latency = { exp = "400us" } }, { cpu = "50us" }]
    "#;

    /// A run as a trace, and its jobs' rows by a fold of its whole log.
    fn run(model: &str) -> (Trace, Vec<JobRow>) {
        let scenario: Arc<Scenario> = Arc::new(toml::from_str(BUSY).unwrap());
        let model = sim::model(model).unwrap();
        let mut run = sim::Run::new(&scenario, model);
        run.advance(loopscope_event::time::HORIZON, usize::MAX);
        let piece = run.take();
        let mut stats = Stats::exact(scenario.machine.cores).with_jobs();
        piece.events.iter().enumerate().for_each(|(number, event)| stats.apply(event, number as EventNo));
        let mut trace = Trace::with_segments(256, 0, model, scenario, loopscope_event::Names::default());
        assert!(trace.apply(&Piece { first: 0, events: piece.events, changes: vec![] }));
        (trace, stats.take_jobs())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn a_stretch_has_the_numbers_of_its_own_jobs_and_times(
            model in prop::sample::select(vec!["threads", "coroutines", "pool", "goroutines"]), (a, b) in (0.0..1.0_f64, 0.0..1.0_f64), budget in 1..5000_u64,
        ) {
            let (trace, rows) = run(model);
            let at = |share: f64| (trace.end() as f64 * share * 1.2) as Ns;
            let range = Range::between(at(a), at(b));
            let mut fold = RangeFold::new(&trace, range);
            while !fold.step(&trace, budget) {}
            let report = fold.report(&trace);

            let mut latencies: Vec<Ns> = rows.iter().filter(|row| (range.from..=range.to).contains(&row.completion)).map(|row| row.completion - row.arrival).collect();
            latencies.sort_unstable();
            prop_assert_eq!(fold.latencies(), &latencies[..]);
            prop_assert_eq!(report.jobs, latencies.len() as u64);
            prop_assert_eq!(report.latency.max, latencies.last().copied().unwrap_or(0));
            if let Some(middle) = latencies.len().checked_sub(1) {
                prop_assert_eq!(report.latency.p50, latencies[middle / 2]);
            }
            let arrived = rows.iter().filter(|row| (range.from..=range.to).contains(&row.arrival)).count();
            prop_assert_eq!(report.arrived, arrived as u64);

            let (from, to) = (range.from.min(trace.end()), range.to.min(trace.end()));
            let mut sums = [0; crate::STATES];
            for (_, core) in trace.tracks().cores.iter() {
                sums.iter_mut().zip(core.mixture(from, to)).for_each(|(sum, ns)| *sum += ns);
            }
            prop_assert_eq!(report.cpu.run, sums[SpanState::Running.index()]);
            prop_assert_eq!(report.cpu.switch + report.cpu.spawn, sums[SpanState::Switching.index()]);
            prop_assert_eq!(report.cpu.dispatch + report.cpu.steal, sums[SpanState::Dispatching.index()]);
        }
    }

    #[test]
    fn the_whole_run_is_the_run() {
        let (trace, _) = run("threads");
        let mut fold = RangeFold::new(&trace, Range { from: 0, to: Ns::MAX });
        assert!(fold.step(&trace, u64::MAX));
        let (range, whole) = (fold.report(&trace), trace.stats().report(None));
        assert_eq!(
            (range.jobs, range.cpu, range.switches, range.in_system_ns),
            (whole.jobs, whole.cpu, whole.switches, whole.in_system_ns)
        );
        assert_eq!((range.latency.mean, range.latency.max, range.elapsed), (whole.latency.mean, whole.latency.max, whole.elapsed));
    }

    #[test]
    fn a_stretch_beyond_the_log_grows_with_it() {
        let (trace, rows) = run("coroutines");
        let events: Vec<_> = trace.events(0, trace.len()).map(|(_, event)| event.to_owned()).collect();
        let half = events.len() / 2;
        let mut growing = Trace::new(0, trace.model(), trace.scenario_at(0).clone(), loopscope_event::Names::default());
        assert!(growing.apply(&Piece { first: 0, events: events[..half].to_vec(), changes: vec![] }));
        let mut fold = RangeFold::new(&growing, Range { from: 0, to: Ns::MAX });
        assert!(fold.step(&growing, u64::MAX));
        let before = fold.report(&growing).jobs;
        assert!(growing.apply(&Piece { first: half as EventNo, events: events[half..].to_vec(), changes: vec![] }));
        assert!(fold.step(&growing, u64::MAX));
        assert!(before < rows.len() as u64 && fold.report(&growing).jobs == rows.len() as u64);
    }

    #[test]
    fn classes_hold_everything_once() {
        let sorted = [0, 1, 9, 10, 99, 100, 1000];
        let found = Histogram::of(&sorted, (1, 1000), 3);
        assert_eq!(found.counts, [3, 2, 2]);
        assert_eq!(Histogram::of(&[5, 5, 5], (5, 5), 4).counts.iter().sum::<usize>(), 3);
        assert_eq!(Histogram::of(&[], (0, 0), 4).counts, [0; 4]);
    }
}
