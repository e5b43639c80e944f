//! What `run --json` prints: one object, its keys and their order fixed by the description of the command line.

use super::run::Outcome;
use crate::{
    event::{Ending, Scenario},
    trace::{CpuNs, LatencyNs, Peak, Report},
};
use serde::Serialize;

#[derive(Serialize)]
struct Object<'a> {
    scenario: &'a Scenario,
    workload_hash: &'a str,
    results: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    model: &'a str,
    jobs: u64,
    makespan_ns: u64,
    throughput_per_s: f64,
    latency_ns: Latency,
    cpu_ns: Cpu,
    utilisation: f64,
    switches: u64,
    mean_in_system: f64,
    peak: Most,
    memory_bytes: u64,
    lost_updates: u64,
    events: u64,
    arrived: u64,
    ending: &'a str,
}

#[derive(Serialize)]
struct Latency {
    mean: u64,
    p50: u64,
    p95: u64,
    p99: u64,
    max: u64,
}

#[derive(Serialize)]
struct Cpu {
    run: u64,
    switch: u64,
    spawn: u64,
    dispatch: u64,
    steal: u64,
    idle: u64,
}

#[derive(Serialize)]
struct Most {
    threads: u32,
    tasks: u32,
    in_flight: u32,
    queue: u32,
}

/// The object, with a line break at its end.
pub(super) fn object(scenario: &Scenario, workload_hash: &str, outcomes: &[Outcome]) -> String {
    let object = Object { scenario, workload_hash, results: outcomes.iter().map(entry).collect() };
    // Numbers and texts only: there is nothing in it that JSON cannot say.
    serde_json::to_string(&object).unwrap_or_default() + "\n"
}

fn entry(outcome: &Outcome) -> Entry<'_> {
    let Outcome { model, ending, report } = outcome;
    let Report {
        arrived,
        jobs,
        elapsed,
        throughput_per_s,
        latency: LatencyNs { mean, p50, p95, p99, max, precision: _ },
        cpu: CpuNs { run, switch, spawn, dispatch, steal, idle },
        utilisation,
        switches,
        mean_in_system,
        in_system_ns: _,
        peak: Peak { threads, tasks, in_flight, queue },
        memory_bytes,
        lost_updates,
        events,
    } = *report;
    Entry {
        model: model.name,
        jobs,
        makespan_ns: elapsed,
        throughput_per_s: rounded(throughput_per_s, 2, 5),
        latency_ns: Latency { mean: mean.round() as u64, p50, p95, p99, max },
        cpu_ns: Cpu { run, switch, spawn, dispatch, steal, idle },
        utilisation: rounded(utilisation, 4, 0),
        switches,
        mean_in_system: rounded(mean_in_system, 4, 0),
        peak: Most { threads, tasks, in_flight, queue },
        memory_bytes,
        lost_updates,
        events,
        arrived,
        ending: word(ending),
    }
}

fn word(ending: &Ending) -> &'static str {
    match ending {
        Ending::Drained => "drained",
        Ending::Until => "until",
        Ending::Deadlock { .. } => "deadlock",
        Ending::TooManyTasks => "too-many-tasks",
    }
}

/// Rounded to so many decimals, or more where a small number would lose its digits that matter.
fn rounded(x: f64, decimals: i32, digits: i32) -> f64 {
    let whole = if x > 0.0 { x.log10().floor() as i32 + 1 } else { 0 };
    let scale = 10_f64.powi(decimals.max(digits - whole).min(15));
    (x * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn figures_are_rounded_and_small_ones_keep_their_digits() {
        assert_eq!(rounded(390.968_624, 2, 5), 390.97);
        assert_eq!(rounded(0.001_234_567, 2, 5), 0.001_234_6);
        assert_eq!(rounded(0.0, 2, 5), 0.0);
        assert_eq!(rounded(0.039_096_8, 4, 0), 0.0391);
    }
}
