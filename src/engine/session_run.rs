//! One run of a session, and its position in the session's entries.

use super::{outbox::Outbox, slice::Slice, step_end::StepEnd};
use crate::replay;
use loopscope_event::{Batch, Entry, EventNo, ModelInfo, Ns, RunId, Scenario};
use loopscope_sim::{Progress, Run};
use std::sync::Arc;

/// The most events that a run accumulates before they leave as a batch (the calendar entry in progress is finished
/// first).
pub(super) const BATCH: usize = 4096;
/// Events by which the last calendar entry of a batch usually exceeds it.
const MARGIN: usize = 64;

/// A run's position relative to the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Level {
    /// In step.
    Even,
    /// Switched on late, and still catching up from the start.
    Late,
}

/// One run of a session.
pub(super) struct SessionRun {
    pub id: RunId,
    pub sim: Run,
    pub level: Level,
    /// The number of the session's entries applied to it.
    seen: usize,
    /// The number of its events handed over.
    handed_over: EventNo,
}

impl SessionRun {
    pub fn new(id: RunId, model: &'static ModelInfo, scenario: &Arc<Scenario>, level: Level) -> Self {
        Self { id, sim: Run::new(scenario, model), level, seen: 0, handed_over: 0 }
    }

    /// Executes up to `to`, entries included, or until at least `at_most` events are pending.
    pub fn advance(&mut self, entries: &[(Ns, Entry)], to: Ns, at_most: usize) -> Progress {
        while let Some((at, entry)) = entries.get(self.seen).filter(|(at, _)| *at <= to) {
            if self.sim.advance(*at, at_most) == Progress::Full {
                return Progress::Full;
            }
            replay::apply(entry, *at, &mut self.sim);
            self.seen += 1;
        }
        self.sim.advance(to, at_most)
    }

    /// True if nothing is left to be executed up to the instant `to`.
    pub fn is_at(&self, entries: &[(Ns, Entry)], to: Ns) -> bool {
        entries.get(self.seen).is_none_or(|(at, _)| *at > to) && (self.has_ended() || self.sim.next().is_none_or(|next| next > to))
    }

    pub fn has_ended(&self) -> bool {
        self.sim.ending().is_some()
    }

    /// Executes up to `to`. Returns false if the slice was used up before. Events stay with the run unless there are
    /// too many.
    pub fn advance_in_slice(
        &mut self,
        entries: &[(Ns, Entry)],
        to: Ns,
        slice: &mut Slice,
        out: &mut Outbox,
        step_end: Option<&mut StepEnd>,
    ) -> bool {
        let mut step_end = step_end;
        loop {
            if slice.is_used_up() && !self.is_at(entries, to) {
                return false;
            }
            let before = self.sim.recorded();
            let progress = self.advance(entries, to, BATCH);
            slice.spend(self.sim.recorded() - before);
            if progress != Progress::Full {
                return true;
            }
            self.hand_over(out, step_end.as_deref_mut());
        }
    }

    /// Hands the pending events over to the outbox.
    pub fn hand_over(&mut self, out: &mut Outbox, step_end: Option<&mut StepEnd>) {
        if self.sim.recorded() == self.handed_over {
            return;
        }
        let piece = self.sim.take();
        self.handed_over = self.sim.recorded();
        if let Some(step_end) = step_end.filter(|step_end| step_end.run == self.id) {
            step_end.look(&piece.events);
        }
        let spare = out.push(Batch { run: self.id, first: piece.first, events: piece.events, changes: piece.changes });
        self.sim.recycle(spare.unwrap_or_else(|| Vec::with_capacity(BATCH + MARGIN)));
    }
}
