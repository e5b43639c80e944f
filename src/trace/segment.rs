//! [`Segment`]: a stretch of a log; a part of [`trace`](super::trace).

use super::state::State;
use super::stats::Stats;
use crate::event::{Event, EventNo};
use std::sync::Arc;

/// A segment has at least so many events for each task that lives at its beginning, so that the states there take up less than the events.
const PER_TASK: usize = 8;

/// A stretch of the log, and how everything stood before it.
pub(super) struct Segment {
    pub(super) first: EventNo,
    pub(super) state: Arc<State>,
    pub(super) stats: Arc<Stats>,
    /// Bytes of those two.
    pub(super) bytes: usize,
    pub(super) events: Vec<Event>,
}

impl Segment {
    /// How many events it is to hold, where none is to be shorter than `least`.
    pub(super) fn capacity(&self, least: usize) -> usize {
        least.max(self.state.live() * PER_TASK)
    }

    /// Makes room for `more` events: by doubling, but for no more than it is to hold.
    pub(super) fn reserve(&mut self, more: usize, least: usize) {
        let (len, capacity) = (self.events.len(), self.events.capacity());
        if len + more > capacity {
            let wanted = (capacity * 2).min(self.capacity(least)).max(len + more);
            self.events.reserve_exact(wanted - len);
        }
    }
}
