//! A run in numbers: the published example to the nanosecond, and laws that hold of every run.

use super::{scenarios, traced};
use crate::lab::{Log, cpu, info, io, machine};
use loopscope::{
    event::{Arrivals, EventNo, Jobs, Scenario, Workload, time},
    sim,
    trace::{CpuNs, Peak, Report, Stats},
};
use proptest::prelude::*;

fn counted(scenario: &Scenario, model: &str) -> (Stats, Report) {
    let log = Log::of(scenario, model);
    let mut stats = Stats::exact(scenario.machine.cores).of(info(model)).with_jobs();
    log.0.iter().enumerate().for_each(|(number, event)| stats.apply(event, number as EventNo));
    let report = stats.report(None);
    assert_eq!(report.events, log.0.len() as u64);
    (stats, report)
}

fn twenty() -> Scenario {
    let steps = vec![cpu(50 * time::US), io(50 * time::MS), cpu(50 * time::US)];
    let workload = Some(Workload { jobs: Jobs::Count(20), arrivals: Arrivals::AtOnce, steps });
    Scenario { machine: machine(1, 5 * time::US, 5 * time::US, Some(4 * time::MS)), workload, ..Scenario::default() }
}

#[test]
fn twenty_requests_by_threads_give_the_published_numbers() {
    let (_, report) = counted(&twenty(), "threads");
    assert_eq!((report.jobs, report.arrived, report.elapsed), (20, 20, 51_155_000));
    assert_eq!(report.cpu, CpuNs { run: 2_000_000, switch: 200_000, idle: 48_955_000, ..CpuNs::default() });
    assert_eq!(report.latency.mean, 50_632_500.0);
    assert_eq!(
        (report.latency.p50, report.latency.p95, report.latency.p99, report.latency.max),
        (50_605_000, 51_100_000, 51_155_000, 51_155_000)
    );
    assert_eq!(report.latency.precision, 0.0);
    assert_eq!((report.switches, report.lost_updates, report.memory_bytes), (40, 0, 716_800));
    assert_eq!(report.peak, Peak { threads: 20, tasks: 0, in_flight: 20, queue: 19 });
    let near = |found: f64, expected: f64, places: f64| assert!((found - expected).abs() <= places / 2.0, "{found} is not {expected}");
    near(report.throughput_per_s, 390.97, 0.01);
    near(report.utilisation, 0.0391, 0.0001);
    near(report.mean_in_system, 19.7957, 0.0001);
}

#[test]
fn one_thread_or_twenty_coroutines_use_what_they_use() {
    let (_, report) = counted(&twenty(), "sync");
    assert_eq!(report.peak, Peak { threads: 1, tasks: 0, in_flight: 1, queue: 0 });
    assert_eq!((report.memory_bytes, report.elapsed), (35 * 1024, 20 * 50_100_000));
    let (_, report) = counted(&twenty(), "coroutines");
    assert_eq!(report.peak, Peak { threads: 0, tasks: 20, in_flight: 20, queue: 19 });
    assert_eq!((report.memory_bytes, report.elapsed, report.cpu.dispatch), (20 * 4608 / 10, 51_155_000, 200_000));
}

proptest! {
    #![proptest_config(crate::support::cases(60))]

    #[test]
    fn laws_of_every_run(scenario in scenarios()) {
        for model in sim::models() {
            let (mut stats, report) = counted(&scenario, model.name);
            let rows = stats.take_jobs();
            prop_assert_eq!(rows.len() as u64, report.jobs);
            prop_assert!(rows.windows(2).all(|w| w[0].job < w[1].job));
            // Little's law, exactly, and all of the cores' time.
            let latencies: Vec<u64> = rows.iter().map(|row| row.completion - row.arrival).collect();
            prop_assert_eq!(report.in_system_ns, latencies.iter().map(|ns| u128::from(*ns)).sum::<u128>());
            prop_assert_eq!(report.latency.max, *latencies.iter().max().unwrap());
            let CpuNs { run, switch, spawn, dispatch, steal, idle } = report.cpu;
            prop_assert_eq!(run + switch + spawn + dispatch + steal + idle, u64::from(scenario.machine.cores) * report.elapsed);
            prop_assert!(rows.iter().all(|row| row.arrival <= row.start && row.start <= row.completion));
            prop_assert!(rows.iter().map(|row| row.cpu).sum::<u64>() <= run);
            for row in &rows {
                if let Some(asked) = sim::cpu_asked(&scenario, row.job.0) {
                    prop_assert_eq!(row.cpu, asked);
                }
            }
            // What the window counts as it goes is the same, but for the precision of percentiles.
            let trace = traced(&scenario, model.name, u64::MAX);
            let live = trace.stats().report(None);
            prop_assert_eq!(Report { latency: report.latency, ..live }, report);
            for (live, exact) in [(live.latency.p50, report.latency.p50), (live.latency.p99, report.latency.p99)] {
                prop_assert!(live.abs_diff(exact) as f64 <= exact as f64 * live_precision(&trace), "{live} is not nearly {exact}");
            }
            prop_assert_eq!(trace.tracks().queued.peak(), report.peak.queue);
            prop_assert_eq!(trace.stats_at(trace.len() / 2).report(None).events, trace.len() / 2);
        }
    }
}

fn live_precision(trace: &loopscope::trace::Trace) -> f64 {
    let precision = trace.stats().report(None).latency.precision;
    assert!(precision > 0.0 && precision <= 0.01);
    precision
}

#[test]
fn a_core_that_comes_or_goes_is_counted_while_it_is_there() {
    use loopscope::sim::Run;
    use std::sync::Arc;
    let one = Arc::new(twenty());
    let mut run = Run::new(&one, info("threads"));
    run.advance(10 * time::MS, usize::MAX);
    let mut three = (*one).clone();
    three.machine.cores = 3;
    let first_job = run.next_job();
    run.change(10 * time::MS, Arc::new(three), first_job);
    run.advance(time::HORIZON, usize::MAX);
    let piece = run.take();
    let mut stats = Stats::exact(1);
    stats.note(&piece.changes);
    piece.events.iter().enumerate().for_each(|(number, event)| stats.apply(event, number as EventNo));
    let report = stats.report(None);
    let CpuNs { run, switch, idle, .. } = report.cpu;
    assert_eq!(run + switch + idle, 10 * time::MS + 3 * (report.elapsed - 10 * time::MS));
}
