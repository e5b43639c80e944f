//! What something costs, however busy the machine is.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Time that this thread was on a CPU; wall time where that is not told.
pub fn on_cpu() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // The time is brought up to date when the thread is about to give way.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    told.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
