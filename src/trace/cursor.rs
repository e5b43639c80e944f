//! [`Cursor`]: remembers a few folded states, so that playing on, and looking at two places by turns, does not fold from a segment's beginning each time.

use crate::event::{Change, Event, EventNo};
use std::sync::Arc;

/// Something that is a fold over a log.
pub(super) trait Fold: Clone {
    /// The next event, at place `number`; `changes` are those that the log knows.
    fn step(&mut self, event: &Event, number: EventNo, changes: &[Change]);
}

/// Places that are remembered.
const SLOTS: usize = 4;
/// A step back leaves a state so far behind, for the further steps back that are likely to follow.
const BEHIND: EventNo = 2048;

/// A few states with their places, the one used last at the back.
pub(super) struct Cursor<T>(Vec<(EventNo, Arc<T>)>);

impl<T> Default for Cursor<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Fold> Cursor<T> {
    /// The state at `n`, in a segment that begins at `first` with `start`; `fold(state, from, to)` lets the events of that range happen.
    pub(super) fn at(&mut self, n: EventNo, first: EventNo, start: &Arc<T>, fold: impl Fn(&mut T, EventNo, EventNo)) -> Arc<T> {
        if n == first {
            return Arc::clone(start);
        }
        if let Some(found) = self.0.iter().position(|(place, _)| *place == n) {
            let found = self.0.remove(found);
            self.0.push(found);
        } else {
            let made = self.make(n, first, start, fold);
            self.0.push((n, made));
        }
        self.0.last().map_or_else(|| Arc::clone(start), |(_, state)| Arc::clone(state))
    }

    fn make(&mut self, n: EventNo, first: EventNo, start: &Arc<T>, fold: impl Fn(&mut T, EventNo, EventNo)) -> Arc<T> {
        let nearest = self.0.iter().enumerate().filter(|(_, (place, _))| (first..n).contains(place)).max_by_key(|(_, (place, _))| *place);
        let (mut from, mut state) = match nearest {
            // The oldest of the close ones is moved on, rather than the newest copied: two places by turns stay two moving states.
            Some((_, (nearest, _))) => {
                let close = nearest.saturating_sub(64);
                let oldest = self.0.iter().position(|(place, _)| (close.max(first)..n).contains(place)).unwrap_or(0);
                self.0.remove(oldest)
            }
            None => (first, Arc::clone(start)),
        };
        if self.0.len() >= SLOTS {
            self.0.remove(0);
        }
        if n - from > BEHIND {
            let behind = n - BEHIND / 2;
            fold(Arc::make_mut(&mut state), from, behind);
            from = behind;
            if self.0.len() + 1 < SLOTS {
                self.0.insert(0, (behind, Arc::clone(&state)));
            }
        }
        fold(Arc::make_mut(&mut state), from, n);
        state
    }
}
