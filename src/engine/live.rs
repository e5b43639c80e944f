//! [`Engine`] and its main loop: obey, work for a slice, send, rest. Commands are obeyed at any `await` of it.

use super::{
    Wake,
    handle::{Link, Shared},
    outbox::{Outbox, Sent},
    pace::{Pace, TICK},
    session::Session,
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

/// The background. It lives on its own thread; see [`Engine::start`].
pub struct Engine {
    pub(super) session: Session,
    pub(super) outbox: Outbox,
    commands: mpsc::Receiver<Command>,
    shared: Arc<Shared>,
    pub(super) playing: bool,
    pub(super) speed: Speed,
    /// The step under way.
    pub(super) step: Option<Step>,
    /// The model on the stage.
    pub(super) focus: Option<&'static str>,
    /// A command that waits for all runs to be at one instant. None is taken after it until it is obeyed.
    pub(super) held: Option<Command>,
    obeyed: u64,
    pub(super) pace: Pace,
    /// The run whose events are counted for the pace.
    pub(super) paced: Option<RunId>,
    /// True if a late run cannot come up to the others unless they wait.
    pub(super) waits_for_late: bool,
    /// True if nothing is left to be done before the clock ticks or a command is obeyed.
    idle: bool,
    ticks: Interval,
}

/// Whether to go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    GoesOn,
    IsOver,
}

impl Engine {
    /// Must be called within a tokio runtime.
    pub(super) fn new(scenario: Arc<Scenario>, link: Link, wake: Wake) -> Self {
        let Link { commands, events, shared } = link;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut engine = Self {
            session: Session::new(scenario, 0),
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
        engine.outbox.announce(engine.session.announced());
        engine
    }

    /// Lives until the handle is dropped.
    pub(super) async fn live(mut self) {
        while self.obey_waiting() == Life::GoesOn {
            self.idle = !debug_span!("slice").in_scope(|| self.work());
            self.outbox.report(self.status());
            if self.send().await == Life::IsOver || self.rest().await == Life::IsOver {
                break;
            }
        }
    }

    /// Obeys the commands that are there. One that takes work is worked at before the next.
    fn obey_waiting(&mut self) -> Life {
        while self.held.is_none() {
            match self.commands.try_recv() {
                Ok(command) => self.obey(command),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Life::IsOver,
            }
            if self.step.is_some() {
                break;
            }
        }
        Life::GoesOn
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
                // Not-a-number equals nothing, itself included, and would be news for ever.
                self.speed = match speed {
                    Speed::Time(rate) if rate.is_nan() => Speed::Time(0.0),
                    Speed::Events(rate) if rate.is_nan() => Speed::Events(0.0),
                    speed => speed,
                };
                self.anchor();
            }
            Command::Focus(model) => self.focus = Some(model),
            Command::Restart => self.begin(Session::new(self.session.scenario().clone(), self.session.next_run())),
            Command::SetScenario(scenario) if sim::needs_restart(self.session.scenario(), &scenario) => {
                self.begin(Session::new(scenario, self.session.next_run()));
            }
            Command::SetScenario(_) | Command::Post(_) => {
                self.held = Some(command);
                return;
            }
            // What is asked next is asked of runs that are there.
            Command::Fork { at } => {
                self.begin(self.session.forked(at));
                self.held = Some(command);
                return;
            }
            Command::Resume { ref replay, until } => {
                self.begin(Session::again(Replay::clone(replay), self.session.next_run(), until));
                self.held = Some(command);
                return;
            }
        }
        self.obeyed += 1;
    }

    /// Obeys what had to wait until all runs were at one instant.
    pub(super) fn obey_held(&mut self) {
        match self.held.take() {
            Some(Command::SetScenario(scenario)) => {
                if self.session.change(scenario) {
                    self.outbox.announce(self.session.announced());
                }
            }
            Some(Command::Post(posted)) => self.session.post(posted),
            Some(_) => {}
            None => return,
        }
        self.obeyed += 1;
        let ours = &self.session.replay().entries;
        let theirs = &mut self.shared.replay().entries;
        theirs.extend_from_slice(&ours[theirs.len()..]);
    }

    /// Begins a new session.
    fn begin(&mut self, session: Session) {
        self.session = session;
        self.step = None;
        self.anchor();
        self.outbox.announce(self.session.announced());
        *self.shared.replay() = self.session.replay().clone();
    }

    /// The pace counts from here and now.
    fn anchor(&mut self) {
        self.pace = Pace::anchored(self.session.edge());
        self.paced = None;
    }

    fn status(&self) -> Status {
        Status { obeyed: self.obeyed, playing: self.playing, speed: self.speed, edge: self.session.edge(), runs: self.session.status() }
    }

    /// Sends what there is. While the channel is full, commands are obeyed but nothing new is made.
    async fn send(&mut self) -> Life {
        loop {
            match self.outbox.send() {
                _ if self.shared.is_closing() => return Life::IsOver,
                Sent::All => return Life::GoesOn,
                Sent::Closed => return Life::IsOver,
                Sent::Full => {}
            }
            select! {
                biased;
                command = self.commands.recv(), if self.held.is_none() => match command {
                    Some(command) => {
                        self.obey(command);
                        self.outbox.report(self.status());
                    }
                    None => return Life::IsOver,
                },
                () = self.shared.room.notified() => {}
            }
        }
    }

    /// Waits until there is something to do. A command obeyed while sending has left some: a session that it began has
    /// not even handled its first instant.
    async fn rest(&mut self) -> Life {
        if !self.idle {
            yield_now().await;
            return Life::GoesOn;
        }
        let is_paced = self.playing && !self.session.has_ended();
        select! {
            biased;
            command = self.commands.recv() => match command {
                Some(command) => self.obey(command),
                None => return Life::IsOver,
            },
            _ = self.ticks.tick(), if is_paced => {}
        }
        Life::GoesOn
    }
}
