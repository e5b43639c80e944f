//! Time forks where a slider is moved while somebody looks at the past: the runs are executed again up to there and go on
//! with the change, and the future that was left stays as a ghost.
//!
//! The present runs stay on the screen until the new ones have got to the fork, so that nothing flickers. Whatever goes on
//! from where it was (a session that is opened, the other future) comes in the same way.

use super::App;
use loopscope_event::{Command, EventNo, Gesture, Ns, Posted, Replay, Scenario};
use loopscope_sim as sim;
use loopscope_text::say;
use loopscope_trace::{Ghost, Origin, Trace};
use loopscope_ui::Selection;
use loopscope_ui::fork::ForkAction;
use std::sync::Arc;

/// What the window waits for while runs are executed again.
pub(super) struct Awaited {
    /// So many commands are obeyed once they are there.
    obeyed: u64,
    /// Where the playhead goes then.
    place: Place,
    /// What becomes of the runs that were there: the ghost (all of it but the runs themselves). `None`: nobody wants them.
    ghost: Option<Ghost>,
}

/// Where a playhead is to stand.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The instant, ns.
    pub at: Ns,
    /// Among several events of it: after so many of the log.
    pub event: Option<EventNo>,
}

impl App {
    /// The scenario that the sliders show: what holds at the playhead where somebody looks at the past, else the newest.
    pub(super) fn shown(&self) -> Arc<Scenario> {
        let far = self.past().filter(|trace| self.playback.is_far_in_the_past(*trace));
        match far.filter(|_| self.link.is_settled(self.session.status())) {
            Some(trace) => self.held_at_playhead(trace),
            None => self.document.edited().clone(),
        }
    }

    /// The run on the stage, if what is seen of it now is past.
    fn past(&self) -> Option<&Trace> {
        self.session.stage().filter(|trace| self.awaited.is_none() && self.playback.is_in_the_past(*trace))
    }

    /// What holds at the end of the playhead's instant, which is where time would fork; with the models that run now.
    fn held_at_playhead(&self, trace: &Trace) -> Arc<Scenario> {
        let edited = self.document.edited();
        let held = trace.scenario_at(trace.count_until(self.playback.head().at));
        if held.models == edited.models && held.name == edited.name {
            return held.clone();
        }
        Arc::new(Scenario { models: edited.models.clone(), name: edited.name.clone(), ..Scenario::clone(held) })
    }

    /// Uses a scenario in which a slider was moved. Looking at the past, time forks there; a change that no run can go on
    /// with begins the story anew.
    pub(super) fn turn(&mut self, scenario: Scenario) {
        let held = self.past().map(|trace| self.held_at_playhead(trace));
        let holds = held.as_ref().unwrap_or(self.document.edited());
        if sim::needs_restart(holds, &scenario) {
            if self.playback.head().event > 0 {
                self.panels.overlay.toast(say!("fork.anew"));
            }
        } else if let Some(held) = held {
            if !held.has_knobs_of(&scenario) {
                self.fork(Arc::new(scenario));
                return;
            }
            if self.shown().has_knobs_of(&scenario) {
                // Another set of models is no change of what holds, neither here nor at the live edge.
                let Scenario { models, name, .. } = scenario;
                self.document.edit(Scenario { models, name, ..Scenario::clone(self.document.edited()) });
                self.link.ask(Command::SetScenario(self.document.edited().clone()));
                return;
            }
            // The playhead lags a little behind the live edge, whose scenario the sliders show: back to what held before is
            // a change there.
        }
        self.document.edit(scenario);
        self.link.ask(Command::SetScenario(self.document.edited().clone()));
    }

    /// Forks where the playhead is.
    fn fork(&mut self, scenario: Arc<Scenario>) {
        let head = self.playback.head();
        let ghost = self.leaving(head.at, Origin::Before);
        // One ghost is enough to compare with, and all that there is room for.
        self.session.ghost = None;
        self.document.edit(Scenario::clone(&scenario));
        self.link.ask(Command::Fork { at: head.at });
        self.link.ask(Command::SetScenario(scenario));
        self.wait_for(Place { at: head.at, event: Some(head.event) }, ghost);
    }

    /// Back to the future that is a ghost; the present one becomes it.
    fn return_to_ghost(&mut self) {
        let Some(other) = self.session.ghost.as_ref().filter(|_| self.awaited.is_none()) else { return };
        let (replay, scenario, at) = (other.replay.clone(), other.scenario.clone(), other.at);
        let origin = if other.origin == Origin::Before { Origin::After } else { Origin::Before };
        let until = self.playback.head().at.max(other.edge).max(replay.last());
        let left = self.leaving(at, origin);
        self.document.edit(Scenario::clone(&scenario));
        self.link.ask(Command::Resume { replay, until });
        self.link.ask(Command::SetScenario(scenario));
        self.wait_for(Place { at: self.playback.head().at, event: None }, left);
    }

    /// What was done to the session, with the models that run now.
    pub(super) fn done_so_far(&self) -> Option<Replay> {
        let mut replay = self.link.replay()?;
        let models = &self.document.edited().models;
        if replay.scenario.models != *models {
            replay.scenario = Arc::new(Scenario { models: models.clone(), ..Scenario::clone(&replay.scenario) });
        }
        Some(replay)
    }

    /// The present future, to be left; its runs stay where they are until the others are there.
    fn leaving(&self, at: Ns, origin: Origin) -> Option<Ghost> {
        let (scenario, edge) = (self.document.edited().clone(), self.session.status().edge);
        let replay = Arc::new(self.done_so_far()?);
        Some(Ghost { traces: Vec::new(), at, replay, scenario, edge, origin })
    }

    fn wait_for(&mut self, place: Place, ghost: Option<Ghost>) {
        self.step = None;
        self.session.expects = true;
        self.awaited = Some(Awaited { obeyed: self.link.asked(), place, ghost });
    }

    /// Executes a session again; the playhead goes to where it is to be.
    pub(super) fn resume(&mut self, replay: Arc<Replay>, place: Place) {
        self.stop_waiting();
        let until = place.at.max(replay.last());
        self.session.ghost = None;
        self.link.ask(Command::Resume { replay, until });
        self.link.ask(Command::SetScenario(self.document.edited().clone()));
        self.wait_for(place, None);
    }

    /// Waits no more for runs that are executed again: the scenario begins anew.
    pub(super) fn stop_waiting(&mut self) {
        if self.awaited.take().is_some() {
            let fault = self.link.restart(self.document.edited().clone());
            self.session.restarted();
            self.panels.overlay.failed(fault);
        }
    }

    /// If what was asked is obeyed so far, the runs that were awaited are there.
    pub(super) fn arrived(&mut self) {
        let obeyed = self.session.status().obeyed;
        let Some(Awaited { place, ghost, .. }) = self.awaited.take_if(|awaited| obeyed >= awaited.obeyed) else { return };
        let Some(old) = self.session.arrive() else { return };
        let model_of = |run| old.iter().find(|trace| trace.run() == run).map(|trace| trace.model().name);
        let selected = self.selection.and_then(|selection| Some((selection, model_of(selection.run)?)));
        self.selection = selected.and_then(|(selection, model)| {
            let run = self.session.traces().iter().find(|trace| trace.model().name == model)?.run();
            Some(Selection { run, ..selection })
        });
        self.hovered = None;
        self.session.ghost = ghost.map(|ghost| Ghost { traces: old, ..ghost });
        let Some(trace) = self.session.stage() else { return };
        match place.event {
            // Among several events of one instant the playhead stands where it stood.
            Some(event) if event < trace.count_until(place.at) => self.playback.to_event(event, false, trace),
            _ => self.playback.to_time(place.at, trace),
        }
    }

    /// What happens at the live edge from now on is to be seen.
    fn leave_the_past(&mut self) {
        if self.session.stage().is_some_and(|trace| self.playback.is_in_the_past(trace)) {
            self.go_live();
        }
    }

    /// What a person did is posted at the live edge. A move is nobody's wish to leave the past.
    pub(super) fn post(&mut self, posted: Posted) {
        if let Gesture::Move { .. } = posted.gesture {
            if self.session.stage().is_some_and(|trace| self.playback.is_in_the_past(trace)) {
                return;
            }
        } else {
            self.leave_the_past();
        }
        self.link.ask(Command::Post(posted));
        if posted.gesture == Gesture::Unsaid {
            self.panels.overlay.toast(say!("toast.posted"));
        }
    }

    pub(super) fn act_on_fork(&mut self, action: ForkAction) {
        match action {
            ForkAction::Forget => self.session.ghost = None,
            ForkAction::Return => self.return_to_ghost(),
            ForkAction::Stop => {
                self.stop_waiting();
                self.panels.overlay.toast(say!("fork.stopped"));
            }
        }
    }
}
