//! Commands from the window to the engine, and the engine's messages back. Plain data; the channels are the engine's.

use super::{Event, EventNo, ModelInfo, Ns, Posted, Replay, RunId, Scenario};
use std::sync::Arc;

/// A command from the window. Dropping the engine's handle is the request to shut down.
#[derive(Clone, Debug)]
pub enum Command {
    /// Use this scenario: from now on if only its knobs differ, from the start if the seed, the batch size, the
    /// explicit jobs or the inputs differ.
    SetScenario(Arc<Scenario>),
    /// Run at the current speed.
    Play,
    /// Stop running.
    Pause,
    /// Set the speed.
    Speed(Speed),
    /// Run until the focused run has advanced by at least one such unit, then pause.
    Step(StepUnit),
    /// Restart the same scenario.
    Restart,
    /// Abandon the present future and go back to this instant: new runs re-execute everything done up to it and then
    /// continue with the commands that follow. Acknowledged once they have reached the instant.
    Fork {
        /// The instant to fork at, ns of story time; at most the live edge.
        at: Ns,
    },
    /// Abandon the present session and re-execute this one up to an instant. Acknowledged once its runs have reached
    /// it.
    Resume {
        /// The session's scenario and entries.
        replay: Arc<Replay>,
        /// The instant to execute up to, ns of story time; at least that of the last entry.
        until: Ns,
    },
    /// Focus this model's run (the one on the stage): event-rate speeds and steps are measured by it.
    Focus(&'static str),
    /// Post an input message into every loop's queue now.
    Post(Posted),
}

/// The speed at which story time advances.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Speed {
    /// Nanoseconds of story time per second of wall time.
    Time(f64),
    /// Events of the focused run per second of wall time.
    Events(f64),
    /// As fast as the machine computes.
    Max,
}

/// The size of a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepUnit {
    /// One event.
    Event,
    /// One turn of a loop; in a model without a loop, one dispatch.
    Tick,
    /// Until a job completes.
    Job,
}

/// A message from the engine, in order.
#[derive(Clone, Debug)]
pub enum FromEngine {
    /// The runs that exist from now on; all others are gone.
    Runs(RunsAnnounced),
    /// The next piece of one run's log.
    Batch(Batch),
    /// The engine's status, after each command and each slice of work. Not part of any log.
    Status(Status),
    /// The engine failed, with its panic message. It takes no more commands until it is restarted.
    Failed(String),
}

/// The runs that exist from now on. A run that existed before and is listed again continues.
#[derive(Clone, Debug)]
pub struct RunsAnnounced {
    /// The scenario that the runs began with.
    pub scenario: Arc<Scenario>,
    /// A digest of the workload, the same for every model.
    pub workload_hash: String,
    /// The runs, in the order of the registry.
    pub runs: Vec<(RunId, &'static ModelInfo)>,
    /// The instant up to which the session is a re-execution of an earlier one; `None` if it began at 0.
    pub replayed_until: Option<Ns>,
}

/// A piece of one run's log.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The run that the events belong to.
    pub run: RunId,
    /// The number of the first event.
    pub first: EventNo,
    /// The events.
    pub events: Vec<Event>,
    /// The slider changes that the batch's events refer to.
    pub changes: Vec<Change>,
}

/// A slider change as recorded in a log.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Its number within the run, from 1; also the epoch of later draws.
    pub number: u32,
    /// The instant of the change, ns of story time.
    pub at: Ns,
    /// The scenario in effect from then on.
    pub scenario: Arc<Scenario>,
    /// The number of the first job of a closed workload whose clients are renumbered by the change.
    pub first_job: u32,
}

/// The engine's status.
#[derive(Clone, PartialEq, Debug)]
pub struct Status {
    /// The number of commands obeyed so far.
    pub obeyed: u64,
    /// True while it runs on its own.
    pub playing: bool,
    /// The current speed.
    pub speed: Speed,
    /// The instant up to which every run is computed, ns of story time.
    pub edge: Ns,
    /// The status of each run.
    pub runs: Vec<RunStatus>,
}

/// The status of one run.
#[derive(Clone, PartialEq, Debug)]
pub struct RunStatus {
    /// The run.
    pub run: RunId,
    /// How it ended; `None` while it is running.
    pub ending: Option<Ending>,
}

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ending {
    /// All jobs are done.
    Drained,
    /// The scenario's `until`, or the last instant of story time, was reached.
    Until,
    /// No event can ever happen again although tasks are still waiting.
    Deadlock {
        /// The number of waiting tasks.
        waiting: u32,
    },
    /// More tasks were alive at once than a run may have.
    TooManyTasks,
}

impl Ending {
    /// Describes the ending in one sentence for people.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Drained => "all jobs are done".into(),
            Self::Until => "stopped at the scenario's end time".into(),
            Self::Deadlock { waiting } => format!("deadlock: {waiting} tasks wait for each other, and nothing will ever happen again"),
            Self::TooManyTasks => "stopped: more tasks were alive at once than a run may have".into(),
        }
    }
}
