//! Runs of scenarios, as the traces that panels are drawn from.

use loopscope::event::{Note, Ns, Scenario, Speed, Status, StepUnit, time};
use loopscope::sim::{self, Run};
use loopscope::trace::{Playhead, Range, Trace};
use loopscope::ui::{Audience, Context, Desk, Motion, Purpose, Selection, theme::Theme};
use std::sync::Arc;

/// Several models over one scenario, computed up to an instant.
pub struct Lab {
    pub scenario: Arc<Scenario>,
    pub traces: Vec<Trace>,
    pub playheads: Vec<Playhead>,
    pub status: Status,
    pub on_stage: usize,
    pub selection: Option<Selection>,
    pub hovered: Option<Selection>,
    pub range: Option<Range>,
    pub notes: Vec<Note>,
    pub desk: Desk,
}

impl Lab {
    /// Runs these models until `edge`; the playhead stands there.
    pub fn new(text: &str, models: &[&str], edge: Ns) -> Self {
        let scenario: Arc<Scenario> = Arc::new(toml::from_str(text).unwrap());
        let traces: Vec<Trace> = (0..).zip(models).map(|(run, model)| trace(&scenario, run, model, edge)).collect();
        let playheads = traces.iter().map(|trace| Playhead::after(trace.len(), edge)).collect();
        let status = Status { obeyed: 0, playing: false, speed: Speed::Max, edge, runs: Vec::new() };
        let desk = Desk {
            built_in: &[],
            recent: Vec::new(),
            path: None,
            theme: egui::ThemePreference::System,
            language: loopscope::text::Language::English,
            captions: loopscope::ui::caption::Level::Expert,
            drawers: false,
            lessons: false,
            lesson: None,
            controls_open: false,
            numbers_open: false,
            name: String::new(),
            audience: Audience::Desk,
            motion: Motion::Full,
            code_open: false,
            scale: time::Scale::Real,
        };
        Self { scenario, traces, playheads, status, on_stage: 0, selection: None, hovered: None, range: None, notes: Vec::new(), desk }
    }

    /// Moves the playhead of every run.
    pub fn look_at(&mut self, at: Ns) {
        self.playheads = self.traces.iter().map(|trace| Playhead::after(trace.count_until(at), at)).collect();
    }

    /// What panels are given.
    pub fn context(&self, theme: &'static Theme) -> Context<'_> {
        Context {
            traces: &self.traces,
            playheads: &self.playheads,
            on_stage: self.on_stage,
            models: sim::models(),
            scenario: &self.scenario,
            acknowledged: &self.scenario,
            opened: &self.scenario,
            workload_hash: "4f2a91",
            status: &self.status,
            playing: false,
            speed: Speed::Max,
            settled: 0,
            unit: StepUnit::Event,
            selection: self.selection,
            hovered: self.hovered,
            futures: loopscope::ui::fork::Futures::default(),
            range: self.range,
            notes: &self.notes,
            desk: &self.desk,
            purpose: Purpose::Use,
            theme,
        }
    }
}

/// One run as a trace, computed up to `edge`.
pub fn trace(scenario: &Arc<Scenario>, run: u32, model: &str, edge: Ns) -> Trace {
    changed(scenario, run, model, &[], edge)
}

/// As [`trace`], with sliders that move to these scenarios at these instants.
pub fn changed(scenario: &Arc<Scenario>, run: u32, model: &str, changes: &[(Ns, Scenario)], edge: Ns) -> Trace {
    let model = sim::model(model).unwrap();
    let mut trace = Trace::new(run, model, Arc::clone(scenario), sim::names(scenario));
    let mut computed = Run::new(scenario, model);
    let to_edge = std::iter::once((edge, None));
    for (to, change) in changes.iter().map(|(at, scenario)| (*at, Some(scenario))).chain(to_edge) {
        loop {
            let progress = computed.advance(to, 4096);
            assert!(trace.apply(&computed.take()));
            if progress != sim::Progress::Full {
                break;
            }
        }
        if let Some(change) = change {
            let first_job = computed.next_job();
            computed.change(to, Arc::new(change.clone()), first_job);
        }
    }
    trace.known_until(edge);
    trace
}
