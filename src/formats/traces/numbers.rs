//! [`Numbers`]: what came of a run, with the names, the units and the rounding of the command line's contract.

use loopscope_event::Ending;
use loopscope_trace::{CpuNs, LatencyNs, Peak, Report};
use serde::{Deserialize, Serialize};

/// What came of a run. Names that end in `_ns` count nanoseconds.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the contract")]
pub struct Numbers {
    pub jobs: u64,
    pub makespan_ns: u64,
    pub throughput_per_s: f64,
    pub latency_ns: Latency,
    pub cpu_ns: Cpu,
    pub utilisation: f64,
    pub switches: u64,
    pub mean_in_system: f64,
    pub peak: Most,
    pub memory_bytes: u64,
    pub lost_updates: u64,
    pub events: u64,
    pub arrived: u64,
    /// `drained`, `until`, `deadlock` or `too-many-tasks`.
    pub ending: String,
}

/// From arrival to completion, ns.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the contract")]
pub struct Latency {
    pub mean: u64,
    pub p50: u64,
    pub p95: u64,
    pub p99: u64,
    pub max: u64,
}

/// Where the cores' time went, ns.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the contract")]
pub struct Cpu {
    pub run: u64,
    pub switch: u64,
    pub spawn: u64,
    pub dispatch: u64,
    pub steal: u64,
    pub idle: u64,
}

/// The most there ever was at once.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the contract")]
pub struct Most {
    pub threads: u32,
    pub tasks: u32,
    pub in_flight: u32,
    pub queue: u32,
}

impl Numbers {
    /// The numbers of a run that ended so.
    #[must_use]
    pub fn new(ending: &Ending, report: &Report) -> Self {
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
        Self {
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
            ending: word(ending).to_owned(),
        }
    }

    /// True if the run came to the end that its scenario has.
    #[must_use]
    pub fn ended_well(&self) -> bool {
        [word(&Ending::Drained), word(&Ending::Until)].contains(&self.ending.as_str())
    }
}

const fn word(ending: &Ending) -> &'static str {
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
