//! The work of one slice: as much as the commands and the pace ask for, and no more.

use super::{Engine, lockstep::Lockstep, pace::Pace, slice::Slice, step_end::StepEnd};
use loopscope_event::{Speed, StepUnit, time};

/// A step in progress.
pub(super) enum Step {
    Asked(StepUnit),
    Watched(StepEnd),
}

impl Engine {
    /// Works for about a slice. Returns true if there is more to do at once.
    pub(super) fn work(&mut self) -> bool {
        let mut slice = Slice::begin();
        let mut even = self.settle(&mut slice);
        if even && self.held.is_some() {
            self.obey_held();
            even = self.settle(&mut slice);
        }
        if even && self.lockstep.has_late() {
            self.lockstep.catch_up(&mut Slice::begin(), &mut self.outbox);
        }
        self.waits_for_late &= self.lockstep.has_late();
        let more = if !even {
            true
        } else if self.step.is_some() {
            self.continue_step(&mut slice)
        } else {
            self.playing && self.play(&mut slice)
        };
        self.lockstep.hand_over(&mut self.outbox, step_end(&mut self.step));
        more || self.lockstep.has_late()
    }

    fn settle(&mut self, slice: &mut Slice) -> bool {
        self.lockstep.settle(slice, &mut self.outbox, step_end(&mut self.step))
    }

    /// Continues the step. Returns true if there is more to do.
    fn continue_step(&mut self, slice: &mut Slice) -> bool {
        if self.lockstep.has_late() {
            return true;
        }
        if let Some(Step::Asked(unit)) = self.step {
            self.step = self
                .lockstep
                .focus(self.focus)
                .filter(|(_, model)| self.focus.is_none_or(|focus| focus == model.name))
                .map(|(run, model)| Step::Watched(StepEnd::new(run, model, unit)));
        }
        let Some(Step::Watched(end)) = &mut self.step else { return false };
        while !end.found && self.lockstep.is_running(end.run) {
            if !self.lockstep.next_instant(end.run, slice, &mut self.outbox, Some(end)) || slice.is_used_up() {
                return true;
            }
        }
        self.step = None;
        false
    }

    /// Plays as far as the speed allows. Returns true if there is more to do at once.
    fn play(&mut self, slice: &mut Slice) -> bool {
        if self.waits_for_late {
            return true;
        }
        let more = match self.speed {
            Speed::Max => {
                self.waits_for_late = self.lockstep.has_late();
                if !self.waits_for_late {
                    self.lockstep.advance(time::HORIZON, slice, &mut self.outbox);
                }
                true
            }
            Speed::Time(per_second) => {
                let due = self.pace.due(self.lockstep.edge(), per_second);
                self.lockstep.advance(due, slice, &mut self.outbox);
                self.lockstep.edge() < due
            }
            Speed::Events(per_second) => {
                let Some((run, _)) = self.lockstep.focus(self.focus) else { return false };
                if self.paced.replace(run) != Some(run) {
                    self.pace = Pace::anchored(self.lockstep.recorded(run));
                }
                let due = self.pace.due(self.lockstep.recorded(run), per_second);
                let behind = |lockstep: &Lockstep| lockstep.recorded(run) < due && lockstep.is_running(run);
                while behind(&self.lockstep) && !slice.is_used_up() && self.lockstep.next_instant(run, slice, &mut self.outbox, None) {}
                behind(&self.lockstep)
            }
        };
        self.waits_for_late |= more && self.lockstep.has_late();
        more && !self.lockstep.has_ended()
    }
}

const fn step_end(step: &mut Option<Step>) -> Option<&mut StepEnd> {
    match step {
        Some(Step::Watched(end)) => Some(end),
        _ => None,
    }
}
