//! What the engine has told: the runs' traces, how it stands, and which run is on the stage.

use loopscope_event::{Ending, EventNo, FromEngine, Ns, RunId, Scenario, Speed, Status, StepUnit};
use loopscope_sim as sim;
use loopscope_trace::{Ghost, History, Playhead, Trace, playhead};
use loopscope_ui::fork::Futures;
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
    /// Runs that are executed again, up to an instant; the present ones stay until these are there.
    coming: Option<Coming>,
    /// True while such runs are waited for.
    pub(super) expects: bool,
    /// The future that a fork left, or is about to leave.
    pub(super) ghost: Option<Ghost>,
}

/// Runs that are executed again.
struct Coming {
    traces: Vec<Trace>,
    until: Ns,
    scenario: Arc<Scenario>,
    workload_hash: String,
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
            coming: None,
            expects: false,
            ghost: None,
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
        match self.recorded {
            Some(_) => self.stage().and_then(Trace::recorded).and_then(|recorded| recorded.workload_hash.as_deref()).unwrap_or_default(),
            None => &self.workload_hash,
        }
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
        // A twin is there for the one beside it.
        let at = |wanted: &dyn Fn(&Trace) -> bool| self.traces.iter().rposition(wanted);
        at(&|trace| trace.model().name == self.focus).or_else(|| at(&|trace| !trace.model().is_twin())).unwrap_or(0)
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
        playhead::playheads_of(&self.traces, self.on_stage(), head)
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
                FromEngine::Batch(_) | FromEngine::Runs(_) => {}
            }
            return News::Nothing;
        }
        match message {
            FromEngine::Batch(batch) => {
                let coming = self.coming.iter_mut().flat_map(|coming| &mut coming.traces);
                if let Some(trace) = coming.chain(&mut self.traces).find(|trace| trace.run() == batch.run) {
                    trace.apply(&batch);
                }
                News::Nothing
            }
            FromEngine::Status(status) => {
                // Runs that are about to be left are computed no further, whatever the edge of those that come.
                let told = |trace: &&mut Trace| status.runs.iter().any(|run| run.run == trace.run());
                self.traces.iter_mut().filter(told).for_each(|trace| trace.known_until(status.edge));
                self.status = status;
                News::Nothing
            }
            FromEngine::Runs(session) => self.runs(session),
            FromEngine::Failed(says) => News::Failed(says),
        }
    }

    fn runs(&mut self, session: loopscope_event::RunsAnnounced) -> News {
        let loopscope_event::RunsAnnounced { scenario, workload_hash, runs, replayed_until } = session;
        let names = sim::names(&scenario);
        let is_known = |traces: &[Trace]| runs.iter().any(|(run, _)| traces.iter().any(|trace| trace.run() == *run));
        let coming = self.coming.as_ref().is_some_and(|coming| is_known(&coming.traces));
        let here = !coming && is_known(&self.traces);
        let mut old = match &mut self.coming {
            Some(coming_now) if coming => std::mem::take(&mut coming_now.traces),
            _ if here => std::mem::take(&mut self.traces),
            _ => Vec::new(),
        };
        let mut trace_of = |(run, model)| match old.iter().position(|trace| trace.run() == run) {
            Some(i) => old.swap_remove(i),
            None => Trace::new(run, model, scenario.clone(), names.clone()),
        };
        let traces = runs.into_iter().map(&mut trace_of).collect();
        // What it said of runs that are over must not be taken for these.
        self.status.runs.clear();
        if let Some(until) = replayed_until.filter(|_| !here && self.expects) {
            self.coming = Some(Coming { traces, until, scenario, workload_hash });
            return News::Nothing;
        }
        (self.traces, self.scenario, self.workload_hash) = (traces, scenario, workload_hash);
        if here {
            return News::Runs;
        }
        (self.coming, self.ghost) = (None, None);
        News::Begins
    }

    /// How much of the runs that are executed again is there, 0 to 1; `None`: none are.
    #[must_use]
    pub fn coming(&self) -> Option<f32> {
        let Coming { traces, until, .. } = self.coming.as_ref()?;
        let reached: f64 = traces.iter().map(|trace| trace.live().at.min(*until) as f64).sum();
        let whole = *until as f64 * traces.len() as f64;
        Some(if whole > 0.0 { (reached / whole) as f32 } else { 1.0 })
    }

    /// What the panels are told of other futures; `awaited`: runs are executed again.
    #[must_use]
    pub fn futures(&self, awaited: bool) -> Futures<'_> {
        Futures { ghost: self.ghost.as_ref(), coming: awaited.then(|| self.coming().unwrap_or(0.0)) }
    }

    /// The runs that were executed again are there, and take the place of the present ones, which are handed out.
    pub fn arrive(&mut self) -> Option<Vec<Trace>> {
        self.expects = false;
        let Coming { mut traces, until: _, scenario, workload_hash } = self.coming.take()?;
        traces.iter_mut().for_each(|trace| trace.known_until(self.status.edge));
        (self.scenario, self.workload_hash) = (scenario, workload_hash);
        Some(std::mem::replace(&mut self.traces, traces))
    }

    /// Another engine was started: what this one said counts no more, but for what there is to look at.
    pub fn restarted(&mut self) {
        self.status.obeyed = 0;
        self.status.playing = false;
        self.traces.clear();
        (self.coming, self.ghost, self.expects) = (None, None, false);
    }

    /// Lets the oldest history go if all of it takes up too much.
    pub fn trim(&mut self) {
        let Self { traces, coming, ghost, history, recorded, .. } = self;
        // A recording was let in for as much as it is.
        if recorded.is_some() {
            return;
        }
        let coming = coming.iter_mut().flat_map(|coming| &mut coming.traces);
        let ghost = ghost.iter_mut().flat_map(|ghost| &mut ghost.traces);
        history.trim(traces.iter_mut().chain(coming).chain(ghost));
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

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_event::{RunStatus, RunsAnnounced};

    fn announced(run: RunId, replayed_until: Option<Ns>) -> FromEngine {
        let scenario = Arc::new(Scenario::default());
        FromEngine::Runs(RunsAnnounced { scenario, workload_hash: String::new(), runs: vec![(run, sim::models()[0])], replayed_until })
    }

    fn status(run: RunId, edge: Ns) -> FromEngine {
        let runs = vec![RunStatus { run, ending: None }];
        FromEngine::Status(Status { obeyed: 1, playing: false, speed: Speed::Max, edge, runs })
    }

    #[test]
    fn runs_that_are_left_are_not_known_any_further_and_stay_until_the_others_are_there() {
        let mut session = Session::new(Arc::new(Scenario::default()));
        assert_eq!((session.take(announced(0, None)), session.take(status(0, 500))), (News::Begins, News::Nothing));
        session.expects = true;
        assert_eq!((session.take(announced(1, Some(900))), session.take(status(1, 900))), (News::Nothing, News::Nothing));
        assert_eq!((session.traces()[0].run(), session.traces()[0].end()), (0, 500), "still there, and as far as it was computed");
        let left = session.arrive().unwrap();
        assert_eq!((left[0].run(), left[0].end()), (0, 500));
        assert_eq!((session.traces()[0].run(), session.traces()[0].end()), (1, 900));
    }

    #[test]
    fn what_nobody_waits_for_begins_anew() {
        let mut session = Session::new(Arc::new(Scenario::default()));
        session.take(announced(0, None));
        assert_eq!(session.take(announced(1, Some(900))), News::Begins, "every model was changed for others in a session that had forked");
        assert_eq!(session.take(announced(1, Some(900))), News::Runs);
    }
}
