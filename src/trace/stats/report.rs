//! A run's numbers, and one job's: what [`crate::Stats`] answers.

use super::latency::LatencyNs;
use loopscope_event::{Ns, TaskId};

/// The most there ever was at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Peak {
    /// Threads that live.
    pub threads: u32,
    /// Coroutines that live.
    pub tasks: u32,
    /// Requests under way, those that wait their turn at a device included.
    pub in_flight: u32,
    /// Tasks that wait for the CPU, over all queues, for more than no time.
    pub queue: u32,
}

/// CPU time, summed over the cores, ns. Adds up to cores × elapsed, exactly.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CpuNs {
    /// Spent on the jobs.
    pub run: Ns,
    /// Spent on context switches.
    pub switch: Ns,
    /// Spent on making threads.
    pub spawn: Ns,
    /// Spent on taking messages.
    pub dispatch: Ns,
    /// Spent on stealing.
    pub steal: Ns,
    /// Not spent.
    pub idle: Ns,
}

/// The numbers of a run.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Report {
    /// Jobs that have come.
    pub arrived: u64,
    /// Jobs that are done.
    pub jobs: u64,
    /// The time that the sums and means below are over, ns: until the last completion if no job was left then, else until the last event or the instant asked for.
    pub elapsed: Ns,
    /// Jobs done per second of story.
    pub throughput_per_s: f64,
    /// From arrival to completion.
    pub latency: LatencyNs,
    /// Where the cores' time went.
    pub cpu: CpuNs,
    /// run / (cores × elapsed).
    pub utilisation: f64,
    /// Switches begun.
    pub switches: u64,
    /// ∫N dt / elapsed.
    pub mean_in_system: f64,
    /// ∫N dt, ns; on a drained run the sum of all latencies (Little's law).
    pub in_system_ns: u128,
    /// The most there ever was at once.
    pub peak: Peak,
    /// Memory that threads and coroutines used at the peak.
    pub memory_bytes: u64,
    /// Writes to shared variables that their last values do not contain.
    pub lost_updates: u64,
    /// Events so far.
    pub events: u64,
}

/// One job in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JobRow {
    /// Which.
    pub job: TaskId,
    /// When it came, ns.
    pub arrival: Ns,
    /// When it was first dispatched (switched to, its message taken, or run), ns.
    pub start: Ns,
    /// When it was done, ns.
    pub completion: Ns,
    /// CPU time it had, ns.
    pub cpu: Ns,
    /// Time that devices served its requests, ns.
    pub io: Ns,
}
