//! The runs of one session, in lockstep: none is computed past an instant that the others cannot reach at once.
//!
//! Story time grows in strides that are sized to take one slice of work. If a slice is used up before every run has
//! finished the stride, the session is *uneven*: its level is then the furthest instant that any run has reached; the
//! others catch up to it first, and no entry is applied before they have.

use super::{
    outbox::Outbox,
    session_run::{Level, SessionRun},
    slice::{EVENTS, Slice},
    step_end::StepEnd,
};
use loopscope_event::time::HORIZON;
use loopscope_event::{Arrivals, Entry, EventNo, ModelInfo, Ns, Posted, Replay, RunId, RunStatus, RunsAnnounced, Scenario};
use loopscope_sim as sim;
use std::sync::Arc;

/// The first stride, ns of story time.
const FIRST_STRIDE: Ns = 1000;

/// The runs of one session.
pub(super) struct Lockstep {
    replay: Replay,
    /// The newest scenario: that of the last change, with the models that are switched on.
    scenario: Arc<Scenario>,
    runs: Vec<SessionRun>,
    next_run: RunId,
    edge: Ns,
    stride: Ns,
    workload_hash: String,
    /// The instant up to which it re-executes an earlier session; `None` if it began at 0.
    replayed_until: Option<Ns>,
}

impl Lockstep {
    /// A new session at its beginning. Runs are numbered from `first_run`.
    pub fn new(scenario: Arc<Scenario>, first_run: RunId) -> Self {
        Self::of(Replay::new(scenario), first_run, 0)
    }

    /// An earlier session, to be re-executed up to an instant by settling it.
    pub fn replayed(replay: Replay, first_run: RunId, until: Ns) -> Self {
        let until = until.max(replay.last()).min(HORIZON);
        Self { replayed_until: Some(until), ..Self::of(replay, first_run, until) }
    }

    fn of(replay: Replay, next_run: RunId, edge: Ns) -> Self {
        let (scenario, workload_hash) = (replay.newest(), sim::workload_hash(&replay.scenario));
        let mut session =
            Self { replay, scenario, runs: Vec::new(), next_run, edge, stride: FIRST_STRIDE, workload_hash, replayed_until: None };
        session.choose_runs(Level::Even);
        session
    }

    /// A session that equals this one up to an instant and is empty after it, with the models that are switched on now.
    pub fn forked(&self, at: Ns) -> Self {
        let at = at.min(self.level());
        let mut common = self.replay.until(at);
        if common.scenario.models != self.scenario.models {
            common.scenario = Arc::new(Scenario { models: self.scenario.models.clone(), ..Scenario::clone(&common.scenario) });
        }
        Self::replayed(common, self.next_run, at)
    }

    pub const fn replay(&self) -> &Replay {
        &self.replay
    }
    pub const fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }
    /// The number of the next run to be created.
    pub const fn next_run(&self) -> RunId {
        self.next_run
    }
    /// The instant up to which every run except late ones is computed, ns.
    pub const fn edge(&self) -> Ns {
        self.edge
    }

    /// The announcement of the runs that exist, for the window.
    pub fn announced(&self) -> RunsAnnounced {
        RunsAnnounced {
            scenario: self.replay.scenario.clone(),
            workload_hash: self.workload_hash.clone(),
            runs: self.runs.iter().map(|member| (member.id, member.sim.model())).collect(),
            replayed_until: self.replayed_until,
        }
    }

    pub fn status(&self) -> Vec<RunStatus> {
        self.runs.iter().map(|member| RunStatus { run: member.id, ending: member.sim.ending().cloned() }).collect()
    }

    /// The run of that model if it is running and not late; else the first such run.
    pub fn focus(&self, model: Option<&str>) -> Option<(RunId, &'static ModelInfo)> {
        let going = || self.even_runs().filter(|member| !member.has_ended());
        let member = going().find(|member| Some(member.sim.model().name) == model).or_else(|| going().next());
        member.map(|member| (member.id, member.sim.model()))
    }

    /// True if that run exists and has not ended.
    pub fn is_running(&self, run: RunId) -> bool {
        self.runs.iter().any(|member| member.id == run && !member.has_ended())
    }

    /// The number of events that the run has recorded.
    pub fn recorded(&self, run: RunId) -> EventNo {
        self.runs.iter().find(|member| member.id == run).map_or(0, |member| member.sim.recorded())
    }

    fn even_runs(&self) -> impl Iterator<Item = &SessionRun> {
        self.runs.iter().filter(|member| member.level == Level::Even)
    }

    /// True if a run that was switched on late has not caught up.
    pub fn has_late(&self) -> bool {
        self.runs.iter().any(|member| member.level == Level::Late)
    }

    /// True if every run has ended, late ones aside.
    pub fn has_ended(&self) -> bool {
        self.even_runs().all(SessionRun::has_ended)
    }

    /// The furthest instant that a run has reached, ns.
    fn level(&self) -> Ns {
        self.even_runs().map(|member| member.sim.now()).fold(self.edge, Ns::max)
    }

    /// Makes the session even, as far as the slice goes. Returns true if it is even: every run has handled everything
    /// up to one instant, the edge.
    pub fn settle(&mut self, slice: &mut Slice, out: &mut Outbox, step_end: Option<&mut StepEnd>) -> bool {
        let level = self.level();
        self.advance_even(level, slice, out, step_end)
    }

    /// Advances the edge to `to`, as far as the slice goes. The session must be even.
    pub fn advance(&mut self, to: Ns, slice: &mut Slice, out: &mut Outbox) {
        while self.edge < to && !self.has_ended() && !slice.is_used_up() {
            let before = slice.events;
            let goal = to.min(self.edge.saturating_add(self.stride)).min(HORIZON);
            let whole = self.advance_even(goal, slice, out, None);
            let made = slice.events - before;
            if !whole || made > EVENTS {
                self.stride = (self.stride / 2).max(1);
            } else if made < EVENTS / 2 && goal < to {
                self.stride = self.stride.saturating_mul(2);
            }
            if !whole || goal == HORIZON {
                break;
            }
        }
    }

    /// Advances the edge to the next instant at which the run has an event. Returns false if the slice was used up
    /// before, or no event will happen. The session must be even.
    pub fn next_instant(&mut self, run: RunId, slice: &mut Slice, out: &mut Outbox, mut step_end: Option<&mut StepEnd>) -> bool {
        let Some(member) = self.runs.iter().find(|member| member.id == run) else { return false };
        let Some(next) = member.sim.next().filter(|_| !member.has_ended()) else {
            // Advancing it only detects that it has ended.
            return self.advance_even(self.edge, slice, out, step_end);
        };
        let whole = self.advance_even(next, slice, out, step_end.as_deref_mut());
        if step_end.is_some() {
            for member in self.runs.iter_mut().filter(|member| member.id == run) {
                member.hand_over(out, step_end.as_deref_mut());
            }
        }
        whole
    }

    /// Advances every run except late ones to `to`. Returns false if the slice was used up before.
    fn advance_even(&mut self, to: Ns, slice: &mut Slice, out: &mut Outbox, mut step_end: Option<&mut StepEnd>) -> bool {
        let entries = &self.replay.entries;
        for member in self.runs.iter_mut().filter(|member| member.level == Level::Even) {
            if !member.advance_in_slice(entries, to, slice, out, step_end.as_deref_mut()) {
                return false;
            }
        }
        // Once every run has ended, time stops.
        let ended = self.even_runs().all(SessionRun::has_ended);
        self.edge = if ended { self.level() } else { to }.max(self.edge);
        true
    }

    /// Advances late runs towards the edge; one that reaches it is late no more.
    pub fn catch_up(&mut self, slice: &mut Slice, out: &mut Outbox) {
        let (entries, edge) = (&self.replay.entries, self.edge);
        for member in self.runs.iter_mut().filter(|member| member.level == Level::Late) {
            if member.advance_in_slice(entries, edge, slice, out, None) {
                member.level = Level::Even;
            }
        }
    }

    /// Hands over the runs' recorded events.
    pub fn hand_over(&mut self, out: &mut Outbox, mut step_end: Option<&mut StepEnd>) {
        for member in &mut self.runs {
            member.hand_over(out, step_end.as_deref_mut());
        }
    }

    /// Changes the scenario at the edge, and starts and stops runs accordingly. Returns true if the set of runs
    /// changed. The session must be even, and must be settled again.
    pub fn change(&mut self, scenario: Arc<Scenario>) -> bool {
        if !self.scenario.has_knobs_of(&scenario) {
            let renumbers = renumbers_clients(&self.scenario, &scenario);
            let first_job = if renumbers { self.even_runs().map(|member| member.sim.next_job()).max().unwrap_or(0) } else { 0 };
            self.record(Entry::Change { scenario: scenario.clone(), first_job });
        }
        self.scenario = scenario;
        self.choose_runs(Level::Late)
    }

    /// Posts an input at the edge. The session must be even, and must be settled again.
    pub fn post(&mut self, posted: Posted) {
        self.record(Entry::Post(posted));
    }

    fn record(&mut self, entry: Entry) {
        self.replay.entries.push((self.edge, entry));
    }

    /// Starts and stops runs so that they match the newest scenario, in the order of the registry. Returns true if the
    /// set of runs changed.
    fn choose_runs(&mut self, level: Level) -> bool {
        let before: Vec<RunId> = self.runs.iter().map(|member| member.id).collect();
        let mut old = std::mem::take(&mut self.runs);
        let mut next_run = self.next_run;
        let mut runs = Vec::new();
        for model in sim::models().iter().copied().filter(|model| self.scenario.runs(model)) {
            runs.push(match old.iter().position(|member| member.sim.model().name == model.name) {
                Some(place) => old.swap_remove(place),
                None => {
                    next_run += 1;
                    SessionRun::new(next_run - 1, model, &self.replay.scenario, level)
                }
            });
        }
        (self.runs, self.next_run) = (runs, next_run);
        before.len() != self.runs.len() || self.runs.iter().zip(before).any(|(member, id)| member.id != id)
    }
}

/// True if the number of clients differs (or clients are new): their jobs are then renumbered.
fn renumbers_clients(old: &Scenario, new: &Scenario) -> bool {
    let clients = |scenario: &Scenario| match scenario.workload.as_ref().map(|workload| &workload.arrivals) {
        Some(Arrivals::Closed(closed)) => Some(closed.clients),
        _ => None,
    };
    clients(new).is_some_and(|new| clients(old) != Some(new))
}
