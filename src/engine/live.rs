//! [`Engine`] and its main loop: obey commands, work for a slice, send, rest. Commands are obeyed at any `await` of it.

use super::{
    Wake,
    handle::{Link, Shared},
    lockstep::Lockstep,
    outbox::{Outbox, Sent},
    pace::{Pace, TICK},
    work::Step,
};
use loopscope_event::{Command, Replay, RunId, Scenario, Speed, Status, time};
use loopscope_sim as sim;
use std::sync::Arc;
use tokio::{
    select,
    sync::mpsc::{self, error::TryRecvError},
    task::yield_now,
    time::{Interval, MissedTickBehavior, interval},
};
use tracing::debug_span;

/// The engine. It lives on its own thread; see [`Engine::start`].
pub struct Engine {
    pub(super) lockstep: Lockstep,
    pub(super) outbox: Outbox,
    commands: mpsc::Receiver<Command>,
    shared: Arc<Shared>,
    pub(super) playing: bool,
    pub(super) speed: Speed,
    /// The step in progress.
    pub(super) step: Option<Step>,
    /// The model on the stage.
    pub(super) focus: Option<&'static str>,
    /// A command that needs all runs at one instant. No further command is taken until it is obeyed.
    pub(super) held: Option<Command>,
    obeyed: u64,
    pub(super) pace: Pace,
    /// The run whose events the pace counts.
    pub(super) paced: Option<RunId>,
    /// True if a late run can only catch up while the others wait.
    pub(super) waits_for_late: bool,
    /// True if there is nothing to do before the clock ticks or a command comes.
    idle: bool,
    ticks: Interval,
}

/// Whether the main loop continues.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Continue,
    Exit,
}

impl Engine {
    /// Must be called within a tokio runtime.
    pub(super) fn new(scenario: Arc<Scenario>, link: Link, wake: Wake) -> Self {
        let Link { commands, events, shared } = link;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut engine = Self {
            lockstep: Lockstep::new(scenario, 0),
            outbox: Outbox::new(events, wake),
            commands,
            shared,
            playing: false,
            speed: Speed::Time(time::S as f64),
            step: None,
            focus: None,
            held: None,
            obeyed: 0,
            pace: Pace::anchored(0),
            paced: None,
            waits_for_late: false,
            idle: false,
            ticks,
        };
        engine.outbox.announce(engine.lockstep.announced());
        engine
    }

    /// Runs until the handle is dropped.
    pub(super) async fn live(mut self) {
        while self.obey_waiting() == Flow::Continue {
            self.idle = !debug_span!("slice").in_scope(|| self.work());
            self.outbox.report(self.status());
            if self.send().await == Flow::Exit || self.rest().await == Flow::Exit {
                break;
            }
        }
    }

    /// Obeys the commands that have arrived. One that starts a step is worked at before the next is taken.
    fn obey_waiting(&mut self) -> Flow {
        while self.held.is_none() {
            match self.commands.try_recv() {
                Ok(command) => self.obey(command),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Flow::Exit,
            }
            if self.step.is_some() {
                break;
            }
        }
        Flow::Continue
    }

    pub(super) fn obey(&mut self, command: Command) {
        self.idle = false;
        match command {
            Command::Play if self.playing => {}
            Command::Play => {
                (self.playing, self.step) = (true, None);
                self.anchor();
            }
            Command::Pause => (self.playing, self.step) = (false, None),
            Command::Step(unit) => (self.playing, self.step) = (false, Some(Step::Asked(unit))),
            Command::Speed(speed) => {
                // NaN differs from everything, itself included: it would count as a new speed for ever.
                self.speed = match speed {
                    Speed::Time(rate) if rate.is_nan() => Speed::Time(0.0),
                    Speed::Events(rate) if rate.is_nan() => Speed::Events(0.0),
                    speed => speed,
                };
                self.anchor();
            }
            Command::Focus(model) => self.focus = Some(model),
            Command::Restart => self.begin(Lockstep::new(self.lockstep.scenario().clone(), self.lockstep.next_run())),
            Command::SetScenario(scenario) if sim::needs_restart(self.lockstep.scenario(), &scenario) => {
                self.begin(Lockstep::new(scenario, self.lockstep.next_run()));
            }
            Command::SetScenario(_) | Command::Post(_) => {
                self.held = Some(command);
                return;
            }
            // Commands that follow must find the new runs at the instant of the fork.
            Command::Fork { at } => {
                self.begin(self.lockstep.forked(at));
                self.held = Some(command);
                return;
            }
            Command::Resume { ref replay, until } => {
                self.begin(Lockstep::replayed(Replay::clone(replay), self.lockstep.next_run(), until));
                self.held = Some(command);
                return;
            }
        }
        self.obeyed += 1;
    }

    /// Obeys the command that waited until all runs were at one instant.
    pub(super) fn obey_held(&mut self) {
        match self.held.take() {
            Some(Command::SetScenario(scenario)) => {
                if self.lockstep.change(scenario) {
                    self.outbox.announce(self.lockstep.announced());
                }
            }
            Some(Command::Post(posted)) => self.lockstep.post(posted),
            Some(_) => {}
            None => return,
        }
        self.obeyed += 1;
        let ours = &self.lockstep.replay().entries;
        let theirs = &mut self.shared.replay().entries;
        theirs.extend_from_slice(&ours[theirs.len()..]);
    }

    /// Begins a new session.
    fn begin(&mut self, lockstep: Lockstep) {
        self.lockstep = lockstep;
        self.step = None;
        self.anchor();
        self.outbox.announce(self.lockstep.announced());
        *self.shared.replay() = self.lockstep.replay().clone();
    }

    /// Anchors the pace here and now.
    fn anchor(&mut self) {
        self.pace = Pace::anchored(self.lockstep.edge());
        self.paced = None;
    }

    fn status(&self) -> Status {
        Status { obeyed: self.obeyed, playing: self.playing, speed: self.speed, edge: self.lockstep.edge(), runs: self.lockstep.status() }
    }

    /// Sends what is queued. While the channel is full, commands are obeyed but no new events are made.
    async fn send(&mut self) -> Flow {
        loop {
            match self.outbox.send() {
                _ if self.shared.is_closing() => return Flow::Exit,
                Sent::All => return Flow::Continue,
                Sent::Closed => return Flow::Exit,
                Sent::Full => {}
            }
            select! {
                biased;
                command = self.commands.recv(), if self.held.is_none() => match command {
                    Some(command) => {
                        self.obey(command);
                        self.outbox.report(self.status());
                    }
                    None => return Flow::Exit,
                },
                () = self.shared.room.notified() => {}
            }
        }
    }

    /// Waits until there is something to do. A command obeyed while sending has left work: the session that it began
    /// has not even handled its first instant.
    async fn rest(&mut self) -> Flow {
        if !self.idle {
            yield_now().await;
            return Flow::Continue;
        }
        let is_paced = self.playing && !self.lockstep.has_ended();
        select! {
            biased;
            command = self.commands.recv() => match command {
                Some(command) => self.obey(command),
                None => return Flow::Exit,
            },
            _ = self.ticks.tick(), if is_paced => {}
        }
        Flow::Continue
    }
}
