//! The way to the engine: commands wait here until it takes them, and it is driven by what it has confirmed.

use loopscope_engine::{Busy, Engine, Handle};
use loopscope_event::{Command, FromEngine, Replay, Scenario, Speed, Status, StepUnit};
use loopscope_text::say;
use std::{collections::VecDeque, sync::Arc, time::Duration};

/// What wakes the window; called on other threads.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The engine computes so much faster than the playhead moves, so that the playhead never waits for it.
const HASTE: f64 = 2.0;

/// The way to the engine.
pub struct Link {
    handle: Option<Handle>,
    wake: Wake,
    /// Commands that it has not taken yet.
    waiting: VecDeque<Command>,
    /// How many it has taken.
    sent: u64,
    /// Scenarios that were sent, with the number of commands obeyed from which on they hold.
    scenarios: VecDeque<(u64, Arc<Scenario>)>,
    /// The scenario that holds.
    acknowledged: Arc<Scenario>,
    /// What was asked last.
    computes: bool,
    speed: Option<Speed>,
    focus: Option<&'static str>,
}

impl Link {
    /// Starts an engine.
    ///
    /// # Errors
    /// What the system said, if it gives no thread.
    pub fn start(scenario: Arc<Scenario>, wake: Wake) -> (Self, Option<String>) {
        let woken = wake.clone();
        let started = Engine::start(scenario.clone(), move || woken());
        let (handle, fault) = match started {
            Ok(handle) => (Some(handle), None),
            Err(error) => (None, Some(say!("fault.no_thread", error = error))),
        };
        let link = Self {
            handle,
            wake,
            waiting: VecDeque::new(),
            sent: 0,
            scenarios: VecDeque::new(),
            acknowledged: scenario,
            computes: false,
            speed: None,
            focus: None,
        };
        (link, fault)
    }

    /// Starts another one in place of this.
    pub fn restart(&mut self, scenario: Arc<Scenario>) -> Option<String> {
        // The old thread ends before the new one begins.
        self.handle = None;
        let (link, fault) = Self::start(scenario, self.wake.clone());
        *self = link;
        fault
    }

    /// What was done to the session, so that it can be run again; nothing if there is no engine.
    #[must_use]
    pub fn replay(&self) -> Option<Replay> {
        self.handle.as_ref().map(Handle::replay)
    }

    /// The scenario that the engine has confirmed.
    #[must_use]
    pub const fn acknowledged(&self) -> &Arc<Scenario> {
        &self.acknowledged
    }

    /// Takes what was sent, for so long at most; true if something is left.
    pub fn drain(&self, budget: Duration, take: impl FnMut(FromEngine)) -> bool {
        self.handle.as_ref().is_some_and(|handle| handle.drain(budget, take))
    }

    /// Sends a command as soon as the engine takes one. Of several scenarios in a row the last one counts.
    pub fn ask(&mut self, command: Command) {
        if let (Command::SetScenario(_), Some(last @ Command::SetScenario(_))) = (&command, self.waiting.back_mut()) {
            *last = command;
            return;
        }
        self.waiting.push_back(command);
    }

    /// A further step; the engine must not be told to rest until it is made.
    pub fn step(&mut self, unit: StepUnit) {
        self.computes = false;
        self.ask(Command::Step(unit));
    }

    /// Notes what was obeyed.
    pub fn note(&mut self, status: &Status) {
        while let Some((_, scenario)) = self.scenarios.pop_front_if(|(from, _)| *from <= status.obeyed) {
            self.acknowledged = scenario;
        }
    }

    /// The model on the stage; only differences are sent.
    pub fn focus(&mut self, model: &'static str) {
        if self.focus.replace(model) != Some(model) {
            self.ask(Command::Focus(model));
        }
    }

    /// Whether it should compute on, and how fast the playhead moves; only differences are sent.
    pub fn drive(&mut self, computes: bool, speed: Speed, status: &Status) {
        let stands = if self.is_settled(status) { status.playing } else { self.computes };
        if self.speed != Some(speed) {
            self.speed = Some(speed);
            self.ask(Command::Speed(match speed {
                Speed::Time(ratio) => Speed::Time(ratio * HASTE),
                Speed::Events(rate) => Speed::Events(rate * HASTE),
                Speed::Max => Speed::Max,
            }));
        }
        if stands != computes || self.computes != computes {
            self.computes = computes;
            self.ask(if computes { Command::Play } else { Command::Pause });
        }
    }

    /// True if it was told to compute on.
    #[must_use]
    pub const fn computes(&self) -> bool {
        self.computes
    }

    /// How many commands will have been obeyed once everything that was asked so far is.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.sent + self.waiting.len() as u64
    }

    /// True if everything that was asked was obeyed: what is there now is of this scenario.
    #[must_use]
    pub fn is_settled(&self, status: &Status) -> bool {
        status.obeyed == self.sent && self.waiting.is_empty()
    }

    /// Sends what it takes; true if something is left, to be tried again in the next frame.
    pub fn flush(&mut self) -> bool {
        while let (Some(handle), Some(command)) = (&self.handle, self.waiting.pop_front()) {
            let scenario = if let Command::SetScenario(scenario) = &command { Some(scenario.clone()) } else { None };
            if let Err(Busy(back)) = handle.send(command) {
                self.waiting.push_front(back);
                return true;
            }
            self.sent += 1;
            self.scenarios.extend(scenario.map(|scenario| (self.sent, scenario)));
        }
        false
    }
}
