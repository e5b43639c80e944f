//! [`Cursor`]: remembers a few folded states, so that playing on, and looking at two places by turns, does not fold from a segment's beginning each time.

use loopscope_event::{Change, Event, EventNo};
use std::sync::Arc;

/// So few tasks stay close to the processor: to read ahead what is known of them only costs.
pub(crate) const FEW: usize = 1 << 14;

/// Something that is a fold over a log.
pub(crate) trait Fold: Clone {
    /// The next event, at place `number`; `changes` are those that the log knows.
    fn step(&mut self, event: &Event, number: EventNo, changes: &[Change]);
    /// Reads ahead what these events go on with, so that it is near when they happen; [`FEW`] are near anyway.
    fn fetch(&self, events: &[Event]);
}

/// Places that are remembered.
const SLOTS: usize = 4;
/// Places no further apart than this are as good as each other to go on from.
const CLOSE: EventNo = 64;
/// A step back leaves a state so far behind, for the further steps back that are likely to follow.
const BEHIND: EventNo = 2048;

/// A few states with their places.
pub(crate) struct Cursor<T> {
    /// The one used last at the back.
    recent: Vec<(EventNo, Arc<T>)>,
    /// Left behind by a step back, and not moved on.
    behind: Option<(EventNo, Arc<T>)>,
}

impl<T> Default for Cursor<T> {
    fn default() -> Self {
        Self { recent: Vec::new(), behind: None }
    }
}

impl<T: Fold> Cursor<T> {
    /// What is remembered, measured by `bytes`.
    pub(crate) fn bytes(&self, bytes: impl Fn(&T) -> usize) -> usize {
        self.recent.iter().chain(&self.behind).map(|(_, state)| bytes(state)).sum()
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The state at `n`, in a segment that begins at `first` with `start`; `fold(state, from, to)` lets the events of that range happen.
    pub(crate) fn at(&mut self, n: EventNo, first: EventNo, start: &Arc<T>, fold: impl Fn(&mut T, EventNo, EventNo)) -> Arc<T> {
        if n == first {
            return Arc::clone(start);
        }
        let known = self.recent.iter().position(|(place, _)| *place == n);
        let found = match known {
            Some(i) => self.recent.remove(i),
            None => (n, self.make(n, first, start, fold)),
        };
        if self.recent.len() >= SLOTS {
            self.recent.remove(0);
        }
        let answer = Arc::clone(&found.1);
        self.recent.push(found);
        answer
    }

    fn make(&mut self, n: EventNo, first: EventNo, start: &Arc<T>, fold: impl Fn(&mut T, EventNo, EventNo)) -> Arc<T> {
        let behind = self.behind.as_ref().filter(|(place, _)| (first..=n).contains(place));
        let nearest = self.recent.iter().map(|(place, _)| *place).filter(|place| (first..n).contains(place)).max();
        let (mut from, mut state) = match (nearest, behind) {
            // The one used longest ago of those that are close is moved on, rather than the newest copied: two places by turns stay two moving states.
            (Some(nearest), behind) if behind.is_none_or(|(place, _)| *place <= nearest) => {
                let close = nearest.saturating_sub(CLOSE).max(first)..n;
                let oldest = self.recent.iter().position(|(place, _)| close.contains(place)).unwrap_or(0);
                self.recent.remove(oldest)
            }
            (_, Some((place, state))) => (*place, Arc::clone(state)),
            _ => (first, Arc::clone(start)),
        };
        if n - from > BEHIND {
            let behind = n - BEHIND / 2;
            fold(Arc::make_mut(&mut state), from, behind);
            from = behind;
            self.behind = Some((behind, Arc::clone(&state)));
        }
        fold(Arc::make_mut(&mut state), from, n);
        state
    }
}
