//! [`Playhead`]: where in a log somebody looks. Moving it is the app's business.

use crate::Trace;
use loopscope_event::{EventNo, Ns};

/// A place in one run's log: how many events have happened, and how far the visible moment of the last of them has got.
///
/// It is not a time, because many events share an instant, and a message's journey from the device to the queue takes 0 ns of story.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Playhead {
    /// The first so many events have happened.
    pub event: EventNo,
    /// How far the visible moment of the last of them has got, 0 to 1. It takes no time of the story.
    pub phase: f32,
    /// Story time, ns: from the last event's instant to the next one's. It flows only while `phase` is 1.
    pub at: Ns,
}

impl Playhead {
    /// Before everything.
    pub const START: Self = Self { event: 0, phase: 1.0, at: 0 };

    /// At rest after the first `event` events, at `at`.
    #[must_use]
    pub const fn after(event: EventNo, at: Ns) -> Self {
        Self { event, phase: 1.0, at }
    }
}

impl Default for Playhead {
    fn default() -> Self {
        Self::START
    }
}

/// The playheads of all runs while that of `traces[on_stage]` is `head`: the others stand at the same instant, at rest.
#[must_use]
pub fn playheads_of(traces: &[Trace], on_stage: usize, head: Playhead) -> Vec<Playhead> {
    let at = |(i, trace): (usize, &Trace)| if i == on_stage { head } else { Playhead::after(trace.count_until(head.at), head.at) };
    traces.iter().enumerate().map(at).collect()
}
