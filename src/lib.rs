//! Loopscope: a microscope for the message loop.
//!
//! An executor runs in the background, in virtual time, and streams what happens; a window animates it. Two sentences
//! carry the whole:
//!
//! 1. **Every concurrency model is a scheduler over the same coroutines, in virtual time.** A job is a real `async fn`.
//!    What its `await` *means* (block the thread, suspend the task, post a message) is all that a model decides.
//! 2. **Every picture is a pure function of (append-only event log, playhead).** Nothing on the screen has a life of its
//!    own, so that pause, step, rewind, replay and "why is this waiting?" are one thing and cannot disagree.
//!
//! # The map of this house
//! ```text
//! event    THE VOCABULARY   pure data: time, ids, Event, Scenario, Command, ModelInfo and its places
//! sim      THE LAB          the simulated machine, and one file per concurrency model
//! engine   THE BACKGROUND   a named thread with a tokio runtime: runs, paces, streams batches, obeys commands
//! trace    WHAT HAPPENED    state at a playhead, tracks, statistics, causes and blockers, invariants
//! sweep    MANY RUNS        a grid of runs on all cores
//! formats  IN AND OUT       one file or folder per format
//! lesson   THE TEACHER      lessons, predictions, and whether the runs show what a lesson says
//! text     THE WORDS        what the window says, in each language
//! pixels   PIXELS AND LINES egui's meshes to an image without a GPU, and what panels drew as SVG and animated GIF
//! studio   PICTURES         stills and films of a run, without a window
//! ui       THE WINDOW       theme, transport, controls, stage, timeline, scoreboard, inspector, fork, compare, code, …
//! app, cli                  everything put together: the window, and the command line
//! ```
//!
//! Each room is a crate of its own, so who may import whom stands in its `Cargo.toml`: `event`, `text` and `pixels` nothing of
//! ours; `sim` and `trace` only `event`; `engine` `event` and `sim`; `sweep` `event`, `sim` and `trace`; `lesson` `event`, `trace`
//! and `text`; `formats` these and `lesson`; `ui` the same but `formats`, and never the lab, the background or the file system;
//! `studio` all of them but `app` and `cli`. What a room never does (clocks, threads, files) stands in its `clippy.toml`. A panel's
//! `layout` is pure: it sees no egui context.
//!
//! `ARCHITECTURE.md` has more of this, `docs/model.md` the rules of the simulated machine.
//!
//! # One event's life
//! A scheduler polls a job and the machine records `Event { at, kind }` into its run's log; the engine sends a batch over
//! a **bounded** channel and calls `wake`; the window drains for a few milliseconds into `Trace::apply`; a panel's layout
//! turns (trace, playhead, view) into plain items; its painter makes a mesh of them. If the channel is full the engine
//! waits: back-pressure slows wall time, never the story.
//!
//! # One slider's life
//! The controls edit a copy of the scenario; the app sends the last copy of the frame; the engine applies it **between**
//! two instants and the runs record `ScenarioChanged`; it comes back by the road above, and the timeline marks the moment.
//! A slider moved while the playhead stands in the past forks the session there: the engine executes it again up to that instant and
//! continues with the change, and the future that was left stays as a ghost.
//!
//! # What always holds
//! * A run is one model over one scenario, and has one log. Causes never cross runs; switching a model on or off changes
//!   no other run's log.
//! * A log is a function of (scenario, seed, changes with their virtual times), byte for byte, at any speed, paused,
//!   stepped or headless. Play, pause, speed and steps are not in it.
//! * Two clocks: the engine computes up to the live edge; the app owns the playhead, which is (event number, phase,
//!   story time), since many events share an instant.
//! * Time is integer nanoseconds; the screen maps it in `f64`, and `f32` comes at the last step.
//! * History is let go in whole segments, oldest first, under one bound for all runs, and the window says what is gone.

pub mod app;
pub mod cli;

// The rooms, under their short names.
pub use loopscope_engine as engine;
pub use loopscope_event as event;
pub use loopscope_formats as formats;
pub use loopscope_lesson as lesson;
pub use loopscope_pixels as pixels;
pub use loopscope_sim as sim;
pub use loopscope_studio as studio;
pub use loopscope_sweep as sweep;
pub use loopscope_text as text;
pub use loopscope_trace as trace;
pub use loopscope_ui as ui;
