//! [`Sight`]: recorded runs as the panels see them at an instant, without a window and without an engine.

use super::{Recorded, film::Shot};
use loopscope_event::{Scenario, Status};
use loopscope_sim as sim;
use loopscope_trace::playhead::playheads_of;
use loopscope_trace::{Playhead, Trace};
use loopscope_ui::fork::Futures;
use loopscope_ui::theme::Theme;
use loopscope_ui::{Context, Desk, Purpose, Selection};
use std::sync::Arc;

/// Recorded runs, and how they are looked at.
pub struct Sight<'a> {
    recorded: &'a Recorded,
    on_stage: usize,
    theme: &'static Theme,
    desk: Desk,
    selection: Option<Selection>,
    status: Status,
    scenario: Arc<Scenario>,
    workload_hash: String,
}

impl<'a> Sight<'a> {
    /// Looks at these runs, `on_stage` of them on the stage.
    #[must_use]
    pub fn new(recorded: &'a Recorded, on_stage: usize, theme: &'static Theme, desk: Desk, selection: Option<Selection>) -> Self {
        let edge = recorded.traces.iter().map(Trace::end).max().unwrap_or_default();
        let shot = Shot::default();
        let status = Status { obeyed: 0, playing: false, speed: shot.speed, edge, runs: recorded.ends.clone() };
        let first = recorded.traces.first();
        Self {
            recorded,
            on_stage,
            theme,
            desk,
            selection,
            status,
            scenario: first.map(|trace| trace.scenario_at(trace.len()).clone()).unwrap_or_default(),
            workload_hash: recorded.logs.first().and_then(|(header, _)| header.workload_hash.clone()).unwrap_or_default(),
        }
    }

    /// The run on the stage.
    #[must_use]
    pub fn stage(&self) -> Option<&'a Trace> {
        self.recorded.traces.get(self.on_stage)
    }

    /// The colours.
    #[must_use]
    pub const fn theme(&self) -> &'static Theme {
        self.theme
    }

    /// What the panels are to draw for a shot.
    pub fn show<R>(&self, shot: &Shot, draw: impl FnOnce(&Context<'_>) -> R) -> R {
        let Self { recorded, on_stage, theme, desk, selection, status, scenario, workload_hash } = self;
        let playheads: Vec<Playhead> = playheads_of(&recorded.traces, *on_stage, shot.head);
        draw(&Context {
            traces: &recorded.traces,
            playheads: &playheads,
            on_stage: *on_stage,
            models: sim::models(),
            scenario,
            acknowledged: scenario,
            opened: scenario,
            workload_hash,
            status,
            playing: shot.playing,
            speed: shot.speed,
            settled: shot.settled,
            unit: loopscope_event::StepUnit::Event,
            selection: *selection,
            hovered: None,
            // A film tells one future.
            futures: Futures::default(),
            range: None,
            notes: &[],
            desk,
            purpose: Purpose::Use,
            theme,
        })
    }
}
