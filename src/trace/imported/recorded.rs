//! [`Recorded`]: what is known of a log that was read from a file, beside its events. A live run has none.
//!
//! It does *not* read files (that is `files`), nor say anything in words of the window.

use super::foreign::Imported;
use crate::Trace;
use crate::tracks::Tracks;
use loopscope_event::{
    Application, Discipline, EventNo, Holder, Mark, ModelInfo, Names, Ns, Origin, Place, Places, Processor, Rows, Sharding, TaskId,
};
use std::sync::Arc;

/// What is known of a log that was read from a file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Recorded {
    /// The file's name, without its folders.
    pub file: String,
    /// Where the events come from.
    pub origin: Origin,
    /// The model's name as the file has it; it may be one that this program does not have.
    pub model: String,
    /// A digest of the workload, if the file has one.
    pub workload_hash: Option<String>,
    /// Whether the file has the scenario, so that it can be run again.
    pub scenario: bool,
    /// What the numbers of the events' marks stand for.
    pub marks: Vec<Mark>,
    /// What was put up with, by the key of the words for it, and how often.
    pub tolerated: Vec<(&'static str, u64)>,
    /// Up to which instant the file goes, ns, if the run went on after it.
    pub until: Option<Ns>,
    /// Why the reading ended early; what came before is here.
    pub broken: Option<String>,
    /// Which part is here, if the whole did not fit.
    pub part: Option<Part>,
    /// Lanes that were made from another program's trace.
    pub imported: Option<Arc<Imported>>,
}

/// A part of a log that did not fit into memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// How many events are here.
    pub events: EventNo,
    /// Up to which instant, ns.
    pub until: Ns,
}

/// How a log is drawn whose model this program does not have: a queue, cores, and whatever is waited for.
pub static UNKNOWN: ModelInfo = plain("unknown", "Another model", "Recorded", "the log does not say");

/// How another program's trace is drawn: lanes over time, and nothing else.
pub static IMPORTED: ModelInfo = plain("imported", "An imported trace", "Imported", "the trace does not say");

/// A model of which only its name is known.
const fn plain(name: &'static str, title: &'static str, short: &'static str, awaits: &'static str) -> ModelInfo {
    let places = Places {
        gate: Some(Place { title: "waiting for a thread", empty: "no job waits for a thread" }),
        ready: Place { title: "run queue", empty: "the queue is empty" },
        processor: Processor::Core,
        rows: Rows::Cores,
        waiting: Place { title: "under way", empty: "nothing is under way" },
        holder: Holder::Frame,
        way_back: "runnable",
    };
    ModelInfo {
        name,
        title,
        short,
        awaits,
        places,
        takes_input: false,
        frame_tenths: 0,
        application: Application::None,
        discipline: Discipline::Fifo,
        sharding: Sharding::None,
    }
}

impl Trace {
    /// It is not live: what is known of the file that it came from.
    #[must_use]
    pub fn recorded_as(mut self, recorded: Recorded) -> Self {
        self.recorded = Some(Box::new(recorded));
        self
    }
    /// What is drawn over time is this.
    pub(crate) fn made_of(mut self, tracks: Tracks) -> Self {
        self.tracks = tracks;
        self
    }
    /// Names that came after events: a log may tell them late.
    pub fn set_names(&mut self, names: Names) {
        self.names = names;
    }
    /// What is known of the file that it came from; `None`: it is live.
    #[must_use]
    pub fn recorded(&self) -> Option<&Recorded> {
        self.recorded.as_deref()
    }
    /// Lanes that another program recorded; `None`: everything that is drawn follows from the events.
    #[must_use]
    pub fn imported(&self) -> Option<&Imported> {
        self.recorded.as_ref()?.imported.as_deref()
    }
    /// What a span's task is called here.
    #[must_use]
    pub fn called(&self, task: TaskId) -> String {
        self.imported().map_or_else(|| task.name().to_string(), |imported| imported.name(task))
    }
}
