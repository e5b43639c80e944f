//! The end of a step: which event completes a turn of a loop, a dispatch, or a job.

use loopscope_event::{Event, Kind, ModelInfo, RunId, StepUnit};

/// Looks for the end of a step in the events of one run.
pub(super) struct StepEnd {
    pub run: RunId,
    pub found: bool,
    unit: StepUnit,
    model: &'static ModelInfo,
    /// The last event looked at.
    before: Option<Kind>,
}

impl StepEnd {
    pub const fn new(run: RunId, model: &'static ModelInfo, unit: StepUnit) -> Self {
        Self { run, found: false, unit, model, before: None }
    }

    /// Looks at further events of the run.
    pub fn look(&mut self, events: &[Event]) {
        for event in events {
            self.found |= match self.unit {
                StepUnit::Event => true,
                StepUnit::Tick => self.model.begins_tick(self.before.as_ref(), &event.kind),
                StepUnit::Job => matches!(event.kind, Kind::JobDone { .. }),
            };
            self.before = Some(event.kind);
        }
    }
}
