//! The Chrome trace format: JSON that Perfetto's viewer and chrome://tracing open. Written from a [`Trace`], and read, also other programs'.
//!
//! * `write` (with `json`): what a viewer is told of a run, with its groups as processes.
//! * [`read()`] (with `scan`, `event`, `gather`, `texts`, `counted`, `odd`, `own`, `lanes`): events as lanes of spans that do not overlap.
//!
//! Times are microseconds with up to three decimals, so that nanoseconds survive both ways. What cannot be placed for certain (an end
//! without a beginning, a slice that crosses another) is counted and never guessed. It does *not* decide how lanes look (that is `ui`).
//!
//! [`Trace`]: loopscope_trace::Trace

mod counted;
mod event;
mod gather;
mod importer;
mod json;
mod lanes;
mod odd;
mod own;
mod read;
mod scan;
mod texts;
mod write;

/// About how many bytes a slice takes up while a trace is read.
pub const BYTES: usize = 104;

pub use importer::IMPORTER;
pub use read::{Limits, begins_like_one, read};
pub use write::{export, write};

#[cfg(test)]
mod tests;
