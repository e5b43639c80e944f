//! [`Ghost`]: the future that a fork left. It does *not* decide when it is shown or let go (that is `app`), nor how it looks.

use crate::Trace;
use loopscope_event::{ModelInfo, Ns, Replay, RunId, Scenario};
use std::sync::Arc;

/// A future of a session that is not the present one.
pub struct Ghost {
    /// Its runs, as far as they were computed.
    pub traces: Vec<Trace>,
    /// Up to this instant, ns, both futures are the same.
    pub at: Ns,
    /// What was done in it, so that it can be gone on with.
    pub replay: Arc<Replay>,
    /// What the sliders said at its end.
    pub scenario: Arc<Scenario>,
    /// How far it was computed, ns.
    pub edge: Ns,
    /// Whether it was there before the present one or is the one that was made later.
    pub origin: Origin,
}

/// Which of two futures came first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// What was before the change.
    Before,
    /// What came of the change; people have returned from it.
    After,
}

impl Ghost {
    /// Its run of this model.
    #[must_use]
    pub fn run_of(&self, model: &ModelInfo) -> Option<&Trace> {
        self.traces.iter().find(|trace| trace.model().name == model.name)
    }

    /// True if this run is one of its own.
    #[must_use]
    pub fn was_run(&self, run: RunId) -> bool {
        self.traces.iter().any(|trace| trace.run() == run)
    }

    /// What held in it, and what held in this run of the present future, just after the fork.
    #[must_use]
    pub fn scenarios(&self, present: &Trace) -> Option<[Arc<Scenario>; 2]> {
        let own = self.run_of(present.model())?;
        let after = |trace: &Trace| trace.changes().iter().rev().find(|change| change.at <= self.at).map(|change| change.scenario.clone());
        let first = |trace: &Trace| trace.scenario_at(0).clone();
        Some([own, present].map(|trace| after(trace).unwrap_or_else(|| first(trace))))
    }
}
