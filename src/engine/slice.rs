//! A slice: a short piece of work, after which the engine looks at its commands again.

use std::time::Duration;
use tokio::time::Instant;

/// The most events of one slice, over all runs.
pub(super) const EVENTS: u64 = 16 * 1024;
/// The most wall time of one slice, checked between batches.
const TIME: Duration = Duration::from_millis(4);

/// The budget of the slice in progress.
pub(super) struct Slice {
    /// Events recorded in it so far.
    pub events: u64,
    end: Instant,
}

impl Slice {
    pub fn begin() -> Self {
        Self { events: 0, end: Instant::now() + TIME }
    }
    pub fn spend(&mut self, events: u64) {
        self.events += events;
    }
    pub fn is_used_up(&self) -> bool {
        self.events >= EVENTS || Instant::now() >= self.end
    }
}
