//! One run of a session, and how much of what was done to the session it has seen.

use super::{outbox::Outbox, slice::Slice, tick::Watch};
use crate::replay;
use loopscope_event::{Batch, Entry, EventNo, ModelInfo, Ns, RunId, Scenario};
use loopscope_sim::{Progress, Run};
use std::sync::Arc;

/// The most events that a run heaps up before they leave as a batch (the calendar entry under way is finished first).
pub(super) const BATCH: usize = 4096;
/// What the last calendar entry of a batch usually adds to it.
const MARGIN: usize = 64;

/// Whether a run keeps step with the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Level {
    /// It does.
    Even,
    /// It was switched on late and is still being executed from the start up to the others.
    Late,
}

/// One run of a session.
pub(super) struct Lane {
    pub id: RunId,
    pub run: Run,
    pub level: Level,
    /// How many of the session's entries it has seen.
    seen: usize,
    /// How many of its events have been handed over.
    handed_over: EventNo,
}

impl Lane {
    pub fn new(id: RunId, model: &'static ModelInfo, scenario: &Arc<Scenario>, level: Level) -> Self {
        Self { id, run: Run::new(scenario, model), level, seen: 0, handed_over: 0 }
    }

    /// Executes up to `to`, entries included, or until `at_most` events have heaped up.
    pub fn advance(&mut self, entries: &[(Ns, Entry)], to: Ns, at_most: usize) -> Progress {
        while let Some((at, entry)) = entries.get(self.seen).filter(|(at, _)| *at <= to) {
            if self.run.advance(*at, at_most) == Progress::Full {
                return Progress::Full;
            }
            replay::apply(entry, *at, &mut self.run);
            self.seen += 1;
        }
        self.run.advance(to, at_most)
    }

    /// True if nothing is left to be done up to the instant `to`.
    pub fn is_at(&self, entries: &[(Ns, Entry)], to: Ns) -> bool {
        entries.get(self.seen).is_none_or(|(at, _)| *at > to) && (self.has_ended() || self.run.next().is_none_or(|next| next > to))
    }

    pub fn has_ended(&self) -> bool {
        self.run.ending().is_some()
    }

    /// Executes up to `to`, unless the slice is used up before; true if it got there. Events stay with the run unless
    /// there are too many.
    pub fn bring(&mut self, entries: &[(Ns, Entry)], to: Ns, slice: &mut Slice, out: &mut Outbox, watch: Option<&mut Watch>) -> bool {
        let mut watch = watch;
        loop {
            if slice.is_used_up() && !self.is_at(entries, to) {
                return false;
            }
            let before = self.run.recorded();
            let progress = self.advance(entries, to, BATCH);
            slice.spend(self.run.recorded() - before);
            if progress != Progress::Full {
                return true;
            }
            self.hand_over(out, watch.as_deref_mut());
        }
    }

    /// Hands what was recorded over to the way to the window.
    pub fn hand_over(&mut self, out: &mut Outbox, watch: Option<&mut Watch>) {
        if self.run.recorded() == self.handed_over {
            return;
        }
        let piece = self.run.take();
        self.handed_over = self.run.recorded();
        if let Some(watch) = watch.filter(|watch| watch.run == self.id) {
            watch.look(&piece.events);
        }
        let spare = out.push(Batch { run: self.id, first: piece.first, events: piece.events, changes: piece.changes });
        self.run.recycle(spare.unwrap_or_else(|| Vec::with_capacity(BATCH + MARGIN)));
    }
}
