//! What the engine has told: the runs' traces, how it stands, and which run is on the stage.

use super::playback::Story;
use crate::event::{Ending, EventNo, FromEngine, Ns, RunId, Scenario, Speed, Status, StepUnit};
use crate::sim;
use crate::trace::{History, Playhead, Trace};
use std::sync::Arc;

/// What the engine has told.
pub struct Session {
    traces: Vec<Trace>,
    status: Status,
    scenario: Arc<Scenario>,
    workload_hash: String,
    /// The model that people want on the stage; another is there while it does not run.
    focus: &'static str,
    history: History,
    /// The runs are recordings, of which this one is on the stage; what the engine tells meanwhile is of no run here.
    recorded: Option<usize>,
}

/// What a message changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    /// Nothing that the playhead need know of.
    Nothing,
    /// Every run that was there is over; the story begins anew.
    Begins,
    /// Runs came or went, the story goes on.
    Runs,
    /// The background broke.
    Failed(String),
}

impl Session {
    /// Before the first message.
    #[must_use]
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let status = Status { obeyed: 0, playing: false, speed: Speed::Max, edge: 0, runs: Vec::new() };
        Self {
            traces: Vec::new(),
            status,
            scenario,
            workload_hash: String::new(),
            focus: "coroutines",
            history: History::default(),
            recorded: None,
        }
    }
    /// The runs, in the order of the registry.
    #[must_use]
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }
    /// How the engine stands.
    #[must_use]
    pub const fn status(&self) -> &Status {
        &self.status
    }
    /// A digest of the workload.
    #[must_use]
    pub fn workload_hash(&self) -> &str {
        &self.workload_hash
    }
    /// The scenario that the runs began with.
    #[must_use]
    pub const fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }
    /// Puts that model's run on the stage, as soon as there is one.
    pub const fn focus(&mut self, model: &'static str) {
        self.focus = model;
    }
    /// The model that people want on the stage.
    #[must_use]
    pub const fn focused(&self) -> &'static str {
        self.focus
    }
    /// Which run is on the stage.
    #[must_use]
    pub fn on_stage(&self) -> usize {
        if let Some(place) = self.recorded {
            return place.min(self.traces.len().saturating_sub(1));
        }
        self.traces.iter().position(|trace| trace.model().name == self.focus).unwrap_or(self.traces.len().saturating_sub(1))
    }
    /// The run on the stage.
    #[must_use]
    pub fn stage(&self) -> Option<&Trace> {
        self.traces.get(self.on_stage())
    }
    /// True if nothing more will happen in any run.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.recorded.is_some() || !self.status.runs.is_empty() && self.status.runs.iter().all(|run| run.ending.is_some())
    }
    /// How that run ended; `None`: it goes on.
    #[must_use]
    pub fn ending(&self, run: RunId) -> Option<&Ending> {
        self.status.runs.iter().find(|status| status.run == run)?.ending.as_ref()
    }
    /// Where the playhead stands in each run, if it stands so in the one on the stage.
    #[must_use]
    pub fn playheads(&self, head: Playhead) -> Vec<Playhead> {
        Self::playheads_of(&self.traces, self.on_stage(), head)
    }
    /// As [`playheads`](Self::playheads), of any runs.
    #[must_use]
    pub fn playheads_of(traces: &[Trace], on_stage: usize, head: Playhead) -> Vec<Playhead> {
        let at = |(i, trace): (usize, &Trace)| {
            if i == on_stage { head } else { Playhead { event: trace.count_until(head.at), phase: 1.0, at: head.at } }
        };
        traces.iter().enumerate().map(at).collect()
    }

    /// Shows recordings, in place of the runs or beside those that are shown; the first of them is on the stage.
    pub fn show(&mut self, mut recordings: Vec<Trace>, beside: bool) {
        if beside {
            recordings.extend(std::mem::take(&mut self.traces));
        }
        self.status.runs.clear();
        (self.traces, self.recorded) = (recordings, Some(0));
    }
    /// What is shown are live runs again, as soon as the engine tells of some.
    pub fn go_live(&mut self) {
        if self.recorded.take().is_some() {
            self.traces.clear();
        }
    }
    /// True while recordings are shown.
    #[must_use]
    pub const fn is_recorded(&self) -> bool {
        self.recorded.is_some()
    }
    /// Puts the recording of this run on the stage.
    pub fn focus_recorded(&mut self, run: RunId) {
        if self.recorded.is_some() {
            self.recorded = self.traces.iter().position(|trace| trace.run() == run).or(self.recorded);
        }
    }
    /// How much memory recordings may take up, bytes.
    #[must_use]
    pub const fn room(&self) -> usize {
        self.history.bound
    }

    /// Takes a message in.
    pub fn take(&mut self, message: FromEngine) -> News {
        if self.recorded.is_some() {
            match message {
                FromEngine::Status(Status { obeyed, playing, .. }) => (self.status.obeyed, self.status.playing) = (obeyed, playing),
                FromEngine::Failed(says) => return News::Failed(says),
                FromEngine::Batch(_) | FromEngine::Session(_) => {}
            }
            return News::Nothing;
        }
        match message {
            FromEngine::Batch(batch) => {
                if let Some(trace) = self.traces.iter_mut().find(|trace| trace.run() == batch.run) {
                    trace.apply(&batch);
                }
                News::Nothing
            }
            FromEngine::Status(status) => {
                self.traces.iter_mut().for_each(|trace| trace.known_until(status.edge));
                self.status = status;
                News::Nothing
            }
            FromEngine::Session(session) => self.runs(session),
            FromEngine::Failed(says) => News::Failed(says),
        }
    }

    fn runs(&mut self, session: crate::event::Session) -> News {
        let crate::event::Session { scenario, workload_hash, runs } = session;
        let names = sim::names(&scenario);
        let mut old = std::mem::take(&mut self.traces);
        let mut kept = false;
        for (run, model) in runs {
            let trace = match old.iter().position(|trace| trace.run() == run) {
                Some(i) => {
                    kept = true;
                    old.swap_remove(i)
                }
                None => Trace::new(run, model, scenario.clone(), names.clone()),
            };
            self.traces.push(trace);
        }
        self.scenario = scenario;
        self.workload_hash = workload_hash;
        // What it said of runs that are over must not be taken for these.
        self.status.runs.clear();
        if kept { News::Runs } else { News::Begins }
    }

    /// Another engine was started: what this one said counts no more, but for what there is to look at.
    pub fn restarted(&mut self) {
        self.status.obeyed = 0;
        self.status.playing = false;
        self.traces.clear();
    }

    /// Lets the oldest history go if all of it takes up too much.
    pub fn trim(&mut self) {
        self.history.trim(&mut self.traces);
    }
}

impl Story for Trace {
    fn first(&self) -> EventNo {
        Self::first(self)
    }
    fn len(&self) -> EventNo {
        Self::len(self)
    }
    fn at(&self, event: EventNo) -> Ns {
        self.event(event).map_or(0, |event| event.at)
    }
    fn count_until(&self, at: Ns) -> EventNo {
        Self::count_until(self, at)
    }
    fn end(&self) -> Ns {
        Self::end(self)
    }
}

/// The place after one such unit more, if the log goes so far.
#[must_use]
pub fn step_on(trace: &Trace, from: EventNo, unit: StepUnit) -> Option<EventNo> {
    match unit {
        StepUnit::Event => (from < trace.len()).then_some(from + 1),
        StepUnit::Tick => trace.next_tick(from),
        StepUnit::Job => trace.next_job(from),
    }
}

/// The place after one such unit less, or the first one there is.
#[must_use]
pub fn step_back(trace: &Trace, from: EventNo, unit: StepUnit) -> EventNo {
    let to = match unit {
        StepUnit::Event => from.checked_sub(1),
        StepUnit::Tick => trace.previous_tick(from),
        StepUnit::Job => trace.previous_job(from),
    };
    to.unwrap_or(0).max(trace.first())
}
