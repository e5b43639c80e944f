//! A run's numbers beside those of the future that a fork left, at the latest instant known in both.

use crate::Context;
use crate::fork::words;
use loopscope_event::{Ns, RunId};
use loopscope_trace::Trace;
use loopscope_trace::compare::{Figure, Side, report_at};

/// The numbers of both futures at one instant.
pub struct Against {
    /// The run of the other future.
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
    /// The comparison for this run, whose playhead is at `at`, ns; `None` if there is no other future.
    pub fn of(cx: &Context<'_>, trace: &Trace, at: Ns) -> Option<Self> {
        let other = other(cx, trace)?;
        // A run that has ended is known for ever; one that is running, up to its present end.
        let at = if other.drained().is_some() { at } else { at.min(other.end()) };
        Some(Self { run: other.run(), at, other: report_at(other, at), now: report_at(trace, at) })
    }

    /// True if it was made for the present ghost, or there is neither.
    pub fn is_fresh(known: Option<&Self>, cx: &Context<'_>, trace: &Trace) -> bool {
        known.map(|known| known.run) == other(cx, trace).map(Trace::run)
    }

    /// The difference of a figure from the other future.
    pub fn by(&self, figure: Figure) -> Option<String> {
        words::relative(figure, &self.other, &self.now)
    }

    /// A figure of the present future.
    pub fn now(&self, figure: Figure) -> String {
        words::value(figure, &self.now)
    }
}
