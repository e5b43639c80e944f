//! THE VOCABULARY: pure data that every other room speaks in. No behaviour beyond parsing, printing and checking itself.
//!
//! * [`time`]: integer nanoseconds and their text forms.
//! * [`id`]: small numbers for tasks, threads, queues, devices, requests and runs.
//! * [`log`]: [`Event`], the one thing a run produces. Everything on the screen is a function of a list of them.
//!   What its kind says by itself, `kind.rs` holds.
//! * [`scenario`], [`machine`], [`workload`], [`step`], [`dist`], [`validate`]: the content of a scenario file.
//! * [`built_in`]: a scenario that comes with the program. [`grid`]: the runs of a sweep.
//! * [`model`]: a concurrency model's description of itself.
//! * [`input`]: a person's gestures in the application that a loop serves.
//! * [`note`]: a person's note at an instant. [`origin`]: the origin of a log.
//! * [`replay`]: everything done to a session, with the instants.
//! * [`command`]: the window's commands and the engine's messages.
//!
//! Imports nothing of ours and nothing but `std` and `serde`: no egui, no tokio, no threads, no wall clock.
//! It does *not* decide what an event means (that is `sim`) nor how one looks (that is `ui`).
//!
//! # The words
//! A **job** is a piece of work that arrives, computes, waits and leaves. A **task** is the coroutine that runs it.
//! A task is *scheduled* (in a run queue), *running*, *waiting* (on I/O, a timer or a lock) or *completed*.
//! A **message** stands in a loop's queue; the **handler** runs it. A **tick** is one turn of a loop, and in a
//! model without a loop, one dispatch. The field never says "ready queue": in Rust `Poll::Ready` means finished.

pub mod built_in;
pub mod command;
pub mod dist;
pub mod grid;
pub mod id;
pub mod input;
mod kind;
pub mod log;
pub mod machine;
pub mod model;
pub mod note;
pub mod origin;
pub mod replay;
pub mod scenario;
pub mod step;
pub mod time;
pub mod validate;
pub mod workload;

pub use built_in::BuiltIn;
pub use command::{Batch, Change, Command, Ending, FromEngine, Piece, RunStatus, RunsAnnounced, Sink, Speed, Status, StepUnit};
pub use dist::Dist;
pub use grid::{Axis, Grid, Setting, Shard};
pub use id::{DeviceId, EventNo, Name, QueueId, RequestId, RunId, TaskId, TaskKind, ThreadId};
pub use input::{Gesture, Posted};
pub use log::{Event, InputKind, Kind, Names, PackedNs, RunEnd, Wait, What};
pub use machine::{Cost, Limit, Machine};
pub use model::{Application, Discipline, Holder, ModelInfo, Place, Places, Processor, Rows, Sharding};
pub use note::Note;
pub use origin::{Mark, Origin};
pub use replay::{Entry, Replay};
pub use scenario::{Device, Input, Scenario, SpeltJob};
pub use step::{Op, Step};
pub use time::Ns;
pub use workload::{Arrivals, Closed, Jobs, Workload};
