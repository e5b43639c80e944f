//! THE BACKGROUND: a named thread with a tokio runtime that runs the story, paces it against wall time, streams its
//! events and obeys commands between them.
//!
//! * [`Engine`]: the thread. It takes commands, asks the pace how far the story may go, and works in short slices.
//! * [`Handle`]: the window's end of the two channels. Dropping it ends the thread.
//! * [`Replay`]: everything done to a session, with the instants; it can be re-executed without a clock, with the same log.
//! * `session`: the runs of one session, in lockstep of virtual time; `session_run`: one of them.
//! * `pace`: the story time due by the wall clock. The clock is tokio's, so that tests can set it.
//! * `outbox`: the bounded queue to the window. If it is full the runs wait, nothing is lost and commands get through.
//!
//! What makes the log independent of speed, pauses and steps: an [`Entry`] (a slider change, a posted input) is given
//! the session's instant, every run handles all that happens up to that instant before it takes the entry, and
//! nothing else that a person does reaches a run.
//!
//! It does *not* decide what happens in a run (`sim`) nor what of it is looked at: the window owns the playhead, the
//! engine only computes up to the live edge. It knows nothing of egui; what wakes the window is a closure.

mod handle;
mod live;
mod lockstep;
mod outbox;
mod pace;
mod replay;
mod session_run;
mod slice;
mod step_end;
#[cfg(test)]
mod tests;
mod thread;
mod work;

pub use handle::{Busy, Handle};
pub use live::Engine;
pub use loopscope_event::{Entry, Replay};
pub use replay::ReplayExt;

/// Wakes the window when messages were sent.
type Wake = std::sync::Arc<dyn Fn() + Send + Sync>;
