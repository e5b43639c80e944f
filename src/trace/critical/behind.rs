//! [`Behind`]: a core's spans, read backward.

use super::super::trace::Trace;
use crate::tracks::track::{Span, Track};
use loopscope_event::Ns;

/// Spans of a core behind the walk, read many at a time: to look each up by itself costs ten times as much.
#[derive(Default)]
pub(super) struct Behind {
    core: u16,
    /// In the order of time; those at or after the place asked last are dropped.
    spans: Vec<Span>,
    /// All spans since then are here.
    from: Ns,
    /// So long a stretch was read last.
    width: Ns,
}

impl Behind {
    /// So many spans are read at a time, about.
    const MANY: usize = 256;

    /// The span of the core that covers an instant; instants are asked for in descending order, mostly.
    pub(super) fn at(&mut self, trace: &Trace, core: u16, t: Ns) -> Option<Span> {
        let track = trace.tracks().cores.get(core)?;
        let known = self.core == core && self.from <= t && self.spans.last().is_some_and(|last| last.end > t || self.spans.len() > 1);
        if !known {
            self.read(track, core, t);
        }
        while self.spans.len() > 1 && self.spans.last().is_some_and(|last| last.start > t) {
            self.spans.pop();
        }
        self.spans.last().copied().filter(|span| span.start <= t && t < span.end)
    }

    fn read(&mut self, track: &Track, core: u16, t: Ns) {
        self.width = self.width.max(1000);
        while track.density(t.saturating_sub(self.width), t) > Self::MANY && self.width > 1 {
            self.width /= 2;
        }
        if track.density(t.saturating_sub(self.width), t) < Self::MANY / 8 && self.width <= t {
            self.width = self.width.saturating_mul(2);
        }
        self.from = t.saturating_sub(self.width);
        self.core = core;
        self.spans.clear();
        self.spans.extend(track.spans(self.from, t.saturating_add(1)));
    }
}
