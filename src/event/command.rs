//! What the window asks of the background, and what comes back. Plain data; the channels are the engine's.

use super::{Event, EventNo, ModelInfo, Ns, Posted, Replay, RunId, Scenario};
use std::sync::Arc;

/// What the window asks. Dropping the engine's handle is the request to shut down.
#[derive(Clone, Debug)]
pub enum Command {
    /// Use this scenario: from now on if only knobs differ, from the start if the seed, the batch size, the spelt-out
    /// jobs or the inputs do.
    SetScenario(Arc<Scenario>),
    /// Compute on, at the speed that was set.
    Play,
    /// Rest.
    Pause,
    /// How fast.
    Speed(Speed),
    /// Compute until the run in focus has got at least one such unit further, then rest.
    Step(StepUnit),
    /// Begin again with the same scenario.
    Restart,
    /// Leave the present future and go back to this instant: new runs are executed again up to it, with all that was
    /// done until then, and go on from there with what is asked next. Obeyed once they are there.
    Fork {
        /// When, ns of story; at most the live edge.
        at: Ns,
    },
    /// Leave everything, and execute this session again up to an instant. Obeyed once its runs are there.
    Resume {
        /// What was done to it.
        replay: Arc<Replay>,
        /// Up to when, ns of story; at least to the last thing that was done.
        until: Ns,
    },
    /// The run on the stage, by its model's name: by-event speed and steps go by it.
    Focus(&'static str),
    /// Put an input message into every loop's queue now.
    Post(Posted),
}

/// How fast the story is told.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Speed {
    /// So many nanoseconds of story in a second of wall time.
    Time(f64),
    /// So many events of the run in focus in a second of wall time.
    Events(f64),
    /// As fast as it computes.
    Max,
}

/// A step's size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepUnit {
    /// One event.
    Event,
    /// One turn of a loop; without a loop, one dispatch.
    Tick,
    /// Until a job is done.
    Job,
}

/// What comes back from the background, in order.
#[derive(Clone, Debug)]
pub enum FromEngine {
    /// New runs begin; everything known of older ones is over.
    Session(Session),
    /// A further piece of one run's log.
    Batch(Batch),
    /// How the background stands, after each command and each slice of work. Not part of any log.
    Status(Status),
    /// The background broke: what it said. It takes no more commands until it is restarted.
    Failed(String),
}

/// The runs that exist, from now on. A run that was there before and is listed again goes on.
#[derive(Clone, Debug)]
pub struct Session {
    /// The scenario they began with.
    pub scenario: Arc<Scenario>,
    /// A digest of the workload, the same for every model.
    pub workload_hash: String,
    /// The runs, in the order of the registry.
    pub runs: Vec<(RunId, &'static ModelInfo)>,
    /// The instant up to which the session is one that was there before, executed again; `None`: it began at 0.
    pub again: Option<Ns>,
}

/// A piece of one run's log.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Whose.
    pub run: RunId,
    /// The number of the first event.
    pub first: EventNo,
    /// The events.
    pub events: Vec<Event>,
    /// The slider changes that events of this batch name.
    pub changes: Vec<Change>,
}

/// A slider change, as it is recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Its number in the run, from 1: also the epoch of later draws.
    pub number: u32,
    /// When, in story time.
    pub at: Ns,
    /// What holds from here on.
    pub scenario: Arc<Scenario>,
    /// The number of the first job of a closed workload whose clients were counted anew.
    pub first_job: u32,
}

/// How the background stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Status {
    /// How many commands it has obeyed.
    pub obeyed: u64,
    /// True while it computes on by itself.
    pub playing: bool,
    /// The speed that holds.
    pub speed: Speed,
    /// The instant up to which every run is computed.
    pub edge: Ns,
    /// How each run stands.
    pub runs: Vec<RunStatus>,
}

/// How one run stands.
#[derive(Clone, PartialEq, Debug)]
pub struct RunStatus {
    /// Which.
    pub run: RunId,
    /// How it ended; `None`: it goes on.
    pub ending: Option<Ending>,
}

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ending {
    /// All jobs are done.
    Drained,
    /// The scenario's `until`, or the end of all stories, was reached.
    Until,
    /// Nothing can ever happen again, and so many tasks still wait.
    Deadlock {
        /// How many wait.
        waiting: u32,
    },
    /// More tasks were alive at once than a run may have.
    TooManyTasks,
}

impl Ending {
    /// One sentence for people.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Self::Drained => "all jobs are done".into(),
            Self::Until => "stopped at the scenario's end time".into(),
            Self::Deadlock { waiting } => format!("deadlock: {waiting} tasks wait for each other, and nothing will ever happen again"),
            Self::TooManyTasks => "stopped: more tasks were alive at once than a run may have".into(),
        }
    }
}
