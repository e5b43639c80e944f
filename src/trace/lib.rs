//! WHAT HAPPENED: a run's log in memory, and every question asked about it. Every picture is a function of this and of a playhead.
//!
//! * [`trace`]: [`Trace`], the log in segments, bounded by [`history`]; [`reading`]: how it is read. `log`: how it is packed.
//! * [`state`]: [`State`], how everything stands after the first n events: the fold, its places, requests and the served application.
//! * [`tracks`]: what is drawn over time: spans, series, and the pyramid that answers for any zoom.
//! * [`stats`]: a run in numbers, without a stored log; latencies, and the numbers of a stretch of time.
//! * [`mod@compare`]: two runs side by side, and the future that a fork left.
//! * [`search`]: finds spans and events, a slice at a time.
//! * [`critical`]: where every nanosecond of a job's life, or of a run, went.
//! * [`why`]: causes and blockers; saying them in words is the window's.
//! * [`mod@check`]: whether a log keeps the invariants.
//! * [`playhead`]: where the window looks; [`playback`]: how that moves.
//! * [`imported`]: lanes that another program recorded, and what is known of a log from a file.
//!
//! # Example
//! A [`Trace`] is a [`Sink`](loopscope_event::Sink): it folds a run's events into a state, statistics and tracks while they come, and
//! gives the state at any earlier place of the log.
//!
//! ```
//! use loopscope_event::Scenario;
//! use loopscope_event::time::MS;
//! use loopscope_trace::Trace;
//! use std::sync::Arc;
//!
//! let scenario: Arc<Scenario> = Arc::new(toml::from_str(
//!     r#"
//!     [workload]
//!     jobs  = 3
//!     steps = [{ cpu = "1ms" }, { io = "disk", latency = "10ms" }, { cpu = "1ms" }]
//!     "#,
//! )?);
//! let model = loopscope_sim::model("threads").ok_or("there is no such model")?;
//! let mut trace = Trace::new(0, model, Arc::clone(&scenario), loopscope_sim::names(&scenario));
//! loopscope_sim::run(&scenario, model, &mut trace);
//!
//! let report = trace.stats().report(None);
//! assert_eq!((report.jobs, report.cpu.run), (3, 6 * MS));
//!
//! let at_5_ms = trace.state_at(trace.count_until(5 * MS));
//! assert_eq!((at_5_ms.in_system(), at_5_ms.in_flight()), (3, 3), "all three wait for the disk");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It reads logs, ours and foreign ones, and never fails on them. It imports the vocabulary only and decides nothing about the simulated
//! world (that is `sim`), nor what anything looks like (that is `ui`).

pub mod check;
pub mod compare;
pub mod critical;
#[cfg(any(test, feature = "test-util"))]
pub mod fake;
pub mod history;
pub mod imported;
mod log;
pub mod playback;
pub mod playhead;
pub mod reading;
pub mod search;
pub mod state;
pub mod stats;
#[allow(clippy::module_inception, reason = "the room is named after what it holds")]
pub mod trace;
pub mod tracks;
pub mod why;

#[cfg(test)]
mod tests;

pub use check::{Broken, Check, Checked, CpuAsked, Facts, check};
pub use compare::Comparison;
pub use compare::ghost::{Ghost, Origin};
pub use critical::{Budget, JobPath, Piece, PieceKind, Resource, RunPath, Share, Sums};
pub use history::History;
pub use imported::foreign::{Foreign, Imported};
pub use imported::recorded::Recorded;
pub use playhead::Playhead;
pub use search::{Search, query::Query};
pub use state::places::{Core, Doing, Frames, Lock, Runnable, Var};
pub use state::requests::Request;
pub use state::slab::ById;
pub use state::window::{Heard, Window};
pub use state::{DeviceView, Done, Parked, Phase, Queue, Queued, RUN_QUEUE, State, Target, Task};
pub use stats::latency::LatencyNs;
pub use stats::range::{Histogram, Range, RangeFold};
pub use stats::{CpuNs, JobRow, Peak, Report, Stats};
pub use trace::Trace;
pub use tracks::Tracks;
pub use tracks::pyramid::{Shares, WHOLE};
pub use tracks::series::Series;
pub use tracks::track::{Mixture, STATES, Span, SpanState, Track};
pub use why::{Blocker, Reason, ReasonKind};
