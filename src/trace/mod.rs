//! WHAT HAPPENED: a run's log in memory, and every question asked about it. Every picture is a function of this and of a playhead.
//!
//! * [`trace`]: [`Trace`], the log in segments (`segment`), bounded by [`history`]; [`reading`]: how it is read. `pack`, `form`, `bits`: how it is packed.
//! * [`state`]: [`State`], how everything stands after the first so many events; `fold` is its step, `cursor` remembers a few.
//! * [`window`]: what the application that a loop serves has heard and painted.
//! * [`tracks`], [`track`], [`series`]: what is drawn over time. `marks`, `walk`, `sweep`, [`pyramid`], `ranges`: what they are made of.
//! * [`stats`], [`latency`]: a run in numbers, without a stored log.
//! * `ids`, `slab`: what the others keep things in.
//! * [`mod@compare`]: two runs side by side. [`ghost`]: the future that a fork left.
//! * [`search`]: finds spans and events, a slice at a time. [`range`]: a stretch of time in numbers.
//! * [`critical`]: where every nanosecond of a job's life, or of a run, went.
//! * [`why`]: causes and blockers; `story` finds them; saying them is the window's.
//! * [`mod@check`]: whether a log keeps the invariants.
//! * [`playhead`]: where somebody looks.
//! * [`foreign`]: a trace of lanes that another program recorded. [`recorded`]: what is known of a log from a file.
//!
//! It reads logs, ours and foreign ones, and never fails on them. It imports the vocabulary only and decides nothing about the simulated
//! world (that is `sim`), nor what anything looks like (that is `ui`).

mod bits;
pub mod check;
pub mod compare;
pub mod critical;
mod cursor;
#[cfg(test)]
mod fake;
mod fold;
pub mod foreign;
mod form;
pub mod ghost;
pub mod history;
mod ids;
pub mod latency;
mod loops;
mod marks;
mod pack;
pub mod places;
pub mod playhead;
pub mod pyramid;
pub mod range;
mod ranges;
pub mod reading;
pub mod recorded;
mod report;
mod requests;
pub mod search;
mod segment;
pub mod series;
mod slab;
pub mod state;
pub mod stats;
mod story;
mod sweep;
mod totals;
#[allow(clippy::module_inception, reason = "the room is named after what it holds")]
pub mod trace;
pub mod track;
pub mod tracks;
mod walk;
pub mod why;
pub mod window;

#[cfg(test)]
mod tests;

pub use check::{Broken, Check, Checked, CpuAsked, Facts, check};
pub use compare::Comparison;
pub use critical::{Budget, JobPath, Piece, PieceKind, Resource, RunPath, Share, Sums};
pub use foreign::{Foreign, Imported};
pub use ghost::{Ghost, Origin};
pub use history::History;
pub use latency::LatencyNs;
pub use places::{Core, Doing, Frames, Lock, Runnable, Var};
pub use playhead::Playhead;
pub use pyramid::{Shares, WHOLE};
pub use range::{Histogram, Range, RangeFold};
pub use recorded::Recorded;
pub use requests::Request;
pub use search::{Search, query::Query};
pub use series::Series;
pub use slab::ById;
pub use state::{DeviceView, Done, Parked, Phase, Queue, Queued, RUN_QUEUE, State, Target, Task};
pub use stats::{CpuNs, JobRow, Peak, Report, Stats};
pub use trace::Trace;
pub use track::{Mixture, STATES, Span, SpanState, Track};
pub use tracks::{Tracks, task_of};
pub use why::{Blocker, Reason, ReasonKind};
pub use window::{Heard, Window};
