//! MANY RUNS: a grid of runs, computed on all cores.
//!
//! * [`key`]: the numbers and durations of a scenario that can be set, by their paths in its file.
//! * [`range`]: `machine.pool=1..4096:log:25`, the values that a key takes in turn.
//! * [`plan`]: [`Plan`], a scenario and a grid over it, all of it checked before anything runs.
//! * [`mod@compute`]: executes the runs on several threads until they are done or stopped.
//! * [`job`]: the same in the background, on a thread of its own.
//! * [`preset`]: the sweeps that come with the program.
//!
//! A run here is a run anywhere: one model over one scenario. Its numbers do not depend on what else runs, nor on how
//! many threads there are. This room does *not* read or write files (that is `files`), nor draw (that is `ui`).

pub mod compute;
pub mod job;
pub mod key;
pub mod plan;
pub mod preset;
pub mod range;

pub use compute::{Outcome, compute};
pub use job::Job;
pub use key::{Key, Kind, keys};
pub use plan::{MOST_RUNS, Plan};
pub use preset::{PRESETS, Preset};
pub use range::{Range, Scale};
