//! What the engine does in one slice: what it was told, as far as the pace allows, and no further.

use super::{Engine, pace::Pace, session::Session, slice::Slice, tick::Watch};
use loopscope_event::{Speed, StepUnit, time};

/// A step under way.
pub(super) enum Step {
    Asked(StepUnit),
    Watched(Watch),
}

impl Engine {
    /// Works for about a slice; true if there is more to do at once.
    pub(super) fn work(&mut self) -> bool {
        let mut slice = Slice::begin();
        let mut even = self.settle(&mut slice);
        if even && self.held.is_some() {
            self.obey_held();
            even = self.settle(&mut slice);
        }
        if even && self.session.has_late() {
            self.session.catch_up(&mut Slice::begin(), &mut self.outbox);
        }
        self.waits_for_late &= self.session.has_late();
        let more = if !even {
            true
        } else if self.step.is_some() {
            self.go_a_step(&mut slice)
        } else {
            self.playing && self.play(&mut slice)
        };
        self.session.hand_over(&mut self.outbox, watch(&mut self.step));
        more || self.session.has_late()
    }

    fn settle(&mut self, slice: &mut Slice) -> bool {
        self.session.settle(slice, &mut self.outbox, watch(&mut self.step))
    }

    /// Goes on with the step; true if there is more to do.
    fn go_a_step(&mut self, slice: &mut Slice) -> bool {
        if self.session.has_late() {
            return true;
        }
        if let Some(Step::Asked(unit)) = self.step {
            self.step = self
                .session
                .focus(self.focus)
                .filter(|(_, model)| self.focus.is_none_or(|focus| focus == model.name))
                .map(|(run, model)| Step::Watched(Watch::new(run, model, unit)));
        }
        let Some(Step::Watched(watch)) = &mut self.step else { return false };
        while !watch.found && self.session.goes_on(watch.run) {
            if !self.session.next_instant(watch.run, slice, &mut self.outbox, Some(watch)) || slice.is_used_up() {
                return true;
            }
        }
        self.step = None;
        false
    }

    /// Goes on as far as the speed allows; true if there is more to do at once.
    fn play(&mut self, slice: &mut Slice) -> bool {
        if self.waits_for_late {
            return true;
        }
        let more = match self.speed {
            Speed::Max => {
                self.waits_for_late = self.session.has_late();
                if !self.waits_for_late {
                    self.session.advance(time::HORIZON, slice, &mut self.outbox);
                }
                true
            }
            Speed::Time(per_second) => {
                let due = self.pace.due(self.session.edge(), per_second);
                self.session.advance(due, slice, &mut self.outbox);
                self.session.edge() < due
            }
            Speed::Events(per_second) => {
                let Some((run, _)) = self.session.focus(self.focus) else { return false };
                if self.paced.replace(run) != Some(run) {
                    self.pace = Pace::anchored(self.session.recorded(run));
                }
                let due = self.pace.due(self.session.recorded(run), per_second);
                let behind = |session: &Session| session.recorded(run) < due && session.goes_on(run);
                while behind(&self.session) && !slice.is_used_up() && self.session.next_instant(run, slice, &mut self.outbox, None) {}
                behind(&self.session)
            }
        };
        self.waits_for_late |= more && self.session.has_late();
        more && !self.session.has_ended()
    }
}

const fn watch(step: &mut Option<Step>) -> Option<&mut Watch> {
    match step {
        Some(Step::Watched(watch)) => Some(watch),
        _ => None,
    }
}
