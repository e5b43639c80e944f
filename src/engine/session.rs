//! The runs of one session, in lockstep: none is computed past an instant that the others cannot reach at once.
//!
//! Story time grows in strides that are sized to make one slice of work. If a slice is used up before every run is
//! through with the stride, the session is *uneven*: its level is then the furthest instant that any run has got to,
//! the others come up to it first, and nothing is done to the runs until they have.

use super::{
    lane::{Lane, Level},
    outbox::Outbox,
    slice::{EVENTS, Slice},
    tick::Watch,
};
use loopscope_event::time::HORIZON;
use loopscope_event::{Arrivals, Entry, EventNo, ModelInfo, Ns, Posted, Replay, RunId, RunStatus, Scenario, Session as Announced};
use loopscope_sim as sim;
use std::sync::Arc;

/// The first stride, ns of story.
const FIRST_STRIDE: Ns = 1000;

/// The runs of one session.
pub(super) struct Session {
    replay: Replay,
    /// The newest scenario: that of the last change, with the models that are on.
    scenario: Arc<Scenario>,
    lanes: Vec<Lane>,
    next_run: RunId,
    edge: Ns,
    stride: Ns,
    workload_hash: String,
    /// Up to when it is one that was there before.
    again: Option<Ns>,
}

impl Session {
    /// A new session at its beginning. Runs are numbered from `first_run`.
    pub fn new(scenario: Arc<Scenario>, first_run: RunId) -> Self {
        Self::of(Replay::new(scenario), first_run, 0)
    }

    /// A session that was there before, to be executed again up to an instant: settling it does that.
    pub fn again(replay: Replay, first_run: RunId, until: Ns) -> Self {
        let until = until.max(replay.last()).min(HORIZON);
        Self { again: Some(until), ..Self::of(replay, first_run, until) }
    }

    fn of(replay: Replay, next_run: RunId, edge: Ns) -> Self {
        let (scenario, workload_hash) = (replay.newest(), sim::workload_hash(&replay.scenario));
        let mut session = Self { replay, scenario, lanes: Vec::new(), next_run, edge, stride: FIRST_STRIDE, workload_hash, again: None };
        session.choose_runs(Level::Even);
        session
    }

    /// The session that has all in common with this one up to an instant, and nothing after it. The models that are on now
    /// run in it.
    pub fn forked(&self, at: Ns) -> Self {
        let at = at.min(self.level());
        let mut common = self.replay.until(at);
        if common.scenario.models != self.scenario.models {
            common.scenario = Arc::new(Scenario { models: self.scenario.models.clone(), ..Scenario::clone(&common.scenario) });
        }
        Self::again(common, self.next_run, at)
    }

    pub const fn replay(&self) -> &Replay {
        &self.replay
    }
    pub const fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }
    /// The number of the next run to be made.
    pub const fn next_run(&self) -> RunId {
        self.next_run
    }
    /// The instant up to which every run but late ones is computed.
    pub const fn edge(&self) -> Ns {
        self.edge
    }

    /// What the window is told of the runs that exist.
    pub fn announced(&self) -> Announced {
        Announced {
            scenario: self.replay.scenario.clone(),
            workload_hash: self.workload_hash.clone(),
            runs: self.lanes.iter().map(|lane| (lane.id, lane.run.model())).collect(),
            again: self.again,
        }
    }

    pub fn status(&self) -> Vec<RunStatus> {
        self.lanes.iter().map(|lane| RunStatus { run: lane.id, ending: lane.run.ending().cloned() }).collect()
    }

    /// The run of that model if it goes on and keeps step; else the first one that does.
    pub fn focus(&self, model: Option<&str>) -> Option<(RunId, &'static ModelInfo)> {
        let going = || self.even_lanes().filter(|lane| !lane.has_ended());
        let lane = going().find(|lane| Some(lane.run.model().name) == model).or_else(|| going().next());
        lane.map(|lane| (lane.id, lane.run.model()))
    }

    /// True if that run exists and has not ended.
    pub fn goes_on(&self, run: RunId) -> bool {
        self.lanes.iter().any(|lane| lane.id == run && !lane.has_ended())
    }

    /// How many events that run has recorded.
    pub fn recorded(&self, run: RunId) -> EventNo {
        self.lanes.iter().find(|lane| lane.id == run).map_or(0, |lane| lane.run.recorded())
    }

    fn even_lanes(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.iter().filter(|lane| lane.level == Level::Even)
    }

    /// True if a run that was switched on late has not come up to the others.
    pub fn has_late(&self) -> bool {
        self.lanes.iter().any(|lane| lane.level == Level::Late)
    }

    /// True if nothing more can happen by itself.
    pub fn has_ended(&self) -> bool {
        self.even_lanes().all(Lane::has_ended)
    }

    /// The furthest instant that a run has got to.
    fn level(&self) -> Ns {
        self.even_lanes().map(|lane| lane.run.now()).fold(self.edge, Ns::max)
    }

    /// Makes the session even, as far as the slice goes; true if it is: every run has handled all that happens up to one
    /// instant, the edge.
    pub fn settle(&mut self, slice: &mut Slice, out: &mut Outbox, watch: Option<&mut Watch>) -> bool {
        let level = self.level();
        self.bring(level, slice, out, watch)
    }

    /// Lets story time grow to `to`, as far as the slice goes. The session must be even.
    pub fn advance(&mut self, to: Ns, slice: &mut Slice, out: &mut Outbox) {
        while self.edge < to && !self.has_ended() && !slice.is_used_up() {
            let before = slice.events;
            let goal = to.min(self.edge.saturating_add(self.stride)).min(HORIZON);
            let whole = self.bring(goal, slice, out, None);
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

    /// Lets story time grow to the next instant at which something happens in that run; false if the slice was used up
    /// within it, or nothing will happen. The session must be even.
    pub fn next_instant(&mut self, run: RunId, slice: &mut Slice, out: &mut Outbox, mut watch: Option<&mut Watch>) -> bool {
        let Some(lane) = self.lanes.iter().find(|lane| lane.id == run) else { return false };
        let Some(next) = lane.run.next().filter(|_| !lane.has_ended()) else {
            // It only has to find out that it has ended.
            return self.bring(self.edge, slice, out, watch);
        };
        let whole = self.bring(next, slice, out, watch.as_deref_mut());
        if watch.is_some() {
            for lane in self.lanes.iter_mut().filter(|lane| lane.id == run) {
                lane.hand_over(out, watch.as_deref_mut());
            }
        }
        whole
    }

    /// Brings every run but late ones to `to`, as far as the slice goes.
    fn bring(&mut self, to: Ns, slice: &mut Slice, out: &mut Outbox, mut watch: Option<&mut Watch>) -> bool {
        let entries = &self.replay.entries;
        for lane in self.lanes.iter_mut().filter(|lane| lane.level == Level::Even) {
            if !lane.bring(entries, to, slice, out, watch.as_deref_mut()) {
                return false;
            }
        }
        // Where everything has ended, time does not go on.
        let ended = self.even_lanes().all(Lane::has_ended);
        self.edge = if ended { self.level() } else { to }.max(self.edge);
        true
    }

    /// Executes late runs further towards the edge; one that gets there is late no more.
    pub fn catch_up(&mut self, slice: &mut Slice, out: &mut Outbox) {
        let (entries, edge) = (&self.replay.entries, self.edge);
        for lane in self.lanes.iter_mut().filter(|lane| lane.level == Level::Late) {
            if lane.bring(entries, edge, slice, out, None) {
                lane.level = Level::Even;
            }
        }
    }

    /// Hands over what the runs have recorded.
    pub fn hand_over(&mut self, out: &mut Outbox, mut watch: Option<&mut Watch>) {
        for lane in &mut self.lanes {
            lane.hand_over(out, watch.as_deref_mut());
        }
    }

    /// Uses another scenario from the edge on, and lets runs begin and end as it says; true if the set of runs is
    /// another. The session must be even, and must be settled again.
    pub fn change(&mut self, scenario: Arc<Scenario>) -> bool {
        if !self.scenario.has_knobs_of(&scenario) {
            let anew = counts_clients_anew(&self.scenario, &scenario);
            let first_job = if anew { self.even_lanes().map(|lane| lane.run.next_job()).max().unwrap_or(0) } else { 0 };
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

    /// Begins and ends runs so that they are those of the newest scenario, in the order of the registry; true if that
    /// was anything.
    fn choose_runs(&mut self, level: Level) -> bool {
        let before: Vec<RunId> = self.lanes.iter().map(|lane| lane.id).collect();
        let mut old = std::mem::take(&mut self.lanes);
        let mut next_run = self.next_run;
        let mut lanes = Vec::new();
        for model in sim::models().iter().copied().filter(|model| self.scenario.runs(model)) {
            lanes.push(match old.iter().position(|lane| lane.run.model().name == model.name) {
                Some(place) => old.swap_remove(place),
                None => {
                    next_run += 1;
                    Lane::new(next_run - 1, model, &self.replay.scenario, level)
                }
            });
        }
        (self.lanes, self.next_run) = (lanes, next_run);
        before.len() != self.lanes.len() || self.lanes.iter().zip(before).any(|(lane, id)| lane.id != id)
    }
}

/// True if the new scenario has clients, and not as many as before: their jobs are then numbered anew.
fn counts_clients_anew(old: &Scenario, new: &Scenario) -> bool {
    let clients = |scenario: &Scenario| match scenario.workload.as_ref().map(|workload| &workload.arrivals) {
        Some(Arrivals::Closed(closed)) => Some(closed.clients),
        _ => None,
    };
    clients(new).is_some_and(|new| clients(old) != Some(new))
}
