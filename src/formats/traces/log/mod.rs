//! Our own log: a line of JSON per event, under a header; plain, or gzipped where the name ends in `.gz`.
//!
//! An event's number is its line's place after the header, so every line counts, also one that this program does not
//! understand: it is kept as it stands, as a [`Mark`], and counted. It does *not* decide what is legal in a log (that is
//! `trace`'s check), only what can be read.
//!
//! Beyond the format's description: a posted input's task is written `"input": n` instead of `"task": n`, a spawned task's
//! `"child": n` (and as a parent `"parent_input"`, `"parent_child"`); device 65535 is the timer; `"names"` may also be given
//! later by lines `{"k":"name","device":2,"name":"disk"}` (or `lock`, `var`); a header's `"until": ns` says that the run goes on
//! after what is here. Numbers that a foreign log leaves out are read as 0.

mod fields;
mod importer;
mod load;
pub(crate) mod put;
mod read;
mod write;

pub use importer::IMPORTER;
pub use load::load;
pub use read::{FileReader, Reader, open, read};
pub use write::{Writer, create, write};

use loopscope_event::{Change, Event, InputKind, Names, Ns, RunEnd, Scenario, Wait, What};
pub use loopscope_event::{Mark, Origin};
use std::sync::Arc;

/// What stands above the events.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Header {
    /// The concurrency model, by name.
    pub model: String,
    /// Where the events come from.
    pub origin: Origin,
    /// The clock that they were timed by.
    pub clock: Clock,
    /// A digest of the workload, the same for every model.
    pub workload_hash: Option<String>,
    /// The scenario that the run began with.
    pub scenario: Option<Arc<Scenario>>,
    /// What the numbers of devices, locks and variables are called.
    pub names: Names,
    /// How many cores there are.
    pub cores: Option<u16>,
    /// Up to which instant the log goes, ns, if the run goes on after it; `None`: it was logged to its end.
    pub until: Option<Ns>,
}

/// The clock that a log's events were timed by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Story time.
    #[default]
    Virtual,
    /// A machine's steady clock.
    Monotonic,
    /// Nanoseconds since 1970.
    Unix,
}

/// A whole log.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Log {
    /// What stands above the events.
    pub header: Header,
    /// The events; a line that we do not understand is a [`loopscope_event::Kind::Mark`].
    pub events: Vec<Event>,
    /// The slider changes that events name.
    pub changes: Vec<Change>,
    /// What the events' mark numbers stand for.
    pub marks: Vec<Mark>,
    /// How many lines were of a kind that we do not know.
    pub unknown: u64,
    /// What ended the reading early; everything before is kept.
    pub broken: Option<LogError>,
}

/// Why a log could not be read (further).
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}{}: {says}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct LogError {
    /// The file.
    pub file: String,
    /// The line, counted from 1 (the header), if one is to blame.
    pub line: Option<u64>,
    /// What was found and what was expected.
    pub says: String,
    /// The invariant that the line breaks, if it is readable but cannot be true.
    pub invariant: Option<&'static str>,
}

/// A word of the format for each variant of a type.
pub(crate) trait Word: Copy + PartialEq + 'static {
    const ALL: &'static [(Self, &'static str)];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(value, _)| *value == self).map_or("", |(_, word)| word)
    }
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(value, _)| *value)
    }
}

impl Word for RunEnd {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Burst, "burst"), (Self::Quantum, "quantum"), (Self::Await, "await"), (Self::Done, "done")];
}
impl Word for Wait {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Io, "io"), (Self::Timer, "timer"), (Self::Lock, "lock"), (Self::Task, "task"), (Self::Yield, "yield")];
}
impl Word for What {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Start, "start"),
        (Self::Io, "io"),
        (Self::Timer, "timer"),
        (Self::Lock, "lock"),
        (Self::Task, "task"),
        (Self::Yield, "yield"),
        (Self::Preempted, "preempted"),
        (Self::Mouse, "mouse"),
        (Self::Key, "key"),
    ];
}
impl Word for InputKind {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Mouse, "mouse"), (Self::Key, "key"), (Self::Timer, "timer")];
}

#[cfg(test)]
mod tests;
