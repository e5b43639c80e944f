//! [`Latencies`]: how long jobs took, and their percentiles, exactly or with a stated precision.

use hdrhistogram::Histogram;
use loopscope_event::Ns;

/// Significant decimal digits of the histogram.
const DIGITS: u8 = 3;

/// How long jobs took from arrival to completion.
#[derive(Clone, PartialEq, Debug)]
pub struct Latencies {
    kept: Kept,
    count: u64,
    sum: u128,
    most: Ns,
}

#[derive(Clone, PartialEq, Debug)]
enum Kept {
    /// Every one; eight bytes a job.
    All(Vec<Ns>),
    /// How many fell where.
    Histogram(Histogram<u32>),
}

/// Latency of the jobs that are done, ns.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct LatencyNs {
    /// Mean.
    pub mean: f64,
    /// Half of the jobs took no longer: the ⌈p·n⌉-th smallest.
    pub p50: Ns,
    /// 95 of a hundred took no longer.
    pub p95: Ns,
    /// 99 of a hundred took no longer.
    pub p99: Ns,
    /// The longest; always exact.
    pub max: Ns,
    /// By how much a percentile may be off, as a fraction of itself; 0: exact. Mean and maximum are always exact.
    pub precision: f64,
}

impl Latencies {
    pub(crate) fn exact() -> Self {
        Self { kept: Kept::All(Vec::new()), count: 0, sum: 0, most: 0 }
    }

    pub(crate) fn histogram() -> Self {
        // Three digits are within what the histogram allows; should that change, exact percentiles are no worse.
        let kept = Histogram::new(DIGITS).map_or(Kept::All(Vec::new()), Kept::Histogram);
        Self { kept, ..Self::exact() }
    }

    pub(crate) fn add(&mut self, ns: Ns) {
        self.count += 1;
        self.sum += u128::from(ns);
        self.most = self.most.max(ns);
        match &mut self.kept {
            Kept::All(all) => all.push(ns),
            Kept::Histogram(histogram) => {
                // It grows by itself, and any u64 has a place in it; the call can only fail at the limit of memory.
                let _ = histogram.record(ns.max(1));
            }
        }
    }

    /// The figures; sorts a copy when exact.
    pub(crate) fn figures(&self) -> LatencyNs {
        let mean = if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 };
        let of = |p50, p95, p99, precision| LatencyNs { mean, p50, p95, p99, max: self.most, precision };
        match &self.kept {
            Kept::All(all) => {
                let mut sorted = all.clone();
                sorted.sort_unstable();
                let rank = |percent: usize| sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0);
                of(rank(50), rank(95), rank(99), 0.0)
            }
            Kept::Histogram(histogram) => {
                let rank = |quantile| histogram.value_at_quantile(quantile).min(self.most);
                of(rank(0.5), rank(0.95), rank(0.99), 10_f64.powi(-i32::from(DIGITS)))
            }
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        match &self.kept {
            Kept::All(all) => all.capacity() * size_of::<Ns>(),
            Kept::Histogram(histogram) => histogram.distinct_values() * size_of::<u32>(),
        }
    }
}
