//! What a viewer of traces is told of a run, whatever the format: tracks in groups, slices and lives on them, numbers, arrows and marks.
//!
//! A format is a [`Pen`]; a [`Walk`] goes over a run and tells a pen what there is (`story` is what only the events say). In which order
//! the parts of a walk come is each format's own affair. It does *not* know how anything is written.
//!
//! Of every run: "CPU" has a lane for each core, "Tasks" a life for each task, with its states inside. Only where a log has them:
//! "Event loop" has the turns of each loop, "I/O" the requests. A trace that was imported has its lanes by their own names instead.

mod story;
mod walk;

pub(crate) use walk::Walk;

use loopscope_event::{DeviceId, Ns, RequestId, TaskId};
use loopscope_trace::SpanState;
use std::io;

/// The groups of what we tell of a run, in the order in which they are shown.
pub(crate) mod group {
    pub const CPU: u32 = 1;
    pub const LOOPS: u32 = 2;
    pub const TASKS: u32 = 3;
    pub const IO: u32 = 4;
}

/// What the states are called: as the category of a slice, and as the name of a part of a task's life.
pub(crate) const STATES: [(SpanState, &str, &str); loopscope_trace::STATES] = [
    (SpanState::Gate, "gate", "at the gate"),
    (SpanState::Queued, "queued", "queued"),
    (SpanState::Switching, "switching", "switching"),
    (SpanState::Dispatching, "dispatching", "dispatching"),
    (SpanState::Running, "running", "running"),
    (SpanState::Io, "io", "I/O"),
    (SpanState::DeviceQueue, "device-queue", "queued at the device"),
    (SpanState::Lock, "lock", "waiting for a lock"),
    (SpanState::Waiting, "waiting", "waiting"),
];

/// Names of the counters.
pub(crate) const QUEUED: &str = "waiting for the CPU";
pub(crate) const IN_FLIGHT: &str = "requests in flight";
pub(crate) const IN_SYSTEM: &str = "jobs in the system";

/// What leads an arrow.
pub(crate) const CAUSED_BY: &str = "caused by";

/// A track whose slices do not cross: of a core, of a loop, or one that was imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Lane {
    pub group: u32,
    /// From 1, and its place within the group; lanes of an imported trace are numbered throughout.
    pub number: u32,
}

impl Lane {
    pub(crate) fn of_core(core: u16) -> Self {
        Self { group: group::CPU, number: u32::from(core) + 1 }
    }

    /// The core, if it is one's.
    pub(crate) fn core(self) -> Option<u16> {
        let before = self.number.checked_sub(1).filter(|_| self.group == group::CPU)?;
        u16::try_from(before).ok()
    }
}

/// What kind of slice it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Category {
    /// A core or a task is in this state.
    State(SpanState),
    /// A turn of a loop, the handler inside, and a loop's wait.
    Turn,
    Handler,
    Poll,
    /// Of an imported trace, which says nothing else.
    Slice,
    /// All of a task's life.
    Task,
}

impl Category {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::State(state) => STATES[state.index()].1,
            Self::Turn => "turn",
            Self::Handler => "handler",
            Self::Poll => "poll",
            Self::Slice => "slice",
            Self::Task => "task",
        }
    }
}

/// What more is said of a slice.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Said<'a> {
    Nothing,
    /// By or for whom, and whether it goes on at the end.
    Task {
        task: TaskId,
        open: bool,
    },
    /// What another program said: an object of JSON, or what is none.
    Json(&'a str),
    Text(&'a str),
}

/// A slice of a lane, all of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice<'a> {
    pub category: Category,
    pub name: &'a str,
    /// From then to then, ns.
    pub start: Ns,
    pub end: Ns,
    pub said: Said<'a>,
}

/// What has parts inside, and goes on beside others of its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Life {
    /// A task's. Those of a row come one after another.
    Task { task: TaskId, row: u32 },
    /// A request's. They come in the order in which they end, each with all its parts.
    Request { device: DeviceId, request: RequestId, task: TaskId },
}

/// All of a life, with its name, or a part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part<'a> {
    Whole(&'a str),
    State(SpanState),
}

impl<'a> Part<'a> {
    pub(crate) const fn name(self) -> &'a str {
        match self {
            Self::Whole(name) => name,
            Self::State(state) => STATES[state.index()].2,
        }
    }
}

/// A number over time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counter<'a> {
    /// Its place among the counters.
    pub number: u32,
    pub name: &'a str,
    /// The group that it is of, if not of the whole run.
    pub group: Option<u32>,
    /// A value stands for so many times 10 to the power of this.
    pub exponent: i8,
}

/// Whom a mark is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    Everything,
    Cpu,
}

/// A format, as it is written. Everything is said of something after that has been declared. Each fails when the output does not take it.
pub(crate) trait Pen {
    /// A group begins: its place, and its name.
    fn group(&mut self, group: u32, name: &str) -> io::Result<()>;

    /// A lane begins. One without a name is a further lane of the one before.
    fn lane(&mut self, lane: Lane, name: &str) -> io::Result<()>;

    /// A row of tasks begins. Its name is made for whoever asks: it takes a look at all of the row.
    fn row(&mut self, row: u32, name: impl FnOnce() -> String) -> io::Result<()>;

    /// A slice of a lane; those of a lane come in the order of time, but for what lies inside of another, which comes after it.
    fn slice(&mut self, lane: Lane, slice: &Slice<'_>) -> io::Result<()>;

    fn begin(&mut self, life: Life, part: Part<'_>, at: Ns) -> io::Result<()>;

    /// `open`: it is only cut off there.
    fn end(&mut self, life: Life, part: Part<'_>, at: Ns, open: bool) -> io::Result<()>;

    /// What a core did led to what one began; both instants lie inside of bursts.
    fn arrow(&mut self, from: (u16, Ns), to: (u16, Ns)) -> io::Result<()>;

    /// A counter begins.
    fn counter(&mut self, counter: Counter<'_>) -> io::Result<()>;

    fn count(&mut self, counter: Counter<'_>, at: Ns, value: u32) -> io::Result<()>;

    fn mark(&mut self, name: &str, scope: Scope, at: Ns) -> io::Result<()>;
}
