//! The end of a step: which event completes a turn of a loop, a dispatch, or a job.

use loopscope_event::{Event, Kind, ModelInfo, Processor, RunEnd, RunId, StepUnit};

/// Looks for the end of a step in the events of one run.
pub(super) struct StepEnd {
    pub run: RunId,
    pub found: bool,
    unit: StepUnit,
    processor: Processor,
    /// The last event looked at.
    before: Option<Kind>,
}

impl StepEnd {
    pub const fn new(run: RunId, model: &ModelInfo, unit: StepUnit) -> Self {
        Self { run, found: false, unit, processor: model.places.processor, before: None }
    }

    /// Looks at further events of the run.
    pub fn look(&mut self, events: &[Event]) {
        for event in events {
            self.found |= match self.unit {
                StepUnit::Event => true,
                StepUnit::Tick => self.is_tick(&event.kind),
                StepUnit::Job => matches!(event.kind, Kind::JobDone { .. }),
            };
            self.before = Some(event.kind);
        }
    }

    /// A loop's turn begins when it takes a message, a dispatch when the thread begins to run. A burst of the same task
    /// right after another belongs to the dispatch before it. (`trace` defines a playhead's ticks in the same way.)
    fn is_tick(&self, kind: &Kind) -> bool {
        match (self.processor, kind) {
            (Processor::Loop, Kind::MessageTaken { .. }) => true,
            (Processor::Core, Kind::RunStarted { task, .. }) => !matches!(
                self.before,
                Some(Kind::RunEnded { task: same, why: RunEnd::Burst | RunEnd::Quantum, .. }) if same == *task
            ),
            _ => false,
        }
    }
}
