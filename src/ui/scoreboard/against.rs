//! A run's numbers beside those of the future that a fork left, at the latest instant that is known of both.

use crate::Context;
use crate::fork::words;
use loopscope_event::{Ns, RunId};
use loopscope_trace::Trace;
use loopscope_trace::compare::{Figure, Side, report_at};

/// The numbers of both futures at one instant.
pub struct Against {
    /// The run of the other one.
    run: RunId,
    /// The instant, ns.
    pub at: Ns,
    other: Side,
    now: Side,
}

fn other<'a>(cx: &Context<'a>, trace: &Trace) -> Option<&'a Trace> {
    cx.futures.ghost?.run_of(trace.model())
}

impl Against {
    /// Of this run, whose playhead stands at `at`; `None`: there is no other future.
    pub fn of(cx: &Context<'_>, trace: &Trace, at: Ns) -> Option<Self> {
        let other = other(cx, trace)?;
        // A run that is over stands still; one that goes on is known so far and no further.
        let at = if other.drained().is_some() { at } else { at.min(other.end()) };
        Some(Self { run: other.run(), at, other: report_at(other, at), now: report_at(trace, at) })
    }

    /// True if it is of the future that there is, or there is none.
    pub fn is_fresh(known: Option<&Self>, cx: &Context<'_>, trace: &Trace) -> bool {
        known.map(|known| known.run) == other(cx, trace).map(Trace::run)
    }

    /// By how much a figure is more than in the other future.
    pub fn by(&self, figure: Figure) -> Option<String> {
        words::relative(figure, &self.other, &self.now)
    }

    /// A figure of the present future.
    pub fn now(&self, figure: Figure) -> String {
        words::value(figure, &self.now)
    }
}
