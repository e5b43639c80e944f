//! The Chrome trace format: JSON that Perfetto's viewer and chrome://tracing open. Written from a [`Trace`], and read, also other programs'.
//!
//! * `write` (with `story`, `json`): a run as processes "CPU", "Event loop", "Tasks" and "I/O".
//! * [`read()`] (with `scan`, `event`, `gather`, `texts`, `counted`, `odd`, `own`, `lanes`): events as lanes of spans that do not overlap.
//!
//! Times are microseconds with up to three decimals, so that nanoseconds survive both ways. What cannot be placed for certain (an end
//! without a beginning, a slice that crosses another) is counted and never guessed. It does *not* decide how lanes look (that is `ui`).
//!
//! [`Trace`]: crate::trace::Trace

mod counted;
mod event;
mod gather;
mod json;
mod lanes;
mod odd;
mod own;
mod read;
mod scan;
mod story;
mod texts;
mod write;

/// About how many bytes a slice takes up while a trace is read.
pub const BYTES: usize = 104;

pub use read::{Limits, begins_like_one, read};
pub(super) use write::category;
pub use write::{export, write};

use crate::trace::SpanState;

/// Process numbers of what we write.
mod pid {
    pub const CPU: u32 = 1;
    pub const LOOPS: u32 = 2;
    pub const TASKS: u32 = 3;
    pub const IO: u32 = 4;
}

/// What the states are called in the file: as the category of a slice, and as the name of a part of a task's life.
const STATES: [(SpanState, &str, &str); crate::trace::STATES] = [
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
const QUEUED: &str = "waiting for the CPU";
const IN_FLIGHT: &str = "requests in flight";
const IN_SYSTEM: &str = "jobs in the system";

#[cfg(test)]
mod tests;
