//! (to come; these two are here so that the panels have something to name)

/// What happened in one run.
pub struct Trace;

/// Where the story is told: after an event, and how far its visible moment has got.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Playhead {
    /// The first `event` events have happened.
    pub event: crate::event::EventNo,
    /// How far the visible moment of the last of them has got, 0 to 1. It takes no time of the story.
    pub phase: f32,
    /// Story time, between that of the last of them and of the next; it flows only when `phase` is 1.
    pub at: crate::event::Ns,
}
